//! A folder and the folders in it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{Found, Gathered, gather, written};
use crate::{model::Text, text};

/// Most folders within each other.
const MAX_DEPTH: usize = 8;

/// Most entries that are looked at, folders too.
const MAX_ENTRIES: usize = 10_000;

/// Every file in a folder.
pub fn read(root: &Path) -> io::Result<Vec<Gathered>> {
    let mut walk = Walk { found: Vec::new(), lost: Vec::new(), seen: 0 };
    walk.folder(root, "", 0)?;
    let mut files = gather(walk.found, |file, budget| {
        let opened = File::open(&file.place).and_then(|opened| {
            let metadata = opened.metadata()?;
            // It may have been replaced since it was found.
            if !metadata.is_file() {
                return Ok((Err(special()), None));
            }
            Ok((budget.read(opened)?, written(&metadata)))
        });
        let (bytes, modified) = opened.unwrap_or_else(|error| (Err(Text::from(error.to_string())), None));
        Gathered { name: file.name.clone(), bytes, modified }
    });
    files.append(&mut walk.lost);
    Ok(files)
}

fn special() -> Text {
    text!("snapshot-special": "it is no regular file")
}

struct Walk {
    found: Vec<Found<PathBuf>>,
    lost: Vec<Gathered>,
    seen: usize,
}

impl Walk {
    fn folder(&mut self, path: &Path, prefix: &str, depth: usize) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            self.seen += 1;
            if self.seen > MAX_ENTRIES {
                if self.seen == MAX_ENTRIES + 1 {
                    let why = text!(
                        "snapshot-entries": "the snapshot holds more than {most} files and folders, and this one and those \
                            found after it were not read", most = MAX_ENTRIES
                    );
                    self.lost.push(Gathered::lost(name, why));
                }
                return Ok(());
            }
            if let Err(why) = self.entry(&entry, &name, depth) {
                self.lost.push(Gathered::lost(name, why));
            }
        }
        Ok(())
    }

    fn entry(&mut self, entry: &fs::DirEntry, name: &str, depth: usize) -> Result<(), Text> {
        let failed = |error: io::Error| Text::from(error.to_string());
        // Of the entry itself: links are not followed. The junctions of Windows are links too.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_symlink() {
            return Err(text!("snapshot-link": "it is a link, which is not followed"));
        }
        if kind.is_dir() {
            if depth == MAX_DEPTH {
                return Err(text!("snapshot-deep": "it lies more than {most} folders deep", most = MAX_DEPTH));
            }
            return self.folder(&entry.path(), &format!("{name}/"), depth + 1).map_err(failed);
        }
        if !kind.is_file() {
            return Err(special());
        }
        let size = entry.metadata().map_err(failed)?.len();
        self.found.push(Found { name: name.to_owned(), size, place: entry.path() });
        Ok(())
    }
}
