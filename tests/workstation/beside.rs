//! Computers beside the servers, and beside each other.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::mpsc::channel,
    thread,
    time::Duration,
};

use tempfile::TempDir;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    cases::{Beside, CASES, healthy, own},
    desk::{ADDRESS, AT, Desk},
    language::{Encoding, LANGUAGES, Language},
    program::{Done, finish, program, run},
    rules::{codes, folder},
};

/// A healthy computer whose snapshot was taken just now, as the servers of the demo are of now.
pub fn of_now() -> Desk {
    let taken = OffsetDateTime::now_utc().format(&Rfc3339).unwrap();
    let caches = vec![(ADDRESS, (2020, 3, 27, 13, 5))];
    Desk { taken, own: vec![own(ADDRESS, (2020, 1, 1), (2090, 1, 1))], caches, ..healthy() }
}

/// The demo with a computer beside it.
pub fn demo(scenario: &str, desk: &Desk, language: Language) -> Done {
    let folder = folder(desk, language, Encoding::CodePage);
    run(&["demo", scenario, "--workstation", folder.path().to_str().unwrap(), "--format", "json"])
}

#[test]
fn rules_that_need_the_servers_fire_beside_them() {
    for case in CASES {
        let Beside::Servers(scenario) = case.beside else { continue };
        for language in LANGUAGES {
            let mut desk = of_now();
            let silent = codes(&demo(scenario, &desk, language).expect(0).json());
            assert!(!silent.contains(case.code), "{} {language:?}: {silent:?}", case.code);
            (case.change)(&mut desk);
            let found = codes(&demo(scenario, &desk, language).expect(0).json());
            assert!(found.contains(case.code), "{} {language:?}: {found:?}", case.code);
        }
    }
}

/// A demo that runs, and the command that checks it; killed when dropped.
struct Kept {
    child: Child,
    command: String,
    folder: TempDir,
}

impl Kept {
    fn start(scenario: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program();
        let mut child = command.args(["demo", scenario, "--keep"]).env("TMPDIR", folder.path()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (send, receive) = channel();
        thread::spawn(move || {
            let line = out.lines().map_while(Result::ok).find(|line| line.starts_with("chaincheck "));
            let _ = send.send(line);
        });
        let command = receive.recv_timeout(Duration::from_secs(60)).unwrap().expect("a command line is printed");
        Self { child, command, folder }
    }

    /// The root of the servers, as PEM.
    fn root(&self) -> String {
        let path = self.command.split_once("--anchors ").unwrap().1.split(' ').next().unwrap();
        assert!(Path::new(path).starts_with(self.folder.path()), "{path}");
        fs::read_to_string(path).unwrap()
    }

    /// The check as the computer of a snapshot would judge, without any other roots.
    fn as_the_computer(&self, snapshot: &Path, rest: &str) -> Done {
        let program = concat!("'", env!("CARGO_BIN_EXE_chaincheck"), "'");
        let (before, after) = self.command.split_once("--anchors ").unwrap();
        let after = after.split_once(' ').map_or("", |(_, after)| after);
        let line = format!("{before}{after} --workstation '{}' {rest}", snapshot.display());
        let line = line.replacen("chaincheck", program, 1);
        let mut command = std::process::Command::new("/bin/sh");
        command.env_clear().args(["-c", &line]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        finish(&mut command)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A snapshot whose machine trusts a root and distrusts another.
fn trusting(roots: &str, disallowed: &str) -> TempDir {
    let folder = folder(&of_now(), Language::Japanese, Encoding::CodePage);
    fs::write(folder.path().join("certificates/machine-root.pem"), format!("store: LocalMachine\\Root\n{roots}"))
        .unwrap();
    let refused = format!("store: LocalMachine\\Disallowed\n{disallowed}");
    fs::write(folder.path().join("certificates/machine-disallowed.pem"), refused).unwrap();
    folder
}

#[test]
fn chains_are_judged_as_the_computer_would_in_one_report() {
    let servers = Kept::start("healthy");
    let root = servers.root();
    let trusts = trusting(&root, "");
    let done = servers.as_the_computer(trusts.path(), "").expect(0);
    done.says(&["OK contoso.test", "PC-0117/anna@contoso.test"]);

    let lacks = trusting("", "");
    let done = servers.as_the_computer(lacks.path(), "--format json").expect(2);
    let found = codes(&done.json());
    assert!(found.contains("root-untrusted") || found.contains("issuer-unknown"), "{found:?}");

    let refuses = trusting(&root, &root);
    let done = servers.as_the_computer(refuses.path(), "--format json").expect(2);
    let found = codes(&done.json());
    assert!(found.contains("explicitly-distrusted") && found.contains("root-explicitly-distrusted"), "{found:?}");
}

#[test]
fn a_computer_at_fault_beside_servers_that_are_well() {
    let servers = Kept::start("healthy");
    let folder = trusting(&servers.root(), "");
    let guid = "\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\n    MachineGuid    REG_SZ    \
        {0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0}\n\n";
    fs::write(folder.path().join("machine-guid.txt"), guid).unwrap();
    servers.as_the_computer(folder.path(), "").expect(2).says(&[
        "OK contoso.test",
        "CRITICAL PC-0117/anna@contoso.test",
        "machine-guid-braces",
    ]);
}

/// Computers beside each other: computer, address, whether the sign-in works.
fn compared(desks: &[(&'static str, &'static str, &'static str)]) -> serde_json::Value {
    let made: Vec<TempDir> = desks
        .iter()
        .zip(LANGUAGES.into_iter().cycle())
        .map(|((computer, address, sign_in), language)| {
            let mut desk = Desk { computer, address, sign_in, ..healthy() };
            desk.own = vec![own(address, (2026, 4, 1), (2026, 9, 28))];
            desk.caches = vec![(address, (2026, 3, 27, 13, 5))];
            folder(&desk, language, Encoding::CodePage)
        })
        .collect();
    let mut args = vec!["workstation", "--at", AT, "--format", "json"];
    args.extend(made.iter().map(|folder| folder.path().to_str().unwrap()));
    run(&args).json()["comparison"].clone()
}

#[test]
fn several_snapshots_tell_whether_it_is_the_computer_the_account_or_the_servers() {
    const BERT: &str = "bert@contoso.test";
    for (blame, desks) in [
        ("computer", &[("PC-1", ADDRESS, "fails"), ("PC-1", BERT, "fails"), ("PC-2", ADDRESS, "works")][..]),
        ("account", &[("PC-1", ADDRESS, "fails"), ("PC-2", ADDRESS, "fails"), ("PC-1", BERT, "works")]),
        ("servers", &[("PC-1", ADDRESS, "fails"), ("PC-2", BERT, "fails"), ("PC-3", "cleo@contoso.test", "fails")]),
        ("nobody", &[("PC-1", ADDRESS, "works"), ("PC-2", BERT, "works")]),
        ("unknown", &[("PC-1", ADDRESS, "works"), ("PC-1", ADDRESS, "fails")]),
    ] {
        let comparison = compared(desks);
        assert_eq!(comparison["blame"], blame, "{comparison:#}");
    }
}
