//! `ipconfig /displaydns`, and `Get-DnsClientCache | fl`: what the resolver remembers.
//!
//! The labels of ipconfig are translated; it is read by the order of the lines. A name over a row of dashes begins an
//! entry. Each record in it has six lines with a colon after dots: name, type by its number, seconds left, length, section,
//! value; an SRV record has its priority, weight and port on three more lines. A sentence in place of records says that
//! there is no such name, or no such record: then it names the type.

use std::{collections::BTreeMap, net::IpAddr};

use super::{Sheet, is_message, refused, unreadable};
use crate::{
    model::{
        Text, Workstation,
        workstation::{Cached, Told},
    },
    text,
};

/// Most records kept: Windows keeps some thousand.
const MAX_RECORDS: usize = 20_000;

/// Types of records by their numbers (IANA, DNS parameters).
const TYPES: &[(&str, u16)] = &[
    ("A", 1),
    ("NS", 2),
    ("CNAME", 5),
    ("SOA", 6),
    ("PTR", 12),
    ("MX", 15),
    ("TXT", 16),
    ("AAAA", 28),
    ("SRV", 33),
    ("SVCB", 64),
    ("HTTPS", 65),
];

/// Answers by name and type, and how many could not be read.
#[derive(Default)]
struct Answers {
    all: BTreeMap<(String, Option<u16>), Cached>,
    count: usize,
    damaged: usize,
}

/// Whether it is one of both.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    has_dashes(sheet.text) || is_title_alone(sheet.text) || is_list(sheet.text)
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    lines.first().is_some_and(|line| is_title(line.trim()))
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let mut answers = Answers::default();
    if is_list(sheet.text) {
        list(sheet.text, &mut answers);
    } else if has_dashes(sheet.text) {
        printed(sheet.text, &mut answers);
    } else if sheet.text.lines().filter(|line| !line.trim().is_empty()).count() > 1 {
        let why =
            text!("dns-cache-refused": "ipconfig could not show what the resolver remembers, or it remembers nothing");
        return if is_message(sheet.text) {
            refused(&mut to.dns_cache, why)
        } else {
            unreadable(&mut to.dns_cache, why)
        };
    }
    let (count, damaged) = (answers.count, answers.damaged);
    if answers.all.is_empty() && damaged > 0 {
        return unreadable(&mut to.dns_cache, text!("dns-cache-none": "none of its records can be read"));
    }
    note(&mut to.dns_cache, answers);
    if count >= MAX_RECORDS {
        return Err(
            text!("dns-cache-long": "there are more than {most} records; the rest was not read", most = MAX_RECORDS),
        );
    }
    if damaged > 0 {
        return Err(text!("dns-cache-damaged": "{damaged} of its records cannot be read", damaged));
    }
    Ok(())
}

fn note(told: &mut Told<Vec<Cached>>, answers: Answers) {
    told.add(|all| {
        let known = all.len();
        all.extend(answers.all.into_values().take(MAX_RECORDS.saturating_sub(known)));
    });
}

impl Answers {
    /// Adds a value of a record, or that there is none; `false` once it is enough.
    fn add(&mut self, name: &str, kind: Option<u16>, value: Option<String>, ttl: Option<u32>) {
        if self.count >= MAX_RECORDS {
            return;
        }
        self.count += 1;
        let name = host(name);
        let cached =
            self.all.entry((name.clone(), kind)).or_insert_with(|| Cached { name, kind, values: Vec::new(), ttl });
        cached.ttl = match (cached.ttl, ttl) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        if let Some(value) = value
            && !cached.values.contains(&value)
        {
            cached.values.push(value);
        }
    }

    /// Adds a record with its value as it was written.
    fn add_record(&mut self, name: &str, kind: u16, value: &[&str], ttl: Option<u32>) {
        match normal(kind, value) {
            Some(value) if is_name(name) => self.add(name, Some(kind), Some(value), ttl),
            _ => self.damaged += 1,
        }
    }
}

/// The value of a record in one form; `None` if it is none of its type.
fn normal(kind: u16, value: &[&str]) -> Option<String> {
    let first = value.first()?.trim();
    match kind {
        1 => first.parse::<IpAddr>().ok().filter(IpAddr::is_ipv4).map(|address| address.to_string()),
        // A zone behind a link-local address is the computer's own business.
        28 => {
            let address = first.split('%').next()?.parse::<IpAddr>().ok()?;
            address.is_ipv6().then(|| address.to_string())
        }
        2 | 5 | 12 => is_name(first).then(|| host(first)),
        33 => {
            let [target, priority, weight, port] = value[..] else { return None };
            let [priority, weight, port] = [priority, weight, port].map(|number| number.trim().parse::<u16>());
            let target = target.trim();
            is_name(target).then_some(())?;
            Some(format!("{} {} {} {}", priority.ok()?, weight.ok()?, port.ok()?, host(target)))
        }
        _ => (!first.is_empty()).then(|| first.to_owned()),
    }
}

/// A name as it is compared.
fn host(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}

fn is_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && name.len() <= 255 && !name.contains(char::is_whitespace)
}

/// A record of which not all lines were seen yet.
#[derive(Default)]
struct Record<'a> {
    fields: Vec<&'a str>,
}

/// Lines of a record but for those of SRV.
const FIELDS: usize = 6;

impl<'a> Record<'a> {
    /// Takes it over to the answers, and begins another one.
    fn end(&mut self, answers: &mut Answers) {
        let fields: Vec<&'a str> = std::mem::take(&mut self.fields);
        if fields.is_empty() {
            return;
        }
        let kind = fields.get(1).and_then(|kind| kind.parse::<u16>().ok());
        let ttl = fields.get(2).and_then(|ttl| ttl.parse::<u32>().ok());
        match (kind, fields.get(FIELDS - 1..)) {
            (Some(kind), Some(value)) if ttl.is_some() && !value.is_empty() => {
                answers.add_record(fields[0], kind, value, ttl);
            }
            _ => answers.damaged += 1,
        }
    }
}

/// What ipconfig prints.
fn printed(text: &str, answers: &mut Answers) {
    let mut record = Record::default();
    // The name that was asked for, until something is said of it.
    let mut asked: Option<&str> = None;
    let mut line_before = "";
    for line in text.lines().map(str::trim) {
        if is_dashes(line) {
            record.end(answers);
            // Nothing was said of the one before.
            answers.damaged += usize::from(asked.is_some());
            asked = Some(line_before).filter(|name| is_name(name));
        } else if let Some(value) = field(line) {
            asked = None;
            if record.fields.len() >= FIELDS {
                record.end(answers);
            }
            record.fields.push(value);
        } else if line.is_empty() {
            record.end(answers);
        } else if record.fields.len() >= FIELDS && record.fields.len() < FIELDS + 3 && !line.contains(' ') {
            record.fields.push(line);
        } else if let Some(name) = asked.take() {
            answers.add(name, kind_in(line), None, None);
        }
        line_before = line;
    }
    record.end(answers);
    answers.damaged += usize::from(asked.is_some());
}

/// The type that a sentence names, as in `No records of type AAAA`.
fn kind_in(sentence: &str) -> Option<u16> {
    let mut words = sentence.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.find_map(|word| TYPES.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind))
}

/// The value of `Label . . . : value`.
fn field(line: &str) -> Option<&str> {
    let (label, value) = line.split_once(':')?;
    let dots = label.bytes().filter(|byte| *byte == b'.').count();
    (dots >= 2 && label.trim_end().ends_with('.')).then(|| value.trim())
}

fn is_dashes(line: &str) -> bool {
    line.len() >= 30 && line.bytes().all(|byte| byte == b'-')
}

/// Whether a name stands over a row of dashes.
fn has_dashes(text: &str) -> bool {
    let mut before = "";
    for line in text.lines().take(MAX_RECORDS).map(str::trim) {
        if is_dashes(line) && is_name(before) && !is_dashes(before) && (before.contains('.') || has_title(text)) {
            return true;
        }
        before = line;
    }
    false
}

/// Whether the first line is `Windows IP Configuration`, in whatever language.
fn has_title(text: &str) -> bool {
    text.lines().map(str::trim).find(|line| !line.is_empty()).is_some_and(is_title)
}

fn is_title(line: &str) -> bool {
    let mut words = line.split([' ', '-']);
    line.len() < 100 && words.next() == Some("Windows") && words.next() == Some("IP")
}

/// Whether there is that line and at most one more: what ipconfig prints besides, as of adapters, has more.
fn is_title_alone(text: &str) -> bool {
    has_title(text) && text.lines().filter(|line| !line.trim().is_empty()).count() <= 2
}

/// Whether it is a list of what PowerShell's Get-DnsClientCache returns. Names of properties are not translated.
fn is_list(text: &str) -> bool {
    let mut labels = text.lines().filter_map(property).map(|(label, _)| label).take(3);
    labels.next().is_some_and(|label| label.eq_ignore_ascii_case("Entry"))
        && labels.next().is_some_and(|label| label.replace(' ', "").eq_ignore_ascii_case("RecordName"))
}

/// `Name : value`.
fn property(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    Some((label.trim(), value.trim()))
}

fn list(text: &str, answers: &mut Answers) {
    let mut entry: BTreeMap<String, &str> = BTreeMap::new();
    for line in text.lines().chain([""]) {
        if let Some((label, value)) = property(line) {
            entry.insert(label.replace(' ', "").to_ascii_lowercase(), value);
        } else if line.trim().is_empty() && !entry.is_empty() {
            add_entry(&std::mem::take(&mut entry), answers);
        }
    }
}

/// An object of the class MSFT_DNSClientCache.
fn add_entry(entry: &BTreeMap<String, &str>, answers: &mut Answers) {
    let of = |label: &str| entry.get(label).copied().filter(|value| !value.is_empty());
    let kind = of("recordtype").or_else(|| of("type")).and_then(|kind| {
        kind.parse::<u16>()
            .ok()
            .or_else(|| TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)).map(|(_, k)| *k))
    });
    let ttl = of("timetolive").and_then(|ttl| ttl.parse::<u32>().ok());
    let name = of("recordname").or_else(|| of("entry")).or_else(|| of("name"));
    match (name, of("status"), kind) {
        // DNS_ERROR_RCODE_NAME_ERROR and DNS_INFO_NO_RECORDS (`winerror.h`).
        (Some(_), Some("NotExist" | "9003"), _) => {
            answers.add(of("entry").or(name).unwrap_or_default(), None, None, ttl)
        }
        (Some(_), Some("NoRecords" | "9501"), Some(kind)) => {
            answers.add(of("entry").or(name).unwrap_or_default(), Some(kind), None, ttl);
        }
        (Some(name), Some("Success" | "0") | None, Some(kind)) => match of("data") {
            // Of SRV records it shows the target alone, of which nothing follows.
            Some(data) if kind == 33 => {
                let words: Vec<&str> = data.split_whitespace().collect();
                if words.len() > 1 {
                    answers.add_record(name, kind, &words, ttl);
                }
            }
            Some(data) => answers.add_record(name, kind, &[data], ttl),
            None => answers.damaged += 1,
        },
        _ => answers.damaged += 1,
    }
}

#[cfg(test)]
mod tests;
