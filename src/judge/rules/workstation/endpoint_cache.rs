//! What the client remembers of servers.

use super::{dns_cache, draft, live, standing::Standing, standing::standing};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Fact, Severity, Workstation,
        workstation::{EndpointCache, Live},
    },
    text,
};

/// A time to live that records rarely exceed: a change is dated no later than this much before an answer that is still
/// remembered, whatever the records' own time to live was.
const A_DAY: i64 = 86_400;
/// So many servers are shown, and so many folders.
const MOST: usize = 10;

pub const STALE: Rule = Rule {
    code: "endpoint-cache-stale",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "the client remembers other servers than those of today",
    explanation: "The client keeps the servers of its last sign-in (EndpointConfiguration.cache) and goes there first. What \
        it remembers here names none of the servers that clients are led to today, or was written before DNS changed, as \
        a cached answer of before proves. It then goes to a server that is no longer its own, and complains of that one's \
        certificate. Where the names are only unknown to a look from here, such as those of pools inside, this is a notice.",
    remedy: "leave the client, delete EndpointConfiguration.cache in the folder sip_ADDRESS under \
        %LOCALAPPDATA%\\Microsoft\\Office\\16.0\\Lync (15.0 for Lync 2013; in the folder of the address under \
        %LOCALAPPDATA%\\Microsoft\\Communicator for Lync 2010), or rename the folder, and sign in again",
    see: &["KB 2604176"],
    check: Check::Workstation(stale),
};

fn stale(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some((caches, live)) = workstation.endpoint_caches.known().zip(live(workstation)) else { return Vec::new() };
    let changed = changed_after(workstation, live);
    caches.iter().filter_map(|cache| of(workstation, live, cache, changed)).take(MOST).collect()
}

fn of(workstation: &Workstation, live: &Live, cache: &EndpointCache, changed: Option<i64>) -> Option<Draft> {
    // What other accounts left behind says nothing of this one.
    let foreign = |known: &String| workstation.address().is_some_and(|address| address != known);
    if cache.address.as_ref().is_some_and(foreign) {
        return None;
    }
    let standings: Vec<Standing> = cache.servers.iter().map(|server| standing(live, server)).collect();
    // A name in the same domain may have stayed what it was, whatever else changed.
    let before = changed.filter(|time| {
        !standings.contains(&Standing::Kin) && cache.written.is_some_and(|written| written.is_before(*time))
    });
    let severity = if standings.contains(&Standing::Current) {
        return None;
    } else if before.is_some() || (!standings.is_empty() && standings.iter().all(|known| *known == Standing::Gone)) {
        Severity::Warning
    } else if !standings.is_empty() && standings.iter().all(|known| *known != Standing::Kin) && !live.hosts.is_empty() {
        Severity::Notice
    } else {
        return None;
    };
    let mut evidence = Vec::new();
    evidence.extend(cache.address.as_deref().map(|address| Fact::text("sign-in address", address)));
    evidence.push(Fact::text("client's version", cache.version.as_str()));
    if !cache.servers.is_empty() {
        evidence.push(Fact::list("servers remembered", cache.servers.iter().take(MOST)));
        evidence.push(Fact::list("servers of today", live.sign_in.iter().take(MOST)));
    }
    evidence.extend(cache.written.map(|written| Fact::time("written", written.latest)));
    evidence.extend(before.map(|time| Fact::time("DNS changed after", time)));
    // Whatever is no plain address could lead elsewhere.
    let address = cache.address.as_deref().filter(|address| is_plain(address)).unwrap_or("ADDRESS");
    let folder = match cache.version.as_str() {
        "15.0" | "16.0" => format!(r"%LOCALAPPDATA%\Microsoft\Office\{}\Lync\sip_{address}", cache.version),
        _ => format!(r"%LOCALAPPDATA%\Microsoft\Communicator\{address}"),
    };
    let remedy = text!(
        "endpoint-cache-delete": "on {computer}, as the user: leave the client, delete EndpointConfiguration.cache in the \
            folder {folder} (if that is not enough, rename the folder) and sign in again",
        computer = workstation.computer_name(),
        folder
    );
    let key = format!("{}/{}", cache.version, cache.address.as_deref().unwrap_or_default());
    Some(Draft { severity: Some(severity), key, ..draft(evidence, remedy) })
}

/// Whether it is an address of letters, digits and what stands in most addresses, and so a folder's name and no path.
fn is_plain(address: &str) -> bool {
    address.len() <= 254
        && address.chars().all(|c| c.is_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+' | '\''))
}

/// A time after which DNS changed for certain, as answers show that the resolver still remembers: such an answer was true
/// at most its time to live before.
fn changed_after(workstation: &Workstation, live: &Live) -> Option<i64> {
    let taken = workstation.taken?.earliest;
    let dated = dns_cache::differences(workstation, live).into_iter().filter(|differing| differing.dates_a_change());
    dated.map(|differing| taken - i64::from(differing.ttl.unwrap_or(0)).max(A_DAY)).max()
}
