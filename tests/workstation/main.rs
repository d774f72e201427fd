//! The workstation's side through the program: snapshots by our own generator, in three languages and every encoding, as
//! folders and zips.

#![allow(clippy::unwrap_used)]

#[path = "../support/pki.rs"]
mod pki;
#[path = "../cli/program.rs"]
#[allow(dead_code)]
mod program;

mod bad;
mod beside;
mod cases;
mod desk;
mod examples;
mod language;
mod layout;
mod rules;
mod well;
