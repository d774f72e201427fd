//! Distribution points: where a certificate says that revocation is spoken of, and what a list says that it speaks of.
//!
//! Read here rather than by x509-parser, which knows names relative to the issuer only in a form that DER does not
//! have, and leaves out what it cannot read: a list limited to some reasons would then count for all.

use x509_parser::{
    extensions::GeneralName as DerName,
    prelude::FromDer,
    x509::{AttributeTypeAndValue, RelativeDistinguishedName, X509Name},
};

use super::{
    distinguished, parse,
    tlv::{self, Element, Elements, tag},
};
use crate::model::{
    GeneralName, Name,
    revocation::{DistributionPoint, IssuingPoint, Reasons},
};

/// Most points, and most names in one point, that are read: what is left out can only make a status unknown. Each costs
/// a comparison with every list; honest certificates have one or two.
const MAX: usize = 64;

/// The value of a CRL distribution points extension (RFC 5280 4.2.1.13), in a certificate by `issuer`; `None` if it
/// cannot be read.
pub fn distribution_points(value: &[u8], issuer: &Name) -> Option<Vec<DistributionPoint>> {
    let mut points = Vec::new();
    let mut elements = tlv::only(value, tag::SEQUENCE)?.inner();
    while !elements.is_done() && points.len() < MAX {
        let mut fields = elements.take(tag::SEQUENCE)?.inner();
        let name = fields.take(tag::context(0));
        let reasons = fields.take(tag::primitive(1));
        let crl_issuer = fields.take(tag::context(2));
        if !fields.is_done() {
            return None;
        }
        let mut point = DistributionPoint { reasons: optional(reasons, flags)?, ..DistributionPoint::default() };
        for name in optional(crl_issuer, |e| general_names(e.content))?.into_iter().flatten() {
            if let GeneralName::Directory(name) = name {
                point.crl_issuer.push(name);
            }
        }
        let base = point.crl_issuer.first().unwrap_or(issuer);
        point.names = optional(name, |e| point_names(e, base))?;
        points.push(point);
    }
    Some(points)
}

/// The value of an issuing distribution point extension (RFC 5280 5.2.5), in a list by `issuer`; `None` if it cannot
/// be read.
pub fn issuing_point(value: &[u8], issuer: &Name) -> Option<IssuingPoint> {
    let mut fields = tlv::only(value, tag::SEQUENCE)?.inner();
    let name = fields.take(tag::context(0));
    let mut flag = |number| optional(fields.take(tag::primitive(number)), |e| Some(e.content != [0]));
    let only_user = flag(1)?.unwrap_or(false);
    let only_ca = flag(2)?.unwrap_or(false);
    let reasons = fields.take(tag::primitive(3));
    let mut flag = |number| optional(fields.take(tag::primitive(number)), |e| Some(e.content != [0]));
    let indirect = flag(4)?.unwrap_or(false);
    let only_attribute = flag(5)?.unwrap_or(false);
    if !fields.is_done() {
        return None;
    }
    let names = optional(name, |e| point_names(e, issuer))?;
    Some(IssuingPoint { names, only_user, only_ca, only_attribute, reasons: optional(reasons, flags)?, indirect })
}

/// Reads an element that may be absent; `None` only if it is there and cannot be read.
fn optional<'a, T>(element: Option<Element<'a>>, read: impl FnOnce(Element<'a>) -> Option<T>) -> Option<Option<T>> {
    match element {
        Some(element) => read(element).map(Some),
        None => Some(None),
    }
}

/// A `DistributionPointName`, in its explicit tag.
fn point_names(explicit: Element<'_>, base: &Name) -> Option<Vec<GeneralName>> {
    let mut choice = explicit.inner();
    let names = match choice.next()? {
        full if full.tag == tag::context(0) => general_names(full.content)?,
        relative if relative.tag == tag::context(1) => vec![GeneralName::Directory(below(base, relative.content)?)],
        _ => return None,
    };
    (choice.is_done() && !names.is_empty()).then_some(names)
}

/// The name that one more relative name, given by its attributes, makes of `base`.
fn below(base: &Name, attributes: &[u8]) -> Option<Name> {
    let mut set = Vec::new();
    let mut rest = attributes;
    while !rest.is_empty() {
        let (after, attribute) = AttributeTypeAndValue::from_der(rest).ok()?;
        set.push(attribute);
        rest = after;
    }
    let relative = distinguished::name(&X509Name::new(vec![RelativeDistinguishedName::new(set)], attributes));
    let key = [base.key.as_slice(), &relative.key].concat();
    Some(Name { key, text: format!("{},{}", relative.text, base.text), length: 0 })
}

/// The names in a `GeneralNames` (RFC 5280 4.2.1.6), less its header.
pub(super) fn general_names(content: &[u8]) -> Option<Vec<GeneralName>> {
    let mut names = Vec::new();
    let mut elements = Elements(content);
    while !elements.is_done() && names.len() < MAX {
        let (_, name) = DerName::from_der(elements.next()?.whole).ok()?;
        names.push(parse::general_name(&name));
    }
    Some(names)
}

/// `ReasonFlags`: the first bit of the string is bit 0.
fn flags(element: Element<'_>) -> Option<Reasons> {
    let (unused, bytes) = element.content.split_first()?;
    if *unused > 7 {
        return None;
    }
    let bits = bytes.iter().take(2).enumerate().map(|(i, byte)| u16::from(byte.reverse_bits()) << (8 * i));
    Some(Reasons(bits.fold(0, |all, bits| all | bits)).and(Reasons::ALL))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Name {
        Name { key: vec![1], text: "O=Contoso".into(), length: 0 }
    }

    #[test]
    fn relative_names_are_made_whole() {
        // [0] { [1] { CN=a } }
        let attribute = [0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'a'];
        let mut value = vec![0x30, 16, 0x30, 14, 0xa0, 12, 0xa1, 10];
        value.extend(attribute);
        let points = distribution_points(&value, &base()).unwrap();
        let names = points[0].names.as_ref().unwrap();
        assert_eq!(names[0].to_string(), "CN=a,O=Contoso");
        assert!(matches!(&names[0], GeneralName::Directory(n) if n.key.starts_with(&[1]) && n.key.len() > 1));
    }

    #[test]
    fn scopes_are_read_whole_or_not_at_all() {
        // Bit 1, keyCompromise, with six unused bits.
        let point = issuing_point(&[0x30, 10, 0x81, 1, 0xff, 0x83, 2, 6, 0x40, 0x84, 1, 0xff], &base()).unwrap();
        assert!(point.only_user && point.indirect && !point.only_ca && point.names.is_none());
        assert_eq!(point.reasons.unwrap().names(), ["keyCompromise"]);
        // An unknown field is not passed over.
        assert!(issuing_point(&[0x30, 3, 0x87, 1, 0xff], &base()).is_none());
        // Nor is a distribution point whose name is of no known kind.
        assert!(issuing_point(&[0x30, 4, 0xa0, 2, 0xa5, 0], &base()).is_none());
    }
}
