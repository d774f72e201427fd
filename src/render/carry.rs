//! A certificate as it is carried elsewhere: its PEM text, and its thumbprint to find it by.

use pem_rfc7468::LineEnding;
use sha1::{Digest, Sha1};

use crate::model::cert::{Cert, hex};

/// The PEM text (RFC 7468 5); `None` if it is too long for one.
pub fn pem(cert: &Cert) -> Option<String> {
    pem_rfc7468::encode_string("CERTIFICATE", LineEnding::LF, &cert.der).ok()
}

/// The SHA-1 digest by which Windows names a certificate.
pub fn thumbprint(cert: &Cert) -> String {
    hex(&Sha1::digest(&cert.der))
}
