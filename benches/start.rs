//! One endpoint on loopback, from the start of the program to its end, beside `openssl s_client` on the same server; and
//! the start alone, beside `openssl version`, with the size of the program.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "support/rounds.rs"]
mod rounds;
#[path = "../tests/support/tls.rs"]
mod servers;

use std::{
    fs,
    process::{Command, Stdio},
};

use pem_rfc7468::{LineEnding, encode_string};

const NAME: &str = "sip.contoso.test";

fn main() {
    let there = Command::new("openssl").arg("version").stdout(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        println!("start: skipped, there is no openssl here");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let chain = servers::chain(NAME);
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    fs::write(&root, encode_string("CERTIFICATE", LineEnding::LF, &chain.root).unwrap()).unwrap();
    let server = runtime.block_on(servers::tls(servers::Setup::new(chain)));
    let address = server.address.to_string();
    let root = root.display().to_string();

    let ours = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chaincheck"));
        command.args(["probe", &address, "--name", NAME, "--store", "none", "--anchors", &root]);
        // Its exit code is 0 only if the chain is trusted.
        assert!(quiet(&mut command));
    };
    let theirs = || {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-connect", &address, "-servername", NAME, "-CAfile", &root, "-verify_return_error"]);
        assert!(quiet(&mut command));
    };
    let (ours, theirs) = rounds::medians(rounds::rounds(100), ours, theirs);
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("start: chaincheck {ours:.1?}, openssl s_client {theirs:.1?}, ratio {ratio:.2}");
    version();
}

/// What a start costs when nothing is done: at most twice what it costs openssl.
fn version() {
    let ours = || assert!(quiet(Command::new(env!("CARGO_BIN_EXE_chaincheck")).arg("--version")));
    let theirs = || assert!(quiet(Command::new("openssl").arg("version")));
    let (ours, theirs) = rounds::medians(rounds::rounds(200), ours, theirs);
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let size = fs::metadata(env!("CARGO_BIN_EXE_chaincheck")).unwrap().len() as f64 / 1e6;
    println!("start: chaincheck --version {ours:.1?}, openssl version {theirs:.1?}, ratio {ratio:.2} (at most 2)");
    println!("start: the program has {size:.1} MB");
    // A few rounds, as without --bench, and a build without optimisation say nothing.
    assert!(!std::env::args().any(|arg| arg == "--bench") || ratio <= 2.0);
}

fn quiet(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}
