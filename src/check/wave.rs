//! What is under way for a domain: probes that begin as soon as an endpoint is known, and requests that lead to more.
//! Nothing waits for anything that it does not need; what comes is put together in a fixed order at the end.

use std::collections::{BTreeMap, HashSet};

use tokio::task::JoinSet;

use super::{
    Checker,
    autodiscover::{Followed, Found, Scope},
    requests::Asked,
    sso,
};
use crate::{
    discover::catalog::is_microsoft,
    fetch::Url,
    model::{
        Answer, Discovery, Endpoint, EndpointKind, GeneralName, Lookup, Observation,
        discovery::{Intercepted, Metadata, Presence, Realm, RecordState, Request, Zone},
    },
};

/// Names followed that only certificates name.
const MAX_NAMED: usize = 32;

/// A host and port.
pub(super) type Place = (String, u16);

/// What was seen at each place.
pub(super) type Sightings = BTreeMap<Place, Vec<Observation>>;

/// What a piece of work brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub asked: Vec<Asked>,
    pub endpoints: Vec<Endpoint>,
    pub records: Vec<RecordState>,
    pub lookups: Vec<Lookup>,
    pub found: Option<Found>,
    pub directory: Option<bool>,
    pub realm: Option<Realm>,
    pub metadata: Option<Metadata>,
}

impl Brought {
    /// Adds what a lead brought.
    pub fn take(&mut self, other: Self) {
        self.endpoints.extend(other.endpoints);
        self.records.extend(other.records);
        self.lookups.extend(other.lookups);
    }
}

/// A host and port that a document or a certificate names.
#[derive(Debug, Clone)]
pub(super) struct Lead {
    pub kind: EndpointKind,
    pub host: String,
    pub port: u16,
    /// Where it was named.
    pub source: String,
    /// Nobody said for certain that there is such a server.
    pub guessed: bool,
}

/// A piece of work; what it brought is put together in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Errands {
    /// One name over one scheme.
    Autodiscover(usize),
    User,
    Directory,
    Realm,
    /// One AD FS host.
    Adfs(usize),
}

/// The work under way for one domain.
pub(super) struct Wave<'a> {
    checker: &'a Checker,
    scope: Scope,
    probes: JoinSet<(Place, Vec<Observation>)>,
    begun: HashSet<Place>,
    /// What the probes saw.
    pub seen: Sightings,
    work: JoinSet<(Errands, Brought)>,
    brought: BTreeMap<Errands, Brought>,
    /// First requests of autodiscover that have not ended.
    open: usize,
}

impl<'a> Wave<'a> {
    pub fn new(checker: &'a Checker, domain: &str) -> Self {
        let settings = &checker.shared.settings;
        let domains = std::iter::once(domain.to_owned()).chain(settings.policy.sip_domains.iter().cloned()).collect();
        Self {
            checker,
            scope: Scope { domains },
            probes: JoinSet::new(),
            begun: HashSet::new(),
            seen: BTreeMap::new(),
            work: JoinSet::new(),
            brought: BTreeMap::new(),
            open: 0,
        }
    }

    /// Probes an endpoint, unless that has begun.
    pub fn probe(&mut self, endpoint: &Endpoint) {
        let Some(place) = place(endpoint) else { return };
        if self.begun.insert(place.clone()) {
            let (checker, endpoint) = (self.checker.clone(), endpoint.clone());
            self.probes.spawn(async move { (place, checker.endpoint(&endpoint).await) });
        }
    }

    /// Begins every request that needs nothing but DNS.
    pub fn begin(&mut self, domain: &str, discovery: &Discovery) {
        let of = |kind| discovery.endpoints.iter().filter(move |e| e.is(kind)).filter_map(|e| e.host.clone());
        let names: Vec<String> =
            of(EndpointKind::AutodiscoverInternal).chain(of(EndpointKind::AutodiscoverExternal)).collect();
        let urls =
            names.iter().flat_map(|name| ["https", "http"].map(|scheme| Url::parse(&format!("{scheme}://{name}/"))));
        for (number, url) in urls.flatten().enumerate() {
            let (checker, scope) = (self.checker.clone(), self.scope.clone());
            self.open += 1;
            self.work.spawn(async move {
                let Followed { asked, found } = checker.autodiscover(url, &scope).await;
                let mut brought = match &found {
                    Some(found) => checker.named_in(found, &scope).await,
                    None => Brought::default(),
                };
                brought.asked = asked;
                brought.found = found;
                (Errands::Autodiscover(number), brought)
            });
        }
        let cloud = sso::cloud_of(discovery);
        let name = domain.to_owned();
        if discovery.records.iter().any(RecordState::exists) {
            let (checker, name) = (self.checker.clone(), name.clone());
            self.work.spawn(async move { (Errands::Directory, checker.directory(cloud, &name).await) });
        }
        let given = &self.checker.shared.settings.sso;
        if !given.is_empty() {
            // Said by the user: nobody else is asked.
            self.adfs(given.iter().map(|host| (host.clone(), 443)).collect());
        } else if let Some(login) = cloud.login {
            let checker = self.checker.clone();
            self.work.spawn(async move { (Errands::Realm, checker.realm(login, &name).await) });
        }
    }

    fn adfs(&mut self, hosts: Vec<Place>) {
        for (number, (host, port)) in hosts.into_iter().enumerate() {
            let checker = self.checker.clone();
            self.work.spawn(async move { (Errands::Adfs(number), checker.adfs(&host, port).await) });
        }
    }

    /// Waits for everything that is under way and for what follows from it.
    pub async fn settle(&mut self) {
        loop {
            tokio::select! {
                Some(done) = self.probes.join_next() => if let Ok((place, seen)) = done {
                    self.seen.insert(place, seen);
                },
                Some(done) = self.work.join_next() => if let Ok((errand, brought)) = done {
                    self.arrived(errand, brought);
                },
                else => return,
            }
        }
    }

    fn arrived(&mut self, errand: Errands, brought: Brought) {
        for endpoint in &brought.endpoints {
            self.probe(endpoint);
        }
        if let Some(realm) = &brought.realm {
            self.adfs(realm.hosts.iter().filter(|host| host.adfs).map(|h| (h.host.clone(), h.port)).collect());
        }
        let first = matches!(errand, Errands::Autodiscover(_));
        self.brought.insert(errand, brought);
        if first {
            self.open -= 1;
            if self.open == 0 {
                self.ask_user();
            }
        }
    }

    /// One document's user link is as good as another's: the first in order is asked, once all are there.
    fn ask_user(&mut self) {
        let Some(found) = self.brought.values().find_map(|brought| brought.found.clone()) else { return };
        let (checker, scope) = (self.checker.clone(), self.scope.clone());
        self.work.spawn(async move { (Errands::User, checker.user(&found, &scope).await) });
    }

    /// Puts together what came, in the order of the errands; whether the online directory knows the domain.
    pub fn gather(&mut self, discovery: &mut Discovery) -> Option<bool> {
        let mut directory = None;
        for brought in std::mem::take(&mut self.brought).into_values() {
            for asked in brought.asked {
                note_lookups(discovery, asked.lookups);
                let same = |r: &Request| (r.purpose, &r.url) == (asked.request.purpose, &asked.request.url);
                if !discovery.requests.iter().any(same) {
                    discovery.requests.push(asked.request);
                }
                if let Some(intercepted) = asked.intercepted {
                    intercepted_at(discovery, intercepted);
                }
            }
            note_lookups(discovery, brought.lookups);
            discovery.records.extend(brought.records);
            brought.endpoints.into_iter().for_each(|endpoint| merge(&mut discovery.endpoints, endpoint));
            discovery.metadata.extend(brought.metadata);
            discovery.realm = discovery.realm.take().or(brought.realm);
            directory = directory.or(brought.directory);
        }
        directory
    }
}

impl Wave<'_> {
    /// The names in certificates seen so far that nothing else has led to, as endpoints: candidates of low confidence.
    pub async fn named_in_certificates(&self, discovery: &mut Discovery) -> Vec<Endpoint> {
        let mut names: Vec<String> = Vec::new();
        for endpoint in discovery.endpoints.iter().filter(|endpoint| !endpoint.microsoft) {
            let seen = place(endpoint).and_then(|place| self.seen.get(&place));
            let leaves = seen.into_iter().flatten().filter_map(|observation| observation.presented.leaf());
            for name in leaves.flat_map(|leaf| leaf.host_names()) {
                let GeneralName::Dns(name) = name else { continue };
                let name = name.trim_end_matches('.').to_ascii_lowercase();
                if self.is_new(&name, discovery) && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names.truncate(MAX_NAMED);
        let lead = |host| Lead {
            kind: EndpointKind::NamedInCertificate,
            host,
            port: 443,
            source: "certificate".to_owned(),
            guessed: true,
        };
        let brought = self.checker.follow(names.into_iter().map(lead).collect()).await;
        note_lookups(discovery, brought.lookups);
        let mut found = brought.endpoints;
        for endpoint in &mut found {
            let host = endpoint.host.as_deref().unwrap_or_default();
            endpoint.wildcard = discovery.wildcards.iter().any(|parent| is_below(host, parent));
        }
        found
    }

    /// Whether a name in a certificate is worth a look: a host of the domain that is not known yet. The domain itself is
    /// a web site's name.
    fn is_new(&self, name: &str, discovery: &Discovery) -> bool {
        let is_host = name.split('.').all(|label| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            !label.is_empty() && label.len() < 64 && label.bytes().all(plain)
        });
        let known = discovery.endpoints.iter().any(|endpoint| endpoint.host.as_deref() == Some(name));
        is_host && name.len() < 254 && !known && self.scope.domains.iter().any(|domain| is_below(name, domain))
    }
}

/// Whether a name lies below a domain.
fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

impl Checker {
    /// What comes of some leads, all looked up at once.
    pub(super) async fn follow(&self, leads: Vec<Lead>) -> Brought {
        let mut looking = JoinSet::new();
        for (number, lead) in leads.into_iter().enumerate() {
            let checker = self.clone();
            looking.spawn(async move { (number, checker.look_up(&lead).await) });
        }
        let mut found = Vec::new();
        while let Some(done) = looking.join_next().await {
            found.extend(done.ok());
        }
        found.sort_by_key(|(number, _)| *number);
        let mut whole = Brought::default();
        found.into_iter().for_each(|(_, brought)| whole.take(brought));
        whole
    }

    /// One that is only guessed is nothing if DNS does not know it; of one that was named for certain, that is worth a
    /// record.
    async fn look_up(&self, lead: &Lead) -> Brought {
        let Lead { kind, ref host, port, ref source, guessed } = *lead;
        let mut brought = Brought::default();
        let mut endpoint = Endpoint::tls(kind, host, port);
        endpoint.trail.push(format!("{source} -> {host}:{port}"));
        endpoint.fallback = guessed;
        endpoint.microsoft = is_of_microsoft(host, &[]);
        let settings = &self.shared.settings;
        if super::route::needs_no_lookup(&settings.connect_to, host, port) {
            brought.endpoints.push(endpoint);
            return brought;
        }
        let Some(dns) = &self.dns else { return brought };
        let Some(resolved) = self.unless_cut(dns.resolve(host)).await else { return brought };
        endpoint.microsoft = is_of_microsoft(host, &resolved.trail);
        endpoint.trail.extend(resolved.trail);
        endpoint.resolution = resolved.resolution;
        brought.lookups = resolved.lookups;
        let one_family = settings.families != (true, true);
        let state = match endpoint.resolution.failure {
            _ if !endpoint.resolution.addresses.is_empty() => None,
            Some(Answer::NoData) if one_family => None,
            Some(answer) if answer.is_absence() => Some(Presence::Dangling { at: host.clone(), answer }),
            Some(answer) => Some(Presence::Failed { at: host.clone(), answer }),
            None => None,
        };
        if guessed && endpoint.resolution.addresses.is_empty() {
            return brought;
        }
        brought.records.extend(state.map(|presence| RecordState {
            name: host.clone(),
            kind: "A/AAAA",
            role: Some(kind),
            zone: Zone::Both,
            optional: false,
            presence,
            port,
            aliases: Vec::new(),
            services: Vec::new(),
            addresses: Vec::new(),
            dropped: 0,
            cloud: None,
        }));
        brought.endpoints.push(endpoint);
        brought
    }
}

/// Whether a host is Microsoft's, or leads there by aliases.
pub(super) fn is_of_microsoft(host: &str, trail: &[String]) -> bool {
    let mut aliases = trail.iter().filter_map(|step| step.strip_prefix("CNAME ")?.split_once(" -> "));
    is_microsoft(host) || aliases.any(|(_, target)| is_microsoft(target))
}

/// Whether an endpoint that was only guessed turned out to be one: it shows a certificate for its very name, or, at a port
/// that has no other meaning, any.
pub(super) fn is_there(endpoint: &Endpoint, seen: &[Observation]) -> bool {
    let guesses = [EndpointKind::SsoCertificate, EndpointKind::NamedInCertificate];
    if !endpoint.fallback || !endpoint.kinds.iter().all(|kind| guesses.contains(kind)) {
        return true;
    }
    let named = seen.iter().any(|observation| observation.name_matches == Some(true));
    named || (endpoint.port != Some(443) && seen.iter().any(|observation| !observation.presented.sent.is_empty()))
}

pub(super) fn place(endpoint: &Endpoint) -> Option<Place> {
    Some((endpoint.host.clone()?, endpoint.port?))
}

/// One endpoint for each host and port: roles, names and trails are joined; it is as certain as the surest of them.
pub(super) fn merge(endpoints: &mut Vec<Endpoint>, new: Endpoint) {
    let Some(old) = endpoints.iter_mut().find(|old| (&old.host, old.port) == (&new.host, new.port)) else {
        endpoints.push(new);
        return;
    };
    old.kinds.extend(new.kinds);
    old.kinds.sort();
    old.kinds.dedup();
    let add = |old: &mut Vec<String>, new: Vec<String>| {
        for line in new {
            if !old.contains(&line) {
                old.push(line);
            }
        }
    };
    add(&mut old.names, new.names);
    add(&mut old.trail, new.trail);
    old.fallback &= new.fallback;
    old.wildcard &= new.wildcard;
    old.microsoft |= new.microsoft;
}

/// Keeps the lookups sorted, each question once.
fn note_lookups(discovery: &mut Discovery, lookups: Vec<Lookup>) {
    for lookup in lookups {
        let key = (lookup.name.as_str(), lookup.kind);
        if let Err(place) = discovery.lookups.binary_search_by(|known| (known.name.as_str(), known.kind).cmp(&key)) {
            discovery.lookups.insert(place, lookup);
        }
    }
}

/// Notes an interception, once for each host.
pub(super) fn intercepted_at(discovery: &mut Discovery, intercepted: Intercepted) {
    if !discovery.intercepted.iter().any(|known| known.host == intercepted.host) {
        discovery.intercepted.push(intercepted);
    }
}
