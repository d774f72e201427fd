//! At the limits of signature checks: the verdict depends on the chain and the data, never on what was seen before.

use std::time::Instant;

use chaincheck::{
    model::Trust,
    walk::{Limits, Memory},
};

use super::{
    Case, faults,
    listed::indirect,
    lists::{der, list},
    pki::server,
};

/// The faults within some limits, which are the same whatever the run remembers; and why.
fn found(case: &Case, limits: Limits) -> (Vec<String>, String) {
    let memory = Memory::default();
    let fresh = case.walk_within(limits, &memory);
    let again = case.walk_within(limits, &memory);
    let whole = case.walk_within(Limits::default(), &memory);
    assert!(faults(&whole).is_empty(), "sound but for the limits: {:?}", faults(&whole));
    let warm = case.walk_within(limits, &memory);
    assert_eq!(warm.work.signatures, 0, "all is remembered by now");
    let told = |walk: &chaincheck::model::Walk| format!("{:?} {:?} {:?}", walk.trust, walk.stopped, walk.path.faults);
    assert_eq!(told(&fresh), told(&again), "after the same walk");
    assert_eq!(told(&fresh), told(&warm), "after a walk that was allowed more");
    (faults(&fresh), told(&fresh))
}

#[test]
fn lists_beyond_the_limit_are_unknown_whatever_is_remembered() {
    let case = Case::sound_above();
    let own = list(&case.issuing).signed_by(&case.issuing);
    let case = case.list(own);
    let within = |list_signatures| found(&case, Limits { list_signatures, ..Limits::default() });
    assert_eq!(within(2).0, [] as [String; 0]);
    let (faults, why) = within(1);
    assert_eq!(faults, ["revocation-unknown 1 refuses"], "the leaf is asked about first");
    assert!(why.contains("the limit of such checks is reached"), "{why}");
    assert_eq!(within(0).0, ["revocation-unknown 0 refuses", "revocation-unknown 1 refuses"]);
}

#[test]
fn signers_beyond_the_limit_are_unknown_whatever_is_remembered() {
    // Leaf, issuing authority and root are two links; that the notary leads to the root is a third.
    let case = indirect(|list, _, _| list.scope(&[&der(0x84, &[&[0xff]])]));
    let within = |signatures| found(&case, Limits { signatures, ..Limits::default() });
    assert_eq!(within(3).0, [] as [String; 0]);
    let (faults, why) = within(2);
    assert_eq!(faults, ["revocation-unknown 0 refuses"]);
    assert!(why.contains("whether its signer leads to the anchor was not checked"), "{why}");
}

#[test]
fn a_list_is_looked_through_once_for_a_certificate() {
    let case = Case::sound_above();
    let other = server(&["web.contoso.com"]).signed_by(&case.issuing);
    let long = list(&case.issuing).revokes(&other, 1).times(100_000).signed_by(&case.issuing);
    let case = case.list(long);
    let memory = Memory::default();
    let walk = || {
        let lists = case.lists();
        let start = Instant::now();
        assert_eq!(case.walk_over(&lists, Limits::default(), &memory).trust, Trust::Trusted);
        start.elapsed()
    };
    let first = walk();
    let again = (0..10).map(|_| walk()).min().unwrap();
    assert!(again < first / 4, "{first:?}, then {again:?}");
}
