//! Words that many rules share: machines and certificates by the names an administrator knows.
//!
//! A remedy is made of whole sentences, and of clauses that stand whole in every language: in Japanese the verb comes last,
//! so that "renew this" and "install it there" cannot be put together word by word.

use std::sync::Arc;

use super::Scene;
use crate::model::{
    Cert, EndKind, Fact, Fault, Observation, Severity, Source, Target, Text, Value,
    cert::hex,
    chain::{DOWNLOADED, Replacement},
};
use crate::{text, words};

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
        (true, _) => words!("plain HTTP under this name leads clients on, so that none needs HTTPS here"),
        (false, true) => {
            words!("whether plain HTTP under this name leads clients on was not asked; then none needs HTTPS here")
        }
        (false, false) => return None,
    };
    Some(Fact::text("autodiscover", Text::words(said)))
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
pub(super) fn label(observation: &Observation, index: usize) -> Text {
    certificate(observation, index)
        .map_or_else(|| text!("certificate-number": "certificate {index}", index), |c| c.label().into())
}

/// The machine: "sip.contoso.com (203.0.113.11)", or whichever has the file.
pub(super) fn machine(scene: &Scene<'_>, observation: &Observation) -> Text {
    if let Target::File(path) = scene.target {
        return text!("machine-of-file": "the server that uses {path}", path = path.display().to_string());
    }
    let host = scene.endpoint.and_then(|e| e.host.clone()).unwrap_or_else(|| scene.target.name());
    match observation.address {
        Some(address) if address.ip().to_string() == host => {
            text!("machine-port": "{host} (port {port})", host, port = address.port())
        }
        // The port tells members behind one address apart.
        Some(address) if scene.endpoint.and_then(|e| e.port) != Some(address.port()) => {
            format!("{host} ({address})").into()
        }
        Some(address) => format!("{host} ({})", address.ip()).into(),
        None => host.into(),
    }
}

/// The chain file that the machine serves.
pub(super) fn chain_file(scene: &Scene<'_>, observation: &Observation) -> Text {
    match scene.target {
        Target::File(path) => text!("chain-file": "the file {path}", path = path.display().to_string()),
        _ => {
            text!("chain-file-served": "the chain file served by {machine}", machine = machine(scene, observation))
        }
    }
}

/// The certificate that was meant to come first, and its place: the first is an authority, and this is what it issued.
pub(super) fn misplaced_leaf(observation: &Observation) -> Option<(usize, &Arc<Cert>)> {
    let first = observation.presented.leaf().filter(|first| first.is_ca())?;
    let is_leaf = |cert: &Cert| !cert.is_ca() && cert.issuer == first.subject;
    observation.presented.certs().skip(1).find(|(_, cert)| is_leaf(cert))
}

/// What to do about a certificate that was meant to come first.
pub(super) fn leaf_first(scene: &Scene<'_>, observation: &Observation, leaf: &Cert) -> Text {
    let (file, leaf) = (chain_file(scene, observation), leaf.label());
    text!(
        "sort-leaf-first":
            "sort {file}: {leaf} first, which is no authority, then its issuer, that one's issuer, and so on",
        file, leaf
    )
}

/// The certificate that is known and is to be sent at that place of the path, in place of another one.
pub(super) fn replacement(observation: &Observation, index: usize) -> Option<&Replacement> {
    observation.walk.as_ref()?.replacements.iter().find(|r| r.index == index)
}

/// Which certificate to put in the place of the one sent at `place`: the current one of the same name and key. Both have
/// one name: the place and the fingerprint tell them apart.
pub(super) fn exchange(
    scene: &Scene<'_>,
    observation: &Observation,
    place: usize,
    (new, source): (&Cert, &Source),
) -> Text {
    let file = chain_file(scene, observation);
    let (label, fingerprint, whence) = (new.label(), new.fingerprint(), whence(source));
    text!(
        "exchange-current":
            "in {file} replace {label} (place {place}) by the current certificate of the same name and key \
             (SHA-256 {fingerprint}){whence}",
        file, label, place, fingerprint, whence
    )
}

/// The same where the key of the one sent did not sign `child`, and that of the other one of its name did.
pub(super) fn exchange_key(
    scene: &Scene<'_>,
    observation: &Observation,
    place: usize,
    (new, source): (&Cert, &Source),
    child: &Cert,
) -> Text {
    let file = chain_file(scene, observation);
    let (label, fingerprint, whence, child) = (new.label(), new.fingerprint(), whence(source), child.label());
    text!(
        "exchange-key":
            "in {file} replace {label} (place {place}), whose key did not sign {child}, by the certificate of that name \
             whose key did (SHA-256 {fingerprint}){whence}",
        file, label, place, child, fingerprint, whence
    )
}

/// Where a certificate that was not sent can be had.
pub(super) fn whence(source: &Source) -> Text {
    match source {
        Source::Member(address) => {
            text!("whence-member": "; copy it from the member at {address}, which sends it", address = *address)
        }
        Source::Intermediates => text!("whence-given": "; it is among the certificates given with --intermediates"),
        Source::Anchor(store) => text!("whence-store": "; the store {store} holds it", store),
        Source::Aia | Source::Presented(_) => Text::default(),
    }
}

/// Where a certificate can be downloaded.
pub(super) fn from_url(url: &str) -> Text {
    text!("whence-url": "; it can be had from {url}", url)
}

/// Where the issuer of a certificate can be had: where it was downloaded from, else where on the web the certificate says.
pub(super) fn issuer_url(cert: &Cert, fault: &Fault) -> Option<String> {
    let downloaded = fault.facts.iter().find(|f| f.label == DOWNLOADED).map(|f| &f.value);
    if let Some(Value::Text(url)) = downloaded {
        return Some(url.to_string());
    }
    cert.extensions.web_issuers().next().cloned()
}

/// What to do on Windows, which sends what its own stores hold.
pub(super) fn append_on_windows() -> Text {
    text!(
        "append-on-windows":
            "; on Windows import it into Intermediate Certification Authorities of the computer account and restart the \
             service"
    )
}

/// The same where the old certificate would be sent on.
pub(super) fn exchange_on_windows() -> Text {
    text!(
        "exchange-on-windows":
            "; on Windows import it into Intermediate Certification Authorities of the computer account, delete the old \
             one there, and restart the service"
    )
}

/// What is to be done with a certificate before the new one is put in place of the old.
pub(super) enum Action {
    /// Renew it.
    Renew,
    /// There is no hurry.
    RenewSometime,
    /// There is no hurry, but its template is to be mended first.
    RenewMended,
    /// Issue it again as it was meant.
    Again,
    /// Issue it again, in another way.
    AgainSo(Text),
}

impl Action {
    /// The clause, up to the "and" before what is to be done with the new certificate.
    fn on(self, observation: &Observation, index: usize) -> Text {
        let label = label(observation, index);
        let done = match self {
            Self::Renew => text!("done-renew": "renew {label}", label),
            Self::RenewSometime => text!("done-renew-sometime": "when convenient, renew {label}", label),
            Self::RenewMended => {
                text!("done-renew-mended": "when convenient, from a mended template, renew {label}", label)
            }
            Self::Again => return text!("done-again": "issue {label} again", label),
            Self::AgainSo(how) => return text!("done-again-so": "issue {label} again, {how},", label, how),
        };
        match index {
            0 => done,
            _ => text!("done-or-ask": "{done} (or ask its authority for the current one)", done),
        }
    }
}

/// Who has to renew or replace a certificate of the path.
pub(super) fn replace(scene: &Scene<'_>, observation: &Observation, index: usize, action: Action) -> Text {
    let done = action.on(observation, index);
    let end = observation.walk.as_ref().map(|w| &w.path.end);
    if index == 0 {
        let machine = machine(scene, observation);
        text!("replace-leaf": "{done} and install the new certificate on {machine}", done, machine)
    } else if end.is_some_and(|end| end.kind == EndKind::Anchored && end.index == index) {
        text!("replace-root": "{done} and distribute it to the clients' stores in place of the old", done)
    } else {
        let file = chain_file(scene, observation);
        text!("replace-intermediate": "{done} and put it into {file} in place of the old", done, file)
    }
}

/// What is done with a certificate that lacks names.
pub(super) fn with_names(names: &[String]) -> Action {
    let names = Text::joined(words!(" and "), names.iter().map(Text::from).collect());
    Action::AgainSo(text!("so-with-names": "with {names} among the subject alternative names", names))
}

/// The same for the leaf that every member of a pool has.
pub(super) fn replace_on_pool(scene: &Scene<'_>, observation: &Observation, action: Action) -> Text {
    let (done, machine) = (action.on(observation, 0), machine(scene, observation));
    text!(
        "replace-on-pool":
            "{done} and install the new certificate on {machine} and on every other member of the pool",
        done, machine
    )
}
