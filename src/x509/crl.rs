//! Revocation lists, bytes to facts (RFC 5280 5).
//!
//! A list may hold half a million entries in 23 MB. Its head is read into facts; its entries stay bytes and are looked
//! through one by one ([`Entries`]), so that a list takes its own size in memory and nothing more. Nothing here has been
//! verified: whether a list may be used is the business of the walk.

mod entries;

use std::{cmp::Ordering, fmt};

use x509_parser::{
    der_parser::asn1_rs::FromDer,
    x509::{AlgorithmIdentifier, X509Name},
};

pub(super) use entries::minimal;
pub use entries::{Entries, Entry};
use entries::{Extension, dotted, is_time, time};

use super::{
    distinguished, parse, points,
    tlv::{self, Elements, range, tag},
};
use crate::{
    model::{
        GeneralName, Name, Text,
        cert::{Oid, SignatureScheme},
        chain::Malformed,
        revocation::IssuingPoint,
    },
    text, words,
};

/// One revocation list.
#[derive(Clone)]
pub struct Crl {
    der: Vec<u8>,
    /// SHA-256 of the whole.
    pub sha256: [u8; 32],
    /// Who signed it, by its own account.
    pub issuer: Name,
    /// When it was issued, seconds since 1970.
    pub this_update: i64,
    /// When the next one is due (RFC 5280 5.1.2.5).
    pub next_update: Option<i64>,
    /// How it was signed.
    pub scheme: SignatureScheme,
    tbs: std::ops::Range<usize>,
    signature: std::ops::Range<usize>,
    entries: std::ops::Range<usize>,
    /// How many entries it has.
    pub count: usize,
    /// The key identifier of its issuer (RFC 5280 5.2.1).
    pub authority_key_id: Option<Vec<u8>>,
    /// Its number (RFC 5280 5.2.3).
    pub number: Option<Number>,
    /// Whether the number is marked critical, which it must not be.
    pub number_critical: bool,
    /// For a delta list, the number of the list that it is based on (RFC 5280 5.2.4).
    pub delta_base: Option<Number>,
    /// Where its deltas are to be had (RFC 5280 5.2.6).
    pub freshest: Vec<String>,
    /// What it speaks of (RFC 5280 5.2.5); `None` if it does not limit itself.
    pub scope: Option<IssuingPoint>,
    /// The issuing distribution point as encoded: the scopes of a list and its delta are the same bytes.
    pub scope_der: Option<Vec<u8>>,
    /// Critical extensions, of the list or of an entry, that nobody here knows (RFC 5280 5.2, 5.3).
    pub unknown_critical: Vec<Oid>,
    /// What does not follow the standard, so that nothing may be concluded from the list: one phrase each.
    pub problems: Vec<Text>,
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {} entries)", self.issuer.text, self.count)
    }
}

/// A number of a list: at most 20 bytes by the standard, longer in the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(Vec<u8>);

impl Number {
    fn new(integer: &[u8]) -> Self {
        let zeros = integer.iter().take_while(|b| **b == 0).count();
        Self(integer.get(zeros..).unwrap_or_default().to_vec())
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            0 => f.write_str("0"),
            1..=8 => write!(f, "{}", self.0.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b))),
            _ => write!(f, "0x{}", crate::model::cert::hex(&self.0)),
        }
    }
}

/// What an entry says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Since when it is revoked, seconds since 1970; `None` if that cannot be read.
    pub date: Option<i64>,
    /// Why (RFC 5280 5.3.1).
    pub reason: Option<u8>,
}

impl Listed {
    /// removeFromCRL, which only a delta list says: no longer on hold.
    pub fn is_removal(self) -> bool {
        self.reason == Some(8)
    }
}

impl Crl {
    /// Reads a list, of which it keeps the bytes.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are not exactly one list.
    pub fn new(der: Vec<u8>) -> Result<Self, Malformed> {
        let mut crl = head(&der)?;
        let entries = Entries::new(der.get(crl.entries.clone()).unwrap_or_default());
        let mut unknown: Option<&[u8]> = None;
        for entry in entries {
            let entry = entry.map_err(|at| Malformed {
                at: crl.entries.start + at,
                what: text!("entry-unread": "entry {number} cannot be read", number = crl.count + 1),
            })?;
            crl.count += 1;
            unknown = unknown.or(entry.unknown_critical);
        }
        crl.unknown_critical.extend(unknown.map(dotted));
        crl.sha256 = parse::sha256(&der);
        crl.der = der;
        Ok(crl)
    }

    /// The bytes as they were read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The signed part.
    pub fn tbs(&self) -> &[u8] {
        &self.der[self.tbs.clone()]
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }

    /// The entries, one by one.
    pub fn entries(&self) -> Entries<'_> {
        Entries::new(&self.der[self.entries.clone()])
    }

    /// What the list says of the certificate with this serial number (content bytes as encoded) by this issuer.
    ///
    /// An entry that names no issuer is of the issuer of the entry before, the first of the list's own (RFC 5280 5.3.3).
    pub fn find(&self, serial: &[u8], issuer: &Name) -> Option<Listed> {
        let serial = minimal(serial);
        let mut ours = self.issuer == *issuer;
        let mut named: Option<&[u8]> = None;
        for entry in self.entries() {
            let entry = entry.ok()?;
            if entry.issuer != named {
                named = entry.issuer;
                let names = named.and_then(points::general_names).unwrap_or_default();
                ours = names.iter().any(|n| matches!(n, GeneralName::Directory(n) if n == issuer));
            }
            if ours && minimal(entry.serial) == serial {
                return Some(Listed { date: entry.date(), reason: entry.reason });
            }
        }
        None
    }
}

/// Whether DER that starts like this is a revocation list: where a certificate has its validity, a list has a time.
pub fn is_list(der: &[u8]) -> bool {
    let field = || {
        let mut fields = Elements(der).take(tag::SEQUENCE)?.inner().take(tag::SEQUENCE)?.inner();
        fields.take(tag::INTEGER);
        fields.take(tag::SEQUENCE)?;
        fields.take(tag::SEQUENCE)?;
        fields.next()
    };
    field().is_some_and(|f| is_time(&f))
}

/// Reads everything but the entries.
fn head(der: &[u8]) -> Result<Crl, Malformed> {
    let fail = |part: &[u8], what: &'static str| Malformed { at: range(der, part).start, what: Text::words(what) };
    let outer =
        tlv::only(der, tag::SEQUENCE).ok_or_else(|| fail(der, words!("not one whole DER element (cut short?)")))?;
    let mut outer = outer.inner();
    let tbs = outer.take(tag::SEQUENCE).ok_or_else(|| fail(outer.0, words!("no signed part")))?;
    let algorithm = outer.take(tag::SEQUENCE).ok_or_else(|| fail(outer.0, words!("no signature algorithm")))?;
    let signature = outer.take(tag::BIT_STRING).filter(|_| outer.is_done());
    // Whatever the unused bits are said to be: the signature verifies or it does not.
    let signature = signature.and_then(|s| s.content.get(1..)).ok_or_else(|| fail(outer.0, words!("no signature")))?;

    let mut fields = tbs.inner();
    let version = fields.take(tag::INTEGER);
    let inner = fields
        .take(tag::SEQUENCE)
        .ok_or_else(|| fail(fields.0, words!("no signature algorithm in the signed part")))?;
    let scheme = AlgorithmIdentifier::from_der(algorithm.whole)
        .map(|(_, algorithm)| parse::scheme(&algorithm))
        .map_err(|_| fail(algorithm.whole, words!("no signature algorithm")))?;
    let issuer = fields.take(tag::SEQUENCE).and_then(|e| X509Name::from_der(e.whole).ok());
    let issuer =
        issuer.map(|(_, name)| distinguished::name(&name)).ok_or_else(|| fail(fields.0, words!("no issuer")))?;
    let this_update =
        fields.next().and_then(|e| time(e.whole)).ok_or_else(|| fail(fields.0, words!("no time of issue")))?;
    let next_update = match fields.0.first() {
        Some(&(tag::UTC_TIME | tag::GENERALIZED_TIME)) => {
            let at = fields.0;
            let read = fields.next().and_then(|e| time(e.whole));
            Some(read.ok_or_else(|| fail(at, words!("a time of the next issue that is none")))?)
        }
        _ => None,
    };
    let entries = fields.take(tag::SEQUENCE).map_or(0..0, |e| range(der, e.content));
    let extensions = fields.take(tag::context(0));
    if !fields.is_done() {
        return Err(fail(fields.0, words!("something after the last field")));
    }
    let mut crl = Crl {
        der: Vec::new(),
        sha256: [0; 32],
        issuer,
        this_update,
        next_update,
        scheme,
        tbs: range(der, tbs.whole),
        signature: range(der, signature),
        entries,
        count: 0,
        authority_key_id: None,
        number: None,
        number_critical: false,
        delta_base: None,
        freshest: Vec::new(),
        scope: None,
        scope_der: None,
        unknown_critical: Vec::new(),
        problems: Vec::new(),
    };
    if inner.whole != algorithm.whole {
        crl.problems.push(Text::words(words!("its two signature algorithm fields differ (RFC 5280 5.1.1.2)")));
    }
    if version.is_some_and(|v| v.content != [1]) || (version.is_none() && extensions.is_some()) {
        crl.problems.push(Text::words(words!("its version does not fit what it holds (RFC 5280 5.1.2.1)")));
    }
    if let Some(explicit) = extensions {
        let mut list = tlv::only(explicit.content, tag::SEQUENCE)
            .ok_or_else(|| fail(explicit.whole, words!("extensions that cannot be read")))?
            .inner();
        let mut seen: Vec<&[u8]> = Vec::new();
        while !list.is_done() {
            let at = list.0;
            let extension =
                Extension::read(&mut list).ok_or_else(|| fail(at, words!("an extension that cannot be read")))?;
            if seen.contains(&extension.oid) {
                crl.problems.push(text!("its-extension-twice": "its extension {oid} is there twice (RFC 5280 4.2)", oid = dotted(extension.oid)));
            }
            seen.push(extension.oid);
            if !crl.extension(&extension) {
                crl.problems.push(
                    text!("its-extension-unread": "its extension {oid} cannot be read", oid = dotted(extension.oid)),
                );
            }
        }
    }
    Ok(crl)
}

impl Crl {
    /// Takes an extension in; `false` if it cannot be read.
    fn extension(&mut self, extension: &Extension<'_>) -> bool {
        let number = || tlv::only(extension.value, tag::INTEGER).map(|e| Number::new(e.content));
        match extension.oid {
            [0x55, 0x1d, 35] => {
                let Some(id) = tlv::only(extension.value, tag::SEQUENCE) else { return false };
                self.authority_key_id = id.inner().take(tag::primitive(0)).map(|e| e.content.to_vec());
            }
            [0x55, 0x1d, 20] => {
                self.number = number();
                self.number_critical = extension.critical;
                return self.number.is_some();
            }
            [0x55, 0x1d, 27] => {
                self.delta_base = number();
                return self.delta_base.is_some();
            }
            [0x55, 0x1d, 28] => {
                self.scope = points::issuing_point(extension.value, &self.issuer);
                self.scope_der = Some(extension.value.to_vec());
                return self.scope.is_some();
            }
            // What cannot be read is no place to ask: the list is whole without its deltas.
            [0x55, 0x1d, 46] => {
                let points = points::distribution_points(extension.value, &self.issuer).unwrap_or_default();
                let names = points.into_iter().flat_map(|point| point.names.unwrap_or_default());
                self.freshest.extend(names.filter_map(|name| match name {
                    GeneralName::Uri(uri) => Some(uri),
                    _ => None,
                }));
            }
            // Other names of the issuer, where the issuer's certificate is.
            [0x55, 0x1d, 18] | [0x2b, 6, 1, 5, 5, 7, 1, 1] => {}
            other if extension.critical => self.unknown_critical.push(dotted(other)),
            _ => {}
        }
        true
    }
}
