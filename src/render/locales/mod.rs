//! The languages people read: English stands in the code, every other one in a folder here, in Fluent.
//!
//! A constant text is found by its own words with hyphens between them, a composed one by its message's identifier. What a
//! language lacks is said in English; a test sees to it that none lacks anything and none has what nobody says.

use std::{borrow::Cow, sync::OnceLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::model::{Text, text::Form};

/// A language for people. Codes and JSON do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

/// The Japanese texts, a file for each part of the program.
pub const JAPANESE: &[&str] = &[
    include_str!("ja/rules.ftl"),
    include_str!("ja/remedies.ftl"),
    include_str!("ja/facts.ftl"),
    include_str!("ja/table.ftl"),
    include_str!("ja/diff.ftl"),
    include_str!("ja/explain.ftl"),
    include_str!("ja/html.ftl"),
    include_str!("ja/machines.ftl"),
    include_str!("ja/markdown.ftl"),
    include_str!("ja/outputs.ftl"),
    include_str!("ja/cli.ftl"),
    include_str!("ja/files.ftl"),
    include_str!("ja/desk.ftl"),
    include_str!("ja/computers.ftl"),
    include_str!("ja/snapshot.ftl"),
    include_str!("ja/requests.ftl"),
    include_str!("ja/bytes.ftl"),
];

/// The help in Japanese, by the names of the commands and their arguments.
const HELP: &str = include_str!("ja/help.ftl");

impl Lang {
    /// Every language, by the word that `--lang` takes.
    pub const ALL: &'static [(&'static str, Self)] = &[("en", Self::En), ("ja", Self::Ja)];

    /// The word that `--lang` takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// The language of a locale's name, as `ja`, `ja_JP.UTF-8` or `ja-JP`; `None` for one there are no texts in.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let word = locale.split(['_', '-', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, lang)| *lang)
    }

    /// A text in this language.
    pub fn say(self, text: &Text) -> Cow<'_, str> {
        if self == Self::En {
            return Cow::Borrowed(text.as_str());
        }
        match text.form() {
            Form::Fixed => Cow::Borrowed(text.as_str()),
            Form::Words => self.words(text.as_str()),
            Form::Joined(joined) => {
                let parts: Vec<_> = joined.1.iter().map(|part| self.say(part)).collect();
                Cow::Owned(parts.join(&self.between(joined.0)))
            }
            Form::Said(said) => {
                let mut args = FluentArgs::new();
                for (name, part) in &said.1 {
                    args.set(*name, self.say(part).into_owned());
                }
                self.message(said.0, None, Some(&args)).map_or(Cow::Borrowed(text.as_str()), Cow::Owned)
            }
        }
    }

    /// What stands between the parts of a list.
    fn between(self, english: &'static str) -> Cow<'static, str> {
        if self == Self::Ja && english == ", " { Cow::Borrowed("、") } else { self.words(english) }
    }

    /// The text of that identifier, if this is another language than English and has it.
    pub fn named(self, id: &str) -> Option<String> {
        (self != Self::En).then(|| self.message(id, None, None)).flatten()
    }

    /// A constant text in this language.
    pub fn words(self, english: &str) -> Cow<'_, str> {
        self.attribute(english, None)
    }

    /// What belongs to a constant text, by the name it has there: the explanation to a rule's title. The fallback is the
    /// English of it.
    pub fn beside<'a>(self, english: &str, attribute: &str, fallback: &'a str) -> Cow<'a, str> {
        match self {
            Self::En => Cow::Borrowed(fallback),
            Self::Ja => self.message(&id(english), Some(attribute), None).map_or(Cow::Borrowed(fallback), Cow::Owned),
        }
    }

    fn attribute<'a>(self, english: &'a str, attribute: Option<&str>) -> Cow<'a, str> {
        match self {
            Self::En => Cow::Borrowed(english),
            Self::Ja => self.message(&id(english), attribute, None).map_or(Cow::Borrowed(english), Cow::Owned),
        }
    }

    fn message(self, id: &str, attribute: Option<&str>, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let bundle = japanese();
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        errors.is_empty().then_some(said)
    }
}

/// The identifier of a constant text: its words in small letters and digits, with hyphens between them.
pub fn id(english: &str) -> String {
    let words = english.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    // An identifier begins with a letter.
    if id.starts_with(|c: char| c.is_ascii_digit()) { format!("n-{id}") } else { id }
}

fn japanese() -> &'static FluentBundle<FluentResource> {
    static BUNDLE: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let language: LanguageIdentifier = Lang::Ja.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The marks would be shown as codes: text from outside is cleaned of such characters.
        bundle.set_use_isolating(false);
        for text in JAPANESE.iter().chain([&HELP]) {
            // What cannot be read is left out here, and a test reads all of it.
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*text).to_owned());
            let _ = bundle.add_resource(resource);
        }
        bundle
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, lang) in [
            ("ja", Some(Lang::Ja)),
            ("ja_JP.UTF-8", Some(Lang::Ja)),
            ("en-GB", Some(Lang::En)),
            ("de_DE", None),
            ("C", None),
            ("", None),
        ] {
            assert_eq!(Lang::of_locale(locale), lang, "{locale}");
        }
    }

    #[test]
    fn what_a_language_lacks_is_said_in_english() {
        let text = text!("test-nobody-translates-this": "renew {label}", label = "CN=a");
        assert_eq!(Lang::Ja.say(&text), "renew CN=a");
        assert_eq!(Lang::Ja.words("nobody translates this"), "nobody translates this");
    }

    #[test]
    fn the_files_can_be_read() {
        for text in JAPANESE.iter().chain([&HELP]) {
            if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                panic!("{errors:?}");
            }
        }
    }
}
