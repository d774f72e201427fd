//! Distinguished names: prepared for comparison, and as people write them.

use std::borrow::Cow;

use x509_parser::{
    der_parser::asn1_rs::{Any, Tag},
    x509::{AttributeTypeAndValue, RelativeDistinguishedName, X509Name},
};

use crate::model::Name;

/// Reads a name.
///
/// The comparison key follows RFC 5280 7.1: string types do not matter, case is folded, white space at the ends is
/// dropped and inner runs count as one space; attributes of one relative name are a set. Values that are no text are
/// compared byte by byte.
pub fn name(name: &X509Name<'_>) -> Name {
    let size = name.as_raw().len();
    let mut key = Vec::with_capacity(size + size / 2 + 16);
    let mut relative: Vec<&RelativeDistinguishedName<'_>> = Vec::with_capacity(8);
    for rdn in name.iter_rdn() {
        prefixed(&mut key, |key| rdn_key(rdn, key));
        relative.push(rdn);
    }
    let mut text = String::with_capacity(size);
    for rdn in relative.iter().rev() {
        if !text.is_empty() {
            text.push(',');
        }
        for (place, attribute) in rdn.iter().enumerate() {
            if place > 0 {
                text.push('+');
            }
            write_attribute(attribute, &mut text);
        }
    }
    Name { key, text, length: size }
}

/// Appends what `write` appends, after its length in four bytes.
fn prefixed(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    write(out);
    let length = u32::try_from(out.len() - at - 4).unwrap_or(u32::MAX);
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
}

/// The attributes of a relative name, in an order of their own.
fn rdn_key(rdn: &RelativeDistinguishedName<'_>, key: &mut Vec<u8>) {
    if rdn.iter().nth(1).is_none() {
        rdn.iter().for_each(|a| prefixed(key, |key| attribute_key(a, key)));
        return;
    }
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for attribute in rdn.iter() {
        let mut part = Vec::new();
        prefixed(&mut part, |part| attribute_key(attribute, part));
        parts.push(part);
    }
    parts.sort_unstable();
    key.extend(parts.concat());
}

fn attribute_key(attribute: &AttributeTypeAndValue<'_>, key: &mut Vec<u8>) {
    let kind = attribute.attr_type().as_bytes();
    key.push(u8::try_from(kind.len()).unwrap_or(u8::MAX));
    key.extend_from_slice(kind);
    match decode(attribute.attr_value()) {
        Some(value) => fold(&value, key),
        None => {
            key.push(0);
            key.extend_from_slice(attribute.attr_value().data);
        }
    }
}

fn write_attribute(attribute: &AttributeTypeAndValue<'_>, text: &mut String) {
    let kind = attribute.attr_type();
    match label(kind.as_bytes()) {
        Some(label) => text.push_str(label),
        None => text.push_str(&kind.to_id_string()),
    }
    text.push('=');
    match decode(attribute.attr_value()) {
        Some(value) => escape(&value, text),
        None => {
            text.push('#');
            text.push_str(&crate::model::cert::hex(attribute.attr_value().data));
        }
    }
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
