//! Several computers and accounts beside each other: is it this computer, this account, or the servers?

use super::super::Text;

/// Snapshots beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The names of the snapshots, the columns.
    pub names: Vec<String>,
    /// What they share and where they differ.
    pub rows: Vec<Row>,
    /// Whose fault it is.
    pub verdict: Verdict,
}

/// One thing, and what each snapshot says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What.
    pub title: Text,
    /// A value for each snapshot; `None` where it is not known.
    pub values: Vec<Option<Text>>,
}

impl Row {
    /// Whether all that is known says the same.
    pub fn is_shared(&self) -> bool {
        let mut known = self.values.iter().flatten();
        known.next().is_none_or(|first| known.all(|other| other == first))
    }
}

/// Where the cause lies, in the terms of KB 2604176.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Where.
    pub blame: Blame,
    /// Whether it may be the servers as well: nobody else is known to sign in.
    pub or_servers: bool,
    /// Why that is so, a sentence each.
    pub because: Vec<Text>,
    /// What to do next, in this order.
    pub next: Vec<Text>,
}

/// Where the cause lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blame {
    /// Every account on this computer fails.
    Computer(String),
    /// This account fails everywhere.
    Account(String),
    /// Everyone fails everywhere.
    Servers,
    /// Nobody is known to fail.
    Nobody,
    /// The snapshots do not tell.
    Unknown,
}

impl Blame {
    /// The word in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Computer(_) => "computer",
            Self::Account(_) => "account",
            Self::Servers => "servers",
            Self::Nobody => "nobody",
            Self::Unknown => "unknown",
        }
    }
}
