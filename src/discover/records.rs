//! The catalogue crossed with DNS: which records are there, and the endpoints they lead to.
//!
//! Everything is asked at once; what came is put together afterwards in the order of the catalogue, so the same answers
//! always give the same discovery. A name that answers just like a random name beside it is there by a wildcard only:
//! its endpoint is marked, and whether it counts is for those to say who see its certificate.

use std::collections::BTreeMap;

use super::{
    authoritative::Authority,
    catalog::{KINDS, Kind, LookupKind, Role, cloud_of, is_microsoft},
    gather::{self, Found, MAX_TARGETS, Row, Services, Target, Wild, all},
    lookup::{Dns, Resolved, Walked, add, plain},
    question::{Data, Inquiry},
};
use crate::model::{
    Answer, Discovery, Endpoint, EndpointKind, Lookup, Transport,
    discovery::{Presence, RecordState, Service, Zone},
};

/// Where AD FS listens.
const SSO_PORT: u16 = 443;

/// Asks for everything and puts the answers together.
pub(super) async fn discover(dns: &Dns, inquiry: &Inquiry) -> Discovery {
    let domain = plain(&inquiry.domain);
    // Nobody guesses what was told.
    let wanted = |kind: &&Kind| inquiry.sso.is_empty() || kind.role != Some(EndpointKind::Sso);
    let rows: Vec<_> =
        KINDS.iter().filter(wanted).map(|kind| gather::row(dns.clone(), kind, kind.name(&domain))).collect();
    let sso = inquiry.sso.iter().map(|host| (EndpointKind::Sso, plain(host), SSO_PORT));
    let sbc = inquiry.sbc.iter().map(|(host, port)| (EndpointKind::DirectRoutingSbc, plain(host), *port));
    let named: Vec<_> = sso.chain(sbc).map(|named| resolve(dns.clone(), named)).collect();
    let (rows, named, wild, authority) = tokio::join!(
        all(rows),
        all(named),
        Wild::ask(dns, &domain),
        Authority::find_if(inquiry.authoritative, dns, &domain)
    );

    let mut assembly = Assembly::new(&domain, inquiry, dns.one_family());
    for row in rows {
        assembly.row(row, &wild);
    }
    for (named, resolved) in named {
        assembly.named(named, &resolved);
    }
    let mut discovery = assembly.finish(wild);
    if let Some(authority) = authority {
        authority.compare(dns, &mut discovery).await;
    }
    discovery
}

/// A host that the user named: its role, name and port.
type Named = (EndpointKind, String, u16);

async fn resolve(dns: Dns, named: Named) -> (Named, Resolved) {
    let resolved = dns.resolve(&named.1).await;
    (named, resolved)
}

/// The discovery as it grows.
struct Assembly {
    /// The domain first, then the others that the same Edge serves.
    sip_domains: Vec<String>,
    one_family: bool,
    discovery: Discovery,
    lookups: BTreeMap<(String, &'static str), Lookup>,
}

impl Assembly {
    fn new(domain: &str, inquiry: &Inquiry, one_family: bool) -> Self {
        let mut sip_domains = vec![domain.to_owned()];
        let further: Vec<_> = inquiry.sip_domains.iter().map(|domain| plain(domain)).collect();
        add(&mut sip_domains, &further);
        let discovery = Discovery { vantage: inquiry.vantage, ..Discovery::default() };
        Self { sip_domains, one_family, discovery, lookups: BTreeMap::new() }
    }

    fn row(&mut self, row: Row, wild: &Wild) {
        let Row { kind, name, found, overrides } = row;
        for other in overrides {
            if !self.discovery.overrides.contains(&other) {
                self.discovery.overrides.push(other);
            }
        }
        let record = match found {
            Found::Host(resolved) => self.host(kind, name, &resolved, wild),
            Found::Service(walked, services) => self.service(kind, name, &walked, &services, wild),
            Found::Alias(walked) => self.alias(kind, name, &walked, wild),
        };
        self.discovery.records.push(record);
    }

    fn host(&mut self, kind: &Kind, name: String, resolved: &Resolved, wild: &Wild) -> RecordState {
        self.asked(&resolved.lookups);
        let wildcard = wild.explains_host(resolved);
        let presence = if wildcard { Presence::Wildcard } else { self.presence(&name, resolved) };

        let leads_nowhere = resolved.resolution.addresses.is_empty();
        let named_by_alias = !resolved.aliases.is_empty() && !wildcard && presence != Presence::Present;
        if let Some(role) = kind.role.filter(|_| !leads_nowhere || named_by_alias) {
            let mut endpoint = self.endpoint(role, &name, kind.port, resolved);
            endpoint.fallback = kind.fallback || wildcard;
            endpoint.wildcard = wildcard;
            Endpoint::join(endpoint, &mut self.discovery.endpoints);
        }
        RecordState { presence, ..of_host(of_row(kind, name), resolved) }
    }

    /// What a host name's answers say of the record.
    fn presence(&self, name: &str, resolved: &Resolved) -> Presence {
        let at = resolved.end(name).to_owned();
        match resolved.resolution.failure {
            _ if !resolved.resolution.addresses.is_empty() => Presence::Present,
            // The name is there, and may well have addresses of the family that was not asked for.
            Some(Answer::NoData) if self.one_family => Presence::Present,
            Some(answer) if !answer.is_absence() => Presence::Failed { at, answer },
            Some(answer) if !resolved.aliases.is_empty() => Presence::Dangling { at, answer },
            _ => Presence::Absent,
        }
    }

    fn service(&mut self, kind: &Kind, name: String, walked: &Walked, services: &Services, wild: &Wild) -> RecordState {
        self.asked(&walked.lookups);
        let wildcard = wild.explains_service(&name, walked);
        let mut worst = Presence::Present;
        for target in services.followed.iter().filter(|target| !target.host.is_empty()) {
            self.asked(&target.resolved.lookups);
            let presence = self.target_presence(target);
            let unusable = presence == Presence::Present && target.resolved.resolution.addresses.is_empty();
            if let Some(role) = kind.role.filter(|_| !unusable) {
                let mut edge = self.edge(role, walked, target, services.dropped);
                edge.fallback = wildcard;
                edge.wildcard = wildcard;
                Endpoint::join(edge, &mut self.discovery.endpoints);
            }
            worst = match (&worst, &presence) {
                (Presence::Present, _) | (Presence::Failed { .. }, Presence::Dangling { .. }) => presence,
                _ => worst,
            };
        }

        let at = walked.end.clone();
        let presence = match walked.answer {
            _ if wildcard => Presence::Wildcard,
            Answer::Records => worst,
            answer if !answer.is_absence() => Presence::Failed { at, answer },
            answer if !walked.aliases.is_empty() => Presence::Dangling { at, answer },
            _ => Presence::Absent,
        };
        let services_found: Vec<_> = services.followed.iter().map(service).collect();
        RecordState {
            presence,
            aliases: walked.aliases.clone(),
            cloud: services_found.first().and_then(|first| first.cloud),
            services: services_found,
            dropped: services.dropped,
            ..of_row(kind, name)
        }
    }

    /// As a host name's, but the record names the host: that it is absent leaves the record dangling.
    fn target_presence(&self, target: &Target) -> Presence {
        match (self.presence(&target.host, &target.resolved), target.resolved.resolution.failure) {
            (Presence::Absent, Some(answer)) => Presence::Dangling { at: target.host.clone(), answer },
            (presence, _) => presence,
        }
    }

    fn edge(&self, role: EndpointKind, walked: &Walked, target: &Target, dropped: usize) -> Endpoint {
        let Target { priority, weight, port, host, resolved } = target;
        let mut endpoint = self.endpoint(role, host, *port, resolved);
        let owner = &walked.end;
        let mut trail = walked.trail.clone();
        trail.push(format!("SRV {owner} -> {host}:{port} (priority {priority}, weight {weight})"));
        if dropped > 0 {
            trail.push(format!("{dropped} further targets of {owner} not followed (limit {MAX_TARGETS})"));
        }
        add(&mut trail, &endpoint.trail);
        endpoint.trail = trail;
        endpoint
    }

    fn alias(&mut self, kind: &Kind, name: String, walked: &Walked, wild: &Wild) -> RecordState {
        self.asked(&walked.lookups);
        let presence = match walked.answer {
            _ if wild.explains_alias(walked) => Presence::Wildcard,
            Answer::Records => Presence::Present,
            answer if answer.is_absence() => Presence::Absent,
            answer => Presence::Failed { at: name.clone(), answer },
        };
        let aliases: Vec<_> = walked
            .data
            .iter()
            .filter_map(|data| match data {
                Data::Name(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        RecordState { presence, cloud: cloud(&name, &aliases), aliases, ..of_row(kind, name) }
    }

    /// A host that was named by the user is an endpoint whatever DNS says of it.
    fn named(&mut self, (role, host, port): Named, resolved: &Resolved) {
        self.asked(&resolved.lookups);
        Endpoint::join(self.endpoint(role, &host, port, resolved), &mut self.discovery.endpoints);
        let kind = LookupKind::Host.as_str();
        if let Some(known) = self.discovery.records.iter_mut().find(|r| r.name == host && r.kind == kind) {
            // Not only guessed after all.
            known.optional = false;
            return;
        }
        let presence = self.presence(&host, resolved);
        let record = RecordState { presence, port, role: Some(role), optional: false, ..blank(host, kind) };
        self.discovery.records.push(of_host(record, resolved));
    }

    /// An endpoint with the names that its role asks for. Microsoft's own hosts answer for their own names alone.
    fn endpoint(&self, role: EndpointKind, host: &str, port: u16, resolved: &Resolved) -> Endpoint {
        // Behind its cloud names Microsoft uses others, so any step counts.
        let microsoft = is_microsoft(host) || resolved.aliases.iter().any(|alias| is_microsoft(alias));
        let mut endpoint = Endpoint {
            trail: resolved.trail.clone(),
            resolution: resolved.resolution.clone(),
            microsoft,
            ..Endpoint::tls(role, host, port)
        };
        if role == EndpointKind::Xmpp {
            endpoint.transport = Transport::StarttlsXmpp;
            // The stream is opened to the domain, and its name or the server's may stand in the certificate.
            endpoint.names.splice(0..0, self.sip_domains.first().cloned());
        }
        if let Some(role) = Role::of(role).filter(|_| !microsoft) {
            add(&mut endpoint.names, &role.names(host, &self.sip_domains));
        }
        endpoint
    }

    fn asked(&mut self, lookups: &[Lookup]) {
        for lookup in lookups {
            self.lookups.entry((lookup.name.clone(), lookup.kind)).or_insert_with(|| lookup.clone());
        }
    }

    fn finish(mut self, wild: Wild) -> Discovery {
        self.asked(&wild.host.lookups);
        for (_, walked) in &wild.services {
            self.asked(&walked.lookups);
        }
        self.discovery.wildcards = wild.parents();
        self.discovery.unanswered = wild.unanswered().collect();
        self.discovery.lookups = self.lookups.into_values().collect();
        self.discovery
    }
}

/// A record of which nothing is known yet.
fn blank(name: String, kind: &'static str) -> RecordState {
    RecordState {
        name,
        kind,
        role: None,
        zone: Zone::Both,
        optional: true,
        presence: Presence::Absent,
        port: 0,
        aliases: Vec::new(),
        services: Vec::new(),
        addresses: Vec::new(),
        dropped: 0,
        cloud: None,
    }
}

/// What the catalogue says of a record.
fn of_row(kind: &Kind, name: String) -> RecordState {
    let Kind { role, zone, optional, port, .. } = *kind;
    RecordState { role, zone, optional, port, ..blank(name, kind.lookup.as_str()) }
}

/// With what a host name leads to.
fn of_host(record: RecordState, resolved: &Resolved) -> RecordState {
    RecordState {
        aliases: resolved.aliases.clone(),
        addresses: resolved.resolution.addresses.clone(),
        dropped: resolved.resolution.dropped,
        cloud: cloud(&record.name, &resolved.aliases),
        ..record
    }
}

fn service(target: &Target) -> Service {
    Service {
        priority: target.priority,
        weight: target.weight,
        port: target.port,
        target: target.host.clone(),
        aliases: target.resolved.aliases.clone(),
        cloud: cloud(&target.host, &target.resolved.aliases),
    }
}

/// The cloud of the first step that is in one.
fn cloud(name: &str, aliases: &[String]) -> Option<&'static str> {
    let mut steps = [name].into_iter().chain(aliases.iter().map(String::as_str));
    steps.find_map(cloud_of).map(|cloud| cloud.name)
}
