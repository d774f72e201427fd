//! SMTP (RFC 3207, RFC 5321 4.2).

use super::{
    Refusal, Talk, Turn,
    lines::{has, line, quote},
};
use crate::{model::Text, words};

/// Where the conversation stands: what is waited for.
#[derive(Default)]
enum Wait {
    #[default]
    Greeting,
    Hello,
    Consent,
}

#[derive(Default)]
pub(super) struct Smtp {
    wait: Wait,
    offered: bool,
    begun: bool,
}

/// A name reserved for being nobody's (RFC 2606 2): what stands here changes nothing before mail is sent.
const HELLO: &[u8] = b"EHLO chaincheck.invalid\r\n";

impl Smtp {
    /// What another reply than the one hoped for means (RFC 5321 4.2.2, 4.3.2).
    fn refusal(&self, code: &[u8], text: &[u8]) -> Refusal {
        let said = quote(text);
        match (&self.wait, code) {
            // It closes: too many connections, or going down.
            (_, b"421") => Refusal::TurnedAway(said),
            (Wait::Consent, _) => Refusal::Declined(said.into()),
            // It does not know EHLO, and so has no extensions.
            (Wait::Hello, b"500" | b"501" | b"502" | b"504") => Refusal::Declined(said.into()),
            // Block lists, greylisting, rules about who may greet.
            (Wait::Greeting | Wait::Hello, _) => Refusal::TurnedAway(said),
        }
    }
}

impl Talk for Smtp {
    fn hear(&mut self, heard: &[u8]) -> Result<Turn, Refusal> {
        let Some((text, read)) = line(heard)? else { return Ok(Turn::Wait) };
        // Three digits, then a hyphen if more lines follow.
        let code = text.get(..3).filter(|code| code.iter().all(u8::is_ascii_digit));
        let last = match (code, text.get(3)) {
            (Some(_), Some(b'-')) => false,
            (Some(_), None | Some(b' ')) => true,
            _ if self.begun => {
                return Err(Refusal::Broken(Text::words(words!("broke off its reply in the middle (SMTP)"))));
            }
            _ => return Err(Refusal::Foreign(heard.to_vec())),
        };
        self.begun = true;
        let good: &[u8] = if matches!(self.wait, Wait::Hello) { b"250" } else { b"220" };
        if code != Some(good) {
            return Err(self.refusal(code.unwrap_or_default(), text));
        }
        if matches!(self.wait, Wait::Hello) {
            self.offered |= text.get(4..).is_some_and(|keyword| has(keyword, "STARTTLS"));
        }
        if !last {
            return Ok(Turn::listen(read));
        }
        match self.wait {
            Wait::Greeting => {
                self.wait = Wait::Hello;
                Ok(Turn::Go { read, say: HELLO.to_vec() })
            }
            Wait::Hello if !self.offered => Err(Refusal::NotOffered),
            Wait::Hello => {
                self.wait = Wait::Consent;
                Ok(Turn::Go { read, say: b"STARTTLS\r\n".to_vec() })
            }
            Wait::Consent => Ok(Turn::Ready { read }),
        }
    }
}
