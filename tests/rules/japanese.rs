//! What findings say in Japanese. That every message is there is `tests/locales.rs`'s to see; here, that findings are made
//! of messages and not of plain text, which would be English in every language.

use chaincheck::render::Lang;

use super::{everything, language::english_in, scene, table};

/// Names that are the same in every language.
const SAME: &[&str] = &["SHA-1", "SHA-256", "DNS", "rustls-webpki"];

/// Whether it has letters of the syllabary, without which there is no sentence.
fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3041}'..='\u{3096}').contains(&c))
}

#[test]
fn every_finding_can_be_said_in_japanese() {
    for (case, findings) in everything() {
        for finding in findings {
            let place = format!("{case}: {finding}");
            assert!(is_japanese(&Lang::Ja.words(finding.title)), "{place}: {}", finding.title);
            let remedy = Lang::Ja.say(&finding.remedy);
            assert!(is_japanese(&remedy), "{place}: {remedy}");
            for english in ["install ", "; ", " on ", " the ", " of "] {
                assert!(!remedy.contains(english), "{place}: {english:?} in {remedy}");
            }
            for fact in &finding.evidence {
                let label = Lang::Ja.words(fact.label);
                assert!(!label.is_ascii() || SAME.contains(&fact.label), "{place}: {label}");
            }
        }
    }
}

#[test]
fn a_remedy_reads_as_a_japanese_sentence() {
    let said = |case: &str, code: &str| {
        let found = everything().into_iter().find(|(name, _)| name == case);
        let findings = found.unwrap_or_else(|| panic!("no case {case}")).1;
        let finding = findings.into_iter().find(|f| f.code == code).unwrap_or_else(|| panic!("{case}: no {code}"));
        Lang::Ja.say(&finding.remedy).into_owned()
    };
    let renew = said("expired-leaf", "cert-expired");
    assert!(renew.ends_with("にインストールしてください") && renew.contains("を更新し、新しい証明書を"), "{renew}");
    let append = said("issuer-missing-known", "issuer-missing");
    assert!(append.contains("[中間証明機関]") && append.contains("順序: リーフ、次にこの証明書"), "{append}");
}

#[test]
fn no_report_has_an_english_sentence() {
    let scenes = scene::all().into_iter().map(|scene| (scene.name.clone(), scene.run()));
    let built = table::all().map(|case| (case.name.to_owned(), (case.build)()));
    let mut left: Vec<String> = Vec::new();
    for (name, target) in scenes {
        left.extend(english_in(&scene::report(target, 0)).into_iter().map(|run| format!("{name} as {run}")));
    }
    for (name, report) in built {
        left.extend(english_in(&report).into_iter().map(|run| format!("{name} as {run}")));
    }
    assert!(left.is_empty(), "{left:#?}");
}
