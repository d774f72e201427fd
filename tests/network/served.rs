//! What servers on loopback send, from the handshake to the finding: members of a pool and stapled OCSP responses.

use chaincheck::{
    check::{Checker, Settings},
    model::{Finding, Observation, Severity, SubjectKind, Target, Trust, report::TargetReport},
    trust::Stores,
};
use tokio::sync::watch;

use crate::{
    lists::{GOOD, response, revoked},
    pki::{Made, authority, root, server},
    servers::{self, BOTH, ONLY_12, ONLY_13, Server, Setup},
};

const NAME: &str = "sip.contoso.test";

/// 2026-07-01.
const NOW: i64 = 1_782_864_000;

/// Root, intermediate and leaf, each in order.
struct Contoso {
    root: Made,
    issuing: Made,
    leaf: Made,
}

fn contoso() -> Contoso {
    let root = root("Contoso Root CA");
    let issuing = authority("Contoso Issuing CA").signed_by(&root);
    let leaf = server(&[NAME]).signed_by(&issuing);
    Contoso { root, issuing, leaf }
}

/// A member that sends the leaf and then what is given.
fn member(contoso: &Contoso, rest: &[&Made]) -> Setup {
    let sent = [&contoso.leaf].iter().chain(rest).map(|made| made.der.clone().into()).collect();
    let (key, root) = (contoso.leaf.pair(), contoso.root.der.clone().into());
    Setup::new(servers::Chain { sent, key, root })
}

/// A member that staples a response to the whole chain.
fn staples(contoso: &Contoso, der: Vec<u8>) -> Setup {
    Setup { stapled_ocsp: Some(der), ..member(contoso, &[&contoso.issuing]) }
}

/// The check of a pool with those members.
async fn check(contoso: &Contoso, members: Vec<Setup>) -> TargetReport {
    let mut running: Vec<Server> = Vec::new();
    let mut settings = Settings { at: Some(NOW), ..Settings::default() };
    for setup in members {
        let server = servers::tls(setup).await;
        settings.connect_to.push(format!("{NAME}:443:127.0.0.1:{}", server.address.port()).parse().unwrap());
        running.push(server);
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("root.der"), &contoso.root.der).unwrap();
    let mut stores = Stores::default();
    stores.add_path(&folder.path().join("root.der")).unwrap();
    let (_keep, cut) = watch::channel(false);
    let checker = Checker::new(settings, stores, Box::new(|_| {}), cut).with_dns().unwrap();
    checker.check(&Target::Host { host: NAME.to_owned(), port: 443 }).await
}

fn observations(report: &TargetReport) -> &[Observation] {
    assert_eq!(report.problems, [] as [&str; 0]);
    &report.endpoints[0].observations
}

/// The only finding of a report.
fn only(report: &TargetReport) -> &Finding {
    let found: Vec<&Finding> = report.all_findings().collect();
    let [finding] = found[..] else { panic!("one finding, not {found:?}") };
    finding
}

#[tokio::test]
async fn a_staple_in_order_is_no_finding() {
    for versions in [ONLY_12, ONLY_13] {
        let contoso = contoso();
        let der = response(&contoso.leaf, &contoso.issuing, GOOD).signed_by(&contoso.issuing);
        let report = check(&contoso, vec![Setup { versions, ..staples(&contoso, der) }]).await;
        assert_eq!(report.all_findings().count(), 0);
        assert_eq!(observations(&report)[0].trust(), Trust::Trusted);
    }
}

#[tokio::test]
async fn a_staple_of_no_use_is_a_notice_that_names_the_member() {
    let contoso = contoso();
    let of_leaf = |status| response(&contoso.leaf, &contoso.issuing, status);
    let other = server(&["other.contoso.test"]).signed_by(&contoso.issuing);
    let forger = authority("Contoso Issuing CA").self_signed();
    for (what, der, why) in [
        ("old", of_leaf(GOOD).next(Some("20260630120000Z")).signed_by(&contoso.issuing), "it has run out"),
        ("forged", of_leaf(GOOD).signed_by(&forger), "its signature was not made by the key of its responder"),
        (
            "another's",
            response(&other, &contoso.issuing, GOOD).signed_by(&contoso.issuing),
            "it speaks of another certificate",
        ),
        ("no response", b"staple".to_vec(), "cannot be read"),
    ] {
        for versions in [ONLY_12, ONLY_13] {
            let report = check(&contoso, vec![Setup { versions, ..staples(&contoso, der.clone()) }]).await;
            let finding = only(&report);
            assert_eq!((finding.code, finding.severity), ("staple-invalid", Severity::Notice), "{what}");
            assert_eq!((finding.subject.kind, finding.subject.index), (SubjectKind::Certificate, Some(0)), "{what}");
            let evidence = format!("{:?}", finding.evidence);
            assert!(evidence.contains("stapled OCSP response") && evidence.contains(why), "{what}: {evidence}");
            let seen = &observations(&report)[0];
            let address = seen.address.unwrap().to_string();
            assert!(finding.remedy.contains(NAME) && finding.remedy.contains(&address), "{what}: {}", finding.remedy);
            // Most clients pass over it, and so does the verdict.
            assert_eq!(seen.trust(), Trust::Trusted, "{what}");
        }
    }
}

#[tokio::test]
async fn a_staple_of_no_use_that_says_revoked_is_a_warning() {
    let contoso = contoso();
    let old = response(&contoso.leaf, &contoso.issuing, &revoked()).next(Some("20260630120000Z"));
    let report = check(&contoso, vec![staples(&contoso, old.signed_by(&contoso.issuing))]).await;
    let finding = only(&report);
    assert_eq!((finding.code, finding.severity), ("staple-invalid", Severity::Warning));
    assert!(format!("{:?}", finding.evidence).contains("revoked"), "{:?}", finding.evidence);
    assert_eq!(observations(&report)[0].trust(), Trust::Trusted);
}

#[tokio::test]
async fn a_sound_staple_that_says_revoked_refuses() {
    let contoso = contoso();
    let der = response(&contoso.leaf, &contoso.issuing, &revoked()).signed_by(&contoso.issuing);
    let report = check(&contoso, vec![Setup { versions: BOTH, ..staples(&contoso, der) }]).await;
    let finding = only(&report);
    assert_eq!((finding.code, finding.severity), ("cert-revoked", Severity::Critical));
    assert_eq!(observations(&report)[0].trust(), Trust::Untrusted);
}

/// The staple counts for the member that sent it: one chain, two members, two verdicts.
#[tokio::test]
async fn a_staple_speaks_for_its_own_member() {
    let contoso = contoso();
    let der = response(&contoso.leaf, &contoso.issuing, &revoked()).signed_by(&contoso.issuing);
    let report = check(&contoso, vec![member(&contoso, &[&contoso.issuing]), staples(&contoso, der)]).await;
    let trust: Vec<Trust> = observations(&report).iter().map(Observation::trust).collect();
    assert_eq!(trust, [Trust::Trusted, Trust::Untrusted]);
    let codes: Vec<&str> = report.all_findings().map(|f| f.code).collect();
    assert_eq!(codes, ["members-differ", "cert-revoked"]);
}

#[tokio::test]
async fn a_member_that_sends_the_current_copy_is_named_where_another_sends_the_old_one() {
    let contoso = contoso();
    let issuing = &contoso.issuing;
    let run_out = issuing.again().key_of(issuing).dates((2015, 1, 1), (2025, 12, 31)).signed_by(&contoso.root);
    let rekeyed = issuing.again().signed_by(&contoso.root);
    for (old, code, how) in [
        (run_out, "cert-expired", "(place 1) by the current certificate of the same name and key (SHA-256 "),
        (rekeyed, "issuer-missing", "(place 1), whose key did not sign CN=sip.contoso.test, by the certificate of"),
    ] {
        let report = check(&contoso, vec![member(&contoso, &[issuing]), member(&contoso, &[&old])]).await;
        let [good, bad] = observations(&report) else { panic!("two members") };
        assert_eq!((good.trust(), good.findings.len()), (Trust::Trusted, 0));
        let [finding] = &bad.findings[..] else { panic!("one finding, not {:?}", bad.findings) };
        assert_eq!(finding.code, code);
        let (from, to) = (good.address.unwrap(), bad.address.unwrap());
        for part in [
            format!("in the chain file served by {NAME} ({to}) replace CN=Contoso Issuing CA {how}"),
            format!("(SHA-256 {}); copy it from the member at {from}, which sends it", issuing.cert().fingerprint()),
        ] {
            assert!(finding.remedy.contains(&part), "{code}: {part:?} is not in {:?}", finding.remedy);
        }
    }
}
