//! Wildcards where the role wants names.

use crate::{
    judge::{
        Check, Draft, Rule, Scene,
        roles::{self, Answers, answers},
        rules::sip_name,
        short, text,
    },
    model::{By, Cert, Endpoint, EndpointKind, Fact, Observation, Severity, Subject, SubjectKind},
};

pub const UNSUPPORTED: Rule = Rule {
    code: "wildcard-unsupported",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "only a wildcard answers for the name, and this role needs it explicitly",
    explanation: "Browsers accept the wildcard, but the external services of an Edge Server (Access Edge, federation, Web \
        Conferencing) and the SIP service of Front End and Director pools are documented to need their names letter for \
        letter. Whoever compares whole names, as a server of a partner or a phone may, refuses, so that some connections \
        fail and others work. Microsoft's own pages differ in places (Lync Server 2013 tolerates a wildcard \
        on the internal side of an Edge, a page for 2015 shows one for XMPP), and nothing is said here of those. \
        Wildcards are fine for web services, meet, dialin, lyncdiscover, AD FS, XMPP and, one level deep, for the \
        session border controllers of Direct Routing.",
    remedy: "issue the certificate again with the explicit names (an additional wildcard does no harm) and install it on \
        every member of the pool",
    see: &[
        "Microsoft, Lync Server 2013: wildcard certificate support",
        "Microsoft, Edge Server environmental requirements",
        "Microsoft, Cloud consolidation: Edge certificates",
    ],
    check: Check::Observation(unsupported),
};

/// The roles that need explicit names.
const EXPLICIT: &[EndpointKind] = &[
    EndpointKind::AccessEdgeClient,
    EndpointKind::Federation,
    EndpointKind::WebConferencing,
    EndpointKind::SipInternal,
];

/// Whether a wildcard alone answers for the connecting name where the role needs the name itself.
pub(super) fn stands_in(endpoint: &Endpoint, leaf: &Cert) -> bool {
    let name = endpoint.names.first().map_or("", String::as_str);
    roles::is_any(endpoint, EXPLICIT) && answers(leaf, name) == Answers::ByWildcard
}

fn unsupported(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some((endpoint, leaf)) = roles::at(scene, observation, EXPLICIT) else { return Vec::new() };
    if observation.name_matches != Some(true) || !stands_in(endpoint, leaf) {
        return Vec::new();
    }
    let mut wanted: Vec<String> = endpoint.names.first().cloned().into_iter().collect();
    wanted.extend(sip_name::needed(scene, endpoint).into_iter().filter(|n| answers(leaf, n) != Answers::ByName));
    let mut evidence = text::certificate_at(observation, 0);
    evidence.push(Fact::list("names that must stand in it", &wanted));
    evidence.extend(text::names_of(leaf));
    let remedy = text::replace_on_pool(scene, observation, text::with_names(&wanted));
    let subject = Subject::at(SubjectKind::Certificate, 0);
    vec![Draft { subject, severity: None, by: None, title: None, evidence, remedy, key: short(&leaf.sha256) }]
}
