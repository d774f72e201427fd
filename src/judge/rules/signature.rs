//! Links: was this signed by that key, and how well.

use crate::{
    judge::{
        Check, Rule, Scene,
        text::{self, Action},
    },
    model::{By, Fault, Observation, Severity, Text},
    text,
};

pub const MISMATCH: Rule = Rule {
    code: "issuer-key-mismatch",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "the issuer's certificate that is there did not sign this one",
    explanation: "A certificate with the issuer's name (or key identifier) is there, but the signature was made with \
        another key, or the key belongs to another name. Typical: the authority was given a new key, the server's \
        certificate was renewed, and the old intermediate is still being sent.",
    remedy: "replace the intermediate in the server's chain file by the one whose key identifier the certificate names",
    see: &["RFC 5280 6.1.3 (a)(1), (a)(4)"],
    check: Check::Fault(mismatch),
};

fn mismatch(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> Text {
    let i = fault.position.index();
    let Some(child) = text::certificate(observation, i) else { return Text::default() };
    let id = child.extensions.authority_key_id.as_ref().and_then(|a| a.key_id.as_deref());
    let id = id.map(|id| text!("subject-key-id": " (subject key identifier {id})", id = crate::model::cert::hex(id)));
    let whence = match child.extensions.web_issuers().next() {
        Some(url) => text::from_url(url),
        None => text!("whence-authority": "; ask the authority for it"),
    };
    text!(
        "replace-by-signer":
            "in {file} replace {upper} by the certificate of the authority that really signed {child}{id}{whence}",
        file = text::chain_file(scene, observation),
        upper = text::label(observation, i + 1),
        child = child.label(),
        id = id.unwrap_or_default(),
        whence
    )
}

pub const UNSUPPORTED: Rule = Rule {
    code: "signature-unsupported",
    severity: Severity::Critical,
    by: By::Clients,
    title: "a signature uses an algorithm that cannot be checked here",
    explanation: "The signature may be right: this program, like most TLS clients, has no way to check its algorithm. \
        That is not the same as a wrong signature, and the verdict on the chain is unknown if nothing else is wrong.",
    remedy: "issue the certificate with RSA or ECDSA on a NIST curve",
    see: &["RFC 5280 4.1.1.2"],
    check: Check::Fault(|scene, observation, fault| {
        let how = text!("so-signed-known": "signed with RSA or ECDSA and SHA-256 or better");
        text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
    }),
};

pub const WEAK: Rule = Rule {
    code: "signature-weak",
    severity: Severity::Critical,
    by: By::Clients,
    title: "a signature uses a broken digest",
    explanation: "A link below the anchor is signed over SHA-1 or MD5. Clients of today refuse such a link. Only the \
        root's own signature does not matter: it proves nothing, and old roots have it over SHA-1. RFC 5280 forbids no \
        digest; the CA/Browser Forum has not let public authorities sign certificates over SHA-1 since 2016-01-01, nor \
        anything else since 2026-09-15; Edge and Internet Explorer on Windows have refused it since 2017 below roots of \
        Microsoft's programme and not below private ones, Apple's clients refuse it below any.",
    remedy: "issue the certificate again with SHA-256 or better",
    see: &["CA/Browser Forum TLS Baseline Requirements 7.1.3.2", "Microsoft KB 4010323", "Apple HT210176"],
    check: Check::Fault(|scene, observation, fault| {
        let how = text!("so-signed-sha256": "signed with SHA-256 or better");
        text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
    }),
};

pub const KEY_IDS: Rule = Rule {
    code: "key-id-mismatch",
    severity: Severity::Notice,
    by: By::Rfc5280,
    title: "the issuer's key identifier is not the one named, though its key signed",
    explanation: "The signature verifies, so the link holds; but the authority key identifier of the certificate names \
        another one than its issuer carries. Clients that choose issuers by identifier may miss it.",
    remedy: "renew the lower certificate when convenient; the authority then writes its present identifier",
    see: &["RFC 5280 4.2.1.1"],
    check: Check::Fault(|scene, observation, fault| {
        text::replace(scene, observation, fault.position.index(), Action::RenewSometime)
    }),
};
