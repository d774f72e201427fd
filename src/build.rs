//! Tells a release which commit it was built from: by git, or by what `cargo package` notes in a tarball. Without either
//! it is built all the same, and tells none. Builds for development do not ask, so that a commit does not make them anew.

#![allow(clippy::print_stdout)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

fn main() {
    println!("cargo:rerun-if-changed=src/build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    if env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    if let Some(commit) = noted(&root).or_else(|| known_to_git(&root)) {
        println!("cargo:rustc-env=BUILT_FROM={commit}");
    }
}

/// The commit that the tarball notes.
fn noted(root: &Path) -> Option<String> {
    let file = root.join(".cargo_vcs_info.json");
    let text = fs::read_to_string(file).ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    let commit = rest.split('"').nth(1)?;
    is_commit(commit).then(|| commit[..12].to_owned())
}

/// The commit and its day, if the repository is that of this program and not one around it.
fn known_to_git(root: &Path) -> Option<String> {
    let top = git(root, &["rev-parse", "--show-toplevel"])?;
    if fs::canonicalize(top).ok()? != fs::canonicalize(root).ok()? {
        return None;
    }
    // Written at each commit, and wherever HEAD goes.
    for file in ["HEAD", "logs/HEAD"] {
        let path = root.join(git(root, &["rev-parse", "--git-path", file])?);
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    let told = git(root, &["log", "-1", "--format=%H %cs"])?;
    let (commit, day) = told.split_once(' ')?;
    is_commit(commit).then(|| format!("{}, {day}", &commit[..12]))
}

fn is_commit(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn git(root: &Path, args: &[&str]) -> Option<String> {
    let done = Command::new("git").arg("-C").arg(root).args(args).output().ok()?;
    let text = String::from_utf8(done.stdout).ok()?;
    done.status.success().then(|| text.trim().to_owned())
}
