//! The table: a row an observation, equal ones of an endpoint in one row.

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle};

use super::{
    page::{Page, Tone, count},
    places,
};
use crate::{
    model::{
        Cert, Observation, Outcome, Report, Severity, Source, Trust,
        report::{EndpointReport, TargetReport},
        target::Target,
    },
    render::{clean, when},
};

/// From this width on, everything has a column of its own.
const WIDE: usize = 100;
/// Addresses of one row named before the rest is counted.
const SHOWN: usize = 3;
/// Most characters of a certificate's name in a cell; an X.520 common name has at most 64.
const NAME: usize = 64;
/// The heading over the verdicts, by which their column is found again.
const VERDICT: &str = "verdict";

/// Observations of one endpoint that show the same.
pub struct Row<'a> {
    /// At least one.
    pub seen: Vec<&'a Observation>,
    /// Whether they are the look without SNI.
    pub beside: bool,
}

/// The rows of an endpoint; those without SNI only where asked for.
pub fn rows(endpoint: &EndpointReport, beside: bool) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for seen in &endpoint.observations {
        let is_beside = places::is_beside(endpoint, seen);
        if is_beside && !beside {
            continue;
        }
        match rows.iter_mut().find(|row| row.beside == is_beside && shows_the_same(row.seen[0], seen)) {
            Some(row) => row.seen.push(seen),
            None => rows.push(Row { seen: vec![seen], beside: is_beside }),
        }
    }
    rows
}

fn shows_the_same(a: &Observation, b: &Observation) -> bool {
    let sent = |o: &Observation| o.presented.sent.iter().map(|s| s.sha256).collect::<Vec<_>>();
    let path = |o: &Observation| {
        let walk = o.walk.as_ref()?;
        let broken = walk.broken().map(|fault| (fault.code, fault.position));
        Some((broken, walk.path.certificates.iter().map(|c| c.cert.sha256).collect::<Vec<_>>()))
    };
    a.outcome == b.outcome
        && a.trust() == b.trust()
        && a.name_matches == b.name_matches
        && sent(a) == sent(b)
        && path(a) == path(b)
        && troubles(a) == troubles(b)
}

/// The certificate below the anchor that runs out first; the anchor itself never runs out (RFC 5280 6.1.1 (d)).
pub fn earliest(seen: &Observation) -> Option<&Cert> {
    let certificates = &seen.walk.as_ref()?.path.certificates;
    let below = certificates.iter().filter(|c| !matches!(c.source, Source::Anchor(_)));
    below.map(|c| &*c.cert).min_by_key(|c| c.not_after).or_else(|| certificates.first().map(|c| &*c.cert))
}

/// The last day of a certificate and how far away it is.
pub fn expiry(cert: &Cert, now: i64) -> String {
    format!("{} ({})", when::date(cert.not_after), when::distance(cert.not_after, now))
}

/// The verdict in a word. Silent and skipped ones say so instead of a verdict.
pub fn verdict(seen: &Observation) -> (&'static str, Tone) {
    match (&seen.outcome, seen.trust()) {
        (Outcome::Silent(_), _) => ("silent", Tone::Doubt),
        (Outcome::ByDesign, _) => ("by design", Tone::Faint),
        (Outcome::Skipped, _) => ("skipped", Tone::Faint),
        (Outcome::Presented, Trust::Untrusted) => ("UNTRUSTED", Tone::Bad),
        (Outcome::Presented, Trust::Unknown) => ("unknown", Tone::Doubt),
        (Outcome::Presented, Trust::Trusted) if seen.name_matches == Some(false) => ("WRONG NAME", Tone::Bad),
        (Outcome::Presented, Trust::Trusted) => ("trusted", Tone::Good),
    }
}

/// Codes of an observation's findings, worst first, without notices.
fn troubles(seen: &Observation) -> Vec<&'static str> {
    let mut findings: Vec<_> = seen.findings.iter().filter(|f| f.severity > Severity::Notice).collect();
    findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let mut codes: Vec<&'static str> = findings.iter().map(|f| f.code).collect();
    codes.dedup();
    codes
}

/// Writes the table of a target; nothing if there is no row.
pub fn table(page: &mut Page<'_>, report: &Report, target: &TargetReport) {
    let wide = page.width >= WIDE;
    let mut table = Table::new();
    table.load_style(style(page)).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
    table.set_header(if wide {
        vec!["endpoint", "address", VERDICT, "what is wrong", "expires"]
    } else {
        vec!["endpoint, address", VERDICT, "what is wrong, expiry"]
    });
    for endpoint in &target.endpoints {
        let rows = rows(endpoint, page.style.verbose > 0);
        let mut heads = heads(page, &target.target, endpoint, rows.len()).into_iter();
        for row in &rows {
            let head = heads.next().unwrap_or_default();
            table.add_row(cells(page, report, endpoint, row, head, wide).into_iter().map(Cell::new));
        }
    }
    if table.is_empty() {
        return;
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for fixed in if wide { vec![2, 4] } else { vec![1] } {
        if let Some(column) = table.column_mut(fixed) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    page.blank();
    write(page, &table);
}

/// What stands in the first column: host and port, then the roles. Each row takes a line, the last one the rest, so
/// that the roles stand beside the addresses instead of making the first row tall.
fn heads(page: &Page<'_>, target: &Target, endpoint: &EndpointReport, rows: usize) -> Vec<String> {
    let mut lines = vec![places::endpoint_name(page, target, endpoint)];
    lines.extend(endpoint.endpoint.kinds.iter().map(|kind| format!("  {}", kind.as_str())));
    let rest = lines.split_off(lines.len().min(rows.saturating_sub(1)));
    if !rest.is_empty() {
        lines.push(rest.join("\n"));
    }
    lines
}

fn cells(
    page: &Page<'_>,
    report: &Report,
    endpoint: &EndpointReport,
    row: &Row<'_>,
    head: String,
    wide: bool,
) -> Vec<String> {
    let seen = row.seen[0];
    let word = verdict(seen).0.to_owned();
    let wrong = wrong(page, seen);
    let expires = earliest(seen).map(|cert| (expiry(cert, report.time), cert));
    let mut address = addresses(page, endpoint, row);
    if row.beside {
        address.push_str(" without SNI");
    }
    let is_leaf = |cert: &Cert| seen.presented.leaf().is_none_or(|leaf| leaf.sha256 == cert.sha256);
    if wide {
        let expires = expires.map(|(text, cert)| match is_leaf(cert) {
            true => text,
            false => format!("{text}\n{}", short(page, cert)),
        });
        return vec![head, address, word, wrong, expires.unwrap_or_default()];
    }
    let expires = expires.map(|(text, cert)| match is_leaf(cert) {
        true => format!("expires {text}"),
        false => format!("{} expires {text}", short(page, cert)),
    });
    let wrong = [Some(wrong).filter(|w| !w.is_empty()), expires].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let place = [head, address].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
    vec![place, word, wrong]
}

fn addresses(page: &Page<'_>, endpoint: &EndpointReport, row: &Row<'_>) -> String {
    if row.seen.len() <= SHOWN {
        let lines: Vec<String> = row.seen.iter().map(|o| places::address(endpoint, o)).collect();
        return lines.join("\n");
    }
    let shown = if page.style.verbose > 0 { row.seen.len() } else { SHOWN };
    let text = places::addresses(endpoint, &row.seen, shown);
    format!("{}: {text}", count(row.seen.len(), "address", "addresses"))
}

/// What is broken and which certificate, or why nothing was seen.
fn wrong(page: &Page<'_>, seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::Silent(silence) => return format!("{}: {}", silence.stage.as_str(), page.name(&silence.why)),
        Outcome::ByDesign => return "shows no certificate in this role".to_owned(),
        Outcome::Skipped => return "no route for this address family".to_owned(),
        Outcome::Presented => {}
    }
    let broken = seen.walk.as_ref().and_then(|walk| walk.broken().map(|fault| (walk, fault)));
    let mut parts = Vec::new();
    if let Some((walk, fault)) = broken {
        let cert = walk.path.certificates.get(fault.position.index());
        parts.push(match cert {
            Some(cert) => format!("{} {}", fault.code, short(page, &cert.cert)),
            None => fault.code.to_owned(),
        });
    }
    let others = troubles(seen).into_iter().filter(|code| broken.is_none_or(|(_, fault)| fault.code != *code));
    parts.extend(others.map(str::to_owned));
    parts.join("\n")
}

fn short(page: &Page<'_>, cert: &Cert) -> String {
    clean::line(&cert.label(), NAME, page.style.unicode)
}

/// No frame: a line under the heading is enough, and a row can be copied without bars in it.
fn style(page: &Page<'_>) -> TableStyle {
    let rule = if page.style.unicode { '─' } else { '-' };
    TableStyle::new().header_separator(LineStyle::none().fill(rule).junction(rule))
}

/// Writes the lines; the word in the verdict column gets its colour here, because comfy-table without a terminal
/// library has none. The words are ours, so nothing from outside can pose as one in that column.
fn write(page: &mut Page<'_>, table: &Table) {
    let column = table.lines().next().and_then(|header| header.find(VERDICT));
    for line in table.lines() {
        let painted = column.and_then(|column| paint(page, &line, column));
        page.line(&painted.unwrap_or(line));
    }
}

fn paint(page: &Page<'_>, line: &str, column: usize) -> Option<String> {
    const WORDS: [(&str, Tone); 7] = [
        ("trusted", Tone::Good),
        ("UNTRUSTED", Tone::Bad),
        ("WRONG NAME", Tone::Bad),
        ("unknown", Tone::Doubt),
        ("silent", Tone::Doubt),
        ("skipped", Tone::Faint),
        ("by design", Tone::Faint),
    ];
    let start =
        line.char_indices().map(|(at, _)| at).find(|at| textwrap::core::display_width(&line[..*at]) >= column)?;
    let (before, rest) = line.split_at(start);
    let (word, tone) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
    Some(format!("{before}{}{}", page.paint(*tone, word), &rest[word.len()..]))
}
