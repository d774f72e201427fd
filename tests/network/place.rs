//! One host whose server sends some certificates, and the sites that these name.

use std::{net::SocketAddr, time::Duration};

use chaincheck::{
    check::{Checker, ConnectTo, Settings},
    model::{Target, report::TargetReport},
    trust::{Loaded, Stores},
};
use tokio::sync::watch;

use crate::{
    dns::zone,
    japanese::english_in,
    lists,
    name_server::NameServer,
    pki::{Made, authority, root, server},
    servers::{self, Chain, Server, Setup},
    sites::{self, Reply, Site, answer, target},
};

pub const HOST: &str = "sip.contoso.test";
/// 2026-07-01.
pub const NOW: i64 = 1_782_864_000;
pub const PKI: &str = "http://pki.contoso.test/";

/// A root, an authority below it and a server's certificate, each naming where its issuer is.
pub struct Family {
    pub root: Made,
    pub policy: Made,
    pub issuing: Made,
    pub leaf: Made,
}

impl Family {
    pub fn new() -> Self {
        Self::naming(&format!("{PKI}issuing.crt"), &format!("{PKI}policy.crt"))
    }

    /// `issuing` and `policy`: where the leaf and the issuing authority say that their issuers are.
    pub fn naming(issuing_at: &str, policy_at: &str) -> Self {
        let root = root("Contoso Root");
        let policy = authority("Contoso Policy").pointless().signed_by(&root);
        let issuing = authority("Contoso Issuing").pointless().issuer_url(policy_at).signed_by(&policy);
        let leaf = server(&[HOST]).pointless().issuer_url(issuing_at).signed_by(&issuing);
        Self { root, policy, issuing, leaf }
    }
}

/// One host whose server sends some certificates, and where everything else is.
pub struct Place {
    server: Server,
    pub dns: NameServer,
    pub settings: Settings,
    /// Further stores: names and files.
    pub also: Vec<(String, String)>,
    root: Vec<u8>,
    sites: Vec<Site>,
}

impl Place {
    pub async fn new(family: &Family, sent: &[&Made]) -> Self {
        Self::with_zone(family, sent, "sip A 127.0.0.1").await
    }

    pub async fn with_zone(family: &Family, sent: &[&Made], records: &str) -> Self {
        let chain = Chain {
            sent: sent.iter().map(|made| made.der.clone().into()).collect(),
            key: family.leaf.pair(),
            root: family.root.der.clone().into(),
        };
        let server = servers::tls(Setup::new(chain)).await;
        let dns = NameServer::of(&[&zone("contoso.test", records)]).await;
        let settings = Settings {
            at: Some(NOW),
            dns: vec![dns.address],
            timeout: Duration::from_secs(20),
            retries: 0,
            ..Settings::default()
        };
        let root = family.root.der.clone();
        let mut place = Self { server, dns, settings, also: Vec::new(), root, sites: Vec::new() };
        let address = place.server.address;
        place.route(HOST, 443, address);
        place
    }

    pub fn route(&mut self, host: &str, port: u16, address: SocketAddr) {
        self.settings.connect_to.push(ConnectTo::new(host, port, address));
    }

    /// A site over plain HTTP that answers for a host.
    pub async fn site(&mut self, host: &str, script: impl Fn(&str) -> Reply + Send + Sync + 'static) {
        let site = sites::plain(script).await;
        let address = site.server.address;
        self.sites.push(site);
        self.route(host, 80, address);
    }

    pub async fn pki(&mut self, script: impl Fn(&str) -> Reply + Send + Sync + 'static) {
        self.site("pki.contoso.test", script).await;
    }

    pub async fn check(&self) -> TargetReport {
        let target = Target::Host { host: HOST.to_owned(), port: 443 };
        said_in_japanese(&self.checker(), &target).await
    }

    pub fn checker(&self) -> Checker {
        let mut stores = Stores::default();
        stores.add("root.pem", Loaded { ders: vec![self.root.clone()], ..Loaded::default() });
        self.also.iter().for_each(|(name, file)| stores.add_also(name, file).unwrap());
        let cut = watch::channel(false).1;
        Checker::new(self.settings.clone(), stores, Box::new(|_| {}), cut).with_dns().unwrap()
    }

    /// The heads of all requests, in order for each site.
    pub fn heads(&self) -> Vec<String> {
        self.sites.iter().flat_map(Site::asked).collect()
    }

    /// `host target` of everything that was asked for.
    pub fn urls(&self) -> Vec<String> {
        let mut urls: Vec<String> = self.sites.iter().flat_map(Site::urls).collect();
        urls.sort();
        urls
    }
}

/// An answer of bytes.
pub fn bytes(body: &[u8]) -> Reply {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    Reply::Whole([head.as_bytes(), body].concat())
}

/// A script of files.
pub fn files(files: Vec<(&'static str, Vec<u8>)>) -> impl Fn(&str) -> Reply + Send + Sync + 'static {
    move |head| match files.iter().find(|(path, _)| *path == target(head)) {
        Some((_, body)) => bytes(body),
        None => answer(404, "", ""),
    }
}

pub fn pem(der: &[u8]) -> Vec<u8> {
    let text = pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, der).unwrap();
    text.into_bytes()
}

/// A PKCS#7 container of certificates alone (RFC 5652 5.1).
pub fn pkcs7(certs: &[&Made]) -> Vec<u8> {
    let ders: Vec<u8> = certs.iter().flat_map(|made| made.der.clone()).collect();
    let data = lists::sequence(&[&lists::der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]])]);
    let signed = lists::sequence(&[&[2, 1, 1], &[0x31, 0], &data, &lists::der(0xa0, &[&ders]), &[0x31, 0]]);
    let kind = lists::der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]]);
    lists::sequence(&[&kind, &lists::der(0xa0, &[&signed])])
}

/// Checks a target; whatever came of it can be said in Japanese.
pub async fn said_in_japanese(checker: &Checker, target: &Target) -> TargetReport {
    let found = checker.check(target).await;
    let left = english_in(&checker.report(vec![found.clone()], Duration::ZERO));
    assert!(left.is_empty(), "{left:#?}");
    found
}
