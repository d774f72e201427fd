//! What was asked over HTTP beside the probes, and what the documents say of a domain.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use super::{cert::Cert, text::Text};

/// One request over HTTP or HTTPS that was made beside the probes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it was for.
    pub purpose: Errand,
    /// The whole URL.
    pub url: String,
    /// Where the connection went.
    pub address: Option<SocketAddr>,
    /// The status of the answer; `None` if none came.
    pub status: Option<u16>,
    /// What came of it, in a few words.
    pub outcome: Text,
    /// How far the server's clock is ahead of ours, seconds, less the answer's age (RFC 9110 6.6.1, RFC 9111 5.1).
    pub ahead: Option<i64>,
    /// The internal name of the server that answered (`X-MS-Server-Fqdn`).
    pub server: Option<String>,
    /// Fingerprints of the chain presented, leaf first.
    pub presented: Vec<[u8; 32]>,
    /// How long it took.
    pub elapsed: Duration,
}

/// A host outside the domain that an autodiscover answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// The host, as named.
    pub host: String,
    /// The URL whose answer names it.
    pub named_by: String,
}

/// A host of Microsoft's in whose stead an inspecting proxy presents a certificate of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intercepted {
    /// The host that was asked for.
    pub host: String,
    /// Who issued the certificate presented.
    pub issuer: String,
    /// The highest authority seen above it.
    pub root: String,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Errand {
    /// The lyncdiscover documents.
    Autodiscover,
    /// Who signs the domain's users in.
    Realm,
    /// Whether the online directory knows the domain.
    Directory,
    /// The federation metadata of AD FS.
    Metadata,
    /// The issuer of a certificate, from where the certificate says that it is (RFC 5280 4.2.2.1).
    Issuer,
    /// What an OCSP responder says of a certificate (RFC 6960).
    Ocsp,
    /// A revocation list (RFC 5280 4.2.1.13).
    Crl,
}

impl Errand {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Autodiscover => "autodiscover",
            Self::Realm => "realm",
            Self::Directory => "directory",
            Self::Metadata => "metadata",
            Self::Issuer => "issuer",
            Self::Ocsp => "ocsp",
            Self::Crl => "crl",
        }
    }
}

/// Who signs a domain's users in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm {
    /// Federated, managed or unknown to the cloud.
    pub kind: RealmKind,
    /// The hosts that sign users in, those of AD FS and of others alike, in the order named.
    pub hosts: Vec<RealmHost>,
}

/// How the cloud signs a domain's users in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RealmKind {
    /// By the customer's own servers, or a provider of the customer's choice.
    Federated,
    /// By itself.
    Managed,
    /// It does not know the domain.
    Unknown,
}

/// A host that signs users in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealmHost {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// By its paths it is AD FS; otherwise a third party's.
    pub adfs: bool,
}

/// The federation metadata of one host.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The certificates named, or why there is no document.
    pub outcome: Result<Vec<TokenCert>, Text>,
}

/// A certificate that signs or decrypts tokens: no TLS rule applies to it.
#[derive(Debug, Clone)]
pub struct TokenCert {
    /// For signing tokens; otherwise for encrypting to the server.
    pub signs: bool,
    /// The certificate.
    pub cert: Arc<Cert>,
}
