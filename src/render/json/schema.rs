//! The types of `chaincheck.report.v1`, in the order in which their fields are written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    certificate::Certificate,
    desk::{Comparison, Desk},
    discovery::{Deployment, Realm, Request, SignIn, TokenCert},
};

/// The whole report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document<'a> {
    /// `chaincheck.report.v1`.
    pub schema: &'static str,
    pub tool: Tool,
    /// The time judged at.
    pub time: String,
    /// How long the run took.
    pub elapsed_ms: u128,
    /// The worst of the targets and of the run.
    pub status: &'static str,
    /// The anchor stores, the deciding ones first.
    pub stores: Vec<Store<'a>>,
    /// In the order given.
    pub targets: Vec<Target<'a>>,
    /// About the machine or the run as a whole.
    pub findings: Vec<Finding<'a>>,
    /// Every certificate that the report names, by its SHA-256 fingerprint.
    pub certificates: BTreeMap<String, Certificate<'a>>,
    pub summary: Counts,
    /// Several computers beside each other; null unless more than one was looked at.
    pub comparison: Option<Comparison<'a>>,
}

/// Who wrote it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

/// An anchor store.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Store<'a> {
    pub name: &'a str,
    /// Whether it decides trust; others are judged beside.
    pub decides: bool,
    pub anchors: usize,
    /// What could not be read.
    pub problems: Vec<&'a str>,
}

/// One target and everything about it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Target<'a> {
    pub target: Asked,
    pub status: &'static str,
    /// Null for hosts and files.
    pub deployment: Option<Deployment<'a>>,
    /// Which side of the firewall the machine stands on, as far as known; null for hosts and files.
    pub vantage: Option<&'static str>,
    /// How each family of clients finds its server.
    pub sign_in: Vec<SignIn<'a>>,
    pub realm: Option<Realm<'a>>,
    pub token_certificates: Vec<TokenCert<'a>>,
    pub lookups: Vec<Question<'a>>,
    /// Requests beside the probes.
    pub requests: Vec<Request<'a>>,
    pub endpoints: Vec<Place<'a>>,
    pub findings: Vec<Finding<'a>>,
    /// Why it could not be looked at, or only partly.
    pub problems: Vec<&'a str>,
    /// The computer; null unless one was asked about.
    pub workstation: Option<Desk<'a>>,
}

/// What was asked.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Asked {
    pub kind: &'static str,
    pub name: String,
}

/// One question to DNS.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place<'a> {
    /// Its roles.
    pub kinds: Vec<&'static str>,
    /// What clients put into SNI; null for a file.
    pub host: Option<&'a str>,
    pub port: Option<u16>,
    pub transport: &'static str,
    /// The connecting name first, then those that its role needs.
    pub names: &'a [String],
    /// How it was found.
    pub trail: &'a [String],
    pub status: &'static str,
    pub observations: Vec<Observation<'a>>,
    pub findings: Vec<Finding<'a>>,
}

/// One address of an endpoint.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Observation<'a> {
    pub address: Option<String>,
    pub port: Option<u16>,
    /// Null if no SNI was sent.
    pub server_name: Option<&'a str>,
    pub outcome: &'static str,
    /// Where it fell silent; null unless it did.
    pub stage: Option<&'static str>,
    /// Why it was silent; null unless it was.
    pub why: Option<&'a str>,
    pub status: &'static str,
    pub session: Option<Session<'a>>,
    /// Fingerprints of what was sent, in that order.
    pub presented: Vec<String>,
    /// Null where no name applies.
    pub name_matches: Option<bool>,
    /// Of what was sent, by the deciding store.
    pub trust: &'static str,
    /// What completed a path that lacked a certificate, if it could be.
    pub completed_by: Option<&'static str>,
    /// A second opinion; it decides nothing.
    pub webpki: Option<Opinion<'a>>,
    /// The best path.
    pub path: Option<Path<'a>>,
    /// The first fault that decides trust; null if trusted.
    pub broken: Option<Broken<'a>>,
    pub clients: Vec<Client>,
    pub also: Vec<Beside<'a>>,
    pub findings: Vec<Finding<'a>>,
}

/// What a family of clients makes of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Client {
    pub client: &'static str,
    /// Null if not known.
    pub accepts: Option<bool>,
    /// A code.
    pub because: Option<&'static str>,
}

/// The verdict of a further store.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Beside<'a> {
    pub store: &'a str,
    pub trust: &'static str,
}

/// The TLS session.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Session<'a> {
    pub protocol: Option<&'a str>,
    pub cipher: Option<&'a str>,
    pub alpn: Option<&'a str>,
    /// Whether an OCSP response was stapled.
    pub stapled_ocsp: bool,
    pub seen_by: &'static str,
    pub client_certificate: &'static str,
    /// How many issuers of client certificates the server names.
    pub acceptable_issuers: usize,
}

/// What webpki says.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Opinion<'a> {
    pub accepts: bool,
    pub error: Option<&'a str>,
}

/// Check and result, sorted by check.
pub type Checks = BTreeMap<&'static str, &'static str>;

/// The best path.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Path<'a> {
    pub certificates: Vec<Step>,
    pub links: Vec<Link>,
    pub end: End<'a>,
}

/// A certificate on the path.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    pub sha256: String,
    /// `presented:N`, `anchor:STORE`, `intermediates`, `aia` or `member:ADDRESS`.
    pub from: String,
    pub checks: Checks,
}

/// A link of the path.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Link {
    pub index: usize,
    pub checks: Checks,
}

/// Where the path ended.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct End<'a> {
    pub kind: &'static str,
    pub index: usize,
    pub stores: &'a [String],
}

/// The first fault that decides trust.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Broken<'a> {
    pub position: &'static str,
    /// Certificate 0 is the leaf; link N joins certificate N to N+1.
    pub index: usize,
    pub code: &'static str,
    pub subject: Option<&'a str>,
    pub issuer: Option<&'a str>,
}

/// What a rule found.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding<'a> {
    /// Stable between runs: code, host or certificate, never an address or a date.
    pub id: &'a str,
    pub code: &'static str,
    pub severity: &'static str,
    pub subject: Subject,
    pub title: &'static str,
    pub evidence: Vec<Evidence<'a>>,
    /// What to do, on which machine.
    pub remedy: &'a str,
    /// Sources.
    pub see: &'a [&'static str],
    /// Whom it speaks for: a standard, public authorities, a client.
    pub by: &'static str,
    /// The day up to which a baseline accepts it, that day included; null if none does.
    pub accepted_until: Option<String>,
}

/// What a finding is about.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subject {
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
}

/// One piece of evidence.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Evidence<'a> {
    pub label: &'static str,
    pub value: Value<'a>,
}

/// The value of evidence: text, number, RFC 3339 time or list of texts.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Time(String),
    List(Vec<&'a str>),
}

/// Counts over the report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Severities {
    pub critical: usize,
    pub warning: usize,
    pub notice: usize,
}
