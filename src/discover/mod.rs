//! From a target to endpoints.
