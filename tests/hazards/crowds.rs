//! Many candidates where an honest chain has one (CVE-2018-16875, rustls-webpki's budgets of August 2023).

use chaincheck::walk::Limits;

use super::{
    HOST, assert_stopped, assert_trusted, code, ders,
    pki::{Draft, Made, authority, root, server},
    walk, walk_knowing, walk_within,
};

const MANY: usize = 100;

fn many(count: usize, make: impl Fn(usize) -> Made) -> Vec<Made> {
    (0..count).map(make).collect()
}

/// As [`authority`], out of date since 2025.
fn run_out(name: &str) -> Draft {
    authority(name).dates((2020, 1, 1), (2025, 1, 1))
}

#[test]
fn one_subject_and_one_key() {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    let nobody = authority("Nobody").self_signed();
    let leaf = server(&[HOST]).signed_by(&issuing);
    let mut sent = many(MANY, |_| authority("Issuing").key_of(&issuing).signed_by(&nobody));
    let without = walk(&leaf, &sent, &[&root]);
    assert_eq!(code(&without), "issuer-unknown");
    // One key is one question, whatever the number of certificates.
    assert_eq!(without.work.signatures, 1);
    sent.push(issuing);
    let with = walk(&leaf, &sent, &[&root]);
    assert_trusted(&with);
    assert!(with.work.signatures <= MANY + 2, "{:?}", with.work);
}

#[test]
fn storeys_of_twins_with_one_way_through() {
    let root = root("Root");
    let keys: Vec<Made> = ["A", "B", "C"].iter().map(|name| authority(name).self_signed()).collect();
    let leaf = server(&[HOST]).signed_by(&keys[0]);
    let storey = |number: usize, issuer: &Made| {
        let name = ["A", "B", "C"][number];
        many(MANY / 2, |_| run_out(name).key_of(&keys[number]).signed_by(issuer))
    };
    // 125,000 paths, and none of them is sound.
    let mut sent = [storey(0, &keys[1]), storey(1, &keys[2]), storey(2, &root)].concat();
    let none = walk(&leaf, &sent, &[&root]);
    assert_stopped(&none);
    assert!(none.work.signatures <= sent.len() + 1, "{:?}", none.work);
    // One among them is.
    sent.push(authority("A").key_of(&keys[0]).signed_by(&keys[1]));
    sent.push(authority("B").key_of(&keys[1]).signed_by(&keys[2]));
    sent.push(authority("C").key_of(&keys[2]).signed_by(&root));
    assert_trusted(&walk(&leaf, &sent, &[&root]));
}

#[test]
fn one_subject_and_many_keys() {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    for leaf in [server(&[HOST]), server(&[HOST]).without_issuer_key_id()] {
        let leaf = leaf.signed_by(&issuing);
        let mut sent = many(2 * MANY, |_| authority("Issuing").signed_by(&root));
        assert_eq!(code(&walk(&leaf, &sent, &[&root])), "issuer-key-mismatch");
        sent.push(issuing.clone());
        assert_trusted(&walk(&leaf, &sent, &[&root]));
    }
}

#[test]
fn junk_at_every_link_within_what_may_be_sent() {
    let root = root("Root");
    let upper = authority("Upper").without_issuer_key_id().signed_by(&root);
    let lower = authority("Lower").without_issuer_key_id().signed_by(&upper);
    let leaf = server(&[HOST]).without_issuer_key_id().signed_by(&lower);
    let mut sent = many(MANY, |_| authority("Lower").signed_by(&upper));
    sent.extend(many(MANY, |_| authority("Upper").signed_by(&root)));
    sent.extend([lower, upper]);
    let walk = walk(&leaf, &sent, &[&root]);
    assert_trusted(&walk);
    assert!(walk.work.signatures > MANY, "the junk was tried: {:?}", walk.work);
}

#[test]
fn candidates_that_were_not_tried_are_not_blamed() {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    let few = Limits { signatures: MANY / 4, ..Limits::default() };
    let junk = many(MANY, |_| authority("Issuing").signed_by(&root));
    let unnamed = server(&[HOST]).without_issuer_key_id().signed_by(&issuing);
    let sent: Vec<&[u8]> = [vec![unnamed.der.as_slice()], ders(&junk)].concat();
    let stopped = walk_within(few, &sent, &[&root.der]);
    assert_stopped(&stopped);
    assert_eq!(code(&stopped), "search-stopped");
    assert_eq!(stopped.work.signatures, few.signatures);
    // An honest leaf names the key, which is then tried first.
    let named = server(&[HOST]).signed_by(&issuing);
    let sent: Vec<&[u8]> = [vec![named.der.as_slice()], ders(&junk), vec![&issuing.der]].concat();
    assert_trusted(&walk_within(few, &sent, &[&root.der]));
}

/// Found by fuzzing: the limit was reached above a certificate that was known without being sent.
#[test]
fn what_a_limit_hides_is_not_called_missing() {
    let root = root("Root");
    let upper = authority("Upper").signed_by(&root);
    let issuing = authority("Issuing").without_issuer_key_id().signed_by(&upper);
    let leaf = server(&[HOST]).signed_by(&issuing);
    let junk = many(MANY, |_| authority("Upper").signed_by(&root));
    let sent: Vec<&[u8]> = [vec![leaf.der.as_slice()], ders(&junk)].concat();
    let few = Limits { signatures: 5, ..Limits::default() };
    let stopped = walk_knowing(&[&issuing.der], few, &sent, &[&root.der]);
    assert_eq!(stopped.path.certificates.len(), 2);
    assert_stopped(&stopped);
}

#[test]
fn many_names_and_one_key() {
    let root = root("Root");
    let shared = authority("Name 0").signed_by(&root);
    let leaf = server(&[HOST]).signed_by(&shared);
    // Each of ten names certified by each other, all for one key: more paths than can be walked.
    let name = |number: usize| format!("Name {number}");
    let like = |number: usize| authority(&name(number)).key_of(&shared).self_signed();
    let all: Vec<Made> = (0..10).map(like).collect();
    let pair = |i: usize| run_out(&name(i / 10)).key_of(&shared).signed_by(&all[i % 10]);
    let mut sent = many(MANY, pair);
    assert_stopped(&walk(&leaf, &sent, &[]));
    assert_stopped(&walk(&leaf, &sent, &[&root]));
    sent.push(shared);
    let walk = walk(&leaf, &sent, &[&root]);
    assert_trusted(&walk);
    assert!(walk.work.signatures <= 2 * sent.len(), "{:?}", walk.work);
}

#[test]
fn candidates_of_an_anchors_name() {
    let top = root("Root");
    let leaf = server(&[HOST]).signed_by(&top);
    let impostors = many(2 * MANY, |_| root("Root"));
    let walk_with_junk = walk(&leaf, &impostors, &[&top]);
    assert_trusted(&walk_with_junk);
    // As many in the store: the one whose key identifier fits is asked first.
    let store: Vec<&Made> = impostors.iter().chain([&top]).collect();
    let all = walk(&leaf, &[], &store);
    assert_trusted(&all);
    assert_eq!(all.path.certificates[1].cert.sha256, top.cert().sha256);
}

#[test]
fn more_than_may_be_sent() {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    let leaf = server(&[HOST]).signed_by(&issuing);
    let mut sent = many(400, |i| authority(&format!("Stranger {i}")).signed_by(&root));
    sent.push(issuing);
    let walk = walk(&leaf, &sent, &[&root]);
    assert_trusted(&walk);
    assert_eq!(walk.not_walked, 402 - Limits::default().certificates);
}

#[test]
fn the_first_candidate_has_run_out() {
    let old_root = root("Old Root");
    let new_root = root("New Root");
    // New Root, cross-signed by Old Root, which is not trusted any more or has run out itself.
    let cross = run_out("New Root").key_of(&new_root).signed_by(&old_root);
    let current = authority("Issuing").signed_by(&new_root);
    let stale = run_out("Issuing").key_of(&current).signed_by(&new_root);
    let leaf = server(&[HOST]).signed_by(&current);
    for anchors in [vec![&new_root], vec![&old_root, &new_root], vec![&new_root, &old_root]] {
        let walk = walk(&leaf, &[stale.clone(), cross.clone(), current.clone()], &anchors);
        assert_trusted(&walk);
        assert_eq!(walk.path.certificates.last().unwrap().cert.label(), "CN=New Root");
    }
    assert_eq!(code(&walk(&leaf, &[stale, cross, current], &[&old_root])), "cert-expired");
}
