//! What is asked, and what comes back, in our own words: no outside library is named here.

use std::{
    error::Error,
    fmt,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use crate::{
    model::{Answer, Text, discovery::Vantage},
    text,
};

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
    /// Most questions on their way at once; each holds a socket.
    pub at_once: usize,
}

/// What a run finds around it, where that is not the machine's own.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// What the hosts file says, in place of the system's. `None`: the system's, unless name servers are given.
    pub hosts: Option<Vec<u8>>,
    /// The port at which the zone's own name servers listen.
    pub zone_port: u16,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self { hosts: None, zone_port: PORT }
    }
}

/// The port of DNS (RFC 1035 4.2).
pub(super) const PORT: u16 = 53;

/// Who answered where the hosts file did.
pub(super) const HOSTS_FILE: &str = "hosts file";

/// A domain, and what is known of it beforehand.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    /// The SIP domain.
    pub domain: String,
    /// Further SIP domains that the same Edge serves.
    pub sip_domains: Vec<String>,
    /// The hosts of AD FS, where the user named them; otherwise they are guessed.
    pub sso: Vec<String>,
    /// Session border controllers of Direct Routing: host and port.
    pub sbc: Vec<(String, u16)>,
    /// Which side of the firewall this machine stands on, as told.
    pub vantage: Vantage,
    /// Whether to ask the zone's own name servers too, and compare.
    pub authoritative: bool,
}

impl Inquiry {
    /// About a domain of which nothing is known.
    pub fn of(domain: &str) -> Self {
        Self { domain: domain.to_owned(), ..Self::default() }
    }
}

/// Why there is nobody to ask.
#[derive(Debug, thiserror::Error)]
pub enum DnsError {
    /// The configuration cannot be read.
    System(#[source] Box<dyn Error + Send + Sync>),
    /// The configuration names no server.
    NoServer,
}

impl fmt::Display for DnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl DnsError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::System(why) => text!(
                "dns-unreadable": "cannot read the system's DNS configuration: {why}; use --dns ADDR",
                why = why.to_string(),
            ),
            Self::NoServer => text!("dns-no-server": "the system's DNS configuration names no server; use --dns ADDR"),
        }
    }
}

/// The record types asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum RecordKind {
    A,
    Aaaa,
    Srv,
    Cname,
    Ns,
}

impl RecordKind {
    /// As people write it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Srv => "SRV",
            Self::Cname => "CNAME",
            Self::Ns => "NS",
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
    /// The name in a CNAME record that was itself asked for, or in an NS record.
    Name(String),
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
    /// The server speaks for the zone itself, not from what it remembers (RFC 1035 4.1.1, AA).
    pub(super) authoritative: bool,
    /// Smallest time to live.
    pub(super) ttl: Option<u32>,
    /// How long it took.
    pub(super) elapsed: Duration,
}

impl Reply {
    /// A reply without records.
    pub(super) fn of(server: &str, answer: Answer) -> Self {
        let server = server.to_owned();
        Self {
            server,
            answer,
            hops: vec![],
            data: vec![],
            settled: true,
            authoritative: false,
            ttl: None,
            elapsed: Duration::ZERO,
        }
    }
}
