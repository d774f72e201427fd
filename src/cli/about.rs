//! What the program says of itself: its version, the data that is built in, and its manual pages.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{args::Args, output::OutputError, sink::Sink};
use crate::{model::calendar, trust};

/// The command line.
pub(super) fn command() -> Command {
    Args::command().long_version(long_version())
}

/// The version, what it was built from, and how old the data in it is.
fn long_version() -> String {
    let built = option_env!("BUILT_FROM").map_or(String::new(), |commit| format!(" ({commit})"));
    let (package, day) = trust::BUNDLED;
    format!(
        "{}{built}\nMozilla's roots: {} of {day} ({package})\nCalendar of the public PKI: {}",
        env!("CARGO_PKG_VERSION"),
        trust::bundled_count(),
        calendar::VERSION
    )
}

/// Writes the manual pages to a folder, one a command; without one, prints the first.
///
/// # Errors
///
/// [`OutputError`] if they cannot be written.
pub(super) fn man(folder: Option<&Path>) -> Result<(), OutputError> {
    let mut whole = command();
    whole.build();
    let Some(folder) = folder else { return Sink::open(PathBuf::from("-"))?.fill(&page(&whole)) };
    fs::create_dir_all(folder).map_err(|source| OutputError::Write { path: folder.to_owned(), source })?;
    pages(&whole, folder)
}

fn pages(command: &Command, folder: &Path) -> Result<(), OutputError> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    Sink::open(folder.join(format!("{name}.1")))?.fill(&page(command))?;
    let shown = |c: &&Command| !c.is_hide_set() && c.get_name() != "help";
    command.get_subcommands().filter(shown).try_for_each(|command| pages(command, folder))
}

fn page(command: &Command) -> Vec<u8> {
    let mut text = Vec::new();
    let source = format!("chaincheck {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).manual("User Commands").source(source);
    // Writing to memory cannot fail.
    let _: io::Result<()> = man.render(&mut text);
    text
}
