//! What computers remember of servers, and what they were told of them, against what the servers' side answers.

use std::time::Duration;

use chaincheck::model::{
    Answer, Lookup, Workstation,
    report::TargetReport,
    workstation::{Cached, EndpointCache, Live, Moment, Told},
};

use super::super::{
    reports::{TIME, run},
    table::{Case, cases},
};
use super::{POLICY_16, but, number, remembered, text};

const ANNA: &str = "anna@contoso.com";
const CLOUD: &str = "sipdir.online.lync.com";

cases! {
    "servers as they are remembered": led(|_| ()) => [];
    "nothing is known of what the resolver remembers": led(|desk| desk.dns_cache = Told::NotTold) => [];

    "an old address is remembered": knows("sip.contoso.com", Some(1), &["198.51.100.7"])
        => ["warning dns-cache-differs workstation"];
    "the same address is remembered": knows("sip.contoso.com", Some(1), &["203.0.113.10"]) => [];
    "an address beside it is remembered": knows("sip.contoso.com", Some(1), &["203.0.113.11"]) => [];
    "one address of two is remembered": knows("sip.contoso.com", Some(1), &["198.51.100.7", "203.0.113.10"]) => [];
    "an address of the inside is remembered": knows("sip.contoso.com", Some(1), &["10.0.0.5"])
        => ["notice dns-cache-differs workstation"];
    "an address of a name that answers otherwise each time": led(|desk| {
        desk.live.as_mut().unwrap().lookups[0].ttl = Some(30);
        desk.dns_cache = Told::Told(vec![cached("sip.contoso.com", Some(1), &["198.51.100.7"])]);
    }) => [];
    "an old service is remembered": knows("_sip._tls.contoso.com", Some(33), &["0 0 443 old.contoso.com"])
        => ["warning dns-cache-differs workstation"];
    "the same service with another weight": knows("_sip._tls.contoso.com", Some(33), &["10 5 443 SIP.contoso.com."]) => [];
    "an old alias is remembered": knows("lyncdiscover.contoso.com", Some(5), &["webdir.online.lync.com"])
        => ["warning dns-cache-differs workstation"];
    "the same alias, and the addresses behind it": led(|desk| {
        let alias = cached("lyncdiscover.contoso.com", Some(5), &["web.contoso.com"]);
        let behind = cached("lyncdiscover.contoso.com", Some(1), &["198.51.100.7"]);
        desk.dns_cache = Told::Told(vec![alias, behind]);
    }) => [];
    "an address is remembered where an alias is now": knows("lyncdiscover.contoso.com", Some(1), &["198.51.100.7"])
        => ["warning dns-cache-differs workstation"];
    "it is remembered that there is nothing": knows("sip.contoso.com", None, &[])
        => ["warning dns-cache-differs workstation"];
    "it is remembered that there is no IPv6": knows("sip.contoso.com", Some(28), &[]) => [];
    "it is remembered that there is nothing, and so it is": knows("dialin.contoso.com", None, &[]) => [];
    "an address is remembered where nothing is now": knows("dialin.contoso.com", Some(1), &["198.51.100.7"])
        => ["warning dns-cache-differs workstation"];
    "a name for the inside is remembered": knows("lyncdiscoverinternal.contoso.com", Some(1), &["198.51.100.7"])
        => ["notice dns-cache-differs workstation"];
    "what is answered now is not known": knows("meet.contoso.com", Some(1), &["198.51.100.7"]) => [];
    "names of others": led(|desk| {
        desk.live.as_mut().unwrap().lookups.push(lookup(CLOUD, "A", &["52.112.0.1"]));
        desk.dns_cache = Told::Told(vec![cached(CLOUD, Some(1), &["198.51.100.7"])]);
    }) => [];
    "an answer that has been forgotten since": led(|desk| {
        desk.taken = Some(Moment::exactly(TIME - 2 * 86_400));
        desk.dns_cache = Told::Told(vec![cached("sip.contoso.com", Some(1), &["198.51.100.7"])]);
    }) => ["notice dns-cache-differs workstation"];
    "the computer stands inside": led(|desk| {
        let inside = cached("sip.contoso.com", Some(1), &["10.0.0.5"]);
        desk.dns_cache = Told::Told(vec![inside, cached("_sip._tls.contoso.com", Some(33), &["0 0 5061 pool.contoso.com"])]);
    }) => ["notice dns-cache-differs workstation", "notice dns-cache-differs workstation"];
    "the computer stands inside, and an alias leads there": led(|desk| {
        let alias = cached("lyncdiscover.contoso.com", Some(5), &["pool01.contoso.com"]);
        desk.dns_cache = Told::Told(vec![alias, cached("pool01.contoso.com", Some(1), &["10.0.0.5"])]);
    }) => ["notice dns-cache-differs workstation"];
    "an alias to a name that the inside alone can know": knows("lyncdiscover.contoso.com", Some(5), &["pool01.contoso.local"])
        => ["notice dns-cache-differs workstation"];
    "a service of the inside": led(|desk| {
        let service = cached("_sip._tls.contoso.com", Some(33), &["0 0 5061 pool01.contoso.com"]);
        desk.dns_cache = Told::Told(vec![service, cached("pool01.contoso.com", Some(1), &["10.0.0.5"])]);
    }) => ["notice dns-cache-differs workstation"];
    "what is remembered without anything to compare": but(|desk| {
        desk.dns_cache = Told::Told(vec![cached("sip.contoso.com", Some(1), &["198.51.100.7"])]);
    }) => [];

    "the client remembers a server of today": client_knows(&["sip.contoso.com"]) => [];
    "the client remembers a pool in the same domain": client_knows(&["pool01.contoso.com"]) => [];
    "the client remembers a pool that only the inside knows": client_knows(&["pool01.contoso.local"])
        => ["notice endpoint-cache-stale workstation"];
    "the client remembers a server that does not exist any more": client_knows(&["dialin.contoso.com"])
        => ["warning endpoint-cache-stale workstation"];
    "the client remembers the own servers after a move to the cloud": moved(&["pool01.contoso.com", "sip.contoso.com"])
        => ["warning endpoint-cache-stale workstation"];
    "the client remembers the cloud": moved(&["sipdir.online.lync.com"]) => [];
    "the client remembers its forest of the cloud": moved(&["webdir0a.online.lync.com"]) => [];
    "the client of somebody else remembers": led(|desk| {
        desk.endpoint_caches = Told::Told(vec![remembered("bert@contoso.com", &["dialin.contoso.com"])]);
    }) => [];
    "the client remembers nothing that can be read": client_knows(&[]) => [];
    "the client's memory is older than a change of DNS": changed(TIME - 30 * 86_400)
        => ["warning endpoint-cache-stale workstation", "warning dns-cache-differs workstation"];
    "the client's memory is older than a change, and names a pool that may have stayed": {
        let mut report = changed(TIME - 30 * 86_400);
        let desk = report.workstation.as_mut().unwrap();
        desk.endpoint_caches = Told::Told(vec![remembered(ANNA, &["pool01.contoso.com"])]);
        report
    } => ["warning dns-cache-differs workstation"];
    "the client's memory may be younger than the change": changed(TIME - 3_600)
        => ["warning dns-cache-differs workstation"];
    "nothing is known of what the client remembers": led(|desk| desk.endpoint_caches = Told::NotTold) => [];
    "the servers of another domain say nothing": led(|desk| {
        desk.addresses = vec!["anna@fabrikam.com".to_owned()];
        desk.personal = Told::NotTold;
        desk.endpoint_caches = Told::Told(vec![remembered("anna@fabrikam.com", &["dialin.contoso.com"])]);
    }) => [];

    "servers set by hand": but(|desk| by_hand(desk, "sip.contoso.com:5061", "sip.contoso.com:443"))
        => ["notice server-set-by-hand workstation"];
    "servers set by hand, and they are those of today": led(|desk| by_hand(desk, "sip.contoso.com", "sip.contoso.com"))
        => ["notice server-set-by-hand workstation"];
    "servers set by hand that clients are not led to": led(|desk| by_hand(desk, "", "old.fabrikam.com:443"))
        => ["warning server-set-by-hand workstation"];
    "a pool set by hand that only the inside knows": led(|desk| by_hand(desk, "pool01.contoso.local", ""))
        => ["notice server-set-by-hand workstation"];
    "servers that are there and not used": led(|desk| {
        by_hand(desk, "", "old.fabrikam.com:443");
        desk.registry.add(POLICY_16, number("ConfigurationMode", 0));
    }) => [];
    "set by hand, and no server": led(|desk| desk.registry.add(POLICY_16, number("ConfigurationMode", 1))) => [];

    "the list of trusted domains lacks where clients are led": led(|desk| {
        desk.live.as_mut().unwrap().sign_in.insert(CLOUD.to_owned());
        desk.registry.add(POLICY_16, text("TrustModelData", "outlook.com, contoso.example"));
    }) => ["warning trust-list-lacks workstation"];
    "the list of trusted domains has it": led(|desk| {
        desk.live.as_mut().unwrap().sign_in.insert(CLOUD.to_owned());
        desk.registry.add(POLICY_16, text("TrustModelData", "outlook.com;*.Lync.com"));
    }) => [];
    "the user has chosen to trust it": led(|desk| {
        desk.live.as_mut().unwrap().sign_in.insert(CLOUD.to_owned());
        desk.registry.add(POLICY_16, text("TrustModelData", "outlook.com"));
        desk.registry.add(r"HKCU\Software\Microsoft\Office\16.0\Lync", text("TrustModelData", "lync.com"));
    }) => [];
    "no list of trusted domains": led(|desk| {
        desk.live.as_mut().unwrap().sign_in.insert(CLOUD.to_owned());
    }) => [];
    "a list of trusted domains, and all lies within the own": led(|desk| {
        desk.registry.add(POLICY_16, text("TrustModelData", "outlook.com"));
    }) => [];
    "a list of trusted domains, and nobody knows where clients are led": but(|desk| {
        desk.registry.add(POLICY_16, text("TrustModelData", "outlook.com"));
    }) => [];
}

/// The healthy computer beside the servers of contoso.com, with a change. The snapshot is ten minutes old.
fn led(change: impl FnOnce(&mut Workstation)) -> TargetReport {
    but(|desk| {
        desk.taken = Some(Moment::exactly(TIME - 600));
        desk.live = Some(live());
        desk.dns_cache = Told::Told(vec![
            cached("sip.contoso.com", Some(1), &["203.0.113.10"]),
            cached("lyncdiscover.contoso.com", Some(5), &["web.contoso.com"]),
            cached("www.example.com", Some(1), &["198.51.100.80"]),
        ]);
        desk.endpoint_caches = Told::Told(vec![remembered(ANNA, &["sip.contoso.com", "pool01.contoso.local"])]);
        change(desk);
    })
}

/// What the servers of contoso.com answer.
pub fn live() -> Live {
    let hosts = ["sip.contoso.com", "lyncdiscover.contoso.com", "web.contoso.com"].map(str::to_owned);
    let absent = |name: &str| Lookup { answer: Answer::NoName, ttl: None, ..lookup(name, "A", &[]) };
    Live {
        domains: ["contoso.com".to_owned()].into(),
        lookups: vec![
            lookup("sip.contoso.com", "A", &["203.0.113.10"]),
            Lookup { answer: Answer::NoData, ..lookup("sip.contoso.com", "AAAA", &[]) },
            lookup("lyncdiscover.contoso.com", "A", &["CNAME web.contoso.com.", "203.0.113.20"]),
            lookup("_sip._tls.contoso.com", "SRV", &["0 0 443 sip.contoso.com."]),
            absent("lyncdiscoverinternal.contoso.com"),
            absent("dialin.contoso.com"),
            Lookup { answer: Answer::Timeout, ttl: None, ..lookup("meet.contoso.com", "A", &[]) },
        ],
        hosts: hosts.clone().into(),
        cloud: [].into(),
        sign_in: hosts.into(),
        time: TIME,
    }
}

fn lookup(name: &str, kind: &'static str, records: &[&str]) -> Lookup {
    Lookup {
        name: format!("{name}."),
        kind,
        server: "192.0.2.53:53".to_owned(),
        answer: Answer::Records,
        records: records.iter().map(ToString::to_string).collect(),
        ttl: Some(3600),
        elapsed: Duration::ZERO,
    }
}

fn cached(name: &str, kind: Option<u16>, values: &[&str]) -> Cached {
    Cached {
        name: name.to_owned(),
        kind,
        values: values.iter().map(ToString::to_string).collect(),
        ttl: (!values.is_empty()).then_some(1200),
    }
}

/// One thing that the resolver remembers.
fn knows(name: &str, kind: Option<u16>, values: &[&str]) -> TargetReport {
    led(|desk| desk.dns_cache = Told::Told(vec![cached(name, kind, values)]))
}

fn client_knows(servers: &[&str]) -> TargetReport {
    led(|desk| desk.endpoint_caches = Told::Told(vec![remembered(ANNA, servers)]))
}

/// The domain has moved to the cloud.
fn moved(servers: &[&str]) -> TargetReport {
    led(|desk| {
        let live = desk.live.as_mut().unwrap();
        live.cloud = [CLOUD.to_owned()].into();
        live.hosts = [CLOUD.to_owned(), "lyncdiscover.contoso.com".to_owned()].into();
        live.sign_in = live.hosts.clone();
        live.lookups = vec![lookup("lyncdiscover.contoso.com", "A", &["CNAME webdir.online.lync.com.", "52.112.0.1"])];
        desk.dns_cache = Told::Told(Vec::new());
        desk.endpoint_caches = Told::Told(vec![remembered(ANNA, servers)]);
    })
}

/// DNS has changed within the last hours, and the client's memory, of which the content is not known, is of then.
fn changed(written: i64) -> TargetReport {
    led(|desk| {
        desk.dns_cache = Told::Told(vec![cached("sip.contoso.com", Some(1), &["198.51.100.7"])]);
        let written = Some(Moment::exactly(written));
        desk.endpoint_caches = Told::Told(vec![EndpointCache { written, ..remembered(ANNA, &[]) }]);
    })
}

fn by_hand(desk: &mut Workstation, internal: &str, external: &str) {
    let key = r"HKCU\Software\Microsoft\Office\16.0\Lync";
    desk.registry.add(key, number("ConfigurationMode", 1));
    desk.registry.add(key, text("ServerAddressInternal", internal));
    desk.registry.add(key, text("ServerAddressExternal", external));
}
