//! `diff`: two runs of the demo, and files that are no reports.

use std::fs;

use tempfile::TempDir;

use crate::program::{finish, program, run, run_with_input};

/// A report as `verify` makes it of the fixtures' chain, at a time.
fn report(folder: &TempDir, name: &str, fixture: &str, at: &str, format: &str) -> String {
    let path = folder.path().join(name).to_str().unwrap().to_owned();
    let chain = format!("fixtures/{fixture}/chain.pem");
    let anchors = format!("fixtures/{fixture}/anchors.pem");
    let to = format!("{format}={path}");
    run(&["verify", &chain, "--store", "none", "--anchors", &anchors, "--at", at, "-o", &to]);
    path
}

#[test]
fn runs_are_compared_and_the_exit_code_says_how_bad() {
    let folder = TempDir::new().unwrap();
    let before = report(&folder, "before.json", "healthy", "2026-06-01T00:00:00Z", "json");
    let line = report(&folder, "before.jsonl", "healthy", "2026-06-01T00:00:00Z", "jsonl");
    let after = report(&folder, "after.json", "healthy", "2040-06-01T00:00:00Z", "json");
    run(&["diff", &before, &line]).expect(0).says(&["Nothing changed, from 2026-06-01"]);
    run(&["diff", &before, &after]).expect(2).says(&["Worse: ", "new finding: critical cert-expired"]);
    run(&["diff", &after, &before]).expect(0).says(&["Nothing got worse", "finding gone: critical cert-expired"]);
    run(&["diff", &before, &after, "--lang", "ja"]).expect(2).says(&["新しい指摘", "cert-expired"]);
    run(&["diff", &before, &after, "-q"]).expect(2).says(&["Worse: "]);
    let json = run(&["diff", &before, &after, "--format", "json"]).expect(2).json();
    assert_eq!((&json["schema"], &json["worst"]), (&"chaincheck.diff.v1".into(), &"critical".into()));
    assert!(json["changes"].as_array().unwrap().iter().any(|c| c["finding"]["code"] == "cert-expired"), "{json}");

    let text = fs::read_to_string(&after).unwrap();
    run_with_input(&["diff", &before, "-"], &text).expect(2);
    run(&["diff", "-", "-"]).expect(3).says(&["one report on standard input"]);
    let written = folder.path().join("changes.txt");
    run(&["diff", &before, &after, "-o", written.to_str().unwrap()]).expect(2);
    assert!(fs::read_to_string(&written).unwrap().contains("cert-expired"));
}

#[test]
fn what_is_no_report_is_an_error_with_its_place() {
    let folder = TempDir::new().unwrap();
    let good = report(&folder, "good.json", "healthy", "2026-06-01T00:00:00Z", "json");
    let whole = fs::read_to_string(&good).unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        fs::write(&path, text).unwrap();
        path
    };
    let cut = file("cut.json", &whole.as_bytes()[..whole.len() / 2]);
    run(&["diff", &good, &cut]).expect(3).says(&["cut.json: line", "column", "EOF"]);
    let old = file("old.json", whole.replace("report.v1", "report.v0").as_bytes());
    run(&["diff", &old, &good]).expect(3).says(&["old.json: line 1: its schema is \"chaincheck.report.v0\""]);
    let large = folder.path().join("large.json");
    fs::File::create(&large).unwrap().set_len(100 << 20).unwrap();
    run(&["diff", &good, large.to_str().unwrap()]).expect(3).says(&["large.json: larger than 64 MiB"]);
    run(&["diff", &good, "/nonexistent"]).expect(3).says(&["/nonexistent: "]);
    run(&["diff", &good, folder.path().to_str().unwrap()]).expect(3);
    run(&["diff", &good]).expect(3);
    let evil = file("evil\u{1b}[2J.json", b"\x1b[2J");
    let done = run(&["diff", &good, &evil]).expect(3);
    assert!(!done.err.contains('\u{1b}'), "{:?}", done.err);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_half_written_is_left() {
    let folder = TempDir::new().unwrap();
    let good = report(&folder, "good.json", "healthy", "2026-06-01T00:00:00Z", "json");
    run(&["diff", &good, &good, "-o", "/dev/full"]).expect(3).says(&["cannot write", "/dev/full"]);
    run(&["diff", &good, &good, "-o", "/nonexistent/out"]).expect(3).says(&["there is no folder"]);
    for args in [&["schema"][..], &["diff", &good, &good], &["completions", "bash"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        finish(program().args(args).stdout(full)).expect(3).says(&["cannot write", "standard output"]);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        finish(program().args(args).stdout(writer)).expect(0);
    }
}
