//! Anchors.
