//! Many targets: from a pipe that stays open, cut in the middle, at one address, with few open files.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    chains::{Folder, NOW},
    network::sound,
    program::{Done, program, run, run_with_input, wait},
};

/// Mute servers in a crowd.
const MUTE: usize = 40;

/// Servers that accept connections and never say a word, each at an address of its own, as targets.
fn mute(count: usize) -> (Vec<TcpListener>, Vec<String>) {
    let address = |number: usize| Ipv4Addr::new(127, 9, u8::try_from(number / 250).unwrap(), (number % 250 + 1) as u8);
    let listeners: Vec<_> = (0..count).map(|number| TcpListener::bind((address(number), 0)).unwrap()).collect();
    let names = listeners.iter().map(|listener| listener.local_addr().unwrap().to_string()).collect();
    (listeners, names)
}

fn lines(done: &Done) -> Vec<Value> {
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The options under which the chain in the folder is sound.
fn trusting(root: &str) -> [&str; 8] {
    ["--store", "none", "--anchors", root, "--at", NOW, "--name", "sip.contoso.test"]
}

#[test]
fn a_run_that_is_cut_shows_what_is_known_in_every_format() {
    let files = Folder::new();
    let server = sound(&files);
    let root = files.path("root.pem");
    let (_listening, mute) = mute(MUTE);
    let list = format!("{}\n{}\n", server.address, mute.join("\n"));
    let cut = |format: &str| {
        let bounds = ["probe", "-", "--timeout", "1m", "--deadline", "2s", "--format", format];
        let done = run_with_input(&[&bounds[..], &trusting(&root)].concat(), &list).expect(3);
        assert!(done.took < Duration::from_secs(30), "{:?}", done.took);
        done
    };

    let all = lines(&cut("jsonl"));
    assert_eq!(all.len(), MUTE + 1);
    // What was over before the cut stands; nothing that was cut is fine.
    assert_eq!((&all[0]["status"], &all[0]["targets"][0]["status"]), (&"notice".into(), &"notice".into()));
    for report in &all[1..] {
        let target = &report["targets"][0];
        assert_eq!((&report["status"], &target["status"]), (&"unknown".into(), &"unknown".into()), "{report}");
        assert_eq!(target["endpoints"][0]["status"], "unknown");
        assert_eq!(target["findings"].as_array().map(Vec::len), Some(0), "{target}");
    }

    let whole = cut("json").json();
    assert_eq!(whole["status"], "unknown");
    let names: Vec<&str> =
        whole["targets"].as_array().unwrap().iter().map(|t| t["target"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, list.lines().collect::<Vec<_>>(), "in the order given");
    assert_eq!((&whole["summary"]["trusted"], &whole["summary"]["silent"]), (&1.into(), &MUTE.into()));

    let done = cut("table");
    let at = |text: &str| done.out.find(text).unwrap_or_else(|| panic!("{text}: {}", done.out));
    assert!(at(&format!("OK {}", server.address)) < at(&format!("UNKNOWN {}", mute[0])), "{}", done.out);
    assert!(at(&format!("UNKNOWN {}: nothing was checked", mute[MUTE - 1])) < at("UNKNOWN this run was cut"));
    done.says(&[&format!("Total: {} targets: {MUTE} unknown, 1 notice", MUTE + 1)]);
}

#[test]
fn a_target_is_done_while_its_list_is_still_being_written() {
    let files = Folder::new();
    let server = sound(&files);
    let root = files.path("root.pem");
    for format in ["jsonl", "table"] {
        let args = [&["probe", "-", "--format", format][..], &trusting(&root)].concat();
        let mut child = program().args(&args).stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        writeln!(input, "\u{feff}{} # the first", server.address).unwrap();
        let mut first = String::new();
        output.read_line(&mut first).unwrap();
        assert!(first.contains(&server.address.to_string()), "{first}");
        // What is no text, and what is longer than any name, costs itself.
        input.write_all(b"\xff\xfe:0\n").unwrap();
        input.write_all(&[b'x'; 100_000]).unwrap();
        writeln!(input, "\n{}", server.address).unwrap();
        drop(input);
        let start = Instant::now();
        let done = wait(child, start).expect(3);
        assert_eq!(done.err.matches("is not HOST or HOST:PORT").count(), 2, "{}", done.err);
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_and_kill_end_a_run_whose_list_has_no_end() {
    ["-INT", "-TERM"].iter().for_each(|signal| ends_at(signal));
    // A terminal that is closed; under nohup, which these tests may run under too, it is nothing.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).map(|mask| mask.trim());
    if ignored.is_some_and(|mask| u64::from_str_radix(mask, 16).unwrap() & 1 == 0) {
        ends_at("-HUP");
    }
}

#[cfg(unix)]
fn ends_at(signal: &str) {
    let files = Folder::new();
    let server = sound(&files);
    let root = files.path("root.pem");
    let (_listening, mute) = mute(3);
    let args = [&["probe", "-", "--format", "jsonl", "--timeout", "1m"][..], &trusting(&root)].concat();
    let mut child = program().args(&args).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    writeln!(input, "{}\n{}", mute.join("\n"), server.address).unwrap();
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    assert!(first.contains("\"trust\":\"trusted\""), "{first}");
    let start = Instant::now();
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    let rest: Vec<String> = output.lines().map(Result::unwrap).collect();
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert_eq!(rest.len(), 3);
    for line in rest {
        let report: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&report["status"], &report["targets"][0]["status"]),
            (&"unknown".into(), &"unknown".into()),
            "{line}"
        );
    }
    wait(child, start).expect(3).says(&["cut before all of standard input was read"]);
    drop(input);
}

#[test]
#[cfg(unix)]
fn whoever_asks_twice_is_not_made_to_wait_for_a_reader() {
    let files = Folder::new();
    let server = sound(&files);
    let root = files.path("root.pem");
    let (before, file) = (files.names(), format!("json={}", files.path("report.json")));
    let args = [&["probe", "-", "-o", "jsonl=-", "-o", &file, "--timeout", "1m"][..], &trusting(&root)].concat();
    let mut child = program().args(&args).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    writeln!(input, "{}", server.address).unwrap();
    output.read_exact(&mut [0]).unwrap();
    // Each is another target of the same server, and nobody reads what is said of them.
    let typing = std::thread::spawn(move || {
        let port = server.address.port();
        (1..=250).try_for_each(|n| writeln!(input, "127.0.1.{n}:{port}"))
    });
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(30), "it does not end");
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    }
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert_eq!(files.names(), before, "nothing half-written is left");
    drop(typing.join());
    drop(output);
}

#[test]
fn one_address_is_asked_by_few_at_once() {
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let route = format!("::127.0.0.1:{}", mute.local_addr().unwrap().port());
    let hosts: Vec<String> = (0..25).map(|number| format!("h{number}.contoso.test")).collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let bounds = ["--connect-to", &route, "--store", "none", "--timeout", "300ms", "--retries", "0", "-q"];
    let done = run(&[&["probe"], &hosts[..], &bounds].concat()).expect(3);
    // Twelve, twelve and one.
    assert!(done.took >= Duration::from_millis(900), "{:?}", done.took);
}

#[test]
#[cfg(target_os = "linux")]
fn the_limit_of_open_files_is_raised_or_kept() {
    let files = Folder::new();
    let server = sound(&files);
    let root = files.path("root.pem");
    let hosts: Vec<String> = (0..120).map(|number| format!("h{number}.contoso.test")).collect();
    let (_listening, addresses) = mute(hosts.len());
    // As many mute ones at addresses of their own as are wanted at once: each file counts.
    let mut args: Vec<String> = vec!["-q".into(), "--timeout".into(), "400ms".into(), "--retries".into(), "0".into()];
    for (host, address) in hosts.iter().zip(&addresses) {
        args.extend(["--connect-to".into(), format!("{host}:443:{address}")]);
    }
    let run = |limit: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{limit} && exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_chaincheck"), "probe"]);
        shell.args(&hosts).arg(server.address.to_string()).args(&args).args(trusting(&root));
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let done = crate::program::finish(&mut shell).expect(3).says(&[&format!("OK {}", server.address)]);
        assert!(!done.out.contains("open files"), "{}", done.out);
        assert_eq!(done.out.matches("UNKNOWN").count(), hosts.len(), "{}", done.out);
        done.took
    };
    // Raised, all wait at once; kept, 40 files are left for connections and questions.
    let (raised, kept) = (run("ulimit -Sn 64"), run("ulimit -n 64"));
    assert!(kept >= Duration::from_millis(2400), "{kept:?}");
    assert!(raised < kept, "{raised:?} {kept:?}");
}
