//! OCSP responses, bytes to facts (RFC 6960 4.2).
//!
//! Nothing here has been verified: whether the responder may speak, and whether it signed, is the business of the walk.
//! The signature is checked over the bytes as they came, so the signed part, the signature and the certificates are
//! slices of the response; x509-ocsp reads what is in them.

use aws_lc_rs::{digest, rand};
use der::{
    Any, Decode, Encode,
    asn1::{ObjectIdentifier, OctetString},
};
use x509_cert::{ext::Extension, serial_number::SerialNumber, spki::AlgorithmIdentifierOwned};
use x509_ocsp::{
    BasicOcspResponse, CertStatus, OcspRequest, OcspResponse, OcspResponseStatus, Request, TbsRequest, Version,
};
use x509_parser::{certificate::X509Certificate, der_parser::asn1_rs::FromDer, x509::AlgorithmIdentifier};

use super::{
    crl::minimal,
    parse,
    tlv::{self, range, tag},
};
use crate::{
    model::{Cert, Name, Text, cert::SignatureScheme},
    text, words,
};

/// Largest response read, in bytes. OpenSSL takes no more over HTTP (`HTTP_DEFAULT_MAX_RESP_LEN`); real ones have
/// 500 to 5000.
pub const MAX_RESPONSE: usize = 100 * 1024;

/// Most certificates of a response that are read: responders send their own, some its issuer too.
const MAX_CERTIFICATES: usize = 8;

/// A response that says something.
#[derive(Debug, Clone)]
pub struct Ocsp {
    der: Vec<u8>,
    tbs: std::ops::Range<usize>,
    signature: std::ops::Range<usize>,
    /// How it was signed.
    pub scheme: SignatureScheme,
    /// Who signed it, by its own account.
    pub responder: Responder,
    /// Certificates that came with it and could be read.
    pub certificates: Vec<Cert>,
    /// What it says.
    pub answers: Vec<Answer>,
    /// Whether it carries a critical extension.
    pub has_critical: bool,
    /// The nonce that it repeats (RFC 9654 2.1).
    pub nonce: Option<Vec<u8>>,
}

/// The name of a responder (RFC 6960 4.2.1).
#[derive(Debug, Clone)]
pub enum Responder {
    /// Its subject.
    Name(Name),
    /// SHA-1 of its key.
    KeyHash(Vec<u8>),
}

impl Responder {
    /// Whether a certificate is the responder's.
    pub fn is(&self, cert: &Cert) -> bool {
        match self {
            Self::Name(name) => cert.subject == *name,
            Self::KeyHash(hash) => {
                let key = cert.der.get(cert.key.value.clone()).unwrap_or_default();
                digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key).as_ref() == hash.as_slice()
            }
        }
    }
}

/// What is said of one certificate.
#[derive(Debug, Clone)]
pub struct Answer {
    id: CertId,
    /// The status.
    pub status: Status,
    /// From when on it is known to be right, seconds since 1970.
    pub this_update: i64,
    /// When newer information will be available.
    pub next_update: Option<i64>,
    /// Whether it carries a critical extension.
    pub has_critical: bool,
}

/// Which certificate is meant (RFC 6960 4.1.1).
#[derive(Debug, Clone)]
struct CertId {
    hash: String,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
}

/// The status of a certificate (RFC 6960 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked {
        /// Since when, seconds since 1970.
        date: i64,
        /// Why (RFC 5280 5.3.1).
        reason: Option<u8>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

impl Answer {
    /// Whether it speaks of `cert`, which `issuer` issued.
    pub fn is_about(&self, cert: &Cert, issuer: &Cert) -> bool {
        let algorithm = match self.id.hash.as_str() {
            "1.3.14.3.2.26" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            "2.16.840.1.101.3.4.2.1" => &digest::SHA256,
            "2.16.840.1.101.3.4.2.2" => &digest::SHA384,
            "2.16.840.1.101.3.4.2.3" => &digest::SHA512,
            "2.16.840.1.101.3.4.2.4" => &digest::SHA224,
            _ => return false,
        };
        // The name as the certificate spells it.
        let Ok((_, parsed)) = X509Certificate::from_der(&cert.der) else { return false };
        let name = parsed.tbs_certificate.issuer.as_raw();
        let key = issuer.der.get(issuer.key.value.clone()).unwrap_or_default();
        minimal(&self.id.serial) == minimal(&cert.serial)
            && digest::digest(algorithm, name).as_ref() == self.id.issuer_name
            && digest::digest(algorithm, key).as_ref() == self.id.issuer_key
    }
}

impl Ocsp {
    /// The signed part.
    pub fn tbs(&self) -> &[u8] {
        &self.der[self.tbs.clone()]
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }
}

/// id-pkix-ocsp-nonce.
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");

/// id-sha1: the one digest that every responder knows certificates by (RFC 5019 2.1.1).
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");

/// The text of a nonce extension; some write it without the octet string that belongs around it.
fn unwrapped(value: &[u8]) -> &[u8] {
    tlv::only(value, tag::OCTET_STRING).map_or(value, |element| element.content)
}

/// A nonce of 32 bytes (RFC 9654 2.1); `None` if this machine has no randomness.
pub fn nonce() -> Option<Vec<u8>> {
    let mut nonce = [0; 32];
    rand::fill(&mut nonce).ok()?;
    Some(nonce.to_vec())
}

/// What a responder is asked of `cert`, which `issuer` issued (RFC 6960 4.1); `None` where that cannot be written.
pub fn request(cert: &Cert, issuer: &Cert, nonce: Option<&[u8]>) -> Option<Vec<u8>> {
    let (_, parsed) = X509Certificate::from_der(&cert.der).ok()?;
    let digest = |bytes: &[u8]| {
        OctetString::new(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()).ok()
    };
    let serial = [&[2, u8::try_from(cert.serial.len()).ok()?][..], &cert.serial].concat();
    let req_cert = x509_ocsp::CertId {
        hash_algorithm: AlgorithmIdentifierOwned { oid: SHA1, parameters: Some(Any::null()) },
        issuer_name_hash: digest(parsed.tbs_certificate.issuer.as_raw())?,
        issuer_key_hash: digest(issuer.der.get(issuer.key.value.clone())?)?,
        serial_number: SerialNumber::from_der(&serial).ok()?,
    };
    let extension = |nonce: &[u8]| {
        let value = OctetString::new(nonce).ok()?.to_der().ok()?;
        Some(Extension { extn_id: NONCE, critical: false, extn_value: OctetString::new(value).ok()? })
    };
    let extensions = match nonce {
        Some(nonce) => Some(vec![extension(nonce)?]),
        None => None,
    };
    let tbs_request = TbsRequest {
        version: Version::V1,
        requestor_name: None,
        request_list: vec![Request { req_cert, single_request_extensions: None }],
        request_extensions: extensions,
    };
    OcspRequest { tbs_request, optional_signature: None }.to_der().ok()
}

/// Reads a response.
///
/// # Errors
///
/// In words, why the bytes are none, or what the responder says instead.
pub fn read(der: &[u8]) -> Result<Ocsp, Text> {
    if der.len() > MAX_RESPONSE {
        return Err(text!("it-is-larger": "it is larger than {most} bytes", most = MAX_RESPONSE));
    }
    let response = OcspResponse::from_der(der)
        .map_err(|e| text!("response-unread": "it cannot be read ({why})", why = e.to_string()))?;
    let said = match response.response_status {
        OcspResponseStatus::Successful => None,
        OcspResponseStatus::MalformedRequest => Some(words!("the request was malformed")),
        OcspResponseStatus::InternalError => Some(words!("an internal error")),
        OcspResponseStatus::TryLater => Some(words!("try later")),
        OcspResponseStatus::SigRequired => Some(words!("the request must be signed")),
        OcspResponseStatus::Unauthorized => Some(words!("unauthorized")),
    };
    if let Some(said) = said {
        return Err(text!("responder-says": "the responder says: {said}", said = Text::words(said)));
    }
    let bytes = response.response_bytes.ok_or_else(|| Text::words(words!("it is empty")))?;
    // id-pkix-ocsp-basic
    if bytes.response_type.to_string() != "1.3.6.1.5.5.7.48.1.1" {
        return Err(text!("unknown-kind": "it is of the unknown kind {kind}", kind = bytes.response_type.to_string()));
    }
    basic(bytes.response.as_bytes().to_vec())
}

/// Seconds since 1970.
fn seconds(time: &x509_ocsp::OcspGeneralizedTime) -> i64 {
    i64::try_from(time.0.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

fn basic(der: Vec<u8>) -> Result<Ocsp, Text> {
    let unreadable = || Text::words(words!("its body cannot be read"));
    let body = BasicOcspResponse::from_der(&der)
        .map_err(|e| text!("body-unread": "its body cannot be read ({why})", why = e.to_string()))?;
    let mut fields = tlv::only(&der, tag::SEQUENCE).ok_or_else(unreadable)?.inner();
    let tbs = fields.take(tag::SEQUENCE).ok_or_else(unreadable)?;
    let algorithm = fields.take(tag::SEQUENCE).ok_or_else(unreadable)?;
    let signature = fields.take(tag::BIT_STRING).ok_or_else(unreadable)?;
    let (_, signature) = signature.content.split_first().ok_or_else(unreadable)?;
    let (_, algorithm) = AlgorithmIdentifier::from_der(algorithm.whole).map_err(|_| unreadable())?;
    let mut certificates = Vec::new();
    let list = fields.take(tag::context(0)).and_then(|e| tlv::only(e.content, tag::SEQUENCE));
    if let Some(mut list) = list.map(|e| e.inner()) {
        while let (Some(one), true) = (list.next(), certificates.len() < MAX_CERTIFICATES) {
            certificates.extend(parse::certificate(one.whole).ok());
        }
    }
    let data = body.tbs_response_data;
    let responder = match &data.responder_id {
        x509_ocsp::ResponderId::ByName(name) => {
            let name = name.to_der().ok().and_then(|der| parse::distinguished_name(&der));
            Responder::Name(name.ok_or_else(|| Text::words(words!("the responder's name cannot be read")))?)
        }
        x509_ocsp::ResponderId::ByKey(hash) => Responder::KeyHash(hash.as_bytes().to_vec()),
    };
    let is_critical = |e: &Option<Vec<_>>| e.iter().flatten().any(|e: &Extension| e.critical);
    let nonce = data.response_extensions.iter().flatten().find(|e| e.extn_id == NONCE);
    let nonce = nonce.map(|e| unwrapped(e.extn_value.as_bytes()).to_vec());
    let answers = data.responses.iter().map(|single| Answer {
        id: CertId {
            hash: single.cert_id.hash_algorithm.oid.to_string(),
            issuer_name: single.cert_id.issuer_name_hash.as_bytes().to_vec(),
            issuer_key: single.cert_id.issuer_key_hash.as_bytes().to_vec(),
            serial: single.cert_id.serial_number.as_bytes().to_vec(),
        },
        status: match &single.cert_status {
            CertStatus::Good(_) => Status::Good,
            CertStatus::Unknown(_) => Status::Unknown,
            CertStatus::Revoked(info) => Status::Revoked {
                date: seconds(&info.revocation_time),
                reason: info.revocation_reason.map(|reason| reason as u8),
            },
        },
        this_update: seconds(&single.this_update),
        next_update: single.next_update.as_ref().map(seconds),
        has_critical: is_critical(&single.single_extensions),
    });
    Ok(Ocsp {
        tbs: range(&der, tbs.whole),
        signature: range(&der, signature),
        scheme: parse::scheme(&algorithm),
        responder,
        certificates,
        answers: answers.collect(),
        has_critical: is_critical(&data.response_extensions),
        nonce,
        der,
    })
}
