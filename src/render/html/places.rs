//! Where things were seen, in the words of the page.

use std::net::IpAddr;

use super::view::{Tone, View};
use crate::{
    model::{Cert, Observation, Outcome, Severity, SubjectKind, Target, Text, Trust, report::EndpointReport},
    render::{
        groups::{self, Group, Place, Row, issuer},
        spans,
    },
    text, words,
};

/// Addresses named before the rest is counted.
const SHOWN: usize = 3;

/// The endpoint as an administrator would write it; for a file, the file.
pub fn endpoint(view: &View<'_>, target: &Target, endpoint: &EndpointReport) -> String {
    match (&endpoint.endpoint.host, endpoint.endpoint.port) {
        (Some(host), Some(port)) if host.contains(':') => format!("[{}]:{port}", view.name(host)),
        (Some(host), Some(port)) => format!("{}:{port}", view.name(host)),
        (Some(host), None) => view.name(host),
        (None, _) => view.name(&target.name()),
    }
}

/// The address, with its port where that is not the endpoint's; nothing for a file.
pub fn address(view: &View<'_>, endpoint: &EndpointReport, seen: &Observation) -> String {
    match seen.address {
        None if endpoint.endpoint.host.is_none() => String::new(),
        None => view.words("no address").into_owned(),
        Some(a) if endpoint.endpoint.port.is_none_or(|port| port == a.port()) => a.ip().to_string(),
        Some(a) => match a.ip() {
            IpAddr::V4(ip) => format!("{ip}:{}", a.port()),
            IpAddr::V6(ip) => format!("[{ip}]:{}", a.port()),
        },
    }
}

/// The addresses of some observations, the first few of them by name.
pub fn addresses(view: &View<'_>, endpoint: &EndpointReport, seen: &[&Observation], shown: usize) -> String {
    let all: Vec<String> = seen.iter().map(|o| address(view, endpoint, o)).filter(|text| !text.is_empty()).collect();
    let (mut named, rest) = spans::first(&all, shown);
    named.extend(view.more(rest, 0));
    named.join(", ")
}

/// An endpoint and those of its addresses that are concerned.
pub fn place(view: &View<'_>, target: &Target, at: &EndpointReport, seen: &[&Observation]) -> String {
    let name = endpoint(view, target, at);
    let all = at.main().filter(|o| o.address.is_some()).count();
    let seen: Vec<_> = seen.iter().filter(|o| o.address.is_some()).copied().collect();
    if seen.is_empty() {
        return name;
    }
    let listed = addresses(view, at, &seen, SHOWN);
    view.say(&match (seen.len(), all) {
        (_, 0 | 1) => text!("html-at-address": "{name} ({listed})", name, listed),
        (n, all) if n >= all => text!("html-at-all": "{name} (all {all} addresses)", name, all),
        (n, all) => text!("html-at-some": "{name} ({listed}; {n} of {all} addresses)", name, listed, n, all),
    })
}

/// The endpoints at which a finding was made, the first few of them, each with its addresses.
pub fn places(view: &View<'_>, group: &Group<'_>, shown: usize) -> Vec<String> {
    let all = group.by_endpoint();
    let named = all.iter().take(shown).map(|(endpoint, seen)| place(view, group.target, endpoint, seen));
    named.chain(view.more(all.len(), shown)).collect()
}

/// The certificate, link or end that a finding is about; `None` where it is about something else.
pub fn subject(view: &View<'_>, place: &Place<'_>) -> Option<Text> {
    let subject = place.finding.subject;
    let index = subject.index?;
    let seen = place.observation?;
    let on_path = |i: usize| seen.walk.as_ref().and_then(|w| w.path.certificates.get(i)).map(|c| &*c.cert);
    let label = |cert: &Cert| view.name(&cert.label());
    match subject.kind {
        SubjectKind::Certificate => Some(label(on_path(index)?).into()),
        SubjectKind::End => {
            let cert = on_path(index)?;
            Some(match cert.is_self_issued() {
                true => text!("html-self-issued": "{label}, self-issued", label = label(cert)),
                false => {
                    text!("html-issued-by": "{label}, issued by {issuer}", label = label(cert), issuer = view.name(issuer(cert)))
                }
            })
        }
        SubjectKind::Link => {
            let below = on_path(index)?;
            let above = on_path(index + 1).map_or_else(|| view.name(issuer(below)), label);
            Some(text!("html-link": "link from {below} to {above}", below = label(below), above))
        }
        SubjectKind::Sent => Some(label(seen.presented.sent.get(index)?.cert.as_ref().ok()?).into()),
        SubjectKind::Run
        | SubjectKind::Target
        | SubjectKind::Endpoint
        | SubjectKind::Observation
        | SubjectKind::Workstation => None,
    }
}

/// The verdict on what was seen, in a word; what was not seen says so instead.
pub fn verdict(seen: &Observation) -> (&'static str, Tone) {
    match (&seen.outcome, seen.trust()) {
        (Outcome::Silent(_), _) => (words!("silent"), Tone::Unknown),
        (Outcome::ByDesign, _) => (words!("by design"), Tone::Faint),
        (Outcome::Skipped, _) => (words!("skipped"), Tone::Faint),
        (Outcome::Presented, Trust::Untrusted) => (words!("UNTRUSTED"), Tone::Bad),
        (Outcome::Presented, Trust::Unknown) => (words!("unknown"), Tone::Unknown),
        (Outcome::Presented, Trust::Trusted) if seen.name_matches == Some(false) => (words!("WRONG NAME"), Tone::Bad),
        (Outcome::Presented, Trust::Trusted) => (words!("trusted"), Tone::Good),
    }
}

/// The codes of what is wrong, that first which decides trust, or why nothing was seen.
pub fn wrong(view: &View<'_>, seen: &Observation) -> Vec<String> {
    match &seen.outcome {
        Outcome::Silent(silence) => {
            vec![format!("{}: {}", view.words(silence.stage.as_str()), view.name(&view.lang.say(&silence.why)))]
        }
        Outcome::ByDesign => vec![view.words("shows no certificate in this role").into_owned()],
        Outcome::Skipped => vec![view.words("no route for this address family").into_owned()],
        Outcome::Presented => codes(seen).into_iter().map(str::to_owned).collect(),
    }
}

/// The codes of what is wrong with what was presented, that first which decides trust.
pub fn codes(seen: &Observation) -> Vec<&'static str> {
    let mut codes: Vec<&str> = seen.walk.iter().filter_map(|walk| walk.broken()).map(|fault| fault.code).collect();
    for (code, _) in groups::troubles(seen) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// How bad equal observations are: as bad as their verdict, or as the worst of what was found.
pub fn tone(row: &Row<'_>) -> Tone {
    let worst = row.seen.iter().flat_map(|o| &o.findings).map(|f| f.severity).max();
    let found = match worst {
        Some(Severity::Critical) => Tone::Bad,
        Some(Severity::Warning) => Tone::Doubt,
        Some(Severity::Notice) | None => Tone::Faint,
    };
    verdict(row.seen[0]).1.max(found)
}
