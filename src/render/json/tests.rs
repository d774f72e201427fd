//! The field names of `chaincheck.report.v1`, checked against an example of the whole.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::{
    model::report::Store,
    render::{Style, sample},
};

/// The shape of a report: every field in its order, with the kind of its value. A list shows its element.
const EXAMPLE: &str = r#"{
  "schema": "", "tool": {"name": "", "version": ""}, "time": "", "elapsed_ms": 0, "status": "",
  "stores": [{"name": "", "decides": true, "anchors": 0, "problems": []}],
  "targets": [{
    "target": {"kind": "", "name": ""}, "status": "", "deployment": {"kind": "", "cloud": "", "because": [""]},
    "vantage": "",
    "sign_in": [{"client": "", "tried": [{"name": "", "type": "", "answer": ""}], "ends_at": {"host": "", "port": 0},
                 "hurt_by": [""]}],
    "realm": {"kind": "", "hosts": [{"host": "", "port": 0, "adfs": true}]},
    "token_certificates": [{"host": "", "use": "", "sha256": "", "subject": "", "not_before": "", "not_after": ""}],
    "lookups": [{"name": "", "type": "", "server": "", "answer": "", "records": [""], "ttl": 0, "elapsed_ms": 0}],
    "requests": [{"purpose": "", "url": "", "address": "", "status": 0, "outcome": "", "clock_ahead_s": 0,
                  "server": "", "presented": [""], "elapsed_ms": 0}],
    "endpoints": [{
      "kinds": [""], "host": "", "port": 0, "transport": "", "names": [""], "trail": [""], "status": "",
      "observations": [{
        "address": "", "port": 0, "server_name": "", "outcome": "", "stage": null, "why": null, "status": "",
        "session": {"protocol": "", "cipher": "", "alpn": null, "stapled_ocsp": true, "seen_by": "",
                    "client_certificate": "", "acceptable_issuers": 0},
        "presented": [""], "name_matches": true, "trust": "", "completed_by": null,
        "webpki": {"accepts": true, "error": ""},
        "path": {"certificates": [{"sha256": "", "from": "", "checks": {"basic-constraints": "", "validity": ""}}],
                 "links": [{"index": 0, "checks": {"names": "", "signature": ""}}],
                 "end": {"kind": "", "index": 0, "stores": []}},
        "broken": {"position": "", "index": 0, "code": "", "subject": "", "issuer": ""},
        "clients": [{"client": "", "accepts": true, "because": ""}], "also": [],
        "findings": [{"id": "", "code": "", "severity": "", "subject": {"kind": "", "index": 0}, "title": "",
                      "evidence": [{"label": "", "value": ""}], "remedy": "", "see": [""], "by": "",
                      "accepted_until": null}]
      }],
      "findings": []
    }],
    "findings": [], "problems": [], "workstation": null
  }],
  "findings": [],
  "certificates": {"": {"subject": "", "issuer": "", "serial": "", "serial_reversed": "", "not_before": "",
      "not_after": "", "names": [""], "key": {"algorithm": "", "bits": 0}, "signature": "", "subject_key_id": "",
      "authority_key_id": "", "ca": true, "path_length": null, "key_usage": [""], "extended_key_usage": [""],
      "sha1": "", "pem": ""}},
  "summary": {"targets": 0, "endpoints": 0, "observations": 0, "trusted": 0, "untrusted": 0, "unknown": 0, "silent": 0,
              "by_design": 0, "skipped": 0, "findings": {"critical": 0, "warning": 0, "notice": 0}},
  "comparison": null
}"#;

fn text(report: &Report, write: fn(&Report, &Style, &mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(report, &Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn parsed(report: &Report) -> Value {
    serde_json::from_str(&text(report, write)).unwrap()
}

/// The field names in the order written, which a parsed map would not keep.
fn fields(json: &str) -> Vec<String> {
    let words: Vec<&str> = json.split('"').collect();
    let is_field = |i: usize| words.get(i + 1).is_some_and(|next| next.trim_start().starts_with(':'));
    (1..words.len()).step_by(2).filter(|i| is_field(*i)).map(|i| words[i].to_owned()).collect()
}

fn same_shape(example: &Value, seen: &Value, at: &str) {
    match (example, seen) {
        (Value::Object(wanted), Value::Object(has)) => {
            let (wanted, has): (Vec<_>, Vec<_>) = (wanted.iter().collect(), has.iter().collect());
            assert_eq!(wanted.len(), has.len(), "{at}");
            for ((name, value), (other, found)) in wanted.into_iter().zip(has) {
                assert!(name == other || name.is_empty(), "{at}: {name} is {other}");
                same_shape(value, found, &format!("{at}.{name}"));
            }
        }
        (Value::Array(wanted), Value::Array(has)) => {
            assert_eq!(wanted.is_empty(), has.is_empty(), "{at}");
            for (value, found) in wanted.iter().zip(has) {
                same_shape(value, found, &format!("{at}[]"));
            }
        }
        _ => assert_eq!(std::mem::discriminant(example), std::mem::discriminant(seen), "{at}: {seen}"),
    }
}

/// One observation without issuer, whose evidence is one text.
fn small() -> Report {
    let mut seen = sample::without_issuer("203.0.113.11:443");
    seen.findings[0].evidence.truncate(1);
    let mut walk = seen.walk.take().unwrap();
    walk.path.links = sample::trusted("203.0.113.10:443").walk.unwrap().path.links;
    walk.path.links.truncate(1);
    seen.walk = Some(walk);
    let kinds = &[model::EndpointKind::AccessEdgeClient];
    let endpoint = sample::endpoint("sip.contoso.com", 443, kinds, vec![seen]);
    let mut target = sample::target("contoso.com", vec![endpoint]);
    target.discovery = model::Discovery { lookups: target.discovery.lookups, ..sample::learnt() };
    target.discovery.sign_in.remove(0);
    report_of_one_attempt(target)
}

/// The same shape for each way in: one attempt.
fn report_of_one_attempt(mut target: TargetReport) -> Report {
    for way in &mut target.discovery.sign_in {
        way.tried.truncate(1);
    }
    sample::report(vec![target])
}

#[test]
fn a_second_look_without_sni_is_not_counted_and_files_are() {
    let mut report = sample::odd();
    let whole = report.summary();
    let seen = |r: &crate::model::Report| {
        r.targets.iter().flat_map(|t| &t.endpoints).map(|e| e.observations.len()).sum::<usize>()
    };
    assert_eq!(whole.observations, seen(&report) - 1);
    let of_file = |e: &crate::model::report::EndpointReport| e.endpoint.host.is_none();
    for target in &mut report.targets {
        target.endpoints.retain(of_file);
    }
    assert_eq!(report.summary().observations, seen(&report));
    assert!(seen(&report) > 0);
}

#[test]
fn the_shape_is_as_promised() {
    let report = small();
    same_shape(&serde_json::from_str(EXAMPLE).unwrap(), &parsed(&report), "$");
    let mut wanted = fields(EXAMPLE);
    let mut seen = fields(&text(&report, write));
    let certificate = |name: &mut String| {
        if name.len() == 64 || name.is_empty() {
            *name = "<sha256>".to_owned();
        }
    };
    wanted.iter_mut().for_each(certificate);
    seen.iter_mut().for_each(certificate);
    assert_eq!(wanted, seen);
}

#[test]
fn values_of_a_broken_chain() {
    let json = parsed(&sample::broken());
    assert_eq!(json["schema"], "chaincheck.report.v1");
    assert_eq!(json["time"], "2026-11-22T10:00:00Z");
    assert_eq!((&json["elapsed_ms"], &json["status"]), (&json!(812), &json!("critical")));
    let seen = &json["targets"][0]["endpoints"][0]["observations"][1];
    assert_eq!((&seen["address"], &seen["port"]), (&json!("203.0.113.11"), &json!(443)));
    assert_eq!(
        seen["broken"],
        json!({"position": "end", "index": 0, "code": "issuer-missing", "subject": "CN=sip.contoso.com",
               "issuer": "CN=Contoso Issuing CA 1,O=Contoso"})
    );
    assert_eq!(seen["webpki"], json!({"accepts": false, "error": "UnknownIssuer"}));
    let evidence = &seen["findings"][0]["evidence"];
    assert_eq!(evidence[1]["value"], "2030-03-06T10:00:00Z");
    assert_eq!(evidence[2]["value"], 1);
    assert!(evidence[3]["value"].is_array());
    let good = &json["targets"][0]["endpoints"][0]["observations"][0];
    assert_eq!(good["broken"], Value::Null);
    assert_eq!(good["path"]["certificates"][2]["from"], "anchor:system");
    assert_eq!(good["path"]["end"], json!({"kind": "anchored", "index": 2, "stores": ["system"]}));
}

#[test]
fn certificates_say_what_they_say() {
    let json = parsed(&sample::healthy());
    let leaf = &json["certificates"][sample::leaf().fingerprint()];
    assert_eq!((&leaf["serial"], &leaf["serial_reversed"]), (&json!("0a1b2c12"), &json!("122c1b0a")));
    assert_eq!(leaf["names"], json!(["sip.contoso.com", "203.0.113.10"]));
    assert_eq!(leaf["key_usage"], json!(["digitalSignature", "keyEncipherment"]));
    assert_eq!(leaf["extended_key_usage"], json!(["serverAuth", "1.2.3.4"]));
    assert_eq!((&leaf["subject_key_id"], &leaf["authority_key_id"]), (&json!("010203"), &json!("040506")));
    assert_eq!(leaf["sha1"].as_str().unwrap().len(), 40);
    let pem = leaf["pem"].as_str().unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n") && pem.ends_with("-----END CERTIFICATE-----\n"));
    assert!(pem.lines().all(|line| line.len() <= 64));
    let issuing = &json["certificates"][sample::issuing().fingerprint()];
    assert_eq!((&issuing["ca"], &issuing["path_length"]), (&json!(true), &json!(0)));
}

#[test]
fn silence_is_null_and_unknown() {
    let json = parsed(&sample::mute());
    let seen = &json["targets"][0]["endpoints"][0]["observations"][0];
    assert_eq!((&seen["outcome"], &seen["stage"]), (&json!("silent"), &json!("connect")));
    assert_eq!((&seen["why"], &seen["trust"]), (&json!("no answer within 5 s"), &json!("unknown")));
    for field in ["path", "broken", "webpki", "session", "name_matches", "completed_by"] {
        assert_eq!(seen[field], Value::Null, "{field}");
    }
    assert_eq!(json["status"], "unknown");
}

#[test]
fn hostile_names_survive_and_do_no_harm() {
    let report = sample::hostile();
    let raw = text(&report, write);
    assert!(raw.chars().all(|c| c == '\n' || !clean::is_hidden(c)));
    let json: Value = serde_json::from_str(&raw).unwrap();
    let (id, cert) = report.certificates().into_iter().next().unwrap();
    assert_eq!(json["certificates"][id]["subject"], cert.subject.text.as_str());
}

#[test]
fn one_line_a_target() {
    let second = sample::mute().targets.remove(0);
    let mut report = sample::healthy();
    report.targets.push(second);
    report.stores.push(Store { name: "mozilla".to_owned(), decides: false, anchors: 1, problems: Vec::new() });
    let lines = text(&report, write_lines);
    assert!(lines.ends_with('\n'));
    let documents: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(documents.len(), 2);
    for (document, (status, certificates)) in documents.iter().zip([("ok", 3), ("unknown", 0)]) {
        assert_eq!(document["summary"]["targets"], 1);
        assert_eq!(document["targets"].as_array().unwrap().len(), 1);
        assert_eq!(document["status"], status);
        assert_eq!(document["certificates"].as_object().unwrap().len(), certificates);
    }
}
