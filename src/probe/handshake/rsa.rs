//! Which RSA keys the provider checks signatures with. Of any other it says "bad signature" of good ones too, which must
//! accuse nobody.

use std::ops::RangeInclusive;

/// Lengths of the modulus, in bits (webpki's `RSA_*_2048_8192_*`).
const MODULUS_BITS: RangeInclusive<usize> = 2048..=8192;

/// Lengths of the exponent, in bits: AWS-LC takes no longer one, against costly keys.
const EXPONENT_BITS: RangeInclusive<usize> = 2..=33;

/// Whether the key in a SubjectPublicKeyInfo (RFC 3279 2.3.1) is one of those. What cannot be read is none.
pub(super) fn is_checked(spki: &[u8]) -> bool {
    is_checked_key(spki).unwrap_or(false)
}

fn is_checked_key(spki: &[u8]) -> Option<bool> {
    let (info, _) = element(spki, SEQUENCE)?;
    let (_, rest) = element(info, SEQUENCE)?;
    let (bits, _) = element(rest, BIT_STRING)?;
    let (key, _) = element(bits.strip_prefix(&[0])?, SEQUENCE)?;
    let (modulus, rest) = element(key, INTEGER)?;
    let (exponent, _) = element(rest, INTEGER)?;
    let is_odd = exponent.last().is_some_and(|last| last % 2 == 1);
    Some(MODULUS_BITS.contains(&length(modulus)) && EXPONENT_BITS.contains(&length(exponent)) && is_odd)
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// The content of the first element, which must have this tag, and what follows it. Lengths as DER writes them, in two
/// bytes at most (X.690 10.1): no key that is checked takes more.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match bytes {
        [first, 0x81, length, rest @ ..] if *first == tag => (usize::from(*length), rest),
        [first, 0x82, high, low, rest @ ..] if *first == tag => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        [first, length @ 0..=0x7f, rest @ ..] if *first == tag => (usize::from(*length), rest),
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// How many bits a positive number takes.
fn length(number: &[u8]) -> usize {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let significant = &number[start..];
    significant.first().map_or(0, |first| significant.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap_or_default().to_be_bytes();
        [&[tag, 0x82][..], &length, content].concat()
    }

    /// A key whose modulus has so many bits, all of them set.
    fn key(bits: usize, exponent: &[u8]) -> Vec<u8> {
        let mut modulus = vec![0xff; bits.div_ceil(8)];
        modulus[0] >>= modulus.len() * 8 - bits;
        if modulus[0] >= 0x80 {
            modulus.insert(0, 0);
        }
        let key = wrap(SEQUENCE, &[wrap(INTEGER, &modulus), wrap(INTEGER, exponent)].concat());
        let bits = wrap(BIT_STRING, &[vec![0], key].concat());
        wrap(SEQUENCE, &[wrap(SEQUENCE, &[5, 0]), bits].concat())
    }

    #[test]
    fn only_keys_of_usual_lengths_are_checked() {
        let usual: &[u8] = &[1, 0, 1];
        for (bits, exponent, checked) in [
            (1024, usual, false),
            // As long in bytes as one of 2048 bits.
            (2047, usual, false),
            (2048, usual, true),
            (2048, &[3], true),
            (2048, &[1], false),
            (2048, &[1, 0, 0], false),
            (2048, &[1, 0, 0, 0, 1], true),
            (2048, &[0x10, 0, 0, 0, 1], false),
            (4096, usual, true),
            (8192, usual, true),
            (8200, usual, false),
        ] {
            assert_eq!(is_checked(&key(bits, exponent)), checked, "{bits} {exponent:?}");
        }
    }

    #[test]
    fn what_is_no_rsa_key_is_not_checked() {
        let good = key(2048, &[1, 0, 1]);
        for cut in 0..good.len() {
            assert!(!is_checked(&good[..cut]));
        }
        assert!(!is_checked(&[0x30, 0x83, 1, 0, 0]));
    }
}
