//! Accepts every certificate and every signature by design, and writes them down. Nothing that comes out of it is
//! trusted: whether a chain leads anywhere is for the walk to find out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::{
        ResolvesClientCert, Resumption,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
    sign::CertifiedKey,
};

use super::{identity::Identity, rsa};
use crate::{model::Text, text};

/// Most issuer names kept from a request for a client certificate: more than Windows sends (16 KiB of names).
const MAX_ISSUERS: usize = 1_000;

/// Most bytes of such names kept: the length that their list can have (RFC 8446 4.2.4).
const MAX_ISSUER_BYTES: usize = 0xffff;

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
pub(in crate::probe) struct Hello {
    config: ClientConfig,
    provider: Arc<CryptoProvider>,
    identity: Option<Identity>,
}

impl Hello {
    /// Prepares it: no resumption (a resumed session shows no certificate), no application protocol. Probes present
    /// `identity` to servers that ask for a certificate.
    pub(in crate::probe) fn new(identity: Option<Identity>) -> Self {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let nobody = Arc::new(Recorder { provider: provider.clone(), identity: None, seen: Mutex::default() });
        let mut config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .expect("the provider has cipher suites for TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(nobody.clone())
            .with_client_cert_resolver(nobody);
        config.resumption = Resumption::disabled();
        Self { config, provider, identity }
    }

    /// The configuration of a probe's connection, and what writes down what comes.
    pub(super) fn record(&self) -> (ClientConfig, Arc<Recorder>) {
        self.record_as(self.identity.clone())
    }

    /// The same without presenting anything.
    pub(super) fn record_as_nobody(&self) -> (ClientConfig, Arc<Recorder>) {
        self.record_as(None)
    }

    fn record_as(&self, identity: Option<Identity>) -> (ClientConfig, Arc<Recorder>) {
        let recorder = Arc::new(Recorder { provider: self.provider.clone(), identity, seen: Mutex::default() });
        let mut config = self.config.clone();
        config.dangerous().set_certificate_verifier(recorder.clone());
        config.client_auth_cert_resolver = recorder.clone();
        (config, recorder)
    }
}

/// What one connection showed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) ocsp: Vec<u8>,
    pub(super) bad_signature: Option<Text>,
    pub(super) asked: bool,
    pub(super) issuers: Vec<Vec<u8>>,
}

/// Accepts everything and writes it down. NOTHING IT RETURNS IS TRUSTED: it tells rustls to go on, no more.
#[derive(Debug)]
pub(super) struct Recorder {
    provider: Arc<CryptoProvider>,
    /// What is presented to a server that asks.
    identity: Option<Identity>,
    seen: Mutex<Seen>,
}

impl Recorder {
    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, result: Result<HandshakeSignatureValid, Error>, cert: &CertificateDer<'_>, scheme: SignatureScheme) {
        let bad = matches!(result, Err(Error::InvalidCertificate(CertificateError::BadSignature)));
        if bad && is_checkable(cert, scheme) {
            self.seen().bad_signature = Some(text!(
                "handshake-signature": "the handshake signature ({scheme}) was not made with the key of the certificate",
                scheme = format!("{scheme:?}")
            ));
        }
    }
}

/// Whether "bad signature" can be believed. For RSA keys of a size it declines, the provider says the same of good
/// signatures. Every other refusal (unknown scheme, unreadable certificate) already has an error of its own.
fn is_checkable(cert: &CertificateDer<'_>, scheme: SignatureScheme) -> bool {
    let is_rsa = format!("{scheme:?}").starts_with("RSA");
    !is_rsa || ParsedCertificate::try_from(cert).is_ok_and(|parsed| rsa::is_checked(&parsed.subject_public_key_info()))
}

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
        self.identity.as_ref().map(|identity| identity.0.clone())
    }

    /// Without this rustls would not ask, and the request would go unseen.
    fn has_certs(&self) -> bool {
        true
    }
}
