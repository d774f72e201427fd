//! The contoso deployment before it is started: healthy, until a scenario changes it.

use std::time::SystemTime;

use super::{
    DemoError,
    pki::Pki,
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
    /// The AD FS proxy.
    pub sso: Member,
}

/// Names of the Edge certificate.
const EDGE: &[&str] = &["sip.contoso.test", "webcon.contoso.test"];
/// Hosts that the reverse proxy stands for.
pub(super) const PROXIED: &[&str] = &[
    "webext.contoso.test",
    "lyncdiscover.contoso.test",
    "lyncdiscoverinternal.contoso.test",
    "meet.contoso.test",
    "dialin.contoso.test",
];
/// The AD FS host.
pub(super) const SSO: &str = "sts.contoso.test";

impl Blueprint {
    /// The healthy deployment, with fresh certificates.
    pub fn new(now: SystemTime) -> Result<Self, DemoError> {
        let pki = Pki::new(now)?;
        let edge = Member::new(pki.identity(EDGE)?);
        let federation = Member { client_auth: ClientAuth::Asks, ..edge.clone() };
        let proxy = Member::new(pki.identity(PROXIED)?);
        let sso = Member::new(pki.identity(&[SSO])?);
        Ok(Self { pki, edge: [edge.clone(), edge], federation: [federation.clone(), federation], proxy, sso })
    }

    /// Every member of the Edge pool, at both ports.
    pub fn edge_members(&mut self) -> impl Iterator<Item = &mut Member> {
        self.edge.iter_mut().chain(&mut self.federation)
    }
}
