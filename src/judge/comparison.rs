//! Snapshots of several computers and accounts beside each other: what they share, and where they differ.
//!
//! Whose fault it is, `blame` says. Nothing here depends on the order in which the snapshots were named.

use std::collections::BTreeMap;

use super::blame;
use crate::{
    model::{
        Severity, Text, Workstation,
        report::TargetReport,
        workstation::{Comparison, EndpointCache, Held, Moment, Row, Service, StoreName, Told},
    },
    text, words,
};

/// Most computers that are compared: more columns nobody reads.
const MOST: usize = 64;

/// Most rows for findings.
const FINDINGS: usize = 64;

/// What is kept of one snapshot.
#[derive(Debug, Clone)]
pub struct Seat {
    /// What it is called.
    pub(super) name: String,
    /// The computer; `None` where the snapshot does not say.
    pub(super) computer: Option<String>,
    /// The Windows account, as it was written.
    pub(super) account: Option<String>,
    /// The address that signs in.
    pub(super) address: Option<String>,
    /// Whether the sign-in works, as whoever took it said.
    pub(super) signs_in: Option<bool>,
    /// When it was taken.
    pub(super) taken: Option<Moment>,
    /// What was found, by code: how bad, and the title. What is accepted is left out.
    pub(super) found: BTreeMap<&'static str, (Severity, &'static str)>,
    /// Whether all of it could be read, and something of it is of use.
    pub(super) read: bool,
    /// How many things are not known, and of how many.
    pub(super) unknown: (usize, usize),
    /// Where it came from, to tell two of one name apart.
    file: String,
    rows: Vec<(Text, Option<Text>)>,
}

impl Seat {
    /// What is kept of a target; `None` if it is no computer that was read.
    pub fn of(target: &TargetReport) -> Option<Self> {
        let desk = target.workstation.as_deref()?;
        let mut found: BTreeMap<&'static str, (Severity, &'static str)> = BTreeMap::new();
        for finding in target.findings.iter().filter(|finding| finding.accepted_until.is_none()) {
            let known = found.entry(finding.code).or_insert((finding.severity, finding.title));
            known.0 = known.0.max(finding.severity);
        }
        let items = desk.items();
        Some(Self {
            name: desk.name(),
            computer: desk.computer.clone(),
            account: desk.account.clone(),
            address: desk.address().map(str::to_owned),
            signs_in: desk.signs_in,
            taken: desk.taken,
            found,
            read: desk.was_looked_at() && target.problems.is_empty(),
            unknown: (items.iter().filter(|item| item.known.known().is_none()).count(), items.len()),
            file: desk
                .snapshot
                .as_ref()
                .and_then(|path| path.file_name())
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            rows: rows(desk),
        })
    }

    /// What orders snapshots, whatever the order in which they were named.
    fn key(&self) -> impl Ord + use<> {
        let time = self.taken.map(|taken| (taken.earliest, taken.latest));
        let found: Vec<&'static str> = self.found.keys().copied().collect();
        (self.name.to_lowercase(), time, self.file.clone(), self.signs_in, found)
    }
}

/// Snapshots beside each other; `None` if there are fewer than two.
pub fn compare(seats: &[Seat]) -> Option<Comparison> {
    if seats.len() < 2 {
        return None;
    }
    let mut seats: Vec<Seat> = seats.to_vec();
    seats.sort_by_cached_key(Seat::key);
    let verdict = blame::verdict(&seats);
    let left_out = seats.len().saturating_sub(MOST);
    seats.truncate(MOST);
    let mut rows: Vec<Row> = (0..seats[0].rows.len())
        .map(|i| Row {
            title: seats[0].rows[i].0.clone(),
            values: seats.iter().map(|seat| seat.rows[i].1.clone()).collect(),
        })
        .collect();
    rows.extend(findings(&seats));
    let mut names = names(&seats);
    if left_out > 0 {
        rows.iter_mut().for_each(|row| row.values.push(None));
        names.push(format!("+{left_out}"));
    }
    Some(Comparison { names, rows, verdict })
}

/// The names, told apart by their files, and at last by a number.
fn names(seats: &[Seat]) -> Vec<String> {
    let times = |name: &str| seats.iter().filter(|seat| seat.name == name).count();
    let mut names: Vec<String> = Vec::new();
    for seat in seats {
        let name = match times(&seat.name) {
            0 | 1 => seat.name.clone(),
            _ => format!("{} [{}]", seat.name, seat.file),
        };
        let again = names.iter().filter(|known| **known == name || known.starts_with(&format!("{name} #"))).count();
        names.push(if again == 0 { name } else { format!("{name} #{}", again + 1) });
    }
    names
}

/// A row for each code, the worst first.
fn findings(seats: &[Seat]) -> Vec<Row> {
    let mut codes: BTreeMap<&'static str, (Severity, &'static str)> = BTreeMap::new();
    for (code, (severity, title)) in seats.iter().flat_map(|seat| &seat.found) {
        let known = codes.entry(code).or_insert((*severity, title));
        known.0 = known.0.max(*severity);
    }
    let mut codes: Vec<_> = codes.into_iter().collect();
    codes.sort_by_key(|(code, (severity, _))| (std::cmp::Reverse(*severity), *code));
    let row = |(code, (_, title)): (&'static str, (Severity, &'static str))| {
        let value = |seat: &Seat| match seat.found.get(code) {
            Some((severity, _)) => Some(Text::words(severity.as_str())),
            None if seat.unknown.0 == 0 && seat.read => Some(Text::words(words!("no"))),
            // What a rule looks at may be what is not known.
            None => None,
        };
        let title = Text::words(title);
        Row { title: text!("row-finding": "{title} ({code})", title, code), values: seats.iter().map(value).collect() }
    };
    codes.into_iter().take(FINDINGS).map(row).collect()
}

/// The rows of one snapshot, the same for each.
fn rows(desk: &Workstation) -> Vec<(Text, Option<Text>)> {
    let said = |works: bool| Text::words(if works { words!("works") } else { words!("fails") });
    let counted = |n: usize| Text::from(n);
    let row = |title: &'static str, value: Option<Text>| (Text::words(title), value);
    vec![
        row(words!("computer"), desk.computer.clone().map(Text::from)),
        row(words!("account"), desk.account.clone().map(Text::from)),
        row(words!("sign-in address"), desk.address().map(Text::from)),
        row(words!("the sign-in"), desk.signs_in.map(said)),
        row(words!("Windows"), desk.windows.known().and_then(windows)),
        row(words!("clients"), desk.clients.known().map(|clients| listed(clients.iter().map(product)))),
        row(words!("the Sign-In Assistant"), desk.assistant.known().map(service)),
        row(
            words!("certificates of the registrar"),
            desk.personal.known().map(|all| counted(all.iter().filter(|one| one.is_of_the_registrar()).count())),
        ),
        row(words!("stored credentials"), desk.credentials.known().map(|all| counted(all.len()))),
        row(
            words!("folders of remembered servers"),
            desk.endpoint_caches
                .known()
                .filter(|_| !desk.partial.contains_key(EndpointCache::ITEM))
                .map(|all| counted(all.len())),
        ),
        row(words!("the value MachineGuid"), desk.machine_guid.known().map(guid)),
        row(words!("the clock"), desk.clock.known().and_then(|clock| clock.ahead).map(clock)),
        row(words!("servers set by hand"), client(desk, SERVERS)),
        row(words!("trust list"), client(desk, &["TrustModelData"])),
        row(words!("trusted roots"), held(desk, StoreName::Root, &desk.roots)),
        row(words!("intermediate authorities"), held(desk, StoreName::Ca, &desk.intermediates)),
        row(words!("distrusted certificates"), held(desk, StoreName::Disallowed, &desk.disallowed)),
    ]
}

/// The values that name servers in place of what autodiscover finds (Microsoft, client bootstrapping).
const SERVERS: &[&str] = &["ConfigurationMode", "ServerAddressInternal", "ServerAddressExternal"];

/// Ends of the names of the keys that the client reads.
const CLIENT: &[&str] = &[r"\office\15.0\lync", r"\office\16.0\lync", r"\microsoft\communicator"];

/// Most characters of a value in a cell.
const CELL: usize = 200;

/// Values of the client's settings, wherever they stand; `None` if nothing of the settings is known.
fn client(desk: &Workstation, names: &[&str]) -> Option<Text> {
    let is_known = desk.items().iter().any(|item| item.name == "client-settings" && item.known.known().is_some());
    if !is_known {
        return None;
    }
    let keys = desk.registry.keys().filter(|key| {
        let name = key.name.to_ascii_lowercase();
        CLIENT.iter().any(|end| name.ends_with(end))
    });
    let mut values: Vec<String> = keys
        .flat_map(|key| names.iter().filter_map(|name| key.values.get(&name.to_ascii_lowercase())))
        .filter_map(|value| value.text())
        .map(|value| value.chars().take(CELL).collect())
        .collect();
    values.sort();
    values.dedup();
    Some(listed(values.into_iter()))
}

fn listed(values: impl Iterator<Item = String>) -> Text {
    let values: Vec<Text> = values.map(Text::from).collect();
    if values.is_empty() { Text::words(words!("none")) } else { Text::joined(", ", values) }
}

fn product(product: &crate::model::workstation::Product) -> String {
    let version: Vec<String> = product.version.iter().map(u32::to_string).collect();
    format!("{} {}", product.name, version.join("."))
}

fn windows(windows: &crate::model::workstation::Windows) -> Option<Text> {
    let build = windows.build.map(|build| build.to_string());
    match (&windows.name, build) {
        (Some(name), Some(build)) => Some(text!("windows-build": "{name}, build {build}", name, build)),
        (Some(name), None) => Some(name.clone().into()),
        (None, Some(build)) => Some(text!("windows-only-build": "build {build}", build)),
        (None, None) => None,
    }
}

fn service(service: &Service) -> Text {
    match service {
        Service::NotInstalled => Text::words(words!("not installed")),
        Service::State(Service::RUNNING) => Text::words(words!("runs")),
        Service::State(state) => text!("service-state": "does not run (state {state})", state = state.to_string()),
    }
}

/// Its form alone: the value tells computers apart, and whoever reads the report needs not know it.
fn guid(guid: &Option<String>) -> Text {
    Text::words(match guid.as_deref().map(str::trim) {
        None => words!("missing"),
        Some(guid) if guid.contains(['{', '}']) => words!("with braces"),
        Some(_) => words!("without braces"),
    })
}

fn clock(ahead: i64) -> Text {
    let n = ahead.saturating_abs();
    match ahead {
        0 => Text::words(words!("right to the second")),
        1.. => text!("desk-seconds-ahead": "{n} s ahead", n),
        _ => text!("desk-seconds-behind": "{n} s behind", n),
    }
}

/// How many there are, if they are all known.
fn held(desk: &Workstation, store: StoreName, told: &Told<Vec<Held>>) -> Option<Text> {
    let is_whole = !desk.partial.contains_key(store.item());
    told.known().filter(|_| is_whole).map(|all| Text::from(all.len()))
}

#[cfg(test)]
mod tests;
