//! The checks on one certificate and one link of a path, a small function each.
//!
//! Each returns a [`Check`] and pushes what fails as a [`Fault`]; none stops the others. Certificate 0 is the leaf.
//! An anchor is trusted as name and key: its dates, usages and own signature are not looked at here, its name
//! constraints and path length are.

use super::{
    Options,
    pool::State,
    profile::{self, Place},
};
use crate::{
    model::{
        Cert, Check, Distrusted, Fact, Fault, GeneralName, Position, Purpose, Text, calendar,
        cert::{KeyAlgorithm, NameConstraints},
        extensions::purpose_name,
    },
    text, words,
    x509::{
        digests,
        names::{Within, wildcard_reaches, within},
        oid,
    },
};

/// A path as the checks see it.
pub(super) struct View<'a> {
    pub certs: Vec<&'a Cert>,
    /// The last certificate is an anchor.
    pub anchored: bool,
}

impl View<'_> {
    /// Whether certificate `i` counts only as a name and a key.
    pub fn is_anchor(&self, i: usize) -> bool {
        self.anchored && i > 0 && i + 1 == self.certs.len()
    }
}

/// Collects faults of one place.
pub(super) struct Faults<'a> {
    pub at: Position,
    pub list: &'a mut Vec<Fault>,
}

impl Faults<'_> {
    pub fn fail(&mut self, code: &'static str, facts: Vec<Fact>) -> Check {
        self.list.push(Fault { position: self.at, code, facts, decides: true, conditional: false });
        Check::Fails
    }

    pub fn note(&mut self, code: &'static str, facts: Vec<Fact>) {
        self.list.push(Fault { position: self.at, code, facts, decides: false, conditional: false });
    }
}

/// Every part of the certificate that matters for trust could be read.
pub(super) fn syntax(cert: &Cert, faults: &mut Faults<'_>) -> Check {
    if cert.problems.is_empty() {
        return Check::Holds;
    }
    faults.fail("cert-malformed", vec![Fact::texts("unreadable", &cert.problems)])
}

/// RFC 5280 6.1.3 (a)(2).
pub(super) fn validity(cert: &Cert, time: i64, faults: &mut Faults<'_>) -> Check {
    let facts = || vec![Fact::time("valid from", cert.not_before), Fact::time("valid until", cert.not_after)];
    if time > cert.not_after {
        return faults.fail("cert-expired", facts());
    }
    if time < cert.not_before {
        return faults.fail("cert-not-yet-valid", facts());
    }
    Check::Holds
}

/// Whether a list of distrusted certificates names it; `None` where there is no list.
pub(super) fn distrust(cert: &Cert, distrusted: &Distrusted, faults: &mut Faults<'_>) -> Option<Check> {
    if distrusted.is_empty() {
        return None;
    }
    let digests = digests::of(cert);
    let Some((digest, list)) = digests.iter().find_map(|d| distrusted.listed(&d.bytes).map(|list| (d, list))) else {
        return Some(Check::Holds);
    };
    let facts = vec![Fact::text("listed by", list), Fact::text(digest.what, crate::model::cert::hex(&digest.bytes))];
    Some(faults.fail("explicitly-distrusted", facts))
}

/// RFC 5280 6.1.4 (k): an issuer says so in its basic constraints.
pub(super) fn basic_constraints(cert: &Cert, faults: &mut Faults<'_>) -> Check {
    let seen = match &cert.extensions.basic_constraints {
        Some(b) if b.ca => return Check::Holds,
        Some(_) => words!("basic constraints say it is not"),
        None if cert.version < 3 => words!("a certificate of version 1 cannot say that it is"),
        None => words!("it has no basic constraints"),
    };
    faults.fail("issuer-not-ca", vec![Fact::text("certification authority", Text::words(seen))])
}

/// RFC 5280 6.1.4 (l) and (m): how many intermediates, self-issued ones not counted, an authority above allows below.
pub(super) fn path_length(view: &View<'_>, i: usize, faults: &mut Faults<'_>) -> Check {
    let mut applies = false;
    let counts = |c: &&&Cert| !c.is_self_issued();
    for (j, upper) in view.certs.iter().enumerate().skip(i + 1) {
        let Some(most) = upper.extensions.basic_constraints.and_then(|b| b.path_length) else { continue };
        applies = true;
        // Blamed is the one that is too many, counted from the constrainer down; the others are just below it.
        let down_to_here = view.certs[i..j].iter().filter(counts).count();
        if !view.certs[i].is_self_issued() && down_to_here == most as usize + 1 {
            let facts = vec![
                Fact::text("limited by", upper.label()),
                Fact::number("intermediates allowed below it", most as usize),
                Fact::number("intermediates there", view.certs[1..j].iter().filter(counts).count()),
            ];
            return faults.fail("path-too-long", facts);
        }
    }
    if applies { Check::Holds } else { Check::NotApplicable }
}

/// RFC 5280 6.1.4 (n).
pub(super) fn key_usage(cert: &Cert, faults: &mut Faults<'_>) -> Check {
    match cert.extensions.key_usage {
        None => Check::NotApplicable,
        Some(usage) if usage.key_cert_sign() => Check::Holds,
        Some(usage) => faults.fail("key-usage-forbids-signing", vec![Fact::list("key usage", usage.names())]),
    }
}

/// RFC 5280 4.2.1.12 on every certificate below the anchor, as all TLS clients read it; for a leaf also its key usage.
pub(super) fn purpose(cert: &Cert, is_leaf: bool, purpose: Purpose, faults: &mut Faults<'_>) -> Check {
    let (wanted, word) = match purpose {
        Purpose::Server => (oid::SERVER_AUTH, "serverAuth"),
        Purpose::Client => (oid::CLIENT_AUTH, "clientAuth"),
        Purpose::Any => return Check::NotApplicable,
    };
    // digitalSignature, keyEncipherment or keyAgreement: one of them in every TLS handshake (RFC 5246 7.4.2, RFC 8446
    // 4.4.2.2). An authority in the leaf's place is spoken of as that.
    if let Some(usage) = cert.extensions.key_usage.filter(|u| is_leaf && !cert.is_ca() && u.0 & 0b1_0101 == 0) {
        let needed = Fact::text("needed", Text::words(words!("digitalSignature, keyEncipherment or keyAgreement")));
        return faults.fail("purpose-forbidden", vec![needed, Fact::list("key usage", usage.names())]);
    }
    let Some(usages) = &cert.extensions.extended_key_usage else { return Check::NotApplicable };
    if usages.iter().any(|u| u == wanted || u == oid::ANY_PURPOSE) {
        return Check::Holds;
    }
    let facts =
        vec![Fact::text("needed", word), Fact::list("extended key usage", usages.iter().map(|u| purpose_name(u)))];
    faults.fail("purpose-forbidden", facts)
}

/// RFC 5280 6.1.4 (o) and 6.1.5 (f).
pub(super) fn critical_extensions(cert: &Cert, faults: &mut Faults<'_>) -> Check {
    // Microsoft's application policies repeat the extended key usage; where that is there they add nothing.
    let repeated = |o: &&String| *o == oid::APPLICATION_POLICIES && cert.extensions.extended_key_usage.is_some();
    let unknown: Vec<&String> = cert.extensions.unknown_critical.iter().filter(|o| !repeated(o)).collect();
    if unknown.is_empty() {
        return Check::Holds;
    }
    let facts = vec![Fact::list("critical extension", unknown)];
    faults.fail("extension-unknown-critical", facts)
}

/// Keys that mainstream clients refuse: RSA under 1024 bits, under 2048 in publicly trusted chains (CA/Browser Forum
/// requirements 6.1.5). Shorter than 2048 elsewhere is a warning.
pub(super) fn key(cert: &Cert, is_public: bool, faults: &mut Faults<'_>) -> Check {
    let bits = cert.key.bits;
    if !matches!(cert.key.algorithm, KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss) || bits == 0 {
        return Check::NotApplicable;
    }
    let facts = {
        let algorithm = cert.key.algorithm.to_string();
        vec![Fact::text("key", text!("key-of-bits": "{algorithm} of {bits} bits", algorithm, bits = i64::from(bits)))]
    };
    if bits < 1024 || (bits < 2048 && is_public) {
        return faults.fail("key-weak", facts);
    }
    if bits < 2048 {
        faults.note("key-weak", facts);
    }
    Check::Holds
}

/// What the profile demands beyond what clients check; see `profile`.
pub(super) fn requirements(cert: &Cert, place: Place, strict: bool, faults: &mut Faults<'_>) -> Check {
    let unmet = profile::unmet(cert, place);
    if unmet.is_empty() {
        return Check::Holds;
    }
    let facts = vec![Fact::texts("not met", unmet)];
    if strict {
        return faults.fail("requirement-unmet", facts);
    }
    faults.note("requirement-unmet", facts);
    Check::Holds
}

/// RFC 5280 6.1.3 (b) and (c): the names of certificate `i` against the constraints of every certificate above.
///
/// Adds the comparisons to `comparisons`; past the limit the certificate is `search-stopped`.
pub(super) fn name_constraints(
    view: &View<'_>,
    i: usize,
    options: &Options<'_>,
    comparisons: &mut usize,
    faults: &mut Faults<'_>,
) -> Check {
    let cert = view.certs[i];
    let mut constrainers = view.certs.iter().skip(i + 1).filter(|c| c.extensions.name_constraints.is_some()).peekable();
    if constrainers.peek().is_none() || (i > 0 && cert.is_self_issued()) {
        return Check::NotApplicable;
    }
    let names = constrained_names(cert);
    for constrainer in constrainers {
        let Some(constraints) = &constrainer.extensions.name_constraints else { continue };
        let work = comparisons_needed(&names, constraints);
        let left = options.limits.all_comparisons.saturating_sub(*comparisons);
        if work > options.limits.comparisons.min(left) {
            let facts = vec![
                Fact::text("limit", Text::words(words!("comparisons of names with name constraints"))),
                Fact::number("needed", work),
                Fact::number("allowed", options.limits.comparisons.min(left)),
            ];
            faults.at = Position::End(i);
            return faults.fail("search-stopped", facts);
        }
        *comparisons += work;
        for name in &names {
            if let Some(rule) = violation(name, &constraints.permitted, &constraints.excluded) {
                let facts = vec![
                    Fact::text("name", name.to_string()),
                    Fact::text("constrained by", constrainer.label()),
                    Fact::text("rule", rule),
                ];
                return faults.fail("name-constraint-violated", facts);
            }
        }
    }
    Check::Holds
}

/// How many comparisons the names of a certificate cost against the constraints of one authority.
///
/// As BoringSSL counts: all names times all constraints, less the subject itself. URIs, which it does not support, are
/// compared among themselves, counted apart, and count a quarter.
fn comparisons_needed(names: &[GeneralName], constraints: &NameConstraints) -> usize {
    let is_uri = |n: &&GeneralName| matches!(n, GeneralName::Uri(_));
    let counted = |n: &&GeneralName| !matches!(n, GeneralName::Uri(_) | GeneralName::Other(_));
    let all = || constraints.permitted.iter().chain(&constraints.excluded);
    let (uris, others) = (names.iter().filter(is_uri).count(), names.iter().filter(counted).count());
    let (constraints, uri_constraints) = (all().filter(counted).count(), all().filter(is_uri).count());
    (others.saturating_sub(1) * constraints).max(uris * uri_constraints / 4)
}

/// The names that constraints speak of: the subject, its alternative names, and e-mail addresses in the subject where
/// the alternative names have none (RFC 5280 4.2.1.10).
fn constrained_names(cert: &Cert) -> Vec<GeneralName> {
    let mut names: Vec<GeneralName> = cert.extensions.subject_alt_names.clone().unwrap_or_default();
    if !names.iter().any(|n| matches!(n, GeneralName::Email(_))) {
        names.extend(cert.emails.iter().cloned().map(GeneralName::Email));
    }
    if !cert.subject.key.is_empty() {
        names.push(GeneralName::Directory(cert.subject.clone()));
    }
    names
}

fn violation(name: &GeneralName, permitted: &[GeneralName], excluded: &[GeneralName]) -> Option<Text> {
    for subtree in excluded {
        let hit = match within(name, subtree) {
            None | Some(Within::No) => wildcard_reaches(name, subtree),
            Some(Within::Yes | Within::Unclear) => true,
        };
        if hit {
            return Some(text!("names-excluded": "excluded: {names}", names = subtree.to_string()));
        }
    }
    let answers: Vec<Within> = permitted.iter().filter_map(|subtree| within(name, subtree)).collect();
    if answers.is_empty() || (answers.contains(&Within::Yes) && !answers.contains(&Within::Unclear)) {
        return None;
    }
    let shown: Vec<String> =
        permitted.iter().filter(|s| s.kind() == name.kind()).take(8).map(ToString::to_string).collect();
    Some(text!("names-permitted": "permitted only: {names}", names = shown.join(", ")))
}

/// The three checks on the link from `child` to `issuer`: names, key identifiers, signature, and how strong what was
/// signed is.
pub(super) fn link(child: &Cert, issuer: &Cert, state: &State, time: i64, faults: &mut Faults<'_>) -> [Check; 4] {
    let authority = child.extensions.authority_key_id.as_ref().and_then(|a| a.key_id.as_deref());
    let subject = issuer.extensions.subject_key_id.as_deref();
    let key_ids = match (authority, subject) {
        (Some(wanted), Some(found)) if wanted == found => Check::Holds,
        (Some(_), Some(_)) => Check::Fails,
        _ => Check::NotApplicable,
    };
    let ids = || {
        let id = |label, bytes: Option<&[u8]>| bytes.map(|b| Fact::text(label, crate::model::cert::hex(b)));
        let wanted = id(words!("key identifier of the issuer it names"), authority);
        wanted.into_iter().chain(id(words!("key identifier of the certificate found"), subject)).collect::<Vec<_>>()
    };
    match state {
        State::Verified => {
            if key_ids == Check::Fails {
                faults.note("key-id-mismatch", ids());
            }
            let facts = || vec![Fact::text("signature", child.signature.scheme.to_string())];
            let strength = match child.signature.scheme.digest() {
                Some(digest) if calendar::is_refused(digest, time) => faults.fail("signature-weak", facts()),
                Some(digest) if calendar::is_weak(digest) => {
                    faults.note("signature-weak", facts());
                    Check::Holds
                }
                _ => Check::Holds,
            };
            [Check::Holds, key_ids, Check::Holds, strength]
        }
        State::Uncheckable(why) => {
            // An issuer whose key cannot be read is the fault, not the link.
            if issuer.problems.is_empty() {
                let (algorithm, bits) = (issuer.key.algorithm.to_string(), i64::from(issuer.key.bits));
                let key = text!("issuer-key": "{algorithm}, {bits} bits", algorithm, bits);
                let facts = vec![
                    Fact::text("signature", child.signature.scheme.to_string()),
                    Fact::text("issuer's key", key),
                    Fact::text("why not", why.clone()),
                ];
                faults.fail("signature-unsupported", facts);
            }
            [Check::Holds, key_ids, Check::Unchecked, Check::Unchecked]
        }
        State::OtherName => {
            let facts = vec![
                Fact::text("issuer named", child.issuer.text.clone()),
                Fact::text("name of the certificate whose key signed", issuer.subject.text.clone()),
            ];
            faults.fail("issuer-key-mismatch", facts);
            [Check::Fails, key_ids, Check::Holds, Check::Holds]
        }
        State::OtherKey => {
            let mut facts = vec![Fact::text("issuer named", child.issuer.text.clone())];
            facts.push(Fact::text(
                "signature",
                Text::words(words!("not made by the key of the certificate of that name")),
            ));
            facts.extend(ids());
            faults.fail("issuer-key-mismatch", facts);
            [Check::Holds, key_ids, Check::Fails, Check::NotApplicable]
        }
    }
}
