//! POP3 (RFC 2595 4, RFC 2449 5).

use super::{
    Refusal, Talk, Turn,
    lines::{begins, has, line, quote},
};

/// Where the conversation stands: what is waited for.
#[derive(Default)]
enum Wait {
    #[default]
    Greeting,
    Capabilities,
    /// The lines of the list, to a dot.
    List,
    Consent,
}

#[derive(Default)]
pub(super) struct Pop3 {
    wait: Wait,
    offered: bool,
}

impl Pop3 {
    fn ask(&mut self, read: usize) -> Turn {
        self.wait = Wait::Consent;
        Turn::Go { read, say: b"STLS\r\n".to_vec() }
    }
}

impl Talk for Pop3 {
    fn hear(&mut self, heard: &[u8]) -> Result<Turn, Refusal> {
        let Some((text, read)) = line(heard)? else { return Ok(Turn::Wait) };
        let (yes, no) = (begins(text, "+OK"), begins(text, "-ERR"));
        match self.wait {
            Wait::Greeting if yes => {
                self.wait = Wait::Capabilities;
                Ok(Turn::Go { read, say: b"CAPA\r\n".to_vec() })
            }
            Wait::Greeting if no => Err(Refusal::TurnedAway(quote(text))),
            Wait::Greeting => Err(Refusal::Foreign(heard.to_vec())),
            Wait::Capabilities if yes => {
                self.wait = Wait::List;
                Ok(Turn::listen(read))
            }
            // Older than lists of capabilities, and perhaps not than STLS.
            Wait::Capabilities if no => Ok(self.ask(read)),
            Wait::List if text != b"." => {
                self.offered |= has(text, "STLS");
                Ok(Turn::listen(read))
            }
            Wait::List if self.offered => Ok(self.ask(read)),
            Wait::List => Err(Refusal::NotOffered),
            Wait::Consent if yes => Ok(Turn::Ready { read }),
            _ => Err(Refusal::Declined(quote(text).into())),
        }
    }
}
