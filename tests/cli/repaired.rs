//! `--write-chain`: what is written, under which names, and what is left alone.

use std::fs;

use crate::{
    chains::{Folder, NOW},
    network::sound,
    program::{Done, run},
};

const AT: &str = "2026-07-01T00:00:00Z";

/// Verifies the chain of a fixture against its anchors.
fn verify(scene: &str, more: &[&str]) -> Done {
    let [chain, anchors] = ["chain", "anchors"].map(|file| format!("fixtures/{scene}/{file}.pem"));
    run(&[&["verify", &chain, "--store", "none", "--anchors", &anchors, "--at", AT], more].concat())
}

fn names(folder: &str) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Verifies a file that was written, with nothing to help it.
fn stands(file: &str, scene: &str) {
    let anchors = format!("fixtures/{scene}/anchors.pem");
    let done =
        run(&["verify", file, "--store", "none", "--anchors", &anchors, "--at", AT, "--format", "json"]).expect(0);
    let seen = &done.json()["targets"][0]["endpoints"][0]["observations"][0];
    assert_eq!(seen["trust"], "trusted");
    assert_eq!(seen["findings"].as_array().unwrap().len(), 0, "{}", done.out);
}

#[test]
fn what_is_missing_is_put_in_and_what_is_astray_in_order() {
    let folder = Folder::new();
    let known = "fixtures/issuer-missing-known/intermediates.pem";
    for (scene, code, more) in [
        ("issuer-missing-known", 2, &["--intermediates", known][..]),
        ("wrong-order", 1, &[]),
        ("root-sent", 0, &[]),
        ("extra-sent", 0, &[]),
    ] {
        let out = folder.path(scene);
        let done = verify(scene, &[more, &["--write-chain", &out]].concat()).expect(code);
        let written = names(&out);
        assert_eq!(written.len(), 1, "{scene}: {}", done.err);
        let file = format!("{out}/{}", written[0]);
        done.says(&["wrote", &file, "install it on the server that uses"]);
        stands(&file, scene);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("-----BEGIN CERTIFICATE-----\n") && !text.contains("KEY"), "{text}");
    }
}

#[test]
fn what_cannot_be_repaired_or_needs_no_repair_is_not_written() {
    let folder = Folder::new();
    for (scene, code) in [("issuer-missing-known", 2), ("healthy", 0), ("expired-leaf", 2), ("revoked-leaf", 0)] {
        let out = folder.path(scene);
        verify(scene, &["--write-chain", &out]).expect(code).says(&["no chain file was written"]);
        assert_eq!(names(&out), Vec::<String>::new(), "{scene}");
    }
}

#[test]
fn a_file_that_is_there_is_replaced_with_force_alone() {
    let folder = Folder::new();
    let out = folder.path("out");
    let again = |more: &[&str]| verify("wrong-order", &[&["--write-chain", &out], more].concat());
    again(&[]).expect(1);
    let file = format!("{out}/{}", names(&out)[0]);
    let right = fs::read_to_string(&file).unwrap();
    // The same once more is as good as written.
    again(&[]).expect(1).says(&["wrote"]);
    fs::write(&file, "another").unwrap();
    again(&[]).expect(3).says(&["cannot write", &file, "--force"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "another");
    again(&["--force"]).expect(1);
    assert_eq!(fs::read_to_string(&file).unwrap(), right);
    assert_eq!(names(&out).len(), 1, "{:?}", names(&out));
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let out = folder.path("out");
    verify("wrong-order", &["--write-chain", &out]).expect(1);
    let file = format!("{out}/{}", names(&out)[0]);
    let elsewhere = folder.write("elsewhere.pem", "precious");
    fs::remove_file(&file).unwrap();
    symlink(&elsewhere, &file).unwrap();
    for force in [&[][..], &["--force"]] {
        verify("wrong-order", &[&["--write-chain", &out], force].concat()).expect(3).says(&["no file"]);
    }
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "precious");
    let link = folder.path("link");
    symlink(&out, &link).unwrap();
    verify("wrong-order", &["--write-chain", &link]).expect(3).says(&["symbolic link"]);
    let nobody = folder.path("nobody");
    symlink(folder.path("gone"), &nobody).unwrap();
    verify("wrong-order", &["--write-chain", &nobody]).expect(3);
    let taken = folder.write("taken", "");
    verify("wrong-order", &["--write-chain", &taken]).expect(3).says(&["cannot write", "taken"]);
}

#[test]
fn the_name_tells_host_and_address() {
    let files = Folder::new();
    let mut chain = Folder::new();
    // The server sends its root along, which is to be left out.
    chain.chain.sent.push(chain.chain.root.clone());
    let server = sound(&chain);
    let port = server.address.port();
    let route = format!("sip.contoso.test:5061:127.0.0.1:{port}");
    let (root, out) = (chain.path("root.pem"), files.path("out"));
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
        "--offline",
        "--write-chain",
        &out,
    ])
    .expect(0);
    assert_eq!(names(&out), [format!("sip.contoso.test_127.0.0.1_{port}.pem")]);
    done.says(&["install it on sip.contoso.test (127.0.0.1:"]);
}
