//! Lists of roots and key stores: what is read of them before anything is believed.
#![no_main]

use chaincheck::x509::{ctl, pfx};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let is_list = ctl::is_list(data);
    if let Ok(list) = ctl::read(data) {
        assert!(is_list, "read, but not known for a list");
        assert!(list.entries.len() <= data.len());
        let _ = (list.distrusts(), format!("{list:?}"));
    }
    assert!(pfx::rounds(data).len() <= data.len());
    let _ = pfx::is_pfx(data);
});
