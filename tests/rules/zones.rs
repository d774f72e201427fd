//! Discoveries for the rules about DNS: one record or state each, around contoso.com.

use chaincheck::model::{
    Answer, Discovery, EndpointKind,
    discovery::{
        Deployment, DeploymentKind, Override, Presence, RecordState, Service, Stale, Unanswered, Vantage, Zone,
    },
};

use super::reports::{found, record};

const CLOUD: Option<&str> = Some("Worldwide and GCC");

fn service(target: &str, port: u16) -> Service {
    let cloud = CLOUD.filter(|_| target.ends_with(".lync.com"));
    Service { priority: 0, weight: 0, port, target: target.to_owned(), aliases: Vec::new(), cloud }
}

/// `_sip._tls` with these targets.
pub fn sip(targets: &[(&str, u16)]) -> Discovery {
    let services = targets.iter().map(|(target, port)| service(target, *port)).collect();
    found(RecordState { services, ..record(Presence::Present) })
}

/// The federation record with these targets.
pub fn federation(targets: &[&str]) -> Discovery {
    let services = targets.iter().map(|target| service(target, 5061)).collect();
    found(RecordState {
        name: "_sipfederationtls._tcp.contoso.com".to_owned(),
        role: Some(EndpointKind::Federation),
        port: 5061,
        services,
        ..record(Presence::Present)
    })
}

/// `_sip._tls` to a host that is an alias.
pub fn to_alias(target: &str) -> Discovery {
    let aliases = vec!["edge-lb.hoster.example".to_owned()];
    let services = vec![Service { aliases, ..service(target, 443) }];
    found(RecordState { services, ..record(Presence::Present) })
}

/// A host name under the domain.
pub fn host(label: &str, role: EndpointKind, zone: Zone) -> RecordState {
    RecordState {
        name: format!("{label}.contoso.com"),
        kind: "A/AAAA",
        role: Some(role),
        zone,
        addresses: vec![[203, 0, 113, 20].into()],
        ..record(Presence::Present)
    }
}

/// `lyncdiscover` as an alias.
pub fn lyncdiscover(alias: &str, cloud: Option<&'static str>) -> Discovery {
    let aliases = vec![alias.to_owned()];
    found(RecordState { aliases, cloud, ..host("lyncdiscover", EndpointKind::AutodiscoverExternal, Zone::External) })
}

/// The same, and autodiscover by HTTP.
pub fn by_http(alias: &str, url: &str) -> Discovery {
    let way = vec![url.to_owned(), "https://webext.fabrikam.com/root".to_owned()];
    Discovery { published: vec![way], ..lyncdiscover(alias, None) }
}

/// A deployment of some kind, with a record.
pub fn deployment(kind: DeploymentKind, cloud: Option<&'static str>, discovery: Discovery) -> Discovery {
    let because = vec!["in short".into(), "because of that".into()];
    Discovery { deployment: Some(Deployment { kind, cloud, because }), ..discovery }
}

/// A record of the catalogue that is absent, and must be there or not by the kind of deployment.
pub fn absent(kind: DeploymentKind, role: EndpointKind) -> Discovery {
    deployment(kind, None, found(RecordState { role: Some(role), ..record(Presence::Absent) }))
}

/// An internal name, seen from somewhere.
pub fn internal(label: &str, role: EndpointKind, vantage: Vantage, kind: DeploymentKind) -> Discovery {
    Discovery { vantage, ..deployment(kind, None, found(host(label, role, Zone::Internal))) }
}

/// An msoid record.
pub fn msoid(target: &str, cloud: Option<&'static str>) -> Discovery {
    let aliases = vec![target.to_owned()];
    let name = "msoid.contoso.com".to_owned();
    found(RecordState { name, kind: "CNAME", role: None, port: 0, aliases, cloud, ..record(Presence::Present) })
}

/// An answer that the zone's own servers do not give.
pub fn stale(split: bool) -> Discovery {
    let (resolver, zone) = (vec!["198.51.100.1".to_owned()], Vec::new());
    let stale = Stale { name: "sip.contoso.com".to_owned(), kind: "A", resolver, zone, ttl: Some(900), split };
    Discovery { stale: vec![stale], ..Discovery::default() }
}

/// A name that the hosts file answers.
pub fn hosts() -> Discovery {
    let (file, dns) = (vec![[203, 0, 113, 9].into()], Vec::new());
    let name = "sip.contoso.com".to_owned();
    Discovery { overrides: vec![Override { name, file, dns }], ..Discovery::default() }
}

/// A host with an address.
pub fn at(address: [u8; 4]) -> Discovery {
    let meet = host("meet", EndpointKind::Meet, Zone::Both);
    found(RecordState { addresses: vec![address.into()], ..meet })
}

/// A question for a random name that failed.
pub fn blind() -> Discovery {
    let (purpose, at) = ("whether any name answers", "_tcp.contoso.com".to_owned());
    Discovery { unanswered: vec![Unanswered { purpose, at, answer: Answer::Timeout }], ..Discovery::default() }
}
