//! Where a certificate that cannot be read stops making sense.
//!
//! The parser says what it did not like, not where. The place is found by the lengths alone: an element that is longer
//! than what holds it, or the field that was refused.

use std::ops::Range;

use x509_parser::{error::X509Error, nom};

use crate::{
    model::{Text, chain::Malformed},
    words,
};

/// Says where a certificate stops making sense.
pub(super) fn malformed(der: &[u8], error: &nom::Err<X509Error>) -> Malformed {
    if der.is_empty() {
        return Malformed { at: 0, what: Text::words(words!("no bytes at all")) };
    }
    if let Some(at) = overrun(der, 0, der.len(), 0) {
        return Malformed {
            at,
            what: Text::words(words!("an element that is longer than what holds it (cut short?)")),
        };
    }
    let what = match error {
        nom::Err::Incomplete(_) => Text::words(words!("bytes missing")),
        nom::Err::Error(e) | nom::Err::Failure(e) => refused(e),
    };
    // The certificate, its signed part, and in that the field that was refused.
    let field = match error {
        nom::Err::Error(e) | nom::Err::Failure(e) => match e {
            X509Error::InvalidVersion => Some(0),
            X509Error::InvalidSerial => Some(1),
            X509Error::InvalidAlgorithmIdentifier => Some(2),
            X509Error::InvalidX509Name => Some(3),
            X509Error::InvalidDate => Some(4),
            X509Error::InvalidSPKI => Some(6),
            X509Error::InvalidExtensions | X509Error::DuplicateExtensions => Some(7),
            _ => None,
        },
        nom::Err::Incomplete(_) => None,
    };
    let tbs = content(der, 0).and_then(|c| content(der, c.start));
    let at = match (tbs, field) {
        (Some(tbs), Some(field)) => {
            let shift = usize::from(der.get(tbs.start) != Some(&0xa0));
            nth(der, tbs, if field == 0 { 0 } else { field - shift }).unwrap_or(0)
        }
        (Some(tbs), None) => tbs.start,
        _ => 0,
    };
    Malformed { at, what }
}

/// What the parser did not like, in its own words.
fn refused(error: &X509Error) -> Text {
    Text::words(match error {
        X509Error::InvalidVersion => words!("invalid version"),
        X509Error::InvalidSerial => words!("invalid serial"),
        X509Error::InvalidAlgorithmIdentifier => words!("invalid algorithm identifier"),
        X509Error::InvalidX509Name => words!("invalid X.509 name"),
        X509Error::InvalidDate => words!("invalid date"),
        X509Error::InvalidSPKI => words!("invalid X.509 Subject Public Key Info"),
        X509Error::InvalidExtensions => words!("invalid extensions"),
        X509Error::DuplicateExtensions => words!("duplicate extensions"),
        X509Error::InvalidSignatureValue => words!("invalid Signature DER Value"),
        X509Error::InvalidTbsCertificate => words!("invalid TBS certificate"),
        X509Error::InvalidCertificate => words!("invalid certificate"),
        other => return other.to_string().into(),
    })
}

/// Deepest nesting looked into when a place is sought; honest certificates have fewer than ten levels.
const MAX_NESTING: usize = 16;

/// The first element, depth first, that ends beyond `end`.
fn overrun(der: &[u8], mut at: usize, end: usize, depth: usize) -> Option<usize> {
    while at < end {
        let inner = content(der, at).filter(|c| c.end <= end);
        let Some(inner) = inner else { return Some(at) };
        if der[at] & 0x20 != 0
            && depth < MAX_NESTING
            && let Some(found) = overrun(der, inner.start, inner.end, depth + 1)
        {
            return Some(found);
        }
        at = inner.end;
    }
    None
}

/// The content of the element at `at`; its end may lie beyond the bytes there are.
fn content(der: &[u8], at: usize) -> Option<Range<usize>> {
    let first = usize::from(*der.get(at + 1)?);
    if first < 0x80 {
        return Some(at + 2..at + 2 + first);
    }
    let count = first & 0x7f;
    if count == 0 || count > 4 {
        return None;
    }
    let length = der.get(at + 2..at + 2 + count)?.iter().fold(0, |l, b| l << 8 | usize::from(*b));
    Some(at + 2 + count..at + 2 + count + length)
}

/// Where the element number `n` of some content begins.
fn nth(der: &[u8], within: Range<usize>, n: usize) -> Option<usize> {
    let mut at = within.start;
    for _ in 0..n {
        at = content(der, at)?.end;
    }
    (at < within.end).then_some(at)
}
