//! The first lines: what is broken, where, for whom; and what to do first.

use super::{
    page::{Page, Tone, count, listed},
    places::Group,
    rows,
};
use crate::model::{
    Answer, Finding, Lookup, Observation, Outcome, Report, Severity, Status, Target, Trust,
    discovery::Presence,
    report::{EndpointReport, TargetReport},
};

/// Groups of people named before the rest is counted.
const PEOPLE: usize = 2;

/// What casts doubt on everything: the run was cut.
pub fn cut(page: &mut Page<'_>, report: &Report) {
    if report.cut {
        page.headline(Tone::Doubt, "UNKNOWN", "this run was cut; whatever was not reached by then is not known");
    }
}

/// What casts doubt on everything below it: findings about this machine.
pub fn machine(page: &mut Page<'_>, report: &Report) {
    for finding in report.findings.iter().filter(|f| f.severity >= Severity::Warning) {
        let text = format!("this machine: {} ({})", finding.title, finding.code);
        page.headline(tone(finding.severity), word(finding.severity), &text);
        if !page.style.quiet {
            remedy(page, "Do first: ", finding);
            page.blank();
        }
    }
}

/// The headline of a target.
pub fn target(page: &mut Page<'_>, report: &Report, target: &TargetReport, groups: &[Group<'_>]) {
    let name = page.name(&target.target.name());
    let say = |text: String| format!("{name}: {text}");
    let (tone, word, text) = match target.status() {
        Status::Unknown => (Tone::Doubt, "UNKNOWN", say(unknown(page, target))),
        Status::Ok | Status::Notice => (Tone::Good, "OK", say(fine(page, report, target, groups))),
        Status::Warning | Status::Critical => match groups.first() {
            Some(group) => (tone(group.severity), word(group.severity), broken(page, &name, groups, group)),
            None => (Tone::Doubt, "UNKNOWN", say(unknown(page, target))),
        },
    };
    page.headline(tone, word, &text);
    if page.style.quiet {
        return;
    }
    if let Some(group) = groups.iter().find(|g| g.severity >= Severity::Warning) {
        remedy(page, "Do first: ", group.first().finding);
    }
}

/// What a finding asks to be done.
pub fn remedy(page: &mut Page<'_>, lead: &str, finding: &Finding) {
    if finding.remedy.is_empty() {
        return;
    }
    let indent = " ".repeat(lead.len() - lead.trim_start().len() + 2);
    page.say(Tone::Strong, lead, &indent, &page.prose(&page.style.lang.say(&finding.remedy)));
}

/// The severity as the first word of a line.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "CRITICAL",
        Severity::Warning => "WARNING",
        Severity::Notice => "notice",
    }
}

/// The severity as a colour.
pub fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Critical => Tone::Bad,
        Severity::Warning => Tone::Doubt,
        Severity::Notice => Tone::Faint,
    }
}

fn broken(page: &Page<'_>, target: &str, groups: &[Group<'_>], worst: &Group<'_>) -> String {
    let place = worst.first();
    let mut endpoints = worst.endpoints(page);
    if endpoints.len() > 1 {
        let others = count(endpoints.len() - 1, "other endpoint", "other endpoints");
        endpoints.truncate(1);
        endpoints.push(others);
    }
    let at = listed(&endpoints);
    // A target that is its own endpoint is not named twice.
    let at = match at.strip_prefix(target) {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => at,
        _ if at.is_empty() => target.to_owned(),
        _ => format!("{target}: {at}"),
    };
    let clients = worst.clients();
    let title = place.finding.title;
    // Where only some are hurt that comes first: it is what the people who call say.
    let what = match (place.certificate(page), &clients) {
        (Some(cert), Some(clients)) => format!("{clients}: {title}: {cert}"),
        (Some(cert), None) => format!("{title}: {cert}"),
        (None, Some(clients)) if worst.divides() => clients.clone(),
        (None, Some(clients)) => format!("{clients}: {title}"),
        (None, None) => title.to_owned(),
    };
    let mut text = format!("{at}: {what}");
    let people = worst.people();
    if clients.is_none() && !people.is_empty() {
        let how = if worst.severity == Severity::Critical { "broken for" } else { "at risk:" };
        text.push_str(&format!("; {how} {}", some(&people)));
    }
    let others = groups.iter().filter(|g| g.severity == worst.severity).count() - 1;
    if others > 0 {
        let (one, many) = match worst.severity {
            Severity::Critical => ("more critical finding", "more critical findings"),
            Severity::Warning | Severity::Notice => ("more warning", "more warnings"),
        };
        text.push_str(&format!(" (and {})", count(others, one, many)));
    }
    text
}

/// The first few, and how many there are beyond: a headline is read at a glance.
fn some(people: &[String]) -> String {
    if people.len() <= PEOPLE + 1 {
        return people.join(", ");
    }
    format!("{} and {} other groups", people[..PEOPLE].join(", "), people.len() - PEOPLE)
}

fn fine(page: &Page<'_>, report: &Report, target: &TargetReport, groups: &[Group<'_>]) -> String {
    let seen: Vec<_> = target.endpoints.iter().flat_map(EndpointReport::main).collect();
    let trust = |wanted| seen.iter().filter(|o| o.outcome == Outcome::Presented && o.trust() == wanted).count();
    let outcome = |wanted: fn(&Outcome) -> bool| seen.iter().filter(|o| wanted(&o.outcome)).count();
    let trusted = trust(Trust::Trusted);
    let is_file = matches!(target.target, Target::File(_));
    let mut parts = if is_file {
        Vec::new()
    } else {
        vec![count(target.endpoints.len(), "endpoint", "endpoints"), count(seen.len(), "address", "addresses")]
    };
    parts.push(match trusted == seen.len() {
        true if seen.len() < 2 => "trusted".to_owned(),
        true => "all trusted".to_owned(),
        false => format!("{trusted} trusted"),
    });
    let others = [
        (trust(Trust::Untrusted), "untrusted"),
        (trust(Trust::Unknown), "unknown"),
        (outcome(|o| matches!(o, Outcome::Silent(_))), "silent"),
        (outcome(|o| *o == Outcome::ByDesign), "without certificate by design"),
        (outcome(|o| *o == Outcome::Skipped), "skipped"),
    ];
    parts.extend(others.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    let mut text = parts.join(", ");
    if let Some(cert) = seen.iter().filter_map(|o| rows::earliest(o)).min_by_key(|c| c.not_after) {
        let expiry = rows::expiry(cert, report.time);
        text.push_str(&format!("; first to expire: {}, {expiry}", page.name(&cert.label())));
    }
    if !groups.is_empty() {
        text.push_str(&format!("; {}", count(groups.len(), "notice", "notices")));
    }
    text
}

/// Why nothing, or not everything, could be checked.
fn unknown(page: &Page<'_>, target: &TargetReport) -> String {
    if let Some(problem) = target.problems.first() {
        let how = if target.was_checked() { "checked only in part" } else { "could not be checked" };
        let others = match target.problems.len() - 1 {
            0 => String::new(),
            n => format!(" (and {})", count(n, "more problem", "more problems")),
        };
        return format!("{how}: {}{others}", page.value(problem));
    }
    if target.cut {
        let how = if target.was_checked() { "checked only in part" } else { "nothing was checked" };
        return format!("{how}: the run was cut before everything of it was reached");
    }
    let why = match target.endpoints.as_slice() {
        [] => no_endpoint(page, target),
        // What was seen is not what was asked for: Exchange alone, say.
        endpoints if !target.was_checked() && seen(endpoints).any(Observation::was_checked) => NO_RECORD.to_owned(),
        endpoints => silence(page, endpoints),
    };
    format!("nothing could be checked: {why}")
}

fn no_endpoint(page: &Page<'_>, target: &TargetReport) -> String {
    let lookups = &target.discovery.lookups;
    let failed: Vec<_> = lookups.iter().filter(|l| l.answer.is_failure()).collect();
    let Some(first) = failed.first() else {
        // A record that is there and led to no endpoint has no address of a family not asked for; an SRV record may
        // also say that there is no such service.
        let leads = |name: &str| {
            let ours = |l: &&Lookup| l.kind == "SRV" && l.name.trim_end_matches('.') == name;
            lookups.iter().filter(ours).all(|l| l.records.iter().any(|record| !record.ends_with(" .")))
        };
        if target.discovery.records.iter().any(|r| r.presence == Presence::Present && leads(&r.name)) {
            return "its records lead to no address of the family asked for (-4, -6)".to_owned();
        }
        return NO_RECORD.to_owned();
    };
    let how = match first.answer {
        Answer::Timeout => "did not answer",
        Answer::Refused => "refused to answer",
        _ => "failed",
    };
    format!("the name server {} {how} ({} of {} lookups failed)", page.name(&first.server), failed.len(), lookups.len())
}

fn seen(endpoints: &[EndpointReport]) -> impl Iterator<Item = &Observation> {
    endpoints.iter().flat_map(|endpoint| &endpoint.observations)
}

const NO_RECORD: &str = "DNS has no SIP and no single sign-on record of it; is the name right?";

fn silence(page: &Page<'_>, endpoints: &[EndpointReport]) -> String {
    let seen: Vec<_> = endpoints.iter().flat_map(EndpointReport::main).collect();
    let reasons = seen.iter().filter_map(|o| match &o.outcome {
        Outcome::Silent(silence) => Some((silence.stage, page.value(&silence.why))),
        Outcome::Presented | Outcome::ByDesign | Outcome::Skipped => None,
    });
    let mut counted: Vec<(_, usize)> = Vec::new();
    for reason in reasons {
        match counted.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, n)) => *n += 1,
            None => counted.push((reason, 1)),
        }
    }
    let Some(((stage, why), n)) = counted.into_iter().rev().max_by_key(|(_, n)| *n) else {
        return "this machine has no way to any of the addresses".to_owned();
    };
    let most = if n == seen.len() {
        "every address is silent".to_owned()
    } else {
        format!("{n} of {} are silent", seen.len())
    };
    format!("{most}: {}: {why}", stage.as_str())
}
