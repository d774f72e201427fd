//! The records to ask for, the roles that their hosts have, and the hosts of Microsoft's clouds. Data only.

mod clouds;
mod roles;

pub use clouds::{CLOUDS, Cloud, TRUSTED_SUFFIXES, cloud_of, is_microsoft};
pub use roles::{Expected, ROLES, Role, Wire};

use crate::model::{EndpointKind, discovery::Zone};

/// A row of the catalogue: a record under the domain, and what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The labels in front of the domain.
    pub record: &'static str,
    /// How the record leads on.
    pub lookup: LookupKind,
    /// The port: of a host record the one clients use, of an SRV record the one expected; zero where none is.
    pub port: u16,
    /// The role of what it leads to, a row of [`ROLES`]; `None` where that shows no certificate, or only over a protocol
    /// that is not spoken here.
    pub role: Option<EndpointKind>,
    /// Where it belongs.
    pub zone: Zone,
    /// Absence is normal: names of the inside, of what not everybody has, and fallback names.
    pub optional: bool,
    /// Clients only guess this name, or we do: that it is absent or silent is never a finding.
    pub fallback: bool,
    /// Which clients ask for it.
    pub used_by: &'static str,
    /// Where that is said.
    pub source: &'static str,
}

/// How a record leads to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookupKind {
    /// SRV: the target and port are in the record.
    Service,
    /// A and AAAA of the name itself.
    Host,
    /// CNAME: that the record is there is all that matters.
    Alias,
}

impl LookupKind {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "SRV",
            Self::Host => "A/AAAA",
            Self::Alias => "CNAME",
        }
    }
}

impl Kind {
    /// The full name, without final dot.
    pub fn name(&self, domain: &str) -> String {
        format!("{}.{domain}", self.record)
    }
}

const HOST: Kind = Kind {
    record: "",
    lookup: LookupKind::Host,
    port: 443,
    role: None,
    zone: Zone::Both,
    optional: true,
    fallback: false,
    used_by: "",
    source: "",
};

const SERVICE: Kind = Kind { lookup: LookupKind::Service, zone: Zone::External, ..HOST };

const CLIENT_ORDER: &str = "Microsoft, DNS requirements for Edge Servers (client order)";
const LYNC_ORDER: &str = "Microsoft, Lync Server 2013: Determine DNS requirements";
const SIMPLE_URLS: &str = "Microsoft, DNS requirements for simple URLs";
const ADFS: &str = "Microsoft, AD FS requirements";
const EDGE: &str = "Microsoft, Edge Server environmental requirements";

/// Every record asked for, in the order clients would try them; then those that lead to meetings, sign-in and the rest.
///
/// Names that an administrator chooses freely (of the web services, the Web Conferencing and A/V Edge, Office Web Apps)
/// are not among them: they stand in autodiscover answers and in certificates.
pub const KINDS: &[Kind] = &[
    Kind {
        record: "lyncdiscoverinternal",
        role: Some(EndpointKind::AutodiscoverInternal),
        zone: Zone::Internal,
        used_by: "Windows and mobile clients inside the office, first of all",
        source: CLIENT_ORDER,
        ..HOST
    },
    Kind {
        record: "lyncdiscover",
        role: Some(EndpointKind::AutodiscoverExternal),
        zone: Zone::External,
        optional: false,
        used_by: "Windows and mobile clients everywhere; mobile clients know no other way",
        source: CLIENT_ORDER,
        ..HOST
    },
    Kind {
        record: "_sipinternaltls._tcp",
        port: 5061,
        role: Some(EndpointKind::SipInternal),
        zone: Zone::Internal,
        used_by: "Windows clients and phones inside the office",
        source: CLIENT_ORDER,
        ..SERVICE
    },
    Kind {
        record: "_sipinternal._tcp",
        // Without TLS, so there is no certificate to see.
        port: 5060,
        zone: Zone::Internal,
        used_by: "Lync 2010 and 2013 clients that may do without TLS",
        source: LYNC_ORDER,
        ..SERVICE
    },
    Kind {
        record: "_sip._tls",
        role: Some(EndpointKind::AccessEdgeClient),
        optional: false,
        used_by: "Windows clients outside the office, phones",
        source: CLIENT_ORDER,
        ..SERVICE
    },
    Kind {
        record: "_sip._tcp",
        // Other SIP services use it too, at whatever port.
        port: 0,
        used_by: "Communicator clients of long ago, outside the office",
        source: "RFC 3263 4.1",
        ..SERVICE
    },
    Kind {
        record: "_sipfederationtls._tcp",
        port: 5061,
        role: Some(EndpointKind::Federation),
        optional: false,
        used_by: "federation partners, Teams and hybrid routing, push notifications",
        source: EDGE,
        ..SERVICE
    },
    Kind {
        record: "sipinternal",
        port: 5061,
        role: Some(EndpointKind::SipInternal),
        zone: Zone::Internal,
        fallback: true,
        used_by: "Windows clients inside the office, if no other record is found",
        source: CLIENT_ORDER,
        ..HOST
    },
    Kind {
        record: "sip",
        role: Some(EndpointKind::AccessEdgeClient),
        fallback: true,
        used_by: "Windows clients and phones, if no other record is found",
        source: CLIENT_ORDER,
        ..HOST
    },
    Kind {
        record: "sipexternal",
        role: Some(EndpointKind::AccessEdgeClient),
        zone: Zone::External,
        fallback: true,
        used_by: "Windows clients outside the office, last of all",
        source: CLIENT_ORDER,
        ..HOST
    },
    Kind {
        record: "meet",
        role: Some(EndpointKind::Meet),
        optional: false,
        used_by: "everybody who joins a meeting by its link",
        source: SIMPLE_URLS,
        ..HOST
    },
    Kind {
        record: "dialin",
        role: Some(EndpointKind::Dialin),
        optional: false,
        used_by: "people who look up dial-in numbers or set a PIN",
        source: SIMPLE_URLS,
        ..HOST
    },
    Kind {
        record: "admin",
        role: Some(EndpointKind::Admin),
        zone: Zone::Internal,
        fallback: true,
        used_by: "administrators who open the Control Panel inside the office",
        source: SIMPLE_URLS,
        ..HOST
    },
    Kind {
        record: "lwa",
        role: Some(EndpointKind::WebServices),
        fallback: true,
        used_by: "people who open the web app",
        source: "Microsoft, Lync Server 2013: DNS requirements for Front End pools",
        ..HOST
    },
    Kind {
        record: "scheduler",
        role: Some(EndpointKind::WebServices),
        fallback: true,
        used_by: "people who schedule meetings in the browser",
        source: "Microsoft, Lync Server 2013: DNS requirements for Front End pools",
        ..HOST
    },
    Kind {
        record: "ucupdates-r2",
        role: Some(EndpointKind::WebServices),
        zone: Zone::Internal,
        fallback: true,
        used_by: "phones that never signed in",
        source: "Microsoft, DNS requirements for Skype for Business Server",
        ..HOST
    },
    Kind {
        record: "_xmpp-server._tcp",
        port: 5269,
        role: Some(EndpointKind::Xmpp),
        used_by: "XMPP federation partners (not since Skype for Business Server 2019)",
        source: EDGE,
        ..SERVICE
    },
    Kind {
        record: "_ntp._udp",
        port: 123,
        zone: Zone::Internal,
        used_by: "Lync Phone Edition, for the time",
        source: "Microsoft, Lync Server 2013: DNS requirements for Front End pools",
        ..SERVICE
    },
    Kind {
        record: "sts",
        role: Some(EndpointKind::Sso),
        fallback: true,
        used_by: "everybody who signs in through AD FS, if that is its name",
        source: ADFS,
        ..HOST
    },
    Kind {
        record: "adfs",
        role: Some(EndpointKind::Sso),
        fallback: true,
        used_by: "everybody who signs in through AD FS, if that is its name",
        source: ADFS,
        ..HOST
    },
    Kind {
        record: "fs",
        role: Some(EndpointKind::Sso),
        fallback: true,
        used_by: "everybody who signs in through AD FS, if that is its name",
        source: ADFS,
        ..HOST
    },
    Kind {
        record: "enterpriseregistration",
        role: Some(EndpointKind::SsoRegistration),
        fallback: true,
        used_by: "devices that register",
        source: ADFS,
        ..HOST
    },
    Kind {
        record: "autodiscover",
        role: Some(EndpointKind::ExchangeAutodiscover),
        fallback: true,
        used_by: "Outlook, and Skype for Business clients for the calendar",
        source: "Microsoft, Lync cannot verify that the server is trusted for your sign-in address",
        ..HOST
    },
    Kind {
        record: "msoid",
        lookup: LookupKind::Alias,
        port: 0,
        zone: Zone::External,
        used_by: "Office activation in the cloud of 21Vianet; elsewhere it breaks activation and sign-in",
        source: "Microsoft, External DNS records for Office 365",
        ..HOST
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_apart_by_name_and_fallbacks_are_optional() {
        for (index, kind) in KINDS.iter().enumerate() {
            assert!(KINDS[..index].iter().all(|other| other.record != kind.record), "{} twice", kind.record);
            assert!(kind.optional || !kind.fallback, "{}", kind.record);
            assert!(kind.optional || kind.zone != Zone::Internal, "{}", kind.record);
            assert!(!kind.used_by.is_empty() && !kind.source.is_empty(), "{}", kind.record);
        }
    }

    #[test]
    fn what_a_record_leads_to_is_a_role_of_the_same_port() {
        for kind in KINDS {
            let Some(role) = kind.role else { continue };
            let row = Role::of(role).unwrap_or_else(|| panic!("{} leads to no known role", kind.record));
            assert_eq!(row.port, kind.port, "{}", kind.record);
            assert!(row.wire.shows_certificate(), "{}", kind.record);
        }
    }

    #[test]
    fn clients_try_the_names_in_the_order_of_the_list() {
        // Microsoft, DNS requirements for Edge Servers.
        let order = [
            "lyncdiscoverinternal",
            "lyncdiscover",
            "_sipinternaltls._tcp",
            "_sip._tls",
            "sipinternal",
            "sip",
            "sipexternal",
        ];
        let listed: Vec<_> = KINDS.iter().map(|kind| kind.record).filter(|name| order.contains(name)).collect();
        assert_eq!(listed, order);
    }
}
