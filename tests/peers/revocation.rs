//! Revocation as real servers tell it: `openssl ocsp` over HTTP, by GET and by POST, and a list on nginx.

use std::{fs, process::Command};

use serde_json::Value;

use crate::{
    openssl::{HOST, Openssl},
    program::Done,
    servers::{Running, find, free, free_everywhere, here},
};

/// Entries of the index of an authority, before the serial number.
const VALID: &str = "V\t491231235959Z\t";
const REVOKED: &str = "R\t491231235959Z\t200101000000Z,keyCompromise";

/// A leaf whose extensions say where to ask, and an index in which it is entered like that; `None`: it is not.
fn prepare(extensions: &str, entry: Option<&str>) -> Option<Openssl> {
    let openssl = Openssl::new()?;
    openssl.leaf(extensions);
    let serial = openssl.run("x509 -in leaf.pem -noout -serial");
    let serial = serial.trim().strip_prefix("serial=").unwrap();
    let line = entry.map(|entry| format!("{entry}\t{serial}\tunknown\t/CN={HOST}\n"));
    fs::write(openssl.path().join("index"), line.unwrap_or_default()).unwrap();
    Some(openssl)
}

/// A responder over HTTP.
fn responder(openssl: &Openssl, port: u16, signer: &str) -> Running {
    let mut command = Command::new(&openssl.program);
    command.current_dir(openssl.path());
    command.args(["ocsp", "-index", "index", "-CA", "root.pem", "-ignore_err", "-port", &port.to_string()]);
    command.args(signer.split_whitespace());
    // It waits for ever on a connection that was closed without a request.
    Running::start_saying(&mut command, openssl.path().join("responder.log"), "waiting for OCSP client")
}

const BY_ISSUER: &str = "-rsigner root.pem -rkey root.key";

fn seen(report: &Value) -> &Value {
    &report["targets"][0]["endpoints"][0]["observations"][0]
}

fn revocation(report: &Value) -> &str {
    seen(report)["path"]["certificates"][0]["checks"]["revocation"].as_str().unwrap_or("nothing")
}

fn codes(report: &Value) -> Vec<&str> {
    let findings = seen(report)["findings"].as_array().unwrap().iter();
    findings.filter_map(|finding| finding["code"].as_str()).filter(|code| code.contains("revo")).collect()
}

/// What comes of a probe of a server whose leaf says that.
fn probed(openssl: &Openssl) -> Done {
    let (_running, port) = openssl.serve("-tls1_2");
    openssl.probe(port)
}

#[test]
fn a_responder_is_asked_by_get_and_by_post() {
    // A query leaves no room for a question in the path, so that it is asked by POST.
    for path in ["", "ca?by=post"] {
        for (entry, signer, says, found) in [
            (Some(VALID), format!("{BY_ISSUER} -ndays 1"), "holds", &[][..]),
            (Some(VALID), BY_ISSUER.to_owned(), "holds", &[]),
            (Some(REVOKED), format!("{BY_ISSUER} -ndays 1"), "fails", &["cert-revoked"]),
            (Some(REVOKED), BY_ISSUER.to_owned(), "fails", &["cert-revoked"]),
            (None, BY_ISSUER.to_owned(), "unchecked", &["revocation-unknown"]),
            (Some(VALID), "-rsigner leaf.pem -rkey key.pem".to_owned(), "unchecked", &["revocation-unknown"]),
        ] {
            let port = free_everywhere();
            let url = format!("http://{}:{port}/{path}", here());
            let Some(openssl) = prepare(&format!("authorityInfoAccess = OCSP;URI:{url}"), entry) else { return };
            let _responder = responder(&openssl, port, &signer);
            let done = probed(&openssl);
            let report = done.json();
            let case = format!("{path} {entry:?} {signer}");
            assert_eq!((revocation(&report), &codes(&report)[..]), (says, found), "{case}: {report:#}");
            let asked = &report["targets"][0]["requests"][0];
            assert_eq!((&asked["purpose"], &asked["status"]), (&"ocsp".into(), &200.into()), "{case}: {report:#}");
            if says == "unchecked" {
                assert!(seen(&report)["findings"].to_string().contains(&url), "{report:#}");
            }
            done.expect(if says == "fails" { 2 } else { 0 });
        }
    }
}

#[test]
fn a_list_on_nginx_is_read() {
    let Some(nginx) = find("nginx") else {
        eprintln!("skipped: no nginx here; tests/peers/run installs it");
        return;
    };
    for (entry, says, code) in [(Some(VALID), "holds", 0), (Some(REVOKED), "fails", 2), (None, "holds", 0)] {
        let port = free();
        let url = format!("http://{}:{port}/root.crl", here());
        let Some(openssl) = prepare(&format!("crlDistributionPoints = URI:{url}"), entry) else { return };
        let home = openssl.path();
        openssl.run("ca -config settings -gencrl -keyfile root.key -cert root.pem -crldays 7 -out root.pem.crl");
        fs::create_dir(home.join("www")).unwrap();
        openssl.run("crl -in root.pem.crl -outform DER -out www/root.crl");
        let shown = home.display();
        let settings = format!(
            "daemon off; master_process off; pid {shown}/pid; error_log stderr warn;\nevents {{}}\nhttp {{ access_log off;\n\
             types {{ application/pkix-crl crl; }}\nclient_body_temp_path {shown}/t1; proxy_temp_path {shown}/t2;\n\
             fastcgi_temp_path {shown}/t3; uwsgi_temp_path {shown}/t4; scgi_temp_path {shown}/t5;\n\
             server {{ listen {}:{port}; root {shown}/www; }} }}\n",
            here()
        );
        fs::write(home.join("nginx.conf"), settings).unwrap();
        let mut command = Command::new(&nginx);
        command.arg("-p").arg(home).args(["-e", "stderr", "-c"]).arg(home.join("nginx.conf"));
        let _nginx = Running::start(&mut command, home.join("nginx.log"), &[port]);
        let done = probed(&openssl);
        let report = done.json();
        assert_eq!(revocation(&report), says, "{entry:?}: {report:#}");
        let asked = &report["targets"][0]["requests"][0];
        assert_eq!((&asked["purpose"], &asked["status"]), (&"crl".into(), &200.into()), "{report:#}");
        done.expect(code);
    }
}
