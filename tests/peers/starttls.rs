//! TLS in the middle of a conversation, with Debian's prosody (XMPP) and slapd (LDAP).

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::{
    AT, pki,
    program::{Done, run},
    servers::{Running, find, free, here},
    sites::pem,
};

const DOMAIN: &str = "contoso.example";

/// The chain, its key and its root, as files.
pub fn identity() -> TempDir {
    files(true)
}

/// The same without the intermediate.
pub fn incomplete() -> TempDir {
    files(false)
}

fn files(whole: bool) -> TempDir {
    let root = pki::root("Peers Root");
    let issuing = pki::authority("Peers Issuing").signed_by(&root);
    let leaf = pki::server(&[DOMAIN]).signed_by(&issuing);
    let folder = TempDir::new().unwrap();
    let chain = if whole { pem(&leaf) + &pem(&issuing) } else { pem(&leaf) };
    let files = [("chain.pem", chain), ("key.pem", leaf.pair().serialize_pem()), ("root.pem", pem(&root))];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

pub fn probe(folder: &Path, protocol: &str, port: u16, name: &str) -> Done {
    let (server, root) = (format!("{}:{port}", here()), folder.join("root.pem"));
    let root = root.to_str().unwrap();
    let asked = ["probe", "--starttls", protocol, &server, "--name", name, "--retries", "0"];
    run(&[&asked[..], &["--store", "none", "--anchors", root, "--at", AT, "--format", "json"]].concat())
}

/// That both certificates came, under that transport, and are trusted.
pub fn is_served(done: Done, transport: &str) {
    let report = done.json();
    let endpoint = &report["targets"][0]["endpoints"][0];
    let seen = &endpoint["observations"][0];
    assert_eq!(endpoint["transport"], transport, "{report:#}");
    assert_eq!((&seen["trust"], &seen["name_matches"]), (&"trusted".into(), &true.into()), "{report:#}");
    assert_eq!(seen["presented"].as_array().map(Vec::len), Some(2), "{report:#}");
}

/// That the leaf came alone, and that this is what is said to be broken.
pub fn is_incomplete(done: Done, transport: &str) {
    let report = done.json();
    let endpoint = &report["targets"][0]["endpoints"][0];
    let seen = &endpoint["observations"][0];
    assert_eq!(endpoint["transport"], transport, "{report:#}");
    assert_eq!((&seen["trust"], &seen["name_matches"]), (&"untrusted".into(), &true.into()), "{report:#}");
    assert_eq!(seen["broken"]["code"], "issuer-missing", "{report:#}");
    assert_eq!(seen["presented"].as_array().map(Vec::len), Some(1), "{report:#}");
    done.expect(2);
}

/// That nothing came for want of an agreement on TLS, and the finding.
pub fn is_refused(done: Done, severity: &str, says: &str) {
    let report = done.json();
    let endpoint = &report["targets"][0]["endpoints"][0];
    let seen = &endpoint["observations"][0];
    assert_eq!((&seen["outcome"], &seen["stage"]), (&"silent".into(), &"upgrade".into()), "{report:#}");
    assert!(seen["why"].as_str().is_some_and(|why| why.contains(says)), "{report:#}");
    let finding = &endpoint["findings"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&"starttls-refused".into(), &severity.into()), "{report:#}");
}

fn prosody(program: &Path, folder: &Path, tls: bool) -> (Running, [u16; 2]) {
    let home = folder.display();
    let ports = [free(), free()];
    let tls = if tls { "\"tls\"," } else { "" };
    let settings = format!(
        "data_path = \"{home}\"\npidfile = \"{home}/pid\"\nrun_as_root = true\ninterfaces = {{ \"{}\" }}\n\
         s2s_ports = {{ {} }}\nc2s_ports = {{ {} }}\ns2s_direct_tls_ports = {{}}\n\
         modules_enabled = {{ {tls} \"dialback\", \"saslauth\", \"disco\" }}\nc2s_require_encryption = false\n\
         ssl = {{ certificate = \"{home}/chain.pem\", key = \"{home}/key.pem\" }}\nlog = {{ info = \"*console\" }}\n\
         VirtualHost \"{DOMAIN}\"\n",
        here(),
        ports[0],
        ports[1],
    );
    let file = folder.join("prosody.cfg.lua");
    fs::write(&file, settings).unwrap();
    let mut command = Command::new(program);
    command.arg("--config").arg(file).arg("-F");
    (Running::start(&mut command, folder.join("log"), &ports), ports)
}

#[test]
fn prosody_begins_tls_for_servers_and_clients() {
    let Some(program) = find("prosody") else {
        eprintln!("skipped: no prosody here; tests/peers/run installs it");
        return;
    };
    let folder = identity();
    let (_running, [servers, clients]) = prosody(&program, folder.path(), true);
    is_served(probe(folder.path(), "xmpp", servers, DOMAIN), "starttls-xmpp");
    is_served(probe(folder.path(), "xmpp-client", clients, DOMAIN), "starttls-xmpp-client");
    is_refused(probe(folder.path(), "xmpp", servers, "fabrikam.example"), "warning", "host-unknown");
    let folder = incomplete();
    let (_running, [servers, clients]) = prosody(&program, folder.path(), true);
    is_incomplete(probe(folder.path(), "xmpp", servers, DOMAIN), "starttls-xmpp");
    is_incomplete(probe(folder.path(), "xmpp-client", clients, DOMAIN), "starttls-xmpp-client");
}

#[test]
fn prosody_without_tls_offers_none() {
    let Some(program) = find("prosody") else {
        eprintln!("skipped: no prosody here; tests/peers/run installs it");
        return;
    };
    let folder = identity();
    let (_running, [_, clients]) = prosody(&program, folder.path(), false);
    is_refused(probe(folder.path(), "xmpp-client", clients, DOMAIN), "critical", "offers no STARTTLS");
}

fn slapd(program: &Path, folder: &Path, tls: bool) -> (Running, u16) {
    let home = folder.display();
    let port = free();
    let tls = if tls {
        format!("TLSCertificateFile {home}/chain.pem\nTLSCertificateKeyFile {home}/key.pem\n")
    } else {
        String::new()
    };
    let file = folder.join("slapd.conf");
    fs::write(&file, format!("pidfile {home}/pid\n{tls}")).unwrap();
    let mut command = Command::new(program);
    command.arg("-f").arg(file).arg("-h").arg(format!("ldap://{}:{port}", here())).args(["-d", "0"]);
    (Running::start(&mut command, folder.join("log"), &[port]), port)
}

#[test]
fn slapd_begins_tls_if_it_has_a_certificate() {
    let Some(program) = find("slapd") else {
        eprintln!("skipped: no slapd here; tests/peers/run installs it");
        return;
    };
    let folder = identity();
    let (running, port) = slapd(&program, folder.path(), true);
    is_served(probe(folder.path(), "ldap", port, DOMAIN), "starttls-ldap");
    drop(running);
    let (_running, port) = slapd(&program, folder.path(), false);
    is_refused(probe(folder.path(), "ldap", port, DOMAIN), "critical", "LDAP result 2 (protocolError");
    let folder = incomplete();
    let (_running, port) = slapd(&program, folder.path(), true);
    is_incomplete(probe(folder.path(), "ldap", port, DOMAIN), "starttls-ldap");
}
