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
    // A file that begins with a block says something of it: read, passed over or complained of.
    let block = data.starts_with(b"-----BEGIN CERTIFICATE-----\n");
    let nothing = contents.certificates.is_empty() && contents.problems.is_empty();
    assert!(!block || !nothing, "a block came to nothing");
});
