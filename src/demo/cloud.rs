//! Microsoft's cloud as far as the demo needs it: the login host, the online directory, and the hosts that the records
//! of online domains name. It runs on loopback, with certificates of a root of its own.

use super::{
    DemoError,
    pki::Pki,
    site::{Page, Site},
    tls::{ClientAuth, Member},
};

/// The login host of the worldwide cloud.
pub(super) const LOGIN: &str = "login.microsoftonline.com";
/// Its autodiscover host.
pub(super) const DIRECTORY: &str = "webdir.online.lync.com";
/// Its autodiscover host for the forest that the domain would be in.
pub(super) const FOREST: &str = "webdir0a.online.lync.com";
/// The path of the autodiscover documents.
const ROOT: &str = "/autodiscover/autodiscoverservice.svc/root";
/// The customer's alias of its autodiscover host.
const ALIAS: &str = "lyncdiscover.contoso.test";
/// Its Access Edge.
pub(super) const SIP: &str = "sipdir.online.lync.com";
/// Its federation Edge.
pub(super) const FEDERATION: &str = "sipfed.online.lync.com";

/// The cloud's servers and what they know of the domain.
pub(super) struct Cloud {
    /// Who issues to it.
    pub pki: Pki,
    /// The online directory knows the domain.
    pub knows: bool,
    /// The host that signs the domain's users in, in place of the cloud.
    pub federated: Option<&'static str>,
}

impl Cloud {
    /// The servers: host, port and what they present.
    pub fn servers(&self) -> Result<Vec<(&'static str, u16, Member)>, DemoError> {
        let member = |host| Ok::<_, DemoError>(Member::new(self.pki.identity(&[host])?));
        let login = Member { site: Site::of(self.login()), ..member(LOGIN)? };
        let directory = Member { site: Site::of(self.directory(DIRECTORY)), ..member(DIRECTORY)? };
        let forest = Member { site: Site::of(self.directory(FOREST)), ..member(FOREST)? };
        let federation = Member { client_auth: ClientAuth::Asks, ..member(FEDERATION)? };
        Ok(vec![
            (LOGIN, 443, login),
            (DIRECTORY, 443, directory),
            (FOREST, 443, forest),
            (SIP, 443, member(SIP)?),
            (FEDERATION, 5061, federation),
        ])
    }

    /// What the directory says without TLS: go on with it. Asked for by the customer's name, as clients do.
    pub fn first_hop(&self) -> Site {
        let body = format!(
            r#"{{"_links":{{"redirect":{{"href":"https://{DIRECTORY}{ROOT}?originalDomain=contoso.test"}}}}}}"#
        );
        let status = if self.knows { 200 } else { 404 };
        Site::of(vec![Page { status, body, ..json(ALIAS, "/") }])
    }

    /// Who signs the domain's users in (GetUserRealm, and the user realm service in its first version).
    fn login(&self) -> Vec<Page> {
        let (realm, service) = match self.federated {
            Some(host) => (
                format!(
                    r#"{{"State":3,"UserState":2,"NameSpaceType":"Federated","DomainName":"contoso.test",
                    "FederationGlobalVersion":-1,"AuthURL":"https://{host}/adfs/ls/?wa=wsignin1.0",
                    "FederationBrandName":"Contoso","CloudInstanceName":"microsoftonline.com"}}"#
                ),
                format!(
                    r#"{{"ver":"1.0","account_type":"Federated","domain_name":"contoso.test",
                    "federation_protocol":"WSTrust",
                    "federation_metadata_url":"https://{host}/adfs/services/trust/mex",
                    "federation_active_auth_url":"https://{host}/adfs/services/trust/2005/usernamemixed",
                    "cloud_instance_name":"microsoftonline.com"}}"#
                ),
            ),
            None => (
                r#"{"State":4,"UserState":1,"NameSpaceType":"Managed","DomainName":"contoso.test"}"#.to_owned(),
                r#"{"ver":"1.0","account_type":"Managed","domain_name":"contoso.test"}"#.to_owned(),
            ),
        };
        let page = |path, body| Page { body, ..json(LOGIN, path) };
        vec![page("/getuserrealm.srf", realm), page("/common/userrealm/", service)]
    }

    /// What the online directory says of the domain.
    fn directory(&self, host: &'static str) -> Vec<Page> {
        let next = if host == FOREST { "user" } else { "redirect" };
        let body = format!(
            r#"{{"_links":{{"self":{{"href":"https://{host}{ROOT}?originalDomain=contoso.test"}},
            "{next}":{{"href":"https://{FOREST}{ROOT}?originalDomain=contoso.test"}}}}}}"#
        );
        let status = if self.knows { 200 } else { 404 };
        let page = |host, path| Page { status, body: body.clone(), ..json(host, path) };
        vec![page(host, ROOT), page(ALIAS, "/")]
    }
}

/// An empty document of a host.
pub(super) fn json(host: &'static str, path: &'static str) -> Page {
    Page { host, path, status: 200, media: "application/json", fields: Vec::new(), body: String::new() }
}
