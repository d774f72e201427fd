//! Servers on loopback for tests: real TLS with fresh chains, and raw sockets that misbehave on purpose.
//!
//! Every server listens on a port of the system's choosing and stops when it is dropped.
#![allow(dead_code)]

use std::{
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use rcgen::{BasicConstraints, CertificateParams, CrlDistributionPoint, DnType, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig, SupportedProtocolVersion,
        crypto::aws_lc_rs::{default_provider, sign::any_supported_type},
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
        server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier},
        sign::CertifiedKey,
        version::{TLS12, TLS13},
    },
    server::TlsStream,
};

/// TLS 1.2 alone.
pub const ONLY_12: &[&SupportedProtocolVersion] = &[&TLS12];
/// TLS 1.3 alone.
pub const ONLY_13: &[&SupportedProtocolVersion] = &[&TLS13];
/// Both.
pub const BOTH: &[&SupportedProtocolVersion] = &[&TLS12, &TLS13];

/// A fresh chain: leaf and issuing authority are sent, the root is not.
pub struct Chain {
    pub sent: Vec<CertificateDer<'static>>,
    pub key: KeyPair,
    pub root: CertificateDer<'static>,
}

/// Makes a chain for `name`.
pub fn chain(name: &str) -> Chain {
    chain_for(&[name])
}

/// Makes a chain for some names.
pub fn chain_for(names: &[&str]) -> Chain {
    let authority = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.crl_distribution_points = points();
        (params, KeyPair::generate().unwrap())
    };
    let (root_params, root_key) = authority("Contoso Test Root");
    let root = root_params.self_signed(&root_key).unwrap();
    let root_issuer = Issuer::new(root_params, root_key);
    let (issuing_params, issuing_key) = authority("Contoso Test Issuing");
    let issuing = issuing_params.signed_by(&issuing_key, &root_issuer).unwrap();
    let issuer = Issuer::new(issuing_params, issuing_key);
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut leaf = CertificateParams::new(names).unwrap();
    leaf.crl_distribution_points = points();
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    Chain { sent: vec![leaf.into(), issuing.into()], key, root: root.into() }
}

/// Where revocation lists would be, as Edge Servers demand.
fn points() -> Vec<CrlDistributionPoint> {
    vec![CrlDistributionPoint { uris: vec!["http://127.0.0.1:9/contoso.crl".to_owned()] }]
}

/// Whether client certificates are asked for.
#[derive(Clone, Copy, PartialEq)]
pub enum ClientAuth {
    No,
    Optional,
    Required,
}

/// What a client without SNI gets.
pub enum Bare {
    /// What every other does.
    Same,
    /// An alert.
    Refusal,
    /// Another chain.
    Other(Chain),
}

/// What a TLS server does; everything else is as rustls does it.
pub struct Setup {
    pub versions: &'static [&'static SupportedProtocolVersion],
    pub client_auth: ClientAuth,
    /// What is sent, whether it makes sense or not.
    pub sent: Vec<CertificateDer<'static>>,
    /// What the handshake is signed with, whether it fits or not.
    pub key: KeyPair,
    /// The authority of acceptable client certificates.
    pub root: CertificateDer<'static>,
    pub stapled_ocsp: Option<Vec<u8>>,
    /// How many TLS 1.3 tickets follow the handshake.
    pub tickets: usize,
    /// Closes as soon as hands are shaken.
    pub hangs_up: bool,
    pub bare: Bare,
}

impl Setup {
    /// A server that presents `chain` in both protocol versions.
    pub fn new(chain: Chain) -> Self {
        let Chain { sent, key, root } = chain;
        Self {
            versions: BOTH,
            client_auth: ClientAuth::No,
            sent,
            key,
            root,
            stapled_ocsp: None,
            tickets: 2,
            hangs_up: false,
            bare: Bare::Same,
        }
    }
}

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    /// The server name of each hello, if the server speaks TLS.
    names: Arc<Mutex<Vec<Option<String>>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// How many connections were accepted so far.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    /// The server name of each hello so far.
    pub fn names(&self) -> Vec<Option<String>> {
        self.names.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts a TLS server, which shakes hands and waits for the other side to close.
pub async fn tls(setup: Setup) -> Server {
    let hangs_up = setup.hangs_up;
    speaking(setup, move |mut stream| async move {
        if hangs_up {
            let _ = stream.shutdown().await;
            return;
        }
        let _ = stream.read(&mut [0; 1]).await;
    })
    .await
}

/// Starts a TLS server that shakes hands and leaves the rest to `answer`.
pub async fn speaking<A, F>(setup: Setup, answer: A) -> Server
where
    A: Fn(TlsStream<TcpStream>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let (acceptor, names) = acceptor(setup);
    let mut server = raw(move |stream| {
        let (acceptor, answer) = (acceptor.clone(), answer.clone());
        async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            answer(stream).await;
        }
    })
    .await;
    server.names = names;
    server
}

/// The server names of greetings, as they come.
pub type Names = Arc<Mutex<Vec<Option<String>>>>;

/// What shakes hands, and the server name of each greeting.
pub fn acceptor(setup: Setup) -> (TlsAcceptor, Names) {
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(setup.versions).unwrap();
    let builder = if setup.client_auth == ClientAuth::No {
        builder.with_no_client_auth()
    } else {
        let mut roots = RootCertStore::empty();
        roots.add(setup.root).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let optional = setup.client_auth == ClientAuth::Optional;
        let verifier = if optional { verifier.allow_unauthenticated() } else { verifier };
        builder.with_client_cert_verifier(verifier.build().unwrap())
    };
    let certify = |sent, key: &KeyPair| {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        CertifiedKey::new(sent, any_supported_type(&key).unwrap())
    };
    let mut certified = certify(setup.sent, &setup.key);
    certified.ocsp = setup.stapled_ocsp;
    let certified = Arc::new(certified);
    let bare = match setup.bare {
        Bare::Same => Some(certified.clone()),
        Bare::Refusal => None,
        Bare::Other(chain) => Some(Arc::new(certify(chain.sent, &chain.key))),
    };
    let names = Arc::new(Mutex::new(Vec::new()));
    let mut config = builder.with_cert_resolver(Arc::new(Always { certified, bare, names: names.clone() }));
    config.send_tls13_tickets = setup.tickets;
    (TlsAcceptor::from(Arc::new(config)), names)
}

/// Starts a server that hands each connection to `answer`.
pub async fn raw<A, F>(answer: A) -> Server
where
    A: Fn(TcpStream) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let accepted = Arc::new(AtomicUsize::new(0));
    let count = accepted.clone();
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(answer(stream));
        }
    });
    Server { address, accepted, names: Arc::default(), task }
}

/// Reads one TLS record, such as the hello, and throws it away.
pub async fn read_record(stream: &mut TcpStream) {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await.unwrap();
    let mut body = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut body).await.unwrap();
}

/// A handshake record around `body`.
pub fn handshake_record(body: &[u8]) -> Vec<u8> {
    [&[22, 3, 3], &u16::try_from(body.len()).unwrap().to_be_bytes()[..], body].concat()
}

/// The hello of a TLS 1.2 server that chose TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, without extensions.
pub fn server_hello_12() -> Vec<u8> {
    [&[2, 0, 0, 38, 3, 3][..], &[0x5a; 32], &[0, 0xc0, 0x2b, 0]].concat()
}

#[derive(Debug)]
struct Always {
    certified: Arc<CertifiedKey>,
    bare: Option<Arc<CertifiedKey>>,
    names: Arc<Mutex<Vec<Option<String>>>>,
}

impl ResolvesServerCert for Always {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.names.lock().unwrap().push(hello.server_name().map(str::to_owned));
        if hello.server_name().is_some() { Some(self.certified.clone()) } else { self.bare.clone() }
    }
}
