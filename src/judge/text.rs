//! Words that many rules share: machines and certificates by the names an administrator knows.

use std::sync::Arc;

use super::Scene;
use crate::model::{
    Cert, EndKind, Fact, Fault, Observation, Severity, Source, Target, Value,
    cert::hex,
    chain::{DOWNLOADED, Replacement},
};

/// The certificate at a place of the path.
pub(super) fn certificate(observation: &Observation, index: usize) -> Option<&Arc<Cert>> {
    observation.walk.as_ref().and_then(|w| w.path.certificates.get(index)).map(|c| &c.cert)
}

/// The same, named: subject and serial number, as evidence.
pub(super) fn certificate_at(observation: &Observation, index: usize) -> Vec<Fact> {
    let Some(cert) = certificate(observation, index) else { return Vec::new() };
    vec![Fact::text("certificate", subject(cert)), Fact::text("serial number", hex(&cert.serial))]
}

/// The whole subject, or what stands for it.
pub(super) fn subject(cert: &Cert) -> String {
    if cert.subject.text.is_empty() { cert.label() } else { cert.subject.text.clone() }
}

/// Most names listed as evidence; certificates with hundreds exist.
const SHOWN: usize = 20;

/// The names that a certificate answers for, as evidence.
pub(super) fn names_of(cert: &Cert) -> Vec<Fact> {
    let names: Vec<String> = cert.host_names().map(ToString::to_string).collect();
    let mut facts = vec![Fact::list("names in the certificate", names.iter().take(SHOWN))];
    if names.len() > SHOWN {
        facts.push(Fact::number("names not shown", names.len() - SHOWN));
    }
    facts
}

/// Why it does not matter what a name for autodiscover is like over HTTPS, or may not.
pub(super) fn over_http(scene: &Scene<'_>) -> Option<Fact> {
    let said = match (scene.is_published_over_http(), scene.may_be_published_over_http()) {
        (true, _) => "plain HTTP under this name leads clients on, so that none needs HTTPS here",
        (false, true) => {
            "whether plain HTTP under this name leads clients on was not asked; then none needs HTTPS here"
        }
        (false, false) => return None,
    };
    Some(Fact::text("autodiscover", said))
}

/// The severity of what is wrong with a name for autodiscover over HTTPS, where plain HTTP makes it less than critical.
pub(super) fn severity_over_http(scene: &Scene<'_>) -> Option<Severity> {
    match (scene.is_published_over_http(), scene.may_be_published_over_http()) {
        (true, _) => Some(Severity::Notice),
        (false, true) => Some(Severity::Warning),
        (false, false) => None,
    }
}

/// The label of the certificate at a place.
pub(super) fn label(observation: &Observation, index: usize) -> String {
    certificate(observation, index).map_or_else(|| format!("certificate {index}"), |c| c.label())
}

/// The machine: "sip.contoso.com (203.0.113.11)", or whichever has the file.
pub(super) fn machine(scene: &Scene<'_>, observation: &Observation) -> String {
    if let Target::File(path) = scene.target {
        return format!("the server that uses {}", path.display());
    }
    let host = scene.endpoint.and_then(|e| e.host.clone()).unwrap_or_else(|| scene.target.name());
    match observation.address {
        Some(address) if address.ip().to_string() == host => format!("{host} (port {})", address.port()),
        // The port tells members behind one address apart.
        Some(address) if scene.endpoint.and_then(|e| e.port) != Some(address.port()) => format!("{host} ({address})"),
        Some(address) => format!("{host} ({})", address.ip()),
        None => host,
    }
}

/// The chain file that the machine serves.
pub(super) fn chain_file(scene: &Scene<'_>, observation: &Observation) -> String {
    match scene.target {
        Target::File(path) => format!("the file {}", path.display()),
        _ => format!("the chain file served by {}", machine(scene, observation)),
    }
}

/// The certificate that was meant to come first, and its place: the first is an authority, and this is what it issued.
pub(super) fn misplaced_leaf(observation: &Observation) -> Option<(usize, &Arc<Cert>)> {
    let first = observation.presented.leaf().filter(|first| first.is_ca())?;
    let is_leaf = |cert: &Cert| !cert.is_ca() && cert.issuer == first.subject;
    observation.presented.certs().skip(1).find(|(_, cert)| is_leaf(cert))
}

/// What to do about a certificate that was meant to come first.
pub(super) fn leaf_first(scene: &Scene<'_>, observation: &Observation, leaf: &Cert) -> String {
    let file = chain_file(scene, observation);
    format!("sort {file}: {} first, which is no authority, then its issuer, that one's issuer, and so on", leaf.label())
}

/// The certificate that is known and is to be sent at that place of the path, in place of another one.
pub(super) fn replacement(observation: &Observation, index: usize) -> Option<&Replacement> {
    observation.walk.as_ref()?.replacements.iter().find(|r| r.index == index)
}

/// Which certificate to put in the place of the one sent at `place`. Both have one name: the place and the fingerprint
/// tell them apart.
pub(super) fn exchange(
    scene: &Scene<'_>,
    observation: &Observation,
    place: usize,
    (new, source): (&Cert, &Source),
    how: &str,
) -> String {
    let file = chain_file(scene, observation);
    let (label, fingerprint, whence) = (new.label(), new.fingerprint(), whence(source));
    format!("in {file} replace {label} (place {place}){how} (SHA-256 {fingerprint}){whence}")
}

/// How to replace a certificate of an authority by one with the same key.
pub(super) const BY_CURRENT: &str = " by the current certificate of the same name and key";

/// Where a certificate that was not sent can be had.
pub(super) fn whence(source: &Source) -> String {
    match source {
        Source::Member(address) => format!("; copy it from the member at {address}, which sends it"),
        Source::Intermediates => "; it is among the certificates given with --intermediates".to_owned(),
        Source::Anchor(store) => format!("; the store {store} holds it"),
        Source::Aia | Source::Presented(_) => String::new(),
    }
}

/// Where the issuer of a certificate can be had: where it was downloaded from, else where the certificate says, by the web
/// rather than by LDAP.
pub(super) fn issuer_url(cert: &Cert, fault: &Fault) -> Option<String> {
    let downloaded = fault.facts.iter().find(|f| f.label == DOWNLOADED).map(|f| &f.value);
    if let Some(Value::Text(url)) = downloaded {
        return Some(url.clone());
    }
    let urls = &cert.extensions.ca_issuers;
    urls.iter().find(|url| url.starts_with("http")).or(urls.first()).cloned()
}

/// What to do on Windows, which sends what its own stores hold.
pub(super) const APPEND_ON_WINDOWS: &str = "; on Windows import it into Intermediate Certification Authorities of the \
                                            computer account and restart the service";

/// The same where the old certificate would be sent on.
pub(super) const EXCHANGE_ON_WINDOWS: &str = "; on Windows import it into Intermediate Certification Authorities of the \
                                              computer account, delete the old one there, and restart the service";

/// Who has to renew or replace a certificate of the path: `action` is "renew" or "issue again, with something else,".
pub(super) fn replace(scene: &Scene<'_>, observation: &Observation, index: usize, action: &str) -> String {
    let label = label(observation, index);
    let done = match action.strip_prefix("issue again") {
        Some(how) => format!("issue {label} again{how}"),
        None if index == 0 => format!("{action} {label}"),
        None => format!("{action} {label} (or ask its authority for the current one)"),
    };
    let end = observation.walk.as_ref().map(|w| &w.path.end);
    if index == 0 {
        format!("{done} and install the new certificate on {}", machine(scene, observation))
    } else if end.is_some_and(|end| end.kind == EndKind::Anchored && end.index == index) {
        format!("{done} and distribute it to the clients' stores in place of the old")
    } else {
        format!("{done} and put it into {} in place of the old", chain_file(scene, observation))
    }
}
