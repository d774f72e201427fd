//! Reading reports: `json`, one document, or `jsonl`, one a line, which make one run together.
//!
//! What is not needed is passed over, so that later versions of the same schema can be read. Everything is bounded by the
//! size of the file.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Read},
};

use serde::Deserialize;

use super::Certificate;
use crate::{
    model::{Severity, Text},
    render::json::SCHEMA,
    text,
};

/// Most bytes of one report: some thousand targets.
pub const MAX_INPUT: u64 = 64 << 20;

/// Why a report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file itself.
    Io(#[from] io::Error),
    /// More than [`MAX_INPUT`].
    TooLarge,
    /// Nothing in it.
    Empty,
    /// Not JSON, cut off, or not of the shape that the schema promises.
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column, from 1, in bytes.
        column: usize,
        /// What is wrong.
        why: String,
    },
    /// Another schema, or another version of it.
    Schema {
        /// Where the document begins.
        line: usize,
        /// What it says.
        found: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl ReadError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Io(error) => error.to_string().into(),
            Self::TooLarge => text!(
                "report-too-large": "larger than {size} MiB, which is more than is compared at once",
                size = (MAX_INPUT >> 20).to_string(),
            ),
            Self::Empty => text!("report-empty": "empty: no report in it"),
            Self::Malformed { line, column, why } => {
                text!("report-malformed": "line {line}, column {column}: {why}", line = *line, column = *column, why)
            }
            Self::Schema { line, found } => text!(
                "report-schema": "line {line}: its schema is {found}, and only {known} is understood",
                line = *line,
                found,
                known = SCHEMA,
            ),
        }
    }
}

/// A run as its report tells it.
#[derive(Debug, Default)]
pub struct Run {
    pub(super) time: String,
    pub(super) targets: Vec<Target>,
    pub(super) findings: Vec<Finding>,
    pub(super) certificates: BTreeMap<String, Certificate>,
}

#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

#[derive(Deserialize)]
struct Document {
    time: String,
    targets: Vec<Target>,
    findings: Vec<Finding>,
    certificates: BTreeMap<String, CertificateRead>,
}

#[derive(Deserialize)]
struct CertificateRead {
    subject: String,
    issuer: String,
    not_after: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Target {
    pub target: Asked,
    pub status: String,
    pub endpoints: Vec<Endpoint>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    pub kind: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Endpoint {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub transport: String,
    pub observations: Vec<Observation>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Observation {
    pub address: Option<String>,
    pub port: Option<u16>,
    pub server_name: Option<String>,
    pub outcome: String,
    pub trust: String,
    pub presented: Vec<String>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Finding {
    pub id: String,
    pub code: String,
    pub severity: Level,
    pub title: String,
    #[serde(default)]
    pub accepted_until: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Level {
    Critical,
    Warning,
    Notice,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Critical => Self::Critical,
            Level::Warning => Self::Warning,
            Level::Notice => Self::Notice,
        }
    }
}

/// Reads a report.
///
/// # Errors
///
/// [`ReadError`], with the line where there is one.
pub fn read(input: impl Read) -> Result<Run, ReadError> {
    let mut bytes = Vec::new();
    input.take(MAX_INPUT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(ReadError::TooLarge);
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut run = None;
    let mut heads = serde_json::Deserializer::from_slice(text).into_iter::<Head>();
    let mut begin = 0;
    // The line that the document begins in.
    let mut line = 1;
    while let Some(head) = heads.next() {
        let at = |error: serde_json::Error, lines: usize| ReadError::Malformed {
            line: error.line() + lines,
            column: error.column(),
            why: reason(&error),
        };
        let head = head.map_err(|error| at(error, 0))?;
        let document = &text[begin..heads.byte_offset()];
        let blank = document.iter().take_while(|b| b.is_ascii_whitespace());
        let first = line + blank.filter(|b| **b == b'\n').count();
        if head.schema.as_deref() != Some(SCHEMA) {
            let found = head.schema.map_or("not told".to_owned(), |schema| format!("{schema:?}"));
            return Err(ReadError::Schema { line: first, found });
        }
        let read: Document = serde_json::from_slice(document).map_err(|error| at(error, line - 1))?;
        run.get_or_insert_with(Run::default).join(read);
        line += document.iter().filter(|b| **b == b'\n').count();
        begin = heads.byte_offset();
    }
    run.ok_or(ReadError::Empty)
}

/// What is wrong, without the place, which is said apart.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

impl Run {
    fn join(&mut self, document: Document) {
        self.time = document.time;
        self.targets.extend(document.targets);
        self.findings.extend(document.findings);
        let read = document.certificates.into_iter();
        self.certificates.extend(read.map(|(sha256, CertificateRead { subject, issuer, not_after })| {
            (sha256, Certificate { subject, issuer, not_after })
        }));
    }
}
