//! What counts as a change, told from reports of the samples, and files that are no reports.

#![allow(clippy::unwrap_used)]

use serde_json::Value;

use super::*;
use crate::{
    model::Report,
    render::{Lang, Style, json as report, sample},
};

fn document(report: &Report) -> Value {
    let mut text = Vec::new();
    report::write(report, &Style::default(), &mut text).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn run(document: &Value) -> Run {
    read(document.to_string().as_bytes()).unwrap()
}

/// The kinds of what changes when one thing in a report does, and how bad the worst of them is.
fn after(report: &Report, change: impl FnOnce(&mut Value)) -> (Vec<&'static str>, Option<Severity>) {
    let old = document(report);
    let mut new = old.clone();
    change(&mut new);
    let comparison = Comparison::of(&run(&old), &run(&new));
    (comparison.changes.iter().map(|c| c.kind.as_str()).collect(), comparison.worst())
}

fn endpoint(document: &mut Value) -> &mut Value {
    &mut document["targets"][0]["endpoints"][0]
}

fn seen(document: &mut Value) -> &mut Value {
    &mut endpoint(document)["observations"][1]
}

fn show(comparison: &Comparison, style: &Style) -> String {
    let mut text = Vec::new();
    table(comparison, style, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn each_change_is_told_and_only_what_is_worse_counts() {
    use Severity::{Critical, Warning};
    let broken = sample::broken();
    type Edit = fn(&mut Value);
    let table: &[(Edit, &[&str], Option<Severity>)] = &[
        (|_| {}, &[], None),
        (|d| d["time"] = "2027-01-01T00:00:00Z".into(), &[], None),
        (|d| seen(d)["findings"] = serde_json::json!([]), &["finding-gone"], None),
        (|d| seen(d)["findings"][0]["id"] = "other".into(), &["finding-new", "finding-gone"], Some(Critical)),
        (|d| seen(d)["findings"][0]["severity"] = "warning".into(), &["finding-milder"], None),
        (|d| seen(d)["findings"][0]["accepted_until"] = "2027-01-31".into(), &["finding-accepted"], None),
        (
            |d| {
                seen(d)["findings"][0]["id"] = "other".into();
                seen(d)["findings"][0]["accepted_until"] = "2027-01-31".into();
            },
            &["finding-new", "finding-gone"],
            None,
        ),
        (|d| d["targets"][0]["status"] = "unknown".into(), &["verdict-turned"], Some(Warning)),
        (
            |d| {
                seen(d)["outcome"] = "silent".into();
                seen(d)["presented"] = serde_json::json!([]);
            },
            &["verdict-turned"],
            None,
        ),
        (|d| seen(d)["trust"] = "trusted".into(), &["verdict-turned"], None),
        (|d| seen(d)["address"] = "203.0.113.99".into(), &["address-appeared", "address-vanished"], None),
        (
            |d| d["targets"][0]["endpoints"][1]["host"] = "fs.contoso.com".into(),
            &["endpoint-appeared", "endpoint-vanished"],
            None,
        ),
        (|d| d["targets"] = serde_json::json!([]), &["target-vanished"], Some(Warning)),
        (
            |d| d["targets"][0]["target"]["name"] = "fabrikam.com".into(),
            &["target-vanished", "finding-new", "target-appeared", "finding-new"],
            Some(Critical),
        ),
    ];
    for (number, (edit, kinds, worst)) in table.iter().enumerate() {
        let (mut told, bad) = after(&broken, edit);
        let mut wanted = kinds.to_vec();
        told.sort_unstable();
        wanted.sort_unstable();
        assert_eq!((told, bad), (wanted, *worst), "change {number}");
    }
}

#[test]
fn what_was_not_checked_again_is_not_gone() {
    let (kinds, _) = after(&sample::broken(), |d| {
        for seen in endpoint(d)["observations"].as_array_mut().unwrap() {
            seen["outcome"] = "silent".into();
            seen["findings"] = serde_json::json!([]);
        }
    });
    assert!(kinds.contains(&"finding-unknown") && !kinds.contains(&"finding-gone"), "{kinds:?}");
}

#[test]
fn an_acceptance_that_ran_out_counts_again() {
    let mut old = document(&sample::broken());
    let new = old.clone();
    seen(&mut old)["findings"][0]["accepted_until"] = "2026-11-21".into();
    let comparison = Comparison::of(&run(&old), &run(&new));
    assert_eq!(comparison.changes[0].kind, Kind::FindingRunOut);
    assert_eq!(comparison.worst(), Some(Severity::Critical));
}

/// Another leaf at both members; the old and the new certificate as the report knows them.
fn with_leaf(document: &mut Value, sha256: &str, issuer: &str) {
    document["certificates"][sha256] =
        serde_json::json!({"subject": "CN=sip.contoso.com", "issuer": issuer, "not_after": "2028-01-01T00:00:00Z"});
    for seen in endpoint(document)["observations"].as_array_mut().unwrap() {
        seen["presented"][0] = sha256.into();
    }
}

#[test]
fn a_renewed_certificate_is_told_from_one_of_another_issuer() {
    let old = document(&sample::healthy());
    let sha256 = "ab".repeat(32);
    for (issuer, kind) in
        [("CN=Contoso Issuing CA 1,O=Contoso", Kind::CertificateRenewed), ("CN=Other CA", Kind::IssuerChanged)]
    {
        let mut new = old.clone();
        with_leaf(&mut new, &sha256, issuer);
        let comparison = Comparison::of(&run(&old), &run(&new));
        let [change] = &comparison.changes[..] else { panic!("{:?}", comparison.changes) };
        assert_eq!((change.kind, change.worse, change.addresses.len()), (kind, None, 2), "{issuer}");
        assert_eq!(change.to.as_ref(), Some(&sha256));
        let page = show(&comparison, &Style::default());
        assert!(page.contains("until 2028-01-01") && page.contains("sip.contoso.com:443"), "{page}");
        assert_eq!(page.contains("Other CA"), kind == Kind::IssuerChanged, "{page}");
    }
}

#[test]
fn lines_of_several_targets_make_one_run() {
    let odd = sample::odd();
    let mut lines = Vec::new();
    report::write_lines(&odd, &Style::default(), &mut lines).unwrap();
    let (whole, lines) = (run(&document(&odd)), read(&lines[..]).unwrap());
    assert!(Comparison::of(&whole, &lines).changes.is_empty());
    assert!(Comparison::of(&lines, &whole).changes.is_empty());
}

#[test]
fn what_is_no_report_is_refused_where_it_is_wrong() {
    let good = document(&sample::healthy()).to_string();
    let pretty = serde_json::to_string_pretty(&document(&sample::healthy())).unwrap();
    let lines = pretty.lines().count();
    for (text, place) in [
        (String::new(), "empty"),
        (" \n\n".to_owned(), "empty"),
        ("no report".to_owned(), "line 1, column 2"),
        ("{}".to_owned(), "line 1: its schema is not told"),
        ("[1]".to_owned(), "line 1, column"),
        ("{\"schema\": [0, 0]}".to_owned(), "line 1, column"),
        (good.replace("report.v1", "report.v2"), "line 1: its schema is \"chaincheck.report.v2\""),
        (format!("{good}\n\n{{\"schema\":\"chaincheck.diff.v1\"}}"), "line 3: its schema is"),
        (pretty[..pretty.len() - 2].to_owned(), &format!("line {}, column", lines - 1)),
        (format!("{good}\n{good}x"), "line 2, column"),
        (format!("{good}\n{}", good.replace("\"endpoints\":[", "\"endpoints\":5,\"x\":[")), "line 2, column"),
        ("[".repeat(100_000), "line 1, column"),
        (format!("{{\"schema\":{}", "[".repeat(100_000)), "line 1, column"),
    ] {
        let said = read(text.as_bytes()).unwrap_err().to_string();
        assert!(said.contains(place), "{place}: {said}");
    }
    assert!(matches!(read(std::io::repeat(b' ')), Err(ReadError::TooLarge)));
}

#[test]
fn hostile_text_stays_where_it_is() {
    let hostile = document(&sample::hostile());
    let mut other = hostile.clone();
    let evil = "\x1b[2J\u{202e}\nnothing changed\r\n!!";
    seen(&mut other)["findings"] = serde_json::json!([
        {"id": evil, "code": evil, "severity": "critical", "title": evil.repeat(1000)}]);
    other["targets"][0]["target"]["name"] = evil.into();
    other["time"] = evil.into();
    endpoint(&mut other)["host"] = evil.into();
    let comparison = Comparison::of(&run(&hostile), &run(&other));
    for lang in [Lang::En, Lang::Ja] {
        let page = show(&comparison, &Style { lang, ..Style::default() });
        assert!(page.chars().all(|c| c == '\n' || !crate::render::clean::is_hidden(c)), "{page}");
        assert!(page.lines().all(|line| !line.starts_with("nothing changed")), "{page}");
    }
    let mut text = Vec::new();
    json(&comparison, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.chars().all(|c| c == '\n' || !crate::render::clean::is_hidden(c)));
    let back: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(back["new"]["time"], evil);
}

#[test]
fn every_kind_has_words_in_japanese() {
    let broken = document(&sample::broken());
    let mut new = broken.clone();
    seen(&mut new)["findings"][0]["severity"] = "warning".into();
    let page = show(&Comparison::of(&run(&broken), &run(&new)), &Style { lang: Lang::Ja, ..Style::default() });
    assert!(page.contains("重大度が下がった指摘") && page.contains("issuer-missing"), "{page}");
    let page = show(&Comparison::of(&run(&broken), &run(&broken)), &Style::default());
    assert_eq!(page, "Nothing changed, from 2026-11-22T10:00:00Z to 2026-11-22T10:00:00Z\n");
}
