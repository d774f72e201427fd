//! Reports by hand: what the network and DNS might have shown, without either.

use std::{net::SocketAddr, time::Duration};

use chaincheck::{
    check::Settings,
    judge::{self, Policy},
    model::{
        Answer, Discovery, Endpoint, EndpointKind, Fact, Fault, Lookup, Observation, Outcome, Position, Report,
        Silence, Stage, Target, Text,
        discovery::{
            Errand, Intercepted, Metadata, Presence, Realm, RealmHost, RealmKind, RecordState, Request, TokenCert, Zone,
        },
        observation::{Cause, ClientCertificate, SeenBy, Session},
        report::{EndpointReport, TargetReport},
    },
    trust::Stores,
};

use super::{
    pki::{Draft, Made, authority, root},
    scene::{self, Scene},
    zones,
};

/// 2026-07-01, as in the fixtures.
pub const TIME: i64 = 1_782_864_000;

pub const HOST: &str = "sip.contoso.com";
pub const FIRST: &str = "192.0.2.1:443";
pub const SECOND: &str = "192.0.2.2:443";

/// Where web services are: no Edge, so that members may differ.
pub fn web() -> Endpoint {
    Endpoint::tls(EndpointKind::WebServices, HOST, 443)
}

/// An Edge pool.
pub fn edge() -> Endpoint {
    Endpoint { kinds: vec![EndpointKind::AccessEdgeClient], ..web() }
}

/// One of Microsoft's hosts.
pub fn cloud() -> Endpoint {
    Endpoint { microsoft: true, ..edge() }
}

/// A name for autodiscover, and the way from one of its URLs to a document.
pub fn lyncdiscover(observation: Observation, way: &[&str]) -> TargetReport {
    let endpoint = Endpoint { kinds: vec![EndpointKind::AutodiscoverExternal], ..web() };
    let mut target = domain(endpoint, vec![observation]);
    target.discovery.published = vec![way.iter().map(ToString::to_string).collect()];
    target.discovery.requests = vec![asked("http://sip.contoso.com/", Some(200), "")];
    target
}

/// A request for autodiscover, its status and what came of it.
pub fn asked(url: &str, status: Option<u16>, outcome: &str) -> Request {
    Request {
        purpose: Errand::Autodiscover,
        url: url.to_owned(),
        address: FIRST.parse().ok(),
        status,
        outcome: outcome.into(),
        ahead: None,
        server: None,
        presented: Vec::new(),
        elapsed: Duration::ZERO,
    }
}

/// Lyncdiscover of the domain's own, and what it was asked for and said.
pub fn asked_for_a_document(requests: Vec<Request>) -> TargetReport {
    let record = zones::host("lyncdiscover", EndpointKind::AutodiscoverExternal, Zone::External);
    zone(Discovery { requests, ..found(record) })
}

/// AD FS, or who else signs users in.
pub fn sso() -> Endpoint {
    Endpoint { kinds: vec![EndpointKind::Sso], ..web() }
}

/// AD FS behind one address, with what was read from its federation metadata.
pub fn adfs(outcome: Result<Vec<TokenCert>, Text>) -> TargetReport {
    let mut target = domain(sso(), vec![presents("healthy", FIRST)]);
    target.discovery.metadata = vec![Metadata { host: HOST.to_owned(), port: 443, outcome }];
    target
}

/// A certificate that signs tokens, from and until so many days from now.
pub fn token(from: i64, until: i64) -> TokenCert {
    let mut cert = presents("self-signed", FIRST).presented.leaf().unwrap().as_ref().clone();
    (cert.not_before, cert.not_after) = (TIME + from * 86_400, TIME + until * 86_400);
    cert.sha256[..8].copy_from_slice(&until.to_be_bytes());
    TokenCert { signs: true, cert: cert.into() }
}

/// The realm of a domain whose users one host signs in.
pub fn realm(adfs: bool) -> Realm {
    Realm { kind: RealmKind::Federated, hosts: vec![RealmHost { host: HOST.to_owned(), port: 443, adfs }] }
}

/// A host that was only guessed.
pub fn guessed() -> Endpoint {
    Endpoint { fallback: true, ..web() }
}

/// An address that presents the chain of a scene.
pub fn presents(name: &str, address: &str) -> Observation {
    let report = Scene::read(name).run();
    let mut observation = scene::observation(&report).clone();
    observation.address = Some(address.parse().unwrap());
    observation.server_name = Some(HOST.to_owned());
    observation.findings.clear();
    observation
}

/// An address that presents a chain made here: the leaf and its issuer are sent, the root is trusted.
pub fn sends(name: &str, leaf: Draft) -> Observation {
    sends_below(name, leaf, authority("Contoso Issuing CA"))
}

/// The same with an issuer of its own.
pub fn sends_below(name: &str, leaf: Draft, issuing: Draft) -> Observation {
    let root = root("Contoso Root CA");
    let issuing = issuing.signed_by(&root);
    let leaf = leaf.signed_by(&issuing);
    sends_all(name, &[&leaf, &issuing], &root)
}

/// An address that presents certificates made here.
pub fn sends_all(name: &str, sent: &[&Made], root: &Made) -> Observation {
    let folder = tempfile::tempdir().unwrap();
    let [chain, anchors] = ["chain.der", "root.der"].map(|file| folder.path().join(file));
    std::fs::write(&chain, sent.iter().map(|made| made.der.as_slice()).collect::<Vec<_>>().concat()).unwrap();
    std::fs::write(&anchors, &root.der).unwrap();
    let mut stores = Stores::default();
    stores.add_path(&anchors).unwrap();
    let settings = Settings { at: Some(TIME), name: Some(name.to_owned()), ..Settings::default() };
    let mut observation = scene::observation(&scene::run(settings, stores, &chain)).clone();
    observation.address = FIRST.parse().ok();
    observation.server_name = Some(name.to_owned());
    observation.findings.clear();
    observation
}

/// The same below a root that everybody knows.
pub fn public(mut observation: Observation) -> Observation {
    let end = &mut observation.walk.as_mut().unwrap().path.end;
    (end.public, end.stores) = (true, vec!["system".to_owned()]);
    observation
}

/// The healthy chain as it stood in the first messages of a server that refuses modern clients.
pub fn shows_to_older_clients(scene: &str, protocol: &str, cipher: &str) -> Observation {
    let mut observation = presents(scene, FIRST);
    observation.session = Some(Session {
        acceptable_issuers_bytes: 0,
        protocol: Some(protocol.to_owned()),
        cipher: Some(cipher.to_owned()),
        alpn: None,
        stapled_ocsp: None,
        client_certificate: ClientCertificate::NotAsked,
        acceptable_issuers: Vec::new(),
        handshake_signature: None,
        seen_by: SeenBy::FirstFlight { refused: "an alert".into(), unread: 3, dropped: 44 },
    });
    observation
}

/// The healthy chain with a stapled OCSP response that is of no use and says something all the same.
pub fn staples(says: &str) -> Observation {
    let mut observation = presents("healthy", FIRST);
    let facts = vec![Fact::text("stapled OCSP response", Text::words("it has run out")), Fact::text("it says", says)];
    observation.walk.as_mut().unwrap().path.faults.push(Fault {
        position: Position::Certificate(0),
        code: "staple-invalid",
        facts,
        decides: false,
        conditional: false,
    });
    observation
}

/// An address that presents the healthy chain over a protocol.
pub fn speaks(protocol: &str, cipher: &str) -> Observation {
    let session = Session {
        seen_by: SeenBy::Handshake,
        protocol: Some(protocol.to_owned()),
        cipher: Some(cipher.to_owned()),
        alpn: None,
        stapled_ocsp: None,
        client_certificate: ClientCertificate::NotAsked,
        acceptable_issuers: Vec::new(),
        acceptable_issuers_bytes: 0,
        handshake_signature: None,
    };
    Observation { session: Some(session), ..presents("healthy", FIRST) }
}

/// The same where the server's key is not its certificate's.
pub fn signs_with_another_key() -> Observation {
    let mut seen = speaks("TLSv1.3", "TLS_AES_256_GCM_SHA384");
    seen.session.as_mut().unwrap().handshake_signature = Some("not made with that key".into());
    seen
}

/// The same where client certificates of so many authorities are accepted, whose names take so many bytes.
pub fn accepts(bytes: usize, authorities: usize) -> Observation {
    let mut seen = speaks("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    let session = seen.session.as_mut().unwrap();
    session.client_certificate = ClientCertificate::Requested;
    session.acceptable_issuers = (0..authorities).map(|n| format!("CN=Authority {n}")).collect();
    session.acceptable_issuers_bytes = bytes;
    seen
}

/// An address that presents nothing.
pub fn shows(outcome: Outcome, address: Option<SocketAddr>) -> Observation {
    Observation { address, server_name: Some(HOST.to_owned()), ..Observation::of(outcome) }
}

/// An address that stays silent.
pub fn silent(stage: Stage, cause: Cause, address: &str) -> Observation {
    let why = "for the test".to_owned();
    shows(Outcome::Silent(Silence { stage, cause, why: why.into() }), address.parse().ok())
}

pub fn refuses(address: &str) -> Observation {
    silent(Stage::Connect, Cause::Refused, address)
}

pub fn times_out(address: &str) -> Observation {
    silent(Stage::Connect, Cause::TimedOut, address)
}

/// A record of the catalogue.
pub fn record(presence: Presence) -> RecordState {
    RecordState {
        name: "_sip._tls.contoso.com".to_owned(),
        kind: "SRV",
        role: Some(EndpointKind::AccessEdgeClient),
        zone: Zone::External,
        optional: false,
        presence,
        port: 443,
        aliases: Vec::new(),
        services: Vec::new(),
        addresses: Vec::new(),
        dropped: 0,
        cloud: None,
    }
}

/// What DNS said, if it came to that record alone.
pub fn found(record: RecordState) -> Discovery {
    let lookup = Lookup {
        name: format!("{}.", record.name),
        kind: record.kind,
        server: "192.0.2.53:53".to_owned(),
        answer: Answer::Records,
        records: Vec::new(),
        ttl: None,
        elapsed: Duration::ZERO,
    };
    Discovery { lookups: vec![lookup], records: vec![record], ..Discovery::default() }
}

/// The domain with one endpoint.
pub fn domain(endpoint: Endpoint, observations: Vec<Observation>) -> TargetReport {
    let endpoints = vec![EndpointReport { endpoint, observations, findings: Vec::new() }];
    TargetReport {
        target: Target::Domain("contoso.com".to_owned()),
        discovery: Discovery::default(),
        endpoints,
        workstation: None,
        findings: Vec::new(),
        problems: Vec::new(),
        cut: false,
    }
}

/// The domain with nothing but what DNS said.
pub fn zone(discovery: Discovery) -> TargetReport {
    let mut target = domain(web(), Vec::new());
    target.endpoints.clear();
    target.discovery = discovery;
    target
}

/// The domain whose hosts answered by clocks so many seconds ahead of ours.
pub fn answers(hosts: &[(&str, i64)]) -> TargetReport {
    let request = |(host, ahead): &(&str, i64)| Request {
        ahead: Some(*ahead),
        ..asked(&format!("https://{host}.contoso.com:443/path?{ahead}"), Some(200), "")
    };
    let mut target = zone(Discovery { requests: hosts.iter().map(request).collect(), ..Discovery::default() });
    target.endpoints = hosts
        .iter()
        .map(|(host, _)| {
            let endpoint = Endpoint::tls(EndpointKind::WebServices, &format!("{host}.contoso.com"), 443);
            EndpointReport { endpoint, observations: Vec::new(), findings: Vec::new() }
        })
        .collect();
    target
}

/// A host of Microsoft's in whose stead somebody else presents a chain.
pub fn inspected(chain: &str) -> TargetReport {
    let mut target = domain(cloud(), vec![presents(chain, FIRST)]);
    let proxy = "CN=Contoso Inspection";
    let one = Intercepted { host: HOST.to_owned(), issuer: proxy.to_owned(), root: proxy.to_owned() };
    target.discovery.intercepted = vec![one];
    target
}

/// A domain at which nothing is wrong: two members that agree, a role without a certificate, a guess that came to
/// nothing, an internal name that is not public, and AD FS behind two proxies whose token certificate is being changed.
pub fn healthy_domain() -> TargetReport {
    let mut target = domain(edge(), vec![presents("healthy", FIRST), presents("healthy", SECOND)]);
    let audio = Endpoint { kinds: vec![EndpointKind::AvEdge], ..edge() };
    let by_design = shows(Outcome::ByDesign, SECOND.parse().ok());
    let others = [(audio, by_design), (guessed(), refuses(SECOND))];
    target.endpoints.extend(others.map(|(endpoint, observation)| EndpointReport {
        endpoint,
        observations: vec![observation],
        findings: Vec::new(),
    }));
    target.discovery = found(record(Presence::Present));
    target.discovery.records.push(RecordState { optional: true, ..record(Presence::Absent) });
    let federation = adfs(Ok(vec![token(-360, 5), token(-15, 350)]));
    target.endpoints.extend(federation.endpoints);
    target.endpoints.last_mut().unwrap().observations.push(presents("healthy", SECOND));
    target.discovery.metadata = federation.discovery.metadata;
    target.discovery.realm = Some(realm(true));
    target
}

/// Judges targets and the run they make.
pub fn run(targets: Vec<TargetReport>) -> Report {
    run_under(&Policy::default(), targets)
}

/// The same with overrides.
pub fn run_under(policy: &Policy, mut targets: Vec<TargetReport>) -> Report {
    for target in &mut targets {
        judge::judge(target, policy, TIME);
    }
    let mut report = Report {
        time: TIME,
        elapsed: Duration::ZERO,
        stores: Vec::new(),
        targets,
        findings: Vec::new(),
        comparison: None,
        cut: false,
    };
    judge::judge_run(&mut report, policy);
    // Of a long list only this is kept for judging the run: it is enough.
    let kept = report.targets.iter().cloned().filter_map(judge::beyond_itself).collect();
    let mut rest = Report { targets: kept, ..report.clone() };
    judge::judge_run(&mut rest, policy);
    assert_eq!(format!("{:?}", rest.findings), format!("{:?}", report.findings));
    report
}
