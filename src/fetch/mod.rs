//! Requests beside the probes: one address, one request, one answer, each with bounds on size and time.
//!
//! Nothing fetched is trusted: TLS is recorded, not verified, and a challenge for credentials is never answered. Which
//! requests are made, whether a redirect is followed and what an answer means is the business of [`crate::check`] and the
//! document readers of [`crate::discover`].
//!
//! `guard` says which addresses may be asked, `cache` keeps downloads between runs, `proxy` where requests go through, `http` speaks HTTP; this file owns the
//! order of connection, proxy, TLS and request.

mod cache;
mod date;
mod error;
mod guard;
mod http;
mod proxy;
mod responder;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::time::timeout;

pub use cache::Cache;
pub use error::FetchError;
pub use guard::{Reach, Refusal, permit, permit_through_proxy, reach};
pub use http::Answer;
pub use proxy::Proxies;
pub use responder::ocsp_url;

/// URLs as this room takes them.
pub use url::Url;

use crate::probe::Prober;

/// What to ask for.
#[derive(Debug, Clone, Copy)]
pub struct Get<'a> {
    /// An `http` or `https` URL. Its user info and fragment are not sent.
    pub url: &'a Url,
    /// What kinds of documents are understood.
    pub accept: &'a str,
    /// Most bytes of the body.
    pub most: usize,
    /// What to send along, by media type: a POST then.
    pub post: Option<(&'a str, &'a [u8])>,
    /// How long all of it may take; each step is bounded by the prober's timeout besides.
    pub within: Duration,
}

/// The way to the server.
#[derive(Debug, Clone, Copy)]
pub enum Way<'a> {
    /// Straight to one of these addresses, all of which must have been permitted: the first that answers.
    Straight(&'a [SocketAddr]),
    /// Through a proxy at these addresses, which resolves the host's name.
    Through(&'a Url, &'a [SocketAddr]),
}

/// What came of a request.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where the connection went: the server's address, or the proxy's.
    pub address: Option<SocketAddr>,
    /// The chain presented, DER as sent, leaf first; empty over plain HTTP. Nothing of it is verified.
    pub presented: Vec<Vec<u8>>,
    /// How long it took.
    pub elapsed: Duration,
    /// The answer, or why there is none.
    pub answer: Result<Answer, FetchError>,
}

/// Makes one request. Connecting, the handshake, the proxy's consent and the exchange are bounded by the prober's timeout
/// each. Redirects are not followed. Never fails: what went wrong is in the result.
pub async fn get(prober: &Prober, get: &Get<'_>, way: Way<'_>) -> Fetched {
    let start = Instant::now();
    let mut fetched =
        Fetched { address: None, presented: Vec::new(), elapsed: Duration::ZERO, answer: Err(FetchError::Unsendable) };
    let answer = timeout(get.within, exchange(prober, get, way, &mut fetched)).await;
    fetched.answer = answer.unwrap_or(Err(FetchError::TimedOut(get.within)));
    fetched.elapsed = start.elapsed();
    fetched
}

async fn exchange(prober: &Prober, get: &Get<'_>, way: Way<'_>, fetched: &mut Fetched) -> Result<Answer, FetchError> {
    let url = get.url;
    let bound = prober.timeout();
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Err(FetchError::Unsendable);
    };
    // The URL's port is `None` where it is the scheme's own.
    let named = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let plain =
        http::Head { target: path, host: &named, accept: get.accept, post: get.post, proxy_authorization: None };
    let (addresses, proxy) = match way {
        Way::Straight(addresses) => (addresses, None),
        Way::Through(proxy, addresses) => (addresses, Some(proxy)),
    };
    let lost = if proxy.is_some() { FetchError::ProxySilent } else { FetchError::Silent };
    let (stream, address) = prober.dial(addresses).await.map_err(lost)?;
    fetched.address = Some(address);
    let credentials = proxy.and_then(proxy::authorization);
    match (url.scheme(), proxy) {
        ("http", None) => http::ask(stream, &plain, get.most, bound).await,
        ("http", Some(_)) => {
            let whole = format!("http://{named}{path}");
            let head = http::Head { target: &whole, proxy_authorization: credentials.as_deref(), ..plain };
            let mut answer = http::ask(stream, &head, get.most, bound).await?;
            // It may be the proxy's own word, and by the proxy's clock.
            answer.ahead = None;
            if answer.status == 407 { Err(FetchError::ProxyCredentials) } else { Ok(answer) }
        }
        ("https", proxy) => {
            let stream = match proxy {
                None => stream,
                Some(_) => http::tunnel(stream, &format!("{host}:{port}"), credentials.as_deref(), bound).await?,
            };
            let (secured, presented) = prober.secure(stream, host.trim_matches(['[', ']'])).await;
            fetched.presented = presented;
            http::ask(secured.map_err(FetchError::Silent)?, &plain, get.most, bound).await
        }
        _ => Err(FetchError::Unsendable),
    }
}
