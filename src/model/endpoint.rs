//! Endpoints, and the DNS facts that led to them.

use std::{net::IpAddr, time::Duration};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The role of an endpoint (`contract.md` 6).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EndpointKind { $($(#[$doc])* $name,)* }

        impl EndpointKind {
            /// The word in reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

kinds! {
    /// `lyncdiscoverinternal`.
    AutodiscoverInternal = "autodiscover-internal",
    /// `lyncdiscover`.
    AutodiscoverExternal = "autodiscover-external",
    /// The Access Edge as clients reach it.
    AccessEdgeClient = "access-edge-client",
    /// The Access Edge as federation partners reach it.
    Federation = "federation",
    /// A Front End or Director pool.
    SipInternal = "sip-internal",
    /// Web services behind a reverse proxy.
    WebServices = "web-services",
    /// The simple URL for meetings.
    Meet = "meet",
    /// The simple URL for dial-in.
    Dialin = "dialin",
    /// The Control Panel.
    Admin = "admin",
    /// Web Conferencing Edge.
    WebConferencing = "web-conferencing",
    /// A/V Edge, which shows no certificate.
    AvEdge = "av-edge",
    /// Office Web Apps.
    OfficeWebApps = "office-web-apps",
    /// XMPP federation.
    Xmpp = "xmpp",
    /// AD FS.
    Sso = "sso",
    /// AD FS user certificate authentication.
    SsoCertificate = "sso-certificate",
    /// Device registration.
    SsoRegistration = "sso-registration",
    /// Exchange autodiscover.
    ExchangeAutodiscover = "exchange-autodiscover",
    /// The online directory service.
    DirectoryOnline = "directory-online",
    /// A session border controller.
    DirectRoutingSbc = "direct-routing-sbc",
    /// A name seen in a certificate.
    NamedInCertificate = "named-in-certificate",
    /// Named on the command line.
    Host = "host",
    /// A chain in a file.
    File = "file",
}

/// How TLS is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    /// TLS from the first byte.
    Tls,
    /// No connection at all.
    File,
}

impl Transport {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::File => "file",
        }
    }
}

/// Where clients connect: host, port, transport.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Several roles may share it.
    pub kinds: Vec<EndpointKind>,
    /// What a client puts into SNI, before CNAMEs; `None` for files.
    pub host: Option<String>,
    /// TCP port; `None` for files.
    pub port: Option<u16>,
    /// How TLS is reached.
    pub transport: Transport,
    /// The names the certificate must answer for; the first is the connecting name.
    pub names: Vec<String>,
    /// How it was found, one step a line.
    pub trail: Vec<String>,
    /// What the host resolved to.
    pub resolution: Resolution,
    /// Only a fallback or guessed name or port led here: absence and silence are no finding.
    pub fallback: bool,
    /// Only a wildcard record led here: the endpoint counts as absent unless what answers presents a certificate for
    /// that very name (`contract.md` 6).
    pub wildcard: bool,
    /// The trail ends at one of Microsoft's cloud hosts.
    pub microsoft: bool,
}

/// What a host name resolved to.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// Every address, IPv4 first, in the order answered.
    pub addresses: Vec<IpAddr>,
    /// Why there are none, or why one family is missing.
    pub failure: Option<Answer>,
}

/// How a name server answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Records of the type asked for.
    Records,
    /// The name exists without such records.
    NoData,
    /// The name does not exist (NXDOMAIN).
    NoName,
    /// The server could not answer (SERVFAIL and other codes).
    ServerFailure,
    /// The server refused.
    Refused,
    /// Nobody answered.
    Timeout,
    /// The CNAME chain bites its tail or is too long.
    Loop,
}

impl Answer {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::NoData => "no-data",
            Self::NoName => "no-name",
            Self::ServerFailure => "server-failure",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::Loop => "loop",
        }
    }

    /// Whether it says for certain that there is no such record.
    pub fn is_absence(self) -> bool {
        matches!(self, Self::NoData | Self::NoName)
    }

    /// Whether nothing was learnt.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::ServerFailure | Self::Refused | Self::Timeout)
    }
}

/// One question to DNS and its answer.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The name asked for, with its final dot.
    pub name: String,
    /// Record type as people write it.
    pub kind: &'static str,
    /// Who answered, or "hosts file".
    pub server: String,
    /// How.
    pub answer: Answer,
    /// The records, CNAMEs on the way included, in presentation form.
    pub records: Vec<String>,
    /// Smallest time to live of the records, seconds.
    pub ttl: Option<u32>,
    /// How long it took.
    pub elapsed: Duration,
}

/// What DNS said about a domain.
#[derive(Debug, Clone, Default)]
pub struct Discovery {
    /// What clients would connect to.
    pub endpoints: Vec<Endpoint>,
    /// Everything asked, sorted by name and type.
    pub lookups: Vec<Lookup>,
    /// Each record of the catalogue and its state.
    pub records: Vec<RecordState>,
    /// The parents under which any name answers.
    pub wildcards: Vec<String>,
}

impl Discovery {
    /// Counts the records that led to an endpoint as present although they answer like a wildcard: what was found there
    /// was meant.
    pub fn count_as_present(&mut self, endpoint: &Endpoint) {
        // A step of the trail is a type, the owner and what it leads to.
        let owners: Vec<&str> = endpoint.trail.iter().filter_map(|step| step.split(' ').nth(1)).collect();
        let led_there = |r: &RecordState| Some(&r.name) == endpoint.host.as_ref() || owners.contains(&r.name.as_str());
        for record in self.records.iter_mut().filter(|r| r.presence == Presence::Wildcard && led_there(r)) {
            record.presence = Presence::Present;
        }
    }
}

/// A record of the catalogue, as found.
#[derive(Debug, Clone)]
pub struct RecordState {
    /// The full name, without final dot.
    pub name: String,
    /// `SRV`, or `A/AAAA` for host names.
    pub kind: &'static str,
    /// The roles it leads to.
    pub role: EndpointKind,
    /// Its absence is normal: internal and fallback names.
    pub optional: bool,
    /// What was found.
    pub presence: Presence,
}

/// Whether a record is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// It is, and it leads to addresses (or to the explicit "no service" of RFC 2782).
    Present,
    /// It is not.
    Absent,
    /// Only a wildcard answered.
    Wildcard,
    /// It is, but it leads to nothing: the name at which the trail ends, and how.
    Dangling {
        /// The name that does not resolve.
        at: String,
        /// How DNS answered there.
        answer: Answer,
    },
    /// The question was not answered.
    Failed {
        /// The name asked.
        at: String,
        /// How it failed.
        answer: Answer,
    },
}
