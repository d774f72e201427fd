//! Oddities of a path that break nothing.

use crate::{
    judge::{
        Check, Draft, Rule, Scene, short,
        text::{self, Action},
    },
    model::{By, Fact, Observation, Severity, Subject, SubjectKind, Trust},
    text,
};

pub const LEAF_IS_CA: Rule = Rule {
    code: "leaf-is-ca",
    severity: Severity::Notice,
    by: By::Forum,
    title: "the server's certificate is an authority's",
    explanation: "The leaf says that it may issue certificates. RFC 5280 does not mind; the CA/Browser \
        Forum forbids it in a server's certificate; of deployed clients most accept it, rustls and some appliances refuse. \
        The key of an authority should not lie on a server.",
    remedy: "issue the server's certificate from a template for servers",
    see: &["RFC 5280 4.2.1.9", "CA/Browser Forum TLS Baseline Requirements 7.1.2.7.8"],
    check: Check::Observation(leaf_is_ca),
};

fn leaf_is_ca(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(leaf) = observation.presented.leaf().filter(|c| c.is_ca()) else { return Vec::new() };
    let evidence = vec![Fact::text("certificate", text::subject(leaf))];
    let remedy = match text::misplaced_leaf(observation) {
        Some((_, meant)) => text::leaf_first(scene, observation, meant),
        None => {
            let how = text!("so-from-template": "from a template for servers");
            text::replace(scene, observation, 0, Action::AgainSo(how))
        }
    };
    let subject = Subject::at(SubjectKind::Certificate, 0);
    vec![Draft { subject, severity: None, by: None, title: None, evidence, remedy, key: short(&leaf.sha256) }]
}

pub const ALTERNATIVE: Rule = Rule {
    code: "alternative-path",
    severity: Severity::Notice,
    by: By::Clients,
    title: "the chain reaches an anchor in more than one way",
    explanation: "Cross-signed authorities give several paths. Clients choose by their own stores, so that one may take a \
        path that another does not; older ones give up when the first they try is broken.",
    remedy: "nothing to do while every path is sound; else leave out what leads to the broken one",
    see: &["RFC 4158 1.4"],
    check: Check::Observation(alternative),
};

fn alternative(_: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(walk) = observation.walk.as_ref().filter(|w| w.trust == Trust::Trusted && w.alternatives > 0) else {
        return Vec::new();
    };
    let mut evidence = vec![Fact::number("other paths", walk.alternatives)];
    let mut remedy = text!("paths-sound": "nothing to do: every path is sound");
    if walk.unsound_alternatives > 0 {
        evidence.push(Fact::number("of them broken", walk.unsound_alternatives));
        remedy = text!(
            "paths-broken":
                "older clients may take a broken path: leave the certificates that lead to it out of the chain"
        );
    }
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}
