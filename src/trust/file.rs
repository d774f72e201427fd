//! Certificates from a file or a folder that the user named.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::Loaded;
use crate::x509::container::{self, Contents};

/// Largest file read: the revocation lists and root collections of the field stay well below.
pub const MAX_FILE: u64 = 64 << 20;

/// Most files read from one folder; `/etc/ssl/certs` has some 450.
const MAX_ENTRIES: usize = 10_000;

/// Why a file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is a folder, where a file is needed.
    #[error("{} is a folder; give the files in it", .0.display())]
    Folder(PathBuf),
    /// It is larger than [`MAX_FILE`].
    #[error("{} is larger than {} MiB; give the certificates alone", .0.display(), MAX_FILE >> 20)]
    TooLarge(PathBuf),
    /// It holds no certificate.
    #[error("{} holds no certificate{}; give PEM, DER or PKCS#7", .path.display(), .detail)]
    Empty {
        /// Which file.
        path: PathBuf,
        /// What was found instead.
        detail: String,
    },
}

/// The bytes of a file, bounded.
///
/// # Errors
///
/// [`FileError::Read`], [`FileError::Folder`] and [`FileError::TooLarge`].
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, FileError> {
    let failed = |source| FileError::Read { path: path.to_owned(), source };
    if path.is_dir() {
        return Err(FileError::Folder(path.to_owned()));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|f| f.take(MAX_FILE + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(FileError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

/// The certificates of a file; at least one.
///
/// # Errors
///
/// [`FileError`], with what the file held instead.
pub fn certificates(path: &Path) -> Result<Contents, FileError> {
    let contents = container::read(&read_bounded(path)?);
    if !contents.certificates.is_empty() {
        return Ok(contents);
    }
    let mut detail = String::new();
    if let Some(first) = contents.problems.first() {
        detail = format!(" that can be read ({first})");
    } else if let Some(label) = contents.passed_over.first() {
        detail = format!(", only \"{}\"", label.escape_debug());
    }
    Err(FileError::Empty { path: path.to_owned(), detail })
}

/// A file, or every file of a folder. In a folder, files without certificates are passed over.
///
/// # Errors
///
/// [`FileError`]; a folder fails only as a whole.
pub fn load(path: &Path) -> Result<Loaded, FileError> {
    let failed = |source| FileError::Read { path: path.to_owned(), source };
    let mut loaded = Loaded::default();
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        let contents = certificates(path)?;
        return Ok(Loaded { ders: contents.certificates, problems: contents.problems });
    }
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        match entry {
            Ok(entry) => entries.push(entry.path()),
            Err(error) => loaded.problems.push(error.to_string()),
        }
        if entries.len() >= MAX_ENTRIES {
            loaded.problems.push(format!("only the first {MAX_ENTRIES} entries were read"));
            break;
        }
    }
    entries.sort();
    for entry in entries.iter().filter(|e| !e.is_dir()) {
        match read_bounded(entry) {
            Ok(bytes) => {
                let contents = container::read(&bytes);
                loaded.ders.extend(contents.certificates);
                loaded.problems.extend(contents.problems.into_iter().map(|p| format!("{}: {p}", entry.display())));
            }
            Err(error) => loaded.problems.push(error.to_string()),
        }
    }
    if loaded.ders.is_empty() {
        let detail = loaded.problems.first().map_or(String::new(), |p| format!(" ({p})"));
        return Err(FileError::Empty { path: path.to_owned(), detail });
    }
    Ok(loaded)
}
