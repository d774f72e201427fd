//! The catalogue crossed with DNS: which records are there, and the endpoints they lead to.
//!
//! Everything is asked at once; what came is put together afterwards in the order of the catalogue, so the same answers
//! always give the same discovery. A name that answers just like a random name beside it is there by a wildcard only:
//! its endpoint is marked, and whether it counts is for those to say who see its certificate.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, hash_map::RandomState},
    hash::{BuildHasher, Hasher},
};

use tokio::task::JoinSet;

use super::{
    catalog::{KINDS, Kind, LookupKind, is_microsoft},
    lookup::{Dns, Resolved, Walked, add, plain},
    question::{Data, RecordKind},
};
use crate::model::{
    Answer, Discovery, Endpoint, EndpointKind, Lookup,
    discovery::{Presence, RecordState, Zone},
};

/// SRV targets followed, those first that clients prefer.
const MAX_TARGETS: usize = 16;

/// Where AD FS listens.
const SSO_PORT: u16 = 443;

/// Asks for everything and puts the answers together.
pub(super) async fn discover(dns: &Dns, domain: &str, sso: &[String]) -> Discovery {
    let domain = plain(domain);
    let label = random_label();
    let (rows, sso, wild) = tokio::join!(
        all(KINDS.iter().map(|kind| gather(dns.clone(), kind, kind.name(&domain)))),
        all(sso.iter().map(|host| named(dns.clone(), plain(host)))),
        Wild::ask(dns, &label, &domain)
    );

    let mut assembly = Assembly::new(&domain, dns.one_family());
    for row in rows {
        assembly.row(row, &wild);
    }
    for (host, resolved) in sso {
        assembly.sso(host, &resolved);
    }
    assembly.finish(wild)
}

/// What a row of the catalogue brought.
struct Row {
    kind: &'static Kind,
    name: String,
    found: Found,
}

enum Found {
    Service(Walked, Vec<Target>),
    Host(Resolved),
}

struct Service {
    priority: u16,
    weight: u16,
    port: u16,
    host: String,
}

struct Target {
    service: Service,
    resolved: Resolved,
}

async fn gather(dns: Dns, kind: &'static Kind, name: String) -> Row {
    let found = match kind.lookup {
        LookupKind::Host => Found::Host(dns.resolve(&name).await),
        LookupKind::Service => {
            let walked = dns.walk(&name, RecordKind::Srv).await;
            let followed = services(&walked).into_iter().take(MAX_TARGETS);
            let targets = all(followed.map(|service| target(dns.clone(), service))).await;
            Found::Service(walked, targets)
        }
    };
    Row { kind, name, found }
}

/// The targets in the order the Access Edge prefers: lowest priority, highest weight, first received.
fn services(walked: &Walked) -> Vec<Service> {
    let mut services: Vec<_> = walked
        .data
        .iter()
        .filter_map(|data| match data {
            // RFC 2782: the target "." says that there is no such service.
            Data::Service { target, .. } if target.is_empty() => None,
            Data::Service { priority, weight, port, target } => {
                Some(Service { priority: *priority, weight: *weight, port: *port, host: target.clone() })
            }
            Data::Address(_) => None,
        })
        .collect();
    services.sort_by_key(|service| (service.priority, Reverse(service.weight)));
    services
}

async fn target(dns: Dns, service: Service) -> Target {
    let resolved = dns.resolve(&service.host).await;
    Target { service, resolved }
}

async fn named(dns: Dns, host: String) -> (String, Resolved) {
    let resolved = dns.resolve(&host).await;
    (host, resolved)
}

/// What a random name under each parent brought.
struct Wild {
    domain: String,
    host: Resolved,
    services: Vec<(String, Walked)>,
}

impl Wild {
    async fn ask(dns: &Dns, label: &str, domain: &str) -> Self {
        let under = |parent: &str| format!("{label}.{parent}");
        let (tcp, tls) = (format!("_tcp.{domain}"), format!("_tls.{domain}"));
        let (tcp_name, tls_name, host_name) = (under(&tcp), under(&tls), under(domain));
        let (host, in_tcp, in_tls) = tokio::join!(
            dns.resolve(&host_name),
            dns.walk(&tcp_name, RecordKind::Srv),
            dns.walk(&tls_name, RecordKind::Srv)
        );
        Self { domain: domain.to_owned(), host, services: vec![(tcp, in_tcp), (tls, in_tls)] }
    }

    /// Answers that go on through a CNAME are compared by it: what it leads to may change from one question to the next.
    fn explains_host(&self, found: &Resolved) -> bool {
        match (self.host.aliases.first(), found.aliases.first()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, None) => same(&self.host.resolution.addresses, &found.resolution.addresses),
            _ => false,
        }
    }

    fn explains_service(&self, name: &str, found: &Walked) -> bool {
        let parent = name.split_once('.').map_or("", |(_, parent)| parent);
        let Some((_, ours)) = self.services.iter().find(|(under, _)| under == parent) else { return false };
        match (ours.aliases.first(), found.aliases.first()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, None) => same(&ours.data, &found.data),
            _ => false,
        }
    }

    fn parents(&self) -> Vec<String> {
        let host = !self.host.aliases.is_empty() || !self.host.resolution.addresses.is_empty();
        let services = self.services.iter().filter(|(_, walked)| !walked.data.is_empty());
        host.then(|| self.domain.clone()).into_iter().chain(services.map(|(parent, _)| parent.clone())).collect()
    }
}

/// Whether two answers hold the same records, in whatever order.
fn same<T: Ord + Clone>(ours: &[T], theirs: &[T]) -> bool {
    let sorted = |records: &[T]| {
        let mut records: Vec<_> = records.to_vec();
        records.sort();
        records
    };
    !ours.is_empty() && sorted(ours) == sorted(theirs)
}

/// The discovery as it grows.
struct Assembly<'a> {
    domain: &'a str,
    one_family: bool,
    discovery: Discovery,
    lookups: BTreeMap<(String, &'static str), Lookup>,
}

impl<'a> Assembly<'a> {
    fn new(domain: &'a str, one_family: bool) -> Self {
        Self { domain, one_family, discovery: Discovery::default(), lookups: BTreeMap::new() }
    }

    fn row(&mut self, row: Row, wild: &Wild) {
        let Row { kind, name, found } = row;
        let presence = match found {
            Found::Host(resolved) => self.host(kind, &name, &resolved, wild),
            Found::Service(walked, targets) => self.service(kind, &name, &walked, &targets, wild),
        };
        self.discovery.records.push(RecordState {
            name,
            kind: kind.lookup.as_str(),
            role: Some(kind.role),
            zone: Zone::Both,
            optional: kind.optional,
            presence,
            port: kind.port,
            aliases: Vec::new(),
            services: Vec::new(),
            addresses: Vec::new(),
            cloud: None,
        });
    }

    fn host(&mut self, kind: &Kind, name: &str, resolved: &Resolved, wild: &Wild) -> Presence {
        self.asked(&resolved.lookups);
        let wildcard = wild.explains_host(resolved);
        let presence = if wildcard { Presence::Wildcard } else { self.presence(name, resolved) };

        let leads_nowhere = resolved.resolution.addresses.is_empty();
        let named_by_alias = !resolved.aliases.is_empty() && !wildcard && presence != Presence::Present;
        if !leads_nowhere || named_by_alias {
            let mut endpoint = endpoint(kind.role, name, kind.port, resolved);
            endpoint.fallback = kind.fallback || wildcard;
            endpoint.wildcard = wildcard;
            self.merge(endpoint);
        }
        presence
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

    fn service(&mut self, kind: &Kind, name: &str, walked: &Walked, targets: &[Target], wild: &Wild) -> Presence {
        self.asked(&walked.lookups);
        let wildcard = wild.explains_service(name, walked);
        let mut worst = Presence::Present;
        for target in targets {
            self.asked(&target.resolved.lookups);
            let presence = self.target_presence(target);
            let unusable = presence == Presence::Present && target.resolved.resolution.addresses.is_empty();
            if !unusable {
                self.merge(self.edge(kind, walked, target, targets.len(), wildcard));
            }
            worst = match (&worst, &presence) {
                (Presence::Present, _) | (Presence::Failed { .. }, Presence::Dangling { .. }) => presence,
                _ => worst,
            };
        }

        let at = walked.end.clone();
        match walked.answer {
            _ if wildcard => Presence::Wildcard,
            Answer::Records => worst,
            answer if !answer.is_absence() => Presence::Failed { at, answer },
            answer if !walked.aliases.is_empty() => Presence::Dangling { at, answer },
            _ => Presence::Absent,
        }
    }

    /// As a host name's, but the record names the host: that it is absent leaves the record dangling.
    fn target_presence(&self, target: &Target) -> Presence {
        match (self.presence(&target.service.host, &target.resolved), target.resolved.resolution.failure) {
            (Presence::Absent, Some(answer)) => Presence::Dangling { at: target.service.host.clone(), answer },
            (presence, _) => presence,
        }
    }

    fn edge(&self, kind: &Kind, walked: &Walked, target: &Target, followed: usize, wildcard: bool) -> Endpoint {
        let Service { priority, weight, port, host } = &target.service;
        let mut endpoint = endpoint(kind.role, host, *port, &target.resolved);
        // The Access Edge answers for `sip.` of every SIP domain as well (Skype for Business, Edge certificates); that
        // is the second name, because clients connect to the first. Microsoft's own Edge needs no such name.
        let access_edge = matches!(kind.role, EndpointKind::AccessEdgeClient | EndpointKind::Federation);
        if access_edge && !endpoint.microsoft {
            add(&mut endpoint.names, &[format!("sip.{}", self.domain)]);
        }

        let owner = &walked.end;
        let mut trail = walked.trail.clone();
        trail.push(format!("SRV {owner} -> {host}:{port} (priority {priority}, weight {weight})"));
        let dropped = services(walked).len().saturating_sub(followed);
        if dropped > 0 {
            trail.push(format!("{dropped} further targets of {owner} not followed (limit {MAX_TARGETS})"));
        }
        add(&mut trail, &endpoint.trail);
        endpoint.trail = trail;
        endpoint.fallback = wildcard;
        endpoint.wildcard = wildcard;
        endpoint
    }

    /// The host was named by the user: it is an endpoint whatever DNS says of it.
    fn sso(&mut self, host: String, resolved: &Resolved) {
        self.asked(&resolved.lookups);
        self.merge(endpoint(EndpointKind::Sso, &host, SSO_PORT, resolved));
        let presence = self.presence(&host, resolved);
        let kind = LookupKind::Host.as_str();
        self.discovery.records.push(RecordState {
            name: host,
            kind,
            role: Some(EndpointKind::Sso),
            zone: Zone::Both,
            optional: false,
            presence,
            port: SSO_PORT,
            aliases: Vec::new(),
            services: Vec::new(),
            addresses: Vec::new(),
            cloud: None,
        });
    }

    /// One endpoint for each host and port: roles, names and trails are joined; it is as certain as the surest of them.
    fn merge(&mut self, new: Endpoint) {
        let same = |old: &&mut Endpoint| (&old.host, old.port) == (&new.host, new.port);
        let Some(old) = self.discovery.endpoints.iter_mut().find(same) else {
            self.discovery.endpoints.push(new);
            return;
        };
        old.kinds.extend(new.kinds);
        old.kinds.sort();
        old.kinds.dedup();
        add(&mut old.names, &new.names);
        add(&mut old.trail, &new.trail);
        old.fallback &= new.fallback;
        old.wildcard &= new.wildcard;
        old.microsoft |= new.microsoft;
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
        self.discovery.lookups = self.lookups.into_values().collect();
        self.discovery
    }
}

fn endpoint(role: EndpointKind, host: &str, port: u16, resolved: &Resolved) -> Endpoint {
    Endpoint {
        trail: resolved.trail.clone(),
        resolution: resolved.resolution.clone(),
        // Behind its cloud names Microsoft uses others, so any step counts.
        microsoft: is_microsoft(host) || resolved.aliases.iter().any(|alias| is_microsoft(alias)),
        ..Endpoint::tls(role, host, port)
    }
}

/// Runs all of them at once; results in the order given. Dropping it ends them.
async fn all<F>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let mut running = JoinSet::new();
    for (index, future) in futures.into_iter().enumerate() {
        running.spawn(async move { (index, future.await) });
    }
    let mut done = running.join_all().await;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, output)| output).collect()
}

/// A name that nobody has registered. Need not be secret, only new: std seeds its hash maps at random.
fn random_label() -> String {
    format!("chaincheck-{:016x}", RandomState::new().build_hasher().finish())
}
