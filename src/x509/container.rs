//! Files and blocks to certificates and revocation lists: PEM with text between, DER, PKCS#7.
//!
//! A private key beside the certificates is passed over: it is neither decoded nor kept. What cannot be read is listed
//! with its place, and costs only itself.

use x509_parser::{
    der_parser::asn1_rs::{Any, FromDer, Tag},
    pem::Pem,
};

use super::{crl, ctl};
use crate::{model::Text, text};

/// What a file held.
#[derive(Debug, Default)]
pub struct Contents {
    /// DER of each certificate, in the order found.
    pub certificates: Vec<Vec<u8>>,
    /// DER of each revocation list, in the order found.
    pub crls: Vec<Vec<u8>>,
    /// Whether the order means something: in PKCS#7 it does not (RFC 5652 5.1, a SET).
    pub ordered: bool,
    /// What could not be read: place and reason.
    pub problems: Vec<Text>,
    /// What was there besides certificates and revocation lists, by its PEM label.
    pub passed_over: Vec<String>,
}

/// 1.2.840.113549.1.7.2, signed data.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];

/// Reads certificates from the bytes of a file.
pub fn read(bytes: &[u8]) -> Contents {
    let mut out = Contents { ordered: true, ..Contents::default() };
    if let Some(text) = utf16(bytes) {
        pem(text.as_bytes(), &mut out);
    } else if bytes.first() == Some(&0x30) {
        der(bytes, &mut out);
    } else {
        pem(bytes, &mut out);
    }
    out
}

/// Windows tools write text as UTF-16 with a byte order mark.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (big, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (false, rest),
        [0xfe, 0xff, rest @ ..] => (true, rest),
        _ => return None,
    };
    let pair = |c: &[u8]| {
        let pair = [c[0], c.get(1).copied().unwrap_or(0)];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    };
    Some(char::decode_utf16(rest.chunks(2).map(pair)).map(|c| c.unwrap_or('\u{fffd}')).collect())
}

/// Reads the bytes of a file, taking them over where the whole file is one revocation list: those are large.
pub fn read_owned(bytes: Vec<u8>) -> Contents {
    let whole = Any::from_der(&bytes).is_ok_and(|(rest, _)| rest.is_empty());
    if whole && crl::is_list(&bytes) {
        return Contents { ordered: true, crls: vec![bytes], ..Contents::default() };
    }
    read(&bytes)
}

/// One or more DER elements, each a certificate, a revocation list or a PKCS#7 container.
fn der(bytes: &[u8], out: &mut Contents) {
    let mut rest = bytes;
    while rest.first() == Some(&0x30) {
        let at = bytes.len() - rest.len();
        let Ok((after, element)) = Any::from_der(rest) else {
            out.problems.push(if rest.get(1) == Some(&0x80) {
                text!("der-indefinite": "byte {at}: the DER element that starts here is indefinite lengths (BER); \
                    export it again as DER", at)
            } else {
                text!("der-cut": "byte {at}: the DER element that starts here is cut short", at)
            });
            return;
        };
        let whole = &rest[..rest.len() - after.len()];
        if content_type(&element) == Some(SIGNED_DATA) {
            out.ordered = false;
            if ctl::is_list(whole) {
                // The certificates in it are those of its signer.
                out.problems.push(text!(
                    "is-trust-list": "byte {at}: a Microsoft certificate trust list, which holds digests and no \
                    certificates; give it with --also NAME=FILE, or a list of distrusted ones with --distrust FILE",
                    at,
                ));
                rest = after;
                continue;
            }
            match signed_data(&element) {
                Some(certificates) => out.certificates.extend(certificates),
                None => {
                    out.problems.push(text!("pkcs7-at-byte": "byte {at}: the PKCS#7 container cannot be read", at));
                }
            }
        } else if crl::is_list(whole) {
            out.crls.push(whole.to_vec());
        } else if Any::from_der(element.data).is_ok_and(|(_, first)| first.tag() == Tag::Integer) {
            // Certificates begin with a sequence; what begins with a version number is a key (RFC 5958 2, RFC 8017 A.1.2).
            out.passed_over.push("DER PRIVATE KEY".to_owned());
        } else {
            out.certificates.push(whole.to_vec());
        }
        rest = after;
    }
    if !rest.iter().all(u8::is_ascii_whitespace) {
        let at = bytes.len() - rest.len();
        let size = rest.len();
        out.problems.push(text!("no-der": "byte {at}: {size} bytes that are no DER certificate", at, size));
    }
}

/// The identifier that a ContentInfo starts with (RFC 5652 3).
fn content_type<'a>(element: &Any<'a>) -> Option<&'a [u8]> {
    let (_, first) = Any::from_der(element.data).ok()?;
    (first.tag().0 == 6).then_some(first.data)
}

/// The certificates of a SignedData (RFC 5652 5.1), their bytes untouched.
fn signed_data(content_info: &Any<'_>) -> Option<Vec<Vec<u8>>> {
    let (rest, _) = Any::from_der(content_info.data).ok()?;
    let (_, explicit) = Any::from_der(rest).ok()?;
    let (_, signed) = Any::from_der(explicit.data).ok()?;
    let mut fields = signed.data;
    while !fields.is_empty() {
        let (after, field) = Any::from_der(fields).ok()?;
        // certificates [0] IMPLICIT CertificateSet
        if fields[0] == 0xa0 {
            let mut set = field.data;
            let mut found = Vec::new();
            while !set.is_empty() {
                let (next, _) = Any::from_der(set).ok()?;
                // Attribute certificates and the like carry context tags.
                if set[0] == 0x30 {
                    found.push(set[..set.len() - next.len()].to_vec());
                }
                set = next;
            }
            return Some(found);
        }
        fields = after;
    }
    Some(Vec::new())
}

const BEGIN: &str = "-----BEGIN ";

/// PEM blocks with any text between (RFC 7468).
fn pem(bytes: &[u8], out: &mut Contents) {
    let mut open: Option<(usize, String, usize)> = None;
    let mut at = 0;
    let complain = |out: &mut Contents, line: usize, label: &str| {
        out.problems.push(text!(
            "pem-no-end": "line {line}: the block \"{label}\" has no END line (the file is cut short?)",
            line,
            label,
        ));
    };
    for (number, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let start = at;
        at += line.len();
        if !line.starts_with(b"-----") {
            continue;
        }
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        if let Some(label) = text.strip_prefix(BEGIN).and_then(|t| t.strip_suffix("-----")) {
            if let Some((line, label, _)) = open.replace((number + 1, label.to_owned(), start)) {
                complain(out, line, &label);
            }
        } else if text.starts_with("-----END ") {
            let Some((line, label, from)) = open.take() else { continue };
            block(&label, line, &bytes[from..at], out);
        }
    }
    if let Some((line, label, _)) = open {
        complain(out, line, &label);
    }
}

fn block(label: &str, line: usize, text: &[u8], out: &mut Contents) {
    let wanted = matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" | "PKCS7" | "CMS");
    let list = matches!(label, "X509 CRL" | "CRL");
    let wanted = wanted || list || label.starts_with("PKCS #7");
    if !wanted {
        out.passed_over.push(label.to_owned());
        return;
    }
    let contents = match Pem::iter_from_buffer(text).next() {
        Some(Ok(pem)) => pem.contents,
        _ => {
            out.problems
                .push(text!("pem-no-base64": "line {line}: the block \"{label}\" is not valid base64", line, label));
            return;
        }
    };
    if list {
        out.crls.push(contents);
        return;
    }
    match Any::from_der(&contents) {
        Ok((_, element)) if content_type(&element) == Some(SIGNED_DATA) => {
            out.ordered = false;
            match signed_data(&element) {
                Some(certificates) => out.certificates.extend(certificates),
                None => {
                    out.problems.push(text!("pkcs7-at-line": "line {line}: the PKCS#7 container cannot be read", line));
                }
            }
        }
        // OpenSSL appends its trust settings to the certificate in these.
        Ok((rest, _)) if label.starts_with("TRUSTED") => {
            out.certificates.push(contents[..contents.len() - rest.len()].to_vec());
        }
        // Whatever else it is, the certificate parser says what is wrong with it and where.
        _ => out.certificates.push(contents),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_passed_over_and_halves_named() {
        let text =
            b"bag\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMAA=\n";
        let out = read(text);
        assert_eq!(out.passed_over, ["PRIVATE KEY"]);
        assert!(out.certificates.is_empty());
        assert_eq!(out.problems.len(), 1);
        assert!(out.problems[0].starts_with("line 5:"), "{:?}", out.problems);
    }

    #[test]
    fn a_key_in_der_is_passed_over() {
        let out = read(&[0x30, 5, 2, 1, 0, 0x30, 0]);
        assert_eq!(out.passed_over, ["DER PRIVATE KEY"]);
        assert!(out.certificates.is_empty());
    }

    #[test]
    fn utf16_text_is_understood() {
        let text = "-----BEGIN CERTIFICATE-----\r\nMAA=\r\n-----END CERTIFICATE-----\r\n";
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&bytes).certificates, [vec![0x30, 0]]);
    }

    #[test]
    fn cut_der_names_the_byte() {
        let out = read(&[0x30, 0x82, 1, 0, 5]);
        assert!(out.problems[0].contains("byte 0"), "{:?}", out.problems);
    }
}
