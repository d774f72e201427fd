//! TLS that begins in the middle of another protocol's conversation.
//!
//! Each protocol is a byte machine in a file of its own: what was heard goes in, what to do next comes out. It copes
//! with lines and tags in pieces and never holds a socket. The driver here does, and bounds everything: the time, the
//! bytes, the turns. Bytes that come after the agreement and before the handshake are refused: a client that took them
//! for a part of the protected conversation could be told anything by whoever sits on the wire (RFC 3207 6,
//! RFC 9051 11.1).

mod imap;
mod ldap;
mod lines;
mod pop3;
mod smtp;
mod xmpp;

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time,
};

use super::words;
use crate::{
    model::{
        Text,
        endpoint::Transport,
        observation::{Cause, Silence, Stage},
    },
    text, words,
};

/// A protocol that knows how to begin TLS.
#[derive(Debug)]
pub struct Protocol {
    /// What endpoints are reached by.
    pub transport: Transport,
    /// The word on the command line.
    pub word: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// The registered port of servers that begin in plain text.
    pub port: u16,
    /// A conversation with a server of that domain.
    talk: fn(&str) -> Box<dyn Talk>,
}

/// Every such protocol.
pub const PROTOCOLS: &[Protocol] = &[
    Protocol {
        transport: Transport::StarttlsXmpp,
        word: "xmpp",
        name: words!("XMPP between servers"),
        port: 5269,
        talk: |domain| Box::new(xmpp::Xmpp::server(domain)),
    },
    Protocol {
        transport: Transport::StarttlsXmppClient,
        word: "xmpp-client",
        name: words!("XMPP for clients"),
        port: 5222,
        talk: |domain| Box::new(xmpp::Xmpp::client(domain)),
    },
    Protocol {
        transport: Transport::StarttlsSmtp,
        word: "smtp",
        name: "SMTP",
        port: 25,
        talk: |_| Box::new(smtp::Smtp::default()),
    },
    Protocol {
        transport: Transport::StarttlsImap,
        word: "imap",
        name: "IMAP",
        port: 143,
        talk: |_| Box::new(imap::Imap::default()),
    },
    Protocol {
        transport: Transport::StarttlsPop3,
        word: "pop3",
        name: "POP3",
        port: 110,
        talk: |_| Box::new(pop3::Pop3::default()),
    },
    Protocol {
        transport: Transport::StarttlsLdap,
        word: "ldap",
        name: "LDAP",
        port: 389,
        talk: |_| Box::new(ldap::Ldap),
    },
];

/// Most bytes of a conversation: replies come to a few hundred, lists of capabilities to a few thousand.
const MAX_BYTES: usize = 64 * 1024;

/// Most lines or tags of a conversation.
const MAX_TURNS: usize = 1_000;

/// Size of the read buffer.
const READ_BUFFER: usize = 4 * 1024;

/// A conversation up to TLS.
trait Talk: Send {
    /// What the client says first, where it does not wait for the server.
    fn open(&mut self) -> Vec<u8> {
        Vec::new()
    }

    /// What to do about what was heard and not yet read.
    fn hear(&mut self, heard: &[u8]) -> Result<Turn, Refusal>;
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
enum Turn {
    /// Wait for more.
    Wait,
    /// So many bytes are read, at least one; this is to be said.
    Go { read: usize, say: Vec<u8> },
    /// So many bytes are read, and TLS begins.
    Ready { read: usize },
}

impl Turn {
    /// So many bytes are read, and there is nothing to say.
    fn listen(read: usize) -> Self {
        Self::Go { read, say: Vec::new() }
    }
}

/// Why TLS does not begin.
#[derive(Debug)]
enum Refusal {
    /// The server does not have it.
    NotOffered,
    /// The server said no, in its words.
    Declined(Text),
    /// It serves no such domain; its word for that.
    Unknown(String),
    /// It turned this machine away, or everybody for now, which says nothing of STARTTLS; its words.
    TurnedAway(String),
    /// It is no server of that protocol; its first bytes.
    Foreign(Vec<u8>),
    /// It broke the rules, in words.
    Broken(Text),
    /// It sent bytes between the agreement and the handshake.
    Unsafe,
    /// It closed.
    Closed,
    /// The system reported an error.
    Io(io::Error),
}

/// Leads the conversation of `transport` to the point where TLS begins, within `timeout`. Where TLS is there from the
/// first byte, there is nothing to do. `domain` is whom the server is asked for.
pub(super) async fn upgrade(
    stream: &mut TcpStream,
    transport: Transport,
    domain: &str,
    timeout: Duration,
) -> Result<(), Silence> {
    let Some(protocol) = PROTOCOLS.iter().find(|protocol| protocol.transport == transport) else { return Ok(()) };
    let mut talk = (protocol.talk)(domain);
    let mut bytes = 0;
    let time = format!("{timeout:?}");
    let (cause, why) = match time::timeout(timeout, converse(stream, &mut *talk, &mut bytes)).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(refusal)) => refusal.explain(protocol),
        Err(_) if bytes == 0 => {
            let why = text!(
                "starttls-mute":
                    "says nothing within {time} ({name}), like a port that expects TLS from the first byte",
                time, name = Text::words(protocol.name)
            );
            (Cause::TimedOut, why)
        }
        Err(_) => {
            let name = Text::words(protocol.name);
            (Cause::TimedOut, text!("starttls-late": "no agreement on STARTTLS within {time} ({name})", time, name))
        }
    };
    Err(Silence { stage: Stage::Upgrade, cause, why })
}

/// Counts the bytes heard.
async fn converse(stream: &mut TcpStream, talk: &mut dyn Talk, bytes: &mut usize) -> Result<(), Refusal> {
    stream.write_all(&talk.open()).await.map_err(Refusal::Io)?;
    let mut heard = Vec::new();
    let mut turns = 0;
    let mut buffer = vec![0; READ_BUFFER];
    loop {
        let turn = if heard.is_empty() { Turn::Wait } else { talk.hear(&heard)? };
        match turn {
            Turn::Wait => {
                let count = stream.read(&mut buffer).await.map_err(Refusal::Io)?;
                *bytes += count;
                if count == 0 {
                    return Err(Refusal::Closed);
                }
                if *bytes > MAX_BYTES {
                    return Err(Refusal::Broken(Text::words(words!("says more than 64 KiB before STARTTLS"))));
                }
                heard.extend_from_slice(&buffer[..count]);
            }
            Turn::Go { read, say } => {
                heard.drain(..read);
                turns += 1;
                if turns > MAX_TURNS {
                    return Err(Refusal::Broken(Text::words(words!("says more than 1,000 lines before STARTTLS"))));
                }
                stream.write_all(&say).await.map_err(Refusal::Io)?;
            }
            Turn::Ready { read } if heard.len() > read => return Err(Refusal::Unsafe),
            // What did not fit into the buffer any more.
            Turn::Ready { .. } => match stream.try_read(&mut buffer) {
                Ok(count) if count > 0 => return Err(Refusal::Unsafe),
                _ => return Ok(()),
            },
        }
    }
}

impl Refusal {
    fn explain(self, protocol: &Protocol) -> (Cause, Text) {
        let name = Text::words(protocol.name);
        match self {
            Self::NotOffered => (Cause::Refused, text!("starttls-not-offered": "offers no STARTTLS ({name})", name)),
            Self::Declined(said) => {
                (Cause::Refused, text!("starttls-declined": "refuses STARTTLS ({name}): {said}", name, said))
            }
            Self::Unknown(said) => {
                let why = text!(
                    "starttls-unknown-domain":
                        "does not serve the domain asked for ({name}): {said}; --name gives another",
                    name, said
                );
                (Cause::Other, why)
            }
            Self::TurnedAway(said) => {
                let why = text!(
                    "starttls-away": "turns this machine away, or everybody for now ({name}): {said}",
                    name, said
                );
                (Cause::Other, why)
            }
            Self::Foreign(first) => {
                let in_tls = || Text::words(words!("it answers in TLS, without STARTTLS before it"));
                let what = words::not_tls(&first).unwrap_or_else(in_tls);
                (Cause::Protocol, text!("starttls-foreign": "does not speak {name}: {what}", name, what))
            }
            Self::Broken(what) => (Cause::Protocol, what),
            Self::Unsafe => {
                let why = words!(
                    "sends data after agreeing to STARTTLS and before the handshake: unsafe, since whoever sits on the \
                     wire could have put it there"
                );
                (Cause::Protocol, Text::words(why))
            }
            Self::Closed => {
                (Cause::Closed, text!("starttls-closed": "closed the connection before STARTTLS ({name})", name))
            }
            Self::Io(error) if is_cut(&error) => {
                (Cause::Closed, text!("starttls-reset": "reset the connection before STARTTLS ({name})", name))
            }
            Self::Io(error) => {
                let error = error.to_string();
                (Cause::Other, text!("starttls-failed": "the connection failed before STARTTLS: {error}", error))
            }
        }
    }
}

/// Whether the other side broke the connection off.
fn is_cut(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset)
}

#[cfg(test)]
mod tests;
