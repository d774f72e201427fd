//! The contoso deployment on loopback.
