//! `verify`: chains in files, sound, broken and no chains at all.

use std::fs;

use pem_rfc7468::{LineEnding, encode_string};
use rcgen::{CertificateParams, CustomExtension, KeyPair};

use crate::{
    chains::{Folder, NOW, pem},
    program::{Done, run},
};

fn verify(files: &Folder, more: &[&str]) -> Done {
    let root = files.path("root.pem");
    run(&[&["verify", "--store", "none", "--anchors", &root, "--at", NOW], more].concat())
}

#[test]
fn exit_codes() {
    let files = Folder::new();
    let [chain, leaf] = ["chain.pem", "leaf.pem"].map(|name| files.path(name));
    verify(&files, &[&chain]).expect(0).says(&["OK", "trusted", "CN=", &chain]);
    verify(&files, &[&chain, "--warn-within", "900000d"]).expect(1).says(&["WARNING", "cert-expires-soon"]);
    verify(&files, &[&leaf]).expect(2).says(&["CRITICAL", "issuer-missing", "Contoso Test Issuing", "Fix:"]);
    verify(&files, &[&chain, "--name", "lync.contoso.test"]).expect(2).says(&["name-mismatch", "lync.contoso.test"]);
    verify(&files, &[&chain, "--name", "sip.contoso.test"]).expect(0);
    run(&["verify", &chain, "--store", "none", "--at", NOW]).expect(2).says(&["issuer-unknown", "--anchors"]);
    verify(&files, &[&files.path("gone.pem")]).expect(3).says(&["cannot read", "gone.pem", "No such file"]);
}

#[test]
fn containers() {
    let files = Folder::new();
    let chain = fs::read_to_string(files.path("chain.pem")).unwrap();
    let crlf = files.write("crlf.pem", chain.replace('\n', "\r\n"));
    let told = files.write("told.pem", format!("\u{feff}subject=CN=sip\n\n{chain}\ntrailing words\n"));
    let der = files.write("both.der", files.chain.sent.iter().flat_map(|c| c.to_vec()).collect::<Vec<u8>>());
    for file in [crlf, told, der] {
        verify(&files, &[&file]).expect(0);
    }
}

#[test]
fn bad_input_is_named_with_the_way_out() {
    let files = Folder::new();
    let whole = pem(&files.chain.sent[0]);
    let der = files.chain.sent[0].to_vec();
    let cases: Vec<(String, &[&str])> = vec![
        (files.write("empty.pem", ""), &["holds no certificate", "give PEM, DER, PKCS#7, PKCS#12 or JKS"]),
        (
            files.write("junk.txt", "not a certificate\n"),
            &["holds no certificate", "give PEM, DER, PKCS#7, PKCS#12 or JKS"],
        ),
        (files.write("half.pem", &whole[..whole.len() / 2]), &["line 1", "no END line", "cut short"]),
        (files.write("cut.der", &der[..der.len() / 2]), &["cut short"]),
        (files.write("noise.bin", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 1, 2]), &["holds no certificate"]),
        (files.as_path().display().to_string(), &["is a folder"]),
        (files.path("gone.pem"), &["No such file"]),
        ("/dev/null".to_owned(), &["holds no certificate"]),
    ];
    for (file, words) in &cases {
        for format in ["table", "json", "jsonl"] {
            let done = verify(&files, &[file, "--format", format]).expect(3).says(words);
            let lines: Vec<&str> = done.err.lines().collect();
            assert_eq!(lines.len(), 1, "{file}: {}", done.err);
            assert!(lines[0].starts_with("chaincheck: ") && lines[0].contains(file.as_str()), "{}", done.err);
        }
    }
}

#[test]
fn revocation_lists() {
    let verify = |scene: &str, more: &[&str]| {
        let [chain, anchors] = ["chain", "anchors"].map(|file| format!("fixtures/{scene}/{file}.pem"));
        let base = ["verify", &chain, "--store", "none", "--anchors", &anchors, "--at", "2026-07-01T00:00:00Z"];
        run(&[&base[..], more].concat())
    };
    let files = Folder::new();
    let [revoked, old] = ["revoked-leaf", "list-run-out"].map(|scene| format!("fixtures/{scene}/crl.pem"));
    verify("revoked-leaf", &["--crl", &revoked]).expect(2).says(&["cert-revoked", "keyCompromise", "2026-06-15"]);
    verify("revoked-leaf", &["--crl", &revoked, "--revocation", "off"]).expect(0);
    verify("revoked-leaf", &[]).expect(0);
    verify("list-run-out", &["--crl", &old]).expect(0);
    let hard = verify("list-run-out", &["--crl", &old, "--revocation", "hard"]).expect(2);
    hard.says(&["revocation-unknown", "has run out", "--crl", "pki.contoso.com"]);
    for (file, words) in [
        (files.path("root.pem"), &["holds no revocation list, only certificates", "give PEM or DER"][..]),
        (files.write("empty.pem", ""), &["holds no revocation list"]),
        (files.write("cut.der", [0x30, 0x82, 1, 0, 5]), &["byte 0", "cut short"]),
        (files.path("gone.pem"), &["cannot read", "No such file"]),
        (files.as_path().display().to_string(), &["is a folder"]),
    ] {
        verify("revoked-leaf", &["--crl", &file]).expect(3).says(words).says(&[&file]);
    }
}

#[test]
fn one_bad_file_costs_only_itself() {
    let files = Folder::new();
    let [chain, leaf, gone] = ["chain.pem", "leaf.pem", "gone.pem"].map(|name| files.path(name));
    let done = verify(&files, &[&chain, &gone, &leaf, "--format", "jsonl"]).expect(3).says(&["gone.pem"]);
    let lines: Vec<serde_json::Value> = done.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let mut seen: Vec<(String, String)> = lines
        .iter()
        .map(|l| {
            (l["targets"][0]["target"]["name"].as_str().unwrap().to_owned(), l["status"].as_str().unwrap().to_owned())
        })
        .collect();
    seen.sort();
    let mut expected =
        [(chain.clone(), "ok".to_owned()), (gone.clone(), "unknown".to_owned()), (leaf.clone(), "critical".to_owned())];
    expected.sort();
    // Notices are as good as nothing here.
    let plain = |text: &str| text.replace("notice", "ok");
    assert_eq!(seen.iter().map(|(n, s)| (n.clone(), plain(s))).collect::<Vec<_>>(), expected);
    verify(&files, &[&chain, &gone, &leaf]).expect(3).says(&["3 targets: 1 critical, 1 unknown"]);
    // The second block is cut short: the first is judged, and the loss is said.
    let whole = fs::read_to_string(&chain).unwrap();
    let cut = files.write("cut.pem", &whole[..whole.len() - 60]);
    verify(&files, &[&cut]).expect(3).says(&["cut.pem", "no END line", "the rest was read", "issuer-missing"]);
}

#[test]
fn anchors_and_intermediates_that_are_none() {
    let files = Folder::new();
    let chain = files.path("chain.pem");
    let empty = files.write("empty.pem", "");
    let folder = files.as_path().join("junk");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.txt"), "words").unwrap();
    let folder = folder.display().to_string();
    let gone = files.path("gone");
    for option in ["--anchors", "--intermediates"] {
        for (path, words) in
            [(&empty, "holds no certificate"), (&folder, "holds no certificate"), (&gone, "No such file")]
        {
            let done = run(&["verify", &chain, "--store", "none", option, path]).expect(3).says(&[path, words]);
            assert_eq!(done.err.lines().count(), 1, "{}", done.err);
            assert!(done.out.is_empty());
        }
    }
    // A folder with one certificate among other things is good.
    fs::write(std::path::Path::new(&folder).join("root.pem"), pem(&files.chain.root)).unwrap();
    run(&["verify", &chain, "--store", "none", "--anchors", &folder, "--at", NOW]).expect(0);
}

#[test]
fn private_keys_never_come_out() {
    let files = Folder::new();
    let key = files.chain.key.serialize_der();
    let armour = encode_string("PRIVATE KEY", LineEnding::LF, &key).unwrap();
    let chain = fs::read_to_string(files.path("chain.pem")).unwrap();
    // The secret number stands in the first two lines; what follows is the public key.
    let secrets: Vec<&str> = armour.lines().skip(1).take(2).collect();
    for (name, text, code) in [
        ("after.pem", format!("{chain}{armour}"), 0),
        ("before.pem", format!("{armour}{chain}"), 0),
        ("alone.pem", armour.clone(), 3),
        ("half.pem", format!("{chain}{}", &armour[..armour.len() - 40]), 3),
    ] {
        let file = files.write(name, text);
        for more in [&["-vv"][..], &["--format", "json"], &["--format", "jsonl"], &["-q"]] {
            let done = verify(&files, &[&[file.as_str()], more].concat()).expect(code);
            let text = done.text();
            for secret in &secrets {
                assert!(!text.contains(secret), "{name} {more:?}: the key comes out:\n{text}");
            }
            assert!(!text.contains("BEGIN PRIVATE KEY"), "{text}");
        }
    }
    // As DER it passes for a certificate that cannot be read.
    let der = files.write("key.der", &key);
    let done = verify(&files, &[&der, "--format", "json"]);
    assert!(matches!(done.code, 2 | 3), "{}", done.text());
    assert!(secrets.iter().all(|secret| !done.text().contains(secret)));
}

#[test]
fn a_huge_certificate() {
    let files = Folder::new();
    let mut params = CertificateParams::new(vec!["huge.contoso.test".to_owned()]).unwrap();
    params.custom_extensions = vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![4; 1 << 20])];
    let key = KeyPair::generate().unwrap();
    let huge = params.self_signed(&key).unwrap();
    let file = files.write("huge.pem", huge.pem());
    let done = verify(&files, &[&file]).expect(2).says(&["huge.pem", "CRITICAL"]);
    assert!(done.out.len() < 20_000, "{} bytes", done.out.len());
    let chain = fs::read_to_string(files.path("chain.pem")).unwrap();
    let beside = files.write("beside.pem", format!("{chain}{}", huge.pem()));
    verify(&files, &[&beside]).expect(1).says(&[
        "beside.pem",
        "cert-malformed",
        "larger than",
        "take certificate 2 out",
    ]);
}

#[test]
fn the_leaf_at_another_place_is_put_first_and_not_thrown_out() {
    let files = Folder::new();
    let turned = format!("{}{}", read(&files.path("issuing.pem")), read(&files.path("leaf.pem")));
    let turned = files.write("turned.pem", turned);
    let done = verify(&files, &[&turned]).expect(1);
    assert!(!done.out.contains("chain-extra-cert"), "{}", done.out);
    done.says(&["chain-unordered", "first, which is no authority"]);
    let named = [&turned[..], "--name", "sip.contoso.test"];
    let done = verify(&files, &named).expect(2).says(&["name-mismatch", "first, which is no authority"]);
    assert!(!done.out.contains("again with the subject alternative name"), "{}", done.out);
}

#[test]
fn a_root_is_not_to_be_appended_and_all_that_lacks_is_named() {
    let files = Folder::new();
    let (issuing, root) = (files.path("issuing.pem"), files.path("root.pem"));
    let above = files.write("above.pem", format!("{}{}", read(&issuing), read(&root)));
    let leaf = files.path("leaf.pem");
    verify(&files, &[&leaf, "--intermediates", &above]).expect(2).says(&["order: leaf, then this; on Windows"]);
    // The issuing authority asked about for itself lacks its root alone.
    let done = run(&["verify", "--store", "none", "--at", NOW, &issuing, "--intermediates", &root]).expect(2);
    let done = done.says(&["root-untrusted", "install it in the clients' root stores"]);
    assert!(!done.out.contains("issuer-missing"), "{}", done.out);
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap()
}
