//! Issuers downloaded from where certificates say that they are: what completes a chain, what does not, and what is never
//! asked.

use std::time::{Duration, Instant};

use chaincheck::model::{
    Completion, Fact, Finding, Target, Trust,
    discovery::{Errand, Request},
    report::TargetReport,
};

use crate::{
    pki::{Made, authority, root, server},
    place::{Family, HOST, PKI, Place, bytes, files, pem, pkcs7},
    servers::{self, Setup},
    sites::{Reply, answer, target},
};

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
    let told = "is neither sent nor known here, and could not be downloaded from http://pki.contoso.test/issuing.crt";
    assert!(finding.remedy.contains(told), "{}", finding.remedy);
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

#[tokio::test]
async fn who_never_answers_keeps_nobody_else_waiting() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf]).await;
    place.settings.concurrency = 1;
    place.settings.timeout = Duration::from_secs(3);
    place.pki(|_| Reply::Stalls(Vec::new())).await;
    let other = servers::tls(Setup::new(servers::chain("web.contoso.test"))).await;
    place.route("web.contoso.test", 443, other.address);
    let checker = place.checker();
    let target = |host: &str| Target::Host { host: host.to_owned(), port: 443 };
    let start = Instant::now();
    let slow = target(HOST);
    let first = checker.check(&slow);
    let second = async {
        // Once the download is under way.
        while place.heads().is_empty() {
            tokio::task::yield_now().await;
        }
        checker.check(&target("web.contoso.test")).await;
        start.elapsed()
    };
    let (_, took) = tokio::join!(first, second);
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn what_was_downloaded_is_kept_for_the_next_run() {
    let family = Family::new();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("chaincheck");
    let mut place = Place::new(&family, &[&family.leaf, &family.issuing]).await;
    place.settings.cache = Some(chaincheck::check::open_cache(&at).unwrap());
    place.pki(files(vec![("/policy.crt", family.policy.der.clone())])).await;
    for _ in 0..2 {
        assert_eq!(completed(&place.check().await).0, Some(Completion::Aia));
    }
    assert_eq!(place.urls().len(), 1);
    let said = downloads(&place.check().await);
    assert_eq!(said, ["http://pki.contoso.test/policy.crt kept from an earlier run: certificate of CN=Contoso Policy"]);

    // What is kept is verified like anything else: of another authority of the name, it is downloaded anew.
    let other = Family::new();
    let mut again = Place::new(&other, &[&other.leaf, &other.issuing]).await;
    again.settings.cache = place.settings.cache.clone();
    again.pki(files(vec![("/policy.crt", other.policy.der.clone())])).await;
    assert_eq!(completed(&again.check().await).0, Some(Completion::Aia));
    assert_eq!(again.urls().len(), 1);
    // And a file that was tampered with is none.
    let file = std::fs::read_dir(&at).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, b"garbage").unwrap();
    assert_eq!(completed(&again.check().await).0, Some(Completion::Aia));
    assert_eq!(again.urls().len(), 2);
    assert_ne!(std::fs::read(&file).unwrap(), b"garbage");
}

#[tokio::test]
async fn what_another_member_sends_is_downloaded_all_the_same_for_those_who_would() {
    for (served, accepts) in [(true, Some(true)), (false, None)] {
        let family = Family::new();
        let mut place = Place::new(&family, &[&family.leaf]).await;
        let whole = [&family.leaf, &family.issuing, &family.policy].map(|made| made.der.clone().into()).to_vec();
        let chain = servers::Chain { sent: whole, key: family.leaf.pair(), root: family.root.der.clone().into() };
        let other = servers::tls(Setup::new(chain)).await;
        place.route(HOST, 443, other.address);
        let all = vec![("/issuing.crt", family.issuing.der.clone()), ("/policy.crt", family.policy.der.clone())];
        place.pki(files(if served { all } else { Vec::new() })).await;
        let report = place.check().await;
        assert_eq!(completed(&report).0, Some(Completion::Member));
        let observation = &report.endpoints[0].observations[0];
        assert_eq!(observation.downloaded, Some(served));
        let windows = observation.clients.iter().find(|client| client.family.as_str() == "windows").unwrap();
        assert_eq!(windows.accepts, accepts, "{windows:?}");
    }
}

#[tokio::test]
async fn what_is_to_take_the_place_of_an_authority_that_was_sent_is_downloaded() {
    let family = Family::new();
    let wrong = authority("Contoso Issuing").pointless().signed_by(&family.policy);
    let old = authority("Contoso Issuing")
        .pointless()
        .issuer_url(&format!("{PKI}policy.crt"))
        .dates((2020, 1, 1), (2026, 1, 1))
        .key_of(&family.issuing)
        .signed_by(&family.policy);
    // Who sent another key is told so, whatever could be had.
    for (sent, code, asked) in [(&wrong, "issuer-key-mismatch", 0), (&old, "cert-expired", 1)] {
        let mut place = Place::new(&family, &[&family.leaf, sent, &family.policy]).await;
        let all = vec![("/issuing.crt", family.issuing.der.clone()), ("/policy.crt", family.policy.der.clone())];
        place.pki(files(all)).await;
        let report = place.check().await;
        let observation = &report.endpoints[0].observations[0];
        let walk = observation.walk.as_ref().unwrap();
        assert_eq!((walk.trust, walk.broken().unwrap().code), (Trust::Untrusted, code), "{:?}", walk.path.faults);
        let finding = observation.findings.iter().find(|f| f.code == code).unwrap();
        let sha256 = family.issuing.cert().fingerprint();
        assert_eq!(finding.remedy.contains(&sha256), asked == 1, "{}", finding.remedy);
        assert_eq!(place.urls(), vec!["pki.contoso.test/issuing.crt"; asked]);
        let says = |family: &str| observation.clients.iter().find(|c| c.family.as_str() == family).unwrap().accepts;
        // It may hold the right one, or download it.
        assert_eq!((says("windows"), says("mobile")), (None, Some(false)), "{code}");
    }
}

#[tokio::test]
async fn a_leaf_that_has_run_out_is_no_reason_to_download() {
    let family = Family::new();
    let leaf = server(&[HOST]).pointless().issuer_url(&format!("{PKI}issuing.crt")).dates((2020, 1, 1), (2026, 1, 1));
    let family = Family { leaf: leaf.signed_by(&family.issuing), ..family };
    let mut place = Place::new(&family, &[&family.leaf, &family.issuing, &family.policy]).await;
    place.pki(files(Vec::new())).await;
    place.check().await;
    assert_eq!(place.urls(), [] as [&str; 0]);
}
