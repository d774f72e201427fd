//! On a terminal, which util-linux's `script` provides; without it these tests say so and pass.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use crate::{
    chains::{Folder, NOW},
    program::{Done, wait},
    stores::{PASSWORD, container},
};

/// Runs `chaincheck ARGS` on a terminal of some columns; `None` without `script`.
fn on_terminal(columns: usize, args: &[&str], env: &[(&str, &str)]) -> Option<Done> {
    typing("", columns, args, env)
}

/// The same, with somebody who types.
fn typing(text: &str, columns: usize, args: &[&str], env: &[(&str, &str)]) -> Option<Done> {
    let is_there = Command::new("script").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !is_there.is_ok_and(|status| status.success()) || !cfg!(target_os = "linux") {
        return None;
    }
    let quoted: Vec<String> = args.iter().map(|arg| format!("'{arg}'")).collect();
    let line =
        format!("stty cols {columns} rows 50 && exec '{}' {}", env!("CARGO_BIN_EXE_chaincheck"), quoted.join(" "));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.env("SHELL", "/bin/sh").env("TERM", "xterm").envs(env.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Some(wait(child, start))
}

fn lines(done: &Done) -> Vec<String> {
    done.out.lines().map(|line| line.trim_end_matches('\r').to_owned()).collect()
}

fn without_colour(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[test]
fn the_table_fits_the_terminal() {
    let files = Folder::new();
    let leaf = files.write("a.pem", std::fs::read(files.path("leaf.pem")).unwrap());
    let args = ["verify", &leaf, "--store", "none", "--at", NOW, "--no-progress", "-v"];
    for columns in [40, 60, 80, 200] {
        let Some(done) = on_terminal(columns, &args, &[]) else {
            eprintln!("skipped: there is no `script` here to provide a terminal");
            return;
        };
        let done = done.expect(2);
        let lines = lines(&done);
        assert!(lines.iter().any(|line| line.contains("\u{1b}[")), "coloured on a terminal:\n{}", done.out);
        for line in lines.iter().map(|line| without_colour(line)) {
            assert!(line.chars().count() <= columns, "{columns}: {line}");
        }
    }
    for env in [&[("NO_COLOR", "1")][..], &[("TERM", "dumb")]] {
        let done = on_terminal(80, &args, env).unwrap().expect(2);
        assert!(!done.out.contains('\u{1b}'), "{env:?}:\n{}", done.out);
    }
}

#[test]
fn a_problem_is_told_once_on_a_terminal() {
    let files = Folder::new();
    let gone = files.path("gone.pem");
    let Some(done) = on_terminal(200, &["verify", &gone, "--store", "none"], &[]) else {
        eprintln!("skipped: there is no `script` here to provide a terminal");
        return;
    };
    assert_eq!(done.expect(3).out.matches("No such file").count(), 1);
}

#[test]
fn a_password_is_asked_for() {
    let files = Folder::new();
    let (chain, pfx) = (files.path("chain.pem"), container(&files));
    let args = ["verify", &chain, "--store", "none", "--anchors", &pfx, "--at", NOW, "--no-progress"];
    for (typed, code, says) in [(PASSWORD, 0, "trusted"), ("hunter2", 3, "wrong password (as typed)")] {
        let Some(done) = typing(&format!("{typed}\n"), 200, &args, &[]) else {
            eprintln!("skipped: there is no `script` here to provide a terminal");
            return;
        };
        done.expect(code).says(&["Password of", "root.pfx", says]);
    }
}
