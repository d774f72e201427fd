//! Hosts and ports that documents and certificates name: looked up, made endpoints, joined with those that are known.

use tokio::task::JoinSet;

use super::{Checker, route, wave::Brought};
use crate::{
    discover::catalog::is_microsoft,
    model::{
        Answer, Endpoint, EndpointKind, Observation,
        discovery::{Presence, RecordState, Zone},
    },
};

/// A host and port.
pub(super) type Place = (String, u16);

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
        if route::needs_no_lookup(&settings.connect_to, host, port) {
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

/// The host and port of an endpoint; files have none.
pub(super) fn place(endpoint: &Endpoint) -> Option<Place> {
    Some((endpoint.host.clone()?, endpoint.port?))
}
