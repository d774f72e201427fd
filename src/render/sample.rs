//! Reports built by hand for the tests of the renderers. Nothing here is signed or parsed.

#![allow(clippy::unwrap_used)]

use std::{net::SocketAddr, sync::Arc, time::Duration};

use crate::model::{
    By, Purpose,
    cert::{
        AuthorityKeyId, BasicConstraints, Cert, Digest, Extensions, GeneralName, Key, KeyAlgorithm, KeyUsage, Name,
        Signature, SignatureScheme,
    },
    chain::{
        Check, CheckName, End, EndKind, Fault, Link, PathCert, Position, PresentedChain, Sent, Source, Trust,
        TrustPath, Walk, Work,
    },
    client::{Client, Family},
    discovery::{
        Answer, Attempt, Deployment, DeploymentKind, Discovery, Errand, Followed, Lookup, Metadata, Realm, RealmHost,
        RealmKind, Request, SignIn, TokenCert, Vantage,
    },
    endpoint::{Endpoint, EndpointKind, Transport},
    finding::{Fact, Finding, Severity, Subject, SubjectKind},
    observation::{Cause, ClientCertificate, Observation, Outcome, SeenBy, Session, Silence, Stage},
    report::{EndpointReport, Report, Store, TargetReport},
    target::Target,
};

mod desk;
mod hostile;

pub use desk::{desk, desks};
pub use hostile::{ATTACKS, evil, hostile};

/// 2026-11-22T10:00:00Z.
pub const NOW: i64 = 1_795_341_600;
const DAY: i64 = 86_400;

/// A certificate that runs out in `days`.
pub fn cert(subject: &str, issuer: &str, days: i64, ca: bool) -> Arc<Cert> {
    let mut sha256 = [0_u8; 32];
    for (i, byte) in subject.bytes().enumerate() {
        sha256[i % 32] = byte.wrapping_add(sha256[i % 32].rotate_left(3));
    }
    let host = subject.strip_prefix("CN=").unwrap_or(subject).to_owned();
    Arc::new(Cert {
        der: subject.as_bytes().repeat(8).into(),
        sha256,
        version: 3,
        serial: vec![0x0a, 0x1b, 0x2c, u8::try_from(subject.len() % 251).unwrap()],
        subject: name(subject),
        issuer: name(issuer),
        not_before: NOW - 300 * DAY,
        not_after: NOW + days * DAY,
        key: Key { algorithm: KeyAlgorithm::Rsa, bits: 2048, spki: 0..0, value: 0..0, id: sha256 },
        tbs: 0..0,
        signature: Signature { scheme: SignatureScheme::RsaPkcs1(Digest::Sha256), value: 0..0 },
        common_names: vec![host.clone()],
        emails: Vec::new(),
        extensions: Extensions {
            basic_constraints: ca.then_some(BasicConstraints { ca: true, path_length: Some(0) }),
            key_usage: Some(KeyUsage(if ca { 0b110_0000 } else { 0b101 })),
            extended_key_usage: (!ca).then(|| vec!["1.3.6.1.5.5.7.3.1".to_owned(), "1.2.3.4".to_owned()]),
            subject_alt_names: (!ca).then(|| vec![GeneralName::Dns(host), GeneralName::Ip(vec![203, 0, 113, 10])]),
            subject_key_id: Some(vec![1, 2, 3]),
            authority_key_id: Some(AuthorityKeyId { key_id: Some(vec![4, 5, 6]), ..AuthorityKeyId::default() }),
            ..Extensions::default()
        },
        problems: Vec::new(),
    })
}

fn name(text: &str) -> Name {
    Name { key: text.as_bytes().to_vec(), text: text.to_owned(), length: 0 }
}

pub fn leaf() -> Arc<Cert> {
    cert("CN=sip.contoso.com", "CN=Contoso Issuing CA 1,O=Contoso", 98, false)
}

pub fn issuing() -> Arc<Cert> {
    cert("CN=Contoso Issuing CA 1", "CN=Contoso Root CA", 1200, true)
}

pub fn root() -> Arc<Cert> {
    cert("CN=Contoso Root CA", "CN=Contoso Root CA", 4000, true)
}

/// A path of these certificates, the first `sent` of them presented, the rest from the system store.
pub fn walk(certs: &[Arc<Cert>], sent: usize, kind: EndKind, faults: Vec<Fault>) -> Walk {
    let on_path = |(i, cert): (usize, &Arc<Cert>)| PathCert {
        cert: cert.clone(),
        source: if i < sent { Source::Presented(i) } else { Source::Anchor("system".to_owned()) },
        checks: vec![
            (CheckName::Validity, if cert.is_valid_at(NOW) { Check::Holds } else { Check::Fails }),
            (CheckName::BasicConstraints, if i == 0 { Check::NotApplicable } else { Check::Holds }),
        ],
    };
    let held =
        |index| Link { index, checks: vec![(CheckName::Signature, Check::Holds), (CheckName::Names, Check::Holds)] };
    let stores = if kind == EndKind::Anchored { vec!["system".to_owned()] } else { Vec::new() };
    Walk {
        purpose: Purpose::Server,
        trust: if faults.iter().any(|f| f.decides) { Trust::Untrusted } else { Trust::Trusted },
        path: TrustPath {
            certificates: certs.iter().enumerate().map(on_path).collect(),
            links: (0..certs.len() - 1).map(held).collect(),
            end: End { kind, index: certs.len() - 1, stores, public: false },
            faults,
        },
        completed_by: None,
        replacements: Vec::new(),
        on_path: vec![true; sent],
        alternatives: 0,
        unsound_alternatives: 0,
        not_walked: 0,
        work: Work::default(),
        stopped: None,
    }
}

pub fn fault(position: Position, code: &'static str) -> Fault {
    Fault { position, code, facts: Vec::new(), decides: true, conditional: false }
}

pub fn presented(address: &str, walk: Walk) -> Observation {
    let sent = walk.path.certificates.iter().filter(|c| matches!(c.source, Source::Presented(_)));
    let sent = sent.map(|c| Sent { sha256: c.cert.sha256, der: c.cert.der.clone(), cert: Ok(c.cert.clone()) });
    Observation {
        address: Some(address.parse::<SocketAddr>().unwrap()),
        server_name: Some("sip.contoso.com".to_owned()),
        outcome: Outcome::Presented,
        session: Some(Session {
            protocol: Some("TLSv1.2".to_owned()),
            cipher: Some("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384".to_owned()),
            alpn: None,
            stapled_ocsp: None,
            client_certificate: ClientCertificate::NotAsked,
            acceptable_issuers: Vec::new(),
            acceptable_issuers_bytes: 0,
            handshake_signature: None,
            seen_by: SeenBy::Handshake,
        }),
        presented: PresentedChain { sent: sent.collect() },
        name_matches: Some(true),
        common_name_only: false,
        opinion: Some(if walk.trust == Trust::Trusted { Ok(()) } else { Err("UnknownIssuer".to_owned()) }),
        downloaded: None,
        also: Vec::new(),
        clients: Vec::new(),
        walk: Some(walk),
        findings: Vec::new(),
    }
}

pub fn trusted(address: &str) -> Observation {
    presented(address, walk(&[leaf(), issuing(), root()], 2, EndKind::Anchored, Vec::new()))
}

pub fn without_issuer(address: &str) -> Observation {
    let fault = fault(Position::End(0), "issuer-missing");
    let mut seen = presented(address, walk(&[leaf()], 1, EndKind::IssuerMissing, vec![fault]));
    seen.findings.push(issuer_missing());
    seen.clients = vec![client(Family::Mobile, Some(false))];
    seen
}

fn client(family: Family, accepts: Option<bool>) -> Client {
    let because = (accepts != Some(true)).then_some("issuer-missing");
    Client { family, accepts, because, why: "", source: "", weak: false }
}

/// Desktops get in where phones and Java programs do not: a chain that is broken beside it, and a trusted one.
pub fn divided() -> Report {
    let clients = [
        (Family::Windows, Some(true)),
        (Family::Mobile, Some(false)),
        (Family::Mac, None),
        (Family::Java, Some(false)),
    ];
    let disagree = Finding {
        id: "clients-disagree@webext.contoso.com:443".to_owned(),
        code: "clients-disagree",
        severity: Severity::Warning,
        by: By::Clients,
        subject: Subject::of(SubjectKind::Observation),
        title: "some clients get in and others do not",
        evidence: vec![Fact::list("accept", ["desktops"]), Fact::list("refuse", ["phones: issuer-missing"])],
        ..issuer_missing()
    };
    let mut broken = without_issuer("203.0.113.20:443");
    broken.clients = clients.map(|(family, accepts)| client(family, accepts)).to_vec();
    broken.findings.push(disagree.clone());
    let mut sound = trusted("203.0.113.21:443");
    sound.clients = broken.clients[..2].to_vec();
    if let Some(session) = &mut sound.session {
        session.client_certificate = ClientCertificate::Requested;
        session.acceptable_issuers = (1..8).map(|n| format!("CN=Contoso CA {n}\u{1b}[m")).collect();
    }
    sound.findings.push(disagree);
    let at = |observation| vec![endpoint("webext.contoso.com", 443, &[EndpointKind::WebServices], vec![observation])];
    report(vec![target("contoso.com", at(broken)), target("fabrikam.com", at(sound))])
}

pub fn silent(address: &str) -> Observation {
    let silence = Silence { stage: Stage::Connect, cause: Cause::TimedOut, why: "no answer within 5 s".into() };
    Observation {
        outcome: Outcome::Silent(silence),
        session: None,
        presented: PresentedChain::default(),
        walk: None,
        name_matches: None,
        common_name_only: false,
        opinion: None,
        also: Vec::new(),
        clients: Vec::new(),
        ..trusted(address)
    }
}

pub fn issuer_missing() -> Finding {
    Finding {
        id: "issuer-missing/sip.contoso.com".to_owned(),
        code: "issuer-missing",
        severity: Severity::Critical,
        by: By::Tls,
        subject: Subject::at(SubjectKind::End, 0),
        title: "does not send its issuer",
        evidence: vec![
            Fact::text("missing issuer", "CN=Contoso Issuing CA 1,O=Contoso"),
            Fact::time("obtained until", NOW + 1200 * DAY),
            Fact::number("certificates sent", 1),
            Fact::list(
                "can be had at",
                ["http://pki.contoso.com/issuing1.crt", "http://pki2.contoso.com/issuing1.crt"],
            ),
        ],
        remedy: "On the server at 203.0.113.11, import CN=Contoso Issuing CA 1 into the computer's store of \
                 intermediate certification authorities, then restart the Access Edge service."
            .into(),
        see: vec!["RFC 5246 7.4.2", "https://learn.microsoft.com/skypeforbusiness/plan-your-deployment/edge"],
        accepted_until: None,
    }
}

pub fn root_sent() -> Finding {
    Finding {
        id: "root-sent/sip.contoso.com".to_owned(),
        code: "root-sent",
        severity: Severity::Notice,
        by: By::Tls,
        subject: Subject::at(SubjectKind::Sent, 1),
        title: "the root certificate was sent too",
        evidence: Vec::new(),
        remedy: "Leave the root out of the chain.".into(),
        see: Vec::new(),
        accepted_until: None,
    }
}

pub fn endpoint(host: &str, port: u16, kinds: &[EndpointKind], observations: Vec<Observation>) -> EndpointReport {
    EndpointReport {
        endpoint: Endpoint {
            kinds: kinds.to_vec(),
            trail: vec![format!("SRV _sip._tls.contoso.com -> {host}:{port}")],
            ..Endpoint::tls(EndpointKind::Host, host, port)
        },
        observations,
        findings: Vec::new(),
    }
}

pub fn target(domain: &str, endpoints: Vec<EndpointReport>) -> TargetReport {
    let lookup = Lookup {
        name: format!("_sip._tls.{domain}."),
        kind: "SRV",
        server: "10.0.0.53".to_owned(),
        answer: Answer::Records,
        records: vec![format!("0 0 443 sip.{domain}.")],
        ttl: Some(300),
        elapsed: Duration::from_millis(9),
    };
    TargetReport {
        target: Target::Domain(domain.to_owned()),
        discovery: Discovery { lookups: vec![lookup], ..Discovery::default() },
        endpoints,
        workstation: None,
        findings: Vec::new(),
        problems: Vec::new(),
        cut: false,
    }
}

pub fn report(targets: Vec<TargetReport>) -> Report {
    Report {
        time: NOW,
        elapsed: Duration::from_millis(812),
        stores: vec![Store { name: "system".to_owned(), decides: true, anchors: 142, problems: Vec::new() }],
        targets,
        findings: Vec::new(),
        comparison: None,
        cut: false,
    }
}

const CLIENT: &[EndpointKind] = &[EndpointKind::AccessEdgeClient, EndpointKind::Federation];

/// Everything in order.
pub fn healthy() -> Report {
    let sso = endpoint("sts.contoso.com", 443, &[EndpointKind::Sso], vec![trusted("203.0.113.20:443")]);
    let edge = endpoint("sip.contoso.com", 443, CLIENT, vec![trusted("203.0.113.10:443"), trusted("203.0.113.11:443")]);
    report(vec![target("contoso.com", vec![edge, sso])])
}

/// One of two members of an Edge pool does not send its issuer; another endpoint sends its root.
pub fn broken() -> Report {
    let members = vec![trusted("203.0.113.10:443"), without_issuer("203.0.113.11:443")];
    let mut sso = trusted("203.0.113.20:443");
    sso.findings.push(root_sent());
    let sso = endpoint("sts.contoso.com", 443, &[EndpointKind::Sso], vec![sso]);
    report(vec![target("contoso.com", vec![endpoint("sip.contoso.com", 443, CLIENT, members), sso])])
}

/// A hybrid domain seen from inside: AD FS leaves out its issuer, and everybody signs in through it.
pub fn hybrid() -> Report {
    let edge = endpoint("sip.contoso.com", 443, CLIENT, vec![trusted("203.0.113.10:443")]);
    let sso = endpoint("sts.contoso.com", 443, &[EndpointKind::Sso], vec![without_issuer("203.0.113.30:443")]);
    let web = endpoint(
        "lyncdiscover.contoso.com",
        443,
        &[EndpointKind::AutodiscoverExternal],
        vec![trusted("203.0.113.20:443")],
    );
    let mut target = target("contoso.com", vec![web, edge, sso]);
    target.discovery = Discovery { lookups: target.discovery.lookups, ..learnt() };
    report(vec![target])
}

/// What a hybrid domain's records and documents tell.
pub fn learnt() -> Discovery {
    let tried = |name: &str, kind, answer| Attempt { name: format!("{name}.contoso.com"), kind, answer };
    let way = |client, tried, host: &str| SignIn {
        client,
        families: &[],
        tried,
        ends_at: Some((format!("{host}.contoso.com"), 443)),
        source: "Microsoft, client sign-in",
    };
    let inside = || tried("lyncdiscoverinternal", "A/AAAA", Followed::No);
    let request = Request {
        purpose: Errand::Autodiscover,
        url: "https://lyncdiscover.contoso.com/".to_owned(),
        address: Some("203.0.113.20:443".parse().unwrap()),
        status: Some(200),
        outcome: "names webext.contoso.com".into(),
        ahead: Some(1),
        server: Some("FE02.corp.contoso.com".to_owned()),
        presented: vec![leaf().sha256],
        elapsed: Duration::from_millis(31),
    };
    Discovery {
        deployment: Some(Deployment {
            kind: DeploymentKind::Hybrid,
            cloud: Some("Worldwide and GCC"),
            because: vec![
                "its own records lead to its own servers".into(),
                "the online directory knows the domain".into(),
            ],
        }),
        sign_in: vec![
            way(
                "Skype for Business desktop",
                vec![inside(), tried("lyncdiscover", "A/AAAA", Followed::Yes)],
                "lyncdiscover",
            ),
            way("Lync Phone Edition", vec![tried("_sip._tls", "SRV", Followed::Yes)], "sip"),
        ],
        vantage: Vantage::Internal,
        requests: vec![request],
        realm: Some(Realm {
            kind: RealmKind::Federated,
            hosts: vec![RealmHost { host: "sts.contoso.com".to_owned(), port: 443, adfs: true }],
        }),
        metadata: vec![Metadata {
            host: "sts.contoso.com".to_owned(),
            port: 443,
            outcome: Ok(vec![TokenCert { signs: true, cert: root() }]),
        }],
        ..Discovery::default()
    }
}

/// Twenty addresses, all with the same fault.
pub fn crowd() -> Report {
    let member = |i| {
        let mut seen = without_issuer(&format!("203.0.113.{i}:443"));
        seen.findings[0].remedy = format!(
            "append CN=Contoso Issuing CA 1 (SHA-256 {}) to the chain file served by sip.contoso.com (203.0.113.{i})",
            issuing().fingerprint()
        )
        .into();
        seen
    };
    let members = (1..=20).map(member).collect();
    report(vec![target("contoso.com", vec![endpoint("sip.contoso.com", 443, CLIENT, members)])])
}

/// Nobody answers.
pub fn mute() -> Report {
    let members = vec![silent("203.0.113.10:443"), silent("[2001:db8:1234:5678:9abc:def0:1234:5678]:443")];
    report(vec![target("contoso.com", vec![endpoint("sip.contoso.com", 443, CLIENT, members)])])
}

/// A finding about the machine.
pub fn intercepted() -> Finding {
    Finding {
        id: "tls-intercepted".to_owned(),
        code: "tls-intercepted",
        severity: Severity::Warning,
        by: By::Program,
        subject: Subject::of(SubjectKind::Run),
        title: "an inspecting proxy stands between this machine and the Internet",
        evidence: vec![Fact::text("root", "CN=Proxy\u{1b}[31m CA")],
        remedy: "Run the check from a machine that is not behind the proxy.".into(),
        see: Vec::new(),
        accepted_until: None,
    }
}

/// What happens less often: a wrong name, a look without SNI, roles without certificate, files, failing DNS, a cut.
pub fn odd() -> Report {
    let mut wrong = trusted("203.0.113.30:5061");
    wrong.name_matches = Some(false);
    wrong.findings.push(Finding {
        id: "name-mismatch/sip.contoso.com".to_owned(),
        code: "name-mismatch",
        subject: Subject::at(SubjectKind::Certificate, 0),
        title: "the certificate does not answer for the name",
        ..issuer_missing()
    });
    let beside = Observation { server_name: None, findings: Vec::new(), ..wrong.clone() };
    let skipped = Observation { outcome: Outcome::Skipped, ..silent("[2001:db8::30]:443") };
    let mut host = target(
        "contoso.com",
        vec![endpoint("sip.contoso.com", 443, &[EndpointKind::Host], vec![wrong, beside, skipped])],
    );
    host.target = Target::Host { host: "sip.contoso.com".to_owned(), port: 443 };

    let by_design = Observation { outcome: Outcome::ByDesign, ..silent("203.0.113.40:443") };
    let av = endpoint("av.contoso.com", 443, &[EndpointKind::AvEdge], vec![by_design]);
    let mut expiring = presented(
        "203.0.113.41:443",
        walk(&[leaf(), cert("CN=Short CA", "CN=Contoso Root CA", 9, true), root()], 2, EndKind::Anchored, Vec::new()),
    );
    expiring.findings.push(Finding {
        id: "cert-expires-soon/short".to_owned(),
        code: "cert-expires-soon",
        severity: Severity::Warning,
        subject: Subject::at(SubjectKind::Certificate, 1),
        title: "a certificate runs out soon",
        ..issuer_missing()
    });
    let mut other = expiring.clone();
    other.address = Some("203.0.113.42:443".parse().unwrap());
    other.findings[0].evidence.truncate(1);
    let soon = endpoint("meet.contoso.com", 443, &[EndpointKind::Meet], vec![expiring, other]);

    let mut seen = without_issuer("203.0.113.1:443");
    (seen.address, seen.server_name, seen.name_matches) = (None, None, None);
    let mut file = endpoint("", 0, &[EndpointKind::File], vec![seen]);
    (file.endpoint.host, file.endpoint.port, file.endpoint.transport) = (None, None, Transport::File);
    let mut file = target("", vec![file]);
    file.target = Target::File("/tmp/chain.pem".into());
    let mut unreadable = target("", Vec::new());
    unreadable.target = Target::File("/tmp/none\u{1b}[2J.pem".into());
    unreadable.problems.push("no such file".into());

    let mut deaf = target("fabrikam.com", Vec::new());
    deaf.discovery.lookups[0].answer = Answer::Timeout;
    deaf.discovery.lookups[0].records.clear();
    let mut empty = target("empty.example", Vec::new());
    empty.discovery.lookups[0].answer = Answer::NoName;
    let mut report = report(vec![host, target("contoso.com", vec![av, soon]), file, unreadable, deaf, empty]);
    report.cut = true;
    report
}
