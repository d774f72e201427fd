//! The stages that talk to a network, against servers on loopback. Nothing here leaves the machine.

#![allow(clippy::unwrap_used)]

#[path = "../support/dns.rs"]
mod name_server;

#[cfg(feature = "demo")]
mod demo;
mod discovery;
mod dns;
mod tls;
mod zones;
