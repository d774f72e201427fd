//! The types of `chaincheck.report.v1`, in the order in which their fields are written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    certificate::Certificate,
    discovery::{Deployment, Realm, Request, SignIn, TokenCert},
};

/// The whole report.
#[derive(Serialize)]
pub struct Document<'a> {
    pub schema: &'static str,
    pub tool: Tool,
    pub time: String,
    pub elapsed_ms: u128,
    pub status: &'static str,
    pub stores: Vec<Store<'a>>,
    pub targets: Vec<Target<'a>>,
    pub findings: Vec<Finding<'a>>,
    pub certificates: BTreeMap<String, Certificate<'a>>,
    pub summary: Counts,
}

/// Who wrote it.
#[derive(Serialize)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

/// An anchor store.
#[derive(Serialize)]
pub struct Store<'a> {
    pub name: &'a str,
    pub decides: bool,
    pub anchors: usize,
    pub problems: &'a [String],
}

/// One target and everything about it.
#[derive(Serialize)]
pub struct Target<'a> {
    pub target: Asked,
    pub status: &'static str,
    pub deployment: Option<Deployment<'a>>,
    pub vantage: Option<&'static str>,
    pub sign_in: Vec<SignIn<'a>>,
    pub realm: Option<Realm<'a>>,
    pub token_certificates: Vec<TokenCert<'a>>,
    pub lookups: Vec<Question<'a>>,
    pub requests: Vec<Request<'a>>,
    pub endpoints: Vec<Place<'a>>,
    pub findings: Vec<Finding<'a>>,
    pub problems: &'a [String],
}

/// What was asked.
#[derive(Serialize)]
pub struct Asked {
    pub kind: &'static str,
    pub name: String,
}

/// One question to DNS.
#[derive(Serialize)]
pub struct Question<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub server: &'a str,
    pub answer: &'static str,
    pub records: &'a [String],
    pub ttl: Option<u32>,
    pub elapsed_ms: u128,
}

/// One endpoint.
#[derive(Serialize)]
pub struct Place<'a> {
    pub kinds: Vec<&'static str>,
    pub host: Option<&'a str>,
    pub port: Option<u16>,
    pub transport: &'static str,
    pub names: &'a [String],
    pub trail: &'a [String],
    pub status: &'static str,
    pub observations: Vec<Observation<'a>>,
    pub findings: Vec<Finding<'a>>,
}

/// One address of an endpoint.
#[derive(Serialize)]
pub struct Observation<'a> {
    pub address: Option<String>,
    pub port: Option<u16>,
    pub server_name: Option<&'a str>,
    pub outcome: &'static str,
    pub stage: Option<&'static str>,
    pub why: Option<&'a str>,
    pub status: &'static str,
    pub session: Option<Session<'a>>,
    pub presented: Vec<String>,
    pub name_matches: Option<bool>,
    pub trust: &'static str,
    pub completed_by: Option<&'static str>,
    pub webpki: Option<Opinion<'a>>,
    pub path: Option<Path<'a>>,
    pub broken: Option<Broken<'a>>,
    pub clients: Vec<Client>,
    pub also: Vec<Beside<'a>>,
    pub findings: Vec<Finding<'a>>,
}

/// What a family of clients makes of it.
#[derive(Serialize)]
pub struct Client {
    pub client: &'static str,
    pub accepts: Option<bool>,
    pub because: Option<&'static str>,
}

/// The verdict of a further store.
#[derive(Serialize)]
pub struct Beside<'a> {
    pub store: &'a str,
    pub trust: &'static str,
}

/// The TLS session.
#[derive(Serialize)]
pub struct Session<'a> {
    pub protocol: Option<&'a str>,
    pub cipher: Option<&'a str>,
    pub alpn: Option<&'a str>,
    pub stapled_ocsp: bool,
    pub seen_by: &'static str,
    pub client_certificate: &'static str,
    pub acceptable_issuers: usize,
}

/// What webpki says.
#[derive(Serialize)]
pub struct Opinion<'a> {
    pub accepts: bool,
    pub error: Option<&'a str>,
}

/// Check and result, sorted by check.
pub type Checks = BTreeMap<&'static str, &'static str>;

/// The best path.
#[derive(Serialize)]
pub struct Path<'a> {
    pub certificates: Vec<Step>,
    pub links: Vec<Link>,
    pub end: End<'a>,
}

/// A certificate on the path.
#[derive(Serialize)]
pub struct Step {
    pub sha256: String,
    pub from: String,
    pub checks: Checks,
}

/// A link of the path.
#[derive(Serialize)]
pub struct Link {
    pub index: usize,
    pub checks: Checks,
}

/// Where the path ended.
#[derive(Serialize)]
pub struct End<'a> {
    pub kind: &'static str,
    pub index: usize,
    pub stores: &'a [String],
}

/// The first fault that decides trust.
#[derive(Serialize)]
pub struct Broken<'a> {
    pub position: &'static str,
    pub index: usize,
    pub code: &'static str,
    pub subject: Option<&'a str>,
    pub issuer: Option<&'a str>,
}

/// What a rule found.
#[derive(Serialize)]
pub struct Finding<'a> {
    pub id: &'a str,
    pub code: &'static str,
    pub severity: &'static str,
    pub subject: Subject,
    pub title: &'static str,
    pub evidence: Vec<Evidence<'a>>,
    pub remedy: &'a str,
    pub see: &'a [&'static str],
    /// Whom it speaks for: a standard, public authorities, a client.
    pub by: &'static str,
}

/// What a finding is about.
#[derive(Serialize)]
pub struct Subject {
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
}

/// One piece of evidence.
#[derive(Serialize)]
pub struct Evidence<'a> {
    pub label: &'static str,
    pub value: Value<'a>,
}

/// The value of evidence: text, number, RFC 3339 time or list of texts.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Time(String),
    List(Vec<&'a str>),
}

/// Counts over the report.
#[derive(Serialize)]
pub struct Counts {
    pub targets: usize,
    pub endpoints: usize,
    pub observations: usize,
    pub trusted: usize,
    pub untrusted: usize,
    pub unknown: usize,
    pub silent: usize,
    pub by_design: usize,
    pub skipped: usize,
    pub findings: Severities,
}

/// Distinct finding ids.
#[derive(Serialize)]
pub struct Severities {
    pub critical: usize,
    pub warning: usize,
    pub notice: usize,
}
