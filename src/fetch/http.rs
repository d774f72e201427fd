//! HTTP/1.1 over a connection that is there already: the only file that names hyper.
//!
//! Every part of an answer is bounded: the head in size and number of headers, the body in size, the whole in time. An
//! answer whose body is too long, or stops in the middle, is still an answer: its status and headers are kept.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt, Empty, Full};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{self, HeaderMap, HeaderName},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinSet,
    time::timeout,
};

use super::{date, error::FetchError};

/// Most bytes of the head of an answer; IIS and nginx send at most half of that.
const MAX_HEAD: usize = 32 * 1024;

/// Most headers of an answer: hyper's own default.
const MAX_HEADERS: usize = 100;

/// Most bytes kept of one header's value.
const MAX_VALUE: usize = 4096;

/// Who we are.
const AGENT: &str = concat!("chaincheck/", env!("CARGO_PKG_VERSION"));

/// The header by which Lync and Skype for Business web services name the server that answered.
const SERVER_FQDN: HeaderName = HeaderName::from_static("x-ms-server-fqdn");

/// What a server said. Nothing of it is verified.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// How far the server's clock is ahead of ours, seconds: Date and Age (RFC 9110 6.6.1, RFC 9111 5.1) against now.
    pub ahead: Option<i64>,
    /// `Location`.
    pub location: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// Every `WWW-Authenticate`, in the order sent.
    pub www_authenticate: Vec<String>,
    /// `X-MS-Server-Fqdn`.
    pub server_fqdn: Option<String>,
    /// The body, or why it is not all there.
    pub body: Result<Vec<u8>, FetchError>,
}

/// What is asked for, as it goes over the wire.
pub(super) struct Head<'a> {
    /// The path and query, or the whole URL where a proxy is asked.
    pub target: &'a str,
    /// Host, and port unless it is the scheme's own.
    pub host: &'a str,
    /// `Accept`.
    pub accept: &'a str,
    /// The media type and the body of a POST; without it, a GET.
    pub post: Option<(&'a str, &'a [u8])>,
    /// `Proxy-Authorization`.
    pub proxy_authorization: Option<&'a str>,
}

/// One request. `most` bounds the body in bytes, `bound` the whole exchange.
pub(super) async fn ask<S>(stream: S, head: &Head<'_>, most: usize, bound: Duration) -> Result<Answer, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let end = tokio::time::Instant::now() + bound;
    let asked = async {
        let (mut sender, connection) = settings().handshake(TokioIo::new(stream)).await.map_err(|e| http(&e))?;
        // Dropped with this function, and the connection with it.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let mut request = Request::builder()
            .method(if head.post.is_some() { Method::POST } else { Method::GET })
            .uri(head.target)
            .header(header::HOST, head.host)
            .header(header::USER_AGENT, AGENT)
            .header(header::ACCEPT, head.accept)
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::CONNECTION, "close");
        if let Some(credentials) = head.proxy_authorization {
            request = request.header(header::PROXY_AUTHORIZATION, credentials);
        }
        if let Some((media, _)) = head.post {
            request = request.header(header::CONTENT_TYPE, media);
        }
        let body = head.post.map_or_else(Bytes::new, |(_, body)| Bytes::copy_from_slice(body));
        let request = request.body(Full::new(body)).map_err(|_| FetchError::Unsendable)?;
        let response = sender.send_request(request).await.map_err(|e| http(&e))?;
        Ok::<_, FetchError>((response, driver))
    };
    let (response, driver) = timeout(bound, asked).await.map_err(|_| FetchError::TimedOut(bound))??;
    let mut answer = heading(&response);
    answer.body = match tokio::time::timeout_at(end, body(response, most)).await {
        Ok(body) => body,
        Err(_) => Err(FetchError::TimedOut(bound)),
    };
    drop(driver);
    Ok(answer)
}

/// A way through a proxy to `authority`, a host and port (RFC 9110 9.3.6).
pub(super) async fn tunnel(
    stream: TcpStream,
    authority: &str,
    credentials: Option<&str>,
    bound: Duration,
) -> Result<TcpStream, FetchError> {
    let asked = async {
        let (mut sender, connection) = settings().handshake(TokioIo::new(stream)).await.map_err(|e| http(&e))?;
        let mut driver = JoinSet::new();
        driver.spawn(connection.with_upgrades());
        let mut request = Request::builder()
            .method(Method::CONNECT)
            .uri(authority)
            .header(header::HOST, authority)
            .header(header::USER_AGENT, AGENT);
        if let Some(credentials) = credentials {
            request = request.header(header::PROXY_AUTHORIZATION, credentials);
        }
        let request = request.body(Empty::<Bytes>::new()).map_err(|_| FetchError::Unsendable)?;
        let response = sender.send_request(request).await.map_err(|e| http(&e))?;
        match response.status() {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => return Err(FetchError::ProxyCredentials),
            status if !status.is_success() => return Err(FetchError::ProxyRefused(status.as_u16())),
            _ => {}
        }
        let upgraded = hyper::upgrade::on(response).await.map_err(|e| http(&e))?;
        let parts = upgraded.downcast::<TokioIo<TcpStream>>().map_err(|_| FetchError::ProxyTalks)?;
        // A server does not speak before the TLS hello.
        if parts.read_buf.is_empty() { Ok(parts.io.into_inner()) } else { Err(FetchError::ProxyTalks) }
    };
    timeout(bound, asked).await.map_err(|_| FetchError::TimedOut(bound))?
}

fn settings() -> http1::Builder {
    let mut settings = http1::Builder::new();
    settings.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
    settings
}

/// The answer without its body.
fn heading(response: &Response<Incoming>) -> Answer {
    let headers = response.headers();
    Answer {
        status: response.status().as_u16(),
        ahead: ahead(headers),
        location: first(headers, &header::LOCATION),
        content_type: first(headers, &header::CONTENT_TYPE),
        www_authenticate: headers.get_all(header::WWW_AUTHENTICATE).iter().map(|v| text(v.as_bytes())).collect(),
        server_fqdn: first(headers, &SERVER_FQDN),
        body: Ok(Vec::new()),
    }
}

/// The whole body, if it is no longer than that.
async fn body(response: Response<Incoming>, most: usize) -> Result<Vec<u8>, FetchError> {
    let mut incoming = response.into_body();
    let mut whole = Vec::new();
    while let Some(frame) = incoming.frame().await {
        // Trailers are of no interest.
        let Ok(data) = frame.map_err(|_| FetchError::Cut)?.into_data() else { continue };
        if whole.len() + data.len() > most {
            return Err(FetchError::TooLong(most));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole)
}

fn first(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| text(value.as_bytes())).filter(|value| !value.is_empty())
}

/// A header's value, at most so much of it as anybody reads.
fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(&value[..value.len().min(MAX_VALUE)]).trim().to_owned()
}

fn ahead(headers: &HeaderMap) -> Option<i64> {
    let date = date::seconds(&first(headers, &header::DATE)?)?;
    let age = first(headers, &header::AGE).and_then(|age| age.parse::<u32>().ok()).unwrap_or_default();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(date + i64::from(age) - i64::try_from(now).ok()?)
}

/// What hyper stopped at.
fn http(error: &hyper::Error) -> FetchError {
    if error.is_parse() {
        FetchError::NotHttp(error.to_string())
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        FetchError::Cut
    } else {
        FetchError::Broken(error.to_string())
    }
}
