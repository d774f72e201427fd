//! A computer that people sign in from, in words that every format uses: what is not known of it, and what several of them
//! say together.

use super::{Lang, when};
use crate::{
    model::{
        Status, Text, Workstation,
        report::TargetReport,
        workstation::{Blame, Comparison, Item, Moment, Told},
    },
    text, words,
};

/// The word for a computer of which not everything is known and nothing was found: it is not known to be well.
pub const NOTHING: &str = words!("IN PART");

/// Whether nothing was found at a computer of which not everything is known.
pub fn is_half_known(target: &TargetReport, status: Status) -> bool {
    let unknown = target.workstation.as_deref().is_some_and(|desk| !unknown(desk).is_empty());
    unknown && status <= Status::Notice
}

/// What is said of a computer at which nothing that fails was found.
pub fn fine(desk: &Workstation) -> Text {
    let (n, all) = (unknown(desk).len(), desk.items().len());
    match (n, &desk.snapshot) {
        (0, _) => text!("desk-all-known": "nothing found; all {all} things were looked at", all),
        (n, Some(_)) => {
            text!("desk-some-known": "nothing found in what the snapshot holds; {n} of {all} things are not known, or not whole", n, all)
        }
        (n, None) => {
            text!("desk-some-seen": "nothing found in what could be looked at; {n} of {all} things could not, or not wholly", n, all)
        }
    }
}

/// Why nothing of a computer is known, where no file says why.
pub fn doubt() -> Text {
    text!("desk-nothing": "the snapshot holds nothing that is known here")
}

/// What is not known.
pub fn unknown(desk: &Workstation) -> Vec<Item> {
    desk.items().into_iter().filter(|item| item.known.known().is_none()).collect()
}

/// Everything that is not known, and why, in a line.
pub fn all_unknown(desk: &Workstation) -> Option<Text> {
    let mut parts = Vec::new();
    let mut missing = Vec::new();
    for item in unknown(desk) {
        let what = Text::words(item.title);
        match item.known {
            Told::Unreadable(why) => parts.push(text!("desk-unreadable": "{what} ({why})", what, why)),
            _ => missing.push(what),
        }
    }
    if !missing.is_empty() {
        let what = Text::joined(", ", missing);
        let why = Text::words(match desk.snapshot {
            Some(_) => words!("not in the snapshot"),
            None => words!("not to be had here"),
        });
        parts.push(text!("desk-unreadable": "{what} ({why})", what, why));
    }
    (!parts.is_empty()).then(|| Text::joined("; ", parts))
}

/// What a computer is: labels and values, as far as they are known; not cleaned.
pub fn about(desk: &Workstation) -> Vec<(&'static str, Text)> {
    let mut about = Vec::new();
    let mut add = |label, value: Option<Text>| about.extend(value.map(|value| (label, value)));
    add(words!("computer"), desk.computer.clone().map(Text::from));
    add(words!("account"), desk.account.clone().map(Text::from));
    add(words!("sign-in address"), desk.address().map(Text::from));
    add(words!("taken"), desk.taken.map(|taken| moment(taken).into()));
    add(
        words!("the sign-in"),
        desk.signs_in.map(|works| Text::words(if works { words!("works") } else { words!("fails") })),
    );
    about
}

/// A time, or the earliest and the latest that it can mean.
pub fn moment(moment: Moment) -> String {
    if moment.earliest == moment.latest {
        when::moment(moment.earliest)
    } else {
        format!("{} - {}", when::moment(moment.earliest), when::moment(moment.latest))
    }
}

/// Whose fault it is, in a sentence.
pub fn verdict(comparison: &Comparison) -> Text {
    let or_servers = comparison.verdict.or_servers;
    match &comparison.verdict.blame {
        Blame::Computer(name) if or_servers => {
            text!("verdict-computer-or-servers": "it is the computer {name}, or the servers", name)
        }
        Blame::Account(name) if or_servers => {
            text!("verdict-account-or-servers": "it is the account {name}, or the servers", name)
        }
        Blame::Computer(name) => text!("verdict-computer": "it is the computer {name}", name),
        Blame::Account(name) => text!("verdict-account": "it is the account {name}", name),
        Blame::Servers => text!("verdict-servers": "it is the servers, no computer and no account"),
        Blame::Nobody => text!("verdict-nobody": "nobody is known to fail"),
        Blame::Unknown => {
            text!("verdict-unknown": "whether it is a computer, an account or the servers cannot be told")
        }
    }
}

/// A value of a comparison; a question mark for what is not known.
pub fn value(value: Option<&Text>, lang: Lang) -> String {
    value.map_or_else(|| "?".to_owned(), |value| lang.say(value).into_owned())
}
