//! The entries of a revocation list, one by one, without keeping anything (RFC 5280 5.3).

use x509_parser::{
    der_parser::asn1_rs::{FromDer, Oid as DerOid},
    time::ASN1Time,
};

use crate::{
    model::cert::Oid,
    x509::tlv::{self, Element, Elements, tag},
};

/// One entry.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Content bytes of the serial number.
    pub serial: &'a [u8],
    date: &'a [u8],
    /// The reason code, if one is given (RFC 5280 5.3.1).
    pub reason: Option<u8>,
    /// Content of the `GeneralNames` of the issuer that this entry or one before it names (RFC 5280 5.3.3).
    pub issuer: Option<&'a [u8]>,
    /// Content bytes of the identifier of a critical extension that nobody here knows.
    pub unknown_critical: Option<&'a [u8]>,
}

impl Entry<'_> {
    /// Since when the certificate is revoked, seconds since 1970; `None` if that cannot be read.
    pub fn date(&self) -> Option<i64> {
        time(self.date)
    }
}

/// Reads entries without keeping anything: the place of one that cannot be read is the error, and the end.
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    all: usize,
    rest: Elements<'a>,
    issuer: Option<&'a [u8]>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { all: bytes.len(), rest: Elements(bytes), issuer: None }
    }

    fn entry(&mut self) -> Option<Entry<'a>> {
        let mut fields = self.rest.take(tag::SEQUENCE)?.inner();
        let serial = fields.take(tag::INTEGER)?.content;
        let date = fields.next().filter(is_time)?.whole;
        let mut entry = Entry { serial, date, reason: None, issuer: self.issuer, unknown_critical: None };
        if let Some(extensions) = fields.take(tag::SEQUENCE) {
            let mut extensions = extensions.inner();
            while !extensions.is_done() {
                let extension = Extension::read(&mut extensions)?;
                match extension.oid {
                    REASON => match extension.value {
                        [0x0a, 1, reason] => entry.reason = Some(*reason),
                        _ => return None,
                    },
                    CERTIFICATE_ISSUER => {
                        let names = tlv::only(extension.value, tag::SEQUENCE)?;
                        entry.issuer = Some(names.content);
                        self.issuer = entry.issuer;
                    }
                    INVALIDITY_DATE => {}
                    other if extension.critical => entry.unknown_critical = Some(other),
                    _ => {}
                }
            }
        }
        fields.is_done().then_some(entry)
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, usize>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_done() {
            return None;
        }
        let at = self.all - self.rest.0.len();
        let entry = self.entry();
        if entry.is_none() {
            self.rest = Elements(&[]);
        }
        Some(entry.ok_or(at))
    }
}

/// 2.5.29.21, 2.5.29.24, 2.5.29.29
const REASON: &[u8] = &[0x55, 0x1d, 21];
const INVALIDITY_DATE: &[u8] = &[0x55, 0x1d, 24];
const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1d, 29];

/// Less the leading bytes that do not change the value: lists and certificates are not always encoded alike.
pub(in crate::x509) fn minimal(integer: &[u8]) -> &[u8] {
    let mut rest = integer;
    while let [first, second, ..] = rest {
        let idle = (*first == 0 && *second < 0x80) || (*first == 0xff && *second >= 0x80);
        if !idle {
            break;
        }
        rest = &rest[1..];
    }
    rest
}

/// Whether an element is a `Time` (RFC 5280 4.1.2.5).
pub(super) fn is_time(element: &Element<'_>) -> bool {
    matches!(element.tag, tag::UTC_TIME | tag::GENERALIZED_TIME)
}

/// Seconds since 1970 of a `Time`.
pub(super) fn time(whole: &[u8]) -> Option<i64> {
    ASN1Time::from_der(whole).ok().map(|(_, time)| time.timestamp())
}

/// An identifier in dotted form.
pub(super) fn dotted(oid: &[u8]) -> Oid {
    DerOid::new(oid.into()).to_id_string()
}

/// An extension (RFC 5280 4.1.2.9).
pub(super) struct Extension<'a> {
    pub oid: &'a [u8],
    pub critical: bool,
    pub value: &'a [u8],
}

impl<'a> Extension<'a> {
    pub fn read(elements: &mut Elements<'a>) -> Option<Self> {
        let mut fields = elements.take(tag::SEQUENCE)?.inner();
        let oid = fields.take(tag::OID)?.content;
        let critical = fields.take(tag::BOOLEAN).is_some_and(|e| e.content != [0]);
        let value = fields.take(tag::OCTET_STRING)?.content;
        fields.is_done().then_some(Self { oid, critical, value })
    }
}
