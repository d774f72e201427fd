//! Chains made to keep a verifier busy, to hide a certificate behind others, or to break what reads them. Work is
//! counted, not timed: see `Work` and `Limits`.

#![allow(clippy::unwrap_used)]

mod anchors;
mod crowds;
mod malformed;
mod meshes;
mod names;
#[path = "../support/pki.rs"]
mod pki;
mod text;

use std::sync::Arc;

use chaincheck::{
    model::{AnchorSet, Distrusted, PresentedChain, Purpose, Source, Trust, Walk, chain::Profile},
    walk::{self, Bag, Limits, Memory, Options, PolicyInputs, Revocation},
    x509::parse,
};
use pki::Made;

/// 2026-07-01
const NOW: i64 = 1_782_864_000;
const HOST: &str = "sip.contoso.com";

/// Walks what was sent, leaf first, under the limits given.
fn walk_within(limits: Limits, sent: &[&[u8]], anchors: &[&[u8]]) -> Walk {
    walk_knowing(&[], limits, sent, anchors)
}

/// As [`walk_within`], with certificates known that were not sent.
fn walk_knowing(known: &[&[u8]], limits: Limits, sent: &[&[u8]], anchors: &[&[u8]]) -> Walk {
    let sent = PresentedChain { sent: sent.iter().map(|der| parse::sent(der)).collect() };
    let mut set = AnchorSet::default();
    for anchor in anchors {
        set.add(Arc::new(parse::certificate(anchor).unwrap()), "test");
    }
    let options = Options {
        time: NOW,
        purpose: Purpose::Server,
        profile: Profile::Field,
        policy: PolicyInputs::default(),
        revocation: Revocation::default(),
        limits,
        is_public: &|_| false,
        distrusted: &Distrusted::default(),
    };
    let known = known.iter().map(|der| (Arc::new(parse::certificate(der).unwrap()), Source::Intermediates));
    let extra: Vec<_> = known.collect();
    walk::explore(&Bag { sent: &sent, extra: &extra, anchors: &set }, &options, &Memory::default()).unwrap()
}

/// As [`walk_within`] under the limits of the program, and once more in the opposite order, which must not matter.
fn walk(leaf: &Made, others: &[Made], anchors: &[&Made]) -> Walk {
    walk_ders(&leaf.der, &ders(others), &anchors.iter().map(|a| a.der.as_slice()).collect::<Vec<_>>())
}

fn walk_ders(leaf: &[u8], others: &[&[u8]], anchors: &[&[u8]]) -> Walk {
    let limits = Limits::default();
    let mut sent: Vec<&[u8]> = [&[leaf], others].concat();
    let walk = walk_within(limits, &sent, anchors);
    sent[1..].reverse();
    let turned = walk_within(limits, &sent, anchors);
    assert_eq!(turned.trust, walk.trust, "the order sent changes trust");
    assert_eq!(code(&turned), code(&walk), "the order sent changes what is broken");
    for walk in [&walk, &turned] {
        assert!(walk.work.signatures <= limits.signatures, "{:?}", walk.work);
        assert!(walk.work.steps <= limits.steps, "{:?}", walk.work);
        assert!(walk.work.comparisons <= limits.all_comparisons, "{:?}", walk.work);
    }
    walk
}

fn ders(made: &[Made]) -> Vec<&[u8]> {
    made.iter().map(|m| m.der.as_slice()).collect()
}

/// The code of what is broken, "" if nothing is.
fn code(walk: &Walk) -> &'static str {
    walk.broken().map_or("", |fault| fault.code)
}

fn assert_trusted(walk: &Walk) {
    assert_eq!(walk.trust, Trust::Trusted, "{:?}", walk.path.faults);
}

/// A limit ended the search, which says so and does not blame somebody else.
fn assert_stopped(walk: &Walk) {
    assert_eq!(walk.trust, Trust::Untrusted);
    assert!(walk.path.faults.iter().any(|f| f.code == "search-stopped"), "{:?}", walk.path.faults);
    let blamed = |code| walk.path.faults.iter().any(|f| f.code == code);
    assert!(!blamed("issuer-missing") && !blamed("issuer-unknown"), "{:?}", walk.path.faults);
}
