//! What a PKCS#12 file (RFC 7292) shows before it is opened: that it is one, and how much work it demands.

use x509_parser::der_parser::asn1_rs::{Any, FromDer};

/// Most elements looked at; a container with a chain and a key has some hundred.
const MAX_ELEMENTS: usize = 100_000;

/// Deepest nesting looked at; octet strings with DER in them count.
const MAX_DEPTH: usize = 24;

/// Whether bytes are a PFX: SEQUENCE { version 3, ContentInfo ... }.
pub fn is_pfx(bytes: &[u8]) -> bool {
    let Ok((_, outer)) = Any::from_der(bytes) else { return false };
    if bytes.first() != Some(&0x30) {
        return false;
    }
    let Some(rest) = outer.data.strip_prefix(&[2, 1, 3]) else { return false };
    let Ok((_, info)) = Any::from_der(rest) else { return false };
    // ContentInfo, beginning with the identifier of data or signed data (PKCS#7).
    info.data.starts_with(&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7])
}

/// The rounds of key derivation that the visible part of a PFX demands: of its digest, of each encrypted part.
///
/// In MacData, in the parameters of PBKDF2, of the older schemes of PKCS#12 and PKCS#5 and of scrypt alike, the count
/// is the INTEGER right after an OCTET STRING, the salt. A count of more than eight bytes is the largest there is.
pub fn rounds(bytes: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    let mut left = MAX_ELEMENTS;
    descend(bytes, MAX_DEPTH, &mut left, &mut found);
    found
}

fn descend(bytes: &[u8], depth: usize, left: &mut usize, found: &mut Vec<u64>) {
    let mut rest = bytes;
    let mut after_salt = false;
    while let Ok((next, element)) = Any::from_der(rest) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let (tag, universal) = (element.tag().0, rest[0] >> 6 == 0);
        let octets = universal && tag == 4;
        if after_salt && universal && tag == 2 {
            found.push(number(element.data));
        }
        after_salt = octets;
        let constructed = rest[0] & 0x20 != 0;
        if depth > 0 && (constructed || (octets && element.data.first() == Some(&0x30))) {
            descend(element.data, depth - 1, left, found);
        }
        rest = next;
    }
}

fn number(bytes: &[u8]) -> u64 {
    let significant: Vec<u8> = bytes.iter().copied().skip_while(|b| *b == 0).collect();
    if significant.len() > 8 {
        return u64::MAX;
    }
    significant.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
