//! What DNS said.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        Answer, By, Discovery, EndpointKind, Fact, Severity, SubjectKind, Text,
        discovery::{DeploymentKind, Presence, RecordState, Unanswered, Zone},
        report::TargetReport,
    },
    text,
};

pub const MISSING: Rule = Rule {
    code: "record-missing",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "a record that clients look for is not there",
    explanation: "Clients, phones or federation partners ask DNS for this name. Whether it has to exist depends on the \
        deployment: internal and fallback names are never missed, a domain in the cloud needs the federation record alone, \
        and one with own servers, hybrid or not, needs the names of its Edge and its reverse proxy.",
    remedy: "create the record if clients of that kind are in use",
    see: &["Microsoft, DNS requirements for Skype for Business Server"],
    check: Check::Target(missing),
};

fn missing(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let found = &target.discovery;
    let mut drafts = Vec::new();
    for record in found.records.iter().filter(|record| is_missed(found, record)) {
        let RecordState { name, kind, .. } = record;
        let evidence = vec![Fact::text("record", format!("{name} {kind}"))];
        let told = was_named(record);
        let remedy = match told {
            true => {
                text!("record-create-or-name": "create an address record for {name}, or name the host that is meant", name)
            }
            false => {
                text!("record-create": "if clients of that kind are in use, create {name} {kind} in the zone", name, kind = *kind)
            }
        };
        let severity = told.then_some(Severity::Warning);
        let draft = Draft::of(SubjectKind::Target, evidence, remedy);
        drafts.push(Draft { severity, key: key(name, kind), ..draft });
    }
    drafts
}

/// Whether a record that is not there has to be, in this deployment and as seen from here.
fn is_missed(found: &Discovery, record: &RecordState) -> bool {
    if record.optional || !matches!(record.presence, Presence::Absent | Presence::Wildcard) {
        return false;
    }
    if was_named(record) {
        return true;
    }
    // Inside, the names of the outside need not be known.
    if record.zone == Zone::External && found.is_inside() {
        return false;
    }
    let is = |roles: &[EndpointKind]| record.role.is_some_and(|role| roles.contains(&role));
    match found.deployment.as_ref().map(|deployment| deployment.kind) {
        // Federation is all that the cloud cannot do without.
        Some(DeploymentKind::Online | DeploymentKind::Mixed) => is(&[EndpointKind::Federation]),
        Some(DeploymentKind::Hosted) => is(&[EndpointKind::Federation, EndpointKind::AutodiscoverExternal]),
        // Who has no record at all misses none.
        Some(DeploymentKind::None) => found.records.iter().any(|other| other.exists() && is_of_skype(other)),
        _ => true,
    }
}

/// The user gave its name.
fn was_named(record: &RecordState) -> bool {
    !record.optional && matches!(record.role, Some(EndpointKind::Sso | EndpointKind::DirectRoutingSbc))
}

/// Not of single sign-on, of Exchange, or of whoever has a host called `admin` or `meet`.
fn is_of_skype(record: &RecordState) -> bool {
    let meeting = matches!(record.role, Some(EndpointKind::Meet | EndpointKind::Dialin));
    (!record.optional && !meeting) || record.is_of_the_inside() || record.role == Some(EndpointKind::AccessEdgeClient)
}

/// What tells records apart in a finding's id.
pub(super) fn key(name: &str, kind: &str) -> String {
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
        let name = &record.name;
        let mut evidence = vec![Fact::text("record", format!("{name} {}", record.kind))];
        // Not a record leads there, but what somebody says.
        let told = name == at;
        let named_by = target.endpoints.iter().map(|e| &e.endpoint).filter(|e| told && e.host.as_ref() == Some(name));
        let sources =
            named_by.flat_map(|e| &e.trail).filter_map(|step| step.strip_suffix(&format!(":{}", record.port)));
        let sources: Vec<&str> = sources.filter_map(|step| step.strip_suffix(&format!(" -> {name}"))).collect();
        match told {
            true => evidence.extend((!sources.is_empty()).then(|| Fact::list("named by", sources))),
            false => evidence.push(Fact::text("leads to", at.clone())),
        }
        evidence.push(Fact::text("answer there", Text::words(answer.as_str())));
        // Who runs the domain cannot create names in others.
        let remedy = match target.target.name() {
            _ if told => text!(
                "record-create-or-out": "create an address record for {name}, or take the name out where it is named",
                name
            ),
            _ if at.parse::<IpAddr>().is_ok() => text!(
                "record-name-for-address":
                    "put the name of the host at {at} into {name}, where the address is now: clients look for a name",
                at, name
            ),
            domain if at.ends_with(&format!(".{domain}")) => text!(
                "record-create-or-point":
                    "create an address record for {at}, or point {name} elsewhere or delete it",
                at, name
            ),
            _ => text!(
                "record-point-or-delete":
                    "point {name} at a host that exists, or delete it; {at} is for others to bring back",
                name, at
            ),
        };
        let draft = Draft::of(SubjectKind::Target, evidence, remedy);
        drafts.push(Draft { key: key(&record.name, record.kind), ..draft });
    }
    drafts
}

pub const FAILED: Rule = Rule {
    code: "lookup-failed",
    severity: Severity::Warning,
    by: By::Program,
    title: "a question to DNS was not answered",
    explanation: "The name server did not answer, refused, reported a failure of its own, or led in a circle. What the \
        record says is unknown: it is neither missing nor fine.",
    remedy: "ask the name server by hand, or another one with --dns",
    see: &["RFC 1035 4.1.1"],
    check: Check::Target(failed),
};

/// A question that failed: what it was to show, and the name at which it failed.
struct Question<'a> {
    about: Text,
    at: &'a str,
    /// The trail led elsewhere from the record.
    elsewhere: bool,
}

/// One draft for each kind of failure: a name server that is down fails every question alike.
fn failed(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let mut kinds: BTreeMap<Answer, Vec<Question<'_>>> = BTreeMap::new();
    for record in &target.discovery.records {
        if let Presence::Failed { at, answer } = &record.presence {
            let about = format!("{} {}", record.name, record.kind).into();
            kinds.entry(*answer).or_default().push(Question { about, at, elsewhere: record.name != *at });
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
            known.push(Question { about: format!("{host} A/AAAA").into(), at: host, elsewhere: false });
        }
    }
    for Unanswered { purpose, at, answer } in &target.discovery.unanswered {
        let about = Text::joined(": ", vec![at.into(), Text::words(purpose)]);
        let question = Question { about, at, elsewhere: false };
        kinds.entry(*answer).or_default().push(question);
    }
    kinds.into_iter().map(|(answer, questions)| unanswered(target, answer, &questions)).collect()
}

fn unanswered(target: &TargetReport, answer: Answer, questions: &[Question<'_>]) -> Draft {
    // The name itself, or the random one below it.
    let is_at = |name: &str, at: &str| {
        let name = name.trim_end_matches('.');
        name == at || name.split_once('.').is_some_and(|(_, parent)| parent == at)
    };
    let asked = |name: &str| questions.iter().any(|q| is_at(name, q.at.trim_end_matches('.')));
    let lookups = target.discovery.lookups.iter().filter(|l| l.answer == answer && asked(&l.name));
    let servers: BTreeSet<&str> = lookups.map(|l| l.server.as_str()).filter(|server| !server.is_empty()).collect();
    let first = questions.first().map_or("", |question| question.at);
    let remedy =
        text!("lookup-by-hand": "ask the name server for {first} by hand, or give another one with --dns", first);
    let mut evidence = vec![Fact::texts("record", questions.iter().map(|q| &q.about))];
    let elsewhere: Vec<_> = questions.iter().filter(|q| q.elsewhere).map(|q| q.at).collect();
    if !elsewhere.is_empty() {
        evidence.push(Fact::list("question", elsewhere));
    }
    evidence.push(Fact::text("answer", Text::words(answer.as_str())));
    if !servers.is_empty() {
        evidence.push(Fact::list("name server", servers));
    }
    Draft { key: answer.as_str().to_owned(), ..Draft::of(SubjectKind::Target, evidence, remedy) }
}

pub const NOT_FOLLOWED: Rule = Rule {
    code: "records-not-followed",
    severity: Severity::Notice,
    by: By::Program,
    title: "more services or addresses than are followed",
    explanation: "A name has more services or addresses than are looked at in one run, so that some servers were not \
        checked. Clients may well meet one of those. So many are seldom meant: the Access Edge elects one service, and \
        clients try a few addresses at most.",
    remedy: "remove the services and addresses that are not in use, or check the others by name with chaincheck probe",
    see: &["RFC 2782", "Microsoft, Lync Server 2013: Determine DNS requirements"],
    check: Check::Target(not_followed),
};

fn not_followed(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let records = target.discovery.records.iter().map(|record| (record.name.as_str(), record.kind, record.dropped));
    let hosts = target.endpoints.iter().filter_map(|e| {
        let host = e.endpoint.host.as_deref()?;
        Some((host, "A/AAAA", e.endpoint.resolution.dropped))
    });
    let all: BTreeSet<_> = records.chain(hosts).filter(|(_, _, dropped)| *dropped > 0).collect();
    let draft = |(name, kind, dropped): (&str, &str, usize)| {
        let evidence = vec![Fact::text("record", format!("{name} {kind}")), Fact::number("not looked at", dropped)];
        let remedy = text!(
            "records-remove":
                "remove from {name} {kind} what is not in use, or check the rest with chaincheck probe",
            name, kind
        );
        Draft { key: key(name, kind), ..Draft::of(SubjectKind::Target, evidence, remedy) }
    };
    all.into_iter().map(draft).collect()
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
    let remedy =
        text!("wildcard-names": "nothing to do; for clarity, replace the wildcard by the names that are meant");
    vec![Draft::of(SubjectKind::Target, evidence, remedy)]
}
