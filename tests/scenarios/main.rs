//! Every folder of `fixtures/` with a scene, run through the library and compared with what is expected there.
//!
//! `CHAINCHECK_BLESS=1 cargo test --test scenarios scenes` makes the folders that are missing and writes `expected.txt`
//! anew everywhere, to be read in review. To make a chain again, delete its folder first: the keys of the old one are
//! gone, as those of the new one will be.

#![allow(clippy::unwrap_used)]

mod best_path;
mod examples;
mod faults;
mod fixture;
#[path = "../support/lists.rs"]
mod lists;
mod makers;
#[path = "../support/pki.rs"]
mod pki;
mod renewed;
mod revocation;
#[path = "../support/scene.rs"]
mod scene;

use std::{collections::BTreeSet, env, fs, path::Path};

use chaincheck::{
    check::Settings,
    model::{Trust, Value, report::TargetReport},
    trust::Stores,
};
use scene::{FIXTURES, outcome};

#[test]
fn scenes_come_out_as_expected() {
    let bless = env::var_os("CHAINCHECK_BLESS").is_some();
    if bless {
        fixture::make_missing(Path::new(FIXTURES));
    }
    let scenes = scene::all();
    let folders: BTreeSet<&str> = scenes.iter().map(|s| s.name.as_str()).collect();
    let missing: Vec<&str> = makers::all().map(|m| m.name).filter(|name| !folders.contains(name)).collect();
    assert!(missing.is_empty(), "not made yet: {missing:?}");
    let mut wrong = Vec::new();
    for scene in &scenes {
        let found = outcome(&scene.run());
        let path = Path::new(FIXTURES).join(&scene.name).join("expected.txt");
        if bless {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            wrong.push(format!("--- {} expects\n{expected}\n--- but found\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_private_key_lies_in_the_tree() {
    for scene in scene::all() {
        for entry in fs::read_dir(Path::new(FIXTURES).join(&scene.name)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains("PRIVATE KEY"), "{}", path.display());
        }
    }
}

#[test]
fn findings_speak_to_an_administrator() {
    for scene in scene::all() {
        let report = scene.run();
        let file = scene.chain().display().to_string();
        let known = labels(&report, &file);
        for finding in report.all_findings() {
            let place = format!("{}: {finding}", scene.name);
            assert!(!finding.remedy.is_empty(), "{place} has no remedy");
            let names_one = known.iter().any(|label| finding.remedy.contains(label.as_str()));
            let about_all = finding.code == "alternative-path" || finding.code == "verifiers-disagree";
            assert!(names_one || about_all, "{place} names no certificate and no machine: {}", finding.remedy);
            assert!(!finding.evidence.is_empty(), "{place} has no evidence");
            tidy(&place, &finding.remedy);
            for fact in &finding.evidence {
                tidy(&place, fact.label);
                match &fact.value {
                    Value::Text(text) => tidy(&place, text),
                    Value::List(texts) => texts.iter().for_each(|text| tidy(&place, text)),
                    Value::Number(_) | Value::Time(_) => {}
                }
            }
        }
    }
}

/// What is wrong with an anchor is mended in stores: clients ignore a root that is sent.
#[test]
fn anchors_are_mended_in_stores() {
    for name in ["key-1024-root", "expired-anchor", "expired-anchor-strict"] {
        let report = scene::Scene::read(name).run();
        let remedies: Vec<&str> = report.all_findings().map(|f| f.remedy.as_str()).collect();
        assert!(!remedies.is_empty(), "{name}");
        assert!(remedies.iter().all(|r| r.contains("stores") && !r.contains("put it into")), "{name}: {remedies:?}");
    }
}

/// The names by which a remedy may speak of a certificate or the machine.
fn labels(report: &TargetReport, file: &str) -> Vec<String> {
    let observation = scene::observation(report);
    let path = observation.walk.iter().flat_map(|w| w.path.certificates.iter().map(|c| &c.cert));
    let sent = observation.presented.certs().map(|(_, cert)| cert);
    path.chain(sent).map(|cert| cert.label()).chain([file.to_owned()]).collect()
}

fn tidy(place: &str, text: &str) {
    assert!(!text.is_empty(), "{place}: an empty text");
    assert_eq!(text.trim(), text, "{place}");
    for flaw in ["{}", "{:", "  ", "\n"] {
        assert!(!text.contains(flaw), "{place}: {flaw:?} in {text:?}");
    }
}

/// More certificates than are walked. Made here: a fixture of that size would be read by nobody.
#[test]
fn a_crowd_is_counted_and_the_chain_in_it_found() {
    let root = pki::root("Contoso Root CA");
    let issuing = pki::authority("Contoso Issuing CA").signed_by(&root);
    let leaf = pki::server(&["sip.contoso.com"]).signed_by(&issuing);
    let stranger = pki::root("Fabrikam Root CA");
    let mut sent = vec![leaf.der.clone()];
    sent.extend((0..298).map(|i| pki::authority(&format!("Stranger {i}")).key_of(&stranger).signed_by(&stranger).der));
    sent.push(issuing.der);
    let folder = tempfile::tempdir().unwrap();
    let chain = folder.path().join("chain.der");
    fs::write(&chain, sent.concat()).unwrap();
    fs::write(folder.path().join("root.der"), &root.der).unwrap();
    let mut stores = Stores::default();
    stores.add_path(&folder.path().join("root.der")).unwrap();
    let settings =
        Settings { at: Some(1_782_864_000), name: Some("sip.contoso.com".to_owned()), ..Settings::default() };
    let report = scene::run(settings, stores, &chain);
    let observation = scene::observation(&report);
    let walk = observation.walk.as_ref().unwrap();
    assert_eq!((walk.trust, walk.not_walked), (Trust::Trusted, 300 - 256));
    let codes: Vec<String> = observation.findings.iter().map(ToString::to_string).collect();
    assert_eq!(codes, ["notice chain-extra-cert"], "one finding, not one for each");
}
