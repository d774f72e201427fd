//! Repaired chains as files in a folder (`--write-chain`).

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    complain,
    output::OutputError,
    sink::{may_write, temporary},
};
use crate::{
    model::{Text, report::TargetReport},
    render::{ChainFile, chain_files},
    text,
};

/// The folder that repaired chains are written to.
pub struct ChainFolder {
    folder: PathBuf,
    force: bool,
    /// Files that hold what they are to hold, written in this run or before.
    pub written: usize,
}

impl ChainFolder {
    /// Opens the folder, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// [`OutputError`], before anything is checked.
    pub fn open(folder: &Path, force: bool) -> Result<Self, OutputError> {
        if !folder.exists() {
            fs::create_dir_all(folder).map_err(|source| OutputError::Write { path: folder.to_owned(), source })?;
        }
        Self::check(folder)?;
        Ok(Self { folder: folder.to_owned(), force, written: 0 })
    }

    /// Whether files can be written to it, or it can be made; nothing is.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn check(folder: &Path) -> Result<(), OutputError> {
        let failed = |source| OutputError::Write { path: folder.to_owned(), source };
        if fs::symlink_metadata(folder).is_ok_and(|known| known.is_symlink()) {
            return Err(OutputError::Place {
                path: folder.to_owned(),
                why: text!("write-chain-link": "it is a symbolic link; name the folder that it leads to"),
            });
        }
        // What cannot be written to is told now and not after an hour.
        let there = folder.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
        if !there.is_dir() {
            return Err(failed(io::ErrorKind::NotADirectory.into()));
        }
        may_write(there).map_err(failed)
    }

    /// Writes what of a target can be repaired, and says where it belongs; whether all of that could be written.
    pub fn write(&mut self, target: &TargetReport) -> bool {
        let mut all = true;
        for file in chain_files(target) {
            let path = self.folder.join(&file.name);
            let said = match self.place(&path, &file) {
                Ok(()) => {
                    self.written += 1;
                    installed(&path, &file)
                }
                Err(error) => {
                    all = false;
                    error.text()
                }
            };
            complain(&said);
        }
        all
    }

    /// Says so where there was nothing to repair.
    pub fn finish(&self) {
        if self.written == 0 {
            let none = text!("write-chain-none": "no chain file was written: no chain seen can be repaired with what is known here");
            complain(&none);
        }
    }

    /// The file appears whole or not at all, and never through a link.
    fn place(&self, path: &Path, file: &ChainFile) -> Result<(), OutputError> {
        let failed = |source| OutputError::Write { path: path.to_owned(), source };
        let wrong = |why| Err(OutputError::Place { path: path.to_owned(), why });
        match fs::symlink_metadata(path) {
            Ok(known) if !known.is_file() => {
                return wrong(text!("write-chain-no-file": "there is something that is no file"));
            }
            Ok(_) if fs::read(path).is_ok_and(|held| held == file.pem.as_bytes()) => return Ok(()),
            Ok(_) if !self.force => {
                return wrong(text!("write-chain-other": "it is there and holds something else; --force replaces it"));
            }
            Ok(_) | Err(_) => {}
        }
        let mut new = temporary(&self.folder).map_err(failed)?;
        new.as_file_mut().write_all(file.pem.as_bytes()).map_err(failed)?;
        new.as_file().sync_all().map_err(failed)?;
        let placed = if self.force { new.persist(path) } else { new.persist_noclobber(path) };
        placed.map(drop).map_err(|not| failed(not.error))
    }
}

fn installed(path: &Path, file: &ChainFile) -> Text {
    text!(
        "write-chain-wrote": "wrote {path}: install it on {machine} in place of the chain sent now, with the key that is \
        there; on Windows import its intermediates into Intermediate Certification Authorities of the computer account \
        and restart the service",
        path = path.display().to_string(),
        machine = &file.machine,
    )
}
