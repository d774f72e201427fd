//! The first lines: what is broken, where, for whom; and what to do first.

use super::{
    findings::titled,
    page::{Page, Tone},
    places::Group,
    rows,
};
use crate::{
    model::{
        Answer, Finding, Lookup, Observation, Outcome, Report, Severity, Status, Target, Text, Trust,
        discovery::Presence,
        report::{EndpointReport, TargetReport},
    },
    render::{desk, told},
    text, words,
};

/// Groups of people named before the rest is counted.
const PEOPLE: usize = 2;
/// Endpoints at which the first thing to do is to be done as well, named before the rest is counted: the finding below
/// names all of them.
const LIKEWISE: usize = 2;

/// What casts doubt on everything: the run was cut.
pub fn cut(page: &mut Page<'_>, report: &Report) {
    if report.cut {
        let text = page.words("this run was cut; whatever was not reached by then is not known");
        let unknown = page.words(UNKNOWN);
        page.headline(Tone::Doubt, &unknown, &text);
    }
}

/// What casts doubt on everything below it: findings about this machine.
pub fn machine(page: &mut Page<'_>, report: &Report) {
    for finding in report.findings.iter().filter(|f| told::fails(f, Severity::Warning)) {
        let text = format!("{}: {} ({})", page.words("this machine"), page.words(finding.title), finding.code);
        let word = page.words(word(finding.severity));
        page.headline(tone(finding.severity), &word, &text);
        if !page.style.quiet {
            do_first(page, finding, None);
            page.blank();
        }
    }
}

/// The headline of a target.
pub fn target(page: &mut Page<'_>, report: &Report, target: &TargetReport, groups: &[Group<'_>]) {
    let name = page.name(&target.target.name());
    let say = |text: String| format!("{name}: {text}");
    let (tone, word, text) = match told::status(target) {
        Status::Unknown => (Tone::Doubt, UNKNOWN, say(unknown(page, target))),
        status if desk::is_half_known(target, status) => {
            (Tone::Plain, desk::NOTHING, say(fine(page, report, target, groups)))
        }
        Status::Ok | Status::Notice => (Tone::Good, words!("OK"), say(fine(page, report, target, groups))),
        Status::Warning | Status::Critical => match groups.first() {
            Some(group) => (tone(group.severity), word(group.severity), broken(page, &name, groups, group)),
            None => (Tone::Doubt, UNKNOWN, say(unknown(page, target))),
        },
    };
    let word = page.words(word);
    page.headline(tone, &word, &text);
    if page.style.quiet {
        return;
    }
    if let Some(group) = groups.iter().find(|g| told::counts(g)) {
        do_first(page, group.first().finding, Some(group));
    }
}

fn do_first(page: &mut Page<'_>, finding: &Finding, group: Option<&Group<'_>>) {
    let lead = format!("{}: ", page.words("Do first"));
    remedy(page, &lead, finding);
    if let Some(group) = group.filter(|_| !finding.remedy.is_empty()) {
        likewise(page, "  ", group, LIKEWISE);
    }
}

/// Where else the remedy applies; it names the first place only.
pub fn likewise(page: &mut Page<'_>, indent: &str, group: &Group<'_>, shown: usize) {
    let mut places = group.likewise().endpoints(page);
    if places.is_empty() {
        return;
    }
    if places.len() > shown + 1 {
        let n = places.len() - shown;
        places.truncate(shown);
        let endpoint = page.plural(n, words!("endpoint"), words!("endpoints"));
        places.push(page.told(&text!("other-endpoints": "{n} other {endpoint}", n, endpoint)));
    }
    let lead = format!("{indent}{}: ", page.words("Likewise at"));
    let places = page.commas(&places);
    page.say(Tone::Plain, &lead, &format!("{indent}  "), &places);
}

/// What a finding asks to be done.
pub fn remedy(page: &mut Page<'_>, lead: &str, finding: &Finding) {
    if finding.remedy.is_empty() {
        return;
    }
    let indent = " ".repeat(lead.len() - lead.trim_start().len() + 2);
    page.say(Tone::Strong, lead, &indent, &page.remedy(&finding.remedy));
}

const UNKNOWN: &str = words!("UNKNOWN");

/// The severity as the first word of a line.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => words!("CRITICAL"),
        Severity::Warning => words!("WARNING"),
        Severity::Notice => words!("notice"),
    }
}

/// The severity as a colour.
pub fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Critical => Tone::Bad,
        Severity::Warning => Tone::Doubt,
        Severity::Notice => Tone::Plain,
    }
}

fn broken(page: &Page<'_>, target: &str, groups: &[Group<'_>], worst: &Group<'_>) -> String {
    let place = worst.first();
    let mut endpoints = worst.endpoints(page);
    if endpoints.len() > 1 {
        let n = endpoints.len() - 1;
        let endpoint = page.plural(n, words!("endpoint"), words!("endpoints"));
        endpoints.truncate(1);
        endpoints.push(page.told(&text!("other-endpoints": "{n} other {endpoint}", n, endpoint)));
    }
    let at = page.listed(&endpoints);
    // A target that is its own endpoint is not named twice.
    let at = match at.strip_prefix(target) {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => at,
        _ if at.is_empty() => target.to_owned(),
        _ => format!("{target}: {at}"),
    };
    let clients = worst.clients(page);
    let title = titled(page, place.finding, told::accepted_until(worst));
    // Where only some are hurt that comes first: it is what the people who call say.
    let what = match (place.certificate(page), &clients) {
        (Some(cert), Some(clients)) => format!("{clients}: {title}: {cert}"),
        (Some(cert), None) => format!("{title}: {cert}"),
        (None, Some(clients)) if worst.divides() => clients.clone(),
        (None, Some(clients)) => format!("{clients}: {title}"),
        (None, None) => title,
    };
    let mut text = format!("{at}: {what}");
    let people: Vec<String> = worst.people().iter().map(|who| page.words(who)).collect();
    if clients.is_none() && !people.is_empty() {
        let people = some(page, &people);
        text = page.told(&match worst.severity {
            Severity::Critical => text!("broken-for-people": "{text}; broken for {people}", text, people),
            Severity::Warning | Severity::Notice => text!("at-risk-people": "{text}; at risk: {people}", text, people),
        });
    }
    let counts = |group: &&Group<'_>| group.severity == worst.severity && told::accepted_until(group).is_none();
    let n = groups.iter().filter(counts).count().saturating_sub(1);
    if n == 0 {
        return text;
    }
    page.told(&match worst.severity {
        Severity::Critical => {
            let finding = page.plural(n, words!("finding"), words!("findings"));
            text!("more-critical": "{text} (and {n} more critical {finding})", text, n, finding)
        }
        Severity::Warning | Severity::Notice => {
            let warning = page.plural(n, words!("warning"), words!("warnings"));
            text!("more-warnings": "{text} (and {n} more {warning})", text, n, warning)
        }
    })
}

/// The first few, and how many there are beyond: a headline is read at a glance.
fn some(page: &Page<'_>, people: &[String]) -> String {
    if people.len() <= PEOPLE + 1 {
        return page.commas(people);
    }
    let (first, n) = (page.commas(&people[..PEOPLE]), people.len() - PEOPLE);
    page.told(&text!("other-groups": "{first} and {n} other groups", first, n))
}

fn fine(page: &Page<'_>, report: &Report, target: &TargetReport, groups: &[Group<'_>]) -> String {
    if let Some(desk) = target.workstation.as_deref() {
        return super::desk::fine(page, desk, groups.len());
    }
    let seen: Vec<_> = target.endpoints.iter().flat_map(EndpointReport::main).collect();
    let trust = |wanted| seen.iter().filter(|o| o.outcome == Outcome::Presented && o.trust() == wanted).count();
    let outcome = |wanted: fn(&Outcome) -> bool| seen.iter().filter(|o| wanted(&o.outcome)).count();
    let trusted = trust(Trust::Trusted);
    let is_file = matches!(target.target, Target::File(_));
    let mut parts: Vec<Text> = if is_file {
        Vec::new()
    } else {
        let n = target.endpoints.len();
        let endpoint = page.plural(n, words!("endpoint"), words!("endpoints"));
        vec![text!("endpoints-counted": "{n} {endpoint}", n, endpoint), addresses(page, seen.len())]
    };
    match trusted == seen.len() {
        true if seen.len() < 2 => parts.push(text!("one-trusted": "trusted")),
        true => parts.push(text!("all-trusted": "all trusted")),
        false if trusted == 0 => {}
        false => parts.push(text!("some-trusted": "{trusted} trusted", trusted)),
    }
    let others = [
        (trust(Trust::Untrusted), words!("untrusted")),
        (trust(Trust::Unknown), words!("unknown")),
        (outcome(|o| matches!(o, Outcome::Silent(_))), words!("silent")),
        (outcome(|o| *o == Outcome::ByDesign), words!("without certificate by design")),
        (outcome(|o| *o == Outcome::Skipped), words!("skipped")),
    ];
    let others = others.iter().filter(|(n, _)| *n > 0);
    parts.extend(others.map(|(n, what)| text!("of-these": "{n} {what}", n = *n, what = page.words(what))));
    let parts: Vec<String> = parts.iter().map(|part| page.told(part)).collect();
    let mut text = page.commas(&parts);
    if let Some(cert) = seen.iter().filter_map(|o| rows::earliest(o)).min_by_key(|c| c.not_after) {
        let (label, expiry) = (page.name(&cert.label()), rows::expiry(page, cert, report.time));
        text = page.told(&text!("first-expiry": "{text}; first to expire: {label}, {expiry}", text, label, expiry));
    }
    let accepted: Vec<_> = groups.iter().filter(|group| told::accepted_until(group).is_some()).collect();
    if let [worst, more @ ..] = accepted.as_slice() {
        let known = titled(page, worst.first().finding, told::accepted_until(worst));
        text = page.told(&match more.len() {
            0 => text!("and-known": "{text}; known: {known}", text, known),
            n => text!("and-known-more": "{text}; known: {known} and {n} more", text, known, n),
        });
    }
    let n = groups.len() - accepted.len();
    if n == 0 {
        return text;
    }
    page.told(&text!("and-notices": "{text}; {n} {notice}", text, n, notice = page.plural(n, words!("notice"), words!("notices"))))
}

/// So many addresses.
pub fn addresses(page: &Page<'_>, n: usize) -> Text {
    text!("addresses-counted": "{n} {address}", n, address = page.plural(n, words!("address"), words!("addresses")))
}

/// Why nothing, or not everything, could be checked.
fn unknown(page: &Page<'_>, target: &TargetReport) -> String {
    let in_part = target.was_checked();
    if let Some(problem) = target.problems.first() {
        let problem = page.value(&page.told(problem));
        let text = page.told(&match in_part {
            true => text!("checked-in-part": "checked only in part: {problem}", problem),
            false => text!("could-not-be-checked": "could not be checked: {problem}", problem),
        });
        return match target.problems.len() - 1 {
            0 => text,
            n => {
                let more = page.plural(n, words!("problem"), words!("problems"));
                page.told(&text!("more-problems": "{text} (and {n} more {more})", text, n, more))
            }
        };
    }
    if target.cut {
        return page.words(match in_part {
            true => words!("checked only in part: the run was cut before everything of it was reached"),
            false => words!("nothing was checked: the run was cut before everything of it was reached"),
        });
    }
    let why = match target.endpoints.as_slice() {
        [] if target.workstation.is_some() => page.told(&desk::doubt()),
        [] => no_endpoint(page, target),
        // What was seen is not what was asked for: Exchange alone, say.
        endpoints if !in_part && seen(endpoints).any(Observation::was_checked) => page.words(NO_RECORD),
        endpoints => silence(page, endpoints),
    };
    page.told(&text!("no-check-possible": "nothing could be checked: {why}", why))
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
        let present = target.discovery.records.iter().any(|r| r.presence == Presence::Present && leads(&r.name));
        return page.words(if present { NO_ADDRESS } else { NO_RECORD });
    };
    let server = page.name(&first.server);
    let how = page.told(&match first.answer {
        Answer::Timeout => text!("server-mute": "the name server {server} did not answer", server),
        Answer::Refused => text!("server-refused": "the name server {server} refused to answer", server),
        _ => text!("server-failed": "the name server {server} failed", server),
    });
    let (n, all) = (failed.len(), lookups.len());
    page.told(&text!("lookups-failed": "{how} ({n} of {all} lookups failed)", how, n, all))
}

fn seen(endpoints: &[EndpointReport]) -> impl Iterator<Item = &Observation> {
    endpoints.iter().flat_map(|endpoint| &endpoint.observations)
}

const NO_ADDRESS: &str = words!("its records lead to no address of the family asked for (-4, -6)");
const NO_RECORD: &str = words!("DNS has no SIP and no single sign-on record of it; is the name right?");

fn silence(page: &Page<'_>, endpoints: &[EndpointReport]) -> String {
    let seen: Vec<_> = endpoints.iter().flat_map(EndpointReport::main).collect();
    let reasons = seen.iter().filter_map(|o| match &o.outcome {
        Outcome::Silent(silence) => Some((silence.stage, page.value(&page.style.lang.say(&silence.why)))),
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
        return page.words("this machine has no way to any of the addresses");
    };
    let (stage, all) = (page.words(stage.as_str()), seen.len());
    page.told(&match n == all {
        true => text!("all-silent": "every address is silent: {stage}: {why}", stage, why),
        false => text!("some-silent": "{n} of {all} are silent: {stage}: {why}", n, all, stage, why),
    })
}
