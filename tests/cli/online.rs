//! Downloads as users meet them: `verify --online`, and what is kept between runs.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::Value;

use crate::{
    chains::pem,
    pki::{authority, root, server},
    program::program,
};

/// A site that has one file; its port, and how often it was asked. It lasts as long as the tests do.
fn site(body: Vec<u8>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            count.fetch_add(1, Ordering::SeqCst);
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(&body);
        }
    });
    (port, asked)
}

#[test]
fn a_chain_in_a_file_is_completed_online_alone_and_what_was_downloaded_is_kept() {
    let root = root("Contoso Root");
    let issuing = authority("Contoso Issuing").pointless().signed_by(&root);
    let url = "http://pki.contoso.test/issuing.crt";
    let leaf = server(&["sip.contoso.test"]).pointless().issuer_url(url).signed_by(&issuing);
    let (port, asked) = site(issuing.der.clone());
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, der: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem(der)).unwrap();
        path
    };
    let (leaf, root) = (write("leaf.pem", &leaf.der), write("root.pem", &root.der));
    let route = format!("pki.contoso.test:80:127.0.0.1:{port}");
    let verify = |more: &[&str], cache: &Path| -> (Value, Output) {
        let mut command = program();
        command.arg("verify").arg(&leaf).arg("--anchors").arg(&root).env("XDG_CACHE_HOME", cache);
        command.args(["--store", "none", "--at", "2026-07-01T00:00:00Z", "--format", "json", "--dns", "127.0.0.1:9"]);
        let output = command.args(["--connect-to", &route]).args(more).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        (serde_json::from_slice(&output.stdout).unwrap(), output)
    };
    let completed_by = |report: &Value| report["targets"][0]["endpoints"][0]["observations"][0]["completed_by"].clone();
    let requests = |report: &Value| report["targets"][0]["requests"].as_array().unwrap().len();
    let cache = folder.path().join("cache");

    let (offline, _) = verify(&[], &cache);
    assert_eq!((completed_by(&offline), requests(&offline), asked.load(Ordering::SeqCst)), (Value::Null, 0, 0));
    assert!(offline.to_string().contains("not tried"), "{offline}");
    assert!(!cache.exists(), "nothing is made where nothing is downloaded");

    for _ in 0..2 {
        let (online, output) = verify(&["--online"], &cache);
        assert_eq!((completed_by(&online), requests(&online)), ("aia".into(), 1));
        let request = &online["targets"][0]["requests"][0];
        assert_eq!((&request["purpose"], &request["url"]), (&"issuer".into(), &url.into()));
        assert_eq!(asked.load(Ordering::SeqCst), 1, "the second run has it from the first");
        assert!(output.stderr.is_empty());
    }
    verify(&["--online", "--no-cache"], &cache);
    assert_eq!(asked.load(Ordering::SeqCst), 2);

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = cache.join("chaincheck");
        assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o700);
        std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o777)).unwrap();
        let (online, output) = verify(&["--online"], &cache);
        assert_eq!((completed_by(&online), asked.load(Ordering::SeqCst)), ("aia".into(), 3));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("downloads are not kept in") && said.contains("others may write there"), "{said}");
    }
}
