//! Microsoft's certificate trust lists (`authroot.stl`, `disallowedcert.stl`), bytes to facts.
//!
//! A list is a PKCS#7 SignedData around a SEQUENCE of its own kind ([MS-CAESO] 4.4.5.3.1.2; `CTL_INFO` and the property
//! numbers of `wincrypt.h`). It names certificates by digest and holds none. Its signature is not checked: the chain of
//! its signer leads to a Microsoft root that no TLS store need hold. What is read here is what the file says.

use std::fmt;

use x509_parser::{
    der_parser::asn1_rs::{Any, FromDer, Oid},
    time::ASN1Time,
};

use crate::{model::Text, text, words};

/// Most entries read. Microsoft's list of roots has some 500.
const MAX_ENTRIES: usize = 100_000;

/// 1.3.6.1.4.1.311.10.1, a certificate trust list.
const CONTENT: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 1];

/// 1.3.6.1.4.1.311.10.11, below which attributes carry the number of a certificate property.
const PROPERTY: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 11];

/// szOID_DISALLOWED_LIST, the usage of a list of distrusted certificates.
const DISALLOWED: &str = "1.3.6.1.4.1.311.10.3.30";

/// Seconds from 1601, where Windows counts from, to 1970.
const SINCE_1601: i64 = 11_644_473_600;

/// A certificate trust list.
#[derive(Debug, Clone, Default)]
pub struct TrustList {
    /// What the list is for.
    pub usages: Vec<String>,
    /// When it was made, seconds since 1970.
    pub this_update: i64,
    /// When the next one was due, if it says.
    pub next_update: Option<i64>,
    /// What it names.
    pub entries: Vec<Entry>,
}

impl TrustList {
    /// Whether the certificates it names are distrusted rather than trusted.
    pub fn distrusts(&self) -> bool {
        self.usages.iter().any(|usage| usage == DISALLOWED)
    }
}

/// One certificate of a list. Property numbers are those of `wincrypt.h`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The digest that names it: SHA-1 of the certificate in lists of roots.
    pub id: Vec<u8>,
    /// A name for people (11).
    pub name: Option<String>,
    /// SHA-256 of the certificate (98).
    pub sha256: Option<Vec<u8>>,
    /// Extended key usages it is trusted for; all, if absent (9).
    pub usages: Option<Vec<String>>,
    /// From when on it is distrusted (104).
    pub disallowed_from: Option<i64>,
    /// The usages it is distrusted for: from that time on or, without one, always (122).
    pub disallowed_usages: Option<Vec<String>>,
    /// Certificates issued from then on are distrusted (126).
    pub issued_before: Option<i64>,
    /// The usages for which that holds; all, if absent (127).
    pub issued_before_usages: Option<Vec<String>>,
}

/// Why bytes are no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// The structure does not fit.
    Malformed(&'static str),
    /// It has more than `MAX_ENTRIES`.
    TooMany,
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl ListError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Malformed(what) => {
                text!("list-unfit": "the certificate trust list cannot be read: {what} does not fit", what = Text::words(what))
            }
            Self::TooMany => text!(
                "list-too-many": "the certificate trust list has more than {most} entries",
                most = MAX_ENTRIES.to_string(),
            ),
        }
    }
}

/// Whether bytes are a PKCS#7 container of a certificate trust list.
pub fn is_list(bytes: &[u8]) -> bool {
    content(bytes).is_some()
}

/// Reads a list.
///
/// # Errors
///
/// [`ListError`] where the bytes are none, or too large a one.
pub fn read(bytes: &[u8]) -> Result<TrustList, ListError> {
    let malformed = ListError::Malformed;
    let mut fields = Fields(content(bytes).ok_or(malformed(words!("the container")))?);
    // Version 1 is the default and not encoded.
    fields.take_if(2);
    let mut list = TrustList {
        usages: fields.take_if(0x10).and_then(|f| oids(f.data)).ok_or(malformed(words!("the usage")))?,
        ..TrustList::default()
    };
    // The list's identifier and sequence number.
    fields.take_if(4);
    fields.take_if(2);
    list.this_update = fields.time().ok_or(malformed(words!("the date")))?;
    list.next_update = fields.time();
    fields.take_if(0x10).ok_or(malformed(words!("the algorithm")))?;
    let mut entries = Fields(fields.take_if(0x10).map_or(&[][..], |f| f.data));
    while let Some(element) = entries.next() {
        if list.entries.len() >= MAX_ENTRIES {
            return Err(ListError::TooMany);
        }
        list.entries.push(entry(element.data).ok_or(malformed(words!("an entry")))?);
    }
    if entries.0.is_empty() { Ok(list) } else { Err(malformed(words!("an entry"))) }
}

/// The content of the list's own SEQUENCE.
fn content(bytes: &[u8]) -> Option<&[u8]> {
    let mut info = Fields(Fields(bytes).take_if(0x10)?.data);
    // PKCS#7 signed data.
    info.take_if(6).filter(|f| f.data.ends_with(&[1, 7, 2]))?;
    let mut signed = Fields(Fields(info.next()?.data).take_if(0x10)?.data);
    signed.take_if(2)?;
    signed.take_if(0x11)?;
    let mut inner = Fields(signed.take_if(0x10)?.data);
    inner.take_if(6).filter(|f| f.data == CONTENT)?;
    let mut explicit = Fields(inner.next()?.data);
    // In CMS dress the content stands in an octet string.
    let list = match explicit.take_if(4) {
        Some(octets) => Fields(octets.data).take_if(0x10)?,
        None => explicit.take_if(0x10)?,
    };
    Some(list.data)
}

fn entry(data: &[u8]) -> Option<Entry> {
    let mut fields = Fields(data);
    let mut entry = Entry { id: fields.take_if(4)?.data.to_vec(), ..Entry::default() };
    let mut attributes = Fields(fields.take_if(0x11).map_or(&[][..], |f| f.data));
    while let Some(attribute) = attributes.next() {
        let mut attribute = Fields(attribute.data);
        let oid = attribute.take_if(6)?.data;
        let Some(number) = oid.strip_prefix(PROPERTY).and_then(arc) else { continue };
        let mut values = Fields(attribute.take_if(0x11)?.data);
        let Some(value) = values.take_if(4).map(|v| v.data) else { continue };
        match number {
            9 => entry.usages = Some(usages(value)?),
            11 => entry.name = Some(utf16(value)),
            98 => entry.sha256 = Some(value.to_vec()),
            104 => entry.disallowed_from = filetime(value)?,
            122 => entry.disallowed_usages = Some(usages(value)?),
            126 => entry.issued_before = filetime(value)?,
            127 => entry.issued_before_usages = Some(usages(value)?),
            _ => {}
        }
    }
    Some(entry)
}

/// One arc of an object identifier.
fn arc(bytes: &[u8]) -> Option<u32> {
    match *bytes {
        [low] if low < 0x80 => Some(u32::from(low)),
        [high, low] if high >= 0x80 && low < 0x80 => Some(u32::from(high & 0x7f) << 7 | u32::from(low)),
        _ => None,
    }
}

/// The DER of an extended key usage.
fn usages(value: &[u8]) -> Option<Vec<String>> {
    oids(Fields(value).take_if(0x10)?.data)
}

fn oids(data: &[u8]) -> Option<Vec<String>> {
    let mut fields = Fields(data);
    let mut found = Vec::new();
    while let Some(field) = fields.take_if(6) {
        found.push(Oid::new(field.data.into()).to_id_string());
    }
    fields.0.is_empty().then_some(found)
}

/// A FILETIME: 100 nanoseconds since 1601, little endian. An empty value is no date: Microsoft's list of 2026 has eight,
/// at roots that would otherwise be listed for nothing, so that it seems to take back an earlier one. No document says
/// so.
fn filetime(value: &[u8]) -> Option<Option<i64>> {
    if value.is_empty() {
        return Some(None);
    }
    let ticks = u64::from_le_bytes(value.try_into().ok()?);
    Some(Some(i64::try_from(ticks / 10_000_000).ok()? - SINCE_1601))
}

/// Text of two bytes a character, with a zero at the end.
fn utf16(value: &[u8]) -> String {
    let units = value.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).take_while(|c| *c != '\0').take(256).collect()
}

/// The DER elements of a constructed one, in order.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn next(&mut self) -> Option<Any<'a>> {
        let (rest, element) = Any::from_der(self.0).ok()?;
        self.0 = rest;
        Some(element)
    }

    /// The next element, if it has this universal tag.
    fn take_if(&mut self, tag: u32) -> Option<Any<'a>> {
        let (rest, element) = Any::from_der(self.0).ok()?;
        if element.tag().0 != tag || self.0.first()? >> 6 != 0 {
            return None;
        }
        self.0 = rest;
        Some(element)
    }

    fn time(&mut self) -> Option<i64> {
        let (rest, time) = ASN1Time::from_der(self.0).ok()?;
        self.0 = rest;
        Some(time.timestamp())
    }
}
