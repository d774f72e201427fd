//! Servers that are clients of other servers, with a certificate that is not for clients.

use crate::{
    judge::{Check, Draft, Rule, Scene, roles, short, text},
    model::{By, EndpointKind, Fact, Observation, Severity, Subject, SubjectKind, calendar, extensions::purpose_name},
    text,
};

pub const MISSING: Rule = Rule {
    code: "client-auth-missing",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "the certificate is for servers alone, and the server is a client of others too",
    explanation: "An Access Edge and a session border controller open connections as well as accept them, with the same \
        certificate, and this one's extended key usage has no clientAuth. For information: Microsoft asks for serverAuth \
        alone, calls that essential for mutual TLS, and documented clientAuth only for the former connection to AOL. \
        Public authorities leave clientAuth out: by Chrome's root program new authorities issue for servers alone since \
        2026-06-15, and every new certificate does from 2027-03-15 on; most stopped earlier. \
        So a missing clientAuth is what every public certificate of today looks like, and no reason to replace one. If \
        one partner refuses connections from here while connections from there work, ask what it checks: equipment \
        that follows RFC 5280 to the letter refuses a client whose certificate is not for clients. In the same way, \
        whoever is connected to by Teams must not demand clientAuth of Microsoft's certificates.",
    remedy: "nothing to do while partners connect; where one demands clientAuth, have it lift that demand, or use a \
        certificate from an authority that still issues with both usages and that all partners trust",
    see: &[
        "Microsoft, Public key infrastructure for Skype for Business Server",
        "Chrome Root Program Policy 1.8",
        "RFC 5280 4.2.1.12",
    ],
    check: Check::Observation(missing),
};

/// The usages that let a certificate be a client's (RFC 5280 4.2.1.12).
const ENOUGH: [&str; 2] = ["clientAuth", "anyExtendedKeyUsage"];

fn missing(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let kinds = [EndpointKind::Federation, EndpointKind::DirectRoutingSbc];
    let Some((_, leaf)) = roles::at(scene, observation, &kinds) else { return Vec::new() };
    let Some(usages) = &leaf.extensions.extended_key_usage else { return Vec::new() };
    let usages: Vec<&str> = usages.iter().map(|oid| purpose_name(oid)).collect();
    if usages.iter().any(|usage| ENOUGH.contains(usage)) {
        return Vec::new();
    }
    let mut evidence = text::certificate_at(observation, 0);
    evidence.push(Fact::list("extended key usage", usages));
    let public = observation.walk.as_ref().is_some_and(|walk| walk.path.end.public);
    if let Some(row) = calendar::servers_alone().filter(|_| public) {
        evidence.push(Fact::time("public certificates are for servers alone from", row.from));
        evidence.push(Fact::text("by", row.source));
    }
    let remedy = text!(
        "client-auth-ask":
            "nothing to do while partners connect to {machine}; if one refuses its connections, ask whether it demands \
             clientAuth",
        machine = text::machine(scene, observation)
    );
    let subject = Subject::at(SubjectKind::Certificate, 0);
    vec![Draft { subject, severity: None, by: None, title: None, evidence, remedy, key: short(&leaf.sha256) }]
}
