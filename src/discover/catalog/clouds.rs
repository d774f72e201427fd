//! Microsoft's clouds: the values that each expects in a domain's records, and the hosts that are Microsoft's own.

use crate::model::discovery::{CHINA, is_within};

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
    /// Further hosts of Microsoft's there, each with all that lies under it.
    pub further: &'static [&'static str],
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
        further: &[
            "infra.lync.com",
            "login.windows.net",
            "login.microsoft.com",
            "enterpriseregistration.windows.net",
            "outlook.com",
            "outlook.office365.com",
            "teams.microsoft.com",
            "pstnhub.microsoft.com",
            "clientconfig.microsoftonline-p.net",
        ],
    },
    Cloud {
        name: "GCC High",
        sip: "sipdir.online.gov.skypeforbusiness.us",
        lyncdiscover: "webdir.online.gov.skypeforbusiness.us",
        federation: "sipfed.online.gov.skypeforbusiness.us",
        suffix: "online.gov.skypeforbusiness.us",
        login: Some("login.microsoftonline.us"),
        further: &[
            "infra.gov.skypeforbusiness.us",
            "enterpriseregistration.microsoftonline.us",
            "autodiscover-s.office365.us",
            "outlook.office365.us",
            "gov.teams.microsoft.us",
        ],
    },
    Cloud {
        name: "DoD",
        sip: "sipdir.online.dod.skypeforbusiness.us",
        lyncdiscover: "webdir.online.dod.skypeforbusiness.us",
        federation: "sipfed.online.dod.skypeforbusiness.us",
        suffix: "online.dod.skypeforbusiness.us",
        login: Some("login.microsoftonline.us"),
        further: &[
            "infra.dod.skypeforbusiness.us",
            "autodiscover-s-dod.office365.us",
            "outlook-dod.office365.us",
            "dod.teams.microsoft.us",
        ],
    },
    Cloud {
        name: CHINA,
        sip: "sipdir.online.partner.lync.cn",
        lyncdiscover: "webdir.online.partner.lync.cn",
        federation: "sipfed.online.partner.lync.cn",
        suffix: "online.partner.lync.cn",
        // Not in Microsoft's own text that could be read, but what its clients use.
        login: Some("login.partner.microsoftonline.cn"),
        further: &["infra.partner.lync.cn", "partner.outlook.cn", "clientconfig.partner.microsoftonline-p.net.cn"],
    },
    Cloud {
        name: "Germany (closed)",
        sip: "sipdir.online.skype.de",
        lyncdiscover: "webdir.online.skype.de",
        federation: "sipfed.online.skype.de",
        suffix: "online.skype.de",
        login: None,
        further: &[],
    },
];

/// The domains that clients trust beside the user's own, unless the policy `TrustModelData` names others. Whether the
/// builds for the clouds of governments and of China trust further ones is not documented.
///
/// Source: Microsoft, Lync cannot verify that the server is trusted for your sign-in address.
pub const TRUSTED_SUFFIXES: &[&str] = &["lync.com", "outlook.com", "lync.glbdns.microsoft.com", "microsoftonline.com"];

/// The cloud a host belongs to. Hosts are compared as names are: without case or final dot.
pub fn cloud_of(host: &str) -> Option<&'static Cloud> {
    let is_of = |cloud: &&Cloud| {
        let mut domains = [cloud.suffix].into_iter().chain(cloud.login).chain(cloud.further.iter().copied());
        domains.any(|domain| is_within(host, domain))
    };
    CLOUDS.iter().find(is_of)
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
        assert_eq!(cloud("contoso-com.mail.protection.outlook.com"), Some("Worldwide and GCC"));
        assert_eq!(cloud("sip2.pstnhub.microsoft.com"), Some("Worldwide and GCC"));
        assert_eq!(cloud("sip.pstnhub.dod.teams.microsoft.us"), Some("DoD"));
        assert_eq!(cloud("clientconfig.partner.microsoftonline-p.net.cn"), Some("21Vianet (China)"));
        // What customers put there is theirs.
        assert_eq!(cloud("contoso.azurewebsites.net"), None);
        assert_eq!(cloud("contoso.onmicrosoft.com"), None);
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
}
