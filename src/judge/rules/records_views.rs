//! Whose answers these are: of the hosts file, of one side of a split zone, of a cache; and names on the wrong side.

use super::records::key;
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Fact, Severity, SubjectKind, Text,
        discovery::{CHINA, DeploymentKind, Presence, RecordState, Vantage, Zone, is_private},
        report::TargetReport,
    },
    text, words,
};

pub const HOSTS: Rule = Rule {
    code: "hosts-file-differs",
    severity: Severity::Notice,
    by: By::Program,
    title: "the hosts file says something else than DNS",
    explanation: "The hosts file of this machine overrides DNS for the name, so this run looked at other servers than \
        everybody else meets. Entries of this kind are left behind by tests and migrations, on clients as well.",
    remedy: "take the name out of the hosts file of this machine, or ask DNS alone with --dns",
    see: &["RFC 952"],
    check: Check::Target(hosts),
};

fn hosts(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for found in &target.discovery.overrides {
        let name = &found.name;
        let none = || vec![Text::words(words!("no address"))];
        let dns = if found.dns.is_empty() { none() } else { texts(&found.dns) };
        let evidence = vec![
            Fact::text("name", name.clone()),
            Fact::texts("hosts file", texts(&found.file)),
            Fact::texts("DNS", dns),
        ];
        let remedy = text!(
            "hosts-take-out":
                "take {name} out of the hosts file of this machine unless it is meant; --dns asks DNS alone",
            name
        );
        let draft = Draft::of(SubjectKind::Target, evidence, remedy);
        drafts.push(Draft { key: key(name, "hosts"), ..draft });
    }
    drafts
}

fn texts<T: ToString>(values: &[T]) -> Vec<Text> {
    values.iter().map(|value| value.to_string().into()).collect()
}

pub const SPLIT: Rule = Rule {
    code: "split-horizon",
    severity: Severity::Notice,
    by: By::Program,
    title: "DNS answers differently inside and outside",
    explanation: "The zone has two sides, one for the office and one for the Internet: the addresses seen here are private, \
        or the zone's own servers give others. That is how it is meant to be; but this run saw one side only, and \
        clients on the other meet other servers with other certificates.",
    remedy: "run chaincheck on the other side as well, or ask a name server there with --dns",
    see: &["Microsoft, DNS requirements for Edge Servers", "RFC 9499 6 (split DNS)"],
    check: Check::Target(split),
};

fn split(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let found = &target.discovery;
    let overridden = |record: &RecordState| found.overrides.iter().any(|other| other.name == record.name);
    // What is at loopback is a test, or a machine that asks itself.
    let office = |record: &&RecordState| {
        let addresses = &record.addresses;
        let private = addresses.iter().all(|address| is_private(*address) && !address.to_canonical().is_loopback());
        record.zone != Zone::Internal && record.exists() && !addresses.is_empty() && private && !overridden(record)
    };
    let private: Vec<&str> = found.records.iter().filter(office).map(|record| record.name.as_str()).collect();
    let other: Vec<String> =
        found.stale.iter().filter(|stale| stale.split).map(|stale| format!("{} {}", stale.name, stale.kind)).collect();
    if private.is_empty() && other.is_empty() {
        return Vec::new();
    }
    let mut evidence = Vec::new();
    if !private.is_empty() {
        evidence.push(Fact::list("private addresses", private));
    }
    if !other.is_empty() {
        evidence.push(Fact::list("the zone's own servers differ on", other));
    }
    let domain = target.target.name();
    let remedy = text!(
        "split-outside":
            "nothing to mend; run chaincheck {domain} outside as well, or with --dns and a name server outside",
        domain
    );
    vec![Draft::of(SubjectKind::Target, evidence, remedy)]
}

pub const INTERNAL: Rule = Rule {
    code: "internal-name-public",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "a name of the inside is known outside",
    explanation: "Clients try the internal names first and take it that they are in the office if those are answered. Outside \
        they then connect to servers that they cannot reach, or that show internal certificates: sign-in is slow or \
        fails. The Control Panel does not belong on the Internet at all.",
    remedy: "take the record out of the zone that the Internet sees",
    see: &[
        "Microsoft, DNS requirements for Skype for Business Server",
        "Microsoft, Technical requirements for mobility",
    ],
    check: Check::Target(internal),
};

fn internal(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let found = &target.discovery;
    if found.vantage != Vantage::External {
        return Vec::new();
    }
    // `admin` and the like mean other things where there are no servers of this kind.
    let elsewhere = [DeploymentKind::Online, DeploymentKind::None];
    let has_servers = found.deployment.as_ref().is_none_or(|deployment| !elsewhere.contains(&deployment.kind));
    let leaks = |record: &&RecordState| {
        let meant = record.is_of_the_inside() || has_servers;
        record.zone == Zone::Internal && record.exists() && record.cloud.is_none() && meant
    };
    let mut drafts = Vec::new();
    for record in found.records.iter().filter(leaks) {
        let RecordState { name, kind, .. } = record;
        let mut evidence = vec![Fact::text("record", format!("{name} {kind}"))];
        let targets: Vec<&str> = record.targets().map(|service| service.target.as_str()).collect();
        if !targets.is_empty() {
            evidence.push(Fact::list("leads to", targets));
        }
        if !record.addresses.is_empty() {
            evidence.push(Fact::list("addresses", &record.addresses));
        }
        let remedy = text!(
            "internal-take-out": "take {name} {kind} out of the zone that the Internet sees; keep it inside",
            name, kind = *kind
        );
        let draft = Draft::of(SubjectKind::Target, evidence, remedy);
        drafts.push(Draft { key: key(name, kind), ..draft });
    }
    drafts
}

pub const MSOID: Rule = Rule {
    code: "msoid-record-present",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "an msoid record is there that only China needs",
    explanation: "The record sends Office activation and sign-in to the cloud that 21Vianet runs in China. Everywhere else it \
        was for the Sign-In Assistant of long ago, and today breaks activation and sign-in of Office and its clients.",
    remedy: "delete the record",
    see: &["Microsoft, External DNS records for Office 365"],
    check: Check::Target(msoid),
};

fn msoid(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let found = &target.discovery;
    let name = format!("msoid.{}", target.target.name());
    let record = found.records.iter().find(|r| r.name == name && r.kind == "CNAME" && r.presence == Presence::Present);
    let in_china = found.deployment.as_ref().is_some_and(|deployment| deployment.cloud == Some(CHINA));
    let Some(record) = record.filter(|record| record.cloud != Some(CHINA) && !in_china) else { return Vec::new() };
    let evidence = vec![Fact::text("record", format!("{name} CNAME")), Fact::list("leads to", &record.aliases)];
    let remedy = text!("record-delete": "delete {name} CNAME from the zone", name = &name);
    vec![Draft { key: key(&name, "CNAME"), ..Draft::of(SubjectKind::Target, evidence, remedy) }]
}

pub const STALE: Rule = Rule {
    code: "dns-cache-stale",
    severity: Severity::Warning,
    by: By::Program,
    title: "the resolver's answer is not the zone's any more",
    explanation: "The name server that was asked gives another answer than the zone's own servers: it remembers an old one. \
        Clients behind it go to the old servers until it forgets. Zones with an inside and an outside differ by design \
        and are not meant, nor are answers kept for no more than a minute.",
    remedy: "empty the cache of the name server, or wait until its answer has run out",
    see: &["RFC 1034 3.6", "RFC 2308"],
    check: Check::Target(stale),
};

fn stale(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let found = &target.discovery;
    let mut drafts = Vec::new();
    for stale in found.stale.iter().filter(|stale| !stale.split) {
        let (name, kind) = (&stale.name, stale.kind);
        let asked = found.lookups.iter().find(|l| l.name.trim_end_matches('.') == *name && l.kind == kind);
        let server =
            asked.map_or_else(|| Text::words(words!("the name server")), |lookup| lookup.server.as_str().into());
        let nothing = || vec![Text::words(words!("nothing"))];
        let said = |answer: &[String]| if answer.is_empty() { nothing() } else { texts(answer) };
        let mut evidence = vec![
            Fact::text("record", format!("{name} {kind}")),
            Fact::texts("resolver", said(&stale.resolver)),
            Fact::texts("zone", said(&stale.zone)),
        ];
        if let Some(ttl) = stale.ttl {
            evidence.push(Fact::number("kept for (seconds)", usize::try_from(ttl).unwrap_or(usize::MAX)));
        }
        let remedy = text!(
            "cache-empty": "empty the cache of {server}, or wait until it forgets {name}; then on clients too",
            server, name
        );
        drafts.push(Draft { key: key(name, kind), ..Draft::of(SubjectKind::Target, evidence, remedy) });
    }
    drafts
}
