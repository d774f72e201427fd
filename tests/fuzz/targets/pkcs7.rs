//! PKCS#7 containers: the bytes as a whole one, and as the certificate set of a sound one.
#![no_main]

use chaincheck::x509::container;
use chaincheck_fuzz::der::tlv;
use libfuzzer_sys::fuzz_target;

const SIGNED_DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];

fuzz_target!(|data: &[u8]| {
    let _ = container::read(data);
    let set = tlv(0xa0, data);
    let signed = tlv(0x30, &[&[2, 1, 1, 0x31, 0][..], &tlv(0x30, DATA), &set, &[0x31, 0]].concat());
    let whole = tlv(0x30, &[SIGNED_DATA, &tlv(0xa0, &signed)].concat());
    let contents = container::read(&whole);
    assert!(!contents.ordered, "a set has no order");
    let held: usize = contents.certificates.iter().map(Vec::len).sum();
    assert!(held <= data.len());
    assert!(contents.certificates.iter().all(|der| der.first() == Some(&0x30)));
    assert!(data.is_empty() || !contents.certificates.is_empty() || !contents.problems.is_empty() || data[0] != 0x30);
});
