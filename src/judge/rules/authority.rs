//! Whether an issuer may issue.

use crate::{
    judge::{
        Check, Rule, Scene,
        text::{self, Action},
    },
    model::{By, Fault, Observation, Severity, Text},
    text,
};

pub const NOT_CA: Rule = Rule {
    code: "issuer-not-ca",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "a certificate was issued by one that is no authority",
    explanation: "The issuer's certificate does not say that it is a certification authority (basic constraints with CA \
        true). Often a server certificate was used to sign another one, or a template is wrong.",
    remedy: "issue the certificates below it from a proper authority",
    see: &["RFC 5280 4.2.1.9", "RFC 5280 6.1.4 (k)"],
    check: Check::Fault(reissue_below),
};

pub const KEY_USAGE: Rule = Rule {
    code: "key-usage-forbids-signing",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "an issuer's key usage does not allow it to sign certificates",
    explanation: "The issuer's certificate has a key usage extension without keyCertSign. RFC 5280 refuses \
        what it signed, the CA/Browser Forum demands keyCertSign of every authority, and of deployed clients OpenSSL and Go \
        refuse while rustls does not look.",
    remedy: "issue the authority's certificate again with keyCertSign",
    see: &["RFC 5280 4.2.1.3", "RFC 5280 6.1.4 (n)"],
    check: Check::Fault(|scene, observation, fault| {
        let how = text!("so-key-cert-sign": "with keyCertSign");
        text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
    }),
};

pub const TOO_LONG: Rule = Rule {
    code: "path-too-long",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "an authority stands below one that allows no more authorities",
    explanation: "An authority above limits how many intermediates may follow, and this certificate is one too many.",
    remedy: "issue the certificates below from the authority that still may",
    see: &["RFC 5280 4.2.1.9", "RFC 5280 6.1.4 (l), (m)"],
    check: Check::Fault(reissue_below),
};

fn reissue_below(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> Text {
    let below = fault.position.index().saturating_sub(1);
    text!(
        "reissue-below":
            "have {below} issued by an authority that may do so, in place of {authority}, and install it on {machine}",
        below = text::label(observation, below),
        authority = text::label(observation, fault.position.index()),
        machine = text::machine(scene, observation)
    )
}
