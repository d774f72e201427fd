//! Anchors: from the system, from Mozilla's list, from files. Beside those that decide stand further stores, and lists
//! of what is distrusted.
//! Also the other files that the user names: intermediates, revocation lists.
//!
//! A loader returns what it could read and what it could not. Only a file that the user named can fail a run.

mod also;
mod bundled;
mod ctl;
mod file;
mod jks;
mod pkcs12;
mod system;

use std::{path::Path, sync::Arc};

pub use also::Also;
pub use bundled::{BUNDLED, bundled_count, is_of_public_authority, is_public};
pub use file::{FileError, MAX_FILE, certificates, load, ocsp_response, read_bounded, revocation_lists};
pub use jks::JksError;
pub use pkcs12::{Ask, Passwords, Pkcs12Error};

use crate::{
    model::{AnchorSet, Cert, Distrusted, Text, report::Store},
    text, words,
    x509::{ctl::TrustList, parse},
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
    /// Certificates that the store distrusts, as DER.
    pub distrusted: Vec<Vec<u8>>,
    /// Certificate trust lists.
    pub lists: Vec<TrustList>,
    /// What could not be read.
    pub problems: Vec<Text>,
}

/// The stores of a run and where they came from.
#[derive(Debug, Default)]
pub struct Stores {
    /// The deciding anchors, all of them.
    pub anchors: AnchorSet,
    /// Certificates that are refused whoever vouches for them.
    pub distrusted: Distrusted,
    /// Further stores, which do not decide.
    pub also: Vec<Also>,
    /// For the report.
    pub stores: Vec<Store>,
    /// For files that need one.
    pub passwords: Passwords,
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

    /// The same under another name in reports.
    pub fn add_source_as(&mut self, source: &str, name: &str) -> bool {
        let Some(kind) = SOURCES.iter().find(|kind| kind.name == source) else { return false };
        self.add(name, (kind.load)());
        true
    }

    /// Adds a file or a folder that the user named.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it cannot be read or holds no certificate.
    pub fn add_path(&mut self, path: &Path) -> Result<(), FileError> {
        let loaded = file::load(path, &self.passwords)?;
        self.add(&path.display().to_string(), loaded);
        Ok(())
    }

    /// Adds certificates that were read already.
    pub fn add(&mut self, name: &str, loaded: Loaded) {
        for der in &loaded.distrusted {
            self.distrusted.add(parse::sha256(der).to_vec(), name);
        }
        let (anchors, problems) = add(&mut self.anchors, name, &loaded.ders, loaded.problems);
        self.stores.push(Store { name: name.to_owned(), decides: true, anchors, problems });
    }

    /// Adds a further store: one of [`SOURCES`], else a file or a folder. Of one name, what is given counts together.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it cannot be read or holds nothing of use.
    pub fn add_also(&mut self, name: &str, what: &str) -> Result<(), FileError> {
        let loaded = match SOURCES.iter().find(|kind| kind.name == what && kind.name != NONE) {
            Some(kind) => (kind.load)(),
            None => file::load_with_lists(Path::new(what), &self.passwords)?,
        };
        let place = self.also.iter().position(|also| also.name == name).unwrap_or_else(|| {
            self.also.push(Also { name: name.to_owned(), ..Also::default() });
            self.stores.push(Store { name: name.to_owned(), decides: false, anchors: 0, problems: Vec::new() });
            self.also.len() - 1
        });
        let also = &mut self.also[place];
        let (mut anchors, mut problems) = add(&mut also.anchors, name, &loaded.ders, loaded.problems);
        for der in &loaded.distrusted {
            also.distrusted.add(parse::sha256(der).to_vec(), name);
        }
        for list in loaded.lists {
            problems.push(Text::words(UNSIGNED));
            if list.distrusts() {
                list.entries.into_iter().for_each(|entry| also.distrusted.add(entry.id, name));
            } else {
                anchors += list.entries.len();
                also.listed.add(list);
            }
        }
        if let Some(store) = self.stores.iter_mut().find(|store| !store.decides && store.name == name) {
            store.anchors += anchors;
            problems.retain(|problem| !store.problems.contains(problem));
            store.problems.extend(problems);
        }
        Ok(())
    }

    /// Adds certificates that are to be distrusted: a list of Microsoft's or certificates in a file.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it cannot be read, holds nothing of use, or is a list of trusted roots.
    pub fn add_distrust(&mut self, path: &Path) -> Result<(), FileError> {
        let list = path.display().to_string();
        let loaded = file::load_with_lists(path, &self.passwords)?;
        for found in loaded.lists {
            if !found.distrusts() {
                return Err(FileError::Trusts(path.to_owned()));
            }
            found.entries.into_iter().for_each(|entry| self.distrusted.add(entry.id, &list));
        }
        for der in &loaded.ders {
            self.distrusted.add(parse::sha256(der).to_vec(), &list);
        }
        Ok(())
    }

    /// Finds the certificates that lists of roots name, among all stores and `others`. To be called once, when every
    /// store is there.
    pub fn settle(&mut self, others: &[Arc<Cert>]) {
        if !self.also.iter().any(Also::names_roots) {
            return;
        }
        let held = self.also.iter().flat_map(|also| also.anchors.iter()).chain(self.anchors.iter());
        let known = also::roots(held.map(|anchor| &anchor.cert).chain(others));
        self.also.iter_mut().for_each(|also| also.look_among(&known));
    }
}

/// What is said of every certificate trust list.
const UNSIGNED: &str = words!("the list is taken as it is: its signature is not checked");

/// Reads certificates into a set; how many, and what could not be read.
fn add(set: &mut AnchorSet, name: &str, ders: &[Vec<u8>], mut problems: Vec<Text>) -> (usize, Vec<Text>) {
    let mut count = 0;
    for (number, der) in ders.iter().enumerate() {
        match parse::certificate(der) {
            Ok(cert) => {
                set.add(Arc::new(cert), name);
                count += 1;
            }
            Err(malformed) => problems.push(text!(
                "nth-malformed": "certificate {number} is malformed: {why}",
                number = number + 1,
                why = malformed.text(),
            )),
        }
    }
    (count, problems)
}
