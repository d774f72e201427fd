//! Places to write to: standard output, devices, and files that appear whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use tempfile::NamedTempFile;

use super::output::OutputError;
use crate::text;

/// Somewhere to write to.
pub(super) enum Sink {
    Stdout,
    /// A file, and the temporary one beside it that will take its name.
    File {
        place: FilePlace,
        file: NamedTempFile,
    },
    /// A pipe or a device: it is written to, and never replaced.
    Device {
        path: PathBuf,
        file: File,
    },
}

/// A name that something may be written to, before anything is opened.
pub(super) enum Place {
    Stdout,
    File(FilePlace),
    Device(PathBuf),
}

/// A file by the name that was asked for, and by the one it is written under.
pub(super) struct FilePlace {
    /// What messages call it.
    pub asked: PathBuf,
    /// The same, or what it leads to if it is a link.
    pub real: PathBuf,
}

impl FilePlace {
    fn folder(&self) -> &Path {
        self.real.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    fn failed(&self, source: io::Error) -> OutputError {
        OutputError::Write { path: self.asked.clone(), source }
    }

    fn key(&self) -> PathBuf {
        let folder = fs::canonicalize(self.folder()).unwrap_or_default();
        folder.join(self.real.file_name().unwrap_or_default())
    }

    /// Gives a finished file its name.
    fn take(&self, file: NamedTempFile) -> Result<(), OutputError> {
        file.persist(&self.real).map(drop).map_err(|not| self.failed(not.error))
    }
}

impl Place {
    /// What a name stands for, if something can be written there. Nothing is made or opened.
    ///
    /// # Errors
    ///
    /// [`OutputError`] if nothing can be written there.
    pub(super) fn of(path: PathBuf) -> Result<Self, OutputError> {
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        // A link stays a link: what it leads to is replaced.
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if fs::metadata(&real).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
            return Ok(Self::Device(path));
        }
        if path.file_name().is_none() && !real.is_dir() {
            return Err(OutputError::Place { path, why: text!("no-file-name": "no name of a file was given") });
        }
        let place = FilePlace { asked: path, real };
        if place.real.is_dir() {
            return Err(place.failed(io::ErrorKind::IsADirectory.into()));
        }
        let folder = place.folder();
        if !folder.is_dir() {
            let why = text!("no-folder": "there is no folder {folder}", folder = folder.display().to_string());
            return Err(OutputError::Place { path: place.asked, why });
        }
        may_write(folder).map_err(|error| place.failed(error))?;
        Ok(Self::File(place))
    }

    /// What two outputs must not share: standard output, or a file by whatever name. A device takes from many.
    pub(super) fn key(&self) -> Option<PathBuf> {
        match self {
            Self::Stdout => Some("-".into()),
            Self::File(place) => Some(place.key()),
            Self::Device(_) => None,
        }
    }
}

impl Sink {
    /// Opens it; a file takes its name only when it is whole.
    pub(super) fn open(path: PathBuf) -> Result<Self, OutputError> {
        match Place::of(path)? {
            Place::Stdout => Ok(Self::Stdout),
            Place::File(place) => {
                let file = temporary(place.folder()).map_err(|error| place.failed(error))?;
                Ok(Self::File { place, file })
            }
            Place::Device(path) => match File::options().write(true).open(&path) {
                Ok(file) => Ok(Self::Device { path, file }),
                Err(source) => Err(OutputError::Write { path, source }),
            },
        }
    }

    /// The [`Place::key`] of its place.
    pub(super) fn key(&self) -> Option<PathBuf> {
        match self {
            Self::Stdout => Some("-".into()),
            Self::File { place, .. } => Some(place.key()),
            Self::Device { .. } => None,
        }
    }

    /// Writes all there is to write. A reader that went away is no error.
    pub(super) fn fill(mut self, text: &[u8]) -> Result<(), OutputError> {
        self.write(|out| out.write_all(text))?;
        self.finish()
    }

    /// Writes with a function. A reader that went away is no error.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OutputError> {
        let flushed = |out: &mut dyn Write| {
            let mut out = io::BufWriter::new(out);
            write(&mut out).and_then(|()| out.flush())
        };
        let (result, path) = match self {
            Self::Stdout => (flushed(&mut io::stdout().lock()), Path::new("standard output")),
            // Not through the temporary file, whose errors tell its own name, which nobody asked for.
            Self::File { place, file } => (flushed(file.as_file_mut()), place.asked.as_path()),
            Self::Device { path, file } => (flushed(file), path.as_path()),
        };
        match result {
            Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
                Err(OutputError::Write { path: path.to_owned(), source })
            }
            _ => Ok(()),
        }
    }

    /// Gives a file its name.
    pub(super) fn finish(self) -> Result<(), OutputError> {
        match self {
            Self::File { place, file } => place.take(file),
            Self::Stdout | Self::Device { .. } => Ok(()),
        }
    }
}

/// A new file that others may read as far as the user's mask lets them, like any file a program writes.
pub(super) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.prefix(".chaincheck").tempfile_in(folder).map_err(nameless)?;
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        unfinished.push(file.path().to_owned());
    }
    Ok(file)
}

/// Whether files can be made in a folder. Where the system has files without names, none appears there meanwhile.
pub(super) fn may_write(folder: &Path) -> io::Result<()> {
    tempfile::tempfile_in(folder).map(drop).map_err(nameless)
}

/// An error without the name of the temporary file, which means nothing to whoever asked for another one.
fn nameless(error: io::Error) -> io::Error {
    error.kind().into()
}

/// The files made by [`temporary`]; those that got their name are no longer there.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is half written, for an end of the program that nobody waits for.
pub(super) fn remove_unfinished() {
    if let Ok(unfinished) = UNFINISHED.lock() {
        unfinished.iter().for_each(|path| drop(fs::remove_file(path)));
    }
}
