//! What Windows' own tools print: called by their full path, for a bounded time, and only their first bytes are kept.

use std::{
    io::Read,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::super::container::Gathered;
use crate::{model::Text, text};

/// How long one tool may take. Each answers within a second; `w32tm` waits some for a service that hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most bytes of what one tool prints. The DNS cache of a busy server is 2 MB.
const MOST: u64 = 8 << 20;

/// The tools, what they are asked, and the name that a snapshot keeps the answer under.
const TOOLS: [(&str, &[&str], &str); 4] = [
    ("sc.exe", &["query", "msoidsvc"], "msoidsvc.txt"),
    ("cmdkey.exe", &["/list"], "credentials.txt"),
    ("ipconfig.exe", &["/displaydns"], "dns-cache.txt"),
    ("w32tm.exe", &["/query", "/status"], "clock.txt"),
];

/// Asks every tool.
pub fn gather(windows: &Path) -> Vec<Gathered> {
    // Where a 32-bit program finds the 64-bit tools.
    let native = windows.join("Sysnative");
    let folder = if native.is_dir() { native } else { windows.join("System32") };
    let ask = |(tool, arguments, name): &(&str, &[&str], &str)| Gathered {
        name: (*name).to_owned(),
        bytes: run(&folder.join(tool), arguments, PATIENCE),
        modified: None,
    };
    TOOLS.iter().map(ask).collect()
}

/// What a tool prints on standard output, whatever its exit code: `sc` tells of a missing service by both.
fn run(tool: &Path, arguments: &[&str], patience: Duration) -> Result<Vec<u8>, Text> {
    let failed =
        |why: String| text!("tool-failed": "{tool} cannot be run: {why}", tool = tool.display().to_string(), why);
    let mut child = Command::new(tool)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let Some(output) = child.stdout.take() else { return Err(failed(String::new())) };
    let (done, wait) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.take(MOST).read_to_end(&mut bytes).map(|_| bytes);
        // Nobody waits any more if it took too long.
        let _ = done.send(read);
    });
    let read = wait.recv_timeout(patience);
    // It has said all that counts: if it still runs it goes on printing, or hangs.
    let _ = child.kill();
    let _ = child.wait();
    match read {
        Ok(Ok(bytes)) if bytes.is_empty() => {
            Err(text!("tool-silent": "{tool} printed nothing", tool = tool.display().to_string()))
        }
        Ok(read) => read.map_err(|error| failed(error.to_string())),
        Err(_) => Err(text!(
            "tool-slow": "{tool} did not answer within {seconds} seconds",
            tool = tool.display().to_string(),
            seconds = patience.as_secs().to_string(),
        )),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_a_tool_prints_is_kept_whatever_its_exit_code() {
        let said = run(Path::new("/bin/sh"), &["-c", "echo 1060; exit 36"], PATIENCE).unwrap();
        assert_eq!(said, b"1060\n");
    }

    #[test]
    fn a_tool_that_is_missing_silent_or_hangs_costs_only_its_answer() {
        let error = run(Path::new("/nowhere/sc.exe"), &[], PATIENCE).unwrap_err();
        assert!(error.starts_with("/nowhere/sc.exe cannot be run: "), "{error:?}");
        let error = run(Path::new("/bin/sh"), &["-c", "exit 0"], PATIENCE).unwrap_err();
        assert_eq!(&*error, "/bin/sh printed nothing");
        let error = run(Path::new("/bin/sleep"), &["600"], Duration::from_millis(50)).unwrap_err();
        assert_eq!(&*error, "/bin/sleep did not answer within 0 seconds");
    }

    #[test]
    fn every_tool_is_one_that_the_script_for_snapshots_asks_too() {
        for (file, (tool, arguments, name)) in gather(Path::new("/nowhere")).iter().zip(TOOLS) {
            let asked = format!(r#"Keep '{name}' {{ & "$tools\{tool}" {} }}"#, arguments.join(" "));
            assert!(crate::workstation::COLLECTOR.contains(&asked), "{asked}");
            assert_eq!(file.name, name);
            assert!(file.bytes.is_err(), "{name}");
        }
    }

    #[test]
    fn a_tool_that_prints_for_ever_is_stopped() {
        let said = run(Path::new("/usr/bin/yes"), &[], PATIENCE).unwrap();
        assert_eq!(said.len() as u64, MOST);
    }
}
