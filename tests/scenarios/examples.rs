//! The examples of `explain`: what the table shows of a code in a scenario of the demo or in a scene, run again and
//! compared. `CHAINCHECK_BLESS=1 cargo test --test scenarios examples` writes them anew.

use std::{collections::BTreeSet, env, fs};

use chaincheck::{
    judge::RULES,
    model::Report,
    render::{Lang, Style, table},
};

use crate::scene::{self, Scene};

const FILE: &str = "src/cli/explain/examples.txt";
/// So wide that no value is broken.
const WIDE: usize = 20_000;

/// Codes and the scenarios of the demo that show them best.
const DEMO: &[(&str, &str)] = &[
    ("issuer-missing", "missing-intermediate"),
    ("members-differ", "missing-intermediate"),
    ("issuer-unknown", "private-root"),
    ("name-mismatch", "wrong-name"),
    ("issuer-key-mismatch", "stale-intermediate"),
    ("endpoint-unreachable", "refused-address"),
    ("clients-disagree", "hybrid-sso"),
    ("records-half-migrated", "half-migrated"),
    ("sip-name-missing", "second-sip-domain"),
];

/// Codes and the scenes that show them; times there are fixed.
const SCENES: &[(&str, &str)] = &[
    ("cert-expired", "expired-intermediate"),
    ("cert-not-yet-valid", "not-yet-valid"),
    ("cert-malformed", "malformed-leaf"),
    ("extension-unknown-critical", "unknown-critical"),
    ("purpose-forbidden", "purpose-client"),
    ("policy-not-satisfied", "policy-required"),
    ("name-constraint-violated", "constraint-dns"),
    ("cert-revoked", "revoked-leaf"),
    ("issuer-not-ca", "issuer-not-ca"),
    ("key-usage-forbids-signing", "key-usage"),
    ("path-too-long", "path-too-long"),
    ("key-weak", "key-768"),
    ("explicitly-distrusted", "distrusted-intermediate"),
    ("signature-unsupported", "signature-unsupported"),
    ("signature-weak", "sha1-signed"),
    ("revocation-unknown", "list-run-out-hard"),
    ("root-untrusted", "private-root-sent"),
    ("self-signed", "self-signed"),
    ("search-stopped", "too-deep"),
    ("cn-only", "cn-only"),
    ("cert-expires-soon", "expires-soon"),
    ("anchor-expired", "expired-anchor"),
    ("key-id-mismatch", "key-id-mismatch"),
    ("leaf-is-ca", "leaf-is-ca"),
    ("alternative-path", "cross-signed"),
    ("requirement-unmet", "requirement-unmet"),
    ("store-disagreement", "stores-disagree"),
    ("chain-unordered", "wrong-order"),
    ("chain-extra-cert", "extra-sent"),
    ("chain-duplicate", "duplicate-sent"),
    ("root-sent", "root-sent"),
    ("stale-cert-sent", "expired-cross-sign-sent"),
];

#[test]
fn examples_are_what_the_program_prints() {
    let mut text = String::new();
    for (code, name) in SCENES {
        let scene = Scene::read(name);
        let time = scene.settings().at.unwrap();
        text += &sections(code, &format!("fixtures/{name}"), &scene::report(scene.run(), time));
    }
    #[cfg(feature = "demo")]
    for (code, name) in DEMO {
        text += &sections(code, &format!("chaincheck demo {name}"), &demo::report(name));
    }
    if env::var_os("CHAINCHECK_BLESS").is_some() {
        fs::write(FILE, &text).unwrap();
    }
    let kept = fs::read_to_string(FILE).unwrap();
    if cfg!(feature = "demo") {
        assert_eq!(kept, text, "CHAINCHECK_BLESS=1 writes {FILE} anew");
    } else {
        assert!(kept.starts_with(&text), "CHAINCHECK_BLESS=1 writes {FILE} anew");
    }
}

#[test]
fn examples_have_a_code_each() {
    let codes: Vec<&str> = DEMO.iter().chain(SCENES).map(|(code, _)| *code).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    for code in codes {
        assert!(RULES.iter().any(|rule| rule.code == code), "{code}");
    }
}

/// The example in every language.
fn sections(code: &str, source: &str, report: &Report) -> String {
    // Notices are shown in full under `-v` only, and everything else in fewer lines without.
    let remedy = |verbose| block(code, report, verbose, Lang::En).iter().position(|line| line.starts_with("  Fix: "));
    let found = [0, 1].into_iter().find_map(|verbose| Some((verbose, remedy(verbose)?)));
    let (verbose, remedy) = found.unwrap_or_else(|| panic!("{code} is not shown for {source}"));
    let one = |(word, lang): &(&str, Lang)| {
        // What comes behind the remedy is the same for every finding.
        let lines: Vec<String> = block(code, report, verbose, *lang).into_iter().take(remedy + 1).collect();
        format!("== {code} {word} {source}\n{}\n\n", steady(&lines.join("\n")))
    };
    Lang::ALL.iter().map(one).collect()
}

/// What the table shows of a code, a fact a line.
fn block(code: &str, report: &Report, verbose: u8, lang: Lang) -> Vec<String> {
    // Whoever reads English may have no more letters than those of ASCII.
    let style = Style { width: WIDE, verbose, lang, unicode: lang == Lang::Ja, ..Style::default() };
    let mut bytes = Vec::new();
    table::write(report, &style, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let head = format!(" {code}:");
    let lines = text.lines().skip_while(|line| line.starts_with(' ') || !line.contains(&head));
    let mut block: Vec<String> = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        // Prose is broken however wide the page is; further values of a fact stand below the first, which is further in.
        let rest = line.strip_prefix("    ").filter(|rest| !rest.starts_with(' '));
        match (rest, block.last_mut()) {
            (Some(rest), Some(last)) => {
                let space = if last.ends_with(|c: char| c.is_ascii()) || rest.starts_with(|c: char| c.is_ascii()) {
                    " "
                } else {
                    ""
                };
                last.push_str(space);
                last.push_str(rest);
            }
            _ => block.push(line.to_owned()),
        }
    }
    block
}

/// What differs from run to run made the same: ports of the system's choosing, fingerprints, serial numbers.
fn steady(text: &str) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut steady = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let port = steady.ends_with("127.0.0.1:") && bare.parse::<u16>().is_ok();
        let hex = bare.len() >= 16 && bare.bytes().all(|b| b.is_ascii_hexdigit());
        if !port && !hex {
            steady.push_str(word);
            continue;
        }
        let place = known.iter().position(|k| k == bare).unwrap_or_else(|| {
            known.push(bare.to_owned());
            known.len() - 1
        });
        // A serial number that begins with a zero byte is shown without it.
        let length = if (34..40).contains(&bare.len()) { 40 } else { bare.len() };
        steady += &if port { format!("{}", 50_001 + place) } else { digits(place, length) };
        steady.push_str(&word[bare.len()..]);
    }
    steady
}

/// Digits in place of a fingerprint, told apart by their first.
fn digits(place: usize, length: usize) -> String {
    (0..length).map(|at| char::from(b"0123456789abcdef"[(place + 1 + at * 7) % 16])).collect()
}

#[cfg(feature = "demo")]
mod demo {
    use std::time::{Duration, SystemTime};

    use chaincheck::{
        check::{Checker, ConnectTo, Settings},
        demo::{self, Scenario},
        judge::Policy,
        model::{Report, Target},
        trust::Stores,
    };
    use tokio::sync::watch;

    /// A scenario, started and checked.
    pub fn report(name: &str) -> Report {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let scenario = Scenario::find(name).unwrap();
            let deployment = demo::start(scenario, SystemTime::now()).await.unwrap();
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("root.pem");
            let enterprise = if deployment.uses_root { deployment.root_pem.as_str() } else { "" };
            std::fs::write(&root, format!("{enterprise}{}", deployment.cloud_root_pem)).unwrap();
            let mut stores = Stores::default();
            stores.add_path(&root).unwrap();
            let route = |entry: &demo::ConnectTo| ConnectTo::new(&entry.host, entry.port, entry.address);
            let settings = Settings {
                dns: vec![deployment.dns],
                connect_to: deployment.connect_to.iter().map(route).collect(),
                policy: Policy { sip_domains: deployment.sip_domains.clone(), ..Policy::default() },
                ..Settings::default()
            };
            let (_keep, cut) = watch::channel(false);
            let checker = Checker::new(settings, stores, Box::new(|_| {}), cut).with_dns().unwrap();
            let target = checker.check(&Target::Domain(deployment.domain.clone())).await;
            checker.report(vec![target], Duration::ZERO)
        })
    }
}
