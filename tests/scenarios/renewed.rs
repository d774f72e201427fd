//! Authorities whose certificate was renewed while the old one is still sent: the remedy names the one to send.

use chaincheck::model::Source;
use rcgen::GeneralSubtree;

use super::{
    best_path::Walked,
    fixture::Fixture,
    makers::{ISSUING_URL, LEAF, Maker, ROOT, contoso},
    pki::{Made, authority, root, server},
    scene::{Scene, observation},
};

pub const MAKERS: &[Maker] = &[
    Maker {
        name: "stale-intermediate-known",
        says: "The authority has a new key; the old intermediate is still sent, and the new one is known here.",
        make: || {
            let (root, old) = contoso();
            let new = old.again().signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).issuer_url(ISSUING_URL).signed_by(&new);
            let sent = Fixture::new().sends("The leaf, signed with the authority's new key.", &leaf);
            let sent = sent.sends("The intermediate with the old key.", &old);
            sent.knows("That with the new key, which should have been sent.", &new).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "expired-intermediate-held",
        says: "The intermediate that is sent ran out last year; the store holds its successor, of the same name and key.",
        make: || {
            let (root, issuing) = contoso();
            let old = issuing.again().key_of(&issuing).dates(OLD.0, OLD.1).signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends("The intermediate, run out.", &old);
            sent.trusts("Its successor, which the store holds beside the root.", &issuing).trusts(ROOT, &root)
        },
    },
];

const OLD: ((i32, u8, u8), (i32, u8, u8)) = ((2015, 1, 1), (2025, 12, 31));

/// Code and remedy of each finding, the folder of the scene as `HERE`, and fingerprints as the certificates they are of.
fn remedies(name: &str) -> Vec<String> {
    let report = Scene::read(name).run();
    let observation = observation(&report);
    let walk = observation.walk.as_ref().unwrap();
    let known = walk.path.certificates.iter().filter(|c| !matches!(c.source, Source::Presented(_)));
    let copies = walk.replacements.iter().map(|r| &r.cert).chain(known.map(|c| &c.cert));
    let prints: Vec<String> = copies.map(|cert| cert.fingerprint()).collect();
    let said = |text: &str| {
        let text = text.replace(&format!("fixtures/{name}"), "HERE");
        prints.iter().fold(text, |text, print| text.replace(print, "THE OTHER"))
    };
    report.all_findings().map(|f| format!("{}: {}", f.code, said(&f.remedy))).collect()
}

const ON_WINDOWS: &str = "; on Windows import it into Intermediate Certification Authorities of the computer account, \
                          delete the old one there, and restart the service";

#[test]
fn the_copy_to_send_is_named() {
    let expired = "cert-expired: in the file HERE/chain.pem replace CN=Contoso Issuing CA (place 1) by the current \
                   certificate of the same name and key (SHA-256 THE OTHER); it is among the certificates given with \
                   --intermediates";
    assert_eq!(remedies("expired-intermediate-known"), [format!("{expired}{ON_WINDOWS}")]);
    // One finding, not one about what is missing and one about what is too many.
    let stale = "issuer-missing: in the file HERE/chain.pem replace CN=Contoso Issuing CA (place 1), whose key did not \
                 sign CN=sip.contoso.com, by the certificate of that name whose key did (SHA-256 THE OTHER); it is among \
                 the certificates given with --intermediates; order: leaf, then this";
    assert_eq!(remedies("stale-intermediate-known"), [format!("{stale}{ON_WINDOWS}")]);
    // Clients without the intermediate in their store need it sent.
    let held = remedies("expired-intermediate-held");
    let held = held.iter().find(|r| r.starts_with("stale-cert-sent")).unwrap();
    assert!(
        held.contains(": in the file HERE/chain.pem replace CN=Contoso Issuing CA (place 1) by the current"),
        "{held}"
    );
    assert!(held.contains("(SHA-256 THE OTHER); the store ") && held.ends_with(" holds it"), "{held}");
    // Where the good one is sent as well, the other is too many.
    let beside = remedies("rekeyed-twin-beside");
    assert_eq!(beside, ["stale-cert-sent: take CN=Contoso Issuing CA (place 1) out of the file HERE/chain.pem"]);
    // Where none is known, it is to be had from the authority.
    assert!(remedies("expired-intermediate")[0].starts_with("cert-expired: renew CN=Contoso Issuing CA (or ask"));
}

#[test]
fn only_a_copy_that_helps_takes_the_place() {
    let (top, current) = contoso();
    let stranger = root("Fabrikam Root CA");
    let old = current.again().key_of(&current).dates(OLD.0, OLD.1).signed_by(&top);
    let copy = || current.again().key_of(&current);
    let leaf = server(&["sip.contoso.com"]).signed_by(&current);
    let with = |extra: &[&Made]| {
        let mut walked = Walked::of(&[&leaf, &old], &[&top]);
        walked.extra = extra.iter().map(|made| (*made).clone()).collect();
        let walk = walked.walk();
        assert_eq!(walk.broken().map(|f| (f.code, f.position.index())), Some(("cert-expired", 1)));
        let chosen = walk.replacements.iter().map(|r| (r.index, r.place, r.cert.sha256)).collect::<Vec<_>>();
        let told = walk.path.faults[0].facts.iter().any(|fact| fact.label == "current copy");
        assert_eq!(told, !chosen.is_empty(), "the evidence says so too");
        chosen
    };
    let is = |made: &Made| vec![(1, 1, made.cert().sha256)];
    assert_eq!(with(&[&current]), is(&current));
    let longer = copy().dates((2026, 1, 1), (2035, 1, 1)).signed_by(&top);
    assert_eq!(with(&[&current, &longer]), is(&longer), "the one that is valid longest");
    for (what, useless) in [
        ("another key", authority("Contoso Issuing CA").signed_by(&top)),
        ("run out as well", copy().dates((2014, 1, 1), (2026, 1, 1)).signed_by(&top)),
        ("not valid yet", copy().dates((2027, 1, 1), (2035, 1, 1)).signed_by(&top)),
        ("below a root that nobody trusts", copy().signed_by(&stranger)),
        (
            "no authority",
            server(&["Contoso Issuing CA"]).key_of(&current).dates((2026, 1, 1), (2035, 1, 1)).signed_by(&top),
        ),
        ("for other names", copy().permits(GeneralSubtree::DnsName("fabrikam.com".to_owned())).signed_by(&top)),
    ] {
        assert_eq!(with(&[&useless]), [], "{what}");
        assert_eq!(with(&[&useless, &current]), is(&current), "{what}, beside a good one");
    }
}

#[test]
fn what_is_wrong_below_does_not_hide_the_copy() {
    let (top, current) = contoso();
    let old = current.again().key_of(&current).dates(OLD.0, OLD.1).signed_by(&top);
    let leaf = server(&["sip.contoso.com"]).dates((2025, 1, 1), (2026, 1, 1)).signed_by(&current);
    let mut walked = Walked::of(&[&leaf, &old], &[&top]);
    walked.extra = vec![current];
    let walk = walked.walk();
    assert_eq!(walk.path.faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["cert-expired", "cert-expired"]);
    assert_eq!(walk.replacements.len(), 1);
    assert!(walk.replacements[0].source == Source::Intermediates && walk.replacements[0].index == 1);
}
