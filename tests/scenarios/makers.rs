//! How the chains of the fixtures were made: those whose certificates are each in order. `faults` has the others.

use super::{
    faults,
    fixture::Fixture,
    pki::{Made, authority, root, server},
    renewed, revocation,
};

/// A scenario's folder, what it is about, and its maker.
pub struct Maker {
    pub name: &'static str,
    pub says: &'static str,
    pub make: fn() -> Fixture,
}

/// Every maker.
pub fn all() -> impl Iterator<Item = &'static Maker> {
    MAKERS.iter().chain(faults::MAKERS).chain(renewed::MAKERS).chain(revocation::MAKERS)
}

/// Where the issuing authority's certificate can be had, by what the leaves say. Nothing answers there.
pub const ISSUING_URL: &str = "http://pki.contoso.com/issuing.crt";

/// Contoso's root and the authority that issues to servers.
pub fn contoso() -> (Made, Made) {
    let root = root("Contoso Root CA");
    let issuing = authority("Contoso Issuing CA").signed_by(&root);
    (root, issuing)
}

pub const ROOT: &str = "The root, which the store holds.";
pub const ISSUING: &str = "The intermediate, in order.";
pub const LEAF: &str = "The leaf, in order.";

const MAKERS: &[Maker] = &[
    Maker {
        name: "healthy",
        says: "A chain as it should be: leaf and intermediate are sent, the root is in the store.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com", "*.contoso.net"]).issuer_url(ISSUING_URL).signed_by(&issuing);
            Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "healthy-rsa",
        says: "The same with RSA keys of 2048 bits.",
        make: || {
            let root = authority("Contoso Root CA").rsa(2048).self_signed();
            let issuing = authority("Contoso Issuing CA").rsa(2048).signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).rsa(2048).signed_by(&issuing);
            Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "sha1-root",
        says: "The root, which is sent along, signed itself over SHA-1 long ago: nobody checks that signature.",
        make: || {
            let plain = authority("Contoso Root CA").pointless().rsa(2048).self_signed();
            let root = plain.clone().over_sha1(&plain);
            let issuing = authority("Contoso Issuing CA").signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing);
            sent.sends("The root, over SHA-1.", &root).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "pss-signed",
        says: "The leaf and the intermediate are signed with RSASSA-PSS, which TLS clients accept and Lync Server does not.",
        make: || {
            let root = authority("Contoso Root CA").pointless().rsa(2048).self_signed();
            let issuing = authority("Contoso Issuing CA").rsa(2048).signed_by(&root).over_pss(&root);
            let leaf = server(&["sip.contoso.com"]).rsa(2048).signed_by(&issuing).over_pss(&issuing);
            let sent = Fixture::new().sends("The leaf, signed with PSS.", &leaf);
            sent.sends("The intermediate, signed with PSS.", &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "healthy-wildcard",
        says: "The healthy chain, connected to by a name that its wildcard answers for.",
        make: || of_healthy().says("name", "meet.contoso.net"),
    },
    Maker {
        name: "no-name-asked",
        says: "The healthy chain as a file of its own: no connecting name applies.",
        make: || of_healthy().leaves_out("name"),
    },
    Maker {
        name: "expires-soon",
        says: "The healthy chain half a month before the leaf runs out.",
        make: || of_healthy().says("time", "2026-12-15T00:00:00Z"),
    },
    Maker {
        name: "purpose-client",
        says: "The healthy chain, asked whether it will do for a client: the leaf is for servers alone.",
        make: || of_healthy().says("purpose", "client"),
    },
    Maker {
        name: "policy-required",
        says: "The healthy chain, which carries no certificate policy, where one is demanded.",
        make: || of_healthy().says("require-policy", "yes"),
    },
    Maker {
        name: "wrong-name",
        says: "The healthy chain, connected to by a name that the leaf does not carry.",
        make: || of_healthy().says("name", "sip.fabrikam.com"),
    },
    Maker {
        name: "private-root-not-sent",
        says: "The healthy chain where the store does not hold the root: the server's side is right.",
        make: || of_healthy().says("anchors", "none"),
    },
    Maker {
        name: "private-root-sent",
        says: "The whole chain is sent, root and all, and the store does not hold that root.",
        make: || Fixture::of("root-sent").says("anchors", "none"),
    },
    Maker {
        name: "root-sent",
        says: "The root is sent along, which costs bytes.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing);
            sent.sends("The root, which clients have anyway.", &root).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "duplicate-sent",
        says: "The intermediate is sent twice.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing);
            sent.sends("The same intermediate again.", &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "extra-sent",
        says: "The intermediate of another authority is sent as well.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let stranger = stranger();
            let sent = Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing);
            sent.sends("An intermediate that has nothing to do with the leaf.", &stranger).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "wrong-order",
        says: "Two intermediates, sent the wrong way round.",
        make: || {
            let (root, policy, issuing) = three();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends("The upper intermediate, sent too early.", &policy);
            sent.sends("The lower intermediate, sent too late.", &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "too-deep",
        says: "Two intermediates where --max-depth allows one.",
        make: || Fixture::of("wrong-order").says("max-depth", "1"),
    },
    Maker {
        name: "issuer-missing-known",
        says: "Only the leaf is sent; the missing intermediate is known here, so that the path can be shown whole.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).issuer_url(ISSUING_URL).signed_by(&issuing);
            let sent = Fixture::new().sends("The leaf, alone. It says where its issuer can be had.", &leaf);
            sent.knows("The intermediate that should have been sent.", &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "issuer-missing",
        says: "Only the leaf is sent, and its issuer is not known here. It says where that can be had.",
        make: || Fixture::of("issuer-missing-known"),
    },
    Maker {
        name: "issuer-missing-no-url",
        says: "Only the leaf is sent, and it does not even say where its issuer can be had.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            Fixture::new().sends("The leaf, alone.", &leaf).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "upper-missing-known",
        says: "Of two intermediates the upper one is not sent; it is known here.",
        make: || {
            let (root, policy, issuing) = three();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends("The lower intermediate, in order.", &issuing);
            sent.knows("The upper intermediate, which should have been sent.", &policy).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "upper-missing",
        says: "Of two intermediates the upper one is not sent, and nobody here knows it.",
        make: || Fixture::of("upper-missing-known"),
    },
    Maker {
        name: "wrong-intermediate",
        says: "The leaf's intermediate is missing; that of another authority is sent in its place.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let stranger = stranger();
            let sent = Fixture::new().sends("The leaf, issued by an authority that is not sent.", &leaf);
            sent.sends("An intermediate that has nothing to do with the leaf.", &stranger).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "cross-signed",
        says: "The issuing authority has a certificate from each of two roots, and the store holds both.",
        make: || {
            let (root, issuing) = contoso();
            let other = self::root("Fabrikam Root CA");
            let cross = issuing.again().key_of(&issuing).signed_by(&other);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends("The intermediate below the first root.", &issuing);
            let sent = sent.sends("The same authority's certificate below the second root.", &cross);
            sent.trusts("The first root.", &root).trusts("The second root.", &other)
        },
    },
    Maker {
        name: "expired-cross-sign-sent",
        says: "Beside the good intermediate its cross-signed twin is sent, which has run out, as has the root above it.",
        make: || {
            let (root, issuing) = contoso();
            let old = authority("Olden Root CA").dates((2006, 1, 1), (2026, 1, 1)).self_signed();
            let cross = issuing.again().key_of(&issuing).dates((2020, 1, 1), (2026, 1, 1)).signed_by(&old);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent =
                Fixture::new().sends(LEAF, &leaf).sends("The cross-signed intermediate, which has run out.", &cross);
            let sent = sent.sends("The intermediate of the same name and key that is still good.", &issuing);
            sent.trusts(ROOT, &root).trusts("The old root, which has run out and is still in the store.", &old)
        },
    },
    Maker {
        name: "rekeyed-twin-beside",
        says: "The issuing authority's certificates with its old key and with its new one are both sent.",
        make: || {
            let (root, old) = contoso();
            let new = old.again().signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&new);
            let sent = Fixture::new().sends("The leaf, signed with the authority's new key.", &leaf);
            let sent = sent.sends("The intermediate with the old key.", &old);
            sent.sends("The intermediate with the new key.", &new).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "self-signed-installed",
        says: "A leaf that signed itself, and that the store holds as what it is.",
        make: || {
            let leaf = server(&["sip.contoso.com"]).self_signed();
            Fixture::new().sends("The leaf, its own root.", &leaf).trusts("The leaf itself, installed.", &leaf)
        },
    },
    Maker {
        name: "self-signed",
        says: "A leaf that signed itself.",
        make: || Fixture::of("self-signed-installed").says("anchors", "healthy/anchors.pem"),
    },
    Maker {
        name: "leaf-is-ca",
        says: "The server's certificate is an authority's.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).issuing().signed_by(&issuing);
            let sent = Fixture::new().sends("The leaf, which says that it may issue certificates.", &leaf);
            sent.sends(ISSUING, &issuing).trusts(ROOT, &root)
        },
    },
];

/// An intermediate of somebody else's.
fn stranger() -> Made {
    authority("Fabrikam Issuing CA").signed_by(&root("Fabrikam Root CA"))
}

fn of_healthy() -> Fixture {
    Fixture::of("healthy")
}

/// Root, policy authority, issuing authority.
fn three() -> (Made, Made, Made) {
    let root = root("Contoso Root CA");
    let policy = authority("Contoso Policy CA").signed_by(&root);
    let issuing = authority("Contoso Issuing CA").signed_by(&policy);
    (root, policy, issuing)
}
