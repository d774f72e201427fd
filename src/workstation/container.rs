//! A snapshot opened: a folder, a zip or a single file, each file for itself and within bounds.
//!
//! Nothing is ever written, and no link is followed. What cannot be had is a problem of that file alone; the smallest are
//! read first, so that one long file does not cost the others.

mod archive;
mod folder;

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Read},
    path::Path,
    time::UNIX_EPOCH,
};

use super::SnapshotError;
use crate::{model::Text, text};

/// Most bytes of one file: the longest of them, the registry's, has some hundred KiB.
const MAX_FILE: u64 = 16 << 20;

/// Most bytes of all files, and of a zip itself.
const MAX_TOTAL: u64 = 64 << 20;

/// Most files: a snapshot has some thirty.
const MAX_FILES: usize = 2_000;

/// A file of a snapshot.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// Its path inside the snapshot, with `/` between folders.
    pub name: String,
    /// Its bytes, or why they cannot be had.
    pub bytes: Result<Vec<u8>, Text>,
    /// When it was last written, seconds since 1970.
    pub modified: Option<i64>,
}

impl Gathered {
    /// A file that was read.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: Ok(bytes.into()), modified: None }
    }

    /// A file that cannot be had.
    fn lost(name: impl Into<String>, why: Text) -> Self {
        Self { name: name.into(), bytes: Err(why), modified: None }
    }
}

/// What a snapshot turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// A folder or a zip: every file, in the order of their names.
    Files(Vec<Gathered>),
    /// A single file, which may be of use by itself.
    Single(Gathered),
}

/// Opens a snapshot.
///
/// # Errors
///
/// [`SnapshotError`] if it cannot be opened, or is a damaged zip.
pub fn open(path: &Path) -> Result<Opened, SnapshotError> {
    let failed = |source| SnapshotError::Read { path: path.display().to_string(), source };
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return folder::read(path).map(in_order).map_err(failed);
    }
    if !metadata.is_file() {
        return Err(SnapshotError::Neither(path.display().to_string()));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = match Budget(MAX_TOTAL).read(File::open(path).map_err(failed)?).map_err(failed)? {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Opened::Single(Gathered::lost(name, why))),
    };
    if bytes.starts_with(b"PK") {
        let damaged = |why| SnapshotError::Zip { path: path.display().to_string(), why };
        return archive::read(&name, &bytes).map(in_order).map_err(damaged);
    }
    let modified = written(&metadata);
    Ok(Opened::Single(Gathered { modified, ..Gathered::new(name, bytes) }))
}

fn in_order(mut files: Vec<Gathered>) -> Opened {
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Opened::Files(files)
}

/// A file that is there, before it is read.
struct Found<T> {
    name: String,
    /// Its length as it is claimed.
    size: u64,
    /// Where to find it.
    place: T,
}

/// Reads what was found, the smallest first, until the bounds are reached.
fn gather<T>(mut found: Vec<Found<T>>, mut read: impl FnMut(&Found<T>, &mut Budget) -> Gathered) -> Vec<Gathered> {
    found.sort_by(|a, b| (a.size, &a.name).cmp(&(b.size, &b.name)));
    let mut names = BTreeSet::new();
    let mut left = MAX_TOTAL;
    let mut files = Vec::new();
    for one in &found {
        if files.len() == MAX_FILES {
            let why = text!(
                "snapshot-many": "the snapshot holds more than {most} files, and this one and those longer than it were not \
                    read", most = MAX_FILES
            );
            files.push(Gathered::lost(&one.name, why));
            break;
        }
        // As Windows sees names.
        if !names.insert(one.name.to_lowercase()) {
            let why = text!("snapshot-twin": "there is another file of this name, which was read instead");
            files.push(Gathered::lost(&one.name, why));
            continue;
        }
        if one.size > MAX_FILE {
            files.push(Gathered::lost(&one.name, long(MAX_FILE)));
        } else if one.size > left {
            // Whatever comes after it is at least as long.
            let why = text!(
                "snapshot-long": "with it the snapshot is longer than {most} MiB: it and those longer than it were not read",
                most = (MAX_TOTAL >> 20).to_string()
            );
            files.push(Gathered::lost(&one.name, why));
            break;
        } else {
            let mut budget = Budget(MAX_FILE.min(left));
            left -= budget.0;
            files.push(read(one, &mut budget));
            left += budget.0;
        }
    }
    files
}

fn long(most: u64) -> Text {
    text!("snapshot-file-long": "it is longer than {most} MiB", most = (most >> 20).to_string())
}

/// How many bytes may still be read.
struct Budget(u64);

impl Budget {
    /// All that there is to read; the inner error if it is too much. What was read in vain counts too: it took as long.
    fn read(&mut self, from: impl Read) -> io::Result<Result<Vec<u8>, Text>> {
        let most = self.0;
        let mut bytes = Vec::new();
        let outcome = from.take(most.saturating_add(1)).read_to_end(&mut bytes);
        let length = bytes.len() as u64;
        self.0 = most.saturating_sub(length);
        if length > most { Ok(Err(long(most))) } else { outcome.map(|_| Ok(bytes)) }
    }
}

/// When a file was last written, seconds since 1970.
fn written(metadata: &fs::Metadata) -> Option<i64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

#[cfg(test)]
mod tests;
