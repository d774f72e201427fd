//! A computer that people sign in from, and several of them beside each other.

use maud::{Markup, html};

use super::view::{Tone, View};
use crate::{
    model::{
        Workstation,
        report::TargetReport,
        workstation::{Item, Told},
    },
    render::desk,
    words,
};

/// What the computer is, and what is not known of it.
pub fn section(view: &View<'_>, target: &TargetReport) -> Markup {
    let Some(desk) = target.workstation.as_deref() else { return html! {} };
    let about = desk::about(desk);
    html! {
        @if !about.is_empty() {
            dl {
                @for (label, value) in &about {
                    dt { (view.words(label)) }
                    dd { (view.value(&view.lang.say(value))) }
                }
            }
        }
        (items(view, desk))
        (readings(view, desk))
    }
}

/// Everything that was to be looked at: what is not known comes first.
fn items(view: &View<'_>, desk: &Workstation) -> Markup {
    let (known, unknown): (Vec<Item>, Vec<Item>) =
        desk.items().into_iter().partition(|item| item.known.known().is_some());
    html! {
        h3 { (view.words("What was looked at")) }
        ul.plain {
            @for item in unknown.iter().chain(&known) {
                li {
                    @match &item.known {
                        Told::Told(()) => (view.badge(Tone::Faint, words!("is known"))),
                        Told::NotTold => (view.badge(Tone::Unknown, words!("not checked"))),
                        Told::Unreadable(_) => (view.badge(Tone::Unknown, words!("not checked"))),
                    }
                    " " (view.words(item.title))
                    @if let Told::Unreadable(why) = &item.known { ": " (view.value(&view.lang.say(why))) }
                }
            }
        }
    }
}

fn readings(view: &View<'_>, desk: &Workstation) -> Markup {
    html! {
        @if !desk.readings.is_empty() {
            details {
                summary { (view.words("Files of the snapshot")) }
                ul {
                    @for reading in desk.readings.iter().take(view.most()) {
                        li {
                            code { (view.name(&reading.name)) } ": "
                            @match (&reading.problem, reading.form) {
                                (Some(problem), _) => span.doubt { (view.value(&view.lang.say(problem))) },
                                (None, Some(form)) => { (form) },
                                (None, None) => (view.words("of no use here")),
                            }
                        }
                    }
                    @if let Some(more) = view.more(desk.readings.len(), view.most()) { li { (more) } }
                }
            }
        }
    }
}

/// The verdict of several computers, and what they share and where they differ.
pub fn comparison(view: &View<'_>) -> Markup {
    let Some(comparison) = &view.report.comparison else { return html! {} };
    // What is known of none of them tells nothing.
    let known = comparison.rows.iter().filter(|row| row.values.iter().any(Option::is_some));
    let (shared, differ): (Vec<_>, Vec<_>) = known.partition(|row| row.is_shared());
    html! {
        section aria-labelledby="compared" {
            h2 id="compared" { (view.words("Compared")) }
            p.lead { (view.say(&desk::verdict(comparison))) }
            h3 { (view.words("Why")) }
            ul { @for text in &comparison.verdict.because { li { (view.say(text)) } } }
            @if !comparison.verdict.next.is_empty() {
                h3 { (view.words("What to do next")) }
                ol { @for text in &comparison.verdict.next { li { (view.say(text)) } } }
            }
            @for (heading, rows) in [(words!("Where they differ"), differ), (words!("What they share, as far as it is known"), shared)] {
                @if !rows.is_empty() {
                    h3 { (view.words(heading)) }
                    div.wide {
                        table {
                            thead {
                                tr {
                                    th scope="col" { (view.words("What")) }
                                    @for name in &comparison.names { th scope="col" { (view.name(name)) } }
                                }
                            }
                            tbody {
                                @for row in rows {
                                    tr {
                                        th scope="row" { (view.say(&row.title)) }
                                        @for value in &row.values { td { (view.value(&desk::value(value.as_ref(), view.lang))) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
