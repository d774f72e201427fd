//! Responders and revocation lists asked on behalf of a chain: what counts, what does not and why, and what is never asked.

use std::time::{Duration, Instant};

use chaincheck::model::{
    Finding, RevocationMode, Target, Trust, Value,
    discovery::{Errand, Request},
    report::TargetReport,
};

use crate::{
    lists::{self, GOOD, Response, list, response, revoked},
    pki::{authority, root, server},
    place::{Family, HOST, NOW, Place, bytes},
    servers::{self, Setup, chain},
    sites::{Reply, answer},
};

const OCSP: &str = "http://ocsp.contoso.test/";

/// Root, issuing authority, leaf. The leaf names a responder and a list, the authority nothing.
fn family() -> Family {
    family_of(|leaf| leaf.points_to("http://pki.contoso.test/leaf.crl").responder_url(OCSP))
}

fn family_of(leaf: impl Fn(crate::pki::Draft) -> crate::pki::Draft) -> Family {
    let root = root("Contoso Root");
    let issuing = authority("Contoso Issuing").pointless().signed_by(&root);
    let leaf = leaf(server(&[HOST]).pointless()).signed_by(&issuing);
    let policy = issuing.clone();
    Family { root, policy, issuing, leaf }
}

/// A place whose responder and list answer by script. The authority's own status is covered by a list that is given.
async fn place(
    family: &Family,
    responder: impl Fn(&str) -> Reply + Send + Sync + 'static,
    list: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> Place {
    let mut place = Place::new(family, &[&family.leaf, &family.issuing]).await;
    place.settings.revocation = RevocationMode::Hard;
    let of_root = chaincheck::x509::crl::Crl::new(lists::list(&family.root).signed_by(&family.root)).unwrap();
    place.settings.crls = vec![of_root.into()];
    place.site("ocsp.contoso.test", responder).await;
    place.pki(list).await;
    place
}

fn trust(report: &TargetReport) -> Trust {
    report.endpoints[0].observations[0].trust()
}

fn finding<'a>(report: &'a TargetReport, code: &str) -> Option<&'a Finding> {
    report.endpoints[0].observations[0].findings.iter().find(|f| f.code == code)
}

/// What is said of the places where nothing of use was.
fn not_had(report: &TargetReport) -> Vec<String> {
    let finding = finding(report, "revocation-unknown").unwrap();
    let facts = finding.evidence.iter().filter(|fact| fact.label == "could not be had from");
    let text = |value: &Value| match value {
        Value::Text(text) => text.to_string(),
        other => panic!("{other:?}"),
    };
    facts.map(|fact| text(&fact.value)).collect()
}

/// `purpose method` of what was asked, by the sites.
fn methods(place: &Place) -> Vec<String> {
    place.heads().iter().map(|head| head.split(' ').next().unwrap().to_owned()).collect()
}

fn good(family: &Family) -> Response {
    response(&family.leaf, &family.issuing, GOOD)
}

fn nowhere(_: &str) -> Reply {
    answer(404, "", "")
}

#[tokio::test]
async fn a_responder_is_asked_by_get_and_settles_it() {
    let family = family();
    let said = good(&family).signed_by(&family.issuing);
    let place = place(&family, move |_| bytes(&said), nowhere).await;
    let report = place.check().await;
    assert_eq!(trust(&report), Trust::Trusted);
    assert_eq!(methods(&place), ["GET"], "the list is not needed");
    let asked: Vec<&Request> = report.discovery.requests.iter().collect();
    assert_eq!((asked.len(), asked[0].purpose, &asked[0].outcome[..]), (1, Errand::Ocsp, "OCSP response"));
}

#[tokio::test]
async fn a_responder_that_says_revoked_is_believed() {
    let family = family();
    let said = response(&family.leaf, &family.issuing, &revoked()).signed_by(&family.issuing);
    let place = place(&family, move |_| bytes(&said), nowhere).await;
    let report = place.check().await;
    assert_eq!(trust(&report), Trust::Untrusted);
    assert!(finding(&report, "cert-revoked").is_some());
}

#[tokio::test]
async fn a_responder_that_knows_no_get_is_asked_by_post_with_a_nonce() {
    for (nonce, expected) in [("repeated", Trust::Trusted), ("none", Trust::Trusted), ("other", Trust::Untrusted)] {
        let family = family();
        let (plain, signer) = (good(&family), family.issuing.clone());
        let place = place(
            &family,
            move |head| {
                if head.starts_with("GET") {
                    return answer(405, "", "");
                }
                let (_, body) = head.split_once("\r\n\r\n").unwrap();
                let body: Vec<u8> = body.chars().map(|c| u8::try_from(c).unwrap()).collect();
                let sent = body[body.len() - 32..].to_vec();
                bytes(&match nonce {
                    "repeated" => plain.clone().nonce(&sent).signed_by(&signer),
                    "other" => plain.clone().nonce(&[7; 32]).signed_by(&signer),
                    _ => plain.signed_by(&signer),
                })
            },
            nowhere,
        )
        .await;
        let report = place.check().await;
        assert_eq!(trust(&report), expected, "{nonce}");
        assert_eq!(methods(&place)[..2], ["GET", "POST"]);
        if nonce == "other" {
            let said = not_had(&report);
            assert_eq!(said[0], format!("{OCSP}: its nonce is not the one that was sent"), "{said:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_of_no_use_says_why_and_the_list_is_asked() {
    let family = family();
    let stranger = root("Contoso Issuing");
    let other = server(&["web.contoso.test"]).signed_by(&family.issuing);
    let page = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>".to_vec();
    let endless = b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n".to_vec();
    let use_of = |made: Vec<u8>| move || bytes(&made);
    type Script = Box<dyn Fn() -> Reply + Send + Sync>;
    let cases: Vec<(&str, Script)> = vec![
        (
            "its OCSP response is of no use: it has run out",
            Box::new(use_of(good(&family).next(Some("20260630120000Z")).signed_by(&family.issuing))),
        ),
        (
            "its OCSP response is of no use: its signature was not made by the key of its responder",
            Box::new(use_of(good(&family).signed_by(&stranger))),
        ),
        (
            "its OCSP response speaks of another certificate",
            Box::new(use_of(response(&other, &family.issuing, GOOD).signed_by(&family.issuing))),
        ),
        (
            "its OCSP response is of no use: the responder does not know the certificate",
            Box::new(use_of(response(&family.leaf, &family.issuing, lists::UNKNOWN).signed_by(&family.issuing))),
        ),
        ("the responder says: unauthorized", Box::new(|| bytes(&[0x30, 3, 0x0a, 1, 6]))),
        ("it cannot be read", Box::new(move || Reply::Whole(page.clone()))),
        ("the answer is longer than 102400 bytes", Box::new(move || Reply::Endless(endless.clone(), vec![0x30; 4096]))),
        ("the answer has the status 503", Box::new(|| answer(503, "", ""))),
    ];
    let covers = list(&family.issuing).signed_by(&family.issuing);
    for (why, script) in cases {
        let script = std::sync::Arc::new(script);
        let again = script.clone();
        let without = place(&family, move |_| script(), nowhere).await;
        let report = without.check().await;
        assert_eq!(trust(&report), Trust::Untrusted, "{why}");
        let said = not_had(&report);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with(&format!("{OCSP}: {why}")), "{said:?}");
        assert_eq!(said[1], "http://pki.contoso.test/leaf.crl: the answer has the status 404");
        let covers = covers.clone();
        let with = place(&family, move |_| again(), move |_| bytes(&covers)).await;
        let report = with.check().await;
        assert_eq!(trust(&report), Trust::Trusted, "{why}");
        assert!(finding(&report, "revocation-unknown").is_none());
    }
}

#[tokio::test]
async fn a_list_of_another_issuer_and_what_is_none_are_told_apart() {
    let leaf = |leaf: crate::pki::Draft| leaf.points_to("http://pki.contoso.test/leaf.crl");
    let family = family_of(leaf);
    let of_root = list(&family.root).signed_by(&family.root);
    let by_stranger = list(&family.issuing).signed_by(&root("Somebody Else"));
    for (body, why) in [
        (of_root, "the list there is of CN=Contoso Root, not of CN=Contoso Issuing"),
        (b"<html>hotel</html>".to_vec(), "no revocation list is in the answer"),
        (vec![0x30, 0x82, 0x10], "no revocation list is in the answer"),
        (family.leaf.der.clone(), "no revocation list is in the answer"),
    ] {
        let place = place(&family, nowhere, move |_| bytes(&body)).await;
        let said = not_had(&place.check().await);
        assert_eq!(said, [format!("http://pki.contoso.test/leaf.crl: {why}")]);
    }
    // A list by somebody else under the right name is had, and of no use.
    let place = place(&family, nowhere, move |_| bytes(&by_stranger)).await;
    let report = place.check().await;
    let unknown = finding(&report, "revocation-unknown").unwrap();
    let says = format!("{:?}", unknown.evidence);
    assert!(says.contains("its signature was not made by the key of its issuer"), "{says}");
}

#[tokio::test]
async fn a_revoked_certificate_is_found_on_a_downloaded_list() {
    let family = family_of(|leaf| leaf.points_to("http://pki.contoso.test/leaf.crl"));
    let says = list(&family.issuing).revokes(&family.leaf, 1).signed_by(&family.issuing);
    let place = place(&family, nowhere, move |_| bytes(&says)).await;
    let report = place.check().await;
    assert_eq!(trust(&report), Trust::Untrusted);
    assert!(finding(&report, "cert-revoked").is_some());
    assert_eq!(place.urls(), ["pki.contoso.test/leaf.crl"]);
}

#[tokio::test]
async fn what_is_given_wins_and_ldap_is_passed_over() {
    let family = family_of(|leaf| leaf.points_to("ldap:///cn=Contoso").responder_url("ldap://ocsp.contoso.test/"));
    let mut first = place(&family, nowhere, nowhere).await;
    let report = first.check().await;
    assert_eq!((not_had(&report).len(), first.urls().len()), (0, 0));
    first.settings.revocation = RevocationMode::Soft;
    let family = self::family();
    let mut second = place(&family, nowhere, nowhere).await;
    let said = chaincheck::x509::ocsp::read(&good(&family).signed_by(&family.issuing)).unwrap();
    second.settings.responses = vec![said.into()];
    assert_eq!((trust(&second.check().await), second.urls().len()), (Trust::Trusted, 0));
}

#[tokio::test]
async fn each_url_is_asked_for_once_a_run() {
    let family = family();
    let says = list(&family.issuing).signed_by(&family.issuing);
    let place = place(&family, nowhere, move |_| bytes(&says)).await;
    let checker = place.checker();
    let target = Target::Host { host: HOST.to_owned(), port: 443 };
    let (first, second) = tokio::join!(checker.check(&target), checker.check(&target));
    let third = checker.check(&target).await;
    for report in [first, second, third] {
        assert_eq!(trust(&report), Trust::Trusted);
        assert_eq!(report.discovery.requests.len(), 3, "each report tells of it");
    }
    // By GET, by POST, and the list.
    assert_eq!(place.urls().len(), 3);
}

#[tokio::test]
async fn who_never_answers_costs_one_timeout() {
    let family = family();
    let mut place = place(&family, |_| Reply::Stalls(Vec::new()), |_| Reply::Stalls(Vec::new())).await;
    place.settings.timeout = Duration::from_secs(1);
    let start = Instant::now();
    let report = place.check().await;
    assert!(start.elapsed() < Duration::from_secs(2), "responder and list are not waited for one after the other");
    let said = not_had(&report);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().all(|why| why.contains("no whole answer within")), "{said:?}");
}

#[tokio::test]
async fn softly_it_is_a_notice_that_names_the_host() {
    // These chains name a list at a port of this machine where nobody is.
    let server = servers::tls(Setup::new(chain(HOST))).await;
    let family = family();
    let mut place = Place::new(&family, &[&family.leaf]).await;
    place.settings.connect_to.clear();
    place.route(HOST, 443, server.address);
    place.settings.at = None;
    let report = place.check().await;
    let unknown = finding(&report, "revocation-unknown").unwrap();
    assert_eq!(unknown.severity, chaincheck::model::Severity::Notice);
    let said = not_had(&report);
    assert_eq!(said, ["http://127.0.0.1:9/contoso.crl: connect: the connection was refused"]);
    assert!(unknown.remedy.contains("127.0.0.1:9"), "{}", unknown.remedy);
    // Of another time, and offline, nobody is asked.
    place.settings.at = Some(NOW);
    assert!(finding(&place.check().await, "revocation-unknown").is_none());
    place.settings.at = None;
    place.settings.offline = true;
    let report = place.check().await;
    assert!(finding(&report, "revocation-unknown").is_none() && report.discovery.requests.is_empty());
}

#[tokio::test]
async fn lists_are_kept_until_the_next_one_is_due() {
    for (next, times) in [("491231235959Z", 1), ("200101000000Z", 2)] {
        let family = family_of(|leaf| leaf.points_to("http://pki.contoso.test/leaf.crl"));
        let folder = tempfile::tempdir().unwrap();
        let says = list(&family.issuing).next(Some(next)).signed_by(&family.issuing);
        let mut place = place(&family, nowhere, move |_| bytes(&says)).await;
        place.settings.cache = Some(chaincheck::check::open_cache(&folder.path().join("c")).unwrap());
        let first = trust(&place.check().await);
        assert_eq!(trust(&place.check().await), first);
        assert_eq!(place.urls().len(), times, "{next}");
    }
}

#[tokio::test]
async fn further_stores_know_what_was_learnt_of_revocation() {
    let family = family();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("root.pem");
    std::fs::write(&file, crate::place::pem(&family.root.der)).unwrap();
    for (status, expected) in [(GOOD.to_vec(), Trust::Trusted), (revoked(), Trust::Untrusted)] {
        let said = response(&family.leaf, &family.issuing, &status).signed_by(&family.issuing);
        let mut place = place(&family, move |_| bytes(&said), nowhere).await;
        place.also = vec![("phones".to_owned(), file.display().to_string())];
        let report = place.check().await;
        let observation = &report.endpoints[0].observations[0];
        assert_eq!((observation.trust(), observation.also[0].trust), (expected, expected));
        assert!(finding(&report, "store-disagreement").is_none() && finding(&report, "verifiers-disagree").is_none());
    }
}

#[tokio::test]
async fn a_delta_is_no_list_and_brings_one_up_to_date() {
    let family = || family_of(|leaf| leaf.points_to("http://pki.contoso.test/leaf.crl"));
    let delta = |family: &Family| list(&family.issuing).number(7).delta(5).issued("260625000000Z");
    // Where the complete list should be.
    let alone = family();
    let says = delta(&alone).signed_by(&alone.issuing);
    let place = place(&alone, nowhere, move |_| bytes(&says)).await;
    let report = place.check().await;
    assert_eq!(trust(&report), Trust::Untrusted);
    let why = "http://pki.contoso.test/leaf.crl: the list there is a delta, which tells only what has changed";
    assert_eq!(not_had(&report), [why]);

    let at = "http://pki.contoso.test/leaf+.crl";
    let lists = |family: &Family, delta: Reply| {
        let whole = list(&family.issuing).freshest(at).signed_by(&family.issuing);
        let delta = match delta {
            Reply::Whole(bytes) => bytes,
            _ => Vec::new(),
        };
        move |head: &str| if head.contains("leaf+.crl") { Reply::Whole(delta.clone()) } else { bytes(&whole) }
    };
    for (reason, expected) in [(Some(1), Trust::Untrusted), (None, Trust::Trusted)] {
        let family = family();
        let says = reason.iter().fold(delta(&family), |list, reason| list.revokes(&family.leaf, *reason));
        let script = lists(&family, bytes(&says.signed_by(&family.issuing)));
        let place = self::place(&family, nowhere, script).await;
        let report = place.check().await;
        assert_eq!((trust(&report), finding(&report, "cert-revoked").is_some()), (expected, reason.is_some()));
        assert_eq!(place.urls(), ["pki.contoso.test/leaf+.crl", "pki.contoso.test/leaf.crl"]);
    }
    // The list is whole without it; and what is there instead, or by somebody else, changes nothing.
    let family = family();
    let stranger = delta(&family).revokes(&family.leaf, 1).signed_by(&root("Contoso Issuing"));
    let whole = list(&family.issuing).revokes(&family.leaf, 1).signed_by(&family.root);
    for instead in [answer(404, "", ""), bytes(&stranger), bytes(&whole), bytes(b"<html></html>")] {
        let place = self::place(&family, nowhere, lists(&family, instead)).await;
        assert_eq!(trust(&place.check().await), Trust::Trusted);
    }
}
