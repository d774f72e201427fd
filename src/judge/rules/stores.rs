//! What stores say of a chain: lists of distrusted certificates, and further stores that judge otherwise.

use crate::{
    judge::{Check, Draft, Rule, Scene, text},
    model::{Beside, By, EndKind, Fact, Fault, Observation, Severity, SubjectKind, Text, Trust},
    text, words,
};

pub const DISTRUSTED: Rule = Rule {
    code: "explicitly-distrusted",
    severity: Severity::Critical,
    by: By::Windows,
    title: "a certificate on the path is on a list of distrusted ones",
    explanation: "A list names this certificate, its key or what was signed as distrusted: Microsoft's list of disallowed \
        certificates, the store of untrusted certificates of a Windows machine, or one given with --distrust. Windows \
        refuses every chain over such a certificate (CERT_TRUST_IS_EXPLICIT_DISTRUST), and installing its root by hand \
        does not help. Certificates come onto such lists when their key was stolen or their authority has failed; an \
        administrator may also have put one there by mistake.",
    remedy: "replace the certificate by one from another key, and an authority by another one; if it was distrusted by \
        mistake, take it off the list or out of the store of untrusted certificates on the clients",
    see: &[
        "https://learn.microsoft.com/security/trusted-root/deprecation",
        "https://learn.microsoft.com/windows-server/identity/ad-cs/certificate-trust",
    ],
    check: Check::Fault(distrusted),
};

fn distrusted(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> Text {
    let index = fault.position.index();
    let label = text::label(observation, index);
    let machine = text::machine(scene, observation);
    match index {
        0 => text!(
            "distrusted-new-key":
                "get a certificate with a new key in place of {label} and install it with its chain on {machine}",
            label, machine
        ),
        _ => text!(
            "distrusted-other-authority":
                "get a certificate from an authority that is not below {label}, and install it with its chain on \
                 {machine}; if {label} is your own and on the list by mistake, take it off the list and out of the \
                 clients' untrusted certificates",
            label, machine
        ),
    }
}

pub const DISAGREE: Rule = Rule {
    code: "store-disagreement",
    severity: Severity::Notice,
    by: By::Clients,
    title: "another store judges otherwise",
    explanation: "The deciding store (--store, --anchors) and a further one (--also) come to different verdicts on the \
        same chain. Clients use the store of their system or their own: what one accepts another refuses. A private root \
        is in no public store, and public stores take in and drop roots at different times.",
    remedy: "install the root on the clients whose store lacks it, or use an authority that all stores hold",
    see: &["RFC 5280 6.1.1 (d)"],
    check: Check::Observation(disagree),
};

fn disagree(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(walk) = &observation.walk else { return Vec::new() };
    let differs = |b: &&Beside| {
        matches!((walk.trust, b.trust), (Trust::Trusted, Trust::Untrusted) | (Trust::Untrusted, Trust::Trusted))
    };
    let others: Vec<&Beside> = observation.also.iter().filter(differs).collect();
    let Some(first) = others.first() else { return Vec::new() };
    let said = |trust: Trust, because: Option<&str>| {
        let code = because.filter(|_| trust != Trust::Trusted).map(|code| format!(" ({code})"));
        Text::words(trust.as_str()).then(code.unwrap_or_default())
    };
    let mut evidence = vec![Fact::text("the deciding store", said(walk.trust, walk.broken().map(|f| f.code)))];
    let by_store = observation.also.iter().map(|b| Text::from(format!("{}: ", b.store)).then(said(b.trust, b.because)));
    evidence.push(Fact::texts("further stores", by_store));
    let names: Vec<&str> = others.iter().map(|b| b.store.as_str()).collect();
    let names = names.join(", ");
    let last = walk.path.certificates.len().saturating_sub(1);
    let root = text::label(observation, last);
    let machine = text::machine(scene, observation);
    let no_reason = || Text::words(words!("no reason known"));
    let remedy = match (walk.trust, first.because) {
        (Trust::Trusted, Some("root-untrusted" | "issuer-unknown" | "self-signed" | "issuer-missing")) => text!(
            "stores-install-root":
                "clients that trust by {names} refuse {machine}: install {root} in their root store by group policy or \
                 device management, or serve a chain that ends at a root they hold",
            names, machine, root
        ),
        (Trust::Trusted, code) => text!(
            "stores-serve-other":
                "clients that trust by {names} refuse {machine} ({code}): serve a chain that those clients accept too",
            names, machine, code = code.map_or_else(no_reason, Text::from)
        ),
        _ if walk.path.end.kind == EndKind::Anchored => text!(
            "stores-mend":
                "clients that trust by {names} accept {machine}, those that trust by the deciding store do not: mend \
                 what is broken for them ({code})",
            names, machine, code = walk.broken().map_or_else(no_reason, |fault| fault.code.into())
        ),
        _ => text!(
            "stores-install-above":
                "clients that trust by {names} accept {machine}, those that trust by the deciding store do not: install \
                 the root above {root} in their root store, or serve a chain that ends at a root they hold",
            names, machine, root
        ),
    };
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}
