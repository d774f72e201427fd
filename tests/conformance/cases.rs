//! The data sets as cases of one form.

use std::{fs, io::Read, path::Path};

use chaincheck::{model::Purpose, walk::PolicyInputs};
use serde_json::Value;

/// One case.
pub struct Case {
    pub id: String,
    pub namespace: String,
    /// RFC 3339.
    pub time: String,
    /// PEM, as sent, leaf first.
    pub sent: Vec<String>,
    /// PEM that may complete the path.
    pub extra: Vec<String>,
    pub anchors: Vec<String>,
    /// PEM; where revocation is asked for, it is asked for every certificate.
    pub crls: Option<Vec<String>>,
    pub name: Option<String>,
    pub purpose: Purpose,
    pub max_depth: Option<usize>,
    pub policies: PolicyInputs,
    pub strict: bool,
    pub expected: bool,
    pub findings: Option<Vec<Expected>>,
    /// Why it is not asked.
    pub skip: Option<&'static str>,
}

/// A finding that a data set expects.
pub struct Expected {
    pub index: usize,
    pub severity: String,
    pub reason: String,
}

/// A time at which the limbo certificates without one are valid; they are from 1970 to 2969.
const SOME_DAY: &str = "2026-11-01T00:00:00Z";

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

pub fn limbo(folder: &Path) -> Vec<Case> {
    let folder = folder.join("limbo");
    let soft = texts(&serde_json::from_slice(&fs::read(folder.join("bettertls-soft-ids.json")).unwrap()).unwrap());
    let core = fs::read(folder.join("limbo-public-core.json")).unwrap();
    let packed = fs::File::open(folder.join("limbo-public-bettertls.json.gz")).unwrap();
    let mut better = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut better).unwrap();
    let mut cases = Vec::new();
    for bytes in [core, better] {
        let data: Value = serde_json::from_slice(&bytes).unwrap();
        for t in data["testcases"].as_array().unwrap() {
            let id = text(&t["id"]).unwrap();
            let parts: Vec<&str> = id.split("::").collect();
            let mut namespace = match parts[0] {
                "bettertls" => format!("limbo/bettertls::{}", parts[1]),
                first => format!("limbo/{first}"),
            };
            if soft.contains(&id) {
                namespace.push_str(" (soft)");
            }
            let mut sent = vec![text(&t["peer_certificate"]).unwrap()];
            sent.extend(texts(&t["untrusted_intermediates"]));
            let limited = ["signature_algorithms", "key_usage"].iter().any(|k| !texts(&t[*k]).is_empty());
            let skip = limited.then_some("limits on algorithms or key usage, which the program does not offer");
            cases.push(Case {
                namespace,
                time: text(&t["validation_time"]).unwrap_or_else(|| SOME_DAY.to_owned()),
                sent,
                extra: Vec::new(),
                anchors: texts(&t["trusted_certs"]),
                crls: Some(texts(&t["crls"])).filter(|crls| !crls.is_empty()),
                name: text(&t["expected_peer_name"]["value"]),
                purpose: if t["validation_kind"] == "CLIENT" { Purpose::Client } else { Purpose::Server },
                max_depth: t["max_chain_depth"].as_u64().map(|n| usize::try_from(n).unwrap()),
                policies: PolicyInputs::default(),
                strict: true,
                expected: t["expected_result"] == "SUCCESS",
                findings: None,
                skip,
                id,
            });
        }
    }
    cases
}

pub fn chains(folder: &Path, set: &str) -> Vec<Case> {
    let data: Value =
        serde_json::from_slice(&fs::read(folder.join("chains").join(format!("{set}.json"))).unwrap()).unwrap();
    data["cases"].as_array().unwrap().iter().map(|c| chain(&data, set, c)).collect()
}

fn chain(data: &Value, set: &str, c: &Value) -> Case {
    let from = |all: &str, key: &str| -> Vec<String> {
        texts(&c[key]).iter().map(|hash| text(&data[all][hash]).unwrap()).collect()
    };
    let pems = |key: &str| from("certs", key);
    let revocation = c["needs_revocation"] == true;
    let namespace = match set {
        "boringssl" => format!("boringssl/{}", c["profile"].as_str().unwrap()),
        "pkits" if revocation => "pkits/revocation".to_owned(),
        "pkits" if c["needs_policy"] == true => "pkits/policy".to_owned(),
        "pkits" => "pkits/core".to_owned(),
        _ => format!("realworld/{}", c["label"].as_str().unwrap()),
    };
    let (purpose, known) = match c["purpose"].as_str().unwrap() {
        "server_auth" => (Purpose::Server, true),
        "client_auth" => (Purpose::Client, true),
        "any" => (Purpose::Any, true),
        _ => (Purpose::Any, false),
    };
    let skip = if known { None } else { Some("a purpose that the program does not offer") };
    let initial = c["initial_policy_set"].as_str().unwrap_or_default();
    let policy =
        |name: &str| name.trim().strip_prefix("NIST-test-policy-").map(|n| format!("2.16.840.1.101.3.2.1.48.{n}"));
    let findings = c["expected"]["findings"].as_array().map(|list| {
        let one = |f: &Value| Expected {
            index: usize::try_from(f["index"].as_u64().unwrap()).unwrap(),
            severity: text(&f["severity"]).unwrap(),
            reason: text(&f["reason"]).unwrap(),
        };
        list.iter().map(one).collect()
    });
    Case {
        id: text(&c["id"]).unwrap(),
        namespace,
        time: text(&c["time"]).unwrap(),
        sent: pems("presented"),
        extra: pems("pool"),
        anchors: pems("anchors"),
        crls: revocation.then(|| from("crls", "crls")),
        name: text(&c["host"]),
        purpose,
        max_depth: None,
        policies: PolicyInputs {
            acceptable: initial.split(',').filter_map(policy).collect(),
            require_explicit: c["initial_explicit_policy"] == true,
            inhibit_mapping: c["initial_policy_mapping_inhibit"] == true,
            inhibit_any: c["initial_inhibit_any_policy"] == true,
        },
        strict: false,
        expected: c["expected"]["result"] == "valid",
        findings,
        skip,
    }
}
