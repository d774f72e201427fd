//! Each finding once: what, where, the evidence and the remedy.

use super::{
    headline::{remedy, tone, word},
    page::{Page, Tone, count},
    places::{Group, Place},
};
use crate::{
    model::{Fact, Finding, Report, Severity, Value},
    render::when,
    text,
};

/// Values of a list shown before the rest is counted.
const LISTED: usize = 8;
/// The same under `-v`.
const LISTED_VERBOSE: usize = 100;
/// A label longer than this does not push the values of the others to the right.
const LABEL: usize = 24;

/// The findings of a target; notices in a line each, unless `-v`.
pub fn target(page: &mut Page<'_>, groups: &[Group<'_>]) {
    let verbose = page.style.verbose > 0;
    let (full, short): (Vec<_>, Vec<_>) = groups.iter().partition(|g| g.severity > Severity::Notice || verbose);
    for group in full {
        page.blank();
        block(page, group);
    }
    if !short.is_empty() {
        page.blank();
    }
    for group in short {
        let finding = group.first().finding;
        let lead = format!("{} {}: ", word(group.severity), finding.code);
        // What is at no endpoint is told apart by its first fact: which record is missing.
        let mut place = group.endpoints(page).join(", ");
        if let Some((_, value)) = evidence(page, finding).into_iter().next().filter(|_| place.is_empty()) {
            place = value;
        }
        let title = titled(page, finding, accepted(group));
        let text = if place.is_empty() { title } else { format!("{title}; {place}") };
        page.say(tone(group.severity), &lead, "  ", &text);
    }
}

/// The findings about this machine or the run.
pub fn machine(page: &mut Page<'_>, report: &Report) {
    for finding in &report.findings {
        page.blank();
        head(page, finding.severity, finding, finding.accepted_until);
        facts(page, &[], evidence(page, finding));
        remedy(page, "  Fix: ", finding);
        sources(page, finding);
    }
}

fn block(page: &mut Page<'_>, group: &Group<'_>) {
    let Place { finding, .. } = *group.first();
    head(page, group.severity, finding, accepted(group));
    let mut first = Vec::new();
    let endpoints = group.endpoints(page);
    if !endpoints.is_empty() {
        first.push(("where", endpoints.join(", ")));
    }
    if let Some(cert) = group.first().certificate(page) {
        first.push(("at", cert));
    }
    let others = others(group);
    let together = merged(page, group);
    match together {
        Some(evidence) if page.style.verbose == 0 => facts(page, &first, evidence),
        _ => {
            if !others.is_empty() && page.style.verbose == 0 {
                let text = count(others.len(), "other place shows other values", "other places show other values");
                first.push(("also", format!("{text} (-v)")));
            }
            facts(page, &first, evidence(page, finding));
        }
    }
    for place in others.iter().filter(|_| page.style.verbose > 0) {
        let single = Group { severity: group.severity, places: vec![**place], target: group.target };
        page.wrap(Tone::Plain, "  and at ", &single.endpoints(page).join(", "));
        let at: Vec<_> = place.certificate(page).map(|cert| ("at", cert)).into_iter().collect();
        facts(page, &at, evidence(page, place.finding));
    }
    remedy(page, "  Fix: ", finding);
    likewise(page, group);
    sources(page, finding);
}

/// Where else the remedy applies; it names the first place only.
fn likewise(page: &mut Page<'_>, group: &Group<'_>) {
    let remedy = &group.first().finding.remedy;
    let places: Vec<Place<'_>> = group.places.iter().filter(|p| p.finding.remedy != *remedy).copied().collect();
    if places.is_empty() || remedy.is_empty() {
        return;
    }
    let rest = Group { severity: group.severity, places, target: group.target };
    page.say(Tone::Plain, "  Likewise at: ", "    ", &rest.endpoints(page).join(", "));
}

/// The evidence of all places in one list, a value that differs with each of its forms; `None` if the places do not
/// show the same kinds of facts, or so many values that a list would hide them.
fn merged<'a>(page: &Page<'_>, group: &Group<'a>) -> Option<Vec<(&'a str, String)>> {
    let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
    for (number, place) in group.places.iter().enumerate() {
        let evidence = evidence(page, place.finding);
        if number == 0 {
            lines = evidence.into_iter().map(|(label, value)| (label, vec![value])).collect();
            continue;
        }
        if evidence.len() != lines.len() {
            return None;
        }
        for ((label, values), (other, value)) in lines.iter_mut().zip(evidence) {
            if *label != other {
                return None;
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    if lines.iter().any(|(_, values)| values.len() > LISTED) {
        return None;
    }
    Some(lines.into_iter().map(|(label, values)| (label, values.join(", "))).collect())
}

/// Places whose evidence is not that of the first.
fn others<'a, 'b>(group: &'b Group<'a>) -> Vec<&'b Place<'a>> {
    let mut distinct: Vec<&Place<'_>> = vec![group.first()];
    for place in &group.places {
        if distinct.iter().all(|known| known.finding.evidence != place.finding.evidence) {
            distinct.push(place);
        }
    }
    distinct.split_off(1)
}

fn head(page: &mut Page<'_>, severity: Severity, finding: &Finding, accepted: Option<i64>) {
    let title = titled(page, finding, accepted);
    page.headline(tone(severity), &format!("{} {}:", word(severity), finding.code), &title);
}

/// The title, and up to which day the finding is accepted.
fn titled(page: &Page<'_>, finding: &Finding, accepted: Option<i64>) -> String {
    let title = page.style.lang.words(finding.title);
    let Some(until) = accepted.map(when::date) else { return title.into_owned() };
    let accepted = text!("accepted-until-day": "accepted until {until}", until);
    format!("{title} ({})", page.style.lang.say(&accepted))
}

/// The day up to which a finding is accepted wherever it is.
fn accepted(group: &Group<'_>) -> Option<i64> {
    let all: Option<Vec<i64>> = group.places.iter().map(|place| place.finding.accepted_until).collect();
    all?.into_iter().min()
}

fn sources(page: &mut Page<'_>, finding: &Finding) {
    if page.style.verbose > 0 {
        page.wrap(Tone::Plain, "  speaks for: ", &page.style.lang.words(finding.by.as_str()));
        for source in &finding.see {
            page.wrap(Tone::Plain, "  see: ", source);
        }
    }
}

fn evidence<'a>(page: &Page<'_>, finding: &'a Finding) -> Vec<(&'a str, String)> {
    finding.evidence.iter().map(|fact| (fact.label, shown(page, fact))).collect()
}

/// Labels and values in two columns.
fn facts(page: &mut Page<'_>, first: &[(&str, String)], evidence: Vec<(&str, String)>) {
    let lines: Vec<(&str, String)> = first.iter().cloned().chain(evidence).collect();
    let widest = lines.iter().map(|(label, _)| label.chars().count()).filter(|n| *n <= LABEL).max().unwrap_or(0);
    for (label, value) in lines {
        let label = page.name(&page.style.lang.words(label));
        page.wrap(Tone::Plain, &format!("  {:<1$} ", format!("{label}:"), widest + 1), &value);
    }
}

fn shown(page: &Page<'_>, fact: &Fact) -> String {
    match &fact.value {
        Value::Text(text) => page.value(&page.style.lang.say(text)),
        Value::Number(number) => number.to_string(),
        Value::Time(seconds) => when::moment(*seconds),
        Value::List(values) => {
            let most = if page.style.verbose > 0 { LISTED_VERBOSE } else { LISTED };
            let mut texts: Vec<String> =
                values.iter().take(most).map(|value| page.name(&page.style.lang.say(value))).collect();
            if values.len() > most {
                texts.push(format!("{} more", values.len() - most));
            }
            if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
        }
    }
}
