//! The README: what its commands print is what the program prints, and the options it names exist.
//!
//! In a block of the kind `console` each line that begins with `$ ` is run by a shell in the root of the project, and
//! what follows is its standard output. What differs from run to run (ports, digests, times) counts as equal.
//! `CHAINCHECK_BLESS=1 cargo test --test cli readme` writes what is printed today.

use std::{env, fs, path::PathBuf};

use crate::program::{finish, run};

/// Commands whose options the README may name.
const COMMANDS: &[&[&str]] =
    &[&[], &["probe"], &["verify"], &["demo"], &["diff"], &["config"], &["schema"], &["workstation"]];

#[test]
fn commands_print_what_it_shows() {
    let old = fs::read_to_string(path()).unwrap();
    let mut new = Vec::new();
    let mut lines = old.lines().peekable();
    let mut ran = 0;
    while let Some(line) = lines.next() {
        new.push(line.to_owned());
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("not a command: {line}"));
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|line| *line != "```" && !line.starts_with("$ ")) {
                shown.push(line);
            }
            let printed = shell(command);
            // What is only another run of the same is left as it is.
            let same = steady(&shown.join("\n")) == steady(printed.trim_end());
            new.push(line.to_owned());
            new.extend(if same { shown.into_iter() } else { lines_of(&printed) }.map(str::to_owned));
            ran += 1;
        }
    }
    assert!(ran >= 3, "only {ran} commands were found");
    let new = new.join("\n") + "\n";
    if env::var_os("CHAINCHECK_BLESS").is_some() {
        fs::write(path(), &new).unwrap();
    } else {
        for (old, new) in old.lines().zip(new.lines()) {
            assert_eq!(old, new, "README.md shows the first; CHAINCHECK_BLESS=1 cargo test --test cli readme");
        }
        assert_eq!(old, new);
    }
}

#[test]
fn its_options_exist() {
    let help: String = COMMANDS.iter().map(|command| run(&[command, &["--help"][..]].concat()).text()).collect();
    let known = |word: &str| help.split(|c: char| !is_option(c)).any(|known| known == word);
    let readme = fs::read_to_string(path()).unwrap();
    let ours = readme.lines().filter(|line| !line.contains("cargo "));
    let words: Vec<_> = ours.flat_map(|line| line.split(|c: char| !is_option(c))).collect();
    let named: Vec<_> = words.into_iter().filter(|word| word.starts_with("--") && word.len() > 4).collect();
    assert!(named.len() > 50);
    for option in named {
        assert!(known(option), "README.md names {option}, which there is not");
    }
}

fn is_option(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// What a command prints on standard output, with this program in the path and nothing else of it in the environment.
fn shell(line: &str) -> String {
    let mut folders = vec![PathBuf::from(env!("CARGO_BIN_EXE_chaincheck")).parent().unwrap().to_owned()];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let mut command = std::process::Command::new("sh");
    command.args(["-c", line]).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear();
    command.env("PATH", env::join_paths(folders).unwrap()).env("LANG", "C.UTF-8").env("COLUMNS", "80");
    command.stdin(std::process::Stdio::null());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let done = finish(&mut command);
    assert!(!done.out.is_empty(), "{line} prints nothing: {}", done.err);
    done.out
}

/// The same text for every run: a `#` in place of digests and serial numbers, and of the numbers of times, dates and
/// ports, which are long, stand beside a hyphen or a colon, or have decimals.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    let joins = |c: char| c == '-' || c == ':';
    let mut joined = false;
    let mut parts = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).peekable();
    while let Some(part) = parts.next() {
        let (word, rest) = part.split_at(part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len());
        let is_digest = word.len() >= 16 && word.bytes().all(|b| b.is_ascii_hexdigit());
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let is_time = parts.peek().is_some_and(|next| next.trim_end() == "ms");
        let is_passing =
            is_number && (is_time || word.len() >= 4 || joined || rest.starts_with(|c| joins(c) || c == '.'));
        steady.push_str(if is_digest || is_passing { "#" } else { word });
        steady.push_str(rest);
        joined = rest.ends_with(joins);
    }
    steady
}

fn lines_of(text: &str) -> std::vec::IntoIter<&str> {
    text.trim_end().lines().collect::<Vec<_>>().into_iter()
}

#[test]
fn what_differs_from_run_to_run_counts_as_equal() {
    let one = "2026-11-22 at 127.0.0.1:43821 (1 of 2) in 0.330s, SHA-256 b2d9cc50f853de85722939716df6f443";
    let other = "2027-03-01 at 127.0.0.1:38149 (1 of 2) in 12.005s, SHA-256 a9dba0d0c9ca6277bf0f016f4f74665c";
    assert_eq!(steady(one), steady(other));
    assert_eq!(steady("UTC, in 13 ms\n"), steady("UTC, in 106 ms\n"));
    assert_ne!(steady(one), steady(&one.replace("1 of 2", "2 of 2")));
    assert_ne!(steady("issuer-missing"), steady("issuer-unknown"));
}
