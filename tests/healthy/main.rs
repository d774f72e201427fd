//! Healthy customers stay silent: deployments as they are found in the field, at which nothing is wrong. No finding above
//! a notice, and exit code 0.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../support/dns.rs"]
mod name_server;
#[path = "../support/pki.rs"]
mod pki;
#[path = "../support/tls.rs"]
mod servers;
#[path = "../support/http.rs"]
mod sites;

mod lab;
mod online;
mod own;
