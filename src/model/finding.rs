//! A rule's reading of facts.

use std::fmt;

use super::text::Text;
use crate::words;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing breaks; worth knowing.
    Notice,
    /// Some clients refuse, or it will refuse soon, or redundancy is gone.
    Warning,
    /// A mainstream client refuses now.
    Critical,
}

impl Severity {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// Whom a finding speaks for: standards, public authorities and deployed clients do not ask the same of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// What RFC 5280 says of paths and of what is on them.
    Rfc5280,
    /// What public authorities have agreed on (TLS Baseline Requirements).
    Forum,
    /// Both, on what authorities may issue.
    Issuing,
    /// What Windows refuses by itself.
    Windows,
    /// What a TLS server is to send.
    Tls,
    /// Which names of a certificate count.
    Names,
    /// Answers about revocation.
    Ocsp,
    /// What Lync and Skype for Business ask for in their documentation.
    Microsoft,
    /// What Teams asks of the session border controllers of Direct Routing, by Microsoft's documentation.
    DirectRouting,
    /// What AD FS and those that trust it ask for, by Microsoft's documentation.
    Adfs,
    /// What clients in the field do, whatever standards say.
    Clients,
    /// What DNS says of its records.
    Dns,
    /// What was or was not seen from here: no standard is broken.
    Program,
}

impl By {
    /// The words in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rfc5280 => "RFC 5280",
            Self::Forum => "CA/Browser Forum",
            Self::Issuing => words!("RFC 5280 and CA/Browser Forum"),
            Self::Windows => "Windows",
            Self::Tls => "RFC 5246 / RFC 8446 (TLS)",
            Self::Names => words!("RFC 9525 (names)"),
            Self::Ocsp => "RFC 6960 (OCSP)",
            Self::Microsoft => "Microsoft (Skype for Business)",
            Self::DirectRouting => "Microsoft (Direct Routing)",
            Self::Adfs => "Microsoft (AD FS)",
            Self::Clients => words!("deployed clients"),
            Self::Dns => words!("DNS standards"),
            Self::Program => words!("this program"),
        }
    }
}

/// What kind of thing a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum SubjectKind {
    Run,
    Target,
    Endpoint,
    Observation,
    /// Along the path.
    Certificate,
    /// Along the path.
    Link,
    /// Along the path.
    End,
    /// In the order sent.
    Sent,
    /// A computer that people sign in from, or the account on it.
    Workstation,
}

impl SubjectKind {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Target => "target",
            Self::Endpoint => "endpoint",
            Self::Observation => "observation",
            Self::Certificate => "certificate",
            Self::Link => "link",
            Self::End => "end",
            Self::Sent => "sent",
            Self::Workstation => "workstation",
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The kind of thing.
    pub kind: SubjectKind,
    /// Which one, along the path or in the order sent.
    pub index: Option<usize>,
}

impl Subject {
    /// A subject without an index.
    pub fn of(kind: SubjectKind) -> Self {
        Self { kind, index: None }
    }

    /// A subject at a place.
    pub fn at(kind: SubjectKind, index: usize) -> Self {
        Self { kind, index: Some(index) }
    }
}

/// One piece of evidence: a label and a typed value.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What the value is, in a few words.
    pub label: &'static str,
    /// The value.
    pub value: Value,
}

impl Fact {
    /// A fact whose value is text. Text from certificates and servers is kept as it is and cleaned where it is shown.
    pub fn text(label: &'static str, value: impl Into<Text>) -> Self {
        Self { label, value: Value::Text(value.into()) }
    }

    /// A fact whose value is a point in time.
    pub fn time(label: &'static str, seconds: i64) -> Self {
        Self { label, value: Value::Time(seconds) }
    }

    /// A fact whose value is a number.
    pub fn number(label: &'static str, value: usize) -> Self {
        Self { label, value: Value::Number(i64::try_from(value).unwrap_or(i64::MAX)) }
    }

    /// A fact whose value is a list.
    pub fn list(label: &'static str, values: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::texts(label, values.into_iter().map(|value| value.to_string()))
    }

    /// A fact whose value is a list of sentences of ours, or of names.
    pub fn texts(label: &'static str, values: impl IntoIterator<Item = impl Into<Text>>) -> Self {
        Self { label, value: Value::List(values.into_iter().map(Into::into).collect()) }
    }
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, possibly hostile, or with hostile names in it.
    Text(Text),
    /// A count.
    Number(i64),
    /// Seconds since 1970.
    Time(i64),
    /// Several texts.
    List(Vec<Text>),
}

/// What a rule found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Stable between runs: code, host or certificate; never an address or a date.
    pub id: String,
    /// The rule's code.
    pub code: &'static str,
    /// After overrides.
    pub severity: Severity,
    /// Whom it speaks for.
    pub by: By,
    /// What it is about.
    pub subject: Subject,
    /// The rule's title.
    pub title: &'static str,
    /// What was seen.
    pub evidence: Vec<Fact>,
    /// What to do, on which machine.
    pub remedy: Text,
    /// Sources.
    pub see: Vec<&'static str>,
    /// The last second for which whoever runs this accepts it; it is shown, and does not change the exit code.
    pub accepted_until: Option<i64>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.severity.as_str(), self.code)
    }
}
