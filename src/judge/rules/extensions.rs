//! What a certificate says of itself and what stands in the way of using it.

use crate::{
    judge::{
        Check, Rule,
        text::{self, Action},
    },
    model::{By, Fault, Observation, Severity, Value},
    text,
};

pub const MALFORMED: Rule = Rule {
    code: "cert-malformed",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a certificate cannot be read",
    explanation: "The bytes are not a certificate, or a part that decides about trust cannot be read. Clients answer \
        with a decoding error, which looks like a broken connection rather than a certificate problem.",
    remedy: "export the certificate again from where it was issued and install it anew",
    see: &["RFC 5280 4.1"],
    check: Check::Fault(|scene, observation, fault| {
        text::replace(scene, observation, fault.position.index(), Action::Again)
    }),
};

pub const UNKNOWN_CRITICAL: Rule = Rule {
    code: "extension-unknown-critical",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a certificate carries a critical extension that clients do not know",
    explanation: "A client must refuse a certificate with a critical extension that it cannot process. Such extensions \
        come from private templates, or from a pre-certificate that was installed by mistake. RFC 5280 and Windows refuse \
        alike, but each client knows other extensions: Microsoft's application policies are known to Windows and not to \
        most others. The CA/Browser Forum lists what public authorities may write.",
    remedy: "issue the certificate again without that extension, or with the extension not critical",
    see: &["RFC 5280 4.2", "RFC 5280 6.1.4 (o)"],
    check: Check::Fault(|scene, observation, fault| {
        let how = text!("so-without-extension": "without the critical extension");
        text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
    }),
};

pub const PURPOSE: Rule = Rule {
    code: "purpose-forbidden",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a certificate may not be used for this",
    explanation: "The key usage or extended key usage of a certificate on the path does not allow what the chain is used \
        for. RFC 5280 binds the certificate itself and leaves the extended key usage of authorities out of the validation \
        of paths; the CA/Browser Forum has public intermediates for TLS carry serverAuth; Windows, and OpenSSL, Go and rustls as \
        well, apply the extended key usage of an intermediate to everything below it.",
    remedy: "issue the certificate from a template for TLS servers (extended key usage serverAuth); for an intermediate, \
        use one that is not limited to other purposes",
    see: &["RFC 5280 4.2.1.12", "RFC 5280 4.2.1.3"],
    check: Check::FaultOf(
        |scene, observation, fault| {
            let how = text!("so-with-usage": "with the usage that is needed");
            text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
        },
        |_, fault| if fault.position.index() == 0 { By::Rfc5280 } else { By::Clients },
    ),
};

pub const POLICY: Rule = Rule {
    code: "policy-not-satisfied",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "no certificate policy is valid for the whole path",
    explanation: "A certificate on the path, or the command line, demands a certificate policy that the path does not \
        carry from end to end. RFC 5280 refuses where one is demanded, and so does Windows; the CA/Browser Forum has public \
        authorities write a policy and asks no client to look; rustls does not.",
    remedy: "issue the certificate under a policy that all its authorities assert, or drop the demand",
    see: &["RFC 5280 6.1.5 (g)", "RFC 9618"],
    check: Check::Fault(|scene, observation, fault| {
        let how = text!("so-under-policy": "under the demanded policy");
        text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
    }),
};

pub const CONSTRAINT: Rule = Rule {
    code: "name-constraint-violated",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a name lies outside what its authority may certify",
    explanation: "An authority above is limited to certain names, and the certificate carries another one. One such name \
        is enough for the whole certificate to be refused, also for connections by its other names. RFC 5280 and Windows \
        refuse alike; whether constraints of the root itself count RFC 5280 leaves to the client, and here they do. The \
        CA/Browser Forum uses them to keep an intermediate within its owner's domains.",
    remedy: "issue the certificate without that name, or from an authority that may certify it",
    see: &["RFC 5280 4.2.1.10", "RFC 5280 6.1.3 (b), (c)"],
    check: Check::Fault(|scene, observation, fault| {
        let how = text!("so-without-name": "without the name in question or from another authority");
        text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
    }),
};

pub const UNMET: Rule = Rule {
    code: "requirement-unmet",
    severity: Severity::Notice,
    by: By::Issuing,
    title: "a certificate does not meet a requirement that clients do not enforce",
    explanation: "RFC 5280 or, for publicly trusted chains, the CA/Browser Forum demands something that the certificate \
        does not do. Clients in the field accept it, and private authorities issue such certificates every day. Under \
        --profile strict it refuses.",
    remedy: "mend the authority's template before the next renewal",
    see: &["RFC 5280 4", "CA/Browser Forum TLS Baseline Requirements 7.1"],
    check: Check::FaultOf(
        |scene, observation, fault| text::replace(scene, observation, fault.position.index(), Action::RenewMended),
        demanded_by,
    ),
};

/// Each requirement names its source at its end.
fn demanded_by(_: &Observation, fault: &Fault) -> By {
    let unmet = fault.facts.iter().filter_map(|fact| match &fact.value {
        Value::List(requirements) => Some(requirements),
        _ => None,
    });
    let of_rfc: Vec<bool> = unmet.flatten().map(|text| text.contains("(RFC 5280 ")).collect();
    match (of_rfc.contains(&true), of_rfc.contains(&false)) {
        (true, false) => By::Rfc5280,
        (false, true) => By::Forum,
        _ => By::Issuing,
    }
}
