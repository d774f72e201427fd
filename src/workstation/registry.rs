//! Keys of the registry: what `reg export` and regedit write, and what `reg query` prints. Neither is translated but for
//! the name of the default value and what is said of errors.

mod export;
mod query;
pub mod sift;

use super::{Sheet, derived, is_message, refused, unreadable};
use crate::{
    model::{Text, Workstation, workstation::RegistryValue},
    text,
};

/// Most values of one file; a whole policy branch has some hundreds.
const MAX_VALUES: usize = 100_000;

/// Most lines that cannot be read until no more are tried.
const MAX_WRONG: usize = 1_000;

/// How many lines are looked at to tell what a file is.
const MAX_HEAD: usize = 20;

/// The first line of a `.reg` file of Windows 98 and NT 4, which programs still write.
const REGEDIT4: &str = "REGEDIT4";

/// Our note of a key that does not exist.
const NOT_THERE: &str = "not there:";

/// Where MachineGuid stands.
const CRYPTOGRAPHY: &str = r"hkey_local_machine\software\microsoft\cryptography";

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A `.reg` file; strings in hexadecimal are UTF-16 in version 5, bytes in REGEDIT4.
    Export { wide: bool },
    /// Output of `reg query`.
    Query,
    /// What `reg query` says where there is no such value, which does not name it.
    Refused,
}

/// Whether it is one of them.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    kind(sheet).is_some()
}

fn kind(sheet: &Sheet<'_>) -> Option<Kind> {
    let head = sheet.text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_HEAD);
    let mut noted = false;
    let mut said = false;
    for line in head {
        if is_header(line) {
            return Some(Kind::Export { wide: line != REGEDIT4 });
        }
        if is_key(line) {
            return Some(Kind::Query);
        }
        noted |= line.strip_prefix(';').is_some_and(|note| note.trim_start().starts_with(NOT_THERE));
        said = true;
    }
    if noted {
        return Some(Kind::Export { wide: true });
    }
    let name = sheet.file_name().replace(['-', '_', ' '], "");
    (said && name.contains("machineguid")).then_some(Kind::Refused)
}

/// Whether a line is the first of a `.reg` file.
fn is_header(line: &str) -> bool {
    line.starts_with("Windows Registry Editor Version") || line.trim_end() == REGEDIT4
}

/// Whether a line is a key by its full name.
fn is_key(line: &str) -> bool {
    const ROOTS: [&str; 5] =
        ["HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER", "HKEY_USERS", "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG"];
    ROOTS.iter().any(|root| line.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('\\')))
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    lines.first().is_some_and(|line| is_key(line) || is_header(line))
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let mut taking = Taking { to, values: 0, wrong: None, wrongs: 0, deletes: false, cut: false };
    match kind(sheet) {
        Some(Kind::Export { wide }) => export::read(sheet.text, wide, &mut taking),
        Some(Kind::Query) => query::read(sheet.text, &mut taking),
        _ => {
            let why = text!("registry-no-guid": "reg query found no such value, or could not look");
            return match is_message(sheet.text) {
                true => refused(&mut to.machine_guid, why),
                false => unreadable(&mut to.machine_guid, why),
            };
        }
    }
    taking.outcome()
}

/// What is being read of a file.
struct Taking<'a> {
    to: &'a mut Workstation,
    values: usize,
    /// The first line that could not be read, and how many.
    wrong: Option<String>,
    wrongs: usize,
    /// Whether it deletes something when it is imported.
    deletes: bool,
    /// Whether it ends in the middle.
    cut: bool,
}

impl Taking<'_> {
    /// Takes in a value; whether there is room for more.
    fn value(&mut self, key: &str, name: &str, value: RegistryValue) -> bool {
        if key.eq_ignore_ascii_case(CRYPTOGRAPHY) && name.eq_ignore_ascii_case("MachineGuid") {
            derived::machine_guid(self.to, value.text());
        }
        self.values += 1;
        self.to.registry.add(key, Some((name, value)));
        self.goes_on()
    }

    fn goes_on(&self) -> bool {
        self.values < MAX_VALUES && self.wrongs < MAX_WRONG
    }

    fn wrong(&mut self, line: &str) {
        self.wrongs += 1;
        self.wrong.get_or_insert_with(|| line.chars().take(80).collect());
    }

    fn outcome(self) -> Result<(), Text> {
        if !self.goes_on() {
            return Err(
                text!("registry-file-long": "it is too long, or too much of it cannot be read: not all of it was read"),
            );
        }
        if self.cut {
            return Err(text!("registry-cut": "it ends in the middle of a value"));
        }
        if let Some(line) = self.wrong {
            let number = self.wrongs;
            return Err(
                text!("registry-lines": "{number} of its lines cannot be read, the first is: {line}", number, line),
            );
        }
        if self.deletes {
            return Err(text!(
                "registry-deletes": "it deletes keys or values when it is imported, so it may not say what is there: export \
                    the keys anew"
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
