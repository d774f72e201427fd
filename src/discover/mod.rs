//! From a domain to endpoints.
//!
//! [`catalog`] says which records there are to ask for and what each leads to. `question` is what is asked and what
//! comes back, `dns` asks it, `lookup` follows chains and remembers answers, `records` crosses the catalogue with the
//! answers. Absent is recorded as absent, a question that failed as unknown. `autodiscover`, `realm` and `metadata` read
//! the documents that lead on from there; the requests for them are made elsewhere. Nothing is judged here.

pub mod autodiscover;
pub mod catalog;
mod dns;
mod document;
mod lookup;
pub mod metadata;
mod question;
pub mod realm;
mod records;

pub use document::{DocumentError, MAX_DOCUMENT};
pub use lookup::{Dns, Resolved};
pub use question::{DnsError, DnsOptions};
