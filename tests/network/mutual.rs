//! Mutual TLS with a certificate to present: whom it is shown to, and how wrong ones are told.

use std::time::Duration;

use chaincheck::{
    fetch::{self, Get, Url, Way},
    model::observation::{ClientCertificate, Outcome},
    probe::{Identity, IdentityError, ProbeOptions, Prober},
};
use pem_rfc7468::{LineEnding, encode_string};
use rcgen::KeyPair;
use tokio::{
    io::AsyncWriteExt,
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};

use crate::servers::{self, Chain, ClientAuth, ONLY_12, ONLY_13, Server, Setup, chain};

const NAME: &str = "sip.contoso.test";
const PATIENT: ProbeOptions = ProbeOptions { timeout: Duration::from_secs(20), retries: 0 };

/// How many certificates each client presented with whom a handshake came about.
type Shown = UnboundedReceiver<usize>;

fn certificates(chain: &Chain) -> String {
    chain.sent.iter().map(|der| encode_string("CERTIFICATE", LineEnding::LF, der).unwrap()).collect()
}

fn identity(chain: &Chain) -> Identity {
    Identity::read(certificates(chain).as_bytes(), chain.key.serialize_pem().as_bytes()).unwrap()
}

/// A server that accepts client certificates of the chain's root and answers one request.
async fn server(chain: &Chain, asks: ClientAuth, setup: impl FnOnce(Setup) -> Setup) -> (Server, Shown) {
    let key = KeyPair::try_from(chain.key.serialize_der()).unwrap();
    let copy = Chain { sent: chain.sent.clone(), key, root: chain.root.clone() };
    let (note, shown) = unbounded_channel();
    let setup = setup(Setup { client_auth: asks, ..Setup::new(copy) });
    let server = servers::speaking(setup, move |mut stream| {
        let presented = stream.get_ref().1.peer_certificates().map_or(0, <[_]>::len);
        let _ = note.send(presented);
        async move {
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    (server, shown)
}

async fn seen(server: &Server, identity: Option<Identity>) -> (ClientCertificate, usize) {
    let capture = Prober::presenting(PATIENT, identity).observe(server.address, Some(NAME)).await;
    assert_eq!(capture.outcome, Outcome::Presented);
    (capture.session.unwrap().client_certificate, capture.presented.len())
}

#[tokio::test]
async fn a_server_that_insists_is_content_with_the_users_certificate() {
    for versions in [ONLY_12, ONLY_13] {
        let own = chain(NAME);
        let (server, mut shown) = server(&own, ClientAuth::Required, |setup| Setup { versions, ..setup }).await;
        assert_eq!(seen(&server, None).await, (ClientCertificate::Required, 2));
        assert_eq!(seen(&server, Some(identity(&own))).await, (ClientCertificate::Requested, 2));
        assert_eq!(shown.recv().await, Some(2), "one handshake came about, with leaf and issuer");
    }
}

#[tokio::test]
async fn a_certificate_that_the_server_does_not_want_hides_nothing() {
    for versions in [ONLY_12, ONLY_13] {
        let (own, other) = (chain(NAME), chain("other.contoso.test"));
        let (server, mut shown) = server(&own, ClientAuth::Required, |setup| Setup { versions, ..setup }).await;
        assert_eq!(seen(&server, Some(identity(&other))).await, (ClientCertificate::Required, 2));
        assert!(shown.try_recv().is_err(), "no handshake came about");
    }
}

#[tokio::test]
async fn nobody_who_does_not_ask_is_shown_it() {
    let own = chain(NAME);
    let (server, mut shown) = server(&own, ClientAuth::No, |setup| setup).await;
    assert_eq!(seen(&server, Some(identity(&own))).await, (ClientCertificate::NotAsked, 2));
    assert_eq!(shown.recv().await, Some(0));
}

#[tokio::test]
async fn requests_beside_the_probes_never_present_it() {
    let own = chain(NAME);
    let (server, mut shown) = server(&own, ClientAuth::Optional, |setup| setup).await;
    let prober = Prober::presenting(PATIENT, Some(identity(&own)));
    let url = Url::parse(&format!("https://{NAME}/")).unwrap();
    let get = Get { url: &url, accept: "*/*", post: None, most: 1024, within: Duration::MAX };
    let fetched = fetch::get(&prober, &get, Way::Straight(&[server.address])).await;
    assert_eq!(fetched.answer.unwrap().status, 204);
    assert_eq!(shown.recv().await, Some(0));
}

#[tokio::test]
async fn the_list_of_authorities_is_measured() {
    let own = chain(NAME);
    let (server, _) = server(&own, ClientAuth::Optional, |setup| setup).await;
    let capture = Prober::new(PATIENT).observe(server.address, Some(NAME)).await;
    let bytes: usize = capture.acceptable_issuers.iter().map(Vec::len).sum();
    assert_eq!(capture.session.unwrap().acceptable_issuers_bytes, bytes);
    assert!(bytes > 20, "one authority is accepted");
}

#[test]
fn what_cannot_be_presented_is_told_in_words_without_the_key() {
    let (own, other) = (chain(NAME), chain(NAME));
    let (good, key) = (certificates(&own), own.key.serialize_pem());
    let block = |label: &str, bytes: &[u8]| encode_string(label, LineEnding::LF, bytes).unwrap();
    let encrypted = block("ENCRYPTED PRIVATE KEY", &own.key.serialize_der());
    // As OpenSSL wrote encrypted keys before PKCS#8; there is none in it.
    let marks = ["BEGIN", "END"].map(|word| format!("-----{word} RSA PRIVATE KEY-----\n"));
    let old = &*marks.join("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n");
    let cases = [
        ("", key.as_str(), IdentityError::NoCertificate),
        (&key, &key, IdentityError::NoCertificate),
        ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", &key, IdentityError::BadCertificate),
        (&block("CERTIFICATE", b"no certificate"), &key, IdentityError::BadCertificate),
        (&good, &good, IdentityError::NoKey),
        (&good, "", IdentityError::NoKey),
        (&good, &encrypted, IdentityError::Encrypted),
        (&good, old, IdentityError::Encrypted),
        (&good, &block("PRIVATE KEY", b"no key"), IdentityError::BadKey),
        (&good, &other.key.serialize_pem(), IdentityError::OtherKey),
    ];
    for (certificate, key, expected) in cases {
        let error = Identity::read(certificate.as_bytes(), key.as_bytes()).unwrap_err();
        assert_eq!(error, expected);
        assert_eq!(
            error.is_of_certificate(),
            error.to_string().contains("certificate") && !error.to_string().contains("key")
        );
    }
    let both = format!("{key}{good}");
    let read = Identity::read(both.as_bytes(), both.as_bytes()).unwrap();
    assert_eq!(format!("{read:?}"), "Identity(2 certificates)");
}
