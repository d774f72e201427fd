//! A revocation list from any bytes, and a look through its entries.
#![no_main]

use chaincheck::x509::crl::{self, Crl};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = crl::is_list(data);
    let list = match Crl::new(data.to_vec()) {
        Ok(list) => list,
        Err(malformed) => {
            assert!(malformed.at <= data.len(), "{malformed} of {} bytes", data.len());
            return;
        }
    };
    assert_eq!(list.der(), data);
    assert!(list.tbs().len() + list.signature().len() <= data.len());
    let _ = (format!("{list:?}"), list.number.as_ref().map(ToString::to_string));
    let mut count = 0;
    for entry in list.entries() {
        count += 1;
        match entry {
            Ok(entry) => drop(entry.date()),
            Err(at) => assert!(at <= data.len(), "byte {at} of {}", data.len()),
        }
    }
    assert!(count <= data.len(), "{count} entries in {} bytes", data.len());
    for serial in [&[][..], &[0], &[1], &[0x10, 0], &[0xff; 20]] {
        let found = list.find(serial, &list.issuer);
        let _ = found.map(|listed| listed.is_removal());
    }
});
