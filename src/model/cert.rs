//! The owned facts of one certificate.
//!
//! Nothing here has been verified: a [`Cert`] says what a certificate claims. Signatures, dates and constraints are
//! the business of the walk.

use std::{fmt, ops::Range, sync::Arc};

pub use super::extensions::{
    AuthorityKeyId, BasicConstraints, Extensions, GeneralName, KeyUsage, NameConstraints, PolicyConstraints,
};
use super::text::Text;

/// An object identifier in dotted form.
pub type Oid = String;

/// One certificate: its DER and what it says.
///
/// Ranges are byte offsets into [`Cert::der`].
#[derive(Clone)]
pub struct Cert {
    /// The certificate as it was read, exactly one DER element; shared with the chain it was sent in.
    pub der: Arc<[u8]>,
    /// SHA-256 of [`Cert::der`].
    pub sha256: [u8; 32],
    /// 1, 2 or 3.
    pub version: u8,
    /// The content bytes of the serial number, big endian, as encoded.
    pub serial: Vec<u8>,
    /// Who it is about.
    pub subject: Name,
    /// Who signed it, by its own account.
    pub issuer: Name,
    /// Start of validity, seconds since 1970.
    pub not_before: i64,
    /// End of validity, seconds since 1970 (inclusive, RFC 5280 4.1.2.5).
    pub not_after: i64,
    /// The subject's public key.
    pub key: Key,
    /// The signed part.
    pub tbs: Range<usize>,
    /// How it was signed.
    pub signature: Signature,
    /// The subject's common names, in order.
    pub common_names: Vec<String>,
    /// The subject's e-mail address attributes, in order.
    pub emails: Vec<String>,
    /// The extensions the program understands, and which others there are.
    pub extensions: Extensions,
    /// What could not be read although the certificate as a whole could: one sentence each.
    pub problems: Vec<Text>,
}

impl fmt::Debug for Cert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cert({})", self.subject.text)
    }
}

impl Cert {
    /// SHA-256 of the DER in lower-case hexadecimal.
    pub fn fingerprint(&self) -> String {
        hex(&self.sha256)
    }

    /// Whether subject and issuer are the same name (RFC 5280 6.1: self-issued).
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether basic constraints say that it is a certification authority.
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.as_ref().is_some_and(|b| b.ca)
    }

    /// Length of the validity period in seconds.
    pub fn lifetime(&self) -> i64 {
        self.not_after.saturating_sub(self.not_before)
    }

    /// Whether `time` (seconds since 1970) lies in the validity period, both ends included.
    pub fn is_valid_at(&self, time: i64) -> bool {
        self.not_before <= time && time <= self.not_after
    }

    /// Whether both have the same name and the same key: the same authority, whatever else the certificates say.
    pub fn is_same_authority(&self, other: &Self) -> bool {
        self.key.id == other.key.id && self.subject == other.subject
    }

    /// The shortest text that tells a reader which certificate is meant: common name, else the whole subject.
    pub fn label(&self) -> String {
        match (self.common_names.last(), self.subject.text.is_empty()) {
            (Some(name), _) => format!("CN={name}"),
            (None, false) => self.subject.text.clone(),
            (None, true) => match self.extensions.subject_alt_names.as_deref().and_then(|n| n.first()) {
                Some(name) => name.to_string(),
                None => format!("serial {}", hex(&self.serial)),
            },
        }
    }

    /// The names that a client may connect by: subject alternative names of the kinds DNS and IP address.
    pub fn host_names(&self) -> impl Iterator<Item = &GeneralName> {
        let names = self.extensions.subject_alt_names.as_deref().unwrap_or_default();
        names.iter().filter(|n| matches!(n, GeneralName::Dns(_) | GeneralName::Ip(_)))
    }
}

/// A distinguished name (RFC 5280 4.1.2.4).
#[derive(Debug, Clone)]
pub struct Name {
    /// The name prepared for comparison by RFC 5280 7.1: case and white space folded, string types ignored, one
    /// length-prefixed run of bytes for each relative name, so that a prefix of names is a prefix of bytes.
    pub key: Vec<u8>,
    /// As people write it (RFC 4514, last relative name first), not cleaned for a terminal.
    pub text: String,
    /// How many bytes its DER has; 0 for one that was put together here.
    pub length: usize,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Name {}

/// A public key.
#[derive(Debug, Clone)]
pub struct Key {
    /// What kind of key.
    pub algorithm: KeyAlgorithm,
    /// Modulus length of an RSA key, field size of a curve; 0 if unknown.
    pub bits: u32,
    /// The whole SubjectPublicKeyInfo.
    pub spki: Range<usize>,
    /// The key itself: content of the bit string in it.
    pub value: Range<usize>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub id: [u8; 32],
}

/// Kinds of public keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA (RFC 3279 2.3.1).
    Rsa,
    /// RSA for PSS only (RFC 4055 1.2).
    RsaPss,
    /// An elliptic curve that has a name (RFC 5480 2.1.1).
    Ec(Curve),
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// DSA (RFC 3279 2.3.2).
    Dsa,
    /// Anything else.
    Other(Oid),
}

/// Named curves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Curve {
    /// secp256r1
    P256,
    /// secp384r1
    P384,
    /// secp521r1
    P521,
    /// secp256k1
    K256,
    /// Another curve's identifier, or "explicit parameters".
    Other(Oid),
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa => "RSA",
            Self::RsaPss => "RSASSA-PSS",
            Self::Ec(Curve::P256) => "EC P-256",
            Self::Ec(Curve::P384) => "EC P-384",
            Self::Ec(Curve::P521) => "EC P-521",
            Self::Ec(Curve::K256) => "EC secp256k1",
            Self::Ed25519 => "Ed25519",
            Self::Dsa => "DSA",
            Self::Ec(Curve::Other(oid)) => return write!(f, "EC {oid}"),
            Self::Other(oid) => match oid.as_str() {
                "1.3.101.113" => "Ed448",
                oid => oid,
            },
        })
    }
}

/// How a certificate was signed.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The algorithm by the outer field.
    pub scheme: SignatureScheme,
    /// The signature: content of the bit string.
    pub value: Range<usize>,
}

/// Digests used in signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Digest {
    Md2,
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Signature algorithms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(Digest),
    /// RSASSA-PSS with its parameters (RFC 4055 3.1).
    RsaPss {
        /// Digest of the message and of the mask function; only equal ones are supported.
        digest: Digest,
        /// Length of the salt in bytes.
        salt: u32,
    },
    /// ECDSA.
    Ecdsa(Digest),
    /// Ed25519.
    Ed25519,
    /// DSA.
    Dsa(Digest),
    /// Anything else, or parameters nobody uses.
    Other(Oid),
}

impl SignatureScheme {
    /// The digest, where the algorithm has one of its own.
    pub fn digest(&self) -> Option<Digest> {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss { digest, .. } | Self::Ecdsa(digest) | Self::Dsa(digest) => {
                Some(*digest)
            }
            Self::Ed25519 | Self::Other(_) => None,
        }
    }
}

impl fmt::Display for SignatureScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest = |d: &Digest| match d {
            Digest::Md2 => "md2",
            Digest::Md5 => "md5",
            Digest::Sha1 => "sha1",
            Digest::Sha224 => "sha224",
            Digest::Sha256 => "sha256",
            Digest::Sha384 => "sha384",
            Digest::Sha512 => "sha512",
        };
        match self {
            Self::RsaPkcs1(d) => write!(f, "{}WithRSAEncryption", digest(d)),
            Self::RsaPss { digest: d, salt } => write!(f, "RSASSA-PSS ({}, salt {salt})", digest(d)),
            Self::Ecdsa(d) => write!(f, "ecdsa-with-{}", digest(d).to_uppercase()),
            Self::Dsa(d) => write!(f, "dsa-with-{}", digest(d)),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other(oid) => f.write_str(match oid.as_str() {
                "1.3.101.113" => "Ed448",
                oid => oid,
            }),
        }
    }
}

/// An address from its 4 or 16 bytes.
pub fn ip(bytes: &[u8]) -> Option<std::net::IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(four.into());
    }
    <[u8; 16]>::try_from(bytes).ok().map(Into::into)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
