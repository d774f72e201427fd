//! `chaincheck config check`: whether a settings file is sound, found out by doing with it what a run does before it
//! checks anything.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use clap::{ArgMatches, CommandFactory, FromArgMatches};

use super::{
    args::{Args, Command, OutputArgs},
    defaults::{self, Defaults},
    error::PlanError,
    language,
    output::Output,
    plan::{self, Plan},
    print,
};
use crate::text;

/// The commands that make plans, each with something to check that nobody is asked for.
const COMMANDS: [&[&str]; 3] = [
    &["chaincheck", "contoso.com"],
    &["chaincheck", "probe", "sip.contoso.com"],
    &["chaincheck", "verify", "chain.pem"],
];

/// Checks a file, or the one that a run would read.
pub fn check(file: Option<PathBuf>) -> Result<u8, PlanError> {
    let Some(path) = file.or_else(defaults::named).or_else(defaults::usual_place) else {
        return print(format!("{}\n", language::current().words("there is no settings file")).as_bytes());
    };
    let mut names = BTreeSet::new();
    for typed in COMMANDS {
        let command = Args::command();
        let matches = command.clone().get_matches_from(typed);
        let name = matches.subcommand_name().unwrap_or_default();
        let mut whole = command.clone();
        whole.build();
        let defaults = Defaults::of_file(&whole, name, &path)?;
        plan_with(&defaults, command, &matches, typed).map_err(|error| match defaults.blame(&error) {
            Some(origin) => PlanError::Setting { origin, why: error.text() },
            None => error,
        })?;
        names.extend(defaults.names().map(ToOwned::to_owned));
    }
    say(&path, &names)
}

/// The plan of a command with these defaults; nothing is carried out, and nothing is made on the disk.
fn plan_with(
    defaults: &Defaults,
    command: clap::Command,
    typed: &ArgMatches,
    arguments: &[&str],
) -> Result<Option<Plan>, PlanError> {
    let matches = defaults.apply(command, typed).try_get_matches_from(arguments);
    let args = matches.and_then(|matches| Args::from_arg_matches(&matches));
    match args.map_err(|error| PlanError::Setting { origin: "settings".to_owned(), why: error.to_string().into() })? {
        Args { command: Some(Command::Probe(mut args)), .. } => {
            args.requests.no_cache = true;
            only_looked_at(&mut args.output)?;
            plan::probe(args).map(Some)
        }
        Args { command: Some(Command::Verify(mut args)), .. } => {
            args.no_cache = true;
            only_looked_at(&mut args.output)?;
            plan::verify(args).map(Some)
        }
        Args { command: None, mut check } => {
            check.requests.no_cache = true;
            only_looked_at(&mut check.output)?;
            plan::domains(check).map(Some)
        }
        Args { .. } => Ok(None),
    }
}

/// Checks where results would go, and leaves it out of the plan, which would open it.
fn only_looked_at(output: &mut OutputArgs) -> Result<(), PlanError> {
    Output::check(output)?;
    output.output.clear();
    output.write_chain = None;
    Ok(())
}

fn say(path: &Path, names: &BTreeSet<String>) -> Result<u8, PlanError> {
    let path = crate::render::clean::prose(&path.display().to_string(), true);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let sound = if names.is_empty() {
        text!("settings-empty": "{path}: sound; sets nothing", path)
    } else {
        text!("settings-sound": "{path}: sound; sets {names}", path, names = names.join(", "))
    };
    print(format!("{}\n", language::current().say(&sound)).as_bytes())
}
