//! IMAP (RFC 9051 6.2.1, 7.1).

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
    Consent,
}

#[derive(Default)]
pub(super) struct Imap {
    wait: Wait,
    offered: bool,
}

impl Talk for Imap {
    fn hear(&mut self, heard: &[u8]) -> Result<Turn, Refusal> {
        let Some((text, read)) = line(heard)? else { return Ok(Turn::Wait) };
        let declined = || Err(Refusal::Declined(quote(text).into()));
        match self.wait {
            Wait::Greeting if begins(text, "* OK") => {
                self.wait = Wait::Capabilities;
                Ok(Turn::Go { read, say: b"a1 CAPABILITY\r\n".to_vec() })
            }
            // Nobody may begin TLS any more.
            Wait::Greeting if begins(text, "* PREAUTH") => declined(),
            Wait::Greeting | Wait::Capabilities if begins(text, "* BYE") => Err(Refusal::TurnedAway(quote(text))),
            Wait::Greeting => Err(Refusal::Foreign(heard.to_vec())),
            // Servers may say something on their own at any time.
            Wait::Consent if begins(text, "* BYE") => declined(),
            Wait::Capabilities if begins(text, "* ") => {
                self.offered |= begins(text, "* CAPABILITY ") && has(text, "STARTTLS");
                Ok(Turn::listen(read))
            }
            Wait::Consent if begins(text, "* ") => Ok(Turn::listen(read)),
            Wait::Capabilities if begins(text, "a1 OK") => {
                if !self.offered {
                    return Err(Refusal::NotOffered);
                }
                self.wait = Wait::Consent;
                Ok(Turn::Go { read, say: b"a2 STARTTLS\r\n".to_vec() })
            }
            Wait::Consent if begins(text, "a2 OK") => Ok(Turn::Ready { read }),
            _ => declined(),
        }
    }
}
