//! Anchors: from the system, from Mozilla's list, from files.
//!
//! A loader returns what it could read and what it could not. Only a file that the user named can fail a run.

mod bundled;
mod file;
mod system;

use std::{path::Path, sync::Arc};

pub use bundled::is_public;
pub use file::{FileError, MAX_FILE, certificates, load, read_bounded};

use crate::{
    model::{AnchorSet, report::Store},
    x509::parse,
};

/// A store that can be named on the command line.
pub struct Kind {
    /// The name.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    load: fn() -> Loaded,
}

/// The store that holds nothing and stands in no report.
const NONE: &str = "none";

/// The stores, in the order of help.
pub const SOURCES: &[Kind] = &[
    Kind { name: "system", title: "what this machine trusts", load: system::load },
    Kind { name: "mozilla", title: "Mozilla's roots, as built into this program", load: bundled::load },
    Kind { name: NONE, title: "nothing but --anchors", load: Loaded::default },
];

/// What a store gave.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Certificates as DER.
    pub ders: Vec<Vec<u8>>,
    /// What could not be read.
    pub problems: Vec<String>,
}

/// The deciding anchors and where they came from.
#[derive(Debug, Default)]
pub struct Stores {
    /// All of them.
    pub anchors: AnchorSet,
    /// For the report.
    pub stores: Vec<Store>,
}

impl Stores {
    /// Adds one of [`SOURCES`] by name; `false` if there is none of that name.
    pub fn add_source(&mut self, name: &str) -> bool {
        let Some(kind) = SOURCES.iter().find(|k| k.name == name) else { return false };
        if kind.name != NONE {
            self.add(kind.name, (kind.load)());
        }
        true
    }

    /// Adds a file or a folder that the user named.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it cannot be read or holds no certificate.
    pub fn add_path(&mut self, path: &Path) -> Result<(), FileError> {
        let loaded = file::load(path)?;
        self.add(&path.display().to_string(), loaded);
        Ok(())
    }

    /// Adds certificates that were read already.
    pub fn add(&mut self, name: &str, loaded: Loaded) {
        let mut problems = loaded.problems;
        let mut count = 0;
        for (number, der) in loaded.ders.iter().enumerate() {
            match parse::certificate(der) {
                Ok(cert) => {
                    self.anchors.add(Arc::new(cert), name);
                    count += 1;
                }
                Err(malformed) => problems.push(format!("certificate {} is malformed: {malformed}", number + 1)),
            }
        }
        self.stores.push(Store { name: name.to_owned(), decides: true, anchors: count, problems });
    }
}
