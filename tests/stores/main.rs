//! Stores of every kind, made here and read through the library: key stores, certificate trust lists, further stores.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod further;
mod keystores;
mod lists;
#[path = "../support/pki.rs"]
mod pki;

use std::{fs, path::PathBuf};

use chaincheck::{
    check::{Checker, Settings},
    model::{Observation, Target},
    trust::Stores,
};
use pki::{Made, authority, root, server};
use tempfile::TempDir;
use tokio::sync::watch;

/// 2026-07-01, when every chain of `pki` is valid.
const NOW: i64 = 1_782_864_000;

/// A chain, and a folder for files about it.
struct Bench {
    folder: TempDir,
    root: Made,
    issuing: Made,
    leaf: Made,
}

impl Bench {
    fn new() -> Self {
        let root = root("Contoso Root CA");
        let issuing = authority("Contoso Issuing CA").signed_by(&root);
        let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
        Self { folder: tempfile::tempdir().unwrap(), root, issuing, leaf }
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// What comes of the chain, leaf first, with some stores.
    fn observe(&self, sent: &[&Made], stores: Stores) -> Observation {
        let chain = self.write("chain.der", sent.iter().flat_map(|made| made.der.clone()).collect::<Vec<u8>>());
        let (_keep, cut) = watch::channel(false);
        let settings = Settings { at: Some(NOW), ..Settings::default() };
        let checker = Checker::new(settings, stores, Box::new(|_| {}), cut);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut report = runtime.block_on(checker.check(&Target::File(chain)));
        report.endpoints.remove(0).observations.remove(0)
    }

    /// A deciding store with the root.
    fn stores(&self) -> Stores {
        let mut stores = Stores::default();
        stores.add_path(&self.write("root.der", &self.root.der)).unwrap();
        stores
    }
}

/// The further verdicts, as text.
fn also(observation: &Observation) -> Vec<String> {
    observation.also.iter().map(|b| format!("{} {}", b.store, b.trust.as_str())).collect()
}

/// The codes of the findings.
fn codes(observation: &Observation) -> Vec<&str> {
    observation.findings.iter().map(|f| f.code).collect()
}

/// One DER element of any length.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut length = vec![];
    if content.len() < 0x80 {
        length.push(u8::try_from(content.len()).unwrap());
    } else {
        let bytes = content.len().to_be_bytes();
        let bytes = &bytes[bytes.iter().position(|b| *b != 0).unwrap()..];
        length.push(0x80 | u8::try_from(bytes.len()).unwrap());
        length.extend(bytes);
    }
    [&[tag][..], &length, content].concat()
}
