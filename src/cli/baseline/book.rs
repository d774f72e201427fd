//! The entries of a file of known findings: reading them, and which of them a finding is named by.

use std::{collections::HashMap, path::Path};

use time::{Date, Month, OffsetDateTime, Time};
use toml_edit::{ArrayOfTables, Datetime, Item, Table, Value};

use super::DAY;
use crate::{
    cli::{
        complain,
        error::PlanError,
        toml::{File, TomlError, nearest},
    },
    judge::RULES,
    model::{Finding, Text},
    text, words,
};

/// Entries named on standard error before the rest is counted.
const NAMED: usize = 5;
/// The keys of an entry.
const KEYS: [&str; 5] = ["id", "code", "host", "until", "why"];

/// The entries of a file.
pub(super) struct Book {
    pub(super) file: File,
    pub(super) entries: Vec<Entry>,
    /// By id, or by code where there is none.
    by_name: HashMap<String, Vec<usize>>,
}

pub(super) struct Entry {
    name: String,
    host: Option<String>,
    /// The last second.
    until: i64,
    line: usize,
    found: Found,
}

/// What an entry was good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    Nothing,
    /// A finding, after its day.
    Late,
    Accepted,
}

impl Book {
    pub(super) fn read(path: &Path) -> Result<Self, PlanError> {
        let file = File::read(path)?;
        let mut entries = Vec::new();
        for (key, item) in file.table() {
            if key != "accept" {
                return Err(file.unknown(file.table(), key, ["accept"]).into());
            }
            let Some(tables) = tables(item) else {
                return Err(file.unlike(item, key, words!("a list of tables, [[accept]]")).into());
            };
            for (table, span) in &tables {
                entries.push(Entry::read(&file, table, span.clone())?);
            }
        }
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            by_name.entry(entry.name.clone()).or_default().push(index);
        }
        Ok(Self { file, entries, by_name })
    }

    /// Until when a finding is accepted, whether or not that is over; the last day if several entries name it.
    pub(super) fn until(&mut self, places: &[&str], finding: &Finding, time: i64) -> Option<i64> {
        let named = [finding.id.as_str(), finding.code].map(|name| self.by_name.get(name));
        let mut naming: Vec<usize> = named.into_iter().flatten().flatten().copied().collect();
        naming.retain(|index| {
            let host = self.entries[*index].host.as_ref();
            host.is_none_or(|host| places.iter().any(|place| place.eq_ignore_ascii_case(host)))
        });
        let last = naming.iter().map(|index| self.entries[*index].until).max();
        // One that ran out is of no harm where another goes on.
        let found = if last.is_some_and(|until| until >= time) { Found::Accepted } else { Found::Late };
        for index in naming {
            let entry = &mut self.entries[index];
            entry.found = entry.found.max(found);
        }
        last
    }

    pub(super) fn tell_idle(&self, found: Found, what: &'static str) {
        let idle: Vec<&Entry> = self.entries.iter().filter(|entry| entry.found == found).collect();
        let path = self.file.path().display();
        for entry in idle.iter().take(NAMED) {
            let name = match &entry.host {
                Some(host) => text!("code-at-host": "{code} at {host}", code = &entry.name, host),
                None => Text::from(&entry.name),
            };
            let place = format!("{path}:{}", entry.line).into();
            complain(&Text::joined(": ", vec![place, Text::words(what), name]));
        }
        if idle.len() > NAMED {
            let more = text!("idle-more": "{n} more", n = idle.len() - NAMED);
            complain(&Text::joined(": ", vec![path.to_string().into(), Text::words(what), more]));
        }
    }

    /// Whether tables can be added at its end: not to a list in brackets.
    pub(super) fn can_be_extended(&self) -> Result<(), TomlError> {
        match self.file.table().get("accept") {
            None | Some(Item::ArrayOfTables(_)) => Ok(()),
            Some(item) => Err(self
                .file
                .wrong(item.span(), Text::words(words!("nothing can be added to a list in brackets; use [[accept]]")))),
        }
    }
}

/// The tables of `[[accept]]`, or of `accept = [{...}]`, and where each begins.
fn tables(item: &Item) -> Option<Vec<(Table, Option<std::ops::Range<usize>>)>> {
    match item {
        Item::ArrayOfTables(tables) => Some(ArrayOfTables::iter(tables).map(|t| (t.clone(), t.span())).collect()),
        Item::Value(Value::Array(values)) => {
            values.iter().map(|value| Some((value.as_inline_table()?.clone().into_table(), value.span()))).collect()
        }
        _ => None,
    }
}

impl Entry {
    fn read(file: &File, table: &Table, span: Option<std::ops::Range<usize>>) -> Result<Self, PlanError> {
        let mut texts: HashMap<&str, (&str, &Item)> = HashMap::new();
        let mut until = None;
        for (key, item) in table {
            match key {
                "until" => until = Some(last_second(file, item)?),
                key if KEYS.contains(&key) => {
                    let text = item.as_str().ok_or_else(|| file.unlike(item, key, words!("text")))?;
                    texts.insert(key, (text, item));
                }
                _ => return Err(file.unknown(table, key, KEYS).into()),
            }
        }
        let until = until.ok_or_else(|| {
            file.wrong(span.clone(), Text::words(words!("until is missing: the last day, as 2027-01-31")))
        })?;
        let (name, item) = match (texts.get("id"), texts.get("code")) {
            (Some(id), None) => *id,
            (None, Some(code)) => *code,
            (None, None) => {
                return Err(file
                    .wrong(span, Text::words(words!("id or code is missing: which finding is accepted")))
                    .into());
            }
            (Some(_), Some((_, code))) => {
                return Err(file.wrong(code.span(), Text::words(words!("id and code: one of them is enough"))).into());
            }
        };
        let code = name.split(['@', '#']).next().unwrap_or_default();
        if !RULES.iter().any(|rule| rule.code == code) {
            let hint = nearest(code, RULES.iter().map(|rule| rule.code));
            let hint = match hint {
                Some(near) => text!("is-near": "{near} is near it", near),
                None => text!("codes-listed": "chaincheck explain lists them"),
            };
            let shown = format!("{code:?}");
            return Err(file
                .wrong(item.span(), text!("explain-no-code": "there is no code {shown}; {hint}", shown, hint))
                .into());
        }
        let host = texts.get("host").map(|(host, _)| host.trim_end_matches('.').to_ascii_lowercase());
        let line = file.place(span).0;
        Ok(Self { name: name.to_owned(), host, until, line, found: Found::Nothing })
    }
}

/// The last second of a day, as `2027-01-31` or `"2027-01-31"`.
fn last_second(file: &File, item: &Item) -> Result<i64, TomlError> {
    let wrong = || file.wrong(item.span(), Text::words(words!("until is not a day, such as 2027-01-31")));
    let moment = match item {
        Item::Value(Value::Datetime(moment)) => *moment.value(),
        Item::Value(Value::String(text)) => text.value().parse::<Datetime>().map_err(|_| wrong())?,
        _ => return Err(wrong()),
    };
    let (Some(date), None) = (moment.date, moment.time) else { return Err(wrong()) };
    let month = Month::try_from(date.month).map_err(|_| wrong())?;
    let date = Date::from_calendar_date(i32::from(date.year), month, date.day).map_err(|_| wrong())?;
    Ok(OffsetDateTime::new_utc(date, Time::MIDNIGHT).unix_timestamp() + DAY - 1)
}
