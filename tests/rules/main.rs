//! The rules as a whole: each fires in one case and stays silent in a healthy one, each explains itself, and the user's
//! overrides, Microsoft's hosts and guessed endpoints are treated as promised.
//!
//! Cases are the scenes of `fixtures/` and the reports built in `reports`.

#![allow(clippy::unwrap_used)]

mod clients;
mod desks;
mod japanese;
#[path = "../support/japanese.rs"]
mod language;
mod overrides;
#[path = "../support/pki.rs"]
mod pki;
mod reports;
mod roles;
#[path = "../support/scene.rs"]
mod scene;
mod speaking;
mod table;
mod traps;
mod zones;

use chaincheck::{
    judge::{Check, RULES, Rule, rules::of_code},
    model::{Finding, SubjectKind},
};

/// Every finding of every case, with the case's name.
fn everything() -> Vec<(String, Vec<Finding>)> {
    let scenes = scene::all().into_iter().map(|s| (s.name.clone(), s.run().all_findings().cloned().collect()));
    let built = table::all().map(|case| (case.name.to_owned(), (case.build)().all_findings().cloned().collect()));
    scenes.chain(built).collect()
}

/// Whether a finding is of a rule; of two rules with one code, one speaks of the path and the other of what was sent, or
/// one of a target and the other of the run.
fn is_of(rule: &Rule, finding: &Finding) -> bool {
    let shared = of_code(rule.code).count() > 1;
    let kind = finding.subject.kind;
    let fits = match rule.check {
        Check::Run(_) => kind == SubjectKind::Run,
        Check::Target(_) => kind == SubjectKind::Target,
        Check::Workstation(_) => kind == SubjectKind::Workstation,
        Check::Fault(_) | Check::FaultOf(..) => kind != SubjectKind::Sent,
        Check::Endpoint(_) => kind == SubjectKind::Endpoint,
        Check::Observation(_) | Check::Beside(_) => kind == SubjectKind::Sent,
    };
    finding.code == rule.code && (!shared || fits)
}

#[test]
fn every_rule_fires_in_one_case() {
    let cases = everything();
    let fires = |rule: &&Rule| cases.iter().any(|(_, findings)| findings.iter().any(|f| is_of(rule, f)));
    let idle: Vec<&str> = RULES.iter().filter(|rule| !fires(rule)).map(|rule| rule.code).collect();
    assert!(idle.is_empty(), "rules without a case: {idle:?}");
}

#[test]
fn every_rule_stays_silent_in_a_healthy_case() {
    let chain = scene::Scene::read("healthy").run();
    let domain = reports::run(vec![reports::healthy_domain()]);
    let desk = reports::run(vec![desks::desk(desks::healthy())]);
    let all = chain.all_findings().chain(domain.all_findings()).chain(desk.all_findings());
    let found: Vec<String> = all.map(ToString::to_string).collect();
    assert_eq!(found, [] as [String; 0]);
    // What the two are made of gives every kind of rule something to look at.
    assert_eq!(chain.endpoints.len(), 1);
    let members = domain.targets[0].endpoints.iter().map(|e| e.observations.len()).max();
    assert_eq!(members, Some(2));
    assert!(!domain.targets[0].discovery.records.is_empty());
    let unknown: Vec<_> = desks::healthy().items().into_iter().filter(|item| item.known.known().is_none()).collect();
    assert_eq!(unknown, []);
}

#[test]
fn every_rule_explains_itself() {
    for rule in RULES {
        let code = rule.code;
        let kebab =
            code.split('-').all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert!(kebab, "{code} is not kebab-case");
        for (what, text) in [("title", rule.title), ("explanation", rule.explanation), ("remedy", rule.remedy)] {
            assert!(!text.is_empty(), "{code} has no {what}");
            assert_eq!(text.trim(), text, "{code}: {what}");
            assert!(!text.contains("  ") && !text.contains('\n'), "{code}: {what}: {text:?}");
        }
        assert!(rule.explanation.ends_with('.'), "{code}: the explanation is made of sentences");
        assert!(!rule.title.ends_with('.') && !rule.remedy.ends_with('.'), "{code}: title and remedy are none");
        assert!(!rule.see.is_empty() && rule.see.iter().all(|s| !s.is_empty()), "{code} names no source");
    }
}

#[test]
fn rules_that_share_a_code_agree_on_it() {
    for rule in RULES {
        let same: Vec<&Rule> = of_code(rule.code).collect();
        assert!(same.len() <= 2, "{}", rule.code);
        assert!(same.iter().all(|other| other.severity == rule.severity), "{}", rule.code);
    }
}

#[test]
fn identities_survive_the_next_run() {
    for (case, findings) in everything() {
        for finding in findings {
            assert!(finding.id.starts_with(finding.code), "{case}: {}", finding.id);
            let fleeting = ["192.0.2.", "2001:db8", "2026", "fixtures/"];
            assert!(!fleeting.iter().any(|part| finding.id.contains(part)), "{case}: {}", finding.id);
        }
    }
}
