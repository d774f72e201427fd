//! The contoso deployment before it is started: healthy, until a scenario changes it.

use std::time::SystemTime;

use base64ct::{Base64, Encoding};

use super::{
    DOMAIN, DemoError,
    cloud::{self, Cloud, json},
    pki::{self, Pki},
    site::{Page, Site},
    tls::{ClientAuth, Member},
};

/// Who presents what.
pub(super) struct Blueprint {
    pub pki: Pki,
    /// The Edge pool as clients reach it, port 443.
    pub edge: [Member; 2],
    /// The same machines as federation partners reach them, port 5061.
    pub federation: [Member; 2],
    /// The reverse proxy before the web services.
    pub proxy: Member,
    /// The same reverse proxy without TLS, port 80.
    pub proxy_plain: Site,
    /// The AD FS proxy.
    pub sso: Member,
    /// Microsoft's cloud.
    pub cloud: Cloud,
    /// The zone contoso.test: owner below it, and what is there.
    pub zone: Vec<(&'static str, Entry)>,
    /// Further SIP domains that the Edge is said to serve.
    pub sip_domains: Vec<&'static str>,
}

/// What a name of the zone leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// An address on loopback.
    Here,
    /// Another name.
    Alias(&'static str),
    /// A service: port and host.
    Service(u16, &'static str),
}

/// The Access Edge.
pub(super) const EDGE: &str = "sip.contoso.test";
/// Names of the Edge certificate.
const EDGE_NAMES: &[&str] = &[EDGE, "webcon.contoso.test"];
/// The web services.
const WEB: &str = "webext.contoso.test";
/// Hosts that the reverse proxy stands for.
pub(super) const PROXIED: &[&str] = &[
    WEB,
    "lyncdiscover.contoso.test",
    "lyncdiscoverinternal.contoso.test",
    "meet.contoso.test",
    "dialin.contoso.test",
];
/// The AD FS host.
pub(super) const SSO: &str = "sts.contoso.test";

/// The zone of the healthy deployment.
const ZONE: &[(&str, Entry)] = &[
    ("sip", Entry::Here),
    ("lyncdiscover", Entry::Here),
    ("lyncdiscoverinternal", Entry::Here),
    ("meet", Entry::Here),
    ("dialin", Entry::Here),
    ("webext", Entry::Here),
    ("sts", Entry::Here),
    ("_sip._tls", Entry::Service(443, EDGE)),
    ("_sipfederationtls._tcp", Entry::Service(5061, EDGE)),
];

/// The records of a domain that is online only.
pub(super) const ONLINE: &[(&str, Entry)] = &[
    ("lyncdiscover", Entry::Alias(cloud::DIRECTORY)),
    ("sip", Entry::Alias(cloud::SIP)),
    ("_sip._tls", Entry::Service(443, cloud::SIP)),
    ("_sipfederationtls._tcp", Entry::Service(5061, cloud::FEDERATION)),
];

impl Blueprint {
    /// The healthy deployment, with fresh certificates: hybrid, signed in by AD FS.
    pub fn new(now: SystemTime) -> Result<Self, DemoError> {
        let pki = Pki::new(now, &pki::CONTOSO)?;
        let edge = Member::new(pki.identity(EDGE_NAMES)?);
        let federation = Member { client_auth: ClientAuth::Asks, ..edge.clone() };
        let proxy = Member { site: Site::of(autodiscover()), ..Member::new(pki.identity(PROXIED)?) };
        let tokens = [pki.token("ADFS Signing - sts.contoso.test")?, pki.token("ADFS Encryption - sts.contoso.test")?];
        let sso = Member { site: Site::of(vec![metadata(&tokens)]), ..Member::new(pki.identity(&[SSO])?) };
        Ok(Self {
            cloud: Cloud { pki: Pki::new(now, &pki::CLOUD)?, knows: true, federated: Some(SSO) },
            edge: [edge.clone(), edge],
            federation: [federation.clone(), federation],
            proxy,
            proxy_plain: Site::of(vec![first_hop()]),
            sso,
            zone: ZONE.to_vec(),
            sip_domains: Vec::new(),
            pki,
        })
    }

    /// Every member of the Edge pool, at both ports.
    pub fn edge_members(&mut self) -> impl Iterator<Item = &mut Member> {
        self.edge.iter_mut().chain(&mut self.federation)
    }

    /// The names of the zone that stand for another host.
    pub fn aliases_of(&self, host: &str) -> Vec<String> {
        let aliases = self.zone.iter().filter(|(_, entry)| matches!(entry, Entry::Alias(other) if *other == host));
        aliases.map(|(owner, _)| format!("{owner}.{DOMAIN}")).collect()
    }

    /// Whether the zone has a name.
    pub fn has(&self, host: &str) -> bool {
        let below = host.strip_suffix(DOMAIN).and_then(|rest| rest.strip_suffix('.'));
        self.zone.iter().any(|(owner, record)| Some(*owner) == below && *record == Entry::Here)
    }
}

const ROOT: &str = "/autodiscover/autodiscoverservice.svc/root";

/// The autodiscover documents (MS-OCDISCWS 3.1.5, UCWA root): where to go on, and that users have to sign in there.
fn autodiscover() -> Vec<Page> {
    let links = format!(
        r#"{{"_links":{{"self":{{"href":"https://{WEB}{ROOT}?originalDomain={DOMAIN}"}},
        "user":{{"href":"https://{WEB}{ROOT}/oauth/user?originalDomain={DOMAIN}"}},
        "xframe":{{"href":"https://{WEB}/Autodiscover/XFrame/XFrame.html"}}}}}}"#
    );
    let server = ("x-ms-server-fqdn", "FE01.contoso.test");
    let challenge = r#"Bearer trusted_issuers="00000001-0000-0000-c000-000000000000@contoso.test", client_id="00000004-0000-0ff1-ce00-000000000000""#;
    let user = Page {
        status: 401,
        fields: vec![server, ("www-authenticate", challenge)],
        ..json(WEB, "/autodiscover/autodiscoverservice.svc/root/oauth/user")
    };
    let mut pages = vec![user];
    for host in &PROXIED[..3] {
        pages.push(Page { fields: vec![server], body: links.clone(), ..json(host, ROOT) });
    }
    for host in &PROXIED[1..3] {
        pages.push(Page { fields: vec![server], body: links.clone(), ..json(host, "/") });
    }
    pages
}

/// Without TLS there is but one link: to the same with it.
fn first_hop() -> Page {
    let body = format!(r#"{{"_links":{{"redirect":{{"href":"https://{WEB}{ROOT}?originalDomain={DOMAIN}"}}}}}}"#);
    Page { body, ..json(PROXIED[1], "/") }
}

/// The federation metadata of AD FS.
fn metadata([signing, encryption]: &[Vec<u8>; 2]) -> Page {
    let key = |purpose: &str, der: &[u8]| {
        format!(
            r#"<KeyDescriptor use="{purpose}"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"#,
            Base64::encode_string(der)
        )
    };
    let body = format!(
        r#"<?xml version="1.0" encoding="utf-8"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="http://{SSO}/adfs/services/trust"><RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">{}{}</RoleDescriptor></EntityDescriptor>"#,
        key("encryption", encryption),
        key("signing", signing)
    );
    Page {
        media: "application/samlmetadata+xml",
        body,
        ..json(SSO, "/federationmetadata/2007-06/federationmetadata.xml")
    }
}
