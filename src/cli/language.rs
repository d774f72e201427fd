//! The language of the help and of what is said on standard error. It must be known before the arguments are understood, so they are looked through for it.

use std::{env, ffi::OsString, sync::OnceLock};

use clap::{Arg, Command, builder::PossibleValue};

use super::{args::formats, look};
use crate::{render::Lang, text};

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
    if lang == Lang::En { command } else { translated(command, lang) }
}

fn translated(mut command: Command, lang: Lang) -> Command {
    command.build();
    let name = command.get_name().to_owned();
    if let Some(about) = lang.named(&format!("help-{name}")) {
        // Where the English has more to say, its first sentence is the short one.
        let short = match command.get_long_about() {
            Some(_) => about.split('。').next().unwrap_or_default().to_owned(),
            None => about.clone(),
        };
        command = command.about(short).long_about(about);
    }
    if let Some(heading) = lang.named("help-heading-commands").filter(|_| command.has_subcommands()) {
        command = command.subcommand_help_heading(heading);
    }
    if let Some(after) = lang.named(&format!("help-after-{name}")) {
        command = command.after_help(after);
    }
    if let Some(heading) = lang.named("help-heading-usage") {
        let style = *command.get_styles().get_usage();
        command = command.help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{style}{heading}:{style:#} {{usage}}\n\n{{all-args}}{{after-help}}"
        ));
    }
    command = command.mut_args(|arg| argument(arg, &name, lang));
    command.mut_subcommands(|command| translated(command, lang))
}

/// An argument of a command in a language.
fn argument(arg: Arg, command: &str, lang: Lang) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let heading = match arg.get_help_heading() {
        Some(heading) => heading.to_ascii_lowercase(),
        None if arg.is_positional() => "arguments".to_owned(),
        None => "options".to_owned(),
    };
    let text = lang.named(&format!("help-{command}-{id}")).or_else(|| lang.named(&format!("help-option-{id}")));
    let arg = match text {
        Some(text) => described(arg, text, lang),
        None => arg,
    };
    match lang.named(&format!("help-heading-{heading}")) {
        Some(heading) => arg.help_heading(heading),
        None => arg,
    }
}

/// The help of an argument, with its values at the end: clap would name them in English.
fn described(arg: Arg, text: String, lang: Lang) -> Arg {
    let joined = |values: Vec<&str>| values.join(", ");
    let possible = arg.get_possible_values();
    let possible: Vec<&str> =
        possible.iter().filter(|value| !value.is_hide_set()).map(PossibleValue::get_name).collect();
    let default = arg.get_default_values().iter().filter_map(|value| value.to_str()).collect::<Vec<_>>();
    let takes = arg.get_action().takes_values();
    let mut notes = String::new();
    if takes && !default.is_empty() && !arg.is_hide_default_value_set() {
        notes += &lang.say(&text!("default-value": " [default: {values}]", values = joined(default)));
    }
    if takes && !possible.is_empty() {
        notes += &lang.say(&text!("possible-values": " [possible values: {values}]", values = joined(possible)));
    }
    let long = match arg.get_id().as_str() {
        "format" if arg.get_long_help().is_some() => format!("{text}{notes}:{}", formats(lang)),
        _ => format!("{text}{notes}"),
    };
    arg.help(format!("{text}{notes}")).long_help(long).hide_default_value(true).hide_possible_values(true)
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
        for english in ["Name server to ask", "Network:", "Judge as of", "Check known endpoints", "Usage", "default:"] {
            assert!(!help.contains(english), "{english} in {help}");
        }
        assert!(said(Args::command(), Lang::En).render_help().to_string().contains("Name server to ask"));
    }

    /// Every command but hidden ones, by its name.
    fn commands(command: &Command) -> Vec<&Command> {
        let below = command.get_subcommands().filter(|command| !command.is_hide_set());
        std::iter::once(command).chain(below.flat_map(commands)).collect()
    }

    #[test]
    fn no_line_of_the_help_is_left_in_english() {
        let mut english = Args::command();
        english.build();
        let japanese = said(Args::command(), Lang::Ja);
        let told = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
        for (one, other) in commands(&english).into_iter().zip(commands(&japanese)) {
            let name = one.get_name();
            assert_eq!(name, other.get_name());
            assert_ne!(told(one.get_about()), told(other.get_about()), "{name}");
            let after = told(one.get_after_help());
            assert!(after.is_empty() || after != told(other.get_after_help()), "{name}");
            for (arg, said) in one.get_arguments().zip(other.get_arguments()) {
                let id = arg.get_id();
                assert_eq!(id, said.get_id());
                assert_ne!(told(arg.get_help()), told(said.get_help()), "{name} {id}");
                assert!(arg.get_long_help().is_none() || arg.get_long_help() != said.get_long_help(), "{name} {id}");
                assert!(said.get_help_heading().is_some_and(|heading| !heading.is_ascii()), "{name} {id}");
            }
            let whole = other.clone().render_long_help().to_string();
            for word in ["Usage", "Options:", "Commands:", "default:", "possible values", "Print"] {
                assert!(!whole.contains(word), "{name}: {word} in {whole}");
            }
        }
    }
}
