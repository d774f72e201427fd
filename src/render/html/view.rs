//! What every part of the page needs: the report, the language, and text from outside made fit to be shown.

use std::{borrow::Cow, time::Duration};

use maud::{Markup, html};

use crate::{
    model::{Fact, Report, Text, Value},
    render::{Lang, clean, when},
    text,
};

/// Of a list inside of something else, before the rest is counted.
pub const FEW: usize = 20;
/// Entries of a part of the page, over all targets together: so a page of a thousand targets can still be opened.
const MOST: usize = 2_000;
/// Entries that each target has in any case.
const LEAST: usize = 5;
/// Entries of one target beyond which nobody reads.
const READ: usize = 200;

/// How a thing is meant; becomes a class of the style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    Faint,
    Good,
    /// At risk.
    Doubt,
    /// Not known: never to be taken for good.
    Unknown,
    /// Broken.
    Bad,
}

impl Tone {
    /// The class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Faint => "faint",
            Self::Good => "good",
            Self::Doubt => "doubt",
            Self::Unknown => "unknown",
            Self::Bad => "bad",
        }
    }
}

/// The report on its way to a page.
pub struct View<'a> {
    pub report: &'a Report,
    pub lang: Lang,
}

impl<'a> View<'a> {
    pub fn new(report: &'a Report, lang: Lang) -> Self {
        Self { report, lang }
    }

    /// A name from outside, cleaned.
    pub fn name(&self, text: &str) -> String {
        clean::line(text, clean::NAME, true)
    }

    /// A value from outside, cleaned.
    pub fn value(&self, text: &str) -> String {
        clean::line(text, clean::VALUE, true)
    }

    /// A sentence with names from outside in it, cleaned.
    pub fn prose(&self, text: &str) -> String {
        clean::prose(text, true)
    }

    /// A text of ours, in the language of the page.
    pub fn words<'b>(&self, english: &'b str) -> Cow<'b, str> {
        self.lang.words(english)
    }

    /// A sentence with names from outside in it, in the language of the page, cleaned.
    pub fn say(&self, text: &Text) -> String {
        self.prose(&self.lang.say(text))
    }

    /// How long something took.
    pub fn took(&self, elapsed: Duration) -> String {
        self.say(&text!("milliseconds": "{ms} ms", ms = elapsed.as_millis().to_string()))
    }

    /// What is to be done; a fingerprint in it is cut, and whole for whoever points at it.
    pub fn remedy(&self, text: &Text) -> Markup {
        let text = self.say(text);
        html! {
            @for (word, end, is_fingerprint) in clean::words(&text) {
                @if is_fingerprint { code.small title=(word) { (clean::cut(word, true)) } } @else { (word) }
                (end)
            }
        }
    }

    /// How many entries of a part are shown for each target.
    pub fn most(&self) -> usize {
        (MOST / self.report.targets.len().max(1)).clamp(LEAST, READ)
    }

    /// How many more there are than are shown; nothing if none.
    pub fn more(&self, all: usize, shown: usize) -> Option<String> {
        let n = all.checked_sub(shown).filter(|n| *n > 0)?;
        Some(self.say(&text!("html-more": "and {n} more", n)))
    }

    /// A word in its colour.
    pub fn badge(&self, tone: Tone, word: &str) -> Markup {
        html! { span class={ "badge " (tone.class()) } { (self.words(word)) } }
    }

    /// How far a time is from the time judged at, in whole days.
    pub fn distance(&self, time: i64) -> String {
        let left = time.saturating_sub(self.report.time);
        let n = usize::try_from(left.unsigned_abs() / when::DAY.unsigned_abs()).unwrap_or(usize::MAX);
        self.say(&match (left < 0, n) {
            (false, 0) => text!("html-within-a-day": "within a day"),
            (false, 1) => text!("html-tomorrow": "1 day"),
            (false, n) => text!("html-days": "{n} days", n),
            (true, 0) => text!("html-just-ago": "less than a day ago"),
            (true, 1) => text!("html-yesterday": "1 day ago"),
            (true, n) => text!("html-days-ago": "{n} days ago", n),
        })
    }

    /// What a fact says, each value of a list for itself.
    pub fn fact(&self, fact: &Fact) -> Vec<String> {
        match &fact.value {
            Value::Text(text) => vec![self.value(&self.lang.say(text))],
            Value::Number(number) => vec![number.to_string()],
            Value::Time(seconds) => vec![when::moment(*seconds)],
            Value::List(values) if values.is_empty() => vec![self.words("none").into_owned()],
            Value::List(values) => {
                let shown = values.iter().take(FEW).map(|value| self.value(&self.lang.say(value)));
                shown.chain(self.more(values.len(), FEW)).collect()
            }
        }
    }
}
