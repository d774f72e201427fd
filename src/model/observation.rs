//! What was seen at one address.

use std::net::SocketAddr;

use super::{
    chain::{PresentedChain, Trust, Walk},
    client::Client,
    finding::Finding,
    text::Text,
};
use crate::words;

/// One address, as it answered.
#[derive(Debug, Clone)]
pub struct Observation {
    /// Where the connection went; `None` for files and for names that do not resolve.
    pub address: Option<SocketAddr>,
    /// The name sent in SNI; `None` when none was sent.
    pub server_name: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// The TLS session, as far as it got.
    pub session: Option<Session>,
    /// What was sent.
    pub presented: PresentedChain,
    /// The walk; `None` when nothing was presented.
    pub walk: Option<Walk>,
    /// Whether the leaf answers for the connecting name; `None` where no name applies.
    pub name_matches: Option<bool>,
    /// Only the subject's common name answers for the connecting name.
    pub common_name_only: bool,
    /// What rustls-webpki says of the same chain: its error, or `None` if it accepts.
    pub opinion: Option<Result<(), String>>,
    /// What further stores say of the same chain, in the order given.
    pub also: Vec<Beside>,
    /// Whether what certificates of the path name as their issuers could be downloaded and leads to an anchor; `None`
    /// where no download was tried.
    pub downloaded: Option<bool>,
    /// What each family of clients that uses the endpoint makes of it; empty where nothing was presented.
    pub clients: Vec<Client>,
    /// Findings about this observation.
    pub findings: Vec<Finding>,
}

impl Observation {
    /// What came of a connection, with nothing seen yet.
    pub fn of(outcome: Outcome) -> Self {
        Self {
            address: None,
            server_name: None,
            outcome,
            session: None,
            presented: PresentedChain::default(),
            walk: None,
            name_matches: None,
            common_name_only: false,
            opinion: None,
            also: Vec::new(),
            downloaded: None,
            clients: Vec::new(),
            findings: Vec::new(),
        }
    }
}

impl Observation {
    /// Whether a modern client is refused here, and only the first messages of an older greeting showed the chain: requests
    /// beside the probes, which are made as a modern client makes them, get no answer then.
    pub fn is_of_first_flight(&self) -> bool {
        self.session.as_ref().is_some_and(|session| matches!(session.seen_by, SeenBy::FirstFlight { .. }))
    }
}

/// The verdict of a further store (`--also`). It never decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// The store's name.
    pub store: String,
    /// What it says of what was sent.
    pub trust: Trust,
    /// The code of what is broken by its lights.
    pub because: Option<&'static str>,
}

/// What came of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A chain was presented.
    Presented,
    /// No chain was seen.
    Silent(Silence),
    /// The role shows no certificate.
    ByDesign,
    /// This machine has no route for that address family.
    Skipped,
}

/// Why no chain was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// How far the connection got.
    pub stage: Stage,
    /// What kind of failure.
    pub cause: Cause,
    /// The failure in words.
    pub why: Text,
}

impl Silence {
    /// It in words.
    pub fn text(&self) -> Text {
        Text::joined(": ", vec![Text::words(self.stage.as_str()), self.why.clone()])
    }
}

/// The stages of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Stage {
    Resolve,
    Connect,
    Upgrade,
    Handshake,
}

impl Stage {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => words!("resolve"),
            Self::Connect => words!("connect"),
            Self::Upgrade => words!("upgrade"),
            Self::Handshake => words!("handshake"),
        }
    }
}

/// Kinds of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The name has no address.
    NoAddress,
    /// The name could not be looked up.
    LookupFailed,
    /// The connection was refused.
    Refused,
    /// Nothing came within the time allowed.
    TimedOut,
    /// The connection was cut.
    Closed,
    /// The answer was not TLS.
    NotTls,
    /// A TLS alert before any certificate.
    Alert,
    /// A TLS answer that a modern client cannot use.
    Protocol,
    /// The run was cut before this was reached.
    NotReached,
    /// Anything else the system reported.
    Other,
}

/// Facts of a TLS session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// As `TLSv1.3`, if it was settled.
    pub protocol: Option<String>,
    /// Cipher suite, if it was settled.
    pub cipher: Option<String>,
    /// Application protocol, if one was chosen.
    pub alpn: Option<String>,
    /// The stapled OCSP response, if one came.
    pub stapled_ocsp: Option<Vec<u8>>,
    /// Whether a client certificate was asked for.
    pub client_certificate: ClientCertificate,
    /// The issuers the server would accept, as text.
    pub acceptable_issuers: Vec<String>,
    /// How many bytes their names take, as DER.
    pub acceptable_issuers_bytes: usize,
    /// What is wrong with the signature by which the server shows that it holds the key of its certificate; `None` where
    /// it is right and where it was not or cannot be checked.
    pub handshake_signature: Option<Text>,
    /// How it was seen.
    pub seen_by: SeenBy,
}

/// How a session was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenBy {
    /// In a handshake of TLS 1.2 or 1.3 as modern clients make it.
    Handshake,
    /// In the plain text that an older server begins with; a modern client gets no further. Whether a client
    /// certificate is demanded or only asked for is not known.
    FirstFlight {
        /// What a modern client gets, in words.
        refused: Text,
        /// Bytes at the end of the list of certificates that are no certificate.
        unread: usize,
        /// Certificates beyond the bound, which were not kept.
        dropped: usize,
    },
}

impl SeenBy {
    /// The word in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Handshake => words!("handshake"),
            Self::FirstFlight { .. } => "first-flight",
        }
    }
}

/// Whether a server wants a client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientCertificate {
    /// Not asked for.
    NotAsked,
    /// Asked for. Going on without one, or with the user's, was not seen to be refused: where only the first messages of an
    /// old server were read it was not tried.
    Requested,
    /// Asked for; going on without one, or with the user's, was refused.
    Required,
}

impl ClientCertificate {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Requested => "requested",
            Self::Required => "required",
        }
    }
}
