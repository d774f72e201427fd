//! Every rule about computers fires on a snapshot with its fault, and stays silent on one without.

use std::collections::BTreeSet;

use chaincheck::judge::{Check, RULES};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    cases::{Beside, CASES, healthy, with},
    desk::{self, AT, Desk},
    language::{ENCODINGS, Encoding, LANGUAGES, Language},
    program::{Done, run},
};

/// The codes of all findings in a report.
pub fn codes(report: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut left = vec![report];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(all) => left.extend(all),
            Value::Object(all) => {
                if let (Some(Value::String(code)), true) = (all.get("code"), all.contains_key("severity")) {
                    found.insert(code.clone());
                }
                left.extend(all.values());
            }
            _ => {}
        }
    }
    found
}

/// A snapshot in a folder of its own.
pub fn folder(desk: &Desk, language: Language, encoding: Encoding) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    desk.write(folder.path(), language, encoding);
    folder
}

/// `chaincheck workstation` over it, as JSON.
pub fn judged(path: &std::path::Path) -> Done {
    run(&["workstation", path.to_str().unwrap(), "--at", AT, "--format", "json"])
}

#[test]
fn every_rule_about_computers_has_a_snapshot() {
    let rules = RULES.iter().filter(|rule| matches!(rule.check, Check::Workstation(_)));
    let codes: BTreeSet<&str> = rules.map(|rule| rule.code).collect();
    assert_eq!(codes, CASES.iter().map(|case| case.code).collect());
}

#[test]
fn nothing_is_wrong_with_a_healthy_computer() {
    for language in LANGUAGES {
        for encoding in ENCODINGS {
            let folder = folder(&healthy(), language, encoding);
            let done = judged(folder.path()).expect(0);
            assert_eq!(codes(&done.json()), BTreeSet::new(), "{language:?} {encoding:?}");
            assert_eq!(done.err, "", "{language:?} {encoding:?}");
        }
    }
}

#[test]
fn every_rule_fires_in_every_language() {
    for case in CASES.iter().filter(|case| case.beside == Beside::Nothing) {
        for (language, encoding) in [
            (Language::English, Encoding::CodePage),
            (Language::English, Encoding::Utf16),
            (Language::German, Encoding::CodePage),
            (Language::German, Encoding::Utf8),
            (Language::Japanese, Encoding::CodePage),
            (Language::Japanese, Encoding::Utf16),
        ] {
            let folder = folder(&with(case.change), language, encoding);
            let done = judged(folder.path());
            let found = codes(&done.json());
            assert!(found.contains(case.code), "{} {language:?} {encoding:?}: {found:?}\n{}", case.code, done.err);
            assert_eq!(found.len(), 1, "{} alone is wrong: {found:?}", case.code);
        }
    }
}

#[test]
fn a_zip_says_the_same_as_the_folder() {
    for case in CASES.iter().filter(|case| case.beside == Beside::Nothing) {
        let desk = with(case.change);
        let files = desk.files(Language::German, Encoding::CodePage);
        let parent = tempfile::tempdir().unwrap();
        let (folder, zip) = (parent.path().join("snapshot"), parent.path().join("snapshot.zip"));
        desk::write(&folder, &files);
        desk::zip(&zip, &files);
        let (one, other) = (judged(&folder), judged(&zip));
        assert_eq!(one.code, other.code, "{}", case.code);
        assert_eq!(codes(&one.json()), codes(&other.json()), "{}", case.code);
    }
}

#[test]
fn people_read_what_is_wrong_and_what_to_do() {
    let folder = folder(&with(|desk| desk.guid = "{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0}"), LANGUAGES[2], ENCODINGS[2]);
    let path = folder.path().to_str().unwrap();
    run(&["workstation", path, "--at", AT]).expect(2).says(&["machine-guid-braces", "PC-0117", "reg add"]);
    run(&["workstation", path, "--at", AT, "--lang", "ja"]).expect(2).says(&["machine-guid-braces", "PC-0117"]);
}
