//! `--ignore` and `--severity`, applied once after all rules.

use chaincheck::{
    judge::{Policy, Window},
    model::{Discovery, Outcome, Severity, discovery::Presence},
};

use super::{
    reports::{FIRST, domain, found, presents, record, refuses, run_under, shows, web, zone},
    scene::Scene,
};

fn ignoring(code: &str, host: Option<&str>) -> Policy {
    Policy { ignored: vec![(code.to_owned(), host.map(str::to_owned))], ..Policy::default() }
}

/// What is left at a host whose leaf has run out and is for another name.
fn left(policy: &Policy) -> Vec<String> {
    let mut observation = presents("expired-leaf", FIRST);
    observation.name_matches = Some(false);
    let report = run_under(policy, vec![domain(web(), vec![observation])]);
    report.all_findings().map(ToString::to_string).collect()
}

#[test]
fn a_code_is_ignored_everywhere_or_at_a_host() {
    let both = ["critical cert-expired", "critical name-mismatch"];
    assert_eq!(left(&Policy::default()), both);
    assert_eq!(left(&ignoring("cert-expired", None)), both[1..]);
    assert_eq!(left(&ignoring("cert-expired", Some("sip.contoso.com"))), both[1..]);
    assert_eq!(left(&ignoring("cert-expired", Some("SIP.Contoso.COM"))), both[1..]);
    assert_eq!(left(&ignoring("cert-expired", Some("webext.contoso.com"))), both);
    assert_eq!(left(&ignoring("name-mismatch", None)), both[..1]);
}

#[test]
fn severities_are_the_users_and_the_last_word_counts() {
    let severities = vec![
        ("cert-expired".to_owned(), Severity::Warning),
        ("cert-expired".to_owned(), Severity::Notice),
        ("name-mismatch".to_owned(), Severity::Warning),
    ];
    let policy = Policy { severities, ..Policy::default() };
    assert_eq!(left(&policy), ["notice cert-expired", "warning name-mismatch"]);
    let both = Policy { ignored: ignoring("cert-expired", None).ignored, ..policy };
    assert_eq!(left(&both), ["warning name-mismatch"]);
}

#[test]
fn overrides_reach_endpoints_targets_and_runs() {
    let cases = [
        ("endpoint-unreachable", domain(web(), vec![refuses(FIRST)])),
        ("record-missing", zone(found(record(Presence::Absent)))),
        ("dns-wildcard", zone(Discovery { wildcards: vec!["contoso.com".to_owned()], ..Discovery::default() })),
        ("family-unavailable", domain(web(), vec![shows(Outcome::Skipped, FIRST.parse().ok())])),
    ];
    for (code, target) in cases {
        let left = |policy: &Policy| -> Vec<String> {
            run_under(policy, vec![target.clone()]).all_findings().map(ToString::to_string).collect()
        };
        assert_eq!(left(&ignoring(code, None)), [] as [String; 0], "{code}");
        let raised = Policy { severities: vec![(code.to_owned(), Severity::Critical)], ..Policy::default() };
        assert_eq!(left(&raised), [format!("critical {code}")], "{code}");
    }
}

#[test]
fn ignoring_at_a_host_leaves_what_has_no_host() {
    let policy = ignoring("record-missing", Some("sip.contoso.com"));
    let report = run_under(&policy, vec![zone(found(record(Presence::Absent)))]);
    assert_eq!(report.all_findings().count(), 1);
}

#[test]
fn findings_about_records_are_ignored_at_the_domain_or_the_record() {
    let absent = record(Presence::Absent);
    let name = absent.name.clone();
    for (at, left) in [("contoso.com", 0), (&*name, 0), ("other.contoso.com", 1), ("fabrikam.com", 1)] {
        let policy = ignoring("record-missing", Some(at));
        let report = run_under(&policy, vec![zone(found(absent.clone()))]);
        assert_eq!(report.all_findings().count(), left, "{at}");
    }
}

#[test]
fn trust_and_what_is_broken_are_not_the_users_to_say() {
    let policy = ignoring("cert-expired", None);
    let report = Scene::read("expired-leaf").run_under(policy);
    let walk = super::scene::observation(&report).walk.clone().unwrap();
    assert_eq!(walk.broken().map(|f| f.code), Some("cert-expired"));
    assert_eq!(report.all_findings().count(), 0);
}

#[test]
fn the_warning_window_is_a_span_or_a_part_of_the_lifetime() {
    let day = 86_400;
    // The leaf lives 365 days, of which 17 are left in that scene.
    let table = [
        (Window::default(), true),
        (Window::Span(17 * day), true),
        (Window::Span(16 * day), false),
        (Window::Fraction(0.05, i64::MAX), true),
        (Window::Fraction(0.04, i64::MAX), false),
        (Window::Fraction(0.5, 16 * day), false),
    ];
    for (warn_within, expected) in table {
        let report = Scene::read("expires-soon").run_under(Policy { warn_within, ..Policy::default() });
        let warned = report.all_findings().any(|f| f.code == "cert-expires-soon");
        assert_eq!(warned, expected, "{warn_within:?}");
    }
}
