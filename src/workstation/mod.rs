//! What a computer shows of itself, from a snapshot or from the computer that this runs on: bytes to facts.
//!
//! A snapshot is a folder or a zip of what Windows' own tools print. `container` opens it, within bounds; `encoding` makes
//! text of bytes, whatever code page they are in; each reader in [`FORMS`] knows one kind of file by its content, never by
//! its name alone, and whatever the language: numbers, identifiers and the order of lines are the same in all of them.
//! A file that holds several outputs is parted first. A file that cannot be read costs only what it would have told.

mod about;
mod certificates;
mod certutil;
mod clock;
mod container;
mod credentials;
mod dates;
mod derived;
mod dns_cache;
mod encoding;
mod endpoint_cache;
mod lacking;
mod listing;
mod live;
mod personal;
mod registry;
mod sections;
mod service;
mod sst;
mod stores;
mod versions;
mod windows;

use std::{io, path::Path};

pub use container::Gathered;
use container::Opened;

use crate::{
    model::{
        Text, Workstation,
        workstation::{Reading, Told},
    },
    text, words,
};

/// The script that takes a snapshot, for PowerShell 3 and later.
pub const COLLECTOR: &str = include_str!("collector.ps1");

/// One kind of file.
pub struct Form {
    /// Stable, kebab-case.
    pub name: &'static str,
    /// What it is, in words.
    pub title: &'static str,
    /// Whether a file is of this kind.
    knows: fn(&Sheet<'_>) -> bool,
    /// Whether an output of this kind begins at the first of these lines, for files that hold several.
    begins: fn(&[&str]) -> bool,
    /// Takes in what it tells; what could not be read of it. A problem leaves the rest in place.
    read: fn(&Sheet<'_>, &mut Workstation) -> Result<(), Text>,
}

/// The kinds of files, in the order in which they are tried.
pub const FORMS: &[Form] = &[
    Form {
        name: "about",
        title: words!("what the collector says of itself"),
        knows: about::knows,
        begins: |_| false,
        read: about::read,
    },
    Form {
        name: "registry",
        title: words!("keys of the registry"),
        knows: registry::knows,
        begins: registry::begins,
        read: registry::read,
    },
    Form {
        name: "endpoint-cache",
        title: words!("copy of EndpointConfiguration.cache"),
        knows: endpoint_cache::knows,
        begins: |_| false,
        read: endpoint_cache::read,
    },
    Form {
        name: "certificates",
        title: words!("exported certificates"),
        knows: certificates::knows,
        begins: |_| false,
        read: certificates::read,
    },
    Form {
        name: "certutil",
        title: words!("output of certutil -store"),
        knows: certutil::knows,
        begins: certutil::begins,
        read: certutil::read,
    },
    Form {
        name: "dns-cache",
        title: words!("output of ipconfig /displaydns"),
        knows: dns_cache::knows,
        begins: dns_cache::begins,
        read: dns_cache::read,
    },
    Form {
        name: "listing",
        title: words!("output of dir /s"),
        knows: listing::knows,
        begins: listing::begins,
        read: listing::read,
    },
    Form {
        name: "service",
        title: words!("output of sc query"),
        knows: service::knows,
        begins: service::begins,
        read: service::read,
    },
    Form {
        name: "credentials",
        title: words!("output of cmdkey /list"),
        knows: credentials::knows,
        begins: credentials::begins,
        read: credentials::read,
    },
    Form {
        name: "clock",
        title: words!("the clock beside another"),
        knows: clock::knows,
        begins: clock::begins,
        read: clock::read,
    },
    Form {
        name: "clients",
        title: words!("versions of programs"),
        knows: versions::knows,
        begins: |_| false,
        read: versions::read,
    },
    Form {
        name: "windows",
        title: words!("the version of Windows"),
        knows: windows::knows,
        begins: windows::begins,
        read: windows::read,
    },
];

/// One file, or one output in it.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// Its path inside the snapshot, with `/` between folders.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its text; empty if it is none.
    pub text: &'a str,
    /// When it was last written, seconds since 1970, if the snapshot kept that.
    pub modified: Option<i64>,
}

impl Sheet<'_> {
    /// The name of the file without folders, lower case.
    pub fn file_name(&self) -> String {
        self.name.rsplit('/').next().unwrap_or(self.name).to_lowercase()
    }
}

/// Why a snapshot is of no use.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// It is no folder, no zip, and no single output that is known.
    #[error("{0} is neither a folder nor a zip, nor an output that is known")]
    Neither(String),
    /// The zip is damaged.
    #[error("{path} is no zip that can be read: {why}")]
    Zip {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
    /// This program was not built for Windows.
    #[error("this computer is not a Windows computer")]
    NotWindows,
}

impl SnapshotError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Read { path, source } => {
                text!("snapshot-cannot-read": "cannot read {path}: {why}", path, why = source.to_string())
            }
            Self::Neither(path) => text!(
                "snapshot-neither": "{path} is no snapshot: give the folder or the zip that chaincheck workstation \
                --collector made, or a folder with the outputs that README names",
                path,
            ),
            Self::Zip { path, why } => {
                text!("snapshot-zip": "{path} is no zip that can be read ({why}); unpack it and give the folder", path, why)
            }
            Self::NotWindows => text!(
                "not-windows": "this computer does not run Windows: give the snapshot of one that does (chaincheck \
                workstation --collector prints the script that takes it)"
            ),
        }
    }
}

/// Reads a snapshot.
///
/// # Errors
///
/// [`SnapshotError`] if it cannot be opened at all; what cannot be read inside is said in the facts.
pub fn read(path: &Path) -> Result<Workstation, SnapshotError> {
    let (gathered, alone) = match container::open(path)? {
        Opened::Files(files) => (files, false),
        Opened::Single(file) => (vec![file], true),
    };
    let workstation = assemble(&gathered, Workstation { snapshot: Some(path.to_owned()), ..Workstation::default() });
    // One output alone is a snapshot too, if it is of a kind that is known.
    if alone && workstation.readings.iter().all(|reading| reading.form.is_none()) {
        return Err(SnapshotError::Neither(path.display().to_string()));
    }
    Ok(workstation)
}

/// Reads the computer that this runs on.
///
/// # Errors
///
/// [`SnapshotError::NotWindows`] elsewhere than on Windows.
pub fn live() -> Result<Workstation, SnapshotError> {
    live::read()
}

/// Takes in every file.
pub fn assemble(gathered: &[Gathered], mut workstation: Workstation) -> Workstation {
    for file in gathered {
        let bytes = match &file.bytes {
            Ok(bytes) => bytes,
            Err(why) => {
                let reading = Reading { name: file.name.clone(), form: None, problem: Some(why.clone()) };
                workstation.readings.push(reading);
                continue;
            }
        };
        let decoded = encoding::decode(bytes);
        let sheet = Sheet { name: &file.name, bytes, text: &decoded.text, modified: file.modified };
        let garbled = decoded
            .is_damaged()
            .then(|| text!("snapshot-garbled": "{number} of its characters could not be read", number = decoded.lost));
        take_in(&sheet, garbled.as_ref(), &mut workstation);
    }
    derived::complete(&mut workstation);
    workstation
}

/// Takes in a file, or each of the outputs that it holds.
fn take_in(sheet: &Sheet<'_>, garbled: Option<&Text>, to: &mut Workstation) {
    let (sections, more) = sections::of(sheet);
    if sections.is_empty() {
        take_one(sheet.name, sheet, garbled, to);
    }
    for section in &sections {
        let part = Sheet { name: &section.path, bytes: section.text.as_bytes(), text: section.text, ..*sheet };
        take_one(&section.name, &part, garbled, to);
    }
    if more {
        let most = sections::MAX_SECTIONS;
        let why = text!("snapshot-sections": "it holds more than {most} outputs; the rest was not read", most);
        to.readings.push(Reading { name: sheet.name.to_owned(), form: None, problem: Some(why) });
    }
}

/// Takes in one output.
fn take_one(name: &str, sheet: &Sheet<'_>, garbled: Option<&Text>, to: &mut Workstation) {
    let form = FORMS.iter().find(|form| (form.knows)(sheet));
    let problem = form.and_then(|form| (form.read)(sheet, to).err().or_else(|| garbled.cloned()));
    to.readings.push(Reading { name: name.to_owned(), form: form.map(|form| form.name), problem });
}

/// Notes that a kind of file is there and tells nothing.
fn unreadable<T>(told: &mut Told<T>, why: Text) -> Result<(), Text> {
    told.unreadable(why.clone());
    Err(why)
}

/// Notes that a tool of Windows could not tell and says so: nothing is wrong with the file.
fn refused<T>(told: &mut Told<T>, why: Text) -> Result<(), Text> {
    told.unreadable(why);
    Ok(())
}

/// Most lines of what a tool says in place of an answer.
const MESSAGE: usize = 6;

/// Whether a text is nothing but what a tool says in place of an answer: a few lines, the last of which ends as a sentence
/// or with the number of an error. A text that was cut short does not.
fn is_message(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let head: Vec<&str> = lines.by_ref().take(MESSAGE).collect();
    let ends = |line: &&str| {
        let number = line.rsplit_once("(0x").is_some_and(|(_, rest)| rest.ends_with(')'));
        line.contains(' ') && line.ends_with(['.', '!']) || line.ends_with('。') || number
    };
    lines.next().is_none() && head.last().is_some_and(ends)
}

#[cfg(test)]
mod tests;
