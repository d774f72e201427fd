//! Computers that people sign in from, as `chaincheck.report.v1` has them.

use serde::Serialize;

use super::when;
use crate::model::{
    Workstation,
    workstation::{self, Blame, Moment, Reading, Row, Told},
};

/// A computer, as one account on it sees it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Desk<'a> {
    /// Its name; null where it is not known.
    pub computer: Option<&'a str>,
    /// The Windows account.
    pub account: Option<&'a str>,
    /// The address that signs in.
    pub address: Option<&'a str>,
    /// Whether the sign-in works, as whoever took the snapshot said; null where nobody did.
    pub signs_in: Option<bool>,
    /// When the snapshot was taken; where its time zone is not known, the earliest time that it can mean.
    pub taken: Option<String>,
    /// Everything that was to be looked at.
    pub items: Vec<Item>,
    /// Every file of the snapshot.
    pub files: Vec<File<'a>>,
}

/// A thing that was to be looked at.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Item {
    /// Stable, kebab-case.
    pub name: &'static str,
    pub known: bool,
    /// Why it is not known, as far as that is known.
    pub why: Option<String>,
}

/// A file of a snapshot.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct File<'a> {
    pub name: &'a str,
    /// What it was taken for; null for what is of no use.
    pub form: Option<&'static str>,
    /// What could not be read of it.
    pub problem: Option<&'a str>,
}

/// Several computers beside each other.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison<'a> {
    /// Where the cause lies.
    pub blame: &'static str,
    /// The computer or the account to blame; null for everything else.
    pub name: Option<&'a str>,
    pub because: Vec<&'a str>,
    /// What to do next, in this order.
    pub next: Vec<&'a str>,
    /// The snapshots, the columns.
    pub columns: Vec<&'a str>,
    pub rows: Vec<Line<'a>>,
}

/// One thing, and what each snapshot says of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Line<'a> {
    pub title: &'a str,
    /// Whether all that is known says the same.
    pub shared: bool,
    /// Null where it is not known.
    pub values: Vec<Option<&'a str>>,
}

pub(super) fn desk(desk: &Workstation) -> Desk<'_> {
    Desk {
        computer: desk.computer.as_deref(),
        account: desk.account.as_deref(),
        address: desk.address(),
        signs_in: desk.signs_in,
        taken: desk.taken.map(|Moment { earliest, .. }| when::rfc3339(earliest)),
        items: desk.items().into_iter().map(item).collect(),
        files: desk.readings.iter().map(file).collect(),
    }
}

fn item(item: workstation::Item) -> Item {
    let (known, why) = match item.known {
        Told::Told(()) => (true, None),
        Told::NotTold => (false, None),
        Told::Unreadable(why) => (false, Some(why.to_string())),
    };
    Item { name: item.name, known, why }
}

fn file(reading: &Reading) -> File<'_> {
    File { name: &reading.name, form: reading.form, problem: reading.problem.as_deref() }
}

fn line(row: &Row) -> Line<'_> {
    Line {
        title: &row.title,
        shared: row.is_shared(),
        values: row.values.iter().map(|value| value.as_deref()).collect(),
    }
}

pub(super) fn comparison(comparison: &workstation::Comparison) -> Comparison<'_> {
    let verdict = &comparison.verdict;
    Comparison {
        blame: verdict.blame.as_str(),
        name: match &verdict.blame {
            Blame::Computer(name) | Blame::Account(name) => Some(name),
            Blame::Servers | Blame::Nobody | Blame::Unknown => None,
        },
        because: verdict.because.iter().map(|text| text.as_str()).collect(),
        next: verdict.next.iter().map(|text| text.as_str()).collect(),
        columns: comparison.names.iter().map(String::as_str).collect(),
        rows: comparison.rows.iter().map(line).collect(),
    }
}
