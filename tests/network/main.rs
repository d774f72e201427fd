//! The stages that talk to a network, against servers on loopback. Nothing here leaves the machine.

#![allow(clippy::unwrap_used)]

#[path = "../support/lists.rs"]
mod lists;
#[path = "../support/dns.rs"]
mod name_server;
#[path = "../support/old_tls.rs"]
mod old_tls;
#[path = "../support/pki.rs"]
mod pki;
#[path = "../support/tls.rs"]
mod servers;
#[path = "../support/http.rs"]
mod sites;

mod crowded;
#[cfg(feature = "demo")]
mod demo;
mod discovery;
mod dns;
mod downloads;
mod fetch;
mod guarded;
#[path = "../support/japanese.rs"]
mod japanese;
mod lab;
mod legacy;
mod mutual;
mod place;
mod requests;
mod revocation;
mod served;
mod sign_on;
mod sni;
mod starttls;
mod tls;
mod zones;
