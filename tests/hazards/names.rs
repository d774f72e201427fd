//! Names by the thousand, and constraints on them.

use chaincheck::{model::Trust, walk::Limits, x509::names};
use rcgen::{GeneralSubtree, SanType};

use super::{
    HOST, assert_stopped, assert_trusted, code, ders,
    pki::{Made, authority, root, server},
    walk, walk_within,
};

fn hosts(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("host-{i}.contoso.com")).collect()
}

fn leaf_of(names: &[String], issuer: &Made) -> Made {
    let names = names.iter().map(|n| SanType::DnsName(n.as_str().try_into().unwrap()));
    names.fold(server(&[HOST]), |draft, name| draft.also(name)).signed_by(issuer)
}

fn subtrees(names: &[String]) -> Vec<GeneralSubtree> {
    names.iter().map(|n| GeneralSubtree::DnsName(n.clone())).collect()
}

#[test]
fn ten_thousand_names() {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    let leaf = leaf_of(&hosts(10_000), &issuing);
    assert!(leaf.der.len() > 200_000, "{}", leaf.der.len());
    let walk = walk(&leaf, &[issuing], &[&root]);
    assert_trusted(&walk);
    assert_eq!(walk.work.signatures, 2);
    assert_eq!(names::matches(&leaf.cert(), "host-9999.contoso.com"), names::Match::Yes);
}

#[test]
fn constraints_times_names() {
    let root = root("Root");
    let excluded: Vec<String> = (0..2048).map(|i| format!("host-{i}.fabrikam.com")).collect();
    let constrained = authority("Issuing").constrains(subtrees(&hosts(2048)), subtrees(&excluded)).signed_by(&root);
    let many = walk(&leaf_of(&hosts(2048), &constrained), std::slice::from_ref(&constrained), &[&root]);
    assert_stopped(&many);
    assert_eq!(many.work.comparisons, 0, "what is too much is not begun");
    let few = leaf_of(&hosts(100), &constrained);
    // The common name of the leaf is not among the permitted ones, its first hundred names are.
    let few = walk(&few, &[constrained], &[&root]);
    assert_eq!(code(&few), "name-constraint-violated");
}

#[test]
fn constraints_times_names_times_paths() {
    let root = root("Root");
    let names = [hosts(50), vec![HOST.to_owned()]].concat();
    let nobody = authority("Nobody").self_signed();
    let first = authority("Issuing").constrains(subtrees(&names), Vec::new()).signed_by(&root);
    let leaf = leaf_of(&names[..50], &first);
    let twin = |_: usize| first.again().dates((2020, 1, 1), (2025, 1, 1)).key_of(&first).signed_by(&nobody);
    let twins: Vec<Made> = (0..20).map(twin).collect();
    let sent: Vec<&[u8]> = [vec![leaf.der.as_slice()], ders(&twins)].concat();
    let (each, all) = (1 << 12, 1 << 14);
    let limits = Limits { comparisons: each, all_comparisons: all, ..Limits::default() };
    let walk = walk_within(limits, &sent, &[&root.der]);
    assert_eq!(walk.trust, Trust::Untrusted);
    assert!(walk.work.comparisons > all / 2 && walk.work.comparisons <= all, "{:?}", walk.work);
}
