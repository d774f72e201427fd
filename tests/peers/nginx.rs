//! Mutual TLS as web servers ask for it, and many names behind one address, with Debian's nginx.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::{
    AT, pki,
    program::run,
    servers::{Running, find, free, here},
    sites::pem,
    starttls::{identity, incomplete, is_incomplete},
};

const DOMAIN: &str = "contoso.example";

/// How many names share one address.
const NAMES: usize = 50;

/// nginx with these servers on one port.
fn nginx(program: &Path, folder: &Path, servers: &[String]) -> (Running, u16) {
    let (home, port) = (folder.display(), free());
    let listen = format!("listen {}:{port} ssl", here());
    let servers: String =
        servers.iter().map(|server| format!("server {{ {listen}; {server} return 204; }}\n")).collect();
    let settings = format!(
        "daemon off; master_process off; pid {home}/pid; error_log stderr warn;\nevents {{ worker_connections 512; }}\n\
         http {{ access_log off; server_names_hash_bucket_size 128;\nclient_body_temp_path {home}/t1; proxy_temp_path \
         {home}/t2; fastcgi_temp_path {home}/t3; uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;\n{servers}}}\n"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, settings).unwrap();
    let mut command = Command::new(program);
    command.arg("-p").arg(folder).arg("-e").arg("stderr").arg("-c").arg(file);
    (Running::start(&mut command, folder.join("log"), &[port]), port)
}

fn program() -> Option<std::path::PathBuf> {
    let found = find("nginx");
    if found.is_none() {
        eprintln!("skipped: no nginx here; tests/peers/run installs it");
    }
    found
}

/// Every name at that port in one run, and what came of it.
fn probe(folder: &Path, port: u16, names: &[String]) -> (Value, crate::program::Done) {
    let root = folder.join("root.pem");
    let route = format!(":443:{}:{port}", here());
    let judged = ["--store", "none", "--anchors", root.to_str().unwrap(), "--at", AT, "--format", "json"];
    let names = names.iter().map(String::as_str);
    let asked: Vec<&str> =
        ["probe", "--offline", "--connect-to", &route].into_iter().chain(judged).chain(names).collect();
    let done = run(&asked);
    (done.json(), done)
}

#[test]
fn nginx_asks_for_a_certificate_and_leaves_the_refusal_to_http() {
    let Some(program) = program() else { return };
    for (verify, asked) in [("off", "not-asked"), ("optional", "requested"), ("on", "requested")] {
        let folder = identity();
        let home = folder.path().display();
        let server = format!(
            "server_name {DOMAIN}; ssl_certificate {home}/chain.pem; ssl_certificate_key {home}/key.pem; \
             ssl_client_certificate {home}/root.pem; ssl_verify_client {verify};"
        );
        let (_running, port) = nginx(&program, folder.path(), &[server]);
        let (report, done) = probe(folder.path(), port, &[DOMAIN.to_owned()]);
        let seen = &report["targets"][0]["endpoints"][0]["observations"][0];
        assert_eq!((&seen["outcome"], &seen["trust"]), (&"presented".into(), &"trusted".into()), "{report:#}");
        let session = &seen["session"];
        assert_eq!(session["client_certificate"], asked, "{verify}: {report:#}");
        let issuers = usize::from(verify != "off");
        assert_eq!(session["acceptable_issuers"], issuers, "{verify}: {report:#}");
        done.expect(0);
    }
}

#[test]
fn nginx_without_the_intermediate_is_incomplete() {
    let Some(program) = program() else { return };
    let folder = incomplete();
    let home = folder.path().display();
    let server = format!("server_name {DOMAIN}; ssl_certificate {home}/chain.pem; ssl_certificate_key {home}/key.pem;");
    let (_running, port) = nginx(&program, folder.path(), &[server]);
    is_incomplete(probe(folder.path(), port, &[DOMAIN.to_owned()]).1, "tls");
}

/// Each name gets its own certificate, whatever else is asked for at the same time.
#[test]
fn nginx_with_many_names_shows_each_its_own() {
    let Some(program) = program() else { return };
    let folder = identity();
    let root = pki::root("Peers Root");
    let issuing = pki::authority("Peers Issuing").signed_by(&root);
    fs::write(folder.path().join("root.pem"), pem(&root)).unwrap();
    let home = folder.path().display();
    let names: Vec<String> = (0..NAMES).map(|number| format!("host{number}.{DOMAIN}")).collect();
    let servers: Vec<String> = names
        .iter()
        .map(|name| {
            let leaf = pki::server(&[name]).signed_by(&issuing);
            fs::write(folder.path().join(name), pem(&leaf) + &pem(&issuing)).unwrap();
            fs::write(folder.path().join(format!("{name}.key")), leaf.pair().serialize_pem()).unwrap();
            format!("server_name {name}; ssl_certificate {home}/{name}; ssl_certificate_key {home}/{name}.key;")
        })
        .collect();
    let (_running, port) = nginx(&program, folder.path(), &servers);
    let (report, done) = probe(folder.path(), port, &names);
    let targets = report["targets"].as_array().unwrap();
    assert_eq!(targets.len(), NAMES);
    for target in targets {
        let seen = &target["endpoints"][0]["observations"][0];
        assert_eq!((&seen["trust"], &seen["name_matches"]), (&"trusted".into(), &true.into()), "{target:#}");
    }
    assert_eq!(report["summary"]["trusted"], NAMES);
    done.expect(0);
}
