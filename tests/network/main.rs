//! Behaviour against real sockets on loopback. Nothing here leaves the machine.
#![allow(clippy::unwrap_used)]

#[cfg(feature = "demo")]
mod demo;
mod tls;
