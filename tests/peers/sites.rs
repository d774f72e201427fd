//! Every host of the zones, with its certificate and what it answers over HTTP.

use base64ct::{Base64, Encoding};
use pem_rfc7468::{LineEnding, encode_string};

use crate::{
    pki::{self, Made},
    servers::{Page, Site},
};

/// What nginx is to be.
pub struct Deployment {
    pub sites: Vec<Site>,
    /// What plain HTTP answers, by name.
    pub plain: Vec<(&'static str, Page)>,
    /// The root of every certificate, as PEM.
    pub root: String,
}

const JSON: &str = "application/json";
const XML: &str = "application/xml";

/// Contoso, Fabrikam, Litware and the cloud, all well but for what Litware's records say.
pub fn deployment() -> Deployment {
    let root = pki::root("Peers Root");
    let issuing = pki::authority("Peers Issuing").signed_by(&root);
    let identity = |names: &[&str]| {
        let leaf = pki::server(names).signed_by(&issuing);
        (pem(&leaf) + &pem(&issuing), leaf.pair().serialize_pem())
    };
    // Names that it answers for, and names that only lead there.
    let site = |names: &[&'static str], aliases: &[&'static str], pages: Vec<Page>| Site {
        names: [names, aliases].concat(),
        identity: identity(names),
        member: 0,
        pages,
    };
    let edge = identity(&["sip.contoso.example", "webcon.contoso.example"]);
    let pool = [0, 1].map(|member| Site {
        names: vec!["sip.contoso.example", "webcon.contoso.example"],
        identity: edge.clone(),
        member,
        pages: Vec::new(),
    });
    let proxied =
        ["webext.contoso.example", "lyncdiscover.contoso.example", "meet.contoso.example", "dialin.contoso.example"];
    let cloud =
        ["webdir.online.lync.com", "webdir1a.online.lync.com", "sipdir.online.lync.com", "sipfed.online.lync.com"];
    let mut sites = Vec::from(pool);
    sites.extend([
        site(&proxied, &["lyncdiscover.litware.example"], autodiscover()),
        site(&["sts.contoso.example"], &[], vec![metadata()]),
        // What is an alias of the cloud in the zone of a customer gets the cloud's certificate.
        site(&cloud, &["lyncdiscover.fabrikam.example", "sip.fabrikam.example"], directory()),
        site(&["login.microsoftonline.com"], &[], realms()),
        site(&["edge.litware.example"], &[], Vec::new()),
    ]);
    let redirect = r#"{"_links":{"redirect":{"href":"https://webext.contoso.example/Autodiscover/AutodiscoverService.svc/root"}}}"#;
    let plain = vec![("lyncdiscover.contoso.example", Page::of("/", JSON, redirect))];
    Deployment { sites, plain, root: pem(&root) }
}

pub fn pem(made: &Made) -> String {
    encode_string("CERTIFICATE", LineEnding::LF, &made.der).unwrap()
}

/// The reverse proxy: the root document in JSON, and a user document that wants a ticket.
fn autodiscover() -> Vec<Page> {
    let base = "https://webext.contoso.example/Autodiscover";
    let root = format!(
        r#"{{"_links":{{"self":{{"href":"{base}/AutodiscoverService.svc/root?originalDomain=contoso.example"}},
            "user":{{"href":"{base}/AutodiscoverService.svc/root/oauth/user?originalDomain=contoso.example"}},
            "xframe":{{"href":"{base}/XFrame/XFrame.html"}}}}}}"#
    );
    let challenge = r#"Bearer trusted_issuers="00000001-0000-0000-c000-000000000000@contoso.example", client_id="00000004-0000-0ff1-ce00-000000000000""#;
    let ticket = r#"MsRtcOAuth href="https://webext.contoso.example/WebTicket/oauthtoken",grant_type="password""#;
    let server = ("X-MS-Server-Fqdn", "FE02.corp.contoso.example");
    let user = Page { status: 401, ..Page::of("/autodiscover/autodiscoverservice.svc/root/oauth/user", JSON, "") };
    vec![
        Page { headers: vec![server], ..Page::of("/", JSON, root.clone()) },
        Page { headers: vec![server], ..Page::of("/autodiscover/autodiscoverservice.svc/root", JSON, root) },
        Page { headers: vec![("WWW-Authenticate", challenge), ("WWW-Authenticate", ticket), server], ..user },
    ]
}

/// AD FS in the middle of changing its token certificate.
fn metadata() -> Page {
    let token = |from, until| {
        let made = pki::server(&["ADFS Signing - sts.contoso.example"]).nameless().dates(from, until).self_signed();
        let text = Base64::encode_string(&made.der);
        // As Microsoft writes it where it wraps lines.
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!(
            "<KeyDescriptor use=\"signing\"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data>\
             <X509Certificate>\r\n{}\r\n</X509Certificate></X509Data></KeyInfo></KeyDescriptor>",
            lines.join("\r\n")
        )
    };
    let keys = token((2025, 7, 8), (2026, 7, 8)) + &token((2026, 6, 18), (2027, 6, 18));
    let text = format!(
        "\u{feff}<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         entityID=\"http://sts.contoso.example/adfs/services/trust\">\
         <RoleDescriptor xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:fed=\"http://docs.oasis-open.org/wsfed/federation/200706\" xsi:type=\"fed:SecurityTokenServiceType\">{keys}\
         </RoleDescriptor><IDPSSODescriptor>{keys}</IDPSSODescriptor></EntityDescriptor>"
    );
    Page::of("/FederationMetadata/2007-06/FederationMetadata.xml", XML, text)
}

/// The online directory knows two of the domains.
fn directory() -> Vec<Page> {
    let root = "https://webdir1a.online.lync.com/Autodiscover/AutodiscoverService.svc/root";
    let text = format!(r#"{{"_links":{{"self":{{"href":"{root}"}},"redirect":{{"href":"{root}"}}}}}}"#);
    let page = Page::of("/autodiscover/autodiscoverservice.svc/root", JSON, text);
    vec![Page { query: "(contoso|fabrikam)", ..page }]
}

/// Who signs in the users of each.
fn realms() -> Vec<Page> {
    let federated = r#"{"ver":"1.0","account_type":"Federated","domain_name":"contoso.example","federation_protocol":"WSTrust",
        "federation_metadata_url":"https://sts.contoso.example/adfs/services/trust/mex",
        "federation_active_auth_url":"https://sts.contoso.example/adfs/services/trust/2005/usernamemixed",
        "cloud_instance_name":"microsoftonline.com","cloud_audience_urn":"urn:federation:MicrosoftOnline"}"#;
    let managed = r#"{"ver":"1.0","account_type":"Managed","domain_name":"fabrikam.example"}"#;
    let unknown = r#"{"ver":"1.0","account_type":"Unknown"}"#;
    vec![
        Page::of("/common/userrealm/[^/]+@contoso.example", JSON, federated),
        Page::of("/common/userrealm/[^/]+@fabrikam.example", JSON, managed),
        Page::of("/common/userrealm/[^/]+@litware.example", JSON, unknown),
    ]
}
