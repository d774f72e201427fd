//! `certutil -user -store -v My`, and the same of other stores: certificates as text.
//!
//! The labels are translated; what is read is the shape. A line between rows of `=` begins a certificate. Two dates, one
//! under the other, stand between the issuer before and the subject behind; a name is on the line of its label, or on
//! the lines below. The last SHA-1 is that of the certificate. Names of properties (`CERT_KEY_PROV_INFO_PROP_ID`),
//! identifiers of extensions and the name of the store are the same in all languages.

use super::{
    Sheet,
    dates::{self, Dates},
    personal::{self, Source},
    stores, unreadable,
};
use crate::{
    model::{
        Text, Workstation,
        workstation::{Owner, Personal, StoreName},
    },
    text,
};

/// What the tool begins its last line with.
const TOOL: &str = "CertUtil: -";

/// Lines in which the name of the store is looked for.
const HEAD_LINES: usize = 10;

/// Most lines of one certificate that are read.
const MAX_LINES: usize = 5_000;

/// Whether it is what certutil prints of a store.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let mut first = sheet.text.lines().filter(|line| !line.trim().is_empty()).take(HEAD_LINES);
    first.any(|line| is_rule(line) || line.starts_with(TOOL))
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    let next = || rest.iter().find(|line| !line.trim().is_empty());
    is_rule(first) || store_name(first).is_some() && next().is_some_and(|line| is_rule(line) || line.starts_with(TOOL))
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let named = sheet.text.lines().take(HEAD_LINES).find_map(store_name);
    let by_path = stores::of_path(sheet.name);
    let store = match named {
        Some(name) => stores::of_name(name).0,
        None => by_path.0,
    };
    match store {
        None if named.is_some() => Ok(()),
        None => Err(stores::unknown()),
        Some(StoreName::My) => own(sheet, by_path.1, to),
        Some(store) => {
            let why = text!(
                "certutil-text": "text of certificates does not tell enough of them: export them (PEM, .p7b or .sst, without \
                keys)"
            );
            match store {
                StoreName::Root => unreadable(&mut to.roots, why),
                StoreName::Ca => unreadable(&mut to.intermediates, why),
                StoreName::Disallowed | StoreName::My => unreadable(&mut to.disallowed, why),
            }
        }
    }
}

/// Takes in the user's own certificates. Those of the machine are of no use here.
fn own(sheet: &Sheet<'_>, owner: Option<Owner>, to: &mut Workstation) -> Result<(), Text> {
    if owner == Some(Owner::Machine) {
        return Ok(());
    }
    // What went wrong is said once more in words in a line behind.
    let failed = sheet.text.lines().find(|line| line.starts_with(TOOL) && line.contains("0x8"));
    let last = sheet.text.lines().rev().find(|line| !line.trim().is_empty());
    let is_whole = failed.is_some() || last.is_some_and(|line| line.starts_with(TOOL));
    let mut blocks = blocks(sheet.text);
    let mut problem = None;
    if !is_whole {
        problem = Some(text!("certutil-cut": "it is cut short: the last line of certutil is missing"));
    }
    if !is_whole || failed.is_some() {
        // Nobody knows what the last one lacks.
        blocks.pop();
    }
    if blocks.len() > stores::MAX_CERTIFICATES {
        blocks.truncate(stores::MAX_CERTIFICATES);
        problem.get_or_insert_with(stores::too_many);
    }
    let values = sheet.text.lines().filter_map(|line| labelled(line).map(|(_, value)| value));
    let dates = Dates::of(values, to.utc_offset);
    let count = blocks.len();
    let found: Vec<_> = blocks.iter().filter_map(|block| certificate(block, &dates)).collect();
    let lost = count - found.len();
    if lost > 0 {
        problem.get_or_insert_with(
            || text!("certutil-lost": "{lost} of {count} certificates in it cannot be read", lost, count),
        );
    }
    let problem = problem.or_else(|| stores::unknown_owner(owner));
    let failed = failed.map(|line| text!("certutil-failed": "certutil failed: {line}", line = line.trim()));
    let lacking = problem.as_ref().or(failed.as_ref());
    personal::take(to, found.into_iter().map(|personal| (personal, Source::Printed)).collect(), lacking);
    problem.map_or(Ok(()), Err)
}

/// The lines of each certificate.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut all: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if is_rule(line) {
            // One more than are read, so that it is noticed.
            if all.len() > stores::MAX_CERTIFICATES {
                break;
            }
            all.push(Vec::new());
        } else if let Some(block) = all.last_mut()
            && block.len() < MAX_LINES
        {
            block.push(line);
        }
    }
    all
}

/// `================ Certificate 0 ================`
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let inner = line.trim_matches('=');
    let (before, after) = (line.starts_with("========"), line.ends_with("========"));
    before && after && inner.len() < 100 && inner.bytes().any(|byte| byte.is_ascii_digit())
}

/// The name of the store in `My "Personal"`.
fn store_name(line: &str) -> Option<&str> {
    let (name, title) = line.trim().trim_start_matches('\u{feff}').split_once(' ')?;
    let quoted = title.len() > 1 && title.starts_with('"') && title.ends_with('"');
    (quoted && name.chars().all(char::is_alphanumeric)).then_some(name)
}

/// One certificate; `None` if it lacks its dates or its names.
fn certificate(block: &[&str], dates: &Dates) -> Option<Personal> {
    let is_date = |line: &&str| labelled(line).and_then(|(_, value)| dates::split(value)).is_some();
    let first = block.windows(2).position(|pair| is_date(&pair[0]) && is_date(&pair[1]))?;
    let moment = |line: &str| labelled(line).and_then(|(_, value)| dates.read(value));
    let (before, after) = (&block[..first], &block[first + 2..]);
    Some(Personal {
        issuer: issuer(before)?,
        subject: subject(after)?,
        addresses: personal::addresses(common_names(after).into_iter().chain(alternative_names(block))),
        not_before: moment(block[first]),
        not_after: moment(block[first + 1]),
        thumbprint: thumbprint(after),
        has_key: Some(has_key(after)),
    })
}

/// `Label: value`, with whatever space and colon the language has.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once([':', '：'])?;
    Some((label.trim(), value.trim()))
}

/// The name that ends right before the dates.
fn issuer(before: &[&str]) -> Option<String> {
    let mut lines: Vec<&str> = Vec::new();
    for line in before.iter().rev().filter(|line| !line.trim().is_empty() && !is_digest(line)) {
        if is_attribute(line) {
            lines.push(line.trim());
            continue;
        }
        match labelled(line) {
            // Its label, above the lines of the name.
            Some((_, "")) | None => break,
            Some((_, value)) if lines.is_empty() => return Some(value.to_owned()),
            Some(_) => break,
        }
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The name that begins right after the dates.
fn subject(after: &[&str]) -> Option<String> {
    let mut lines = after.iter().filter(|line| !line.trim().is_empty());
    let (_, value) = labelled(lines.next()?)?;
    if !value.is_empty() {
        return Some(value.to_owned());
    }
    let attributes: Vec<&str> = lines.take_while(|line| is_attribute(line)).map(|line| line.trim()).collect();
    Some(attributes.join(", "))
}

/// The values of CN in the subject.
fn common_names(after: &[&str]) -> Vec<String> {
    let subject = subject(after).unwrap_or_default();
    let parts = subject.split([',', '+']).filter_map(|part| part.trim().split_once('='));
    let of_people = |key: &str| ["CN", "E", "EMAIL", "emailAddress"].iter().any(|name| key.eq_ignore_ascii_case(name));
    parts.filter(|(key, _)| of_people(key)).map(|(_, value)| value.trim_matches('"').to_owned()).collect()
}

/// Whether a line is one attribute of a name: `CN=Communications Server`.
fn is_attribute(line: &str) -> bool {
    line.trim().split_once('=').is_some_and(|(key, _)| {
        !key.is_empty() && key.len() < 64 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    })
}

/// Whether a line gives a digest: `Name Hash(sha1): ...`.
fn is_digest(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.contains("sha1)") || line.contains("md5)") || line.contains("sha256)")
}

/// What stands in the extension of alternative names (2.5.29.17), up to the next extension.
fn alternative_names(block: &[&str]) -> Vec<String> {
    let begin = |line: &&str| extension(line).is_some();
    let Some(at) = block.iter().position(|line| extension(line) == Some("2.5.29.17")) else { return Vec::new() };
    let lines = block[at + 1..].iter().take_while(|line| !begin(line) && !is_digest(line));
    lines.filter_map(|line| line.split_once('=')).map(|(_, value)| value.trim().to_owned()).collect()
}

/// The identifier at the beginning of `2.5.29.17: Flags = 0, Length = 30`.
fn extension(line: &str) -> Option<&str> {
    let (id, _) = labelled(line)?;
    let dotted = id.contains('.') && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    dotted.then_some(id)
}

/// SHA-1 of the certificate: its property, else the last that is given with a label, those of names and keys being before
/// it.
fn thumbprint(after: &[&str]) -> Option<String> {
    let property = after.iter().position(|line| line.contains("CERT_SHA1_HASH_PROP_ID(3)"));
    let property = property.and_then(|at| after.get(at + 1)).and_then(|line| sha1(line));
    let last = || {
        after.iter().rev().find_map(|line| {
            let (label, value) = labelled(line)?;
            label.to_ascii_lowercase().ends_with("(sha1)").then(|| sha1(value))?
        })
    };
    property.or_else(last)
}

/// Forty digits, with spaces between or without.
fn sha1(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| digits.to_ascii_lowercase())
}

/// Whether it says where the key lies: a property in the long form, `Key Container = ...` after the digest in the short
/// one.
fn has_key(after: &[&str]) -> bool {
    if after.iter().any(|line| line.contains("CERT_KEY_PROV_INFO_PROP_ID(2)")) {
        return true;
    }
    let is_long = after.iter().any(|line| line.contains("_PROP_ID("));
    let digest = after.iter().rposition(|line| is_digest(line));
    !is_long && digest.is_some_and(|at| after[at + 1..].iter().any(|line| line.starts_with(' ') && line.contains('=')))
}

#[cfg(test)]
mod tests;
