//! XMPP, between servers and for clients (RFC 6120 4, 5.4).
//!
//! A stream is one XML document that never ends, so it is read tag by tag. Prefixes are free to choose and passed over.

use super::{
    Refusal, Talk, Turn,
    lines::{MAX_LINE, quote},
};
use crate::{model::Text, text, words};

pub(super) struct Xmpp {
    /// The namespace of the stream's content: the kind of stream.
    namespace: &'static str,
    domain: String,
    begun: bool,
    /// Within the list of features.
    listing: bool,
    offered: bool,
    /// STARTTLS is asked for: nothing before that is an answer.
    asked: bool,
    /// Within a stream error: its first child says which.
    failing: bool,
}

const SERVER: &str = "jabber:server";
const CLIENT: &str = "jabber:client";

const ASK: &[u8] = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

impl Xmpp {
    /// As another server.
    pub fn server(domain: &str) -> Self {
        Self::new(SERVER, domain)
    }

    /// As a client.
    pub fn client(domain: &str) -> Self {
        Self::new(CLIENT, domain)
    }

    fn new(namespace: &'static str, domain: &str) -> Self {
        // No domain has a character that XML would mind.
        let plain = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        let domain = domain.chars().filter(plain).collect();
        Self { namespace, domain, begun: false, listing: false, offered: false, asked: false, failing: false }
    }

    fn tag(&mut self, tag: &Tag<'_>, read: usize) -> Result<Turn, Refusal> {
        if self.failing {
            return Err(self.condition(tag.name));
        }
        match (tag.name, tag.part) {
            (b"stream", Part::Close) => return Err(Refusal::Closed),
            (b"stream", _) => {
                self.begun = true;
                // Before 1.0 there were no features, and none will come.
                if !tag.text.windows(8).any(|part| part == b"version=") {
                    return Err(Refusal::NotOffered);
                }
            }
            _ if !self.begun => return Err(Refusal::Foreign(tag.text.to_vec())),
            (b"proceed", Part::Close | Part::Empty) if self.asked => return Ok(Turn::Ready { read }),
            (b"failure", _) if self.asked => return Err(Refusal::Declined("failure".into())),
            (b"error", Part::Open) => self.failing = true,
            (b"error", _) => return Err(self.condition(b"a stream error")),
            _ if self.asked => {}
            (b"features", Part::Open) => self.listing = true,
            (b"features", _) if self.offered => {
                self.listing = false;
                self.asked = true;
                return Ok(Turn::Go { read, say: ASK.to_vec() });
            }
            (b"features", _) => return Err(Refusal::NotOffered),
            (b"starttls", _) if self.listing => self.offered = true,
            _ => {}
        }
        Ok(Turn::listen(read))
    }

    /// What a stream error means (RFC 6120 4.9.3).
    fn condition(&self, name: &[u8]) -> Refusal {
        let other = if self.namespace == SERVER { "xmpp-client" } else { "xmpp" };
        match name {
            b"host-unknown" | b"host-gone" | b"improper-addressing" => Refusal::Unknown(quote(name)),
            b"invalid-namespace" => Refusal::Declined(text!(
                "xmpp-other-kind": "invalid-namespace; the other kind of stream may do: --starttls {other}",
                other
            )),
            name if self.asked => Refusal::Declined(quote(name).into()),
            // resource-constraint, policy-violation, see-other-host and the like say nothing of STARTTLS.
            name => Refusal::TurnedAway(quote(name)),
        }
    }
}

impl Talk for Xmpp {
    fn open(&mut self) -> Vec<u8> {
        format!(
            "<?xml version='1.0'?><stream:stream xmlns='{}' xmlns:stream='http://etherx.jabber.org/streams' to='{}' \
             version='1.0'>",
            self.namespace, self.domain
        )
        .into_bytes()
    }

    fn hear(&mut self, heard: &[u8]) -> Result<Turn, Refusal> {
        let text = heard.iter().position(|byte| *byte == b'<').unwrap_or(heard.len());
        if text > 0 {
            let blank = heard[..text].iter().all(u8::is_ascii_whitespace);
            return if self.begun || blank { Ok(Turn::listen(text)) } else { Err(Refusal::Foreign(heard.to_vec())) };
        }
        if heard.starts_with(b"<!") {
            return Err(Refusal::Broken(Text::words(words!("sends XML that XMPP forbids"))));
        }
        match end(heard) {
            Some(end) if heard.starts_with(b"<?") => Ok(Turn::listen(end + 1)),
            Some(end) => self.tag(&Tag::of(&heard[..=end]), end + 1),
            None if heard.len() > MAX_LINE => {
                Err(Refusal::Broken(Text::words(words!("sends an XML tag longer than 4 KiB before STARTTLS"))))
            }
            None => Ok(Turn::Wait),
        }
    }
}

/// One tag.
struct Tag<'a> {
    /// The name without its prefix.
    name: &'a [u8],
    part: Part,
    text: &'a [u8],
}

#[derive(Clone, Copy)]
enum Part {
    Open,
    Close,
    Empty,
}

impl<'a> Tag<'a> {
    /// From everything between `<` and `>`, both included.
    fn of(text: &'a [u8]) -> Self {
        let part = match text {
            [b'<', b'/', ..] => Part::Close,
            [.., b'/', b'>'] => Part::Empty,
            _ => Part::Open,
        };
        let start = if matches!(part, Part::Close) { 2 } else { 1 };
        let name = &text[start..];
        let length = name.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')).unwrap_or(0);
        let name = &name[..length];
        let prefix = name.iter().position(|byte| *byte == b':').map_or(0, |colon| colon + 1);
        Self { name: &name[prefix..], part, text }
    }
}

/// Where the first tag ends: at the first `>` outside quotes.
fn end(heard: &[u8]) -> Option<usize> {
    let mut quoted = None;
    for (place, byte) in heard.iter().enumerate() {
        match (quoted, byte) {
            (None, b'>') => return Some(place),
            (None, b'"' | b'\'') => quoted = Some(*byte),
            (Some(quote), byte) if quote == *byte => quoted = None,
            _ => {}
        }
    }
    None
}
