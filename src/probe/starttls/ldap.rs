//! LDAP (RFC 4511 4.12, 4.14).
//!
//! The request is a few fixed bytes; of the response only the result matters. A response to no request is the notice of a
//! server that closes (RFC 4511 4.4.1). Lengths are read as BER allows: Windows
//! writes each of them in four bytes.

use super::{Refusal, Talk, Turn, lines::quote};
use crate::{model::Text, words};

/// Message 1: an ExtendedRequest with the name of StartTLS.
const REQUEST: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// The name of StartTLS, which a response may repeat.
const NAME: &[u8] = b"1.3.6.1.4.1.1466.20037";

/// Longest response: a result and a sentence.
const MAX_RESPONSE: usize = 16 * 1024;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const ENUMERATED: u8 = 0x0a;
const OCTET_STRING: u8 = 0x04;
/// ExtendedResponse.
const RESPONSE: u8 = 0x78;
const REFERRAL: u8 = 0xa3;
const RESPONSE_NAME: u8 = 0x8a;

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
        let Some(answer) = Answer::of(content) else { return Err(broken()) };
        match (answer.number, answer.code) {
            ([1], SUCCESS) if answer.name.is_none_or(|name| name == NAME) => Ok(Turn::Ready { read: header + length }),
            (_, SUCCESS) => Err(broken()),
            ([0], _) | ([1], BUSY) => Err(Refusal::TurnedAway(answer.words())),
            ([1], _) => Err(Refusal::Declined(answer.words().into())),
            _ => Err(broken()),
        }
    }
}

fn broken() -> Refusal {
    Refusal::Broken(Text::words(words!("broke the rules of LDAP in answer to STARTTLS")))
}

/// An ExtendedResponse.
struct Answer<'a> {
    /// The number of the request that it answers.
    number: &'a [u8],
    code: u8,
    /// What was said about it.
    said: &'a [u8],
    /// Of what kind it is, where it says so.
    name: Option<&'a [u8]>,
}

impl<'a> Answer<'a> {
    fn of(content: &'a [u8]) -> Option<Self> {
        let (number, rest) = element(content, INTEGER)?;
        let (response, _) = element(rest, RESPONSE)?;
        let (code, rest) = element(response, ENUMERATED)?;
        let (_, rest) = element(rest, OCTET_STRING)?;
        let (said, rest) = element(rest, OCTET_STRING)?;
        let rest = element(rest, REFERRAL).map_or(rest, |(_, rest)| rest);
        let name = element(rest, RESPONSE_NAME).map(|(name, _)| name);
        let [code] = code else { return None };
        Some(Self { number, code: *code, said, name })
    }

    fn words(&self) -> String {
        let comma = if self.said.is_empty() { "" } else { ", " };
        format!("LDAP result {} ({}){comma}{}", self.code, name(self.code), quote(self.said))
    }
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

const SUCCESS: u8 = 0;
const BUSY: u8 = 51;

/// The results that servers without TLS give (RFC 4511 A.2).
fn name(code: u8) -> &'static str {
    match code {
        1 => "operationsError",
        2 => "protocolError: it does not know STARTTLS",
        8 => "strongerAuthRequired",
        10 => "referral: it leaves STARTTLS to another server",
        50 => "insufficientAccessRights",
        BUSY => "busy",
        52 => "unavailable",
        53 => "unwillingToPerform",
        80 => "other",
        _ => "no success",
    }
}
