//! What can go wrong with a request.

use std::{fmt, time::Duration};

use crate::{
    model::{Silence, Text},
    text, words,
};

/// Why a request brought nothing, or not all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No connection, or no TLS, to the server.
    Silent(Silence),
    /// No connection to the proxy.
    ProxySilent(Silence),
    /// The proxy wants credentials that were not given, or refuses those in its URL.
    ProxyCredentials,
    /// The proxy does not let us through.
    ProxyRefused(u16),
    /// The proxy let us through and spoke on.
    ProxyTalks,
    /// The URL names no host, or holds what cannot be sent.
    Unsendable,
    /// Time was up.
    TimedOut(Duration),
    /// The body is longer than we read, in bytes.
    TooLong(usize),
    /// Not an HTTP answer, or one whose head is longer than we read; in hyper's words.
    NotHttp(String),
    /// The connection ended before the answer did, or the framing of the body is broken.
    Cut,
    /// Anything else, in words.
    Broken(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl FetchError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Silent(silence) => silence.text(),
            Self::ProxySilent(silence) => {
                text!("proxy-silent": "the proxy does not answer: {why}", why = &silence.why)
            }
            Self::ProxyCredentials => Text::words(words!("the proxy asks for credentials (407)")),
            Self::ProxyRefused(status) => {
                text!("proxy-refused": "the proxy refused the connection with status {status}", status = *status)
            }
            Self::ProxyTalks => {
                Text::words(words!("the proxy went on speaking after it had let the connection through"))
            }
            Self::Unsendable => Text::words(words!("the URL cannot be asked for")),
            Self::TimedOut(within) => {
                text!("no-whole-answer": "no whole answer within {within}", within = format!("{within:?}"))
            }
            Self::TooLong(most) => text!("answer-too-long": "the answer is longer than {most} bytes", most = *most),
            Self::NotHttp(why) => text!("not-http": "the answer cannot be read as HTTP: {why}", why),
            Self::Cut => Text::words(words!("the answer is not whole: the connection ended, or its body is garbled")),
            Self::Broken(why) => text!("request-failed": "the request failed: {why}", why),
        }
    }
}
