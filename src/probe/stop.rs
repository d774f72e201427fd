//! Why a handshake stopped before a certificate was seen.

use std::{
    io::{self, ErrorKind},
    time::Duration,
};

use super::words;
use crate::{
    model::{Text, observation::Cause},
    text, words,
};

/// What ended a handshake.
#[derive(Debug)]
pub(super) enum Stop {
    /// The other side sent this alert.
    Alert(String),
    /// What it sent cannot be used, in words.
    Unusable(Text),
    /// The other side closed, by a TLS close_notify or by the end of the stream.
    Closed,
    /// The system reported an error.
    Io(io::Error),
    /// Time was up.
    TimedOut,
}

impl Stop {
    /// Whether the other side ended it, rather than we.
    pub(super) fn is_by_peer(&self) -> bool {
        matches!(self, Self::Alert(_) | Self::Closed | Self::Io(_))
    }

    /// Whether the connection was cut without a word.
    pub(super) fn is_reset(&self) -> bool {
        use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
        matches!(self, Self::Io(e) if matches!(e.kind(), BrokenPipe | ConnectionAborted | ConnectionReset))
    }

    /// The silence in words, given the first bytes that came.
    pub(super) fn explain(self, first: &[u8], timeout: Duration) -> (Cause, Text) {
        if let Some(what) = words::not_tls(first) {
            return (Cause::NotTls, what);
        }
        let begun = !first.is_empty();
        let when = Text::words(match begun {
            true => words!("in the middle of the handshake"),
            false => words!("instead of an answer to the TLS hello"),
        });
        let time = format!("{timeout:?}");
        match self {
            Self::TimedOut if begun => (Cause::TimedOut, text!("hello-stopped": "stopped {when} ({time})", when, time)),
            Self::TimedOut => {
                (Cause::TimedOut, text!("hello-unanswered": "no answer to the TLS hello within {time}", time))
            }
            Self::Closed => (Cause::Closed, text!("hello-closed": "closed the connection {when}", when)),
            Self::Io(_) if self.is_reset() => {
                (Cause::Closed, text!("hello-reset": "reset the connection {when}", when))
            }
            Self::Io(error) => {
                let error = error.to_string();
                (Cause::Other, text!("connection-failed": "the connection failed: {error}", error))
            }
            Self::Alert(alert) => {
                (Cause::Alert, text!("hello-alerted": "refused the TLS 1.2/1.3 hello with alert {alert}", alert))
            }
            Self::Unusable(what) => (Cause::Protocol, what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_says_how_far_it_got() {
        let explain = |stop: Stop, first: &[u8]| stop.explain(first, Duration::from_secs(5));
        let record = b"\x16\x03\x03";
        let silence = explain(Stop::TimedOut, b"");
        assert_eq!(silence, (Cause::TimedOut, "no answer to the TLS hello within 5s".into()));
        assert_eq!(&*explain(Stop::TimedOut, record).1, "stopped in the middle of the handshake (5s)");
        assert_eq!(&*explain(Stop::Closed, b"").1, "closed the connection instead of an answer to the TLS hello");
        let reset = || Stop::Io(io::Error::from(ErrorKind::ConnectionReset));
        assert_eq!(explain(reset(), record).0, Cause::Closed);
        assert!(reset().is_reset() && reset().is_by_peer());
        assert_eq!(explain(reset(), b"SSH-2.0-x"), (Cause::NotTls, "sends an SSH banner".into()));
    }
}
