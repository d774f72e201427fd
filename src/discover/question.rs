//! What is asked, and what comes back, in our own words: no outside library is named here.

use std::{
    error::Error,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use crate::model::Answer;

/// Where to ask, and for how long.
#[derive(Debug, Clone)]
pub struct DnsOptions {
    /// The name servers, tried in order. Empty: the system's configuration and hosts file.
    pub servers: Vec<SocketAddr>,
    /// How long to wait for one answer.
    pub timeout: Duration,
    /// Further tries of a question that nobody answered.
    pub retries: u32,
    /// Look for IPv4 addresses.
    pub ipv4: bool,
    /// Look for IPv6 addresses.
    pub ipv6: bool,
}

/// Why there is nobody to ask.
#[derive(Debug, thiserror::Error)]
pub enum DnsError {
    /// The configuration cannot be read.
    #[error("cannot read the system's DNS configuration: {0}; use --dns ADDR")]
    System(#[source] Box<dyn Error + Send + Sync>),
    /// The configuration names no server.
    #[error("the system's DNS configuration names no server; use --dns ADDR")]
    NoServer,
}

/// The record types asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum RecordKind {
    A,
    Aaaa,
    Srv,
}

impl RecordKind {
    /// As people write it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Srv => "SRV",
        }
    }
}

/// The data of one record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Data {
    /// Of an A or AAAA record.
    Address(IpAddr),
    /// Of an SRV record; the target is empty for the root, "no such service" (RFC 2782).
    Service { priority: u16, weight: u16, port: u16, target: String },
}

/// What one question brought.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    /// Who answered, or who did not.
    pub(super) server: String,
    /// How, at the end of the chain.
    pub(super) answer: Answer,
    /// The CNAME chain of the answer: owner and target.
    pub(super) hops: Vec<(String, String)>,
    /// The records at its end.
    pub(super) data: Vec<Data>,
    /// The server vouches for the end of the chain; without that the last target is a question of its own.
    pub(super) settled: bool,
    /// Smallest time to live.
    pub(super) ttl: Option<u32>,
    /// How long it took.
    pub(super) elapsed: Duration,
}

impl Reply {
    /// A reply without records.
    pub(super) fn of(server: &str, answer: Answer) -> Self {
        let server = server.to_owned();
        Self { server, answer, hops: vec![], data: vec![], settled: true, ttl: None, elapsed: Duration::ZERO }
    }
}
