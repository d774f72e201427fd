//! Findings that are accepted: what they do to the exit code, and what they do not.

use std::fs;

use tempfile::TempDir;

use crate::program::{Done, run};

/// `verify` of a chain that is run out, at a time, with further arguments.
fn verify(more: &[&str]) -> Done {
    let base = ["verify", "fixtures/healthy/chain.pem", "--store", "none", "--anchors", "fixtures/healthy/anchors.pem"];
    run(&[&base, more].concat())
}

const LATE: [&str; 2] = ["--at", "2040-06-01T00:00:00Z"];

#[test]
fn what_is_accepted_is_shown_and_does_not_count() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("known.toml").to_str().unwrap().to_owned();
    let at = |time: &str, more: &[&str]| verify(&[&["--at", time, "--baseline", &path], more].concat());
    // The exit code of the run that writes is that of what it finds.
    verify(&[&LATE[..], &["--write-baseline", &path]].concat()).expect(2).says(&["were added: "]);
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.contains("id = \"cert-expired#") && written.contains("until = 2040-08-30"), "{written}");

    let done = at(LATE[1], &[]).expect(0);
    done.says(&["CRITICAL cert-expired", "accepted until 2040-08-30"]);
    at(LATE[1], &["-q"]).expect(0).says(&["(accepted until 2040-08-30)"]);
    let page = at(LATE[1], &["--format", "html"]).expect(0).out;
    let (head, findings) = page.split_once("<h3>Findings</h3>").unwrap();
    assert!([head, findings].iter().all(|part| part.contains("(accepted until 2040-08-30)")), "{page}");
    let json = at(LATE[1], &["--format", "json"]).expect(0).json();
    let finding = &json["targets"][0]["endpoints"][0]["observations"][0]["findings"][0];
    assert_eq!((&finding["code"], &finding["accepted_until"]), (&"cert-expired".into(), &"2040-08-30".into()));
    assert_eq!(json["status"], "critical");
    at("2040-08-30T23:59:59Z", &[]).expect(0);
    at("2040-08-31T00:00:00Z", &[]).expect(2).says(&["ran out, and counts again: cert-expired#"]);
    at("2026-06-01T00:00:00Z", &[]).expect(0).says(&["known.toml:11: matched nothing in this run: cert-expired#"]);
    // Another finding counts as ever.
    let other = at(LATE[1], &["--name", "other.example"]).expect(2);
    let (first, accepted) = (other.out.find("name-mismatch"), other.out.find("accepted until"));
    assert!(first.is_some() && first < accepted, "what counts comes first: {}", other.out);
    assert!(!other.out.lines().next().unwrap_or_default().contains("accepted"), "{}", other.out);

    // Written once more, nothing is added, and what a person wrote stays.
    let edited = written.replace("2040-08-30", "2040-07-01").replace("why = \"\"", "why = \"at the move\" # yes");
    fs::write(&path, &edited).unwrap();
    verify(&[&LATE[..], &["--write-baseline", &path]].concat()).expect(2);
    assert_eq!(fs::read_to_string(&path).unwrap(), edited);
    // What ran out counts, and is accepted anew; the entry before it is no longer said to have run out.
    let late = ["--at", "2040-07-02T00:00:00Z"];
    verify(&[&late[..], &["--write-baseline", &path]].concat()).expect(2).says(&["2040-09-30 were added: "]);
    assert!(fs::read_to_string(&path).unwrap().starts_with(&edited));
    let done = at(late[1], &[]).expect(0);
    assert!(!done.err.contains("ran out"), "{}", done.err);
}

/// Neither a file that cannot be read nor a target of which nothing is known becomes fine.
#[test]
fn what_could_not_be_checked_cannot_be_accepted() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("known.toml").to_str().unwrap().to_owned();
    let all = ["endpoint-unreachable", "lookup-failed", "cert-expired"];
    let entries = all.map(|code| format!("[[accept]]\ncode = \"{code}\"\nuntil = 2099-01-01\n"));
    fs::write(&path, entries.concat()).unwrap();
    let more = ["--baseline", &path];
    run(&["probe", "127.0.0.1:1", "--store", "none", more[0], more[1]]).expect(3);
    verify(&[&LATE[..], &more, &["fixtures/none.pem"]].concat()).expect(3);
}

#[test]
fn what_is_wrong_is_said_before_anything_is_checked() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("known.toml").to_str().unwrap().to_owned();
    fs::write(&path, "# typed by hand\n[[accept]]\ncode = \"cert-expird\"\nuntil = 2027-01-31\n").unwrap();
    for option in ["--baseline", "--write-baseline"] {
        verify(&[option, &path]).expect(3).says(&["known.toml:3:8: there is no code", "cert-expired is near it"]);
    }
    verify(&["--baseline", "/nonexistent"]).expect(3).says(&["/nonexistent"]);
    verify(&["--write-baseline", "/nonexistent/known.toml"]).expect(3).says(&["there is no folder /nonexistent"]);
    #[cfg(target_os = "linux")]
    verify(&[&LATE[..], &["--write-baseline", "/dev/full"]].concat()).expect(3).says(&["cannot write \"/dev/full\""]);
    fs::write(&path, "").unwrap();
    let before = fs::read_dir(folder.path()).unwrap().count();
    verify(&["--write-baseline", &path, "--severity", "nonsense"]).expect(3);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before, "a temporary file is left");
}
