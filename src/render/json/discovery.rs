//! What was learnt of a domain before any certificate was judged, as JSON.

use serde::Serialize;

use super::when;
use crate::model::{
    Text,
    cert::hex,
    discovery::{self, Followed, RealmKind, Vantage},
    report::TargetReport,
};

/// What kind of deployment it is.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Deployment<'a> {
    pub kind: &'static str,
    pub cloud: Option<&'static str>,
    pub because: Vec<&'a str>,
}

/// How a family of clients finds its server.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SignIn<'a> {
    pub client: &'static str,
    pub tried: Vec<Tried<'a>>,
    pub ends_at: Option<Reached<'a>>,
    /// Ids of the findings, at warning or above, that it meets on its way.
    pub hurt_by: Vec<&'a str>,
}

/// A name that a client tries.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tried<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub answer: &'static str,
}

/// Where a client ends.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reached<'a> {
    pub host: &'a str,
    pub port: u16,
}

/// A request beside the probes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Request<'a> {
    pub purpose: &'static str,
    pub url: &'a str,
    pub address: Option<String>,
    pub status: Option<u16>,
    pub outcome: &'a str,
    pub clock_ahead_s: Option<i64>,
    pub server: Option<&'a str>,
    pub presented: Vec<String>,
    pub elapsed_ms: u128,
}

/// Who signs users in.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Realm<'a> {
    pub kind: &'static str,
    pub hosts: Vec<RealmHost<'a>>,
}

/// A host that signs users in.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RealmHost<'a> {
    pub host: &'a str,
    pub port: u16,
    pub adfs: bool,
}

/// A certificate for tokens.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TokenCert<'a> {
    pub host: &'a str,
    #[serde(rename = "use")]
    pub purpose: &'static str,
    pub sha256: String,
    pub subject: &'a str,
    pub not_before: String,
    pub not_after: String,
}

pub fn deployment(found: &discovery::Deployment) -> Deployment<'_> {
    Deployment {
        kind: found.kind.as_str(),
        cloud: found.cloud,
        because: found.because.iter().map(Text::as_str).collect(),
    }
}

pub fn vantage(vantage: Vantage) -> &'static str {
    match vantage {
        Vantage::Internal => "internal",
        Vantage::External => "external",
        Vantage::Auto => "auto",
    }
}

pub fn sign_in(report: &TargetReport) -> Vec<SignIn<'_>> {
    report.discovery.sign_in.iter().map(|way| one_way(report, way)).collect()
}

fn one_way<'a>(report: &'a TargetReport, way: &'a discovery::SignIn) -> SignIn<'a> {
    let tried = |attempt: &'a discovery::Attempt| Tried {
        name: &attempt.name,
        kind: attempt.kind,
        answer: match attempt.answer {
            Followed::Yes => "followed",
            Followed::No => "absent",
            Followed::Unknown => "unknown",
        },
    };
    SignIn {
        client: way.client,
        tried: way.tried.iter().map(tried).collect(),
        ends_at: way.ends_at.as_ref().map(|(host, port)| Reached { host, port: *port }),
        hurt_by: report.in_the_way_of(way).into_iter().map(|f| f.id.as_str()).collect(),
    }
}

pub fn request(made: &discovery::Request) -> Request<'_> {
    Request {
        purpose: made.purpose.as_str(),
        url: &made.url,
        address: made.address.map(|a| a.to_string()),
        status: made.status,
        outcome: &made.outcome,
        clock_ahead_s: made.ahead,
        server: made.server.as_deref(),
        presented: made.presented.iter().map(|sha256| hex(sha256)).collect(),
        elapsed_ms: made.elapsed.as_millis(),
    }
}

pub fn realm(realm: &discovery::Realm) -> Realm<'_> {
    let kind = match realm.kind {
        RealmKind::Federated => "federated",
        RealmKind::Managed => "managed",
        RealmKind::Unknown => "unknown",
    };
    Realm { kind, hosts: realm.hosts.iter().map(|h| RealmHost { host: &h.host, port: h.port, adfs: h.adfs }).collect() }
}

pub fn token_certificates(all: &[discovery::Metadata]) -> Vec<TokenCert<'_>> {
    let named = all.iter().filter_map(|m| Some((m, m.outcome.as_ref().ok()?)));
    named
        .flat_map(|(m, certs)| {
            certs.iter().map(|token| TokenCert {
                host: &m.host,
                purpose: if token.signs { "signing" } else { "encryption" },
                sha256: token.cert.fingerprint(),
                subject: &token.cert.subject.text,
                not_before: when::rfc3339(token.cert.not_before),
                not_after: when::rfc3339(token.cert.not_after),
            })
        })
        .collect()
}
