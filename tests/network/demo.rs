//! Each scenario of the demo starts, and every member presents what the scenario says, by the opinion of webpki.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, SystemTime},
};

use chaincheck::{
    demo::{self, ConnectTo, DEFAULT_SCENARIO, Deployment, SCENARIOS, Scenario},
    model::observation::{Cause, ClientCertificate, Outcome},
    probe::{Capture, ProbeOptions, Prober},
};
use hickory_proto::{
    op::{Message, MessageType, OpCode, Query, ResponseCode},
    rr::{Name, RData, RecordType},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
};
use tokio_rustls::rustls::{
    CertificateError, Error, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

const OPTIONS: ProbeOptions = ProbeOptions { timeout: Duration::from_secs(20), retries: 0 };

/// What one member shows: certificates sent, and whether a modern client that knows the root accepts them.
type Seen = (usize, Verdict);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Fine,
    Expired,
    UnknownIssuer,
    WrongName,
    Refused,
}

use Verdict::{Expired, Fine, Refused, UnknownIssuer, WrongName};

/// The members of `sip` at 443 and at 5061, then webext, lyncdiscover, lyncdiscoverinternal, meet, dialin, then sts,
/// then five hosts of the cloud; those alone where nothing else is left.
fn expected(scenario: &str) -> Vec<Seen> {
    let mut seen = vec![(2, Fine); 15];
    match scenario {
        "healthy" | "private-root" | "mutual-tls" | "second-sip-domain" => {}
        // The customer's names for two or one of those do not stand in their certificates, by instruction.
        "teams-only" => {
            seen = vec![(2, Fine), (2, Fine), (2, WrongName), (2, Fine), (2, Fine), (2, WrongName), (2, Fine)]
        }
        "half-migrated" => seen[11] = (2, WrongName),
        "missing-intermediate" => (seen[1], seen[3]) = ((1, UnknownIssuer), (1, UnknownIssuer)),
        "expired-intermediate" => seen[..4].fill((2, Expired)),
        "wrong-name" => seen[5..9].fill((2, WrongName)),
        "stale-intermediate" => seen[..4].fill((2, UnknownIssuer)),
        "refused-address" => (seen[1], seen[3]) = ((0, Refused), (0, Refused)),
        "hybrid-sso" => seen[9] = (1, UnknownIssuer),
        other => panic!("no expectation for {other}"),
    }
    seen
}

/// Where TLS is spoken.
fn with_tls(deployment: &Deployment) -> impl Iterator<Item = &ConnectTo> {
    deployment.connect_to.iter().filter(|entry| entry.port != 80)
}

async fn look(deployment: &Deployment) -> Vec<Capture> {
    let prober = Prober::new(OPTIONS);
    let mut captures = vec![];
    for entry in with_tls(deployment) {
        captures.push(prober.observe(entry.address, Some(&entry.host)).await);
    }
    captures
}

fn verdict(deployment: &Deployment, host: &str, capture: &Capture) -> Verdict {
    if capture.silence().is_some_and(|silence| silence.cause == Cause::Refused) {
        return Refused;
    }
    assert_eq!(capture.outcome, Outcome::Presented);
    let mut roots = RootCertStore::empty();
    for pem in [&deployment.root_pem, &deployment.cloud_root_pem] {
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    }
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider())).build().unwrap();
    let certs: Vec<CertificateDer<'_>> = capture.presented.iter().map(|der| der.as_slice().into()).collect();
    let name = ServerName::try_from(host).unwrap();
    match verifier.verify_server_cert(&certs[0], &certs[1..], &name, &[], UnixTime::now()) {
        Ok(_) => Fine,
        Err(Error::InvalidCertificate(error)) => match error {
            CertificateError::ExpiredContext { .. } => Expired,
            CertificateError::NotValidForNameContext { .. } => WrongName,
            CertificateError::UnknownIssuer | CertificateError::BadSignature => UnknownIssuer,
            error => panic!("{host}: {error:?}"),
        },
        Err(error) => panic!("{host}: {error}"),
    }
}

#[tokio::test]
async fn every_scenario_shows_what_it_says() {
    for scenario in SCENARIOS {
        let deployment = demo::start(scenario, SystemTime::now()).await.unwrap();
        let captures = look(&deployment).await;
        let seen: Vec<Seen> = with_tls(&deployment)
            .zip(&captures)
            .map(|(entry, capture)| (capture.presented.len(), verdict(&deployment, &entry.host, capture)))
            .collect();
        assert_eq!(seen, expected(scenario.name), "{}", scenario.name);
        let bad_signatures = captures.iter().filter_map(|c| c.session.as_ref()?.handshake_signature.as_ref()).count();
        assert_eq!(bad_signatures, 0);
        assert_eq!(deployment.uses_root, scenario.name != "private-root");
    }
}

#[tokio::test]
async fn the_federation_port_asks_or_insists() {
    for (name, wanted, protocols) in [
        ("healthy", ClientCertificate::Requested, ["TLSv1.3", "TLSv1.3"]),
        ("mutual-tls", ClientCertificate::Required, ["TLSv1.2", "TLSv1.3"]),
    ] {
        let deployment = demo::start(Scenario::find(name).unwrap(), SystemTime::now()).await.unwrap();
        let captures = look(&deployment).await;
        for (capture, protocol) in captures[2..4].iter().zip(protocols) {
            let session = capture.session.as_ref().unwrap();
            assert_eq!(session.client_certificate, wanted);
            assert_eq!(session.protocol.as_deref(), Some(protocol));
            assert_eq!(capture.acceptable_issuers.len(), 1);
        }
    }
}

#[tokio::test]
async fn certificates_live_a_day_and_the_root_is_good_for_contoso_only() {
    let deployment = demo::start(&SCENARIOS[0], SystemTime::now()).await.unwrap();
    let captures = look(&deployment).await;
    let root = CertificateDer::from_pem_slice(deployment.root_pem.as_bytes()).unwrap().to_vec();
    let mut serials = BTreeSet::new();
    for der in captures[0].presented.iter().chain([&root]) {
        let (rest, cert) = X509Certificate::from_der(der).unwrap();
        assert!(rest.is_empty());
        let validity = cert.validity();
        assert_eq!(validity.not_after.timestamp() - validity.not_before.timestamp(), 24 * 60 * 60);
        assert!(serials.insert(cert.raw_serial().to_vec()));
    }
    let (_, root) = X509Certificate::from_der(&root).unwrap();
    let constraints = root.name_constraints().unwrap().unwrap();
    assert!(constraints.critical);
    let permitted: Vec<_> = constraints.value.permitted_subtrees.iter().flatten().map(|tree| &tree.base).collect();
    assert_eq!(permitted, [&GeneralName::DNSName("contoso.test")]);
}

#[tokio::test]
async fn the_name_server_knows_contoso_and_refuses_others() {
    let deployment = demo::start(&SCENARIOS[0], SystemTime::now()).await.unwrap();
    let ask = async |name: &str, kind: RecordType| {
        let by_udp = ask_udp(deployment.dns, name, kind).await;
        let by_tcp = ask_tcp(deployment.dns, name, kind).await;
        assert_eq!(by_udp.answers, by_tcp.answers);
        assert_eq!(by_udp.metadata.response_code, by_tcp.metadata.response_code);
        (by_udp.metadata.response_code, by_udp.answers.into_iter().map(|r| r.data).collect::<Vec<_>>())
    };

    for ConnectTo { host, .. } in &deployment.connect_to {
        let (code, answers) = ask(&format!("{host}."), RecordType::A).await;
        assert_eq!((code, answers.len()), (ResponseCode::NoError, 1));
        assert_eq!(answers[0].ip_addr(), Some(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }
    for (service, port) in [("_sip._tls.contoso.test.", 443), ("_sipfederationtls._tcp.contoso.test.", 5061)] {
        let (_, answers) = ask(service, RecordType::SRV).await;
        let [RData::SRV(srv)] = &answers[..] else { panic!("{answers:?}") };
        assert_eq!((srv.port, srv.target.to_ascii().as_str()), (port, "sip.contoso.test."));
    }
    assert_eq!(ask("sip.contoso.test.", RecordType::AAAA).await, (ResponseCode::NoError, vec![]));
    assert_eq!(ask("nowhere.contoso.test.", RecordType::A).await, (ResponseCode::NXDomain, vec![]));
    assert_eq!(ask("example.com.", RecordType::A).await, (ResponseCode::Refused, vec![]));
}

#[tokio::test]
async fn a_deployment_that_is_dropped_is_gone() {
    let deployment = demo::start(&SCENARIOS[0], SystemTime::now()).await.unwrap();
    let address = deployment.connect_to[0].address;
    drop(deployment);
    // The task ends when the runtime next looks at it.
    let refused = async { while TcpStream::connect(address).await.is_ok() {} };
    tokio::time::timeout(OPTIONS.timeout, refused).await.unwrap();
}

#[test]
fn scenarios_are_well_formed() {
    let names: BTreeSet<_> = SCENARIOS.iter().map(|s| s.name).collect();
    assert_eq!(names.len(), SCENARIOS.len());
    assert!(Scenario::find(DEFAULT_SCENARIO).is_some());
    assert!(Scenario::find("nothing-like-it").is_none());
    for scenario in SCENARIOS {
        assert!(scenario.expected.is_sorted(), "{}", scenario.name);
        assert!(!scenario.title.is_empty() && !scenario.description.contains("  "), "{}", scenario.name);
    }
}

#[test]
fn connect_to_reads_as_the_option_takes_it() {
    let entry = ConnectTo { host: "sip.contoso.test".into(), port: 443, address: ([127, 0, 0, 1], 50443).into() };
    assert_eq!(entry.to_string(), "sip.contoso.test:443:127.0.0.1:50443");
}

fn query(name: &str, kind: RecordType) -> Vec<u8> {
    let mut message = Message::new(7, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
    message.to_vec().unwrap()
}

async fn ask_udp(server: SocketAddr, name: &str, kind: RecordType) -> Message {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    socket.send_to(&query(name, kind), server).await.unwrap();
    let mut answer = vec![0; 4096];
    let count = socket.recv(&mut answer).await.unwrap();
    Message::from_vec(&answer[..count]).unwrap()
}

async fn ask_tcp(server: SocketAddr, name: &str, kind: RecordType) -> Message {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let query = query(name, kind);
    stream.write_u16(query.len().try_into().unwrap()).await.unwrap();
    stream.write_all(&query).await.unwrap();
    let mut answer = vec![0; stream.read_u16().await.unwrap().into()];
    stream.read_exact(&mut answer).await.unwrap();
    Message::from_vec(&answer).unwrap()
}
