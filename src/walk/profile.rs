//! Requirements that deployed clients do not enforce.
//!
//! RFC 5280 section 4 speaks to those who issue certificates, the CA/Browser Forum to public authorities. Private
//! authorities break both every day and clients do not mind. Under the profile `strict` each unmet requirement refuses;
//! under `field` it is a notice, and the Forum's count only where the anchor is publicly trusted.

use std::net::{IpAddr, Ipv4Addr};

use crate::{
    model::{
        Cert, GeneralName, Purpose, Text,
        cert::{Curve, KeyAlgorithm},
    },
    text, words,
    x509::oid,
};

/// Where in a path a certificate stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The leaf.
    pub leaf: bool,
    /// The anchor.
    pub anchor: bool,
    /// What the leaf is for.
    pub purpose: Purpose,
    /// Whether the Forum's requirements apply.
    pub forum: bool,
}

/// Every requirement that a certificate does not meet, with its source.
pub(super) fn unmet(cert: &Cert, place: Place) -> Vec<Text> {
    let mut found = Vec::new();
    rfc5280(cert, place, &mut found);
    if place.forum {
        forum(cert, place, &mut found);
    }
    found
}

fn rfc5280(cert: &Cert, place: Place, found: &mut Vec<Text>) {
    let mut unmet = |what: Text, section: &str| {
        found.push(text!("unmet-rfc5280": "{what} (RFC 5280 {section})", what, section));
    };
    let extensions = &cert.extensions;
    let is = |oid: &str| extensions.criticality(oid);
    let serial = &cert.serial;
    if serial.len() > 20 {
        unmet(text!("unmet-serial": "a serial number of {count} bytes, more than 20", count = serial.len()), "4.1.2.2");
    }
    // Old roots have serial number 0, and are what they are.
    if !place.anchor && (serial.iter().all(|b| *b == 0) || serial.first().is_some_and(|b| b & 0x80 != 0)) {
        unmet(Text::words(words!("a serial number that is not positive")), "4.1.2.2");
    }
    if cert.issuer.key.is_empty() {
        unmet(Text::words(words!("no issuer name")), "4.1.2.4");
    }
    let is_authority = cert.is_ca() || !place.leaf;
    if is_authority && cert.subject.key.is_empty() {
        unmet(Text::words(words!("an authority without a name")), "4.1.2.6");
    }
    match &extensions.authority_key_id {
        Some(id) if id.key_id.is_none() && !cert.is_self_issued() => {
            unmet(Text::words(words!("an authority key identifier without the identifier")), "4.2.1.1");
        }
        // A store may hold a cross-signed certificate as the anchor; it counts as name and key.
        None if !cert.is_self_issued() && !place.anchor => {
            unmet(Text::words(words!("no authority key identifier")), "4.2.1.1")
        }
        _ => {}
    }
    if is(oid::AUTHORITY_KEY_ID) == Some(true) {
        unmet(Text::words(words!("a critical authority key identifier")), "4.2.1.1");
    }
    if is_authority && extensions.subject_key_id.is_none() {
        unmet(Text::words(words!("an authority without subject key identifier")), "4.2.1.2");
    }
    if is(oid::SUBJECT_KEY_ID) == Some(true) {
        unmet(Text::words(words!("a critical subject key identifier")), "4.2.1.2");
    }
    if !cert.is_ca() && extensions.key_usage.is_some_and(|u| u.key_cert_sign()) {
        unmet(Text::words(words!("keyCertSign without being an authority")), "4.2.1.3");
    }
    if extensions.key_usage.is_some_and(|u| u.0 == 0) {
        unmet(Text::words(words!("a key usage without any bit")), "4.2.1.3");
    }
    if cert.subject.key.is_empty() && is(oid::SUBJECT_ALT_NAME) == Some(false) {
        unmet(Text::words(words!("an empty subject with alternative names that are not critical")), "4.2.1.6");
    }
    if extensions.subject_alt_names.as_ref().is_some_and(Vec::is_empty) {
        unmet(Text::words(words!("an empty list of subject alternative names")), "4.2.1.6");
    }
    if cert.is_ca() && is(oid::BASIC_CONSTRAINTS) == Some(false) {
        unmet(Text::words(words!("basic constraints of an authority that are not critical")), "4.2.1.9");
    }
    if extensions.basic_constraints.is_some_and(|b| !b.ca && b.path_length.is_some()) {
        unmet(Text::words(words!("a path length without being an authority")), "4.2.1.9");
    }
    if let Some(constraints) = &extensions.name_constraints {
        if !cert.is_ca() {
            unmet(Text::words(words!("name constraints without being an authority")), "4.2.1.10");
        }
        if constraints.permitted.is_empty() && constraints.excluded.is_empty() {
            unmet(Text::words(words!("empty name constraints")), "4.2.1.10");
        }
        let dotted = |n: &GeneralName| matches!(n, GeneralName::Dns(base) if base.starts_with('.'));
        if constraints.permitted.iter().chain(&constraints.excluded).any(dotted) {
            unmet(Text::words(words!("a DNS name constraint with a leading dot")), "4.2.1.10");
        }
    }
    if is(oid::POLICY_CONSTRAINTS) == Some(false) {
        unmet(Text::words(words!("policy constraints that are not critical")), "4.2.1.11");
    }
    if extensions.policy_constraints.is_some_and(|p| p.require_explicit.is_none() && p.inhibit_mapping.is_none()) {
        unmet(Text::words(words!("empty policy constraints")), "4.2.1.11");
    }
    if is(oid::INHIBIT_ANY_POLICY) == Some(false) {
        unmet(Text::words(words!("an inhibited anyPolicy that is not critical")), "4.2.1.14");
    }
    if is(oid::AUTHORITY_INFO_ACCESS) == Some(true) {
        unmet(Text::words(words!("critical authority information access")), "4.2.2.1");
    }
}

fn forum(cert: &Cert, place: Place, found: &mut Vec<Text>) {
    let mut unmet = |what: Text, section: &str| {
        found.push(text!("unmet-forum": "{what} (CA/Browser Forum TLS requirements {section})", what, section));
    };
    let extensions = &cert.extensions;
    match &cert.key.algorithm {
        KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss if cert.key.bits < 2048 => {
            unmet(Text::words(words!("an RSA key under 2048 bits")), "6.1.5")
        }
        KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss if !cert.key.bits.is_multiple_of(8) => {
            unmet(Text::words(words!("an RSA key whose length is no multiple of 8")), "6.1.5");
        }
        KeyAlgorithm::Ec(Curve::Other(_) | Curve::K256) => {
            unmet(Text::words(words!("a curve other than P-256, P-384 and P-521")), "6.1.5")
        }
        KeyAlgorithm::Dsa | KeyAlgorithm::Other(_) => {
            unmet(Text::words(words!("a key that is neither RSA nor on a NIST curve")), "6.1.5")
        }
        _ => {}
    }
    if let Some(id) = extensions.authority_key_id.as_ref().filter(|i| i.has_issuer || i.serial.is_some()) {
        let what = match id.serial.is_some() {
            true => words!("an authority key identifier with a serial number"),
            false => words!("an authority key identifier with a name"),
        };
        unmet(Text::words(what), "7.1.2.11.1");
    }
    if let Some(id) = extensions.authority_key_id.as_ref().filter(|_| place.anchor && cert.is_self_issued()) {
        if id.key_id.is_none() {
            unmet(Text::words(words!("an authority key identifier without the identifier")), "7.1.2.1.3");
        } else if extensions.subject_key_id.is_some() && id.key_id != extensions.subject_key_id {
            unmet(Text::words(words!("a root whose authority key identifier is not its own key's")), "7.1.2.1.3");
        }
    }
    if place.anchor && extensions.extended_key_usage.is_some() {
        unmet(Text::words(words!("a root with extended key usage")), "7.1.2.1.2");
    }
    if extensions.criticality(oid::EXTENDED_KEY_USAGE) == Some(true) {
        unmet(Text::words(words!("critical extended key usage")), "7.1.2.7.6");
    }
    if !place.leaf || place.purpose != Purpose::Server {
        return;
    }
    if cert.is_ca() && extensions.extended_key_usage.is_none() {
        unmet(Text::words(words!("an authority as a server's certificate")), "7.1.2.7.8");
    }
    match &extensions.extended_key_usage {
        None => unmet(Text::words(words!("a leaf without extended key usage")), "7.1.2.7.10"),
        Some(usages) if usages.iter().any(|u| u == oid::ANY_PURPOSE) => {
            unmet(Text::words(words!("a leaf with anyExtendedKeyUsage")), "7.1.2.7.10");
        }
        Some(_) => {}
    }
    if !cert.subject.key.is_empty() && extensions.criticality(oid::SUBJECT_ALT_NAME) == Some(true) {
        unmet(Text::words(words!("critical alternative names beside a subject")), "7.1.2.7.12");
    }
    // Names of people and products stand there too; what differs from an alternative name in spelling alone was meant.
    let names: Vec<String> = cert.host_names().map(ToString::to_string).collect();
    let addresses: Vec<IpAddr> = names.iter().filter_map(|n| n.parse().ok()).collect();
    let meant = |name: &&String| {
        let other = names.iter().any(|n| n.eq_ignore_ascii_case(name));
        other || loose_address(name).is_some_and(|address| addresses.contains(&address))
    };
    if cert.common_names.iter().filter(meant).any(|name| !names.contains(name)) {
        unmet(Text::words(words!("a common name that is not, to the letter, among the alternative names")), "7.1.4.3");
    }
}

/// An address in any of the spellings that people use: octets in decimal with leading zeros or in hexadecimal, one
/// number for all four, IPv6 in any form.
fn loose_address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let number = |part: &str| match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => part.parse().ok(),
    };
    let parts: Vec<u32> = text.split('.').map(number).collect::<Option<_>>()?;
    match parts[..] {
        [whole] => Some(Ipv4Addr::from(whole).into()),
        [a, b, c, d] => {
            let octet = |n: u32| u8::try_from(n).ok();
            Some(Ipv4Addr::new(octet(a)?, octet(b)?, octet(c)?, octet(d)?).into())
        }
        _ => None,
    }
}
