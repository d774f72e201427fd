//! What changed, place by place. Places are found by name, findings by id.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Certificate, Change, Comparison, Kind, Told,
    read::{Endpoint, Finding, Observation, Run, Target},
};
use crate::model::Severity;

/// The verdict on a target of which nothing could be checked, and the trust in what nobody saw.
const UNKNOWN: &str = "unknown";

pub(super) fn between(old: &Run, new: &Run) -> Comparison {
    let mut changes = Vec::new();
    let (mut before, mut after) = (Found::new(), Found::new());
    before.add(&old.findings, None);
    after.add(&new.findings, None);
    compare_findings(&before, &after, &|_| true, &mut changes);
    let (before, after) = (targets(old), targets(new));
    for (name, was) in &before {
        let mut of_target = Vec::new();
        match after.get(name) {
            Some(is) => compare_targets(was, is, (old, new), &mut of_target),
            None => {
                let worse = Some(Severity::Warning);
                of_target.push(Change { worse, from: Some(was.status.clone()), ..Change::of(Kind::TargetVanished) });
            }
        }
        at(&name.1, of_target, &mut changes);
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let appeared = Change { to: Some(is.status.clone()), ..Change::of(Kind::TargetAppeared) };
        let mut of_target = vec![appeared];
        compare_findings(&Found::new(), &is.findings, &|_| true, &mut of_target);
        at(&name.1, of_target, &mut changes);
    }
    let certificates = named(&changes, old, new);
    Comparison { old: old.time.clone(), new: new.time.clone(), changes, certificates }
}

/// Takes the changes of a target over, the worst first.
fn at(target: &str, mut of_target: Vec<Change>, changes: &mut Vec<Change>) {
    of_target.sort_by(|a, b| (b.worse, a.kind, &a.endpoint).cmp(&(a.worse, b.kind, &b.endpoint)));
    changes.extend(of_target.into_iter().map(|change| Change { target: Some(target.to_owned()), ..change }));
}

impl Change {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            worse: None,
            target: None,
            endpoint: None,
            addresses: Vec::new(),
            finding: None,
            from: None,
            to: None,
        }
    }
}

/// A target, from all documents that tell of it.
#[derive(Default)]
struct Place<'a> {
    status: String,
    endpoints: BTreeMap<String, Spot<'a>>,
    findings: Found,
}

/// An endpoint: the observations that count, by address.
#[derive(Default)]
struct Spot<'a>(BTreeMap<String, &'a Observation>);

/// Findings by id, and the endpoint of each.
struct Found(BTreeMap<String, (Told, Option<String>)>);

impl Default for Found {
    fn default() -> Self {
        Self::new()
    }
}

fn targets(run: &Run) -> BTreeMap<(String, String), Place<'_>> {
    let mut places: BTreeMap<(String, String), Place<'_>> = BTreeMap::new();
    for target in &run.targets {
        let place = places.entry((target.target.kind.clone(), target.target.name.clone())).or_default();
        place.join(target);
    }
    places
}

impl<'a> Place<'a> {
    fn join(&mut self, target: &'a Target) {
        self.status.clone_from(&target.status);
        self.findings.add(&target.findings, None);
        for endpoint in &target.endpoints {
            let name = name(endpoint, &target.target.name);
            self.findings.add(&endpoint.findings, Some(&name));
            for seen in &endpoint.observations {
                self.findings.add(&seen.findings, Some(&name));
            }
            self.endpoints.entry(name).or_default().join(endpoint);
        }
    }
}

/// Host and port, and how TLS is reached there if not at once.
fn name(endpoint: &Endpoint, target: &str) -> String {
    match (&endpoint.host, endpoint.port) {
        (Some(host), Some(port)) if endpoint.transport == "tls" => format!("{host}:{port}"),
        (Some(host), Some(port)) => format!("{host}:{port} ({})", endpoint.transport),
        _ => target.to_owned(),
    }
}

impl<'a> Spot<'a> {
    /// A look without SNI beside one with it does not count.
    fn join(&mut self, endpoint: &'a Endpoint) {
        for seen in &endpoint.observations {
            let address = match (&seen.address, seen.port) {
                (Some(address), Some(port)) if seen.port != endpoint.port => format!("{address} port {port}"),
                (Some(address), _) => address.clone(),
                (None, _) => String::new(),
            };
            let kept = self.0.entry(address).or_insert(seen);
            if kept.server_name.is_none() && seen.server_name.is_some() {
                *kept = seen;
            }
        }
    }

    fn was_checked(&self) -> bool {
        self.0.values().any(|seen| seen.outcome == "presented" && seen.trust != UNKNOWN)
    }
}

impl Found {
    fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// One id counts once: with the worst severity, and as accepted only if it is wherever it was found.
    fn add(&mut self, findings: &[Finding], endpoint: Option<&str>) {
        for finding in findings {
            let severity = finding.severity.into();
            let told = || Told {
                id: finding.id.clone(),
                code: finding.code.clone(),
                severity,
                title: finding.title.clone(),
                accepted_until: finding.accepted_until.clone(),
            };
            let (known, _) =
                self.0.entry(finding.id.clone()).or_insert_with(|| (told(), endpoint.map(ToOwned::to_owned)));
            known.severity = known.severity.max(severity);
            if finding.accepted_until.is_none() {
                known.accepted_until = None;
            }
        }
    }
}

fn compare_targets(was: &Place<'_>, is: &Place<'_>, runs: (&Run, &Run), changes: &mut Vec<Change>) {
    if was.status != is.status {
        // What is critical or a warning is so by its findings; that nothing is known any more is bad by itself.
        let worse = (is.status == UNKNOWN).then_some(Severity::Warning);
        let (from, to) = (Some(was.status.clone()), Some(is.status.clone()));
        changes.push(Change { worse, from, to, ..Change::of(Kind::VerdictTurned) });
    }
    // What is not found where nothing was checked is not gone. An endpoint that is no more has no findings either.
    let still_checked = |endpoint: Option<&str>| match endpoint.and_then(|name| is.endpoints.get(name)) {
        Some(spot) => spot.was_checked(),
        None => is.status != UNKNOWN,
    };
    compare_findings(&was.findings, &is.findings, &still_checked, changes);
    for (name, before) in &was.endpoints {
        match is.endpoints.get(name) {
            Some(after) => compare_endpoints(name, before, after, runs, changes),
            None => changes.push(Change { endpoint: Some(name.clone()), ..Change::of(Kind::EndpointVanished) }),
        }
    }
    let appeared = is.endpoints.keys().filter(|name| !was.endpoints.contains_key(*name));
    changes.extend(appeared.map(|name| Change { endpoint: Some(name.clone()), ..Change::of(Kind::EndpointAppeared) }));
}

fn compare_findings(was: &Found, is: &Found, still_checked: &dyn Fn(Option<&str>) -> bool, changes: &mut Vec<Change>) {
    let change = |kind, (told, endpoint): &(Told, Option<String>)| Change {
        finding: Some(told.clone()),
        endpoint: endpoint.clone(),
        ..Change::of(kind)
    };
    // A notice never makes anything worse.
    let counted = |told: &Told| {
        Some(told.severity).filter(|severity| *severity >= Severity::Warning && told.accepted_until.is_none())
    };
    for (id, now) in &is.0 {
        let told = &now.0;
        let severity = |severity: Severity| Some(severity.as_str().to_owned());
        let Some((before, _)) = was.0.get(id) else {
            changes.push(Change { worse: counted(told), ..change(Kind::FindingNew, now) });
            continue;
        };
        let (from, to) = (severity(before.severity), severity(told.severity));
        match told.severity.cmp(&before.severity) {
            std::cmp::Ordering::Greater => {
                changes.push(Change { worse: counted(told), from, to, ..change(Kind::FindingWorse, now) });
            }
            std::cmp::Ordering::Less => changes.push(Change { from, to, ..change(Kind::FindingMilder, now) }),
            std::cmp::Ordering::Equal => {}
        }
        match (&before.accepted_until, &told.accepted_until) {
            (Some(_), None) => {
                let from = before.accepted_until.clone();
                changes.push(Change { worse: counted(told), from, ..change(Kind::FindingRunOut, now) });
            }
            (None, Some(_)) => {
                let to = told.accepted_until.clone();
                changes.push(Change { to, ..change(Kind::FindingAccepted, now) });
            }
            _ => {}
        }
    }
    for before in was.0.iter().filter(|(id, _)| !is.0.contains_key(*id)).map(|(_, before)| before) {
        let checked = still_checked(before.1.as_deref());
        changes.push(change(if checked { Kind::FindingGone } else { Kind::FindingUnknown }, before));
    }
}

fn compare_endpoints(name: &str, was: &Spot<'_>, is: &Spot<'_>, runs: (&Run, &Run), changes: &mut Vec<Change>) {
    let here = |kind, addresses| Change { endpoint: Some(name.to_owned()), addresses, ..Change::of(kind) };
    let only = |one: &Spot<'_>, other: &Spot<'_>| -> Vec<String> {
        one.0.keys().filter(|address| !other.0.contains_key(*address)).cloned().collect()
    };
    for (kind, addresses) in [(Kind::AddressAppeared, only(is, was)), (Kind::AddressVanished, only(was, is))] {
        if !addresses.is_empty() {
            changes.push(here(kind, addresses));
        }
    }
    let mut turned: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for (address, after) in &is.0 {
        let Some(before) = was.0.get(address).map(|before| verdict(before)) else { continue };
        if before != verdict(after) {
            turned.entry((before, verdict(after))).or_default().push(address.clone());
        }
    }
    for ((from, to), addresses) in turned {
        let (from, to) = (Some(from.to_owned()), Some(to.to_owned()));
        changes.push(Change { from, to, ..here(Kind::VerdictTurned, addresses) });
    }
    for (from, to, addresses) in renewals(was, is) {
        let issuer = |run: &Run, sha256: &Option<String>| {
            sha256.as_ref().and_then(|sha256| run.certificates.get(sha256)).map(|c| c.issuer.clone())
        };
        let kind = match (&from, &to) {
            (None, _) => Kind::CertificateAppeared,
            (_, None) => Kind::CertificateVanished,
            _ if issuer(runs.0, &from) == issuer(runs.1, &to) => Kind::CertificateRenewed,
            _ => Kind::IssuerChanged,
        };
        changes.push(Change { from, to, ..here(kind, addresses) });
    }
}

/// What is said of an address in one word.
fn verdict(seen: &Observation) -> &str {
    if seen.outcome == "presented" { &seen.trust } else { &seen.outcome }
}

type Renewal = (Option<String>, Option<String>, Vec<String>);

/// Which leaf took the place of which: at the same address, or of the only one that is not there any more. That an
/// address is silent is no renewal.
fn renewals(was: &Spot<'_>, is: &Spot<'_>) -> Vec<Renewal> {
    let (old, new) = (leaves(was), leaves(is));
    let gone: BTreeSet<&str> = old.keys().filter(|leaf| !new.contains_key(*leaf)).copied().collect();
    let mut replaced = BTreeSet::new();
    let mut renewals: BTreeMap<(Option<&str>, &str), Vec<String>> = BTreeMap::new();
    for (leaf, addresses) in new.iter().filter(|(leaf, _)| !old.contains_key(*leaf)) {
        for address in addresses {
            let here = was.0.get(*address).and_then(|seen| leaf_of(seen)).filter(|leaf| gone.contains(leaf));
            let from = here.or_else(|| gone.first().copied().filter(|_| gone.len() == 1));
            replaced.extend(from);
            renewals.entry((from, *leaf)).or_default().push((*address).to_owned());
        }
    }
    let owned = |leaf: &str| Some(leaf.to_owned());
    let all_silent = new.is_empty() && !is.0.is_empty();
    let vanished = gone.iter().filter(|leaf| !replaced.contains(*leaf) && !all_silent);
    let vanished = vanished.map(|leaf| (owned(leaf), None, old[leaf].iter().map(|a| (*a).to_owned()).collect()));
    let renewed = renewals.into_iter().map(|((from, to), addresses)| (from.and_then(owned), owned(to), addresses));
    renewed.chain(vanished).collect()
}

/// The leaves that are presented, and where.
fn leaves<'a>(spot: &'a Spot<'_>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut leaves: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (address, seen) in &spot.0 {
        if let Some(leaf) = leaf_of(seen) {
            leaves.entry(leaf).or_default().push(address);
        }
    }
    leaves
}

fn leaf_of(seen: &Observation) -> Option<&str> {
    seen.presented.first().map(String::as_str)
}

/// What is known of the certificates that the changes name.
fn named(changes: &[Change], old: &Run, new: &Run) -> BTreeMap<String, Certificate> {
    let fingerprints = changes.iter().filter(|c| c.kind.is_of_certificates()).flat_map(|c| [&c.from, &c.to]).flatten();
    fingerprints
        .filter_map(|sha256| {
            let known = new.certificates.get(sha256).or_else(|| old.certificates.get(sha256))?;
            Some((sha256.clone(), known.clone()))
        })
        .collect()
}

impl Kind {
    /// Whether `from` and `to` are fingerprints.
    pub fn is_of_certificates(self) -> bool {
        matches!(
            self,
            Self::IssuerChanged | Self::CertificateRenewed | Self::CertificateAppeared | Self::CertificateVanished
        )
    }
}
