//! Dates: run out, not begun, ending soon.

use crate::{
    judge::{
        Check, Draft, Rule, Scene, short,
        text::{self, Action},
    },
    model::{
        By, EndKind, Fact, Fault, Observation, Position, Severity, Subject, SubjectKind, Text, chain::Replacement,
    },
    text,
};

pub const EXPIRED: Rule = Rule {
    code: "cert-expired",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a certificate on the path has run out",
    explanation: "The end of the certificate's validity lies before the time judged at. Every client refuses such a \
        path, for a leaf and for an intermediate alike; Windows services do not even start with an expired certificate \
        of their own.",
    remedy: "renew the certificate; for an intermediate, fetch the current one of the same name from the authority and \
        replace it in the chain that the server sends",
    see: &["RFC 5280 6.1.3 (a)(2)"],
    check: Check::Fault(|scene, observation, fault| {
        let index = fault.position.index();
        let by_copy = text::replacement(observation, index).map(|copy| exchange(scene, observation, copy));
        by_copy.unwrap_or_else(|| text::replace(scene, observation, index, Action::Renew))
    }),
};

/// The remedy where a copy of the authority's certificate is known that is valid now.
fn exchange(scene: &Scene<'_>, observation: &Observation, copy: &Replacement) -> Text {
    let new = (&*copy.cert, &copy.source);
    text::exchange(scene, observation, copy.place, new).then(text::exchange_on_windows())
}

pub const NOT_YET_VALID: Rule = Rule {
    code: "cert-not-yet-valid",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a certificate on the path is not valid yet",
    explanation: "The start of the certificate's validity lies after the time judged at. Either it was installed too \
        early, or a clock is wrong: this machine's, or that of the authority which issued it.",
    remedy: "compare the clocks of this machine and of the authority; until the start of validity use the previous \
        certificate",
    see: &["RFC 5280 6.1.3 (a)(2)"],
    check: Check::Fault(not_yet),
};

fn not_yet(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> Text {
    if let Some(copy) = text::replacement(observation, fault.position.index()) {
        let exchange = exchange(scene, observation, copy);
        return text!("clock-or-exchange": "check the clock of this machine; if it is right, {exchange}", exchange);
    }
    text!(
        "clock-or-previous":
            "check the clock of this machine; if it is right, put the previous certificate back on {machine} until \
             {label} becomes valid",
        machine = text::machine(scene, observation),
        label = text::label(observation, fault.position.index())
    )
}

pub const EXPIRES_SOON: Rule = Rule {
    code: "cert-expires-soon",
    severity: Severity::Warning,
    by: By::Rfc5280,
    title: "a certificate on the path ends soon",
    explanation: "The end of validity is within the warning window: a quarter of the certificate's lifetime, at most 30 \
        days, unless --warn-within says otherwise. An intermediate that runs out breaks every server below it at once.",
    remedy: "renew the certificate, install it on every member and restart what holds it",
    see: &["RFC 5280 4.1.2.5"],
    check: Check::Observation(expires_soon),
};

fn expires_soon(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(walk) = &observation.walk else { return Vec::new() };
    let anchor = (walk.path.end.kind == EndKind::Anchored).then_some(walk.path.end.index).filter(|i| *i > 0);
    let mut drafts = Vec::new();
    for (i, member) in walk.path.certificates.iter().enumerate() {
        let cert = &member.cert;
        let window = scene.policy.warn_within.seconds(cert.lifetime());
        let left = cert.not_after.saturating_sub(scene.time);
        if anchor == Some(i) || !cert.is_valid_at(scene.time) || left > window {
            continue;
        }
        let mut evidence = text::certificate_at(observation, i);
        evidence.push(Fact::time("valid until", cert.not_after));
        drafts.push(Draft {
            subject: Subject::at(SubjectKind::Certificate, i),
            severity: None,
            by: None,
            title: None,
            evidence,
            remedy: match text::replacement(observation, i).filter(|copy| copy.cert.not_after - scene.time > window) {
                Some(copy) => exchange(scene, observation, copy),
                None => text::replace(scene, observation, i, Action::Renew),
            },
            key: short(&cert.sha256),
        });
    }
    drafts
}

pub const ANCHOR_EXPIRED: Rule = Rule {
    code: "anchor-expired",
    severity: Severity::Warning,
    by: By::Windows,
    title: "the root that the path ends at has run out",
    explanation: "RFC 5280 trusts an anchor as a name and a key, whatever its dates, and so do rustls and others; \
        Windows looks at the dates of the root too, as do OpenSSL and some appliances, and a store that is tidied up will \
        drop it. The CA/Browser Forum speaks to authorities and says nothing of clients.",
    remedy: "distribute the authority's current root to the clients before they lose this one",
    see: &["RFC 5280 6.1.1 (d)"],
    check: Check::Observation(anchor_expired),
};

fn anchor_expired(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(walk) = &observation.walk else { return Vec::new() };
    let end = &walk.path.end;
    // Under the profile `strict` the walk has said so already.
    let said = |f: &Fault| f.position == Position::Certificate(end.index) && f.code == "cert-expired";
    if end.kind != EndKind::Anchored || end.index == 0 || walk.path.faults.iter().any(said) {
        return Vec::new();
    }
    let Some(cert) = text::certificate(observation, end.index).filter(|c| c.not_after < scene.time) else {
        return Vec::new();
    };
    let mut evidence = text::certificate_at(observation, end.index);
    evidence.push(Fact::time("valid until", cert.not_after));
    let remedy = text!(
        "anchor-replace":
            "replace {label} in the clients' stores by its authority's current root, and move {machine} to a chain below \
             that one",
        label = cert.label(), machine = text::machine(scene, observation)
    );
    let subject = Subject::at(SubjectKind::Certificate, end.index);
    vec![Draft { subject, severity: None, by: None, title: None, evidence, remedy, key: short(&cert.sha256) }]
}
