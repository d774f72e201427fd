//! TLS 1.2 and 1.3 through rustls, recording what is presented and judging nothing. The only file that names rustls.
//!
//! The connection is driven by hand over the socket, so that what was settled before a failure is still known: the
//! protocol, the chain, the first bytes of an answer that was no TLS at all.
//!
//! [`Recorder`] accepts every certificate and every signature by design. It is private to this file, and nothing that
//! comes out of it is trusted: whether a chain leads anywhere is for the walk to find out.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, InvalidMessage, PeerIncompatible,
    ProtocolVersion, SignatureScheme,
    client::{
        ResolvesClientCert, Resumption,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
    sign::CertifiedKey,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time,
};

use super::{Attempt, Capture, stop::Stop, words};
use crate::model::observation::{Cause, ClientCertificate, Outcome, Session, Silence, Stage};

/// How long a TLS 1.3 server that asked for a client certificate may take to refuse going on without one. The refusal
/// arrives after the client's side of the handshake is done, so that accepting servers can only be told by waiting.
const REFUSAL_WAIT: Duration = Duration::from_millis(300);

/// Most issuer names kept from a request for a client certificate: more than Windows sends (16 KiB of names).
const MAX_ISSUERS: usize = 1_000;

/// Most bytes of such names kept: the length that their list can have (RFC 8446 4.2.4).
const MAX_ISSUER_BYTES: usize = 0xffff;

/// How many first bytes are kept to say what an answer looks like if it is not TLS.
const FIRST_BYTES: usize = 64;

/// Size of the read buffer; a chain of usual length comes in one or two reads.
const READ_BUFFER: usize = 8 * 1024;

/// What goes into signature_algorithms: everything a server may have a certificate for, also what cannot be checked
/// here (Ed448, PSS keys, SHA-1), so that such servers show their chain too.
const SCHEMES: &[SignatureScheme] = &[
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ED25519,
    SignatureScheme::ED448,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    // rsa_pss_pss_sha256, _sha384, _sha512 (RFC 8446 4.2.3), which rustls does not name.
    SignatureScheme::Unknown(0x0809),
    SignatureScheme::Unknown(0x080a),
    SignatureScheme::Unknown(0x080b),
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::ECDSA_SHA1_Legacy,
    SignatureScheme::RSA_PKCS1_SHA1,
];

/// The prepared configuration that every connection starts from.
#[derive(Debug)]
pub(super) struct Hello {
    config: ClientConfig,
    provider: Arc<CryptoProvider>,
}

impl Hello {
    /// Prepares it: no resumption (a resumed session shows no certificate), no application protocol.
    pub(super) fn new() -> Self {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let nobody = Arc::new(Recorder { provider: provider.clone(), seen: Mutex::default() });
        let mut config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .expect("the provider has cipher suites for TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(nobody.clone())
            .with_client_cert_resolver(nobody);
        config.resumption = Resumption::disabled();
        Self { config, provider }
    }

    /// Shakes hands over `stream` within `timeout`.
    pub(super) async fn exchange(
        &self,
        stream: TcpStream,
        address: SocketAddr,
        server_name: Option<&str>,
        timeout: Duration,
    ) -> Attempt {
        let recorder = Arc::new(Recorder { provider: self.provider.clone(), seen: Mutex::default() });
        let mut config = self.config.clone();
        config.dangerous().set_certificate_verifier(recorder.clone());
        config.client_auth_cert_resolver = recorder.clone();

        let name = server_name.and_then(sendable);
        let sni_sent = name.is_some();
        let name = name.unwrap_or(ServerName::IpAddress(address.ip().into()));
        let tls = match ClientConnection::new(Arc::new(config), name) {
            Ok(tls) => tls,
            Err(error) => return silent(Cause::Other, format!("cannot start TLS: {error}"), sni_sent, false),
        };

        let mut wire = Wire { stream, tls, first: Vec::new(), buffer: vec![0; READ_BUFFER] };
        let end = time::timeout(timeout, wire.shake_hands()).await.unwrap_or(Err(Stop::TimedOut));
        let asked = recorder.seen().asked;
        let refused = match &end {
            Ok(()) => asked && wire.is_refused().await,
            Err(stop) => asked && stop.is_by_peer(),
        };
        wire.say_goodbye();
        wire.into_attempt(end, &recorder, refused, sni_sent, timeout)
    }
}

/// The name as TLS libraries send it; `None` for address literals and for names they refuse.
fn sendable(name: &str) -> Option<ServerName<'static>> {
    ServerName::try_from(name.to_owned()).ok().filter(|name| matches!(name, ServerName::DnsName(_)))
}

/// One connection under way.
struct Wire {
    stream: TcpStream,
    tls: ClientConnection,
    /// The first bytes that came.
    first: Vec<u8>,
    buffer: Vec<u8>,
}

impl Wire {
    async fn shake_hands(&mut self) -> Result<(), Stop> {
        loop {
            let out = self.outgoing();
            self.stream.write_all(&out).await.map_err(Stop::Io)?;
            if !self.tls.is_handshaking() {
                return Ok(());
            }
            match self.step().await {
                // The last message of the handshake and the farewell came together.
                Err(Stop::Closed) if !self.tls.is_handshaking() => return Ok(()),
                step => step?,
            };
        }
    }

    /// Whether going on without a client certificate is refused. TLS 1.2 servers say so within the handshake; TLS 1.3
    /// servers after it, and their first ticket or data says the contrary (RFC 8446 4.6.1).
    async fn is_refused(&mut self) -> bool {
        let answered = time::timeout(REFUSAL_WAIT, async {
            while self.tls.protocol_version() == Some(ProtocolVersion::TLSv1_3)
                && self.tls.tls13_tickets_received() == 0
            {
                if self.step().await? > 0 {
                    break;
                }
            }
            Ok::<(), Stop>(())
        });
        matches!(answered.await, Ok(Err(_)))
    }

    /// Reads once and hands on what came; answers how much application data lies ready.
    async fn step(&mut self) -> Result<usize, Stop> {
        let count = self.stream.read(&mut self.buffer).await.map_err(Stop::Io)?;
        if count == 0 {
            return Err(Stop::Closed);
        }
        let mut fresh = &self.buffer[..count];
        let room = FIRST_BYTES.saturating_sub(self.first.len());
        self.first.extend_from_slice(&fresh[..room.min(count)]);
        let mut data = 0;
        while !fresh.is_empty() {
            self.tls.read_tls(&mut fresh).map_err(Stop::Io)?;
            let state = self.tls.process_new_packets().map_err(stop)?;
            if state.peer_has_closed() {
                return Err(Stop::Closed);
            }
            data = state.plaintext_bytes_to_read();
            if data > 0 {
                break;
            }
        }
        Ok(data)
    }

    fn outgoing(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        while self.tls.wants_write() {
            // Writing to a vector cannot fail.
            if self.tls.write_tls(&mut out).is_err() {
                break;
            }
        }
        out
    }

    /// Sends the closing alert if the socket takes it at once; nobody waits for an answer.
    fn say_goodbye(&mut self) {
        self.tls.send_close_notify();
        let out = self.outgoing();
        let _ = self.stream.try_write(&out);
    }

    fn into_attempt(
        self,
        end: Result<(), Stop>,
        recorder: &Recorder,
        refused: bool,
        sni_sent: bool,
        timeout: Duration,
    ) -> Attempt {
        let seen = std::mem::take(&mut *recorder.seen());
        if seen.chain.is_empty() {
            let cut_early = self.first.is_empty() && end.as_ref().is_err_and(Stop::is_reset);
            // rustls asks the verifier before it calls a handshake complete.
            let end = end.err().unwrap_or_else(|| stop(Error::NoCertificatesPresented));
            let (cause, why) = end.explain(&self.first, timeout);
            return silent(cause, why, sni_sent, cut_early);
        }
        let session = Session {
            protocol: self.tls.protocol_version().map(|v| format!("{v:?}").replace('_', ".")),
            cipher: self.tls.negotiated_cipher_suite().map(|s| words::cipher(&format!("{:?}", s.suite()))),
            alpn: None,
            stapled_ocsp: Some(seen.ocsp).filter(|response| !response.is_empty()),
            client_certificate: match (seen.asked, refused) {
                (false, _) => ClientCertificate::NotAsked,
                (true, false) => ClientCertificate::Requested,
                (true, true) => ClientCertificate::Required,
            },
            acceptable_issuers: Vec::new(),
            handshake_signature: seen.bad_signature,
        };
        let capture = Capture {
            outcome: Outcome::Presented,
            session: Some(session),
            presented: seen.chain,
            acceptable_issuers: seen.issuers,
            sni_sent,
        };
        Attempt { capture, cut_early: false }
    }
}

/// What rustls stopped at.
fn stop(error: Error) -> Stop {
    match error {
        Error::AlertReceived(alert) => Stop::Alert(words::alert(&format!("{alert:?}"))),
        error => Stop::Unusable(unusable(&error)),
    }
}

/// A TLS answer that a modern client cannot use, in words.
fn unusable(error: &Error) -> String {
    match error {
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => "the certificate message is larger than 64 KiB, more than common TLS clients read".into(),
        Error::InvalidMessage(InvalidMessage::MessageTooLarge) | Error::PeerSentOversizedRecord => {
            "sent a TLS record larger than 16 KiB, which the protocol forbids".into()
        }
        Error::InvalidMessage(what) => format!("sent a TLS message that cannot be read ({what:?})"),
        Error::NoCertificatesPresented => "presented no certificate at all".into(),
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13) => {
            "speaks neither TLS 1.2 nor TLS 1.3".into()
        }
        Error::PeerIncompatible(what) => format!("chose TLS parameters that modern clients do not use ({what:?})"),
        Error::PeerMisbehaved(what) => format!("broke the rules of TLS ({what:?})"),
        Error::InappropriateMessage { got_type, .. } => format!("sent a TLS {got_type:?} record out of turn"),
        Error::InappropriateHandshakeMessage { got_type, .. } => format!("sent a TLS {got_type:?} message out of turn"),
        error => format!("the handshake failed: {error}"),
    }
}

fn silent(cause: Cause, why: String, sni_sent: bool, cut_early: bool) -> Attempt {
    let outcome = Outcome::Silent(Silence { stage: Stage::Handshake, cause, why });
    Attempt { capture: Capture { sni_sent, ..Capture::nothing(outcome) }, cut_early }
}

/// What one connection showed.
#[derive(Debug, Default)]
struct Seen {
    chain: Vec<Vec<u8>>,
    ocsp: Vec<u8>,
    bad_signature: Option<String>,
    asked: bool,
    issuers: Vec<Vec<u8>>,
}

/// Accepts everything and writes it down. NOTHING IT RETURNS IS TRUSTED: it tells rustls to go on, no more.
#[derive(Debug)]
struct Recorder {
    provider: Arc<CryptoProvider>,
    seen: Mutex<Seen>,
}

impl Recorder {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, result: Result<HandshakeSignatureValid, Error>, cert: &CertificateDer<'_>, scheme: SignatureScheme) {
        let bad = matches!(result, Err(Error::InvalidCertificate(CertificateError::BadSignature)));
        if bad && is_checkable(cert, scheme) {
            self.seen().bad_signature =
                Some(format!("the handshake signature ({scheme:?}) was not made with the key of the certificate"));
        }
    }
}

/// Whether "bad signature" can be believed. For RSA keys of a size it declines, the provider says the same of good
/// signatures. Every other refusal (unknown scheme, unreadable certificate) already has an error of its own.
fn is_checkable(cert: &CertificateDer<'_>, scheme: SignatureScheme) -> bool {
    let is_rsa = format!("{scheme:?}").starts_with("RSA");
    !is_rsa
        || ParsedCertificate::try_from(cert)
            .is_ok_and(|parsed| RSA_KEY_INFO_CHECKED.contains(&parsed.subject_public_key_info().len()))
}

/// Lengths of the SubjectPublicKeyInfo of RSA keys that the provider checks: 2048 bits with a one-byte exponent up to
/// 8192 bits with an eight-byte one (webpki's `RSA_*_2048_8192_*`).
const RSA_KEY_INFO_CHECKED: std::ops::RangeInclusive<usize> = 292..=1069;

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        ocsp: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut seen = self.seen();
        seen.chain = std::iter::once(leaf).chain(others).map(|cert| cert.to_vec()).collect();
        seen.ocsp = ocsp.to_vec();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        self.note(verify_tls12_signature(message, cert, signed, algorithms), cert, signed.scheme);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        self.note(verify_tls13_signature(message, cert, signed, algorithms), cert, signed.scheme);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        SCHEMES.to_vec()
    }
}

impl ResolvesClientCert for Recorder {
    fn resolve(&self, issuers: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let mut seen = self.seen();
        seen.asked = true;
        let mut bytes = 0;
        seen.issuers = issuers
            .iter()
            .take(MAX_ISSUERS)
            .take_while(|name| {
                bytes += name.len();
                bytes <= MAX_ISSUER_BYTES
            })
            .map(|name| name.to_vec())
            .collect();
        None
    }

    /// Without this rustls would not ask, and the request would go unseen.
    fn has_certs(&self) -> bool {
        true
    }
}
