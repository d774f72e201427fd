//! Who is hurt: what each family of clients makes of what an address presents.
//!
//! [`CLIENTS`] is the data: which endpoints a family connects to, and where it decides otherwise than the rest, each cell
//! with its source. This file turns an observation into what stands in the way ([`Obstacle`]) and looks it up. Clients are
//! assumed to hold the deciding store's anchors. What is not known stays unknown; it never counts as accepting.

mod families;

pub(super) use families::CLIENTS;

use super::{Check, Scene, rules::of_code};
use crate::model::{
    Client, Completion, EndKind, EndpointKind, Fault, Observation, Outcome, PathCert, Position, Purpose, Silence,
    Stage, Walk,
    cert::{Curve, Digest, KeyAlgorithm},
    client::Family,
    extensions::purpose_name,
    observation::Cause,
    report::EndpointReport,
};

/// A family of clients, as data.
pub(super) struct Row {
    pub family: Family,
    /// The endpoints it connects to.
    pub uses: &'static [EndpointKind],
    /// What it says of some obstacles; of the others it says what most do ([`Obstacle::most`]).
    pub cells: &'static [Cell],
}

/// What a family says of one obstacle.
pub(super) struct Cell {
    pub on: Obstacle,
    /// Only at endpoints of these kinds; empty: everywhere.
    pub at: &'static [EndpointKind],
    pub says: Says,
    /// Why, in a few words.
    pub why: &'static str,
    pub source: &'static str,
    /// The source is secondary, or sources differ.
    pub weak: bool,
}

/// An answer of a family of clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    Accepts,
    Unknown,
    Refuses,
}

/// What may keep a client from accepting what it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// Everybody who checks refuses.
    All(&'static str),
    /// Nobody knows who refuses.
    Unclear(&'static str),
    /// An issuer was not sent; it was downloaded here, and the path is sound then.
    Downloaded,
    /// An issuer was not sent.
    NotSent,
    /// The issuer of an authority is known nowhere.
    UnknownIssuer,
    /// Another issuer was sent than the one that signed.
    WrongIssuer,
    /// An authority's certificate is sent out of its time; there is a copy of the same authority in its time.
    OldCopy(&'static str),
    /// A signature over SHA-1 below a root that is not public.
    Sha1BelowPrivateRoot,
    /// An RSA key of 1024 to 2047 bits below a root that is not public.
    ShortKey,
    /// It is revoked.
    Revoked,
    /// Whether it is revoked could not be learnt here.
    RevocationUnknown,
    /// It is on a list of distrusted certificates.
    Distrusted,
    /// The root has run out.
    AnchorExpired,
    /// The root is not public.
    PrivateRoot,
    /// The name stands in the subject alone.
    CommonNameOnly,
    /// A wildcard answers where the role wants the name.
    Wildcard,
    /// The name of a SIP domain is missing.
    SipName,
    /// The chain is out of order.
    Unordered,
    /// The leaf is an authority.
    LeafIsCa,
    /// No place for revocation lists.
    NoCrlPoint,
    /// Signed with RSASSA-PSS, at a Lync role.
    Pss,
    /// The leaf's key is of a kind that few TLS clients take in certificates.
    OddKey,
    /// Nothing newer than TLS 1.0.
    Tls10,
    /// Nothing newer than TLS 1.1.
    Tls11,
    /// TLS 1.2 without ephemeral elliptic curves.
    OldSuite,
    /// TLS 1.2 or 1.3; whether older clients are served too was not tried.
    NewTls,
    /// Without SNI no chain is shown.
    NoChainWithoutSni,
    /// Without SNI another chain is shown, which this family refuses.
    OtherChainWithoutSni,
    /// What is shown without SNI is not known.
    SniNotTried,
}

impl Obstacle {
    /// The code of the rule that speaks of it; `None` where none does.
    fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::All(code) | Self::Unclear(code) | Self::OldCopy(code) => code,
            Self::Downloaded | Self::NotSent => "issuer-missing",
            Self::UnknownIssuer => "issuer-unknown",
            Self::WrongIssuer => "issuer-key-mismatch",
            Self::Sha1BelowPrivateRoot => "signature-weak",
            Self::ShortKey => "key-weak",
            Self::Revoked => "cert-revoked",
            Self::RevocationUnknown => "revocation-unknown",
            Self::Distrusted => "explicitly-distrusted",
            Self::AnchorExpired => "anchor-expired",
            Self::PrivateRoot => "root-untrusted",
            Self::CommonNameOnly => "cn-only",
            Self::Wildcard => "wildcard-unsupported",
            Self::SipName => "sip-name-missing",
            Self::Unordered => "chain-unordered",
            Self::LeafIsCa => "leaf-is-ca",
            Self::NoCrlPoint => "crl-point-missing",
            Self::Pss => "pss-signature",
            Self::Tls10 | Self::Tls11 | Self::OldSuite => "tls-legacy",
            Self::NewTls | Self::OddKey => return None,
            Self::NoChainWithoutSni | Self::SniNotTried => "sni-required",
            Self::OtherChainWithoutSni => "sni-changes-chain",
        })
    }

    /// What families say of which nothing else is known.
    fn most(self) -> Says {
        match self {
            Self::All(_) | Self::OldCopy(_) => Says::Refuses,
            // Clients of today sort for themselves, and what products ask of their own servers is no affair of theirs.
            Self::Unordered | Self::LeafIsCa | Self::NoCrlPoint | Self::Pss => Says::Accepts,
            // They do not insist on an answer, and may get one from where they are.
            Self::RevocationUnknown => Says::Accepts,
            // Assumed to be installed.
            Self::PrivateRoot => Says::Accepts,
            // They know TLS 1.2 and send SNI.
            Self::NewTls | Self::NoChainWithoutSni | Self::OtherChainWithoutSni | Self::SniNotTried => Says::Accepts,
            _ => Says::Unknown,
        }
    }
}

/// Faults of the path that whoever checks paths refuses.
const REFUSED_BY_ALL: &[&str] = &[
    "cert-expired",
    "cert-not-yet-valid",
    "cert-malformed",
    "issuer-not-ca",
    "key-usage-forbids-signing",
    "purpose-forbidden",
    "extension-unknown-critical",
    "path-too-long",
    "name-constraint-violated",
    "root-untrusted",
    "self-signed",
    "signature-weak",
    "key-weak",
];

/// Rules around the path whose findings stand in somebody's way.
const AROUND: &[(&str, Obstacle)] = &[
    ("handshake-signature-invalid", Obstacle::All("handshake-signature-invalid")),
    ("anchor-expired", Obstacle::AnchorExpired),
    ("wildcard-unsupported", Obstacle::Wildcard),
    ("sip-name-missing", Obstacle::SipName),
    ("chain-unordered", Obstacle::Unordered),
    ("leaf-is-ca", Obstacle::LeafIsCa),
    ("crl-point-missing", Obstacle::NoCrlPoint),
    ("pss-signature", Obstacle::Pss),
];

/// Where a second look is taken without SNI: hosts of web sites that clients without it connect to.
pub const LOOKED_AT_WITHOUT_SNI: &[EndpointKind] = &[
    EndpointKind::Sso,
    EndpointKind::WebServices,
    EndpointKind::AutodiscoverInternal,
    EndpointKind::AutodiscoverExternal,
    EndpointKind::Meet,
    EndpointKind::Dialin,
];

/// What each family that uses the endpoint makes of an observation; nothing where nothing was presented, or where a
/// client's certificate was asked about: these families are shown servers'.
pub(super) fn of(scene: &Scene<'_>, report: &EndpointReport, seen: &Observation) -> Vec<Client> {
    let Some(walk) = &seen.walk else { return Vec::new() };
    if seen.outcome != Outcome::Presented || walk.purpose == Purpose::Client || report.is_beside(seen) {
        return Vec::new();
    }
    let kinds = &report.endpoint.kinds;
    let obstacles = obstacles(scene, seen);
    let users = CLIENTS.iter().filter(|row| row.uses.iter().any(|kind| kinds.contains(kind)));
    let verdict = |row: &Row| {
        let mut obstacles = obstacles.clone();
        if row.family == Family::LyncPhone {
            obstacles.extend(without_sni(scene, report, seen, row));
        }
        row.verdict(kinds, &obstacles)
    };
    users.map(verdict).collect()
}

impl Row {
    /// By the first obstacle that refuses, else the first that leaves it open.
    fn verdict(&self, kinds: &[EndpointKind], obstacles: &[Obstacle]) -> Client {
        let applies = |cell: &&Cell| cell.at.is_empty() || cell.at.iter().any(|kind| kinds.contains(kind));
        let cell = |on: Obstacle| self.cells.iter().filter(applies).find(|cell| cell.on == on);
        let says = |on: Obstacle| cell(on).map_or(on.most(), |cell| cell.says);
        let worst = obstacles.iter().copied().map(says).max().unwrap_or(Says::Accepts);
        let decides = |on: &Obstacle| says(*on) == worst && (worst != Says::Accepts || cell(*on).is_some());
        let decisive = obstacles.iter().copied().find(decides);
        let decisive_cell = decisive.and_then(cell);
        Client {
            family: self.family,
            accepts: match worst {
                Says::Accepts => Some(true),
                Says::Unknown => None,
                Says::Refuses => Some(false),
            },
            because: decisive.filter(|_| worst != Says::Accepts).and_then(Obstacle::code),
            why: decisive_cell.map_or("", |cell| cell.why),
            source: decisive_cell.map_or("", |cell| cell.source),
            weak: decisive_cell.is_some_and(|cell| cell.weak),
        }
    }
}

/// Everything that may stand in somebody's way, what is on the path first.
fn obstacles(scene: &Scene<'_>, seen: &Observation) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if let Some(walk) = &seen.walk {
        // What other members send, Windows may have downloaded all the same.
        let downloaded = walk.completed_by.is_some() && seen.downloaded == Some(true);
        found.extend(walk.path.faults.iter().filter_map(|fault| on_path(walk, fault, downloaded)));
        found.extend(not_for_servers(walk).then_some(Obstacle::All("purpose-forbidden")));
    }
    // Of Microsoft's own hosts trust alone is judged.
    if scene.endpoint.is_some_and(|endpoint| endpoint.microsoft) {
        return found;
    }
    let end = seen.walk.as_ref().map(|walk| &walk.path.end);
    if end.is_some_and(|end| end.kind == EndKind::Anchored && !end.public) {
        found.push(Obstacle::PrivateRoot);
    }
    found.extend(name(scene, seen));
    let fires = |code: &str| of_code(code).any(|rule| fires(rule.check, scene, seen));
    found.extend(AROUND.iter().filter(|(code, _)| fires(code)).map(|(_, obstacle)| *obstacle));
    if seen.presented.leaf().is_some_and(|leaf| is_odd(&leaf.key.algorithm)) {
        found.push(Obstacle::OddKey);
    }
    found.extend(tls(seen));
    found
}

/// Whether a rule about observations finds something.
fn fires(check: Check, scene: &Scene<'_>, seen: &Observation) -> bool {
    matches!(check, Check::Observation(check) if !check(scene, seen).is_empty())
}

/// Whether a path that was walked for any purpose is none of a server's: clients still ask for that.
fn not_for_servers(walk: &Walk) -> bool {
    let serves = |usage: &String| matches!(purpose_name(usage), "serverAuth" | "anyExtendedKeyUsage");
    let other = |certificate: &PathCert| {
        let usages = certificate.cert.extensions.extended_key_usage.as_ref();
        usages.is_some_and(|usages| !usages.iter().any(serves))
    };
    let below = if walk.path.end.kind == EndKind::Anchored { walk.path.end.index } else { usize::MAX };
    walk.purpose == Purpose::Any && walk.path.certificates.iter().take(below.max(1)).any(other)
}

/// What a fault of the path is to clients.
fn on_path(walk: &Walk, fault: &Fault, downloaded: bool) -> Option<Obstacle> {
    // It shows only because of a lower one.
    if fault.conditional {
        return None;
    }
    let end = &walk.path.end;
    let anchored = end.kind == EndKind::Anchored;
    let at_anchor = anchored && end.index > 0 && fault.position == Position::Certificate(end.index);
    let digest = walk.path.certificates.get(fault.position.index()).and_then(|c| c.cert.signature.scheme.digest());
    match fault.code {
        "issuer-missing" if downloaded || walk.completed_by == Some(Completion::Aia) => Some(Obstacle::Downloaded),
        "issuer-missing" => Some(Obstacle::NotSent),
        "issuer-unknown" => Some(Obstacle::UnknownIssuer),
        "issuer-key-mismatch" => Some(Obstacle::WrongIssuer),
        code @ ("cert-expired" | "cert-not-yet-valid") if fault.decides && has_copy(walk, fault) => {
            Some(Obstacle::OldCopy(code))
        }
        "cert-revoked" => Some(Obstacle::Revoked),
        "explicitly-distrusted" => Some(Obstacle::Distrusted),
        "key-weak" if !fault.decides && !at_anchor => Some(Obstacle::ShortKey),
        "key-weak" if !fault.decides => Some(Obstacle::Unclear("key-weak")),
        "signature-weak" if fault.decides && digest == Some(Digest::Sha1) && anchored && !end.public => {
            Some(Obstacle::Sha1BelowPrivateRoot)
        }
        "revocation-unknown" => Some(Obstacle::RevocationUnknown),
        // Demanded by the user, not by clients.
        "requirement-unmet" => None,
        _ if !fault.decides => None,
        code if REFUSED_BY_ALL.contains(&code) && !at_anchor => Some(Obstacle::All(code)),
        code => Some(Obstacle::Unclear(code)),
    }
}

/// Whether somebody has a copy of the certificate that is in its time.
fn has_copy(walk: &Walk, fault: &Fault) -> bool {
    walk.replacements.iter().any(|copy| fault.position == Position::Certificate(copy.index))
}

fn name(scene: &Scene<'_>, seen: &Observation) -> Option<Obstacle> {
    let code = if seen.common_name_only { "cn-only" } else { "name-mismatch" };
    match seen.name_matches {
        Some(false) if scene.is_published_over_http() => Some(Obstacle::Unclear(code)),
        Some(false) if seen.common_name_only => Some(Obstacle::CommonNameOnly),
        Some(false) => Some(Obstacle::All(code)),
        _ => None,
    }
}

/// Whether browsers and Windows do not take such keys in the certificates of servers, while some libraries do. P-521 is
/// not among them: Lync and Skype for Business support it.
fn is_odd(key: &KeyAlgorithm) -> bool {
    match key {
        KeyAlgorithm::Rsa => false,
        KeyAlgorithm::Ec(curve) => !matches!(curve, Curve::P256 | Curve::P384 | Curve::P521),
        KeyAlgorithm::RsaPss | KeyAlgorithm::Ed25519 | KeyAlgorithm::Dsa | KeyAlgorithm::Other(_) => true,
    }
}

fn tls(seen: &Observation) -> Vec<Obstacle> {
    let Some(session) = &seen.session else { return Vec::new() };
    let cipher = session.cipher.as_deref().unwrap_or("TLS_ECDHE_");
    let mut found = match session.protocol.as_deref() {
        Some("SSLv3" | "TLSv1.0") => return vec![Obstacle::Tls10],
        Some("TLSv1.1") => return vec![Obstacle::Tls11],
        Some("TLSv1.2") if !cipher.starts_with("TLS_ECDHE_") => vec![Obstacle::OldSuite, Obstacle::NewTls],
        Some("TLSv1.2" | "TLSv1.3") => vec![Obstacle::NewTls],
        _ => return Vec::new(),
    };
    // A modern client stopped at something else than version and suite, which others may stop at too, or the suite is one
    // that clients of today have given up.
    let usual = cipher.contains("_AES_") && cipher.contains("_CBC_");
    if seen.is_of_first_flight() && cipher.starts_with("TLS_ECDHE_") && !usual
        || GIVEN_UP.iter().any(|part| cipher.contains(part))
    {
        found.insert(0, Obstacle::Unclear("tls-legacy"));
    }
    found
}

/// Parts of the names of suites that browsers and current Windows no longer offer.
const GIVEN_UP: &[&str] = &["_DSS_", "_RC4_", "_3DES_", "_SEED_", "_CAMELLIA_"];

/// What clients that send no SNI meet.
fn without_sni(scene: &Scene<'_>, report: &EndpointReport, seen: &Observation, row: &Row) -> Option<Obstacle> {
    let kinds = &report.endpoint.kinds;
    if report.endpoint.microsoft || !kinds.iter().any(|kind| LOOKED_AT_WITHOUT_SNI.contains(kind)) {
        return None;
    }
    seen.server_name.as_ref()?;
    let same_address = |other: &&Observation| other.server_name.is_none() && other.address == seen.address;
    let Some(bare) = report.observations.iter().find(same_address) else { return Some(Obstacle::SniNotTried) };
    match &bare.outcome {
        Outcome::Presented if chain_of(bare) == chain_of(seen) => None,
        Outcome::Presented => match row.verdict(kinds, &obstacles(scene, bare)).accepts {
            Some(false) => Some(Obstacle::OtherChainWithoutSni),
            _ => None,
        },
        Outcome::Silent(silence) if is_refusal(silence) => Some(Obstacle::NoChainWithoutSni),
        _ => Some(Obstacle::SniNotTried),
    }
}

/// The fingerprints of what was sent.
pub(super) fn chain_of(seen: &Observation) -> Vec<[u8; 32]> {
    seen.presented.sent.iter().map(|sent| sent.sha256).collect()
}

/// Whether the server ended the handshake, by an alert or without a word, as Windows does where no site is bound.
pub(super) fn is_refusal(silence: &Silence) -> bool {
    silence.stage == Stage::Handshake && matches!(silence.cause, Cause::Alert | Cause::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_odd_keys_nobody_is_said_to_take_them() {
        for key in [KeyAlgorithm::Rsa, KeyAlgorithm::Ec(Curve::P256), KeyAlgorithm::Ec(Curve::P521)] {
            assert!(!is_odd(&key), "{key}");
        }
        for key in [KeyAlgorithm::Ed25519, KeyAlgorithm::RsaPss, KeyAlgorithm::Ec(Curve::K256), KeyAlgorithm::Dsa] {
            assert!(is_odd(&key), "{key}");
        }
        for row in CLIENTS {
            let said = row.verdict(row.uses, &[Obstacle::OddKey]);
            assert_eq!((said.accepts, said.because), (None, None), "{}", row.family.as_str());
        }
    }
}
