//! Where clients connect.

use std::net::IpAddr;

use super::discovery::Answer;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The role of an endpoint.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EndpointKind { $($(#[$doc])* $name,)* }

        impl EndpointKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

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
    /// STARTTLS in XMPP between servers (RFC 6120 5).
    StarttlsXmpp,
    /// STARTTLS in XMPP for clients.
    StarttlsXmppClient,
    /// STARTTLS in SMTP (RFC 3207).
    StarttlsSmtp,
    /// STARTTLS in IMAP (RFC 9051 6.2.1).
    StarttlsImap,
    /// STLS in POP3 (RFC 2595 4).
    StarttlsPop3,
    /// StartTLS in LDAP (RFC 4511 4.14).
    StarttlsLdap,
    /// No connection at all.
    File,
}

impl Transport {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StarttlsXmpp => "starttls-xmpp",
            Self::StarttlsXmppClient => "starttls-xmpp-client",
            Self::StarttlsSmtp => "starttls-smtp",
            Self::StarttlsImap => "starttls-imap",
            Self::StarttlsPop3 => "starttls-pop3",
            Self::StarttlsLdap => "starttls-ldap",
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
    /// that very name.
    pub wildcard: bool,
    /// The trail ends at one of Microsoft's cloud hosts.
    pub microsoft: bool,
}

/// The roles for which a name alone says little. Clients do try those of the Access Edge that are left.
const GUESSED: &[EndpointKind] = &[
    EndpointKind::Sso,
    EndpointKind::SsoCertificate,
    EndpointKind::SsoRegistration,
    EndpointKind::ExchangeAutodiscover,
    EndpointKind::Admin,
    EndpointKind::WebServices,
    EndpointKind::NamedInCertificate,
];

impl Endpoint {
    /// TLS at a host and port, nothing known of it yet.
    pub fn tls(kind: EndpointKind, host: &str, port: u16) -> Self {
        Self {
            kinds: vec![kind],
            host: Some(host.to_owned()),
            port: Some(port),
            transport: Transport::Tls,
            names: vec![host.to_owned()],
            trail: Vec::new(),
            resolution: Resolution::default(),
            fallback: false,
            wildcard: false,
            microsoft: false,
        }
    }

    /// A chain in a file, which answers for these names.
    pub fn file(names: Vec<String>) -> Self {
        let file = Self::tls(EndpointKind::File, "", 0);
        Self { host: None, port: None, transport: Transport::File, names, ..file }
    }

    /// Whether nothing says that the clients meant use it: a guessed name of AD FS, of Exchange or of an own server's web
    /// sites, a name in a certificate. Others use such names as well, `admin` or `fs`.
    pub fn is_guess(&self) -> bool {
        self.fallback && self.kinds.iter().all(|kind| GUESSED.contains(kind))
    }

    /// Whether Skype for Business, Teams or AD FS alone have such an endpoint.
    pub fn is_of_a_deployment(&self) -> bool {
        use EndpointKind::{ExchangeAutodiscover, NamedInCertificate, SsoRegistration};
        self.kinds.iter().any(|kind| !matches!(kind, ExchangeAutodiscover | NamedInCertificate | SsoRegistration))
    }

    /// Puts a new endpoint among others, one for each host and port: roles, names and trails are joined, and it is as
    /// certain as the surest of them.
    pub fn join(new: Self, all: &mut Vec<Self>) {
        let Some(old) = all.iter_mut().find(|old| (&old.host, old.port) == (&new.host, new.port)) else {
            all.push(new);
            return;
        };
        old.kinds.extend(new.kinds);
        old.kinds.sort();
        old.kinds.dedup();
        let add = |lines: &mut Vec<String>, more: Vec<String>| {
            for line in more {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        };
        add(&mut old.names, new.names);
        add(&mut old.trail, new.trail);
        old.fallback &= new.fallback;
        old.wildcard &= new.wildcard;
        old.microsoft |= new.microsoft;
    }

    /// Whether it has a role.
    pub fn is(&self, kind: EndpointKind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// What a host name resolved to.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// Every address, IPv4 first, in the order answered.
    pub addresses: Vec<IpAddr>,
    /// Why there are none, or why one family is missing.
    pub failure: Option<Answer>,
    /// How many addresses beyond the bound were left out.
    pub dropped: usize,
}
