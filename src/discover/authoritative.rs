//! What the zone's own name servers say, beside the resolver (`--authoritative`).
//!
//! An answer that differs is too old, or the zone has two sides: one for the office and one for the Internet. Which of
//! the two is told by what the answers say, and stands in the facts; nothing is judged here.

use std::{collections::BTreeSet, net::IpAddr};

use super::{
    gather::{all, same},
    lookup::{Dns, Walked, presentation},
    question::{Data, HOSTS_FILE, RecordKind, Reply},
};
use crate::{
    model::{
        Answer, Discovery,
        discovery::{Stale, Unanswered, is_private, is_within},
    },
    words,
};

/// Name servers of a zone that are asked. The root has 13, and no zone that works needs more.
const MAX_SERVERS: usize = 13;

/// Parents of the domain that may be the zone it is in.
const MAX_PARENTS: usize = 4;

/// Answers kept for no longer heal by themselves within the minute; those who spread load by DNS give such answers, and
/// another one to everybody who asks.
const SHORT_LIVED: u32 = 60;

/// The way to the servers of a zone.
pub(super) struct Authority {
    /// The domain, or the parent that holds it.
    zone: String,
    servers: Result<Dns, Answer>,
}

impl Authority {
    /// Looks for the servers of the zone that a domain is in, if that is wanted.
    pub async fn find_if(wanted: bool, dns: &Dns, domain: &str) -> Option<Self> {
        if wanted { Some(Self::find(dns, domain).await) } else { None }
    }

    async fn find(dns: &Dns, domain: &str) -> Self {
        let asked: Vec<_> = parents(domain).into_iter().map(|zone| name_servers(dns.clone(), zone)).collect();
        // The longest name first: that is the zone. One that failed may have been it.
        let found = all(asked).await.into_iter().find(|(_, walked)| !walked.answer.is_absence());
        let Some((zone, walked)) = found else {
            return Self { zone: domain.to_owned(), servers: Err(Answer::NoData) };
        };
        let host = |data: &Data| match data {
            Data::Name(name) => Some(first_address(dns.clone(), name.clone())),
            _ => None,
        };
        let hosts: Vec<_> = walked.data.iter().take(MAX_SERVERS).filter_map(host).collect();
        let addresses: Vec<IpAddr> = all(hosts).await.into_iter().flatten().collect();
        let servers = match walked.answer {
            Answer::Records if addresses.is_empty() => Err(Answer::NoData),
            Answer::Records => Ok(dns.towards(&addresses)),
            answer => Err(answer),
        };
        Self { zone, servers }
    }

    /// Asks them what the resolver was asked, and keeps what differs.
    pub async fn compare(self, dns: &Dns, discovery: &mut Discovery) {
        let unanswered = |answer| Unanswered {
            purpose: words!("what the zone's own name servers say"),
            at: self.zone.clone(),
            answer,
        };
        let servers = match &self.servers {
            Ok(servers) => servers,
            Err(answer) => return discovery.unanswered.push(unanswered(*answer)),
        };
        let questions = questions(discovery, &self.zone);
        let asked: Vec<_> = questions.into_iter().map(|q| Pair::ask(dns.clone(), servers.clone(), q)).collect();
        let pairs: Vec<Pair> = all(asked).await.into_iter().flatten().collect();
        let (spoken, mute): (Vec<_>, Vec<_>) = pairs.into_iter().partition(Pair::is_spoken);
        if spoken.is_empty() {
            let failed = mute.iter().map(|pair| pair.theirs.answer).find(|answer| answer.is_failure());
            // Whoever answered did not speak for the zone.
            return discovery.unanswered.push(unanswered(failed.unwrap_or(Answer::Refused)));
        }
        let inside = discovery.records.iter().any(|record| record.exists() && record.is_of_the_inside());
        let split = inside || spoken.iter().any(Pair::faces_two_ways);
        discovery.stale = spoken.iter().filter(|pair| pair.differs()).map(|pair| pair.stale(split)).collect();
        // An alias answers for both families.
        let is_alias = |stale: &Stale| stale.resolver.iter().chain(&stale.zone).any(|text| text.starts_with("CNAME "));
        discovery.stale.dedup_by(|next, before| next.name == before.name && is_alias(next) && is_alias(before));
    }
}

async fn name_servers(dns: Dns, zone: String) -> (String, Walked) {
    let walked = dns.walk(&zone, RecordKind::Ns).await;
    (zone, walked)
}

async fn first_address(dns: Dns, host: String) -> Option<IpAddr> {
    dns.resolve_name(&host).await.resolution.addresses.first().copied()
}

/// Everything that was asked about names of the zone: the records, and the hosts that they lead to.
fn questions(discovery: &Discovery, zone: &str) -> BTreeSet<(String, RecordKind)> {
    let mut questions = BTreeSet::new();
    for record in &discovery.records {
        let kinds: &[RecordKind] = match record.kind {
            "SRV" => &[RecordKind::Srv],
            "CNAME" => &[RecordKind::Cname],
            _ => ADDRESSES,
        };
        questions.extend(kinds.iter().map(|kind| (record.name.clone(), *kind)));
        let mut hosts: Vec<&String> = record.services.iter().map(|service| &service.target).collect();
        if kinds == ADDRESSES {
            hosts.extend(&record.aliases);
        }
        questions.extend(hosts.into_iter().flat_map(|host| ADDRESSES.iter().map(|kind| (host.clone(), *kind))));
    }
    questions.retain(|(name, _)| is_within(name, zone));
    questions
}

const ADDRESSES: &[RecordKind] = &[RecordKind::A, RecordKind::Aaaa];

/// What the two say to one question.
struct Pair {
    name: String,
    kind: RecordKind,
    ours: Reply,
    theirs: Reply,
}

impl Pair {
    /// The resolver's answer is remembered, so it is not asked again.
    async fn ask(dns: Dns, servers: Dns, (name, kind): (String, RecordKind)) -> Option<Self> {
        let (ours, theirs) = tokio::join!(dns.ask_if_wanted(&name, kind), servers.ask_if_wanted(&name, kind));
        let (ours, theirs) = ours.zip(theirs)?;
        Some(Self { name, kind, ours, theirs })
    }

    /// Whether the servers spoke for the zone.
    fn is_spoken(&self) -> bool {
        self.theirs.authoritative && !self.theirs.answer.is_failure()
    }

    /// Whether they say something else of the name itself. Where an alias leads is for other zones to say.
    fn differs(&self) -> bool {
        let Self { ours, theirs, .. } = self;
        let kept = ours.ttl.max(theirs.ttl);
        if ours.answer.is_failure() || ours.server == HOSTS_FILE || kept.is_some_and(|ttl| ttl <= SHORT_LIVED) {
            return false;
        }
        match (ours.hops.first(), theirs.hops.first()) {
            (Some((_, ours)), Some((_, theirs))) => ours != theirs,
            (None, None) if ours.data.is_empty() && theirs.data.is_empty() => false,
            (None, None) => !same(&ours.data, &theirs.data),
            _ => true,
        }
    }

    /// Whether one gives addresses of the office and the other those of the Internet.
    fn faces_two_ways(&self) -> bool {
        let private = |reply: &Reply| {
            let mut addresses = reply.data.iter().filter_map(|data| match data {
                Data::Address(address) => Some(is_private(*address)),
                _ => None,
            });
            addresses.next()
        };
        if self.ours.server == HOSTS_FILE {
            return false;
        }
        private(&self.ours).zip(private(&self.theirs)).is_some_and(|(ours, theirs)| ours != theirs)
    }

    fn stale(&self, split: bool) -> Stale {
        let (resolver, zone) = (text(&self.ours), text(&self.theirs));
        Stale { name: self.name.clone(), kind: self.kind.as_str(), resolver, zone, ttl: self.ours.ttl, split }
    }
}

fn text(reply: &Reply) -> Vec<String> {
    match reply.hops.first() {
        Some((_, target)) => vec![format!("CNAME {target}.")],
        None => reply.data.iter().map(presentation).collect(),
    }
}

/// The domain and its parents, the longest first, but for top-level domains.
fn parents(domain: &str) -> Vec<String> {
    let labels: Vec<&str> = domain.split('.').collect();
    let last = labels.len().saturating_sub(1).max(1);
    (0..last).take(MAX_PARENTS).map(|first| labels[first..].join(".")).collect()
}
