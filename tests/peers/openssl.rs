//! What servers still speak that modern clients do not, and stapled answers of an OCSP responder, with `openssl`.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::{
    program::{Done, run},
    servers::{Running, find, free, here},
};

pub const HOST: &str = "old.contoso.example";

/// The sections of each certificate; nothing of the machine's own settings is used.
const SETTINGS: &str = "[ca]\ndefault_ca = own\n[own]\ndatabase = index\ndefault_md = sha256\n[req]\ndistinguished_name = name\n[name]\n[authority]\nbasicConstraints = critical, CA:TRUE\n\
    keyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n[server]\nbasicConstraints = critical, CA:FALSE\n\
    keyUsage = critical, digitalSignature, keyEncipherment\nextendedKeyUsage = serverAuth\n\
    subjectAltName = DNS:old.contoso.example\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n";

/// A folder in which openssl makes keys and certificates, for RSA as old suites want it.
pub struct Openssl {
    pub program: std::path::PathBuf,
    folder: TempDir,
}

impl Openssl {
    pub fn new() -> Option<Self> {
        let Some(program) = find("openssl") else {
            eprintln!("skipped: no openssl here");
            return None;
        };
        let made = Self { program, folder: TempDir::new().unwrap() };
        fs::write(made.path().join("settings"), SETTINGS).unwrap();
        made.run(
            "req -config settings -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 3650 \
                  -subj /CN=Peers_Root -extensions authority",
        );
        made.leaf("");
        Some(made)
    }

    /// A server's certificate with a further extension.
    pub fn leaf(&self, extension: &str) {
        fs::write(self.path().join("settings"), format!("{SETTINGS}{extension}\n")).unwrap();
        self.run(
            "req -config settings -x509 -newkey rsa:2048 -nodes -keyout key.pem -out leaf.pem -days 300 \
                  -subj /CN=old.contoso.example -extensions server -CA root.pem -CAkey root.key",
        );
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command of openssl in the folder; what it prints.
    pub fn run(&self, arguments: &str) -> String {
        let mut command = Command::new(&self.program);
        let done = command.current_dir(self.path()).args(arguments.split_whitespace()).output().unwrap();
        assert!(done.status.success(), "{arguments}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// A server with these arguments.
    pub fn serve(&self, arguments: &str) -> (Running, u16) {
        let port = free();
        let mut command = Command::new(&self.program);
        command.current_dir(self.path()).args(["s_server", "-quiet", "-www", "-cert", "leaf.pem", "-key", "key.pem"]);
        command.args(["-accept", &format!("{}:{port}", here())]).args(arguments.split_whitespace());
        (Running::start(&mut command, self.path().join("log"), &[port]), port)
    }

    pub fn probe(&self, port: u16) -> Done {
        let (server, root) = (format!("{}:{port}", here()), self.path().join("root.pem"));
        let root = root.to_str().unwrap();
        run(&["probe", &server, "--name", HOST, "--store", "none", "--anchors", root, "--format", "json"])
    }
}

#[test]
fn old_servers_show_their_chain_and_are_said_to_be_old() {
    let Some(openssl) = Openssl::new() else { return };
    for (arguments, protocol) in [
        ("-tls1 -cipher ALL:@SECLEVEL=0", "TLSv1.0"),
        ("-tls1_1 -cipher ALL:@SECLEVEL=0", "TLSv1.1"),
        // RSA key exchange with CBC and with GCM, ECDHE with CBC, DHE.
        ("-tls1_2 -cipher AES128-SHA:@SECLEVEL=0", "TLSv1.2"),
        ("-tls1_2 -cipher AES128-GCM-SHA256", "TLSv1.2"),
        ("-tls1_2 -cipher ECDHE-RSA-AES128-SHA256", "TLSv1.2"),
        ("-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384", "TLSv1.2"),
    ] {
        let (_running, port) = openssl.serve(arguments);
        let done = openssl.probe(port);
        let report = done.json();
        let seen = &report["targets"][0]["endpoints"][0]["observations"][0];
        assert_eq!(
            (&seen["outcome"], &seen["trust"]),
            (&"presented".into(), &"trusted".into()),
            "{arguments}: {report:#}"
        );
        let session = &seen["session"];
        let seen_by = (&session["seen_by"], &session["protocol"]);
        assert_eq!(seen_by, (&"first-flight".into(), &protocol.into()), "{arguments}: {report:#}");
        assert_eq!(seen["findings"][0]["code"], "tls-legacy", "{arguments}: {report:#}");
        done.expect(1);
    }
}

#[test]
fn stapled_answers_of_a_responder_are_believed() {
    let Some(openssl) = Openssl::new() else { return };
    let serial = openssl.run("x509 -in leaf.pem -noout -serial");
    let serial = serial.trim().strip_prefix("serial=").unwrap();
    for (entry, check, code) in [("V\t491231235959Z\t", "holds", 0), ("R\t491231235959Z\t200101000000Z", "fails", 2)] {
        fs::write(openssl.path().join("index"), format!("{entry}\t{serial}\tunknown\t/CN={HOST}\n")).unwrap();
        openssl.run(
            "ocsp -index index -CA root.pem -rsigner root.pem -rkey root.key -issuer root.pem -cert leaf.pem \
                     -ndays 2 -respout answer",
        );
        let (_running, port) = openssl.serve("-status_file answer");
        let done = openssl.probe(port);
        let report = done.json();
        let seen = &report["targets"][0]["endpoints"][0]["observations"][0];
        assert_eq!(seen["session"]["stapled_ocsp"], true, "{report:#}");
        assert_eq!(seen["path"]["certificates"][0]["checks"]["revocation"], check, "{report:#}");
        done.expect(code);
    }
}
