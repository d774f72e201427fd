//! What revocation lists and stapled OCSP responses say.

use crate::{
    judge::{
        Check, Draft, Rule, Scene,
        text::{self, Action},
    },
    model::{By, Fact, Fault, Observation, Severity, Subject, SubjectKind, Text, Value, revocation::NOT_HAD},
    text, words,
};

pub const REVOKED: Rule = Rule {
    code: "cert-revoked",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a certificate is revoked",
    explanation: "Its authority has declared the certificate void before its end: the key may be known to others, or the \
        certificate was replaced and should have been taken out of use. Clients that ask for revocation refuse it; Lync, \
        Skype for Business and AD FS servers do so among themselves, most browsers do with their own lists.",
    remedy: "issue a certificate with a new key and install it; ask the authority why the old one was revoked",
    see: &["RFC 5280 6.3", "RFC 6960 2.2"],
    check: Check::Fault(|scene, observation, fault| {
        let how = text!("so-with-new-key": "with a new key");
        text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
    }),
};

pub const UNKNOWN: Rule = Rule {
    code: "revocation-unknown",
    severity: Severity::Notice,
    by: By::Rfc5280,
    title: "whether a certificate is revoked could not be learnt",
    explanation: "The OCSP responder and the place of the revocation list that the certificate names could not be reached, \
        or what was there or was given does not cover the certificate, has run out, or cannot be trusted. Under \
        --revocation hard that refuses, as it does for Windows services that insist on revocation: Edge Servers behind a \
        firewall fail when it does not let them reach the authority's web server.",
    remedy: "publish a current revocation list where the certificate says it is, and give it with --crl",
    see: &["RFC 5280 6.3.3", "RFC 5280 5.1.2.5"],
    check: Check::Fault(unknown),
};

fn unknown(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> Text {
    let Some(cert) = text::certificate(observation, fault.position.index()) else { return Text::default() };
    let authority = &cert.issuer.text;
    let mut hosts: Vec<&str> = fault.facts.iter().filter(|f| f.label == NOT_HAD).filter_map(host_of).collect();
    hosts.sort_unstable();
    hosts.dedup();
    if !hosts.is_empty() {
        return text!(
            "revocation-reach":
                "see that {hosts} answers over HTTP with what is current, and that the firewall lets this machine and \
                 the servers that talk to {machine} reach it (TCP port 80); or give the revocation list of {authority} \
                 with --crl FILE",
            hosts = Text::joined(words!(" or "), hosts.into_iter().map(Text::from).collect()),
            machine = text::machine(scene, observation),
            authority
        );
    }
    let Some(url) = cert.extensions.crl_points.first() else {
        return text!(
            "revocation-give":
                "give the revocation list of {authority} with --crl FILE; the certificate names no place for it",
            authority
        );
    };
    // What has run out may be the last that was published; whoever has a newer one gives that.
    let old = fault.facts.iter().any(|f| f.label == "next issue was due");
    let host = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).filter(|host| !host.is_empty());
    match host.filter(|_| old) {
        Some(host) => text!(
            "revocation-publish":
                "see that {authority} publishes a current revocation list on {host} ({url}), and give that one with \
                 --crl FILE",
            authority, host, url
        ),
        None => text!(
            "revocation-give-from":
                "give the revocation list of {authority} with --crl FILE; it can be had from {url}",
            authority, url
        ),
    }
}

/// The host of the URL that a fact begins with.
fn host_of(fact: &Fact) -> Option<&str> {
    let Value::Text(text) = &fact.value else { return None };
    text.split("://").nth(1)?.split(['/', ' ']).next().filter(|host| !host.is_empty())
}

pub const STAPLE: Rule = Rule {
    code: "staple-invalid",
    severity: Severity::Notice,
    by: By::Ocsp,
    title: "the OCSP response that the server staples is of no use",
    explanation: "The server sends an answer about the revocation of its certificate along with the chain, and that answer \
        is old, about another certificate, or not signed by anybody who may. Most clients pass over it; those that \
        insist on it (certificates with must-staple) refuse. If it says that the certificate is revoked, that may well \
        be true.",
    remedy: "let the server fetch a fresh OCSP response: see that it reaches the responder, and restart it",
    see: &["RFC 6960 3.2", "RFC 6066 8"],
    check: Check::Observation(staple),
};

fn staple(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let faults = observation.walk.iter().flat_map(|w| &w.path.faults).filter(|f| f.code == STAPLE.code);
    let draft = |fault: &Fault| {
        let revoked = fault.facts.iter().any(|f| f.value == Value::Text("revoked".into()));
        let machine = text::machine(scene, observation);
        let responder = text::certificate(observation, 0).and_then(|c| c.extensions.ocsp.first().cloned());
        let responder = responder.map_or_else(|| Text::words(words!("the OCSP responder")), Text::from);
        let evidence: Vec<Fact> = text::certificate_at(observation, 0).into_iter().chain(fault.facts.clone()).collect();
        Draft {
            subject: Subject::at(SubjectKind::Certificate, 0),
            severity: revoked.then_some(Severity::Warning),
            by: None,
            title: None,
            evidence,
            remedy: text!(
                "staple-anew":
                    "on {machine} see that {responder} can be reached, and restart the service so that it asks anew",
                machine, responder
            ),
            key: String::new(),
        }
    };
    faults.map(draft).collect()
}
