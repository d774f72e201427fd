//! What a server presented, and what walking it showed.

use std::{fmt, net::SocketAddr, sync::Arc};

use super::{cert::Cert, finding::Fact, text::Text};
use crate::{text, words};

/// The certificates that were sent, in the order sent. A bag: order never changes trust.
#[derive(Debug, Clone, Default)]
pub struct PresentedChain {
    /// Position 0 is the leaf.
    pub sent: Vec<Sent>,
}

impl PresentedChain {
    /// The leaf, if it could be read.
    pub fn leaf(&self) -> Option<&Arc<Cert>> {
        self.sent.first().and_then(|s| s.cert.as_ref().ok())
    }

    /// The certificates that could be read, with their places in the order sent.
    pub fn certs(&self) -> impl Iterator<Item = (usize, &Arc<Cert>)> {
        self.sent.iter().enumerate().filter_map(|(i, s)| s.cert.as_ref().ok().map(|c| (i, c)))
    }
}

/// One entry of a presented chain.
#[derive(Debug, Clone)]
pub struct Sent {
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// The bytes as they came.
    pub der: Arc<[u8]>,
    /// The certificate, or what is wrong with the bytes.
    pub cert: Result<Arc<Cert>, Malformed>,
}

/// Why bytes are no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Offset of the first byte that does not fit.
    pub at: usize,
    /// What was wrong there.
    pub what: Text,
}

impl Malformed {
    /// It in words.
    pub fn text(&self) -> Text {
        text!("at-byte": "{what} at byte {at}", what = &self.what, at = self.at)
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// What the leaf is to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// TLS server authentication.
    Server,
    /// TLS client authentication.
    Client,
    /// Anything.
    Any,
}

/// How much is demanded of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What deployed clients enforce.
    Field,
    /// RFC 5280 and CA/Browser Forum requirements that deployed clients do not enforce refuse too.
    Strict,
}

/// Whether what was sent leads to an anchor of the deciding store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A sound path of sent certificates reaches an anchor.
    Trusted,
    /// None does.
    Untrusted,
    /// Nothing was presented, or an uncheckable signature is the only obstacle.
    Unknown,
}

impl Trust {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trusted => words!("trusted"),
            Self::Untrusted => words!("untrusted"),
            Self::Unknown => words!("unknown"),
        }
    }
}

/// The result of one walk.
#[derive(Debug, Clone)]
pub struct Walk {
    /// What it was walked for.
    pub purpose: Purpose,
    /// The verdict on what was sent.
    pub trust: Trust,
    /// The best path.
    pub path: TrustPath,
    /// What completes the path, where completing it makes it sound.
    pub completed_by: Option<Completion>,
    /// What is to take the place of sent authorities' certificates.
    pub replacements: Vec<Replacement>,
    /// Which sent certificates lie on a path of verified links, by place.
    pub on_path: Vec<bool>,
    /// Other anchored paths of sent certificates than the best: the number of them.
    pub alternatives: usize,
    /// Those among them that are not sound.
    pub unsound_alternatives: usize,
    /// Sent certificates beyond the limits, not walked.
    pub not_walked: usize,
    /// The work done, in steps that do not depend on the machine.
    pub work: Work,
    /// The first limit that stopped the search, if one did.
    pub stopped: Option<&'static str>,
}

impl Walk {
    /// The first fault that decides trust: certificate *i*, link *i*, certificate *i+1*, ..., end.
    pub fn broken(&self) -> Option<&Fault> {
        if self.trust == Trust::Trusted {
            return None;
        }
        self.path.faults.iter().filter(|f| f.decides).min_by_key(|f| f.position.rank())
    }
}

/// Counted work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Signature checks done, remembered ones not counted.
    pub signatures: usize,
    /// Certificates put on a path in the search.
    pub steps: usize,
    /// Comparisons of a name with a constraint.
    pub comparisons: usize,
}

/// One path from the leaf up.
#[derive(Debug, Clone)]
pub struct TrustPath {
    /// Certificate 0 is the leaf; the anchor is the last, if one was reached.
    pub certificates: Vec<PathCert>,
    /// Link *i* joins certificate *i* to certificate *i+1*.
    pub links: Vec<Link>,
    /// Where it ended.
    pub end: End,
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
}

/// A certificate on a path.
#[derive(Debug, Clone)]
pub struct PathCert {
    /// The certificate.
    pub cert: Arc<Cert>,
    /// Where it came from.
    pub source: Source,
    /// Each check of this certificate.
    pub checks: Vec<(CheckName, Check)>,
}

/// A certificate that was not sent and is to take the place of one that was, of the same authority: valid where that one
/// is not or ends earlier, or with the key that signed where that one has another.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// Where it belongs on the best path.
    pub index: usize,
    /// The place in the order sent of the certificate that it replaces.
    pub place: usize,
    /// The certificate to send.
    pub cert: Arc<Cert>,
    /// Where it was found.
    pub source: Source,
}

/// Where a certificate on a path came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Sent by the server, at this place.
    Presented(usize),
    /// An anchor of a store.
    Anchor(String),
    /// From `--intermediates`.
    Intermediates,
    /// Downloaded from the URL in the certificate below.
    Aia,
    /// Sent by another member of the same pool.
    Member(SocketAddr),
}

impl Source {
    /// What it says of the path that a certificate from here is needed: nothing for sent ones and anchors.
    pub fn completion(&self) -> Option<Completion> {
        match self {
            Self::Presented(_) | Self::Anchor(_) => None,
            Self::Intermediates => Some(Completion::Intermediates),
            Self::Aia => Some(Completion::Aia),
            Self::Member(_) => Some(Completion::Member),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Presented(place) => write!(f, "presented:{place}"),
            Self::Anchor(store) => write!(f, "anchor:{store}"),
            Self::Intermediates => f.write_str("intermediates"),
            Self::Aia => f.write_str("aia"),
            Self::Member(address) => write!(f, "member:{address}"),
        }
    }
}

/// What makes an incomplete chain whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// `--intermediates`.
    Intermediates,
    /// Issuer download.
    Aia,
    /// Another member of the pool.
    Member,
}

impl Completion {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intermediates => "intermediates",
            Self::Aia => "aia",
            Self::Member => "member",
        }
    }
}

/// A link of a path.
#[derive(Debug, Clone)]
pub struct Link {
    /// Joins certificate `index` to its issuer `index + 1`.
    pub index: usize,
    /// Each check of this link.
    pub checks: Vec<(CheckName, Check)>,
}

/// The result of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// It holds.
    Holds,
    /// It fails; the fault with the values is in [`TrustPath::faults`].
    Fails,
    /// It could not be carried out.
    Unchecked,
    /// It does not apply here.
    NotApplicable,
}

impl Check {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Unchecked => "unchecked",
            Self::NotApplicable => "not-applicable",
        }
    }
}

macro_rules! check_names {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What was checked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum CheckName { $($(#[$doc])* $name,)* }

        impl CheckName {
            /// The word in reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

check_names! {
    /// Every part could be read.
    Syntax = "syntax",
    /// RFC 5280 6.1.3 (a)(2).
    Validity = "validity",
    /// RFC 5280 6.1.4 (k).
    BasicConstraints = "basic-constraints",
    /// RFC 5280 6.1.4 (l), (m).
    PathLength = "path-length",
    /// RFC 5280 6.1.4 (n).
    KeyUsage = "key-usage",
    /// RFC 5280 4.2.1.12, on the whole path.
    ExtendedKeyUsage = "extended-key-usage",
    /// RFC 5280 6.1.3 (b), (c).
    NameConstraints = "name-constraints",
    /// RFC 5280 6.1.4 (o), 6.1.5 (f).
    CriticalExtensions = "critical-extensions",
    /// Size of the key.
    Key = "key",
    /// RFC 5280 6.1.3 (d) to (f), 6.1.5.
    Policies = "policies",
    /// No list of distrusted certificates names it; there only if a list was given.
    Distrust = "distrust",
    /// RFC 5280 6.1.3 (a)(3).
    Revocation = "revocation",
    /// What the profile `strict` demands beyond: RFC 5280 section 4 and the CA/Browser Forum requirements.
    Profile = "profile",
    /// RFC 5280 6.1.3 (a)(4).
    Names = "names",
    /// RFC 5280 4.2.1.1 against 4.2.1.2.
    KeyIds = "key-ids",
    /// RFC 5280 6.1.3 (a)(1).
    Signature = "signature",
    /// Strength of the digest that was signed.
    SignatureStrength = "signature-strength",
}

/// Where a path ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// How.
    pub kind: EndKind,
    /// The certificate at which it ended.
    pub index: usize,
    /// The stores that hold the anchor.
    pub stores: Vec<String>,
    /// The anchor belongs to the public PKI, to which the CA/Browser Forum requirements apply.
    pub public: bool,
}

/// How a path ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndKind {
    /// At an anchor.
    Anchored,
    /// At a self-signed certificate that the deciding store does not hold.
    RootUntrusted,
    /// The issuer was not sent.
    IssuerMissing,
    /// The issuer of an authority was found nowhere.
    IssuerUnknown,
    /// A limit was reached.
    Stopped,
}

impl EndKind {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anchored => "anchored",
            Self::RootUntrusted => "root-untrusted",
            Self::IssuerMissing => "issuer-missing",
            Self::IssuerUnknown => "issuer-unknown",
            Self::Stopped => "stopped",
        }
    }
}

/// A place on a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Certificate *i*.
    Certificate(usize),
    /// The link from certificate *i* to *i+1*.
    Link(usize),
    /// The end, at certificate *i*.
    End(usize),
}

impl Position {
    /// The index in reports.
    pub fn index(self) -> usize {
        match self {
            Self::Certificate(i) | Self::Link(i) | Self::End(i) => i,
        }
    }

    /// Order for the choice of what is broken: certificate *i*, link *i*, end at *i*, certificate *i+1*.
    pub fn rank(self) -> usize {
        match self {
            Self::Certificate(i) => 3 * i,
            Self::Link(i) => 3 * i + 1,
            Self::End(i) => 3 * i + 2,
        }
    }

    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certificate(_) => "certificate",
            Self::Link(_) => "link",
            Self::End(_) => "end",
        }
    }
}

/// Label of the fact that says why an issuer was not downloaded.
pub const DOWNLOAD: &str = words!("download of the issuer");

/// Label of the fact that says where an issuer was downloaded from.
pub const DOWNLOADED: &str = words!("downloaded from");

/// What is said where downloads are turned off.
pub const NOT_TRIED: &str = words!("not tried: this run downloads nothing");

/// Something wrong with a path: a fact, not yet a judgement.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where.
    pub position: Position,
    /// The code of the rule that speaks of it.
    pub code: &'static str,
    /// The values compared.
    pub facts: Vec<Fact>,
    /// Whether it decides trust.
    pub decides: bool,
    /// Whether it shows only because a lower link is broken.
    pub conditional: bool,
}
