//! The autodiscover requests as clients make them: both names, each over HTTPS and HTTP at once, and on from there.
//!
//! A redirect, by status or in the document, is followed only within the SIP domains and to Microsoft's clouds, over http
//! and https, a few times; where it leads elsewhere it is told and no more.

use std::net::SocketAddr;

use super::{
    Checker,
    leads::Lead,
    outcome::{no_document, not_followed, redirect_to, status_alone, told, too_many},
    requests::{Asked, Seen},
    wave::Brought,
};
use crate::{
    discover::{
        autodiscover::{self, ACCEPT, Document},
        catalog::{Role, TRUSTED_SUFFIXES, is_microsoft},
        challenge::{self, Challenge},
    },
    fetch::Url,
    model::{
        EndpointKind, Text,
        discovery::{Errand, Stranger, is_within},
    },
    text, words,
};

/// Redirects followed from one name: an online domain needs three (to HTTPS, to the directory, to its forest).
const MAX_REDIRECTS: usize = 5;

/// Hosts followed that one document names; a whole deployment has some eight.
const MAX_HOSTS: usize = 16;

/// The SIP domains: that of the target and those of `--sip-domain`.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub domains: Vec<String>,
}

impl Scope {
    /// Whether a host is in one of the domains.
    pub fn contains(&self, host: &str) -> bool {
        self.domains.iter().any(|domain| is_within(host, domain))
    }

    /// Whether clients trust a host by themselves.
    fn is_trusted(&self, host: &str) -> bool {
        self.contains(host) || is_microsoft(host) || TRUSTED_SUFFIXES.iter().any(|suffix| is_within(host, suffix))
    }

    /// The host where a link leads, if clients do not trust it by themselves.
    fn stranger(&self, base: &Url, link: &str) -> Option<Stranger> {
        let url = base.join(link).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str().filter(|host| !self.is_trusted(host))?;
        Some(Stranger { host: host.to_owned(), named_by: base.to_string() })
    }

    /// Where a link leads, if it may be followed; else why not.
    fn admit(&self, base: &Url, link: &str) -> Result<Url, Text> {
        let not = |why: &'static str| text!("link-not-followed": "{link} not followed: {why}", link = told(link), why = Text::words(why));
        let url = base.join(link).map_err(|_| not(words!("it is no URL")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(not(words!("neither http nor https")));
        }
        match url.host_str() {
            Some(host) if self.contains(host) || is_microsoft(host) => Ok(url),
            Some(_) => Err(not(words!("outside the domain"))),
            None => Err(not(words!("it names no host"))),
        }
    }
}

/// What one of the four first requests led to.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// Every request on the way, in order.
    pub asked: Vec<Asked>,
    /// The document at the end.
    pub found: Option<Found>,
    /// Where clients are sent by a document and are not followed to, outside the domain.
    pub leaves_to: Option<Url>,
    /// The host outside the domain where an answer leads, and which is not gone to.
    pub strangers: Vec<Stranger>,
}

impl Followed {
    /// The way to a document, here or elsewhere; `None` if it leads to none.
    pub fn way(&self) -> Option<Vec<String>> {
        let elsewhere = self.leaves_to.iter().map(Url::to_string);
        let way = || self.asked.iter().map(|asked| asked.request.url.clone()).chain(elsewhere).collect();
        (self.found.is_some() || self.leaves_to.is_some()).then(way)
    }
}

/// A document, and where it was.
#[derive(Debug, Clone)]
pub(super) struct Found {
    url: Url,
    document: Document,
    /// Where the endpoint was seen that led there.
    seen: Seen,
}

impl Checker {
    /// Follows one name over one scheme to the document at its end.
    pub(super) async fn autodiscover(&self, start: Url, scope: &Scope) -> Followed {
        let mut followed = Followed::default();
        let mut url = start;
        let mut seen = Seen::Itself;
        loop {
            let asked = self.ask(Errand::Autodiscover, &url, ACCEPT, &seen).await;
            // Where the first of them led stands for the endpoint.
            if let Seen::Itself = seen {
                seen = Seen::At(asked.seen.clone());
            }
            let step = step(&asked, &url);
            let next = match step {
                Step::Ends(outcome) => {
                    followed.asked.push(asked.because(outcome));
                    return followed;
                }
                Step::Document(document) => {
                    let links = document.links.len() + document.servers.len();
                    followed.asked.push(asked.because(document_with(links)));
                    followed.found = Some(Found { url, document, seen });
                    return followed;
                }
                Step::On(link) => {
                    let next = scope.admit(&url, &link);
                    followed.strangers.extend(scope.stranger(&url, &link));
                    // Redirected by status alone, clients do not leave the domain either (UCWA, root URL).
                    if next.is_err() && asked.request.status == Some(200) {
                        followed.leaves_to = url.join(&link).ok().filter(|to| to.has_host() && to.scheme() == "https");
                    }
                    next
                }
            };
            let known = |next: &Url| followed.asked.iter().any(|a| a.request.url == next.as_str()) || *next == url;
            let outcome = match next {
                Err(why) => why,
                Ok(next) if known(&next) => not_followed(next.as_str(), Text::words(words!("a circle"))),
                Ok(next) if followed.asked.len() == MAX_REDIRECTS => {
                    not_followed(next.as_str(), too_many(MAX_REDIRECTS))
                }
                Ok(next) => {
                    followed.asked.push(asked.because(redirect_to(&told(next.as_str()))));
                    url = next;
                    continue;
                }
            };
            followed.asked.push(asked.because(outcome));
            return followed;
        }
    }

    /// Asks another member of the pool behind one name, to see who answers there. Its answer is not followed.
    pub(super) async fn member(&self, url: &Url, at: SocketAddr) -> Brought {
        let asked = self.ask_member(Errand::Autodiscover, url, ACCEPT, at).await;
        let outcome = match step(&asked, url) {
            Step::Ends(outcome) => outcome,
            Step::Document(document) => document_with(document.links.len() + document.servers.len()),
            Step::On(link) => redirect_to(&told(&link)),
        };
        Brought { asked: vec![asked.because(outcome)], ..Brought::default() }
    }

    /// Asks once for the user's own document, without credentials, to see whom the server would take them from.
    pub(super) async fn user(&self, found: &Found, scope: &Scope) -> Brought {
        let Found { url: base, document, seen } = found;
        let find = |token: &str| document.links.iter().find(|link| link.token.eq_ignore_ascii_case(token));
        let Some(link) = find("oauth").or_else(|| find("user")) else { return Brought::default() };
        let Ok(url) = scope.admit(base, &link.href) else { return Brought::default() };
        let asked = self.ask(Errand::Autodiscover, &url, ACCEPT, seen).await;
        let outcome = match step(&asked, &url) {
            Step::Ends(outcome) => outcome,
            Step::Document(_) => Text::words(words!("answers without asking who is there")),
            Step::On(link) => not_followed(&link, Text::words(words!("nobody is signed in"))),
        };
        Brought { asked: vec![asked.because(outcome)], ..Brought::default() }
    }

    /// The endpoints that a document of the domain's own servers names.
    pub(super) async fn named_in(&self, found: &Found, scope: &Scope) -> Brought {
        let Found { url: base, document, .. } = found;
        if !base.host_str().is_some_and(|host| scope.contains(host)) {
            return Brought::default();
        }
        let mut leads: Vec<Lead> = Vec::new();
        let mut add = |kind, host: &str, port, guessed| {
            let host = host.trim_end_matches('.').to_ascii_lowercase();
            let is_own = scope.contains(&host) && !is_microsoft(&host);
            let known = leads.iter().any(|lead| (&lead.host, lead.port) == (&host, port));
            if is_own && !known && leads.len() < MAX_HOSTS {
                let source = format!("autodiscover {}", told(base.as_str()));
                leads.push(Lead { kind, host, port, source, guessed });
            }
        };
        let mut strangers = Vec::new();
        for link in &document.links {
            // Those of the inside need not be there outside, and no client uses them.
            let internal = link.token.to_ascii_lowercase().starts_with("internal/");
            strangers.extend(scope.stranger(base, &link.href).filter(|_| !internal));
            let Ok(url) = scope.admit(base, &link.href) else { continue };
            if let (Some(host), Some(port), "https") = (url.host_str(), url.port_or_known_default(), url.scheme()) {
                add(EndpointKind::WebServices, host, port, internal);
            }
        }
        for server in &document.servers {
            match server.role.as_str() {
                "SipClientExternalAccess" => add(EndpointKind::AccessEdgeClient, &server.fqdn, server.port, false),
                "SipClientInternalAccess" => add(EndpointKind::SipInternal, &server.fqdn, server.port, true),
                // Those for servers are reserved.
                _ => {}
            }
        }
        let clients = document.servers.iter().filter(|server| server.role.starts_with("SipClient"));
        let strange = clients.filter(|server| !scope.is_trusted(&server.fqdn));
        strangers.extend(strange.map(|s| Stranger { host: s.fqdn.clone(), named_by: base.to_string() }));
        let mut brought = self.follow(leads).await;
        brought.strangers = strangers;
        for endpoint in brought.endpoints.iter_mut().filter(|endpoint| !endpoint.microsoft) {
            let (role, host) = (endpoint.kinds.first().copied().and_then(Role::of), endpoint.host.clone());
            if let (Some(role), Some(host)) = (role, host) {
                endpoint.names = role.names(&host, &scope.domains);
            }
        }
        brought
    }
}

/// What an answer asks for next.
enum Step {
    /// Nothing: in words.
    Ends(Text),
    /// Nothing: it is what was wanted.
    Document(Document),
    /// Another URL.
    On(String),
}

fn step(asked: &Asked, url: &Url) -> Step {
    let answer = match &asked.answer {
        Ok(answer) => answer,
        Err(error) => return Step::Ends(error.text()),
    };
    match (answer.status, &answer.location) {
        (301 | 302 | 303 | 307 | 308, Some(location)) => return Step::On(location.clone()),
        (401, _) => return Step::Ends(authority(&challenge::challenge(&answer.www_authenticate))),
        (200, _) => {}
        (status, _) => return Step::Ends(status_alone(status)),
    }
    let body = match asked.document() {
        Ok((_, body)) => body,
        Err(why) => return Step::Ends(why),
    };
    match autodiscover::read(body, answer.content_type.as_deref()) {
        Ok(Document { redirect: Some(link), .. }) if !is_same(url, &link) => Step::On(link),
        Ok(Document { redirect: Some(_), links, servers, .. }) if links.is_empty() && servers.is_empty() => {
            Step::Ends(Text::words(words!("no autodiscover document: a circle, it leads to itself alone")))
        }
        Ok(document) => Step::Document(document),
        Err(error) => Step::Ends(no_document(&error)),
    }
}

/// Whether a redirect leads to where it came from and so says nothing.
fn is_same(url: &Url, link: &str) -> bool {
    url.join(link).is_ok_and(|next| next == *url)
}

fn authority(challenge: &Challenge) -> Text {
    let mut said = Text::words(words!("asks who is there"));
    if !challenge.trusted_issuers.is_empty() {
        let issuers = told(&challenge.trusted_issuers.join(", "));
        said = said.then(text!("takes-tokens": "; takes tokens of {issuers}", issuers));
    }
    if let Some(href) = &challenge.oauth_href {
        said = said.then(text!("own-tickets": "; its own tickets at {href}", href = told(href)));
    }
    said
}

fn document_with(links: usize) -> Text {
    text!("document-with": "autodiscover document with {links} links", links)
}
