//! One target, from its verdict to what proves it.

use maud::{Markup, html};

use super::{
    asked, clients, desk, endpoints, findings, headline, picture, places, repaired, todo,
    view::{FEW, View},
};
use crate::{
    model::{Severity, discovery::Vantage, report::TargetReport},
    render::groups::{Group, groups},
    words,
};

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
            h2 id=(id) { (headline::badge_of(view, target, target.status())) " " (view.name(&target.target.name())) }
            (headline::lead(view, target, &groups))
            (first(view, &id, &groups))
            (deployment(view, target))
            (desk::section(view, target))
            (picture::figure(view, target))
            (todo::list(view, &id, &groups))
            (repaired::section(view, target))
            (findings::section(view, &id, &groups))
            (clients::section(view, target))
            (asked::sign_in(view, target))
            (endpoints::section(view, number, target))
            (asked::section(view, target))
        }
    }
}

/// What to do first, large enough to be seen from afar.
fn first(view: &View<'_>, id: &str, groups: &[Group<'_>]) -> Markup {
    let worst = groups.iter().enumerate().find(|(_, g)| g.severity >= Severity::Warning);
    let Some((number, group)) = worst.filter(|(_, g)| !g.first().finding.remedy.is_empty()) else { return html! {} };
    let rest = places::places(view, group, FEW).len() > 1;
    html! {
        div.first {
            h3 { (view.words("Do this first")) }
            p { (view.remedy(&group.first().finding.remedy)) }
            p.small {
                a href=(format!("#{}", findings::id(id, number))) { (view.words("Why, and what was seen")) }
                @if rest { " · " (view.words("It is not the only place; the check list below names all of them.")) }
            }
        }
    }
}

/// What kind of deployment it is, and from which side it was seen.
fn deployment(view: &View<'_>, target: &TargetReport) -> Markup {
    let found = &target.discovery;
    if found.deployment.is_none() && !found.is_inside() {
        return html! {};
    }
    html! {
        dl {
            @if let Some(deployment) = &found.deployment {
                dt { (view.words("Deployment")) }
                dd {
                    strong { (deployment.kind.as_str()) }
                    @if let Some(cloud) = deployment.cloud { " (" (view.name(cloud)) ")" }
                    @if !deployment.because.is_empty() {
                        ul { @for reason in deployment.because.iter().take(FEW) { li { (view.say(reason)) } } }
                    }
                }
            }
            @if found.is_inside() {
                dt { (view.words("Seen")) }
                dd {
                    (view.words(if found.vantage == Vantage::Internal { words!("From inside the office.") } else { words!("From inside the office, by the names that DNS knows here.") }))
                    " " (view.words("What clients outside meet was not checked: run chaincheck there too, with --vantage external."))
                }
            }
        }
    }
}
