//! Who signs a domain's users in, and what there is to see of AD FS: the realm requests, the metadata, the names and ports
//! for certificate authentication. Also the question whether the online directory knows the domain.

use std::sync::Arc;

use super::{
    Checker,
    leads::Lead,
    outcome::{no_document, status_alone, told},
    requests::{AskError, Asked, Seen},
    wave::Brought,
};
use crate::{
    discover::{
        autodiscover::{self, ACCEPT},
        catalog::{CLOUDS, Cloud},
        metadata, realm,
    },
    fetch::Url,
    model::{
        Discovery, EndpointKind, Text,
        discovery::{Errand, Metadata, Realm, RealmHost, RealmKind, TokenCert},
    },
    text, words,
    x509::parse,
};

/// The interfaces asked: the first two say the same in other words, and name other addresses.
const INTERFACES: usize = 2;

/// Where AD FS asks for client certificates unless it does so under a name of its own (Microsoft, AD FS requirements).
const CERTIFICATE_PORT: u16 = 49_443;

/// What is understood of Microsoft's login service.
const JSON: &str = "application/json";

/// What is understood of AD FS.
const XML: &str = "application/samlmetadata+xml, application/xml, text/xml";

/// The cloud that the records lead to; the worldwide one if they lead to none.
pub(super) fn cloud_of(discovery: &Discovery) -> &'static Cloud {
    let of_services = discovery.records.iter().flat_map(|record| &record.services).filter_map(|s| s.cloud);
    let name = discovery.records.iter().filter_map(|record| record.cloud).chain(of_services).next();
    CLOUDS.iter().find(|cloud| Some(cloud.name) == name).unwrap_or(&CLOUDS[0])
}

impl Checker {
    /// Whether the online directory knows the domain: 404 says that it does not (UcLobby, Get-UcTeamsForest).
    pub(super) async fn directory(&self, cloud: &Cloud, domain: &str) -> Brought {
        let host = cloud.lyncdiscover;
        let url = format!("https://{host}/AutoDiscover/AutoDiscoverservice.svc/root?originalDomain={domain}");
        let Ok(url) = Url::parse(&url) else { return Brought::default() };
        let asked = self.ask(Errand::Directory, &url, ACCEPT, &Seen::At(Vec::new())).await;
        let content_type = asked.answer.as_ref().ok().and_then(|answer| answer.content_type.clone());
        let (known, outcome) = match asked.document() {
            // Whoever stands between may say what he likes.
            _ if asked.intercepted.is_some() => (None, Text::words(words!("somebody else answers in its stead"))),
            Ok((404, _)) => (Some(false), Text::words(words!("the online directory does not know the domain"))),
            Ok((200, body)) => match autodiscover::read(body, content_type.as_deref()) {
                Ok(_) => (Some(true), Text::words(words!("the online directory knows the domain"))),
                Err(error) => (None, no_document(&error)),
            },
            Ok((status, _)) => (None, status_alone(status)),
            Err(why) => (None, why),
        };
        Brought { asked: vec![asked.because(outcome)], directory: known, ..Brought::default() }
    }

    /// Asks the login host of a cloud who signs the domain's users in, by two interfaces at once.
    pub(super) async fn realm(&self, login: &str, domain: &str) -> Brought {
        let urls = realm::urls(login, domain);
        let mut urls = urls.iter().take(INTERFACES);
        let (first, second) = tokio::join!(self.realm_at(urls.next()), self.realm_at(urls.next()));
        let mut brought = Brought::default();
        for (asked, realm) in [first, second].into_iter().flatten() {
            brought.asked.push(asked);
            brought.realm = joined(brought.realm.take(), realm);
        }
        let named = brought.realm.clone().into_iter().flat_map(|realm| realm.hosts);
        let lead = |RealmHost { host, port, .. }| Lead {
            kind: EndpointKind::Sso,
            host,
            port,
            source: format!("realm {login}"),
            guessed: false,
        };
        brought.take(self.follow(named.map(lead).collect()).await);
        brought
    }

    async fn realm_at(&self, url: Option<&Url>) -> Option<(Asked, Option<Realm>)> {
        let asked = self.ask(Errand::Realm, url?, JSON, &Seen::At(Vec::new())).await;
        let (realm, outcome) = match asked.document() {
            _ if asked.intercepted.is_some() => (None, Text::words(words!("somebody else answers in its stead"))),
            Ok((200, body)) => match realm::read(body) {
                Ok(realm) => {
                    let outcome = said(&realm);
                    (Some(realm), outcome)
                }
                Err(error) => (None, text!("no-realm": "no realm: {error}", error = error.text())),
            },
            Ok((status, _)) => (None, status_alone(status)),
            Err(why) => (None, why),
        };
        Some((asked.because(outcome), realm))
    }

    /// The federation metadata of an AD FS host, and where it may ask for client certificates.
    pub(super) async fn adfs(&self, host: &str, port: u16) -> Brought {
        let source = format!("AD FS {host}");
        let lead = |host: String, port| Lead {
            kind: EndpointKind::SsoCertificate,
            host,
            port,
            source: source.clone(),
            guessed: true,
        };
        let leads = vec![lead(format!("certauth.{host}"), 443), lead(host.to_owned(), CERTIFICATE_PORT)];
        let (mut brought, further) = tokio::join!(self.metadata(host, port), self.follow(leads));
        brought.take(further);
        brought
    }

    async fn metadata(&self, host: &str, port: u16) -> Brought {
        let Ok(url) = Url::parse(&metadata::url(host, port)) else { return Brought::default() };
        let asked = self.ask(Errand::Metadata, &url, XML, &Seen::Itself).await;
        // What was not asked says nothing of the server.
        if let Err(error @ (AskError::Refused(_) | AskError::Cut | AskError::Proxy(_))) = &asked.answer {
            let outcome = error.text();
            return Brought { asked: vec![asked.because(outcome)], ..Brought::default() };
        }
        let outcome = match asked.document() {
            Ok((200, body)) => metadata::read(body)
                .map_err(|error| text!("no-metadata": "no federation metadata: {error}", error = error.text())),
            Ok((status, _)) => Err(status_alone(status)),
            Err(why) => Err(why),
        };
        let outcome = outcome.and_then(|named| token_certs(&named));
        let told = match &outcome {
            Ok(certs) => text!("metadata-with": "federation metadata with {n} certificates", n = certs.len()),
            Err(why) => why.clone(),
        };
        let metadata = Some(Metadata { host: host.to_owned(), port, outcome });
        Brought { asked: vec![asked.because(told)], metadata, ..Brought::default() }
    }
}

fn token_certs(named: &[(bool, Vec<u8>)]) -> Result<Vec<TokenCert>, Text> {
    let read = |(number, (signs, der)): (usize, &(bool, Vec<u8>))| match parse::certificate(der) {
        Ok(cert) => Ok(TokenCert { signs: *signs, cert: Arc::new(cert) }),
        Err(malformed) => Err(text!(
            "metadata-certificate": "certificate {number} of the federation metadata: {why}",
            number = number + 1,
            why = malformed.text()
        )),
    };
    named.iter().enumerate().map(read).collect()
}

/// What two interfaces say together: federated is more than managed, and that more than unknown.
fn joined(one: Option<Realm>, other: Option<Realm>) -> Option<Realm> {
    let (Some(mut one), Some(other)) = (one.clone(), other.clone()) else { return one.or(other) };
    let rank = |kind: RealmKind| match kind {
        RealmKind::Federated => 2,
        RealmKind::Managed => 1,
        RealmKind::Unknown => 0,
    };
    if rank(other.kind) > rank(one.kind) {
        one.kind = other.kind;
    }
    for host in other.hosts {
        match one.hosts.iter_mut().find(|known| (&known.host, known.port) == (&host.host, host.port)) {
            Some(known) => known.adfs |= host.adfs,
            None => one.hosts.push(host),
        }
    }
    Some(one)
}

fn said(realm: &Realm) -> Text {
    let hosts: Vec<String> = realm.hosts.iter().map(|host| format!("{}:{}", host.host, host.port)).collect();
    match realm.kind {
        RealmKind::Federated => text!("federated": "federated: {hosts}", hosts = told(&hosts.join(", "))),
        RealmKind::Managed => Text::words(words!("managed: the cloud signs the users in")),
        RealmKind::Unknown => Text::words(words!("the cloud does not know the domain")),
    }
}
