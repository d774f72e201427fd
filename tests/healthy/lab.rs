//! A customer on loopback: zones, hosts with certificates, what they answer over HTTP, and a check of the domain.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use chaincheck::{
    check::{Checker, ConnectTo, Settings},
    cli::exit::Tally,
    discover::catalog::{KINDS, LookupKind},
    model::{Outcome, Report, Severity, Target},
    trust::Stores,
};
use pem_rfc7468::{LineEnding, encode_string};
use tokio::sync::watch;

use crate::{
    name_server::NameServer,
    pki::{self, Day, Made},
    servers::{self, Server, Setup},
    sites::{self, Reply, Site, answer, host, target},
};

/// 2026-07-01: half of the life of certificates is over.
pub const TIME: i64 = 1_782_864_000;

/// Where nothing listens (RFC 863, which nobody offers any more).
const NOBODY: &str = "127.0.0.1:9";

/// Answers by host and path, without query.
pub type Pages = BTreeMap<(String, String), (u16, String)>;

/// An authority that issues, and its root.
pub struct Authority {
    root: Made,
    issuing: Made,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let root = pki::root(&format!("{name} Root"));
        let issuing = pki::authority(&format!("{name} Issuing")).signed_by(&root);
        Self { root, issuing }
    }

    /// A server's certificate.
    pub fn issue(&self, names: &[&str]) -> Identity {
        self.sign(pki::server(names))
    }

    /// The same between two days.
    pub fn issue_for(&self, names: &[&str], from: Day, until: Day) -> Identity {
        self.sign(pki::server(names).dates(from, until))
    }

    /// The same without a word on revocation lists.
    pub fn issue_without_list(&self, names: &[&str]) -> Identity {
        self.sign(pki::server(names).pointless())
    }

    fn sign(&self, draft: pki::Draft) -> Identity {
        Identity { leaf: draft.signed_by(&self.issuing), issuing: self.issuing.clone(), root: self.root.clone() }
    }
}

/// A certificate with its key, to be presented by as many servers as one likes.
#[derive(Clone)]
pub struct Identity {
    leaf: Made,
    issuing: Made,
    root: Made,
}

impl Identity {
    fn setup(&self) -> Setup {
        let sent = [&self.leaf, &self.issuing].map(|made| made.der.clone().into()).to_vec();
        Setup::new(servers::Chain { sent, key: self.leaf.pair(), root: self.root.der.clone().into() })
    }
}

/// The customer.
pub struct Lab {
    zones: Vec<String>,
    routes: Vec<ConnectTo>,
    pages: Arc<Pages>,
    /// What the customer trusts.
    anchors: String,
    sites: Vec<Site>,
    servers: Vec<Server>,
}

impl Lab {
    /// A customer who trusts some authorities, and whose hosts answer so.
    pub fn new(authorities: &[&Authority], pages: Pages) -> Self {
        let anchors = authorities.iter().map(|a| encode_string("CERTIFICATE", LineEnding::LF, &a.root.der).unwrap());
        let mut lab = Self {
            zones: Vec::new(),
            routes: Vec::new(),
            pages: Arc::new(pages),
            anchors: anchors.collect(),
            sites: Vec::new(),
            servers: Vec::new(),
        };
        // AD FS without certificate authentication.
        lab.route("", 49_443, NOBODY.parse().unwrap());
        lab
    }

    /// Another authority that the customer trusts.
    pub fn trust(&mut self, authority: &Authority) {
        self.anchors += &encode_string("CERTIFICATE", LineEnding::LF, &authority.root.der).unwrap();
    }

    /// A zone by its records.
    pub fn zone(mut self, origin: &str, records: &str) -> Self {
        self.zones.push(format!("$ORIGIN {origin}.\n$TTL 60\n@ IN SOA ns admin 1 60 60 60 60\n{records}\n"));
        self
    }

    /// Leads connections to a host and port elsewhere; several for one place are its members.
    pub fn route(&mut self, host: &str, port: u16, to: SocketAddr) {
        self.routes.push(format!("{host}:{port}:{to}").parse().unwrap());
    }

    /// One more machine that presents an identity at some hosts, and answers HTTP there.
    pub async fn web(&mut self, identity: &Identity, hosts: &[&str]) {
        let pages = Arc::clone(&self.pages);
        let site = sites::secure(identity.setup(), move |head| reply(&pages, "https", head)).await;
        hosts.iter().for_each(|host| self.route(host, 443, site.server.address));
        self.sites.push(site);
    }

    /// A web site at every name that clients may ask for and nobody serves.
    pub async fn elsewhere(&mut self, identity: &Identity, domain: &str) {
        let hosts = KINDS.iter().filter(|kind| kind.lookup == LookupKind::Host).map(|kind| kind.name(domain));
        let served = |host: &String| self.routes.iter().any(|route| route.host.as_ref() == Some(host));
        let hosts: Vec<String> = hosts.filter(|host| !served(host)).collect();
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        hosts.iter().for_each(|host| self.nobody(&[(host, 80), (host, 5061)]));
        self.web(identity, &hosts).await;
    }

    /// Plain HTTP at some hosts.
    pub async fn plain(&mut self, hosts: &[&str]) {
        let pages = Arc::clone(&self.pages);
        let site = sites::plain(move |head| reply(&pages, "http", head)).await;
        hosts.iter().for_each(|host| self.route(host, 80, site.server.address));
        self.sites.push(site);
    }

    /// One more machine that presents an identity and speaks SIP, so not a word before it is asked.
    pub async fn sip(&mut self, identity: &Identity, places: &[(&str, u16)]) {
        let server = servers::tls(identity.setup()).await;
        places.iter().for_each(|(host, port)| self.route(host, *port, server.address));
        self.servers.push(server);
    }

    /// Places at which nobody listens.
    pub fn nobody(&mut self, places: &[(&str, u16)]) {
        places.iter().for_each(|(host, port)| self.route(host, *port, NOBODY.parse().unwrap()));
    }

    /// The check of a domain.
    pub async fn check(&self, domain: &str, change: impl FnOnce(&mut Settings)) -> Report {
        let zones: Vec<&str> = self.zones.iter().map(String::as_str).collect();
        let dns = NameServer::of(&zones).await;
        let mut settings = Settings {
            at: Some(TIME),
            dns: vec![dns.address],
            connect_to: self.routes.clone(),
            timeout: Duration::from_secs(20),
            retries: 0,
            ..Settings::default()
        };
        change(&mut settings);
        let anchors = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(anchors.path(), &self.anchors).unwrap();
        let mut stores = Stores::default();
        stores.add_path(anchors.path()).unwrap();
        let (_keep, cut) = watch::channel(false);
        let checker = Checker::new(settings, stores, Box::new(|_| {}), cut).with_dns().unwrap();
        let target = checker.check(&Target::Domain(domain.to_owned())).await;
        let report = checker.report(vec![target], Duration::ZERO);
        stays_here(&report);
        report
    }
}

fn reply(pages: &Pages, scheme: &str, head: &str) -> Reply {
    let path = target(head).split('?').next().unwrap_or_default().to_ascii_lowercase();
    let place = (format!("{scheme}://{}", host(head)), path);
    match pages.get(&place) {
        Some((status, body)) if (300..400).contains(status) => answer(*status, &format!("Location: {body}\r\n"), ""),
        Some((status, body)) => answer(*status, "", body),
        None => answer(404, "", ""),
    }
}

/// Insists that no connection left the machine.
fn stays_here(report: &Report) {
    let target = &report.targets[0];
    let probed = target.endpoints.iter().flat_map(|e| &e.observations).filter(|o| o.outcome != Outcome::Skipped);
    let asked = target.discovery.requests.iter().filter_map(|request| request.address);
    for address in probed.filter_map(|o| o.address).chain(asked) {
        assert!(address.ip().is_loopback(), "no way was given for what led to {address}");
    }
}

/// Insists that nothing is wrong: no finding above a notice, something was checked, and the program would end with 0.
#[track_caller]
pub fn healthy(report: &Report) {
    let loud: Vec<String> = report
        .all_findings()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| format!("{finding} {}: {:?}", finding.id, finding.evidence))
        .collect();
    assert!(loud.is_empty(), "{}", loud.join("\n"));
    let mut tally = Tally::default();
    report.targets.iter().for_each(|target| tally.target(target));
    tally.run(report);
    assert_eq!(tally.code(Severity::Warning), 0, "{tally:?}");
}

/// The codes of a report, each once.
pub fn codes(report: &Report) -> Vec<&'static str> {
    let mut codes: Vec<&str> = report.all_findings().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// `host:port` of every endpoint at which every member is trusted.
pub fn trusted(report: &Report) -> Vec<String> {
    let mut places: Vec<String> = report.targets[0]
        .endpoints
        .iter()
        .filter(|e| !e.observations.is_empty() && e.main().all(|o| o.trust().as_str() == "trusted"))
        .map(|e| format!("{}:{}", e.endpoint.host.as_deref().unwrap_or_default(), e.endpoint.port.unwrap_or_default()))
        .collect();
    places.sort();
    places
}
