//! The JSON report, `chaincheck.report.v1`.
//!
//! Owns the schema: its own types (`schema.rs`), because the schema is a promise and the model is free to change.
//! Fields come in the order of those types; maps are sorted; so two runs on the same facts give the same bytes. What the program
//! does not know is null or empty, never invented. Names keep every character they had; those that a terminal would
//! obey are written as `\u` escapes, which read back as the same text.

use std::{fmt::Write as _, io};

use super::{Style, clean, when};
use crate::model::{
    self, Check, CheckName, Endpoint, Lookup, Outcome, PathCert, Report, Text, Walk,
    cert::hex,
    report::{EndpointReport, Summary, TargetReport},
};

mod certificate;
mod desk;
mod discovery;
#[cfg(test)]
mod promise;
mod schema;
#[cfg(test)]
mod tests;

use schema::{
    Asked, Beside, Broken, Checks, Client, Counts, Document, End, Evidence, Finding, Link, Observation, Opinion, Path,
    Place, Question, Session, Severities, Step, Store, Subject, Target, Tool, Value,
};

/// The name and version of the schema.
pub const SCHEMA: &str = "chaincheck.report.v1";

/// The JSON Schema (2020-12) of a report, made from the types in `schema.rs`; a test insists.
pub const JSON_SCHEMA: &str = include_str!("../../fixtures/report.v1.schema.json");

/// Writes the whole report as one document.
pub fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&document(report))?;
    writeln!(out, "{}", visible(&text))
}

/// Writes one line for each target, each a complete document of its own.
pub fn write_lines(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if report.targets.len() == 1 {
        return write_line(report, out);
    }
    (0..report.targets.len()).filter_map(|index| report.single(index)).try_for_each(|single| write_line(&single, out))
}

fn write_line(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string(&document(report))?;
    writeln!(out, "{}", visible(&text))
}

/// Escapes what serde leaves as it is although a terminal obeys it or hides it. Such characters can only stand inside
/// JSON strings, so the document means the same.
pub fn visible(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !clean::is_hidden(c) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

fn document(report: &Report) -> Document<'_> {
    Document {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        time: when::rfc3339(report.time),
        elapsed_ms: report.elapsed.as_millis(),
        status: report.status().as_str(),
        stores: report
            .stores
            .iter()
            .map(|s| Store { name: &s.name, decides: s.decides, anchors: s.anchors, problems: problems(&s.problems) })
            .collect(),
        targets: report.targets.iter().map(target).collect(),
        findings: findings(&report.findings),
        certificates: report.certificates().into_iter().map(|(id, c)| (id, certificate::certificate(c))).collect(),
        summary: counts(&report.summary()),
        comparison: report.comparison.as_ref().map(desk::comparison),
    }
}

fn target(report: &TargetReport) -> Target<'_> {
    let found = &report.discovery;
    Target {
        target: Asked { kind: report.target.kind(), name: report.target.name() },
        status: report.status().as_str(),
        deployment: found.deployment.as_ref().map(discovery::deployment),
        vantage: matches!(report.target, model::Target::Domain(_)).then(|| discovery::vantage(found.vantage)),
        sign_in: discovery::sign_in(report),
        realm: found.realm.as_ref().map(discovery::realm),
        token_certificates: discovery::token_certificates(&found.metadata),
        lookups: found.lookups.iter().map(question).collect(),
        requests: found.requests.iter().map(discovery::request).collect(),
        endpoints: report.endpoints.iter().map(endpoint).collect(),
        findings: findings(&report.findings),
        problems: problems(&report.problems),
        workstation: report.workstation.as_deref().map(desk::desk),
    }
}

fn problems(problems: &[Text]) -> Vec<&str> {
    problems.iter().map(Text::as_str).collect()
}

fn question(lookup: &Lookup) -> Question<'_> {
    Question {
        name: &lookup.name,
        kind: lookup.kind,
        server: &lookup.server,
        answer: lookup.answer.as_str(),
        records: &lookup.records,
        ttl: lookup.ttl,
        elapsed_ms: lookup.elapsed.as_millis(),
    }
}

fn endpoint(report: &EndpointReport) -> Place<'_> {
    let Endpoint { kinds, host, port, transport, names, trail, .. } = &report.endpoint;
    Place {
        kinds: kinds.iter().map(|k| k.as_str()).collect(),
        host: host.as_deref(),
        port: *port,
        transport: transport.as_str(),
        names,
        trail,
        status: report.status().as_str(),
        observations: report.observations.iter().map(|o| observation(o, *port)).collect(),
        findings: findings(&report.findings),
    }
}

fn observation(seen: &model::Observation, port: Option<u16>) -> Observation<'_> {
    let (outcome, silence) = match &seen.outcome {
        Outcome::Presented => ("presented", None),
        Outcome::Silent(silence) => ("silent", Some(silence)),
        Outcome::ByDesign => ("by-design", None),
        Outcome::Skipped => ("skipped", None),
    };
    let presented = seen.outcome == Outcome::Presented;
    let walk = seen.walk.as_ref().filter(|_| presented);
    Observation {
        address: seen.address.map(|a| a.ip().to_string()),
        port: seen.address.map(|a| a.port()).or(port),
        server_name: seen.server_name.as_deref(),
        outcome,
        stage: silence.map(|s| s.stage.as_str()),
        why: silence.map(|s| s.why.as_str()),
        status: seen.status().as_str(),
        session: seen.session.as_ref().filter(|_| presented).map(session),
        presented: seen.presented.sent.iter().map(|s| hex(&s.sha256)).collect(),
        name_matches: seen.name_matches,
        trust: walk.map_or(model::Trust::Unknown, |w| w.trust).as_str(),
        completed_by: walk.and_then(|w| w.completed_by).map(|c| c.as_str()),
        webpki: seen
            .opinion
            .as_ref()
            .filter(|_| presented)
            .map(|opinion| Opinion { accepts: opinion.is_ok(), error: opinion.as_ref().err().map(String::as_str) }),
        path: walk.map(path),
        broken: walk.and_then(broken),
        clients: seen.clients.iter().map(client).collect(),
        also: seen.also.iter().map(|b| Beside { store: &b.store, trust: b.trust.as_str() }).collect(),
        findings: findings(&seen.findings),
    }
}

fn client(client: &model::Client) -> Client {
    Client { client: client.family.as_str(), accepts: client.accepts, because: client.because }
}

fn session(seen: &model::Session) -> Session<'_> {
    Session {
        protocol: seen.protocol.as_deref(),
        cipher: seen.cipher.as_deref(),
        alpn: seen.alpn.as_deref(),
        stapled_ocsp: seen.stapled_ocsp.is_some(),
        seen_by: seen.seen_by.as_str(),
        client_certificate: seen.client_certificate.as_str(),
        acceptable_issuers: seen.acceptable_issuers.len(),
    }
}

fn path(walk: &Walk) -> Path<'_> {
    let step =
        |c: &PathCert| Step { sha256: c.cert.fingerprint(), from: c.source.to_string(), checks: checks(&c.checks) };
    let end = &walk.path.end;
    Path {
        certificates: walk.path.certificates.iter().map(step).collect(),
        links: walk.path.links.iter().map(|l| Link { index: l.index, checks: checks(&l.checks) }).collect(),
        end: End { kind: end.kind.as_str(), index: end.index, stores: &end.stores },
    }
}

fn checks(results: &[(CheckName, Check)]) -> Checks {
    results.iter().map(|(name, check)| (name.as_str(), check.as_str())).collect()
}

fn broken(walk: &Walk) -> Option<Broken<'_>> {
    let fault = walk.broken()?;
    let index = fault.position.index();
    let cert = walk.path.certificates.get(index).map(|c| &c.cert);
    Some(Broken {
        position: fault.position.as_str(),
        index,
        code: fault.code,
        subject: cert.map(|c| c.subject.text.as_str()),
        issuer: cert.map(|c| c.issuer.text.as_str()),
    })
}

fn findings(all: &[model::Finding]) -> Vec<Finding<'_>> {
    all.iter().map(finding).collect()
}

fn finding(finding: &model::Finding) -> Finding<'_> {
    Finding {
        id: &finding.id,
        code: finding.code,
        severity: finding.severity.as_str(),
        subject: Subject { kind: finding.subject.kind.as_str(), index: finding.subject.index },
        title: finding.title,
        evidence: finding.evidence.iter().map(|f| Evidence { label: f.label, value: value(&f.value) }).collect(),
        remedy: finding.remedy.as_str(),
        see: &finding.see,
        by: finding.by.as_str(),
        accepted_until: finding.accepted_until.map(when::date),
    }
}

fn value(value: &model::Value) -> Value<'_> {
    match value {
        model::Value::Text(text) => Value::Text(text),
        model::Value::Number(number) => Value::Number(*number),
        model::Value::Time(seconds) => Value::Time(when::rfc3339(*seconds)),
        model::Value::List(values) => Value::List(values.iter().map(model::Text::as_str).collect()),
    }
}

fn counts(s: &Summary) -> Counts {
    Counts {
        targets: s.targets,
        endpoints: s.endpoints,
        observations: s.observations,
        trusted: s.trusted,
        untrusted: s.untrusted,
        unknown: s.unknown,
        silent: s.silent,
        by_design: s.by_design,
        skipped: s.skipped,
        findings: Severities { critical: s.critical, warning: s.warning, notice: s.notice },
    }
}
