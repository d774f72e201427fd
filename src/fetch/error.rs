//! What can go wrong with a request.

use std::time::Duration;

use crate::model::Silence;

/// Why a request brought nothing, or not all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No connection, or no TLS, to the server.
    #[error("{}: {}", .0.stage.as_str(), .0.why)]
    Silent(Silence),
    /// No connection to the proxy.
    #[error("the proxy does not answer: {}", .0.why)]
    ProxySilent(Silence),
    /// The proxy wants credentials that were not given, or refuses those in its URL.
    #[error("the proxy asks for credentials (407)")]
    ProxyCredentials,
    /// The proxy does not let us through.
    #[error("the proxy refused the connection with status {0}")]
    ProxyRefused(u16),
    /// The proxy let us through and spoke on.
    #[error("the proxy went on speaking after it had let the connection through")]
    ProxyTalks,
    /// The URL names no host, or holds what cannot be sent.
    #[error("the URL cannot be asked for")]
    Unsendable,
    /// Time was up.
    #[error("no whole answer within {0:?}")]
    TimedOut(Duration),
    /// The body is longer than we read, in bytes.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// Not an HTTP answer, or one whose head is longer than we read; in hyper's words.
    #[error("the answer cannot be read as HTTP: {0}")]
    NotHttp(String),
    /// The connection ended before the answer did, or the framing of the body is broken.
    #[error("the answer is not whole: the connection ended, or its body is garbled")]
    Cut,
    /// Anything else, in words.
    #[error("the request failed: {0}")]
    Broken(String),
}
