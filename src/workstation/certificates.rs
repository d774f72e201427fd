//! Exported certificates: PEM with any text around it, DER, PKCS#7, and stores that Windows serialised.
//!
//! Keys are never read. A container that may hold one is not opened at all; a key that lies open is passed over and said
//! to be there.

use std::sync::Arc;

use super::{Sheet, personal, sst, stores};
use crate::{
    model::{
        Cert, Text, Workstation,
        workstation::{Owner, StoreName},
    },
    text,
    x509::{container, parse, pfx},
};

/// Most problems named one by one.
const MAX_PROBLEMS: usize = 10;

/// Lines in which the head of a file is looked for.
const HEAD_LINES: usize = 20;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// What lies in a file.
#[derive(Default)]
struct Found {
    certs: Vec<(Arc<Cert>, Option<bool>)>,
    problems: Vec<Text>,
    /// How many more there are that are not kept.
    more: usize,
}

impl Found {
    fn complain(&mut self, problem: Text) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }
}

/// Whether it holds certificates, or says that a store holds none.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let is_der = sheet.bytes.first() == Some(&0x30)
        && (sheet.bytes.get(1).is_some_and(|length| *length > 0x80 && *length < 0x85))
        && has_ending(sheet, &["cer", "crt", "der", "p7b", "p7c", "bin", "sst"]);
    is_container(sheet)
        || sst::is_store(sheet.bytes)
        || pem_lines(sheet.text).next().is_some()
        || is_der
        || x509_shape(sheet.bytes)
        || Head::of(sheet.text).is_head()
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    if is_container(sheet) {
        return Err(text!(
            "store-pfx": "it may hold a private key and was not opened: export the certificates without their keys, and \
            delete this file"
        ));
    }
    let head = Head::of(sheet.text);
    let mut found = found(sheet);
    if let Some(said) = head.count
        && said > found.certs.len()
    {
        let here = found.certs.len();
        found.complain(text!(
            "store-count": "it says that the store holds {said} certificates, and {here} can be read",
            said,
            here,
        ));
    }
    let by_path = stores::of_path(sheet.name);
    let (store, owner) = (head.store.0.or(by_path.0), head.store.1.or(by_path.1));
    let certs = std::mem::take(&mut found.certs);
    let placed = match store {
        _ if head.is_of_another_store => Ok(()),
        None => Err(stores::unknown()),
        Some(StoreName::My) => keep_own(certs, owner, found.problems.first(), to),
        Some(store) => keep(certs, store, owner, found.problems.first(), to),
    };
    if let Err(problem) = placed {
        found.complain(problem);
    }
    said(found)
}

/// Takes in the user's own certificates. Those of the machine are of no use here.
fn keep_own(
    certs: Vec<(Arc<Cert>, Option<bool>)>,
    owner: Option<Owner>,
    lacking: Option<&Text>,
    to: &mut Workstation,
) -> Result<(), Text> {
    if owner == Some(Owner::Machine) {
        return Ok(());
    }
    let whose = stores::unknown_owner(owner);
    let lacking = lacking.or(whose.as_ref());
    let own = certs.iter().map(|(cert, has_key)| (personal::of(cert, *has_key), personal::Source::Exported)).collect();
    personal::take(to, own, lacking);
    whose.map_or(Ok(()), Err)
}

/// Takes in the certificates of authorities.
fn keep(
    certs: Vec<(Arc<Cert>, Option<bool>)>,
    store: StoreName,
    owner: Option<Owner>,
    lacking: Option<&Text>,
    to: &mut Workstation,
) -> Result<(), Text> {
    let told = match store {
        StoreName::Root => &mut to.roots,
        StoreName::Ca => &mut to.intermediates,
        StoreName::Disallowed | StoreName::My => &mut to.disallowed,
    };
    to.stores_read.insert((store, owner));
    if let Some(why) = lacking {
        if certs.is_empty() {
            told.unreadable(why.clone());
            return Ok(());
        }
        to.damaged.insert(store);
        to.partial.entry(store.item()).or_insert_with(|| why.clone());
    }
    stores::hold(told, certs.into_iter().map(|(cert, _)| cert).collect(), owner)
}

/// Everything that is in the file.
fn found(sheet: &Sheet<'_>) -> Found {
    let mut found = Found::default();
    if sst::is_store(sheet.bytes) {
        let (entries, problem) = sst::read(sheet.bytes);
        problem.into_iter().for_each(|problem| found.complain(problem));
        for entry in entries {
            add(&entry.der, entry.has_key.then_some(true), &mut found);
        }
    } else if pem_lines(sheet.text).next().is_some() {
        let contents = container::read(sheet.text.as_bytes());
        note(contents.problems, &contents.passed_over, &mut found);
        for (comments, block) in blocks(sheet.text) {
            for der in container::read(block.as_bytes()).certificates {
                add(&der, has_key(comments), &mut found);
            }
        }
    } else if sheet.bytes.first() == Some(&0x30) {
        let contents = container::read(sheet.bytes);
        note(contents.problems, &contents.passed_over, &mut found);
        for der in contents.certificates {
            add(&der, None, &mut found);
        }
    }
    found
}

/// Keeps what a container was said to suffer from, and whether a key lies in it.
fn note(problems: Vec<Text>, passed_over: &[String], found: &mut Found) {
    problems.into_iter().for_each(|problem| found.complain(problem));
    if passed_over.iter().any(|label| label.ends_with("PRIVATE KEY")) {
        // Before all else: it concerns whoever holds the snapshot.
        found.problems.insert(
            0,
            text!(
                "store-key": "it holds a private key, which was not read: delete this snapshot and take another one without \
                keys"
            ),
        );
    }
}

fn add(der: &[u8], has_key: Option<bool>, found: &mut Found) {
    if found.certs.len() >= stores::MAX_CERTIFICATES {
        if !found.problems.contains(&stores::too_many()) {
            found.complain(stores::too_many());
        }
        return;
    }
    match parse::certificate(der) {
        Ok(cert) => found.certs.push((Arc::new(cert), has_key)),
        Err(malformed) => {
            let before = found.certs.len();
            found.complain(text!(
                "store-malformed": "a certificate in it, after {before} that can be read, is malformed: {why}",
                before,
                why = malformed.to_string(),
            ));
        }
    }
}

/// Several problems in one.
fn said(found: Found) -> Result<(), Text> {
    let Found { mut problems, more, .. } = found;
    if problems.is_empty() {
        return Ok(());
    }
    if more > 0 {
        problems.push(text!("store-more-problems": "and {more} more problems like these", more));
    }
    Err(Text::joined("; ", problems))
}

/// The lines that begin blocks of PEM.
fn pem_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.starts_with(BEGIN))
}

/// Each block of PEM with the lines before it.
fn blocks(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let begin = line_at(rest, BEGIN)?;
        let end = begin + line_at(&rest[begin..], END)?;
        let after = rest[end..].find('\n').map_or(rest.len(), |at| end + at + 1);
        let found = (&rest[..begin], &rest[begin..after]);
        rest = &rest[after..];
        Some(found)
    })
}

/// Where the first line that begins so begins.
fn line_at(text: &str, start: &str) -> Option<usize> {
    if text.starts_with(start) {
        return Some(0);
    }
    text.match_indices(start).map(|(at, _)| at).find(|at| text[..*at].ends_with('\n'))
}

/// What the comments before a certificate say of its key.
fn has_key(comments: &str) -> Option<bool> {
    let value = comments.lines().rev().find_map(|line| labelled(line, "has-key"))?;
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// The value of `label: value`, after a sign for comments or none.
fn labelled<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let (found, value) = line.trim_start_matches(['#', ';', ' ', '\u{feff}']).split_once(':')?;
    found.trim().eq_ignore_ascii_case(label).then(|| value.trim())
}

/// What the lines at the beginning say: `store: CurrentUser\My`, `certificates: 0`.
struct Head {
    store: (Option<StoreName>, Option<Owner>),
    /// It names a store, which is none of those of use here.
    is_of_another_store: bool,
    count: Option<usize>,
}

impl Head {
    fn of(text: &str) -> Self {
        let mut head = Self { store: (None, None), is_of_another_store: false, count: None };
        for line in text.lines().take(HEAD_LINES).take_while(|line| !line.starts_with(BEGIN)) {
            if let Some(name) = labelled(line, "store") {
                head.store = stores::of_name(name);
                head.is_of_another_store = head.store.0.is_none();
            } else if let Some(count) = labelled(line, "certificates") {
                head.count = count.parse().ok();
            }
        }
        head
    }

    /// Whether there is one.
    fn is_head(&self) -> bool {
        self.count.is_some() && (self.store.0.is_some() || self.is_of_another_store)
    }
}

/// Whether it is a container that certificates leave Windows in together with their keys.
fn is_container(sheet: &Sheet<'_>) -> bool {
    has_ending(sheet, &["pfx", "p12"]) || pfx::is_pfx(sheet.bytes)
}

fn has_ending(sheet: &Sheet<'_>, endings: &[&str]) -> bool {
    sheet.file_name().rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// Whether bytes begin with a whole element of DER, and are no text that begins with a zero.
fn x509_shape(bytes: &[u8]) -> bool {
    let (length, inside) = match bytes {
        [0x30, 0x81, one, inside @ ..] => (usize::from(*one), inside),
        [0x30, 0x82, one, two, inside @ ..] => (usize::from(u16::from_be_bytes([*one, *two])), inside),
        [0x30, 0x83, one, two, three, inside @ ..] => {
            (usize::try_from(u32::from_be_bytes([0, *one, *two, *three])).unwrap_or(usize::MAX), inside)
        }
        _ => return false,
    };
    // A sequence in certificates, an identifier in PKCS#7, a number in keys.
    inside.len() >= length && matches!(inside.first(), Some(0x30 | 0x06 | 0x02))
}

#[cfg(test)]
mod tests;
