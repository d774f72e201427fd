//! LDAP (RFC 4511 4.12, 4.14).
//!
//! The request is a few fixed bytes; of the response only the result matters. Lengths are read as BER allows: Windows
//! writes each of them in four bytes.

use super::{Refusal, Talk, Turn, lines::quote};

/// Message 1: an ExtendedRequest with the name of StartTLS.
const REQUEST: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// Longest response: a result and a sentence.
const MAX_RESPONSE: usize = 16 * 1024;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const ENUMERATED: u8 = 0x0a;
const OCTET_STRING: u8 = 0x04;
/// ExtendedResponse.
const RESPONSE: u8 = 0x78;

pub(super) struct Ldap;

impl Talk for Ldap {
    fn open(&mut self) -> Vec<u8> {
        REQUEST.to_vec()
    }

    fn hear(&mut self, heard: &[u8]) -> Result<Turn, Refusal> {
        if heard[0] != SEQUENCE {
            return Err(Refusal::Foreign(heard.to_vec()));
        }
        let Some((header, length)) = header(heard)? else { return Ok(Turn::Wait) };
        if length > MAX_RESPONSE {
            return Err(broken());
        }
        let Some(content) = heard.get(header..header + length) else { return Ok(Turn::Wait) };
        match result(content) {
            Some((0, _)) => Ok(Turn::Ready { read: header + length }),
            Some((code, said)) => {
                let comma = if said.is_empty() { "" } else { ", " };
                Err(Refusal::Declined(format!("LDAP result {code} ({}){comma}{}", name(code), quote(said))))
            }
            None => Err(broken()),
        }
    }
}

fn broken() -> Refusal {
    Refusal::Broken("broke the rules of LDAP in answer to STARTTLS".to_owned())
}

/// The result code of message 1 and what was said about it.
fn result(content: &[u8]) -> Option<(u8, &[u8])> {
    let (number, rest) = element(content, INTEGER)?;
    let (response, _) = element(rest, RESPONSE)?;
    let (code, rest) = element(response, ENUMERATED)?;
    let (_, rest) = element(rest, OCTET_STRING)?;
    let (said, _) = element(rest, OCTET_STRING)?;
    let [code] = code else { return None };
    (number == [1]).then_some((*code, said))
}

/// The content of the first element, which must have that tag, and what follows it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (header, length) = header(bytes).ok()??;
    let (whole, rest) = bytes.split_at_checked(header.checked_add(length)?)?;
    (whole[0] == tag).then(|| (&whole[header..], rest))
}

/// The lengths of an element's header and content; `None` while the header is not whole.
fn header(bytes: &[u8]) -> Result<Option<(usize, usize)>, Refusal> {
    let [_, first, rest @ ..] = bytes else { return Ok(None) };
    let count = match first {
        0..=0x7f => return Ok(Some((2, usize::from(*first)))),
        0x81..=0x84 => usize::from(first - 0x80),
        _ => return Err(broken()),
    };
    let length = rest.get(..count).map(|bytes| bytes.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)));
    Ok(length.map(|length| (2 + count, length)))
}

/// The results that servers without TLS give (RFC 4511 A.2).
fn name(code: u8) -> &'static str {
    match code {
        1 => "operationsError",
        2 => "protocolError: it does not know STARTTLS",
        8 => "strongerAuthRequired",
        50 => "insufficientAccessRights",
        51 => "busy",
        52 => "unavailable",
        53 => "unwillingToPerform",
        80 => "other",
        _ => "no success",
    }
}
