//! Markdown (CommonMark with GitHub's tables and check lists) for tickets and the summaries of CI jobs.
//!
//! The order is that of the table: what is broken and what to do first, a row for equal addresses, each finding once.
//! Whatever comes from outside passes through [`prose`]: a word that Markdown or GitHub could take for more than a word
//! (a link, a mention, markup) becomes a code span, in which nothing has a meaning.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use super::{
    Style, clean, desk,
    groups::{self, Group},
    told, when,
};
use crate::{
    model::{Finding, Report, Severity, Status, report::TargetReport},
    words,
};

/// Writes the text.
pub fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { style, text: String::new() };
    page.run(report);
    report.targets.iter().for_each(|target| page.target(report, target));
    page.comparison(report);
    page.foot(report);
    out.write_all(page.text.as_bytes())
}

/// Text under way.
struct Page<'a> {
    style: &'a Style,
    text: String,
}

impl Page<'_> {
    /// What casts doubt on everything below: that the run was cut, what is wrong with this machine.
    fn run(&mut self, report: &Report) {
        if report.cut {
            let said = prose(&self.style.lang.say(&told::cut()));
            self.paragraph(&format!("**{}**: {said}", self.word(words!("UNKNOWN"))));
        } else if report.targets.is_empty() {
            self.paragraph(&format!(
                "**{}**: {}",
                self.word(words!("UNKNOWN")),
                self.word(words!("nothing was checked"))
            ));
        }
        if !report.findings.is_empty() {
            self.heading(2, &self.word(words!("This machine")));
        }
        for finding in &report.findings {
            self.finding(finding, finding.severity, None);
        }
    }

    fn target(&mut self, report: &Report, target: &TargetReport) {
        let groups = groups::groups(target);
        let status = match told::status(target) {
            status if desk::is_half_known(target, status) => desk::NOTHING,
            Status::Ok | Status::Notice => words!("OK"),
            Status::Warning => words!("WARNING"),
            Status::Unknown => words!("UNKNOWN"),
            Status::Critical => words!("CRITICAL"),
        };
        self.heading(2, &format!("{}: {}", prose(&told::value(&target.target.name())), self.word(status)));
        let summary = told::summary(report, target, Severity::Warning, self.style.lang);
        self.paragraph(&format!("**{}**: {}", self.word(status), self.said(&self.style.lang.say(&summary))));
        if self.style.quiet {
            return;
        }
        let worst = groups.iter().find(|group| told::counts(group));
        if let Some(worst) = worst.filter(|worst| !worst.first().finding.remedy.is_empty()) {
            let remedy = clean::brief(&self.style.lang.say(&worst.first().finding.remedy), true);
            let likewise = self.likewise(worst).map(|places| format!(" {places}")).unwrap_or_default();
            self.paragraph(&format!("**{}**: {}{likewise}", self.word(words!("Do first")), self.said(&remedy)));
        }
        let mut problems = target.problems.iter().peekable();
        if problems.peek().is_some() {
            let lines = problems.map(|problem| {
                format!("- {}: {}", self.word(words!("not checked")), self.said(&self.style.lang.say(problem)))
            });
            let list = lines.collect::<Vec<_>>().join("\n");
            self.paragraph(&list);
        }
        self.desk(target);
        self.table(report, target);
        let (full, short): (Vec<_>, Vec<_>) =
            groups.iter().partition(|group| group.severity > Severity::Notice || self.style.verbose > 0);
        for group in full {
            self.finding(group.first().finding, group.severity, Some(group));
        }
        if !short.is_empty() {
            let lines: Vec<String> = short.into_iter().map(|group| self.notice(group)).collect();
            self.paragraph(&lines.join("\n"));
        }
        self.unknown(target);
    }

    fn table(&mut self, report: &Report, target: &TargetReport) {
        if target.endpoints.is_empty() {
            return;
        }
        let columns = [
            words!("Endpoint"),
            words!("Addresses"),
            words!("Verdict"),
            words!("What is wrong"),
            words!("First to expire"),
        ];
        let mut lines = vec![row(&columns.map(|column| self.word(column)))];
        lines.push(row(&columns.map(|_| "---".to_owned())));
        for endpoint in &target.endpoints {
            let name = told::endpoint(&target.target, endpoint);
            for equal in groups::rows(endpoint, self.style.verbose > 0) {
                let seen = equal.seen[0];
                let beside =
                    if equal.beside { format!(" {}", self.word(words!("without SNI"))) } else { String::new() };
                let expiry = groups::earliest(seen).map(|cert| told::expiry(cert, report));
                lines.push(row(&[
                    cell(&name),
                    cell(&told::addresses(endpoint, &equal.seen, self.style.lang)) + &beside,
                    self.word(told::verdict(seen)),
                    cell(&told::wrong(seen, self.style.lang)),
                    expiry.map(|text| self.style.lang.say(&text).into_owned()).unwrap_or_default(),
                ]));
            }
        }
        self.paragraph(&lines.join("\n"));
    }

    /// A finding with its places, evidence and remedy.
    fn finding(&mut self, finding: &Finding, severity: Severity, group: Option<&Group<'_>>) {
        let title = prose(&self.style.lang.words(finding.title));
        self.heading(3, &format!("{} {}: {title}", self.word(told::severity(severity)), code(finding.code)));
        let mut lines = Vec::new();
        let mut item = |label: &str, text: String| lines.push(format!("- {}: {text}", prose(label)));
        let accepted = group.map_or(finding.accepted_until, told::accepted_until);
        if let Some(until) = accepted {
            item(&self.word(words!("accepted until")), when::date(until));
        }
        if let Some(group) = group {
            let places = told::places(group, self.style.lang);
            if !places.is_empty() {
                item(&self.word(words!("where")), prose(&places.join(", ")));
            }
            if let Some(subject) = told::subject(group.first(), self.style.lang) {
                item(&self.word(words!("at")), prose(&subject));
            }
        }
        for (label, value) in told::evidence(finding, self.style.lang) {
            item(&label, prose(&value));
        }
        if self.style.verbose > 0 && !finding.see.is_empty() {
            item(&self.word(words!("see")), prose(&finding.see.join(", ")));
        }
        if !finding.remedy.is_empty() {
            let remedy = self.said(&self.style.lang.say(&finding.remedy));
            lines.push(format!("- [ ] **{}**: {remedy}", self.word(words!("Fix"))));
            lines.extend(group.and_then(|group| self.likewise(group)).map(|places| format!("- [ ] {places}")));
        }
        self.paragraph(&lines.join("\n"));
    }

    /// Where else the remedy applies; it names the first place only.
    fn likewise(&self, group: &Group<'_>) -> Option<String> {
        let places = told::places(&group.likewise(), self.style.lang);
        let lead = self.word(words!("Likewise at"));
        (!places.is_empty()).then(|| format!("**{lead}**: {}", prose(&places.join(", "))))
    }

    /// A notice on a line.
    fn notice(&self, group: &Group<'_>) -> String {
        let finding = group.first().finding;
        let title = prose(&self.style.lang.words(finding.title));
        let mut place = told::places(group, self.style.lang).join(", ");
        // What is at no endpoint is told apart by its first fact: which record is missing.
        if let Some((_, value)) =
            told::evidence(finding, self.style.lang).into_iter().next().filter(|_| place.is_empty())
        {
            place = value;
        }
        let place = if place.is_empty() { place } else { format!("; {}", prose(&place)) };
        format!("- {} {}: {title}{place}", self.word(told::severity(group.severity)), code(finding.code))
    }

    /// What the computer is.
    fn desk(&mut self, target: &TargetReport) {
        let about = target.workstation.as_deref().map(desk::about).unwrap_or_default();
        let line = |(label, value): &(&'static str, crate::model::Text)| {
            format!("- {}: {}", self.word(label), prose(&told::value(&self.style.lang.say(value))))
        };
        let lines: Vec<String> = about.iter().map(line).collect();
        if !lines.is_empty() {
            self.paragraph(&lines.join("\n"));
        }
    }

    /// What is not known of the computer.
    fn unknown(&mut self, target: &TargetReport) {
        if let Some(unknown) = target.workstation.as_deref().and_then(desk::all_unknown) {
            let said = self.said(&self.style.lang.say(&unknown));
            self.paragraph(&format!("**{}**: {said}", self.word(words!("not checked"))));
        }
    }

    /// Several computers beside each other.
    fn comparison(&mut self, report: &Report) {
        let Some(comparison) = &report.comparison else { return };
        self.heading(2, &self.word(words!("Compared")));
        let verdict = self.said(&self.style.lang.say(&desk::verdict(comparison)));
        self.paragraph(&format!("**{verdict}**"));
        if self.style.quiet {
            return;
        }
        let list = |page: &Self, texts: &[crate::model::Text], mark: &str| {
            let lines = texts.iter().map(|text| format!("{mark} {}", page.said(&page.style.lang.say(text))));
            lines.collect::<Vec<_>>().join("\n")
        };
        let because = list(self, &comparison.verdict.because, "-");
        self.paragraph(&because);
        let next = list(self, &comparison.verdict.next, "- [ ]");
        if !next.is_empty() {
            self.paragraph(&format!("**{}**:", self.word(words!("Next"))));
            self.paragraph(&next);
        }
        for row in comparison.rows.iter().filter(|row| !row.is_shared()) {
            let title = self.said(&self.style.lang.say(&row.title));
            let values = comparison.names.iter().zip(&row.values).map(|(name, value)| {
                let value = told::value(&desk::value(value.as_ref(), self.style.lang));
                format!("- {}: {}", prose(&told::name(name)), prose(&value))
            });
            let values: Vec<String> = values.collect();
            self.paragraph(&format!("{title}:\n\n{}", values.join("\n")));
        }
    }

    /// Which stores decided, and when.
    fn foot(&mut self, report: &Report) {
        if self.style.quiet {
            return;
        }
        let store = |store: &crate::model::report::Store| {
            let role = if store.decides { words!("decides") } else { words!("beside") };
            format!("{} ({}, {})", prose(&told::name(&store.name)), self.word(role), store.anchors)
        };
        let stores: Vec<String> = report.stores.iter().map(store).collect();
        let judged = format!("{}: {}.", self.word(words!("Judged as of")), when::moment(report.time));
        // Computers alone are judged by no store.
        let line = match stores.is_empty() {
            true => judged,
            false => format!("{}: {}. {judged}", self.word(words!("Stores")), stores.join(", ")),
        };
        self.paragraph(&line);
    }

    /// A constant word in the reader's language.
    fn word(&self, english: &'static str) -> String {
        self.style.lang.words(english).into_owned()
    }

    /// A sentence with names from outside in it.
    fn said(&self, text: &str) -> String {
        prose(&clean::prose(text, true))
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.paragraph(&format!("{} {text}", "#".repeat(level)));
    }

    fn paragraph(&mut self, text: &str) {
        let between = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{between}{text}");
    }
}

fn row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Text for a cell of a table, where a bar ends the cell even in a code span.
fn cell(text: &str) -> String {
    prose(&text.replace('|', "\\x7c"))
}

/// Clean text as Markdown that shows it: words that could be more than words become code spans.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let of_word = |c: char| c.is_ascii_graphic();
        let end = rest.find(|c| of_word(c) != of_word(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if of_word(first) {
            word(&mut out, run)
        } else {
            out.push_str(run)
        }
        rest = after;
    }
    out
}

/// A run of ASCII without a space.
fn word(out: &mut String, word: &str) {
    let around = |c: char| ",.;:()'\"".contains(c);
    let core = word.trim_matches(around);
    let harmless = |c: char| c.is_ascii_alphanumeric() || ",.;()'\"=/+%-".contains(c);
    let is_time = core.chars().all(|c| c.is_ascii_digit() || c == ':');
    if is_time || core.chars().all(harmless) && !core.to_ascii_lowercase().contains("www.") {
        out.push_str(word);
        return;
    }
    let start = word.len() - word.trim_start_matches(around).len();
    let end = start + core.len();
    out.push_str(&word[..start]);
    out.push_str(&code(core));
    out.push_str(&word[end..]);
}

/// A code span; its fence is longer than any run of backticks in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests;
