//! Dates after which something is no longer accepted, as data with sources. A chain judged as of an earlier time is
//! judged by the rules of that time.

use crate::model::cert::Digest;

/// Digests that clients refuse in signatures, from when on (seconds since 1970), and by which source.
const REFUSED: &[(Digest, i64, &str)] = &[
    (Digest::Md2, i64::MIN, "RFC 6149"),
    (Digest::Md5, i64::MIN, "RFC 6151"),
    // 2016-01-01: no more SHA-1 certificates may be issued, and clients began to refuse them.
    (Digest::Sha1, 1_451_606_400, "CA/Browser Forum ballot 118"),
];

/// Whether a digest is refused at a time.
pub(super) fn is_refused(digest: Digest, time: i64) -> bool {
    REFUSED.iter().any(|(refused, from, _)| *refused == digest && time >= *from)
}

/// Whether a digest is on the list at all.
pub(super) fn is_weak(digest: Digest) -> bool {
    REFUSED.iter().any(|(refused, ..)| *refused == digest)
}
