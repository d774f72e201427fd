//! Who gets in and who does not.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    places,
    view::{FEW, Tone, View},
};
use crate::{
    model::{Client, client::Family, report::TargetReport},
    render::groups::rows,
    words,
};

/// What a family of clients meets.
#[derive(Default)]
struct Met {
    accepted: usize,
    /// Where it is refused, or it is not known, and why.
    refused: Vec<String>,
    open: Vec<String>,
}

/// A row for each family of clients; nothing where nobody was judged.
pub fn section(view: &View<'_>, target: &TargetReport) -> Markup {
    let met = met(view, target);
    if met.is_empty() {
        return html! {};
    }
    html! {
        h3 { (view.words("Who gets in")) }
        table {
            thead { tr { th scope="col" { (view.words("Clients")) } th scope="col" { (view.words("Verdict")) } th scope="col" { (view.words("Where not, and why")) } } }
            tbody {
                @for (family, met) in &met {
                    tr {
                        th scope="row" { (view.words(family.people())) }
                        td { (verdict(view, met)) }
                        td {
                            @for place in met.refused.iter().take(FEW) { p { (view.words("refused")) ": " (place) } }
                            @if let Some(more) = view.more(met.refused.len(), FEW) { p { (more) } }
                            @if !met.open.is_empty() {
                                details {
                                    summary { (view.words("not known")) " (" (met.open.len()) ")" }
                                    @for place in met.open.iter().take(FEW) { p { (place) } }
                                    @if let Some(more) = view.more(met.open.len(), FEW) { p { (more) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn verdict(view: &View<'_>, met: &Met) -> Markup {
    match (met.accepted, met.refused.len(), met.open.len()) {
        (_, 0, 0) => view.badge(Tone::Good, words!("gets in")),
        (0, 0, _) => view.badge(Tone::Unknown, words!("not known")),
        (_, 0, _) => view.badge(Tone::Unknown, words!("known in part")),
        (0, _, _) => view.badge(Tone::Bad, words!("refused")),
        (_, _, _) => view.badge(Tone::Bad, words!("refused in part")),
    }
}

fn met(view: &View<'_>, target: &TargetReport) -> BTreeMap<Family, Met> {
    let mut all: BTreeMap<Family, Met> = BTreeMap::new();
    for endpoint in &target.endpoints {
        for row in rows(endpoint, false) {
            for client in &row.seen[0].clients {
                let met = all.entry(client.family).or_default();
                let at = || {
                    format!("{} ({})", places::place(view, &target.target, endpoint, &row.seen), because(view, client))
                };
                match client.accepts {
                    Some(true) => met.accepted += 1,
                    Some(false) => met.refused.push(at()),
                    None => met.open.push(at()),
                }
            }
        }
    }
    all
}

fn because(view: &View<'_>, client: &Client) -> String {
    let why = (!client.why.is_empty()).then(|| view.words(client.why).into_owned());
    let parts: Vec<String> = client.because.map(str::to_owned).into_iter().chain(why).collect();
    parts.join(": ")
}
