//! What the program says of itself: its version, the data that is built in, and its manual pages.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{args::Args, language, output::OutputError, sink::Sink};
use crate::{model::calendar, render::Lang, trust};

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
pub(super) fn man(folder: Option<&Path>, lang: Lang) -> Result<(), OutputError> {
    let mut whole = language::said(command(), lang);
    whole.build();
    let Some(folder) = folder else { return Sink::open(PathBuf::from("-"))?.fill(&page(&whole, lang)) };
    fs::create_dir_all(folder).map_err(|source| OutputError::Write { path: folder.to_owned(), source })?;
    pages(&whole, folder, lang)
}

fn pages(command: &Command, folder: &Path, lang: Lang) -> Result<(), OutputError> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    Sink::open(folder.join(format!("{name}.1")))?.fill(&page(command, lang))?;
    let shown = |c: &&Command| !c.is_hide_set() && c.get_name() != "help";
    command.get_subcommands().filter(shown).try_for_each(|command| pages(command, folder, lang))
}

fn page(command: &Command, lang: Lang) -> Vec<u8> {
    let mut text = Vec::new();
    let source = format!("chaincheck {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).manual(lang.words("User Commands")).source(source).date(day());
    // Writing to memory cannot fail.
    let _: io::Result<()> = man.render(&mut text);
    if lang == Lang::En { text } else { headed(&String::from_utf8_lossy(&text), lang).into_bytes() }
}

/// The day of the commit that was built, else that of the newest data in the program: the same in every build of the same
/// sources.
fn day() -> &'static str {
    let built = option_env!("BUILT_FROM").and_then(|built| built.split_once(", "));
    built.map_or(calendar::VERSION, |(_, day)| day)
}

/// A page with its sections headed in a language, and which letters it is in: programs that show pages would guess.
fn headed(page: &str, lang: Lang) -> String {
    let headed = |line: &str| {
        let heading = match line.strip_prefix(".SH ") {
            Some("NAME") => lang.words("NAME"),
            Some("SYNOPSIS") => lang.words("SYNOPSIS"),
            Some("DESCRIPTION") => lang.words("DESCRIPTION"),
            Some("EXTRA") => lang.words("EXTRA"),
            Some("VERSION") => lang.words("VERSION"),
            _ => return format!("{line}\n"),
        };
        format!(".SH {heading}\n")
    };
    format!("'\\\" -*- coding: UTF-8 -*-\n{}", page.lines().map(headed).collect::<String>())
}
