//! Each finding once: what, where, what was seen, what to do about it and who says so.

use maud::{Markup, html};

use super::{
    headline, places,
    view::{FEW, Tone, View},
};
use crate::{
    model::{Fact, Finding},
    render::{
        groups::{Group, Place, own_facts},
        told,
    },
    text,
};

/// Places looked at for evidence of their own.
const LOOKED_AT: usize = 200;

/// The name of a finding within the page.
pub fn id(target: &str, number: usize) -> String {
    format!("{target}-f{}", number + 1)
}

/// The findings of a target; all but the worst are folded, since what is to be done about each stands above them.
pub fn section(view: &View<'_>, target: &str, groups: &[Group<'_>]) -> Markup {
    if groups.is_empty() {
        return html! {};
    }
    html! {
        h3 { (view.words("Findings")) }
        @for (number, group) in groups.iter().enumerate().take(view.most()) { (article(view, &id(target, number), group, number == 0)) }
        @if let Some(more) = view.more(groups.len(), view.most()) { p { (more) "; " (view.words("the JSON report has all of them")) } }
    }
}

fn article(view: &View<'_>, id: &str, group: &Group<'_>, first: bool) -> Markup {
    let finding = group.first().finding;
    let (word, tone) = headline::severity(group.severity);
    let tone = if told::accepted_until(group).is_some() { Tone::Faint } else { tone };
    html! {
        details id=(id) class={ "finding " (tone.class()) } open[first && told::counts(group)] {
            summary { (view.badge(tone, word)) " " strong { (view.words(finding.title)) } " " code { (finding.code) } (accepted(view, group)) }
            dl {
                @let at = places::places(view, group, FEW);
                @if !at.is_empty() { dt { (view.words("Where")) } @for place in at { dd { (place) } } }
                @if let Some(subject) = places::subject(view, group.first()) { dt { (view.words("At")) } dd { (view.say(&subject)) } }
                @for fact in &finding.evidence { (shown(view, fact)) }
            }
            (others(view, group))
            @if !finding.remedy.is_empty() { p.fix { strong { (view.words("Fix")) ":" } " " (view.remedy(&finding.remedy)) } }
            (sources(view, finding))
        }
    }
}

/// Up to which day it is accepted, if it is.
pub fn accepted(view: &View<'_>, group: &Group<'_>) -> Markup {
    accepted_up_to(view, told::accepted_until(group))
}

/// Up to which day something is accepted, if it is.
pub fn accepted_up_to(view: &View<'_>, until: Option<i64>) -> Markup {
    html! {
        @if let Some(until) = until { " (" (view.say(&told::accepted_up_to(until))) ")" }
    }
}

fn shown(view: &View<'_>, fact: &Fact) -> Markup {
    html! { dt { (view.words(fact.label)) } @for value in view.fact(fact) { dd { (value) } } }
}

/// What other places show that the first does not.
fn others(view: &View<'_>, group: &Group<'_>) -> Markup {
    let mut kinds: Vec<(&[Fact], Vec<Place<'_>>)> = Vec::new();
    for place in group.places.iter().take(LOOKED_AT) {
        let evidence = place.finding.evidence.as_slice();
        match kinds.iter_mut().find(|(known, _)| *known == evidence) {
            Some((_, places)) => places.push(*place),
            None => kinds.push((evidence, vec![*place])),
        }
    }
    let first = &group.first().finding.evidence;
    let rest = &kinds[1..];
    if rest.is_empty() {
        return html! {};
    }
    html! {
        details {
            summary { (view.say(&text!("html-other-values": "Other places show other values ({n})", n = rest.len()))) }
            @for (evidence, places) in rest.iter().take(FEW) {
                @let part = Group { severity: group.severity, places: places.clone(), target: group.target };
                @let own = own_facts(first, evidence);
                p { (places::places(view, &part, FEW).join("; ")) }
                @if !own.is_empty() { dl { @for fact in own { (shown(view, fact)) } } }
            }
            @if let Some(more) = view.more(rest.len(), FEW) { p { (more) } }
        }
    }
}

fn sources(view: &View<'_>, finding: &Finding) -> Markup {
    html! {
        p.small {
            (view.words("Speaks for")) ": " (view.words(finding.by.as_str()))
            @for source in &finding.see { " · " (link(source)) }
        }
    }
}

/// A source of ours, with a link where it is known what it leads to. Nothing from outside is ever linked.
fn link(source: &'static str) -> Markup {
    let number =
        source.strip_prefix("RFC ").map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    match number {
        Some(number) if !number.is_empty() => {
            html! { a href=(format!("https://www.rfc-editor.org/rfc/rfc{number}")) rel="noreferrer" { (source) } }
        }
        _ if source.starts_with("https://") => html! { a href=(source) rel="noreferrer" { (source) } },
        _ => html! { (source) },
    }
}
