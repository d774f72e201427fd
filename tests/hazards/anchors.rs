//! Odd things in the anchor file.

use rcgen::GeneralSubtree;

use super::{
    HOST, assert_trusted, code,
    pki::{authority, root, server},
    walk,
};

#[test]
fn a_leaf_in_the_store_is_no_anchor() {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    let leaf = server(&[HOST]).signed_by(&issuing);
    assert_eq!(code(&walk(&leaf, &[], &[&leaf])), "issuer-missing");
    // Unless nobody else could have issued it.
    let own = server(&[HOST]).self_signed();
    assert_trusted(&walk(&own, &[], &[&own]));
    assert_eq!(code(&walk(&own, &[], &[&root])), "self-signed");
}

#[test]
fn an_intermediate_in_the_store_is_one() {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    let leaf = server(&[HOST]).signed_by(&issuing);
    let walk = walk(&leaf, std::slice::from_ref(&issuing), &[&issuing]);
    assert_trusted(&walk);
    assert_eq!(walk.path.certificates.len(), 2);
}

#[test]
fn one_name_and_two_keys() {
    let (mine, other) = (root("Root"), root("Root"));
    for draft in [server(&[HOST]), server(&[HOST]).without_issuer_key_id()] {
        let leaf = draft.signed_by(&mine);
        assert_trusted(&walk(&leaf, &[], &[&other, &mine]));
        assert_trusted(&walk(&leaf, &[], &[&mine, &other]));
        assert_eq!(code(&walk(&leaf, &[], &[&other])), "issuer-key-mismatch");
        // The right one sent along does not become an anchor by its name.
        assert_eq!(code(&walk(&leaf, std::slice::from_ref(&mine), &[&other])), "root-untrusted");
    }
}

#[test]
fn one_key_with_and_without_constraints() {
    let plain = root("Root");
    let subtree = || GeneralSubtree::DnsName("fabrikam.com".to_owned());
    let limited = plain.again().key_of(&plain).constrains(vec![subtree()], Vec::new()).self_signed();
    let leaf = server(&[HOST]).signed_by(&plain);
    assert_eq!(code(&walk(&leaf, &[], &[&limited])), "name-constraint-violated");
    // What the store grants by one of its anchors, another does not take away.
    assert_trusted(&walk(&leaf, &[], &[&limited, &plain]));
    // A constrained anchor is not widened by an unconstrained copy that was sent.
    assert_eq!(code(&walk(&leaf, &[plain], &[&limited])), "name-constraint-violated");
}
