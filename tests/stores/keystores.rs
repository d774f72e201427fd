//! PKCS#12 containers and Java key stores.

use std::{path::Path, process::Command};

use super::{Bench, element, pki::Made};
use chaincheck::{
    model::Trust,
    trust::{Passwords, Stores, load},
};
use p12_keystore::{
    Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, LocalKeyId, MacAlgorithm, PrivateKey, PrivateKeyChain,
};

/// A container as one program or another writes it.
fn container(certificates: &[&Made], key: Option<&[u8]>, password: &str, modern: bool) -> Vec<u8> {
    let certificate = |made: &&Made| Certificate::from_der(&made.der).unwrap();
    let mut store = KeyStore::new();
    match key {
        Some(key) => {
            let key = PrivateKey::from_der(key).unwrap();
            let chain = PrivateKeyChain::new(LocalKeyId::from(vec![1]), key, certificates.iter().map(certificate));
            store.add_entry("key", KeyStoreEntry::PrivateKeyChain(chain));
        }
        None => {
            for (i, made) in certificates.iter().enumerate() {
                store.add_entry(&format!("root {i}"), KeyStoreEntry::Certificate(certificate(made)));
            }
        }
    }
    let (cipher, mac) = if modern {
        (EncryptionAlgorithm::PbeWithHmacSha256AndAes256, MacAlgorithm::HmacSha256)
    } else {
        (EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc, MacAlgorithm::HmacSha1)
    };
    let writer = store.writer(password).encryption_algorithm(cipher).mac_algorithm(mac);
    writer.encryption_iterations(100).mac_iterations(100).write().unwrap()
}

fn given(password: &str) -> Passwords {
    Passwords::given(password.to_owned(), "a test")
}

#[test]
fn certificates_of_a_container_are_anchors() {
    let bench = Bench::new();
    for modern in [true, false] {
        for password in ["", "s3cret", "pässwörd"] {
            let path = bench.write("store.pfx", container(&[&bench.root, &bench.issuing], None, password, modern));
            let mut stores = Stores { passwords: given(password), ..Stores::default() };
            stores.add_path(&path).unwrap();
            assert_eq!(stores.stores[0].anchors, 2);
            let seen = bench.observe(&[&bench.leaf, &bench.issuing], stores);
            assert_eq!(seen.trust(), Trust::Trusted, "{modern} {password}");
        }
    }
}

#[test]
fn keys_are_dropped() {
    let bench = Bench::new();
    let key = rcgen::KeyPair::generate().unwrap().serialize_der();
    let path = bench.write("store.pfx", container(&[&bench.root], Some(&key), "s3cret", true));
    let loaded = load(&path, &given("s3cret")).unwrap();
    assert_eq!(loaded.ders, std::slice::from_ref(&bench.root.der));
}

#[test]
fn passwords_are_tried_in_order_and_never_shown() {
    let bench = Bench::new();
    let path = bench.write("store.pfx", container(&[&bench.root], None, "s3cret", true));
    let error = |passwords: &Passwords| load(&path, passwords).unwrap_err().to_string();
    let none = error(&Passwords::default());
    for way in ["store.pfx", "CHAINCHECK_PKCS12_PASSWORD", "--password-file", "terminal"] {
        assert!(none.contains(way), "{none}");
    }
    let wrong = given("hunter2");
    let told = error(&wrong);
    assert!(told.contains("wrong password (a test)") && !told.contains("hunter2"), "{told}");
    assert!(!format!("{wrong:?}").contains("hunter2"));
    assert!(load(&path, &Passwords::asked(|_| Some("s3cret".to_owned()))).is_ok());
    assert!(error(&Passwords::asked(|_| Some("other".to_owned()))).contains("wrong password (as typed)"));
    assert!(error(&Passwords::asked(|_| None)).contains("CHAINCHECK_PKCS12_PASSWORD"));
    // Nobody is asked where the empty password fits.
    let open = bench.write("open.pfx", container(&[&bench.root], None, "", true));
    assert!(load(&open, &Passwords::asked(|_| panic!("asked"))).is_ok());
}

/// The beginning of a container, with its digest after so many rounds.
fn demanding(rounds: &[u8]) -> Vec<u8> {
    let data = element(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]);
    let info = element(0x30, &[data, element(0xa0, &element(4, &element(0x30, &[])))].concat());
    let sha1 = element(0x30, &[element(6, &[0x2b, 0x0e, 3, 2, 0x1a]), element(5, &[])].concat());
    let digest = element(0x30, &[sha1, element(4, &[0; 20])].concat());
    let mac = element(0x30, &[digest, element(4, &[0; 8]), element(2, rounds)].concat());
    element(0x30, &[element(2, &[3]), info, mac].concat())
}

#[test]
fn too_many_rounds_are_refused_before_any_is_done() {
    let bench = Bench::new();
    let error = |bytes: Vec<u8>| {
        let start = std::time::Instant::now();
        let error = load(&bench.write("store.pfx", bytes), &given("x")).unwrap_err().to_string();
        assert!(start.elapsed().as_secs() < 30);
        error
    };
    // 2^31 - 1, 2^32 and one more than 1,000,000.
    for rounds in [&[0x7f, 0xff, 0xff, 0xff][..], &[1, 0, 0, 0, 0], &[0x0f, 0x42, 0x41], &[1; 40]] {
        let told = error(demanding(rounds));
        assert!(told.contains("rounds of key derivation") && told.contains("store.pfx"), "{told}");
    }
    assert!(error(demanding(&[8])).contains("wrong password"));
    // The same in the parameters of PBKDF2, inside the octet string of the content.
    let salt_and_count = element(0x30, &[element(4, &[0; 8]), element(2, &[0x0f, 0x42, 0x41])].concat());
    let hidden = element(0x30, &element(4, &element(0x30, &element(4, &element(0x30, &salt_and_count)))));
    assert_eq!(chaincheck::x509::pfx::rounds(&hidden), [1_000_001]);
    let many = vec![element(0x30, &[element(4, &[0; 8]), element(2, &[0x0f, 0x42, 0x40])].concat()); 5].concat();
    let mut whole = demanding(&[8]);
    let inside = element(0x30, &[whole.split_off(2), element(0x30, &many)].concat());
    assert!(error(inside).contains("5000008 rounds"));
}

#[test]
fn damage_is_an_error_and_nothing_else() {
    let bench = Bench::new();
    let bytes = container(&[&bench.root], None, "s3cret", true);
    for end in (0..bytes.len()).step_by(7) {
        let path = bench.write("store.pfx", &bytes[..end]);
        assert!(load(&path, &given("s3cret")).is_err(), "{end}");
    }
    for at in (0..bytes.len()).step_by(13) {
        let mut odd = bytes.clone();
        odd[at] ^= 0x55;
        let _ = load(&bench.write("store.pfx", odd), &given("s3cret"));
    }
}

#[test]
fn a_container_among_the_files_of_a_folder() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("a.pfx", &container(&[&bench.root], None, "s3cret", true));
    write("b.der", &bench.issuing.der);
    let loaded = load(folder.path(), &given("s3cret")).unwrap();
    assert_eq!((loaded.ders.len(), loaded.problems.len()), (2, 0));
    let loaded = load(folder.path(), &Passwords::default()).unwrap();
    assert_eq!(loaded.ders.len(), 1);
    assert!(loaded.problems[0].contains("a.pfx: it needs a password"), "{:?}", loaded.problems);
}

/// What OpenSSL writes, in its modern and its old ways.
#[test]
fn containers_of_openssl() {
    let bench = Bench::new();
    let text = |path: &Path| path.display().to_string();
    let der = bench.write("root.der", &bench.root.der);
    let (pem, pfx) = (bench.folder.path().join("root.pem"), bench.folder.path().join("root.pfx"));
    let openssl = |args: &[&str]| Command::new("openssl").args(args).output().map(|o| o.status.success());
    let converted = openssl(&["x509", "-inform", "DER", "-in", &text(&der), "-out", &text(&pem)]);
    if !converted.unwrap_or(false) {
        eprintln!("skipped: no openssl here");
        return;
    }
    let export = ["pkcs12", "-export", "-nokeys", "-in", &text(&pem), "-out", &text(&pfx), "-passout", "pass:s3cret"];
    for more in [&[][..], &["-legacy"], &["-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"], &["-nomac"]] {
        if !openssl(&[&export[..], more].concat()).unwrap() {
            eprintln!("skipped: this openssl does not know {more:?}");
            continue;
        }
        let loaded = load(&pfx, &given("s3cret")).unwrap_or_else(|e| panic!("{more:?}: {e}"));
        assert_eq!(loaded.ders, std::slice::from_ref(&bench.root.der), "{more:?}");
        let other = load(&pfx, &given("other"));
        if more == ["-nomac"] {
            // Nothing in it is encrypted.
            assert!(other.is_ok());
        } else {
            assert!(other.unwrap_err().to_string().contains("wrong password"), "{more:?}");
        }
    }
}

/// What Java writes, in its old format and its present one.
#[test]
fn key_stores_of_java() {
    let bench = Bench::new();
    let text = |path: &Path| path.display().to_string();
    let der = bench.write("root.der", &bench.root.der);
    for kind in ["JKS", "PKCS12", "JCEKS"] {
        let store = bench.folder.path().join(kind);
        let mut keytool = Command::new("keytool");
        keytool.args(["-importcert", "-noprompt", "-alias", "root", "-storepass", "changeit", "-storetype", kind]);
        keytool.args(["-file", &text(&der), "-keystore", &text(&store)]);
        if !keytool.output().is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: no keytool here");
            return;
        }
        let loaded = load(&store, &given("changeit"));
        if kind == "JCEKS" {
            assert!(loaded.unwrap_err().to_string().contains("it is a JCEKS key store"));
            continue;
        }
        assert_eq!(loaded.unwrap().ders, std::slice::from_ref(&bench.root.der), "{kind}");
        if kind == "JKS" {
            // As `keytool -list` does without a password: read, with a word of warning.
            let loaded = load(&store, &Passwords::default()).unwrap();
            assert_eq!(loaded.ders.len(), 1);
            assert!(loaded.problems[0].contains("digest was not checked"), "{:?}", loaded.problems);
        }
        assert!(load(&store, &given("other")).unwrap_err().to_string().contains("wrong password"), "{kind}");
    }
}
