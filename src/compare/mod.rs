//! Two finished reports: what changed between them.
//!
//! Owns the reading of reports in JSON (`read.rs`), what counts as a change and how bad it is (here), and how changes are
//! shown (`show.rs`). Findings decide what is worse, by their ids, since those are the same from run to run; everything
//! else is told beside them, because it explains them. Every text in it came out of a file and is cleaned where it is
//! shown.

mod changes;
mod read;
mod show;
#[cfg(test)]
mod tests;

use crate::{model::Severity, words};

pub use read::{MAX_INPUT, ReadError, Run, read};
pub use show::{json, table};

/// What changed between two runs.
#[derive(Debug)]
pub struct Comparison {
    /// When the first was judged, as it says.
    pub old: String,
    /// When the second was judged.
    pub new: String,
    /// The changes: by target, in each the worst first.
    pub changes: Vec<Change>,
    /// What is known of the certificates that the changes name, by fingerprint.
    pub certificates: std::collections::BTreeMap<String, Certificate>,
}

/// What a change says of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its subject.
    pub subject: String,
    /// Its issuer.
    pub issuer: String,
    /// Its end, as the report says it.
    pub not_after: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change.
    pub kind: Kind,
    /// How bad, if it makes anything worse.
    pub worse: Option<Severity>,
    /// At which target; none for the run as a whole.
    pub target: Option<String>,
    /// At which endpoint, as host and port.
    pub endpoint: Option<String>,
    /// At which addresses.
    pub addresses: Vec<String>,
    /// The finding, if it is about one.
    pub finding: Option<Told>,
    /// What was before: a severity, a verdict, a fingerprint.
    pub from: Option<String>,
    /// What is now.
    pub to: Option<String>,
}

/// What a report says of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Stable between runs.
    pub id: String,
    /// The rule's code.
    pub code: String,
    /// How bad.
    pub severity: Severity,
    /// The rule's title.
    pub title: String,
    /// The last day on which a baseline accepts it.
    pub accepted_until: Option<String>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $people:expr,)*) => {
        /// Kinds of changes, in the order in which they are told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// The word for programs.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The words for people.
            pub fn people(self) -> &'static str {
                match self { $(Self::$name => $people,)* }
            }
        }
    };
}

kinds! {
    /// A finding that was not there before.
    FindingNew = "finding-new", words!("new finding"),
    /// A finding that a baseline accepted, and accepts no more.
    FindingRunOut = "finding-run-out", words!("finding no longer accepted"),
    /// A finding of a higher severity than before.
    FindingWorse = "finding-worse", words!("finding of higher severity"),
    /// What was checked is not checked any more.
    TargetVanished = "target-vanished", words!("target no longer checked"),
    /// Another verdict: on what an address sends, or on a target.
    VerdictTurned = "verdict-turned", words!("verdict turned"),
    /// Another certificate, by another issuer.
    IssuerChanged = "issuer-changed", words!("certificate of another issuer"),
    /// Another certificate, by the same issuer.
    CertificateRenewed = "certificate-renewed", words!("certificate renewed"),
    /// One more certificate.
    CertificateAppeared = "certificate-appeared", words!("certificate appeared"),
    /// One certificate less.
    CertificateVanished = "certificate-vanished", words!("certificate vanished"),
    /// A target that was not checked before.
    TargetAppeared = "target-appeared", words!("target appeared"),
    /// An endpoint that was not found before.
    EndpointAppeared = "endpoint-appeared", words!("endpoint appeared"),
    /// An endpoint that is not found any more.
    EndpointVanished = "endpoint-vanished", words!("endpoint vanished"),
    /// Addresses that an endpoint did not have before.
    AddressAppeared = "address-appeared", words!("address appeared"),
    /// Addresses that an endpoint does not have any more.
    AddressVanished = "address-vanished", words!("address vanished"),
    /// A finding of a lower severity than before.
    FindingMilder = "finding-milder", words!("finding of lower severity"),
    /// A finding that a baseline accepts now.
    FindingAccepted = "finding-accepted", words!("finding accepted"),
    /// A finding that is not there, where nothing could be checked.
    FindingUnknown = "finding-unknown", words!("finding not checked again"),
    /// A finding that is not there any more.
    FindingGone = "finding-gone", words!("finding gone"),
}

impl Comparison {
    /// How bad the worst change is; nothing if nothing is worse.
    pub fn worst(&self) -> Option<Severity> {
        self.changes.iter().filter_map(|change| change.worse).max()
    }

    /// What changed from the first run to the second.
    pub fn of(old: &Run, new: &Run) -> Self {
        changes::between(old, new)
    }
}
