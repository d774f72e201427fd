//! How text looks where it is read: what the terminal can show, and what its user asked for.

use std::{
    env,
    io::{self, IsTerminal},
};

use crate::render::{Lang, Style};

/// The width of a table that no terminal shows.
pub(super) const PIPE_WIDTH: usize = 120;

/// How text for people looks that no option of the output shapes.
pub(super) fn style(lang: Option<&str>, quiet: bool) -> Style {
    let terminal = io::stdout().is_terminal();
    let lang = language(lang);
    Style {
        lang,
        quiet,
        width: if terminal { terminal_width() } else { PIPE_WIDTH },
        unicode: has_unicode() || lang == Lang::Ja,
        ..Style::default()
    }
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// `NO_COLOR`, then `CLICOLOR_FORCE`, then whether it is a terminal that can.
pub(super) fn wants_color(terminal: bool) -> bool {
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    terminal && set("TERM").is_none_or(|term| term != "dumb")
}

/// The columns of standard output where lines are to fit a usual terminal; a pipe is taken for one.
pub fn width() -> usize {
    if io::stdout().is_terminal() { terminal_width() } else { 80 }
}

/// The width of the terminal; one that does not tell its size is taken for the usual one, or for what `COLUMNS` says.
pub(super) fn terminal_width() -> usize {
    let told = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let known = told.or_else(|| set("COLUMNS").and_then(|columns| columns.parse().ok()));
    known.unwrap_or(80).max(40)
}

/// The language asked for, else that of the locale, if it has letters for it.
pub fn language(asked: Option<&str>) -> Lang {
    if let Some(lang) = asked.and_then(Lang::of_locale) {
        return lang;
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
    Lang::of_locale(&locale).filter(|_| has_unicode()).unwrap_or_default()
}

/// Whether the locale says UTF-8; on Windows the console does.
pub fn has_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8")
}
