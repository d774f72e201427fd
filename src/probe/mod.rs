//! Sockets: one connection to one address, and what was presented there.
//!
//! A probe judges nothing and trusts nothing. It brings back the certificates exactly as they were sent, and if none
//! were, how far the connection got and what stopped it. Which addresses are probed, how many at once, and what
//! silence means for an endpoint are the business of [`crate::check`] and [`crate::judge`].
//!
//! `connect` owns TCP, `handshake` owns TLS, `stop` and `words` what went wrong; this file owns the order of the two and the
//! retries. `line` opens connections to speak over.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use crate::model::observation::{Outcome, Session, Silence};

mod connect;
mod handshake;
mod line;
mod stop;
mod words;

pub use handshake::{Identity, IdentityError};

/// Bounds of a probe.
#[derive(Debug, Clone, Copy)]
pub struct ProbeOptions {
    /// Bound on connecting, and again on the whole handshake.
    pub timeout: Duration,
    /// Further tries where the connection timed out or was reset; a refusal is an answer and is never repeated.
    pub retries: u32,
}

/// Probes addresses. Cheap to clone; clones share the prepared TLS configuration.
#[derive(Debug, Clone)]
pub struct Prober {
    options: ProbeOptions,
    hello: Arc<handshake::Hello>,
}

/// What one connection showed. Nothing in it has been verified.
#[derive(Debug, Clone)]
pub struct Capture {
    /// Presented as soon as one certificate was seen, even if the handshake failed afterwards.
    pub outcome: Outcome,
    /// The TLS session; `None` unless a certificate was seen. Its acceptable issuers are left empty: see
    /// [`Capture::acceptable_issuers`].
    pub session: Option<Session>,
    /// The DER as sent, leaf first.
    pub presented: Vec<Vec<u8>>,
    /// The issuers the server accepts for client certificates: the DER of their distinguished names as sent, at most
    /// 1,000 of them.
    pub acceptable_issuers: Vec<Vec<u8>>,
    /// Whether a server name went out. It does not for address literals and for names TLS libraries refuse to send.
    pub sni_sent: bool,
}

impl Prober {
    /// Prepares what all probes share.
    pub fn new(options: ProbeOptions) -> Self {
        Self::presenting(options, None)
    }

    /// The same, presenting a certificate to servers that ask for one.
    pub fn presenting(options: ProbeOptions, identity: Option<Identity>) -> Self {
        Self { options, hello: Arc::new(handshake::Hello::new(identity)) }
    }

    /// The bound on each step.
    pub fn timeout(&self) -> Duration {
        self.options.timeout
    }

    /// Makes one connection (and, if it is cut early, a few more). Never fails: what went wrong is in the capture.
    ///
    /// `server_name` goes out as SNI if it can; `None` or an address literal sends none.
    pub async fn observe(&self, address: SocketAddr, server_name: Option<&str>) -> Capture {
        let mut left = self.options.retries;
        loop {
            let attempt = self.attempt(address, server_name).await;
            if !attempt.cut_early || left == 0 {
                return attempt.capture;
            }
            left -= 1;
        }
    }

    /// Makes one connection and no more, for places that are only guessed: nothing may be there.
    pub async fn glance(&self, address: SocketAddr, server_name: Option<&str>) -> Capture {
        self.attempt(address, server_name).await.capture
    }

    /// Makes one connection without SNI and no more, to see what an address shows clients that send none.
    pub async fn look_without_sni(&self, address: SocketAddr) -> Capture {
        self.attempt(address, None).await.capture
    }

    async fn attempt(&self, address: SocketAddr, server_name: Option<&str>) -> Attempt {
        match connect::connect(address, self.options.timeout).await {
            Ok(stream) => self.hello.exchange(stream, address, server_name, self.options.timeout).await,
            Err(failure) => Attempt { capture: Capture::nothing(failure.outcome), cut_early: failure.cut },
        }
    }
}

/// One try: what came of it, and whether another may do better.
struct Attempt {
    capture: Capture,
    /// Timed out while connecting, or reset before the first byte.
    cut_early: bool,
}

impl Capture {
    fn nothing(outcome: Outcome) -> Self {
        Self { outcome, session: None, presented: Vec::new(), acceptable_issuers: Vec::new(), sni_sent: false }
    }

    /// Why nothing was seen, if nothing was.
    pub fn silence(&self) -> Option<&Silence> {
        match &self.outcome {
            Outcome::Silent(silence) => Some(silence),
            Outcome::Presented | Outcome::ByDesign | Outcome::Skipped => None,
        }
    }
}
