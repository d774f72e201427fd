//! Further stores, distrust and key stores with a password, as typed.

use p12_keystore::{Certificate, KeyStore, KeyStoreEntry};
use serde_json::json;

use crate::{
    chains::{Folder, NOW},
    program::{Done, finish, program, run},
};

/// The password of [`container`].
pub const PASSWORD: &str = "correct horse";

fn verify(files: &Folder, more: &[&str]) -> Done {
    let (chain, root) = (files.path("chain.pem"), files.path("root.pem"));
    run(&[&["verify", &chain, "--store", "none", "--anchors", &root, "--at", NOW], more].concat())
}

/// The root in a PKCS#12 container.
pub fn container(files: &Folder) -> String {
    let mut store = KeyStore::new();
    store.add_entry("root", KeyStoreEntry::Certificate(Certificate::from_der(&files.chain.root).unwrap()));
    let bytes = store.writer(PASSWORD).encryption_iterations(10).mac_iterations(10).write().unwrap();
    files.write("root.pfx", bytes)
}

#[test]
fn further_stores_stand_beside() {
    let files = Folder::new();
    let phones = format!("phones={}", files.path("root.pem"));
    let also = ["--also", "mozilla=mozilla", "--also", &phones];
    let report = verify(&files, &[&also[..], &["--format", "json"]].concat()).expect(0).json();
    let seen = &report["targets"][0]["endpoints"][0]["observations"][0];
    let expected = json!([{"store": "mozilla", "trust": "untrusted"}, {"store": "phones", "trust": "trusted"}]);
    assert_eq!(seen["also"], expected);
    assert_eq!(seen["trust"], "trusted");
    assert_eq!(seen["findings"][0]["code"], "store-disagreement");
    let stores: Vec<_> = report["stores"].as_array().unwrap().iter().map(|s| (&s["name"], &s["decides"])).collect();
    assert_eq!(stores[1..], [(&json!("mozilla"), &json!(false)), (&json!("phones"), &json!(false))]);

    let table = verify(&files, &also).expect(0).says(&["store-disagreement", "mozilla (beside,"]);
    let header = table.out.lines().find(|line| line.starts_with("endpoint")).unwrap();
    assert!(header.contains("verdict") && header.contains("mozilla") && header.contains("phones"), "{header}");
    assert!(table.out.contains("UNTRUSTED"), "{}", table.out);
    // A column only where one was asked for.
    let plain = verify(&files, &[]).expect(0);
    assert!(!plain.out.contains("mozilla") && !plain.out.contains("phones"), "{}", plain.out);
}

#[test]
fn names_of_further_stores() {
    let files = Folder::new();
    for bad in ["mozilla", "=mozilla", "a b=mozilla", "x=", "\u{1b}=mozilla", "abcdefghijklmnopqrstuvwxy=mozilla"] {
        verify(&files, &["--also", bad]).expect(3).says(&["--also", "NAME=mozilla"]);
    }
    verify(&files, &["--also", "x=gone.pem"]).expect(3).says(&["cannot read gone.pem"]);
}

#[test]
fn distrust_decides() {
    let files = Folder::new();
    let issuing = files.path("issuing.pem");
    let done = verify(&files, &["--distrust", &issuing]).expect(2);
    done.says(&["explicitly-distrusted", "Contoso Test Issuing", "issuing.pem"]);
    verify(&files, &["--distrust", "gone.pem"]).expect(3).says(&["cannot read gone.pem"]);
}

#[test]
fn the_password_of_a_container() {
    let files = Folder::new();
    let pfx = container(&files);
    let chain = files.path("chain.pem");
    let args = ["verify", &chain, "--store", "none", "--anchors", &pfx, "--at", NOW];
    let with = |variable: Option<&str>, more: &[&str]| {
        let mut command = program();
        command.args(args).args(more);
        if let Some(password) = variable {
            command.env("CHAINCHECK_PKCS12_PASSWORD", password);
        }
        finish(&mut command)
    };
    with(None, &[]).expect(3).says(&["root.pfx", "CHAINCHECK_PKCS12_PASSWORD", "--password-file"]);
    with(Some(PASSWORD), &[]).expect(0).says(&["trusted"]);
    let good = files.write("password", format!("{PASSWORD}\r\nsecond line"));
    let other = files.write("other", "hunter2\n");
    with(None, &["--password-file", &good]).expect(0);
    // What is typed counts before the environment.
    with(Some("hunter2"), &["--password-file", &good]).expect(0);
    for wrong in [with(Some("hunter2"), &["-vv", "--format", "json"]), with(None, &["--password-file", &other])] {
        let wrong = wrong.expect(3).says(&["wrong password"]);
        assert!(!wrong.text().contains("hunter2"), "{}", wrong.text());
    }
    let shown = with(Some(PASSWORD), &["-vv", "--format", "json"]).expect(0);
    assert!(!shown.text().contains(PASSWORD));
    let bytes = files.write("bytes", [0xff, 0xfe]);
    with(None, &["--password-file", &bytes]).expect(3).says(&["no UTF-8 text"]);
    with(None, &["--password-file", "gone"]).expect(3).says(&["cannot read gone"]);
    // There is no way to give it as an argument.
    with(None, &["--password", PASSWORD]).expect(3);
    // A chain in a container.
    let mut command = program();
    command.args(["verify", &pfx, "--store", "none", "--at", NOW]).env("CHAINCHECK_PKCS12_PASSWORD", PASSWORD);
    finish(&mut command).expect(2).says(&["self-signed"]);
}
