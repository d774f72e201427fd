//! One target, from its verdict to what proves it.

use maud::{Markup, html};

use super::{
    asked, clients, desk, endpoints, findings, headline, picture, places, repaired, todo,
    view::{FEW, View},
};
use crate::{
    model::{discovery::Vantage, report::TargetReport},
    render::{
        groups::{Group, groups},
        told,
    },
    words,
};

/// Endpoints named beside the first thing to do; the check list has all of them.
const LIKEWISE: usize = 3;

/// The name of a target's section within the page.
pub fn id(number: usize) -> String {
    format!("t{}", number + 1)
}

/// Everything about a target.
pub fn section(view: &View<'_>, number: usize, target: &TargetReport) -> Markup {
    let groups = groups(target);
    let id = id(number);
    html! {
        section.target aria-labelledby=(id) {
            h2 id=(id) { (headline::badge_of(view, target, told::status(target))) " " (view.name(&target.target.name())) }
            (headline::lead(view, target, &groups))
            (first(view, &id, &groups))
            (seen(view, target))
            (desk::section(view, target))
            (picture::figure(view, target))
            (todo::list(view, &id, &groups))
            (repaired::section(view, target))
            (findings::section(view, &id, &groups))
            (clients::section(view, target))
            (deployment(view, target))
            (asked::sign_in(view, target))
            (endpoints::section(view, number, target))
            (asked::section(view, target))
        }
    }
}

/// What to do first, large enough to be seen from afar.
fn first(view: &View<'_>, id: &str, groups: &[Group<'_>]) -> Markup {
    let worst = groups.iter().enumerate().find(|(_, g)| told::counts(g));
    let Some((number, group)) = worst.filter(|(_, g)| !g.first().finding.remedy.is_empty()) else { return html! {} };
    let likewise = places::places(view, &group.likewise(), LIKEWISE);
    html! {
        div.first {
            h3 { (view.words("Do this first")) }
            p { (view.remedy(&group.first().finding.remedy)) }
            p.small {
                @if !likewise.is_empty() { (view.words("Likewise at")) ": " (likewise.join(", ")) " · " }
                a href=(format!("#{}", findings::id(id, number))) { (view.words("Why, and what was seen")) }
            }
        }
    }
}

/// From which side it was seen, where that is not the whole.
fn seen(view: &View<'_>, target: &TargetReport) -> Markup {
    let found = &target.discovery;
    html! {
        @if found.is_inside() {
            p.small {
                (view.words(if found.vantage == Vantage::Internal { words!("From inside the office.") } else { words!("From inside the office, by the names that DNS knows here.") }))
                " " (view.words("What clients outside meet was not checked: run chaincheck there too, with --vantage external."))
            }
        }
    }
}

/// What kind of deployment it is.
fn deployment(view: &View<'_>, target: &TargetReport) -> Markup {
    let found = &target.discovery;
    if found.deployment.is_none() {
        return html! {};
    }
    html! {
        h3 { (view.words("What was found")) }
        dl {
            @if let Some(deployment) = &found.deployment {
                dt { (view.words("Deployment")) }
                dd {
                    strong { (view.words(deployment.kind.as_str())) }
                    @if let Some(cloud) = deployment.cloud { " (" (view.name(cloud)) ")" }
                    @if !deployment.because.is_empty() {
                        ul { @for reason in deployment.because.iter().take(FEW) { li { (view.say(reason)) } } }
                    }
                }
            }
        }
    }
}
