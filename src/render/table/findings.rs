//! Each finding once: what, where, the evidence and the remedy.

use super::{
    headline::{likewise, remedy, tone, word},
    page::{Page, Tone},
    places::{self, Group, Place},
};
use textwrap::core::display_width;

use crate::{
    model::{Fact, Finding, Report, Severity, Value},
    render::{clean, groups, told, when},
    text,
};

/// Values of a list shown before the rest is counted.
const LISTED: usize = 8;
/// The same under `-v`.
const LISTED_VERBOSE: usize = 100;
/// More words than this are a sentence.
const SENTENCE: usize = 4;
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
        let lead = format!("{} {}: ", page.words(word(group.severity)), finding.code);
        // What is at no endpoint is told apart by its first fact: which record is missing.
        let mut place = page.commas(&group.endpoints(page));
        if let Some((_, value)) = evidence(page, finding).into_iter().next().filter(|_| place.is_empty()) {
            place = value;
        }
        let title = titled(page, finding, told::accepted_until(group));
        let text = match place.is_empty() {
            true => title,
            false => page.told(&text!("title-and-place": "{title}; {place}", title, place)),
        };
        page.say(tone(group.severity), &lead, "  ", &text);
    }
}

/// The findings about this machine or the run.
pub fn machine(page: &mut Page<'_>, report: &Report) {
    for finding in &report.findings {
        page.blank();
        head(page, finding.severity, finding, finding.accepted_until);
        facts(page, &[], evidence(page, finding));
        fix(page, finding);
        sources(page, finding);
    }
}

fn block(page: &mut Page<'_>, group: &Group<'_>) {
    let Place { finding, .. } = *group.first();
    head(page, group.severity, finding, told::accepted_until(group));
    let mut first = Vec::new();
    let endpoints = group.endpoints(page);
    if !endpoints.is_empty() {
        first.push((page.words("where"), page.commas(&endpoints)));
    }
    if let Some(cert) = group.first().certificate(page) {
        first.push((page.words("at"), cert));
    }
    let others = others(group);
    let together = merged(page, group);
    match together {
        Some(evidence) if page.style.verbose == 0 => facts(page, &first, evidence),
        _ => {
            if !others.is_empty() && page.style.verbose == 0 {
                let n = others.len();
                let text = page.told(&match n {
                    1 => text!("also-at-one": "1 other place shows other values (-v)"),
                    n => text!("also-at-many": "{n} other places show other values (-v)", n),
                });
                first.push((page.words("also"), text));
            }
            facts(page, &first, evidence(page, finding));
        }
    }
    for place in others.iter().filter(|_| page.style.verbose > 0) {
        let single = Group { severity: group.severity, places: vec![**place], target: group.target };
        let places = page.commas(&single.endpoints(page));
        let text = page.told(&text!("and-at": "and at {places}", places));
        page.wrap(Tone::Plain, "  ", &text);
        // What is as at the first place is not said again.
        let at = place.certificate(page).filter(|cert| Some(cert) != group.first().certificate(page).as_ref());
        let at: Vec<_> = at.map(|cert| (page.words("at"), cert)).into_iter().collect();
        let own = groups::own_facts(&finding.evidence, &place.finding.evidence);
        let own = own.into_iter().map(|fact| (page.words(fact.label), shown(page, fact))).collect();
        facts(page, &at, own);
    }
    fix(page, finding);
    if !finding.remedy.is_empty() {
        likewise(page, "  ", group, usize::MAX - 1);
    }
    sources(page, finding);
}

fn fix(page: &mut Page<'_>, finding: &Finding) {
    let lead = format!("  {}: ", page.words("Fix"));
    remedy(page, &lead, finding);
}

/// The evidence of all places in one list, a value that differs with each of its forms; `None` if the places do not
/// show the same kinds of facts, or so many values that a list would hide them.
fn merged(page: &Page<'_>, group: &Group<'_>) -> Option<Vec<(String, String)>> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
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
    Some(lines.into_iter().map(|(label, values)| (label, in_lines(page, &values))).collect())
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
    let tone = if accepted.is_some() { Tone::Plain } else { tone(severity) };
    page.headline(tone, &page.words(word(severity)), &format!("{}: {title}", finding.code));
}

/// The title, and up to which day the finding is accepted.
pub fn titled(page: &Page<'_>, finding: &Finding, accepted: Option<i64>) -> String {
    let title = page.style.lang.words(finding.title);
    let Some(accepted) = accepted.map(told::accepted_up_to) else { return title.into_owned() };
    format!("{title} ({})", page.style.lang.say(&accepted))
}

fn sources(page: &mut Page<'_>, finding: &Finding) {
    if page.style.verbose > 0 {
        let lead = format!("  {}: ", page.words("speaks for"));
        let by = page.words(finding.by.as_str());
        page.wrap(Tone::Plain, &lead, &by);
        for source in &finding.see {
            let lead = format!("  {}: ", page.words("see"));
            page.wrap(Tone::Plain, &lead, source);
        }
    }
}

fn evidence(page: &Page<'_>, finding: &Finding) -> Vec<(String, String)> {
    finding.evidence.iter().map(|fact| (page.words(fact.label), shown(page, fact))).collect()
}

/// Labels and values in two columns.
fn facts(page: &mut Page<'_>, first: &[(String, String)], evidence: Vec<(String, String)>) {
    let lines: Vec<(String, String)> = first.iter().cloned().chain(evidence).collect();
    let widest = lines.iter().map(|(label, _)| display_width(label)).filter(|n| *n <= LABEL).max().unwrap_or(0);
    for (label, value) in lines {
        let label = page.name(&label);
        let blank = " ".repeat(widest.saturating_sub(display_width(&label)));
        let mut lead = format!("  {label}:{blank} ");
        for value in value.split('\n') {
            // A fingerprint is not torn apart: it goes to a line of its own.
            if clean::is_fingerprint(value) && display_width(&lead) + value.len() > page.width {
                page.line(&lead);
                lead = "    ".to_owned();
            }
            page.wrap(Tone::Plain, &lead, value);
            lead = " ".repeat(display_width(&lead));
        }
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
                texts.push(places::more(page, values.len() - most));
            }
            if texts.is_empty() { page.words("none") } else { in_lines(page, &texts) }
        }
    }
}

/// Several values: names behind one another, whole sentences each on a line of its own.
fn in_lines(page: &Page<'_>, values: &[String]) -> String {
    let is_sentence =
        |value: &String| value.contains(": ") || value.contains('、') || value.split(' ').count() > SENTENCE;
    if values.iter().any(is_sentence) { values.join("\n") } else { page.commas(values) }
}
