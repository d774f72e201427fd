//! PKCS#12 containers (`.pfx`, `.p12`): the certificates of them, and nothing else.
//!
//! Keys in a container are dropped as soon as it is open. Before a password is tried, the rounds of key derivation that
//! the file demands are counted from its DER: they are the attacker's to choose and our time to spend.

use std::{fmt, path::Path, sync::mpsc, thread, time::Duration};

use p12_keystore::{Pkcs12Archive, error::Error};

use crate::{model::Text, text, x509::pfx};

/// Most rounds of one key derivation. OWASP's advice of 2023 for PBKDF2 with SHA-256 is 600,000; Windows writes 2,000,
/// OpenSSL 2,048, Java 10,000.
const MAX_ROUNDS: u64 = 1_000_000;

/// Most rounds of all derivations of a file together: the digest, the certificates and a few keys at the most each.
const MAX_ROUNDS_TOGETHER: u64 = 4 * MAX_ROUNDS;

/// How long opening may take, for what is encrypted inside what is encrypted and could not be counted.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a PKCS#12 container cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Pkcs12Error {
    /// It demands too much work.
    Rounds(u64),
    /// No password is known.
    NoPassword,
    /// The password does not fit.
    WrongPassword {
        /// Where it came from.
        from: &'static str,
    },
    /// Anything else.
    Malformed(String),
    /// It took too long.
    TooSlow,
}

impl fmt::Display for Pkcs12Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Pkcs12Error {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Rounds(rounds) => text!(
                "pkcs12-rounds": "it demands {rounds} rounds of key derivation, more than the {most} this program does \
                for one key; export it again with fewer (openssl pkcs12 -export -iter 100000)",
                rounds = rounds.to_string(),
                most = MAX_ROUNDS.to_string(),
            ),
            Self::NoPassword => text!(
                "pkcs12-no-password": "it needs a password: set CHAINCHECK_PKCS12_PASSWORD, give --password-file FILE, or \
                run on a terminal to be asked",
            ),
            Self::WrongPassword { from } => text!(
                "pkcs12-wrong-password": "wrong password ({from}), or the file was altered",
                from = Text::words(from),
            ),
            Self::Malformed(why) => {
                text!("pkcs12-malformed": "the PKCS#12 container cannot be read: {why}", why)
            }
            Self::TooSlow => text!(
                "pkcs12-slow": "opening it took longer than {seconds} s",
                seconds = PATIENCE.as_secs().to_string(),
            ),
        }
    }
}

/// Asks for the password of a file, where somebody can be asked.
pub type Ask = fn(&Path) -> Option<String>;

/// Where passwords of key stores come from. They are never shown.
#[derive(Clone, Default)]
pub struct Passwords {
    /// The password given, and where it came from.
    given: Option<(String, &'static str)>,
    ask: Option<Ask>,
}

impl Passwords {
    /// A password that was given, with where it came from.
    pub fn given(password: String, from: &'static str) -> Self {
        Self { given: Some((password, from)), ask: None }
    }

    /// Passwords that are asked for when they are needed.
    pub fn asked(ask: Ask) -> Self {
        Self { given: None, ask: Some(ask) }
    }

    /// The password given, if one was.
    pub(super) fn known(&self) -> Option<&str> {
        self.given.as_ref().map(|(password, _)| password.as_str())
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self.given.as_ref().map_or("nowhere", |(_, from)| from);
        write!(f, "Passwords(from {from})")
    }
}

/// The certificates of a container. Without a password given, the empty one is tried first.
///
/// # Errors
///
/// [`Pkcs12Error`]
pub(super) fn read(bytes: &[u8], path: &Path, passwords: &Passwords) -> Result<Vec<Vec<u8>>, Pkcs12Error> {
    let rounds = pfx::rounds(bytes);
    if let Some(most) = rounds.iter().max().filter(|most| **most > MAX_ROUNDS) {
        return Err(Pkcs12Error::Rounds(*most));
    }
    let together = rounds.iter().fold(0_u64, |sum, n| sum.saturating_add(*n));
    if together > MAX_ROUNDS_TOGETHER {
        return Err(Pkcs12Error::Rounds(together));
    }
    let wrong = |from| Pkcs12Error::WrongPassword { from };
    if let Some((password, from)) = &passwords.given {
        return open(bytes, password)?.ok_or(wrong(from));
    }
    if let Some(certificates) = open(bytes, "")? {
        return Ok(certificates);
    }
    let asked = passwords.ask.and_then(|ask| ask(path)).ok_or(Pkcs12Error::NoPassword)?;
    open(bytes, &asked)?.ok_or(wrong("as typed"))
}

/// Opens a container; `None` if the password does not fit.
fn open(bytes: &[u8], password: &str) -> Result<Option<Vec<Vec<u8>>>, Pkcs12Error> {
    let (bytes, password) = (bytes.to_vec(), password.to_owned());
    let (done, result) = mpsc::channel();
    thread::spawn(move || {
        let certificates =
            |archive: Pkcs12Archive| archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect::<Vec<_>>();
        // Whoever waited may be gone.
        let _ = done.send(Pkcs12Archive::from_pkcs12(&bytes, &password).map(certificates));
    });
    match result.recv_timeout(PATIENCE) {
        Ok(Ok(certificates)) => Ok(Some(certificates)),
        // A container without a digest shows a wrong password by what comes out of decryption.
        Ok(Err(Error::MacError(_) | Error::UnpadError)) => Ok(None),
        Ok(Err(Error::Pkcs5Error(text))) if text.contains("decryption failed") => Ok(None),
        Ok(Err(error)) => Err(Pkcs12Error::Malformed(error.to_string())),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Pkcs12Error::TooSlow),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Pkcs12Error::Malformed("it is damaged".to_owned())),
    }
}
