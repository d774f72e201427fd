//! The demo's TLS servers on loopback: each presents what it is told to, sound or not. The only file of the demo that
//! names tokio-rustls.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinSet,
    time,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        Error, RootCertStore, ServerConfig, SupportedProtocolVersion,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
        server::{ClientHello, ResolvesServerCert, VerifierBuilderError, WebPkiClientVerifier},
        sign::CertifiedKey,
        version::{TLS12, TLS13},
    },
};

use super::{DemoError, pki::Identity, site::Site};

/// How long a connection may last: probes are done in milliseconds, `--keep` invites slower visitors.
const CONNECTION_TIME: Duration = Duration::from_secs(30);

/// Rest after a connection that could not be accepted: with too many files open the next try fails as well.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Whether a server asks for client certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientAuth {
    No,
    Asks,
    Insists,
}

/// The protocol versions of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Versions {
    Both,
    Only12,
    Only13,
}

/// One machine behind a name.
#[derive(Clone)]
pub(super) struct Member {
    pub identity: Identity,
    pub client_auth: ClientAuth,
    pub versions: Versions,
    /// Its port is taken and refuses connections.
    pub refuses: bool,
    /// What it says over HTTP; without any document it listens and says nothing.
    pub site: Site,
}

impl Member {
    pub fn new(identity: Identity) -> Self {
        Self { identity, client_auth: ClientAuth::No, versions: Versions::Both, refuses: false, site: Site::default() }
    }
}

/// The running servers; dropping it stops them and their connections.
#[derive(Default)]
pub(super) struct Servers {
    tasks: JoinSet<()>,
    /// Bound and not listening: the system refuses connections, and nobody else gets the port.
    refusing: Vec<TcpSocket>,
}

impl Servers {
    /// Starts one on a free port of 127.0.0.1. `root` is the authority of the client certificates it would accept.
    pub async fn start(&mut self, member: &Member, root: &[u8]) -> Result<SocketAddr, DemoError> {
        if member.refuses {
            let socket = TcpSocket::new_v4().map_err(DemoError::Listen)?;
            socket.bind((Ipv4Addr::LOCALHOST, 0).into()).map_err(DemoError::Listen)?;
            let address = socket.local_addr().map_err(DemoError::Listen)?;
            self.refusing.push(socket);
            return Ok(address);
        }
        let acceptor = TlsAcceptor::from(Arc::new(config(member, root)?));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(DemoError::Listen)?;
        let address = listener.local_addr().map_err(DemoError::Listen)?;
        let site = Arc::new(member.site.clone());
        self.tasks.spawn(serve(listener, move |stream| converse(stream, acceptor.clone(), Arc::clone(&site))));
        Ok(address)
    }

    /// Starts one without TLS on a free port of 127.0.0.1.
    pub async fn start_plain(&mut self, site: &Site) -> Result<SocketAddr, DemoError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(DemoError::Listen)?;
        let address = listener.local_addr().map_err(DemoError::Listen)?;
        let site = Arc::new(site.clone());
        self.tasks.spawn(serve(listener, move |stream| Arc::clone(&site).serve(stream)));
        Ok(address)
    }
}

async fn serve<F>(listener: TcpListener, visit: impl Fn(TcpStream) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    time::sleep(ACCEPT_PAUSE).await;
                    continue;
                };
                connections.spawn(time::timeout(CONNECTION_TIME, visit(stream)));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Shakes hands, and serves its documents or listens until the other side closes.
async fn converse(stream: TcpStream, acceptor: TlsAcceptor, site: Arc<Site>) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    if !site.is_empty() {
        return site.serve(stream).await;
    }
    let mut buffer = [0; 512];
    while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
}

fn config(member: &Member, root: &[u8]) -> Result<ServerConfig, DemoError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let versions: &[&SupportedProtocolVersion] = match member.versions {
        Versions::Both => &[&TLS12, &TLS13],
        Versions::Only12 => &[&TLS12],
        Versions::Only13 => &[&TLS13],
    };
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(versions)?;
    let builder = if member.client_auth == ClientAuth::No {
        builder.with_no_client_auth()
    } else {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(root.to_vec()))?;
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let asks = member.client_auth == ClientAuth::Asks;
        let verifier = if asks { verifier.allow_unauthenticated() } else { verifier };
        builder.with_client_cert_verifier(verifier.build()?)
    };
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(member.identity.key.clone()));
    let chain = member.identity.sent.iter().cloned().map(CertificateDer::from).collect();
    let certified = CertifiedKey::new(chain, aws_lc_rs::sign::any_supported_type(&key)?);
    Ok(builder.with_cert_resolver(Arc::new(Always(Arc::new(certified)))))
}

/// Presents one chain to everybody, whatever rustls would think of it.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

impl From<Error> for DemoError {
    fn from(error: Error) -> Self {
        Self::Tls(Box::new(error))
    }
}

impl From<VerifierBuilderError> for DemoError {
    fn from(error: VerifierBuilderError) -> Self {
        Self::Tls(Box::new(error))
    }
}
