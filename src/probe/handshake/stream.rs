//! A TLS connection to speak HTTP over, with the same recording handshake as a probe's.

use std::{io, net::IpAddr, sync::Arc};

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{Hello, sendable, stop};
use crate::{model::Text, probe::stop::Stop, words};

/// The application protocol offered (RFC 7301 6): HTTP/1.1 and no other.
const HTTP: &[u8] = b"http/1.1";

impl Hello {
    /// Shakes hands over `stream`; the stream to speak over, or what ended it, beside the chain that was presented.
    /// `name` goes out as SNI unless it is an address literal.
    pub(in crate::probe) async fn secure<S>(&self, stream: S, name: &str) -> (Result<TlsStream<S>, Stop>, Vec<Vec<u8>>)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let (mut config, recorder) = self.record_as_nobody();
        config.alpn_protocols = vec![HTTP.to_vec()];
        let literal = || name.parse::<IpAddr>().ok().map(|ip| ServerName::IpAddress(ip.into()));
        let Some(name) = sendable(name).or_else(literal) else {
            return (Err(Stop::Unusable(Text::words(words!("the name cannot be sent in a TLS hello")))), Vec::new());
        };
        let done = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
        let presented = std::mem::take(&mut recorder.seen().chain);
        (done.map_err(reason), presented)
    }
}

/// What ended a handshake: rustls's own errors come wrapped.
fn reason(error: io::Error) -> Stop {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return Stop::Closed;
    }
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(inner) => stop(inner.clone()),
        None => Stop::Io(error),
    }
}
