//! What the resolver remembers, against what DNS answers now.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::{draft, is_within_any};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        Answer, By, Fact, Lookup, Severity, Text, Workstation,
        discovery::is_private,
        workstation::{Cached, Live},
    },
    text, words,
};

/// Whoever keeps an answer no longer than this (seconds) gives another one each time, to spread the load.
const SHORT: u32 = 60;
/// So many values are shown.
const MOST: usize = 10;
/// After so many seconds an answer that nobody says how long it is kept is forgotten.
const FORGOTTEN: i64 = 3600;

const A: u16 = 1;
const CNAME: u16 = 5;
const AAAA: u16 = 28;
const SRV: u16 = 33;
/// So many names behind an alias are looked at.
const MOST_HOPS: usize = 100;
/// Last labels of names that are used inside alone (RFC 6762 appendix G; `internal`: ICANN, 2024).
const PRIVATE_TOPS: &[&str] = &["local", "internal", "intranet", "private", "corp", "home", "lan"];
/// First labels of the names that only the inside knows, or answers otherwise.
const INSIDE: &[&str] = &["lyncdiscoverinternal", "sipinternal", "_sipinternaltls", "_sipinternal"];

pub const DIFFERS: Rule = Rule {
    code: "dns-cache-differs",
    severity: Severity::Warning,
    by: By::Program,
    title: "the computer remembers another answer than DNS gives now",
    explanation: "The computer's resolver keeps an answer for a name of the domain that shares nothing with what DNS answers \
        now, or keeps that the name does not exist. Until it forgets it, the client goes to the old servers, or to none. \
        Names for the inside, addresses of the inside against those of the Internet, and answers that have been \
        forgotten since the snapshot was taken are notices; names outside the domain and addresses that change all \
        the time are left out.",
    remedy: "on the user's computer run ipconfig /flushdns; if the answer comes back, look at the hosts file and at the \
        name server that it asks",
    see: &["KB 2604176", "RFC 2308"],
    check: Check::Workstation(differs),
};

fn differs(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(live) = workstation.live.as_ref() else { return Vec::new() };
    differences(workstation, live).into_iter().map(|differing| told(workstation, &differing)).collect()
}

fn told(workstation: &Workstation, differing: &Differing) -> Draft {
    let Differing { name, kind, .. } = differing;
    let list = |values: &[String]| -> Vec<Text> {
        match values {
            [] => vec![Text::words(words!("nothing"))],
            values => values.iter().take(MOST).map(Text::from).collect(),
        }
    };
    let mut evidence = vec![
        Fact::text("record", format!("{name} {kind}")),
        Fact::texts("remembered", list(&differing.cached)),
        Fact::texts("answer now", list(&differing.now)),
    ];
    if let Some(left) = differing.left {
        evidence.push(Fact::number("kept for (seconds)", usize::try_from(left).unwrap_or(usize::MAX)));
    }
    let computer = workstation.computer_name();
    let remedy = if differing.split {
        text!(
            "dns-split": "nothing to do if the inside and the outside are meant to answer {name} otherwise and {computer} \
                stood on the other side than this machine; else run ipconfig /flushdns there",
            name, computer
        )
    } else {
        text!(
            "dns-flush": "on {computer} run ipconfig /flushdns (as administrator, if Windows asks for it); if {name} is \
                remembered so again, look at the hosts file and at the name server that it asks",
            computer, name
        )
    };
    let severity = if differing.split || differing.forgotten { Severity::Notice } else { Severity::Warning };
    Draft { severity: Some(severity), key: format!("{name}/{kind}"), ..draft(evidence, remedy) }
}

/// A record that the resolver remembers otherwise.
pub struct Differing {
    name: String,
    kind: &'static str,
    cached: Vec<String>,
    now: Vec<String>,
    /// Seconds that were left of it.
    left: Option<u32>,
    /// The time to live of the answer now.
    pub ttl: Option<u32>,
    /// Whether the inside may answer otherwise than the outside.
    split: bool,
    /// Whether it has run out between the snapshot and now.
    forgotten: bool,
}

impl Differing {
    /// Whether it proves that DNS has changed, and about when: both answers are records, and it is the same side that was
    /// asked.
    pub fn dates_a_change(&self) -> bool {
        !self.split && !self.forgotten && !self.cached.is_empty() && self.left.is_some() && self.ttl.is_some()
    }
}

/// The records of the domains that the resolver remembers otherwise than DNS answers now.
pub fn differences(workstation: &Workstation, live: &Live) -> Vec<Differing> {
    let Some(cache) = workstation.dns_cache.known() else { return Vec::new() };
    let asked = Asked::new(live);
    let mut groups: BTreeMap<Question<'_>, Remembered<'_>> = BTreeMap::new();
    for Cached { name, kind, values, ttl } in cache {
        let group = groups.entry((name, *kind)).or_default();
        group.0.extend(values.iter().map(String::as_str));
        group.1 = group.1.max(*ttl);
    }
    let aliases: BTreeSet<&str> = groups
        .iter()
        .filter(|((_, kind), (values, _))| *kind == Some(CNAME) && !values.is_empty())
        .map(|(k, _)| k.0)
        .collect();
    let mut found = Vec::new();
    let compared = |name: &str| asked.names.contains(name) && is_within_any(name, &live.domains);
    for ((name, kind), (values, left)) in groups.iter().filter(|((name, _), _)| compared(name)) {
        // Addresses under a name with an alias are those of the alias.
        if matches!(kind, Some(A | AAAA)) && aliases.contains(name) {
            continue;
        }
        let values: Vec<String> = values.iter().map(|value| plain(value)).collect();
        let Some((kind, now, ttl)) = asked.against(name, *kind, &values) else { continue };
        let inside = is_of_the_inside(name);
        let taken = workstation.taken.map(|taken| live.time.saturating_sub(taken.latest));
        let forgotten = taken.is_some_and(|since| since > i64::from(left.unwrap_or(0)).max(FORGOTTEN));
        let behind = behind(&groups, &values);
        let split = inside || differ_by_side(&values, &now) || stands_inside(&behind, &asked.addresses(name));
        found.push(Differing {
            name: (*name).to_owned(),
            kind,
            cached: values,
            now,
            left: *left,
            ttl,
            split,
            forgotten,
        });
    }
    // One name that is answered otherwise inside means that the computer stands on the other side.
    if found.iter().any(|differing| differing.split && !is_of_the_inside(&differing.name)) {
        found.iter_mut().for_each(|differing| differing.split = true);
    }
    found
}

/// Whether a name is one that the inside alone knows or answers otherwise.
fn is_of_the_inside(name: &str) -> bool {
    name.split('.').next().is_some_and(|label| INSIDE.contains(&label))
}

/// The addresses and names that aliases and services lead to, as the resolver remembers them, at most so many steps on.
fn behind(groups: &BTreeMap<Question<'_>, Remembered<'_>>, values: &[String]) -> Vec<String> {
    const STEPS: usize = 8;
    let mut all: Vec<String> = Vec::new();
    let mut next: Vec<String> = values.to_vec();
    for _ in 0..STEPS {
        let hosts = next.iter().filter_map(|value| value.rsplit(' ').next()).map(plain).collect::<BTreeSet<_>>();
        let new: Vec<String> = hosts.into_iter().filter(|host| !all.contains(host)).collect();
        next = groups
            .iter()
            .filter(|((name, _), _)| new.iter().any(|host| host == name))
            .flat_map(|(_, (values, _))| values.iter().map(|value| plain(value)))
            .collect();
        all.extend(new);
        if next.is_empty() || all.len() > MOST_HOPS {
            break;
        }
    }
    all
}

/// Whether what is remembered lies inside, and what is answered now does not: by its addresses, or by names that no DNS of
/// the Internet knows.
fn stands_inside(cached: &[String], now: &[String]) -> bool {
    let private = |value: &String| value.parse().is_ok_and(is_private);
    let only_inside = |value: &String| {
        value.rsplit_once('.').is_some_and(|(_, top)| PRIVATE_TOPS.contains(&top)) && value.parse::<IpAddr>().is_err()
    };
    cached.iter().any(|value| private(value) || only_inside(value)) && !now.iter().any(private)
}

/// Whether the addresses are those of an office on one side and those of the Internet on the other.
fn differ_by_side(cached: &[String], now: &[String]) -> bool {
    let sides = |values: &[String]| -> BTreeSet<bool> {
        values.iter().filter_map(|value| value.parse().ok()).map(is_private).collect()
    };
    let (cached, now) = (sides(cached), sides(now));
    !cached.is_empty() && !now.is_empty() && cached.is_disjoint(&now)
}

/// Lower case, without a dot at the end.
fn plain(value: &str) -> String {
    value.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// What DNS was asked and said.
struct Asked<'a> {
    lookups: Vec<(String, &'a Lookup)>,
    names: BTreeSet<String>,
}

/// A name and a type, by its number where one is known.
type Question<'a> = (&'a str, Option<u16>);

/// The values of all answers to it, and the seconds left of the one that stays longest.
type Remembered<'a> = (BTreeSet<&'a str>, Option<u32>);

/// A type, what is answered now, and its time to live.
type Now = (&'static str, Vec<String>, Option<u32>);

impl<'a> Asked<'a> {
    fn new(live: &'a Live) -> Self {
        // What this machine's hosts file says is no answer of DNS.
        let of_dns = live.lookups.iter().filter(|lookup| lookup.server != "hosts file");
        let lookups: Vec<_> = of_dns.map(|lookup| (plain(&lookup.name), lookup)).collect();
        let names = lookups.iter().map(|(name, _)| name.clone()).collect();
        Self { lookups, names }
    }

    /// The answers to a question that are known: records, or that there are none.
    fn answers(&self, name: &str, kinds: &[&str]) -> Vec<&'a Lookup> {
        let known = |answer: Answer| answer == Answer::Records || answer.is_absence();
        let of = |(asked, lookup): &&(String, &'a Lookup)| {
            asked == name && kinds.contains(&lookup.kind) && known(lookup.answer)
        };
        self.lookups.iter().filter(of).map(|(_, lookup)| *lookup).collect()
    }

    /// The addresses of a name now.
    fn addresses(&self, name: &str) -> Vec<String> {
        data(&self.answers(name, &["A", "AAAA"])).map(plain).collect()
    }

    /// What is answered now, if that shares nothing with what is remembered.
    fn against(&self, name: &str, kind: Option<u16>, cached: &[String]) -> Option<Now> {
        if cached.is_empty() {
            return self.against_nothing(name, kind);
        }
        match kind? {
            SRV => self.against_services(name, cached),
            CNAME => self.against_alias(name, cached),
            A => self.against_addresses(name, "A", cached),
            AAAA => self.against_addresses(name, "AAAA", cached),
            _ => None,
        }
    }

    /// It is remembered that there is nothing.
    fn against_nothing(&self, name: &str, kind: Option<u16>) -> Option<Now> {
        let kinds: &[&'static str] = match kind {
            None => &["A", "SRV", "CNAME"],
            Some(A) => &["A"],
            Some(SRV) => &["SRV"],
            Some(CNAME) => &["CNAME"],
            // Most names have no such address, and clients do without.
            Some(_) => return None,
        };
        kinds.iter().find_map(|kind| {
            let there = self.answers(name, &[kind]).into_iter().find(|lookup| lookup.answer == Answer::Records)?;
            Some((*kind, there.records.iter().map(|record| plain(record)).collect(), there.ttl))
        })
    }

    /// Services are the same if one leads to the same port of the same host.
    fn against_services(&self, name: &str, cached: &[String]) -> Option<Now> {
        let answers = self.answers(name, &["SRV"]);
        let first = answers.first()?;
        let now: Vec<String> = data(&answers).map(plain).collect();
        let place = |record: &String| -> Option<(String, String)> {
            let mut parts = record.split_whitespace().rev();
            Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
        };
        let places: BTreeSet<_> = now.iter().filter_map(place).collect();
        let shared = cached.iter().filter_map(place).any(|place| places.contains(&place));
        (!shared && cached.iter().any(|record| place(record).is_some())).then_some(("SRV", now, first.ttl))
    }

    fn against_alias(&self, name: &str, cached: &[String]) -> Option<Now> {
        let answers = self.answers(name, &["CNAME", "A", "AAAA"]);
        let hops: Vec<String> = aliases(&answers).collect();
        let ttl = answers.iter().find_map(|lookup| lookup.ttl);
        if hops.is_empty() {
            // That there is no alias is known only if addresses were asked for.
            let addresses = self.answers(name, &["A", "AAAA"]);
            let now: Vec<String> = data(&addresses).map(plain).collect();
            return (!addresses.is_empty()).then_some(("CNAME", now, ttl));
        }
        let shared = cached.iter().any(|target| hops.contains(target));
        (!shared).then_some(("CNAME", hops, ttl))
    }

    fn against_addresses(&self, name: &str, kind: &'static str, cached: &[String]) -> Option<Now> {
        let answers = self.answers(name, &[kind]);
        let first = answers.first()?;
        let cached: Vec<IpAddr> = cached.iter().filter_map(|value| value.parse().ok()).collect();
        let now: Vec<IpAddr> = data(&answers).filter_map(|record| record.parse().ok()).collect();
        let hops: Vec<String> = aliases(&answers).collect();
        let near = |one: &IpAddr| now.iter().any(|other| network(*one) == network(*other));
        if cached.is_empty() || cached.iter().any(near) {
            return None;
        }
        if !hops.is_empty() {
            return Some((kind, hops, first.ttl));
        }
        let changes = first.ttl.is_some_and(|ttl| ttl <= SHORT);
        (!changes || now.is_empty()).then(|| (kind, now.iter().map(ToString::to_string).collect(), first.ttl))
    }
}

/// The records of answers without the aliases on the way.
fn data<'a>(answers: &[&'a Lookup]) -> impl Iterator<Item = &'a str> {
    let records: Vec<&str> = answers.iter().flat_map(|lookup| &lookup.records).map(String::as_str).collect();
    records.into_iter().filter(|record| !record.starts_with("CNAME "))
}

/// The aliases on the way, the first one first. A question for an alias itself is answered with bare names.
fn aliases(answers: &[&Lookup]) -> impl Iterator<Item = String> {
    let of = |lookup: &&Lookup| -> Vec<String> {
        let hops = lookup
            .records
            .iter()
            .filter_map(|record| record.strip_prefix("CNAME ").or((lookup.kind == "CNAME").then_some(record.as_str())));
        hops.map(plain).collect()
    };
    let mut seen: Vec<String> = Vec::new();
    for hop in answers.iter().flat_map(of) {
        if !seen.contains(&hop) {
            seen.push(hop);
        }
    }
    seen.into_iter()
}

/// Addresses of one network stand for each other: servers beside each other.
fn network(address: IpAddr) -> (bool, Vec<u8>) {
    match address {
        IpAddr::V4(address) => (false, address.octets()[..3].to_vec()),
        IpAddr::V6(address) => (true, address.octets()[..6].to_vec()),
    }
}
