//! The first messages of a server, from bytes in whatever pieces they come: a machine that never holds a socket.
//!
//! Records carry any part of any number of messages. Both are put together here under bounds, and each whole message is
//! handed to tls-parser. Up to TLS 1.2 all of it is plain text (RFC 5246 7.3). Nothing is verified.

use tls_parser::{TlsAlertDescription, TlsCipherSuite, TlsMessage, TlsMessageHandshake, parse_tls_message_handshake};

use crate::{
    model::Text,
    probe::{stop::Stop, words},
    words,
};

/// Longest message read: what may be walked of a chain, sixteen times what common clients read.
const MAX_MESSAGE: usize = 1 << 20;

/// Most bytes read in all: the longest chain in records of a few bytes each.
const MAX_BYTES: usize = 8 * MAX_MESSAGE;

/// Most certificates kept of a chain; as many as are walked.
const MAX_CERTIFICATES: usize = 256;

/// Most issuer names kept of a request for a client certificate, as from a modern handshake.
const MAX_ISSUERS: usize = 1_000;

/// Longest record of plain text (RFC 5246 6.2.1).
const MAX_RECORD: usize = 1 << 14;

/// What has come so far.
#[derive(Debug, Default)]
pub(in crate::probe) struct Flight {
    /// Version and cipher suite of the ServerHello.
    hello: Option<(u16, u16)>,
    /// The DER as sent; empty until the Certificate message has come.
    pub chain: Vec<Vec<u8>>,
    /// Whether the Certificate message has come.
    certificate: bool,
    /// Bytes at the end of the list of certificates that are no certificate.
    pub unread: usize,
    /// Certificates beyond the bound.
    pub dropped: usize,
    /// The stapled OCSP response.
    pub ocsp: Option<Vec<u8>>,
    /// A client certificate was asked for.
    pub asked: bool,
    /// The acceptable issuers, as DER.
    pub issuers: Vec<Vec<u8>>,
    bytes: usize,
    records: usize,
    record: Vec<u8>,
    messages: Vec<u8>,
    alerts: Vec<u8>,
    done: Option<Done>,
}

/// How the first messages ended, if they did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::probe) enum Done {
    /// With ServerHelloDone.
    Hello,
    /// With ServerHelloDone in the shape of an A/V Edge, which speaks no TLS.
    Pseudo,
}

impl Flight {
    /// Takes in what came; what ended the messages, or `None` if more is to come.
    ///
    /// # Errors
    ///
    /// What stops the reading: an alert, an end, or bytes that no server may send.
    pub fn take(&mut self, fresh: &[u8]) -> Result<Option<Done>, Stop> {
        self.bytes += fresh.len();
        if self.bytes > MAX_BYTES {
            return Err(Stop::Unusable(Text::words(words!("its first messages never end (8 MiB read)"))));
        }
        self.record.extend_from_slice(fresh);
        let mut all = std::mem::take(&mut self.record);
        let mut rest = &all[..];
        while let (None, Some((kind, body, after))) = (self.done, record(rest)?) {
            self.records += 1;
            self.content(kind, body)?;
            rest = after;
        }
        let read = all.len() - rest.len();
        all.drain(..read);
        self.record = all;
        Ok(self.done)
    }

    /// The protocol, if it was settled.
    pub fn protocol(&self) -> Option<String> {
        self.hello.map(|(version, _)| match version {
            0x0300 => "SSLv3".to_owned(),
            _ => format!("TLSv1.{}", (version & 0xff).saturating_sub(1)),
        })
    }

    /// The cipher suite as registered, if it was settled.
    pub fn cipher(&self) -> Option<String> {
        self.hello.map(|(_, id)| match TlsCipherSuite::from_id(id) {
            Some(suite) => suite.name.to_owned(),
            None => format!("0x{id:04x}"),
        })
    }

    fn content(&mut self, kind: u8, body: &[u8]) -> Result<(), Stop> {
        match kind {
            HANDSHAKE => {
                if self.records == 1 && is_pseudo(body) {
                    self.done = Some(Done::Pseudo);
                    return Ok(());
                }
                self.messages.extend_from_slice(body);
                self.cut()
            }
            ALERT => self.alert(body),
            _ => Err(Stop::Unusable(Text::words(words!("sent a TLS record out of turn")))),
        }
    }

    /// Warnings, such as unrecognized_name, are passed over.
    fn alert(&mut self, body: &[u8]) -> Result<(), Stop> {
        self.alerts.extend_from_slice(body);
        while let [level, code, ..] = self.alerts[..] {
            self.alerts.drain(..2);
            match (level, code) {
                (_, CLOSE_NOTIFY) => return Err(Stop::Closed),
                (WARNING, _) => {}
                _ => return Err(Stop::Alert(alert_name(code))),
            }
        }
        Ok(())
    }

    /// Reads the messages that are whole.
    fn cut(&mut self) -> Result<(), Stop> {
        let mut all = std::mem::take(&mut self.messages);
        let mut rest = &all[..];
        while let (None, [_, a, b, c, ..]) = (self.done, rest) {
            let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
            if length > MAX_MESSAGE {
                return Err(Stop::Unusable(Text::words(words!("sent a TLS message larger than 1 MiB"))));
            }
            let Some((message, after)) = rest.split_at_checked(4 + length) else { break };
            self.message(message)?;
            rest = after;
        }
        // Nothing is moved until a message is whole, however small the pieces.
        let read = all.len() - rest.len();
        all.drain(..read);
        self.messages = all;
        Ok(())
    }

    fn message(&mut self, message: &[u8]) -> Result<(), Stop> {
        self.asked |= message[0] == CERTIFICATE_REQUEST;
        let parsed = parse_tls_message_handshake(message);
        match (message[0], parsed) {
            (SERVER_HELLO, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::ServerHello(hello))))) => {
                self.hello.get_or_insert((hello.version.0, hello.cipher.0));
            }
            (_, Ok((_, TlsMessage::Handshake(_)))) if self.hello.is_none() && message[0] != HELLO_REQUEST => {
                return Err(Stop::Unusable(Text::words(words!("sent a TLS message before its hello"))));
            }
            (CERTIFICATE, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::Certificate(list))))) => {
                self.certificates(message, list.cert_chain.iter().map(|c| c.data));
            }
            (_, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::CertificateStatus(status))))) => {
                self.ocsp = Some(status.blob.to_vec()).filter(|blob| status.status_type == OCSP && !blob.is_empty());
            }
            (_, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::CertificateRequest(request))))) => {
                // The two layouts are told apart by trial; the version says which it must be (RFC 5246 7.4.4).
                let fits = request.sig_hash_algs.is_some() == self.hello.is_some_and(|(version, _)| version >= 0x0303);
                let names = request.unparsed_ca.iter().filter(|_| fits).take(MAX_ISSUERS);
                self.issuers = names.map(|name| name.to_vec()).collect();
            }
            (_, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::ServerDone(_))))) => self.done = Some(Done::Hello),
            (SERVER_HELLO, _) => {
                return Err(Stop::Unusable(Text::words(words!("sent a TLS hello that cannot be read"))));
            }
            (CERTIFICATE, _) => {
                return Err(Stop::Unusable(Text::words(words!("sent a TLS list of certificates that cannot be read"))));
            }
            // Key exchanges and whatever else comes are none of our business.
            _ => {}
        }
        Ok(())
    }

    /// tls-parser silently leaves out the end of a list that it cannot read: what is missing is counted.
    fn certificates<'a>(&mut self, message: &[u8], list: impl Iterator<Item = &'a [u8]>) {
        if self.certificate {
            return;
        }
        self.certificate = true;
        // Behind the type and length of the message stands the length of the list (RFC 5246 7.4.2).
        let mut unread = message.len().saturating_sub(7);
        for der in list {
            unread = unread.saturating_sub(der.len() + 3);
            if self.chain.len() < MAX_CERTIFICATES {
                self.chain.push(der.to_vec());
            } else {
                self.dropped += 1;
            }
        }
        self.unread = unread;
    }
}

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;

const WARNING: u8 = 1;
const CLOSE_NOTIFY: u8 = 0;

const HELLO_REQUEST: u8 = 0;
const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_REQUEST: u8 = 13;

/// The kind of certificate status that is an OCSP response (RFC 6066 8).
const OCSP: u8 = 1;

/// A record: its type, its content, and what follows it.
type Record<'a> = (u8, &'a [u8], &'a [u8]);

/// The first record; `None` if it is not whole.
fn record(bytes: &[u8]) -> Result<Option<Record<'_>>, Stop> {
    if words::not_tls(bytes).is_some() {
        return Err(Stop::Unusable(Text::words(words!("stopped speaking TLS"))));
    }
    let Some((header, rest)) = bytes.split_at_checked(5) else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
    if length > MAX_RECORD {
        return Err(Stop::Unusable(Text::words(words!(
            "sent a TLS record larger than 16 KiB, which the protocol forbids"
        ))));
    }
    Ok(rest.split_at_checked(length).map(|(body, after)| (header[0], body, after)))
}

/// The alert as the standard writes it.
fn alert_name(code: u8) -> String {
    let name = TlsAlertDescription(code).to_string();
    if name.contains('(') { format!("number {code}") } else { words::alert(&name) }
}

/// Whether a record is the answer of a Microsoft relay that only looks like TLS to firewalls (MS-TURN 2.1.1): a hello
/// of TLS 1.0 with an identifier of 32 bytes, the anonymous suite 0x0018 and no extensions, and ServerHelloDone, in one
/// record and with nothing else in it.
fn is_pseudo(body: &[u8]) -> bool {
    let Some((hello, done)) = body.split_at_checked(74) else { return false };
    hello.starts_with(&[SERVER_HELLO, 0, 0, 70, 3, 1])
        && hello[38] == 32
        && hello.ends_with(&[0, 0x18, 0])
        && done == [14, 0, 0, 0]
}

#[cfg(test)]
mod tests;
