//! Issuers downloaded from where certificates say that they are: what completes a chain, what does not, and what is never
//! asked.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use chaincheck::{
    check::{Checker, ConnectTo, Settings},
    model::{
        Completion, Fact, Finding, Target, Trust,
        discovery::{Errand, Request},
        report::TargetReport,
    },
    trust::{Loaded, Stores},
};
use tokio::sync::watch;

use crate::{
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
    fn naming(issuing_at: &str, policy_at: &str) -> Self {
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
    _dns: NameServer,
    pub settings: Settings,
    root: Vec<u8>,
    sites: Vec<Site>,
}

impl Place {
    pub async fn new(family: &Family, sent: &[&Made]) -> Self {
        Self::with_zone(family, sent, "sip A 127.0.0.1").await
    }

    pub async fn with_zone(family: &Family, sent: &[&Made], zone: &str) -> Self {
        let chain = Chain {
            sent: sent.iter().map(|made| made.der.clone().into()).collect(),
            key: family.leaf.pair(),
            root: family.root.der.clone().into(),
        };
        let server = servers::tls(Setup::new(chain)).await;
        let dns = NameServer::of(&[&crate::dns::zone("contoso.test", zone)]).await;
        let settings = Settings {
            at: Some(NOW),
            dns: vec![dns.address],
            timeout: Duration::from_secs(20),
            retries: 0,
            ..Settings::default()
        };
        let mut place = Self { server, _dns: dns, settings, root: family.root.der.clone(), sites: Vec::new() };
        let address = place.server.address;
        place.route(HOST, 443, address);
        place
    }

    pub fn route(&mut self, host: &str, port: u16, address: SocketAddr) {
        self.settings.connect_to.push(ConnectTo {
            host: Some(host.to_owned()),
            port: Some(port),
            to_host: Some(address.ip().to_string()),
            to_port: Some(address.port()),
        });
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
        self.checker().check(&target).await
    }

    pub fn checker(&self) -> Checker {
        let mut stores = Stores::default();
        stores.add("root.pem", Loaded { ders: vec![self.root.clone()], ..Loaded::default() });
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
fn pkcs7(certs: &[&Made]) -> Vec<u8> {
    let ders: Vec<u8> = certs.iter().flat_map(|made| made.der.clone()).collect();
    let data = lists::sequence(&[&lists::der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]])]);
    let signed = lists::sequence(&[&[2, 1, 1], &[0x31, 0], &data, &lists::der(0xa0, &[&ders]), &[0x31, 0]]);
    let kind = lists::der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]]);
    lists::sequence(&[&kind, &lists::der(0xa0, &[&signed])])
}

/// Whether the chain is whole by the root and what was downloaded, and its one finding.
fn completed(report: &TargetReport) -> (Option<Completion>, &Finding) {
    let observation = &report.endpoints[0].observations[0];
    let walk = observation.walk.as_ref().unwrap();
    assert_eq!(walk.trust, Trust::Untrusted, "as sent");
    let critical = observation.findings.iter().find(|f| f.code.starts_with("issuer-")).unwrap();
    (walk.completed_by, critical)
}

pub fn evidence<'a>(finding: &'a Finding, label: &str) -> Option<&'a Fact> {
    finding.evidence.iter().find(|fact| fact.label == label)
}

/// `url outcome` of each download.
fn downloads(report: &TargetReport) -> Vec<String> {
    let line = |r: &Request| format!("{} {}", r.url, r.outcome);
    report.discovery.requests.iter().filter(|r| r.purpose == Errand::Issuer).map(line).collect()
}

#[tokio::test]
async fn a_missing_issuer_is_downloaded_and_named() {
    for form in ["der", "pem", "pkcs7"] {
        let family = Family::new();
        let mut place = Place::new(&family, &[&family.leaf]).await;
        let file = |made: &Made, others: &[&Made]| match form {
            "der" => made.der.clone(),
            "pem" => pem(&made.der),
            _ => pkcs7(&[others, &[made]].concat()),
        };
        let other = root("Somebody Else");
        let files =
            vec![("/issuing.crt", file(&family.issuing, &[&other])), ("/policy.crt", file(&family.policy, &[]))];
        place.pki(self::files(files)).await;
        let report = place.check().await;
        let (by, finding) = completed(&report);
        assert_eq!((by, finding.code), (Some(Completion::Aia), "issuer-missing"), "{form}");
        let sha256 = family.issuing.cert().fingerprint();
        assert!(finding.remedy.contains("Contoso Issuing") && finding.remedy.contains(&sha256), "{}", finding.remedy);
        assert!(finding.remedy.contains("http://pki.contoso.test/issuing.crt"), "{}", finding.remedy);
        assert!(finding.remedy.contains("Contoso Policy"), "{}", finding.remedy);
        assert_eq!(evidence(finding, "SHA-256"), Some(&Fact::text("SHA-256", sha256)));
        assert_eq!(report.endpoints[0].observations[0].downloaded, Some(true));
        assert_eq!(place.urls(), ["pki.contoso.test/issuing.crt", "pki.contoso.test/policy.crt"], "{form}");
        assert_eq!(downloads(&report).len(), 2);
    }
}

#[tokio::test]
async fn a_whole_chain_needs_no_download() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf, &family.issuing, &family.policy]).await;
    place.pki(files(Vec::new())).await;
    let report = place.check().await;
    let observation = &report.endpoints[0].observations[0];
    assert_eq!((observation.trust(), observation.downloaded), (Trust::Trusted, None));
    assert_eq!(place.urls(), [] as [&str; 0]);
}

#[tokio::test]
async fn offline_nothing_is_asked_and_that_is_said() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf, &family.issuing]).await;
    place.settings.offline = true;
    place.pki(files(vec![("/policy.crt", family.policy.der.clone())])).await;
    let report = place.check().await;
    let (by, finding) = completed(&report);
    assert_eq!((by, finding.code), (None, "issuer-unknown"));
    let said = Fact::text("download of the issuer", "not tried: this run downloads nothing");
    assert_eq!(evidence(finding, "download of the issuer"), Some(&said));
    assert!(finding.remedy.contains("no download was tried"), "{}", finding.remedy);
    assert_eq!((place.urls().len(), report.endpoints[0].observations[0].downloaded), (0, None));
}

/// What is said of a download that came to nothing.
async fn failure(timeout: Duration, script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> String {
    let family = Family::new();
    failure_of(&family, timeout, script).await
}

async fn failure_of(
    family: &Family,
    timeout: Duration,
    script: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> String {
    let mut place = Place::new(family, &[&family.leaf]).await;
    place.settings.timeout = timeout;
    place.pki(script).await;
    let start = Instant::now();
    let report = place.check().await;
    assert!(start.elapsed() < Duration::from_secs(15), "nobody waits for a download for ever");
    let (by, finding) = completed(&report);
    assert_eq!((by, finding.code), (None, "issuer-missing"));
    assert_eq!(report.endpoints[0].observations[0].downloaded, Some(false));
    match evidence(finding, "download of the issuer").map(|fact| &fact.value) {
        Some(chaincheck::model::Value::Text(text)) => text.strip_prefix(PKI).unwrap_or(text).to_owned(),
        other => panic!("{other:?}"),
    }
}

const PATIENT: Duration = Duration::from_secs(10);
const HASTY: Duration = Duration::from_millis(400);

#[tokio::test]
async fn downloads_that_come_to_nothing_say_why() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    let chunked = [&head[..], b"Transfer-Encoding: chunked\r\n\r\n"].concat();
    let large = [&head[..], b"Content-Length: 104857600\r\n\r\n"].concat();
    let page = "<html><body>Sign in to the hotel</body></html>";
    let said = failure(PATIENT, |_| answer(404, "", "")).await;
    assert_eq!(said, "issuing.crt: the answer has the status 404");
    let said = failure(PATIENT, move |_| answer(200, "Content-Type: text/html\r\n", page)).await;
    assert_eq!(said, "issuing.crt: no certificate is in the answer");
    let (start, chunk) = (chunked.clone(), [&b"1000\r\n"[..], &[b'x'; 0x1000], b"\r\n"].concat());
    let said = failure(PATIENT, move |_| Reply::Endless(start.clone(), chunk.clone())).await;
    assert_eq!(said, "issuing.crt: the answer is longer than 262144 bytes");
    let said = failure(PATIENT, move |_| Reply::Endless(large.clone(), vec![0x30; 4096])).await;
    assert_eq!(said, "issuing.crt: the answer is longer than 262144 bytes");
    let said = failure(HASTY, |_| Reply::Stalls(Vec::new())).await;
    assert_eq!(said, "issuing.crt: no whole answer within 320ms");
    let said = failure(HASTY, move |_| Reply::Stalls(chunked.clone())).await;
    assert_eq!(said, "issuing.crt: no whole answer within 320ms");
    let said = failure(PATIENT, |_| Reply::Whole(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())).await;
    assert!(said.starts_with("issuing.crt: the answer cannot be read as HTTP"), "{said}");
    let stranger = root("Contoso Issuing");
    let said = failure(PATIENT, move |_| bytes(&stranger.der)).await;
    assert_eq!(said, "issuing.crt: what is there did not sign the certificate");
}

#[tokio::test]
async fn redirects_are_few_and_lead_only_over_the_web() {
    for (to, why) in [
        ("file:///etc/passwd", "not followed: neither http nor https"),
        ("ldap://pki.contoso.test/", "not followed: neither http nor https"),
        ("gopher://pki.contoso.test/", "not followed: neither http nor https"),
        ("http://[", "not followed: neither http nor https"),
        ("http://169.254.169.254/latest", "169.254.169.254 is a link-local address"),
        ("http://[::ffff:169.254.169.254]/latest", "169.254.169.254"),
        ("http://[fd00:ec2::254]/latest", "fd00:ec2::254 is a metadata address"),
        ("http://0.0.0.0/", "0.0.0.0 is a unspecified address"),
        ("http://10.0.0.1/", "10.0.0.1 is a private address"),
        ("http://198.51.100.1:8080/", "port 8080 is neither 80 nor 443"),
    ] {
        let said = failure(PATIENT, move |_| answer(302, &format!("Location: {to}\r\n"), "")).await;
        assert!(said.contains(why), "{to}: {said}");
    }
    let said = failure(PATIENT, |head| {
        let next = target(head).len();
        answer(301, &format!("Location: /{}\r\n", "x".repeat(next)), "")
    })
    .await;
    assert!(said.ends_with("not followed: there were 3 before"), "{said}");
}

#[tokio::test]
async fn a_redirect_to_another_host_is_followed() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf, &family.issuing]).await;
    place.pki(|_| answer(301, "Location: http://cdn.contoso.test/p\r\n", "")).await;
    place.site("cdn.contoso.test", files(vec![("/p", family.policy.der.clone())])).await;
    let report = place.check().await;
    assert_eq!(completed(&report).0, Some(Completion::Aia));
    let said = downloads(&report);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].ends_with("redirect to http://cdn.contoso.test/p"), "{said:?}");
    assert!(said[1].ends_with("certificate of CN=Contoso Policy"), "{said:?}");
}

#[tokio::test]
async fn other_schemes_are_passed_over_in_silence() {
    for url in ["ldap://pki.contoso.test/cn=Issuing", "file:///etc/ssl/certs/ca.pem", "ftp://pki.contoso.test/i"] {
        let family = Family::naming(url, url);
        let mut place = Place::new(&family, &[&family.leaf]).await;
        place.pki(files(Vec::new())).await;
        let report = place.check().await;
        let (by, finding) = completed(&report);
        assert_eq!((by, evidence(finding, "download of the issuer")), (None, None));
        assert_eq!((place.urls().len(), report.discovery.requests.len()), (0, 0));
    }
}

#[tokio::test]
async fn a_root_that_nobody_holds_is_found_and_not_asked_for() {
    let family = Family::new();
    let root = authority("Contoso Own Root").pointless().self_signed();
    let policy = authority("Contoso Policy").pointless().issuer_url(&format!("{PKI}root.crt")).signed_by(&root);
    let leaf = server(&[HOST]).pointless().issuer_url(&format!("{PKI}policy.crt")).signed_by(&policy);
    let own = Family { leaf, policy, ..family };
    let mut place = Place::new(&own, &[&own.leaf, &own.policy]).await;
    place.pki(files(vec![("/root.crt", root.der.clone())])).await;
    let report = place.check().await;
    let observation = &report.endpoints[0].observations[0];
    let codes: Vec<_> = observation.findings.iter().map(|f| f.code).filter(|code| code.contains("-un")).collect();
    assert_eq!(codes, ["root-untrusted"], "a root is not to be sent");
    let walk = observation.walk.as_ref().unwrap();
    assert_eq!((walk.completed_by, walk.broken().unwrap().code), (None, "root-untrusted"));
    let downloaded = walk.broken().unwrap().facts.iter().find(|f| f.label == "downloaded from").unwrap();
    assert_eq!(*downloaded, Fact::text("downloaded from", "http://pki.contoso.test/root.crt"));
}
