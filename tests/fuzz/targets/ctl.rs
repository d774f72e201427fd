//! Lists of roots and key stores: the bytes as a whole one, as the fields of a sound one, and as its entries.
#![no_main]

use chaincheck::x509::{ctl, pfx};
use chaincheck_fuzz::der::tlv;
use libfuzzer_sys::fuzz_target;

/// 1.3.6.1.4.1.311.10.1
const LIST: &[u8] = &[0x06, 9, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 1];
const SIGNED_DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
/// Usage, time and algorithm of a list.
const HEAD: &[u8] = b"\x30\x0c\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x09\x17\x0d260101000000Z\x30\x00";

fn container(fields: &[u8]) -> Vec<u8> {
    let content = tlv(0x30, &[LIST, &tlv(0xa0, &tlv(0x30, fields))].concat());
    let signed = tlv(0x30, &[&[2, 1, 1, 0x31, 0][..], &content, &[0x31, 0]].concat());
    tlv(0x30, &[SIGNED_DATA, &tlv(0xa0, &signed)].concat())
}

fuzz_target!(|data: &[u8]| {
    read(data);
    read(&container(data));
    read(&container(&[HEAD, &tlv(0x30, data)].concat()));
    let _ = pfx::is_pfx(data);
});

fn read(data: &[u8]) {
    let is_list = ctl::is_list(data);
    if let Ok(list) = ctl::read(data) {
        assert!(is_list, "read, but not known for a list");
        assert!(list.entries.len() <= data.len());
        let _ = (list.distrusts(), format!("{list:?}"));
    }
    assert!(pfx::rounds(data).len() <= data.len());
}
