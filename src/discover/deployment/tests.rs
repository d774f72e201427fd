//! Each row of the table by which records are read, and what is taken out of the endpoints.

use super::*;
use crate::model::{
    Answer,
    discovery::{RealmHost, Service, Zone},
};

const DOMAIN: &str = "contoso.com";
const ABSENT: &str = "";
const FAILED: &str = "?";
const NO_SERVICE: &str = ".";

/// A record that leads to a name, or one of the states above.
fn record(label: &str, to: &str) -> RecordState {
    let name = format!("{label}.{DOMAIN}");
    let is_service = label.starts_with('_');
    let service = Service {
        priority: 0,
        weight: 0,
        port: 443,
        target: if to == NO_SERVICE { String::new() } else { to.to_owned() },
        aliases: Vec::new(),
        cloud: cloud_of(to).map(|cloud| cloud.name),
    };
    RecordState {
        kind: if is_service { "SRV" } else { "A/AAAA" },
        role: None,
        zone: Zone::External,
        optional: false,
        presence: match to {
            ABSENT => Presence::Absent,
            FAILED => Presence::Failed { at: name.clone(), answer: Answer::Timeout },
            _ => Presence::Present,
        },
        port: 443,
        aliases: if is_service || to == name { Vec::new() } else { vec![to.to_owned()] },
        services: if is_service { vec![service] } else { Vec::new() },
        addresses: vec![[203, 0, 113, 1].into()],
        dropped: 0,
        cloud: cloud_of(to).map(|cloud| cloud.name),
        name,
    }
}

fn zone(lyncdiscover: &str, sip: &str, federation: &str) -> Vec<RecordState> {
    [("lyncdiscover", lyncdiscover), ("_sip._tls", sip), ("_sipfederationtls._tcp", federation)]
        .map(|(label, to)| record(label, to))
        .into()
}

fn kind(records: &[RecordState], directory: Option<bool>) -> &'static str {
    classify(records, DOMAIN, directory).map_or("unknown", |deployment| deployment.kind.as_str())
}

const WEBDIR: &str = "webdir.online.lync.com";
const SIPDIR: &str = "sipdir.online.lync.com";
const SIPFED: &str = "sipfed.online.lync.com";
const WEB: &str = "lyncdiscover.contoso.com";
const EDGE: &str = "sip.contoso.com";
const OTHERS: &str = "edge.hoster.example";

#[test]
fn each_row_of_the_table() {
    for (lyncdiscover, sip, federation, directory, expected) in [
        // The cloud, with and without the record that only phones need.
        (WEBDIR, SIPDIR, SIPFED, None, "online"),
        (WEBDIR, ABSENT, SIPFED, None, "online"),
        (WEBDIR, SIPDIR, SIPFED, Some(false), "online"),
        ("webdir0a.online.lync.com", ABSENT, SIPFED, Some(true), "online"),
        // Own servers, with and without the cloud.
        (WEB, EDGE, EDGE, None, "on-premises-or-hybrid"),
        (WEB, EDGE, EDGE, Some(true), "hybrid"),
        (WEB, EDGE, EDGE, Some(false), "on-premises"),
        (WEB, ABSENT, ABSENT, None, "on-premises-or-hybrid"),
        (ABSENT, EDGE, ABSENT, Some(false), "on-premises"),
        // Half of each.
        (WEBDIR, EDGE, EDGE, None, "mixed"),
        (WEB, EDGE, SIPFED, None, "mixed"),
        (WEB, SIPDIR, SIPFED, Some(true), "mixed"),
        (WEBDIR, ABSENT, EDGE, None, "mixed"),
        ("webext.fabrikam.com", SIPDIR, EDGE, None, "mixed"),
        (WEBDIR, SIPDIR, "sipfed.online.gov.skypeforbusiness.us", None, "mixed"),
        // The commonest tenant.
        (ABSENT, ABSENT, SIPFED, None, "online"),
        (ABSENT, SIPDIR, SIPFED, None, "online"),
        (ABSENT, NO_SERVICE, SIPFED, None, "online"),
        // Nothing.
        (ABSENT, ABSENT, ABSENT, None, "none"),
        (ABSENT, ABSENT, NO_SERVICE, Some(false), "none"),
        // Somebody else's.
        (WEB, EDGE, OTHERS, None, "hosted"),
        (ABSENT, ABSENT, OTHERS, None, "hosted"),
        (WEBDIR, SIPDIR, OTHERS, None, "hosted"),
        (ABSENT, OTHERS, ABSENT, None, "hosted"),
        // A reverse proxy at another's is not the deployment.
        ("proxy.hoster.example", EDGE, EDGE, Some(false), "on-premises"),
        // What was not answered is not absent.
        (FAILED, FAILED, FAILED, None, "unknown"),
        (FAILED, ABSENT, ABSENT, None, "unknown"),
        (FAILED, SIPDIR, SIPFED, None, "online"),
        (WEB, FAILED, EDGE, Some(true), "hybrid"),
    ] {
        let found = kind(&zone(lyncdiscover, sip, federation), directory);
        assert_eq!(found, expected, "{lyncdiscover} {sip} {federation} {directory:?}");
    }
}

#[test]
fn a_run_that_was_cut_before_dns_says_nothing() {
    assert_eq!(classify(&[], DOMAIN, Some(true)), None);
    let mut cut = Discovery::default();
    conclude(&mut cut, DOMAIN, None);
    assert_eq!(cut.deployment, None);
}

#[test]
fn the_cloud_is_told_by_the_suffix() {
    let records = zone(ABSENT, ABSENT, "sipfed.online.dod.skypeforbusiness.us");
    assert_eq!(classify(&records, DOMAIN, None).unwrap().cloud, Some("DoD"));
    let records = zone(ABSENT, ABSENT, "sipfed.online.partner.lync.cn");
    assert_eq!(classify(&records, DOMAIN, None).unwrap().cloud, Some("21Vianet (China)"));
    assert_eq!(classify(&zone(WEB, EDGE, EDGE), DOMAIN, None).unwrap().cloud, None);
}

#[test]
fn reasons_name_the_records() {
    let deployment = classify(&zone(WEBDIR, FAILED, EDGE), DOMAIN, None).unwrap();
    assert_eq!(
        deployment.because,
        [
            "some records lead to Microsoft's cloud and others elsewhere",
            "lyncdiscover.contoso.com leads to webdir.online.lync.com, which is Microsoft's (Worldwide and GCC)",
            "_sipfederationtls._tcp.contoso.com leads to sip.contoso.com, a host of the domain's own",
            "where _sip._tls.contoso.com leads is unknown: DNS did not answer",
        ]
    );
    let online = classify(&zone(ABSENT, ABSENT, SIPFED), DOMAIN, Some(false)).unwrap();
    assert_eq!(online.because.last().unwrap(), "the online directory does not know the domain");
}

#[test]
fn names_of_the_inside_count_where_there_are_no_others() {
    let with = |label, to| [zone(ABSENT, ABSENT, ABSENT), vec![record(label, to)]].concat();
    assert_eq!(kind(&with("lyncdiscoverinternal", "lyncdiscoverinternal.contoso.com"), None), "on-premises-or-hybrid");
    assert_eq!(kind(&with("_sipinternaltls._tcp", "pool01.contoso.com"), Some(false)), "on-premises");
    assert_eq!(kind(&with("sip", SIPDIR), None), "online");
    // Where the deciding records are there, a telephone system by the name of `sip` makes no mixture.
    let online = [zone(ABSENT, ABSENT, SIPFED), vec![record("sip", EDGE)]].concat();
    assert_eq!(kind(&online, None), "online");
}

fn guess(kind: EndpointKind, host: &str) -> Endpoint {
    Endpoint { fallback: true, ..Endpoint::tls(kind, host, 443) }
}

fn hosts(discovery: &Discovery) -> Vec<&str> {
    discovery.endpoints.iter().filter_map(|endpoint| endpoint.host.as_deref()).collect()
}

#[test]
fn what_is_no_endpoint_of_a_tenant_in_the_cloud_is_left_alone() {
    let mut cloud = guess(EndpointKind::AccessEdgeClient, "sip.contoso.com");
    cloud.microsoft = true;
    let endpoints = vec![
        cloud,
        Endpoint::tls(EndpointKind::Meet, "meet.contoso.com", 443),
        guess(EndpointKind::Admin, "admin.contoso.com"),
        guess(EndpointKind::AccessEdgeClient, "sipexternal.contoso.com"),
        guess(EndpointKind::Sso, "sts.contoso.com"),
        Endpoint::tls(EndpointKind::AutodiscoverInternal, "lyncdiscoverinternal.contoso.com", 443),
        Endpoint::tls(EndpointKind::DirectRoutingSbc, "sbc.contoso.com", 5061),
    ];
    let records = zone(ABSENT, ABSENT, SIPFED);
    let mut online = Discovery { endpoints: endpoints.clone(), records, ..Discovery::default() };
    conclude(&mut online, "Contoso.com.", None);
    let kept = ["sip", "sts", "lyncdiscoverinternal", "sbc"].map(|label| format!("{label}.contoso.com"));
    assert_eq!(hosts(&online), kept);
    let left_out = "meet.contoso.com, admin.contoso.com, sipexternal.contoso.com";
    assert!(online.deployment.unwrap().because.last().unwrap().ends_with(left_out));

    let mut own = Discovery { endpoints, records: zone(WEB, EDGE, EDGE), ..Discovery::default() };
    conclude(&mut own, DOMAIN, None);
    assert_eq!(own.endpoints.len(), 7);
    assert!(!own.sign_in.is_empty());
}

#[test]
fn ad_fs_is_not_guessed_where_the_realm_is_known() {
    let realm =
        |kind, host: &str| Realm { kind, hosts: vec![RealmHost { host: host.to_owned(), port: 443, adfs: true }] };
    for (realm, expected) in [
        (None, vec!["sts.contoso.com", "fs.contoso.com", "login.contoso.com"]),
        (Some(realm(RealmKind::Federated, "STS.contoso.com")), vec!["sts.contoso.com", "login.contoso.com"]),
        (Some(Realm { kind: RealmKind::Managed, hosts: Vec::new() }), vec!["login.contoso.com"]),
        (
            Some(Realm { kind: RealmKind::Unknown, hosts: Vec::new() }),
            vec!["sts.contoso.com", "fs.contoso.com", "login.contoso.com"],
        ),
    ] {
        let endpoints = vec![
            guess(EndpointKind::Sso, "sts.contoso.com"),
            guess(EndpointKind::Sso, "fs.contoso.com"),
            // Told by the user.
            Endpoint::tls(EndpointKind::Sso, "login.contoso.com", 443),
        ];
        let mut discovery = Discovery { endpoints, realm, ..Discovery::default() };
        conclude(&mut discovery, DOMAIN, None);
        assert_eq!(hosts(&discovery), expected);
    }
}
