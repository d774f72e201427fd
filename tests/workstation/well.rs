//! Computers as they stand in offices, with whom nothing is wrong: they may be told of notices, and of no warning.

use serde_json::Value;

use crate::{
    beside::{demo, of_now},
    cases::own,
    desk::{ADDRESS, Answer, Clock, Desk, POLICY, Remembered, SETTINGS, dword},
    language::{Encoding, Language},
    pki,
    program::Done,
    rules::{folder, judged},
};

const LONG: ((i32, u8, u8), (i32, u8, u8)) = ((2020, 1, 1), (2090, 1, 1));
const BERT: &str = "bert@contoso.test";

/// What makes a computer special.
type Change = fn(&mut Desk);

/// Each of them.
const WELL: &[(&str, Change)] = &[
    ("roots by policy, one renewed, one run out, one that Microsoft distrusts, a cross certificate", |desk| {
        let old = pki::root("Contoso Root CA");
        let above = desk.roots[0].clone();
        let over = pki::authority("Old Root CA").dates((2000, 1, 1), (2010, 1, 1)).self_signed();
        let distrusted = pki::root("DigiNotar Root CA");
        desk.intermediates.push(pki::authority("Fabrikam Root CA").signed_by(&above));
        desk.roots.extend([old, over, distrusted.clone()]);
        desk.disallowed.push(distrusted);
    }),
    ("as many roots as Windows has had to do with", |desk| {
        let first = pki::root("Root 0");
        let more = (1..120).map(|n| pki::authority(&format!("Root {n}")).key_of(&first).self_signed());
        desk.roots.extend(more);
    }),
    ("several people share it", |desk| {
        desk.caches.push((BERT, (2019, 1, 1, 9, 0)));
        desk.own.push(own(BERT, (2018, 1, 1), (2018, 6, 1)));
    }),
    ("somebody with two addresses", |desk| {
        desk.caches.push((BERT, (2026, 3, 1, 9, 0)));
        desk.own.push(own(BERT, LONG.0, LONG.1));
    }),
    ("another address signs in than the client is set to", |desk| {
        desk.caches = vec![(BERT, (2026, 3, 1, 9, 0))];
        desk.own = vec![own(BERT, LONG.0, LONG.1)];
    }),
    ("Teams alone is used, and what Lync left is years old", |desk| {
        desk.caches = vec![(ADDRESS, (2020, 3, 27, 13, 5))];
        desk.own = vec![own(ADDRESS, (2020, 1, 1), (2020, 6, 29))];
        desk.client = "16.0.17932.20540";
    }),
    ("Teams alone is used, and the certificate is gone", |desk| {
        desk.caches = vec![(ADDRESS, (2020, 3, 27, 13, 5))];
        desk.own.clear();
    }),
    ("the assistant is left from before", |desk| desk.assistant = Some(1)),
    ("at home, in another time zone, with nobody to look after the clock", |desk| {
        desk.clock = Clock::Status { synchronised: false };
    }),
    ("at the office, whose names lead elsewhere than outside", |desk| {
        for (name, address) in [
            ("lyncdiscover.contoso.test", "10.1.2.3"),
            ("lyncdiscoverinternal.contoso.test", "10.1.2.3"),
            ("sip.contoso.test", "10.1.2.4"),
        ] {
            desk.remembered.push(Remembered { name, answer: Answer::Address(address) });
        }
    }),
    ("policies of an administrator who thought of all of it", |desk| {
        desk.values.push((SETTINGS, "ConfigurationMode", dword(1)));
        desk.values.push((POLICY, "ConfigurationMode", dword(0)));
        desk.values.push((POLICY, "DisableStrictDNSNaming", dword(1)));
        desk.values.push((POLICY, "EnableWAM", dword(0)));
    }),
    ("credentials of Office", |desk| {
        desk.credentials.push("LegacyGeneric:target=MicrosoftOffice16_Data:ADAL:5f0d9a7e-0000-4c1c-9c3e-aaaaaaaaaaaa");
        desk.credentials.push("LegacyGeneric:target=MicrosoftOffice16_Data:orgid:anna@contoso.test");
    }),
    ("a server that nobody signs in from", |desk| {
        desk.server = true;
        desk.own.clear();
        desk.caches.clear();
        desk.assistant = Some(1);
        desk.clock = Clock::Chart { ahead: 4 };
    }),
];

/// The warnings about a computer.
fn warnings(report: &Value) -> Vec<String> {
    let computers = report["targets"].as_array().unwrap().iter().filter(|one| one["target"]["kind"] == "workstation");
    let computers: Vec<&Value> = computers.collect();
    assert_eq!(computers.len(), 1, "{report:#}");
    let findings = computers.into_iter().flat_map(|one| one["findings"].as_array().unwrap());
    let harmful = findings.filter(|finding| finding["severity"] != "notice");
    harmful.map(|finding| format!("{}: {}", finding["code"], finding["evidence"])).collect()
}

fn silent(who: &str, done: &Done) {
    assert_eq!(warnings(&done.json()), Vec::<String>::new(), "{who}");
}

#[test]
fn nobody_with_whom_nothing_is_wrong_is_warned() {
    for (who, change) in WELL {
        for sign_in in ["works", "unknown"] {
            let mut desk = Desk { sign_in, ..of_now() };
            change(&mut desk);
            let folder = folder(&desk, Language::German, Encoding::Utf16);
            silent(who, &judged(folder.path()));
        }
    }
}

#[test]
fn nor_beside_the_servers() {
    for (who, change) in WELL {
        let mut desk = Desk { sign_in: "unknown", ..of_now() };
        change(&mut desk);
        silent(who, &demo("healthy", &desk, Language::Japanese));
    }
}

#[test]
fn what_lync_left_counts_where_the_sign_in_fails() {
    let mut desk = Desk { sign_in: "fails", ..of_now() };
    desk.own = vec![own(ADDRESS, (2020, 1, 1), (2020, 6, 29))];
    let folder = folder(&desk, Language::English, Encoding::Utf8);
    let found = warnings(&judged(folder.path()).json());
    assert!(found.len() == 1 && found[0].contains("personal-cert-expired"), "{found:?}");
}
