//! `probe` and domains against loopback: real TLS, and everything that is not.

use std::{
    net::{TcpListener, UdpSocket},
    time::Duration,
};

use tokio::{io::AsyncWriteExt, runtime::Runtime};

use crate::{
    chains::{Folder, NOW},
    program::{Done, run, run_with_input},
    servers::{self, Chain, Server, Setup, handshake_record, raw, read_record, server_hello_12},
};

/// Far longer than the steps that are bounded below, far shorter than the default bounds.
const SOON: Duration = Duration::from_secs(20);

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// A server that presents the chain in the folder.
pub fn sound(files: &Folder) -> Server {
    let Chain { sent, key, root } = &files.chain;
    let key = rcgen::KeyPair::try_from(key.serialize_der()).unwrap();
    let setup = Setup::new(Chain { sent: sent.clone(), key, root: root.clone() });
    let runtime = Box::leak(Box::new(runtime()));
    runtime.block_on(servers::tls(setup))
}

fn probe(server: &str, more: &[&str]) -> Done {
    run(&[&["probe", server, "--store", "none", "--timeout", "2s", "--retries", "0"], more].concat())
}

#[test]
fn a_sound_server_and_the_exit_codes() {
    let files = Folder::new();
    let running = sound(&files);
    let server = running.address.to_string();
    let root = files.path("root.pem");
    let name = ["--name", "sip.contoso.test", "--at", NOW];
    let sound = [&name[..], &["--anchors", &root]].concat();
    probe(&server, &sound).expect(0).says(&["OK", "1 address", "trusted"]);
    probe(&server, &[&sound[..], &["--warn-within", "900000d"]].concat()).expect(1).says(&["cert-expires-soon"]);
    probe(&server, &name).expect(2).says(&["issuer-unknown", "--anchors"]);
    let other = ["--name", "other.contoso.test", "--at", NOW, "--anchors", &root];
    probe(&server, &other).expect(2).says(&["WRONG NAME", "name-mismatch", "other.contoso.test"]);
    // Members by --connect-to, without any name server.
    let port = server.rsplit_once(':').unwrap().1;
    let route = format!("sip.contoso.test:5061:127.0.0.1:{port}");
    let done = run(&[
        "probe",
        "sip.contoso.test:5061",
        "--connect-to",
        &route,
        "--store",
        "none",
        "--anchors",
        &root,
        "--at",
        NOW,
        "--concurrency",
        "1",
        "--deadline",
        "1m",
        "-4",
        "--format",
        "json",
    ])
    .expect(0);
    let seen = &done.json()["targets"][0]["endpoints"][0]["observations"][0];
    assert_eq!(seen["server_name"], "sip.contoso.test");
    assert_eq!(seen["port"].to_string(), port);
    let route_only = ["probe", "sip.contoso.test:5061", "--connect-to", &route, "-6", "--store", "none"];
    run(&route_only).expect(3).says(&["no address of the wanted family"]);
}

#[test]
fn several_targets_and_standard_input() {
    let files = Folder::new();
    let running = sound(&files);
    let server = running.address.to_string();
    let root = files.path("root.pem");
    let more = ["--store", "none", "--anchors", &root, "--at", NOW, "--name", "sip.contoso.test", "--format", "jsonl"];
    let list = format!("# the edge\n{server}\n\n  {server}   # again\nno port:0\n");
    let done = run_with_input(&[&["probe", "-"], &more[..]].concat(), &list).expect(3);
    assert_eq!(done.out.lines().count(), 1, "{}", done.out);
    assert_eq!(done.err.lines().count(), 1, "{}", done.err);
    done.says(&["\"no port:0\" is not HOST or HOST:PORT", "\"trust\":\"trusted\""]);
    run_with_input(&["probe", "-"], "# nothing\n").expect(3).says(&["no target on standard input"]);
    run_with_input(&["-"], "").expect(3).says(&["no target on standard input"]);
}

#[test]
fn closed_mute_and_garbled_servers() {
    let runtime = runtime();
    // Bound and closed again: nobody listens there.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    probe(&closed, &[]).expect(2).says(&[
        "CRITICAL",
        "endpoint-unreachable",
        &closed,
        "refused",
        "see whether the service",
    ]);

    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = mute.local_addr().unwrap().to_string();
    let done = probe(&address, &["--timeout", "300ms"]).expect(3);
    assert!(done.took < SOON, "{:?}", done.took);
    done.says(&["UNKNOWN", &address, "every address is silent", "300ms"]);

    let cases: [(&[u8], &str); 5] = [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"),
        (b"220 mail.contoso.test ESMTP\r\n", "SMTP"),
        (&[0; 64], ""),
        (&[0x15, 3, 3, 0, 2, 2, 40], "handshake"),
        (b"", ""),
    ];
    for (answer, word) in cases {
        let server = runtime.block_on(raw(move |mut stream| async move {
            read_record(&mut stream).await;
            let _ = stream.write_all(answer).await;
        }));
        let address = server.address.to_string();
        let done = probe(&address, &[]);
        assert!(matches!(done.code, 2 | 3), "{}\n{}", done.code, done.out);
        assert!(done.took < SOON, "{:?}", done.took);
        done.says(&["tls-not-spoken", &address, word, "see which service listens"]);
    }
}

/// The port is the protocol's unless given, and the server's own words are in the finding.
#[test]
fn tls_in_the_middle_of_another_protocol() {
    let runtime = runtime();
    let server = runtime.block_on(raw(move |mut stream| async move {
        let _ = stream.write_all(b"* BYE no\x1b[2J more users\r\n").await;
    }));
    let route = format!("mail.contoso.test:143:127.0.0.1:{}", server.address.port());
    let more = ["--starttls", "imap", "--connect-to", &route];
    // It may serve others: nothing is known.
    let done = probe("mail.contoso.test", &more).expect(3);
    assert!(!done.out.contains('\u{1b}'), "{}", done.out);
    done.says(&["starttls-refused", "turns this machine away", "* BYE", "mail.contoso.test, port 143"]);
    let report = probe("mail.contoso.test", &[&more[..], &["--format", "json"]].concat()).expect(3).json();
    let endpoint = &report["targets"][0]["endpoints"][0];
    assert_eq!((&endpoint["transport"], &endpoint["port"]), (&"starttls-imap".into(), &143.into()));
    assert_eq!(endpoint["observations"][0]["stage"], "upgrade");
    run(&["probe", "--starttls", "gopher", "mail.contoso.test"]).expect(3);
}

#[test]
fn a_certificate_of_a_megabyte() {
    let runtime = runtime();
    // One entry as long as the length fields of the message say, in records of 16 kB.
    let body = vec![0x30; 1 << 20];
    let length = |n: usize| u32::try_from(n).unwrap().to_be_bytes()[1..].to_vec();
    let list = [length(body.len()), body].concat();
    let entries = [length(list.len()), list].concat();
    let message = [vec![11], length(entries.len()), entries].concat();
    let mut flight = handshake_record(&server_hello_12());
    flight.extend(message.chunks(16_384).flat_map(handshake_record));
    let server = runtime.block_on(raw(move |mut stream| {
        let flight = flight.clone();
        async move {
            read_record(&mut stream).await;
            let _ = stream.write_all(&flight).await;
        }
    }));
    let address = server.address.to_string();
    let done = probe(&address, &[]);
    assert!(matches!(done.code, 2 | 3), "{}\n{}", done.code, done.out);
    assert!(done.took < SOON && done.out.len() < 20_000, "{:?}", done.took);
    done.says(&[&address]);
}

#[test]
fn dns_that_never_answers_ends_in_time() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let dns = silent.local_addr().unwrap().to_string();
    let quick = ["--dns", &dns, "--timeout", "300ms", "--retries", "0", "--store", "none"];
    for args in [&["contoso.test"][..], &["probe", "sip.contoso.test:443"]] {
        let done = run(&[args, &quick].concat()).expect(3);
        assert!(done.took < SOON, "{:?}", done.took);
        done.says(&["UNKNOWN", "contoso.test"]);
    }
    run(&[&["contoso.test"][..], &quick].concat()).says(&[&dns, "did not answer"]);
    // A deadline cuts what would take longer, and says so.
    let slow = ["contoso.test", "--dns", &dns, "--timeout", "1m", "--deadline", "300ms", "--store", "none"];
    let done = run(&slow).expect(3);
    assert!(done.took < SOON, "{:?}", done.took);
    done.says(&["this run was cut"]);
}

#[test]
fn the_system_store_is_read_only_when_it_is_wanted() {
    let files = Folder::new();
    let chain = files.path("chain.pem");
    let args = ["verify", &chain, "--at", NOW];
    let root = files.path("root.pem");
    let with_file = |more: &[&str]| {
        crate::program::finish(crate::program::program().env("SSL_CERT_FILE", &root).args(args).args(more))
    };
    with_file(&[]).expect(0).says(&["system (decides, 1 anchor)"]);
    with_file(&["--store", "none"]).expect(2);
    let empty = files.write("empty.pem", "");
    let done = crate::program::finish(crate::program::program().env("SSL_CERT_FILE", &empty).args(args)).expect(2);
    done.says(&["store system: the system's store is empty"]);
}

#[test]
fn a_client_certificate_completes_mutual_tls_and_its_key_stays_unseen() {
    let files = Folder::new();
    let runtime = runtime();
    let Chain { sent, key, root } = &files.chain;
    let (secret, copy) = (key.serialize_pem(), rcgen::KeyPair::try_from(key.serialize_der()).unwrap());
    let setup = Setup::new(Chain { sent: sent.clone(), key: copy, root: root.clone() });
    let running = runtime.block_on(servers::tls(Setup { client_auth: servers::ClientAuth::Required, ..setup }));
    let server = running.address.to_string();
    let (chain, key) = (files.path("chain.pem"), files.write("key.pem", &secret));
    let anchors = files.path("root.pem");
    let sound = ["--name", "sip.contoso.test", "--at", NOW, "--anchors", &anchors, "--format", "json"];
    let asked = |more: &[&str]| {
        let report = probe(&server, &[&sound[..], more].concat()).expect(0).json();
        report["targets"][0]["endpoints"][0]["observations"][0]["session"]["client_certificate"].clone()
    };
    assert_eq!(asked(&[]), "required");
    assert_eq!(asked(&["--client-cert", &chain, "--client-key", &key]), "requested");

    let words = |more: &[&str], says: &[&str]| {
        let done = probe(&server, more).expect(3).says(says);
        let line = secret.lines().nth(1).unwrap();
        assert!(!done.text().contains(&line[..16]), "the key is shown");
    };
    words(&["--client-cert", &chain], &["--client-key"]);
    words(&["--client-key", &key], &["--client-cert"]);
    words(&["--client-cert", &key, "--client-key", &key], &["key.pem", "holds no certificate"]);
    words(&["--client-cert", &chain, "--client-key", &chain], &["chain.pem", "holds no private key"]);
    let gone = files.path("gone.pem");
    words(&["--client-cert", &chain, "--client-key", &gone], &["gone.pem"]);
}
