//! The probe against servers of every temper.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use chaincheck::{
    model::{
        Severity, Target, Trust,
        observation::{Cause, ClientCertificate, Outcome, SeenBy, Session, Silence, Stage},
    },
    probe::{Capture, ProbeOptions, Prober},
};
use rcgen::KeyPair;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};
use tokio_rustls::rustls::SupportedProtocolVersion;

use crate::{
    lab::Lab,
    servers::{self, BOTH, ClientAuth, ONLY_12, ONLY_13, Server, Setup, chain},
};

const NAME: &str = "sip.contoso.test";

/// Longer than anything here takes.
const PATIENT: ProbeOptions = ProbeOptions { timeout: Duration::from_secs(20), retries: 1 };
/// For servers that never answer.
const HASTY: ProbeOptions = ProbeOptions { timeout: Duration::from_millis(60), retries: 0 };

async fn look(server: &Server) -> Capture {
    Prober::new(PATIENT).observe(server.address, Some(NAME)).await
}

fn session(capture: &Capture) -> &Session {
    assert_eq!(capture.outcome, Outcome::Presented);
    capture.session.as_ref().unwrap()
}

fn silence(capture: &Capture) -> (Stage, Cause, &str) {
    assert!(capture.presented.is_empty());
    assert!(capture.session.is_none());
    let Some(Silence { stage, cause, why }) = capture.silence() else { panic!("{capture:?}") };
    (*stage, *cause, why)
}

#[tokio::test]
async fn both_protocol_versions_show_their_chain() {
    let cases = [
        (ONLY_12, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
        (ONLY_13, "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
        (BOTH, "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
    ];
    for (versions, protocol, cipher) in cases {
        let mut setup = Setup { versions, stapled_ocsp: Some(b"staple".to_vec()), ..Setup::new(chain(NAME)) };
        setup.sent.push(setup.sent[1].clone());
        let sent: Vec<Vec<u8>> = setup.sent.iter().map(|c| c.to_vec()).collect();
        let server = servers::tls(setup).await;

        let capture = look(&server).await;
        assert_eq!(
            session(&capture),
            &Session {
                protocol: Some(protocol.into()),
                cipher: Some(cipher.into()),
                alpn: None,
                stapled_ocsp: Some(b"staple".to_vec()),
                client_certificate: ClientCertificate::NotAsked,
                acceptable_issuers: vec![],
                acceptable_issuers_bytes: 0,
                handshake_signature: None,
                seen_by: SeenBy::Handshake,
            }
        );
        assert_eq!(capture.presented, sent, "as sent, duplicates too");
        assert!(capture.sni_sent);
        assert_eq!(server.names(), [Some(NAME.to_owned())]);
    }
}

#[tokio::test]
async fn a_request_for_a_client_certificate_is_told_from_a_demand() {
    for versions in [ONLY_12, ONLY_13] {
        for (client_auth, seen) in
            [(ClientAuth::Optional, ClientCertificate::Requested), (ClientAuth::Required, ClientCertificate::Required)]
        {
            let server = servers::tls(Setup { versions, client_auth, ..Setup::new(chain(NAME)) }).await;
            let capture = look(&server).await;
            assert_eq!(session(&capture).client_certificate, seen);
            assert_eq!(capture.presented.len(), 2, "kept although the handshake failed");
            let [issuer] = &capture.acceptable_issuers[..] else { panic!("{capture:?}") };
            assert!(issuer.windows(17).any(|w| w == b"Contoso Test Root"));
        }
    }
}

/// Nothing but time tells: the server says nothing after the handshake, and neither refuses.
#[tokio::test]
async fn a_silent_acceptance_is_told_from_a_refusal() {
    let setup = Setup { versions: ONLY_13, client_auth: ClientAuth::Optional, tickets: 0, ..Setup::new(chain(NAME)) };
    let server = servers::tls(setup).await;
    assert_eq!(session(&look(&server).await).client_certificate, ClientCertificate::Requested);
}

/// The farewell may come in one packet with the end of the handshake, which is no refusal.
#[tokio::test]
async fn hanging_up_after_a_finished_handshake_is_no_refusal() {
    let setup =
        Setup { versions: ONLY_12, client_auth: ClientAuth::Optional, hangs_up: true, ..Setup::new(chain(NAME)) };
    let server = servers::tls(setup).await;
    for _ in 0..20 {
        assert_eq!(session(&look(&server).await).client_certificate, ClientCertificate::Requested);
    }
}

#[tokio::test]
async fn a_signature_by_another_key_is_told_and_hides_nothing() {
    for versions in [ONLY_12, ONLY_13] {
        let setup = Setup { versions, key: chain(NAME).key, ..Setup::new(chain(NAME)) };
        let server = servers::tls(setup).await;
        let capture = look(&server).await;
        let why = session(&capture).handshake_signature.as_deref().unwrap();
        assert!(why.contains("ECDSA_NISTP256_SHA256"), "{why}");
        assert_eq!(capture.presented.len(), 2);
    }
}

/// What a whole check says of a server that signs with this key: the trust of the chain, and what is found at the address.
async fn said_of_key(
    other: bool,
    versions: &'static [&'static SupportedProtocolVersion],
) -> (Trust, Vec<&'static str>) {
    let mut lab = Lab::new("").await;
    let chain = chain(NAME);
    lab.trust(&chain);
    let key = if other { servers::chain(NAME).key } else { KeyPair::try_from(chain.key.serialize_der()).unwrap() };
    let server = servers::tls(Setup { versions, key, ..Setup::new(chain) }).await;
    lab.route(NAME, 443, server.address);
    lab.settings.offline = true;
    let report = lab.look(Target::Host { host: NAME.to_owned(), port: 443 }).await;
    let seen = &report.endpoints[0].observations[0];
    let critical = seen.findings.iter().filter(|f| f.severity == Severity::Critical).map(|f| f.code).collect();
    let refused = seen.clients.iter().all(|client| client.accepts == Some(false));
    assert_eq!(refused, other, "{:?}", seen.clients);
    (seen.trust(), critical)
}

/// The chain is sound as sent, and no client gets in.
#[tokio::test]
async fn a_server_that_does_not_hold_its_key_is_critical_and_its_chain_trusted() {
    for versions in [ONLY_12, ONLY_13] {
        assert_eq!(said_of_key(true, versions).await, (Trust::Trusted, vec!["handshake-signature-invalid"]));
        assert_eq!(said_of_key(false, versions).await, (Trust::Trusted, vec![]));
    }
}

#[tokio::test]
async fn bytes_that_are_no_certificate_come_through_and_are_not_accused() {
    for versions in [ONLY_12, ONLY_13] {
        let sent = vec![b"no certificate".to_vec().into(), vec![0x30; 3].into()];
        let server = servers::tls(Setup { versions, sent, ..Setup::new(chain(NAME)) }).await;
        let capture = look(&server).await;
        assert_eq!(session(&capture).handshake_signature, None);
        assert_eq!(capture.presented, [b"no certificate".to_vec(), vec![0x30; 3]]);
    }
}

#[tokio::test]
async fn an_empty_chain_is_silence() {
    for versions in [ONLY_12, ONLY_13] {
        let server = servers::tls(Setup { versions, sent: vec![], ..Setup::new(chain(NAME)) }).await;
        let capture = look(&server).await;
        assert_eq!(silence(&capture), (Stage::Handshake, Cause::Protocol, "presented no certificate at all"));
    }
}

#[tokio::test]
async fn a_name_goes_out_where_it_can() {
    let server = servers::tls(Setup::new(chain(NAME))).await;
    let prober = Prober::new(PATIENT);
    let mut sent = vec![];
    for name in [None, Some("127.0.0.1"), Some("::1"), Some("not a name"), Some(""), Some("a_b.contoso.test")] {
        let capture = prober.observe(server.address, name).await;
        session(&capture);
        sent.push(capture.sni_sent);
    }
    assert_eq!(sent, [false, false, false, false, false, true]);
    assert_eq!(server.names(), [None, None, None, None, None, Some("a_b.contoso.test".to_owned())]);
}

#[tokio::test]
async fn an_alert_is_quoted() {
    let server = servers::raw(|mut stream| async move {
        servers::read_record(&mut stream).await;
        stream.write_all(&[21, 3, 3, 0, 2, 2, 40]).await.unwrap();
        let _ = stream.read(&mut [0; 1]).await;
    })
    .await;
    let capture = look(&server).await;
    let why = "refused the TLS 1.2/1.3 hello with alert handshake_failure; an older hello (TLS 1.0 to 1.2): alert \
               handshake_failure";
    assert_eq!(silence(&capture), (Stage::Handshake, Cause::Alert, why));
    assert!(capture.sni_sent);
}

#[tokio::test]
async fn answers_that_are_no_tls_are_named() {
    let cases = [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "answers in plain HTTP"),
        ("220 mail.contoso.test ESMTP\r\n", "sends an SMTP banner"),
        ("garbage beyond", "the answer is not TLS (first bytes 67 61 72 62 61 67 65 20)"),
        // Too short for a record header: the answer is still known when the server closes.
        ("+OK", "sends a POP3 banner"),
    ];
    for (answer, words) in cases {
        let server = servers::raw(move |mut stream| async move {
            servers::read_record(&mut stream).await;
            stream.write_all(answer.as_bytes()).await.unwrap();
        })
        .await;
        let capture = look(&server).await;
        assert_eq!(silence(&capture), (Stage::Handshake, Cause::NotTls, words));
    }
}

#[tokio::test]
async fn a_mute_server_costs_the_timeout() {
    let server =
        servers::raw(|mut stream| async move { while stream.read(&mut [0; 512]).await.is_ok_and(|n| n > 0) {} }).await;
    let capture = Prober::new(HASTY).observe(server.address, Some(NAME)).await;
    assert_eq!(silence(&capture), (Stage::Handshake, Cause::TimedOut, "no answer to the TLS hello within 60ms"));
    assert_eq!(server.accepted(), 1, "a server that accepts and is mute is not asked again");
}

#[tokio::test]
async fn a_server_that_stops_half_way_costs_the_timeout() {
    let server = servers::raw(|mut stream| async move {
        servers::read_record(&mut stream).await;
        stream.write_all(&servers::handshake_record(&servers::server_hello_12())).await.unwrap();
        let _ = stream.read(&mut [0; 1]).await;
    })
    .await;
    let capture = Prober::new(HASTY).observe(server.address, Some(NAME)).await;
    assert_eq!(silence(&capture), (Stage::Handshake, Cause::TimedOut, "stopped in the middle of the handshake (60ms)"));
}

#[tokio::test]
async fn a_server_that_closes_says_nothing() {
    let server = servers::raw(|mut stream| async move { servers::read_record(&mut stream).await }).await;
    let capture = look(&server).await;
    let why = "closed the connection instead of an answer to the TLS hello";
    assert_eq!(silence(&capture), (Stage::Handshake, Cause::Closed, why));
    assert_eq!(server.accepted(), 3, "an orderly close is an answer; greetings of older clients may get another");
}

#[tokio::test]
async fn a_reset_before_the_first_byte_is_tried_again() {
    let server = servers::raw(|mut stream| async move {
        servers::read_record(&mut stream).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    let capture = Prober::new(ProbeOptions { retries: 2, ..PATIENT }).observe(server.address, Some(NAME)).await;
    let why = "reset the connection instead of an answer to the TLS hello";
    assert_eq!(silence(&capture), (Stage::Handshake, Cause::Closed, why));
    assert_eq!(server.accepted(), 3 + 2, "and greetings of older clients twice");
}

#[tokio::test]
async fn a_certificate_message_of_a_megabyte_is_refused_at_its_header() {
    let server = servers::raw(|mut stream| async move {
        servers::read_record(&mut stream).await;
        stream.write_all(&servers::handshake_record(&servers::server_hello_12())).await.unwrap();
        let message = [&[11, 0x0f, 0x42, 0x40][..], &vec![0; 1_000_000]].concat();
        for part in message.chunks(0x4000) {
            if stream.write_all(&servers::handshake_record(part)).await.is_err() {
                return;
            }
        }
    })
    .await;
    let capture = look(&server).await;
    let (stage, cause, why) = silence(&capture);
    assert_eq!((stage, cause), (Stage::Handshake, Cause::Protocol));
    assert!(why.starts_with("the certificate message is larger than 64 KiB"), "{why}");
}

#[tokio::test]
async fn a_record_beyond_the_limit_is_refused() {
    let server = servers::raw(|mut stream| async move {
        servers::read_record(&mut stream).await;
        let _ = stream.write_all(&[&[22, 3, 3, 0xff, 0xff][..], &vec![2; 0xffff]].concat()).await;
    })
    .await;
    let capture = look(&server).await;
    let (stage, cause, why) = silence(&capture);
    assert_eq!((stage, cause), (Stage::Handshake, Cause::Protocol), "{why}");
    assert!(why.contains("larger than 16 KiB"), "{why}");
}

#[tokio::test]
async fn an_old_server_is_named() {
    let server = servers::raw(|mut stream| async move {
        servers::read_record(&mut stream).await;
        let mut hello = servers::server_hello_12();
        hello[5] = 1;
        stream.write_all(&servers::handshake_record(&hello)).await.unwrap();
    })
    .await;
    let capture = look(&server).await;
    assert_eq!(silence(&capture), (Stage::Handshake, Cause::Protocol, "speaks neither TLS 1.2 nor TLS 1.3"));
}

#[tokio::test]
async fn a_refusal_is_final() {
    // Bound and never listening: refuses, and nobody else can take the port.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let capture = Prober::new(PATIENT).observe(socket.local_addr().unwrap(), Some(NAME)).await;
    assert_eq!(silence(&capture), (Stage::Connect, Cause::Refused, "the connection was refused"));
    assert!(!capture.sni_sent);
}

/// A listener whose queue is full drops further requests, as a firewall does (Linux).
#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_address_that_drops_requests_times_out_while_connecting() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let mut queued = vec![];
    while let Ok(stream) = tokio::time::timeout(HASTY.timeout, tokio::net::TcpStream::connect(address)).await {
        queued.push(stream.unwrap());
    }
    let begun = Instant::now();
    let capture = Prober::new(ProbeOptions { retries: 2, ..HASTY }).observe(address, Some(NAME)).await;
    let why = "no answer to the connection request within 60ms";
    assert_eq!(silence(&capture), (Stage::Connect, Cause::TimedOut, why));
    assert!(begun.elapsed() >= 3 * HASTY.timeout, "tried three times");
}

#[tokio::test]
async fn two_machines_behind_one_name_are_two_observations() {
    let one = servers::tls(Setup::new(chain(NAME))).await;
    let mut setup = Setup::new(chain(NAME));
    setup.sent.truncate(1);
    let two = servers::tls(setup).await;
    let prober = Prober::new(PATIENT);
    let other = prober.clone();
    let (one, two) = tokio::join!(prober.observe(one.address, Some(NAME)), other.observe(two.address, Some(NAME)));
    assert_eq!((one.presented.len(), two.presented.len()), (2, 1));
}

#[tokio::test]
async fn a_hundred_probes_run_at_once() {
    let server = servers::tls(Setup::new(chain(NAME))).await;
    let prober = Prober::new(PATIENT);
    let probes: Vec<_> = (0..100)
        .map(|_| {
            let (prober, address) = (prober.clone(), server.address);
            tokio::spawn(async move { prober.observe(address, Some(NAME)).await })
        })
        .collect();
    for probe in probes {
        session(&probe.await.unwrap());
    }
}
