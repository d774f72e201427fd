//! TLS that begins in the middle of another protocol's conversation, against servers that speak by a script.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chaincheck::{
    check::{Checker, Settings},
    model::{
        EndpointKind, Severity, Target,
        endpoint::Transport,
        observation::{Cause, Outcome, SeenBy, Stage},
        report::TargetReport,
    },
    probe::{Capture, PROTOCOLS, ProbeOptions, Prober, Way},
    trust::Stores,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};

use crate::{
    lab::Lab,
    old_tls::Old,
    servers::{self, Server, Setup, chain},
};

const NAME: &str = "mail.contoso.test";

/// Longer than anything here takes.
const PATIENT: ProbeOptions = ProbeOptions { timeout: Duration::from_secs(20), retries: 0 };
/// For servers that never come to an end.
const HASTY: ProbeOptions = ProbeOptions { timeout: Duration::from_millis(150), retries: 0 };

/// A server's part: what must have been said by the client before, and what is answered.
type Script = &'static [(&'static str, &'static [u8])];

const XMPP: Script = &[
    (
        "to='contoso.test' version='1.0'>",
        b"<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' \
          id='1' version='1.0'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><dialback/>\
          </stream:features>",
    ),
    ("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
];
const SMTP: Script = &[
    ("", b"220-mail.contoso.test\r\n220 ESMTP\r\n"),
    ("EHLO chaincheck.invalid\r\n", b"250-mail.contoso.test\r\n250-SIZE 1\r\n250 STARTTLS\r\n"),
    ("STARTTLS\r\n", b"220 2.0.0 Ready\r\n"),
];
const IMAP: Script = &[
    ("", b"* OK [CAPABILITY IMAP4rev1] ready\r\n"),
    ("a1 CAPABILITY\r\n", b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n"),
    ("a2 STARTTLS\r\n", b"a2 OK\r\n"),
];
const POP3: Script =
    &[("", b"+OK POP3\r\n"), ("CAPA\r\n", b"+OK\r\nTOP\r\nSTLS\r\n.\r\n"), ("STLS\r\n", b"+OK begin\r\n")];
const LDAP: Script =
    &[("1.3.6.1.4.1.1466.20037", b"\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\0\x04\0\x04\0")];

/// Plays a script; whether the other side came to its end.
async fn play(stream: &mut TcpStream, script: Script) -> bool {
    for (expected, answer) in script {
        let mut said = Vec::new();
        while !String::from_utf8_lossy(&said).ends_with(expected) {
            match stream.read_u8().await {
                Ok(byte) => said.push(byte),
                Err(_) => return false,
            }
        }
        if stream.write_all(answer).await.is_err() {
            return false;
        }
    }
    true
}

/// Starts a server that plays a script and then shakes hands.
async fn modern(script: Script) -> (Server, Vec<Vec<u8>>) {
    modern_as(NAME, script).await
}

/// The same with a certificate for another name.
async fn modern_as(name: &str, script: Script) -> (Server, Vec<Vec<u8>>) {
    let setup = Setup::new(chain(name));
    let sent = setup.sent.iter().map(|der| der.to_vec()).collect();
    let (acceptor, _) = servers::acceptor(setup);
    let server = servers::raw(move |mut stream| {
        let acceptor = acceptor.clone();
        async move {
            if play(&mut stream, script).await
                && let Ok(mut tls) = acceptor.accept(stream).await
            {
                let _ = tls.read(&mut [0; 1]).await;
            }
        }
    })
    .await;
    (server, sent)
}

/// Starts a server that plays a script and then only listens.
async fn ends(script: Script) -> Server {
    servers::raw(move |mut stream| async move {
        play(&mut stream, script).await;
        let _ = stream.shutdown().await;
        while stream.read(&mut [0; 512]).await.is_ok_and(|count| count > 0) {}
    })
    .await
}

async fn look(transport: Transport, address: SocketAddr) -> Capture {
    look_with(PATIENT, Way { transport, domain: "contoso.test", address, server_name: Some(NAME) }).await
}

async fn look_with(options: ProbeOptions, way: Way<'_>) -> Capture {
    Prober::new(options).observe_over(&way).await
}

fn silence(capture: &Capture) -> (Stage, Cause, &str) {
    let silence = capture.silence().unwrap_or_else(|| panic!("{capture:?}"));
    (silence.stage, silence.cause, &silence.why)
}

#[tokio::test]
async fn every_protocol_leads_to_the_chain() {
    let cases = [
        (Transport::StarttlsXmpp, XMPP),
        (Transport::StarttlsXmppClient, XMPP),
        (Transport::StarttlsSmtp, SMTP),
        (Transport::StarttlsImap, IMAP),
        (Transport::StarttlsPop3, POP3),
        (Transport::StarttlsLdap, LDAP),
    ];
    for protocol in PROTOCOLS {
        assert!(cases.iter().any(|(transport, _)| *transport == protocol.transport), "{}", protocol.word);
    }
    for (transport, script) in cases {
        let (server, sent) = modern(script).await;
        let capture = look(transport, server.address).await;
        assert_eq!(capture.outcome, Outcome::Presented, "{transport:?} {capture:?}");
        assert_eq!(capture.presented, sent);
        assert_eq!(capture.session.unwrap().seen_by, SeenBy::Handshake);
    }
}

/// The conversation is led again on each connection.
#[tokio::test]
async fn an_old_server_behind_a_conversation_shows_its_chain() {
    let sent: Vec<Vec<u8>> = chain(NAME).sent.iter().map(|der| der.to_vec()).collect();
    let old = Old::new(sent.clone());
    let server = servers::raw(move |mut stream| {
        let old = old.clone();
        async move {
            if play(&mut stream, SMTP).await {
                old.answer(stream).await;
            }
        }
    })
    .await;
    let capture = look(Transport::StarttlsSmtp, server.address).await;
    assert_eq!(capture.presented, sent);
    assert!(matches!(capture.session.unwrap().seen_by, SeenBy::FirstFlight { .. }));
    assert_eq!(server.accepted(), 2);
}

const INJECTED: Script = &[
    ("", b"220 mail\r\n"),
    ("EHLO chaincheck.invalid\r\n", b"250 STARTTLS\r\n"),
    ("STARTTLS\r\n", b"220 ready\r\n250-mail\r\n250 AUTH PLAIN\r\n"),
];

#[tokio::test]
async fn data_between_agreement_and_handshake_is_refused() {
    const INJECTED_XMPP: Script = &[XMPP[0], ("xmpp-tls'/>", b"<proceed/><stream:features/>")];
    const INJECTED_IMAP: Script = &[IMAP[0], IMAP[1], ("a2 STARTTLS\r\n", b"a2 OK\r\n* CAPABILITY AUTH=PLAIN\r\n")];
    const INJECTED_POP3: Script = &[POP3[0], POP3[1], ("STLS\r\n", b"+OK\r\n+OK\r\n")];
    const INJECTED_LDAP: Script = &[("20037", b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0\x30\x00")];
    for (transport, script) in [
        (Transport::StarttlsSmtp, INJECTED),
        (Transport::StarttlsXmpp, INJECTED_XMPP),
        (Transport::StarttlsXmppClient, INJECTED_XMPP),
        (Transport::StarttlsImap, INJECTED_IMAP),
        (Transport::StarttlsPop3, INJECTED_POP3),
        (Transport::StarttlsLdap, INJECTED_LDAP),
    ] {
        let (server, _) = modern(script).await;
        let capture = look(transport, server.address).await;
        let (stage, cause, why) = silence(&capture);
        assert_eq!((stage, cause), (Stage::Upgrade, Cause::Protocol));
        assert!(why.contains("unsafe"), "{why}");
        assert_eq!(server.accepted(), 1, "no second try");
    }
}

/// What is read at once may end with the agreement, and more wait behind it.
#[tokio::test]
async fn injected_data_behind_a_full_buffer_is_refused() {
    const BUFFER: usize = 4096;
    let agreement = format!("220 {}\r\n", "x".repeat(BUFFER - 6));
    assert_eq!(agreement.len(), BUFFER);
    for (injected, presents) in [("", true), ("250 AUTH PLAIN\r\n", false)] {
        let answer: &'static [u8] = Vec::leak(format!("{agreement}{injected}").into_bytes());
        let script: Script = Vec::leak(vec![SMTP[0], SMTP[1], ("STARTTLS\r\n", answer)]);
        let (server, _) = modern(script).await;
        let capture = look(Transport::StarttlsSmtp, server.address).await;
        assert_eq!(capture.outcome == Outcome::Presented, presents, "{capture:?}");
        assert!(presents || silence(&capture).2.contains("unsafe"), "{capture:?}");
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    const NONE: Script = &[("", b"220 mail\r\n"), ("EHLO chaincheck.invalid\r\n", b"250 HELP\r\n")];
    const LATER: Script = &[SMTP[0], SMTP[1], ("STARTTLS\r\n", b"454 4.7.0 TLS not available\r\n")];
    const LEAVES: Script = &[SMTP[0], SMTP[1], ("STARTTLS\r\n", b"")];
    const WEB: Script = &[("", b"HTTP/1.1 400 Bad Request\r\n\r\n")];
    const SHELL: Script = &[("", b"SSH-2.0-OpenSSH_9.2\r\n")];
    const DIRECTORY: Script = &[("20037", b"\x30\x0e\x02\x01\x01\x78\x09\x0a\x01\x34\x04\0\x04\x02no")];
    let (smtp, xmpp, ldap) = (Transport::StarttlsSmtp, Transport::StarttlsXmpp, Transport::StarttlsLdap);
    let cases = [
        (smtp, NONE, Cause::Refused, "offers no STARTTLS (SMTP)"),
        (smtp, LATER, Cause::Refused, "refuses STARTTLS (SMTP): 454 4.7.0 TLS not available"),
        (smtp, LEAVES, Cause::Closed, "closed the connection before STARTTLS (SMTP)"),
        (smtp, WEB, Cause::Protocol, "does not speak SMTP: answers in plain HTTP"),
        (xmpp, SHELL, Cause::Protocol, "does not speak XMPP between servers: sends an SSH banner"),
        (ldap, DIRECTORY, Cause::Refused, "refuses STARTTLS (LDAP): LDAP result 52 (unavailable), no"),
    ];
    for (transport, script, cause, why) in cases {
        let server = ends(script).await;
        assert_eq!(silence(&look(transport, server.address).await), (Stage::Upgrade, cause, why));
    }
}

#[tokio::test]
async fn endless_talk_is_cut() {
    for (start, transport) in [("220-more\r\n", Transport::StarttlsSmtp), ("x", Transport::StarttlsImap)] {
        let server = servers::raw(move |mut stream| async move {
            let chatter = start.repeat(1000);
            while stream.write_all(chatter.as_bytes()).await.is_ok() {}
        })
        .await;
        let capture = look(transport, server.address).await;
        let (stage, cause, why) = silence(&capture);
        assert_eq!((stage, cause), (Stage::Upgrade, Cause::Protocol), "{why}");
        assert!(why.contains("before STARTTLS"), "{why}");
    }
}

#[tokio::test]
async fn a_mute_server_costs_the_timeout() {
    const HALF: Script = &[("", b"220-mail\r\n2")];
    let silent = "says nothing within 150ms (SMTP), like a port that expects TLS from the first byte";
    for (script, why) in [(&[][..], silent), (HALF, "no agreement on STARTTLS within 150ms (SMTP)")] {
        let server = servers::raw(move |mut stream| async move {
            play(&mut stream, script).await;
            while stream.read(&mut [0; 512]).await.is_ok_and(|count| count > 0) {}
        })
        .await;
        let begun = Instant::now();
        let way = Way { transport: Transport::StarttlsSmtp, domain: "", address: server.address, server_name: None };
        let capture = look_with(HASTY, way).await;
        assert_eq!(silence(&capture), (Stage::Upgrade, Cause::TimedOut, why));
        assert!(begun.elapsed() < 10 * HASTY.timeout, "{:?}", begun.elapsed());
        assert_eq!(server.accepted(), 1);
    }
}

/// What XMPP servers are asked for is the name the certificate must answer for, and it cannot break out of its quotes.
#[tokio::test]
async fn a_stream_is_addressed_to_the_domain() {
    let heard = Arc::new(Mutex::new(String::new()));
    let log = heard.clone();
    let server = servers::raw(move |mut stream| {
        let log = log.clone();
        async move {
            let mut buffer = [0; 512];
            let count = stream.read(&mut buffer).await.unwrap();
            *log.lock().unwrap() = String::from_utf8_lossy(&buffer[..count]).into_owned();
        }
    })
    .await;
    let (transport, domain) = (Transport::StarttlsXmpp, "a'/><b c='");
    look_with(PATIENT, Way { transport, domain, address: server.address, server_name: None }).await;
    let said = heard.lock().unwrap().clone();
    assert!(said.contains(" to='abc' ") && said.contains("xmlns='jabber:server'"), "{said}");
}

/// The check of members reached by `--starttls smtp`.
async fn check(members: &[&Server]) -> TargetReport {
    let mut settings = Settings { transport: Transport::StarttlsSmtp, retries: 0, ..Settings::default() };
    for server in members {
        settings.connect_to.push(format!("{NAME}:25:127.0.0.1:{}", server.address.port()).parse().unwrap());
    }
    let (_keep, cut) = watch::channel(false);
    let checker = Checker::new(settings, Stores::default(), Box::new(|_| {}), cut).with_dns().unwrap();
    checker.check(&Target::Host { host: NAME.to_owned(), port: 25 }).await
}

#[tokio::test]
async fn a_refusal_is_critical_on_all_members_and_a_warning_on_some() {
    const REFUSES: Script = &[SMTP[0], SMTP[1], ("STARTTLS\r\n", b"454 no\r\n")];
    let (serves, _) = modern(SMTP).await;
    let refuses = ends(REFUSES).await;
    let turns_away = ends(&[("", b"554 5.7.1 your address is on a list\r\n")]).await;
    let injects = ends(INJECTED).await;
    for (members, severity, remedy) in [
        (&[&refuses][..], Severity::Critical, "a certificate with its key"),
        (&[&serves, &refuses], Severity::Warning, "a certificate with its key"),
        // Others may be served.
        (&[&turns_away], Severity::Warning, "from a machine that it serves"),
        (&[&injects], Severity::Critical, "a firewall or proxy in between"),
    ] {
        let report = check(members).await;
        assert_eq!(report.endpoints[0].endpoint.transport, Transport::StarttlsSmtp);
        let found: Vec<_> = report.all_findings().filter(|f| f.code == "starttls-refused").collect();
        let [finding] = &found[..] else { panic!("{found:?}") };
        assert_eq!(finding.severity, severity);
        assert!(finding.remedy.contains(remedy), "{}", finding.remedy);
        assert!(report.all_findings().all(|f| f.code != "tls-not-spoken"));
    }
}

#[tokio::test]
async fn the_record_of_a_domain_leads_to_its_gateway() {
    let mut lab = Lab::new("_xmpp-server._tcp SRV 0 0 5269 xmpp\nxmpp A 203.0.113.40").await;
    // The script wants the stream to be opened to the domain, whose name the certificate does not carry.
    let (server, sent) = modern_as("xmpp.contoso.test", XMPP).await;
    lab.route("xmpp.contoso.test", 5269, server.address);
    let report = lab.check().await;
    let gateway = report.endpoints.iter().find(|e| e.endpoint.is(EndpointKind::Xmpp)).unwrap();
    assert_eq!((gateway.endpoint.transport, gateway.endpoint.port), (Transport::StarttlsXmpp, Some(5269)));
    assert_eq!(gateway.endpoint.names, ["contoso.test", "xmpp.contoso.test"]);
    let [seen] = &gateway.observations[..] else { panic!("{gateway:?}") };
    assert_eq!(seen.presented.sent.iter().map(|s| s.der.to_vec()).collect::<Vec<_>>(), sent);
    assert_eq!((seen.name_matches, seen.server_name.as_deref()), (Some(true), Some("xmpp.contoso.test")));
}
