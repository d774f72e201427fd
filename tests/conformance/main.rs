//! Agreement with data that nobody here wrote: x509-limbo with BetterTLS, BoringSSL's chains, NIST PKITS, and chains of
//! real servers.
//!
//! `CHAINCHECK_CONFORMANCE` names the folder that holds `limbo/` and `chains/`; without it the tests say that they
//! were skipped. Every case whose verdict differs from the expected one must stand in `known.txt` with a reason, and
//! every case that stands there must still differ.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod cases;
mod judge;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use cases::Case;
use judge::Answer;

/// How the cases of one namespace went.
#[derive(Default)]
struct Row {
    cases: usize,
    skipped: usize,
    agree: usize,
    /// Cases that say which certificate fails and why.
    pinned: usize,
    exact: usize,
    oddities: usize,
    named: usize,
}

/// The least share of cases with named culprits that must be exact, over some namespaces together.
const EXACT: &[(&str, &[&str], f64)] = &[
    ("one fault", &["pkits/core", "boringssl/tls_server", "realworld/upstream", "realworld/derived"], 0.95),
    ("several faults", &["realworld/derived-several"], 0.90),
];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("CHAINCHECK_CONFORMANCE").map(PathBuf::from);
    if folder.is_none() {
        println!("SKIPPED: CHAINCHECK_CONFORMANCE is not set, so there is no conformance data to compare with");
    }
    folder
}

/// Case ids with the reason why the verdict differs.
fn known() -> BTreeMap<String, String> {
    let text = include_str!("known.txt");
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines.map(|l| l.split_once(' ').map(|(id, why)| (id.to_owned(), why.trim().to_owned())).unwrap()).collect()
}

#[test]
fn verdicts_and_culprits_are_as_expected() {
    let Some(folder) = folder() else { return };
    let mut cases = cases::limbo(&folder);
    for set in ["boringssl", "pkits", "realworld"] {
        cases.extend(cases::chains(&folder, set));
    }
    assert!(cases.len() > 1000, "only {} cases in {}", cases.len(), folder.display());
    let known = known();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let (mut unexpected, mut stale) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for case in &cases {
        let row = rows.entry(case.namespace.clone()).or_default();
        row.cases += 1;
        if case.skip.is_some() {
            row.skipped += 1;
            continue;
        }
        seen.insert(case.id.clone());
        let answer = judge::judge(case);
        let agrees = answer.accepts == Some(case.expected);
        row.agree += usize::from(agrees);
        match (agrees, known.get(&case.id)) {
            (false, None) => unexpected.push(format!("{} should be {}: {}", case.id, word(case.expected), answer.why)),
            (true, Some(_)) => stale.push(case.id.clone()),
            _ => {}
        }
        count(row, case, &answer);
    }
    print(&rows);
    assert!(unexpected.is_empty(), "verdicts that differ and are not in known.txt:\n{}", unexpected.join("\n"));
    assert!(stale.is_empty(), "verdicts that agree although known.txt lists them:\n{}", stale.join("\n"));
    for (what, namespaces, least) in EXACT {
        let of = |f: fn(&Row) -> usize| namespaces.iter().filter_map(|n| rows.get(*n)).map(f).sum::<usize>();
        let (pinned, exact) = (of(|r| r.pinned), of(|r| r.exact));
        println!("culprits exact, {what}: {exact}/{pinned}");
        assert!(exact as f64 >= least * pinned as f64, "{what}: {exact} of {pinned} exact, fewer than {least}");
    }
    let oddities: (usize, usize) = rows.values().fold((0, 0), |(n, of), r| (n + r.named, of + r.oddities));
    assert_eq!(oddities.0, oddities.1, "every harmless oddity is named");
}

fn word(valid: bool) -> &'static str {
    if valid { "accepted" } else { "refused" }
}

/// Counts whether the culprits and the oddities of a case are named.
fn count(row: &mut Row, case: &Case, answer: &Answer) {
    let Some(expected) = &case.findings else { return };
    let of = |severity: &str| -> BTreeSet<(usize, String)> {
        expected.iter().filter(|f| f.severity == severity).map(|f| (f.index, f.reason.clone())).collect()
    };
    let (errors, infos) = (of("error"), of("info"));
    if !case.expected && !errors.is_empty() {
        row.pinned += 1;
        row.exact += usize::from(answer.errors(&errors) == errors);
    }
    let infos: BTreeSet<_> = infos.into_iter().filter(|(_, reason)| !reason.starts_with("revoked")).collect();
    if !infos.is_empty() {
        row.oddities += 1;
        row.named += usize::from(infos.is_subset(&answer.all(&infos)));
    }
}

fn print(rows: &BTreeMap<String, Row>) {
    println!(
        "{:40} {:>6} {:>7} {:>6} {:>7} {:>6} {:>8} {:>6}",
        "namespace", "cases", "skipped", "agree", "pinned", "exact", "oddities", "named"
    );
    for (name, r) in rows {
        println!(
            "{name:40} {:>6} {:>7} {:>6} {:>7} {:>6} {:>8} {:>6}",
            r.cases, r.skipped, r.agree, r.pinned, r.exact, r.oddities, r.named
        );
    }
}
