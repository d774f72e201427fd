//! What is to be done, as a check list: a box for each machine.

use maud::{Markup, html};

use super::{
    findings, headline, places,
    view::{FEW, View},
};
use crate::{
    model::Severity,
    render::groups::{Group, Place},
    words,
};

/// The remedies of a target: what cannot wait before what can.
pub fn list(view: &View<'_>, id: &str, groups: &[Group<'_>]) -> Markup {
    let all: Vec<_> = groups.iter().enumerate().filter(|(_, g)| !g.first().finding.remedy.is_empty()).collect();
    let (now, later): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, g)| g.severity >= Severity::Warning);
    if now.is_empty() && later.is_empty() {
        return html! {};
    }
    html! {
        h3 { (view.words("What to do")) }
        @for (heading, part) in [(words!("Now"), now), (words!("When there is time"), later)] {
            @if !part.is_empty() {
                h4 { (view.words(heading)) }
                ul.todo {
                    @for (number, group) in part.iter().take(view.most()) { (item(view, id, *number, group)) }
                    @if let Some(more) = view.more(part.len(), view.most()) { li { (more) } }
                }
            }
        }
    }
}

fn item(view: &View<'_>, id: &str, number: usize, group: &Group<'_>) -> Markup {
    let remedy = &group.first().finding.remedy;
    let (_, tone) = headline::severity(group.severity);
    let others: Vec<Place<'_>> = group.places.iter().filter(|p| p.finding.remedy != *remedy).copied().collect();
    let rest = Group { severity: group.severity, places: others, target: group.target };
    let rest = rest.by_endpoint();
    html! {
        li class=(tone.class()) {
            label { input type="checkbox"; span { (view.say(remedy)) } }
            p.small {
                a href=(format!("#{}", findings::id(id, number))) { code { (group.first().finding.code) } }
                @for place in places::places(view, group, 1) { " · " (place) }
            }
            @if !rest.is_empty() {
                p.small { (view.words("Likewise at")) ":" }
                ul.todo {
                    @for (endpoint, seen) in rest.iter().take(FEW) {
                        @for (place, one) in boxes(view, group, endpoint, seen) {
                            li { label { input type="checkbox"; span { (place) @if let Some(one) = one { " (" (one) ")" } } } }
                        }
                        @if let Some(more) = view.more(seen.len(), FEW) { li { (more) } }
                    }
                    @if let Some(more) = view.more(rest.len(), FEW) { li { (more) } }
                }
            }
        }
    }
}

/// A box for each address, or one for an endpoint without any.
fn boxes(
    view: &View<'_>,
    group: &Group<'_>,
    endpoint: &crate::model::report::EndpointReport,
    seen: &[&crate::model::Observation],
) -> Vec<(String, Option<String>)> {
    let name = places::endpoint(view, group.target, endpoint);
    if seen.is_empty() {
        return vec![(name, None)];
    }
    let address = |o: &&crate::model::Observation| places::address(view, endpoint, o);
    seen.iter().take(FEW).map(|o| (name.clone(), Some(address(o)).filter(|text| !text.is_empty()))).collect()
}
