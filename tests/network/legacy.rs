//! Servers that a modern client gets nowhere with: what their first messages show all the same.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use chaincheck::{
    check::{Checker, Settings},
    model::{
        Severity, Target, Trust,
        observation::{Cause, ClientCertificate, Outcome, SeenBy, Session, Stage},
        report::TargetReport,
    },
    probe::{Capture, ProbeOptions, Prober},
    trust::Stores,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::watch,
};

use crate::{
    old_tls::{self, Framing, Old, OpenSsl},
    servers::{self, Server},
};

const NAME: &str = "old.contoso.test";

/// Longer than anything here takes.
const PATIENT: ProbeOptions = ProbeOptions { timeout: Duration::from_secs(20), retries: 0 };
/// For servers that never come to an end.
const HASTY: ProbeOptions = ProbeOptions { timeout: Duration::from_millis(150), retries: 0 };

async fn look(address: SocketAddr) -> Capture {
    Prober::new(PATIENT).observe(address, Some(NAME)).await
}

async fn serve(old: Old) -> Server {
    servers::raw(move |stream| old.clone().answer(stream)).await
}

/// Starts a server that answers a greeting with these bytes, and closes after the other side has.
async fn replies(bytes: Vec<u8>) -> Server {
    servers::raw(move |mut stream| {
        let bytes = bytes.clone();
        async move {
            servers::read_record(&mut stream).await;
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            while stream.read(&mut [0; 512]).await.is_ok_and(|count| count > 0) {}
        }
    })
    .await
}

fn ders() -> Vec<Vec<u8>> {
    servers::chain(NAME).sent.iter().map(|der| der.to_vec()).collect()
}

fn session(capture: &Capture) -> &Session {
    assert_eq!(capture.outcome, Outcome::Presented, "{capture:?}");
    capture.session.as_ref().unwrap()
}

/// What a modern client got, and how many bytes and certificates were left out.
fn first_flight(capture: &Capture) -> (&str, usize, usize) {
    match &session(capture).seen_by {
        SeenBy::FirstFlight { refused, unread, dropped } => (refused, *unread, *dropped),
        SeenBy::Handshake => panic!("{capture:?}"),
    }
}

fn silence(capture: &Capture) -> (Stage, Cause, &str) {
    assert!(capture.presented.is_empty() && capture.session.is_none(), "{capture:?}");
    let silence = capture.silence().unwrap_or_else(|| panic!("{capture:?}"));
    (silence.stage, silence.cause, &silence.why)
}

#[tokio::test]
async fn every_old_version_and_suite_shows_its_chain() {
    let refuses = "refused the TLS 1.2/1.3 hello with alert handshake_failure";
    let cases = [
        (1, 0x0035, "TLSv1.0", "TLS_RSA_WITH_AES_256_CBC_SHA", refuses),
        (1, 0xc014, "TLSv1.0", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", refuses),
        (2, 0x000a, "TLSv1.1", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", refuses),
        (2, 0xc02f, "TLSv1.1", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "speaks neither TLS 1.2 nor TLS 1.3"),
        (3, 0x009d, "TLSv1.2", "TLS_RSA_WITH_AES_256_GCM_SHA384", refuses),
        (3, 0xc028, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", refuses),
        (3, 0x009f, "TLSv1.2", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", refuses),
        (3, 0x0013, "TLSv1.2", "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA", refuses),
    ];
    for (version, suite, protocol, cipher, refused) in cases {
        let sent = ders();
        let old = Old { version, suite, stapled: Some(b"staple".to_vec()), ..Old::new(sent.clone()) };
        let server = serve(old).await;
        let capture = look(server.address).await;
        let seen = session(&capture);
        assert_eq!((seen.protocol.as_deref(), seen.cipher.as_deref()), (Some(protocol), Some(cipher)));
        assert_eq!((seen.stapled_ocsp.as_deref(), &seen.alpn), (Some(&b"staple"[..]), &None));
        assert_eq!(seen.client_certificate, ClientCertificate::NotAsked);
        assert_eq!(capture.presented, sent);
        assert!(capture.sni_sent);
        assert_eq!(first_flight(&capture), (refused, 0, 0));
        assert_eq!(server.accepted(), 2, "one connection each");
    }
}

#[tokio::test]
async fn pieces_and_bundles_show_the_same_chain() {
    for framing in [Framing::Each, Framing::Together, Framing::Bytes] {
        let sent = ders();
        let server = serve(Old { framing, ..Old::new(sent.clone()) }).await;
        let capture = look(server.address).await;
        assert_eq!(capture.presented, sent, "{framing:?}");
        first_flight(&capture);
    }
}

#[tokio::test]
async fn a_request_for_a_client_certificate_names_its_issuers() {
    for version in [1, 2, 3] {
        let issuers = vec![b"one".to_vec(), b"another".to_vec()];
        let server = serve(Old { version, asks: Some(issuers.clone()), ..Old::new(ders()) }).await;
        let capture = look(server.address).await;
        assert_eq!(session(&capture).client_certificate, ClientCertificate::Requested);
        assert_eq!(capture.acceptable_issuers, issuers);
    }
}

#[tokio::test]
async fn a_server_that_cannot_bear_higher_versions_is_greeted_again() {
    // Closed without a word; protocol_version; unexpected_message, handshake_failure and illegal_parameter.
    let alerts = [70, 10, 40, 47].map(|code| old_tls::alert(2, code));
    for intolerance in [vec![]].into_iter().chain(alerts) {
        let sent = ders();
        let server = serve(Old { tolerates: 1, intolerance, ..Old::new(sent.clone()) }).await;
        let capture = look(server.address).await;
        assert_eq!(session(&capture).protocol.as_deref(), Some("TLSv1.0"));
        assert_eq!(capture.presented, sent);
        assert_eq!(server.accepted(), 3, "a modern hello, TLS 1.2, TLS 1.0");
    }
}

#[tokio::test]
async fn a_warning_before_the_chain_hides_nothing() {
    let sent = ders();
    let server = serve(Old { before: old_tls::alert(1, 112), ..Old::new(sent.clone()) }).await;
    assert_eq!(look(server.address).await.presented, sent);
}

#[tokio::test]
async fn the_end_of_a_list_that_cannot_be_read_is_counted() {
    let sent = ders();
    let server = serve(Old { tail: vec![0, 9, 9, 1, 2], ..Old::new(sent.clone()) }).await;
    let capture = look(server.address).await;
    assert_eq!(capture.presented, sent);
    assert_eq!((first_flight(&capture).1, first_flight(&capture).2), (5, 0));
}

#[tokio::test]
async fn certificates_of_any_kind_come_through_and_their_number_is_bounded() {
    let sent = vec![vec![0x30; 3]; 300];
    let server = serve(Old::new(sent)).await;
    let capture = look(server.address).await;
    assert_eq!(capture.presented.len(), 256);
    assert_eq!(first_flight(&capture).2, 44);
}

#[tokio::test]
async fn a_chain_too_long_for_modern_clients_is_read_up_to_a_megabyte() {
    let sent = vec![vec![7; 300_000]; 3];
    let server = serve(Old { version: 3, suite: 0xc02f, ..Old::new(sent.clone()) }).await;
    let capture = look(server.address).await;
    assert_eq!(capture.presented, sent);
    let (refused, ..) = first_flight(&capture);
    assert!(refused.contains("larger than 64 KiB"), "{refused}");
}

#[tokio::test]
async fn a_chain_of_sixteen_megabytes_is_refused_at_its_header() {
    let server = servers::raw(|mut stream| async move {
        servers::read_record(&mut stream).await;
        let _ = stream.write_all(&old_tls::records(1, &old_tls::hello(1, 0x0035), 0x4000)).await;
        let message = [&[11, 0xff, 0xff, 0xff][..], &vec![0; 0x3ffc]].concat();
        let record = old_tls::records(1, &message, 0x4000);
        // As long as anybody reads.
        while stream.write_all(&record).await.is_ok() {}
    })
    .await;
    let capture = look(server.address).await;
    let (stage, cause, why) = silence(&capture);
    let told =
        "speaks neither TLS 1.2 nor TLS 1.3; an older hello (TLS 1.0 to 1.2): sent a TLS message larger than 1 MiB";
    assert_eq!((stage, cause, why), (Stage::Handshake, Cause::Protocol, told));
}

#[tokio::test]
async fn no_certificate_is_no_chain() {
    for sent in [Some(vec![]), None] {
        let server = serve(Old { sent, ..Old::new(vec![]) }).await;
        let capture = look(server.address).await;
        let (stage, cause, why) = silence(&capture);
        assert_eq!((stage, cause), (Stage::Handshake, Cause::Alert));
        assert!(why.ends_with("an older hello (TLS 1.0 to 1.2): presented no certificate at all"), "{why}");
    }
}

/// Whoever cuts off a modern greeting and refuses an older one in TLS speaks TLS.
#[tokio::test]
async fn a_refusal_of_the_older_hello_alone_is_told() {
    let old = Old { tolerates: 3, suite: 0x1301, ..Old::new(ders()) };
    let server = servers::raw(move |mut stream| {
        let old = old.clone();
        async move {
            let mut greeting = [0; 2048];
            let count = stream.peek(&mut greeting).await.unwrap();
            // supported_versions with TLS 1.3 (RFC 8446 4.2.1).
            if greeting[..count].windows(4).any(|bytes| bytes == [0x00, 0x2b, 0x00, 0x05]) {
                servers::read_record(&mut stream).await;
                return;
            }
            old.answer(stream).await;
        }
    })
    .await;
    let capture = look(server.address).await;
    let told = "closed the connection instead of an answer to the TLS hello; an older hello (TLS 1.0 to 1.2): alert \
                handshake_failure";
    assert_eq!(silence(&capture), (Stage::Handshake, Cause::Protocol, told));
}

/// With TLS 1.3 alone there is no plain text to read; the words say what was found out.
#[tokio::test]
async fn a_server_of_tls_13_alone_with_other_suites_is_told() {
    let server = servers::raw(|mut stream| async move {
        let mut greeting = [0; 2048];
        let count = stream.peek(&mut greeting).await.unwrap();
        servers::read_record(&mut stream).await;
        let modern = greeting[..count].windows(4).any(|bytes| bytes == [0x00, 0x2b, 0x00, 0x05]);
        let _ = stream.write_all(&old_tls::alert(2, if modern { 40 } else { 70 })).await;
        while stream.read(&mut [0; 512]).await.is_ok_and(|count| count > 0) {}
    })
    .await;
    let told = "refused the TLS 1.2/1.3 hello with alert handshake_failure; an older hello (TLS 1.0 to 1.2): alert \
                protocol_version; so it speaks TLS 1.3 alone, with suites or curves that few clients have";
    assert_eq!(silence(&look(server.address).await), (Stage::Handshake, Cause::Alert, told));
    let report = check(&server).await;
    let codes: Vec<_> = report.all_findings().map(|f| (f.code, f.severity)).collect();
    assert_eq!(codes, [("tls-not-spoken", Severity::Warning)]);
    assert_eq!(report.endpoints[0].observations[0].trust(), Trust::Unknown);
}

#[tokio::test]
async fn an_answer_out_of_turn_is_no_chain() {
    let certificate = old_tls::message(11, &old_tls::entry(&old_tls::entry(b"leaf")));
    let cases = [
        old_tls::records(1, &certificate, 0x4000),
        old_tls::records(1, &old_tls::message(2, &[3, 1, 0]), 0x4000),
        [old_tls::records(1, &old_tls::hello(1, 0x0035), 0x4000), b"HTTP/1.1 400 Bad Request\r\n".to_vec()].concat(),
        [old_tls::records(1, &old_tls::hello(1, 0x0035), 0x4000), vec![23, 3, 1, 0, 1, 0]].concat(),
    ];
    for bytes in cases {
        let server = replies(bytes).await;
        let (stage, cause, _) = silence(&look(server.address).await);
        assert_eq!((stage, cause), (Stage::Handshake, Cause::Protocol));
    }
}

#[tokio::test]
async fn what_is_no_tls_is_not_greeted_again() {
    for banner in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b"SSH-2.0-OpenSSH_9.2\r\n"] {
        let server = replies(banner.to_vec()).await;
        assert_eq!(silence(&look(server.address).await).1, Cause::NotTls);
        assert_eq!(server.accepted(), 1);
    }
}

#[tokio::test]
async fn a_chain_counts_even_if_nothing_follows() {
    let sent = ders();
    let server = servers::raw({
        let old = Old { finishes: false, ..Old::new(sent.clone()) };
        move |stream| old.clone().answer(stream)
    })
    .await;
    assert_eq!(look(server.address).await.presented, sent);
}

/// A relay looks like TLS to firewalls and shows no certificate: that is its role.
#[tokio::test]
async fn a_relay_is_known_by_its_bytes() {
    let server = replies(old_tls::relay()).await;
    let capture = look(server.address).await;
    assert_eq!(capture.outcome, Outcome::ByDesign);
    assert!(capture.presented.is_empty() && capture.session.is_none());
    // Nearly the same is a server that lacks its certificate.
    let mut other = old_tls::relay();
    let suite = other.len() - 6;
    other[suite] = 0x35;
    let server = replies(other).await;
    assert_eq!(silence(&look(server.address).await).1, Cause::Protocol);
}

/// What a check of one server comes to.
async fn check(server: &Server) -> TargetReport {
    check_at(server.address).await
}

async fn check_at(address: SocketAddr) -> TargetReport {
    let settings = Settings {
        connect_to: vec![format!("{NAME}:443:{}:{}", address.ip(), address.port()).parse().unwrap()],
        ..Settings::default()
    };
    let (_keep, cut) = watch::channel(false);
    let checker = Checker::new(settings, Stores::default(), Box::new(|_| {}), cut).with_dns().unwrap();
    checker.check(&Target::Host { host: NAME.to_owned(), port: 443 }).await
}

#[tokio::test]
async fn the_chain_is_judged_and_the_way_to_it_is_a_warning() {
    let report = check(&serve(Old::new(ders())).await).await;
    let seen = &report.endpoints[0].observations[0];
    assert_eq!(seen.session.as_ref().map(|s| s.seen_by.as_str()), Some("first-flight"));
    assert_eq!(seen.name_matches, Some(true));
    assert!(seen.walk.is_some());
    let legacy: Vec<_> = seen.findings.iter().filter(|f| f.code == "tls-legacy").collect();
    assert_eq!(legacy.iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Warning]);
    assert!(legacy[0].remedy.contains(NAME), "{}", legacy[0].remedy);
    assert!(report.all_findings().any(|f| f.severity == Severity::Critical), "nobody trusts its root");
}

#[tokio::test]
async fn a_relay_has_nothing_to_find() {
    let report = check(&replies(old_tls::relay()).await).await;
    assert_eq!(report.endpoints[0].observations[0].outcome, Outcome::ByDesign);
    assert_eq!(report.all_findings().map(ToString::to_string).collect::<Vec<_>>(), [] as [String; 0]);
}

/// One byte now and then for ever: within the time of one step each, and never an end.
#[tokio::test]
async fn a_trickle_costs_the_time_of_its_steps() {
    let record = [&[22, 3, 1, 0x40, 0][..], &old_tls::hello(1, 0x0035)].concat();
    for bytes in [old_tls::records(1, &old_tls::hello(1, 0x0035), 1), record] {
        let server = servers::raw(move |mut stream| {
            let bytes = bytes.clone();
            async move {
                servers::read_record(&mut stream).await;
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::task::yield_now().await;
                }
                while stream.read(&mut [0; 512]).await.is_ok_and(|count| count > 0) {}
            }
        })
        .await;
        let begun = Instant::now();
        let capture = Prober::new(HASTY).observe(server.address, Some(NAME)).await;
        let (stage, cause, why) = silence(&capture);
        assert_eq!(stage, Stage::Handshake, "{why}");
        assert!(matches!(cause, Cause::TimedOut | Cause::Protocol), "{why}");
        assert!(begun.elapsed() < 20 * HASTY.timeout, "{:?}", begun.elapsed());
    }
}

/// The servers of the field, as OpenSSL plays them.
#[allow(clippy::print_stderr)]
#[tokio::test]
async fn openssl_shows_its_chain_in_every_old_way() {
    if let Some(why) = old_tls::no_openssl() {
        eprintln!("{why}");
        return;
    }
    let weak = "ALL:@SECLEVEL=0";
    let rsa = &["rsa:2048"][..];
    let cases = [
        (rsa, &["-tls1", "-cipher", weak][..], "TLSv1.0", ""),
        (rsa, &["-tls1_1", "-cipher", weak], "TLSv1.1", ""),
        (rsa, &["-tls1_2", "-cipher", "AES256-SHA"], "TLSv1.2", "TLS_RSA_WITH_AES_256_CBC_SHA"),
        (rsa, &["-tls1_2", "-cipher", "AES256-GCM-SHA384"], "TLSv1.2", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
        (rsa, &["-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384"], "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        (rsa, &["-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"], "TLSv1.2", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
        (rsa, &["-tls1_2", "-groups", "P-521"], "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
        (rsa, &["-tls1_2", "-cipher", "AES256-SHA", "-verify", "1"], "TLSv1.2", "TLS_RSA_WITH_AES_256_CBC_SHA"),
    ];
    let mut shown = 0;
    for (key, flags, protocol, cipher) in cases {
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = OpenSsl::start(folder.path(), key, flags) else {
            eprintln!("skipped: this openssl has no {flags:?}");
            continue;
        };
        let capture = look(server.address).await;
        let (refused, ..) = first_flight(&capture);
        assert!(!refused.is_empty());
        let seen = session(&capture);
        assert_eq!(seen.protocol.as_deref(), Some(protocol), "{flags:?}");
        assert!(seen.cipher.as_deref().is_some_and(|found| found.starts_with("TLS_") && found.contains(cipher)));
        let asked = flags.contains(&"-verify");
        assert_eq!(seen.client_certificate != ClientCertificate::NotAsked, asked, "{flags:?}");
        assert_eq!(capture.presented.len(), 1, "{flags:?}");
        shown += 1;
    }
    assert!(shown > 0, "this openssl knows none of them");
}

/// The suite is a modern one, and what the certificate's key needs is not offered: the remedy is another key.
#[allow(clippy::print_stderr)]
#[tokio::test]
async fn a_key_that_modern_clients_do_not_offer_is_what_is_to_be_replaced() {
    if let Some(why) = old_tls::no_openssl() {
        eprintln!("{why}");
        return;
    }
    let mut shown = 0;
    for (curve, name) in [("P-521", "EC P-521"), ("secp256k1", "EC secp256k1"), ("brainpoolP256r1", "EC 1.3.36")] {
        let folder = tempfile::tempdir().unwrap();
        let key = ["ec", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")];
        let Some(server) = OpenSsl::start(folder.path(), &key, &["-tls1_2"]) else { continue };
        let report = check_at(server.address).await;
        let seen = &report.endpoints[0].observations[0];
        let legacy = seen.findings.iter().find(|f| f.code == "tls-legacy").unwrap_or_else(|| panic!("{seen:?}"));
        assert!(legacy.remedy.contains("P-256 or P-384") && legacy.remedy.contains(name), "{}", legacy.remedy);
        assert!(seen.clients.iter().all(|client| client.accepts != Some(true)), "{:?}", seen.clients);
        shown += 1;
    }
    assert!(shown > 0, "this openssl knows none of them");
}
