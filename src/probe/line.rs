//! Connections to speak over, for requests beside the probes: TCP, and TLS that records what is presented.

use std::{future::Future, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinSet,
    time,
};

use super::{Prober, connect};
use crate::{
    model::{
        Text,
        observation::{Cause, Outcome, Silence, Stage},
    },
    text, words,
};

/// How long one address is waited for before the next is tried beside it (RFC 8305 5).
const HEAD_START: Duration = Duration::from_millis(250);

impl Prober {
    /// Connects to one of several addresses: the first that answers, the earlier ones with a head start. The timeout
    /// bounds the whole of it.
    ///
    /// # Errors
    ///
    /// Why none answered: what the first of them that failed said.
    pub async fn dial(&self, addresses: &[SocketAddr]) -> Result<(TcpStream, SocketAddr), Silence> {
        let timeout = self.options.timeout;
        let mut left = self.options.retries;
        loop {
            match race(addresses, |address| connect::connect(address, timeout)).await {
                Err(failure) if failure.cut && left > 0 => left -= 1,
                Err(failure) => return Err(silence(failure.outcome)),
                Ok(connected) => return Ok(connected),
            }
        }
    }

    /// Shakes hands over a connection. `name` goes out as SNI unless it is an address literal. Beside the connection
    /// stands the chain presented, also where the handshake failed after it. Nothing of it is verified.
    pub async fn secure<S>(
        &self,
        stream: S,
        name: &str,
    ) -> (Result<impl AsyncRead + AsyncWrite + Unpin + Send + use<S>, Silence>, Vec<Vec<u8>>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let timeout = self.options.timeout;
        match time::timeout(timeout, self.hello.secure(stream, name)).await {
            Ok((Ok(stream), presented)) => (Ok(stream), presented),
            Ok((Err(stop), presented)) => {
                let (cause, why) = stop.explain(&[], timeout);
                (Err(Silence { stage: Stage::Handshake, cause, why }), presented)
            }
            Err(_) => {
                let time = format!("{timeout:?}");
                let why = text!("no-handshake-end": "no end of the TLS handshake within {time}", time);
                (Err(Silence { stage: Stage::Handshake, cause: Cause::TimedOut, why }), Vec::new())
            }
        }
    }
}

fn silence(outcome: Outcome) -> Silence {
    match outcome {
        Outcome::Silent(silence) => silence,
        // IPv6 without a route.
        _ => Silence {
            stage: Stage::Connect,
            cause: Cause::Other,
            why: Text::words(words!("this machine has no route for that address family")),
        },
    }
}

/// The first to answer. One that fails makes room for the next at once.
async fn race<F, Fut, T>(addresses: &[SocketAddr], connect: F) -> Result<(T, SocketAddr), connect::Failure>
where
    F: Fn(SocketAddr) -> Fut,
    Fut: Future<Output = Result<T, connect::Failure>> + Send + 'static,
    T: Send + 'static,
{
    let mut waiting = addresses.iter().copied().enumerate();
    let mut racing = JoinSet::new();
    let mut failed = Vec::new();
    loop {
        let more = waiting.next();
        let last = more.is_none();
        if let Some((number, address)) = more {
            let attempt = connect(address);
            racing.spawn(async move { (number, address, attempt.await) });
        }
        let head_start = if last { Duration::MAX } else { HEAD_START };
        match time::timeout(head_start, racing.join_next()).await {
            Ok(Some(Ok((_, address, Ok(stream))))) => return Ok((stream, address)),
            Ok(Some(Ok((number, _, Err(failure))))) => failed.push((number, failure)),
            Ok(None) if last => break,
            _ => {}
        }
    }
    let failure = failed.into_iter().min_by_key(|(number, _)| *number).map(|(_, failure)| failure);
    Err(failure.unwrap_or_else(|| {
        connect::failure(Cause::NoAddress, Text::words(words!("there is no address to connect to")))
    }))
}
