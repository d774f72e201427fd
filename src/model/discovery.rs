//! What was learnt of a domain before any certificate was judged: DNS, and what follows from it. The documents that lead
//! on from there are in [`super::documents`].

use std::{net::IpAddr, time::Duration};

pub use super::documents::{Errand, Intercepted, Metadata, Realm, RealmHost, RealmKind, Request, Stranger, TokenCert};
use super::{
    client::Family,
    endpoint::{Endpoint, EndpointKind},
    text::Text,
};
use crate::words;

/// The cloud that 21Vianet runs, as Microsoft calls it; it alone wants the `msoid` record.
pub const CHINA: &str = "21Vianet (China)";

/// Whether a name is a domain or lies under it. Names are compared without case or final dot.
pub fn is_within(name: &str, domain: &str) -> bool {
    let plain = |text: &str| text.trim_end_matches('.').to_ascii_lowercase();
    let (name, domain) = (plain(name), plain(domain));
    name.strip_suffix(&domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether an address is one of an office network: RFC 1918, carrier-grade (RFC 6598), unique local (RFC 4193),
/// link-local, or loopback.
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            let carrier = first == 100 && (64..128).contains(&second);
            address.is_private() || carrier || address.is_link_local() || address.is_loopback()
        }
        IpAddr::V6(address) => {
            let first = address.segments()[0];
            (first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfe80 || address.is_loopback()
        }
    }
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
            Self::Records => words!("records"),
            Self::NoData => words!("no-data"),
            Self::NoName => words!("no-name"),
            Self::ServerFailure => words!("server-failure"),
            Self::Refused => words!("refused"),
            Self::Timeout => words!("timeout"),
            Self::Loop => words!("loop"),
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

/// What was learnt about a domain.
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
    /// Questions beside the records that nobody answered, so that something about them is unknown.
    pub unanswered: Vec<Unanswered>,
    /// What kind of deployment the records and answers show; `None` for anything but domains, and while it is unknown.
    pub deployment: Option<Deployment>,
    /// For each family of clients, the names in the order it tries them.
    pub sign_in: Vec<SignIn>,
    /// Which side of the firewall this machine stands on, as told or as far as it shows.
    pub vantage: Vantage,
    /// Names that the hosts file of this machine answers otherwise than DNS.
    pub overrides: Vec<Override>,
    /// Where the zone's own servers answer otherwise than the resolver (`--authoritative`).
    pub stale: Vec<Stale>,
    /// What was asked over HTTP.
    pub requests: Vec<Request>,
    /// Hosts of Microsoft's in whose stead somebody else answers, each once.
    pub intercepted: Vec<Intercepted>,
    /// Who signs this domain's users in; `None` if nobody could be asked.
    pub realm: Option<Realm>,
    /// The federation metadata of each AD FS host that was asked for it.
    pub metadata: Vec<Metadata>,
    /// The ways that led to an autodiscover document: the URL asked first, one of the names over http or https, and those
    /// it led to, up to that of the document, or to one outside the domain where clients are sent.
    pub published: Vec<Vec<String>>,
    /// Hosts outside the domain that autodiscover names and clients do not trust by themselves, each once.
    pub strangers: Vec<Stranger>,
}

impl Discovery {
    /// Whether the autodiscover name `host` leads to a document over plain HTTP without needing HTTPS under that name:
    /// clients ask over both at once, and whoever publishes it so need not have the name in a certificate (Microsoft, DNS
    /// summary: autodiscover; Lync Server 2013: technical requirements for mobility).
    pub fn is_published_over_http(&self, host: &str) -> bool {
        let (plain, secure) = (format!("http://{host}/"), format!("https://{host}/"));
        let leads = |way: &Vec<String>| way.first() == Some(&plain) && !way.iter().any(|url| url.starts_with(&secure));
        self.published.iter().any(leads)
    }

    /// Whether the autodiscover name `host` was asked over plain HTTP, with whatever success.
    pub fn was_asked_over_http(&self, host: &str) -> bool {
        self.requests.iter().any(|request| request.url == format!("http://{host}/"))
    }

    /// Whether this machine stands inside the office: as told, or because it is answered names of the inside.
    pub fn is_inside(&self) -> bool {
        let inside = |r: &RecordState| r.is_of_the_inside() && r.exists();
        match self.vantage {
            Vantage::Internal => true,
            Vantage::External => false,
            Vantage::Auto => self.records.iter().any(inside),
        }
    }

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
    /// `SRV`, `CNAME`, or `A/AAAA` for host names.
    pub kind: &'static str,
    /// The role of what it leads to; `None` where that is no endpoint that shows a certificate.
    pub role: Option<EndpointKind>,
    /// Where it belongs.
    pub zone: Zone,
    /// Its absence is normal: internal and fallback names.
    pub optional: bool,
    /// What was found.
    pub presence: Presence,
    /// The port that clients expect; zero where none applies.
    pub port: u16,
    /// The targets of the CNAME chain that starts at the name, in order.
    pub aliases: Vec<String>,
    /// The services of an SRV record, the one first that the Access Edge elects: lowest priority, highest weight, first
    /// received.
    pub services: Vec<Service>,
    /// The addresses of a host name.
    pub addresses: Vec<IpAddr>,
    /// How many services or addresses beyond the bound were not followed.
    pub dropped: usize,
    /// The Microsoft cloud whose host it leads to.
    pub cloud: Option<&'static str>,
}

impl RecordState {
    /// The hosts that its services name: none for "no such service".
    pub fn targets(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(|service| !service.target.is_empty())
    }

    /// Whether only a Skype for Business deployment has it, and only inside. Names like `admin` mean other things too.
    pub fn is_of_the_inside(&self) -> bool {
        let internal = [EndpointKind::AutodiscoverInternal, EndpointKind::SipInternal];
        self.zone == Zone::Internal && self.role.is_some_and(|role| internal.contains(&role))
    }

    /// Whether the record is there, wherever it leads.
    pub fn exists(&self) -> bool {
        matches!(self.presence, Presence::Present | Presence::Dangling { .. })
    }
}

/// A question beside the records of the catalogue that was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// What it was to show.
    pub purpose: &'static str,
    /// The name asked, without final dot.
    pub at: String,
    /// How it failed.
    pub answer: Answer,
}

/// One target of an SRV record (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Lowest first.
    pub priority: u16,
    /// Highest first, for the Access Edge.
    pub weight: u16,
    /// Where it listens.
    pub port: u16,
    /// The host, without final dot; empty for "no such service".
    pub target: String,
    /// The targets of the CNAME chain that starts at the host: RFC 2782 wants none.
    pub aliases: Vec<String>,
    /// The Microsoft cloud whose host it is.
    pub cloud: Option<&'static str>,
}

/// Where a record belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Only inside the office.
    Internal,
    /// On the Internet.
    External,
    /// On both sides, with other addresses.
    Both,
}

/// A side of the firewall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vantage {
    /// Inside the office.
    Internal,
    /// On the Internet.
    External,
    /// Not told: findings that depend on it are never raised.
    #[default]
    Auto,
}

macro_rules! deployments {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Kinds of deployments.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum DeploymentKind { $($(#[$doc])* $name,)* }

        impl DeploymentKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

deployments! {
    /// Everything is in Microsoft's cloud.
    Online = "online",
    /// Everything is on the customer's own servers, and the cloud knows no such domain.
    OnPremises = "on-premises",
    /// The records lead to own servers, and the cloud knows the domain too.
    Hybrid = "hybrid",
    /// The records lead to own servers; whether the cloud knows the domain could not be asked.
    OnPremisesOrHybrid = "on-premises-or-hybrid",
    /// At somebody else's, who is not Microsoft.
    Hosted = "hosted",
    /// Some records lead to the cloud, some to own servers.
    Mixed = "mixed",
    /// No SIP record at all.
    None = "none",
}

/// What kind of deployment a domain has, and why it is thought so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// The kind.
    pub kind: DeploymentKind,
    /// Microsoft's cloud, if any record leads to one.
    pub cloud: Option<&'static str>,
    /// The observations behind it, a sentence each.
    pub because: Vec<Text>,
}

/// How a family of clients finds its server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The family of clients.
    pub client: &'static str,
    /// Those among them that are judged by what they accept; none where that is not known.
    pub families: &'static [Family],
    /// The names in the order tried, up to the first that answers.
    pub tried: Vec<Attempt>,
    /// Host and port where it ends; `None` if no name leads anywhere.
    pub ends_at: Option<(String, u16)>,
    /// Where the order comes from.
    pub source: &'static str,
}

/// One name that a client tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The name, without final dot.
    pub name: String,
    /// Record type as people write it.
    pub kind: &'static str,
    /// What comes of it: followed, absent, or unknown because DNS did not answer.
    pub answer: Followed,
}

/// What comes of trying a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// It leads to a server.
    Yes,
    /// It is not there, or leads nowhere.
    No,
    /// DNS did not say.
    Unknown,
}

/// A name that the hosts file answers otherwise than DNS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The name, without final dot.
    pub name: String,
    /// What the hosts file says.
    pub file: Vec<IpAddr>,
    /// What DNS says.
    pub dns: Vec<IpAddr>,
}

/// A question to which the resolver and the zone's own servers answer differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The name, without final dot.
    pub name: String,
    /// Record type as people write it.
    pub kind: &'static str,
    /// What the resolver says, in presentation form.
    pub resolver: Vec<String>,
    /// What the zone's own servers say.
    pub zone: Vec<String>,
    /// Seconds for which the resolver keeps its answer.
    pub ttl: Option<u32>,
    /// The two sides of a split zone, rather than an answer that is too old.
    pub split: bool,
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
