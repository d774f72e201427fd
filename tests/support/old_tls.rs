//! Servers of TLS 1.0 to 1.2, byte for byte up to ServerHelloDone, and a driver for `openssl s_server`.
#![allow(dead_code)]

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How a server cuts its messages into records.
#[derive(Debug, Clone, Copy)]
pub enum Framing {
    /// Each message in a record of its own.
    Each,
    /// All messages in as few records as possible.
    Together,
    /// One byte a record.
    Bytes,
}

/// What an old server does.
#[derive(Debug, Clone)]
pub struct Old {
    /// The minor version it speaks: 1 for TLS 1.0, 3 for TLS 1.2.
    pub version: u8,
    /// The suite it insists on; without it in the greeting, it refuses with handshake_failure.
    pub suite: u16,
    /// Greetings that offer more than this minor version get `intolerance`.
    pub tolerates: u8,
    /// What greetings of too high a version get; nothing but the end if empty.
    pub intolerance: Vec<u8>,
    /// Records before the messages.
    pub before: Vec<u8>,
    /// The certificates; `None` for no Certificate message at all.
    pub sent: Option<Vec<Vec<u8>>>,
    /// What stands behind them in the list.
    pub tail: Vec<u8>,
    pub stapled: Option<Vec<u8>>,
    /// Issuers named in a request for a client certificate.
    pub asks: Option<Vec<Vec<u8>>>,
    pub framing: Framing,
    /// Whether ServerHelloDone comes.
    pub finishes: bool,
}

impl Old {
    /// A server of TLS 1.0 with RSA key exchange.
    pub fn new(sent: Vec<Vec<u8>>) -> Self {
        Self {
            version: 1,
            suite: 0x0035,
            tolerates: 3,
            intolerance: Vec::new(),
            before: Vec::new(),
            sent: Some(sent),
            tail: Vec::new(),
            stapled: None,
            asks: None,
            framing: Framing::Each,
            finishes: true,
        }
    }

    /// Answers a connection, and closes it after the other side has.
    pub async fn answer(self, mut stream: TcpStream) {
        let mut header = [0; 5];
        if stream.read_exact(&mut header).await.is_err() {
            return;
        }
        let mut greeting = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
        if stream.read_exact(&mut greeting).await.is_err() {
            return;
        }
        let _ = stream.write_all(&self.reply(&greeting)).await;
        let _ = stream.shutdown().await;
        while stream.read(&mut [0; 512]).await.is_ok_and(|count| count > 0) {}
    }

    /// What goes out in answer to a greeting.
    fn reply(&self, greeting: &[u8]) -> Vec<u8> {
        if greeting[5] > self.tolerates {
            return self.intolerance.clone();
        }
        let session = usize::from(greeting[38]);
        let suites = &greeting[39 + session..];
        let length = usize::from(u16::from_be_bytes([suites[0], suites[1]]));
        if !suites[2..2 + length].chunks(2).any(|id| id == self.suite.to_be_bytes()) {
            return alert(2, 40);
        }
        [self.before.clone(), self.frame(&self.messages())].concat()
    }

    fn messages(&self) -> Vec<Vec<u8>> {
        let mut messages = vec![hello(self.version, self.suite)];
        if let Some(sent) = &self.sent {
            let list = [sent.iter().flat_map(|der| entry(der)).collect(), self.tail.clone()].concat();
            messages.push(message(11, &entry(&list)));
        }
        if let Some(ocsp) = &self.stapled {
            messages.push(message(22, &[vec![1], entry(ocsp)].concat()));
        }
        // A key exchange nobody looks into.
        messages.push(message(12, &[0; 40]));
        if let Some(issuers) = &self.asks {
            let names: Vec<u8> = issuers.iter().flat_map(|name| short(name)).collect();
            let signs: &[u8] = if self.version >= 3 { &[0, 2, 4, 1] } else { &[] };
            messages.push(message(13, &[&[1, 1], signs, &short(&names)].concat()));
        }
        if self.finishes {
            messages.push(message(14, &[]));
        }
        messages
    }

    fn frame(&self, messages: &[Vec<u8>]) -> Vec<u8> {
        match self.framing {
            Framing::Each => messages.iter().flat_map(|m| records(self.version, m, 0x4000)).collect(),
            Framing::Together => records(self.version, &messages.concat(), 0x4000),
            Framing::Bytes => records(self.version, &messages.concat(), 1),
        }
    }
}

/// Bytes with their length before them, in three bytes.
pub fn entry(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
    [&length[1..], bytes].concat()
}

fn short(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

/// A handshake message.
pub fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [vec![kind], entry(body)].concat()
}

/// A ServerHello without extensions.
pub fn hello(version: u8, suite: u16) -> Vec<u8> {
    message(2, &[&[3, version][..], &[0x5a; 32], &[0], &suite.to_be_bytes(), &[0]].concat())
}

/// Handshake bytes in records of at most so many.
pub fn records(version: u8, bytes: &[u8], most: usize) -> Vec<u8> {
    bytes.chunks(most).flat_map(|part| [&[22, 3, version][..], &short(part)].concat()).collect()
}

/// An alert record.
pub fn alert(level: u8, code: u8) -> Vec<u8> {
    vec![21, 3, 1, 0, 2, level, code]
}

/// The answer of an A/V Edge: ServerHello and ServerHelloDone in one record.
pub fn relay() -> Vec<u8> {
    let hello = [&[3, 1][..], &[0; 32], &[32], &[0; 32], &[0, 0x18, 0]].concat();
    records(1, &[message(2, &hello), message(14, &[])].concat(), 0x4000)
}

/// A running `openssl s_server`, ended when dropped.
pub struct OpenSsl {
    pub address: SocketAddr,
    child: Child,
    /// Kept open: at its end the server would stop.
    _output: BufReader<ChildStdout>,
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The words with which a test says that it did nothing, if there is no OpenSSL here.
pub fn no_openssl() -> Option<&'static str> {
    let works = Command::new("openssl").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    (!works.is_ok_and(|status| status.success())).then_some("skipped: openssl is not installed")
}

impl OpenSsl {
    /// Makes a self-signed certificate in `folder`, for a key as `openssl req -newkey` names it, and starts a server
    /// with it; `None` where this build of OpenSSL cannot.
    pub fn start(folder: &Path, key: &[&str], flags: &[&str]) -> Option<Self> {
        let (cert, private) = (folder.join("cert.pem"), folder.join("key.pem"));
        let mut request = Command::new("openssl");
        request.args(["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=old.contoso.test", "-newkey"]).args(key);
        let made = request.arg("-keyout").arg(&private).arg("-out").arg(&cert).stderr(Stdio::null()).status().unwrap();
        assert!(made.success(), "openssl req {key:?}");
        let mut server = Command::new("openssl");
        server.args(["s_server", "-4", "-accept", "127.0.0.1:0", "-cert"]).arg(&cert).arg("-key").arg(&private);
        // Standard input stays open: at its end the server stops.
        server.args(flags).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = server.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let lines = output.by_ref().lines().map_while(Result::ok);
        let address = lines.into_iter().find_map(|line| line.strip_prefix("ACCEPT ")?.trim().parse().ok());
        match address {
            Some(address) => Some(Self { address, child, _output: output }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                None
            }
        }
    }
}
