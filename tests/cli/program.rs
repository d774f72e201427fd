//! The program as a child process, with nothing of this process's environment and a bound on its time.

use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// Nothing that is tested here takes longer, even on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// What came of a run.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
    pub took: Duration,
}

impl Done {
    /// The exit code, or a panic that shows everything.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// Both streams.
    pub fn text(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// Insists on words in either stream; line breaks count as spaces.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        let text = self.text().split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words {
            assert!(text.contains(word), "{word:?} is not in:\n{}\n{}", self.out, self.err);
        }
        self
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}:\n{}\n{}", self.out, self.err))
    }
}

/// The program, to be given arguments.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaincheck"));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it with some arguments.
#[track_caller]
pub fn run(args: &[&str]) -> Done {
    finish(program().args(args))
}

/// Runs it with text on standard input.
#[track_caller]
pub fn run_with_input(args: &[&str], input: &str) -> Done {
    let start = Instant::now();
    let mut child = program().args(args).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    wait(child, start)
}

/// Runs a prepared command.
#[track_caller]
pub fn finish(command: &mut Command) -> Done {
    let start = Instant::now();
    let child = command.spawn().unwrap();
    wait(child, start)
}

/// Waits for a child to end.
#[track_caller]
pub fn wait(mut child: Child, start: Instant) -> Done {
    let out = child.stdout.take().map(read);
    let err = child.stderr.take().map(read);
    let mut receive = |pipe: Option<Receiver<Vec<u8>>>| {
        let Some(pipe) = pipe else { return String::new() };
        let bytes = pipe.recv_timeout(LIMIT.saturating_sub(start.elapsed())).unwrap_or_else(|_| {
            let _ = child.kill();
            panic!("the program did not end within {LIMIT:?}");
        });
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let (out, err) = (receive(out), receive(err));
    let status = child.wait().unwrap();
    Done { code: status.code().unwrap_or(-1), out, err, took: start.elapsed() }
}

fn read(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        let _ = send.send(bytes);
    });
    receive
}
