//! Certificates with sound signatures and anything else in them: see `forge`.
#![no_main]

use chaincheck_fuzz::{forge, invariants};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    invariants::hold(&forge::bag(data), data.iter().map(|b| usize::from(*b)).sum());
});
