//! Behaviour against real sockets on loopback. Nothing here leaves the machine.
#![allow(clippy::unwrap_used)]

mod tls;
