//! The files that the arguments name: stores, lists of distrusted certificates, intermediates.

use std::{path::PathBuf, sync::Arc};

use super::{
    args::JudgeArgs,
    complain, desk,
    error::{PlanError, value},
};
use crate::{
    check::read_certificate,
    model::{Cert, Text, Workstation},
    text,
    trust::{self, Passwords, SOURCES, Stores},
    words,
};

/// Longest name of a further store; it heads a column.
const MAX_NAME: usize = 24;

/// Every store of a run.
pub(super) fn all(judge: &JudgeArgs, passwords: &Passwords, desk: Option<&Workstation>) -> Result<Stores, PlanError> {
    let mut stores = match desk {
        Some(desk) => of_computer(desk, judge, passwords)?,
        None => deciding(&judge.store, &judge.anchors, passwords)?,
    };
    for text in &judge.also {
        let expected = words!("NAME=system, NAME=mozilla or NAME=PATH, with a NAME of letters, digits, . _ and -");
        let (name, what) = text.split_once('=').ok_or_else(|| value("--also", text, expected))?;
        let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if name.is_empty() || name.len() > MAX_NAME || what.is_empty() || !name.bytes().all(is_name) {
            return Err(value("--also", text, expected));
        }
        stores.add_also(name, what)?;
    }
    for path in &judge.distrust {
        stores.add_distrust(path)?;
    }
    for store in stores.stores.iter().filter(|store| !desk::is_of_computer(store)) {
        for problem in &store.problems {
            complain(&text!("store-problem": "store {name}: {problem}", name = &store.name, problem));
        }
    }
    Ok(stores)
}

/// The stores that decide on a computer of which there is a snapshot.
fn of_computer(desk: &Workstation, judge: &JudgeArgs, passwords: &Passwords) -> Result<Stores, PlanError> {
    if !SOURCES.iter().any(|source| source.name == judge.store) {
        return Err(unknown(&judge.store));
    }
    let mut stores = desk::stores(desk, &judge.store, |source| deciding(source, &[], passwords))?;
    for path in &judge.anchors {
        stores.add_path(path)?;
    }
    Ok(stores)
}

/// The stores that decide.
pub(super) fn deciding(name: &str, anchors: &[PathBuf], passwords: &Passwords) -> Result<Stores, PlanError> {
    let mut stores = Stores { passwords: passwords.clone(), ..Stores::default() };
    if !stores.add_source(name) {
        return Err(unknown(name));
    }
    for path in anchors {
        stores.add_path(path)?;
    }
    Ok(stores)
}

/// What is said of a store that there is not.
fn unknown(name: &str) -> PlanError {
    let names: Vec<&str> = SOURCES.iter().map(|s| s.name).collect();
    let expected = text!("one-of-stores": "one of {names}; give files with --anchors", names = names.join(", "));
    PlanError::Value { option: "--store", value: name.to_owned(), expected }
}

/// The certificates of `--intermediates`.
pub(super) fn intermediates(paths: &[PathBuf], passwords: &Passwords) -> Result<Vec<Arc<Cert>>, PlanError> {
    let mut all = Vec::new();
    for path in paths {
        let loaded = trust::load(path, passwords)?;
        for problem in &loaded.problems {
            complain(&Text::at(path, problem));
        }
        let malformed = |number: usize, why: Text| PlanError::Malformed { path: path.clone(), number, why };
        let many = loaded.ders.len() > 1;
        for (i, der) in loaded.ders.iter().enumerate() {
            match read_certificate(der) {
                Ok(cert) => all.push(Arc::new(cert)),
                Err(why) if many => complain(&malformed(i + 1, why.text()).text()),
                Err(why) => return Err(malformed(i + 1, why.text())),
            }
        }
    }
    Ok(all)
}
