//! Whether the leaf answers for the name the client connects by.

use crate::{
    judge::{Check, Draft, Rule, Scene, short, text},
    model::{By, EndpointKind, Fact, Observation, Severity, Subject, SubjectKind},
    text,
};

pub const MISMATCH: Rule = Rule {
    code: "name-mismatch",
    severity: Severity::Critical,
    by: By::Names,
    title: "the certificate is for other names",
    explanation: "None of the certificate's subject alternative names matches the name that the client connects by. \
        Typical: a reverse proxy sends its default certificate because no site is bound to the name, or a second SIP \
        domain was added and the certificate was not.",
    remedy: "issue the certificate with that name, or bind the right certificate to it",
    see: &["RFC 9525 6", "RFC 2818 3.1"],
    check: Check::Observation(|scene, observation| drafts(scene, observation, false)),
};

pub const CN_ONLY: Rule = Rule {
    code: "cn-only",
    severity: Severity::Critical,
    by: By::Names,
    title: "only the subject's common name matches, and clients do not look there",
    explanation: "The name stands in the subject but not among the subject alternative names. Clients of today compare \
        the latter alone. RFC 9525 forbids looking at the common name, which older standards allowed as a last resort; RFC \
        5280 does not say which names count; the CA/Browser Forum demands every name among the alternative ones; Windows' \
        own check still knows the common name, Chrome and Apple's clients do not. Lync and Skype for Business servers \
        among themselves look at it, so that a certificate without alternative names on the internal side of an Edge \
        Server is documented as fine, though this program and every modern library refuse it there too; and so does \
        Teams, when it connects to a session border controller, where this is a notice.",
    remedy: "issue the certificate again with the name repeated as a subject alternative name",
    see: &[
        "RFC 9525 2",
        "RFC 6125 6.4.4",
        "Microsoft, Lync Server 2013: certificate requirements for internal servers",
        "Microsoft, Plan Direct Routing",
    ],
    check: Check::Observation(|scene, observation| drafts(scene, observation, true)),
};

fn drafts(scene: &Scene<'_>, observation: &Observation, common_name_only: bool) -> Vec<Draft> {
    if observation.name_matches != Some(false) || observation.common_name_only != common_name_only {
        return Vec::new();
    }
    let (Some(leaf), Some(endpoint)) = (observation.presented.leaf(), scene.endpoint) else { return Vec::new() };
    let wanted = endpoint.names.first().cloned().unwrap_or_default();
    let mut evidence =
        vec![Fact::text("certificate", text::subject(leaf)), Fact::text("connecting name", wanted.clone())];
    evidence.extend(text::names_of(leaf));
    let machine = text::machine(scene, observation);
    let remedy = match text::misplaced_leaf(observation) {
        Some((_, meant)) => text::leaf_first(scene, observation, meant),
        None => text!(
            "name-issue-or-bind":
                "issue {label} again with the subject alternative name {wanted}, or bind a certificate that has it to \
                 that name on {machine}",
            label = leaf.label(), wanted, machine
        ),
    };
    let subject = Subject::at(SubjectKind::Certificate, 0);
    // Teams looks at the subject too, and nobody else connects to a controller.
    let only_teams = common_name_only && endpoint.kinds == [EndpointKind::DirectRoutingSbc];
    evidence.extend(text::over_http(scene));
    let severity = if only_teams { Some(Severity::Notice) } else { text::severity_over_http(scene) };
    vec![Draft { subject, severity, by: None, title: None, evidence, remedy, key: short(&leaf.sha256) }]
}
