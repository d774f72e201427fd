//! The language of the help and of what is said on standard error. It must be known before the arguments are understood, so they are looked through for it.

use std::{env, ffi::OsString, sync::OnceLock};

use clap::Command;

use super::look;
use crate::render::Lang;

/// The language of the run, once it is known.
static CHOSEN: OnceLock<Lang> = OnceLock::new();

/// Sets the language of the run; the first one stays.
pub fn choose(lang: Lang) {
    let _ = CHOSEN.set(lang);
}

/// The language of the run; English until one is chosen.
pub fn current() -> Lang {
    CHOSEN.get().copied().unwrap_or_default()
}

/// The language that the arguments ask for, else the environment.
pub fn wanted(arguments: &[OsString]) -> Lang {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let at = |i: usize| match words[i].strip_prefix("--lang") {
        Some("") => words.get(i + 1).map(ToString::to_string),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    };
    let asked = (1..words.len()).rev().find_map(at).or_else(|| env::var("CHAINCHECK_LANG").ok());
    look::language(asked.as_deref())
}

/// The command line with its help in a language.
pub fn said(command: Command, lang: Lang) -> Command {
    if lang == Lang::En { command } else { translated(command.subcommand_help_heading("コマンド"), lang) }
}

fn translated(mut command: Command, lang: Lang) -> Command {
    command.build();
    let name = command.get_name().to_owned();
    if let Some(about) = lang.named(&format!("help-{name}")) {
        command = command.about(about.clone()).long_about(about);
    }
    command = command.mut_args(|arg| {
        let id = arg.get_id().as_str().replace('_', "-");
        let text = lang.named(&format!("help-{name}-{id}")).or_else(|| lang.named(&format!("help-option-{id}")));
        let heading = match arg.get_help_heading() {
            Some(heading) => heading.to_ascii_lowercase(),
            None if arg.is_positional() => "arguments".to_owned(),
            None => "options".to_owned(),
        };
        let arg = match text {
            Some(text) => arg.help(text),
            None => arg,
        };
        match lang.named(&format!("help-heading-{heading}")) {
            Some(heading) => arg.help_heading(heading),
            None => arg,
        }
    });
    command.mut_subcommands(|command| translated(command, lang))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Args;

    #[test]
    fn the_last_word_on_the_language_counts() {
        let wanted = |words: &[&str]| wanted(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(wanted(&["chaincheck", "--lang", "ja", "--help"]), Lang::Ja);
        assert_eq!(wanted(&["chaincheck", "--lang=ja", "probe", "--lang=en"]), Lang::En);
        assert_eq!(wanted(&["chaincheck", "--language=ja"]), wanted(&["chaincheck"]));
    }

    #[test]
    fn the_help_is_japanese() {
        let help = said(Args::command(), Lang::Ja).render_help().to_string();
        assert!(help.contains("証明書チェーン") && help.contains("コマンド"), "{help}");
        for english in ["Name server to ask", "Network:", "Judge as of", "Check known endpoints"] {
            assert!(!help.contains(english), "{english} in {help}");
        }
        assert!(said(Args::command(), Lang::En).render_help().to_string().contains("Name server to ask"));
    }
}
