//! The digests by which lists name certificates: Microsoft's trust lists, thumbprints in documents.
//!
//! None of them is relied on for trust alone where it is broken: a list of roots that also gives SHA-256 is matched by
//! that (`ctl`), and a collision with a distrusted certificate only harms whoever made it.

use aws_lc_rs::digest;
use md5::{Digest as _, Md5};

use crate::{
    model::{Cert, cert},
    words,
};

/// One digest of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// What it is of, in a few words.
    pub what: &'static str,
    /// The digest.
    pub bytes: Vec<u8>,
}

/// SHA-1, as in the thumbprints of Windows.
pub fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// Every digest by which a list may name a certificate.
///
/// In Microsoft's list of distrusted certificates that is the MD5 of the public key or the digest that was signed
/// (properties 25 and 15 of `wincrypt.h`), elsewhere SHA-1 or SHA-256 of the whole.
pub fn of(cert: &Cert) -> Vec<Digest> {
    let key = cert.der.get(cert.key.value.clone()).unwrap_or_default();
    let mut all = vec![
        Digest { what: "SHA-256", bytes: cert.sha256.to_vec() },
        Digest { what: "SHA-1", bytes: sha1(&cert.der) },
        Digest { what: words!("MD5 of the public key"), bytes: Md5::digest(key).to_vec() },
    ];
    all.extend(signed(cert).map(|bytes| Digest { what: words!("digest that was signed"), bytes }));
    all
}

/// The digest of the signed part by the algorithm of the signature.
fn signed(cert: &Cert) -> Option<Vec<u8>> {
    let tbs = cert.der.get(cert.tbs.clone())?;
    let algorithm = match cert.signature.scheme.digest()? {
        cert::Digest::Md2 => return None,
        cert::Digest::Md5 => return Some(Md5::digest(tbs).to_vec()),
        cert::Digest::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        cert::Digest::Sha224 => &digest::SHA224,
        cert::Digest::Sha256 => &digest::SHA256,
        cert::Digest::Sha384 => &digest::SHA384,
        cert::Digest::Sha512 => &digest::SHA512,
    };
    Some(digest::digest(algorithm, tbs).as_ref().to_vec())
}
