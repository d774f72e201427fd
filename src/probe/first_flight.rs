//! The chain of servers that a modern client gets nowhere with: TLS 1.0 and 1.1, RSA and finite-field key exchange, CBC,
//! odd curves, messages beyond the bounds of common libraries.
//!
//! Up to TLS 1.2 a server's first messages are plain text, certificates included. A wide greeting goes out, they are
//! read, and the connection is closed: no handshake is ever completed, so there is no cryptography here. The server may
//! log an aborted handshake for each. `hello` writes the greeting, `flight` reads the answer.

mod flight;
mod hello;

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time,
};

use super::{Capture, stop::Stop};
use crate::{
    model::{
        Text,
        observation::{Cause, ClientCertificate, Outcome, SeenBy, Session, Silence, Stage},
    },
    text, words,
};
use flight::{Done, Flight};

/// The versions offered, one connection each. The highest goes first: servers of TLS 1.1 refuse a greeting that offers
/// less, and only servers that cannot bear a version they do not know need the other.
pub(super) const VERSIONS: [u16; 2] = [0x0303, 0x0301];

/// Size of the read buffer.
const READ_BUFFER: usize = 8 * 1024;

/// What one greeting came to.
#[derive(Debug)]
pub(super) enum Look {
    /// A chain.
    Chain(Box<Flight>),
    /// The answer of a relay that speaks no TLS.
    Pseudo,
    /// Nothing: what was said in TLS, in words, and whether a lower version may do better.
    Nothing { why: Option<Text>, lower: bool },
}

/// Whether a failed handshake leaves something to be seen: the server answered in TLS or closed. A server that is mute,
/// or speaks something else, is not asked again.
pub(super) fn may_help(silence: &Silence) -> bool {
    silence.stage == Stage::Handshake && matches!(silence.cause, Cause::Alert | Cause::Protocol | Cause::Closed)
}

/// Greets with `version` at most and reads the answer, within `timeout`.
pub(super) async fn look(mut stream: TcpStream, version: u16, server_name: Option<&str>, timeout: Duration) -> Look {
    let mut flight = Flight::default();
    let greeting = hello::client_hello(version, server_name);
    let end = time::timeout(timeout, exchange(&mut stream, &greeting, &mut flight)).await;
    let stop = match end.unwrap_or(Err(Stop::TimedOut)) {
        Ok(Done::Pseudo) => return Look::Pseudo,
        // However it ended: what was seen was seen.
        _ if !flight.chain.is_empty() => return Look::Chain(Box::new(flight)),
        Ok(Done::Hello) => Stop::Unusable(Text::words(words!("presented no certificate at all"))),
        Err(stop) => stop,
    };
    let lower = match &stop {
        Stop::Closed => true,
        // Servers that cannot bear a version they do not know say so with any alert (unexpected_message,
        // illegal_parameter, handshake_failure), but not with one about the name.
        Stop::Alert(name) => name != "unrecognized_name",
        stop => stop.is_reset(),
    };
    let why = match stop {
        Stop::Alert(name) => Some(text!("tls-alert": "alert {name}", name)),
        Stop::Unusable(why) => Some(why),
        Stop::Closed | Stop::Io(_) | Stop::TimedOut => None,
    };
    Look::Nothing { why, lower }
}

/// Adds to what a modern client gets what older greetings were told.
pub(super) fn add(refused: &mut Silence, told: &Text) {
    // Of a server that went along with the modern greeting for a while, an alert says nothing new.
    if refused.why == *told || refused.cause == Cause::Protocol && told.starts_with("alert ") {
        return;
    }
    // Whoever answers an older greeting in TLS speaks it, even if the modern one was cut off.
    if refused.cause == Cause::Closed {
        refused.cause = Cause::Protocol;
    }
    let only_13 = refused.why.ends_with("alert handshake_failure") && *told == "alert protocol_version";
    let mut why = std::mem::take(&mut refused.why);
    why = why.then(text!("older-hello": "; an older hello (TLS 1.0 to 1.2): {told}", told));
    if only_13 {
        why = why.then(text!(
            "only-tls-13": "; so it speaks TLS 1.3 alone, with suites or curves that few clients have"
        ));
    }
    refused.why = why;
}

async fn exchange(stream: &mut TcpStream, greeting: &[u8], flight: &mut Flight) -> Result<Done, Stop> {
    stream.write_all(greeting).await.map_err(Stop::Io)?;
    let mut buffer = vec![0; READ_BUFFER];
    loop {
        let count = stream.read(&mut buffer).await.map_err(Stop::Io)?;
        if count == 0 {
            return Err(Stop::Closed);
        }
        if let Some(done) = flight.take(&buffer[..count])? {
            return Ok(done);
        }
    }
}

/// The capture of a chain that only this way shows; `refused` is what a modern client gets.
pub(super) fn capture(flight: Flight, refused: Silence, sni_sent: bool) -> Capture {
    let session = Session {
        protocol: flight.protocol(),
        cipher: flight.cipher(),
        // None is offered.
        alpn: None,
        stapled_ocsp: flight.ocsp,
        // Whether it insists shows only later in the handshake.
        client_certificate: if flight.asked { ClientCertificate::Requested } else { ClientCertificate::NotAsked },
        acceptable_issuers: Vec::new(),
        acceptable_issuers_bytes: flight.issuers.iter().map(Vec::len).sum(),
        handshake_signature: None,
        seen_by: SeenBy::FirstFlight { refused: refused.why, unread: flight.unread, dropped: flight.dropped },
    };
    Capture {
        outcome: Outcome::Presented,
        session: Some(session),
        presented: flight.chain,
        acceptable_issuers: flight.issuers,
        sni_sent,
    }
}
