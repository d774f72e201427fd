//! A zip (APPNOTE.TXT 6.3): stored and deflated entries, as Windows makes them.
//!
//! Times in a zip are local ones of an unknown zone, and are not taken over.

use std::io::Cursor;

use zip::{ZipArchive, result::ZipError};

use super::{super::encoding, Budget, Found, Gathered, gather};
use crate::{model::Text, text};

/// What the header of each entry begins with (APPNOTE.TXT 4.3.12).
const ENTRY: &[u8] = b"PK\x01\x02";

/// Most entries of a zip, before any of them is looked at.
const MAX_ENTRIES: usize = 50_000;

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Every file in a zip; else why it cannot be read at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Gathered>, String> {
    if bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count() > MAX_ENTRIES {
        return Err(format!("it has more than {MAX_ENTRIES} entries"));
    }
    let mut zip = Zip::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut lost = Vec::new();
    if zip.has_duplicate_names() {
        let why = text!("snapshot-zip-twins": "names stand in it more than once; of each the last was read");
        lost.push(Gathered::lost(name, why));
    }
    let mut found = Vec::new();
    for index in 0..zip.len() {
        match entry(&zip, index) {
            Some(Ok(file)) => found.push(file),
            Some(Err(problem)) if lost.len() < super::MAX_FILES => lost.push(problem),
            _ => {}
        }
    }
    let mut files = gather(found, |file, budget| Gathered {
        name: file.name.clone(),
        bytes: inflate(&mut zip, file.place, budget),
        modified: None,
    });
    files.append(&mut lost);
    Ok(files)
}

/// An entry that is to be read, by the directory of the zip; `None` for a folder.
fn entry(zip: &Zip<'_>, index: usize) -> Option<Result<Found<usize>, Gathered>> {
    let entry = zip.by_index_data(index).ok()?;
    let (raw, size) = (entry.name_raw(), entry.size());
    // Old tools of Windows write names in the code page of the console, and `\` between folders.
    let written = encoding::decode(raw).text.replace('\\', "/");
    let refuse = |why| Some(Err(Gathered::lost(&written, why)));
    if leads_out(&written) {
        return refuse(text!("snapshot-entry-climbs": "its path leads out of the snapshot"));
    }
    if written.ends_with('/') {
        return None;
    }
    if entry.is_symlink() {
        return refuse(text!("snapshot-link": "it is a link, which is not followed"));
    }
    if entry.encrypted() {
        return refuse(text!("snapshot-entry-encrypted": "it is encrypted: pack the snapshot without a password"));
    }
    let parts: Vec<&str> = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    Some(Ok(Found { name: parts.join("/"), size, place: index }))
}

/// Whether a path is absolute or climbs.
fn leads_out(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    path.is_empty() || path.starts_with('/') || drive || path.contains('\0') || path.split('/').any(|part| part == "..")
}

fn inflate(zip: &mut Zip<'_>, index: usize, budget: &mut Budget) -> Result<Vec<u8>, Text> {
    let entry = zip.by_index(index).map_err(|error| match error {
        ZipError::CompressionMethodNotSupported(method) => text!(
            "snapshot-entry-method": "it is packed by a method that is not known here ({method}): pack the snapshot with \
                what Windows has", method
        ),
        other => damaged(&other),
    })?;
    budget.read(entry).unwrap_or_else(|error| Err(damaged(&error)))
}

fn damaged(why: &dyn std::error::Error) -> Text {
    text!("snapshot-entry-damaged": "it is damaged ({why})", why = why.to_string())
}
