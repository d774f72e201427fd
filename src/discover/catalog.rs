//! The records to ask for, and the hosts of Microsoft's clouds. Data only.

use crate::model::EndpointKind;

/// A row of the catalogue: a record under the domain, and what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The labels in front of the domain.
    pub record: &'static str,
    /// Whether the record names a host, or is one.
    pub lookup: LookupKind,
    /// The port: of a host record the one clients use, of an SRV record the one expected.
    pub port: u16,
    /// The role of what it leads to.
    pub role: EndpointKind,
    /// Absence is normal: names of the inside, and fallback names.
    pub optional: bool,
    /// Clients only guess this name: that it is absent or silent is never a finding.
    pub fallback: bool,
    /// Which clients ask for it.
    pub used_by: &'static str,
}

/// How a record leads to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookupKind {
    /// SRV: the target and port are in the record.
    Service,
    /// A and AAAA of the name itself.
    Host,
}

impl LookupKind {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "SRV",
            Self::Host => "A/AAAA",
        }
    }
}

impl Kind {
    /// The full name, without final dot.
    pub fn name(&self, domain: &str) -> String {
        format!("{}.{domain}", self.record)
    }
}

/// Every record asked for, in the order clients would try them.
///
/// Ports and roles: the client order of the Skype for Business desktop client, its Edge and reverse proxy planning pages.
pub const KINDS: &[Kind] = &[
    Kind {
        record: "lyncdiscoverinternal",
        lookup: LookupKind::Host,
        port: 443,
        role: EndpointKind::AutodiscoverInternal,
        optional: true,
        fallback: false,
        used_by: "Windows and mobile clients inside the office, first of all",
    },
    Kind {
        record: "lyncdiscover",
        lookup: LookupKind::Host,
        port: 443,
        role: EndpointKind::AutodiscoverExternal,
        optional: false,
        fallback: false,
        used_by: "Windows and mobile clients everywhere; mobile clients know no other way",
    },
    Kind {
        record: "_sipinternaltls._tcp",
        lookup: LookupKind::Service,
        port: 5061,
        role: EndpointKind::SipInternal,
        optional: true,
        fallback: false,
        used_by: "Windows clients and phones inside the office",
    },
    Kind {
        record: "_sip._tls",
        lookup: LookupKind::Service,
        port: 443,
        role: EndpointKind::AccessEdgeClient,
        optional: false,
        fallback: false,
        used_by: "Windows clients outside the office, phones",
    },
    Kind {
        record: "_sipfederationtls._tcp",
        lookup: LookupKind::Service,
        port: 5061,
        role: EndpointKind::Federation,
        optional: false,
        fallback: false,
        used_by: "federation partners, Teams and hybrid routing, push notifications",
    },
    Kind {
        record: "sipinternal",
        lookup: LookupKind::Host,
        port: 5061,
        role: EndpointKind::SipInternal,
        optional: true,
        fallback: true,
        used_by: "Windows clients inside the office, if no other record is found",
    },
    Kind {
        record: "sip",
        lookup: LookupKind::Host,
        port: 443,
        role: EndpointKind::AccessEdgeClient,
        optional: true,
        fallback: true,
        used_by: "Windows clients and phones, if no other record is found",
    },
    Kind {
        record: "sipexternal",
        lookup: LookupKind::Host,
        port: 443,
        role: EndpointKind::AccessEdgeClient,
        optional: true,
        fallback: true,
        used_by: "Windows clients outside the office, last of all",
    },
    Kind {
        record: "meet",
        lookup: LookupKind::Host,
        port: 443,
        role: EndpointKind::Meet,
        optional: false,
        fallback: false,
        used_by: "everybody who joins a meeting by its link",
    },
    Kind {
        record: "dialin",
        lookup: LookupKind::Host,
        port: 443,
        role: EndpointKind::Dialin,
        optional: false,
        fallback: false,
        used_by: "people who look up dial-in numbers or set a PIN",
    },
];

/// The values one of Microsoft's clouds expects in a domain's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cloud {
    /// As Microsoft calls it.
    pub name: &'static str,
    /// `sip` CNAME and `_sip._tls` target, port 443.
    pub sip: &'static str,
    /// `lyncdiscover` CNAME.
    pub lyncdiscover: &'static str,
    /// `_sipfederationtls._tcp` target, port 5061.
    pub federation: &'static str,
    /// The domain of all of these; hosts of single forests are under it too.
    pub suffix: &'static str,
    /// Where users sign in; `None` where it is not known for certain.
    pub login: Option<&'static str>,
}

/// The clouds, the closed German one included because its records linger.
pub const CLOUDS: &[Cloud] = &[
    Cloud {
        name: "Worldwide and GCC",
        sip: "sipdir.online.lync.com",
        lyncdiscover: "webdir.online.lync.com",
        federation: "sipfed.online.lync.com",
        suffix: "online.lync.com",
        login: Some("login.microsoftonline.com"),
    },
    Cloud {
        name: "GCC High",
        sip: "sipdir.online.gov.skypeforbusiness.us",
        lyncdiscover: "webdir.online.gov.skypeforbusiness.us",
        federation: "sipfed.online.gov.skypeforbusiness.us",
        suffix: "online.gov.skypeforbusiness.us",
        login: Some("login.microsoftonline.us"),
    },
    Cloud {
        name: "DoD",
        sip: "sipdir.online.dod.skypeforbusiness.us",
        lyncdiscover: "webdir.online.dod.skypeforbusiness.us",
        federation: "sipfed.online.dod.skypeforbusiness.us",
        suffix: "online.dod.skypeforbusiness.us",
        login: Some("login.microsoftonline.us"),
    },
    Cloud {
        name: "21Vianet (China)",
        sip: "sipdir.online.partner.lync.cn",
        lyncdiscover: "webdir.online.partner.lync.cn",
        federation: "sipfed.online.partner.lync.cn",
        suffix: "online.partner.lync.cn",
        login: Some("login.partner.microsoftonline.cn"),
    },
    Cloud {
        name: "Germany (closed)",
        sip: "sipdir.online.skype.de",
        lyncdiscover: "webdir.online.skype.de",
        federation: "sipfed.online.skype.de",
        suffix: "online.skype.de",
        login: None,
    },
];

/// The cloud a host belongs to. Hosts are compared as names are: without case or final dot.
pub fn cloud_of(host: &str) -> Option<&'static Cloud> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let under = |suffix: &str| host.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    CLOUDS.iter().find(|cloud| under(cloud.suffix) || cloud.login == Some(host.as_str()))
}

/// Whether a host is one of Microsoft's own.
pub fn is_microsoft(host: &str) -> bool {
    cloud_of(host).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clouds_are_known_by_whole_labels() {
        let cloud = |host| cloud_of(host).map(|cloud| cloud.name);
        assert_eq!(cloud("webdir.online.lync.com"), Some("Worldwide and GCC"));
        assert_eq!(cloud("WEBDIR0a.Online.Lync.com."), Some("Worldwide and GCC"));
        assert_eq!(cloud("sipfed.online.gov.skypeforbusiness.us"), Some("GCC High"));
        assert_eq!(cloud("sipfed.online.dod.skypeforbusiness.us"), Some("DoD"));
        assert_eq!(cloud("sipdir.online.partner.lync.cn"), Some("21Vianet (China)"));
        assert_eq!(cloud("login.microsoftonline.com"), Some("Worldwide and GCC"));
        assert_eq!(cloud("evilonline.lync.com"), None);
        assert_eq!(cloud("online.lync.com.contoso.com"), None);
        assert_eq!(cloud("sip.contoso.com"), None);
    }

    #[test]
    fn every_cloud_value_is_under_its_suffix() {
        for cloud in CLOUDS {
            for host in [cloud.sip, cloud.lyncdiscover, cloud.federation] {
                assert_eq!(cloud_of(host), Some(cloud));
            }
        }
    }

    #[test]
    fn rows_are_told_apart_by_name_and_fallbacks_are_optional() {
        for (index, kind) in KINDS.iter().enumerate() {
            assert!(KINDS[..index].iter().all(|other| other.record != kind.record), "{} twice", kind.record);
            assert!(kind.optional || !kind.fallback, "{}", kind.record);
            assert!(!kind.used_by.is_empty());
        }
    }
}
