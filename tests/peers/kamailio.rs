//! SIP over TLS, and over mutual TLS as between Edge Servers and their federation partners, with Debian's kamailio.

use std::{fs, path::Path, process::Command};

use crate::{
    AT,
    program::run,
    servers::{Running, find, free, here},
    starttls::{identity, incomplete, is_incomplete},
};

const DOMAIN: &str = "contoso.example";

fn kamailio(program: &Path, folder: &Path, mutual: bool) -> (Running, u16) {
    let (home, port) = (folder.display(), free());
    let mut settings = format!(
        "children=1\ntcp_children=1\nlisten=tls:{}:{port}\nenable_tls=yes\nloadmodule \"tls.so\"\n\
         modparam(\"tls\", \"tls_method\", \"TLSv1.2+\")\nmodparam(\"tls\", \"certificate\", \"{home}/chain.pem\")\n\
         modparam(\"tls\", \"private_key\", \"{home}/key.pem\")\nmodparam(\"tls\", \"ca_list\", \"{home}/root.pem\")\n",
        here()
    );
    if mutual {
        settings += "modparam(\"tls\", \"require_certificate\", 1)\nmodparam(\"tls\", \"verify_certificate\", 1)\n";
    }
    let file = folder.join("kamailio.cfg");
    fs::write(&file, settings + "request_route { exit; }\n").unwrap();
    let mut command = Command::new(program);
    command.arg("-f").arg(file).args(["-DD", "-E", "-m", "32", "-M", "4"]);
    command.arg("-Y").arg(folder).arg("-w").arg(folder).arg("-P").arg(folder.join("pid"));
    (Running::start(&mut command, folder.join("log"), &[port]).of_many(), port)
}

#[test]
fn kamailio_with_and_without_mutual_tls() {
    let Some(program) = find("kamailio") else {
        eprintln!("skipped: no kamailio here; tests/peers/run installs it");
        return;
    };
    for (mutual, asked, issuers) in [(false, "not-asked", 0), (true, "required", 1)] {
        let folder = identity();
        let (_running, port) = kamailio(&program, folder.path(), mutual);
        let (server, root) = (format!("{}:{port}", here()), folder.path().join("root.pem"));
        let judged = ["--store", "none", "--anchors", root.to_str().unwrap(), "--at", AT, "--name", DOMAIN];
        let done = run(&[&["probe", &server, "--format", "json"], &judged[..]].concat());
        let report = done.json();
        let seen = &report["targets"][0]["endpoints"][0]["observations"][0];
        assert_eq!((&seen["outcome"], &seen["trust"]), (&"presented".into(), &"trusted".into()), "{report:#}");
        let session = &seen["session"];
        assert_eq!(session["client_certificate"], asked, "{report:#}");
        assert_eq!(session["acceptable_issuers"], issuers, "{report:#}");
        // A demand for a certificate that this machine does not have is how it should be.
        done.expect(0);
    }
    let folder = incomplete();
    let (_running, port) = kamailio(&program, folder.path(), true);
    let (server, root) = (format!("{}:{port}", here()), folder.path().join("root.pem"));
    let judged = ["--store", "none", "--anchors", root.to_str().unwrap(), "--at", AT, "--name", DOMAIN];
    is_incomplete(run(&[&["probe", &server, "--format", "json"], &judged[..]].concat()), "tls");
}
