//! What kind of deployment the records show: in the cloud, on own servers, both, or somebody else's.
//!
//! Three records decide: `lyncdiscover`, `_sip._tls` and `_sipfederationtls._tcp`. What is absent says nothing, so it
//! never makes a mixture. A hybrid deployment keeps all of them on its own servers, so that DNS cannot tell it from one
//! without the cloud; only the online directory can.
//!
//! Source: Microsoft, Plan hybrid connectivity; Decommission your on-premises environment: manage DNS entries.

use super::{
    catalog::{CLOUDS, cloud_of},
    lookup::plain,
    sign_in,
};
use crate::{
    model::{
        Discovery, Endpoint, EndpointKind, Text,
        discovery::{Deployment, DeploymentKind, Presence, Realm, RealmKind, RecordState, is_within},
    },
    text, words,
};

/// Fills in what follows from all that was learnt: the kind of deployment, the way of each family of clients, and which
/// guessed names are none of its endpoints. To be called once the requests beside the probes are done.
///
/// `directory`: whether the online directory knows the domain; `None` if it was not asked or did not say.
pub fn conclude(discovery: &mut Discovery, domain: &str, directory: Option<bool>) {
    let domain = plain(domain);
    discovery.deployment = classify(&discovery.records, &domain, directory);
    discovery.sign_in = sign_in::orders(&domain, &discovery.records);
    drop_strangers(discovery);
}

/// Where a record leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// One of Microsoft's clouds.
    Cloud(&'static str),
    /// The domain itself.
    Own,
    /// Somebody else's domain.
    Elsewhere,
}

/// A record that is there, and where it leads.
struct Lead<'a> {
    record: &'a RecordState,
    place: Place,
    to: &'a str,
}

/// The kind of deployment; `None` if DNS did not say enough.
///
/// `directory`: whether the online directory knows the domain.
pub fn classify(records: &[RecordState], domain: &str, directory: Option<bool>) -> Option<Deployment> {
    let find = |label: &str| records.iter().find(|r| r.name == format!("{label}.{domain}"));
    let deciding: Vec<&RecordState> = DECIDING.iter().filter_map(|label| find(label)).collect();
    if deciding.is_empty() {
        // Nothing was asked.
        return None;
    }
    let mut leads: Vec<Lead<'_>> = deciding.iter().flat_map(|record| leads(record, domain)).collect();
    let unknown: Vec<&str> =
        deciding.iter().filter(|r| matches!(r.presence, Presence::Failed { .. })).map(|r| r.name.as_str()).collect();

    let mut fallback = false;
    if leads.is_empty() {
        if !unknown.is_empty() {
            return None;
        }
        // Names of the inside and fallback names are all that an office without a way in from outside has.
        leads =
            FALLBACK.iter().filter_map(|label| find(label)).flat_map(|record| self::leads(record, domain)).collect();
        fallback = true;
    }

    let cloud = leads.iter().find_map(|lead| match lead.place {
        Place::Cloud(name) => Some(name),
        _ => None,
    });
    let kind = kind(&leads, directory);
    let mut because = vec![Text::words(reason(kind, cloud, fallback))];
    because.extend(leads.iter().map(Lead::sentence));
    because.extend(said(kind, directory, cloud));
    because.extend(
        unknown
            .iter()
            .map(|name| text!("lead-unknown": "where {name} leads is unknown: DNS did not answer", name = *name)),
    );
    Some(Deployment { kind, cloud, because })
}

/// The records that decide.
const DECIDING: &[&str] = &["lyncdiscover", "_sip._tls", "_sipfederationtls._tcp"];

/// The names that count where none of those is there.
const FALLBACK: &[&str] = &["lyncdiscoverinternal", "_sipinternaltls._tcp", "sipinternal", "sip", "sipexternal"];

/// Where each step out of a record leads; none if it is absent, or says that there is no such service.
fn leads<'a>(record: &'a RecordState, domain: &str) -> Vec<Lead<'a>> {
    if !record.exists() {
        return Vec::new();
    }
    let place = |cloud: Option<&'static str>, to: &str| match cloud {
        Some(cloud) => Place::Cloud(cloud),
        None if is_within(to, domain) => Place::Own,
        None => Place::Elsewhere,
    };
    let mut leads: Vec<Lead<'_>> =
        record.targets().map(|s| Lead { record, place: place(s.cloud, &s.target), to: &s.target }).collect();
    // A service record may itself be an alias that ends nowhere; "no such service" leads nowhere at all.
    if record.kind != "SRV" || (record.services.is_empty() && !record.aliases.is_empty()) {
        let cloud = record.aliases.iter().find(|alias| cloud_of(alias).is_some());
        let outside = record.aliases.iter().find(|alias| !is_within(alias, domain));
        let to = cloud.or(outside).unwrap_or(&record.name);
        leads.push(Lead { record, place: place(record.cloud, to), to });
    }
    leads
}

fn kind(leads: &[Lead<'_>], directory: Option<bool>) -> DeploymentKind {
    let is = |place: Place| leads.iter().any(|lead| lead.place == place);
    let mut clouds: Vec<&str> = CLOUDS.iter().map(|cloud| cloud.name).collect();
    clouds.retain(|name| leads.iter().any(|lead| matches!(lead.place, Place::Cloud(cloud) if cloud == *name)));

    if leads.is_empty() {
        DeploymentKind::None
    } else if is_hosted(leads) {
        DeploymentKind::Hosted
    } else if clouds.len() > 1 || (clouds.len() == 1 && (is(Place::Own) || is(Place::Elsewhere))) {
        DeploymentKind::Mixed
    } else if clouds.len() == 1 {
        DeploymentKind::Online
    } else {
        match directory {
            Some(true) => DeploymentKind::Hybrid,
            Some(false) => DeploymentKind::OnPremises,
            None => DeploymentKind::OnPremisesOrHybrid,
        }
    }
}

/// The record that leads furthest decides whose servers these are: federation, else the way in from outside, else
/// autodiscover, which may well go through another's reverse proxy.
fn is_hosted(leads: &[Lead<'_>]) -> bool {
    let deciding = DECIDING.iter().rev().chain(FALLBACK.iter());
    for label in deciding {
        let prefix = format!("{label}.");
        let mut of_record = leads.iter().filter(|lead| lead.record.name.starts_with(&prefix)).peekable();
        if of_record.peek().is_some() {
            return of_record.all(|lead| lead.place == Place::Elsewhere);
        }
    }
    false
}

impl Lead<'_> {
    fn sentence(&self) -> Text {
        let name = &self.record.name;
        let to = self.to;
        match self.place {
            Place::Cloud(_) if to == name => {
                text!("lead-cloud": "{name} leads to Microsoft's cloud", name)
            }
            Place::Cloud(cloud) => text!(
                "lead-cloud-host": "{name} leads to {to}, which is Microsoft's ({cloud})",
                name, to, cloud
            ),
            Place::Own if to == name => text!("lead-own": "{name} is a host of the domain's own", name),
            Place::Own => {
                text!("lead-own-host": "{name} leads to {to}, a host of the domain's own", name, to)
            }
            Place::Elsewhere => text!(
                "lead-elsewhere": "{name} leads to {to}, which is neither the domain's own nor Microsoft's",
                name, to
            ),
        }
    }
}

fn reason(kind: DeploymentKind, cloud: Option<&str>, fallback: bool) -> &'static str {
    match kind {
        DeploymentKind::Online => words!("every record that is there leads to Microsoft's cloud"),
        DeploymentKind::OnPremises => {
            words!("the records lead to own servers, and the online directory does not know the domain")
        }
        DeploymentKind::Hybrid => {
            words!("the records lead to own servers, and the online directory knows the domain too")
        }
        DeploymentKind::OnPremisesOrHybrid if fallback => {
            words!(
                "only internal or fallback names are there, and they lead to own servers; whether the cloud knows the domain \
             is not known"
            )
        }
        DeploymentKind::OnPremisesOrHybrid => {
            words!(
                "the records lead to own servers; a hybrid deployment keeps them there too, and whether the cloud knows the \
             domain is not known"
            )
        }
        DeploymentKind::Hosted => {
            words!("the records lead to servers that are neither the domain's own nor Microsoft's")
        }
        DeploymentKind::Mixed if cloud.is_some() => {
            words!("some records lead to Microsoft's cloud and others elsewhere")
        }
        DeploymentKind::Mixed => words!("the records contradict each other"),
        DeploymentKind::None => words!("there is no record of Lync, Skype for Business or Teams"),
    }
}

/// What the directory said, where the kind does not say it already.
fn said(kind: DeploymentKind, directory: Option<bool>, cloud: Option<&str>) -> Option<Text> {
    let told = matches!(kind, DeploymentKind::OnPremises | DeploymentKind::Hybrid);
    match directory.filter(|_| !told) {
        Some(true) if cloud.is_none() => Some(Text::words(words!("the online directory knows the domain"))),
        Some(false) => Some(Text::words(words!("the online directory does not know the domain"))),
        _ => None,
    }
}

/// Takes out what only a guess made an endpoint, where it is now known to be something else.
fn drop_strangers(discovery: &mut Discovery) {
    let without = [DeploymentKind::Online, DeploymentKind::None];
    let no_servers = discovery.deployment.as_ref().is_some_and(|deployment| without.contains(&deployment.kind));
    let realm = discovery.realm.as_ref().filter(|realm| realm.kind != RealmKind::Unknown);
    let is_stranger = |endpoint: &Endpoint| {
        (no_servers && is_for_own_servers(endpoint)) || realm.is_some_and(|r| is_no_sso(endpoint, r))
    };
    let (dropped, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut discovery.endpoints).into_iter().partition(is_stranger);
    discovery.endpoints = kept;
    let names: Vec<String> = dropped.into_iter().filter_map(|endpoint| endpoint.host).collect();
    if let Some(deployment) = discovery.deployment.as_mut().filter(|_| !names.is_empty()) {
        let names = names.join(", ");
        deployment.because.push(text!("not-signed-in": "not checked, because nobody signs in there: {names}", names));
    }
}

/// Own hosts under names that only own servers use: where everything is in the cloud, or nothing is there at all, they
/// serve something else, or are left over, and no client goes there.
fn is_for_own_servers(endpoint: &Endpoint) -> bool {
    let only = |roles: &[EndpointKind]| endpoint.kinds.iter().all(|kind| roles.contains(kind));
    !endpoint.microsoft && (only(MEETINGS) || (endpoint.fallback && only(OF_OWN_SERVERS)))
}

const MEETINGS: &[EndpointKind] = &[EndpointKind::Meet, EndpointKind::Dialin];

const OF_OWN_SERVERS: &[EndpointKind] = &[
    EndpointKind::Meet,
    EndpointKind::Dialin,
    EndpointKind::Admin,
    EndpointKind::WebServices,
    EndpointKind::AccessEdgeClient,
    EndpointKind::SipInternal,
];

/// A name under which AD FS was guessed, and which the realm does not name.
fn is_no_sso(endpoint: &Endpoint, realm: &Realm) -> bool {
    let named = |host: &String| realm.hosts.iter().any(|known| known.host.eq_ignore_ascii_case(host));
    let guessed = endpoint.fallback && endpoint.kinds == [EndpointKind::Sso];
    guessed && !endpoint.host.as_ref().is_some_and(named)
}

#[cfg(test)]
mod tests;
