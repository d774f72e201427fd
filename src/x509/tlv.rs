//! Elements of DER, one after the other: for lists too long to be parsed whole, and for places where the bytes as they
//! came are needed. The headers are the `der` crate's: definite, minimal lengths within the bytes there are.

use der::{Decode, Header, Reader, SliceReader};

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    /// The first byte: class, whether constructed, number.
    pub tag: u8,
    /// What it holds.
    pub content: &'a [u8],
    /// Header and content.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The elements in this one.
    pub fn inner(&self) -> Elements<'a> {
        Elements(self.content)
    }
}

/// Tags that several files look for (X.690 8.1.2).
pub(super) mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OID: u8 = 0x06;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const SEQUENCE: u8 = 0x30;

    /// A constructed, context-specific tag.
    pub const fn context(number: u8) -> u8 {
        0xa0 | number
    }

    /// A primitive, context-specific tag.
    pub const fn primitive(number: u8) -> u8 {
        0x80 | number
    }
}

/// What is left of some bytes, to be read element by element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elements<'a>(pub &'a [u8]);

impl<'a> Elements<'a> {
    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    /// The next element; `None` where there is none that can be read.
    #[inline]
    pub fn next(&mut self) -> Option<Element<'a>> {
        let bytes = self.0;
        // Short lengths, of which a list has millions, have one form only, and need no more than this.
        if let [tag, length @ ..0x80, rest @ ..] = bytes
            && tag & 0x1f != 0x1f
        {
            let (content, rest) = rest.split_at_checked(usize::from(*length))?;
            self.0 = rest;
            return Some(Element { tag: *tag, content, whole: &bytes[..content.len() + 2] });
        }
        let mut reader = SliceReader::new(bytes).ok()?;
        let header = Header::decode(&mut reader).ok()?;
        let start = usize::try_from(reader.position()).ok()?;
        let end = start.checked_add(usize::try_from(header.length).ok()?)?;
        let (whole, rest) = bytes.split_at_checked(end)?;
        self.0 = rest;
        Some(Element { tag: *whole.first()?, content: whole.get(start..)?, whole })
    }

    /// The next element if it carries this tag; nothing is consumed otherwise.
    #[inline]
    pub fn take(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.0.first() != Some(&tag) {
            return None;
        }
        self.next()
    }
}

/// Reads bytes that are exactly one element with this tag.
pub(super) fn only(bytes: &[u8], tag: u8) -> Option<Element<'_>> {
    let mut elements = Elements(bytes);
    let element = elements.take(tag)?;
    elements.is_done().then_some(element)
}

/// Where `part` lies in `whole`, of which it is a slice.
pub(super) fn range(whole: &[u8], part: &[u8]) -> std::ops::Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    let end = start + part.len();
    if end <= whole.len() { start..end } else { 0..0 }
}
