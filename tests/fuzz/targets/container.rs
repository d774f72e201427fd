//! Files of any bytes: PEM, DER, UTF-16, with keys and text between.
#![no_main]

use chaincheck::x509::{container, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let contents = container::read(data);
    let held: usize = contents.certificates.iter().map(Vec::len).sum();
    assert!(held <= data.len(), "{held} bytes of certificates out of {}", data.len());
    for der in contents.certificates.iter().take(8) {
        let _ = parse::sent(der);
    }
    // Whatever was there is either read, passed over or complained of.
    let begins = data.starts_with(b"-----BEGIN ");
    let ends = data.windows(9).any(|w| w == b"-----END ");
    let nothing = contents.certificates.is_empty() && contents.problems.is_empty() && contents.passed_over.is_empty();
    assert!(!(begins && ends && nothing) || !contents.ordered || data.windows(5).filter(|w| *w == b"-----").count() < 4);
});
