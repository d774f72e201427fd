//! Which path is the best and what of it is broken, as a table: verified links first, then anchored, then fewer faults,
//! then the order sent; broken is the lowest fault that decides.

use std::sync::Arc;

use chaincheck::{
    model::{AnchorSet, Distrusted, PresentedChain, Purpose, Source, Walk, chain::Profile},
    walk::{Bag, Limits, Memory, Options, PolicyInputs, Revocation, explore},
    x509::parse,
};
use rcgen::{CustomExtension, ExtendedKeyUsagePurpose, GeneralSubtree, KeyUsagePurpose};

use super::{
    makers::contoso,
    pki::{Made, authority, root, server},
};

/// What is walked.
#[derive(Default, Clone)]
pub struct Walked {
    pub sent: Vec<Made>,
    pub extra: Vec<Made>,
    pub anchors: Vec<Made>,
    limits: Limits,
}

impl Walked {
    pub fn of(sent: &[&Made], anchors: &[&Made]) -> Self {
        let owned = |made: &[&Made]| made.iter().map(|m| (*m).clone()).collect();
        Self { sent: owned(sent), anchors: owned(anchors), ..Self::default() }
    }

    pub fn walk(&self) -> Walk {
        let sent = PresentedChain { sent: self.sent.iter().map(|made| parse::sent(&made.der)).collect() };
        let extra: Vec<_> = self.extra.iter().map(|made| (Arc::new(made.cert()), Source::Intermediates)).collect();
        let mut anchors = AnchorSet::default();
        for made in &self.anchors {
            anchors.add(Arc::new(made.cert()), "test");
        }
        let options = Options {
            time: 1_782_864_000, // 2026-07-01
            purpose: Purpose::Server,
            profile: Profile::Field,
            policy: PolicyInputs::default(),
            limits: self.limits,
            revocation: Revocation::default(),
            is_public: &|_| false,
            distrusted: &Distrusted::default(),
        };
        explore(&Bag { sent: &sent, extra: &extra, anchors: &anchors }, &options, &Memory::default()).unwrap()
    }

    /// Verdict, what is broken, and where the path's certificates came from.
    fn told(&self) -> String {
        let walk = self.walk();
        let broken = walk
            .broken()
            .map_or_else(|| "-".to_owned(), |f| format!("{} {} {}", f.position.as_str(), f.position.index(), f.code));
        let sources = walk.path.certificates.iter().map(|c| match &c.source {
            Source::Presented(place) => place.to_string(),
            Source::Anchor(_) => "anchor".to_owned(),
            other => other.to_string(),
        });
        format!("{}; {broken}; {}", walk.trust.as_str(), sources.collect::<Vec<_>>().join(" "))
    }
}

/// A leaf below `issuer`.
fn leaf(issuer: &Made) -> Made {
    server(&["sip.contoso.com"]).signed_by(issuer)
}

const OLD: ((i32, u8, u8), (i32, u8, u8)) = ((2015, 1, 1), (2025, 1, 1));

fn check(table: &[(&str, Walked, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(says, walked, expected)| (says, walked.told(), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(says, found, expected)| format!("{says}: expected {expected:?}, found {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_best_of_several_paths() {
    let (top, good) = contoso();
    let twin = |issuer: &Made| good.again().key_of(&good).signed_by(issuer);
    let old = good.again().key_of(&good).dates(OLD.0, OLD.1).signed_by(&top);
    let other_old = good.again().key_of(&good).dates(OLD.0, OLD.1).signed_by(&top);
    let powerless = good.again().key_of(&good).dates(OLD.0, OLD.1).key_usages(&[KeyUsagePurpose::DigitalSignature]);
    let powerless = powerless.signed_by(&top);
    let strange_top = root("Fabrikam Root CA");
    let strange_upper = authority("Fabrikam Policy CA").signed_by(&strange_top);
    let strange = twin(&strange_upper);
    let end = leaf(&good);
    check(&[
        (
            "a sound path before one that has run out",
            Walked::of(&[&end, &old, &good], &[&top]),
            "trusted; -; 0 2 anchor",
        ),
        ("in whatever order", Walked::of(&[&end, &good, &old], &[&top]), "trusted; -; 0 1 anchor"),
        (
            "a sound path before a longer one without anchor",
            Walked::of(&[&end, &strange, &strange_upper, &strange_top, &good], &[&top]),
            "trusted; -; 0 4 anchor",
        ),
        (
            "an anchored path with a fault before a longer one without anchor",
            Walked::of(&[&end, &strange, &strange_upper, &strange_top, &old], &[&top]),
            "untrusted; certificate 1 cert-expired; 0 4 anchor",
        ),
        (
            "the longer of two paths without anchor",
            Walked::of(&[&end, &good, &strange, &strange_upper], &[]),
            "untrusted; end 2 issuer-unknown; 0 2 3",
        ),
        (
            "fewer faults",
            Walked::of(&[&end, &powerless, &old], &[&top]),
            "untrusted; certificate 1 cert-expired; 0 2 anchor",
        ),
        (
            "else the order sent",
            Walked::of(&[&end, &old, &other_old], &[&top]),
            "untrusted; certificate 1 cert-expired; 0 1 anchor",
        ),
        (
            "and the other way round",
            Walked::of(&[&end, &other_old, &old], &[&top]),
            "untrusted; certificate 1 cert-expired; 0 1 anchor",
        ),
    ]);
}

#[test]
fn near_misses_are_kept_only_where_nothing_verifies() {
    let (top, good) = contoso();
    let rekeyed = good.again().signed_by(&top);
    let again_rekeyed = good.again().signed_by(&top);
    let end = leaf(&good);
    let mismatch = "untrusted; link 0 issuer-key-mismatch; 0 1 anchor";
    // The key identifier of a near miss may fit all the same: that one is nearer.
    let fits = good.again().key_id(good.cert().extensions.subject_key_id.as_ref().unwrap()).signed_by(&top);
    check(&[
        ("one that verifies", Walked::of(&[&end, &rekeyed, &good], &[&top]), "trusted; -; 0 2 anchor"),
        ("none that verifies", Walked::of(&[&end, &rekeyed], &[&top]), mismatch),
        ("none of two", Walked::of(&[&end, &rekeyed, &again_rekeyed], &[&top]), mismatch),
        (
            "the nearer of two",
            Walked::of(&[&end, &rekeyed, &fits], &[&top]),
            "untrusted; link 0 issuer-key-mismatch; 0 2 anchor",
        ),
    ]);
}

#[test]
fn broken_is_the_lowest_fault_that_decides() {
    let top = root("Contoso Root CA");
    let upper = authority("Contoso Policy CA").signed_by(&top);
    let old_upper = upper.again().key_of(&upper).dates(OLD.0, OLD.1).signed_by(&top);
    let issuing = authority("Contoso Issuing CA").signed_by(&upper);
    let old = issuing.again().key_of(&issuing).dates(OLD.0, OLD.1).signed_by(&upper);
    let wrong_key = issuing.again().dates(OLD.0, OLD.1).signed_by(&upper);
    let end = leaf(&issuing);
    let old_end = server(&["sip.contoso.com"]).dates(OLD.0, OLD.1).signed_by(&issuing);
    check(&[
        (
            "certificate 0 before link 0",
            Walked::of(&[&old_end, &wrong_key, &old_upper], &[]),
            "untrusted; certificate 0 cert-expired; 0 1 2",
        ),
        (
            "link 0 before certificate 1",
            Walked::of(&[&end, &wrong_key, &old_upper], &[]),
            "untrusted; link 0 issuer-key-mismatch; 0 1 2",
        ),
        (
            "certificate 1 before certificate 2",
            Walked::of(&[&end, &old, &old_upper], &[]),
            "untrusted; certificate 1 cert-expired; 0 1 2",
        ),
        (
            "certificate 2 before the end",
            Walked::of(&[&end, &issuing, &old_upper], &[]),
            "untrusted; certificate 2 cert-expired; 0 1 2",
        ),
        (
            "the end, if nothing else",
            Walked::of(&[&end, &issuing, &upper], &[]),
            "untrusted; end 2 issuer-unknown; 0 1 2",
        ),
    ]);
}

/// Policy constraints (RFC 5280 4.2.1.11): an explicit policy from here on.
fn demands_a_policy() -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 36], vec![0x30, 3, 0x80, 1, 0]);
    extension.set_criticality(true);
    extension
}

#[test]
fn anchors_are_a_name_and_a_key_with_limits() {
    let odd = |change: fn(super::pki::Draft) -> super::pki::Draft| {
        let top = change(authority("Contoso Root CA")).self_signed();
        let issuing = authority("Contoso Issuing CA").signed_by(&top);
        Walked::of(&[&leaf(&issuing), &issuing], &[&top])
    };
    let fine = "trusted; -; 0 1 anchor";
    let (top, issuing) = contoso();
    let namesake = root("Contoso Root CA");
    let end = leaf(&issuing);
    let limited = authority("Limited CA").permits(GeneralSubtree::DnsName("fabrikam.com".to_owned())).signed_by(&top);
    check(&[
        ("its dates do not refuse", odd(|d| d.dates(OLD.0, OLD.1)), fine),
        ("nor its purposes", odd(|d| d.purposes(&[ExtendedKeyUsagePurpose::EmailProtection])), fine),
        ("nor its key usage", odd(|d| d.key_usages(&[KeyUsagePurpose::DigitalSignature])), fine),
        ("nor what it holds critical", odd(|d| d.unknown_critical()), fine),
        ("nor the policies it demands", odd(|d| d.extension(demands_a_policy())), fine),
        ("its path length does", odd(|d| d.path_length(0)), "untrusted; certificate 1 path-too-long; 0 1 anchor"),
        (
            "its name constraints do",
            odd(|d| d.permits(GeneralSubtree::DnsName("fabrikam.com".to_owned()))),
            "untrusted; certificate 0 name-constraint-violated; 0 1 anchor",
        ),
        ("an intermediate may be one", Walked::of(&[&end], &[&issuing]), "trusted; -; 0 anchor"),
        (
            "which then limits as a root does",
            Walked::of(&[&leaf(&limited)], &[&limited]),
            "untrusted; certificate 0 name-constraint-violated; 0 anchor",
        ),
        ("a root above it need not be known", Walked::of(&[&end, &issuing], &[&issuing]), "trusted; -; 0 anchor"),
        ("a namesake with another key does no harm", Walked::of(&[&end, &issuing], &[&namesake, &top]), fine),
        (
            "a namesake alone is a near miss",
            Walked::of(&[&end, &issuing], &[&namesake]),
            "untrusted; link 1 issuer-key-mismatch; 0 1 anchor",
        ),
        ("a leaf that did not sign itself is none", Walked::of(&[&end], &[&end]), "untrusted; end 0 issuer-missing; 0"),
    ]);
}

#[test]
fn what_was_not_sent_completes_only_a_sound_path() {
    let (top, issuing) = contoso();
    let old = issuing.again().key_of(&issuing).dates(OLD.0, OLD.1).signed_by(&top);
    let end = leaf(&issuing);
    let with = |extra: &Made| Walked { extra: vec![extra.clone()], ..Walked::of(&[&end], &[&top]) };
    check(&[
        ("a sound one", with(&issuing), "untrusted; end 0 issuer-missing; 0 intermediates anchor"),
        ("one that has run out", with(&old), "untrusted; end 0 issuer-missing; 0 intermediates anchor"),
        (
            "one that is not needed",
            Walked { extra: vec![issuing.clone()], ..Walked::of(&[&end, &issuing], &[&top]) },
            "trusted; -; 0 1 anchor",
        ),
    ]);
    assert!(with(&issuing).walk().completed_by.is_some());
    assert!(with(&old).walk().completed_by.is_none());
}

#[test]
fn circles_and_limits_end_the_search() {
    let one = authority("Circle One CA").self_signed();
    let two = authority("Circle Two CA").signed_by(&one);
    let one = one.again().key_of(&one).signed_by(&two);
    let end = leaf(&one);
    let (top, issuing) = contoso();
    let below = leaf(&issuing);
    let tight = Limits { signatures: 1, ..Limits::default() };
    check(&[
        ("a circle", Walked::of(&[&end, &one, &two], &[&top]), "untrusted; end 2 issuer-unknown; 0 1 2"),
        (
            "too many signatures",
            Walked { limits: tight, ..Walked::of(&[&below, &issuing], &[&top]) },
            "untrusted; end 1 search-stopped; 0 1",
        ),
    ]);
}

/// A certificate with the name of its issuer, for a change of keys, is not counted against a path length.
#[test]
fn a_change_of_keys_is_not_counted() {
    let top = root("Contoso Root CA");
    let old = authority("Contoso Issuing CA").path_length(0).signed_by(&top);
    let new = authority("Contoso Issuing CA").signed_by(&old);
    let end = leaf(&new);
    check(&[("one name, two keys", Walked::of(&[&end, &new, &old], &[&top]), "trusted; -; 0 1 2 anchor")]);
}

#[test]
fn the_order_sent_never_changes_trust() {
    let top = root("Contoso Root CA");
    let upper = authority("Contoso Policy CA").signed_by(&top);
    let issuing = authority("Contoso Issuing CA").signed_by(&upper);
    let strange = authority("Fabrikam Issuing CA").signed_by(&root("Fabrikam Root CA"));
    let end = leaf(&issuing);
    let rest = [&upper, &issuing, &strange, &top];
    for first in 0..4 {
        for second in (0..4).filter(|i| *i != first) {
            let others = (0..4).filter(|i| *i != first && *i != second);
            let mut sent = vec![&end, rest[first], rest[second]];
            sent.extend(others.map(|i| rest[i]));
            let trusted = Walked::of(&sent, &[&top]).walk();
            assert_eq!(trusted.trust.as_str(), "trusted", "{first} {second}");
            let untrusted = Walked::of(&sent, &[]).walk();
            assert_eq!(untrusted.broken().map(|f| f.code), Some("root-untrusted"), "{first} {second}");
        }
    }
}
