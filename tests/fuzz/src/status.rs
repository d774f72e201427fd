//! What is said of forged certificates: revocation lists and OCSP responses with sound signatures, by the right signer or
//! by another one.

use aws_lc_rs::digest;

use crate::{
    der::{seq, tlv},
    forge::{Bytes, ED25519, certificate, extension, general_names, name, public, signed},
};

/// id-pkix-ocsp-basic.
const BASIC: &[u8] = &[0x06, 9, 0x2b, 6, 1, 5, 5, 7, 48, 1, 1];
/// SHA-1, without parameters.
const SHA1: &[u8] = &[0x30, 7, 0x06, 5, 0x2b, 0x0e, 3, 2, 0x1a];

/// A revocation list.
pub fn list(bytes: &mut Bytes<'_>) -> Vec<u8> {
    let (issuer, signer, flags) = (bytes.next(), bytes.next(), bytes.next());
    let mut tbs = vec![vec![2, 1, 1], ED25519.to_vec(), name(issuer), tlv(0x17, b"260601000000Z")];
    match flags & 3 {
        0 => {}
        1 => tbs.push(tlv(0x17, b"260615000000Z")),
        _ => tbs.push(tlv(0x17, b"260801000000Z")),
    }
    let entries: Vec<Vec<u8>> = bytes.some().iter().map(|serial| entry(*serial, flags, issuer)).collect();
    if !entries.is_empty() {
        tbs.push(seq(0x30, &entries));
    }
    let mut extensions = Vec::new();
    if flags & 4 == 0 {
        extensions.push(extension(20, false, &[2, 1, bytes.next() & 0x7f]));
    }
    if flags & 8 != 0 {
        extensions.push(extension(27, true, &[2, 1, bytes.next() & 0x7f]));
    }
    if flags & 16 != 0 {
        extensions.push(extension(28, true, &tlv(0x30, &scope(bytes))));
    }
    if flags & 32 != 0 {
        extensions.push(extension(35, false, &tlv(0x30, &tlv(0x80, &[signer % 6; 4]))));
    }
    if !extensions.is_empty() {
        tbs.push(tlv(0xa0, &seq(0x30, &extensions)));
    }
    signed(&tbs, signer, &[])
}

/// An entry; now and then with a reason, or of another issuer.
fn entry(serial: u8, flags: u8, issuer: u8) -> Vec<u8> {
    let mut parts = vec![tlv(2, &[1, serial]), tlv(0x17, b"260610000000Z")];
    let extensions = match serial & 3 {
        1 => vec![extension(21, false, &[0x0a, 1, serial >> 4])],
        2 if flags & 64 != 0 => vec![extension(29, true, &tlv(0x30, &tlv(0xa4, &name(issuer ^ serial))))],
        _ => Vec::new(),
    };
    if !extensions.is_empty() {
        parts.push(seq(0x30, &extensions));
    }
    seq(0x30, &parts)
}

/// What a list speaks of: a point, one of the flags, reasons.
fn scope(bytes: &mut Bytes<'_>) -> Vec<u8> {
    let kind = bytes.next();
    let mut fields = Vec::new();
    if kind & 1 != 0 {
        fields.extend(tlv(0xa0, &general_names(0xa0, bytes.some())));
    }
    match kind >> 1 & 7 {
        flag @ (1 | 2 | 4 | 5) => fields.extend(tlv(0x80 | flag, &[0xff])),
        3 => fields.extend(tlv(0x83, &[0, bytes.next()])),
        _ => {}
    }
    fields
}

/// An OCSP response, with an answer about one certificate.
pub fn response(bytes: &mut Bytes<'_>) -> Vec<u8> {
    let (issuer, key, serial) = (bytes.next(), bytes.next(), bytes.next());
    let (signer, flags) = (bytes.next(), bytes.next());
    let id =
        seq(0x30, &[SHA1.to_vec(), tlv(4, &sha1(&name(issuer))), tlv(4, &sha1(public(key))), tlv(2, &[1, serial])]);
    let status = match flags & 3 {
        0 | 1 => vec![0x80, 0],
        2 => tlv(0xa1, &tlv(0x18, b"20260610000000Z")),
        _ => vec![0x82, 0],
    };
    let mut single = vec![id, status, tlv(0x18, b"20260601000000Z")];
    match flags >> 2 & 3 {
        0 => {}
        1 => single.push(tlv(0xa0, &tlv(0x18, b"20260615000000Z"))),
        _ => single.push(tlv(0xa0, &tlv(0x18, b"20260801000000Z"))),
    }
    let responder = match flags & 16 {
        0 => tlv(0xa2, &tlv(4, &sha1(public(signer)))),
        _ => tlv(0xa1, &name(issuer)),
    };
    let data = [responder, tlv(0x18, b"20260601000000Z"), tlv(0x30, &seq(0x30, &single))];
    let sent = match flags & 32 {
        0 => Vec::new(),
        _ => tlv(0xa0, &tlv(0x30, &certificate(bytes, true))),
    };
    let basic = signed(&data, signer, &sent);
    let bytes = tlv(0x30, &[BASIC, &tlv(4, &basic)].concat());
    tlv(0x30, &[&[10, 1, 0][..], &tlv(0xa0, &bytes)].concat())
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}
