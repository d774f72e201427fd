//! Sockets: one connection to one address, and what was presented there.
//!
//! A probe judges nothing and trusts nothing. It brings back the certificates exactly as they were sent, and if none
//! were, how far the connection got and what stopped it. Which addresses are probed, how many at once, and what
//! silence means for an endpoint are the business of [`crate::check`] and [`crate::judge`].
//!
//! `connect` owns TCP, `starttls` the conversations that lead to TLS, `handshake` TLS as modern clients speak it,
//! `first_flight` what older servers show in plain text, `stop` and `words` what went wrong; this file owns their order
//! and the retries. `line` opens connections to speak over.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::net::TcpStream;

use crate::model::{
    endpoint::Transport,
    observation::{Outcome, Session, Silence},
};
use first_flight::Look;
pub use starttls::{PROTOCOLS, Protocol};

mod connect;
mod first_flight;
mod handshake;
mod line;
mod starttls;
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

    /// [`Prober::observe_over`] with TLS from the first byte.
    pub async fn observe(&self, address: SocketAddr, server_name: Option<&str>) -> Capture {
        self.observe_over(&Way { transport: Transport::Tls, domain: "", address, server_name }).await
    }

    /// Makes one connection (and, if it is cut early, a few more). Where a modern handshake is refused without a chain,
    /// the greeting of an older client is tried on connections of its own. Never fails: what went wrong is in the
    /// capture.
    pub async fn observe_over(&self, way: &Way<'_>) -> Capture {
        self.look(way, self.options.retries).await
    }

    /// The same without a further try of what was cut early, for places that are only guessed: nothing may be there.
    pub async fn glance(&self, way: &Way<'_>) -> Capture {
        self.look(way, 0).await
    }

    async fn look(&self, way: &Way<'_>, mut left: u32) -> Capture {
        let capture = loop {
            let attempt = self.attempt(way).await;
            if !attempt.cut_early || left == 0 {
                break attempt.capture;
            }
            left -= 1;
        };
        match capture.silence() {
            Some(silence) if first_flight::may_help(silence) => {
                let (silence, sni_sent) = (silence.clone(), capture.sni_sent);
                self.greet_as_before(way, silence, sni_sent).await
            }
            _ => capture,
        }
    }

    /// Makes one connection without SNI and no more, to see what an address shows clients that send none.
    pub async fn look_without_sni(&self, address: SocketAddr) -> Capture {
        self.attempt(&Way { transport: Transport::Tls, domain: "", address, server_name: None }).await.capture
    }

    async fn attempt(&self, way: &Way<'_>) -> Attempt {
        match self.open(way).await {
            Ok(stream) => self.hello.exchange(stream, way.address, way.server_name, self.options.timeout).await,
            Err(failure) => Attempt { capture: Capture::nothing(failure.outcome), cut_early: failure.cut },
        }
    }

    /// A connection on which TLS is to begin.
    async fn open(&self, way: &Way<'_>) -> Result<TcpStream, connect::Failure> {
        let timeout = self.options.timeout;
        let mut stream = connect::connect(way.address, timeout).await?;
        match starttls::upgrade(&mut stream, way.transport, way.domain, timeout).await {
            Ok(()) => Ok(stream),
            Err(silence) => Err(connect::Failure { outcome: Outcome::Silent(silence), cut: false }),
        }
    }

    /// What a greeting of TLS 1.0 to 1.2 shows where a modern client was refused.
    async fn greet_as_before(&self, way: &Way<'_>, mut refused: Silence, sni_sent: bool) -> Capture {
        let mut told = None;
        let server_name = way.server_name.filter(|_| sni_sent);
        for version in first_flight::VERSIONS {
            let Ok(stream) = self.open(way).await else { break };
            match first_flight::look(stream, version, server_name, self.options.timeout).await {
                Look::Chain(flight) => return first_flight::capture(*flight, refused, sni_sent),
                Look::Pseudo => return Capture { sni_sent, ..Capture::nothing(Outcome::ByDesign) },
                Look::Nothing { why, lower } => {
                    // What the higher version was told says more.
                    told = told.or(why);
                    if !lower {
                        break;
                    }
                }
            }
        }
        if let Some(why) = told {
            first_flight::add(&mut refused, &why);
        }
        Capture { sni_sent, ..Capture::nothing(Outcome::Silent(refused)) }
    }
}

/// Where a connection goes, and how.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// How TLS is reached.
    pub transport: Transport,
    /// Whom the server is asked for where TLS begins in a conversation that says so (XMPP).
    pub domain: &'a str,
    /// The address and port.
    pub address: SocketAddr,
    /// What goes out as SNI if it can; `None` or an address literal sends none.
    pub server_name: Option<&'a str>,
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
