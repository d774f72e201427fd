//! The formats for machines as their readers get them: well formed and true, whatever came of the run.

use std::{fs, net::TcpListener};

use serde_json::Value;

use crate::{
    chains::{Folder, NOW},
    program::{Done, finish, program, run},
};

/// What each format said of one run, by its name.
struct Said {
    done: Done,
    files: Folder,
}

const FORMATS: [&str; 8] = ["markdown", "junit", "sarif", "github", "nagios", "prometheus", "csv", "json"];

impl Said {
    /// One run with all of them.
    fn of(files: Folder, args: &[&str]) -> Self {
        let outputs: Vec<String> = FORMATS.iter().map(|name| format!("{name}={}", files.path(name))).collect();
        let outputs = outputs.iter().flat_map(|output| ["-o", output.as_str()]);
        let args: Vec<&str> = args.iter().copied().chain(outputs).collect();
        Self { done: run(&args), files }
    }

    fn text(&self, format: &str) -> String {
        fs::read_to_string(self.files.path(format)).unwrap_or_else(|e| panic!("{format}: {e}: {}", self.done.err))
    }

    /// All of them are well formed, and all say what the exit code says.
    #[track_caller]
    fn agree(&self, code: i32) {
        assert_eq!(self.done.code, code, "{}{}", self.done.out, self.done.err);
        let state = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::try_from(code).unwrap()];
        let nagios = self.text("nagios");
        assert!(nagios.starts_with(&format!("CHAINCHECK {state} - ")), "{nagios}");
        let (green, fine) = (code == 0, |text: bool| assert_eq!(text, code == 0, "{code}"));

        let junit = self.text("junit");
        let document = roxmltree::Document::parse(&junit).unwrap();
        let of = |tag: &str| document.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert!(of("testcase") > 0);
        fine(of("failure") + of("error") == 0);

        let sarif: Value = serde_json::from_str(&self.text("sarif")).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        fine(!results.iter().any(|result| result["level"] == "error" || result["level"] == "warning"));

        let github = self.text("github");
        fine(!github.lines().any(|line| line.starts_with("::error ") || line.starts_with("::warning ")));

        let prometheus = self.text("prometheus");
        let success: Vec<&str> =
            prometheus.lines().filter(|line| line.starts_with("chaincheck_target_success{")).collect();
        assert!(!success.is_empty(), "{prometheus}");
        // A warning is no failure of the target.
        assert_eq!(success.iter().all(|line| line.ends_with(" 1")), code < 2, "{prometheus}");

        let mut csv = csv::Reader::from_reader(self.text("csv").into_bytes().leak() as &[u8]);
        let lines: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        let status = &lines[0][8];
        assert_eq!(status == "ok" || status == "notice", green, "{status}");
        let markdown = self.text("markdown");
        let mut heads = markdown.lines().filter(|line| line.starts_with("## "));
        let doubt = markdown.starts_with("**UNKNOWN**");
        assert_eq!(!doubt && heads.all(|line| line.ends_with(": OK")), green, "{markdown}");
    }
}

fn verify(files: Folder, names: &[&str], more: &[&str]) -> Said {
    let root = files.path("root.pem");
    let paths: Vec<String> = names.iter().map(|name| files.path(name)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let always = ["--store", "none", "--anchors", &root, "--at", NOW];
    Said::of(files, &[&["verify"], &paths[..], &always, more].concat())
}

#[test]
fn a_sound_chain_is_green_everywhere() {
    let said = verify(Folder::new(), &["chain.pem"], &["--name", "sip.contoso.test"]);
    said.agree(0);
    assert!(said.text("prometheus").contains("chaincheck_chain_expiry_timestamp_seconds{"));
}

#[test]
fn a_broken_chain_is_red_everywhere_and_keeps_its_dates() {
    let said = verify(Folder::new(), &["leaf.pem"], &[]);
    said.agree(2);
    assert!(said.text("prometheus").contains("chaincheck_chain_expiry_timestamp_seconds{"));
    verify(Folder::new(), &["chain.pem", "leaf.pem", "leaf.pem"], &[]).agree(2);
}

#[test]
fn a_file_that_is_not_there_is_unknown_everywhere() {
    let said = verify(Folder::new(), &["none.pem"], &[]);
    said.agree(3);
    assert!(!said.text("prometheus").contains("expiry"));
    verify(Folder::new(), &["none.pem", "chain.pem"], &[]).agree(3);
}

#[test]
fn a_dead_name_server_is_unknown_everywhere() {
    // Bound, and nobody reads.
    let deaf = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = deaf.local_addr().unwrap().to_string();
    let args =
        ["contoso.test", "--dns", &address, "--timeout", "200ms", "--retries", "0", "--store", "none", "--offline"];
    let said = Said::of(Folder::new(), &args);
    said.agree(3);
    assert!(said.text("prometheus").contains("chaincheck_target_checked{target=\"contoso.test\"} 0\n"));
    assert!(
        said.text("nagios").contains(&format!("the name server {address} did not answer")),
        "{}",
        said.text("nagios")
    );
}

#[test]
fn a_silent_target_is_unknown_everywhere() {
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = mute.local_addr().unwrap().to_string();
    let probe = ["probe", &address, "--retries", "0", "--store", "none"];
    let said = Said::of(Folder::new(), &[&probe[..], &["--timeout", "200ms"]].concat());
    said.agree(3);
    assert!(said.text("prometheus").contains(&format!("chaincheck_probe_success{{target=\"{address}\"")));
    let cut = Said::of(Folder::new(), &[&probe[..], &["--timeout", "60s", "--deadline", "300ms"]].concat());
    cut.agree(3);
    assert!(cut.text("prometheus").contains("chaincheck_run_complete 0\n"));
    assert!(cut.text("junit").contains("this run was cut"));
}

#[test]
fn one_target_is_one_line_of_a_plug_in() {
    let files = Folder::new();
    let [chain, leaf, root] = ["chain.pem", "leaf.pem", "root.pem"].map(|name| files.path(name));
    let always = ["--store", "none", "--anchors", &root, "--at", NOW, "--format", "nagios"];
    for (paths, code, lines) in [(&[chain.as_str()][..], 0, 1), (&[&leaf], 2, 1), (&[&chain, &leaf], 2, 3)] {
        let done = run(&[&["verify"], paths, &always].concat()).expect(code);
        assert_eq!(done.out.lines().count(), lines, "{}", done.out);
    }
}

/// A monitoring system reads standard output alone, whatever went wrong.
#[test]
fn a_plug_in_that_cannot_run_says_so_on_standard_output() {
    let files = Folder::new();
    let settings = files.write("settings.toml", "format = \"nagios\"\nanchors = [\"/none/root.pem\"]\n");
    let sound = files.write("sound.toml", "format = \"nagios\"\n");
    let report = format!("json={}", files.path("report.json"));
    for (args, said) in [
        (&["--format", "nagios"][..], "the following required arguments were not provided: (DOMAIN)"),
        (&["--format=nagios", "contoso.com", "--no-such"], "unexpected argument '--no-such' found"),
        (&["--format", "nagios", "contoso"], "\"contoso\" is not a domain name"),
        (&["probe", "--format", "nagios", "a|b<i>"], "\"a/b(i)\" is not HOST or HOST:PORT"),
        (&["--format", "nagios", "contoso.com", "--retries", "|many"], "invalid value '/many' for '--retries (N)'"),
        (&["--format", "nagios", "contoso.com", "--config", "/none/at|all"], "/none/at/all"),
        (&["contoso.com", "--config", &settings], "/none/root.pem"),
        (&["contoso.com", "--config", &sound, "--no-such"], "unexpected argument '--no-such' found"),
        (&["contoso.com", "-o", "nagios=-", "-o", &report, "--timeout", "0"], "--timeout: \"0\" is not a duration"),
        (&["contoso.com", "--lang", "ja", "--format", "nagios", "--timeout", "0"], "--timeout: \"0\" は使えません"),
    ] {
        let done = run(args).expect(3);
        assert_eq!(done.out.lines().count(), 1, "{args:?}: {}", done.out);
        assert!(done.out.starts_with("CHAINCHECK UNKNOWN - ") && !done.out.contains('|'), "{args:?}: {}", done.out);
        assert!(done.out.contains(said), "{args:?}: {}", done.out);
        assert!(!done.err.is_empty(), "{args:?}: people read it on standard error");
    }
    let mut set = program();
    let done = finish(set.args(["contoso.com", "--no-such"]).env("CHAINCHECK_FORMAT", "nagios")).expect(3);
    assert!(done.out.starts_with("CHAINCHECK UNKNOWN - "), "{}", done.out);
    for args in [&["contoso"][..], &["contoso", "--format", "json"], &["contoso", "-o", "nagios=/dev/null"]] {
        assert!(run(args).expect(3).out.is_empty(), "{args:?}");
    }
    assert!(run(&["--format", "nagios", "--help"]).expect(0).out.contains("Usage"));
}

#[test]
fn what_fails_a_run_fails_its_tests() {
    let at_the_end = ["--warn-within", "1.0", "--name", "sip.contoso.test"];
    let said = verify(Folder::new(), &["chain.pem"], &at_the_end);
    said.agree(1);
    assert!(said.text("junit").contains("<failure type=\"cert-expires-soon\""));
    let said = verify(Folder::new(), &["chain.pem"], &[&at_the_end[..], &["--fail-on", "critical"]].concat());
    assert_eq!(said.done.code, 0);
    assert!(said.text("nagios").starts_with("CHAINCHECK OK - ") && !said.text("junit").contains("<failure"));
}
