//! The report for people, judged by a tired administrator with an outage.
//!
//! Owns what comes in which order: the headline says what is broken, where and for whom; then what to do first; then a
//! row an observation; then each finding once with its evidence and remedy. `-v` adds the certificates of each chain,
//! `-vv` every lookup and every check, `-q` leaves the headline alone. Two rules: whatever came from outside passes
//! through `Page::name`, `Page::value` or `Page::prose`, which clean it; and colour never says what the words do
//! not. The only folder that names comfy-table, textwrap and anstyle.

use std::io;

use super::{Standing, Style, Totals};
use crate::{
    model::{Report, report::TargetReport},
    text,
};
use page::{Page, Tone};

mod chains;
mod desk;
mod details;
mod findings;
mod grid;
mod headline;
mod page;
mod places;
mod rows;
#[cfg(test)]
mod tests;
mod ways;

/// Writes the report for people.
pub fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style);
    headline::cut(&mut page, report);
    if report.cut && !style.quiet {
        page.blank();
    }
    headline::machine(&mut page, report);
    for (i, target) in report.targets.iter().enumerate() {
        if i > 0 && !style.quiet {
            page.blank();
        }
        section(&mut page, report, target);
    }
    if !style.quiet {
        findings::machine(&mut page, report);
        details::stores(&mut page, report);
    }
    desk::comparison(&mut page, report);
    if report.targets.len() > 1 && !style.quiet {
        if report.comparison.is_some() {
            page.blank();
        }
        let mut totals = Totals::new();
        report.targets.iter().for_each(|target| *totals.entry(Standing::of(target)).or_default() += 1);
        total(&mut page, &totals);
    }
    out.write_all(page.text().as_bytes())
}

/// Writes a section of the same text for a report of one target; the number says how many came before. What is said of
/// this machine in the report comes first.
pub fn write_section(report: &Report, before: usize, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style);
    if before > 0 && !style.quiet {
        page.blank();
    }
    headline::machine(&mut page, report);
    report.targets.iter().for_each(|target| section(&mut page, report, target));
    out.write_all(page.text().as_bytes())
}

/// Writes what follows the sections: whether the run was cut, what was found about this machine, the stores, and how many
/// targets are how.
pub fn write_end(report: &Report, totals: &Totals, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style);
    if report.cut && !style.quiet {
        page.blank();
    }
    headline::cut(&mut page, report);
    if !style.quiet {
        findings::machine(&mut page, report);
        details::stores(&mut page, report);
    }
    desk::comparison(&mut page, report);
    if !style.quiet {
        if report.comparison.is_some() {
            page.blank();
        }
        total(&mut page, totals);
    }
    out.write_all(page.text().as_bytes())
}

fn section(page: &mut Page<'_>, report: &Report, target: &TargetReport) {
    let groups = places::groups(target);
    headline::target(page, report, target, &groups);
    if page.style.quiet {
        return;
    }
    details::problems(page, target);
    desk::section(page, target);
    ways::deployment(page, target);
    grid::write(page, report, target);
    findings::target(page, &groups);
    desk::unknown(page, target);
    ways::sign_in(page, target);
    if page.style.verbose > 0 {
        chains::all(page, report, target);
    }
    if page.style.verbose > 1 {
        ways::requests(page, target);
        details::lookups(page, target);
    }
}

/// One line over several targets, the worst first.
fn total(page: &mut Page<'_>, totals: &Totals) {
    let n: usize = totals.values().sum();
    let each = |(standing, n): (&Standing, &usize)| {
        let what = page.words(standing.word());
        page.told(&text!("of-these": "{n} {what}", n = *n, what))
    };
    let each: Vec<String> = totals.iter().rev().map(each).collect();
    let text = page.told(&text!("targets-total": "{n} targets: {each}", n, each = page.commas(&each)));
    let lead = format!("{}: ", page.words("Total"));
    page.wrap(Tone::Strong, &lead, &text);
}
