//! What endpoints, targets and runs are said to suffer from, case by case.

use chaincheck::model::{
    Answer, Discovery, Endpoint, EndpointKind, Observation, Outcome, Report, Resolution, Stage, Target,
    discovery::{DeploymentKind, Errand, Presence, RecordState, Stranger, TokenCert, Vantage},
    observation::Cause,
    report::TargetReport,
};

use super::{
    clients::bare,
    desks,
    reports::{
        FIRST, HOST, SECOND, accepts, adfs, answers, asked, asked_for_a_document, cloud, domain, edge, found, guessed,
        inspected, lyncdiscover, presents, realm, record, refuses, run, shows, shows_to_older_clients,
        signs_with_another_key, silent, speaks, sso, staples, times_out, token, web, zone,
    },
    roles, zones,
};

/// A report, and each finding expected in it with what it is about.
pub struct Case {
    pub name: &'static str,
    pub build: fn() -> Report,
    pub expected: &'static [&'static str],
}

macro_rules! cases {
    ($($name:literal: $target:expr => [$($expected:literal),*];)*) => {
        pub const CASES: &[Case] = &[$(
            Case { name: $name, build: || run(vec![$target]), expected: &[$($expected),*] },
        )*];
    };
}
pub(crate) use cases;

/// Every case, those about roles among them.
pub fn all() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(roles::CASES).chain(desks::all())
}

cases! {
    "every address refuses": domain(web(), vec![refuses(FIRST), refuses(SECOND)])
        => ["critical endpoint-unreachable endpoint"];
    "every address times out": domain(web(), vec![times_out(FIRST), times_out(SECOND)])
        => ["warning endpoint-unreachable endpoint"];
    "one refuses and one times out": domain(web(), vec![refuses(FIRST), times_out(SECOND)])
        => ["warning endpoint-unreachable endpoint"];
    "one member of two refuses": domain(web(), vec![presents("healthy", FIRST), refuses(SECOND)])
        => ["warning endpoint-unreachable endpoint"];
    "two members of three refuse":
        domain(web(), vec![presents("healthy", FIRST), refuses(SECOND), refuses("192.0.2.3:443")])
        => ["warning endpoint-unreachable endpoint", "warning endpoint-unreachable endpoint"];
    "a handshake that times out": domain(web(), vec![silent(Stage::Handshake, Cause::TimedOut, FIRST)])
        => ["warning endpoint-unreachable endpoint"];
    "a guess that refuses": domain(guessed(), vec![refuses(FIRST)]) => [];
    "a guess that is no TLS": domain(guessed(), vec![silent(Stage::Handshake, Cause::NotTls, FIRST)]) => [];
    "a host without address, named by the user": {
        let mut target = domain(web(), vec![silent(Stage::Resolve, Cause::NoAddress, "")]);
        target.target = Target::Host { host: "sip.contoso.com".to_owned(), port: 443 };
        target
    } => ["warning endpoint-unreachable endpoint"];
    "a host without address, found through a domain, where records speak of it":
        domain(web(), vec![silent(Stage::Resolve, Cause::NoAddress, "")]) => [];
    "a host that resolves, and a --connect-to that does not": {
        let mut host = web();
        host.resolution.addresses.push([192, 0, 2, 1].into());
        domain(host, vec![silent(Stage::Resolve, Cause::NoAddress, "")])
    } => ["warning endpoint-unreachable endpoint"];

    "some clients get in": domain(web(), vec![presents("key-1024", FIRST)])
        => ["warning clients-disagree observation", "warning key-weak certificate"];
    "every client refuses": domain(web(), vec![presents("wrong-name", FIRST)])
        => ["critical name-mismatch certificate"];
    "no certificate without SNI": domain(web(), vec![presents("healthy", FIRST), bare(None)])
        => ["notice sni-required observation"];
    "no answer without SNI, which says nothing of SNI": {
        let silent = Observation { server_name: None, ..times_out(FIRST) };
        domain(web(), vec![presents("healthy", FIRST), silent])
    } => [];
    "another certificate without SNI, whatever is wrong with it":
        domain(sso(), vec![presents("healthy", FIRST), bare(Some("several-faults"))])
        => ["notice sni-changes-chain observation"];
    "the same certificate without SNI": domain(web(), vec![presents("healthy", FIRST), bare(Some("healthy"))]) => [];
    "a chain that is broken with SNI and without is broken once":
        domain(web(), vec![presents("expired-leaf", FIRST), bare(Some("expired-leaf"))])
        => ["critical cert-expired certificate"];
    "a list of authorities just below the limit": domain(web(), vec![accepts(16_300, 160)])
        => ["notice client-cert-list-truncated observation"];
    "a list that meets the limit with its lengths": domain(web(), vec![accepts(15_900, 160)])
        => ["notice client-cert-list-truncated observation"];
    "a list well below the limit": domain(web(), vec![accepts(15_700, 160)]) => [];
    "a list beyond the limit, of a server that has none": domain(web(), vec![accepts(16_385, 160)]) => [];
    "no list at all, as Windows does": domain(web(), vec![accepts(0, 0)]) => [];

    "no address speaks TLS":
        domain(web(), vec![silent(Stage::Handshake, Cause::NotTls, FIRST), silent(Stage::Handshake, Cause::Closed, SECOND)])
        => ["critical tls-not-spoken endpoint"];
    "the handshake is refused, which others may survive":
        domain(web(), vec![silent(Stage::Handshake, Cause::Alert, FIRST)])
        => ["warning tls-not-spoken endpoint"];
    "one member of two speaks no TLS":
        domain(web(), vec![presents("healthy", FIRST), silent(Stage::Handshake, Cause::NotTls, SECOND)])
        => ["warning tls-not-spoken endpoint"];
    "no address begins TLS":
        domain(web(), vec![silent(Stage::Upgrade, Cause::Refused, FIRST), silent(Stage::Upgrade, Cause::Protocol, SECOND)])
        => ["critical starttls-refused endpoint"];
    "one member of two begins no TLS":
        domain(web(), vec![presents("healthy", FIRST), silent(Stage::Upgrade, Cause::Closed, SECOND)])
        => ["warning starttls-refused endpoint"];
    "a conversation that comes to no end is no refusal":
        domain(web(), vec![silent(Stage::Upgrade, Cause::TimedOut, FIRST)])
        => ["warning endpoint-unreachable endpoint"];
    "a run that was cut in a conversation": domain(web(), vec![silent(Stage::Upgrade, Cause::NotReached, FIRST)]) => [];
    "a domain that the server does not serve": domain(web(), vec![silent(Stage::Upgrade, Cause::Other, FIRST)])
        => ["warning starttls-refused endpoint"];
    "a guess that begins no TLS": domain(guessed(), vec![silent(Stage::Upgrade, Cause::Refused, FIRST)]) => [];
    "a run that was cut says nothing of what it did not reach":
        domain(web(), vec![silent(Stage::Handshake, Cause::NotReached, FIRST)]) => [];

    "a server whose key is not its certificate's": domain(web(), vec![signs_with_another_key()])
        => ["critical handshake-signature-invalid observation"];
    "a server whose key is its certificate's":
        domain(web(), vec![speaks("TLSv1.3", "TLS_AES_256_GCM_SHA384")]) => [];
    "a chain that only older clients see":
        domain(web(), vec![shows_to_older_clients("healthy", "TLSv1.0", "TLS_RSA_WITH_AES_256_CBC_SHA")])
        => ["warning tls-legacy observation"];
    "a chain that only older clients see, and run out":
        domain(web(), vec![shows_to_older_clients("expired-leaf", "TLSv1.2", "TLS_RSA_WITH_AES_256_CBC_SHA")])
        => ["critical cert-expired certificate", "warning tls-legacy observation"];
    "a session border controller without TLS 1.2": {
        let controller = Endpoint::tls(EndpointKind::DirectRoutingSbc, HOST, 5061);
        domain(controller, vec![shows_to_older_clients("healthy", "TLSv1.0", "TLS_RSA_WITH_AES_256_CBC_SHA")])
    } => ["warning tls-legacy observation", "notice client-auth-missing certificate", "notice sbc-root-private certificate"];
    "Microsoft's older servers are Microsoft's":
        domain(cloud(), vec![shows_to_older_clients("healthy", "TLSv1.0", "TLS_RSA_WITH_AES_256_CBC_SHA")]) => [];

    "members with other verdicts": domain(web(), vec![presents("healthy", FIRST), presents("expired-leaf", SECOND)])
        => ["warning members-differ endpoint", "critical cert-expired certificate"];
    "members with other chains and one verdict":
        domain(web(), vec![presents("healthy", FIRST), presents("healthy-rsa", SECOND)])
        => ["notice members-differ endpoint"];
    "members of an Edge pool with other chains":
        domain(edge(), vec![presents("healthy", FIRST), presents("healthy-rsa", SECOND)])
        => ["warning members-differ endpoint"];
    "members that agree": domain(edge(), vec![presents("healthy", FIRST), presents("healthy", SECOND)]) => [];
    "another chain without SNI is no member's":
        domain(edge(), vec![presents("healthy", FIRST), bare(Some("healthy-rsa"))])
        => ["notice sni-changes-chain observation"];

    "webpki refuses what is trusted, for no known reason": {
        let mut odd = presents("healthy", FIRST);
        odd.opinion = Some(Err("CertRevoked".to_owned()));
        domain(web(), vec![odd])
    } => ["notice verifiers-disagree observation"];
    "webpki accepts what is untrusted, for no known reason": {
        let mut odd = presents("expired-leaf", FIRST);
        odd.opinion = Some(Ok(()));
        domain(web(), vec![odd])
    } => ["critical cert-expired certificate", "notice verifiers-disagree observation"];

    "a stapled OCSP response of no use": domain(web(), vec![staples("good")]) => ["notice staple-invalid certificate"];
    "a stapled OCSP response of no use that says revoked": domain(web(), vec![staples("revoked")])
        => ["warning staple-invalid certificate"];

    "a record that is absent": zone(found(record(Presence::Absent))) => ["notice record-missing target"];
    "a record that only a wildcard answers": zone(found(record(Presence::Wildcard)))
        => ["notice record-missing target"];
    "an internal or fallback name that is absent":
        zone(found(RecordState { optional: true, ..record(Presence::Absent) })) => [];
    "a record that leads nowhere":
        zone(found(record(Presence::Dangling { at: "old.contoso.com".to_owned(), answer: Answer::NoName })))
        => ["warning record-dangling target"];
    "a question without an answer":
        zone(found(record(Presence::Failed { at: "_sip._tls.contoso.com".to_owned(), answer: Answer::Timeout })))
        => ["warning lookup-failed target"];
    "a host of which one family is not known": {
        let mut half = web();
        half.resolution = Resolution { addresses: vec![[192, 0, 2, 1].into()], failure: Some(Answer::Timeout), dropped: 0 };
        domain(half, vec![presents("healthy", FIRST)])
    } => ["warning lookup-failed target"];
    "a wildcard": zone(Discovery { wildcards: vec!["contoso.com".to_owned()], ..Discovery::default() })
        => ["notice dns-wildcard target"];

    "the token certificate has a year left": adfs(Ok(vec![token(-10, 355)])) => [];
    "the token certificate has a month left": adfs(Ok(vec![token(-335, 30)])) => [];
    "the token certificate has 29 days left": adfs(Ok(vec![token(-336, 29)]))
        => ["notice token-cert-expiring endpoint"];
    "the token certificate has 20 days left": adfs(Ok(vec![token(-345, 20)]))
        => ["warning token-cert-expiring endpoint"];
    "the token certificate has run out": adfs(Ok(vec![token(-366, -1)])) => ["warning token-cert-expiring endpoint"];
    "the next token certificate is published": adfs(Ok(vec![token(-360, 5), token(-15, 350)])) => [];
    "the next token certificate is published and begins in time": adfs(Ok(vec![token(-360, 5), token(4, 370)])) => [];
    "the next token certificate begins too late": adfs(Ok(vec![token(-360, 5), token(6, 370)]))
        => ["warning token-cert-expiring endpoint"];
    "the old token certificate has run out and the next serves": adfs(Ok(vec![token(-370, -5), token(-25, 340)])) => [];
    "two token certificates that both end soon": adfs(Ok(vec![token(-360, 5), token(-355, 10)]))
        => ["warning token-cert-expiring endpoint"];
    "the certificate for encryption has run out":
        adfs(Ok(vec![token(-10, 355), TokenCert { signs: false, ..token(-366, -1) }])) => [];
    "a third party's token certificate is its own affair": {
        let mut okta = adfs(Ok(vec![token(-366, -1)]));
        okta.discovery.realm = Some(realm(false));
        okta
    } => [];
    "token certificates of another host": {
        let mut elsewhere = adfs(Ok(vec![token(-366, -1)]));
        elsewhere.discovery.metadata[0].port = 8443;
        elsewhere
    } => [];

    "federation metadata that cannot be read": adfs(Err("503 Service Unavailable".into()))
        => ["warning metadata-unreachable endpoint"];
    "federation metadata that cannot be read from inside": {
        let mut inside = adfs(Err("503 Service Unavailable".into()));
        inside.discovery.vantage = Vantage::Internal;
        inside
    } => ["notice metadata-unreachable endpoint"];
    "a third party's metadata": {
        let mut okta = adfs(Err("404 Not Found".into()));
        okta.discovery.realm = Some(realm(false));
        okta
    } => [];
    "federation metadata nobody asked for": domain(sso(), vec![presents("healthy", FIRST)]) => [];
    "no metadata where nothing answers": {
        let mut target = adfs(Err("connection refused".into()));
        target.endpoints[0].observations = vec![refuses(FIRST)];
        target
    } => ["critical endpoint-unreachable endpoint"];
    "a guessed name that is no AD FS": {
        let mut target = adfs(Err("404 Not Found".into()));
        target.endpoints[0].endpoint.fallback = true;
        target.endpoints[0].observations.push(presents("healthy-rsa", SECOND));
        target
    } => ["notice members-differ endpoint"];

    "proxies with another certificate than AD FS":
        domain(sso(), vec![presents("healthy", FIRST), presents("healthy-rsa", SECOND)])
        => ["warning proxy-cert-differs endpoint"];
    "proxies with an old certificate":
        domain(sso(), vec![presents("healthy", FIRST), presents("expired-leaf", SECOND)])
        => ["warning proxy-cert-differs endpoint", "critical cert-expired certificate"];
    "proxies with the same certificate": domain(sso(), vec![presents("healthy", FIRST), presents("healthy", SECOND)])
        => [];
    "proxies that send less of the same chain": {
        let mut proxy = presents("healthy", SECOND);
        proxy.presented.sent.truncate(1);
        domain(sso(), vec![presents("healthy", FIRST), proxy])
    } => ["notice members-differ endpoint"];
    "one proxy is silent":
        domain(sso(), vec![presents("healthy", FIRST), refuses(SECOND)])
        => ["warning endpoint-unreachable endpoint"];
    "another certificate without SNI is no proxy's":
        domain(sso(), vec![presents("healthy", FIRST), bare(Some("healthy-rsa"))])
        => ["notice sni-changes-chain observation"];
    "a third party may have several certificates": {
        let mut okta = domain(sso(), vec![presents("healthy", FIRST), presents("healthy-rsa", SECOND)]);
        okta.discovery.realm = Some(realm(false));
        okta
    } => ["notice members-differ endpoint"];
    "a guessed name that its metadata shows to be AD FS": {
        let mut target = adfs(Ok(vec![token(-10, 355)]));
        target.endpoints[0].endpoint.fallback = true;
        target.endpoints[0].observations.push(presents("healthy-rsa", SECOND));
        target
    } => ["warning proxy-cert-differs endpoint"];

    "a clock ten minutes off": answers(&[("sts", 600), ("meet", 3), ("webext", 0)]) => ["warning clock-skew endpoint"];
    "a clock that may be off": answers(&[("sts", 300), ("meet", -300)]) => [];
    "two clocks off": answers(&[("sts", -3600), ("meet", 86_400)])
        => ["warning clock-skew endpoint", "warning clock-skew endpoint"];
    "one answer that is right clears a host": answers(&[("sts", 4000), ("sts", 2)]) => [];
    "three clocks that agree with each other": answers(&[("sts", 7000), ("meet", 7010), ("webext", 6990)])
        => ["warning clock-skew run"];
    "three clocks off, each by something else": answers(&[("sts", 7000), ("meet", -7000), ("webext", 90_000)])
        => ["warning clock-skew endpoint", "warning clock-skew endpoint", "warning clock-skew endpoint"];

    "Microsoft's hosts behind an inspecting proxy": inspected("self-signed") => ["warning tls-intercepted run"];
    "an expired certificate of an inspecting proxy": inspected("expired-leaf") => ["warning tls-intercepted run"];
    "a host of our own stays what it is": {
        let mut target = inspected("expired-leaf");
        target.endpoints[0].endpoint.microsoft = false;
        target
    } => ["warning tls-intercepted run", "critical cert-expired certificate"];
    "a host that the user named is absent":
        zone(zones::absent(DeploymentKind::Online, EndpointKind::DirectRoutingSbc))
        => ["warning record-missing target"];
    "own servers without federation": zone(zones::absent(DeploymentKind::Hybrid, EndpointKind::Federation))
        => ["notice record-missing target"];
    "own servers without autodiscover":
        zone(zones::absent(DeploymentKind::OnPremises, EndpointKind::AutodiscoverExternal))
        => ["notice record-missing target"];
    "the cloud without federation": zone(zones::absent(DeploymentKind::Online, EndpointKind::Federation))
        => ["notice record-missing target"];
    "the cloud without autodiscover": zone(zones::absent(DeploymentKind::Online, EndpointKind::AutodiscoverExternal))
        => [];
    "the cloud without a meeting host": zone(zones::absent(DeploymentKind::Online, EndpointKind::Meet)) => [];
    "no SIP domain at all": zone(zones::absent(DeploymentKind::None, EndpointKind::AccessEdgeClient)) => [];
    "the outside as seen from inside": zone(Discovery {
        vantage: Vantage::Internal,
        ..zones::absent(DeploymentKind::OnPremisesOrHybrid, EndpointKind::AutodiscoverExternal)
    }) => [];
    "a random name without an answer": zone(zones::blind()) => ["warning lookup-failed target"];
    "more services than are followed": zone(found(RecordState { dropped: 84, ..record(Presence::Present) }))
        => ["notice records-not-followed target"];

    "a service in another domain": zone(zones::sip(&[("pool01.fabrikam.com", 443)]))
        => ["warning srv-target-outside-domain target"];
    "a service in a domain that only ends alike": zone(zones::sip(&[("sip.evilcontoso.com", 443)]))
        => ["warning srv-target-outside-domain target"];
    "services of the domain, of the cloud, and none at all":
        zone(zones::sip(&[("edge.eu.contoso.com", 443), ("sipdir.online.lync.com", 443), ("", 0)])) => [];
    "a service at an alias": zone(zones::to_alias("edge.contoso.com")) => ["notice srv-target-is-alias target"];
    "a port for others": zone(zones::sip(&[("sip.contoso.com", 5061)])) => ["notice srv-port-unexpected target"];
    "a port at which the cloud does not listen": zone(zones::sip(&[("sipdir.online.lync.com", 5061)]))
        => ["warning srv-port-unexpected target"];
    "two federation records": zone(zones::federation(&["sip.contoso.com", "sip2.contoso.com"]))
        => ["notice srv-duplicate target"];
    "two federation records, here and there": zone(zones::federation(&["sip.contoso.com", "sipfed.online.lync.com"]))
        => ["warning srv-duplicate target"];
    "two pools for clients": zone(zones::sip(&[("sip.contoso.com", 443), ("sip2.contoso.com", 443)])) => [];
    "an alias into another domain": zone(zones::lyncdiscover("webext.fabrikam.com", None))
        => ["warning cname-outside-domain target"];
    "an alias into another domain, behind HTTP":
        zone(zones::by_http("webext.fabrikam.com", "http://lyncdiscover.contoso.com/"))
        => ["notice cname-outside-domain target"];
    "HTTP of another name": zone(zones::by_http("webext.fabrikam.com", "http://lyncdiscover.contoso.com.evil/"))
        => ["warning cname-outside-domain target"];
    "an alias within the domain": zone(zones::lyncdiscover("web.contoso.com", None)) => [];
    "an alias to the cloud": zone(zones::lyncdiscover("webdir.online.lync.com", Some("Worldwide and GCC"))) => [];
    "half in the cloud":
        zone(zones::deployment(DeploymentKind::Mixed, Some("Worldwide and GCC"), found(record(Presence::Present))))
        => ["warning records-half-migrated target"];

    "an internal name outside": zone(zones::internal(
        "lyncdiscoverinternal", EndpointKind::AutodiscoverInternal, Vantage::External, DeploymentKind::Online,
    )) => ["warning internal-name-public target"];
    "an internal name, from nobody knows where": zone(zones::internal(
        "lyncdiscoverinternal", EndpointKind::AutodiscoverInternal, Vantage::Auto, DeploymentKind::Hybrid,
    )) => [];
    "the Control Panel outside":
        zone(zones::internal("admin", EndpointKind::Admin, Vantage::External, DeploymentKind::OnPremises))
        => ["warning internal-name-public target"];
    "somebody else's admin":
        zone(zones::internal("admin", EndpointKind::Admin, Vantage::External, DeploymentKind::Online)) => [];
    "msoid": zone(zones::msoid("clientconfig.microsoftonline-p.net", Some("Worldwide and GCC")))
        => ["warning msoid-record-present target"];
    "msoid in China":
        zone(zones::msoid("clientconfig.partner.microsoftonline-p.net.cn", Some("21Vianet (China)"))) => [];
    "msoid of a domain in China": zone(zones::deployment(
        DeploymentKind::Online, Some("21Vianet (China)"), zones::msoid("old.contoso.com", None),
    )) => [];
    "an answer that is too old": zone(zones::stale(false)) => ["warning dns-cache-stale target"];
    "the other side of a zone": zone(zones::stale(true)) => ["notice split-horizon target"];
    "addresses of the office": zone(zones::at([10, 1, 2, 3])) => ["notice split-horizon target"];
    "addresses of carriers are no Internet either": zone(zones::at([100, 64, 0, 1]))
        => ["notice split-horizon target"];
    "an address of this machine": zone(zones::at([127, 0, 0, 1])) => [];
    "a name in the hosts file": zone(zones::hosts()) => ["notice hosts-file-differs target"];

    "a host that only a certificate names": {
        let named = Endpoint { kinds: vec![EndpointKind::NamedInCertificate], ..guessed() };
        domain(named, vec![presents("expired-leaf", FIRST)])
    } => ["warning cert-expired certificate"];
    "a guessed name that is another role's too, which clients try": {
        let named = Endpoint { kinds: vec![EndpointKind::Sso, EndpointKind::AccessEdgeClient], ..guessed() };
        domain(named, vec![presents("expired-leaf", FIRST)])
    } => ["critical cert-expired certificate"];

    "autodiscover over HTTP, and another's certificate over HTTPS":
        lyncdiscover(presents("wrong-name", FIRST), &["http://sip.contoso.com/", "https://webext.contoso.com/root"])
        => ["notice name-mismatch certificate"];
    "autodiscover over HTTP, and nobody at the port of HTTPS":
        lyncdiscover(refuses(FIRST), &["http://sip.contoso.com/", "https://webext.contoso.com/root"])
        => ["notice endpoint-unreachable endpoint"];
    "HTTP leads to HTTPS under the same name":
        lyncdiscover(
            presents("wrong-name", FIRST),
            &["http://sip.contoso.com/", "https://sip.contoso.com/", "https://webext.contoso.com/root"],
        )
        => ["critical name-mismatch certificate"];
    "autodiscover over HTTPS alone":
        lyncdiscover(
            presents("wrong-name", FIRST),
            &["https://sip.contoso.com/", "https://webext.contoso.com/root"],
        )
        => ["critical name-mismatch certificate"];
    "nobody asked whether autodiscover is published over HTTP": {
        let mut target = lyncdiscover(presents("wrong-name", FIRST), &[]);
        target.discovery.requests.clear();
        target
    } => ["warning name-mismatch certificate"];
    "autodiscover answers without a document": asked_for_a_document(vec![
        asked("https://lyncdiscover.contoso.com/", Some(404), "status 404"),
        asked("http://lyncdiscover.contoso.com/", None, "connect: the connection was refused"),
    ]) => ["notice autodiscover-document-missing target"];
    "autodiscover does not answer":
        asked_for_a_document(vec![asked("https://lyncdiscover.contoso.com/", None, "no answer")]) => [];
    "autodiscover of Microsoft's answers without a document": {
        let mut target = asked_for_a_document(vec![asked("https://lyncdiscover.contoso.com/", Some(404), "status 404")]);
        target.discovery.records[0].cloud = Some("Worldwide and GCC");
        target
    } => [];
    "one of the two ways leads to a document": {
        let mut target = asked_for_a_document(vec![asked("https://lyncdiscover.contoso.com/", Some(404), "status 404")]);
        target.discovery.published = vec![vec!["http://lyncdiscover.contoso.com/".to_owned()]];
        target
    } => [];
    "autodiscover names the hosts of others": {
        let one = |host: &str| Stranger { host: host.to_owned(), named_by: "https://lyncdiscover.contoso.com/".to_owned() };
        zone(Discovery { strangers: vec![one("web.hoster.example"), one("pool.hoster.example")], ..Discovery::default() })
    } => ["notice autodiscover-outside-domain target"];
    "a guess at Exchange, where a web site is":
        domain(Endpoint { kinds: vec![EndpointKind::ExchangeAutodiscover], ..guessed() }, vec![presents("wrong-name", FIRST)])
        => ["notice name-mismatch certificate"];
    "a guess at Exchange, whose certificate has run out":
        domain(Endpoint { kinds: vec![EndpointKind::ExchangeAutodiscover], ..guessed() }, vec![presents("expired-leaf", FIRST)])
        => ["warning cert-expired certificate"];
    "autodiscover over HTTP at a host that serves more": {
        let mut target = lyncdiscover(refuses(FIRST), &["http://sip.contoso.com/", "https://webext.contoso.com/root"]);
        target.endpoints[0].endpoint.kinds.push(EndpointKind::Meet);
        target
    } => ["critical endpoint-unreachable endpoint"];

    "an address family without a route":
        domain(web(), vec![presents("healthy", FIRST), shows(Outcome::Skipped, "[2001:db8::1]:443".parse().ok())])
        => ["notice family-unavailable run"];
    "two skipped addresses are one notice":
        domain(web(), vec![
            presents("healthy", FIRST),
            shows(Outcome::Skipped, "[2001:db8::1]:443".parse().ok()),
            shows(Outcome::Skipped, "[2001:db8::2]:443".parse().ok()),
        ])
        => ["notice family-unavailable run"];

    "Microsoft's expired certificate is Microsoft's": domain(cloud(), vec![presents("expired-leaf", FIRST)])
        => ["warning cert-expired certificate"];
    "Microsoft's certificate ends soon": domain(cloud(), vec![{
        let mut soon = presents("expires-soon", FIRST);
        let path = &mut soon.walk.as_mut().unwrap().path;
        let mut cert = (*path.certificates[0].cert).clone();
        cert.not_after = super::reports::TIME + 86_400;
        path.certificates[0].cert = cert.into();
        soon
    }]) => ["warning cert-expires-soon certificate"];
    "Microsoft's name is another": {
        let mut other = presents("healthy", FIRST);
        other.name_matches = Some(false);
        domain(cloud(), vec![other])
    } => [];
    "Microsoft's members differ": domain(cloud(), vec![presents("healthy", FIRST), presents("healthy-rsa", SECOND)])
        => [];
    "Microsoft sends its root": domain(cloud(), vec![presents("root-sent", FIRST)]) => [];
    "Microsoft sends out of order": domain(cloud(), vec![presents("wrong-order", FIRST)]) => [];
    "Microsoft sends something unreadable": domain(cloud(), vec![presents("malformed-extra", FIRST)]) => [];
    "Microsoft's key is short": domain(cloud(), vec![presents("key-1024", FIRST)]) => [];
    "Microsoft's leaf is an authority": domain(cloud(), vec![presents("leaf-is-ca", FIRST)]) => [];
    "Microsoft has several paths": domain(cloud(), vec![presents("cross-signed", FIRST)]) => [];
    "Microsoft refuses": domain(cloud(), vec![refuses(FIRST)]) => ["warning endpoint-unreachable endpoint"];
}

#[test]
fn cases_come_out_as_expected() {
    let mut wrong = Vec::new();
    for case in all() {
        let report = (case.build)();
        let found: Vec<String> = report.all_findings().map(|f| format!("{f} {}", f.subject.kind.as_str())).collect();
        if found != case.expected {
            wrong.push(format!("{}: expected {:?}, found {found:?}", case.name, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn remedies_name_a_machine_or_a_record() {
    // About a family of addresses, a zone or the program itself.
    let general = ["family-unavailable", "dns-wildcard", "verifiers-disagree", "alternative-path"];
    for case in all() {
        for finding in (case.build)().all_findings().filter(|f| !general.contains(&f.code)) {
            let machines = ["contoso.com", "CN=", "Microsoft", "this machine", "PC-0117"];
            let named = machines.iter().any(|name| finding.remedy.contains(name));
            assert!(named, "{}: {finding}: {}", case.name, finding.remedy);
            assert!(!finding.remedy.contains("  ") && !finding.remedy.contains("{}"), "{}", finding.remedy);
            assert!(!finding.evidence.is_empty(), "{}: {finding}", case.name);
        }
    }
}

#[test]
fn the_clock_to_set_is_the_one_that_is_wrong() {
    let remedies = |purpose: Errand| -> Vec<String> {
        let mut target = answers(&[("sts", 3600), ("login", 3610)]);
        target.discovery.requests[1].purpose = purpose;
        target.endpoints[1].endpoint.microsoft = true;
        run(vec![target]).all_findings().map(|f| f.remedy.to_string()).collect()
    };
    let [own] = &remedies(Errand::Autodiscover)[..] else { panic!("Microsoft's clock is not to be set") };
    assert!(own.starts_with("set the clock of sts.contoso.com"), "{own}");
    // A whole deployment has the time of one machine: where Microsoft's hosts agree with ours, it is theirs.
    let mut target = answers(&[("sts", 3600), ("web", 3600), ("meet", 3600), ("login", 2)]);
    target.discovery.requests[3].purpose = Errand::Realm;
    let theirs: Vec<_> = run(vec![target]).all_findings().map(|f| f.remedy.clone()).collect();
    assert_eq!(theirs.len(), 3, "{theirs:?}");
    assert!(
        theirs.iter().all(|remedy| remedy.starts_with("set the clock of ") && !remedy.contains("of this machine from"))
    );
    // Where Microsoft's hosts are as far off, it is not the server's.
    let [ours] = &remedies(Errand::Realm)[..] else { panic!("Microsoft's clock is not to be set") };
    assert!(ours.starts_with("set the clock of this machine"), "{ours}");
}

#[test]
fn microsoft_is_told_to_mend_its_own() {
    let report = run(vec![domain(cloud(), vec![presents("expired-leaf", FIRST)])]);
    let remedies: Vec<&str> = report.all_findings().map(|f| f.remedy.as_str()).collect();
    assert!(remedies.iter().all(|r| r.contains("for Microsoft to mend")), "{remedies:?}");
    // Nobody else can start its services or take its addresses out of DNS.
    let pool = vec![presents("healthy", FIRST), refuses(SECOND)];
    for silent in [pool, vec![refuses(FIRST)], vec![silent(Stage::Handshake, Cause::NotTls, FIRST)]] {
        let report = run(vec![domain(cloud(), silent)]);
        for finding in report.all_findings() {
            assert!(finding.remedy.starts_with("the host is Microsoft's"), "{}", finding.remedy);
        }
    }
}

#[test]
fn a_name_without_address_is_no_service_to_start() {
    let mut target = domain(web(), vec![silent(Stage::Resolve, Cause::NoAddress, "")]);
    target.target = Target::Host { host: "sip.contoso.com".to_owned(), port: 443 };
    let report = run(vec![target]);
    let remedies: Vec<&str> = report.all_findings().map(|f| f.remedy.as_str()).collect();
    assert!(remedies[0].contains("what DNS says of it") && !remedies[0].contains("service"), "{remedies:?}");
}

#[test]
fn nobody_is_to_create_names_in_the_domain_of_others() {
    for (at, ours) in [("old.contoso.com", true), ("old.fabrikam.com", false), ("evilcontoso.com", false)] {
        let dangling = Presence::Dangling { at: at.to_owned(), answer: Answer::NoName };
        let report = run(vec![zone(found(record(dangling)))]);
        let finding = report.all_findings().next().unwrap();
        assert_eq!(finding.remedy.starts_with("create an address record"), ours, "{at}: {}", finding.remedy);
    }
}

/// The evidence of the only finding of a target.
fn evidence(target: TargetReport) -> Vec<String> {
    let report = run(vec![target]);
    let finding = report.all_findings().next().unwrap();
    finding.evidence.iter().map(|fact| format!("{}: {:?}", fact.label, fact.value)).collect()
}

#[test]
fn proxies_are_told_by_address_certificate_and_key() {
    let shown = evidence(domain(sso(), vec![presents("healthy", FIRST), presents("healthy-rsa", SECOND)]));
    for part in [FIRST, SECOND, "fingerprint", "valid until", "keys: Text(\"different\")"] {
        assert!(shown.iter().any(|line| line.contains(part)), "{part}: {shown:?}");
    }
    let mut renewed = presents("healthy", SECOND);
    let mut leaf = renewed.presented.leaf().unwrap().as_ref().clone();
    leaf.sha256[0] ^= 1;
    leaf.not_after += 86_400;
    renewed.presented.sent[0].cert = Ok(leaf.into());
    let target = domain(sso(), vec![presents("healthy", FIRST), renewed]);
    let report = run(vec![target.clone()]);
    let remedy = &report.all_findings().next().unwrap().remedy;
    assert!(remedy.starts_with(&format!("install the certificate that {SECOND} presents")), "{remedy}");
    let shown = evidence(target);
    assert!(shown.iter().any(|line| line.contains("the same: renewed with its old key")), "{shown:?}");
}

#[test]
fn an_expired_token_certificate_says_what_users_see() {
    let problem = "There was a problem accessing the site";
    assert!(evidence(adfs(Ok(vec![token(-366, -1)]))).iter().any(|line| line.contains(problem)));
    assert!(!evidence(adfs(Ok(vec![token(-360, 5)]))).iter().any(|line| line.contains(problem)));
    let both = evidence(adfs(Ok(vec![token(-360, 5), token(-355, 10)])));
    assert!(both.iter().any(|line| line.starts_with("others published, which do not last longer")), "{both:?}");
}

#[test]
fn what_keeps_modern_clients_out_decides_the_remedy() {
    let cases = [
        (
            "healthy-rsa",
            "TLSv1.1",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "Exchange Online",
            "replace what cannot speak it",
        ),
        ("healthy-rsa", "TLSv1.2", "TLS_RSA_WITH_AES_256_GCM_SHA384", "forward secrecy", "ECDSA certificate"),
        ("healthy-rsa", "TLSv1.2", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "finite-field", "Windows Server 2016"),
        ("healthy-rsa", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "rustls", "ECDSA certificate"),
        (
            "healthy",
            "TLSv1.2",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            "rustls",
            "enable TLS 1.2 with ECDHE and AES-GCM",
        ),
        ("healthy-rsa", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "other makes", "stop at (an alert)"),
    ];
    for (scene, protocol, cipher, hurt, remedy) in cases {
        let target = || domain(web(), vec![shows_to_older_clients(scene, protocol, cipher)]);
        let shown = evidence(target());
        for part in [format!("a modern client: Text({:?})", "an alert"), protocol.to_owned(), cipher.to_owned()] {
            assert!(shown.iter().any(|line| line.contains(&part)), "{part}: {shown:?}");
        }
        assert!(shown.iter().any(|line| line.starts_with("clients refused") && line.contains(hurt)), "{shown:?}");
        assert!(shown.iter().any(|line| line.starts_with("bytes behind") && line.contains('3')), "{shown:?}");
        assert!(shown.iter().any(|line| line.starts_with("certificates beyond") && line.contains("44")), "{shown:?}");
        let report = run(vec![target()]);
        let found = &report.all_findings().next().unwrap().remedy;
        assert!(found.contains(remedy) && found.contains("sip.contoso.com (192.0.2.1)"), "{found}");
    }
}
