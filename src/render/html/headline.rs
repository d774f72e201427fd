//! What stands at the top of the page and of each target: the verdict, what is broken, where and for whom.

use maud::{Markup, html};

use super::{
    findings, places,
    view::{FEW, Tone, View},
};
use crate::{
    model::{
        Client, Observation, Outcome, Severity, Split, Status, Trust,
        report::{EndpointReport, TargetReport},
    },
    render::{
        desk,
        groups::{Group, earliest},
        told, when,
    },
    text, words,
};

/// Groups of people named before the rest is counted.
const PEOPLE: usize = 4;

/// A verdict in a word.
pub fn word(status: Status) -> &'static str {
    match status {
        Status::Ok | Status::Notice => words!("OK"),
        Status::Warning => words!("WARNING"),
        Status::Unknown => words!("UNKNOWN"),
        Status::Critical => words!("CRITICAL"),
    }
}

/// The colour of a verdict: what could not be checked is never green.
pub fn tone(status: Status) -> Tone {
    match status {
        Status::Ok | Status::Notice => Tone::Good,
        Status::Warning => Tone::Doubt,
        Status::Unknown => Tone::Unknown,
        Status::Critical => Tone::Bad,
    }
}

/// A severity in a word and its colour.
pub fn severity(severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Critical => (words!("CRITICAL"), Tone::Bad),
        Severity::Warning => (words!("WARNING"), Tone::Doubt),
        Severity::Notice => (words!("notice"), Tone::Faint),
    }
}

/// A verdict in its colour.
pub fn badge(view: &View<'_>, status: Status) -> Markup {
    view.badge(tone(status), word(status))
}

/// The same of a target: a computer of which not everything is known is not shown as well.
pub fn badge_of(view: &View<'_>, target: &TargetReport, status: Status) -> Markup {
    if desk::is_half_known(target, status) { view.badge(Tone::Unknown, desk::NOTHING) } else { badge(view, status) }
}

/// What casts doubt on everything below: the run was cut, or something stands between this machine and the others.
pub fn run(view: &View<'_>) -> Markup {
    let machine = &view.report.findings;
    html! {
        @if view.report.cut {
            div.alert.unknown {
                (badge(view, Status::Unknown)) " "
                (view.words("this run was cut; whatever was not reached by then is not known"))
            }
        }
        @if view.report.targets.is_empty() {
            div.alert.unknown { (badge(view, Status::Unknown)) " " (view.words("nothing was checked")) }
        }
        @for finding in machine.iter().take(FEW) {
            @let (word, tone) = severity(finding.severity);
            @let tone = if finding.accepted_until.is_some() { Tone::Faint } else { tone };
            div class={ "alert " (tone.class()) } {
                p { (view.badge(tone, word)) " " (view.words("This machine")) ": " (view.words(finding.title)) " " code { (finding.code) } (findings::accepted_up_to(view, finding.accepted_until)) }
                @for fact in &finding.evidence { p.small { (view.words(fact.label)) ": " (view.fact(fact).join(", ")) } }
                @if !finding.remedy.is_empty() { p { strong { (view.words("Do this first")) ":" } " " (view.remedy(&finding.remedy)) } }
            }
        }
    }
}

/// The verdict on a target and the sentence below it.
pub fn lead(view: &View<'_>, target: &TargetReport, groups: &[Group<'_>]) -> Markup {
    let worst = groups.first().filter(|group| told::counts(group));
    let accepted: Vec<_> = groups.iter().filter(|group| told::accepted_until(group).is_some()).collect();
    html! {
        @if told::status(target) == Status::Unknown || !target.problems.is_empty() || target.cut {
            div.alert.unknown { (unknown(view, target)) }
        }
        @match worst {
            Some(group) => { (broken(view, group, groups)) },
            None if told::status(target) <= Status::Notice && !accepted.is_empty() => { p.lead { (view.words("Nothing was found that is not accepted.")) } },
            None if target.workstation.is_some() && told::status(target) <= Status::Notice => { @if let Some(desk) = &target.workstation { p.lead { (view.say(&desk::fine(desk))) } } },
            None if told::status(target) <= Status::Notice => { p.lead { (view.words("No fault was found.")) } },
            None => {},
        }
        @if let [worst, more @ ..] = accepted.as_slice() {
            p {
                (view.words("Known")) ": " (view.words(worst.first().finding.title)) (findings::accepted(view, worst))
                @if let Some(more) = view.more(more.len(), 0) { ", " (more) }
            }
        }
        (counts(view, target))
    }
}

fn broken(view: &View<'_>, worst: &Group<'_>, groups: &[Group<'_>]) -> Markup {
    let first = worst.first();
    let others = groups
        .iter()
        .filter(|g| g.severity == worst.severity && told::accepted_until(g).is_none())
        .count()
        .saturating_sub(1);
    html! {
        p.lead {
            strong { (places::places(view, worst, 1).join(", ")) }
            @if !worst.by_endpoint().is_empty() { ": " }
            (view.words(first.finding.title))
            (findings::accepted(view, worst))
        }
        dl.broken {
            @if let Some(subject) = places::subject(view, first) { dt { (view.words("At")) } dd { (view.say(&subject)) } }
            (hurt(view, worst))
            @if others > 0 {
                dt { (view.words("Besides")) }
                dd { (view.say(&match worst.severity {
                    Severity::Critical => text!("html-more-critical": "further critical findings: {others}", others),
                    Severity::Warning | Severity::Notice => text!("html-more-warnings": "further warnings: {others}", others),
                })) }
            }
        }
    }
}

/// Which clients do not get in and which do, where that is because of this finding; else whose server it is.
fn hurt(view: &View<'_>, worst: &Group<'_>) -> Markup {
    let clients = worst.everywhere();
    let split =
        Split::of(&clients).filter(|split| worst.divides() || split.codes().contains(&worst.first().finding.code));
    let families = |clients: &[&Client]| -> String {
        clients.iter().map(|client| view.words(client.family.people())).collect::<Vec<_>>().join(", ")
    };
    let people = worst.people();
    let mut who: Vec<String> = people.iter().take(PEOPLE).map(|who| view.words(who).into_owned()).collect();
    who.extend(view.more(people.len(), PEOPLE));
    html! {
        @if let Some(split) = &split {
            dt { (view.words("Do not get in")) } dd { (families(&split.refuse)) }
            dt { (view.words("Get in")) } dd { (families(&split.accept)) }
        }
        @if !who.is_empty() {
            dt { (view.words(match (worst.severity, &split) {
                (Severity::Critical, None) => words!("Broken for"),
                (_, Some(_)) => words!("Used by"),
                (_, None) => words!("At risk"),
            })) }
            dd { (who.join(", ")) }
        }
    }
}

/// Why nothing, or not everything, could be checked.
fn unknown(view: &View<'_>, target: &TargetReport) -> Markup {
    let checked = target.was_checked();
    let failed: Vec<_> = target.discovery.lookups.iter().filter(|l| l.answer.is_failure()).collect();
    let silent =
        target.endpoints.iter().flat_map(EndpointReport::main).any(|o| matches!(o.outcome, Outcome::Silent(_)));
    html! {
        p {
            (badge(view, Status::Unknown)) " "
            strong { (view.words(if checked { words!("Checked only in part.") } else { words!("Nothing could be checked.") })) }
        }
        ul {
            @for problem in target.problems.iter().take(FEW) { li { (view.value(&view.lang.say(problem))) } }
            @if let Some(more) = view.more(target.problems.len(), FEW) { li { (more) } }
            @if target.cut { li { (view.words("The run was cut before everything was reached.")) } }
            @if !checked {
                @match failed.first() {
                    Some(first) => {
                        li { (view.say(&text!("html-lookups-failed": "Lookups that failed: {failed} of {all}; the name server {server}: {answer}",
                            failed = failed.len(), all = target.discovery.lookups.len(), server = view.name(&first.server), answer = first.answer.as_str()))) }
                    },
                    None if silent => { li { (view.words("No address answered; each says below how far the connection got.")) } },
                    None if target.endpoints.is_empty() && !target.discovery.lookups.is_empty() => {
                        li { (view.words("DNS has no record that leads to a server of it. Is the name right?")) }
                    },
                    None => {},
                }
            }
        }
    }
}

/// How many of what, and what runs out first.
fn counts(view: &View<'_>, target: &TargetReport) -> Markup {
    let seen: Vec<&Observation> = target.endpoints.iter().flat_map(EndpointReport::main).collect();
    let trust = |wanted| seen.iter().filter(|o| o.outcome == Outcome::Presented && o.trust() == wanted).count();
    let outcome = |wanted: fn(&Outcome) -> bool| seen.iter().filter(|o| wanted(&o.outcome)).count();
    let is_file = target.endpoints.iter().all(|e| e.endpoint.host.is_none());
    let numbers = [
        (words!("endpoints"), if is_file { 0 } else { target.endpoints.len() }, Tone::Faint),
        (words!("addresses"), if is_file { 0 } else { seen.len() }, Tone::Faint),
        (words!("trusted"), trust(Trust::Trusted), Tone::Good),
        (words!("untrusted"), trust(Trust::Untrusted), Tone::Bad),
        (words!("unknown"), trust(Trust::Unknown), Tone::Unknown),
        (words!("silent"), outcome(|o| matches!(o, Outcome::Silent(_))), Tone::Unknown),
        (words!("without certificate by design"), outcome(|o| *o == Outcome::ByDesign), Tone::Faint),
        (words!("skipped"), outcome(|o| *o == Outcome::Skipped), Tone::Faint),
    ];
    let first = seen.iter().filter_map(|o| earliest(o)).min_by_key(|cert| cert.not_after);
    html! {
        ul.counts {
            @for (what, n, tone) in numbers.iter().filter(|(_, n, _)| *n > 0) {
                li class=(tone.class()) { (view.words(what)) ": " strong { (n) } }
            }
        }
        @if let Some(cert) = first {
            p.small {
                (view.words("First to expire")) ": " (view.name(&cert.label())) ", "
                (when::date(cert.not_after)) " (" (view.distance(cert.not_after)) ")"
            }
        }
    }
}
