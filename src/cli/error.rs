//! What is wrong with the arguments, or with what they name.

use std::{fmt, io, path::PathBuf};

use super::{output::OutputError, target::TargetError, toml::TomlError};
use crate::{
    check::{DnsError, IdentityError, RouteError},
    model::Text,
    text,
    trust::FileError,
    workstation::SnapshotError,
};

/// What is wrong with the arguments.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A target.
    Target(#[from] TargetError),
    /// A file that was named.
    File(#[from] FileError),
    /// A file with `--intermediates` or `--anchors` that holds something else.
    Malformed {
        /// The file.
        path: PathBuf,
        /// Which certificate in it.
        number: usize,
        /// What is wrong.
        why: Text,
    },
    /// The snapshot of `--workstation`.
    Snapshot(#[source] SnapshotError),
    /// `--password-file`.
    Password(PathBuf),
    /// The password in the environment.
    Variable(&'static str),
    /// `--client-cert` and `--client-key`.
    Identity {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: IdentityError,
    },
    /// `--connect-to`.
    Route(#[from] RouteError),
    /// An option's value.
    Value {
        /// The option.
        option: &'static str,
        /// What was typed.
        value: String,
        /// What is wanted.
        expected: Text,
    },
    /// Output.
    Output(#[from] OutputError),
    /// A variable.
    Setting {
        /// Its name.
        origin: String,
        /// What is wrong.
        why: Text,
    },
    /// A file that a person edits.
    Toml(#[from] TomlError),
    /// A report to compare.
    Report {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        why: crate::compare::ReadError,
    },
    /// The system's DNS configuration.
    Dns(#[from] DnsError),
    /// No target is left.
    NoTarget,
    /// The machine.
    Start(#[source] io::Error),
    /// The demo.
    #[cfg(feature = "demo")]
    Demo(#[from] crate::demo::DemoError),
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl PlanError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Target(error) => error.text(),
            Self::File(error) => error.text(),
            Self::Malformed { path, number, why } => text!(
                "certificate-malformed": "{path}: certificate {number} is malformed: {why}",
                path = path.display().to_string(),
                number = *number,
                why,
            ),
            Self::Snapshot(error) => error.text(),
            Self::Password(path) => no_text(&path.display().to_string(), true),
            Self::Variable(name) => no_text(name, false),
            Self::Identity { path, why } => Text::at(path, why.text()),
            Self::Route(error) => Text::from("--connect-to: ").then(error.text()),
            Self::Value { option, value, expected } => text!(
                "option-value": "{option}: {value} is not {expected}",
                option = *option,
                value = format!("{value:?}"),
                expected,
            ),
            Self::Output(error) => error.text(),
            Self::Setting { origin, why } => Text::from(origin).then(": ").then(why),
            Self::Toml(error) => error.text(),
            Self::Report { path, why } => Text::at(path, why.text()),
            Self::Dns(error) => error.text(),
            Self::NoTarget => text!("no-target": "nothing to check: no target on standard input"),
            Self::Start(why) => text!("cannot-start": "cannot start: {why}", why = why.to_string()),
            #[cfg(feature = "demo")]
            Self::Demo(error) => Text::words(error.words()),
        }
    }
}

/// A password that is none.
fn no_text(place: &str, in_file: bool) -> Text {
    if in_file {
        text!("password-file-no-text": "{place}: the first line is no UTF-8 text, which a password must be", place)
    } else {
        text!("password-no-text": "{place} is no UTF-8 text, which a password must be", place)
    }
}

/// An option's value that is not what is wanted.
pub fn value(option: &'static str, value: &str, expected: &'static str) -> PlanError {
    PlanError::Value { option, value: value.to_owned(), expected: Text::words(expected) }
}
