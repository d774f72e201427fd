//! TLS 1.2 and 1.3 through rustls, recording what is presented and judging nothing. The only folder that names rustls.
//!
//! The connection of a probe is driven by hand over the socket, so that what was settled before a failure is still known:
//! the protocol, the chain, the first bytes of an answer that was no TLS at all. `stream` opens a connection to speak over.
//!
//! `recorder` accepts every certificate and every signature by design. It is private to this folder, and nothing that
//! comes out of it is trusted: whether a chain leads anywhere is for the walk to find out.

mod identity;
mod recorder;
mod rsa;
mod stream;

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::{ClientConnection, Error, InvalidMessage, PeerIncompatible, ProtocolVersion, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time,
};

pub use identity::{Identity, IdentityError};
pub(super) use recorder::Hello;
use recorder::Recorder;

use super::{Attempt, Capture, stop::Stop, words};
use crate::{
    model::{
        Text,
        observation::{Cause, ClientCertificate, Outcome, SeenBy, Session, Silence, Stage},
    },
    text, words,
};

/// How long a TLS 1.3 server that asked for a client certificate may take to refuse going on without one. The refusal
/// arrives after the client's side of the handshake is done, so that accepting servers can only be told by waiting.
const REFUSAL_WAIT: Duration = Duration::from_millis(300);

/// The same after a handshake that took so long: a refusal needs one way there and back, and a handshake more than that.
fn refusal_wait(handshake: Duration, timeout: Duration) -> Duration {
    REFUSAL_WAIT.max(handshake).min(timeout)
}

/// How many first bytes are kept to say what an answer looks like if it is not TLS.
const FIRST_BYTES: usize = 64;

/// Size of the read buffer; a chain of usual length comes in one or two reads.
const READ_BUFFER: usize = 8 * 1024;

impl Hello {
    /// Shakes hands over `stream` within `timeout`.
    pub(super) async fn exchange(
        &self,
        stream: TcpStream,
        address: SocketAddr,
        server_name: Option<&str>,
        timeout: Duration,
    ) -> Attempt {
        let (config, recorder) = self.record();
        let name = server_name.and_then(sendable);
        let sni_sent = name.is_some();
        let name = name.unwrap_or(ServerName::IpAddress(address.ip().into()));
        let tls = match ClientConnection::new(Arc::new(config), name) {
            Ok(tls) => tls,
            Err(error) => {
                return silent(
                    Cause::Other,
                    text!("cannot-start-tls": "cannot start TLS: {error}", error = error.to_string()),
                    sni_sent,
                    false,
                );
            }
        };

        let mut wire = Wire { stream, tls, first: Vec::new(), buffer: vec![0; READ_BUFFER] };
        let begun = Instant::now();
        let end = time::timeout(timeout, wire.shake_hands()).await.unwrap_or(Err(Stop::TimedOut));
        let asked = recorder.seen().asked;
        let refused = match &end {
            Ok(()) => asked && wire.is_refused(refusal_wait(begun.elapsed(), timeout)).await,
            Err(stop) => asked && stop.is_by_peer(),
        };
        wire.say_goodbye();
        wire.into_attempt(end, &recorder, refused, sni_sent, timeout)
    }
}

/// The name as TLS libraries send it; `None` for address literals and for names they refuse.
fn sendable(name: &str) -> Option<ServerName<'static>> {
    ServerName::try_from(name.to_owned()).ok().filter(|name| matches!(name, ServerName::DnsName(_)))
}

/// One connection under way.
struct Wire {
    stream: TcpStream,
    tls: ClientConnection,
    /// The first bytes that came.
    first: Vec<u8>,
    buffer: Vec<u8>,
}

impl Wire {
    async fn shake_hands(&mut self) -> Result<(), Stop> {
        loop {
            let out = self.outgoing();
            self.stream.write_all(&out).await.map_err(Stop::Io)?;
            if !self.tls.is_handshaking() {
                return Ok(());
            }
            match self.step().await {
                // The last message of the handshake and the farewell came together.
                Err(Stop::Closed) if !self.tls.is_handshaking() => return Ok(()),
                step => step?,
            };
        }
    }

    /// Whether going on without a client certificate is refused. TLS 1.2 servers say so within the handshake; TLS 1.3
    /// servers after it, and their first ticket or data says the contrary (RFC 8446 4.6.1).
    async fn is_refused(&mut self, wait: Duration) -> bool {
        let answered = time::timeout(wait, async {
            while self.tls.protocol_version() == Some(ProtocolVersion::TLSv1_3)
                && self.tls.tls13_tickets_received() == 0
            {
                if self.step().await? > 0 {
                    break;
                }
            }
            Ok::<(), Stop>(())
        });
        // A server that sent a ticket had accepted, and may take its leave in the same breath.
        matches!(answered.await, Ok(Err(_))) && self.tls.tls13_tickets_received() == 0
    }

    /// Reads once and hands on what came; answers how much application data lies ready.
    async fn step(&mut self) -> Result<usize, Stop> {
        let count = self.stream.read(&mut self.buffer).await.map_err(Stop::Io)?;
        if count == 0 {
            return Err(Stop::Closed);
        }
        let mut fresh = &self.buffer[..count];
        let room = FIRST_BYTES.saturating_sub(self.first.len());
        self.first.extend_from_slice(&fresh[..room.min(count)]);
        let mut data = 0;
        while !fresh.is_empty() {
            self.tls.read_tls(&mut fresh).map_err(Stop::Io)?;
            let state = self.tls.process_new_packets().map_err(stop)?;
            if state.peer_has_closed() {
                return Err(Stop::Closed);
            }
            data = state.plaintext_bytes_to_read();
            if data > 0 {
                break;
            }
        }
        Ok(data)
    }

    fn outgoing(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        while self.tls.wants_write() {
            // Writing to a vector cannot fail.
            if self.tls.write_tls(&mut out).is_err() {
                break;
            }
        }
        out
    }

    /// Sends the closing alert if the socket takes it at once; nobody waits for an answer.
    fn say_goodbye(&mut self) {
        self.tls.send_close_notify();
        let out = self.outgoing();
        let _ = self.stream.try_write(&out);
    }

    fn into_attempt(
        self,
        end: Result<(), Stop>,
        recorder: &Recorder,
        refused: bool,
        sni_sent: bool,
        timeout: Duration,
    ) -> Attempt {
        let seen = std::mem::take(&mut *recorder.seen());
        if seen.chain.is_empty() {
            let cut_early = self.first.is_empty() && end.as_ref().is_err_and(Stop::is_reset);
            // rustls asks the verifier before it calls a handshake complete.
            let end = end.err().unwrap_or_else(|| stop(Error::NoCertificatesPresented));
            let (cause, why) = end.explain(&self.first, timeout);
            return silent(cause, why, sni_sent, cut_early);
        }
        let session = Session {
            protocol: self.tls.protocol_version().map(|v| format!("{v:?}").replace('_', ".")),
            cipher: self.tls.negotiated_cipher_suite().map(|s| words::cipher(&format!("{:?}", s.suite()))),
            alpn: None,
            stapled_ocsp: Some(seen.ocsp).filter(|response| !response.is_empty()),
            client_certificate: match (seen.asked, refused) {
                (false, _) => ClientCertificate::NotAsked,
                (true, false) => ClientCertificate::Requested,
                (true, true) => ClientCertificate::Required,
            },
            acceptable_issuers: Vec::new(),
            acceptable_issuers_bytes: seen.issuers.iter().map(Vec::len).sum(),
            handshake_signature: seen.bad_signature,
            seen_by: SeenBy::Handshake,
        };
        let capture = Capture {
            outcome: Outcome::Presented,
            session: Some(session),
            presented: seen.chain,
            acceptable_issuers: seen.issuers,
            sni_sent,
        };
        Attempt { capture, cut_early: false }
    }
}

/// What rustls stopped at.
fn stop(error: Error) -> Stop {
    match error {
        Error::AlertReceived(alert) => Stop::Alert(words::alert(&format!("{alert:?}"))),
        error => Stop::Unusable(unusable(&error)),
    }
}

/// A TLS answer that a modern client cannot use, in words.
fn unusable(error: &Error) -> Text {
    match error {
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => Text::words(words!("the certificate message is larger than 64 KiB, more than common TLS clients read")),
        Error::InvalidMessage(InvalidMessage::MessageTooLarge) | Error::PeerSentOversizedRecord => {
            Text::words(words!("sent a TLS record larger than 16 KiB, which the protocol forbids"))
        }
        Error::InvalidMessage(what) => {
            text!("tls-unreadable": "sent a TLS message that cannot be read ({what})", what = format!("{what:?}"))
        }
        Error::NoCertificatesPresented => Text::words(words!("presented no certificate at all")),
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13) => {
            Text::words(words!("speaks neither TLS 1.2 nor TLS 1.3"))
        }
        Error::PeerIncompatible(what) => {
            text!("tls-parameters": "chose TLS parameters that modern clients do not use ({what})", what = format!("{what:?}"))
        }
        Error::PeerMisbehaved(what) => {
            text!("tls-rules": "broke the rules of TLS ({what})", what = format!("{what:?}"))
        }
        Error::InappropriateMessage { got_type, .. } => {
            text!("tls-record-turn": "sent a TLS {kind} record out of turn", kind = format!("{got_type:?}"))
        }
        Error::InappropriateHandshakeMessage { got_type, .. } => {
            text!("tls-message-turn": "sent a TLS {kind} message out of turn", kind = format!("{got_type:?}"))
        }
        error => text!("handshake-failed": "the handshake failed: {error}", error = error.to_string()),
    }
}

fn silent(cause: Cause, why: Text, sni_sent: bool, cut_early: bool) -> Attempt {
    let outcome = Outcome::Silent(Silence { stage: Stage::Handshake, cause, why });
    Attempt { capture: Capture { sni_sent, ..Capture::nothing(outcome) }, cut_early }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_line_is_given_the_time_of_its_handshake() {
        let wait = |handshake| refusal_wait(Duration::from_millis(handshake), Duration::from_secs(5)).as_millis();
        assert_eq!([wait(4), wait(300), wait(1_800), wait(9_000)], [300, 300, 1_800, 5_000]);
    }
}
