//! Loops, cross-signed meshes, and paths without end.

use chaincheck::{model::EndKind, walk::Limits};

use super::{
    HOST, assert_stopped, assert_trusted, code,
    pki::{Made, authority, root, server},
    walk,
};

#[test]
fn two_that_sign_each_other() {
    let one = authority("One").self_signed();
    let other = authority("Other").self_signed();
    let loops = [authority("One").key_of(&one).signed_by(&other), authority("Other").key_of(&other).signed_by(&one)];
    let leaf = server(&[HOST]).signed_by(&one);
    let walk = walk(&leaf, &loops, &[]);
    assert_eq!(code(&walk), "issuer-unknown");
    assert!(walk.work.steps <= 4, "{:?}", walk.work);
    assert_eq!(walk.work.signatures, 3);
}

#[test]
fn a_name_whose_keys_sign_each_other() {
    let old = root("Root");
    let new = root("Root");
    // Key rollover (RFC 4210 4.4): old with new and new with old.
    let rollover = [authority("Root").key_of(&old).signed_by(&new), authority("Root").key_of(&new).signed_by(&old)];
    let leaf = server(&[HOST]).signed_by(&new);
    assert_trusted(&walk(&leaf, &rollover, &[&old]));
    assert_trusted(&walk(&leaf, &rollover, &[&new]));
    let none = walk(&leaf, &rollover, &[]);
    assert_eq!(none.path.end.kind, EndKind::IssuerUnknown);
    assert!(none.work.steps <= 4, "{:?}", none.work);
}

/// Authorities that all sign each other.
fn mesh(count: usize) -> (Vec<Made>, Vec<Made>) {
    let roots: Vec<Made> = (0..count).map(|i| root(&format!("Root {i}"))).collect();
    let mut cross = Vec::new();
    for subject in &roots {
        for issuer in roots.iter().filter(|i| i.der != subject.der) {
            cross.push(subject.again().key_of(subject).signed_by(issuer));
        }
    }
    (roots, cross)
}

#[test]
fn a_mesh_is_walked_to_its_end() {
    let (roots, cross) = mesh(5);
    let leaf = server(&[HOST]).signed_by(&roots[0]);
    let stranger = root("Stranger");
    for anchor in &roots {
        let walk = walk(&leaf, &cross, &[anchor]);
        assert_trusted(&walk);
        assert!(walk.work.signatures <= cross.len() + 1, "{:?}", walk.work);
    }
    let none = walk(&leaf, &cross, &[&stranger]);
    assert_eq!(code(&none), "issuer-unknown");
}

#[test]
fn a_mesh_too_large_says_so() {
    let (roots, cross) = mesh(12);
    let leaf = server(&[HOST]).signed_by(&roots[0]);
    assert_stopped(&walk(&leaf, &cross, &[]));
    assert_trusted(&walk(&leaf, &cross, &[&roots[11]]));
}

/// A root, that many intermediates below it, and a leaf.
fn tower(storeys: usize) -> (Made, Vec<Made>, Made) {
    let root = root("Root");
    let mut sent: Vec<Made> = Vec::new();
    for i in 0..storeys {
        sent.push(authority(&format!("Storey {i}")).signed_by(sent.last().unwrap_or(&root)));
    }
    let leaf = server(&[HOST]).signed_by(sent.last().unwrap_or(&root));
    (root, sent, leaf)
}

#[test]
fn too_deep_is_a_finding() {
    let most = Limits::default().intermediates;
    let (root, sent, leaf) = tower(most);
    assert_trusted(&walk(&leaf, &sent, &[&root]));
    for storeys in [most + 1, 200] {
        let (root, sent, leaf) = tower(storeys);
        let walk = walk(&leaf, &sent, &[&root]);
        assert_stopped(&walk);
        assert_eq!(code(&walk), "search-stopped");
        assert!(walk.work.steps <= 3 * most, "{:?}", walk.work);
        assert!(walk.work.signatures <= storeys + 1, "{:?}", walk.work);
    }
}
