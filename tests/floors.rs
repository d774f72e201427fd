//! Who may name whom: the rooms of the crate by the table in its documentation, outside libraries by the table here.
//!
//! The sources are read as text: comments and literals are dropped, `use` trees are unfolded, `super` is resolved, and
//! paths in code count like those in `use`. A permission that nobody needs any more fails too, so that both tables stay
//! true.

#![allow(clippy::unwrap_used)]

#[path = "support/paths.rs"]
mod paths;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use paths::Source;

/// Where each outside library may be named, by the beginning of the path below `src`. A library stands in one file, or
/// in the folder whose subject it is, so that replacing it is a local change.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("rustls", &["probe/handshake"]),
    ("tokio_rustls", &["demo/tls.rs", "probe/handshake"]),
    ("tls_parser", &["probe/first_flight"]),
    ("hyper", &["demo/site.rs", "fetch/http.rs"]),
    ("hyper_util", &["demo/site.rs", "fetch/http.rs"]),
    ("http_body_util", &["demo/site.rs", "fetch/http.rs"]),
    // The documents that discovery reads; and what reads JUnit back in its tests.
    ("roxmltree", &["discover/", "render/junit.rs"]),
    // Beside certificates in documents the credentials for a proxy, questions in URLs, and that digest of the page.
    (
        "base64ct",
        &["demo/blueprint.rs", "discover/metadata.rs", "fetch/proxy.rs", "fetch/responder.rs", "render/html/mod.rs"],
    ),
    ("webpki", &["x509/opinion.rs"]),
    ("rustls_pki_types", &["x509/opinion.rs"]),
    ("aws_lc_rs", &["x509/"]),
    ("rsa", &["x509/signature.rs"]),
    ("dsa", &["x509/signature.rs"]),
    ("md5", &["x509/signature.rs", "x509/digests.rs"]),
    // Beside signatures the thumbprint in reports.
    ("sha1", &["x509/signature.rs", "render/carry.rs"]),
    // Beside signatures the digest by which the page allows its own style, and what an alert is known by.
    ("sha2", &["x509/signature.rs", "render/html/mod.rs", "render/sarif"]),
    ("x509_parser", &["x509/"]),
    ("p12_keystore", &["trust/pkcs12.rs"]),
    ("rpassword", &["cli/password.rs"]),
    ("x509_ocsp", &["x509/ocsp.rs"]),
    ("x509_cert", &["x509/ocsp.rs"]),
    ("der", &["x509/"]),
    ("rustls_native_certs", &["trust/system.rs"]),
    ("schannel", &["trust/system.rs", "workstation/live/stores.rs"]),
    ("windows_registry", &["workstation/live/registry.rs"]),
    ("webpki_root_certs", &["trust/bundled.rs"]),
    ("hickory_resolver", &["discover/dns"]),
    ("hickory_net", &["discover/dns"]),
    ("hickory_server", &["demo/dns.rs"]),
    // The runtime: wherever something waits.
    ("tokio", &["check/", "cli/", "demo/", "discover/", "fetch/", "probe/"]),
    // Beside the demo the certificates that a test exports in every form.
    ("rcgen", &["demo/pki.rs", "workstation/certificates/tests.rs"]),
    (
        "clap",
        &[
            "cli/about.rs",
            "cli/args",
            "cli/config.rs",
            "cli/defaults.rs",
            "cli/language.rs",
            "cli/mod.rs",
            "cli/refusal.rs",
        ],
    ),
    ("clap_mangen", &["cli/about.rs"]),
    ("clap_complete", &["cli/"]),
    ("comfy_table", &["render/table/"]),
    ("maud", &["render/html/"]),
    ("textwrap", &["render/table/", "compare/show.rs", "cli/explain/"]),
    // Files that appear whole or not at all; the demo's folder for its root; folders of tests.
    (
        "tempfile",
        &[
            "cli/sink.rs",
            "cli/baseline.rs",
            "cli/demo.rs",
            "fetch/cache.rs",
            "workstation/container/tests.rs",
            "workstation/live",
        ],
    ),
    // Files that a person edits.
    ("toml_edit", &["cli/toml.rs", "cli/baseline", "cli/defaults.rs"]),
    ("terminal_size", &["cli/"]),
    ("rlimit", &["cli/files.rs"]),
    ("indicatif", &["cli/run.rs"]),
    ("fluent_bundle", &["render/locales"]),
    ("unic_langid", &["render/locales"]),
    ("csv", &["render/sheet.rs"]),
    ("quick_xml", &["render/junit.rs"]),
    ("serde", &["render/json", "render/sarif", "compare/"]),
    ("serde_json", &["render/json", "render/sarif", "discover/", "compare/"]),
    // Times that people and snapshots write.
    ("time", &["render/when.rs", "cli/plan.rs", "cli/baseline", "workstation/about.rs", "workstation/clock"]),
    // Snapshots that come packed, and what their texts are written in.
    ("zip", &["workstation/container"]),
    ("encoding_rs", &["workstation/encoding.rs"]),
    ("oem_cp", &["workstation/encoding.rs"]),
    ("pem_rfc7468", &["render/carry.rs", "render/chain_file.rs", "workstation/live/stores.rs"]),
    ("anstyle", &["render/table/page.rs"]),
    ("humantime", &["cli/plan.rs"]),
    ("idna", &["cli/target.rs"]),
    ("url", &["cli/target.rs", "discover/", "fetch/"]),
    // Derives error types anywhere.
    ("thiserror", &[""]),
];

/// Packages whose library has another name.
const RENAMED: &[(&str, &str)] = &[("rustls-webpki", "webpki"), ("md-5", "md5")];

#[test]
fn rooms_name_only_the_rooms_they_may() {
    let may = table(&fs::read_to_string("src/lib.rs").unwrap());
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, source) in sources() {
        let Some(room) = room(&file) else { continue };
        for path in source.inside() {
            let Some(other) = path.first().filter(|other| may.contains_key(*other) && **other != room) else {
                continue;
            };
            let allowed = may.get(&room).unwrap_or_else(|| panic!("{room} is not in the table of src/lib.rs"));
            assert!(allowed.contains(other), "src/{file}: {room} may not name {other} ({})", path.join("::"));
            names.entry(room.clone()).or_default().insert(other.clone());
        }
    }
    for (room, allowed) in &may {
        // Whoever joins everything needs no proof for each.
        if room == "check" {
            continue;
        }
        let used = names.remove(room).unwrap_or_default();
        let idle: Vec<_> = allowed.difference(&used).collect();
        assert!(idle.is_empty(), "src/lib.rs lets {room} name {idle:?}, which it does not");
    }
}

#[test]
fn every_room_is_in_the_table() {
    let may = table(&fs::read_to_string("src/lib.rs").unwrap());
    let rooms: BTreeSet<String> = sources().iter().filter_map(|(file, _)| room(file)).collect();
    assert_eq!(rooms, may.into_keys().collect());
}

#[test]
fn libraries_are_named_where_they_belong() {
    let mut idle: BTreeSet<(&str, &str)> =
        LIBRARIES.iter().flat_map(|(library, places)| places.iter().map(move |place| (*library, *place))).collect();
    for (file, source) in sources() {
        for path in source.outside() {
            let Some((library, places)) = LIBRARIES.iter().find(|(library, _)| *library == path[0]) else { continue };
            let place = places.iter().find(|place| file.starts_with(**place));
            let place = place
                .unwrap_or_else(|| panic!("src/{file} names {}: {library} belongs in {places:?}", path.join("::")));
            idle.remove(&(*library, *place));
        }
    }
    assert!(idle.is_empty(), "nobody names these libraries there: {idle:?}");
}

#[test]
fn every_dependency_has_a_place() {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    // Those of every system and those of some; tests may use what they like.
    let mut wanted = false;
    let lines = manifest.lines().filter(|line| {
        if line.starts_with('[') {
            wanted = line.ends_with("dependencies]") && !line.contains("dev-");
        }
        wanted
    });
    let packages = lines.filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(" = ")).map(|(p, _)| p);
    let library = |package: &str| {
        let renamed = RENAMED.iter().find(|(from, _)| *from == package).map(|(_, to)| (*to).to_owned());
        renamed.unwrap_or_else(|| package.replace('-', "_"))
    };
    let needed: BTreeSet<String> = packages.map(library).collect();
    assert_eq!(needed, LIBRARIES.iter().map(|(library, _)| (*library).to_owned()).collect());
}

/// The table in the crate documentation: each room and the rooms it may name.
fn table(docs: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut may: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in docs.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let columns: Vec<&str> = row.trim_end_matches('|').split(" | ").map(str::trim).collect();
        let [room, _, allowed] = columns[..] else { panic!("a row with other than three columns: {row}") };
        let room = room.trim_matches(['[', ']', '`']);
        if room == "folder" {
            continue;
        }
        let allowed = match allowed {
            "std" => BTreeSet::new(),
            "all of the above" => may.keys().cloned().collect(),
            list => list.split(", ").map(str::to_owned).collect(),
        };
        may.insert(room.to_owned(), allowed);
    }
    assert!(may.len() > 5, "the table in src/lib.rs was not found");
    may
}

/// The room of a file below `src`; `None` for the crate's own files.
fn room(file: &str) -> Option<String> {
    let first = file.split('/').next().unwrap().trim_end_matches(".rs");
    (!matches!(first, "build" | "lib" | "main")).then(|| first.to_owned())
}

/// Every source file by its path below `src`.
fn sources() -> Vec<(String, Source)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new("src").to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let file = path.strip_prefix("src").unwrap().to_str().unwrap().replace('\\', "/");
                found.push((file.clone(), Source::read(&file, &fs::read_to_string(&path).unwrap())));
            }
        }
    }
    found
}
