//! What changed, for people and for programs.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json as object};
use textwrap::Options;

use super::{Certificate, Change, Comparison, Kind};
use crate::{
    model::Severity,
    render::{Style, clean, json as report},
    text,
};

/// The name and version of the schema of [`json`].
const SCHEMA: &str = "chaincheck.diff.v1";
/// Addresses named before the rest is counted.
const ADDRESSES: usize = 8;
/// Narrower than this nothing can be read.
const NARROWEST: usize = 40;
/// Characters of a date.
const DATE: usize = 10;

/// Writes the changes for people.
///
/// # Errors
///
/// Those of the writer.
pub fn table(comparison: &Comparison, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { style, comparison };
    writeln!(out, "{}", page.headline())?;
    if style.quiet {
        return Ok(());
    }
    let mut last = None;
    for change in &comparison.changes {
        if last != Some(&change.target) {
            let target = change.target.as_ref().map(|name| page.clean(name));
            let heading = target.unwrap_or_else(|| style.lang.words("This machine").into_owned());
            writeln!(out, "\n{heading}")?;
            last = Some(&change.target);
        }
        writeln!(out, "{}", page.line(change))?;
    }
    Ok(())
}

struct Page<'a> {
    style: &'a Style,
    comparison: &'a Comparison,
}

impl Page<'_> {
    fn clean(&self, text: &str) -> String {
        clean::line(text, clean::NAME, self.style.unicode)
    }

    fn headline(&self) -> String {
        let (lang, changes) = (self.style.lang, &self.comparison.changes);
        let count = |severity| changes.iter().filter(|c| c.worse == Some(severity)).count();
        let (critical, warning) = (count(Severity::Critical), count(Severity::Warning));
        let all = changes.len();
        let text = match (all, critical + warning) {
            (0, _) => text!("diff-nothing": "Nothing changed"),
            (_, 0) => text!("diff-no-worse": "Nothing got worse; changes: {all}", all),
            _ => {
                text!("diff-worse": "Worse: {critical} critical, {warning} warnings; changes in all: {all}", critical, warning, all)
            }
        };
        let (old, new) = (self.clean(&self.comparison.old), self.clean(&self.comparison.new));
        let span = text!("diff-span": "from {old} to {new}", old, new);
        format!("{}, {}", lang.say(&text), lang.say(&span))
    }

    fn line(&self, change: &Change) -> String {
        let mark = match change.worse {
            Some(Severity::Critical) => "!!",
            Some(_) => "! ",
            None => "  ",
        };
        let lang = self.style.lang;
        let mut text = lang.words(change.kind.people()).into_owned();
        if let Some(finding) = &change.finding {
            let severity = lang.words(finding.severity.as_str());
            text.push_str(&format!(": {severity} {}", self.clean(&finding.code)));
        }
        if let Some(endpoint) = &change.endpoint {
            text.push_str(&format!("{} {}", if change.finding.is_some() { "," } else { ":" }, self.clean(endpoint)));
        }
        if let Some(finding) = &change.finding {
            text.push_str(&format!(": {}", self.clean(&lang.words(&finding.title))));
        }
        if let Some(addresses) = self.addresses(&change.addresses) {
            text.push_str(&format!(" [{addresses}]"));
        }
        let values: Vec<String> =
            [&change.from, &change.to].into_iter().flatten().map(|value| self.value(change.kind, value)).collect();
        if !values.is_empty() {
            text.push_str(&format!(": {}", values.join(" -> ")));
        }
        let width = self.style.width.max(NARROWEST);
        textwrap::fill(&text, Options::new(width).initial_indent(&format!("{mark} ")).subsequent_indent("     "))
    }

    fn addresses(&self, all: &[String]) -> Option<String> {
        let named: Vec<String> = all.iter().filter(|a| !a.is_empty()).take(ADDRESSES).map(|a| self.clean(a)).collect();
        let more = all.len().saturating_sub(ADDRESSES);
        let text = named.join(", ");
        match more {
            _ if named.is_empty() => None,
            0 => Some(text),
            more => Some(self.style.lang.say(&text!("diff-more": "{text} and {more} more", text, more)).into_owned()),
        }
    }

    fn value(&self, kind: Kind, value: &str) -> String {
        let lang = self.style.lang;
        if !kind.is_of_certificates() {
            return self.clean(&lang.words(value));
        }
        let Some(Certificate { subject, issuer, not_after }) = self.comparison.certificates.get(value) else {
            return self.clean(value);
        };
        let end: String = not_after.chars().take(DATE).collect();
        let (name, end) = (self.clean(if kind == Kind::IssuerChanged { issuer } else { subject }), self.clean(&end));
        let text = match kind {
            Kind::IssuerChanged => text!("diff-by": "by {name} until {end}", name, end),
            _ => text!("diff-until": "{name} until {end}", name, end),
        };
        lang.say(&text).into_owned()
    }
}

/// Writes the changes for programs.
///
/// # Errors
///
/// Those of the writer.
pub fn json(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let changes: Vec<Value> = comparison.changes.iter().map(change).collect();
    let certificates = comparison.certificates.iter().map(|(sha256, certificate)| {
        let Certificate { subject, issuer, not_after } = certificate;
        (sha256.clone(), object!({"subject": subject, "issuer": issuer, "not_after": not_after}))
    });
    let count = |worse| comparison.changes.iter().filter(|c| c.worse == worse).count();
    let document = Document {
        schema: SCHEMA,
        old: object!({"time": comparison.old}),
        new: object!({"time": comparison.new}),
        worst: comparison.worst().map(Severity::as_str),
        changes,
        certificates: certificates.collect(),
        summary: object!({
            "critical": count(Some(Severity::Critical)),
            "warning": count(Some(Severity::Warning)),
            "changes": comparison.changes.len(),
        }),
    };
    let text = serde_json::to_string_pretty(&document)?;
    writeln!(out, "{}", report::visible(&text))
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    old: Value,
    new: Value,
    worst: Option<&'static str>,
    changes: Vec<Value>,
    certificates: serde_json::Map<String, Value>,
    summary: Value,
}

fn change(change: &Change) -> Value {
    let finding = change.finding.as_ref().map(|told| {
        object!({"id": told.id, "code": told.code, "severity": told.severity.as_str(), "title": told.title,
                 "accepted_until": told.accepted_until})
    });
    object!({
        "kind": change.kind.as_str(),
        "worse": change.worse.map(Severity::as_str),
        "target": change.target,
        "endpoint": change.endpoint,
        "addresses": change.addresses,
        "finding": finding,
        "from": change.from,
        "to": change.to,
    })
}
