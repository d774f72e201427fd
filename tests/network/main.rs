//! The stages that talk to a network, against servers on loopback.

#![allow(clippy::unwrap_used)]

#[path = "../support/dns.rs"]
mod name_server;

mod discovery;
mod dns;
// The tests of `probe` go here: `mod tls;`.
