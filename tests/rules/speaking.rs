//! Whom findings speak for: RFC 5280, the CA/Browser Forum and deployed clients do not ask the same of a chain.

use chaincheck::{
    judge::{Check, RULES, rules::of_code},
    model::{By, Fact, Fault, Observation, Stage, observation::Cause},
};

use super::{
    everything,
    reports::{FIRST, SECOND, domain, edge, presents, refuses, run, silent, times_out, web},
};

/// Where the three do not do the same, which the explanation has to say.
const DIFFERING: &[&str] = &[
    "key-usage-forbids-signing",
    "purpose-forbidden",
    "signature-weak",
    "key-weak",
    "anchor-expired",
    "cn-only",
    "leaf-is-ca",
    "chain-unordered",
    "extension-unknown-critical",
    "policy-not-satisfied",
    "name-constraint-violated",
];

#[test]
fn where_authorities_differ_the_explanation_says_what_each_does() {
    for code in DIFFERING {
        let text = of_code(code).next().unwrap_or_else(|| panic!("no rule {code}")).explanation;
        for who in ["RFC ", "CA/Browser Forum"] {
            assert!(text.contains(who), "{code} does not say what of {who}: {text}");
        }
        let clients = ["Windows", "deployed clients"].iter().any(|who| text.contains(who));
        assert!(clients, "{code} does not say what clients do: {text}");
    }
}

#[test]
fn a_finding_speaks_for_whom_its_rule_does_unless_the_case_is_another() {
    let by_case: Vec<&str> = RULES
        .iter()
        .filter(|r| matches!(r.check, Check::FaultOf(..)))
        .map(|r| r.code)
        .chain(["members-differ"])
        .collect();
    assert_eq!(by_case, ["purpose-forbidden", "key-weak", "requirement-unmet", "members-differ"]);
    for (case, findings) in everything() {
        for finding in findings.iter().filter(|f| !by_case.contains(&f.code)) {
            assert!(of_code(finding.code).any(|rule| rule.by == finding.by), "{case}: {finding}: {:?}", finding.by);
        }
    }
}

/// Whom the finding of a code speaks for, at an address that presents the chain of a scene with its faults changed.
fn by(scene: &str, code: &str, change: impl Fn(&mut Fault)) -> By {
    let mut seen: Observation = presents(scene, FIRST);
    let faults = &mut seen.walk.as_mut().unwrap().path.faults;
    faults.iter_mut().filter(|f| f.code == code).for_each(change);
    let report = run(vec![domain(web(), vec![seen])]);
    report.all_findings().find(|f| f.code == code).unwrap_or_else(|| panic!("{scene}: no {code}")).by
}

#[test]
fn some_speak_for_one_or_another_by_the_case() {
    let as_is = |scene, code| by(scene, code, |_| {});
    assert_eq!(as_is("key-768", "key-weak"), By::Windows);
    assert_eq!(as_is("key-1024", "key-weak"), By::Clients);
    assert_eq!(by("key-1024", "key-weak", |fault| fault.decides = true), By::Forum, "in a publicly trusted chain");
    assert_eq!(as_is("leaf-purpose", "purpose-forbidden"), By::Rfc5280);
    assert_eq!(as_is("intermediate-purpose", "purpose-forbidden"), By::Clients);
    assert_eq!(as_is("requirement-unmet", "requirement-unmet"), By::Rfc5280);
    let (rfc, forum) = ("no issuer name (RFC 5280 4.1.2.4)", "a short key (CA/Browser Forum TLS requirements 6.1.5)");
    let of = |unmet: &[&str]| {
        by("requirement-unmet", "requirement-unmet", |fault| fault.facts = vec![Fact::list("not met", unmet)])
    };
    assert_eq!([of(&[rfc]), of(&[forum]), of(&[rfc, forum])], [By::Rfc5280, By::Forum, By::Issuing]);
}

#[test]
fn members_of_an_edge_pool_are_microsofts_demand() {
    let differing = |endpoint| {
        let report = run(vec![domain(endpoint, vec![presents("healthy", FIRST), presents("healthy-rsa", SECOND)])]);
        report.all_findings().find(|f| f.code == "members-differ").unwrap().by
    };
    assert_eq!((differing(edge()), differing(web())), (By::Microsoft, By::Clients));
}

#[test]
fn an_address_that_is_not_reached_says_how() {
    let other = |address| silent(Stage::Connect, Cause::Other, address);
    for (observations, titles) in [
        (vec![refuses(FIRST), refuses(SECOND)], vec!["the connection is refused"]),
        (vec![times_out(FIRST), times_out(SECOND)], vec!["no answer within the time allowed"]),
        (vec![other(FIRST)], vec!["this machine finds no way to the address"]),
        (vec![refuses(FIRST), times_out(SECOND)], vec!["no connection comes about"]),
        (vec![presents("healthy", FIRST), refuses(SECOND)], vec!["the connection is refused"]),
        (
            vec![refuses(FIRST), times_out(SECOND), presents("healthy", "192.0.2.3:443")],
            vec!["the connection is refused", "no answer within the time allowed"],
        ),
    ] {
        let report = run(vec![domain(web(), observations)]);
        let found = report.all_findings().filter(|finding| finding.code == "endpoint-unreachable");
        assert_eq!(found.map(|finding| finding.title).collect::<Vec<_>>(), titles);
    }
}
