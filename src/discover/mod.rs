//! From a domain to endpoints.
//!
//! [`catalog`] says which records there are to ask for and what each leads to. `question` is what is asked and what
//! comes back, `dns` asks it, `lookup` follows chains and remembers answers, `gather` asks for everything at once,
//! `records` crosses the catalogue with the answers, `authoritative` compares them with those of the zone's own servers.
//! From the records [`deployment`] concludes what kind of deployment it is, and [`sign_in`] where each family of clients
//! ends. Absent is recorded as absent, a question that failed as unknown. Nothing is judged here.

mod authoritative;
pub mod catalog;
pub mod deployment;
mod dns;
mod gather;
mod lookup;
mod question;
mod records;
pub mod sign_in;

pub use deployment::conclude;
pub use lookup::{Dns, Resolved};
pub use question::{DnsError, DnsOptions, Inquiry, Surroundings};
