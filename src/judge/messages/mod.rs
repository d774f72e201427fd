//! The messages in which clients, servers and libraries tell of a failure, and the codes that each can mean.
//!
//! Data: a row says how the message is recognised, which codes stand behind it in the order to check them, what else can
//! cause it on which computer, and where that is written down. A wording that no document was found for is marked as
//! such. `hearing` finds the rows in what was pasted; showing them is left to the caller.

mod apart;
mod browsers;
mod desktop;
mod elsewhere;
mod event_log;
mod hearing;
mod libraries;
mod lync;
mod openssl;
mod sign_on;
mod windows;

pub use apart::apart;
pub use elsewhere::{Elsewhere, Machine};
pub use hearing::{Heard, MOST, hear};

/// Every message, a part for each kind of who says it.
pub const MESSAGES: &[&[Message]] = &[
    lync::MESSAGES,
    desktop::MESSAGES,
    sign_on::MESSAGES,
    windows::MESSAGES,
    event_log::MESSAGES,
    browsers::MESSAGES,
    openssl::MESSAGES,
    libraries::MESSAGES,
];

/// Every message.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    MESSAGES.iter().flat_map(|part| part.iter())
}

/// A message, and what it can mean.
#[derive(Debug)]
pub struct Message {
    /// As it reads, without what differs from case to case.
    pub text: &'static str,
    /// Who says it.
    pub by: &'static str,
    /// What it is recognised by.
    pub forms: &'static [Form],
    /// The codes that it can mean, in the order to check them.
    pub codes: &'static [&'static str],
    /// Causes beside what a check from the network can see.
    pub elsewhere: &'static [Elsewhere],
    /// What to run.
    pub look: Look,
    /// What to know of it; marked with `words!`.
    pub note: Option<&'static str>,
    /// Whether it says no more than that something is wrong: another message beside it says more.
    pub vague: bool,
    /// Where it is written down.
    pub source: &'static str,
    /// Whether that is somebody's report or memory instead of the maker's document.
    pub weak: bool,
}

impl Message {
    /// As it reads, in Japanese if that is wanted and known.
    pub fn wording(&self, japanese: bool) -> &'static str {
        let known = self.forms.iter().find_map(|form| match form {
            Form::Words(words) if japanese && !words.is_ascii() => Some(*words),
            _ => None,
        });
        known.unwrap_or(self.text)
    }
}

/// What a message is recognised by.
#[derive(Debug)]
pub enum Form {
    /// Words in this order, whatever stands between them in place of spaces; `*` is anything, up to a line or two, and
    /// what stands behind `!` at the end must not follow.
    Words(&'static str),
    /// The same, of which nobody was found who had seen it in this wording.
    Guess(&'static str),
    /// A number as Windows writes it: 0x800B0109, 800b0109, -2146762487, 2148204809.
    Number(u32),
    /// An entry of an event log, by its number and words that name its log or source.
    Event(u32, &'static [&'static str]),
    /// The same where others use the number too: only beside the source's name, or if nothing else was said.
    Shared(u32, &'static [&'static str]),
}

/// What to run, to see which of the codes it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The domain.
    Domain,
    /// One host.
    Host,
    /// The own domain as partners see it, and the partner's.
    Federation,
    /// The domain with its AD FS.
    SignOn,
    /// The user's computer, and the domain as that computer sees it.
    Computer,
}

impl Look {
    /// The command lines.
    pub fn commands(self) -> &'static [&'static str] {
        match self {
            Self::Domain => &["chaincheck DOMAIN", "chaincheck probe HOST:PORT"],
            Self::Host => &["chaincheck probe HOST:PORT", "chaincheck DOMAIN"],
            Self::Federation => &["chaincheck PARTNER-DOMAIN", "chaincheck DOMAIN --vantage external"],
            Self::Computer => &["chaincheck workstation SNAPSHOT", "chaincheck DOMAIN --workstation SNAPSHOT"],
            Self::SignOn => &["chaincheck DOMAIN --sso ADFS-HOST", "chaincheck probe ADFS-HOST:443"],
        }
    }
}

/// What most rows have in common.
const PLAIN: Message = Message {
    text: "",
    by: "",
    forms: &[],
    codes: &[],
    elsewhere: &[],
    look: Look::Host,
    note: None,
    vague: false,
    source: "",
    weak: false,
};

#[cfg(test)]
mod tests;
