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
use crate::model::{
    endpoint::Transport,
    observation::{Cause, Silence, Stage},
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
        name: "XMPP between servers",
        port: 5269,
        talk: |domain| Box::new(xmpp::Xmpp::server(domain)),
    },
    Protocol {
        transport: Transport::StarttlsXmppClient,
        word: "xmpp-client",
        name: "XMPP for clients",
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
    Declined(String),
    /// It is no server of that protocol; its first bytes.
    Foreign(Vec<u8>),
    /// It broke the rules, in words.
    Broken(String),
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
    let (cause, why) = match time::timeout(timeout, converse(stream, &mut *talk)).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(refusal)) => refusal.explain(protocol),
        Err(_) => (Cause::TimedOut, format!("no agreement on STARTTLS within {timeout:?} ({})", protocol.name)),
    };
    Err(Silence { stage: Stage::Upgrade, cause, why })
}

async fn converse(stream: &mut TcpStream, talk: &mut dyn Talk) -> Result<(), Refusal> {
    stream.write_all(&talk.open()).await.map_err(Refusal::Io)?;
    let mut heard = Vec::new();
    let (mut bytes, mut turns) = (0, 0);
    let mut buffer = vec![0; READ_BUFFER];
    loop {
        let turn = if heard.is_empty() { Turn::Wait } else { talk.hear(&heard)? };
        match turn {
            Turn::Wait => {
                let count = stream.read(&mut buffer).await.map_err(Refusal::Io)?;
                bytes += count;
                if count == 0 {
                    return Err(Refusal::Closed);
                }
                if bytes > MAX_BYTES {
                    return Err(Refusal::Broken("says more than 64 KiB before STARTTLS".to_owned()));
                }
                heard.extend_from_slice(&buffer[..count]);
            }
            Turn::Go { read, say } => {
                heard.drain(..read);
                turns += 1;
                if turns > MAX_TURNS {
                    return Err(Refusal::Broken("says more than 1,000 lines before STARTTLS".to_owned()));
                }
                stream.write_all(&say).await.map_err(Refusal::Io)?;
            }
            Turn::Ready { read } if heard.len() > read => return Err(Refusal::Unsafe),
            Turn::Ready { .. } => return Ok(()),
        }
    }
}

impl Refusal {
    fn explain(self, protocol: &Protocol) -> (Cause, String) {
        let name = protocol.name;
        match self {
            Self::NotOffered => (Cause::Refused, format!("offers no STARTTLS ({name})")),
            Self::Declined(said) => (Cause::Refused, format!("refuses STARTTLS ({name}): {said}")),
            Self::Foreign(first) => {
                let what = match words::not_tls(&first) {
                    Some(what) => what,
                    None => "it answers in TLS, without STARTTLS before it".to_owned(),
                };
                (Cause::Protocol, format!("does not speak {name}: {what}"))
            }
            Self::Broken(what) => (Cause::Protocol, what),
            Self::Unsafe => {
                let why = "sends data after agreeing to STARTTLS and before the handshake: unsafe, since whoever sits on \
                           the wire could have put it there";
                (Cause::Protocol, why.to_owned())
            }
            Self::Closed => (Cause::Closed, format!("closed the connection before STARTTLS ({name})")),
            Self::Io(error) if error.kind() == io::ErrorKind::ConnectionReset => {
                (Cause::Closed, format!("reset the connection before STARTTLS ({name})"))
            }
            Self::Io(error) => (Cause::Other, format!("the connection failed before STARTTLS: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds a machine in pieces of `step` bytes; what it said, and how it ended.
    fn talk(word: &str, heard: &[u8], step: usize) -> (String, Result<usize, String>) {
        let protocol = PROTOCOLS.iter().find(|p| p.word == word).unwrap_or_else(|| panic!("{word}"));
        let mut machine = (protocol.talk)("contoso.test");
        let mut said = machine.open();
        let mut buffer = Vec::new();
        let mut pieces = heard.chunks(step);
        loop {
            let turn = if buffer.is_empty() { Ok(Turn::Wait) } else { machine.hear(&buffer) };
            match turn {
                Ok(Turn::Wait) => match pieces.next() {
                    Some(piece) => buffer.extend_from_slice(piece),
                    None => return (String::from_utf8_lossy(&said).into_owned(), Err("waits".to_owned())),
                },
                Ok(Turn::Go { read, say }) => {
                    assert!(read > 0, "goes on without reading");
                    buffer.drain(..read);
                    said.extend(say);
                }
                Ok(Turn::Ready { read }) => {
                    let left = buffer.len() - read + pieces.map(<[u8]>::len).sum::<usize>();
                    return (String::from_utf8_lossy(&said).into_owned(), Ok(left));
                }
                Err(refusal) => {
                    return (String::from_utf8_lossy(&said).into_owned(), Err(refusal.explain(protocol).1));
                }
            }
        }
    }

    const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:server' \
                          xmlns:stream='http://etherx.jabber.org/streams' id='a>b' version='1.0'>";
    const OFFER: &str = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>\
                         </stream:features>";

    #[test]
    fn each_protocol_agrees_however_its_words_are_cut() {
        let xmpp = format!("{HEADER}{OFFER}<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        let long = format!("{HEADER}\n {OFFER}\n<t:proceed xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'></t:proceed>");
        let smtp = "220-mail.contoso.test\r\n220 ESMTP\r\n250-mail.contoso.test\r\n250-PIPELINING\r\n250 starttls\r\n\
                    220 2.0.0 Ready\r\n";
        let imap =
            "* OK IMAP4rev1 ready\r\n* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\na2 OK go\r\n";
        let pop3 = "+OK POP3\r\n+OK\r\nTOP\r\nSTLS\r\n.\r\n+OK begin\r\n";
        let old = "+OK POP3\r\n-ERR what?\r\n+OK begin\r\n";
        // As Windows writes lengths, and as others do.
        let windows = "\x30\u{84}\0\0\0\x10\x02\x01\x01\x78\u{84}\0\0\0\x07\x0a\x01\0\x04\0\x04\0";
        let latin = |text: &str| -> Vec<u8> { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(0)).collect() };
        let ldap = "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0";
        let cases: [(&str, Vec<u8>, &[&str]); 8] = [
            ("xmpp", xmpp.into(), &["xmlns='jabber:server'", "to='contoso.test'", "<starttls"]),
            ("xmpp-client", long.into(), &["xmlns='jabber:client'", "<starttls"]),
            ("smtp", smtp.into(), &["EHLO ", "\r\nSTARTTLS\r\n"]),
            ("imap", imap.into(), &["a1 CAPABILITY\r\na2 STARTTLS\r\n"]),
            ("pop3", pop3.into(), &["CAPA\r\nSTLS\r\n"]),
            ("pop3", old.into(), &["CAPA\r\nSTLS\r\n"]),
            ("ldap", ldap.into(), &["1.3.6.1.4.1.1466.20037"]),
            ("ldap", latin(windows), &["1.3.6.1.4.1.1466.20037"]),
        ];
        for (word, heard, says) in cases {
            for step in [1, 2, 7, heard.len()] {
                let (said, end) = talk(word, &heard, step);
                assert_eq!(end, Ok(0), "{word} by {step}: {said}");
                assert!(says.iter().all(|part| said.contains(part)), "{word}: {said}");
            }
            let injected = [&heard[..], b"injected"].concat();
            assert_eq!(talk(word, &injected, injected.len()).1, Ok(8), "{word}");
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        let error = format!("{HEADER}<stream:error><host-unknown xmlns='x'/></stream:error></stream:stream>");
        let cases: [(&str, &[u8], &str); 27] = [
            ("smtp", b"554 no service\r\n", "refuses STARTTLS (SMTP): 554 no service"),
            ("smtp", b"220 hi\r\n502 what?\r\n", "refuses STARTTLS (SMTP): 502 what?"),
            ("smtp", b"220 hi\r\n250-mail\r\n250 HELP\r\n", "offers no STARTTLS (SMTP)"),
            ("smtp", b"220 hi\r\n250 STARTTLS\r\n454 later\r\n", "refuses STARTTLS (SMTP): 454 later"),
            ("smtp", b"HTTP/1.1 400 Bad\r\n", "does not speak SMTP: answers in plain HTTP"),
            ("smtp", b"22 \r\n", "does not speak SMTP: the answer is not TLS"),
            ("smtp", "220 hi\r\n250-\u{fc}\r\n\u{fc}\r\n".as_bytes(), "broke off its reply"),
            ("imap", b"* BYE full\r\n", "refuses STARTTLS (IMAP): * BYE full"),
            ("imap", b"* PREAUTH hello\r\n", "refuses STARTTLS (IMAP): * PREAUTH hello"),
            ("imap", b"* OK\r\n* CAPABILITY IMAP4rev1\r\na1 OK\r\n", "offers no STARTTLS (IMAP)"),
            ("imap", b"* OK\r\na1 BAD\r\n", "refuses STARTTLS (IMAP): a1 BAD"),
            (
                "imap",
                b"* OK\r\n* CAPABILITY STARTTLS\r\na1 OK\r\na2 NO never\r\n",
                "refuses STARTTLS (IMAP): a2 NO never",
            ),
            ("imap", b"+OK POP3\r\n", "does not speak IMAP: sends a POP3 banner"),
            ("pop3", b"-ERR down\r\n", "refuses STARTTLS (POP3): -ERR down"),
            ("pop3", b"+OK\r\n+OK\r\nTOP\r\n.\r\n", "offers no STARTTLS (POP3)"),
            ("pop3", b"+OK\r\n+OK\r\nSTLS\r\n.\r\n-ERR no\r\n", "refuses STARTTLS (POP3): -ERR no"),
            ("pop3", b"* OK\r\n", "does not speak POP3: sends an IMAP banner"),
            ("xmpp", error.as_bytes(), "refuses STARTTLS (XMPP between servers): host-unknown"),
            ("xmpp", b"<stream:stream id='1'>", "offers no STARTTLS (XMPP between servers)"),
            ("xmpp", b"<stream:stream version='1.0'><stream:features/>", "offers no STARTTLS"),
            ("xmpp", b"<stream:stream version='1.0'></stream:stream>", "closed the connection before STARTTLS"),
            ("xmpp", b"<!DOCTYPE x>", "XML that XMPP forbids"),
            ("xmpp", b"SSH-2.0-x\r\n", "does not speak XMPP between servers: sends an SSH banner"),
            ("xmpp", b"\x15\x03\x01\0\x02\x02\x28", "it answers in TLS, without STARTTLS before it"),
            ("ldap", b"\x30\x0e\x02\x01\x01\x78\x09\x0a\x01\x34\x04\0\x04\x02no", "LDAP result 52 (unavailable), no"),
            ("ldap", b"\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x00\x04\0\x04\0", "broke the rules of LDAP"),
            ("ldap", b"HTTP/1.1 400 Bad\r\n", "does not speak LDAP: answers in plain HTTP"),
        ];
        for (word, heard, words) in cases {
            // What another protocol is called is known by its first bytes at once.
            let steps = if words.contains("does not speak") { vec![heard.len()] } else { vec![1, heard.len()] };
            for step in steps {
                let end = talk(word, heard, step).1;
                assert!(end.as_ref().is_err_and(|why| why.contains(words)), "{word} {heard:?}: {end:?}");
            }
        }
        let asked = format!("{HEADER}{OFFER}<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        let end = talk("xmpp", asked.as_bytes(), 5).1;
        assert!(end.as_ref().is_err_and(|why| why.contains("refuses STARTTLS")), "{end:?}");
        let wrong = format!("{HEADER}<stream:error><invalid-namespace/></stream:error>");
        let end = talk("xmpp", wrong.as_bytes(), 5).1;
        assert!(end.as_ref().is_err_and(|why| why.contains("--starttls xmpp-client")), "{end:?}");
    }

    #[test]
    fn damaged_conversations_come_to_an_end() {
        let xmpp = format!("{HEADER}{OFFER}<proceed/>");
        let whole: [(&str, &[u8]); 5] = [
            ("xmpp", xmpp.as_bytes()),
            ("smtp", b"220 hi\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n"),
            ("imap", b"* OK\r\n* CAPABILITY STARTTLS\r\na1 OK\r\na2 OK\r\n"),
            ("pop3", b"+OK\r\n+OK\r\nSTLS\r\n.\r\n+OK\r\n"),
            ("ldap", b"\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\0\x04\0\x04\0"),
        ];
        for (word, heard) in whole {
            assert_eq!(talk(word, heard, heard.len()).1, Ok(0));
            for place in 0..heard.len() {
                for byte in [0, 0x2f, 0x3c, 0x3e, 0x7f, 0x80, 0x84, 0xff] {
                    let mut damaged = heard.to_vec();
                    damaged[place] = byte;
                    // Whatever it is, it is an end: no panic, and no turn without a step forward.
                    let (said, _) = talk(word, &damaged, 3);
                    assert!(said.len() < 1000, "{word} {place} {byte}");
                }
            }
        }
    }

    #[test]
    fn no_line_and_no_message_is_without_end() {
        for (word, start) in [
            ("smtp", &b"220 "[..]),
            ("imap", b"* OK "),
            ("pop3", b"+OK "),
            ("xmpp", b"<a "),
            ("ldap", b"\x30\x82\xff\xff"),
        ] {
            let endless = [start, &b"x".repeat(70_000)].concat();
            let end = talk(word, &endless, 4096).1;
            assert!(end.as_ref().is_err_and(|why| why != "waits"), "{word}: {end:?}");
        }
    }

    #[test]
    fn words_are_unique_and_every_transport_has_its_own() {
        for (number, protocol) in PROTOCOLS.iter().enumerate() {
            let same = |other: &&Protocol| other.word == protocol.word || other.transport == protocol.transport;
            assert_eq!(PROTOCOLS.iter().position(|other| same(&other)), Some(number));
            assert_eq!(protocol.transport.as_str(), format!("starttls-{}", protocol.word));
        }
    }
}
