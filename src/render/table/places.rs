//! Where things were seen: the same finding at several addresses is one group, with its places.

use std::net::IpAddr;

use super::page::{Page, listed};
use crate::model::{
    Cert, Finding, Observation, Severity, Split, SubjectKind,
    report::{EndpointReport, TargetReport},
    target::Target,
};

/// Addresses named before the rest is only counted.
const SHOWN: usize = 3;

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
    for place in below.chain(own) {
        match groups.iter_mut().find(|g| g.first().cause() == place.cause()) {
            Some(group) => {
                group.severity = group.severity.max(place.finding.severity);
                group.places.push(place);
            }
            None => {
                let severity = place.finding.severity;
                groups.push(Group { severity, places: vec![place], target: &target.target });
            }
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse((group.severity, group.decides(), group.divides())));
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
    fn divides(&self) -> bool {
        self.first().finding.code == DISAGREE
    }

    /// Who gets in and who does not: "desktops sign in, phones do not: issuer-missing". `None` where all refuse, and
    /// where those who refuse do so for another cause than this one.
    pub fn clients(&self, page: &Page<'_>) -> Option<String> {
        let split = Split::of(&self.first().observation?.clients)?;
        let codes = split.codes();
        let words = page.style.lang.say(&split.words()).into_owned();
        match self.divides() {
            true => Some(format!("{words}: {}", codes.join(", "))),
            false => codes.contains(&self.first().finding.code).then_some(words),
        }
    }

    /// The endpoints concerned, each with its addresses: `sip.contoso.com:443 (203.0.113.11, 1 of 2 addresses)`.
    pub fn endpoints(&self, page: &Page<'_>) -> Vec<String> {
        let mut endpoints: Vec<(&EndpointReport, Vec<&Observation>)> = Vec::new();
        for place in &self.places {
            let Some(endpoint) = place.endpoint else { continue };
            match endpoints.iter_mut().find(|(known, _)| std::ptr::eq(*known, endpoint)) {
                Some((_, seen)) => seen.extend(place.observation),
                None => endpoints.push((endpoint, place.observation.into_iter().collect())),
            }
        }
        endpoints.iter().map(|(endpoint, seen)| where_at(page, self.target, endpoint, seen)).collect()
    }

    /// The roles hurt, without repetition.
    pub fn people(&self) -> Vec<String> {
        let kinds = self.places.iter().filter_map(|p| p.endpoint).flat_map(|e| &e.endpoint.kinds);
        let mut people: Vec<String> = Vec::new();
        for who in kinds.map(|k| super::people::used_by(*k)).filter(|who| !who.is_empty()) {
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
    fn cause(&self) -> String {
        let id = &self.finding.id;
        let Some((host, port)) = self.endpoint.and_then(|e| e.endpoint.host.as_ref().zip(e.endpoint.port)) else {
            return id.clone();
        };
        let common = if id.contains('#') { String::new() } else { format!("@{host}") };
        id.replacen(&format!("@{host}:{port}"), &common, 1)
    }

    /// The certificate, link or end that the finding is about, by name; `None` where it is about something else.
    pub fn certificate(&self, page: &Page<'_>) -> Option<String> {
        let subject = self.finding.subject;
        let index = subject.index?;
        let seen = self.observation?;
        let on_path = |i: usize| seen.walk.as_ref().and_then(|w| w.path.certificates.get(i)).map(|c| &*c.cert);
        match subject.kind {
            SubjectKind::Certificate => Some(label(page, on_path(index)?)),
            SubjectKind::End => Some(format!("{}, {}", label(page, on_path(index)?), issued(page, on_path(index)?))),
            SubjectKind::Link => {
                let below = on_path(index)?;
                let above = on_path(index + 1).map_or_else(|| issuer(page, below), |cert| label(page, cert));
                Some(format!("link from {} to {above}", label(page, below)))
            }
            SubjectKind::Sent => Some(label(page, seen.presented.sent.get(index)?.cert.as_ref().ok()?)),
            SubjectKind::Run | SubjectKind::Target | SubjectKind::Endpoint | SubjectKind::Observation => None,
        }
    }
}

/// The name of a certificate, with its serial number under `-v`.
pub fn label(page: &Page<'_>, cert: &Cert) -> String {
    let name = page.name(&cert.label());
    if page.style.verbose == 0 {
        return name;
    }
    format!("{name} (serial {})", page.name(&crate::model::cert::hex(&cert.serial)))
}

fn issued(page: &Page<'_>, cert: &Cert) -> String {
    if cert.is_self_issued() { "self-issued".to_owned() } else { format!("issued by {}", issuer(page, cert)) }
}

/// The common name of the issuer, else its whole name.
fn issuer(page: &Page<'_>, cert: &Cert) -> String {
    let text = &cert.issuer.text;
    if !text.starts_with("CN=") {
        return page.name(text);
    }
    let escaped = |at: usize| text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
    let end = text.match_indices([',', '+']).map(|(at, _)| at).find(|at| !escaped(*at));
    page.name(&text[..end.unwrap_or(text.len())])
}

/// The endpoint as an administrator would write it; for a file, the file.
pub fn endpoint_name(page: &Page<'_>, target: &Target, endpoint: &EndpointReport) -> String {
    match (&endpoint.endpoint.host, endpoint.endpoint.port) {
        (Some(host), Some(port)) if host.contains(':') => format!("[{}]:{port}", page.name(host)),
        (Some(host), Some(port)) => format!("{}:{port}", page.name(host)),
        (Some(host), None) => page.name(host),
        (None, _) => page.name(&target.name()),
    }
}

fn where_at(page: &Page<'_>, target: &Target, endpoint: &EndpointReport, seen: &[&Observation]) -> String {
    let name = endpoint_name(page, target, endpoint);
    let all = endpoint.main().filter(|o| o.address.is_some()).count();
    let seen: Vec<_> = seen.iter().filter(|o| o.address.is_some()).copied().collect();
    if seen.is_empty() {
        return name;
    }
    let listed = addresses(endpoint, &seen, SHOWN);
    match (seen.len(), all) {
        (_, 0 | 1) => format!("{name} ({})", listed),
        (2, 2) => format!("{name} (both addresses)"),
        (n, all) if n >= all => format!("{name} (all {all} addresses)"),
        (n, all) => format!("{name} ({listed}, {n} of {all} addresses)"),
    }
}

/// The first few addresses and how many there are beyond.
pub fn addresses(endpoint: &EndpointReport, seen: &[&Observation], shown: usize) -> String {
    let mut texts: Vec<String> = seen.iter().take(shown).map(|o| address(endpoint, o)).collect();
    if seen.len() > shown {
        texts.push(format!("{} more", seen.len() - shown));
    }
    listed(&texts)
}

/// The address, with its port where that is not the endpoint's; nothing for a file.
pub fn address(endpoint: &EndpointReport, seen: &Observation) -> String {
    match seen.address {
        None if endpoint.endpoint.host.is_none() => String::new(),
        None => "no address".to_owned(),
        Some(a) if endpoint.endpoint.port.is_none_or(|port| port == a.port()) => a.ip().to_string(),
        Some(a) => match a.ip() {
            IpAddr::V4(ip) => format!("{ip}:{}", a.port()),
            IpAddr::V6(ip) => format!("[{ip}]:{}", a.port()),
        },
    }
}
