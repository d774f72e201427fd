//! The SIP names that the certificates of Edge and Front End Servers must carry.

use crate::{
    judge::{
        Check, Draft, Rule, Scene,
        roles::{self, Answers, answers},
        rules::wildcard,
        short, text,
    },
    model::{
        By, Endpoint, EndpointKind, Fact, Observation, Severity, Subject, SubjectKind, Target,
        discovery::{Presence, RecordState},
    },
};

pub const MISSING: Rule = Rule {
    code: "sip-name-missing",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "the certificate lacks the name of a SIP domain",
    explanation: "The certificate of an Access Edge must carry sip.<domain> for each SIP domain it serves, letter for \
        letter: clients and partners take the SIP domain as what they trust, and compare it with the certificate even \
        when a record led them to another name of the same server. Without it users of that domain are asked whether \
        they trust the server, sign-in fails under strict naming, and federation and hybrid routing for that domain \
        fail, while the first domain works. A wildcard is not enough: Microsoft wants these names explicitly. The same \
        holds for sipinternal and sipexternal where DNS leads them to the server, and for sip.<domain> at a Front End \
        or Director pool where DNS leads that name there. Typical: a SIP domain was added and the certificate was not \
        issued again. Further SIP domains of the same Edge are named with --sip-domain.",
    remedy: "issue the certificate again with sip.<domain> of every SIP domain as subject alternative names, and install \
        it with its key on every member of the pool; on an Edge Server assign it in the deployment wizard, on both the \
        Access Edge and the other external services, and restart them",
    see: &[
        "Microsoft, Edge Server environmental requirements",
        "Microsoft, Cloud consolidation: Edge certificates",
        "Microsoft, Plan for advanced Edge Server DNS",
    ],
    check: Check::Observation(missing),
};

fn missing(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let kinds = [roles::ACCESS_EDGE, &[EndpointKind::SipInternal]].concat();
    let Some((endpoint, leaf)) = roles::at(scene, observation, &kinds) else { return Vec::new() };
    // One word for one wildcard: where it stands in for the connecting name, that finding names the others too.
    let wildcard_said = wildcard::stands_in(endpoint, leaf);
    let lacks = |name: &String| match answers(leaf, name) {
        Answers::ByName => false,
        Answers::ByWildcard => !wildcard_said,
        Answers::Not => true,
    };
    let missing: Vec<String> = needed(scene, endpoint).into_iter().filter(lacks).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let mut evidence = text::certificate_at(observation, 0);
    evidence.push(Fact::list("names that must stand in it", &missing));
    let covered = missing.iter().filter(|name| answers(leaf, name) == Answers::ByWildcard);
    let covered: Vec<&String> = covered.collect();
    if !covered.is_empty() {
        evidence.push(Fact::list("answered for by a wildcard alone", covered));
    }
    evidence.extend(text::names_of(leaf));
    let remedy = text::replace_on_pool(scene, observation, text::with_names(&missing));
    let subject = Subject::at(SubjectKind::Certificate, 0);
    vec![Draft { subject, severity: None, by: None, title: None, evidence, remedy, key: short(&leaf.sha256) }]
}

/// The names beyond the connecting one, of which `name-mismatch` speaks, that an endpoint's role demands letter for
/// letter.
pub(super) fn needed(scene: &Scene<'_>, endpoint: &Endpoint) -> Vec<String> {
    let Target::Domain(domain) = scene.target else { return Vec::new() };
    let mut names = Vec::new();
    if roles::is_any(endpoint, roles::ACCESS_EDGE) {
        names.extend([domain].into_iter().chain(&scene.policy.sip_domains).map(|domain| format!("sip.{domain}")));
    }
    let led = ["sip", "sipinternal", "sipexternal"].map(|label| format!("{label}.{domain}"));
    let records = scene.discovery.records.iter();
    names.extend(records.filter(|r| led.contains(&r.name) && leads_to(r, endpoint)).map(|r| r.name.clone()));
    let connecting = endpoint.names.first().map_or("", String::as_str);
    names.retain(|name| !name.eq_ignore_ascii_case(connecting));
    names.sort();
    names.dedup();
    names
}

/// Whether a host name that somebody set up is another name of an endpoint's machines.
fn leads_to(record: &RecordState, endpoint: &Endpoint) -> bool {
    let host = endpoint.host.as_deref().unwrap_or_default();
    let named = record.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(host));
    let shared = record.addresses.iter().any(|address| endpoint.resolution.addresses.contains(address));
    record.presence == Presence::Present && (named || shared)
}
