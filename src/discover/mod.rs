//! From a domain to endpoints.
//!
//! [`catalog`] says which records there are to ask for and what each leads to. `dns` asks one question, `lookup` follows
//! chains and remembers answers, `records` crosses the catalogue with the answers. Absent is recorded as absent, a
//! question that failed as unknown. Nothing is judged here.

pub mod catalog;
mod dns;
mod lookup;
mod records;

pub use dns::{DnsError, DnsOptions};
pub use lookup::{Dns, Resolved};
