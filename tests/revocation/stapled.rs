//! OCSP responses, stapled and given: who answered, about what, when, and what.

use chaincheck::model::RevocationMode;
use rcgen::ExtendedKeyUsagePurpose;

use super::{
    Case, case,
    lists::{GOOD, Response, UNKNOWN, response, revoked},
    pki::{Made, authority, server},
};

/// Contoso's chain with a response signed by the issuing authority.
fn with(status: &[u8], change: impl FnOnce(Response, &Case) -> Response) -> Case {
    let case = Case::sound_above();
    let der = change(response(&case.leaf, &case.issuing, status), &case).signed_by(&case.issuing);
    case.staple(der)
}

const UNUSABLE: &[&str] = &["staple-invalid 0", "revocation-unknown 0 refuses"];

#[test]
fn good_is_good() {
    assert!(with(GOOD, |r, _| r).is_good());
    assert!(with(GOOD, |r, _| r.by_key()).is_good());
    assert!(with(GOOD, |r, case| r.by_sha256(&case.leaf, &case.issuing)).is_good());
}

#[test]
fn revoked_is_revoked() {
    let case = with(&revoked(), |r, _| r).mode(RevocationMode::Soft);
    assert_eq!(case.faults(), ["cert-revoked 0 refuses"]);
    let why = case.why();
    assert!(why.contains("keyCompromise") && why.contains("1781481600"), "{why}");
}

#[test]
fn given_responses_speak_of_any_certificate() {
    let case = case();
    let leaf = response(&case.leaf, &case.issuing, GOOD).signed_by(&case.issuing);
    let gone = response(&case.issuing, &case.root, &revoked()).signed_by(&case.root);
    let case = case.give(leaf);
    assert_eq!(case.faults(), ["revocation-unknown 1 refuses"], "only the leaf is spoken of");
    assert_eq!(case.give(gone).faults(), ["cert-revoked 1 refuses"]);
    let case = super::case();
    let leaf = response(&case.leaf, &case.issuing, GOOD).signed_by(&case.issuing);
    let above = response(&case.issuing, &case.root, GOOD).signed_by(&case.root);
    assert!(case.give(leaf).give(above).is_good());
}

#[test]
fn a_given_response_of_no_use_is_no_staple() {
    let case = case();
    let old = response(&case.leaf, &case.issuing, GOOD).next(Some("20260630120000Z")).signed_by(&case.issuing);
    let case = case.give(old).mode(RevocationMode::Soft);
    assert_eq!(case.faults(), ["revocation-unknown 0", "revocation-unknown 1"]);
    assert!(case.why().contains("has run out"), "{}", case.why());
}

#[test]
fn a_list_may_know_more() {
    let case = with(GOOD, |r, _| r);
    let list = super::lists::list(&case.issuing).revokes(&case.leaf, 1).signed_by(&case.issuing);
    assert_eq!(case.list(list).faults(), ["cert-revoked 0 refuses"]);
}

#[test]
fn a_fresh_response_need_not_say_until_when_it_holds() {
    assert!(with(GOOD, |r, _| r.next(None)).is_good());
    assert_eq!(with(&revoked(), |r, _| r.next(None)).faults(), ["cert-revoked 0 refuses"]);
}

#[test]
fn what_is_of_no_use_is_said() {
    let other = server(&["other.contoso.com"]).signed_by(&case().issuing);
    for (case, why) in [
        (with(UNKNOWN, |r, _| r), "does not know"),
        (with(GOOD, |r, _| r.next(Some("20260630120000Z"))), "has run out"),
        (with(GOOD, |r, _| r.issued("20260629235959Z").next(None)), "until when"),
        (with(GOOD, |r, _| r.issued("20260702000000Z")), "future"),
        (with(GOOD, |r, _| r.critical()), "critical"),
        (with(GOOD, |_, case| response(&other, &case.issuing, GOOD)), "another certificate"),
        (with(GOOD, |_, case| response(&case.leaf, &case.root, GOOD)), "another certificate"),
        (Case::sound_above().staple(vec![0x30, 3, 0x0a, 1, 3]), "try later"),
        (Case::sound_above().staple(vec![0x30, 3, 0x0a, 1]), "cannot be read"),
        (Case::sound_above().staple(vec![0; 200_000]), "larger"),
    ] {
        assert_eq!(case.faults(), UNUSABLE, "{why}");
        assert!(case.why().contains(why), "{why}: {}", case.why());
        // Where only the staple was given, it alone is spoken of.
        let mut soft = case.mode(RevocationMode::Soft);
        soft.lists.clear();
        assert_eq!(soft.faults(), ["staple-invalid 0"]);
    }
    let stale = with(&revoked(), |r, _| r.next(Some("20260630120000Z")));
    assert!(stale.why().contains("\"it says\", value: Text(\"revoked\")"), "{}", stale.why());
}

/// A response signed by somebody else than the issuing authority, whose certificate is sent along.
fn by(delegate: impl FnOnce(&Case) -> Made) -> Case {
    let case = Case::sound_above();
    let delegate = delegate(&case);
    let der = response(&case.leaf, &case.issuing, GOOD).sends(&delegate).signed_by(&delegate);
    case.staple(der)
}

#[test]
fn a_delegate_answers_for_its_issuer_alone() {
    let responder = || server(&["ocsp.contoso.com"]).purposes(&[ExtendedKeyUsagePurpose::OcspSigning]);
    assert!(by(|case| responder().signed_by(&case.issuing)).is_good());
    for (case, why) in [
        (by(|case| server(&["ocsp.contoso.com"]).signed_by(&case.issuing)), "not for OCSP signing"),
        (by(|case| responder().purposes(&[ExtendedKeyUsagePurpose::Any]).signed_by(&case.issuing)), "not for OCSP"),
        (by(|case| responder().signed_by(&case.root)), "not by the issuer"),
        (by(|_| responder().signed_by(&authority("Contoso Issuing CA").self_signed())), "not by the issuer"),
        (by(|case| responder().dates((2025, 1, 1), (2026, 1, 1)).signed_by(&case.issuing)), "not valid at this time"),
        (by(|case| responder().unknown_critical().signed_by(&case.issuing)), "cannot be used"),
    ] {
        assert_eq!(case.faults(), UNUSABLE, "{why}");
        assert!(case.why().contains(why), "{why}: {}", case.why());
    }
    // Not sent along.
    let case = Case::sound_above();
    let delegate = responder().signed_by(&case.issuing);
    let der = response(&case.leaf, &case.issuing, GOOD).signed_by(&delegate);
    assert_eq!(case.staple(der).faults(), UNUSABLE);
}

#[test]
fn a_wrong_signature_counts_for_nothing() {
    let case = Case::sound_above();
    let mut der = response(&case.leaf, &case.issuing, GOOD).signed_by(&case.issuing);
    *der.last_mut().unwrap() ^= 1;
    let case = case.staple(der);
    assert_eq!(case.faults(), UNUSABLE);
    assert!(case.why().contains("not made by the key"), "{}", case.why());
    // The status changed afterwards.
    let case = Case::sound_above();
    let mut der = response(&case.leaf, &case.issuing, UNKNOWN).signed_by(&case.issuing);
    let at = der.windows(2).position(|w| w == UNKNOWN).unwrap();
    der[at] = GOOD[0];
    assert_eq!(case.staple(der).faults(), UNUSABLE);
}
