//! One certificate in the JSON report.

use serde::Serialize;

use crate::{
    model::{
        cert::{Cert, hex},
        extensions::purpose_name,
    },
    render::{carry, when},
};

/// What a certificate says, for programs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Certificate<'a> {
    subject: &'a str,
    issuer: &'a str,
    serial: String,
    /// Byte for byte from the end, as Lync's event log prints it.
    serial_reversed: String,
    not_before: String,
    not_after: String,
    names: Vec<String>,
    key: Key,
    signature: String,
    subject_key_id: Option<String>,
    authority_key_id: Option<String>,
    ca: bool,
    path_length: Option<u32>,
    key_usage: Vec<&'static str>,
    extended_key_usage: Vec<&'a str>,
    /// What Windows calls the thumbprint.
    sha1: String,
    pem: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Key {
    algorithm: String,
    /// Null if not known.
    bits: Option<u32>,
}

/// The schema's view of a certificate.
pub fn certificate(cert: &Cert) -> Certificate<'_> {
    let extensions = &cert.extensions;
    let reversed: Vec<u8> = cert.serial.iter().rev().copied().collect();
    let authority_key_id = extensions.authority_key_id.as_ref().and_then(|a| a.key_id.as_deref());
    Certificate {
        subject: &cert.subject.text,
        issuer: &cert.issuer.text,
        serial: hex(&cert.serial),
        serial_reversed: hex(&reversed),
        not_before: when::rfc3339(cert.not_before),
        not_after: when::rfc3339(cert.not_after),
        names: extensions.subject_alt_names.iter().flatten().map(ToString::to_string).collect(),
        key: Key { algorithm: cert.key.algorithm.to_string(), bits: Some(cert.key.bits).filter(|bits| *bits > 0) },
        signature: cert.signature.scheme.to_string(),
        subject_key_id: extensions.subject_key_id.as_deref().map(hex),
        authority_key_id: authority_key_id.map(hex),
        ca: cert.is_ca(),
        path_length: extensions.basic_constraints.and_then(|b| b.path_length),
        key_usage: extensions.key_usage.map(|usage| usage.names()).unwrap_or_default(),
        extended_key_usage: extensions.extended_key_usage.iter().flatten().map(|oid| purpose_name(oid)).collect(),
        sha1: carry::thumbprint(cert),
        pem: carry::pem(cert),
    }
}
