//! Was this signed by that key: one answer of three.
//!
//! A verifier that answers yes or no calls a right signature by a 1024-bit key "bad" and an unknown algorithm likewise.
//! An administrator needs to know which it is, so every algorithm seen in the field is really checked, and what cannot
//! be is said to be so.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lc_rs::signature::{self as lc, ParsedPublicKey, VerificationAlgorithm};
use dsa::{pkcs8::DecodePublicKey, signature::hazmat::PrehashVerifier};
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey, pkcs1::DecodeRsaPublicKey, traits::SignatureScheme as _};
use sha2::Digest as _;

use crate::{
    model::{
        Cert, Text,
        cert::{Curve, Digest, Key, KeyAlgorithm, SignatureScheme},
    },
    text, words,
};

/// The outcome of one signature check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The key made the signature.
    Valid,
    /// It did not.
    Invalid,
    /// Nobody here can tell: why.
    Uncheckable(Text),
}

/// Largest RSA modulus checked, in bits. aws-lc-rs stops there, and the time grows with the square.
const MAX_RSA_BITS: u32 = 8192;

/// Public keys made ready for checks. To read one and to prepare its modulus costs a third of a check with it, and one
/// authority signs thousands of leaves.
#[derive(Debug, Default)]
pub struct Keys {
    ready: Mutex<HashMap<(KeyId, SignatureScheme), Arc<ParsedPublicKey>>>,
}

/// SHA-256 of a SubjectPublicKeyInfo.
type KeyId = [u8; 32];

/// Most keys kept ready, at about 1 kB each.
const MAX_READY: usize = 1 << 12;

impl Keys {
    fn ready(&self, scheme: &SignatureScheme, id: KeyId, make: impl FnOnce() -> Option<ParsedPublicKey>) -> Ready {
        let question = (id, scheme.clone());
        if let Some(key) = self.ready.lock().unwrap_or_else(PoisonError::into_inner).get(&question) {
            return Some(Arc::clone(key));
        }
        let key = Arc::new(make()?);
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if ready.len() >= MAX_READY {
            ready.clear();
        }
        ready.insert(question, Arc::clone(&key));
        Some(key)
    }
}

type Ready = Option<Arc<ParsedPublicKey>>;

/// Whether `issuer`'s key signed `child`.
pub fn verify(child: &Cert, issuer: &Cert) -> Verdict {
    verify_keeping(&Keys::default(), child, issuer)
}

/// As [`verify`], with the issuer's key kept ready for the next certificate.
pub fn verify_keeping(keys: &Keys, child: &Cert, issuer: &Cert) -> Verdict {
    let message = &child.der[child.tbs.clone()];
    let signature = &child.der[child.signature.value.clone()];
    check(keys, &child.signature.scheme, &issuer.key, &issuer.der, message, signature)
}

/// Whether `key`, whose ranges point into `der`, made `signature` over `message`.
pub fn verify_with(scheme: &SignatureScheme, key: &Key, der: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    check(&Keys::default(), scheme, key, der, message, signature)
}

fn check(keys: &Keys, scheme: &SignatureScheme, key: &Key, der: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    let public = &der[key.value.clone()];
    let with = |algorithm: &'static dyn VerificationAlgorithm| {
        let ready = keys.ready(scheme, key.id, || ParsedPublicKey::new(algorithm, public).ok());
        match ready.map(|key| key.verify_sig(message, signature)) {
            Some(Ok(())) => Verdict::Valid,
            _ => Verdict::Invalid,
        }
    };
    match (scheme, &key.algorithm) {
        (SignatureScheme::RsaPkcs1(_) | SignatureScheme::RsaPss { .. }, KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss) => {
            if key.bits == 0 {
                return Verdict::Uncheckable(Text::words(words!("the issuer's RSA key cannot be read")));
            }
            if key.bits > MAX_RSA_BITS {
                return Verdict::Uncheckable(text!(
                    "rsa-key-too-long": "an RSA key of {bits} bits, more than {most}",
                    bits = key.bits.to_string(),
                    most = MAX_RSA_BITS.to_string(),
                ));
            }
            match aws_rsa(scheme, key.bits) {
                Some(algorithm) => with(algorithm),
                None => rsa_signature(scheme, public, message, signature),
            }
        }
        (SignatureScheme::Ecdsa(digest), KeyAlgorithm::Ec(curve)) => match ecdsa(curve, *digest) {
            Some(algorithm) => with(algorithm),
            None => Verdict::Uncheckable(with_key(scheme, key)),
        },
        (SignatureScheme::Ed25519, KeyAlgorithm::Ed25519) => with(&lc::ED25519),
        (SignatureScheme::Dsa(digest), KeyAlgorithm::Dsa) => {
            dsa_signature(*digest, &der[key.spki.clone()], message, signature)
        }
        (SignatureScheme::Other(_), _) | (_, KeyAlgorithm::Other(_)) => Verdict::Uncheckable(with_key(scheme, key)),
        // An RSA signature cannot have been made by a curve key, nor the other way round.
        _ => Verdict::Invalid,
    }
}

fn ecdsa(curve: &Curve, digest: Digest) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, digest) {
        (Curve::P256, Digest::Sha1) => &lc::ECDSA_P256_SHA1_ASN1,
        (Curve::P256, Digest::Sha256) => &lc::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Digest::Sha384) => &lc::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Digest::Sha512) => &lc::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Digest::Sha256) => &lc::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Digest::Sha384) => &lc::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Digest::Sha512) => &lc::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Digest::Sha1) => &lc::ECDSA_P521_SHA1_ASN1,
        (Curve::P521, Digest::Sha224) => &lc::ECDSA_P521_SHA224_ASN1,
        (Curve::P521, Digest::Sha256) => &lc::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Digest::Sha384) => &lc::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Digest::Sha512) => &lc::ECDSA_P521_SHA512_ASN1,
        (Curve::K256, Digest::Sha256) => &lc::ECDSA_P256K1_SHA256_ASN1,
        _ => return None,
    })
}

/// Largest DSA key checked, in bytes of its encoding: modulus, generator and key of 3072 bits and a bit more.
const MAX_DSA_KEY: usize = 1400;

fn dsa_signature(digest: Digest, spki: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    if spki.len() > MAX_DSA_KEY {
        return Verdict::Uncheckable(text!("dsa-key": "a DSA key of {n} bytes", n = spki.len()));
    }
    let Ok(key) = dsa::VerifyingKey::from_public_key_der(spki) else {
        return Verdict::Uncheckable("the issuer's DSA key is unusable (parameters inherited or out of range)".into());
    };
    let Ok(signature) = dsa::Signature::try_from(signature) else { return Verdict::Invalid };
    let hash = match digest {
        Digest::Sha1 => sha1::Sha1::digest(message).to_vec(),
        Digest::Sha224 => sha2::Sha224::digest(message).to_vec(),
        Digest::Sha256 => sha2::Sha256::digest(message).to_vec(),
        _ => return Verdict::Uncheckable(text!("dsa-over": "DSA over {digest}", digest = format!("{digest:?}"))),
    };
    if key.verify_prehash(&hash, &signature).is_ok() { Verdict::Valid } else { Verdict::Invalid }
}

/// What aws-lc-rs offers for an RSA key of that length.
fn aws_rsa(scheme: &SignatureScheme, bits: u32) -> Option<&'static dyn VerificationAlgorithm> {
    match scheme {
        SignatureScheme::RsaPkcs1(digest) if bits >= 1024 => match digest {
            Digest::Sha1 => Some(&lc::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
            Digest::Sha256 => Some(&lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
            Digest::Sha384 if bits >= 2048 => Some(&lc::RSA_PKCS1_2048_8192_SHA384),
            Digest::Sha512 => Some(&lc::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
            _ => None,
        },
        SignatureScheme::RsaPss { digest, salt } if bits >= 2048 => match (digest, salt) {
            (Digest::Sha256, 32) => Some(&lc::RSA_PSS_2048_8192_SHA256),
            (Digest::Sha384, 48) => Some(&lc::RSA_PSS_2048_8192_SHA384),
            (Digest::Sha512, 64) => Some(&lc::RSA_PSS_2048_8192_SHA512),
            _ => None,
        },
        _ => None,
    }
}

/// The `rsa` crate for what aws-lc-rs declines.
fn rsa_signature(scheme: &SignatureScheme, key: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    let public = RsaPublicKey::from_pkcs1_der(key);
    let public = match public {
        Ok(public) => public,
        Err(why) => {
            return Verdict::Uncheckable(text!(
                "rsa-key-unusable": "the issuer's RSA key is unusable ({why})",
                why = why.to_string()
            ));
        }
    };
    let checked = match scheme {
        SignatureScheme::RsaPkcs1(digest) => match digest {
            Digest::Md5 => Pkcs1v15Sign::new::<md5::Md5>().verify(&public, &md5::Md5::digest(message), signature),
            Digest::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>().verify(&public, &sha1::Sha1::digest(message), signature),
            Digest::Sha224 => pkcs1::<sha2::Sha224>(&public, message, signature),
            Digest::Sha256 => pkcs1::<sha2::Sha256>(&public, message, signature),
            Digest::Sha384 => pkcs1::<sha2::Sha384>(&public, message, signature),
            Digest::Sha512 => pkcs1::<sha2::Sha512>(&public, message, signature),
            Digest::Md2 => return Verdict::Uncheckable(Text::from("MD2")),
        },
        SignatureScheme::RsaPss { digest, salt } => {
            let salt = *salt as usize;
            match digest {
                Digest::Sha1 => {
                    Pss::new_with_salt::<sha1::Sha1>(salt).verify(&public, &sha1::Sha1::digest(message), signature)
                }
                Digest::Sha224 => pss::<sha2::Sha224>(salt, &public, message, signature),
                Digest::Sha256 => pss::<sha2::Sha256>(salt, &public, message, signature),
                Digest::Sha384 => pss::<sha2::Sha384>(salt, &public, message, signature),
                Digest::Sha512 => pss::<sha2::Sha512>(salt, &public, message, signature),
                Digest::Md2 | Digest::Md5 => return Verdict::Uncheckable(scheme.to_string().into()),
            }
        }
        _ => return Verdict::Uncheckable(scheme.to_string().into()),
    };
    if checked.is_ok() { Verdict::Valid } else { Verdict::Invalid }
}

/// A signature and a key that nobody here can bring together.
fn with_key(scheme: &SignatureScheme, key: &Key) -> Text {
    text!(
        "signature-with-key": "{scheme} with a key of kind {key}",
        scheme = scheme.to_string(),
        key = key.algorithm.to_string(),
    )
}

fn pkcs1<D>(key: &RsaPublicKey, message: &[u8], signature: &[u8]) -> rsa::Result<()>
where
    D: sha2::Digest + rsa::pkcs8::AssociatedOid,
{
    Pkcs1v15Sign::new::<D>().verify(key, &D::digest(message), signature)
}

fn pss<D>(salt: usize, key: &RsaPublicKey, message: &[u8], signature: &[u8]) -> rsa::Result<()>
where
    D: 'static + sha2::Digest + sha2::digest::DynDigest + Send + Sync,
{
    Pss::new_with_salt::<D>(salt).verify(key, &D::digest(message), signature)
}
