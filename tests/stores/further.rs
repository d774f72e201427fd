//! `--also`: verdicts beside the deciding one.

use super::{Bench, also, codes};
use chaincheck::{
    model::{AnchorSet, Distrusted, PresentedChain, Purpose, Trust, chain::Profile},
    trust::Stores,
    walk::{Bag, Limits, Memory, Options, PolicyInputs, Revocation, explore},
    x509::parse,
};

use std::sync::Arc;

#[test]
fn each_store_judges_and_only_one_decides() {
    let bench = Bench::new();
    let root = bench.write("root.der", &bench.root.der).display().to_string();
    let mut stores = bench.stores();
    stores.add_also("mozilla", "mozilla").unwrap();
    stores.add_also("phones", &root).unwrap();
    let told: Vec<_> = stores.stores.iter().map(|s| (s.name.as_str(), s.decides, s.anchors > 0)).collect();
    assert_eq!(told, [(root.as_str(), true, true), ("mozilla", false, true), ("phones", false, true)]);
    let seen = bench.observe(&[&bench.leaf, &bench.issuing], stores);
    assert_eq!(seen.trust(), Trust::Trusted);
    assert_eq!(also(&seen), ["mozilla untrusted", "phones trusted"]);
    assert_eq!(seen.also[0].because, Some("issuer-unknown"));
    assert_eq!(codes(&seen), ["store-disagreement"]);
    assert!(seen.findings[0].remedy.contains("mozilla") && !seen.findings[0].remedy.contains("phones"));

    let mut stores = Stores::default();
    stores.add_also("phones", &root).unwrap();
    let seen = bench.observe(&[&bench.leaf, &bench.issuing], stores);
    assert_eq!((seen.trust(), also(&seen)), (Trust::Untrusted, vec!["phones trusted".to_owned()]));
    assert_eq!(codes(&seen), ["issuer-unknown", "store-disagreement"]);
}

#[test]
fn stores_that_agree_are_no_finding() {
    let bench = Bench::new();
    let root = bench.write("root.der", &bench.root.der).display().to_string();
    let mut stores = bench.stores();
    stores.add_also("phones", &root).unwrap();
    assert_eq!(codes(&bench.observe(&[&bench.leaf, &bench.issuing], stores)), [] as [&str; 0]);
    let mut stores = Stores::default();
    stores.add_also("mozilla", "mozilla").unwrap();
    assert_eq!(codes(&bench.observe(&[&bench.leaf, &bench.issuing], stores)), ["issuer-unknown"]);
}

#[test]
fn a_further_store_that_cannot_be_read_is_an_error() {
    let bench = Bench::new();
    let empty = bench.write("empty.pem", "no certificate").display().to_string();
    let error = Stores::default().add_also("x", &empty).unwrap_err().to_string();
    assert!(error.contains("empty.pem holds no certificate"), "{error}");
    assert!(Stores::default().add_also("x", "/nonexistent").unwrap_err().to_string().contains("cannot read"));
    // "none" is no store to judge beside.
    assert!(Stores::default().add_also("x", "none").is_err());
}

#[test]
fn no_signature_is_verified_twice() {
    let bench = Bench::new();
    let sent = PresentedChain { sent: [&bench.leaf, &bench.issuing].map(|made| parse::sent(&made.der)).into() };
    let memory = Memory::default();
    let signatures = |anchors: &AnchorSet| {
        let options = Options {
            time: super::NOW,
            purpose: Purpose::Server,
            profile: Profile::Field,
            policy: PolicyInputs::default(),
            limits: Limits::default(),
            revocation: Revocation::default(),
            is_public: &|_| false,
            distrusted: &Distrusted::default(),
        };
        explore(&Bag { sent: &sent, extra: &[], anchors }, &options, &memory).unwrap().work.signatures
    };
    let mut anchors = AnchorSet::default();
    anchors.add(Arc::new(bench.root.cert()), "one");
    assert_eq!(signatures(&anchors), 2);
    assert_eq!(signatures(&anchors.clone()), 0);
    assert_eq!(signatures(&AnchorSet::default()), 0);
}
