//! Members of one pool that do not present the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    judge::{Check, Draft, Rule, Scene, roles},
    model::{By, Fact, Observation, Outcome, Severity, SubjectKind, Text, discovery::Request, report::EndpointReport},
    text,
};

pub const DIFFER: Rule = Rule {
    code: "members-differ",
    severity: Severity::Warning,
    by: By::Clients,
    title: "the machines behind one name present different chains",
    explanation: "Clients are spread over all addresses of a name, so that a member with another chain fails for some of \
        them, some of the time. On an Edge pool Microsoft demands the same certificate and key of every member.",
    remedy: "install the same certificate and chain on every member",
    see: &["Microsoft, Edge Server environmental requirements"],
    check: Check::Endpoint(differ),
};

/// What is said of members that present the same, and their addresses.
type Group = (Text, Vec<String>);

fn differ(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    // AD FS has a stricter rule of its own.
    if endpoint.endpoint.microsoft || super::sso::proxies_differ(scene, endpoint) {
        return Vec::new();
    }
    let presented = endpoint.main().filter(|o| o.outcome == Outcome::Presented);
    let mut groups: BTreeMap<(String, Vec<[u8; 32]>), Group> = BTreeMap::new();
    for observation in presented {
        let chain = observation.presented.sent.iter().map(|s| s.sha256).collect();
        let address = observation.address.map_or_else(String::new, |a| a.to_string());
        let verdict = verdict(observation);
        let group = groups.entry((verdict.to_string(), chain)).or_insert_with(|| (verdict, Vec::new()));
        group.1.push(address);
    }
    if groups.len() < 2 {
        return Vec::new();
    }
    let mut verdicts: Vec<&String> = groups.keys().map(|(verdict, _)| verdict).collect();
    verdicts.dedup();
    let is_edge = roles::is_any(&endpoint.endpoint, roles::EDGE_POOL);
    let serious = verdicts.len() > 1 || is_edge;
    let mut evidence = Vec::new();
    for ((_, chain), (verdict, addresses)) in &groups {
        let leaf = chain.first().map(crate::judge::short).unwrap_or_default();
        let certificates = match chain.len() {
            1 => text!("one-certificate": "1 certificate"),
            count => text!("many-certificates": "{count} certificates", count),
        };
        let text = text!("member-presents": "{verdict}; {certificates}, leaf {leaf}", verdict, certificates, leaf);
        evidence.push(Fact::list("members", addresses));
        evidence.push(Fact::text("present", text));
        let servers = answered_by(scene, addresses);
        if !servers.is_empty() {
            evidence.push(Fact::list("answered by", servers));
        }
    }
    let host = endpoint.endpoint.host.clone().unwrap_or_default();
    let good = groups.iter().find(|((verdict, _), _)| verdict == "trusted").and_then(|(_, (_, a))| a.first());
    let remedy = match good.filter(|_| serious) {
        Some(good) => text!(
            "members-as-good":
                "install on every member behind {host} the certificate and chain that {good} presents",
            host, good
        ),
        None => {
            text!("members-same": "install the same certificate and chain on every member behind {host}", host)
        }
    };
    let mut draft = Draft::of(SubjectKind::Endpoint, evidence, remedy);
    draft.by = is_edge.then_some(By::Microsoft);
    draft.severity = Some(if serious { Severity::Warning } else { Severity::Notice });
    vec![draft]
}

/// The names by which the servers at some addresses call themselves (`X-MS-Server-Fqdn`).
fn answered_by<'a>(scene: &Scene<'a>, addresses: &[String]) -> BTreeSet<&'a str> {
    let is_here = |r: &&Request| r.address.is_some_and(|address| addresses.contains(&address.to_string()));
    scene.discovery.requests.iter().filter(is_here).filter_map(|r| r.server.as_deref()).collect()
}

fn verdict(observation: &Observation) -> Text {
    let mut verdict = Text::words(observation.trust().as_str());
    if let Some(broken) = observation.walk.as_ref().and_then(|w| w.broken()) {
        verdict = verdict.then(format!(" ({})", broken.code));
    }
    if observation.name_matches == Some(false) {
        verdict = verdict.then(text!("and-another-name": ", another name"));
    }
    verdict
}
