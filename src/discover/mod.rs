//! From a domain to endpoints.
//!
//! [`catalog`] says which records there are to ask for and what each leads to. `question` is what is asked and what
//! comes back, `dns` asks it, `lookup` follows chains and remembers answers, `gather` asks for everything at once,
//! `records` crosses the catalogue with the answers, `authoritative` compares them with those of the zone's own servers.
//! From the records [`deployment`] concludes what kind of deployment it is, and [`sign_in`] where each family of clients
//! ends. [`autodiscover`], [`realm`] and [`metadata`] read the documents that lead on from there; the requests for them
//! are made elsewhere. Absent is recorded as absent, a question that failed as unknown. Nothing is judged here.

mod authoritative;
pub mod autodiscover;
pub mod catalog;
pub mod challenge;
pub mod deployment;
mod dns;
mod document;
mod gather;
mod lookup;
pub mod metadata;
mod question;
pub mod realm;
mod records;
pub mod sign_in;

pub use deployment::conclude;
pub use document::{DocumentError, MAX_DOCUMENT};
pub use lookup::{Dns, Resolved};
pub use question::{DnsError, DnsOptions, Inquiry, Surroundings};
