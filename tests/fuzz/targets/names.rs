//! Any text as host name, certificate name and constraint.
#![no_main]

use chaincheck::{
    model::GeneralName,
    x509::names::{self, Within},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, &str, &[u8], &[u8])| {
    let (a, b, address, range) = data;
    if names::dns_matches(a, b) {
        assert!(names::is_host_name(b.strip_suffix('.').unwrap_or(b)), "{b:?} is no host name");
        assert!(names::dns_matches(&a.to_uppercase(), b) || !a.is_ascii());
        // A name that matches without a wildcard lies in the subtree of itself.
        if !a.starts_with('*') {
            let dns = |text: &str| GeneralName::Dns(text.to_owned());
            assert_eq!(names::within(&dns(b), &dns(a)), Some(Within::Yes), "{b:?} in {a:?}");
        }
    }
    let all = |text: &str, bytes: &[u8]| {
        let text = text.to_owned();
        [
            GeneralName::Dns(text.clone()),
            GeneralName::Email(text.clone()),
            GeneralName::Uri(text),
            GeneralName::Ip(bytes.to_vec()),
            GeneralName::Other("other name"),
            GeneralName::Invalid("DNS"),
        ]
    };
    for name in all(a, address) {
        let _ = (name.to_string(), name.kind());
        for constraint in all(b, range) {
            let answer = names::within(&name, &constraint);
            assert!(answer.is_none() || name.kind() == constraint.kind(), "{name} in {constraint}");
            let _ = names::wildcard_reaches(&name, &constraint);
        }
    }
});
