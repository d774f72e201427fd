//! From a domain to endpoints.
//!
//! [`catalog`] says which records there are to ask for and what each leads to. `question` is what is asked and what
//! comes back, `dns` asks it, `lookup` follows chains and remembers answers, `records` crosses the catalogue with the
//! answers. Absent is recorded as absent, a question that failed as unknown. Nothing is judged here.

pub mod catalog;
mod dns;
mod lookup;
mod question;
mod records;

pub use lookup::{Dns, Resolved};
pub use question::{DnsError, DnsOptions};
