//! A scene to findings.
