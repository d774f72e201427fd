//! The snapshots in fixtures/workstation, which people look at and the README shows: the generator wrote them.
//! `CHAINCHECK_BLESS=1 cargo test --test workstation examples` writes them anew.

use std::{collections::BTreeSet, env, fs, path::Path};

use crate::{
    cases::{healthy, own},
    desk::{ADDRESS, AT, Desk},
    language::{Encoding, Language},
    program::run,
    rules::codes,
};

/// Name, language, what is found.
type Example = (&'static str, Language, fn() -> Desk, &'static [&'static str]);

const EXAMPLES: [Example; 2] = [
    ("healthy", Language::German, healthy, &[]),
    (
        "broken",
        Language::English,
        broken,
        &["machine-guid-braces", "personal-cert-expired", "sign-in-assistant-stopped"],
    ),
];

fn broken() -> Desk {
    Desk {
        sign_in: "fails",
        guid: "{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0}",
        assistant: Some(1),
        own: vec![own(ADDRESS, (2025, 7, 1), (2025, 12, 28))],
        client: "16.0.17932.20540",
        ..healthy()
    }
}

#[test]
fn they_are_what_the_generator_writes_and_show_what_they_are_for() {
    for (name, language, desk, expected) in EXAMPLES {
        let folder = Path::new("fixtures/workstation").join(name);
        let files = desk().files(language, Encoding::Plain);
        if env::var_os("CHAINCHECK_BLESS").is_some() {
            let _ = fs::remove_dir_all(&folder);
            crate::desk::write(&folder, &files);
        }
        for (file, bytes) in files {
            let there = fs::read(folder.join(&file)).unwrap_or_else(|e| panic!("{name}/{file}: {e}"));
            // Certificates are made anew each time.
            if !file.starts_with("certificates/") {
                assert_eq!(String::from_utf8_lossy(&there), String::from_utf8_lossy(&bytes), "{name}/{file}");
            }
            assert!(!String::from_utf8_lossy(&there).contains("PRIVATE KEY"), "{name}/{file}");
        }
        let done = run(&["workstation", folder.to_str().unwrap(), "--at", AT, "--format", "json"]);
        let found = codes(&done.json());
        assert_eq!(found, expected.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>(), "{name}");
    }
}
