//! What is to be done, as a check list: a box for each machine.

use std::collections::HashMap;

use maud::{Markup, html};

use super::{
    findings, headline, places,
    view::{FEW, View},
};
use crate::{
    model::{Observation, report::EndpointReport},
    render::{groups::Group, told},
    words,
};

/// A remedy and the findings that it mends, by number: one thing to do may end several.
type Item<'a, 'b> = Vec<(usize, &'b Group<'a>)>;

/// The remedies of a target: what cannot wait before what can.
pub fn list(view: &View<'_>, id: &str, groups: &[Group<'_>]) -> Markup {
    let items = items(groups);
    let (now, later): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| told::counts(item[0].1));
    if now.is_empty() && later.is_empty() {
        return html! {};
    }
    html! {
        h3 { (view.words("What to do")) }
        @for (heading, part) in [(words!("Now"), now), (words!("When there is time"), later)] {
            @if !part.is_empty() {
                h4 { (view.words(heading)) }
                ul.todo {
                    @for item in part.iter().take(view.most()) { (entry(view, id, item)) }
                    @if let Some(more) = view.more(part.len(), view.most()) { li { (more) } }
                }
            }
        }
    }
}

fn items<'a, 'b>(groups: &'b [Group<'a>]) -> Vec<Item<'a, 'b>> {
    let mut items: Vec<Item<'_, '_>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (number, group) in groups.iter().enumerate() {
        let remedy: &str = &group.first().finding.remedy;
        match known.get(remedy) {
            _ if remedy.is_empty() => {}
            Some(at) => items[*at].push((number, group)),
            None => {
                known.insert(remedy, items.len());
                items.push(vec![(number, group)]);
            }
        }
    }
    items
}

fn entry(view: &View<'_>, id: &str, item: &Item<'_, '_>) -> Markup {
    let group = item[0].1;
    let remedy = &group.first().finding.remedy;
    let (_, tone) = headline::severity(group.severity);
    let rest = group.likewise().by_endpoint();
    html! {
        li class=(tone.class()) {
            label { input type="checkbox"; span { (view.remedy(remedy)) } }
            p.small {
                @for (number, group) in item.iter().take(FEW) {
                    a href=(format!("#{}", findings::id(id, *number))) { code { (group.first().finding.code) } } " · "
                }
                (places::places(view, group, 1).join(", "))
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
    endpoint: &EndpointReport,
    seen: &[&Observation],
) -> Vec<(String, Option<String>)> {
    let name = places::endpoint(view, group.target, endpoint);
    if seen.is_empty() {
        return vec![(name, None)];
    }
    let address = |o: &&Observation| places::address(view, endpoint, o);
    seen.iter().take(FEW).map(|o| (name.clone(), Some(address(o)).filter(|text| !text.is_empty()))).collect()
}
