//! The shape that is promised to programs, checked on a parsed report.

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::Value;

use crate::{
    chains::{Folder, NOW},
    program::run,
};

const VERDICTS: &[&str] = &["ok", "notice", "warning", "critical", "unknown"];
const CLIENTS: &[&str] =
    &["windows", "mobile", "lync-phone", "mac", "federation-edge", "online-services", "java", "sbc"];
const CHECKS: &[&str] = &["holds", "fails", "unchecked", "not-applicable"];

/// Insists on the promised keys.
#[track_caller]
fn keys(value: &Value, names: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("not an object: {value}"));
    for name in names {
        assert!(object.contains_key(*name), "{name} is missing from {value}");
    }
}

#[track_caller]
fn one_of(value: &Value, words: &[&str]) {
    assert!(value.as_str().is_some_and(|word| words.contains(&word)), "{value} is none of {words:?}");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// The schema that the program prints, as a validator that others wrote understands it.
fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let printed = run(&["schema"]).expect(0);
        assert_eq!(printed.out, std::fs::read_to_string("fixtures/report.v1.schema.json").unwrap());
        jsonschema::draft202012::options().should_validate_formats(true).build(&printed.json()).unwrap()
    });
    &SCHEMA
}

/// Checks a whole report: its schema, every key, the rules for null, and the summary against what it sums up.
pub fn check(report: &Value) {
    let errors: Vec<String> =
        schema().iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    keys(
        report,
        &["schema", "tool", "time", "elapsed_ms", "status", "stores", "targets", "findings", "certificates", "summary"],
    );
    assert_eq!(report["schema"], "chaincheck.report.v1");
    assert_eq!(report["tool"]["name"], "chaincheck");
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(report["time"].as_str().unwrap().ends_with('Z'));
    assert!(report["elapsed_ms"].is_u64());
    one_of(&report["status"], VERDICTS);
    for store in list(&report["stores"]) {
        keys(store, &["name", "decides", "anchors", "problems"]);
        assert!(store["decides"].is_boolean() && store["anchors"].is_u64());
    }
    let mut found = BTreeMap::new();
    findings(&report["findings"], &mut found);
    for target in list(&report["targets"]) {
        check_target(target, report, &mut found);
    }
    for (sha256, certificate) in report["certificates"].as_object().unwrap() {
        assert!(sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
        keys(
            certificate,
            &[
                "subject",
                "issuer",
                "serial",
                "serial_reversed",
                "not_before",
                "not_after",
                "names",
                "key",
                "signature",
                "subject_key_id",
                "authority_key_id",
                "ca",
                "path_length",
                "key_usage",
                "extended_key_usage",
                "sha1",
                "pem",
            ],
        );
        keys(&certificate["key"], &["algorithm", "bits"]);
        assert!(certificate["pem"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    }
    summary(report, &found);
}

fn check_target(target: &Value, report: &Value, found: &mut BTreeMap<String, String>) {
    keys(target, &["target", "status", "deployment", "lookups", "endpoints", "findings"]);
    keys(&target["target"], &["kind", "name"]);
    one_of(&target["target"]["kind"], &["domain", "host", "file"]);
    one_of(&target["status"], VERDICTS);
    findings(&target["findings"], found);
    for lookup in list(&target["lookups"]) {
        keys(lookup, &["name", "type", "server", "answer", "records", "ttl", "elapsed_ms"]);
        let answers = ["records", "no-data", "no-name", "server-failure", "refused", "timeout", "loop"];
        one_of(&lookup["answer"], &answers);
        // Where the chain ends without records, the aliases on the way are told all the same.
        let of_kind = list(&lookup["records"]).iter().any(|r| !r.as_str().unwrap().starts_with("CNAME "));
        assert!(lookup["answer"] != "records" || of_kind || lookup["type"] == "CNAME", "{lookup}");
        assert!(lookup["answer"] == "records" || !of_kind, "{lookup}");
    }
    for endpoint in list(&target["endpoints"]) {
        keys(endpoint, &["kinds", "host", "port", "transport", "names", "trail", "status", "observations", "findings"]);
        one_of(&endpoint["status"], VERDICTS);
        let is_file = endpoint["transport"] == "file";
        assert_eq!(endpoint["host"].is_null(), is_file);
        assert_eq!(endpoint["port"].is_null(), is_file);
        assert!(!list(&endpoint["kinds"]).is_empty());
        findings(&endpoint["findings"], found);
        for observation in list(&endpoint["observations"]) {
            check_observation(observation, is_file, report, found);
        }
    }
}

fn check_observation(seen: &Value, is_file: bool, report: &Value, found: &mut BTreeMap<String, String>) {
    keys(
        seen,
        &[
            "address",
            "port",
            "server_name",
            "outcome",
            "stage",
            "why",
            "status",
            "session",
            "presented",
            "name_matches",
            "trust",
            "completed_by",
            "webpki",
            "path",
            "broken",
            "clients",
            "also",
            "findings",
        ],
    );
    findings(&seen["findings"], found);
    one_of(&seen["outcome"], &["presented", "silent", "by-design", "skipped"]);
    one_of(&seen["trust"], &["trusted", "untrusted", "unknown"]);
    one_of(&seen["status"], VERDICTS);
    let is_silent = seen["outcome"] == "silent";
    assert_eq!(seen["stage"].is_null(), !is_silent, "{seen}");
    assert_eq!(seen["why"].is_null(), !is_silent, "{seen}");
    if seen["outcome"] != "presented" {
        assert_eq!(seen["trust"], "unknown");
        for key in ["path", "broken", "webpki", "session"] {
            assert!(seen[key].is_null(), "{key}: {seen}");
        }
        return;
    }
    if is_file {
        assert!(seen["address"].is_null() && seen["port"].is_null() && seen["session"].is_null());
    } else {
        keys(
            &seen["session"],
            &["protocol", "cipher", "alpn", "stapled_ocsp", "seen_by", "client_certificate", "acceptable_issuers"],
        );
        one_of(&seen["session"]["seen_by"], &["handshake", "first-flight"]);
        one_of(&seen["session"]["client_certificate"], &["not-asked", "requested", "required"]);
    }
    for client in list(&seen["clients"]) {
        keys(client, &["client", "accepts", "because"]);
        one_of(&client["client"], CLIENTS);
        assert!(client["accepts"] != true || client["because"].is_null(), "{client}");
        assert!(client["accepts"] != false || client["because"].is_string(), "{client}");
    }
    keys(&seen["webpki"], &["accepts", "error"]);
    assert_eq!(seen["webpki"]["accepts"] == true, seen["webpki"]["error"].is_null());
    assert_eq!(seen["broken"].is_null(), seen["trust"] == "trusted", "{seen}");
    let known = report["certificates"].as_object().unwrap();
    for sha256 in list(&seen["presented"]) {
        assert!(known.contains_key(sha256.as_str().unwrap()), "{sha256} is not described");
    }
    let path = &seen["path"];
    keys(path, &["certificates", "links", "end"]);
    for step in list(&path["certificates"]) {
        keys(step, &["sha256", "from", "checks"]);
        assert!(known.contains_key(step["sha256"].as_str().unwrap()));
        checks(&step["checks"]);
    }
    for (number, link) in list(&path["links"]).iter().enumerate() {
        assert_eq!(link["index"], number);
        checks(&link["checks"]);
    }
    keys(&path["end"], &["kind", "index", "stores"]);
    one_of(&path["end"]["kind"], &["anchored", "root-untrusted", "issuer-missing", "issuer-unknown", "stopped"]);
    if !seen["broken"].is_null() {
        keys(&seen["broken"], &["position", "index", "code", "subject", "issuer"]);
        one_of(&seen["broken"]["position"], &["certificate", "link", "end"]);
        let code = &seen["broken"]["code"];
        // A second look without SNI shows what it shows, and is not judged.
        let is_beside = seen["server_name"].is_null() && list(&seen["clients"]).is_empty();
        assert!(
            is_beside || list(&seen["findings"]).iter().any(|f| f["code"] == *code),
            "{code} has no finding: {seen}"
        );
    }
}

fn checks(value: &Value) {
    for result in value.as_object().unwrap().values() {
        one_of(result, CHECKS);
    }
}

/// Checks findings and remembers the worst severity of each id.
fn findings(value: &Value, found: &mut BTreeMap<String, String>) {
    let rank = |severity: &str| ["notice", "warning", "critical"].iter().position(|s| *s == severity).unwrap();
    for finding in list(value) {
        keys(
            finding,
            &["id", "code", "severity", "subject", "title", "evidence", "remedy", "see", "by", "accepted_until"],
        );
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        assert!(!text("title").is_empty() && !text("remedy").is_empty() && !list(&finding["see"]).is_empty());
        assert!(text("id").starts_with(&text("code")), "{finding}");
        one_of(
            &finding["subject"]["kind"],
            &["run", "target", "endpoint", "observation", "certificate", "link", "end", "sent"],
        );
        for fact in list(&finding["evidence"]) {
            keys(fact, &["label", "value"]);
        }
        let worst = found.entry(text("id")).or_insert_with(|| text("severity"));
        if rank(&text("severity")) > rank(worst) {
            *worst = text("severity");
        }
    }
}

/// The observations of an endpoint without second looks, which are those without SNI beside one with it.
fn counted(all: &[Value]) -> impl Iterator<Item = &Value> {
    let place = |one: &Value| (one["address"].clone(), one["port"].clone());
    let named = move |one: &Value| all.iter().any(|o| !o["server_name"].is_null() && place(o) == place(one));
    all.iter().filter(move |one| !one["server_name"].is_null() || !named(one))
}

fn summary(report: &Value, found: &BTreeMap<String, String>) {
    let summary = &report["summary"];
    let endpoints: Vec<&Value> = list(&report["targets"]).iter().flat_map(|t| list(&t["endpoints"])).collect();
    let all: Vec<&Value> = endpoints.iter().flat_map(|e| counted(list(&e["observations"]))).collect();
    let outcome = |word: &str| all.iter().filter(|o| o["outcome"] == word).count();
    let trust = |word: &str| all.iter().filter(|o| o["outcome"] == "presented" && o["trust"] == word).count();
    for (key, count) in [
        ("targets", list(&report["targets"]).len()),
        ("endpoints", endpoints.len()),
        ("observations", all.len()),
        ("trusted", trust("trusted")),
        ("untrusted", trust("untrusted")),
        ("unknown", trust("unknown")),
        ("silent", outcome("silent")),
        ("by_design", outcome("by-design")),
        ("skipped", outcome("skipped")),
    ] {
        assert_eq!(summary[key], count, "{key}");
    }
    for severity in ["critical", "warning", "notice"] {
        let count = found.values().filter(|s| *s == severity).count();
        assert_eq!(summary["findings"][severity], count, "{severity}");
    }
}

#[test]
fn reports_on_files_and_silence_keep_the_shape_too() {
    let files = Folder::new();
    let [chain, leaf, gone] = ["chain.pem", "leaf.pem", "gone.pem"].map(|name| files.path(name));
    let root = files.path("root.pem");
    let more = ["--store", "none", "--anchors", &root, "--at", NOW, "--format", "json", "--name", "sip.contoso.test"];
    let done = run(&[&["verify", &chain, &leaf, &gone], &more[..]].concat()).expect(3);
    check(&done.json());
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let done = run(&["probe", &closed, "--store", "none", "--format", "json"]).expect(2);
    check(&done.json());
}
