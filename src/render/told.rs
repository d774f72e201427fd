//! What formats without a page of their own say alike: how a place is called, what is known of it, and the whole story of
//! a finding as plain lines.
//!
//! Everything from outside is cleaned here; what else a format escapes is its own business.

use super::{
    Lang, clean, desk,
    groups::{self, Group, Place},
    spans, when,
};
use crate::{
    model::{
        Answer, Cert, Finding, Observation, Outcome, Report, Severity, Status, SubjectKind, Text, Trust, Value,
        report::{EndpointReport, TargetReport},
        target::Target,
    },
    text, words,
};

/// Addresses named before the rest is only counted.
const SHOWN: usize = 3;
/// Values of a list shown before the rest is counted.
const LISTED: usize = 8;

/// A name from outside, on one line.
pub fn name(text: &str) -> String {
    clean::line(text, clean::NAME, true)
}

/// A value from outside, on one line.
pub fn value(text: &str) -> String {
    clean::line(text, clean::VALUE, true)
}

/// The endpoint as an administrator would write it; for a file, the file.
pub fn endpoint(target: &Target, endpoint: &EndpointReport) -> String {
    match (&endpoint.endpoint.host, endpoint.endpoint.port) {
        (Some(host), Some(port)) if host.contains(':') => format!("[{}]:{port}", name(host)),
        (Some(host), Some(port)) => format!("{}:{port}", name(host)),
        (Some(host), None) => name(host),
        (None, _) => value(&target.name()),
    }
}

/// The address, with its port where that is not the endpoint's; nothing where there is none.
pub fn address(endpoint: &EndpointReport, seen: &Observation) -> String {
    match seen.address {
        None => String::new(),
        Some(a) if endpoint.endpoint.port.is_none_or(|port| port == a.port()) => a.ip().to_string(),
        Some(a) => a.to_string(),
    }
}

/// The verdict on an observation in a word; the same words in every format for programs.
pub fn verdict(seen: &Observation) -> &'static str {
    match (&seen.outcome, seen.trust()) {
        (Outcome::Silent(_), _) => words!("silent"),
        (Outcome::ByDesign, _) => words!("by design"),
        (Outcome::Skipped, _) => words!("skipped"),
        (Outcome::Presented, Trust::Untrusted) => words!("untrusted"),
        (Outcome::Presented, Trust::Unknown) => words!("unknown"),
        (Outcome::Presented, Trust::Trusted) if seen.name_matches == Some(false) => words!("wrong name"),
        (Outcome::Presented, Trust::Trusted) => words!("trusted"),
    }
}

/// The severity as the first word of a line.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => words!("CRITICAL"),
        Severity::Warning => words!("WARNING"),
        Severity::Notice => words!("NOTICE"),
    }
}

/// The certificate below the anchor that runs out first, over all that count.
pub fn earliest(report: &Report) -> Option<&Cert> {
    let seen = report.targets.iter().flat_map(|t| &t.endpoints).flat_map(EndpointReport::main);
    seen.filter_map(groups::earliest).min_by_key(|cert| cert.not_after)
}

/// Whether something that was asked for could not be checked, whatever else is known of it.
pub fn is_blind(target: &TargetReport) -> bool {
    !target.was_checked() || !target.problems.is_empty() || target.cut
}

/// Whether a finding fails what it was found at: bad enough, and not accepted.
pub fn fails(finding: &Finding, fail_on: Severity) -> bool {
    finding.accepted_until.is_none() && finding.severity >= fail_on
}

/// The worst of some findings that are not accepted.
pub fn worst<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Option<Severity> {
    findings.into_iter().filter(|finding| finding.accepted_until.is_none()).map(|finding| finding.severity).max()
}

/// Until when a cause is accepted: the first day on which it no longer is at one of its places.
pub fn accepted_until(group: &Group<'_>) -> Option<i64> {
    let all: Option<Vec<i64>> = group.places.iter().map(|place| place.finding.accepted_until).collect();
    all?.into_iter().min()
}

/// Up to which day something is accepted, in words.
pub fn accepted_up_to(until: i64) -> Text {
    text!("accepted-up-to": "accepted until {until}", until = when::date(until))
}

/// The verdict on a target, in which what is accepted does not count.
pub fn status(target: &TargetReport) -> Status {
    let worst = of(worst(target.all_findings()));
    if is_blind(target) { worst.max(Status::Unknown) } else { worst }
}

/// How a target stands among several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Everything is well.
    Ok,
    /// Something is worth knowing.
    Notice,
    /// Nothing was found at a computer of which not everything is known.
    InPart,
    /// Something is to be done.
    Warning,
    /// Something could not be checked.
    Unknown,
    /// Something refuses.
    Critical,
}

impl Standing {
    /// That of a target.
    pub fn of(target: &TargetReport) -> Self {
        match status(target) {
            status if desk::is_half_known(target, status) => Self::InPart,
            Status::Ok => Self::Ok,
            Status::Notice => Self::Notice,
            Status::Warning => Self::Warning,
            Status::Unknown => Self::Unknown,
            Status::Critical => Self::Critical,
        }
    }

    /// It in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => words!("critical"),
            Self::Unknown => words!("unknown"),
            Self::Warning => words!("warning"),
            Self::InPart => words!("known in part"),
            Self::Notice => words!("notice"),
            Self::Ok => words!("ok"),
        }
    }
}

/// The verdict on the whole, in which what is accepted does not count.
pub fn whole(report: &Report) -> Status {
    let targets = report.targets.iter().map(status).max().unwrap_or(Status::Unknown);
    let worst = targets.max(of(worst(&report.findings)));
    if report.cut { worst.max(Status::Unknown) } else { worst }
}

fn of(worst: Option<Severity>) -> Status {
    match worst {
        None => Status::Ok,
        Some(Severity::Notice) => Status::Notice,
        Some(Severity::Warning) => Status::Warning,
        Some(Severity::Critical) => Status::Critical,
    }
}

/// Whether something is to be done about a cause: it is bad enough, and not accepted.
pub fn counts(group: &Group<'_>) -> bool {
    group.severity >= Severity::Warning && accepted_until(group).is_none()
}

/// Why nothing, or not everything, could be checked.
pub fn doubt(target: &TargetReport) -> Text {
    if let Some(problem) = target.problems.first() {
        return text!("not-checked-problem": "could not be checked: {problem}", problem);
    }
    if target.cut {
        return text!("not-checked-cut": "the run was cut before everything of it was reached");
    }
    if target.workstation.is_some() {
        return desk::doubt();
    }
    if target.endpoints.is_empty() {
        return match target.discovery.lookups.iter().find(|lookup| lookup.answer.is_failure()) {
            Some(failed) if failed.answer == Answer::Timeout => {
                text!("not-checked-dns-timeout": "the name server {server} did not answer", server = &failed.server)
            }
            Some(failed) => text!("not-checked-dns": "the name server {server} failed", server = &failed.server),
            None => text!("not-checked-no-record": "DNS has no SIP and no single sign-on record of it"),
        };
    }
    let all: Vec<_> = target.endpoints.iter().flat_map(EndpointReport::main).collect();
    let silence = all.iter().find_map(|seen| match &seen.outcome {
        Outcome::Silent(silence) => Some(silence),
        Outcome::Presented | Outcome::ByDesign | Outcome::Skipped => None,
    });
    let checked = all.iter().filter(|seen| seen.was_checked()).count();
    match silence {
        Some(silence) if checked == 0 => {
            let (stage, why) = (Text::words(silence.stage.as_str()), &silence.why);
            text!("not-checked-silent": "no address shows a certificate: {stage}: {why}", stage, why)
        }
        None if checked == 0 => text!("not-checked-no-route": "this machine has no way to any of the addresses"),
        _ => text!("not-checked-other": "what was asked for was not seen"),
    }
}

/// What is said of a run that was cut.
pub fn cut() -> Text {
    text!("run-cut": "this run was cut; whatever was not reached by then is not known")
}

/// A target in a sentence: the worst that was found at or above a severity and where, why it is not known how it is, or
/// that all is well.
pub fn summary(report: &Report, target: &TargetReport, least: Severity, lang: Lang) -> Text {
    let counts = |group: &Group<'_>| group.severity >= least && accepted_until(group).is_none();
    let groups: Vec<_> = groups::groups(target).into_iter().filter(counts).collect();
    let critical = groups.first().is_some_and(|worst| worst.severity == Severity::Critical);
    if !target.problems.is_empty() || !critical && is_blind(target) {
        return doubt(target);
    }
    let Some(worst) = groups.first() else { return fine(report, target) };
    let code = worst.first().finding.code;
    let title = lang.words(worst.first().finding.title).into_owned();
    let text = match places(worst, lang).split_first() {
        None => text!("summary-finding": "{title} ({code})", title, code),
        Some((place, [])) => text!("summary-finding-at": "{place}: {title} ({code})", place, title, code),
        Some((place, others)) => {
            let n = others.len();
            text!("summary-finding-also": "{place} and {n} more: {title} ({code})", place, n, title, code)
        }
    };
    let n = groups.len() - 1;
    if n == 0 { text } else { text.then(text!("summary-others": "; other findings: {n}", n)) }
}

/// Nothing that fails.
fn fine(report: &Report, target: &TargetReport) -> Text {
    if let Some(desk) = target.workstation.as_deref() {
        return desk::fine(desk);
    }
    let seen: Vec<_> = target.endpoints.iter().flat_map(EndpointReport::main).collect();
    let all = seen.len();
    let trusted = seen.iter().filter(|seen| verdict(seen) == "trusted").count();
    let text = text!("summary-fine": "{trusted} of {all} addresses trusted", trusted, all);
    match seen.iter().filter_map(|seen| groups::earliest(seen)).min_by_key(|cert| cert.not_after) {
        None => text,
        Some(cert) => {
            let (label, date, days) = (cert.label(), when::date(cert.not_after), days(cert, report));
            text.then(
                text!("summary-expiry": "; first to expire: {label} on {date}, in {days} days", label, date, days),
            )
        }
    }
}

/// Whole days until a certificate runs out; negative once it has.
pub fn days(cert: &Cert, report: &Report) -> i64 {
    cert.not_after.saturating_sub(report.time).div_euclid(when::DAY)
}

/// The last day of a certificate and how far away it is.
pub fn expiry(cert: &Cert, report: &Report) -> Text {
    let date = when::date(cert.not_after);
    match days(cert, report) {
        days @ ..0 => text!("expiry-past": "{date} ({days} days ago)", date, days = days.saturating_neg()),
        days => text!("expiry-ahead": "{date} ({days} days)", date, days),
    }
}

/// What is broken at an observation and which certificate, or why nothing was seen; an empty text if all is well.
pub fn wrong(seen: &Observation, lang: Lang) -> String {
    match &seen.outcome {
        Outcome::Silent(silence) => return value(&lang.say(&silence.text())),
        Outcome::ByDesign | Outcome::Skipped => return String::new(),
        Outcome::Presented => {}
    }
    let broken = seen.walk.as_ref().and_then(|walk| walk.broken());
    let mut parts: Vec<_> = broken.map(|fault| (fault.code, Some(fault.position.index()))).into_iter().collect();
    for trouble in groups::troubles(seen) {
        if parts.iter().all(|(code, _)| *code != trouble.0) {
            parts.push(trouble);
        }
    }
    let text = |(code, index): (&'static str, Option<usize>)| match index.and_then(|i| on_path(seen, i)) {
        Some(cert) => format!("{code} {}", name(&cert.label())),
        None => code.to_owned(),
    };
    parts.into_iter().map(text).collect::<Vec<_>>().join(", ")
}

/// The endpoints concerned, each with its addresses: `sip.contoso.com:443 (203.0.113.11, 1 of 2 addresses)`.
pub fn places(group: &Group<'_>, lang: Lang) -> Vec<String> {
    group.by_endpoint().iter().map(|(endpoint, seen)| place(group.target, endpoint, seen, lang)).collect()
}

fn place(target: &Target, report: &EndpointReport, seen: &[&Observation], lang: Lang) -> String {
    let endpoint = endpoint(target, report);
    let all = report.main().filter(|o| o.address.is_some()).count();
    let seen: Vec<_> = seen.iter().filter(|o| o.address.is_some()).copied().collect();
    if seen.is_empty() {
        return endpoint;
    }
    let addresses = addresses(report, &seen, lang);
    let said = match (seen.len(), all) {
        (_, 0 | 1) => return format!("{endpoint} ({addresses})"),
        (n, all) if n >= all => text!("place-all": "{endpoint} (all {all} addresses)", endpoint, all),
        (n, all) => {
            text!("place-some": "{endpoint} ({addresses}, {n} of {all} addresses)", endpoint, addresses, n, all)
        }
    };
    lang.say(&said).into_owned()
}

/// The first few addresses and how many there are beyond.
pub fn addresses(endpoint: &EndpointReport, seen: &[&Observation], lang: Lang) -> String {
    let all: Vec<String> = seen.iter().map(|o| address(endpoint, o)).filter(|a| !a.is_empty()).collect();
    let (mut texts, n) = spans::first(&all, SHOWN);
    if n > 0 {
        texts.push(lang.say(&text!("more": "{n} more", n)).into_owned());
    }
    texts.join(", ")
}

/// The certificate, link or end that a finding is about, by name; `None` where it is about something else.
pub fn subject(place: &Place<'_>, lang: Lang) -> Option<String> {
    let seen = place.observation?;
    let index = place.finding.subject.index?;
    let label = |cert: &Cert| name(&cert.label());
    let issued = |cert: &Cert, issuer: String| {
        let said = text!("subject-issued": "{cert}, issued by {issuer}", cert = label(cert), issuer);
        lang.say(&said).into_owned()
    };
    let cert = on_path(seen, index);
    match place.finding.subject.kind {
        SubjectKind::Certificate => cert.map(label),
        SubjectKind::End => cert.map(|cert| issued(cert, issuer(cert))),
        SubjectKind::Link => {
            let (below, above) = (cert?, on_path(seen, index + 1));
            Some(issued(below, above.map_or_else(|| issuer(below), label)))
        }
        SubjectKind::Sent => seen.presented.sent.get(index)?.cert.as_ref().ok().map(|cert| label(cert)),
        SubjectKind::Run
        | SubjectKind::Target
        | SubjectKind::Endpoint
        | SubjectKind::Observation
        | SubjectKind::Workstation => None,
    }
}

fn issuer(cert: &Cert) -> String {
    name(groups::issuer(cert))
}

fn on_path(seen: &Observation, index: usize) -> Option<&Cert> {
    seen.walk.as_ref()?.path.certificates.get(index).map(|on_path| &*on_path.cert)
}

/// Labels and values of a finding's evidence.
pub fn evidence(finding: &Finding, lang: Lang) -> Vec<(String, String)> {
    let shown = |fact: &Value| match fact {
        Value::List(values) => {
            let mut texts: Vec<String> = values.iter().take(LISTED).map(|text| name(&lang.say(text))).collect();
            if values.len() > LISTED {
                let n = values.len() - LISTED;
                texts.push(lang.say(&text!("more": "{n} more", n)).into_owned());
            }
            texts.join(", ")
        }
        Value::Text(text) => value(&lang.say(text)),
        Value::Number(number) => number.to_string(),
        Value::Time(seconds) => when::moment(*seconds),
    };
    finding.evidence.iter().map(|fact| (lang.words(fact.label).into_owned(), shown(&fact.value))).collect()
}

/// The first line of a finding: severity, code and title.
pub fn headline(finding: &Finding) -> String {
    let accepted = finding.accepted_until.map(|until| format!(" (accepted until {})", when::date(until)));
    format!("{} {}: {}{}", severity(finding.severity), finding.code, finding.title, accepted.unwrap_or_default())
}

/// A finding as lines in English: what, where, the evidence, what to do and where it is written.
pub fn story(finding: &Finding, places: &[String], subject: Option<String>) -> Vec<String> {
    let mut lines = vec![headline(finding)];
    if !places.is_empty() {
        lines.push(format!("where: {}", places.join(", ")));
    }
    lines.extend(subject.map(|subject| format!("at: {subject}")));
    lines.extend(evidence(finding, Lang::En).into_iter().map(|(label, value)| format!("{label}: {value}")));
    if !finding.remedy.is_empty() {
        lines.push(format!("Fix: {}", clean::prose(&finding.remedy, true)));
    }
    if !finding.see.is_empty() {
        lines.push(format!("see: {}", finding.see.join(", ")));
    }
    lines
}
