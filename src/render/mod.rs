//! A finished report to bytes.
//!
//! Owns the list of output formats and their wording on a terminal. A renderer is a function of the [`Report`] and a
//! [`Style`] alone: it knows no argument parser, no clock and no other renderer, and writes to the writer it is given.
//! A new format is a file here and a line in [`FORMATS`].

use std::{collections::BTreeMap, io, time::Duration};

use crate::{
    model::{Report, Severity, Text},
    words,
};

mod carry;
mod chain_file;
pub mod clean;
mod desk;
mod github;
mod groups;
pub mod html;
pub mod json;
mod junit;
pub mod locales;
mod markdown;
pub mod nagios;
mod people;
mod prometheus;
#[cfg(test)]
pub(crate) mod sample;
mod sarif;
mod sheet;
mod spans;
pub mod table;
#[cfg(test)]
pub(crate) mod tests;
mod told;
mod when;

pub use chain_file::{ChainFile, chain_files};
pub use locales::Lang;
pub use told::{Standing, status};

/// How output for people is to look; formats for programs ignore it.
#[derive(Debug, Clone)]
pub struct Style {
    /// Columns available.
    pub width: usize,
    /// Whether colour codes may be written.
    pub color: bool,
    /// Whether characters outside ASCII may be written.
    pub unicode: bool,
    /// How often `-v` was given.
    pub verbose: u8,
    /// Only the headline.
    pub quiet: bool,
    /// The language for people.
    pub lang: Lang,
    /// The lowest severity that fails a run, where a format tells what passed from what failed.
    pub fail_on: Severity,
}

impl Default for Style {
    /// Plain English for a pipe of 80 columns.
    fn default() -> Self {
        Self {
            width: 80,
            color: false,
            unicode: true,
            verbose: 0,
            quiet: false,
            lang: Lang::En,
            fail_on: Severity::Warning,
        }
    }
}

/// One output format.
#[derive(Debug)]
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Whether each target is written as soon as it is done, as a report of its own.
    pub streams: bool,
    /// Writes a report.
    pub write: fn(&Report, &Style, &mut dyn io::Write) -> io::Result<()>,
    /// How several targets are written one after the other, where that makes one text.
    pub sections: Option<Sections>,
    /// How long a run may take unless the user says otherwise, where whoever reads the format does not wait longer.
    pub deadline: Option<Duration>,
    /// The text where nothing could be checked, with a reason, for a format whose reader looks at nothing else.
    pub refused: Option<fn(&Text, &Style) -> String>,
}

/// How many targets came to which verdict.
pub type Totals = BTreeMap<Standing, usize>;

/// A text in parts: one for each target, in order, and an end.
#[derive(Debug, Clone, Copy)]
pub struct Sections {
    /// Writes a report of one target; the number says how many came before. What its findings say of the run as a whole
    /// should not have been said before.
    pub one: fn(&Report, usize, &Style, &mut dyn io::Write) -> io::Result<()>,
    /// Writes what is to be said of the run as a whole. Its targets are all written, and the report need not have them.
    pub end: fn(&Report, &Totals, &Style, &mut dyn io::Write) -> io::Result<()>,
}

/// The output formats, the default one first.
pub const FORMATS: &[Format] = &[
    Format {
        name: "table",
        title: words!("for people: headline, table, findings"),
        streams: false,
        write: table::write,
        sections: Some(Sections { one: table::write_section, end: table::write_end }),
        deadline: None,
        refused: None,
    },
    Format {
        name: "html",
        title: words!("one page for a browser or a printer"),
        streams: false,
        write: html::write,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "markdown",
        title: words!("for tickets and the summaries of CI jobs"),
        streams: false,
        write: markdown::write,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "json",
        title: words!("one JSON document"),
        streams: false,
        write: json::write,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "jsonl",
        title: words!("one JSON document a line and target"),
        streams: true,
        write: json::write_lines,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "junit",
        title: words!("JUnit XML for CI: a test case for each address"),
        streams: false,
        write: junit::write,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "sarif",
        title: words!("SARIF 2.1.0 for code scanning"),
        streams: false,
        write: sarif::write,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "github",
        title: words!("annotations of a GitHub Actions job"),
        streams: false,
        write: github::write,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "nagios",
        title: words!("a line of a Nagios or Icinga plug-in, with performance data"),
        streams: false,
        write: nagios::write,
        sections: None,
        deadline: Some(nagios::DEADLINE),
        refused: Some(nagios::refused),
    },
    Format {
        name: "prometheus",
        title: words!("metrics for the textfile collector of Prometheus"),
        streams: false,
        write: prometheus::write,
        sections: None,
        deadline: None,
        refused: None,
    },
    Format {
        name: "csv",
        title: words!("a table for spreadsheets: a line for each address, endpoint and target"),
        streams: false,
        write: sheet::write,
        sections: None,
        deadline: None,
        refused: None,
    },
];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}
