//! A domain with web sites on loopback, what stands for Microsoft's cloud, and a check of it all.

use std::{
    future::Future,
    net::SocketAddr,
    time::{Duration, Instant},
};

use chaincheck::{
    check::{Checker, ConnectTo, Proxies, Settings},
    fetch::Url,
    model::{
        EndpointKind, Report, Target,
        discovery::{Errand, Request},
        report::TargetReport,
    },
    trust::{Loaded, Stores},
};
use tokio::sync::watch;

use crate::{
    dns::zone,
    name_server::NameServer,
    place::said_in_japanese,
    servers::{Chain, Setup, chain_for},
    sites::{self, Reply, Site, answer, json, target},
};

pub const DOMAIN: &str = "contoso.test";
pub const LOGIN: &str = "login.microsoftonline.com";
pub const DIRECTORY: &str = "webdir.online.lync.com";

/// A domain that lyncdiscover and an Edge are there for.
pub const USUAL: &str = "lyncdiscover A 203.0.113.20\n_sip._tls SRV 0 0 443 sip\nsip A 203.0.113.10";

/// A domain under test. Where no route leads, DNS does.
pub struct Lab {
    dns: NameServer,
    pub settings: Settings,
    roots: Vec<Vec<u8>>,
    /// The name of the store that holds them; one of the system's own is not given by the user.
    pub store: &'static str,
    sites: Vec<Site>,
}

impl Lab {
    /// The zone of contoso.test. The cloud knows nothing of it.
    pub async fn new(records: &str) -> Self {
        Self::with_cloud(records, |_| answer(404, "", "")).await
    }

    /// The same with a cloud that answers by script.
    pub async fn with_cloud(records: &str, cloud: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let dns = NameServer::of(&[&zone(DOMAIN, records)]).await;
        let settings =
            Settings { dns: vec![dns.address], timeout: Duration::from_secs(20), retries: 0, ..Settings::default() };
        let mut lab = Self { dns, settings, roots: Vec::new(), store: "root.pem", sites: Vec::new() };
        let site = lab.secure(chain_for(&[LOGIN, DIRECTORY]), cloud).await;
        lab.route(LOGIN, 443, site);
        lab.route(DIRECTORY, 443, site);
        lab
    }

    /// Starts a site over TLS whose root is trusted.
    pub async fn secure(&mut self, chain: Chain, script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> SocketAddr {
        self.roots.push(chain.root.to_vec());
        self.keep(sites::secure(Setup::new(chain), script).await)
    }

    /// The root of a chain is trusted.
    pub fn trust(&mut self, chain: &Chain) {
        self.roots.push(chain.root.to_vec());
    }

    /// Starts a site over plain HTTP.
    pub async fn plain(&mut self, script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> SocketAddr {
        self.keep(sites::plain(script).await)
    }

    pub fn keep(&mut self, site: Site) -> SocketAddr {
        let address = site.server.address;
        self.sites.push(site);
        address
    }

    /// Connections to a host and port go there.
    pub fn route(&mut self, host: &str, port: u16, address: SocketAddr) {
        self.settings.connect_to.push(ConnectTo::new(host, port, address));
    }

    /// A site for every host of the domain, over TLS and over plain HTTP; `host target` is what the script sees.
    pub async fn everywhere(&mut self, hosts: &[&str], script: impl Fn(&str) -> Reply + Clone + Send + Sync + 'static) {
        let hosts: Vec<String> = hosts.iter().map(|host| format!("{host}.{DOMAIN}")).collect();
        let names: Vec<&str> = hosts.iter().map(String::as_str).collect();
        let secure = self.secure(chain_for(&names), script.clone()).await;
        let plain = self.plain(script).await;
        for host in hosts {
            self.route(&host, 443, secure);
            self.route(&host, 80, plain);
        }
    }

    pub fn proxy(&mut self, address: SocketAddr) {
        self.settings.proxies = Proxies::all(Url::parse(&format!("http://user:secret@{address}")).unwrap());
    }

    fn checker(&self) -> Checker {
        self.checker_until(watch::channel(false).1)
    }

    fn checker_until(&self, cut: watch::Receiver<bool>) -> Checker {
        let mut stores = Stores::default();
        stores.add(self.store, Loaded { ders: self.roots.clone(), ..Loaded::default() });
        Checker::new(self.settings.clone(), stores, Box::new(|_| {}), cut).with_dns().unwrap()
    }

    pub async fn check(&self) -> TargetReport {
        self.look(Target::Domain(DOMAIN.to_owned())).await
    }

    /// A check that is cut then.
    pub async fn cut(&self, then: impl Future<Output = ()>) -> TargetReport {
        let (cut, seen) = watch::channel(false);
        let checker = self.checker_until(seen);
        let target = Target::Domain(DOMAIN.to_owned());
        let cutting = async {
            then.await;
            let _ = cut.send(true);
        };
        tokio::join!(checker.check(&target), cutting).0
    }

    pub async fn look(&self, target: Target) -> TargetReport {
        said_in_japanese(&self.checker(), &target).await
    }

    pub async fn report(&self) -> Report {
        let checker = self.checker();
        let target = checker.check(&Target::Domain(DOMAIN.to_owned())).await;
        checker.report(vec![target], Duration::ZERO)
    }

    /// A check, and how long it took.
    pub async fn timed(&self) -> (TargetReport, Duration) {
        let start = Instant::now();
        let report = self.check().await;
        (report, start.elapsed())
    }

    /// `host target` of everything the sites were asked for, sorted.
    pub fn urls(&self) -> Vec<String> {
        let mut urls: Vec<String> = self.sites.iter().flat_map(Site::urls).collect();
        urls.sort();
        urls
    }

    /// How often a question came to the name server.
    pub fn asked_dns(&self, name: &str) -> usize {
        self.dns.count(name, "A")
    }
}

/// A script of one document for the root of every site, and nothing else.
pub fn root(document: impl Into<String>) -> impl Fn(&str) -> Reply + Clone + Send + Sync + 'static {
    let document = document.into();
    move |head| if target(head) == "/" { json(&document) } else { answer(404, "", "") }
}

/// A document with one redirect.
pub fn redirect(to: &str) -> String {
    format!(r#"{{"_links":{{"redirect":{{"href":"{to}"}}}}}}"#)
}

/// `host:port` of each endpoint of a role.
pub fn hosts(report: &TargetReport, kind: EndpointKind) -> Vec<String> {
    let of_kind = report.endpoints.iter().map(|e| &e.endpoint).filter(|e| e.is(kind));
    of_kind.map(|e| format!("{}:{}", e.host.as_deref().unwrap(), e.port.unwrap())).collect()
}

/// `url outcome` of each request for a purpose.
pub fn said(report: &TargetReport, purpose: Errand) -> Vec<String> {
    let line = |r: &Request| format!("{} {}", r.url, r.outcome);
    report.discovery.requests.iter().filter(|r| r.purpose == purpose).map(line).collect()
}

/// Codes of the findings at warning or above, sorted.
pub fn codes(report: &TargetReport) -> Vec<&'static str> {
    use chaincheck::model::Severity;
    let mut codes: Vec<_> = report.all_findings().filter(|f| f.severity >= Severity::Warning).map(|f| f.code).collect();
    codes.sort_unstable();
    codes
}
