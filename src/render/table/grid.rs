//! The table itself. The only file that names comfy-table.

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::{
    page::{Page, Tone, count},
    places,
    rows::{self, Row},
};
use crate::model::{
    Cert, Report,
    report::{EndpointReport, TargetReport},
};

/// From this width on, everything has a column of its own.
const WIDE: usize = 100;
/// Columns that the longest IPv6 address takes beyond an IPv4 address.
const SIX: usize = 24;
/// Columns that the other columns need at least.
const LEAST: usize = 32;
/// Addresses of one row named before the rest is counted.
const SHOWN: usize = 3;
/// The heading over the verdicts, by which their column is found again.
const VERDICT: &str = "verdict";

/// Writes the table of a target; nothing if there is no row.
pub fn write(page: &mut Page<'_>, report: &Report, target: &TargetReport) {
    let beside = page.style.verbose > 0;
    let endpoints: Vec<_> = target.endpoints.iter().map(|e| (e, rows::rows(e, beside))).collect();
    let rows = endpoints.iter().flat_map(|(endpoint, rows)| rows.iter().map(move |row| (endpoint, row)));
    let addresses = rows.flat_map(|(endpoint, row)| row.seen.iter().map(|o| places::address(endpoint, o).len()));
    let Some(longest) = addresses.max() else { return };
    let wide = page.width >= if longest > "255.255.255.255".len() { WIDE + SIX } else { WIDE };

    let mut table = Table::new();
    table.load_style(style(page)).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
    table.set_header(if wide {
        vec!["endpoint", "address", VERDICT, "what is wrong", "expires"]
    } else {
        vec!["endpoint, address", VERDICT, "what is wrong, expiry"]
    });
    for (endpoint, rows) in &endpoints {
        let name = places::endpoint_name(page, &target.target, endpoint);
        let cells = if wide {
            in_columns(page, report, endpoint, name, rows)
        } else {
            stacked(page, report, endpoint, name, rows)
        };
        for row in cells {
            table.add_row(row.into_iter().map(Cell::new));
        }
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    // An address is not broken over two lines where there is room for it.
    let address = longest + if wide { 2 } else { 4 };
    if address + LEAST <= page.width {
        let least = Width::Fixed(u16::try_from(address).unwrap_or(u16::MAX));
        constrain(&mut table, usize::from(wide), ColumnConstraint::LowerBoundary(least));
    }
    for fixed in if wide { vec![2, 4] } else { vec![1] } {
        constrain(&mut table, fixed, ColumnConstraint::ContentWidth);
    }
    page.blank();
    lines(page, &table);
}

fn constrain(table: &mut Table, column: usize, constraint: ColumnConstraint) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(constraint);
    }
}

/// A column for everything. Host and port stand in the first row of an endpoint, each role beside a further row and
/// the rest of them in the last, so that they do not make the first row tall.
fn in_columns(
    page: &Page<'_>,
    report: &Report,
    endpoint: &EndpointReport,
    name: String,
    rows: &[Row<'_>],
) -> Vec<Vec<String>> {
    let mut heads = vec![name];
    heads.extend(endpoint.endpoint.kinds.iter().map(|kind| format!("  {}", kind.as_str())));
    let rest = heads.split_off(heads.len().min(rows.len().saturating_sub(1)));
    heads.push(rest.join("\n"));
    heads.resize(rows.len(), String::new());
    let row = |(head, row): (String, &Row<'_>)| {
        let expires = expiry(report, row).map(|(cert, text)| match cert {
            Some(cert) => format!("{text}\n{}", rows::short(page, cert)),
            None => text,
        });
        let wrong = rows::wrong(page, row.seen[0]);
        vec![head, addresses(page, endpoint, row).join("\n"), verdict(row), wrong, expires.unwrap_or_default()]
    };
    heads.into_iter().zip(rows).map(row).collect()
}

/// Three columns: the endpoint on a line of its own, its addresses below it, expiry under what is wrong.
fn stacked(
    page: &Page<'_>,
    report: &Report,
    endpoint: &EndpointReport,
    name: String,
    rows: &[Row<'_>],
) -> Vec<Vec<String>> {
    let kinds: Vec<&str> = endpoint.endpoint.kinds.iter().map(|kind| kind.as_str()).collect();
    let row = |row: &Row<'_>| {
        let expires = expiry(report, row).map(|(cert, text)| match cert {
            Some(cert) => format!("{} expires {text}", rows::short(page, cert)),
            None => format!("expires {text}"),
        });
        let wrong = Some(rows::wrong(page, row.seen[0])).filter(|text| !text.is_empty());
        let place: Vec<String> = addresses(page, endpoint, row).iter().map(|line| format!("  {line}")).collect();
        vec![place.join("\n"), verdict(row), [wrong, expires].into_iter().flatten().collect::<Vec<_>>().join("\n")]
    };
    let head = vec![name, String::new(), kinds.join(", ")];
    if rows.is_empty() { Vec::new() } else { std::iter::once(head).chain(rows.iter().map(row)).collect() }
}

fn verdict(row: &Row<'_>) -> String {
    rows::verdict(row.seen[0]).0.to_owned()
}

/// When the chain runs out, and the certificate that does if it is not the leaf.
fn expiry<'a>(report: &Report, row: &Row<'a>) -> Option<(Option<&'a Cert>, String)> {
    let seen = row.seen[0];
    let cert = rows::earliest(seen)?;
    let is_leaf = seen.presented.leaf().is_none_or(|leaf| leaf.sha256 == cert.sha256);
    Some((Some(cert).filter(|_| !is_leaf), rows::expiry(cert, report.time)))
}

/// The addresses of a row, one a line; of many only the first few.
fn addresses(page: &Page<'_>, endpoint: &EndpointReport, row: &Row<'_>) -> Vec<String> {
    let all = row.seen.len();
    let shown = if all == SHOWN + 1 || page.style.verbose > 0 { all } else { SHOWN };
    let mut lines: Vec<String> = row.seen.iter().take(shown).map(|o| places::address(endpoint, o)).collect();
    if all > shown {
        lines.insert(0, format!("{}:", count(all, "address", "addresses")));
        lines.push(format!("{} more", all - shown));
    }
    if row.beside {
        lines.push("without SNI".to_owned());
    }
    lines
}

/// No frame: a line under the heading is enough, and a row can be copied without bars in it.
fn style(page: &Page<'_>) -> TableStyle {
    let rule = if page.style.unicode { '─' } else { '-' };
    TableStyle::new().header_separator(LineStyle::none().fill(rule).junction(rule))
}

/// Writes the lines; the word in the verdict column gets its colour here, because comfy-table without a terminal
/// library has none. The words are ours, so nothing from outside can pose as one in that column.
fn lines(page: &mut Page<'_>, table: &Table) {
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
