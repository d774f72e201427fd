//! Names to addresses and services: CNAME chains over several questions, each question asked once a run.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

use super::{
    dns::{MAX_HOPS, Wire},
    question::{Data, DnsError, DnsOptions, Inquiry, RecordKind, Reply, Surroundings},
};
use crate::model::{Answer, Discovery, Lookup, Resolution, discovery::Override};

/// Addresses of one name that are kept.
const MAX_ADDRESSES: usize = 32;

/// Answers remembered before all are forgotten: some times as many as the domains under way at once have questions, and
/// a few megabytes.
const MAX_REMEMBERED: usize = 8192;

/// A way to ask DNS that remembers answers, so that nothing is asked twice but in very long runs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Dns {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    wire: Wire,
    replies: Mutex<HashMap<Question, Arc<OnceCell<Reply>>>>,
    ipv4: bool,
    ipv6: bool,
    zone_port: u16,
    /// The same servers without the hosts file before them.
    bare: Option<Dns>,
}

type Question = (String, RecordKind);

/// What a host name leads to.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// Its addresses.
    pub resolution: Resolution,
    /// The steps that led there, one a line.
    pub trail: Vec<String>,
    /// What was asked for it.
    pub lookups: Vec<Lookup>,
    /// The targets of the CNAME chain.
    pub(super) aliases: Vec<String>,
}

impl Dns {
    /// Prepares to ask; reads the system's configuration if the options name no server, and sends nothing.
    ///
    /// # Errors
    ///
    /// [`DnsError`] if the system's configuration is needed and of no use.
    pub fn new(options: DnsOptions) -> Result<Self, DnsError> {
        Self::within(&options, &Surroundings::default())
    }

    /// The same with other surroundings than the machine's own.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn within(options: &DnsOptions, around: &Surroundings) -> Result<Self, DnsError> {
        let wire = Wire::new(options, around.hosts.as_deref())?;
        let (families, zone_port) = ((options.ipv4, options.ipv6), around.zone_port);
        let bare = Self::over(wire.towards(None), families, zone_port, None);
        Ok(Self::over(wire, families, zone_port, Some(bare)))
    }

    fn over(wire: Wire, (ipv4, ipv6): (bool, bool), zone_port: u16, bare: Option<Self>) -> Self {
        Self { shared: Arc::new(Shared { wire, replies: Mutex::default(), ipv4, ipv6, zone_port, bare }) }
    }

    /// The way to other servers, at the port of the zone's own, with nothing remembered yet.
    pub(super) fn towards(&self, servers: &[IpAddr]) -> Self {
        let Shared { wire, ipv4, ipv6, zone_port, .. } = &*self.shared;
        let servers: Vec<_> = servers.iter().map(|ip| SocketAddr::new(*ip, *zone_port)).collect();
        Self::over(wire.towards(Some(&servers)), (*ipv4, *ipv6), *zone_port, None)
    }

    /// Asks for every record of the catalogue under the domain, and for the hosts named, all at once.
    pub async fn discover(&self, inquiry: &Inquiry) -> Discovery {
        super::records::discover(self, inquiry).await
    }

    /// The addresses of a host. An address literal resolves to itself without any question.
    pub async fn resolve(&self, host: &str) -> Resolved {
        if let Ok(address) = host.parse::<IpAddr>() {
            let resolution = Resolution { addresses: vec![address], ..Resolution::default() };
            return Resolved { resolution, ..Resolved::default() };
        }
        self.resolve_name(host).await
    }

    /// The addresses of a name in DNS, where an address literal is a name like any other.
    pub(super) async fn resolve_name(&self, host: &str) -> Resolved {
        let name = plain(host);
        let (ipv4, ipv6) = tokio::join!(
            self.walk_if(self.shared.ipv4, &name, RecordKind::A),
            self.walk_if(self.shared.ipv6, &name, RecordKind::Aaaa)
        );
        Resolved::of(ipv4, ipv6)
    }

    /// What the hosts file says of a name otherwise than DNS; `None` too where DNS does not answer.
    pub(super) async fn override_of(&self, name: &str) -> Option<Override> {
        let bare = self.shared.bare.as_ref().filter(|_| self.shared.wire.is_overridden(name))?;
        let (file, dns) = tokio::join!(self.resolve_name(name), bare.resolve_name(name));
        let sorted = |resolved: Resolved| {
            let mut addresses = resolved.resolution.addresses;
            addresses.sort();
            addresses
        };
        let known = dns.resolution.failure.is_none_or(Answer::is_absence);
        let (file, dns) = (sorted(file), sorted(dns));
        (known && file != dns).then(|| Override { name: plain(name), file, dns })
    }

    /// Whether only one address family is asked for.
    pub(super) fn one_family(&self) -> bool {
        self.shared.ipv4 != self.shared.ipv6
    }

    async fn walk_if(&self, wanted: bool, name: &str, kind: RecordKind) -> Option<Walked> {
        if wanted { Some(self.walk(name, kind).await) } else { None }
    }

    /// Follows the CNAME chain from a name to records of the kind, with as many questions as that takes.
    pub(super) async fn walk(&self, name: &str, kind: RecordKind) -> Walked {
        let mut steps: Vec<(String, Reply)> = Vec::new();
        let mut current = name.to_owned();
        let answer = loop {
            let reply = self.ask(&current, kind).await;
            let answer = reply.answer;
            let open = answer == Answer::NoData && !reply.settled;
            let next = reply.hops.last().map(|(_, target)| target.clone()).filter(|_| open);
            steps.push((current, reply));

            let hops = || steps.iter().flat_map(|(_, reply)| &reply.hops);
            if hops().count() > MAX_HOPS {
                break Answer::Loop;
            }
            let Some(next) = next else { break answer };
            if hops().any(|(owner, _)| *owner == next) {
                break Answer::Loop;
            }
            current = next;
        };
        Walked::of(name, kind, answer, &steps)
    }

    /// One question, unless it is for addresses of a family that is not wanted.
    pub(super) async fn ask_if_wanted(&self, name: &str, kind: RecordKind) -> Option<Reply> {
        let wanted = match kind {
            RecordKind::A => self.shared.ipv4,
            RecordKind::Aaaa => self.shared.ipv6,
            _ => true,
        };
        if wanted { Some(self.ask(name, kind).await) } else { None }
    }

    /// One question, asked at most once while its answer is remembered: those who ask meanwhile wait for the same answer.
    pub(super) async fn ask(&self, name: &str, kind: RecordKind) -> Reply {
        let cell = {
            // The map is whole even if a holder of the lock panicked: entries are only added, or all dropped.
            let mut replies = self.shared.replies.lock().unwrap_or_else(PoisonError::into_inner);
            if replies.len() >= MAX_REMEMBERED {
                replies.clear();
            }
            replies.entry((name.to_owned(), kind)).or_default().clone()
        };
        cell.get_or_init(|| self.shared.wire.ask(name, kind)).await.clone()
    }
}

/// A chain followed to its end.
#[derive(Debug, Clone)]
pub(super) struct Walked {
    /// The name at the end.
    pub(super) end: String,
    /// What was said there.
    pub(super) answer: Answer,
    /// The records there.
    pub(super) data: Vec<Data>,
    /// The targets on the way.
    pub(super) aliases: Vec<String>,
    /// The CNAME steps, one a line.
    pub(super) trail: Vec<String>,
    /// The questions asked.
    pub(super) lookups: Vec<Lookup>,
}

impl Walked {
    fn of(name: &str, kind: RecordKind, answer: Answer, steps: &[(String, Reply)]) -> Self {
        let hops: Vec<_> = steps.iter().flat_map(|(_, reply)| &reply.hops).collect();
        let data = steps.last().map(|(_, reply)| reply.data.clone()).unwrap_or_default();
        Self {
            end: hops.last().map_or(name, |(_, target)| target).to_owned(),
            answer,
            aliases: hops.iter().map(|(_, target)| target.clone()).collect(),
            trail: hops.iter().map(|(owner, target)| format!("CNAME {owner} -> {target}")).collect(),
            lookups: (0..steps.len()).map(|index| lookup(kind, answer, &steps[index..])).collect(),
            data,
        }
    }
}

/// A question as reported: with everything that followed from it.
fn lookup(kind: RecordKind, answer: Answer, steps: &[(String, Reply)]) -> Lookup {
    let (name, first) = &steps[0];
    let hops = steps.iter().flat_map(|(_, reply)| &reply.hops).map(|(_, target)| format!("CNAME {target}."));
    let data = steps.iter().flat_map(|(_, reply)| &reply.data).map(presentation);
    Lookup {
        name: format!("{name}."),
        kind: kind.as_str(),
        server: first.server.clone(),
        answer,
        records: hops.chain(data).collect(),
        ttl: steps.iter().filter_map(|(_, reply)| reply.ttl).min(),
        elapsed: first.elapsed,
    }
}

pub(super) fn presentation(data: &Data) -> String {
    match data {
        Data::Address(address) => address.to_string(),
        Data::Service { priority, weight, port, target } => format!("{priority} {weight} {port} {target}."),
        Data::Name(name) => format!("{name}."),
    }
}

impl Resolved {
    fn of(ipv4: Option<Walked>, ipv6: Option<Walked>) -> Self {
        let mut resolved = Self::default();
        let mut found = Vec::new();
        for walked in [&ipv4, &ipv6].into_iter().flatten() {
            add(&mut resolved.trail, &walked.trail);
            add(&mut resolved.aliases, &walked.aliases);
            resolved.lookups.extend(walked.lookups.iter().cloned());
            found.extend(walked.data.iter().filter_map(|data| match data {
                Data::Address(address) => Some((walked.end.as_str(), *address)),
                Data::Service { .. } | Data::Name(_) => None,
            }));
        }

        let dropped = cap(&mut found);
        resolved.resolution.dropped = dropped;
        for (owner, address) in &found {
            let kind = if address.is_ipv4() { "A" } else { "AAAA" };
            resolved.trail.push(format!("{kind} {owner} -> {address}"));
        }
        if dropped > 0 {
            resolved.trail.push(format!("{dropped} further addresses not followed (limit {MAX_ADDRESSES})"));
        }
        resolved.resolution.addresses = found.into_iter().map(|(_, address)| address).collect();

        let answers: Vec<_> = [&ipv4, &ipv6].into_iter().flatten().map(|walked| walked.answer).collect();
        resolved.resolution.failure = why(&answers, !resolved.resolution.addresses.is_empty());
        resolved
    }

    /// The name at the end of the chain that starts at `name`.
    pub(super) fn end<'a>(&'a self, name: &'a str) -> &'a str {
        self.aliases.last().map_or(name, String::as_str)
    }
}

/// Keeps at most [`MAX_ADDRESSES`], half of them for IPv6 if it needs them; says how many were dropped.
fn cap(found: &mut Vec<(&str, IpAddr)>) -> usize {
    let all = found.len();
    let ipv6 = found.iter().filter(|(_, address)| address.is_ipv6()).count();
    let for_ipv4 = MAX_ADDRESSES - ipv6.min(MAX_ADDRESSES / 2);
    let mut kept_ipv4 = 0;
    found.retain(|(_, address)| {
        kept_ipv4 += usize::from(address.is_ipv4());
        address.is_ipv6() || kept_ipv4 <= for_ipv4
    });
    // IPv4 comes first, so what is cut here is IPv6.
    found.truncate(MAX_ADDRESSES);
    all - found.len()
}

/// Why there are no addresses, or why one family is missing: a failure before an absence. That one family has no
/// records is no failure while the other has some.
fn why(answers: &[Answer], some: bool) -> Option<Answer> {
    let failed = answers.iter().find(|answer| answer.is_failure() || **answer == Answer::Loop);
    if failed.is_some() || some {
        return failed.copied();
    }
    let no_name = !answers.is_empty() && answers.iter().all(|answer| *answer == Answer::NoName);
    Some(if no_name { Answer::NoName } else { Answer::NoData })
}

/// Appends the lines that are not there yet.
pub(super) fn add(lines: &mut Vec<String>, more: &[String]) {
    for line in more {
        if !lines.contains(line) {
            lines.push(line.clone());
        }
    }
}

/// A name as it is compared: lower case, without the final dot.
pub(super) fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn addresses(ipv4: u8, ipv6: u16) -> Vec<(&'static str, IpAddr)> {
        let ipv4 = (0..ipv4).map(|i| IpAddr::V4(Ipv4Addr::new(203, 0, 113, i)));
        let ipv6 = (0..ipv6).map(|i| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, i)));
        ipv4.chain(ipv6).map(|address| ("sip.contoso.com", address)).collect()
    }

    #[test]
    fn the_limit_starves_neither_family() {
        for (ipv4, ipv6, kept) in
            [(2, 2, (2, 2)), (40, 0, (32, 0)), (0, 40, (0, 32)), (40, 40, (16, 16)), (40, 3, (29, 3)), (4, 40, (4, 28))]
        {
            let mut found = addresses(ipv4, ipv6);
            let dropped = cap(&mut found);
            let count = |v6| found.iter().filter(|(_, address)| address.is_ipv6() == v6).count();
            assert_eq!((count(false), count(true)), kept);
            assert_eq!(dropped, usize::from(ipv4) + usize::from(ipv6) - kept.0 - kept.1);
        }
    }

    #[test]
    fn failures_are_told_before_absences() {
        use Answer::*;
        for (answers, some, expected) in [
            (vec![Records, NoData], true, None),
            (vec![Records, Timeout], true, Some(Timeout)),
            (vec![NoName, NoName], false, Some(NoName)),
            (vec![NoData, NoName], false, Some(NoData)),
            (vec![NoData, Refused], false, Some(Refused)),
            (vec![Loop, Loop], false, Some(Loop)),
            (vec![], false, Some(NoData)),
        ] {
            assert_eq!(why(&answers, some), expected, "{answers:?}");
        }
    }
}
