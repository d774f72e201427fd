//! Web sites and a proxy on loopback that answer byte by byte as the test wants.
#![allow(dead_code)]

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional},
    net::TcpStream,
};

use crate::servers::{self, Server, Setup};

/// What a site does with a request.
pub enum Reply {
    /// Writes this and closes.
    Whole(Vec<u8>),
    /// Writes this and keeps silent.
    Stalls(Vec<u8>),
    /// Writes the first once and the second for ever.
    Endless(Vec<u8>, Vec<u8>),
}

/// An answer with a body.
pub fn answer(status: u16, headers: &str, body: &str) -> Reply {
    let head = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    Reply::Whole([head.as_bytes(), body.as_bytes()].concat())
}

/// A document of JSON.
pub fn json(body: &str) -> Reply {
    answer(200, "Content-Type: application/json\r\n", body)
}

/// A running site; it ends when dropped.
pub struct Site {
    pub server: Server,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// The heads of the requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// `host target` of each request so far, sorted.
    pub fn urls(&self) -> Vec<String> {
        let mut urls: Vec<String> = self.asked().iter().map(|head| format!("{}{}", host(head), target(head))).collect();
        urls.sort();
        urls
    }

    pub fn port(&self) -> u16 {
        self.server.address.port()
    }
}

/// The target of a request.
pub fn target(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}

/// The host that a request is for.
pub fn host(head: &str) -> &str {
    header(head, "host").unwrap_or_default()
}

/// A header of a request.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A site over plain HTTP.
pub async fn plain(script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Site {
    let (asked, script) = (Arc::default(), Arc::new(script));
    let kept = Arc::clone(&asked);
    let server = servers::raw(move |stream| serve(stream, Arc::clone(&asked), Arc::clone(&script))).await;
    Site { server, asked: kept }
}

/// A site over TLS.
pub async fn secure(setup: Setup, script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Site {
    let (asked, script) = (Arc::default(), Arc::new(script));
    let kept = Arc::clone(&asked);
    let server = servers::speaking(setup, move |stream| serve(stream, Arc::clone(&asked), Arc::clone(&script))).await;
    Site { server, asked: kept }
}

async fn serve<S>(mut stream: S, asked: Arc<Mutex<Vec<String>>>, script: Arc<impl Fn(&str) -> Reply>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(head) = read_head(&mut stream).await else { return };
    asked.lock().unwrap().push(head.clone());
    // Whoever has read enough hangs up.
    match script(&head) {
        Reply::Whole(bytes) => drop(stream.write_all(&bytes).await),
        Reply::Stalls(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            let _ = stream.read(&mut [0; 1]).await;
            return;
        }
        Reply::Endless(first, again) => {
            let _ = stream.write_all(&first).await;
            while stream.write_all(&again).await.is_ok() {}
        }
    }
    let _ = stream.shutdown().await;
}

/// The head of a request; the body of a POST follows it, a character a byte.
async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).await.ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let mut text = String::from_utf8(head).unwrap();
    let length: usize = header(&text, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    text.extend(body.into_iter().map(char::from));
    Some(text)
}

/// A proxy that knows CONNECT alone and leads every connection to `port` on loopback. What it was asked stands in the
/// site's list.
pub async fn proxy(port: u16, refusal: Option<&'static str>) -> Site {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&asked);
    let server = servers::raw(move |mut stream: TcpStream| {
        let asked = Arc::clone(&asked);
        async move {
            let Some(head) = read_head(&mut stream).await else { return };
            let connects = head.starts_with("CONNECT ");
            asked.lock().unwrap().push(head);
            if let Some(refusal) = refusal {
                let _ = stream.write_all(format!("HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n").as_bytes()).await;
                return;
            }
            if !connects {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain").await;
                return;
            }
            let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
            // Either side may hang up first.
            let _ = copy_bidirectional(&mut stream, &mut server).await;
        }
    })
    .await;
    Site { server, asked: kept }
}
