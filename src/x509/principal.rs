//! User principal names: an alternative name of Microsoft's that certificates of people carry.

use x509_parser::{
    certificate::X509Certificate,
    der_parser::asn1_rs::{Any, FromDer},
    extensions::{GeneralName, ParsedExtension},
};

use crate::model::Cert;

/// 1.3.6.1.4.1.311.20.2.3, szOID_NT_PRINCIPAL_NAME (`wincrypt.h`).
const PRINCIPAL_NAME: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3];

/// The user principal names of a certificate, as encoded.
pub fn names(cert: &Cert) -> Vec<String> {
    let Ok((_, x509)) = X509Certificate::from_der(&cert.der) else { return Vec::new() };
    let mut found = Vec::new();
    for extension in x509.extensions() {
        let ParsedExtension::SubjectAlternativeName(names) = extension.parsed_extension() else { continue };
        for name in &names.general_names {
            if let GeneralName::OtherName(oid, value) = name
                && oid.as_bytes() == PRINCIPAL_NAME
            {
                found.extend(text(value));
            }
        }
    }
    found
}

/// The string in an OtherName's value (RFC 5280 4.2.1.6: `[0] EXPLICIT`).
fn text(value: &[u8]) -> Option<String> {
    let (_, explicit) = Any::from_der(value).ok()?;
    let (_, string) = Any::from_der(explicit.data).ok()?;
    String::from_utf8(string.data.to_vec()).ok()
}
