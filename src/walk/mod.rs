//! Facts to paths.
