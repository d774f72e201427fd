//! What is under way for a domain: probes that begin as soon as an endpoint is known, and requests that lead to more.
//! Nothing waits for anything that it does not need; what comes is put together in a fixed order at the end.

use std::collections::{BTreeMap, HashSet};

use tokio::task::JoinSet;

use super::{
    Checker, Seen,
    autodiscover::{Followed, Found, Scope},
    examine,
    leads::{Lead, Place, place},
    requests::Asked,
    sso,
};
use crate::{
    fetch::Url,
    model::{
        Discovery, Endpoint, EndpointKind, GeneralName, Lookup, Observation,
        discovery::{Intercepted, Metadata, Presence, Realm, RecordState, Request, Stranger},
        report::stands_beside,
    },
};

/// Members of a pool asked beside the first; pools have up to twelve.
const MAX_MEMBERS: usize = 12;

/// Names followed that only certificates name.
const MAX_NAMED: usize = 32;

/// Hosts outside the domain that are listed.
const MAX_STRANGERS: usize = 16;

/// What was seen at each place.
pub(super) type Sightings = BTreeMap<Place, Seen>;

/// What a piece of work brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub asked: Vec<Asked>,
    pub endpoints: Vec<Endpoint>,
    pub records: Vec<RecordState>,
    pub lookups: Vec<Lookup>,
    pub found: Option<Found>,
    /// The way from a first request to a document.
    pub way: Option<Vec<String>>,
    pub strangers: Vec<Stranger>,
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

/// A piece of work; what it brought is put together in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Errands {
    /// One name over one scheme.
    Autodiscover(usize),
    /// Another member of the pool behind one name.
    Member(usize, usize),
    /// The user link of the document that one name over one scheme led to.
    User(usize),
    Directory,
    Realm,
    /// One AD FS host.
    Adfs(usize),
}

/// The work under way for one domain.
pub(super) struct Wave<'a> {
    checker: &'a Checker,
    scope: Scope,
    probes: JoinSet<(Place, Seen)>,
    begun: HashSet<Place>,
    /// What the probes saw.
    pub seen: Sightings,
    work: JoinSet<(Errands, Brought)>,
    brought: BTreeMap<Errands, Brought>,
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
            self.work.spawn(async move {
                let followed = checker.autodiscover(url, &scope).await;
                let way = followed.way();
                let Followed { asked, found, strangers, .. } = followed;
                let mut brought = match &found {
                    Some(found) => checker.named_in(found, &scope).await,
                    None => Brought::default(),
                };
                brought.asked = asked;
                brought.found = found;
                brought.way = way;
                brought.strangers.extend(strangers);
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
        if let Errands::Autodiscover(number) = errand {
            self.ask_members(number, &brought);
            self.ask_user(number, &brought);
        }
        self.brought.insert(errand, brought);
    }

    /// Over HTTPS every member of the pool is asked who it is.
    fn ask_members(&mut self, number: usize, brought: &Brought) {
        let Some(first) = brought.asked.first() else { return };
        let Some(url) = Url::parse(&first.request.url).ok().filter(|url| url.scheme() == "https") else { return };
        for (member, at) in first.others.iter().copied().take(MAX_MEMBERS).enumerate() {
            let (checker, url) = (self.checker.clone(), url.clone());
            self.work.spawn(async move { (Errands::Member(number, member), checker.member(&url, at).await) });
        }
    }

    /// The user link of every document is asked, each once: one that never comes must not hold up the others.
    fn ask_user(&mut self, number: usize, brought: &Brought) {
        let Some(found) = brought.found.clone() else { return };
        let (checker, scope) = (self.checker.clone(), self.scope.clone());
        self.work.spawn(async move { (Errands::User(number), checker.user(&found, &scope).await) });
    }

    /// Puts together what came, in the order of the errands; whether the online directory knows the domain.
    pub fn gather(&mut self, discovery: &mut Discovery) -> Option<bool> {
        let mut directory = None;
        for brought in std::mem::take(&mut self.brought).into_values() {
            discovery.published.extend(brought.way);
            for stranger in brought.strangers {
                let known = discovery.strangers.iter().any(|known| known.host == stranger.host);
                if !known && discovery.strangers.len() < MAX_STRANGERS {
                    discovery.strangers.push(stranger);
                }
            }
            for asked in brought.asked {
                note_lookups(discovery, asked.lookups);
                let new = &asked.request;
                let same = |r: &Request| (r.purpose, &r.url, r.address) == (new.purpose, &new.url, new.address);
                if !discovery.requests.iter().any(same) {
                    discovery.requests.push(asked.request);
                }
                if let Some(intercepted) = asked.intercepted {
                    intercepted_at(discovery, intercepted);
                }
            }
            note_lookups(discovery, brought.lookups);
            brought.records.into_iter().for_each(|record| note_record(discovery, record));
            brought.endpoints.into_iter().for_each(|new| Endpoint::join(new, &mut discovery.endpoints));
            discovery.metadata.extend(brought.metadata);
            discovery.realm = discovery.realm.take().or(brought.realm);
            directory = directory.or(brought.directory);
        }
        directory
    }
}

impl Wave<'_> {
    /// Records that answer like a wildcard are there all the same if somebody gave a certificate for that very name.
    pub fn count_what_was_meant(&self, discovery: &mut Discovery) {
        let meant = discovery.endpoints.iter().filter(|endpoint| endpoint.wildcard && self.is_meant(endpoint));
        for endpoint in meant.cloned().collect::<Vec<_>>() {
            discovery.count_as_present(&endpoint);
        }
    }

    fn is_meant(&self, endpoint: &Endpoint) -> bool {
        let seen = place(endpoint).and_then(|place| self.seen.get(&place));
        !endpoint.wildcard || seen.is_some_and(|seen| examine::is_meant(endpoint, &seen.observations))
    }

    /// The names in certificates seen so far that nothing else has led to, as endpoints: candidates of low confidence.
    pub async fn named_in_certificates(&self, discovery: &mut Discovery) -> Vec<Endpoint> {
        let mut names: Vec<String> = Vec::new();
        for endpoint in discovery.endpoints.iter().filter(|e| !e.microsoft && self.is_meant(e)) {
            let seen = place(endpoint).and_then(|place| self.seen.get(&place));
            let all = seen.map_or(&[][..], |seen| &seen.observations);
            let counts = |one: &&Observation| stands_beside(all, one).is_none();
            let leaves = all.iter().filter(counts).filter_map(|observation| observation.presented.leaf());
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

/// Keeps the lookups sorted, each question once.
pub(super) fn note_lookups(discovery: &mut Discovery, lookups: Vec<Lookup>) {
    for lookup in lookups {
        let key = (lookup.name.as_str(), lookup.kind);
        if let Err(place) = discovery.lookups.binary_search_by(|known| (known.name.as_str(), known.kind).cmp(&key)) {
            discovery.lookups.insert(place, lookup);
        }
    }
}

/// Keeps a record that something else than the catalogue leads to. What the catalogue only guessed, and did not find, has
/// to be there once it is named.
fn note_record(discovery: &mut Discovery, record: RecordState) {
    match discovery.records.iter_mut().find(|known| known.name == record.name && known.kind == record.kind) {
        Some(known) if known.presence == Presence::Absent => known.presence = record.presence,
        Some(_) => {}
        None => discovery.records.push(record),
    }
}

/// Notes an interception, once for each host.
pub(super) fn intercepted_at(discovery: &mut Discovery, intercepted: Intercepted) {
    if !discovery.intercepted.iter().any(|known| known.host == intercepted.host) {
        discovery.intercepted.push(intercepted);
    }
}
