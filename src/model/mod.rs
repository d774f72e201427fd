//! The nouns: plain data without input or output, without a clock, and without any outside library.
//!
//! Everything else in the crate works on these types; they know none of it.

pub mod anchors;
pub mod calendar;
pub mod cert;
pub mod chain;
pub mod client;
pub mod discovery;
pub mod distrust;
pub mod documents;
pub mod endpoint;
pub mod extensions;
pub mod finding;
pub mod observation;
pub mod report;
pub mod revocation;
pub mod target;
pub mod text;
pub mod workstation;

pub use anchors::{Anchor, AnchorSet};
pub use cert::{Cert, GeneralName, Name};
pub use chain::{
    Check, CheckName, Completion, End, EndKind, Fault, Link, PathCert, Position, PresentedChain, Purpose, Sent, Source,
    Trust, TrustPath, Walk,
};
pub use client::{Client, Family, Split};
pub use discovery::{Answer, Discovery, Lookup};
pub use distrust::Distrusted;
pub use endpoint::{Endpoint, EndpointKind, Resolution, Transport};
pub use finding::{By, Fact, Finding, Severity, Subject, SubjectKind, Value};
pub use observation::{Beside, Observation, Outcome, Session, Silence, Stage};
pub use report::{Report, Status};
pub use revocation::RevocationMode;
pub use target::Target;
pub use text::Text;
pub use workstation::Workstation;
