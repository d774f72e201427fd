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
    /// The file, and the temporary one beside it that will take its name.
    File {
        path: PathBuf,
        file: NamedTempFile,
    },
    /// A pipe or a device: it is written to, and never replaced.
    Device {
        path: PathBuf,
        file: File,
    },
}

impl Sink {
    /// Opens it; a file takes its name only when it is whole.
    pub(super) fn open(path: PathBuf) -> Result<Self, OutputError> {
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        let failed = |source| OutputError::Write { path: path.clone(), source };
        // A link stays a link: what it leads to is replaced.
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if fs::metadata(&real).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
            let file = File::options().write(true).open(&path).map_err(failed)?;
            return Ok(Self::Device { path, file });
        }
        if path.file_name().is_none() && !real.is_dir() {
            return Err(OutputError::Place { path, why: text!("no-file-name": "no name of a file was given") });
        }
        if real.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let folder = real.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            let why = text!("no-folder": "there is no folder {folder}", folder = folder.display().to_string());
            return Err(OutputError::Place { path, why });
        }
        let file = temporary(folder).map_err(|error| failed(error.kind().into()))?;
        Ok(Self::File { path: real, file })
    }

    /// What two outputs must not share: standard output, or a file by whatever name. A device takes from many.
    pub(super) fn place(&self) -> Option<PathBuf> {
        match self {
            Self::Stdout => Some("-".into()),
            Self::File { path, file } => {
                let folder = file.path().parent().and_then(|folder| fs::canonicalize(folder).ok());
                Some(folder.unwrap_or_default().join(path.file_name().unwrap_or_default()))
            }
            Self::Device { .. } => None,
        }
    }

    /// Writes all there is to write. A reader that went away is no error.
    pub(super) fn fill(self, text: &[u8]) -> Result<(), OutputError> {
        let put = |out: &mut dyn Write| out.write_all(text).and_then(|()| out.flush());
        let (result, path) = match self {
            Self::Stdout => (put(&mut io::stdout().lock()), "standard output".into()),
            Self::Device { path, mut file } => (put(&mut file), path),
            Self::File { path, mut file } => {
                (put(&mut file).and_then(|()| file.persist(&path).map(drop).map_err(|e| e.error)), path)
            }
        };
        match result {
            Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(OutputError::Write { path, source }),
            _ => Ok(()),
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
    let file = builder.prefix(".chaincheck").tempfile_in(folder)?;
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        unfinished.push(file.path().to_owned());
    }
    Ok(file)
}

/// The files made by [`temporary`]; those that got their name are no longer there.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is half written, for an end of the program that nobody waits for.
pub(super) fn remove_unfinished() {
    if let Ok(unfinished) = UNFINISHED.lock() {
        unfinished.iter().for_each(|path| drop(fs::remove_file(path)));
    }
}
