//! How the chains of the fixtures were made: those with revocation lists.

use super::{
    fixture::Fixture,
    lists::list,
    makers::{ISSUING, LEAF, Maker, ROOT, contoso},
    pki::{Made, server},
};

pub const MAKERS: &[Maker] = &[
    Maker {
        name: "revoked-leaf",
        says: "The issuing authority has revoked the leaf.",
        make: || {
            with_lists("The leaf, revoked.", |[_, issuing, leaf], scene| {
                let odd = "The list of the issuing authority, which names the leaf.";
                scene.lists(odd, list(issuing).revokes(leaf, 1).signed_by(issuing))
            })
        },
    },
    Maker {
        name: "revoked-issuer",
        says: "The root has revoked the issuing authority.",
        make: || {
            with_lists(LEAF, |[root, issuing, _], scene| {
                let scene = scene.lists("The list of the root, which names the intermediate.", {
                    list(root).revokes(issuing, 4).signed_by(root)
                });
                scene.lists("The list of the issuing authority, empty.", list(issuing).signed_by(issuing))
            })
        },
    },
    Maker {
        name: "list-run-out",
        says: "The list of the issuing authority was not published in time: what it says of the leaf is unknown.",
        make: run_out,
    },
    Maker {
        name: "list-run-out-hard",
        says: "The same where an answer is demanded of every certificate below the root.",
        make: || run_out().says("revocation", "hard"),
    },
    Maker {
        name: "not-revoked-hard",
        says: "An answer is demanded of every certificate below the root, and given.",
        make: || {
            with_lists(LEAF, |[root, issuing, _], scene| {
                let scene = scene.lists("The list of the root, empty.", list(root).signed_by(root));
                let scene = scene.lists("The list of the issuing authority, empty.", list(issuing).signed_by(issuing));
                scene.says("revocation", "hard")
            })
        },
    },
    Maker {
        name: "revoked-leaf-off",
        says: "The leaf is revoked, and nobody wants to know.",
        make: || {
            with_lists("The leaf, revoked.", |[_, issuing, leaf], scene| {
                let odd = "The list of the issuing authority, which names the leaf.";
                scene.lists(odd, list(issuing).revokes(leaf, 1).signed_by(issuing)).says("revocation", "off")
            })
        },
    },
];

fn run_out() -> Fixture {
    with_lists(LEAF, |[root, issuing, _], scene| {
        let old = list(issuing).issued("260501000000Z").next(Some("260601000000Z"));
        let scene = scene.lists("The list of the root, empty.", list(root).signed_by(root));
        scene.lists("The list of the issuing authority, a month too old.", old.signed_by(issuing))
    })
}

/// Contoso's chain: root, intermediate, leaf.
fn with_lists(leaf_is: &'static str, give: impl FnOnce([&Made; 3], Fixture) -> Fixture) -> Fixture {
    let (root, issuing) = contoso();
    let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
    let scene = Fixture::new().sends(leaf_is, &leaf).sends(ISSUING, &issuing).trusts(ROOT, &root);
    give([&root, &issuing, &leaf], scene)
}
