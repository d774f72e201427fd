//! Where results go: pipes that break, files that appear whole or not at all, colours.

#[cfg(target_os = "linux")]
use std::process::Command;
use std::{fs, process::Stdio, time::Instant};

use serde_json::Value;

use crate::{
    chains::{Folder, NOW},
    program::{Done, finish, program, run, wait},
};

fn verify(files: &Folder, more: &[&str]) -> Done {
    let [chain, root] = ["leaf.pem", "root.pem"].map(|name| files.path(name));
    run(&[&["verify", &chain, "--store", "none", "--anchors", &root, "--at", NOW], more].concat())
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let files = Folder::new();
    let leaf = files.path("leaf.pem");
    for args in [
        &["verify", &leaf, "--store", "none", "-vv"][..],
        &["verify", &leaf, "--store", "none", "--format", "json"],
        &["verify", &leaf, "--store", "none", "--format", "jsonl"],
        &["explain"],
        &["explain", "issuer-missing"],
        &["--help"],
        &["completions", "bash"],
    ] {
        let mut child = program().args(args).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let done = wait(child, Instant::now());
        assert!(done.err.is_empty(), "{args:?}: {}", done.err);
        assert_eq!(done.code, if args[0] == "verify" { 2 } else { 0 }, "{args:?}");
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let files = Folder::new();
    let [chain, root] = ["leaf.pem", "root.pem"].map(|name| files.path(name));
    let args = ["verify", &chain, "--store", "none", "--anchors", &root, "--at", NOW];
    let colour = |more: &[&str], env: &[(&str, &str)]| {
        let done = finish(program().args(args).args(more).envs(env.iter().copied())).expect(2);
        done.out.contains('\u{1b}')
    };
    assert!(!colour(&[], &[]), "a pipe");
    assert!(!colour(&[], &[("TERM", "xterm-256color")]), "a pipe");
    assert!(colour(&["--color", "always"], &[]));
    assert!(colour(&["--color", "always"], &[("NO_COLOR", "1")]), "the option is nearer than the environment");
    assert!(!colour(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(colour(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colour(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    for format in ["json", "jsonl"] {
        assert!(!colour(&["--color", "always", "--format", format], &[]));
    }
}

#[test]
fn only_ascii_unless_the_locale_says_utf_8() {
    let files = Folder::new();
    let leaf = files.path("leaf.pem");
    let args = ["verify", &leaf, "--store", "none", "--at", NOW, "-vv"];
    for (locale, ascii) in [(None, true), (Some("C"), true), (Some("C.UTF-8"), false), (Some("en_US.utf8"), false)] {
        let mut command = program();
        command.args(args).envs(locale.map(|l| ("LANG", l)));
        let done = finish(&mut command).expect(2);
        assert_eq!(done.out.is_ascii(), ascii, "{locale:?}:\n{}", done.out);
    }
}

#[test]
fn quiet_is_the_headline() {
    let files = Folder::new();
    let done = verify(&files, &["-q"]).expect(2);
    assert!(done.out.starts_with("CRITICAL ") && !done.out.contains("Do first"), "{}", done.out);
    let plain = verify(&files, &[]).expect(2).out.lines().count();
    let more = verify(&files, &["-v"]).expect(2).out.lines().count();
    let most = verify(&files, &["-vv"]).expect(2).out.lines().count();
    assert!(done.out.lines().count() < plain && plain < more && more < most, "{plain} {more} {most}");
}

#[test]
fn files_are_written_whole() {
    let files = Folder::new();
    let before = files.names();
    let [json, lines, table] = ["report.json", "report.jsonl", "report.txt"].map(|name| files.path(name));
    fs::write(&json, "old").unwrap();
    let [as_json, as_lines] = [format!("json={json}"), format!("jsonl={lines}")];
    let done = verify(&files, &["-o", &as_json, "-o", &as_lines, "-o", &table]).expect(2);
    assert!(done.out.is_empty(), "{}", done.out);
    let document: Value = serde_json::from_str(&fs::read_to_string(&json).unwrap()).unwrap();
    assert_eq!(document["schema"], "chaincheck.report.v1");
    let line = fs::read_to_string(&lines).unwrap();
    assert_eq!(line.lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["certificates"], document["certificates"]);
    assert!(fs::read_to_string(&table).unwrap().starts_with("CRITICAL "));
    let mut expected = [before, ["report.json", "report.jsonl", "report.txt"].map(str::to_owned).to_vec()].concat();
    expected.sort();
    assert_eq!(files.names(), expected, "nothing else is left behind");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let usual = files.write("usual", "");
        let mode = |path: &str| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&json), mode(&usual), "a report is readable like any other file");
    }
}

#[test]
fn files_that_cannot_be_written() {
    let files = Folder::new();
    let before = files.names();
    let good = format!("json={}", files.path("good.json"));
    let bad = format!("json={}", files.path("no/such/folder.json"));
    let folder = files.as_path().display().to_string();
    for (output, words) in [
        (bad.as_str(), &["cannot write", "folder.json", "there is no folder"][..]),
        (&folder, &["cannot write", "is a directory"]),
        ("", &["no name of a file"]),
        ("jason=x", &["\"jason\" is no output format; there are table, html, markdown, json, jsonl, "]),
    ] {
        let done = verify(&files, &["-o", &good, "-o", output]).expect(3).says(words);
        assert!(done.out.is_empty(), "{}", done.out);
        assert_eq!(files.names(), before, "{output}: nothing is left behind");
    }
}

#[cfg(unix)]
#[test]
fn links_and_devices_stay_what_they_are() {
    let files = Folder::new();
    let [real, link] = ["real.json", "link.json"].map(|name| files.path(name));
    fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    verify(&files, &["-o", &format!("json={link}"), "-o", "/dev/null"]).expect(2);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("chaincheck.report.v1"));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    verify(&files, &["-o", "/dev/stdout"]).expect(2).says(&["issuer-missing"]);
    // As everywhere, a lone hyphen is standard output and no file.
    let mut here = program();
    here.current_dir(files.as_path()).args(["verify", "leaf.pem", "--store", "none", "-o", "json=-"]);
    finish(&mut here).expect(2).json();
    assert!(!files.as_path().join("-").exists());
}

#[test]
fn a_line_a_target() {
    let files = Folder::new();
    let names: Vec<String> =
        (0..40).map(|n| files.write(&format!("{n}.pem"), fs::read(files.path("leaf.pem")).unwrap())).collect();
    let mut args = vec!["verify", "--store", "none", "--format", "jsonl"];
    args.extend(names.iter().map(String::as_str));
    let done = run(&args).expect(2);
    let mut seen: Vec<String> = done
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .inspect(|report| assert_eq!(report["targets"].as_array().unwrap().len(), 1))
        .map(|report| report["targets"][0]["target"]["name"].as_str().unwrap().to_owned())
        .collect();
    seen.sort();
    let mut expected = names.clone();
    expected.sort();
    assert_eq!(seen, expected);
    // One document keeps the order that was typed.
    args[4] = "json";
    let report = run(&args).expect(2).json();
    let order: Vec<&str> =
        report["targets"].as_array().unwrap().iter().map(|t| t["target"]["name"].as_str().unwrap()).collect();
    assert_eq!(order, names.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn two_outputs_never_share_a_place() {
    let files = Folder::new();
    let here = files.path("out.json");
    let there = files.path("./out.json");
    for more in [
        &["-o", "json=-", "-o", "table=-"][..],
        &["-o", &format!("json={here}"), "-o", &format!("csv={there}")],
        &["-o", &format!("json={here}"), "--write-baseline", &there],
        &["--write-baseline", "-"],
    ] {
        let done = verify(&files, more).expect(3);
        assert!(done.out.is_empty(), "{more:?}: {}", done.out);
        assert!(done.err.contains("is named for two outputs"), "{more:?}: {}", done.err);
        assert!(!fs::exists(&here).unwrap(), "{more:?}");
    }
    // Of a device there is enough for all, and a place of its own is fine.
    verify(&files, &["-o", "json=/dev/null", "-o", "csv=/dev/null"]).expect(2);
    verify(&files, &["-o", &format!("json={here}"), "--write-baseline", "-"]).expect(2).says(&["[[accept]]"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_whatever_is_printed() {
    for args in [
        &["--help"][..],
        &["--version"],
        &["explain"],
        &["explain", "issuer-missing"],
        &["schema"],
        &["config", "check"],
        &["verify", "fixtures/healthy/chain.pem"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let child = program().args(args).stdout(full).spawn().unwrap();
        wait(child, Instant::now()).expect(3).says(&["cannot write \"standard output\""]);
    }
}

/// What is said names the file that was asked for, and not the one it is written to first.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_finished_is_called_by_its_name() {
    let files = Folder::new();
    let before = files.names();
    let wrong = files.path("chain.pem");
    let [report, link] = ["report.json", "link.json"].map(|name| files.path(name));
    fs::write(&report, "old").unwrap();
    std::os::unix::fs::symlink(&report, &link).unwrap();
    let to = format!("json={link}");
    let baseline = files.path("known.toml");
    let chains = files.path("chains");
    fs::create_dir(&chains).unwrap();
    let folder = format!("{chains}/");
    for (more, named) in [
        (&["-o", to.as_str()][..], &link),
        (&["-q", "--write-baseline", &baseline], &baseline),
        (&["-q", "--intermediates", &wrong, "--write-chain", &chains], &folder),
    ] {
        // No file may have more than nothing in it, as on a full disk.
        let mut limited = Command::new("bash");
        limited.args(["-c", "ulimit -f 0; trap '' XFSZ; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_chaincheck")]);
        limited.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        limited.args(["verify", &files.path("leaf.pem"), "--store", "none", "--at", NOW]);
        limited.args(["--anchors", &files.path("root.pem")]).args(more);
        let done = finish(&mut limited).expect(3).says(&[&format!("cannot write \"{named}"), "File too large"]);
        assert!(!done.text().contains(".chaincheck"), "{more:?}: {}", done.text());
        assert!(fs::read_dir(&chains).unwrap().next().is_none(), "{more:?}: something half written is left");
    }
    assert_eq!(fs::read_to_string(&report).unwrap(), "old");
    let expected = [&before[..], &["chains", "link.json", "report.json"].map(str::to_owned)].concat();
    assert!(files.names().iter().all(|name| expected.contains(name)), "{:?}", files.names());
}
