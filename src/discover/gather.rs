//! Everything asked at once: the records of the catalogue, what they lead to, and a random name under each parent.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, hash_map::RandomState},
    hash::{BuildHasher, Hasher},
    net::IpAddr,
};

use tokio::task::JoinSet;

use super::{
    catalog::{KINDS, Kind, LookupKind},
    lookup::{Dns, Resolved, Walked},
    question::{Data, RecordKind},
};
use crate::{
    model::{
        Answer, Resolution,
        discovery::{Override, Unanswered},
    },
    words,
};

/// SRV targets followed, those first that clients prefer.
pub(super) const MAX_TARGETS: usize = 16;

/// What a row of the catalogue brought.
pub(super) struct Row {
    pub kind: &'static Kind,
    pub name: String,
    pub found: Found,
    pub overrides: Vec<Override>,
}

pub(super) enum Found {
    Service(Walked, Services),
    Host(Resolved),
    Alias(Walked),
}

/// The services of an SRV record.
pub(super) struct Services {
    /// Those followed, in the order the Access Edge prefers.
    pub followed: Vec<Target>,
    /// How many are not.
    pub dropped: usize,
}

pub(super) struct Target {
    pub priority: u16,
    pub weight: u16,
    pub port: u16,
    /// Empty for "no such service" (RFC 2782).
    pub host: String,
    pub resolved: Resolved,
}

/// A row with all that it leads to.
pub(super) async fn row(dns: Dns, kind: &'static Kind, name: String) -> Row {
    let mut overrides = Vec::new();
    let found = match kind.lookup {
        LookupKind::Host => {
            let (resolved, other) = tokio::join!(dns.resolve(&name), dns.override_of(&name));
            overrides.extend(other);
            Found::Host(resolved)
        }
        LookupKind::Alias => Found::Alias(dns.walk(&name, RecordKind::Cname).await),
        LookupKind::Service => {
            let walked = dns.walk(&name, RecordKind::Srv).await;
            let mut services = services(&walked);
            let dropped = services.len().saturating_sub(MAX_TARGETS);
            services.truncate(MAX_TARGETS);
            let services: Vec<_> = services.into_iter().map(|target| follow(dns.clone(), target)).collect();
            let (followed, others): (_, Vec<_>) = all(services).await.into_iter().unzip();
            overrides.extend(others.into_iter().flatten());
            Found::Service(walked, Services { followed, dropped })
        }
    };
    Row { kind, name, found, overrides }
}

/// The services in the order the Access Edge prefers: lowest priority, highest weight, first received.
fn services(walked: &Walked) -> Vec<Target> {
    let service = |data: &Data| match data {
        Data::Service { priority, weight, port, target } => Some(Target {
            priority: *priority,
            weight: *weight,
            port: *port,
            host: target.clone(),
            resolved: Resolved::default(),
        }),
        Data::Address(_) | Data::Name(_) => None,
    };
    let mut services: Vec<_> = walked.data.iter().filter_map(service).collect();
    services.sort_by_key(|target| (target.priority, Reverse(target.weight)));
    services
}

async fn follow(dns: Dns, target: Target) -> (Target, Option<Override>) {
    if target.host.is_empty() {
        return (target, None);
    }
    // RFC 2782 wants a name. An address in its place would be a name under a top-level domain of digits: there is none.
    if target.host.parse::<IpAddr>().is_ok() {
        let resolution = Resolution { failure: Some(Answer::NoName), ..Resolution::default() };
        return (Target { resolved: Resolved { resolution, ..Resolved::default() }, ..target }, None);
    }
    let (resolved, other) = tokio::join!(dns.resolve_name(&target.host), dns.override_of(&target.host));
    (Target { resolved, ..target }, other)
}

/// What a random name under each parent of the catalogue's records brought.
pub(super) struct Wild {
    domain: String,
    pub host: Resolved,
    pub services: Vec<(String, Walked)>,
}

impl Wild {
    pub async fn ask(dns: &Dns, domain: &str) -> Self {
        let label = random_label();
        let parents: BTreeSet<&str> = KINDS.iter().filter_map(|kind| Some(kind.record.split_once('.')?.1)).collect();
        let service = |parent: &str| {
            let (dns, parent) = (dns.clone(), format!("{parent}.{domain}"));
            let name = format!("{label}.{parent}");
            async move {
                let walked = dns.walk(&name, RecordKind::Srv).await;
                (parent, walked)
            }
        };
        let services: Vec<_> = parents.into_iter().map(service).collect();
        let host = format!("{label}.{domain}");
        let (host, services) = tokio::join!(dns.resolve(&host), all(services));
        Self { domain: domain.to_owned(), host, services }
    }

    /// Answers that go on through a CNAME are compared by it: what it leads to may change from one question to the next.
    pub fn explains_host(&self, found: &Resolved) -> bool {
        match (self.host.aliases.first(), found.aliases.first()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, None) => same(&self.host.resolution.addresses, &found.resolution.addresses),
            _ => false,
        }
    }

    pub fn explains_service(&self, name: &str, found: &Walked) -> bool {
        let parent = name.split_once('.').map_or("", |(_, parent)| parent);
        let Some((_, ours)) = self.services.iter().find(|(under, _)| under == parent) else { return false };
        match (ours.aliases.first(), found.aliases.first()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, None) => same(&ours.data, &found.data),
            _ => false,
        }
    }

    /// A CNAME that was asked for as such, against the one that the random name has.
    pub fn explains_alias(&self, found: &Walked) -> bool {
        let target = found.data.iter().find_map(|data| match data {
            Data::Name(name) => Some(name),
            _ => None,
        });
        target.is_some() && target == self.host.aliases.first()
    }

    /// The parents under which any name answers.
    pub fn parents(&self) -> Vec<String> {
        let host = !self.host.aliases.is_empty() || !self.host.resolution.addresses.is_empty();
        let services = self.services.iter().filter(|(_, walked)| !walked.data.is_empty());
        host.then(|| self.domain.clone()).into_iter().chain(services.map(|(parent, _)| parent.clone())).collect()
    }

    /// The parents of which it is not known.
    pub fn unanswered(&self) -> impl Iterator<Item = Unanswered> {
        let host = self.host.resolution.failure.map(|answer| (&self.domain, answer));
        let services = self.services.iter().map(|(parent, walked)| (parent, walked.answer));
        let failed = host.into_iter().chain(services).filter(|(_, answer)| answer.is_failure());
        failed.map(|(parent, answer)| Unanswered {
            purpose: words!("whether any name answers"),
            at: parent.clone(),
            answer,
        })
    }
}

/// Whether two answers hold the same records, in whatever order.
pub(super) fn same<T: Ord + Clone>(ours: &[T], theirs: &[T]) -> bool {
    let sorted = |records: &[T]| {
        let mut records: Vec<_> = records.to_vec();
        records.sort();
        records
    };
    !ours.is_empty() && sorted(ours) == sorted(theirs)
}

/// Runs all of them at once; results in the order given. Dropping it ends them.
pub(super) async fn all<F>(futures: Vec<F>) -> Vec<F::Output>
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
