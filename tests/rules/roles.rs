//! What each role demands of certificates, and what it does not.

use chaincheck::{
    judge::{Policy, RULES},
    model::{
        Cert, Endpoint,
        EndpointKind::{self, *},
        Observation, Report, Severity, Target,
        calendar::ROWS,
        discovery::{Presence, RecordState},
        report::TargetReport,
    },
};
use rcgen::{ExtendedKeyUsagePurpose, SanType};
use time::{Date, Month, UtcDateTime};

use super::{
    pki::{Draft, authority, server},
    reports::{FIRST, HOST, SECOND, cloud, domain, presents, public, record, run, run_under, sends, sends_below, web},
    table::{Case, cases},
};

/// Every role.
const ROLES: [EndpointKind; 22] = [
    AutodiscoverInternal,
    AutodiscoverExternal,
    AccessEdgeClient,
    Federation,
    SipInternal,
    WebServices,
    Meet,
    Dialin,
    Admin,
    WebConferencing,
    AvEdge,
    OfficeWebApps,
    Xmpp,
    Sso,
    SsoCertificate,
    SsoRegistration,
    ExchangeAutodiscover,
    DirectoryOnline,
    DirectRoutingSbc,
    NamedInCertificate,
    Host,
    File,
];

/// Those at which a Lync or Skype for Business server, or the reverse proxy before it, shows its certificate.
const LYNC: [EndpointKind; 11] = [
    AutodiscoverInternal,
    AutodiscoverExternal,
    AccessEdgeClient,
    Federation,
    SipInternal,
    WebServices,
    Meet,
    Dialin,
    Admin,
    WebConferencing,
    Xmpp,
];

cases! {
    "the Edge lacks the name of its domain": at(AccessEdgeClient, "access.contoso.com", server(&["access.contoso.com"]))
        => ["warning sip-name-missing certificate"];
    "federation lacks the name of its domain": at(Federation, "access.contoso.com", both(&["access.contoso.com"]))
        => ["warning sip-name-missing certificate"];
    "the Edge has the name of its domain":
        at(AccessEdgeClient, "access.contoso.com", server(&["access.contoso.com", "SIP.contoso.com"])) => [];
    "the Edge answers for its domain by a wildcard beside its own name":
        at(AccessEdgeClient, "access.contoso.com", server(&["access.contoso.com", "*.contoso.com"]))
        => ["warning sip-name-missing certificate"];
    "the Edge answers by a wildcard alone, which is said once":
        at(AccessEdgeClient, "access.contoso.com", server(&["*.contoso.com"]))
        => ["warning wildcard-unsupported certificate"];
    "the Edge's own name is missing, of which name-mismatch speaks":
        at(AccessEdgeClient, HOST, server(&["www.contoso.com"])) => ["critical name-mismatch certificate"];
    "an authority where the leaf should be lacks nothing but its place": {
        let mut target = at(AccessEdgeClient, HOST, server(&["access.contoso.com"]));
        target.endpoints[0].observations[0].presented.sent.swap(0, 1);
        target
    } => ["critical name-mismatch certificate", "warning chain-unordered sent", "notice leaf-is-ca certificate"];

    "a wildcard at meet": at(Meet, "meet.contoso.com", server(&["*.contoso.com"])) => [];
    "a wildcard at the Web Conferencing Edge": at(WebConferencing, "webcon.contoso.com", server(&["*.contoso.com"]))
        => ["warning wildcard-unsupported certificate"];
    "a wildcard at a session border controller":
        domain(named(DirectRoutingSbc, "sbc.contoso.com"), vec![public(sends("sbc.contoso.com", both(&["*.contoso.com"])))])
        => [];

    "no place for revocation lists": at(Federation, HOST, both(&[HOST]).pointless())
        => ["warning crl-point-missing certificate"];
    "a place in the directory for revocation lists": at(Federation, HOST, both(&[HOST]).points_to("ldap:///CN=Contoso"))
        => [];
    "no place for the revocation list of the authority":
        domain(named(WebServices, HOST), vec![sends_below(HOST, server(&[HOST]), authority("Contoso Issuing CA").pointless())])
        => [];
    "no place for revocation lists at AD FS": at(Sso, HOST, server(&[HOST]).pointless()) => [];

    "certificates signed with PSS": domain(named(AccessEdgeClient, HOST), vec![presents("pss-signed", FIRST)])
        => ["warning pss-signature certificate", "warning pss-signature certificate"];
    "certificates signed with PSS at a web host": domain(named(Host, HOST), vec![presents("pss-signed", FIRST)]) => [];

    "a public certificate that lives a year": domain(web(), vec![lives(public(presents("healthy", FIRST)), (2026, 4, 1), 365)])
        => ["notice lifetime-too-long certificate"];
    "a private certificate that lives five years": domain(web(), vec![lives(presents("healthy", FIRST), (2026, 4, 1), 1826)])
        => [];

    "federation with a certificate for servers alone": at(Federation, HOST, server(&[HOST]))
        => ["notice client-auth-missing certificate"];
    "federation with a certificate for anything":
        at(Federation, HOST, server(&[HOST]).purposes(&[ExtendedKeyUsagePurpose::Any])) => [];
    "federation with a certificate that does not say what for": at(Federation, HOST, server(&[HOST]).purposes(&[])) => [];
    "clients with a certificate for servers alone": at(AccessEdgeClient, HOST, server(&[HOST])) => [];

    "a session border controller below a root of one's own": at(DirectRoutingSbc, "sbc.contoso.com", both(&["sbc.contoso.com"]))
        => ["notice sbc-root-private certificate"];
    "a session border controller under onmicrosoft.com":
        domain(named(DirectRoutingSbc, "sbc.contoso.onmicrosoft.com"), vec![]) => ["warning sbc-domain-unsupported endpoint"];
    "another host under onmicrosoft.com": domain(named(Host, "sbc.contoso.onmicrosoft.com"), vec![]) => [];
    "a session border controller named in the subject alone":
        domain(named(DirectRoutingSbc, HOST), vec![public(presents("cn-only", FIRST))])
        => ["notice cn-only certificate", "notice client-auth-missing certificate"];

    "a role of an Edge at Microsoft's": {
        let lacking = lives(sends(HOST, server(&["*.contoso.com"]).pointless()), (2026, 4, 1), 2000);
        domain(Endpoint { kinds: ROLES.to_vec(), ..cloud() }, vec![lacking])
    } => [];
    "a guess that came upon the web site": {
        let guess = Endpoint { fallback: true, ..named(AccessEdgeClient, HOST) };
        domain(guess, vec![sends(HOST, server(&["*.contoso.com", "www.contoso.com"]).pointless())])
    } => [];
    "a guess that came upon the Edge": {
        let guess = Endpoint { fallback: true, ..named(AccessEdgeClient, HOST) };
        domain(guess, vec![sends(HOST, server(&[HOST]).pointless())])
    } => ["warning crl-point-missing certificate"];
}

/// An endpoint by its role and host.
fn named(kind: EndpointKind, host: &str) -> Endpoint {
    Endpoint::tls(kind, host, 443)
}

/// The domain with such an endpoint, which presents a leaf.
fn at(kind: EndpointKind, host: &str, leaf: Draft) -> TargetReport {
    domain(named(kind, host), vec![sends(host, leaf)])
}

/// A certificate for servers and clients.
fn both(names: &[&str]) -> Draft {
    server(names).purposes(&[ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth])
}

/// The leaf begins on a day and lives so many, the last second included.
fn lives(mut observation: Observation, (year, month, day): (i32, u8, u8), days: i64) -> Observation {
    let begin = Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap();
    let from = begin.midnight().assume_utc().unix_timestamp();
    let change = |cert: &Cert| {
        let mut cert = cert.clone();
        (cert.not_before, cert.not_after) = (from, from + days * 86_400 - 1);
        cert.into()
    };
    let path = &mut observation.walk.as_mut().unwrap().path;
    path.certificates[0].cert = change(&path.certificates[0].cert);
    observation
}

/// The codes found at an endpoint, with the severity and the place of each.
fn codes(report: &Report) -> Vec<String> {
    report.all_findings().map(|f| format!("{f} {}", f.subject.index.map_or(-1, |i| i as i64))).collect()
}

/// The values of one piece of evidence of the first finding of a code.
fn list(report: &Report, code: &str, label: &str) -> String {
    let finding = report.all_findings().find(|f| f.code == code).unwrap_or_else(|| panic!("{:?}", codes(report)));
    let fact = finding.evidence.iter().find(|fact| fact.label == label).unwrap();
    format!("{:?}", fact.value)
}

#[test]
fn the_healthy_chain_is_healthy_in_every_role() {
    for kind in ROLES {
        let report =
            run(vec![domain(named(kind, HOST), vec![public(lives(presents("healthy", FIRST), (2026, 6, 1), 90))])]);
        let worst = report.all_findings().map(|f| f.severity).max();
        assert!(worst <= Some(Severity::Notice), "{kind:?}: {:?}", codes(&report));
    }
}

#[test]
fn products_demands_are_made_of_their_own_roles() {
    for kind in ROLES {
        let leaf = server(&[HOST]).pointless();
        let found =
            codes(&run(vec![domain(named(kind, HOST), vec![public(lives(sends(HOST, leaf), (2026, 6, 1), 30))])]));
        let lacks = found.iter().any(|code| code == "warning crl-point-missing 0");
        assert_eq!(lacks, LYNC.contains(&kind), "{kind:?}: {found:?}");
        let found = codes(&run(vec![domain(named(kind, HOST), vec![presents("pss-signed", FIRST)])]));
        let pss: Vec<_> = found.iter().filter(|code| code.contains("pss-signature")).collect();
        let expected: &[&str] =
            if LYNC.contains(&kind) { &["warning pss-signature 0", "warning pss-signature 1"] } else { &[] };
        assert_eq!(pss, expected, "{kind:?}");
    }
}

#[test]
fn wildcards_are_refused_by_role() {
    let explicit = [AccessEdgeClient, Federation, WebConferencing, SipInternal];
    for kind in ROLES {
        let observation = || sends(HOST, server(&["*.contoso.com"]));
        let found = codes(&run(vec![domain(named(kind, HOST), vec![observation()])]));
        let warned = found.iter().any(|code| code == "warning wildcard-unsupported 0");
        assert_eq!(warned, explicit.contains(&kind), "{kind:?}: {found:?}");
        assert!(!found.iter().any(|code| code.contains("sip-name-missing")), "{kind:?} says it twice: {found:?}");
        // With the name beside it, in any case, the wildcard does no harm.
        let report = run(vec![at(kind, HOST, server(&["*.contoso.com", "Sip.Contoso.com"]))]);
        assert!(report.all_findings().all(|f| f.code != "wildcard-unsupported"), "{kind:?}");
    }
    // An endpoint with several roles has the demands of each.
    let shared = Endpoint { kinds: vec![Meet, AccessEdgeClient], ..named(Meet, HOST) };
    let found = codes(&run(vec![domain(shared, vec![sends(HOST, server(&["*.contoso.com"]))])]));
    assert_eq!(found, ["warning wildcard-unsupported 0"]);
    // A wildcard does not reach two levels down: another finding.
    let deep = run(vec![at(DirectRoutingSbc, "a.b.contoso.com", both(&["*.contoso.com"]))]);
    assert!(codes(&deep).contains(&"critical name-mismatch 0".to_owned()), "{:?}", codes(&deep));
}

#[test]
fn every_sip_domain_has_its_name_on_the_edge() {
    let policy = Policy { sip_domains: vec!["fabrikam.com".to_owned(), "litware.com".to_owned()], ..Policy::default() };
    let lacking = |kind, names: &[&str]| {
        let report = run_under(&policy, vec![at(kind, HOST, server(names))]);
        let speaks = report.all_findings().any(|f| f.code == "sip-name-missing");
        speaks.then(|| list(&report, "sip-name-missing", "names that must stand in it"))
    };
    for kind in [AccessEdgeClient, Federation] {
        assert_eq!(lacking(kind, &[HOST, "sip.fabrikam.com", "sip.litware.com"]), None);
        let one = lacking(kind, &[HOST, "sip.litware.com"]);
        assert_eq!(one.as_deref(), Some("List([\"sip.fabrikam.com\"])"));
        let wildcard = lacking(kind, &[HOST, "sip.litware.com", "*.fabrikam.com"]);
        assert_eq!(wildcard.as_deref(), Some("List([\"sip.fabrikam.com\"])"));
        // What the wildcard in place of the connecting name does not cover is still missing.
        let other = lacking(kind, &["*.contoso.com", "sip.litware.com"]);
        assert_eq!(other.as_deref(), Some("List([\"sip.fabrikam.com\"])"));
    }
    for kind in [SipInternal, Meet, WebConferencing, AutodiscoverExternal, Xmpp, Sso] {
        assert_eq!(lacking(kind, &[HOST]), None, "{kind:?}");
    }
    // No domain, no demand: a host that was named, a file.
    let mut target = at(AccessEdgeClient, "access.contoso.com", server(&["access.contoso.com"]));
    target.target = Target::Host { host: "access.contoso.com".to_owned(), port: 443 };
    assert_eq!(codes(&run(vec![target])), [] as [String; 0]);
}

#[test]
fn names_that_dns_leads_to_a_server_stand_in_its_certificate() {
    let address = |text: &str| text.parse().unwrap();
    let host = |name: &str, at: &str| RecordState {
        name: name.to_owned(),
        kind: "A/AAAA",
        addresses: vec![address(at)],
        ..record(Presence::Present)
    };
    let lacking = |kind, record: RecordState| {
        let mut target = at(kind, "pool01.contoso.com", server(&["pool01.contoso.com"]));
        target.endpoints[0].endpoint.resolution.addresses = vec![address("192.0.2.1")];
        target.discovery.records = vec![record];
        let report = run(vec![target]);
        let speaks = report.all_findings().any(|f| f.code == "sip-name-missing");
        speaks.then(|| list(&report, "sip-name-missing", "names that must stand in it"))
    };
    for name in ["sip.contoso.com", "sipinternal.contoso.com", "sipexternal.contoso.com"] {
        let listed = Some(format!("List([{name:?}])"));
        assert_eq!(lacking(SipInternal, host(name, "192.0.2.1")), listed);
        let alias = RecordState { aliases: vec!["pool01.contoso.com".to_owned()], ..host(name, "192.0.2.7") };
        assert_eq!(lacking(SipInternal, alias), listed);
        assert_eq!(lacking(SipInternal, host(name, "192.0.2.7")), None);
        let wildcard = RecordState { presence: Presence::Wildcard, ..host(name, "192.0.2.1") };
        assert_eq!(lacking(SipInternal, wildcard), None);
        assert_eq!(lacking(Meet, host(name, "192.0.2.1")), None);
    }
    let more = lacking(AccessEdgeClient, host("sipexternal.contoso.com", "192.0.2.1"));
    assert_eq!(more.as_deref(), Some("List([\"sip.contoso.com\", \"sipexternal.contoso.com\"])"));
    // A record may spell the server's name otherwise.
    let report = run(vec![at(AccessEdgeClient, "SIP.Contoso.com", server(&["access.contoso.com"]))]);
    assert_eq!(codes(&report), ["critical name-mismatch 0"]);
    assert_eq!(lacking(SipInternal, host("lyncdiscover.contoso.com", "192.0.2.1")), None);
}

#[test]
fn one_wildcard_finding_names_everything_that_is_to_be_explicit() {
    let report = run(vec![at(AccessEdgeClient, "access.contoso.com", server(&["*.contoso.com"]))]);
    let names = list(&report, "wildcard-unsupported", "names that must stand in it");
    assert_eq!(names, "List([\"access.contoso.com\", \"sip.contoso.com\"])");
}

#[test]
fn short_lived_certificates_need_no_revocation_list() {
    let table = [
        ((2024, 3, 14), 5, true),
        ((2024, 3, 15), 10, false),
        ((2024, 3, 15), 11, true),
        ((2026, 3, 14), 10, false),
        ((2026, 3, 15), 10, true),
        ((2026, 3, 15), 8, true),
        ((2026, 3, 15), 7, false),
        ((2026, 11, 1), 6, false),
    ];
    for (from, days, expected) in table {
        let observation = lives(sends(HOST, server(&[HOST]).pointless()), from, days);
        let found = run(vec![domain(named(AccessEdgeClient, HOST), vec![observation])]);
        let lacks = found.all_findings().any(|f| f.code == "crl-point-missing");
        assert_eq!(lacks, expected, "{from:?}, {days} days");
    }
}

#[test]
fn roots_that_end_no_sound_path_need_no_revocation_list_either() {
    for name in ["root-sent", "private-root-sent", "self-signed", "self-signed-installed"] {
        let observation = presents(name, FIRST);
        let last = observation.walk.as_ref().unwrap().path.certificates.len() - 1;
        let report = run(vec![domain(named(AccessEdgeClient, HOST), vec![observation])]);
        let at_root = |f: &&chaincheck::model::Finding| {
            matches!(f.code, "crl-point-missing" | "pss-signature") && f.subject.index == Some(last)
        };
        assert_eq!(report.all_findings().filter(at_root).count(), 0, "{name}");
    }
    // Where the issuer is missing, the last certificate is no root.
    let mut alone = sends(HOST, server(&[HOST]).pointless());
    alone.walk.as_mut().unwrap().path.certificates.truncate(1);
    alone.walk.as_mut().unwrap().path.end.kind = chaincheck::model::EndKind::IssuerMissing;
    let found = codes(&run(vec![domain(named(AccessEdgeClient, HOST), vec![alone])]));
    assert_eq!(found, ["warning crl-point-missing 0"]);
}

#[test]
fn public_lifetimes_go_by_the_day_of_issue() {
    let table = [
        ((2015, 3, 31), 1826, false),
        ((2015, 4, 1), 1188, false),
        ((2015, 4, 1), 1189, true),
        ((2018, 3, 1), 826, true),
        ((2020, 8, 31), 825, false),
        ((2020, 9, 1), 398, false),
        ((2020, 9, 1), 399, true),
        ((2026, 3, 14), 398, false),
        ((2026, 3, 15), 200, false),
        ((2026, 3, 15), 201, true),
        ((2026, 4, 1), 200, false),
        ((2026, 6, 1), 90, false),
        ((2027, 3, 15), 101, true),
        ((2029, 3, 15), 47, false),
        ((2029, 3, 15), 48, true),
    ];
    for (from, days, expected) in table {
        let found = |o: Observation| run(vec![domain(web(), vec![lives(o, from, days)])]);
        let report = found(public(presents("healthy", FIRST)));
        let told = report.all_findings().filter(|f| f.code == "lifetime-too-long").map(|f| f.severity).next();
        assert_eq!(told, expected.then_some(Severity::Notice), "{from:?}, {days} days");
        let private = found(presents("healthy", FIRST));
        assert!(private.all_findings().all(|f| f.code != "lifetime-too-long"), "{from:?}, {days} days");
    }
}

/// A pair of reverse proxies may have two good certificates; an Edge pool may not, and no pair may have a bad one.
#[test]
fn members_may_differ_by_role() {
    let told = |kind, other: &str| {
        let report = run(vec![domain(named(kind, HOST), vec![presents("healthy", FIRST), presents(other, SECOND)])]);
        report.all_findings().find(|f| f.code == "members-differ").cloned().map(|f| (f.severity, f.remedy))
    };
    for kind in [AutodiscoverExternal, WebServices, Meet, Dialin, SipInternal, OfficeWebApps, Xmpp, Host] {
        assert_eq!(told(kind, "healthy"), None, "{kind:?}");
        assert_eq!(told(kind, "healthy-rsa").map(|(severity, _)| severity), Some(Severity::Notice), "{kind:?}");
        let (severity, remedy) = told(kind, "expired-leaf").unwrap();
        assert_eq!(severity, Severity::Warning, "{kind:?}");
        assert!(remedy.contains(FIRST) && !remedy.contains(SECOND), "{kind:?}: {remedy}");
    }
    for kind in [AccessEdgeClient, Federation, WebConferencing] {
        assert_eq!(told(kind, "healthy"), None, "{kind:?}");
        assert_eq!(told(kind, "healthy-rsa").map(|(severity, _)| severity), Some(Severity::Warning), "{kind:?}");
    }
    // Trusted, and for another name: another verdict.
    let mut other = presents("healthy", SECOND);
    other.name_matches = Some(false);
    let report = run(vec![domain(web(), vec![presents("healthy", FIRST), other])]);
    let found = codes(&report);
    assert!(found.contains(&"warning members-differ -1".to_owned()), "{found:?}");
}

#[test]
fn controllers_are_told_to_go_to_a_public_authority() {
    for (name, code) in [
        ("private-root-sent", "root-untrusted"),
        ("private-root-not-sent", "issuer-unknown"),
        ("self-signed", "self-signed"),
        ("issuer-missing-no-url", "issuer-missing"),
    ] {
        let remedy = |kind| {
            let report = run(vec![domain(named(kind, HOST), vec![presents(name, FIRST)])]);
            let finding = report.all_findings().find(|f| f.code == code).unwrap_or_else(|| panic!("{name}")).clone();
            finding.remedy
        };
        let (controller, host) = (remedy(DirectRoutingSbc), remedy(Host));
        assert!(controller.contains("Microsoft Trusted Root Program"), "{name}: {controller}");
        assert!(!controller.contains("--anchors") && !controller.contains("clients' root stores"), "{controller}");
        assert!(!host.contains("Microsoft Trusted Root Program"), "{name}: {host}");
    }
}

/// Dates in explanations are those of the calendar: a date that moves is moved in both places.
#[test]
fn explanations_and_calendar_agree() {
    let days: Vec<String> = ROWS
        .iter()
        .filter_map(|row| UtcDateTime::from_unix_timestamp(row.from).ok())
        .map(|time| time.date().to_string())
        .collect();
    let mut seen = 0;
    for rule in RULES {
        let words = rule.explanation.split(|c: char| !c.is_ascii_digit() && c != '-');
        for word in words.filter(|word| word.len() == 10 && word.matches('-').count() == 2) {
            assert!(days.contains(&word.to_owned()), "{}: {word} is not in the calendar", rule.code);
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn names_of_other_kinds_are_no_names() {
    let leaf = server(&[HOST]).also(SanType::Rfc822Name("sip.fabrikam.com".try_into().unwrap()));
    let policy = Policy { sip_domains: vec!["fabrikam.com".to_owned()], ..Policy::default() };
    let report = run_under(&policy, vec![at(AccessEdgeClient, HOST, leaf)]);
    assert_eq!(codes(&report), ["warning sip-name-missing 0"]);
}
