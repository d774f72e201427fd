//! Keys that are too short.

use crate::{
    judge::{Check, Rule, text},
    model::Severity,
};

pub const WEAK: Rule = Rule {
    code: "key-weak",
    severity: Severity::Critical,
    title: "a key is too short",
    explanation: "Clients refuse RSA keys under 1024 bits, and in publicly trusted chains under 2048. Between the two, in \
        a private chain, most clients still accept: a warning.",
    remedy: "issue the certificate again with a key of at least 2048 bits",
    see: &["CA/Browser Forum TLS Baseline Requirements 6.1.5", "Microsoft KB 2661254"],
    check: Check::Fault(|scene, observation, fault| {
        let action = "issue again, with an RSA key of at least 2048 bits,";
        text::replace(scene, observation, fault.position.index(), action)
    }),
};
