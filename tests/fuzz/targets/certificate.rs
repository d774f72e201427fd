//! One certificate from any bytes, and everything that can be asked of it.
#![no_main]

use chaincheck::{
    model::{GeneralName, cert},
    x509::{names, parse, signature},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let sent = parse::sent(data);
    assert_eq!(sent.sha256, parse::sha256(data));
    let _ = parse::distinguished_name(data);
    let cert = match parse::certificate(data) {
        Ok(cert) => cert,
        Err(malformed) => {
            assert!(malformed.at <= data.len(), "{malformed} of {} bytes", data.len());
            assert!(!malformed.what.is_empty());
            return;
        }
    };
    assert_eq!(&*cert.der, data);
    for range in [&cert.tbs, &cert.signature.value, &cert.key.spki, &cert.key.value] {
        assert!(range.start <= range.end && range.end <= data.len());
    }
    // What was read is there: an empty range stands for none at all.
    assert!(!cert.tbs.is_empty() && !cert.key.spki.is_empty());
    assert!((1..=3).contains(&cert.version) || !cert.problems.is_empty());
    let _ = (cert.label(), cert.fingerprint(), cert.lifetime(), cert.is_ca(), format!("{cert:?}"));
    let _ = (cert.is_valid_at(0), cert.is_self_issued(), cert::hex(&cert.serial));
    let _ = (cert.key.algorithm.to_string(), cert.signature.scheme.to_string());
    assert!(cert.is_same_authority(&cert));
    let all = cert.extensions.subject_alt_names.iter().flatten();
    let constraints = cert.extensions.name_constraints.iter().flat_map(|c| c.permitted.iter().chain(&c.excluded));
    let all: Vec<&GeneralName> = all.chain(constraints).take(64).collect();
    for name in &all {
        let text = name.to_string();
        let _ = names::matches(&cert, &text);
        for other in &all {
            let kinds = names::within(name, other).is_some();
            assert!(!kinds || name.kind() == other.kind(), "{} in {}", name.kind(), other.kind());
            let _ = names::wildcard_reaches(name, other);
        }
    }
    let _ = signature::verify(&cert, &cert);
});
