//! One page that stands by itself: for a browser, for a printer, to be sent to somebody else.
//!
//! Owns the order of the page: what is broken and what to do first stand at the top, the deployment as a picture below
//! it, then what is to be done as a check list, then the findings, and folded away whatever proves them. Nothing is
//! loaded from anywhere, nothing runs, and a policy in the page has the browser insist on both. Two rules: what came
//! from outside passes through `view::View`, which cleans and bounds it, and reaches the page through maud, which
//! escapes it; and no link is made of it, only of our own sources. The only folder that names maud.

use std::io;

use base64ct::{Base64, Encoding};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Style;
use crate::{
    model::{Report, Status},
    render::{told, when},
    text, words,
};
use view::View;

mod asked;
mod certificates;
mod clients;
mod desk;
mod drawing;
mod endpoints;
mod findings;
mod headline;
mod picture;
mod places;
mod repaired;
mod shapes;
mod target;
#[cfg(test)]
mod tests;
mod todo;
mod view;

/// How the page looks; the policy in the page lets no other style in.
const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let view = View::new(report, style.lang);
    writeln!(out, "{}", page(&view).into_string())
}

/// Nothing may be loaded and nothing may run; the one style is known by its digest (CSP Level 3, 2.3.1).
fn policy() -> String {
    let digest = Base64::encode_string(&Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}

fn page(view: &View<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(view.lang.as_str()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title(view)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (view.words("chaincheck report")) }
                    p { (view.say(&text!("html-judged-as-of": "Judged as of {time}", time = when::moment(view.report.time)))) }
                }
                main {
                    (headline::run(view))
                    (desk::comparison(view))
                    @if view.report.targets.len() > 1 { (overview(view)) }
                    @for (number, report) in view.report.targets.iter().enumerate() {
                        (target::section(view, number, report))
                    }
                    (certificates::section(view))
                }
                footer { (foot(view)) }
            }
        }
    }
}

/// What a tab of the browser shows.
fn title(view: &View<'_>) -> String {
    let targets = &view.report.targets;
    let name = match targets.as_slice() {
        [one] => view.name(&one.target.name()),
        _ => view.say(&text!("html-several-targets": "{n} targets", n = targets.len())),
    };
    format!("{} {name} - chaincheck", view.words(headline::word(told::whole(view.report))))
}

/// Every target in a line, the worst first.
fn overview(view: &View<'_>) -> Markup {
    let mut order: Vec<(usize, Status)> = view.report.targets.iter().map(told::status).enumerate().collect();
    order.sort_by_key(|(_, status)| std::cmp::Reverse(*status));
    html! {
        nav aria-labelledby="targets" {
            h2 id="targets" { (view.words("Targets")) }
            ul.plain {
                @for (number, status) in order {
                    li {
                        (headline::badge_of(view, &view.report.targets[number], status)) " "
                        a href=(format!("#{}", target::id(number))) { (view.name(&view.report.targets[number].target.name())) }
                    }
                }
            }
        }
    }
}

/// Which stores decided, what could not be read of them, and what wrote the page.
fn foot(view: &View<'_>) -> Markup {
    let report = view.report;
    html! {
        h2 { (view.words("How this was judged")) }
        dl {
            dt { (view.words("Stores")) }
            @if report.stores.is_empty() { dd { (view.words("none")) } }
            @for store in &report.stores {
                dd {
                    (view.name(&store.name)) ": "
                    (view.words(if store.decides { words!("decides") } else { words!("beside the others") })) ", "
                    (view.say(&text!("html-anchors": "anchors: {n}", n = store.anchors)))
                    @for problem in store.problems.iter().take(view::FEW) { br; span.doubt { (view.value(&view.lang.say(problem))) } }
                }
            }
            dt { (view.words("Time taken")) }
            dd { (view.took(report.elapsed)) }
            dt { (view.words("Program")) }
            dd { (env!("CARGO_PKG_NAME")) " " (env!("CARGO_PKG_VERSION")) }
        }
    }
}
