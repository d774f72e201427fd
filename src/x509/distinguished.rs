//! Distinguished names: prepared for comparison, and as people write them.

use std::borrow::Cow;

use x509_parser::{
    der_parser::asn1_rs::{Any, Tag},
    x509::X509Name,
};

use crate::model::Name;

/// Reads a name.
///
/// The comparison key follows RFC 5280 7.1: string types do not matter, case is folded, white space at the ends is
/// dropped and inner runs count as one space; attributes of one relative name are a set. Values that are no text are
/// compared byte by byte.
pub fn name(name: &X509Name<'_>) -> Name {
    let mut key = Vec::with_capacity(name.as_raw().len() + 16);
    let mut texts: Vec<String> = Vec::new();
    for rdn in name.iter_rdn() {
        let mut parts: Vec<Vec<u8>> = Vec::with_capacity(1);
        let mut text = String::new();
        for attribute in rdn.iter() {
            let kind = attribute.attr_type();
            let value = attribute.attr_value();
            let decoded = decode(value);
            let mut part = Vec::with_capacity(kind.as_bytes().len() + value.data.len() + 2);
            part.push(u8::try_from(kind.as_bytes().len()).unwrap_or(u8::MAX));
            part.extend_from_slice(kind.as_bytes());
            match &decoded {
                Some(value) => fold(value, &mut part),
                None => {
                    part.push(0);
                    part.extend_from_slice(value.data);
                }
            }
            parts.push(part);
            if !text.is_empty() {
                text.push('+');
            }
            match label(kind.as_bytes()) {
                Some(label) => text.push_str(label),
                None => text.push_str(&kind.to_id_string()),
            }
            text.push('=');
            match decoded {
                Some(value) => escape(&value, &mut text),
                None => {
                    text.push('#');
                    text.push_str(&crate::model::cert::hex(value.data));
                }
            }
        }
        parts.sort_unstable();
        let length: usize = parts.iter().map(|p| p.len() + 4).sum();
        key.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
        for part in parts {
            key.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            key.extend_from_slice(&part);
        }
        texts.push(text);
    }
    texts.reverse();
    Name { key, text: texts.join(",") }
}

/// The values of one attribute type in a name, as text.
pub fn values(name: &X509Name<'_>, oid: &[u8]) -> Vec<String> {
    name.iter_attributes()
        .filter(|a| a.attr_type().as_bytes() == oid)
        .filter_map(|a| decode(a.attr_value()).map(Cow::into_owned))
        .collect()
}

/// 2.5.4.3
pub const COMMON_NAME: &[u8] = &[0x55, 4, 3];
/// 1.2.840.113549.1.9.1
pub const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

/// The text of a directory string (RFC 5280 appendix A.1), or `None` where the value is no readable text.
fn decode<'a>(value: &Any<'a>) -> Option<Cow<'a, str>> {
    let data = value.data;
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            std::str::from_utf8(data).ok().map(Cow::Borrowed)
        }
        // T.61 in certificates is Latin-1 in practice.
        Tag::T61String => Some(data.iter().map(|b| char::from(*b)).collect::<String>().into()),
        Tag::BmpString => {
            let units = data.chunks(2).map(|c| u16::from_be_bytes([c[0], c.get(1).copied().unwrap_or(0)]));
            char::decode_utf16(units).collect::<Result<String, _>>().ok().map(Cow::Owned)
        }
        Tag::UniversalString => data
            .chunks(4)
            .map(|c| <[u8; 4]>::try_from(c).ok().and_then(|b| char::from_u32(u32::from_be_bytes(b))))
            .collect::<Option<String>>()
            .map(Cow::Owned),
        _ => None,
    }
}

/// Appends the text in lower case with white space folded.
fn fold(text: &str, out: &mut Vec<u8>) {
    let text = text.trim_matches(' ');
    let mut space = false;
    let mut buffer = [0; 4];
    for c in text.chars() {
        if c == ' ' {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) {
            out.push(b' ');
        }
        if c.is_ascii() {
            out.push((c as u8).to_ascii_lowercase());
        } else {
            for lower in c.to_lowercase() {
                out.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
}

/// RFC 4514 2.4.
fn escape(text: &str, out: &mut String) {
    let last = text.chars().count().saturating_sub(1);
    for (place, c) in text.chars().enumerate() {
        let special = matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';')
            || (place == 0 && matches!(c, '#' | ' '))
            || (place == last && c == ' ');
        if special {
            out.push('\\');
        }
        out.push(c);
    }
}

/// The short names people know (RFC 4519, and those that Windows writes).
fn label(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        [0x55, 4, 3] => "CN",
        [0x55, 4, 4] => "SN",
        [0x55, 4, 5] => "serialNumber",
        [0x55, 4, 6] => "C",
        [0x55, 4, 7] => "L",
        [0x55, 4, 8] => "ST",
        [0x55, 4, 9] => "street",
        [0x55, 4, 10] => "O",
        [0x55, 4, 11] => "OU",
        [0x55, 4, 12] => "title",
        [0x55, 4, 42] => "GN",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25] => "DC",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1] => "UID",
        EMAIL => "emailAddress",
        _ => return None,
    })
}
