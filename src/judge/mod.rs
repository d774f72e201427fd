//! A scene to findings. Pure: no input or output, no clock, no knowledge of any output format.
//!
//! A rule is a constant and a function, in a file of its own (codes of one and the same check share it). [`RULES`] is
//! the list: `explain`, the documentation and the tests walk it. Overrides by code are applied once, after all rules.

mod blame;
mod clients;
mod comparison;
pub mod messages;
mod roles;
pub mod rules;
mod text;

pub use clients::LOOKED_AT_WITHOUT_SNI;
pub use comparison::{Seat, compare};
pub use rules::RULES;

use crate::model::{
    By, Client, Discovery, Endpoint, EndpointKind, Fact, Fault, Finding, Observation, Outcome, Position, Severity,
    Subject, SubjectKind, Target, Text, Trust, Workstation,
    report::{EndpointReport, Report, TargetReport},
};
use crate::words;

/// What a rule looks at besides the thing it judges.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Thresholds and overrides.
    pub policy: &'a Policy,
    /// The time judged at, seconds since 1970.
    pub time: i64,
    /// What was asked.
    pub target: &'a Target,
    /// What is known of the target beside its endpoints.
    pub discovery: &'a Discovery,
    /// The endpoint; for rules about a target, none.
    pub endpoint: Option<&'a Endpoint>,
}

impl Scene<'_> {
    /// Whether clients need nothing of the endpoint, because plain HTTP under its name leads them on: a host that is for
    /// autodiscover alone.
    pub fn is_published_over_http(&self) -> bool {
        self.autodiscover_alone().is_some_and(|host| self.discovery.is_published_over_http(host))
    }

    /// Whether that is not known, because nobody asked (`--offline`).
    pub fn may_be_published_over_http(&self) -> bool {
        self.autodiscover_alone().is_some_and(|host| !self.discovery.was_asked_over_http(host))
    }

    /// The host, if the endpoint is for autodiscover alone.
    fn autodiscover_alone(&self) -> Option<&str> {
        let only = [EndpointKind::AutodiscoverInternal, EndpointKind::AutodiscoverExternal];
        let endpoint = self.endpoint.filter(|endpoint| endpoint.kinds.iter().all(|kind| only.contains(kind)))?;
        endpoint.host.as_deref()
    }
}

/// What the user wants of the rules.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// When an end of validity is near.
    pub warn_within: Window,
    /// Severities by code.
    pub severities: Vec<(String, Severity)>,
    /// Findings to leave out: code, and the host it is left out for.
    pub ignored: Vec<(String, Option<String>)>,
    /// Further SIP domains that the same Edge serves.
    pub sip_domains: Vec<String>,
}

/// A span before the end of validity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Window {
    /// A part of the certificate's lifetime, and the most seconds it may come to.
    Fraction(f64, i64),
    /// Seconds.
    Span(i64),
}

impl Default for Window {
    /// A quarter of the lifetime, at most 30 days: public certificates live 200 days today, 47 from 2029 on, and a
    /// fixed number of days would cry wolf at every renewal.
    fn default() -> Self {
        Self::Fraction(0.25, 30 * 86_400)
    }
}

impl Window {
    /// The span for a certificate that lives so many seconds.
    pub fn seconds(self, lifetime: i64) -> i64 {
        match self {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
            Self::Fraction(part, most) => ((lifetime as f64 * part) as i64).min(most),
            Self::Span(seconds) => seconds,
        }
    }
}

/// One rule.
pub struct Rule {
    /// Stable, kebab-case, naming the fault seen.
    pub code: &'static str,
    /// Unless the rule says otherwise for a case.
    pub severity: Severity,
    /// Whom it speaks for, unless the rule says otherwise for a case.
    pub by: By,
    /// A few words.
    pub title: &'static str,
    /// What is seen, why it hurts, and how to mend it.
    pub explanation: &'static str,
    /// The general remedy; findings carry one that names the machine.
    pub remedy: &'static str,
    /// Sources.
    pub see: &'static [&'static str],
    /// What it looks at.
    pub check: Check,
}

/// What a rule looks at, and its function.
#[derive(Clone, Copy)]
pub enum Check {
    /// Each fault of the path that carries the rule's code; the function words the remedy.
    Fault(fn(&Scene<'_>, &Observation, &Fault) -> Text),
    /// The same where it depends on the fault whom the rule speaks for; the second function knows.
    FaultOf(fn(&Scene<'_>, &Observation, &Fault) -> Text, fn(&Observation, &Fault) -> By),
    /// Each observation that counts.
    Observation(fn(&Scene<'_>, &Observation) -> Vec<Draft>),
    /// Each second look without SNI, after the observation of the same address that it stands beside.
    Beside(fn(&Scene<'_>, &Observation, &Observation) -> Vec<Draft>),
    /// Each endpoint.
    Endpoint(fn(&Scene<'_>, &EndpointReport) -> Vec<Draft>),
    /// Each target.
    Target(fn(&Scene<'_>, &TargetReport) -> Vec<Draft>),
    /// Each computer that people sign in from.
    Workstation(fn(&Scene<'_>, &Workstation) -> Vec<Draft>),
    /// The run.
    Run(fn(&Report) -> Vec<Draft>),
}

/// What a rule returns: a finding less what the rule's constant says.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is about.
    pub subject: Subject,
    /// If not the rule's own.
    pub severity: Option<Severity>,
    /// If not whom the rule speaks for.
    pub by: Option<By>,
    /// If what was seen has a better name than the rule's own.
    pub title: Option<&'static str>,
    /// What was seen.
    pub evidence: Vec<Fact>,
    /// What to do, on which machine.
    pub remedy: Text,
    /// What tells findings of one code at one endpoint apart: a certificate's fingerprint or a record's name.
    pub key: String,
}

impl Draft {
    /// A draft about a whole thing.
    pub fn of(kind: SubjectKind, evidence: Vec<Fact>, remedy: impl Into<Text>) -> Self {
        Self {
            subject: Subject::of(kind),
            severity: None,
            by: None,
            title: None,
            evidence,
            remedy: remedy.into(),
            key: String::new(),
        }
    }
}

/// Runs every rule on a target, filling in the findings of it, its endpoints and their observations, and what clients
/// make of the latter.
pub fn judge(target: &mut TargetReport, policy: &Policy, time: i64) {
    tell_clients(target, policy, time);
    let mut own = Vec::new();
    let mut endpoints = Vec::new();
    {
        let scene = Scene { policy, time, target: &target.target, discovery: &target.discovery, endpoint: None };
        for rule in RULES {
            let drafts = match (rule.check, target.workstation.as_deref()) {
                (Check::Target(check), None) => check(&scene, target),
                (Check::Workstation(check), Some(workstation)) => check(&scene, workstation),
                _ => continue,
            };
            own.extend(drafts.into_iter().map(|draft| finding(rule, &scene, draft)));
        }
        for endpoint in &target.endpoints {
            let scene = Scene { endpoint: Some(&endpoint.endpoint), ..scene };
            let of_endpoint = endpoint_findings(&scene, endpoint);
            let of_observations: Vec<_> = endpoint
                .observations
                .iter()
                .map(|o| match endpoint.stands_beside(o) {
                    _ if is_another(&scene) => Vec::new(),
                    Some(main) => beside_findings(&scene, main, o),
                    None => observation_findings(&scene, o),
                })
                .collect();
            endpoints.push((of_endpoint, of_observations));
        }
    }
    let name = match &target.target {
        Target::Domain(domain) => domain.clone(),
        Target::Host { host, .. } => host.clone(),
        Target::File(_) => String::new(),
        Target::Workstation { .. } => target.target.name(),
    };
    target.findings = apply(policy, Some(&name), own);
    for (endpoint, (of_endpoint, of_observations)) in target.endpoints.iter_mut().zip(endpoints) {
        let host = endpoint.endpoint.host.clone();
        endpoint.findings = apply(policy, host.as_deref(), of_endpoint);
        for (observation, findings) in endpoint.observations.iter_mut().zip(of_observations) {
            observation.findings = apply(policy, host.as_deref(), findings);
        }
    }
}

/// Notes with each observation who gets by with it.
fn tell_clients(target: &mut TargetReport, policy: &Policy, time: i64) {
    let scene = Scene { policy, time, target: &target.target, discovery: &target.discovery, endpoint: None };
    let of_endpoint = |endpoint: &EndpointReport| -> Vec<Vec<Client>> {
        let scene = Scene { endpoint: Some(&endpoint.endpoint), ..scene };
        let of = |o| if is_another(&scene) { Vec::new() } else { clients::of(&scene, endpoint, o) };
        endpoint.observations.iter().map(of).collect()
    };
    let told: Vec<_> = target.endpoints.iter().map(of_endpoint).collect();
    for (endpoint, told) in target.endpoints.iter_mut().zip(told) {
        for (observation, clients) in endpoint.observations.iter_mut().zip(told) {
            observation.clients = clients;
        }
    }
}

/// Runs the rules about the run as a whole.
pub fn judge_run(report: &mut Report, policy: &Policy) {
    let mut findings = Vec::new();
    for rule in RULES {
        if let Check::Run(check) = rule.check {
            let (target, discovery) = (Target::Domain(String::new()), Discovery::default());
            let scene = Scene { policy, time: report.time, target: &target, discovery: &discovery, endpoint: None };
            findings.extend(check(report).into_iter().map(|draft| finding(rule, &scene, draft)));
        }
    }
    report.findings = apply(policy, None, findings);
}

/// What the rules about the run look at in a target; `None` if there is nothing of that. Of a long list no more than this
/// need be kept.
pub fn beyond_itself(target: TargetReport) -> Option<TargetReport> {
    let Discovery { mut requests, intercepted, .. } = target.discovery;
    requests.retain(|request| request.ahead.is_some());
    let mut endpoints = target.endpoints;
    for endpoint in &mut endpoints {
        endpoint.observations.retain(|seen| seen.outcome == Outcome::Skipped);
        endpoint.findings.clear();
    }
    endpoints.retain(|endpoint| !endpoint.observations.is_empty());
    let something = !(requests.is_empty() && intercepted.is_empty() && endpoints.is_empty());
    something.then(|| TargetReport {
        target: target.target,
        discovery: Discovery { requests, intercepted, ..Discovery::default() },
        endpoints,
        workstation: None,
        findings: Vec::new(),
        problems: Vec::new(),
        cut: target.cut,
    })
}

/// Whether somebody else answers in the stead of a host of Microsoft's: said once, for the whole run.
fn is_another(scene: &Scene<'_>) -> bool {
    let Some(endpoint) = scene.endpoint.filter(|endpoint| endpoint.microsoft) else { return false };
    scene.discovery.intercepted.iter().any(|one| endpoint.host.as_ref() == Some(&one.host))
}

fn endpoint_findings(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        if let Check::Endpoint(check) = rule.check {
            findings.extend(check(scene, endpoint).into_iter().map(|draft| finding(rule, scene, draft)));
        }
    }
    findings
}

/// What a look without SNI raises: what it shows beside the other, and nothing else.
fn beside_findings(scene: &Scene<'_>, main: &Observation, beside: &Observation) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        if let Check::Beside(check) = rule.check {
            findings.extend(check(scene, main, beside).into_iter().map(|draft| finding(rule, scene, draft)));
        }
    }
    findings
}

fn observation_findings(scene: &Scene<'_>, observation: &Observation) -> Vec<Finding> {
    let microsoft = scene.endpoint.is_some_and(|e| e.microsoft);
    let mut findings = Vec::new();
    for rule in RULES {
        match rule.check {
            Check::Fault(remedy) | Check::FaultOf(remedy, _) => {
                let faults = observation.walk.iter().flat_map(|w| &w.path.faults).filter(|f| f.code == rule.code);
                for fault in faults.filter(|f| f.decides || !microsoft) {
                    let draft = fault_draft(rule, scene, observation, fault, remedy);
                    findings.push(finding(rule, scene, draft));
                }
            }
            Check::Observation(check) if !microsoft || rules::JUDGED_ON_MICROSOFT.contains(&rule.code) => {
                findings.extend(check(scene, observation).into_iter().map(|draft| finding(rule, scene, draft)));
            }
            _ => {}
        }
    }
    if microsoft {
        for finding in &mut findings {
            finding.severity = finding.severity.min(Severity::Warning);
            finding.remedy =
                crate::text!("microsoft-mends": "nothing to do here: the host is Microsoft's, for Microsoft to mend");
        }
    }
    if let Some(most) = scene.endpoint.and_then(|endpoint| most_of_guess(endpoint, observation)) {
        for finding in &mut findings {
            finding.severity = finding.severity.min(most);
        }
    }
    findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.subject));
    findings
}

/// The most that is said of a place that was only guessed. That a mainstream client refuses is more than is known where no
/// client is known to go; and what presents a certificate for other names under a name that others use as well, a web site
/// under `fs.` or the way by plain HTTP under `autodiscover.`, is not even known to be what was guessed.
fn most_of_guess(endpoint: &Endpoint, observation: &Observation) -> Option<Severity> {
    let own_port = |kind: &EndpointKind| *kind == EndpointKind::SsoCertificate;
    let stranger = observation.name_matches == Some(false) && !endpoint.kinds.iter().any(own_port);
    endpoint.is_guess().then_some(if stranger { Severity::Notice } else { Severity::Warning })
}

fn fault_draft(
    rule: &Rule,
    scene: &Scene<'_>,
    observation: &Observation,
    fault: &Fault,
    remedy: fn(&Scene<'_>, &Observation, &Fault) -> Text,
) -> Draft {
    let subject = match fault.position {
        Position::Certificate(i) => Subject::at(SubjectKind::Certificate, i),
        Position::Link(i) => Subject::at(SubjectKind::Link, i),
        Position::End(i) => Subject::at(SubjectKind::End, i),
    };
    let mut evidence = text::certificate_at(observation, fault.position.index());
    evidence.extend(fault.facts.iter().cloned());
    if fault.conditional {
        let why = words!("shows only because a lower link is broken; mend that first");
        evidence.push(Fact::text("conditional", Text::words(why)));
    }
    // Trusted all the same: only a lesser fault can be on a sound path.
    let sound = observation.trust() == Trust::Trusted;
    let severity = match rule.severity {
        Severity::Critical if !fault.decides || sound => Severity::Warning,
        // What refuses is critical, whatever it is under another profile.
        Severity::Notice | Severity::Warning if fault.decides => Severity::Critical,
        severity => severity,
    };
    let key = text::certificate(observation, fault.position.index()).map_or(String::new(), |c| short(&c.sha256));
    let by = match rule.check {
        Check::FaultOf(_, by) => Some(by(observation, fault)),
        _ => None,
    };
    Draft {
        subject,
        severity: Some(severity),
        by,
        title: None,
        evidence,
        remedy: remedy(scene, observation, fault),
        key,
    }
}

/// The first sixteen hexadecimal digits of a fingerprint: enough to tell certificates apart.
pub(crate) fn short(sha256: &[u8; 32]) -> String {
    crate::model::cert::hex(&sha256[..8])
}

fn finding(rule: &Rule, scene: &Scene<'_>, draft: Draft) -> Finding {
    let mut id = rule.code.to_owned();
    match scene.endpoint.map(|e| (&e.host, e.port)) {
        Some((Some(host), Some(port))) => id.push_str(&format!("@{host}:{port}")),
        None if matches!(draft.subject.kind, SubjectKind::Target | SubjectKind::Workstation) => {
            id.push_str(&format!("@{}", scene.target.name()))
        }
        _ => {}
    }
    if !draft.key.is_empty() {
        id.push_str(&format!("#{}", draft.key));
    }
    Finding {
        id,
        code: rule.code,
        severity: draft.severity.unwrap_or(rule.severity),
        by: draft.by.unwrap_or(rule.by),
        subject: draft.subject,
        title: draft.title.unwrap_or(rule.title),
        evidence: draft.evidence,
        remedy: draft.remedy,
        see: rule.see.to_vec(),
        accepted_until: None,
    }
}

/// The user's overrides. A finding about a record is at the record's name as well as at its domain.
fn apply(policy: &Policy, host: Option<&str>, findings: Vec<Finding>) -> Vec<Finding> {
    let ignored = |f: &Finding| {
        let record = f.id.split_once('#').and_then(|(_, key)| key.split('/').next());
        let places = [host, record.filter(|_| f.subject.kind == SubjectKind::Target)];
        let is_at = |at: &str| places.iter().flatten().any(|place| place.eq_ignore_ascii_case(at));
        let named = |(code, at): &(String, Option<String>)| code == f.code && at.as_deref().is_none_or(is_at);
        policy.ignored.iter().any(named)
    };
    let mut kept: Vec<Finding> = findings.into_iter().filter(|f| !ignored(f)).collect();
    for finding in &mut kept {
        if let Some((_, severity)) = policy.severities.iter().rev().find(|(code, _)| code == finding.code) {
            finding.severity = *severity;
        }
    }
    kept
}
