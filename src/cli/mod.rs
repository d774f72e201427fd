//! The command line: what was typed (`args`), what it means (`plan`), doing it (`run`), and the exit code (`exit`).
//!
//! Results go to standard output, everything else to standard error. This is the only room that prints.

mod args;
mod baseline;
mod chains;
#[cfg(feature = "demo")]
mod demo;
mod diff;
pub mod exit;
mod explain;
mod files;
mod language;
mod output;
pub mod password;
mod plan;
mod run;
mod stop;
pub mod stores;
mod target;
mod targets;
mod toml;

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::{CommandFactory, FromArgMatches};

use crate::render::{Lang, clean, json};
use args::{Args, Command};

/// Runs the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = language::wanted(&arguments);
    let matches = language::said(Args::command(), lang).try_get_matches_from(arguments);
    let args = match matches.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::UNKNOWN } else { 0 });
        }
    };
    ExitCode::from(dispatch(args, lang).unwrap_or_else(|error| {
        complain(&error.to_string());
        exit::UNKNOWN
    }))
}

fn dispatch(args: Args, lang: Lang) -> Result<u8, plan::PlanError> {
    match args.command {
        Some(Command::Probe(probe)) => run::run(plan::probe(probe)?),
        Some(Command::Verify(verify)) => run::run(plan::verify(verify)?),
        Some(Command::Explain { code, .. }) => Ok(explain::explain(code.as_deref(), lang)),
        #[cfg(feature = "demo")]
        Some(Command::Demo(demo)) => demo::demo(&demo),
        Some(Command::Diff(args)) => diff::diff(args),
        Some(Command::Schema) => print(json::JSON_SCHEMA.as_bytes()),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "chaincheck", &mut script);
            print(&script)
        }
        None => run::run(plan::domains(args.check)?),
    }
}

/// Writes to standard output.
fn print(bytes: &[u8]) -> Result<u8, plan::PlanError> {
    output::Sink::Stdout.fill(bytes)?;
    Ok(0)
}

/// One line on standard error. Text from outside is cleaned.
fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "chaincheck: {}", clean::prose(text, true));
}
