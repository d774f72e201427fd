//! What the tests of readers share, and what all readers must stand.

use super::{Gathered, assemble};
use crate::model::Workstation;

/// What several files tell.
pub fn seats(files: &[(&str, &str)]) -> Workstation {
    let gathered: Vec<Gathered> = files.iter().map(|(name, text)| Gathered::new(*name, text.as_bytes())).collect();
    assemble(&gathered, Workstation::default())
}

/// What one file tells.
pub fn seat(name: &str, text: &str) -> Workstation {
    seats(&[(name, text)])
}

/// What could not be read of the first file.
pub fn problem(desk: &Workstation) -> Option<String> {
    Some(desk.readings.first()?.problem.as_ref()?.to_string())
}

/// A file of every kind.
const SAMPLES: &[(&str, &str)] = &[
    (
        "about.txt",
        "chaincheck-snapshot: 1\r\ncomputer: PC-0117\r\ntaken: 2026-02-03T09:10:11+09:00\r\nsign-in: fails\r\n",
    ),
    (
        "registry.reg",
        "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography]\r\n\
        \"MachineGuid\"=\"{a}\"\r\n\"B\"=hex(7):61,00,\\\r\n  00,00\r\n\"C\"=dword:00000001\r\n@=\"\\\\\\\"\"\r\n\r\n",
    ),
    ("query.txt", "\r\nHKEY_CURRENT_USER\\A\r\n    (既定)    REG_SZ    ü\r\n    B    REG_DWORD    0x1\r\n\r\n"),
    ("service.txt", "SERVICE_NAME: msoidsvc\r\n  TYPE : 10  WIN32_OWN_PROCESS\r\n  STATE : 4  RUNNING\r\n"),
    (
        "credentials.txt",
        "現在保存されている資格情報:\r\n\r\n    ターゲット: Domain:target=TERMSRV/a\r\n    種類: 汎用\r\n",
    ),
    (
        "clock.txt",
        "閏: 0(警告なし)\r\n階層: 3 (二次)\r\n精度: -23 (119.209ns)\r\n遅延: 0.1s\r\n分散: 0.1s\r\nID: 0xC0A80101 (IP)\r\n時刻: \
        2026/02/03 22:12:00\r\nソース: ntp\r\n間隔: 10 (1024s)\r\n位相: 0.1s\r\n",
    ),
    ("chart.txt", "Tracking ntp [192.0.2.1:123].\r\n22:12:00, +00.01s\r\n22:12:00 d:+00.03s o:+00.01s  [ * ]\r\n"),
    ("date.txt", "2026-02-03T09:20:11+09:00\r\nDate: Tue, 03 Feb 2026 00:10:11 GMT\r\n"),
    (
        "clients.txt",
        "C:\\Programme\\für\\lync.exe\t16.0.4266.1001\r\nFileName: teams.exe\r\nFileVersion: 1.6.0.4472\r\n",
    ),
    ("system.txt", "ホスト名: PC\r\nOS 名: Microsoft Windows 11 Pro\r\nOS バージョン: 10.0.26100 N/A\r\n"),
    ("ver.txt", "\r\nMicrosoft Windows [Version 10.0.19045.3693]\r\n"),
];

/// A text as bytes in several encodings.
fn encodings(text: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    vec![
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe", &*little].concat(),
        little,
        big,
    ]
}

/// What was told, without the names of files and what was wrong with them.
fn facts(name: &str, bytes: Vec<u8>) -> String {
    let desk = assemble(&[Gathered::new(name, bytes)], Workstation::default());
    assert_eq!(desk.readings[0].problem, None, "{name}");
    assert!(desk.readings[0].form.is_some(), "{name}");
    format!("{desk:?}")
}

#[test]
fn every_kind_reads_the_same_in_every_encoding() {
    for (name, text) in SAMPLES {
        let all: Vec<String> = encodings(text).into_iter().map(|bytes| facts(name, bytes)).collect();
        assert!(all.windows(2).all(|two| two[0] == two[1]), "{name}");
        assert_ne!(all[0], facts("registry.reg", b"REGEDIT4".to_vec()), "{name} tells something");
    }
}

#[test]
fn no_file_cut_off_or_damaged_anywhere_makes_a_reader_fail() {
    for (name, text) in SAMPLES {
        for bytes in encodings(text) {
            for at in 0..bytes.len() {
                let mut damaged = bytes.clone();
                damaged[at] ^= 0x15;
                let files = [Gathered::new(*name, &bytes[..at]), Gathered::new(*name, damaged)];
                assert_eq!(assemble(&files, Workstation::default()).readings.len(), 2);
            }
        }
    }
}

#[test]
fn very_many_lines_of_every_kind_are_bounded() {
    for (name, text) in SAMPLES {
        let lines = text.lines().count();
        let long = text.repeat(100_000 / lines);
        let desk = assemble(&[Gathered::new(*name, long)], Workstation::default());
        assert!(desk.credentials.known().is_none_or(|all| all.len() < 1_001));
        assert!(desk.clients.known().is_none_or(|all| all.len() < 201));
        assert!(desk.addresses.len() < 101);
    }
}

#[test]
fn every_kind_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<&str> = super::FORMS.iter().map(|form| form.name).collect();
    assert_eq!(names.len(), super::FORMS.len());
}
