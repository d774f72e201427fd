//! A computer that people sign in from, and several of them beside each other.

use super::{
    grid,
    page::{Page, Tone},
};
use crate::{
    model::{
        Report, Workstation,
        report::TargetReport,
        workstation::{Comparison, Row, Told},
    },
    render::desk,
    text, words,
};

/// Columns of the terminal that the names of the rows and each snapshot need in a table; with less each value has a line.
const TITLE: usize = 24;
const COLUMN: usize = 18;
/// Readings shown.
const READINGS: usize = 200;

/// What the computer is, and under `-v` everything that was to be looked at and every file.
pub fn section(page: &mut Page<'_>, target: &TargetReport) {
    let Some(desk) = target.workstation.as_deref() else { return };
    let about: Vec<String> = desk::about(desk)
        .into_iter()
        .map(|(label, value)| format!("{}: {}", page.words(label), page.value(&page.told(&value))))
        .collect();
    if !about.is_empty() {
        let about = about.join("; ");
        page.wrap(Tone::Plain, "  ", &about);
    }
}

/// What is not known of the computer: after what was found.
pub fn unknown(page: &mut Page<'_>, target: &TargetReport) {
    let Some(desk) = target.workstation.as_deref() else { return };
    if let Some(unknown) = desk::all_unknown(desk) {
        page.blank();
        let lead = format!("{}: ", page.words("not checked"));
        let text = page.prose(&page.told(&unknown));
        page.wrap(Tone::Doubt, &lead, &text);
    }
    if page.style.verbose > 0 {
        items(page, desk);
        readings(page, desk);
    }
}

fn items(page: &mut Page<'_>, desk: &Workstation) {
    let heading = page.words("Looked at");
    page.heading(&heading);
    for item in desk.items() {
        let (tone, what) = match &item.known {
            Told::Told(()) => (Tone::Plain, page.words("is known")),
            Told::NotTold => (Tone::Doubt, page.words("not there")),
            Told::Unreadable(why) => (Tone::Doubt, page.value(&page.told(why))),
        };
        let lead = format!("  {}: ", page.words(item.title));
        page.wrap(tone, &lead, &what);
    }
}

fn readings(page: &mut Page<'_>, desk: &Workstation) {
    if desk.readings.is_empty() {
        return;
    }
    let heading = page.words("Read");
    page.heading(&heading);
    for reading in desk.readings.iter().take(READINGS) {
        let what = match (&reading.problem, reading.form) {
            (Some(problem), _) => page.value(&page.told(problem)),
            (None, Some(form)) => form.to_owned(),
            (None, None) => page.words("of no use here"),
        };
        let tone = if reading.problem.is_some() { Tone::Doubt } else { Tone::Plain };
        let lead = format!("  {}: ", page.name(&reading.name));
        page.wrap(tone, &lead, &what);
    }
    if desk.readings.len() > READINGS {
        let more = page.told(&text!("and-more": "{n} more", n = desk.readings.len() - READINGS));
        page.wrap(Tone::Plain, "  ", &more);
    }
}

/// What is said of a computer at which nothing that fails was found.
pub fn fine(page: &Page<'_>, desk: &Workstation, notices: usize) -> String {
    let text = page.told(&desk::fine(desk));
    if notices == 0 {
        return text;
    }
    let notice = page.plural(notices, words!("notice"), words!("notices"));
    page.told(&text!("and-notices": "{text}; {n} {notice}", text, n = notices, notice))
}

/// Several computers: the verdict, on what it rests and what to do next, then what they share and where they differ.
pub fn comparison(page: &mut Page<'_>, report: &Report) {
    let Some(comparison) = &report.comparison else { return };
    page.blank();
    let verdict = page.prose(&page.told(&desk::verdict(comparison)));
    let word = page.words("Compared");
    page.headline(Tone::Strong, &format!("{word}:"), &verdict);
    if page.style.quiet {
        return;
    }
    for (lead, texts) in [(words!("because"), &comparison.verdict.because), (words!("Next"), &comparison.verdict.next)]
    {
        for text in texts {
            let lead = format!("  {}: ", page.words(lead));
            let text = page.prose(&page.told(text));
            page.say(Tone::Plain, &lead, "    ", &text);
        }
    }
    rows(page, comparison);
}

/// What differs first; what is shared in a line each.
fn rows(page: &mut Page<'_>, comparison: &Comparison) {
    let (shared, differ): (Vec<&Row>, Vec<&Row>) = comparison.rows.iter().partition(|row| row.is_shared());
    if !differ.is_empty() {
        let heading = page.words("Where they differ");
        page.heading(&heading);
        differing(page, comparison, &differ);
    }
    let lang = page.style.lang;
    let known: Vec<_> = shared.iter().filter(|row| row.values.iter().any(Option::is_some)).collect();
    if !known.is_empty() {
        let heading = page.words("What they share, as far as it is known");
        page.heading(&heading);
    }
    for row in known {
        let lead = format!("  {}: ", page.prose(&page.told(&row.title)));
        let first = row.values.iter().find(|value| value.is_some()).and_then(Option::as_ref);
        let mut value = page.value(&desk::value(first, lang));
        let unknown = row.values.iter().filter(|value| value.is_none()).count();
        if unknown > 0 {
            value = page.told(&text!("shared-but": "{value} (not known of {unknown})", value, unknown));
        }
        page.wrap(Tone::Plain, &lead, &value);
    }
}

/// A table where it has room, else a line for each value.
fn differing(page: &mut Page<'_>, comparison: &Comparison, differ: &[&Row]) {
    let lang = page.style.lang;
    if page.width >= TITLE + COLUMN * comparison.names.len() {
        let names: Vec<String> = comparison.names.iter().map(|name| page.name(name)).collect();
        let headings = [vec![page.words("What")], names].concat();
        let cells = |row: &&Row| {
            let values = row.values.iter().map(|value| page.value(&desk::value(value.as_ref(), lang)));
            std::iter::once(page.prose(&page.told(&row.title))).chain(values).collect()
        };
        let cells: Vec<Vec<String>> = differ.iter().map(cells).collect();
        return grid::plain(page, headings, cells);
    }
    for row in differ {
        let title = page.prose(&page.told(&row.title));
        page.wrap(Tone::Strong, "  ", &title);
        for (name, value) in comparison.names.iter().zip(&row.values) {
            let lead = format!("    {}: ", page.name(name));
            let value = page.value(&desk::value(value.as_ref(), lang));
            page.wrap(Tone::Plain, &lead, &value);
        }
    }
}
