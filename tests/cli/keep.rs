//! `demo --keep`: the printed command line gives the demo's own verdict, in every format.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Command},
    sync::mpsc::channel,
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    demo::troubles,
    program::{finish, program},
    report,
};

/// A demo that runs; killed when dropped.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What must not depend on who asks: where, trust, names, what is broken, what is found.
fn verdicts(report: &Value) -> Vec<String> {
    let mut verdicts = troubles(report);
    for endpoint in report["targets"][0]["endpoints"].as_array().unwrap() {
        for seen in endpoint["observations"].as_array().unwrap() {
            let [outcome, trust, matches, broken] =
                [&seen["outcome"], &seen["trust"], &seen["name_matches"], &seen["broken"]];
            verdicts.push(format!("{} {} {outcome} {trust} {matches} {broken}", endpoint["host"], seen["port"]));
        }
    }
    verdicts
}

#[test]
fn the_printed_command_says_the_same() {
    for (scenario, code) in [("missing-intermediate", 2), ("healthy", 0), ("refused-address", 1), ("private-root", 2)] {
        let folder = tempfile::Builder::new().prefix("with space").tempdir().unwrap();
        let own = folder.path().join("own.json");
        let mut command = program();
        command.args(["demo", scenario, "--keep", "-o"]).arg(format!("json={}", own.display()));
        let mut kept = Kept(command.env("TMPDIR", folder.path()).spawn().unwrap());
        let out = BufReader::new(kept.0.stdout.take().unwrap());
        let (send, receive) = channel();
        thread::spawn(move || {
            let line = out.lines().map_while(Result::ok).find(|line| line.starts_with("chaincheck "));
            let _ = send.send(line);
        });
        let line = receive.recv_timeout(Duration::from_secs(60)).unwrap().expect("a command line is printed");
        // As a user does: through a shell.
        let line = line.replacen("chaincheck", concat!("'", env!("CARGO_BIN_EXE_chaincheck"), "'"), 1);
        let shell = |format: &str| {
            let mut command = Command::new("/bin/sh");
            command.env_clear().arg("-c").arg(format!("{line} --format {format}"));
            command.stdin(std::process::Stdio::null());
            finish(command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped())).expect(code)
        };
        let own: Value = serde_json::from_str(&fs::read_to_string(&own).unwrap()).unwrap();
        for format in ["json", "jsonl"] {
            let theirs = shell(format).json();
            report::check(&theirs);
            assert_eq!(verdicts(&theirs), verdicts(&own), "{scenario} {format}");
        }
        let table = shell("table").out;
        let word = ["OK", "WARNING", "CRITICAL"][usize::try_from(code).unwrap()];
        assert!(table.starts_with(word), "{scenario}:\n{table}");
        for trouble in troubles(&own) {
            assert!(table.contains(trouble.split('"').nth(1).unwrap()), "{scenario} {trouble}:\n{table}");
        }
    }
}

#[cfg(unix)]
#[test]
fn control_c_ends_it_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = Kept(program().args(["demo", "--keep", "healthy"]).env("TMPDIR", folder.path()).spawn().unwrap());
    let mut out = BufReader::new(kept.0.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("chaincheck ") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "no command line is printed");
    }
    let status = Command::new("kill").args(["-INT", &kept.0.id().to_string()]).status().unwrap();
    assert!(status.success());
    let (send, ended) = channel();
    thread::spawn(move || {
        let mut rest = Vec::new();
        let _ = out.read_to_end(&mut rest);
        let _ = send.send(());
    });
    ended.recv_timeout(Duration::from_secs(60)).expect("Ctrl-C ends it");
    assert_eq!(kept.0.wait().unwrap().code(), Some(0));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
