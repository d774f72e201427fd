//! The finished report: every renderer and the exit code are functions of it alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use super::{
    Text,
    cert::Cert,
    chain::Trust,
    client::Family,
    discovery::{DeploymentKind, Discovery, SignIn},
    endpoint::{Endpoint, EndpointKind},
    finding::{Finding, Severity},
    observation::{Cause, Observation, Outcome},
    target::Target,
    workstation::{Comparison, Workstation},
};

/// The result of a run, or of one target of it.
#[derive(Debug, Clone)]
pub struct Report {
    /// The time judged at, seconds since 1970.
    pub time: i64,
    /// How long the run took.
    pub elapsed: Duration,
    /// The stores, the deciding ones first.
    pub stores: Vec<Store>,
    /// In the order given.
    pub targets: Vec<TargetReport>,
    /// Findings about the machine or the run as a whole.
    pub findings: Vec<Finding>,
    /// Computers beside each other, where several were looked at.
    pub comparison: Option<Comparison>,
    /// Whether the run was cut before everything was reached.
    pub cut: bool,
}

/// An anchor store and how well it could be read.
#[derive(Debug, Clone)]
pub struct Store {
    /// Its name in reports.
    pub name: String,
    /// Whether it decides trust.
    pub decides: bool,
    /// How many anchors it holds.
    pub anchors: usize,
    /// What could not be read, a sentence each.
    pub problems: Vec<Text>,
}

/// One target and everything found about it.
#[derive(Debug, Clone)]
pub struct TargetReport {
    /// What was asked.
    pub target: Target,
    /// What DNS said; empty for files.
    pub discovery: Discovery,
    /// The endpoints with their observations.
    pub endpoints: Vec<EndpointReport>,
    /// The computer, where one was asked about.
    pub workstation: Option<Box<Workstation>>,
    /// Findings about the target as a whole.
    pub findings: Vec<Finding>,
    /// Why the target could not be looked at, or only partly: files that cannot be read.
    pub problems: Vec<Text>,
    /// Whether the run was cut before everything about it was reached.
    pub cut: bool,
}

/// One endpoint and what was seen there.
#[derive(Debug, Clone)]
pub struct EndpointReport {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// One for each address.
    pub observations: Vec<Observation>,
    /// Findings about the endpoint as a whole.
    pub findings: Vec<Finding>,
}

/// A verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Checked, nothing to say.
    Ok,
    /// Worth knowing.
    Notice,
    /// Warning.
    Warning,
    /// Could not be checked.
    Unknown,
    /// Critical.
    Critical,
}

impl Status {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Critical => "critical",
        }
    }

    /// The worst of some findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        match findings.into_iter().map(|f| f.severity).max() {
            None => Self::Ok,
            Some(Severity::Notice) => Self::Notice,
            Some(Severity::Warning) => Self::Warning,
            Some(Severity::Critical) => Self::Critical,
        }
    }
}

impl Observation {
    /// Whether a chain was seen and judged.
    pub fn was_checked(&self) -> bool {
        matches!(self.outcome, Outcome::Presented | Outcome::ByDesign)
    }

    /// Whether the run ended before this was reached.
    pub fn was_cut(&self) -> bool {
        matches!(&self.outcome, Outcome::Silent(silence) if silence.cause == Cause::NotReached)
    }

    /// The verdict: unknown where nothing was seen and nothing critical is known, or the chain's trust is unknown.
    pub fn status(&self) -> Status {
        let worst = Status::of(&self.findings);
        let blind = match &self.outcome {
            Outcome::Silent(_) => true,
            Outcome::Presented => self.trust() == Trust::Unknown,
            Outcome::ByDesign | Outcome::Skipped => false,
        };
        if blind { worst.max(Status::Unknown) } else { worst }
    }

    /// Whether each of some families of clients is known to get in here; of none at all it is not known.
    pub fn lets_in(&self, families: &[Family]) -> bool {
        let gets_in = |family| self.clients.iter().any(|c| c.family == family && c.accepts == Some(true));
        !families.is_empty() && families.iter().all(|family| gets_in(*family))
    }

    /// The verdict on what was sent; unknown where nothing was.
    pub fn trust(&self) -> Trust {
        self.walk.as_ref().map_or(Trust::Unknown, |w| w.trust)
    }
}

impl EndpointReport {
    /// Whether this is a second look without SNI, beside one with SNI at the same address. Such a look enters neither
    /// members, names, trust, summary nor exit code. Files, and hosts that are an address, have no
    /// server name either, and count.
    pub fn is_beside(&self, seen: &Observation) -> bool {
        self.stands_beside(seen).is_some()
    }

    /// The observation with SNI that such a second look stands beside; `None` for one that counts.
    pub fn stands_beside(&self, seen: &Observation) -> Option<&Observation> {
        stands_beside(&self.observations, seen)
    }

    /// The observations that count.
    pub fn main(&self) -> impl Iterator<Item = &Observation> {
        self.observations.iter().filter(|o| !self.is_beside(o))
    }

    /// The worst of the endpoint and its observations; a silent member of an endpoint that answers elsewhere counts
    /// by its findings alone, unless it was not asked.
    pub fn status(&self) -> Status {
        let own = Status::of(&self.findings);
        let checked = self.main().any(Observation::was_checked);
        let seen = self.main().map(|o| if checked { Status::of(&o.findings) } else { o.status() });
        let beside = self.observations.iter().filter(|o| self.is_beside(o)).map(|o| Status::of(&o.findings));
        let unknown = self.main().any(|o| o.was_checked() && o.status() == Status::Unknown);
        let worst = seen.chain(beside).max().unwrap_or(Status::Ok).max(own);
        let cut = self.main().any(Observation::was_cut);
        if cut || unknown && !self.endpoint.fallback { worst.max(Status::Unknown) } else { worst }
    }
}

/// The observation with SNI, among all of an endpoint, that a second look without it stands beside.
pub fn stands_beside<'a>(all: &'a [Observation], seen: &Observation) -> Option<&'a Observation> {
    let same = |other: &&Observation| other.address == seen.address && other.server_name.is_some();
    if seen.server_name.is_some() || seen.address.is_none() {
        return None;
    }
    all.iter().find(same)
}

impl TargetReport {
    /// Whether anything at all could be checked. Of a domain without any deployment, what others have as well (Exchange, the
    /// registration of devices) is not what was asked for.
    pub fn was_checked(&self) -> bool {
        if let Some(workstation) = &self.workstation {
            return workstation.was_looked_at();
        }
        let none = self.discovery.deployment.as_ref().is_some_and(|d| d.kind == DeploymentKind::None);
        let asked_for = |e: &&EndpointReport| !none || e.endpoint.is_of_a_deployment();
        self.endpoints.iter().filter(asked_for).flat_map(EndpointReport::main).any(Observation::was_checked)
    }

    /// Every finding below and at this target.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(
            self.endpoints
                .iter()
                .flat_map(|e| e.findings.iter().chain(e.observations.iter().flat_map(|o| &o.findings))),
        )
    }

    /// The findings, at warning or above, that a family of clients meets on its way in: where it ends, at the web
    /// services that the document there leads to, and at the hosts that sign users in. What refuses others, and none of
    /// them, is not in their way.
    pub fn in_the_way_of<'a>(&'a self, sign_in: &SignIn) -> Vec<&'a Finding> {
        let Some((host, port)) = &sign_in.ends_at else { return Vec::new() };
        let ends = |e: &Endpoint| e.host.as_deref() == Some(host) && e.port == Some(*port);
        let autodiscover = |e: &Endpoint| {
            ends(e) && (e.is(EndpointKind::AutodiscoverExternal) || e.is(EndpointKind::AutodiscoverInternal))
        };
        let leads_on = self.endpoints.iter().any(|e| autodiscover(&e.endpoint));
        let met = |e: &Endpoint| {
            ends(e) || e.is(EndpointKind::Sso) && !e.fallback || leads_on && e.is(EndpointKind::WebServices)
        };
        let met = self.endpoints.iter().filter(|e| met(&e.endpoint));
        let refuses = |f: &Finding| f.severity == Severity::Critical || f.code == "clients-disagree";
        let all = met.flat_map(|e| {
            let seen = e.observations.iter().flat_map(|o| {
                let get_in = o.lets_in(sign_in.families);
                o.findings.iter().filter(move |f| !(get_in && refuses(f)))
            });
            e.findings.iter().chain(seen)
        });
        let mut found: Vec<&Finding> = all.filter(|f| f.severity >= Severity::Warning).collect();
        found.sort_by_key(|f| (std::cmp::Reverse(f.severity), &f.id));
        found.dedup_by_key(|f| &f.id);
        found
    }

    /// Critical if anything is, unknown if nothing could be checked or not all was reached, else the worst.
    pub fn status(&self) -> Status {
        let worst = Status::of(self.all_findings());
        if self.was_checked() && self.problems.is_empty() && !self.cut { worst } else { worst.max(Status::Unknown) }
    }
}

/// Counts over a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Summary {
    pub targets: usize,
    pub endpoints: usize,
    pub observations: usize,
    pub trusted: usize,
    pub untrusted: usize,
    pub unknown: usize,
    pub silent: usize,
    pub by_design: usize,
    pub skipped: usize,
    /// Distinct ids, not repetitions per address.
    pub critical: usize,
    pub warning: usize,
    pub notice: usize,
}

impl Report {
    /// Every finding of the report.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.targets.iter().flat_map(TargetReport::all_findings))
    }

    /// The verdict on the whole.
    pub fn status(&self) -> Status {
        let targets = self.targets.iter().map(TargetReport::status).max().unwrap_or(Status::Unknown);
        let worst = targets.max(Status::of(&self.findings));
        if self.cut { worst.max(Status::Unknown) } else { worst }
    }

    /// The counts.
    pub fn summary(&self) -> Summary {
        let mut s = Summary { targets: self.targets.len(), ..Summary::default() };
        for endpoint in self.targets.iter().flat_map(|t| &t.endpoints) {
            s.endpoints += 1;
            for observation in endpoint.main() {
                s.observations += 1;
                match (&observation.outcome, observation.trust()) {
                    (Outcome::Silent(_), _) => s.silent += 1,
                    (Outcome::ByDesign, _) => s.by_design += 1,
                    (Outcome::Skipped, _) => s.skipped += 1,
                    (Outcome::Presented, Trust::Trusted) => s.trusted += 1,
                    (Outcome::Presented, Trust::Untrusted) => s.untrusted += 1,
                    (Outcome::Presented, Trust::Unknown) => s.unknown += 1,
                }
            }
        }
        let mut worst: BTreeMap<&str, Severity> = BTreeMap::new();
        for finding in self.all_findings() {
            let entry = worst.entry(&finding.id).or_insert(finding.severity);
            *entry = (*entry).max(finding.severity);
        }
        for severity in worst.values() {
            match severity {
                Severity::Critical => s.critical += 1,
                Severity::Warning => s.warning += 1,
                Severity::Notice => s.notice += 1,
            }
        }
        s
    }

    /// The report on one target alone, with what is known of the run as a whole; `None` if there is no such target.
    pub fn single(&self, index: usize) -> Option<Self> {
        let target = self.targets.get(index)?.clone();
        Some(Self {
            time: self.time,
            elapsed: self.elapsed,
            stores: self.stores.clone(),
            targets: vec![target],
            findings: self.findings.clone(),
            comparison: None,
            cut: self.cut,
        })
    }

    /// Every certificate that was sent or lies on a path, once, by fingerprint.
    pub fn certificates(&self) -> BTreeMap<String, &Arc<Cert>> {
        let mut all = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for observation in self.targets.iter().flat_map(|t| &t.endpoints).flat_map(|e| &e.observations) {
            let sent = observation.presented.certs().map(|(_, c)| c);
            let path = observation.walk.iter().flat_map(|w| w.path.certificates.iter().map(|c| &c.cert));
            for cert in sent.chain(path) {
                if seen.insert(cert.sha256) {
                    all.insert(cert.fingerprint(), cert);
                }
            }
        }
        all
    }
}
