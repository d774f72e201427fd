//! A snapshot opened: a folder or a zip, each file for itself and within bounds.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::SnapshotError;
use crate::{model::Text, text};

/// Most bytes of one file.
const MAX_FILE: u64 = 16 << 20;

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

/// Every file of a snapshot, in the order of their names.
///
/// # Errors
///
/// [`SnapshotError`] if it is no folder and no zip, or cannot be opened.
pub fn open(path: &Path) -> Result<Vec<Gathered>, SnapshotError> {
    let failed = |source| SnapshotError::Read { path: path.display().to_string(), source };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        files.push(entry.map_err(failed)?.path());
    }
    files.sort();
    let read = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let size = fs::metadata(file).map_or(0, |m| m.len());
        let bytes = if size > MAX_FILE {
            Err(text!("snapshot-file-long": "it is longer than {most} MiB", most = (MAX_FILE >> 20).to_string()))
        } else {
            fs::read(file).map_err(|error| Text::from(error.to_string()))
        };
        Gathered { name, bytes, modified: None }
    };
    Ok(files.iter().filter(|file| file.is_file()).map(read).collect())
}
