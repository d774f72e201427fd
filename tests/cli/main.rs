//! The built program as users and their scripts meet it: arguments in, text and exit code out.
//!
//! The environment is empty, every port is of the system's choosing, nothing leaves the machine.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../support/dns.rs"]
mod name_server;
#[path = "../support/pki.rs"]
mod pki;
#[path = "../support/tls.rs"]
mod servers;

mod baseline;
mod chains;
mod crowds;
#[cfg(feature = "demo")]
mod demo;
mod diff;
mod domains;
mod files;
mod formats;
#[cfg(feature = "demo")]
mod keep;
mod language;
mod mutations;
mod network;
mod online;
mod output;
mod program;
#[cfg(all(feature = "demo", unix))]
mod readme;
mod repaired;
mod report;
mod settings;
mod stores;
mod terminal;
mod usage;
mod workstation;
