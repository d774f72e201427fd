//! A snapshot opened: a folder, a zip or a single file, each file for itself and within bounds.
//!
//! Nothing is ever written, and no link is followed. What cannot be had is a problem of that file alone; the smallest are
//! read first, so that one long file does not cost the others.

mod archive;
mod folder;

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::Path,
    time::UNIX_EPOCH,
};

use super::{SnapshotError, registry::sift};
use crate::{model::Text, text};

/// Most bytes of one file: the longest of them, a listing of a profile, has some MiB.
const MAX_FILE: u64 = 8 << 20;

/// Exports of the registry that are longer are not kept whole: of a branch as HKEY_LOCAL_MACHINE\SOFTWARE next to nothing
/// is of use.
const SIFT_FROM: u64 = 1 << 20;

/// Most bytes of all such exports.
const MAX_SIFTED: u64 = 128 << 20;

/// Most bytes of all files, and of a zip itself.
const MAX_TOTAL: u64 = 32 << 20;

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
    // The file may be a zip, which is longer than any file in it.
    let mut budget = Budget { size: metadata.len().min(MAX_FILE), ..Budget::of(MAX_TOTAL, MAX_SIFTED) };
    let bytes = match budget.read(File::open(path).map_err(failed)?).map_err(failed)? {
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
    let mut to_sift = MAX_SIFTED;
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
        if one.size > left && one.size <= MAX_FILE {
            // Whatever comes after it is at least as long.
            let why = text!(
                "snapshot-long": "with it the snapshot is longer than {most} MiB: it and those longer than it were not read",
                most = (MAX_TOTAL >> 20).to_string()
            );
            files.push(Gathered::lost(&one.name, why));
            break;
        } else {
            let mut budget = Budget { size: one.size, ..Budget::of(MAX_FILE.min(left), to_sift) };
            left -= budget.bytes;
            files.push(read(one, &mut budget));
            left += budget.bytes;
            to_sift = budget.to_sift;
        }
    }
    files
}

fn long(most: u64) -> Text {
    text!("snapshot-file-long": "it is longer than {most} MiB", most = (most >> 20).to_string())
}

/// How many bytes may still be read.
struct Budget {
    bytes: u64,
    /// The same of exports of which a part is kept.
    to_sift: u64,
    /// How long the file is as it is claimed.
    size: u64,
}

impl Budget {
    fn of(bytes: u64, to_sift: u64) -> Self {
        Self { bytes, to_sift, size: 0 }
    }

    /// All that there is to read; the inner error if it is too much. What was read in vain counts too: it took as long.
    fn read(&mut self, mut from: impl Read) -> io::Result<Result<Vec<u8>, Text>> {
        let mut head = Vec::new();
        if self.size > SIFT_FROM {
            from.by_ref().take(sift::HEAD).read_to_end(&mut head)?;
            if sift::is_export(&head) {
                return self.sift(io::Cursor::new(head).chain(from));
            }
        }
        if self.size > MAX_FILE {
            return Ok(Err(long(MAX_FILE)));
        }
        let most = self.bytes;
        let outcome = from.take(most.saturating_add(1).saturating_sub(head.len() as u64)).read_to_end(&mut head);
        let length = head.len() as u64;
        self.bytes = most.saturating_sub(length);
        if length > most { Ok(Err(long(most))) } else { outcome.map(|_| Ok(head)) }
    }

    /// What is of use of an export.
    fn sift(&mut self, from: impl Read) -> io::Result<Result<Vec<u8>, Text>> {
        let mut limited = from.take(self.to_sift.saturating_add(1));
        let kept = sift::sift(BufReader::with_capacity(1 << 16, &mut limited), self.bytes);
        self.to_sift = limited.limit().saturating_sub(1);
        let kept = kept?;
        self.bytes = self.bytes.saturating_sub(kept.len() as u64);
        if limited.limit() == 0 {
            return Ok(Err(text!(
                "snapshot-export-long": "it is longer than {most} MiB, or all exports of the registry are: export only the \
                    keys that README names", most = (MAX_SIFTED >> 20).to_string()
            )));
        }
        Ok(Ok(kept))
    }
}

/// When a file was last written, seconds since 1970.
fn written(metadata: &fs::Metadata) -> Option<i64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

#[cfg(test)]
mod tests;
