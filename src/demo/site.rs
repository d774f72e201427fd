//! What the demo's web servers say: autodiscover documents, who signs users in, federation metadata. The only file of
//! the demo that names hyper.

use std::{convert::Infallible, sync::Arc};

use http_body_util::Full;
use hyper::{
    HeaderMap, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

/// The documents of some hosts. The default has none.
#[derive(Clone, Default)]
pub(super) struct Site(Vec<Page>);

/// One document.
#[derive(Clone)]
pub(super) struct Page {
    /// The host it is at.
    pub host: &'static str,
    /// How its path begins, in lower case.
    pub path: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// The media type.
    pub media: &'static str,
    /// Further header fields.
    pub fields: Vec<(&'static str, &'static str)>,
    /// The document.
    pub body: String,
}

impl Site {
    /// These documents; where several would do, the first counts.
    pub fn of(pages: Vec<Page>) -> Self {
        Self(pages)
    }

    /// Whether there is nothing to serve.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Serves one connection to its end.
    pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(self: Arc<Self>, stream: S) {
        let service = service_fn(move |request: Request<Incoming>| {
            let site = Arc::clone(&self);
            async move { Ok::<_, Infallible>(site.answer(&request)) }
        });
        // Visitors go away as they like.
        let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
    }

    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let host = host(request.headers());
        let path = request.uri().path().to_ascii_lowercase();
        let found = self.0.iter().find(|page| page.host == host && path.starts_with(page.path));
        let mut response = Response::new(Full::from(found.map(|page| page.body.clone()).unwrap_or_default()));
        let Some(page) = found else {
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        };
        *response.status_mut() = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
        let fields = response.headers_mut();
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(page.media));
        for (name, value) in &page.fields {
            fields.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        response
    }
}

/// The host asked for, without port.
fn host(fields: &HeaderMap) -> String {
    let host = fields.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}
