//! What is one thing although it was seen at several places: a finding with its places, and equal observations.
//!
//! Every format for people tells each cause once and puts equal addresses together; what counts as the same is decided
//! here, and said in words by each of them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, btree_map::Entry},
};

use super::{people, told};
use crate::model::{
    Cert, Client, EndKind, Fact, Finding, Observation, Severity, SubjectKind,
    report::{EndpointReport, TargetReport},
    target::Target,
};

/// The finding that says who gets in and who does not.
const DISAGREE: &str = "clients-disagree";

/// One place at which a finding was made.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub endpoint: Option<&'a EndpointReport>,
    pub observation: Option<&'a Observation>,
    pub finding: &'a Finding,
}

/// One finding with every place at which it was made.
pub struct Group<'a> {
    /// The worst of them.
    pub severity: Severity,
    /// In the order of the report, at least one.
    pub places: Vec<Place<'a>>,
    /// What was asked about.
    pub target: &'a Target,
}

/// The findings of a target, one a cause: worst first, those that decide trust before others, and among the others first
/// who gets in and who does not.
pub fn groups(target: &TargetReport) -> Vec<Group<'_>> {
    let own = target.findings.iter().map(|finding| Place { endpoint: None, observation: None, finding });
    let below = target.endpoints.iter().flat_map(|endpoint| {
        let at = move |finding| Place { endpoint: Some(endpoint), observation: None, finding };
        let seen = endpoint.observations.iter().flat_map(move |observation| {
            let place = move |finding| Place { endpoint: Some(endpoint), observation: Some(observation), finding };
            observation.findings.iter().map(place)
        });
        endpoint.findings.iter().map(at).chain(seen)
    });
    let mut groups: Vec<Group<'_>> = Vec::new();
    // Of one code some may be called otherwise: refused here, no answer there.
    let mut known: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for place in below.chain(own) {
        match known.entry((place.cause(), place.finding.title)) {
            Entry::Occupied(at) => {
                let group = &mut groups[*at.get()];
                group.severity = group.severity.max(place.finding.severity);
                group.places.push(place);
            }
            Entry::Vacant(new) => {
                new.insert(groups.len());
                let severity = place.finding.severity;
                groups.push(Group { severity, places: vec![place], target: &target.target });
            }
        }
    }
    // What is accepted does not come before what counts.
    groups.sort_by_key(|group| Reverse((told::counts(group), group.severity, group.decides(), group.divides())));
    groups
}

impl<'a> Group<'a> {
    /// The place that speaks for all.
    pub fn first(&self) -> &Place<'a> {
        &self.places[0]
    }

    /// Whether it is what is broken somewhere.
    fn decides(&self) -> bool {
        self.places.iter().any(|p| {
            let broken = p.observation.and_then(|o| o.walk.as_ref()).and_then(|w| w.broken());
            broken.is_some_and(|fault| fault.code == p.finding.code)
        })
    }

    /// Whether it says that clients do not agree.
    pub fn divides(&self) -> bool {
        self.first().finding.code == DISAGREE
    }

    /// Where else the remedy applies: it names the first place only.
    pub fn likewise(&self) -> Self {
        let remedy = &self.first().finding.remedy;
        let places = self.places.iter().filter(|place| place.finding.remedy != *remedy).copied().collect();
        Self { severity: self.severity, places, target: self.target }
    }

    /// The endpoints concerned, each with the observations at which it was found.
    pub fn by_endpoint(&self) -> Vec<(&'a EndpointReport, Vec<&'a Observation>)> {
        let mut endpoints: Vec<(&EndpointReport, Vec<&Observation>)> = Vec::new();
        for place in &self.places {
            let Some(endpoint) = place.endpoint else { continue };
            match endpoints.iter_mut().find(|(known, _)| std::ptr::eq(*known, endpoint)) {
                Some((_, seen)) => seen.extend(place.observation),
                None => endpoints.push((endpoint, place.observation.into_iter().collect())),
            }
        }
        endpoints
    }

    /// What each family makes of all places together: whoever is refused at one of them is hurt.
    pub fn everywhere(&self) -> Vec<Client> {
        let mut families: Vec<Client> = Vec::new();
        for client in self.places.iter().filter_map(|place| place.observation).flat_map(|seen| &seen.clients) {
            let order = |client: &Client| match client.accepts {
                Some(true) => 0,
                None => 1,
                Some(false) => 2,
            };
            match families.iter_mut().find(|known| known.family == client.family) {
                Some(known) if order(known) < order(client) => *known = *client,
                Some(_) => {}
                None => families.push(*client),
            }
        }
        families.sort_by_key(|client| client.family);
        families
    }

    /// The roles hurt, without repetition.
    pub fn people(&self) -> Vec<String> {
        let kinds = self.places.iter().filter_map(|p| p.endpoint).flat_map(|e| &e.endpoint.kinds);
        let mut people: Vec<String> = Vec::new();
        for who in kinds.map(|k| people::used_by(*k)).filter(|who| !who.is_empty()) {
            if !people.iter().any(|known| known == who) {
                people.push(who.to_owned());
            }
        }
        people
    }
}

impl Place<'_> {
    /// What the same cause at several places has in common: the code and the certificate; where no certificate is to
    /// blame, the code and the host, whatever the port.
    pub fn cause(&self) -> String {
        let id = &self.finding.id;
        let Some((host, port)) = self.endpoint.and_then(|e| e.endpoint.host.as_ref().zip(e.endpoint.port)) else {
            return id.clone();
        };
        let common = if id.contains('#') { String::new() } else { format!("@{host}") };
        id.replacen(&format!("@{host}:{port}"), &common, 1)
    }
}

/// What was seen at another place that was not seen at the first; all of it where facts of one label belong to those beside
/// them.
pub fn own_facts<'a>(first: &[Fact], other: &'a [Fact]) -> Vec<&'a Fact> {
    let repeated = |fact: &Fact| other.iter().filter(|known| known.label == fact.label).count() > 1;
    let all = other.iter().any(repeated);
    other.iter().filter(|fact| all || !first.contains(fact)).collect()
}

/// Observations of one endpoint that show the same.
pub struct Row<'a> {
    /// At least one.
    pub seen: Vec<&'a Observation>,
    /// Whether they are the look without SNI.
    pub beside: bool,
    /// Whether every one of them shows the same without SNI.
    pub without_sni: bool,
}

/// The rows of an endpoint; those without SNI only where asked for, and where they show something else than with it.
pub fn rows(endpoint: &EndpointReport, beside: bool) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for seen in &endpoint.observations {
        let is_beside = endpoint.is_beside(seen);
        if is_beside && (!beside || endpoint.stands_beside(seen).is_some_and(|with| is_sent_the_same(with, seen))) {
            continue;
        }
        let mut looks = endpoint.observations.iter().filter(|look| is_look_beside(endpoint, look, seen));
        let without_sni = looks.next().is_some_and(|look| is_sent_the_same(seen, look));
        match rows.iter_mut().find(|row| row.beside == is_beside && shows_the_same(row.seen[0], seen)) {
            Some(row) => {
                row.seen.push(seen);
                row.without_sni &= without_sni;
            }
            None => rows.push(Row { seen: vec![seen], beside: is_beside, without_sni }),
        }
    }
    rows
}

/// Whether the first is the look without SNI beside the second.
fn is_look_beside(endpoint: &EndpointReport, look: &Observation, seen: &Observation) -> bool {
    endpoint.stands_beside(look).is_some_and(|with| std::ptr::eq(with, seen))
}

fn shows_the_same(a: &Observation, b: &Observation) -> bool {
    is_sent_the_same(a, b) && a.also == b.also && a.name_matches == b.name_matches && troubles(a) == troubles(b)
}

/// Whether two look alike whatever was made of them: the outcome, the chain and its path.
fn is_sent_the_same(a: &Observation, b: &Observation) -> bool {
    let sent = |o: &Observation| o.presented.sent.iter().map(|s| s.sha256).collect::<Vec<_>>();
    let path = |o: &Observation| {
        let walk = o.walk.as_ref()?;
        let broken = walk.broken().map(|fault| (fault.code, fault.position));
        Some((broken, walk.path.certificates.iter().map(|c| c.cert.sha256).collect::<Vec<_>>()))
    };
    a.outcome == b.outcome && a.trust() == b.trust() && sent(a) == sent(b) && path(a) == path(b)
}

/// The findings of an observation that are worse than notices, worst first: code and certificate on the path.
pub fn troubles(seen: &Observation) -> Vec<(&'static str, Option<usize>)> {
    let mut findings: Vec<_> = seen.findings.iter().filter(|f| f.severity > Severity::Notice).collect();
    findings.sort_by_key(|f| Reverse(f.severity));
    let on_path = |kind| matches!(kind, SubjectKind::Certificate | SubjectKind::Link | SubjectKind::End);
    let place = |f: &&Finding| (f.code, f.subject.index.filter(|_| on_path(f.subject.kind)));
    findings.iter().map(place).collect()
}

/// The certificate below the anchor that runs out first; the anchor itself never runs out (RFC 5280 6.1.1 (d)).
pub fn earliest(seen: &Observation) -> Option<&Cert> {
    let path = &seen.walk.as_ref()?.path;
    let below = if path.end.kind == EndKind::Anchored { path.end.index.max(1) } else { path.certificates.len() };
    path.certificates.iter().take(below).map(|c| &*c.cert).min_by_key(|c| c.not_after)
}

/// The common name of the issuer, else its whole name; not cleaned.
pub fn issuer(cert: &Cert) -> &str {
    let text = &cert.issuer.text;
    if !text.starts_with("CN=") {
        return text;
    }
    let escaped = |at: usize| text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
    let end = text.match_indices([',', '+']).map(|(at, _)| at).find(|at| !escaped(*at));
    &text[..end.unwrap_or(text.len())]
}
