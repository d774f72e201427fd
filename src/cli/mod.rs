//! The command line: what was typed (`args`), what it means (`plan`), doing it (`run`), and the exit code (`exit`).
//!
//! Results go to standard output, everything else to standard error. This is the only room that prints.

mod about;
mod args;
mod baseline;
mod chains;
mod config;
mod defaults;
#[cfg(feature = "demo")]
mod demo;
mod desk;
mod diff;
mod error;
pub mod exit;
mod explain;
mod files;
mod language;
mod look;
mod output;
pub mod password;
mod plan;
mod refusal;
mod run;
mod sink;
mod stop;
pub mod stores;
mod target;
mod targets;
mod toml;
mod unread;

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::FromArgMatches;

use crate::{
    model::Text,
    render::{Format, Lang, clean, json},
    workstation,
};
use args::{Args, Command, more};
use defaults::Defaults;
use error::PlanError;

/// Runs the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let wanted = language::wanted(&arguments);
    let command = language::said(about::command(), wanted);
    let typed = match command.clone().try_get_matches_from(&arguments) {
        Ok(typed) => typed,
        Err(error) => {
            language::choose(wanted);
            return refuse(&error, wanted, || format_despite(command, &arguments));
        }
    };
    // What is set elsewhere comes in as defaults of the options.
    let defaults = match Defaults::gather(&built(command.clone()), &typed) {
        Ok(defaults) => defaults,
        Err(error) => {
            language::choose(wanted);
            return fail(&error.text(), unread::on_standard_output(&arguments, None));
        }
    };
    language::choose(defaults.language().map_or(wanted, |set| look::language(set.to_str())));
    let format = unread::on_standard_output(&arguments, Some(&defaults));
    let parsed = defaults.apply(command, &typed).try_get_matches_from(&arguments);
    match parsed.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => match dispatch(args) {
            Ok(code) => ExitCode::from(code),
            Err(error) => {
                let why = match defaults.blame(&error) {
                    Some(origin) => Text::from(origin).then(": ").then(error.text()),
                    None => error.text(),
                };
                fail(&why, format)
            }
        },
        Err(error) => refuse(&error, language::current(), || format),
    }
}

/// The format of standard output where the arguments are wrong: what can be told from them and from the settings.
fn format_despite(command: clap::Command, arguments: &[OsString]) -> Option<&'static Format> {
    let typed = command.clone().ignore_errors(true).try_get_matches_from(arguments).ok();
    let defaults = typed.and_then(|typed| Defaults::gather(&built(command), &typed).ok());
    unread::on_standard_output(arguments, defaults.as_ref())
}

/// The command with what clap makes of it before it parses.
fn built(mut command: clap::Command) -> clap::Command {
    command.build();
    command
}

/// Help, the version, or what is typed wrongly.
fn refuse(error: &clap::Error, lang: Lang, format: impl FnOnce() -> Option<&'static Format>) -> ExitCode {
    if let Some(said) = refusal::said(error, lang) {
        let _ = write!(io::stderr(), "{said}");
        unread::tell(format(), &unread::usage(&said));
        return ExitCode::from(exit::UNKNOWN);
    }
    match error.print() {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe && !error.use_stderr() => {
            fail(&output::OutputError::Write { path: "standard output".into(), source }.text(), None)
        }
        _ if error.use_stderr() => {
            unread::tell(format(), &unread::usage(&error.to_string()));
            ExitCode::from(exit::UNKNOWN)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Says why nothing could be checked: to people, and to a program that reads standard output in a format with words for
/// that.
fn fail(why: &Text, format: Option<&'static Format>) -> ExitCode {
    complain(why);
    unread::tell(format, why);
    ExitCode::from(exit::UNKNOWN)
}

fn dispatch(args: Args) -> Result<u8, PlanError> {
    match args.command {
        Some(Command::Probe(probe)) => run::run(plan::probe(probe)?),
        Some(Command::Verify(verify)) => run::run(plan::verify(verify)?),
        Some(Command::Workstation(args)) if args.collector => print(workstation::COLLECTOR.as_bytes()),
        Some(Command::Workstation(args)) => run::run(plan::workstation(args)?),
        Some(Command::Explain(args)) => explain::explain(&args).map_err(Into::into),
        #[cfg(feature = "demo")]
        Some(Command::Demo(demo)) => demo::demo(&demo),
        Some(Command::Diff(args)) => diff::diff(args),
        Some(Command::Config(more::ConfigCommand::Check { file })) => config::check(file),
        Some(Command::Man { folder, lang }) => {
            about::man(folder.as_deref(), look::language(lang.as_deref())).map(|()| 0).map_err(Into::into)
        }
        Some(Command::Schema) => print(json::JSON_SCHEMA.as_bytes()),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut about::command(), "chaincheck", &mut script);
            print(&script)
        }
        None => run::run(plan::domains(args.check)?),
    }
}

/// Writes to standard output.
fn print(bytes: &[u8]) -> Result<u8, PlanError> {
    sink::Sink::Stdout.fill(bytes)?;
    Ok(0)
}

/// One line on standard error, in the language of the run. Text from outside is cleaned.
fn complain(text: &Text) {
    let _ = writeln!(io::stderr(), "chaincheck: {}", clean::prose(&language::current().say(text), true));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;

    use super::{output::Output, *};
    use crate::model::Severity;

    #[test]
    fn a_plug_in_is_waited_for_nine_seconds() {
        let deadline = |more: &[&str]| {
            let args =
                Args::try_parse_from([&["chaincheck", "contoso.com"], more].concat()).unwrap_or_else(|e| panic!("{e}"));
            Output::new(args.check.output, false, Severity::Warning).map(|output| output.deadline())
        };
        let nine = Some(Duration::from_secs(9));
        assert_eq!(deadline(&["--format", "nagios"]).ok(), Some(nine));
        assert_eq!(deadline(&["-o", "json=/dev/null", "-o", "nagios=-"]).ok(), Some(nine));
        assert_eq!(deadline(&["--format", "prometheus"]).ok(), Some(None));
    }
}
