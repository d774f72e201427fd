//! The JSON Schema of the report: made from the types of `schema.rs`, kept in `fixtures/`, and held against reports.
//!
//! Fields that are always written are required; others may come, now or later. Words that consumers compare with are
//! listed; a code is not one of a list, since there will be more of them.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{JSON_SCHEMA, SCHEMA, schema::Document, write, write_lines};
use crate::{
    model::{
        Answer, Check, Completion, EndKind, EndpointKind, Family, Report, Severity, Stage, Status, SubjectKind, Trust,
        discovery::DeploymentKind, observation::ClientCertificate,
    },
    render::{Style, sample},
};

/// What values of a field are like.
enum Values {
    Words(Vec<&'static str>),
    Pattern(&'static str),
    Format(&'static str),
}

use Values::{Format, Pattern, Words};

const FINGERPRINT: Values = Pattern("^[0-9a-f]{64}$");
const TIME: Values = Format("date-time");

/// What the types do not say: type, field, values; of a list and of a map those of the elements.
fn values() -> Vec<(&'static str, &'static str, Values)> {
    let status = || {
        Words(
            [Status::Ok, Status::Notice, Status::Warning, Status::Critical, Status::Unknown].map(Status::as_str).into(),
        )
    };
    let trust = || Words([Trust::Trusted, Trust::Untrusted, Trust::Unknown].map(Trust::as_str).into());
    let answers = [
        Answer::Records,
        Answer::NoData,
        Answer::NoName,
        Answer::ServerFailure,
        Answer::Refused,
        Answer::Timeout,
        Answer::Loop,
    ];
    let stages = [Stage::Resolve, Stage::Connect, Stage::Upgrade, Stage::Handshake];
    let asked = [ClientCertificate::NotAsked, ClientCertificate::Requested, ClientCertificate::Required];
    let results = [Check::Holds, Check::Fails, Check::Unchecked, Check::NotApplicable];
    let checks = || Words(results.iter().map(|check| check.as_str()).collect());
    let ends =
        [EndKind::Anchored, EndKind::RootUntrusted, EndKind::IssuerMissing, EndKind::IssuerUnknown, EndKind::Stopped];
    let subjects = [
        SubjectKind::Run,
        SubjectKind::Target,
        SubjectKind::Endpoint,
        SubjectKind::Observation,
        SubjectKind::Certificate,
        SubjectKind::Link,
        SubjectKind::End,
        SubjectKind::Sent,
        SubjectKind::Workstation,
    ];
    let severities = [Severity::Critical, Severity::Warning, Severity::Notice];
    vec![
        ("", "schema", Words(vec![SCHEMA])),
        ("", "time", TIME),
        ("", "status", status()),
        ("Target", "status", status()),
        ("Target", "vantage", Words(vec!["internal", "external", "auto"])),
        ("Asked", "kind", Words(vec!["domain", "host", "file", "workstation"])),
        ("Deployment", "kind", Words(DeploymentKind::ALL.iter().map(|k| k.as_str()).collect())),
        ("Question", "answer", Words(answers.map(Answer::as_str).into())),
        ("Place", "kinds", Words(EndpointKind::ALL.iter().map(|k| k.as_str()).collect())),
        ("Place", "transport", Pattern("^(tls|file|starttls-[a-z0-9-]+)$")),
        ("Place", "status", status()),
        ("Observation", "outcome", Words(vec!["presented", "silent", "by-design", "skipped"])),
        ("Observation", "stage", Words(stages.map(Stage::as_str).into())),
        ("Observation", "status", status()),
        ("Observation", "presented", FINGERPRINT),
        ("Observation", "trust", trust()),
        (
            "Observation",
            "completed_by",
            Words([Completion::Intermediates, Completion::Aia, Completion::Member].map(Completion::as_str).into()),
        ),
        ("Session", "seen_by", Words(vec!["handshake", "first-flight"])),
        ("Session", "client_certificate", Words(asked.map(ClientCertificate::as_str).into())),
        ("Step", "sha256", FINGERPRINT),
        ("Step", "from", Pattern("^(presented:[0-9]+|anchor:.*|intermediates|aia|member:.*)$")),
        ("Step", "checks", checks()),
        ("Link", "checks", checks()),
        ("End", "kind", Words(ends.map(EndKind::as_str).into())),
        ("Broken", "position", Words(vec!["certificate", "link", "end"])),
        ("Client", "client", Words(Family::ALL.iter().map(|f| f.as_str()).collect())),
        ("Beside", "trust", trust()),
        ("Finding", "severity", Words(severities.map(Severity::as_str).into())),
        ("Finding", "accepted_until", Format("date")),
        ("Subject", "kind", Words(subjects.map(SubjectKind::as_str).into())),
        ("Request", "presented", FINGERPRINT),
        ("TokenCert", "use", Words(vec!["signing", "encryption"])),
        ("TokenCert", "sha256", FINGERPRINT),
        ("TokenCert", "not_before", TIME),
        ("TokenCert", "not_after", TIME),
        ("Tried", "answer", Words(vec!["followed", "absent", "unknown"])),
        ("Comparison", "blame", Words(vec!["computer", "account", "servers", "nobody", "unknown"])),
        ("Desk", "taken", TIME),
        ("Realm", "kind", Words(vec!["federated", "managed", "unknown"])),
        ("Certificate", "not_before", TIME),
        ("Certificate", "not_after", TIME),
        ("Certificate", "sha1", Pattern("^[0-9a-f]{40}$")),
    ]
}

/// The schema as the types of today make it.
fn made() -> String {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<Document<'_>>();
    schema.insert("title".to_owned(), json!(SCHEMA));
    for (kind, field, values) in values() {
        let place =
            if kind.is_empty() { format!("/properties/{field}") } else { format!("/$defs/{kind}/properties/{field}") };
        let at = schema.pointer_mut(&place).unwrap_or_else(|| panic!("there is no {place}"));
        say(at, values);
    }
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

fn say(at: &mut Value, values: Values) {
    let (list, map) = (at.get("items").is_some(), at.get("additionalProperties").is_some());
    let at = match (list, map) {
        (true, _) => &mut at["items"],
        (_, true) => &mut at["additionalProperties"],
        _ => at,
    };
    let nullable = at["type"].as_array().is_some_and(|types| types.contains(&json!("null")));
    match values {
        Words(words) => {
            let null = nullable.then_some(Value::Null);
            at["enum"] = words.into_iter().map(Value::from).chain(null).collect();
        }
        Pattern(pattern) => at["pattern"] = pattern.into(),
        Format(format) => at["format"] = format.into(),
    }
}

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(JSON_SCHEMA).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap()
}

#[track_caller]
fn keeps(validator: &jsonschema::Validator, document: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn reports() -> Vec<Report> {
    vec![
        sample::healthy(),
        sample::broken(),
        sample::divided(),
        sample::hybrid(),
        sample::crowd(),
        sample::mute(),
        sample::hostile(),
        sample::odd(),
        sample::desk(),
        sample::desks(),
    ]
}

#[test]
fn the_schema_is_that_of_the_types() {
    let (path, made) = (Path::new("fixtures/report.v1.schema.json"), made());
    if std::env::var_os("CHAINCHECK_BLESS").is_some() {
        fs::write(path, &made).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap();
    assert!(kept == made, "{} is not what the types make; CHAINCHECK_BLESS=1 writes it anew", path.display());
}

#[test]
fn reports_keep_to_it() {
    let validator = validator();
    for report in reports() {
        let (mut one, mut lines) = (Vec::new(), Vec::new());
        write(&report, &Style::default(), &mut one).unwrap();
        write_lines(&report, &Style::default(), &mut lines).unwrap();
        keeps(&validator, &serde_json::from_slice(&one).unwrap());
        let lines: Vec<Value> =
            String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), report.targets.len());
        lines.iter().for_each(|line| keeps(&validator, line));
    }
}

/// A schema that takes anything would pass the test above.
#[test]
fn what_breaks_the_promise_is_refused_and_what_is_more_is_not() {
    let validator = validator();
    let mut text = Vec::new();
    write(&sample::broken(), &Style::default(), &mut text).unwrap();
    let whole: Value = serde_json::from_slice(&text).unwrap();
    let observation = "/targets/0/endpoints/0/observations/1";
    let changed = |place: &str, value: Value| {
        let mut changed = whole.clone();
        *changed.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        changed
    };
    for (place, value) in [
        ("/schema".to_owned(), json!("chaincheck.report.v2")),
        ("/status".to_owned(), json!("fine")),
        ("/time".to_owned(), json!("yesterday")),
        ("/targets/0/endpoints/0/kinds/0".to_owned(), json!("Edge")),
        (format!("{observation}/outcome"), json!("seen")),
        (format!("{observation}/trust"), Value::Null),
        (format!("{observation}/presented/0"), json!("abc")),
        (format!("{observation}/broken/position"), json!("root")),
        (format!("{observation}/findings/0/severity"), json!("error")),
        (format!("{observation}/findings/0/evidence/0/value"), json!({})),
    ] {
        assert!(!validator.is_valid(&changed(&place, value)), "{place}");
    }
    let mut less = whole.clone();
    less["targets"][0].as_object_mut().unwrap().remove("lookups");
    assert!(!validator.is_valid(&less));
    let mut more = whole.clone();
    more["targets"][0]["endpoints"][0]["weather"] = json!("rain");
    keeps(&validator, &more);
}
