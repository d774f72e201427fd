//! The table itself. The only file that names comfy-table.

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use textwrap::core::display_width;

use super::{
    headline,
    page::{Page, Tone, unspaced},
    places,
    rows::{self, Row},
};
use crate::{
    model::{
        Cert, Report, Trust,
        report::{EndpointReport, TargetReport},
    },
    render::{Lang, spans},
    text, words,
};

/// From this width on, everything has a column of its own.
const WIDE: usize = 100;
/// Columns between two columns.
const GAP: usize = 2;
/// Columns that the other columns need at least on a narrow terminal.
const LEAST: usize = 32;
/// Addresses of one row named before the rest is counted.
const SHOWN: usize = 3;
/// The heading over the verdicts, by which their column is found again.
const VERDICT: &str = words!("verdict");
/// Stands where a cell of Japanese may be broken, and is no character of any text: what comes from outside shows it as
/// its code.
const BREAK: char = '\u{200b}';

/// Stands in a row of its own for an endpoint, which takes the whole line: the address column is narrower than most names.
const HEAD: &str = "\u{e000}";

/// Rows of cells.
type Cells = Vec<Vec<String>>;

/// Writes the table of a target; nothing if there is no row.
pub fn write(page: &mut Page<'_>, report: &Report, target: &TargetReport) {
    let beside = page.style.verbose > 0;
    let endpoints: Vec<_> = target.endpoints.iter().map(|e| (e, rows::rows(e, beside))).collect();
    if endpoints.iter().all(|(_, rows)| rows.is_empty()) {
        return;
    }
    let names = endpoints.iter().map(|(e, _)| places::endpoint_name(page, &target.target, e));
    let name = names.map(|name| display_width(&name)).max().unwrap_or(0);
    let body = |cells: fn(&Page<'_>, &Report, &EndpointReport, String, &[Row<'_>]) -> Cells| -> Cells {
        let name = |endpoint: &EndpointReport| places::endpoint_name(page, &target.target, endpoint);
        endpoints.iter().flat_map(|(endpoint, rows)| cells(page, report, endpoint, name(endpoint), rows)).collect()
    };
    let mut cells = body(in_columns);
    let stores: Vec<String> = further(report).map(|store| page.name(store)).collect();
    let mut least = least(&cells, name, &stores);
    let wide = page.width >= WIDE.max(least.iter().map(|least| least + GAP).sum());
    let mut heads = Vec::new();
    if !wide {
        cells = body(stacked);
        let some = endpoints.iter().filter(|(_, rows)| !rows.is_empty());
        heads = some.map(|(endpoint, _)| head(page, target, endpoint)).collect();
        let address = cells.iter().flat_map(|row| row[0].lines()).map(display_width).max().unwrap_or(0);
        least = vec![address];
        least.retain(|least| least + LEAST <= page.width);
    }

    let mut table = Table::new();
    table.load_style(style(page)).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
    let words = |all: &[&str]| all.iter().map(|word| page.words(word)).collect::<Vec<String>>();
    table.set_header(if wide {
        let last = words(&[words!("what is wrong"), words!("expires")]);
        [words(&[words!("endpoint"), words!("address"), VERDICT]), stores.clone(), last].concat()
    } else {
        words(&[words!("endpoint, address"), VERDICT, words!("what is wrong, expiry")])
    });
    for row in cells {
        table.add_row(row.into_iter().map(|text| cell(page, text)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    for (column, least) in least.into_iter().enumerate() {
        let least = Width::Fixed(u16::try_from(least + 1).unwrap_or(u16::MAX));
        constrain(&mut table, column, ColumnConstraint::LowerBoundary(least));
    }
    constrain(&mut table, if wide { 2 } else { 1 }, ColumnConstraint::ContentWidth);
    page.blank();
    lines(page, &table, heads);
}

/// Writes rows of cells under headings, as they are; everything in them is clean.
pub fn plain(page: &mut Page<'_>, headings: Vec<String>, rows: Cells) {
    let mut table = Table::new();
    table.load_style(style(page)).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
    table.set_header(headings);
    for row in rows {
        table.add_row(row.into_iter().map(|text| cell(page, text)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    page.blank();
    for line in table.lines() {
        page.line(&line.replace(BREAK, ""));
    }
}

/// A cell that is broken between words.
fn cell(page: &Page<'_>, text: String) -> Cell {
    if page.style.lang == Lang::En {
        return Cell::new(text);
    }
    let pieces = |line: &str| {
        let pieces = unspaced(line).map(|piece| format!("{}{}", piece.word, piece.whitespace));
        pieces.collect::<Vec<_>>().join(&BREAK.to_string())
    };
    Cell::new(text.lines().map(pieces).collect::<Vec<_>>().join("\n")).set_delimiter(BREAK)
}

/// Columns that each cell of the wide table needs so that no name, address, code or date is broken over two lines.
fn least(cells: &Cells, name: usize, stores: &[String]) -> Vec<usize> {
    let widest = |column: usize, separator: &[char], most: usize| {
        let parts = cells.iter().flat_map(|row| row[column].split(separator).take(most));
        parts.map(display_width).max().unwrap_or(0)
    };
    let all = usize::MAX;
    let mut least = vec![name, widest(1, &['\n'], all), widest(2, &['\n'], all)];
    least.extend(stores.iter().zip(3..).map(|(store, column)| display_width(store).max(widest(column, &['\n'], all))));
    let next = least.len();
    least.extend([widest(next, &['\n', ' '], all), widest(next + 1, &['\n'], 1)]);
    least
}

/// The stores that judge beside the deciding ones, each with a column of its own.
fn further(report: &Report) -> impl Iterator<Item = &str> {
    report.stores.iter().filter(|store| !store.decides).map(|store| store.name.as_str())
}

/// What a further store says.
fn beside(page: &Page<'_>, row: &Row<'_>, store: &str) -> Option<String> {
    let said = row.seen[0].also.iter().find(|beside| beside.store == store)?;
    Some(page.words(if said.trust == Trust::Untrusted { "UNTRUSTED" } else { said.trust.as_str() }))
}

fn constrain(table: &mut Table, column: usize, constraint: ColumnConstraint) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(constraint);
    }
}

/// A column for everything. Host and port stand in the first row of an endpoint, each role beside a further row and
/// the rest of them in the last, so that they do not make the first row tall.
fn in_columns(page: &Page<'_>, report: &Report, endpoint: &EndpointReport, name: String, rows: &[Row<'_>]) -> Cells {
    let mut heads = vec![name];
    heads.extend(endpoint.endpoint.kinds.iter().map(|kind| format!("  {}", kind.as_str())));
    let rest = heads.split_off(heads.len().min(rows.len().saturating_sub(1)));
    heads.push(rest.join("\n"));
    heads.resize(rows.len(), String::new());
    let row = |(head, row): (String, &Row<'_>)| {
        let expires = expiry(page, report, row).map(|(cert, text)| match cert {
            Some(cert) => format!("{text}\n{}", rows::short(page, cert)),
            None => text,
        });
        let wrong = rows::wrong(page, row.seen[0]);
        let mut cells = vec![head, addresses(page, endpoint, row).join("\n"), verdict(page, row)];
        cells.extend(further(report).map(|store| beside(page, row, store).unwrap_or_default()));
        cells.extend([wrong, expires.unwrap_or_default()]);
        cells
    };
    heads.into_iter().zip(rows).map(row).collect()
}

/// The line above the addresses of an endpoint: its name, if that leaves room, and its roles.
fn head(page: &Page<'_>, target: &TargetReport, endpoint: &EndpointReport) -> (String, String) {
    let kinds: Vec<&str> = endpoint.endpoint.kinds.iter().map(|kind| kind.as_str()).collect();
    let (name, kinds) = (places::endpoint_name(page, &target.target, endpoint), kinds.join(", "));
    match display_width(&name) + LEAST <= page.width {
        true => (format!("{name}  "), kinds),
        false => (String::new(), format!("{name}  {kinds}")),
    }
}

/// Three columns: the endpoint on a line of its own, its addresses below it, expiry under what is wrong.
fn stacked(page: &Page<'_>, report: &Report, endpoint: &EndpointReport, _: String, rows: &[Row<'_>]) -> Cells {
    let row = |row: &Row<'_>| {
        let past = rows::earliest(row.seen[0]).is_some_and(|cert| cert.not_after < report.time);
        let expires = expiry(page, report, row).map(|(cert, when)| {
            let label = cert.map(|cert| rows::short(page, cert));
            page.told(&match (label, past) {
                (Some(label), false) => text!("one-expires": "{label} expires {when}", label, when),
                (Some(label), true) => text!("one-expired": "{label} expired {when}", label, when),
                (None, false) => text!("expires-on": "expires {when}", when),
                (None, true) => text!("expired-on": "expired {when}", when),
            })
        });
        let wrong = Some(rows::wrong(page, row.seen[0])).filter(|text| !text.is_empty());
        let place: Vec<String> = addresses(page, endpoint, row).iter().map(|line| format!("  {line}")).collect();
        let said = |store| beside(page, row, store).map(|word| format!("{}: {word}", page.name(store)));
        let lines: Vec<String> = wrong.into_iter().chain(further(report).filter_map(said)).chain(expires).collect();
        vec![place.join("\n"), verdict(page, row), lines.join("\n")]
    };
    let head = vec![HEAD.to_owned(), String::new(), String::new()];
    if rows.is_empty() { Vec::new() } else { std::iter::once(head).chain(rows.iter().map(row)).collect() }
}

fn verdict(page: &Page<'_>, row: &Row<'_>) -> String {
    page.words(rows::verdict(row.seen[0]).0)
}

/// When the chain runs out, and the certificate that does if it is not the leaf.
fn expiry<'a>(page: &Page<'_>, report: &Report, row: &Row<'a>) -> Option<(Option<&'a Cert>, String)> {
    let seen = row.seen[0];
    let cert = rows::earliest(seen)?;
    let is_leaf = seen.presented.leaf().is_none_or(|leaf| leaf.sha256 == cert.sha256);
    Some((Some(cert).filter(|_| !is_leaf), rows::expiry(page, cert, report.time)))
}

/// The addresses of a row, one a line; of many only the first few.
fn addresses(page: &Page<'_>, endpoint: &EndpointReport, row: &Row<'_>) -> Vec<String> {
    let all: Vec<String> = row.seen.iter().map(|o| places::address(page, endpoint, o)).collect();
    let shown = if all.len() == SHOWN + 1 || page.style.verbose > 0 { all.len() } else { SHOWN };
    let (mut lines, rest) = spans::first(&all, shown);
    if all.len() > SHOWN {
        lines.insert(0, format!("{}:", page.told(&headline::addresses(page, all.len()))));
    }
    if rest > 0 {
        lines.push(places::more(page, rest));
    }
    if row.beside {
        lines.push(page.words("without SNI"));
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
fn lines(page: &mut Page<'_>, table: &Table, heads: Vec<(String, String)>) {
    let mut heads = heads.into_iter().peekable();
    let verdict = page.words(VERDICT);
    let header = table.lines().next();
    let column = header.and_then(|header| header.split_once(&verdict).map(|(before, _)| display_width(before)));
    for line in table.lines() {
        let line = line.replace(BREAK, "");
        if let Some((name, kinds)) = heads.next_if(|_| line.trim() == HEAD) {
            page.say(Tone::Strong, &name, "    ", &kinds);
            continue;
        }
        let painted = column.and_then(|column| paint(page, &line, column));
        page.line(&painted.unwrap_or(line));
    }
}

fn paint(page: &Page<'_>, line: &str, column: usize) -> Option<String> {
    const WORDS: [(&str, Tone); 6] = [
        ("UNTRUSTED", Tone::Bad),
        ("WRONG NAME", Tone::Bad),
        ("unknown", Tone::Doubt),
        ("silent", Tone::Doubt),
        ("skipped", Tone::Faint),
        ("by design", Tone::Faint),
    ];
    let start = line.char_indices().map(|(at, _)| at).find(|at| display_width(&line[..*at]) >= column)?;
    let (before, rest) = line.split_at(start);
    WORDS.iter().find_map(|(word, tone)| {
        let word = page.words(word);
        let rest = rest.strip_prefix(&word)?;
        Some(format!("{before}{}{rest}", page.paint(*tone, &word)))
    })
}
