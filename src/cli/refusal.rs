//! What is typed wrongly, in the language of the run.
//!
//! clap says it in English; here the same is said again as a [`Text`], from what clap knows of its error. In English it
//! is clap's to the letter, which a test insists on. What is not known here stays clap's.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::{model::Text, render::Lang, text, words};

/// The error in a language, with a newline at its end; `None` where clap says it itself: in English, for help and
/// versions, and for kinds of errors that are not known here.
pub(super) fn said(error: &Error, lang: Lang) -> Option<String> {
    if lang == Lang::En || !error.use_stderr() {
        return None;
    }
    Some(lang.say(&whole(error)?).into_owned())
}

/// The whole message: what is wrong, tips, usage, where there is more.
fn whole(error: &Error) -> Option<Text> {
    let mut said = Text::words(words!("error: ")).then(fault(error)?);
    let tips = tips(error)?;
    if !tips.is_empty() {
        said = said.then("\n");
    }
    for tip in tips {
        said = said.then("\n  ").then(Text::words(words!("tip: "))).then(tip);
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.strip_prefix("Usage: ")?.to_owned();
        said = said.then("\n\n").then(Text::words(words!("Usage: "))).then(usage);
    }
    let more = text!("more-with": "For more information, try '{option}'.", option = "--help");
    Some(said.then("\n\n").then(more).then("\n"))
}

/// What is wrong.
fn fault(error: &Error) -> Option<Text> {
    let word = |kind| word(error, kind);
    let arg = || word(ContextKind::InvalidArg);
    let value = || word(ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            text!("unexpected-argument": "unexpected argument '{arg}' found", arg = arg()?)
        }
        ErrorKind::MissingRequiredArgument => {
            let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else { return None };
            listed(Text::words(words!("the following required arguments were not provided:")), missing)
        }
        ErrorKind::ArgumentConflict => conflict(error)?,
        ErrorKind::InvalidValue => {
            let said = match value()? {
                "" => text!("value-lacks": "a value is required for '{arg}' but none was supplied", arg = arg()?),
                value => text!("invalid-value": "invalid value '{value}' for '{arg}'", value, arg = arg()?),
            };
            match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(valid)) if !valid.is_empty() => {
                    said.then(text!("one-of-values": "\n  [possible values: {values}]", values = valid.join(", ")))
                }
                _ => said,
            }
        }
        ErrorKind::ValueValidation => {
            let said = text!("invalid-value": "invalid value '{value}' for '{arg}'", value = value()?, arg = arg()?);
            match std::error::Error::source(error) {
                Some(why) => said.then(": ").then(reason(&why.to_string())),
                None => said,
            }
        }
        ErrorKind::TooManyValues => text!(
            "unexpected-value": "unexpected value '{value}' for '{arg}' found; no more were expected",
            value = value()?,
            arg = arg()?,
        ),
        ErrorKind::InvalidSubcommand => text!(
            "unknown-command": "unrecognized subcommand '{command}'",
            command = word(ContextKind::InvalidSubcommand)?,
        ),
        ErrorKind::MissingSubcommand => {
            let said = text!(
                "command-lacks": "'{command}' requires a subcommand but one was not provided",
                command = word(ContextKind::InvalidSubcommand)?,
            );
            match error.get(ContextKind::ValidSubcommand) {
                Some(ContextValue::Strings(valid)) if !valid.is_empty() => {
                    said.then(text!("one-of-commands": "\n  [subcommands: {names}]", names = valid.join(", ")))
                }
                _ => said,
            }
        }
        ErrorKind::InvalidUtf8 => Text::words(words!("invalid UTF-8 was detected in one or more arguments")),
        _ => return None,
    })
}

/// Two arguments that do not go together.
fn conflict(error: &Error) -> Option<Text> {
    let arg = word(error, ContextKind::InvalidArg)?;
    Some(match error.get(ContextKind::PriorArg)? {
        ContextValue::String(other) if other == arg => {
            text!("argument-twice": "the argument '{arg}' cannot be used multiple times", arg)
        }
        ContextValue::String(other) => {
            text!("argument-conflict": "the argument '{arg}' cannot be used with '{other}'", arg, other)
        }
        ContextValue::Strings(others) => {
            listed(text!("argument-conflicts": "the argument '{arg}' cannot be used with:", arg), others)
        }
        _ => return None,
    })
}

/// A list below its heading.
fn listed(heading: Text, items: &[String]) -> Text {
    items.iter().fold(heading, |said, item| said.then("\n  ").then(item.as_str()))
}

/// Why a value cannot be read, where the words are known.
fn reason(english: &str) -> Text {
    if let Some((number, range)) = english.split_once(" is not in ") {
        return text!("not-in-range": "{number} is not in {range}", number, range);
    }
    match english {
        "invalid digit found in string" => Text::words(words!("invalid digit found in string")),
        "cannot parse integer from empty string" => Text::words(words!("cannot parse integer from empty string")),
        other => other.into(),
    }
}

/// What may have been meant; `None` if that is said in a way that is not known here.
fn tips(error: &Error) -> Option<Vec<Text>> {
    let similar = [
        (ContextKind::SuggestedSubcommand, "subcommand"),
        (ContextKind::SuggestedArg, "argument"),
        (ContextKind::SuggestedValue, "value"),
    ];
    let mut tips = Vec::new();
    for (kind, what) in similar {
        let names = match error.get(kind) {
            Some(ContextValue::String(name)) => std::slice::from_ref(name),
            Some(ContextValue::Strings(names)) => names,
            _ => continue,
        };
        let quoted = names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
        tips.push(match (what, names.len()) {
            ("subcommand", 1) => text!("similar-command": "a similar subcommand exists: {quoted}", quoted),
            ("subcommand", _) => text!("similar-commands": "some similar subcommands exist: {quoted}", quoted),
            ("argument", 1) => text!("similar-argument": "a similar argument exists: {quoted}", quoted),
            ("argument", _) => text!("similar-arguments": "some similar arguments exist: {quoted}", quoted),
            (_, 1) => text!("similar-value": "a similar value exists: {quoted}", quoted),
            (_, _) => text!("similar-values": "some similar values exist: {quoted}", quoted),
        });
    }
    if let Some(ContextValue::StyledStrs(suggested)) = error.get(ContextKind::Suggested) {
        for tip in suggested {
            tips.push(suggestion(&tip.to_string())?);
        }
    }
    Some(tips)
}

/// A tip that clap has only as a sentence.
fn suggestion(english: &str) -> Option<Text> {
    if let Some(rest) = english.strip_prefix("to pass '") {
        let (arg, rest) = rest.split_once("' as a value, use '")?;
        let typed = rest.strip_suffix('\'')?;
        return Some(text!("pass-as-value": "to pass '{arg}' as a value, use '{typed}'", arg, typed));
    }
    if let Some(name) = english.strip_prefix('\'').and_then(|rest| rest.strip_suffix("' exists")) {
        return Some(text!("exists-elsewhere": "'{name}' exists", name));
    }
    let name = english.strip_prefix("subcommand '")?;
    let name = name.strip_suffix("' exists; to use it, remove the '--' before it")?;
    Some(text!("without-dashes": "subcommand '{name}' exists; to use it, remove the '--' before it", name))
}

fn word(error: &Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Args;

    /// Everything that can be typed wrongly, by what it comes down to.
    const WRONG: &[&str] = &[
        "",
        "--nope",
        "--fromat x",
        "probe",
        "probe x --nam y",
        "probe x --starttls smpt",
        "probe x --starttls nothing-like-it",
        "verify --at",
        "config nope",
        "config chek",
        "a.com --format",
        "a.com --retries x",
        "a.com --retries 300",
        "a.com --purpose",
        "a.com -4 -6",
        "a.com --quiet --verbose",
        "a.com --client-cert x",
        "a.com --no-progress=3",
        "a.com -z",
        "a.com -vz",
        "a.com --scenario",
        "a.com --lang xx",
        "help nope",
        "completions bas",
        "completions",
        "man x y",
        "schema x",
        "diff a b c --lnag ja",
    ];

    fn error(typed: &str) -> Error {
        let words = std::iter::once("chaincheck").chain(typed.split(' ').filter(|word| !word.is_empty()));
        Args::command().try_get_matches_from(words).expect_err(typed)
    }

    #[test]
    fn in_english_it_is_claps() {
        for typed in WRONG {
            let error = error(typed);
            let ours = whole(&error).unwrap_or_else(|| panic!("{typed}: {:?}", error.kind()));
            assert_eq!(ours.as_str(), error.render().to_string(), "{typed}");
        }
    }

    #[test]
    fn in_japanese_nothing_of_clap_is_left() {
        for typed in WRONG {
            let japanese = said(&error(typed), Lang::Ja).unwrap();
            for english in
                ["error", "Usage", "tip", "For more", "argument", "subcommand", "value ", "provided", "found"]
            {
                assert!(!japanese.contains(english), "{typed}: {japanese}");
            }
        }
    }

    #[test]
    fn help_is_claps_own() {
        for typed in ["--help", "--version"] {
            assert_eq!(said(&error(typed), Lang::Ja), None, "{typed}");
        }
    }
}
