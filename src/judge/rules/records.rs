//! What DNS said.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{Answer, By, Fact, Severity, SubjectKind, discovery::Presence, report::TargetReport},
};

pub const MISSING: Rule = Rule {
    code: "record-missing",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "a record that clients look for is not there",
    explanation: "Clients, phones or federation partners ask DNS for this name. Whether it has to exist depends on the \
        deployment; internal and fallback names are never missed.",
    remedy: "create the record if clients of that kind are in use",
    see: &["Microsoft, DNS requirements for Skype for Business Server"],
    check: Check::Target(missing),
};

fn missing(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let absent = target
        .discovery
        .records
        .iter()
        .filter(|r| !r.optional && matches!(r.presence, Presence::Absent | Presence::Wildcard));
    let mut drafts = Vec::new();
    for record in absent {
        let evidence = vec![Fact::text("record", format!("{} {}", record.name, record.kind))];
        let remedy = format!("if clients of that kind are in use, create {} {} in the zone", record.name, record.kind);
        let draft = Draft::of(SubjectKind::Target, evidence, remedy);
        drafts.push(Draft { key: key(&record.name, record.kind), ..draft });
    }
    drafts
}

/// What tells records apart in a finding's id.
fn key(name: &str, kind: &str) -> String {
    format!("{name}/{kind}")
}

pub const DANGLING: Rule = Rule {
    code: "record-dangling",
    severity: Severity::Warning,
    by: By::Dns,
    title: "a record leads to a name that does not exist",
    explanation: "An SRV or CNAME record is there, but its target has no address. Clients that follow it fail as if the \
        service were down. Typical after a migration: the host was removed, the record was not. Whoever can register the \
        target's name gets the clients.",
    remedy: "point the record at a host that exists, or delete it",
    see: &["RFC 2782", "RFC 1034 3.6.2"],
    check: Check::Target(dangling),
};

fn dangling(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for record in &target.discovery.records {
        let Presence::Dangling { at, answer } = &record.presence else { continue };
        let evidence = vec![
            Fact::text("record", format!("{} {}", record.name, record.kind)),
            Fact::text("leads to", at.clone()),
            Fact::text("answer there", answer.as_str()),
        ];
        let name = &record.name;
        // Who runs the domain cannot create names in others.
        let remedy = match target.target.name() {
            domain if at.ends_with(&format!(".{domain}")) => {
                format!("create an address record for {at}, or point {name} elsewhere or delete it")
            }
            _ => format!("point {name} at a host that exists, or delete it; {at} is for others to bring back"),
        };
        let draft = Draft::of(SubjectKind::Target, evidence, remedy);
        drafts.push(Draft { key: key(&record.name, record.kind), ..draft });
    }
    drafts
}

pub const FAILED: Rule = Rule {
    code: "lookup-failed",
    severity: Severity::Warning,
    by: By::Dns,
    title: "a question to DNS was not answered",
    explanation: "The name server did not answer, refused, reported a failure of its own, or led in a circle. What the \
        record says is unknown: it is neither missing nor fine.",
    remedy: "ask the name server by hand, or another one with --dns",
    see: &["RFC 1035 4.1.1"],
    check: Check::Target(failed),
};

/// A question that failed: the record it was asked for, and the name at which it failed.
struct Unanswered<'a> {
    record: &'a str,
    kind: &'a str,
    at: &'a str,
}

/// One draft for each kind of failure: a name server that is down fails every question alike.
fn failed(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let mut kinds: BTreeMap<Answer, Vec<Unanswered<'_>>> = BTreeMap::new();
    for record in &target.discovery.records {
        if let Presence::Failed { at, answer } = &record.presence {
            let unanswered = Unanswered { record: &record.name, kind: record.kind, at };
            kinds.entry(*answer).or_default().push(unanswered);
        }
    }
    // A host that has addresses of one family, while the question for the other failed: part of it went unseen.
    for endpoint in target.endpoints.iter().map(|e| &e.endpoint) {
        let Some((host, answer)) = endpoint.host.as_deref().zip(endpoint.resolution.failure) else { continue };
        if endpoint.resolution.addresses.is_empty() || answer.is_absence() {
            continue;
        }
        let known = kinds.entry(answer).or_default();
        if known.iter().all(|other| other.at != host) {
            known.push(Unanswered { record: host, kind: "A/AAAA", at: host });
        }
    }
    let draft = |(answer, records): (Answer, Vec<Unanswered<'_>>)| {
        let asked = |name: &str| records.iter().any(|r| r.at.trim_end_matches('.') == name.trim_end_matches('.'));
        let lookups = target.discovery.lookups.iter().filter(|l| asked(&l.name) && !l.server.is_empty());
        let servers: BTreeSet<&str> = lookups.map(|l| l.server.as_str()).collect();
        let questions: BTreeSet<&str> = records.iter().map(|r| r.at).collect();
        let first = questions.first().copied().unwrap_or_default();
        let remedy = format!("ask the name server for {first} by hand, or give another one with --dns");
        let mut evidence = vec![Fact::list("record", records.iter().map(|r| format!("{} {}", r.record, r.kind)))];
        // Where the trail led elsewhere, the question that failed is another one.
        let elsewhere: Vec<_> = records.iter().filter(|r| r.record != r.at).map(|r| r.at).collect();
        if !elsewhere.is_empty() {
            evidence.push(Fact::list("question", elsewhere));
        }
        evidence.push(Fact::text("answer", answer.as_str()));
        evidence.push(Fact::list("name server", servers));
        Draft { key: answer.as_str().to_owned(), ..Draft::of(SubjectKind::Target, evidence, remedy) }
    };
    kinds.into_iter().map(draft).collect()
}

pub const WILDCARD: Rule = Rule {
    code: "dns-wildcard",
    severity: Severity::Notice,
    by: By::Dns,
    title: "any name under the domain answers",
    explanation: "The zone has a wildcard record, so that an answer does not mean that anybody set up the name. Names that \
        answer like the wildcard count as absent unless a certificate for that very name is presented there.",
    remedy: "nothing to do; for clarity, replace the wildcard by the names that are meant",
    see: &["RFC 4592"],
    check: Check::Target(wildcard),
};

fn wildcard(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    if target.discovery.wildcards.is_empty() {
        return Vec::new();
    }
    let evidence = vec![Fact::list("any name answers under", &target.discovery.wildcards)];
    let remedy = "nothing to do; for clarity, replace the wildcard by the names that are meant".to_owned();
    vec![Draft::of(SubjectKind::Target, evidence, remedy)]
}
