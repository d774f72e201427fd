//! Certificates from a file or a folder that the user named.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Loaded,
    jks::{self, JksError},
    pkcs12::{self, Passwords, Pkcs12Error},
};
use crate::{
    model::Text,
    text, words,
    x509::{
        container::{self, Contents},
        crl::Crl,
        ctl::{self, ListError},
        ocsp::{self, Ocsp},
        pfx,
    },
};

/// Largest file read: the revocation lists and root collections of the field stay well below.
pub const MAX_FILE: u64 = 64 << 20;

/// What is said of a Java key store read without its password.
const UNCHECKED: &str =
    words!("the key store's own digest was not checked, for want of its password; the certificates were read");

/// Most files read from one folder; `/etc/ssl/certs` has some 450.
const MAX_ENTRIES: usize = 10_000;

/// Why a file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is a folder, where a file is needed.
    Folder(PathBuf),
    /// It is larger than [`MAX_FILE`].
    TooLarge(PathBuf),
    /// A PKCS#12 container that does not open.
    Pkcs12 {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Pkcs12Error,
    },
    /// A Java key store that cannot be read.
    Jks {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: JksError,
    },
    /// A certificate trust list that cannot be read.
    List {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: ListError,
    },
    /// A list of roots where one of distrusted certificates is wanted.
    Trusts(PathBuf),
    /// It holds no certificate.
    Empty {
        /// Which file.
        path: PathBuf,
        /// What was found instead.
        detail: Text,
    },
    /// It holds no usable OCSP response.
    NoResponse {
        /// Which file.
        path: PathBuf,
        /// Why not.
        why: Text,
    },
    /// It holds no revocation list.
    NoList {
        /// Which file.
        path: PathBuf,
        /// What was found instead.
        detail: Text,
    },
    /// It holds a revocation list that cannot be read.
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Which list in it.
        number: usize,
        /// What is wrong, and where.
        why: Text,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl FileError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Read { path, source } => {
                text!("cannot-read": "cannot read {path}: {why}", path = shown(path), why = source.to_string())
            }
            Self::Folder(path) => text!("is-folder": "{path} is a folder; give the files in it", path = shown(path)),
            Self::TooLarge(path) => text!(
                "file-too-large": "{path} is larger than {size} MiB; give the certificates alone",
                path = shown(path),
                size = (MAX_FILE >> 20).to_string(),
            ),
            Self::Pkcs12 { path, source } => Text::at(path, source.text()),
            Self::Jks { path, source } => Text::at(path, source.text()),
            Self::List { path, source } => Text::at(path, source.text()),
            Self::Trusts(path) => text!(
                "list-trusts": "{path} is a list of trusted roots; judge by it with --also NAME=FILE",
                path = shown(path),
            ),
            Self::Empty { path, detail } => text!(
                "no-certificate-in": "{path} holds no certificate{detail}; give PEM, DER, PKCS#7, PKCS#12 or JKS",
                path = shown(path),
                detail,
            ),
            Self::NoResponse { path, why } => text!(
                "no-response-in": "{path} is no OCSP response that can be used: {why}; give it in DER",
                path = shown(path),
                why,
            ),
            Self::NoList { path, detail } => text!(
                "no-list-in": "{path} holds no revocation list{detail}; give PEM or DER",
                path = shown(path),
                detail,
            ),
            Self::Malformed { path, number, why } => text!(
                "list-malformed": "{path}: revocation list {number} is malformed: {why}; get it anew from where it is published",
                path = shown(path),
                number = *number,
                why,
            ),
        }
    }
}

/// That there is only a block of another kind.
fn only(label: &str) -> Text {
    text!("only-block": ", only \"{label}\"", label = label.escape_debug().to_string())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
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
    let file = File::open(path).map_err(failed)?;
    // Room for the whole at once: a buffer that grows takes up to twice the size of a large list.
    let size = file.metadata().map_or(0, |m| m.len()).min(MAX_FILE);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(FileError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

/// What a file holds, by its content and not by its name.
fn contents(bytes: &[u8], path: &Path, passwords: &Passwords) -> Result<Contents, FileError> {
    let unordered = |certificates| Contents { certificates, ..Contents::default() };
    if jks::is_jks(bytes) {
        let read = jks::read(bytes, passwords.known());
        let mut contents = read.map(unordered).map_err(|source| FileError::Jks { path: path.to_owned(), source })?;
        if passwords.known().is_none() {
            contents.problems.push(Text::words(UNCHECKED));
        }
        return Ok(contents);
    }
    if pfx::is_pfx(bytes) {
        let read = pkcs12::read(bytes, path, passwords);
        return read.map(unordered).map_err(|source| FileError::Pkcs12 { path: path.to_owned(), source });
    }
    Ok(container::read(bytes))
}

/// The certificates of a file; at least one.
///
/// # Errors
///
/// [`FileError`], with what the file held instead.
pub fn certificates(path: &Path, passwords: &Passwords) -> Result<Contents, FileError> {
    let contents = contents(&read_bounded(path)?, path, passwords)?;
    if !contents.certificates.is_empty() {
        return Ok(contents);
    }
    let mut detail = Text::default();
    if let Some(first) = contents.problems.first() {
        detail = text!("only-unreadable": " that can be read ({why})", why = first);
    } else if let Some(label) = contents.passed_over.first() {
        detail = only(label);
    }
    Err(FileError::Empty { path: path.to_owned(), detail })
}

/// The revocation lists of a file; at least one, and all of them readable: a list that is left out would leave what it
/// revokes unrevoked.
///
/// # Errors
///
/// [`FileError`], with what the file held instead, or which list is malformed and where.
pub fn revocation_lists(path: &Path) -> Result<Vec<Arc<Crl>>, FileError> {
    let contents = container::read_owned(read_bounded(path)?);
    let empty = |detail| FileError::NoList { path: path.to_owned(), detail };
    if let Some(first) = contents.problems.first() {
        return Err(empty(text!("only-unreadable-whole": " that can be read whole ({why})", why = first)));
    }
    if contents.crls.is_empty() {
        return Err(empty(match (contents.certificates.len(), contents.passed_over.first()) {
            (0, Some(label)) => only(label),
            (0, None) => Text::default(),
            _ => text!("only-certificates": ", only certificates"),
        }));
    }
    let read = |(i, der)| {
        let malformed = |why: crate::model::chain::Malformed| FileError::Malformed {
            path: path.to_owned(),
            number: i + 1,
            why: why.text(),
        };
        Crl::new(der).map(Arc::new).map_err(malformed)
    };
    contents.crls.into_iter().enumerate().map(read).collect()
}

/// The OCSP response of a file, in DER.
///
/// # Errors
///
/// [`FileError`] if it cannot be read, or is no response that says something.
pub fn ocsp_response(path: &Path) -> Result<Arc<Ocsp>, FileError> {
    let unusable = |why| FileError::NoResponse { path: path.to_owned(), why };
    ocsp::read(&read_bounded(path)?).map(Arc::new).map_err(unusable)
}

/// A file, or every file of a folder. In a folder, files without certificates are passed over.
///
/// # Errors
///
/// [`FileError`]; a folder fails only as a whole.
pub fn load(path: &Path, passwords: &Passwords) -> Result<Loaded, FileError> {
    let failed = |source| FileError::Read { path: path.to_owned(), source };
    let mut loaded = Loaded::default();
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        let contents = certificates(path, passwords)?;
        return Ok(Loaded { ders: contents.certificates, problems: contents.problems, ..loaded });
    }
    let (entries, problems) = entries(path)?;
    loaded.problems = problems;
    for entry in entries {
        match read_bounded(&entry).and_then(|bytes| contents(&bytes, &entry, passwords)) {
            Ok(contents) => {
                loaded.ders.extend(contents.certificates);
                loaded.problems.extend(contents.problems.into_iter().map(|p| Text::at(&entry, p)));
            }
            Err(error) => loaded.problems.push(error.text()),
        }
    }
    if loaded.ders.is_empty() {
        let detail = loaded.problems.first().map_or(Text::default(), |why| text!("for-this": " ({why})", why));
        return Err(FileError::Empty { path: path.to_owned(), detail });
    }
    Ok(loaded)
}

/// As [`load`], where certificate trust lists count too: in a file of their own or in a folder.
///
/// # Errors
///
/// [`FileError`]
pub fn load_with_lists(path: &Path, passwords: &Passwords) -> Result<Loaded, FileError> {
    if let Ok(true) = fs::metadata(path).map(|m| m.is_dir()) {
        let mut lists = Vec::new();
        for entry in entries(path)?.0 {
            if let Some(list) = read_bounded(&entry).ok().filter(|bytes| ctl::is_list(bytes)) {
                lists.push(ctl::read(&list).map_err(|source| FileError::List { path: entry, source })?);
            }
        }
        return match load(path, passwords) {
            Ok(loaded) => Ok(Loaded { lists, ..loaded }),
            Err(FileError::Empty { .. }) if !lists.is_empty() => Ok(Loaded { lists, ..Loaded::default() }),
            Err(error) => Err(error),
        };
    }
    let bytes = read_bounded(path)?;
    if ctl::is_list(&bytes) {
        let list = ctl::read(&bytes).map_err(|source| FileError::List { path: path.to_owned(), source })?;
        return Ok(Loaded { lists: vec![list], ..Loaded::default() });
    }
    load(path, passwords)
}

/// The files of a folder in order, and what could not be listed.
fn entries(folder: &Path) -> Result<(Vec<PathBuf>, Vec<Text>), FileError> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    let listed = fs::read_dir(folder).map_err(|source| FileError::Read { path: folder.to_owned(), source })?;
    for entry in listed {
        match entry {
            Ok(entry) => files.push(entry.path()),
            Err(error) => problems.push(error.to_string().into()),
        }
        if files.len() >= MAX_ENTRIES {
            problems.push(text!("first-entries": "only the first {n} entries were read", n = MAX_ENTRIES));
            break;
        }
    }
    files.retain(|file| !file.is_dir());
    files.sort();
    Ok((files, problems))
}
