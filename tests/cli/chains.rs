//! Chains in files, made anew for each test.

use std::{fs, path::PathBuf};

use pem_rfc7468::{LineEnding, encode_string};
use tempfile::TempDir;

use crate::servers::{self, Chain};

/// A time at which everything here is valid and far from its end.
pub const NOW: &str = "2026-11-22T10:00:00Z";

/// A folder with a chain in it, gone when dropped.
pub struct Folder {
    folder: TempDir,
    pub chain: Chain,
}

impl Folder {
    /// The files `chain.pem` (leaf, issuing authority), `leaf.pem`, `issuing.pem` and `root.pem` for sip.contoso.test.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let chain = servers::chain("sip.contoso.test");
        let files = Self { folder, chain };
        let [leaf, issuing] = [pem(&files.chain.sent[0]), pem(&files.chain.sent[1])];
        files.write("chain.pem", format!("{leaf}{issuing}"));
        files.write("leaf.pem", leaf);
        files.write("issuing.pem", issuing);
        files.write("root.pem", pem(&files.chain.root));
        files
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Writes a file; its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.folder.path().join(name), bytes).unwrap();
        self.path(name)
    }

    /// The names of all files in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The folder itself.
    pub fn as_path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

/// A certificate as PEM.
pub fn pem(der: &[u8]) -> String {
    encode_string("CERTIFICATE", LineEnding::LF, der).unwrap()
}
