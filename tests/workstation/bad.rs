//! Snapshots that are not what they should be: each file is judged for itself and within bounds, and what could not be read
//! is unknown, never fine and never a fault of the computer.

use std::{fs, io::Write, path::Path};

use serde_json::Value;

use crate::{
    cases::healthy,
    desk::{self, AT},
    language::{ENCODINGS, Encoding, LANGUAGES, Language},
    program::{Done, run},
    rules::codes,
};

type Files = Vec<(String, Vec<u8>)>;

fn files() -> Files {
    healthy().files(Language::English, Encoding::CodePage)
}

fn judged(path: &Path) -> Done {
    run(&["workstation", path.to_str().unwrap(), "--at", AT, "--format", "json"])
}

/// A folder with these files, judged.
fn of(files: &[(String, Vec<u8>)]) -> Done {
    let folder = tempfile::tempdir().unwrap();
    desk::write(folder.path(), files);
    judged(folder.path())
}

/// What is not known by a report.
fn unknown(report: &Value) -> Vec<&str> {
    let items = report["targets"][0]["workstation"]["items"].as_array().unwrap();
    items.iter().filter(|item| item["known"] == false).map(|item| item["name"].as_str().unwrap()).collect()
}

/// What is said to be wrong with a file of a report.
fn problem<'a>(report: &'a Value, name: &str) -> Option<&'a str> {
    let files = report["targets"][0]["workstation"]["files"].as_array().unwrap();
    files.iter().find(|file| file["name"] == name).unwrap_or_else(|| panic!("no {name}: {files:#?}"))["problem"]
        .as_str()
}

#[test]
fn a_file_that_is_missing_is_unknown_and_no_fault() {
    for (missing, items) in [
        // Without the versions of the clients it is not known either whose folders are to be listed.
        ("clients.txt", &["clients", "endpoint-cache"][..]),
        ("msoidsvc.txt", &["sign-in-assistant"]),
        ("credentials.txt", &["stored-credentials"]),
        ("caches.txt", &["endpoint-cache"]),
        ("dns-cache.txt", &["dns-cache"]),
        ("machine-guid.txt", &["machine-guid"]),
        ("clock.txt", &["clock"]),
        ("registry/settings.reg", &["client-settings", "schannel"]),
        // What certutil prints tells of them too.
        ("certificates/user-my.pem", &[]),
    ] {
        let rest: Files = files().into_iter().filter(|(name, _)| name != missing).collect();
        let report = of(&rest).expect(0).json();
        assert_eq!(unknown(&report), items, "{missing}");
        assert!(codes(&report).is_empty(), "{missing}");
    }
}

#[test]
fn a_file_that_was_cut_short_never_makes_a_fault() {
    for language in LANGUAGES {
        for encoding in ENCODINGS {
            let files = healthy().files(language, encoding);
            for at in 0..files.len() {
                for part in [3, 2] {
                    let mut files = files.clone();
                    let length = files[at].1.len();
                    files[at].1.truncate(length - length / part);
                    let done = of(&files);
                    let name = &files[at].0;
                    assert!(
                        [0, 3].contains(&done.code),
                        "{name} {language:?} {encoding:?}: {}\n{}",
                        done.code,
                        done.out
                    );
                    assert!(codes(&done.json()).is_empty(), "{name} {language:?} {encoding:?}: {}", done.out);
                }
            }
        }
    }
}

#[test]
fn what_is_damaged_is_named_and_costs_only_itself() {
    let mut files = files();
    let at = files.iter().position(|(name, _)| name == "dns-cache.txt").unwrap();
    let length = files[at].1.len();
    files[at].1.truncate(length / 2);
    let done = of(&files).expect(3);
    let report = done.json();
    assert!(problem(&report, "dns-cache.txt").is_some());
    assert_eq!(unknown(&report), ["dns-cache"]);
    assert!(done.err.contains("dns-cache.txt"), "{}", done.err);
}

#[test]
fn a_time_service_that_sleeps_is_unknown_and_nothing_is_wrong_with_it() {
    let mut files = files();
    let at = files.iter().position(|(name, _)| name == "clock.txt").unwrap();
    files[at].1 = b"The following error occurred: The service has not been started. (0x80070426)\r\n".to_vec();
    let report = of(&files).expect(0).json();
    assert_eq!(unknown(&report), ["clock"]);
    assert_eq!(problem(&report, "clock.txt"), None);
}

#[test]
fn what_windows_says_in_place_of_an_answer_is_unknown_and_no_damage() {
    const FAILED: &str = "My \"Personal\"\r\nCertUtil: -store command FAILED: 0x80070005 (WIN32: 5 ERROR_ACCESS_DENIED)\r\n\
        CertUtil: Access is denied.\r\n";
    for (name, item, said) in [
        (
            "dns-cache.txt",
            "dns-cache",
            "\r\nWindows IP Configuration\r\n\r\nCould not display the DNS Resolver Cache.\r\n",
        ),
        ("msoidsvc.txt", "sign-in-assistant", "[SC] OpenSCManager FAILED 5:\r\n\r\nAccess is denied.\r\n\r\n"),
        (
            "msoidsvc.txt",
            "sign-in-assistant",
            "[SC] EnumQueryServicesStatus:OpenService FEHLER 5:\r\n\r\nZugriff verweigert\r\n",
        ),
        ("credentials.txt", "stored-credentials", "CMDKEY: Credentials cannot be listed now. Access is denied.\r\n"),
        ("machine-guid.txt", "machine-guid", "ERROR: Access is denied.\r\n"),
        ("clock.txt", "clock", "The following error occurred: Access is denied. (0x80070005)\r\n"),
        ("clock.txt", "clock", "Tracking ntp [192.0.2.1:123].\r\n22:12:00, error: 0x800705B4\r\n"),
        ("certificates/user-my.txt", "personal-certificate", FAILED),
    ] {
        let mut files: Files =
            files().into_iter().filter(|(other, _)| other != name && other != "certificates/user-my.pem").collect();
        if !name.starts_with("certificates/") {
            files.extend(self::files().into_iter().filter(|(other, _)| other == "certificates/user-my.pem"));
        }
        files.push((name.to_owned(), said.as_bytes().to_vec()));
        let report = of(&files).expect(0).json();
        assert_eq!(unknown(&report), [item], "{said}");
        assert_eq!(problem(&report, name), None, "{said}");
        assert!(codes(&report).is_empty(), "{said}");
        // Cut short it is damaged, or nothing that is known.
        files.pop();
        files.push((name.to_owned(), said.as_bytes()[..said.len() / 2].to_vec()));
        let done = of(&files);
        assert!(unknown(&done.json()).contains(&item) && codes(&done.json()).is_empty(), "{said}: {}", done.out);
    }
}

#[test]
fn a_store_of_which_half_is_there_is_not_known() {
    for (missing, item) in [
        ("certificates/machine-root.pem", "roots"),
        ("certificates/user-root.pem", "roots"),
        ("certificates/machine-ca.pem", "intermediates"),
        ("certificates/machine-disallowed.pem", "disallowed"),
    ] {
        let rest: Files = files().into_iter().filter(|(name, _)| name != missing).collect();
        let folder = tempfile::tempdir().unwrap();
        desk::write(folder.path(), &rest);
        let report = judged(folder.path()).expect(0).json();
        assert_eq!(unknown(&report), [item], "{missing}");
        for (lang, green, part) in [
            ("en", "things were looked at", "store is not there"),
            ("ja", "すべてを確認しました", "ストアがありません"),
        ] {
            let done = run(&["workstation", folder.path().to_str().unwrap(), "--at", AT, "--lang", lang]).expect(0);
            assert!(done.out.contains(part) && !done.out.contains(green), "{missing}: {}", done.out);
        }
    }
}

#[test]
fn a_computer_of_which_not_all_is_known_is_not_counted_as_well() {
    let rest: Files = files().into_iter().filter(|(name, _)| name != "clock.txt").collect();
    let (part, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    desk::write(part.path(), &rest);
    desk::write(whole.path(), &files());
    let paths = [part.path().to_str().unwrap(), whole.path().to_str().unwrap()];
    let done = run(&["workstation", paths[0], paths[1], "--at", AT]).expect(0);
    assert!(done.out.contains("Total: 2 targets: 1 known in part, 1 ok"), "{}", done.out);
}

#[test]
fn nothing_that_is_known_is_no_answer() {
    let note = ("readme.txt".to_owned(), b"Dear colleague, here are the pictures.\n".to_vec());
    let system = "Host Name:                 PC-0117\nSystem Model:              Virtual Machine\n".to_owned();
    for files in [vec![], vec![note.clone()], vec![note, ("export.csv".to_owned(), b"a;b;c\n1;2;3\n".to_vec())]] {
        of(&files).expect(3);
    }
    let done = of(&[("msinfo.txt".to_owned(), system.into_bytes())]).expect(3);
    assert!(codes(&done.json()).is_empty());
    for (path, word) in [("/nowhere/at/all", "/nowhere/at/all"), ("Cargo.toml", "snapshot")] {
        run(&["workstation", path]).expect(3).says(&[word]);
    }
}

#[test]
fn a_wrong_mark_is_seen_through() {
    let mut files = healthy().files(Language::German, Encoding::Utf8);
    for (_, bytes) in &mut files {
        // UTF-8 under the mark of UTF-16, as a wrong "save as" leaves it.
        bytes.splice(..3, [0xff, 0xfe]);
    }
    let report = of(&files).expect(0).json();
    assert_eq!(unknown(&report), [""; 0]);
    assert!(codes(&report).is_empty());
}

#[test]
fn a_million_lines_are_bounded() {
    let mut files = files();
    let line = "    h.test\r\n    ----------------------------------------\r\n    Name does not exist.\r\n\r\n";
    for (name, bytes) in &mut files {
        match name.as_str() {
            "dns-cache.txt" => bytes.extend(line.repeat(100_000).into_bytes()),
            "caches.txt" | "credentials.txt" | "clients.txt" => bytes.extend("x\r\n".repeat(1_000_000).into_bytes()),
            _ => {}
        }
    }
    let done = of(&files);
    assert!(done.took.as_secs() < 60, "{:?}", done.took);
    assert!(codes(&done.json()).is_empty());
}

/// A zip that other programs would not make.
fn crafted(make: impl FnOnce(&mut zip::ZipWriter<fs::File>)) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, bytes) in files() {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    make(&mut zip);
    zip.finish().unwrap();
    (folder, path)
}

fn options() -> zip::write::SimpleFileOptions {
    zip::write::SimpleFileOptions::default()
}

#[test]
fn a_path_that_climbs_out_of_the_zip_leads_nowhere() {
    let (folder, path) = crafted(|zip| {
        for name in ["../climbed.txt", "/absolute.txt", "a/../../climbed.txt"] {
            zip.start_file(name, options()).unwrap();
            zip.write_all(b"x").unwrap();
        }
    });
    let done = judged(&path);
    assert!(codes(&done.json()).is_empty(), "{}", done.out);
    assert!(unknown(&done.json()).is_empty());
    assert!(done.err.contains("climbed"), "{}", done.err);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is unpacked");
}

#[test]
fn a_bomb_does_not_go_off() {
    let (_folder, path) = crafted(|zip| {
        let zeros = vec![b' '; 1 << 20];
        for number in 0..8 {
            zip.start_file(format!("bomb{number}.txt"), options().large_file(true)).unwrap();
            for _ in 0..128 {
                zip.write_all(&zeros).unwrap();
            }
        }
    });
    let done = judged(&path);
    assert!(done.took.as_secs() < 60, "{:?}", done.took);
    assert!(done.err.contains("bomb0.txt"), "{}", done.err);
    assert!(codes(&done.json()).is_empty());
}

#[test]
fn a_damaged_zip_is_said_to_be_one() {
    let (_folder, path) = crafted(|_| ());
    let bytes = fs::read(&path).unwrap();
    for part in [2, 50] {
        fs::write(&path, &bytes[..bytes.len() / part]).unwrap();
        run(&["workstation", path.to_str().unwrap()]).expect(3).says(&["zip"]);
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let rest: Files = files().into_iter().filter(|(name, _)| name != "machine-guid.txt").collect();
    let inside = folder.path().join("snapshot");
    desk::write(&inside, &rest);
    let braced = "\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\n    MachineGuid    REG_SZ    {x}\n";
    fs::write(folder.path().join("elsewhere.txt"), braced).unwrap();
    std::os::unix::fs::symlink(folder.path().join("elsewhere.txt"), inside.join("machine-guid.txt")).unwrap();
    std::os::unix::fs::symlink(&inside, inside.join("round")).unwrap();
    let done = judged(&inside);
    assert!(codes(&done.json()).is_empty(), "{}", done.out);
    assert_eq!(unknown(&done.json()), ["machine-guid"]);
}

#[test]
fn a_private_key_is_never_read_and_always_named() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let secret = key.lines().nth(1).unwrap().to_owned();
    let mut files = files();
    let at = files.iter().position(|(name, _)| name == "certificates/user-my.pem").unwrap();
    files[at].1.extend(key.into_bytes());
    let done = of(&files);
    let report = done.json();
    assert!(
        problem(&report, "certificates/user-my.pem").is_some_and(|why| why.contains("private key")),
        "{}",
        done.err
    );
    assert!(!done.text().contains(&secret), "the key is shown");
    assert!(codes(&report).is_empty());
}

#[test]
fn outputs_of_other_tools_beside_harm_nothing() {
    let mut files = files();
    files.push(("notes.txt".to_owned(), b"certificates\\user-ca.pem: Access is denied.\r\n".to_vec()));
    files.push(("tasklist.txt".to_owned(), b"Image Name   PID\r\nlync.exe  4711 Console 1 120,000 K\r\n".to_vec()));
    files.push(("picture.png".to_owned(), vec![0x89, b'P', b'N', b'G', 0, 1, 2, 3]));
    let report = of(&files).expect(0).json();
    assert!(codes(&report).is_empty());
    assert!(unknown(&report).is_empty());
}

#[test]
fn what_was_copied_from_a_console_is_read_output_by_output() {
    let commands = [
        ("msoidsvc.txt", "sc query msoidsvc"),
        ("credentials.txt", "cmdkey /list"),
        ("dns-cache.txt", "ipconfig /displaydns"),
        ("clock.txt", "w32tm /query /status"),
        ("machine-guid.txt", r"reg query HKLM\SOFTWARE\Microsoft\Cryptography /v MachineGuid"),
        ("caches.txt", "dir /s"),
    ];
    for language in LANGUAGES {
        let all = healthy().files(language, Encoding::Utf8);
        let texts = commands.map(|(name, command)| {
            let bytes = &all.iter().find(|(file, _)| file == name).unwrap().1;
            (command, String::from_utf8(bytes.clone()).unwrap().trim_start_matches('\u{feff}').to_owned())
        });
        let other = ("sc query another", "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n".to_owned());
        for prompt in ["C:\\Users\\anna>", "PS C:\\Users\\anna> ", ""] {
            let line = |command: &str| if prompt.is_empty() { String::new() } else { format!("{prompt}{command}\r\n") };
            let outputs = [&other].into_iter().chain(&texts).map(|(command, text)| line(command) + text + "\r\n");
            let console: String = outputs.collect();
            let rest = all.iter().filter(|(name, _)| !commands.iter().any(|(file, _)| file == name)).cloned();
            let files: Files = rest.chain([("1.txt".to_owned(), console.into_bytes())]).collect();
            let report = of(&files).expect(0).json();
            // That there is no such service is said without its name: only the command tells which.
            let nameless: &[&str] = if prompt.is_empty() { &["sign-in-assistant"] } else { &[] };
            assert_eq!(unknown(&report), nameless, "{language:?} {prompt}");
            assert!(codes(&report).is_empty(), "{language:?} {prompt}");
        }
    }
}

#[test]
fn of_a_whole_branch_of_the_registry_only_what_is_of_use_is_kept() {
    let mut files = files();
    let other = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\CLSID]\r\n@=\"x\"\r\n\"Long\"=hex:00,01,02,03,04,05\r\n\r\n";
    let braced = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography]\r\n\"MachineGuid\"=\"{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0}\"\r\n\r\n";
    let header = "Windows Registry Editor Version 5.00\r\n\r\n";
    let text = format!("{header}{}{braced}{other}", other.repeat(120_000));
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(bytes.len() > 16 << 20, "longer than any file is read whole");
    files.retain(|(name, _)| name != "machine-guid.txt");
    files.push(("everything.reg".to_owned(), bytes));
    let report = of(&files).expect(2).json();
    assert_eq!(problem(&report, "everything.reg"), None);
    assert!(codes(&report).into_iter().eq(["machine-guid-braces"]), "{:?}", codes(&report));
}
