//! Our verdict against rustls-webpki's.

use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{By, EndKind, Fact, Fault, Observation, Position, Severity, SubjectKind, Text, Trust},
    text, words,
};

pub const DISAGREE: Rule = Rule {
    code: "verifiers-disagree",
    severity: Severity::Notice,
    by: By::Program,
    title: "a second verifier judges the chain otherwise",
    explanation: "rustls-webpki is asked the same question. Where it answers otherwise for a reason that is not on the \
        list of its known differences, one of the two is wrong, and the case is worth reporting to the authors.",
    remedy: "report the chain to the authors of this program; rely on neither verdict alone",
    see: &["rustls-webpki documentation"],
    check: Check::Observation(disagree),
};

/// Errors of webpki that a chain trusted by us may meet: it is stricter there, by design.
const STRICTER: &[(&str, &str)] = &[
    ("CaUsedAsEndEntity", "refuses an authority as a leaf"),
    ("UnsupportedCertVersion", "reads version 3 only"),
    ("UnsupportedSignatureAlgorithm", "has fewer algorithms"),
    ("UnsupportedSignatureAlgorithmContext", "has fewer algorithms"),
    ("UnsupportedSignatureAlgorithmForPublicKey", "has fewer algorithms"),
    ("UnsupportedSignatureAlgorithmForPublicKeyContext", "has fewer algorithms"),
    ("UnsupportedSignatureAlgorithmParameters", "has fewer algorithms"),
    ("InvalidSignatureForPublicKey", "calls a right signature by a key under 2048 bits wrong"),
    ("UnsupportedNameType", "has fewer kinds of names"),
    ("UnsupportedCriticalExtension", "does not process certificate policies"),
    ("MalformedExtensions", "reads DER more strictly"),
    ("BadDer", "reads DER more strictly"),
    ("BadDerTime", "reads times more strictly"),
    ("TrailingData", "reads DER more strictly"),
    ("ExtensionValueInvalid", "reads DER more strictly"),
    ("InvalidSerialNumber", "refuses odd serial numbers"),
    ("NameConstraintViolation", "knows no directory-name constraints"),
    ("MalformedNameConstraint", "reads constraints more strictly"),
    ("MalformedDnsIdentifier", "reads names more strictly"),
    ("PathLenConstraintViolated", "counts self-issued certificates"),
    ("MaximumPathDepthExceeded", "allows six intermediates"),
    ("MaximumSignatureChecksExceeded", "has other limits"),
    ("MaximumPathBuildCallsExceeded", "has other limits"),
    ("MaximumNameConstraintComparisonsExceeded", "has other limits"),
    ("RequiredEkuNotFound", "does not count anyExtendedKeyUsage"),
    ("RequiredEkuNotFoundContext", "does not count anyExtendedKeyUsage"),
    ("UnknownIssuer", "compares names byte by byte, takes no self-signed leaf and no key under 2048 bits"),
];

/// Codes of ours for which webpki does not refuse: it does not look.
const UNSEEN: &[&str] = &[
    "key-usage-forbids-signing",
    "name-constraint-violated",
    "path-too-long",
    "policy-not-satisfied",
    "cert-malformed",
    "purpose-forbidden",
    "search-stopped",
    "signature-weak",
    "key-weak",
    "cert-revoked",
    "explicitly-distrusted",
    "revocation-unknown",
    "requirement-unmet",
];

fn disagree(_: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let (Some(walk), Some(opinion)) = (&observation.walk, &observation.opinion) else { return Vec::new() };
    let known = match (walk.trust, opinion) {
        (Trust::Trusted, Err(error)) => STRICTER.iter().any(|(name, _)| name == error),
        (Trust::Untrusted, Ok(())) => {
            // To webpki an anchor is a name and a key under every profile.
            let end = &walk.path.end;
            let anchored = end.kind == EndKind::Anchored && end.index > 0;
            let anchor = anchored.then_some(Position::Certificate(end.index));
            let unseen = |f: &Fault| f.decides && (UNSEEN.contains(&f.code) || Some(f.position) == anchor);
            walk.path.faults.iter().any(unseen)
        }
        _ => true,
    };
    if known {
        return Vec::new();
    }
    let theirs = match opinion {
        Ok(()) => Text::words(words!("accepts")),
        Err(error) => error.into(),
    };
    let evidence =
        vec![Fact::text("this program", Text::words(walk.trust.as_str())), Fact::text("rustls-webpki", theirs)];
    let remedy = text!(
        "verifiers-report": "report the chain to the authors of this program; rely on neither verdict alone"
    );
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}
