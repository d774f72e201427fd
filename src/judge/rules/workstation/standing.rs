//! What the servers' side knows of a host that a computer remembers or was told.

use super::is_within_any;
use crate::model::{discovery::is_within, workstation::Live};

/// What is known of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Clients are led there today.
    Current,
    /// It may be a server of the same deployment that only its inside knows: its name lies in the same domain.
    Kin,
    /// Clients are not led there, and nothing else is known: a pool may have a name in a domain of the inside.
    Stranger,
    /// It is not in service any more: its name does not exist, or everything is in the cloud now and it is not.
    Gone,
}

/// What is known of a host.
pub fn standing(live: &Live, host: &str) -> Standing {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let of_cloud = is_beside(&host, &live.cloud);
    if live.hosts.contains(&host) {
        Standing::Current
    } else if is_absent(live, &host) || (moved_to_cloud(live) && !of_cloud) {
        Standing::Gone
    } else if of_cloud || is_within_any(&host, &live.domains) || is_beside(&host, &live.hosts) {
        Standing::Kin
    } else {
        Standing::Stranger
    }
}

/// Whether DNS was asked for the host and says for certain that it does not exist.
fn is_absent(live: &Live, host: &str) -> bool {
    let mut asked = live
        .lookups
        .iter()
        .filter(|lookup| matches!(lookup.kind, "A" | "AAAA") && lookup.name.trim_end_matches('.') == host)
        .peekable();
    asked.peek().is_some() && asked.all(|lookup| lookup.answer.is_absence())
}

/// Whether all that clients sign in through is Microsoft's: what leads there, and names in the domain beside it, do not
/// count.
fn moved_to_cloud(live: &Live) -> bool {
    let mut servers = live.sign_in.iter().filter(|host| !is_within_any(host, &live.domains)).peekable();
    let has_own = live.hosts.iter().any(|host| live.sign_in.contains(host) && is_own(live, host));
    servers.peek().is_some() && servers.all(|host| live.cloud.contains(host)) && !has_own
}

/// Whether a name in the domain leads to addresses without an alias into the cloud.
fn is_own(live: &Live, host: &str) -> bool {
    let of = |lookup: &&crate::model::Lookup| {
        matches!(lookup.kind, "A" | "AAAA") && lookup.name.trim_end_matches('.') == host
    };
    let aliases = |records: &[String]| {
        records.iter().filter_map(|record| record.strip_prefix("CNAME ")).any(|target| {
            let target = target.trim_end_matches('.').to_ascii_lowercase();
            live.cloud.contains(&target) || is_beside(&target, &live.cloud)
        })
    };
    is_within_any(host, &live.domains)
        && live.lookups.iter().filter(of).any(|lookup| !lookup.records.is_empty() && !aliases(&lookup.records))
}

/// Whether it lies in the same domain as one of the hosts: everything behind their first labels.
fn is_beside<'a>(host: &str, hosts: impl IntoIterator<Item = &'a String>) -> bool {
    hosts.into_iter().filter_map(|known| known.split_once('.')).any(|(_, parent)| {
        // A parent of one label is a whole top-level domain.
        parent.contains('.') && is_within(host, parent)
    })
}
