//! The user's own certificate, presented where a probed server asks for one. Requests beside the probes never present it.

use std::{fmt, sync::Arc};

use rustls::{
    Error, InconsistentKeys,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};

use crate::{model::Text, words};

/// A certificate with its issuers and its key. The key is shown nowhere.
#[derive(Clone)]
pub struct Identity(pub(super) Arc<CertifiedKey>);

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({} certificates)", self.0.cert.len())
    }
}

/// Why a certificate and a key cannot be presented. Nothing of the key is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The certificate's file.
    NoCertificate,
    /// The certificate's file.
    BadCertificate,
    /// The key's file.
    NoKey,
    /// The key's file.
    Encrypted,
    /// The key's file.
    BadKey,
    /// Both.
    OtherKey,
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl IdentityError {
    /// It in words, which begin behind the name of the file.
    pub fn text(self) -> Text {
        Text::words(match self {
            Self::NoCertificate => words!("holds no certificate in PEM"),
            Self::BadCertificate => words!("holds a certificate that cannot be read"),
            Self::NoKey => words!("holds no private key in PEM (PKCS#8, PKCS#1 or SEC 1)"),
            Self::Encrypted => {
                words!("holds an encrypted private key; write it without a password (openssl pkey -in FILE -out FILE)")
            }
            Self::BadKey => words!(
                "holds a private key that cannot be used (RSA of 2048 to 8192 bits, ECDSA on a NIST curve and Ed25519 can)"
            ),
            Self::OtherKey => words!("holds a private key that is not the one of the certificate"),
        })
    }
}

impl IdentityError {
    /// Whether it is the certificate's file that is wrong, rather than the key's.
    pub fn is_of_certificate(self) -> bool {
        matches!(self, Self::NoCertificate | Self::BadCertificate)
    }
}

impl Identity {
    /// From the PEM of a certificate, its issuers after it, and the PEM of its key; other blocks are passed over.
    ///
    /// # Errors
    ///
    /// [`IdentityError`], in words without a byte of the key.
    pub fn read(certificates: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        let chain: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(certificates).collect();
        let chain = chain.map_err(|_| IdentityError::BadCertificate)?;
        if chain.is_empty() {
            return Err(IdentityError::NoCertificate);
        }
        // By the words of both ways to encrypt a key (RFC 7468 11, RFC 1421 4.6.1.1).
        let encrypted = key.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED);
        let missing = if encrypted { IdentityError::Encrypted } else { IdentityError::NoKey };
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| missing)?;
        let signs =
            aws_lc_rs::default_provider().key_provider.load_private_key(key).map_err(|_| IdentityError::BadKey)?;
        let certified = CertifiedKey::new(chain, signs);
        match certified.keys_match() {
            Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => Ok(Self(Arc::new(certified))),
            Err(Error::InconsistentKeys(_)) => Err(IdentityError::OtherKey),
            Err(_) => Err(IdentityError::BadCertificate),
        }
    }
}

const ENCRYPTED: &[u8] = b"ENCRYPTED";
