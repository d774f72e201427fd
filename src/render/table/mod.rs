//! The report for people, judged by a tired administrator with an outage.
//!
//! Owns what comes in which order: the headline says what is broken, where and for whom; then what to do first; then a
//! row an observation; then each finding once with its evidence and remedy. `-v` adds the certificates of each chain,
//! `-vv` every lookup and every check, `-q` leaves the headline alone. Two rules: whatever came from outside passes
//! through `Page::name`, `Page::value` or `Page::prose`, which clean it; and colour never says what the words do
//! not. The only folder that names comfy-table, textwrap and anstyle.

use std::io;

use super::Style;
use crate::model::{Report, Status, report::TargetReport};
use page::{Page, Tone};

mod chains;
mod details;
mod findings;
mod grid;
mod headline;
mod page;
mod people;
mod places;
mod rows;
#[cfg(test)]
mod tests;
mod ways;

/// Writes the report for people.
pub fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style);
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
    if report.targets.len() > 1 && !style.quiet {
        total(&mut page, report);
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
    ways::deployment(page, target);
    grid::write(page, report, target);
    findings::target(page, &groups);
    ways::sign_in(page, target);
    if page.style.verbose > 0 {
        chains::all(page, report, target);
    }
    if page.style.verbose > 1 {
        ways::requests(page, target);
        details::lookups(page, target);
    }
}

/// One line over several targets.
fn total(page: &mut Page<'_>, report: &Report) {
    let worst_first = [Status::Critical, Status::Unknown, Status::Warning, Status::Notice, Status::Ok];
    let count = |status| report.targets.iter().filter(|t| t.status() == status).count();
    let counts = worst_first.map(|status| (count(status), status.as_str()));
    let words = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    let text = format!("{} targets: {}", report.targets.len(), words.collect::<Vec<_>>().join(", "));
    page.wrap(Tone::Strong, "Total: ", &text);
}
