//! The first messages of a server, from bytes in whatever pieces they come: a machine that never holds a socket.
//!
//! Records carry any part of any number of messages. Both are put together here under bounds, and each whole message is
//! handed to tls-parser. Up to TLS 1.2 all of it is plain text (RFC 5246 7.3). Nothing is verified.

use tls_parser::{TlsAlertDescription, TlsCipherSuite, TlsMessage, TlsMessageHandshake, parse_tls_message_handshake};

use crate::probe::{stop::Stop, words};

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
            return Err(Stop::Unusable("its first messages never end (8 MiB read)".to_owned()));
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
            _ => Err(Stop::Unusable("sent a TLS record out of turn".to_owned())),
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
                return Err(Stop::Unusable("sent a TLS message larger than 1 MiB".to_owned()));
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
        let parsed = parse_tls_message_handshake(message);
        match (message[0], parsed) {
            (SERVER_HELLO, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::ServerHello(hello))))) => {
                self.hello.get_or_insert((hello.version.0, hello.cipher.0));
            }
            (_, Ok((_, TlsMessage::Handshake(_)))) if self.hello.is_none() && message[0] != HELLO_REQUEST => {
                return Err(Stop::Unusable("sent a TLS message before its hello".to_owned()));
            }
            (CERTIFICATE, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::Certificate(list))))) => {
                self.certificates(message, list.cert_chain.iter().map(|c| c.data));
            }
            (_, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::CertificateStatus(status))))) => {
                self.ocsp = Some(status.blob.to_vec()).filter(|blob| status.status_type == OCSP && !blob.is_empty());
            }
            (_, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::CertificateRequest(request))))) => {
                self.asked = true;
                // The two layouts are told apart by trial; the version says which it must be (RFC 5246 7.4.4).
                let fits = request.sig_hash_algs.is_some() == self.hello.is_some_and(|(version, _)| version >= 0x0303);
                let names = request.unparsed_ca.iter().filter(|_| fits).take(MAX_ISSUERS);
                self.issuers = names.map(|name| name.to_vec()).collect();
            }
            (_, Ok((_, TlsMessage::Handshake(TlsMessageHandshake::ServerDone(_))))) => self.done = Some(Done::Hello),
            (SERVER_HELLO, _) => {
                return Err(Stop::Unusable("sent a TLS hello that cannot be read".to_owned()));
            }
            (CERTIFICATE, _) => {
                return Err(Stop::Unusable("sent a TLS list of certificates that cannot be read".to_owned()));
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

/// The kind of certificate status that is an OCSP response (RFC 6066 8).
const OCSP: u8 = 1;

/// A record: its type, its content, and what follows it.
type Record<'a> = (u8, &'a [u8], &'a [u8]);

/// The first record; `None` if it is not whole.
fn record(bytes: &[u8]) -> Result<Option<Record<'_>>, Stop> {
    if words::not_tls(bytes).is_some() {
        return Err(Stop::Unusable("stopped speaking TLS".to_owned()));
    }
    let Some((header, rest)) = bytes.split_at_checked(5) else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
    if length > MAX_RECORD {
        return Err(Stop::Unusable("sent a TLS record larger than 16 KiB, which the protocol forbids".to_owned()));
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
mod tests {
    use super::*;

    fn wrapped(kind: u8, body: &[u8]) -> Vec<u8> {
        [&[kind, 3, 1][..], &u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes(), body].concat()
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
        [&[kind][..], &length[1..], body].concat()
    }

    fn hello(version: u8, suite: u16) -> Vec<u8> {
        message(2, &[&[3, version][..], &[7; 32], &[0], &suite.to_be_bytes(), &[0]].concat())
    }

    /// A list of certificates with something behind them.
    fn certificate(ders: &[&[u8]], tail: &[u8]) -> Vec<u8> {
        let entry = |der: &&[u8]| message(0, der)[1..].to_vec();
        let list = [ders.iter().flat_map(entry).collect(), tail.to_vec()].concat();
        message(11, &message(0, &list)[1..])
    }

    fn done() -> Vec<u8> {
        message(14, &[])
    }

    fn read(bytes: &[u8]) -> (Flight, Result<Option<Done>, Stop>) {
        let mut flight = Flight::default();
        let end = flight.take(bytes);
        (flight, end)
    }

    #[test]
    fn any_cut_into_records_and_reads_gives_the_same() {
        let request = message(13, &[1, 1, 0, 4, 0, 2, b'C', b'A']);
        let status = message(22, &[1, 0, 0, 2, b'o', b'k']);
        let parts = [hello(1, 0x0035), certificate(&[b"leaf", b"issuer"], &[]), status, request, done()];
        let whole = parts.concat();
        let one = wrapped(22, &whole);
        let bytes: Vec<u8> = whole.iter().flat_map(|b| wrapped(22, &[*b])).collect();
        let each: Vec<u8> = parts.iter().flat_map(|part| wrapped(22, part)).collect();
        for wire in [one, bytes, each] {
            for step in [1, 3, wire.len()] {
                let mut flight = Flight::default();
                let mut end = None;
                for piece in wire.chunks(step) {
                    assert_eq!(end, None, "nothing follows the end");
                    end = flight.take(piece).unwrap_or_else(|stop| panic!("{stop:?}"));
                }
                assert_eq!(end, Some(Done::Hello));
                assert_eq!(flight.chain, [b"leaf".to_vec(), b"issuer".to_vec()]);
                assert_eq!(flight.protocol().as_deref(), Some("TLSv1.0"));
                assert_eq!(flight.cipher().as_deref(), Some("TLS_RSA_WITH_AES_256_CBC_SHA"));
                assert_eq!(flight.ocsp.as_deref(), Some(&b"ok"[..]));
                assert_eq!((flight.asked, &flight.issuers[..]), (true, &[b"CA".to_vec()][..]));
                assert_eq!((flight.unread, flight.dropped), (0, 0));
            }
        }
    }

    #[test]
    fn damaged_flights_are_read_within_bounds() {
        let request = message(13, &[1, 1, 0, 4, 0, 2, b'C', b'A']);
        let parts = [hello(1, 0x0035), certificate(&[b"leaf", b"issuer"], &[]), request, done()].concat();
        let wire = [wrapped(21, &[1, 112]), wrapped(22, &parts)].concat();
        for place in 0..wire.len() {
            for bit in 0..8 {
                let mut damaged = wire.clone();
                damaged[place] ^= 1 << bit;
                let mut flight = Flight::default();
                let mut bytes = damaged.chunks(5);
                let end = bytes.try_fold(None, |end, piece| if end.is_none() { flight.take(piece) } else { Ok(end) });
                // A flight that ends as it should has a hello, and never more than came.
                assert!(!matches!(end, Ok(Some(Done::Hello))) || flight.protocol().is_some(), "{place} {bit}");
                let kept: usize = flight.chain.iter().chain(&flight.issuers).map(Vec::len).sum();
                assert!(kept + flight.unread <= wire.len(), "{place} {bit}");
            }
        }
    }

    #[test]
    fn what_stands_behind_the_certificates_is_counted() {
        for (tail, unread) in [(&b""[..], 0), (b"\0\0\x09abc", 6), (b"\xff", 1)] {
            let wire = [hello(3, 0xc02f), certificate(&[b"leaf"], tail), done()].concat();
            let (flight, end) = read(&wrapped(22, &wire));
            assert_eq!(end.ok(), Some(Some(Done::Hello)));
            assert_eq!((flight.chain.len(), flight.unread), (1, unread), "{tail:?}");
        }
    }

    #[test]
    fn certificates_beyond_the_bound_are_counted() {
        let wire = [hello(3, 0xc02f), certificate(&[b"der".as_slice(); 300], &[]), done()].concat();
        let (flight, _) = read(&wrapped(22, &wire));
        assert_eq!((flight.chain.len(), flight.dropped, flight.unread), (256, 44, 0));
    }

    #[test]
    fn requests_for_client_certificates_have_two_layouts() {
        let (old, new) = ([1, 1, 0, 4, 0, 2, b'C', b'A'], [1, 1, 0, 2, 4, 1, 0, 4, 0, 2, b'C', b'A']);
        let cases = [(1, &old[..], 1), (3, &new[..], 1), (1, &new[..], 0), (3, &old[..], 0), (3, &[][..], 0)];
        for (version, body, issuers) in cases {
            let (flight, _) = read(&wrapped(22, &[hello(version, 0x0035), message(13, body)].concat()));
            assert_eq!(flight.issuers.len(), issuers, "{version} {body:?}");
            assert_eq!(flight.asked, !body.is_empty());
        }
    }

    #[test]
    fn warnings_are_passed_over_and_fatal_alerts_are_named() {
        let warned = [wrapped(21, &[1, 112]), wrapped(22, &[hello(3, 0x0035), done()].concat())].concat();
        assert_eq!(read(&warned).1.ok(), Some(Some(Done::Hello)));
        let alert = |bytes: &[u8]| match read(bytes).1 {
            Err(Stop::Alert(name)) => name,
            other => panic!("{other:?}"),
        };
        assert_eq!(alert(&wrapped(21, &[2, 70])), "protocol_version");
        assert_eq!(alert(&[wrapped(21, &[2]), wrapped(21, &[112])].concat()), "unrecognized_name");
        assert_eq!(alert(&wrapped(21, &[2, 200])), "number 200");
        assert!(matches!(read(&wrapped(21, &[1, 0])).1, Err(Stop::Closed)));
    }

    #[test]
    fn what_no_server_may_send_ends_the_reading() {
        let why = |bytes: &[u8]| match read(bytes).1 {
            Err(Stop::Unusable(why)) => why,
            other => panic!("{other:?}"),
        };
        assert!(why(&[22, 3, 1, 0xff, 0xff]).contains("16 KiB"));
        assert!(why(b"HTTP/1.1 400").contains("stopped speaking TLS"));
        assert!(why(&wrapped(22, &[11, 0x20, 0, 0])).contains("1 MiB"));
        assert!(why(&wrapped(23, b"data")).contains("out of turn"));
        assert!(why(&wrapped(22, &certificate(&[b"leaf"], &[]))).contains("before its hello"));
        assert!(why(&wrapped(22, &message(2, &[3, 3, 0]))).contains("hello that cannot be read"));
        assert!(why(&wrapped(22, &hello(9, 0x0035))).contains("hello that cannot be read"));
        let short = [hello(3, 0x0035), message(11, &[0, 0, 9, 1])].concat();
        assert!(why(&wrapped(22, &short)).contains("certificates that cannot be read"));
        assert!(why(&wrapped(22, &[]).repeat(MAX_BYTES / 5 + 1)).contains("never end"));
    }

    #[test]
    fn the_shape_of_a_relay_is_exact() {
        let body = [&[2, 0, 0, 70, 3, 1][..], &[5; 32], &[32], &[6; 32], &[0, 0x18, 0, 14, 0, 0, 0]].concat();
        assert_eq!(read(&wrapped(22, &body)).1.ok(), Some(Some(Done::Pseudo)));
        for (place, byte) in [(5, 3), (38, 31), (72, 0x35), (74, 12), (77, 1)] {
            let mut other = body.clone();
            other[place] = byte;
            assert_ne!(read(&wrapped(22, &other)).1.ok(), Some(Some(Done::Pseudo)), "{place}");
        }
        let apart = [wrapped(22, &body[..74]), wrapped(22, &body[74..])].concat();
        assert_eq!(read(&apart).1.ok(), Some(Some(Done::Hello)));
    }
}
