//! Files that a person edits: TOML, read with the place of everything, so that what is wrong is named by line and column.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
};

use toml_edit::{Document, Item, Table};

use super::error::PlanError;
use crate::{
    model::Text,
    text,
    trust::{self, FileError},
    words,
};

/// Most bytes of such a file.
const MOST: usize = 4 << 20;

/// What is wrong in such a file, and where.
#[derive(Debug, thiserror::Error)]
pub struct TomlError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub why: Text,
}

impl fmt::Display for TomlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl TomlError {
    /// It in words.
    pub fn text(&self) -> Text {
        Text::from(format!("{}:{}:{}: ", self.path.display(), self.line, self.column)).then(&self.why)
    }
}

/// A file, parsed.
pub(super) struct File {
    path: PathBuf,
    document: Document<String>,
}

impl File {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// [`PlanError::File`] if it cannot be read, [`PlanError::Toml`] if it is no TOML.
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        let mut bytes = trust::read_bounded(path)?;
        if bytes.len() > MOST {
            return Err(FileError::TooLarge(path.to_owned()).into());
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let whole = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            TomlError::at(path, &whole, whole.len(), Text::words(words!("not UTF-8 text")))
        })?;
        let document = Document::parse(text.clone()).map_err(|error| {
            let why = error.message().lines().collect::<Vec<_>>().join("; ");
            TomlError::at(path, &text, error.span().map_or(0, |span| span.start), why.into())
        })?;
        Ok(Self { path: path.to_owned(), document })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds.
    pub fn table(&self) -> &Table {
        self.document.as_table()
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.document.raw()
    }

    /// Line and column of a place.
    pub fn place(&self, span: Option<Range<usize>>) -> (usize, usize) {
        place(self.text(), span.map_or(0, |span| span.start))
    }

    /// An error at a place.
    pub fn wrong(&self, span: Option<Range<usize>>, why: impl Into<Text>) -> TomlError {
        TomlError::at(&self.path, self.text(), span.map_or(0, |span| span.start), why.into())
    }

    /// An error about a key that means nothing, with the one that is meant if one is near.
    pub fn unknown<'a>(&self, table: &Table, key: &str, known: impl IntoIterator<Item = &'a str>) -> TomlError {
        let none = text!("no-key": "there is no key {key}", key = format!("{key:?}"));
        let why = match nearest(key, known) {
            Some(near) => none.then("; ").then(text!("is-near": "{near} is near it", near)),
            None => none,
        };
        self.wrong(table.key(key).and_then(toml_edit::Key::span), why)
    }

    /// An error about a value of another type.
    pub fn unlike(&self, item: &Item, key: &str, wanted: &'static str) -> TomlError {
        let (found, wanted) = (item.type_name(), Text::words(wanted));
        self.wrong(item.span(), text!("key-unlike": "{key} is {found}, and not {wanted}", key, found, wanted))
    }
}

impl TomlError {
    fn at(path: &Path, text: &str, offset: usize, why: Text) -> Self {
        let (line, column) = place(text, offset);
        Self { path: path.to_owned(), line, column, why }
    }
}

fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// The word that was probably meant: one that differs in at most a third of its letters.
pub(super) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.replace('_', "-").to_ascii_lowercase();
    let distances = known.into_iter().map(|word| (distance(&typed, word), word));
    distances.min().filter(|(distance, word)| *distance * 3 <= word.len().max(3)).map(|(_, word)| word)
}

/// How many letters to add, drop or change (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().take(64).collect(), other.chars().collect());
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_was_meant() {
        let known = ["timeout", "retries", "anchors", "fail-on"];
        for (typed, meant) in [
            ("timout", Some("timeout")),
            ("fail_on", Some("fail-on")),
            ("Retries", Some("retries")),
            ("anchor", Some("anchors")),
            ("weather", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }

    #[test]
    fn places_count_characters() {
        assert_eq!(place("a = 1\nü = 2", 9), (2, 3));
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("a", 99), (1, 2));
    }
}
