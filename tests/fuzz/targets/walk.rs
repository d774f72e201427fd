//! The whole way of a file: certificates of any bytes, walked, judged and rendered.
//!
//! The first byte says how many of the certificates, from the end, are anchors; the rest is one DER element after
//! the other.
#![no_main]

use chaincheck::x509::container;
use chaincheck_fuzz::{Bag, invariants};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((anchors, rest)) = data.split_first() else { return };
    let mut sent = container::read(rest).certificates;
    let place = sent.len().saturating_sub(usize::from(anchors & 7));
    let anchors = sent.split_off(place);
    invariants::hold(&Bag { sent, anchors, ..Bag::default() }, data.iter().map(|b| usize::from(*b)).sum());
});
