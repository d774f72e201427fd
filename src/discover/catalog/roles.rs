//! What each role of an endpoint speaks, asks for and has to show.

use crate::model::{EndpointKind, observation::ClientCertificate};

/// A role of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// The role.
    pub kind: EndpointKind,
    /// The usual TCP port; zero where each site has its own.
    pub port: u16,
    /// What is spoken there.
    pub wire: Wire,
    /// Whether the server asks for a client certificate. Where it requires one, the alert after its own certificate is
    /// expected and no fault.
    pub client_certificate: ClientCertificate,
    /// The names that its certificate answers for.
    pub names: &'static [Expected],
    /// Which clients connect.
    pub used_by: &'static str,
    /// Where that is said.
    pub source: &'static str,
}

/// The protocol at a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// SIP over TLS.
    Sip,
    /// HTTP over TLS.
    Https,
    /// PSOM over TLS.
    Psom,
    /// MS-TURN behind what only looks like TLS: there is no certificate, by design.
    MsTurn,
    /// XMPP, with STARTTLS.
    Xmpp,
}

impl Wire {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sip => "SIP over TLS",
            Self::Https => "HTTPS",
            Self::Psom => "PSOM over TLS",
            Self::MsTurn => "MS-TURN",
            Self::Xmpp => "XMPP with STARTTLS",
        }
    }

    /// Whether a server that speaks it shows a certificate.
    pub fn shows_certificate(self) -> bool {
        self != Self::MsTurn
    }
}

/// A name that a certificate has to answer for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The host's own.
    Host,
    /// `sip.` of each SIP domain.
    SipDomains,
}

impl Role {
    /// The row of a role; `None` for those that are no role of a server: named by the user, or in a certificate.
    pub fn of(kind: EndpointKind) -> Option<&'static Self> {
        ROLES.iter().find(|role| role.kind == kind)
    }

    /// The names that the certificate of a host has to answer for, that of the host first.
    pub fn names(&self, host: &str, sip_domains: &[String]) -> Vec<String> {
        let mut names = Vec::new();
        for expected in self.names {
            match expected {
                Expected::Host => names.push(host.to_owned()),
                Expected::SipDomains => names.extend(sip_domains.iter().map(|domain| format!("sip.{domain}"))),
            }
        }
        names
    }
}

const WEB: Role = Role {
    kind: EndpointKind::WebServices,
    port: 443,
    wire: Wire::Https,
    client_certificate: ClientCertificate::NotAsked,
    names: &[Expected::Host],
    used_by: "Windows, mobile and web clients, through the reverse proxy",
    source: "Microsoft, Certificate summary: reverse proxy",
};

const EDGE: Role = Role {
    kind: EndpointKind::AccessEdgeClient,
    wire: Wire::Sip,
    // The Access Edge answers for `sip.` of every SIP domain as well; clients connect to the first name.
    names: &[Expected::Host, Expected::SipDomains],
    used_by: "Windows clients and phones outside the office",
    source: "Microsoft, Edge Server environmental requirements",
    ..WEB
};

const ADFS: Role = Role {
    kind: EndpointKind::Sso,
    used_by: "everybody who signs in, and the cloud on their behalf",
    source: "Microsoft, AD FS requirements",
    ..WEB
};

/// Every role of a server.
pub const ROLES: &[Role] = &[
    EDGE,
    Role {
        kind: EndpointKind::Federation,
        port: 5061,
        client_certificate: ClientCertificate::Required,
        used_by: "federation partners, Teams and hybrid routing, push notifications",
        ..EDGE
    },
    Role {
        kind: EndpointKind::WebConferencing,
        wire: Wire::Psom,
        names: &[Expected::Host],
        used_by: "clients outside the office, for what is shown in a meeting",
        ..EDGE
    },
    Role {
        kind: EndpointKind::AvEdge,
        wire: Wire::MsTurn,
        names: &[],
        used_by: "clients outside the office, for sound and picture",
        source: "MS-TURN, pseudo-TLS",
        ..EDGE
    },
    Role {
        kind: EndpointKind::Xmpp,
        port: 5269,
        wire: Wire::Xmpp,
        client_certificate: ClientCertificate::Requested,
        names: &[Expected::Host],
        used_by: "XMPP federation partners",
        ..EDGE
    },
    Role {
        kind: EndpointKind::SipInternal,
        port: 5061,
        // Of other servers; clients sign in without.
        client_certificate: ClientCertificate::Requested,
        names: &[Expected::Host],
        used_by: "Windows clients and phones inside the office, other servers",
        source: "Microsoft, Certificate requirements for internal servers",
        ..EDGE
    },
    WEB,
    Role {
        kind: EndpointKind::AutodiscoverExternal,
        used_by: "Windows and mobile clients, first of all",
        source: "Microsoft, Lync Server 2013: DNS summary: Autodiscover",
        ..WEB
    },
    Role {
        kind: EndpointKind::AutodiscoverInternal,
        used_by: "Windows and mobile clients inside the office, first of all",
        source: "Microsoft, Lync Server 2013: DNS summary: Autodiscover",
        ..WEB
    },
    Role { kind: EndpointKind::Meet, used_by: "everybody who joins a meeting by its link", ..WEB },
    Role { kind: EndpointKind::Dialin, used_by: "people who look up dial-in numbers or set a PIN", ..WEB },
    Role { kind: EndpointKind::Admin, used_by: "administrators inside the office", ..WEB },
    Role { kind: EndpointKind::OfficeWebApps, used_by: "clients, for presentations in a meeting", ..WEB },
    Role {
        kind: EndpointKind::ExchangeAutodiscover,
        used_by: "Outlook, and Skype for Business clients for the calendar",
        source: "Microsoft, Lync cannot verify that the server is trusted for your sign-in address",
        ..WEB
    },
    Role {
        kind: EndpointKind::DirectoryOnline,
        used_by: "clients of domains in the cloud",
        source: "Microsoft, UCWA: authentication using Azure AD",
        ..WEB
    },
    ADFS,
    Role {
        kind: EndpointKind::SsoCertificate,
        port: 49443,
        client_certificate: ClientCertificate::Required,
        used_by: "people who sign in by certificate",
        ..ADFS
    },
    Role { kind: EndpointKind::SsoRegistration, used_by: "devices that register", ..ADFS },
    Role {
        kind: EndpointKind::DirectRoutingSbc,
        port: 0,
        wire: Wire::Sip,
        client_certificate: ClientCertificate::Requested,
        used_by: "Teams, for calls to and from the telephone network",
        source: "Microsoft, Plan Direct Routing",
        ..WEB
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_stand_once_and_say_where_they_come_from() {
        for (index, role) in ROLES.iter().enumerate() {
            assert!(ROLES[..index].iter().all(|other| other.kind != role.kind), "{} twice", role.kind.as_str());
            assert!(!role.used_by.is_empty() && !role.source.is_empty(), "{}", role.kind.as_str());
            assert_eq!(role.names.is_empty(), !role.wire.shows_certificate(), "{}", role.kind.as_str());
        }
    }

    #[test]
    fn the_access_edge_answers_for_every_sip_domain() {
        let domains = ["contoso.com".to_owned(), "fabrikam.com".to_owned()];
        let names = |kind| Role::of(kind).unwrap().names("edge.contoso.com", &domains);
        let edge = ["edge.contoso.com", "sip.contoso.com", "sip.fabrikam.com"];
        assert_eq!(names(EndpointKind::AccessEdgeClient), edge);
        assert_eq!(names(EndpointKind::Federation), edge);
        assert_eq!(names(EndpointKind::SipInternal), edge[..1]);
        assert!(names(EndpointKind::AvEdge).is_empty());
        assert!(Role::of(EndpointKind::File).is_none());
    }
}
