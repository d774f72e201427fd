//! Keys that are too short.

use crate::{
    judge::{
        Check, Rule,
        text::{self, Action},
    },
    model::{By, Fault, Observation, Severity},
    text,
};

pub const WEAK: Rule = Rule {
    code: "key-weak",
    severity: Severity::Critical,
    by: By::Clients,
    title: "a key is too short",
    explanation: "Clients refuse RSA keys under 1024 bits, and in publicly trusted chains under 2048. Between the two, in \
        a private chain, many still accept: a warning. RFC 5280 sets no size, the CA/Browser Forum demands 2048 bits of \
        public authorities, Windows refuses less than 1024 whoever issued it, and Apple's clients less than 2048.",
    remedy: "issue the certificate again with a key of at least 2048 bits",
    see: &["CA/Browser Forum TLS Baseline Requirements 6.1.5", "Microsoft KB 2661254", "Apple HT210176"],
    check: Check::FaultOf(
        |scene, observation, fault| {
            let how = text!("so-with-2048-bits": "with an RSA key of at least 2048 bits");
            text::replace(scene, observation, fault.position.index(), Action::AgainSo(how))
        },
        refused_by,
    ),
};

fn refused_by(observation: &Observation, fault: &Fault) -> By {
    let bits = text::certificate(observation, fault.position.index()).map_or(0, |cert| cert.key.bits);
    match fault.decides {
        true if bits < 1024 => By::Windows,
        true => By::Forum,
        false => By::Clients,
    }
}
