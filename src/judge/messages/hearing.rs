//! Finding messages in what was pasted: with other words around, broken into lines, in quotes, in any case.
//!
//! What is pasted is from outside: so much of it is read as [`MOST`] says, in time that grows with its length alone, and
//! nothing of it is kept.

use super::{Form, Message, messages};

/// Most bytes that are read: far more than an entry of a log, and a whole one of a busy hour takes no second.
pub const MOST: usize = 256 * 1024;
/// Most bytes that `*` stands for.
const GAP: usize = 240;
/// Words before a number that are looked at for what kind of number it is.
const BEFORE: usize = 3;
/// Most words of which a log entry's number alone can be meant: "event id 1015".
const FEW: usize = 4;

/// A message that was found.
#[derive(Debug)]
pub struct Heard {
    /// Which.
    pub message: &'static Message,
    /// Whether only wording that nobody was found for says so.
    pub guess: bool,
    /// How much of what was pasted it explains.
    weight: usize,
}

/// The messages in a text, what says most first.
pub fn hear(pasted: &str) -> Vec<Heard> {
    let text = Pasted::new(cut(pasted));
    let mut heard: Vec<Heard> = messages().filter_map(|message| recognise(&text, message)).collect();
    heard.sort_by_key(|one| (one.message.vague, one.guess, usize::MAX - one.weight));
    heard
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn recognise(text: &Pasted, message: &'static Message) -> Option<Heard> {
    let found = message.forms.iter().filter_map(|form| Some((matches!(form, Form::Guess(_)), weight(text, form)?)));
    let (guess, weight) = found.min_by_key(|(guess, weight)| (*guess, usize::MAX - weight))?;
    Some(Heard { message, guess, weight })
}

/// How much a form says, if the text has it.
fn weight(text: &Pasted, form: &Form) -> Option<usize> {
    /// Numbers are exact.
    const NUMBER: usize = 100;
    let found = match form {
        Form::Words(words) | Form::Guess(words) => return text.says(words).then_some(words.len()),
        Form::Number(number) => text.numbers.contains(number),
        Form::Event(number, logs) => text.logs(*number, logs, false),
        Form::Shared(number, logs) => text.logs(*number, logs, true),
    };
    found.then_some(NUMBER)
}

/// A text, made ready.
struct Pasted {
    /// Small letters and digits, one space between words and at both ends.
    words: String,
    /// The same without spaces, for languages that write none.
    letters: String,
    /// Every number of 32 bits, in whichever way it is written.
    numbers: Vec<u32>,
}

impl Pasted {
    fn new(text: &str) -> Self {
        let text = plain(text);
        let words = words(&text);
        let letters = words.replace(' ', "");
        let mut numbers = numbers(&text);
        numbers.sort_unstable();
        numbers.dedup();
        Self { words, letters, numbers }
    }

    /// Whether the words stand there, in this order.
    fn says(&self, wanted: &str) -> bool {
        let spaced = wanted.is_ascii();
        let (wanted, never) = wanted.split_once('!').unwrap_or((wanted, ""));
        let never = words(never);
        let parts: Vec<String> = wanted.split('*').map(|part| words(&plain(part))).collect();
        let parts: Vec<String> = if spaced { parts } else { parts.iter().map(|part| part.replace(' ', "")).collect() };
        let text = if spaced { &self.words } else { &self.letters };
        let Some((first, rest)) = parts.split_first() else { return false };
        text.match_indices(first.as_str()).take(FIRST).any(|(at, _)| {
            let end = follows(text, at + first.len(), rest);
            end.is_some_and(|end| never == " " || !text[..end].ends_with(' ') || !text[end - 1..].starts_with(&never))
        })
    }

    /// Whether an entry of this number is spoken of.
    fn logs(&self, number: u32, logs: &[&str], shared: bool) -> bool {
        let named = logs.iter().any(|log| self.says(log));
        let few = self.words.split_whitespace().count() <= FEW;
        let mut before: Vec<&str> = Vec::new();
        for word in self.words.split_whitespace() {
            if event_number(word) == Some(number) {
                let said = word.starts_with(|c: char| !c.is_ascii_digit()) || tells_of_event(&before);
                let alone = !shared && before.is_empty() && few && self.words.split_whitespace().count() == 1;
                if named || alone || (said && (!shared || few)) {
                    return true;
                }
            }
            before.push(word);
        }
        false
    }
}

/// Most places where a pattern's beginning is tried, so that a text of nothing else takes no longer.
const FIRST: usize = 64;

/// Where the rest of a pattern ends, each part near the one before.
fn follows(text: &str, mut at: usize, rest: &[String]) -> Option<usize> {
    for part in rest {
        // The space at the end of one part may be that at the beginning of the next.
        let from = if text[..at].ends_with(' ') { at - 1 } else { at };
        let mut end = (from + GAP).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        at = from + text[from..end].find(part.as_str())? + part.len();
    }
    Some(at)
}

/// The number at the end of `14428`, `eventid14428` or `id14428`.
fn event_number(word: &str) -> Option<u32> {
    let digits = word.trim_start_matches(|c: char| !c.is_ascii_digit());
    let lead = &word[..word.len() - digits.len()];
    matches!(lead, "" | "event" | "eventid" | "eventcode" | "イベント" | "イベントid").then(|| digits.parse().ok())?
}

/// Whether the last words announce the number of an event; another number between them ends that.
fn tells_of_event(before: &[&str]) -> bool {
    for (i, word) in before.iter().rev().take(BEFORE).enumerate() {
        if matches!(*word, "event" | "events" | "eventid" | "eventcode" | "イベント" | "イベントid") {
            return true;
        }
        // `<EventID Qualifiers="50153">14428</EventID>`
        let qualifier = before.len().checked_sub(i + 2).is_some_and(|at| before[at] == "qualifiers");
        if word.chars().all(|c| c.is_ascii_digit()) && !qualifier {
            return false;
        }
    }
    false
}

/// Full-width letters and digits as ordinary ones, line breaks that were pasted as their escapes as spaces, and no colours.
fn plain(text: &str) -> String {
    let text: String = colourless(text)
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{2212}' | '\u{2010}'..='\u{2013}' => '-',
            _ => c,
        })
        .collect();
    ["\\r", "\\n", "\\t", "%20"].iter().fold(text, |text, escape| text.replace(escape, " "))
}

/// The characters without a terminal's colours: `ESC [`, digits and semicolons, a letter.
fn colourless(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text.chars();
    std::iter::from_fn(move || {
        while rest.as_str().starts_with("\x1b[") {
            let tail = rest.as_str()[2..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
            rest = tail.chars();
            rest.next();
        }
        rest.next()
    })
}

/// Small letters and digits with one space between words and at both ends; what is left out inside a word (`can't`) does
/// not part it.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    for c in text.chars() {
        if c.is_alphanumeric() || c == 'ー' {
            words.extend(c.to_lowercase());
        } else if !is_inside_word(c) && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// Apostrophes, and what cannot be seen.
fn is_inside_word(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// The numbers of a text: `0x800B0109`, `800b0109`, `2148204809`, `-2146762487`, `0xFFFFFFFF800B0109`.
fn numbers(text: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut minus = false;
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        numbers.extend(number(bare, minus));
        minus = word.ends_with('-');
    }
    numbers
}

fn number(word: &str, minus: bool) -> Option<u32> {
    /// More digits than any of them has.
    const DIGITS: usize = 20;
    if word.len() > DIGITS || word.is_empty() {
        return None;
    }
    if let Some(hex) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        let hex = hex.trim_end_matches(['l', 'L', 'u', 'U']);
        return low(u64::from_str_radix(hex, 16).ok()?);
    }
    if minus && word.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = word.parse().ok()?;
        return i32::try_from(-number).ok().map(i32::cast_unsigned);
    }
    if word.len() == 8 {
        return u32::from_str_radix(word, 16).ok();
    }
    word.parse().ok()
}

/// The number, if 32 bits hold it or it was widened with its sign.
fn low(number: u64) -> Option<u32> {
    const SIGN: u64 = 0xffff_ffff_0000_0000;
    u32::try_from(if number & SIGN == SIGN { number & !SIGN } else { number }).ok()
}
