//! Settings that are not typed: variables, the settings file, and what counts first.

use std::fs;

use tempfile::TempDir;

use crate::program::{Done, finish, program, run};

/// A folder with a settings file at its usual place.
struct Home(TempDir);

impl Home {
    fn new(text: &str) -> Self {
        let home = Self(TempDir::new().unwrap());
        let place = home.0.path().join("chaincheck");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("config.toml"), text).unwrap();
        home
    }

    fn file(&self) -> String {
        self.0.path().join("chaincheck/config.toml").to_str().unwrap().to_owned()
    }

    /// Runs the program where this is the user's folder, with further variables.
    fn run(&self, args: &[&str], variables: &[(&str, &str)]) -> Done {
        let mut command = program();
        command.args(args).env("XDG_CONFIG_HOME", self.0.path()).env("APPDATA", self.0.path());
        finish(command.envs(variables.iter().copied()))
    }
}

const VERIFY: [&str; 2] = ["verify", "fixtures/healthy/chain.pem"];
/// The chain is sound at that time, by that anchor.
const SOUND: &str = "store = \"none\"\nanchors = [\"fixtures/healthy/anchors.pem\"]\nat = 2026-06-01T00:00:00Z\n";

#[test]
fn what_is_typed_counts_first_then_variables_then_the_file() {
    run(&VERIFY).expect(2);
    let home = Home::new(&format!("{SOUND}format = \"json\"\nsbc = [\"sbc.contoso.com\"]\nauthoritative = true\n"));
    let json = home.run(&VERIFY, &[]).expect(0).json();
    assert_eq!(json["time"], "2026-06-01T00:00:00Z");
    let at = ("CHAINCHECK_AT", "2026-07-01T00:00:00Z");
    assert_eq!(home.run(&VERIFY, &[at]).expect(0).json()["time"], "2026-07-01T00:00:00Z");
    let typed = [&VERIFY[..], &["--at", "2026-08-01T00:00:00Z"]].concat();
    assert_eq!(home.run(&typed, &[at]).expect(0).json()["time"], "2026-08-01T00:00:00Z");
    // What is typed replaces a list.
    let typed = [&VERIFY[..], &["--anchors", "fixtures/cn-only/anchors.pem"]].concat();
    home.run(&typed, &[]).expect(2);
    // The whole file can be left out, or another one named.
    home.run(&[&VERIFY[..], &["--no-config"]].concat(), &[]).expect(2);
    let other = Home::new("format = \"jsonl\"");
    home.run(&[&VERIFY[..], &["--config", &other.file()]].concat(), &[]).expect(2).json();
    home.run(&VERIFY, &[("CHAINCHECK_CONFIG", &other.file())]).expect(2).json();
    home.run(&VERIFY, &[("CHAINCHECK_NO_CONFIG", "true")]).expect(2).says(&["UNTRUSTED"]);
}

#[test]
fn variables_hold_lists_and_switches() {
    let two = "fixtures/healthy-rsa/anchors.pem,fixtures/healthy/anchors.pem";
    let base = [("CHAINCHECK_STORE", "none"), ("CHAINCHECK_AT", "2026-06-01T00:00:00Z")];
    let none = TempDir::new().unwrap();
    let with = |more: &[(&str, &str)]| {
        let mut command = program();
        command.args(VERIFY).env("HOME", none.path()).envs(base).envs(more.iter().copied());
        finish(&mut command)
    };
    with(&[("CHAINCHECK_ANCHORS", two)]).expect(0);
    with(&[("CHAINCHECK_ANCHORS", &two.replace(',', "\n"))]).expect(0);
    with(&[("CHAINCHECK_ANCHORS", "")]).expect(2);
    let anchors = ("CHAINCHECK_ANCHORS", two);
    assert_eq!(with(&[anchors, ("CHAINCHECK_QUIET", "yes")]).expect(0).out.lines().count(), 1);
    assert!(with(&[anchors, ("CHAINCHECK_QUIET", "0")]).expect(0).out.lines().count() > 1);
    let lines = |level: &str| with(&[anchors, ("CHAINCHECK_VERBOSE", level)]).expect(0).out.lines().count();
    assert!(lines("1") > lines("0"));
    with(&[("CHAINCHECK_QUIET", "perhaps")]).expect(3).says(&["CHAINCHECK_QUIET: neither true nor false"]);
    with(&[("CHAINCHECK_MAX_DEPTH", "101")]).expect(3).says(&["CHAINCHECK_MAX_DEPTH: invalid value '101'"]);
    with(&[("CHAINCHECK_TIMEOUT", "soon")]).expect(3).says(&["CHAINCHECK_TIMEOUT: --timeout: \"soon\" is not"]);
    // A switch that is off outweighs the file.
    let home = Home::new(&format!("{SOUND}quiet = true"));
    assert_eq!(home.run(&VERIFY, &[]).expect(0).out.lines().count(), 1);
    assert!(home.run(&VERIFY, &[("CHAINCHECK_QUIET", "false")]).expect(0).out.lines().count() > 1);
    // What contradicts a setting outweighs it.
    assert!(home.run(&[&VERIFY[..], &["-v"]].concat(), &[]).expect(0).out.lines().count() > 1);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (text, said) in [
        ("timout = \"5s\"", "config.toml:1:1: there is no key \"timout\"; timeout is near it"),
        ("# typed\n timeout = \"soon\"", "config.toml:2:12: --timeout: \"soon\" is not a duration"),
        ("retries = 11", "config.toml:1:11: invalid value '11' for '--retries"),
        ("retries = true", "config.toml:1:11: retries is boolean, and not text or a number"),
        ("offline = \"yes\"", "config.toml:1:11: offline is string, and not true or false"),
        ("color = \"green\"", "config.toml:1:9: invalid value 'green' for '--color"),
        ("format = \"yaml\"", "config.toml:1:10: \"yaml\" is no output format"),
        ("anchors = [\"a.pem\", 5.5, {}]", "config.toml:1:26: anchors is inline table"),
        ("anchors = [\"/none/root.pem\"]", "config.toml:1:12: "),
        ("anchors = [\"nowhere\"]", "config.toml:1:12: "),
        ("baseline = \"nowhere\"", "config.toml:1:12: "),
        ("severity = [\"cert-expired=notice\", \"leaf-is-ca=warnng\"]", "config.toml:1:36: --severity: \"warnng\""),
        ("ignore = [\"cert-expird@sip.contoso.com\"]", "config.toml:1:11: --ignore: \"cert-expird\""),
        ("output = [\"jsn=a\"]", "config.toml:1:11: \"jsn\" is no output format"),
        ("output = [\"json=/none/a\"]", "config.toml:1:11: cannot write \"/none/a\""),
        (
            "ignore = [\n  \"cert-expired\",\n  \"cert-expird\"]",
            "config.toml:3:3: --ignore: \"cert-expird\" is not a code",
        ),
        ("client-cert = \"/none/a.pem\"", "config.toml:1:15: --client-cert: \"/none/a.pem\" is not enough without"),
        ("ipv4 = true\nipv6 = true", "is not possible for both at once"),
        ("password = \"secret\"", "config.toml:1:1: no password belongs into this file"),
        ("write-baseline = \"a\"", "config.toml:1:1: write-baseline is for the command line"),
        ("[probe]\ntimeout = \"5s\"", "config.toml:1:2: there is no key \"probe\""),
        ("timeout = ", "config.toml:1:"),
        ("timeout = \"5s\"\ntimeout = \"6s\"", "config.toml:2:1: "),
    ] {
        let home = Home::new(text);
        for args in [&["config", "check"][..], &["config", "check", &home.file()], &["probe", "127.0.0.1:1"]] {
            let done = home.run(args, &[]).expect(3).says(&[said]);
            assert!(!done.text().contains("secret"), "{}", done.text());
        }
    }
    let hostile = Home::new("\"\u{202e}\\u001b[2J\" = 1");
    let done = hostile.run(&["config", "check"], &[]).expect(3);
    assert!(done.err.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{:?}", done.err);
    run(&["config", "check", "/nonexistent"]).expect(3).says(&["/nonexistent"]);
    run(&["probe", "127.0.0.1:1", "--config", "/nonexistent"]).expect(3).says(&["/nonexistent"]);
    // Help and what needs no settings do not need a sound file.
    let broken = Home::new("nonsense");
    for args in [&["--help"][..], &["--version"], &["schema"], &["explain", "cert-expired"], &["completions", "bash"]] {
        broken.run(args, &[]).expect(0);
    }
}

/// The format and the place of reports are not those of what changed between them.
#[test]
fn what_is_said_of_reports_is_not_said_of_their_changes() {
    let home = Home::new(&SOUND.replace("none", "mozilla"));
    let folder = TempDir::new().unwrap();
    let report = folder.path().join("report.json").to_str().unwrap().to_owned();
    let to = format!("json={report}");
    home.run(&VERIFY, &[("CHAINCHECK_OUTPUT", &to)]).expect(0);
    let whole = fs::read(&report).unwrap();
    let diff = ["diff", &report, &report];
    let done = home.run(&diff, &[("CHAINCHECK_OUTPUT", &to), ("CHAINCHECK_FORMAT", "jsonl")]).expect(0);
    done.says(&["Nothing changed"]);
    assert_eq!(fs::read(&report).unwrap(), whole);
    home.run(&diff, &[("CHAINCHECK_LANG", "ja")]).expect(0).says(&["変化はありません"]);
}

#[test]
fn a_sound_file_is_told_so() {
    let home = Home::new(&format!("{SOUND}starttls = \"smtp\"\nsso = \"sts.contoso.com\"\nverbose = 2\n"));
    home.run(&["config", "check"], &[])
        .expect(0)
        .says(&["config.toml: sound; sets anchors, at, sso, starttls, store, verbose"]);
    run(&["config", "check"]).expect(0).says(&["there is no settings file"]);
}

/// Everything that a run would make is looked at, and nothing is made.
#[test]
fn a_check_of_settings_makes_nothing() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let home = |text: &str| Home::new(&format!("{SOUND}{text}"));
    let check = |home: &Home| home.run(&["config", "check"], &[("XDG_CACHE_HOME", &path("cache"))]);
    let sound =
        format!("write-chain = {:?}\noutput = [{:?}]\n", path("to/repair"), format!("json={}", path("new.json")));
    check(&home(&sound)).expect(0).says(&["sound", "output", "write-chain"]);
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
    fs::write(path("file"), "").unwrap();
    let wrong = format!("write-chain = {:?}", path("file/below"));
    check(&home(&wrong)).expect(3).says(&["config.toml:4:15: cannot write", "file/below"]);
    let twice = format!("output = [{:?}, {:?}]", format!("csv={}", path("a")), path("./a"));
    check(&home(&twice)).expect(3).says(&["is named for two outputs"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path(), path("link")).unwrap();
        check(&home(&format!("write-chain = {:?}", path("link")))).expect(3).says(&["it is a symbolic link"]);
    }
}

#[test]
fn the_help_says_what_counts_first() {
    run(&["--help"]).says(&["CHAINCHECK_FAIL_ON for --fail-on", "What is typed counts first, then the variable"]);
}
