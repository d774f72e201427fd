//! Java key stores (JKS), as `keytool` of Java 8 and older writes them by default.
//!
//! Certificates stand in them in the clear; only keys are encrypted, and those are passed over. The digest at the end
//! needs the password: with one given it is checked, without it the certificates are read all the same, as `keytool
//! -list` does. The format is documented nowhere but in OpenJDK's `JavaKeyStore`.

use std::fmt;

use crate::{model::Text, text, x509::digests};

/// The first bytes of a JKS file.
const MAGIC: u32 = 0xfeed_feed;
/// The first bytes of a JCEKS file.
const MAGIC_JCEKS: u32 = 0xcece_cece;
/// What the digest is salted with.
const WHITENER: &[u8] = b"Mighty Aphrodite";
/// Bytes of the digest at the end.
const DIGEST: usize = 20;
/// Most entries read; Java's own `cacerts` has some 150.
const MAX_ENTRIES: u32 = 100_000;

/// Why a Java key store cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JksError {
    /// The other format of Java.
    Jceks,
    /// A version that does not exist.
    Version(u32),
    /// The structure does not fit.
    Malformed(usize),
    /// The digest at the end does not fit.
    Digest,
}

impl fmt::Display for JksError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl JksError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Jceks => {
                text!("jks-jceks": "it is a JCEKS key store; export its certificates as PEM (keytool -exportcert -rfc)")
            }
            Self::Version(version) => text!(
                "jks-version": "version {version} of the JKS format is not known; convert it (keytool -importkeystore \
                -deststoretype pkcs12)",
                version = version.to_string(),
            ),
            Self::Malformed(at) => {
                text!("jks-malformed": "the JKS key store is cut short or damaged at byte {at}", at = *at)
            }
            Self::Digest => {
                text!("jks-digest": "wrong password, or the key store was altered: the digest at its end does not fit")
            }
        }
    }
}

/// Whether bytes begin like a Java key store.
pub(super) fn is_jks(bytes: &[u8]) -> bool {
    let magic = bytes.first_chunk().map(|four| u32::from_be_bytes(*four));
    matches!(magic, Some(MAGIC | MAGIC_JCEKS))
}

/// The certificates of a Java key store.
///
/// # Errors
///
/// [`JksError`]
pub(super) fn read(bytes: &[u8], password: Option<&str>) -> Result<Vec<Vec<u8>>, JksError> {
    if bytes.starts_with(&MAGIC_JCEKS.to_be_bytes()) {
        return Err(JksError::Jceks);
    }
    let body = bytes.len().checked_sub(DIGEST).ok_or(JksError::Malformed(bytes.len()))?;
    let (body, digest) = bytes.split_at(body);
    if let Some(password) = password {
        let mut salted: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
        salted.extend_from_slice(WHITENER);
        salted.extend_from_slice(body);
        if digests::sha1(&salted) != digest {
            return Err(JksError::Digest);
        }
    }
    let mut input = Input { bytes: body, at: 0 };
    // The magic number.
    input.number()?;
    let version = input.number()?;
    if !matches!(version, 1 | 2) {
        return Err(JksError::Version(version));
    }
    let count = input.number()?;
    let mut found = Vec::new();
    for _ in 0..count.min(MAX_ENTRIES) {
        let tag = input.number()?;
        // Alias and date.
        input.text()?;
        input.take(8)?;
        let certificates = match tag {
            1 => {
                // The encrypted key.
                let length = input.number()?;
                input.take(length as usize)?;
                input.number()?
            }
            2 => 1,
            _ => return Err(JksError::Malformed(input.at)),
        };
        for _ in 0..certificates {
            let kind = if version == 2 { input.text()? } else { b"X.509" };
            let length = input.number()?;
            let der = input.take(length as usize)?;
            if kind == b"X.509" {
                found.push(der.to_vec());
            }
        }
    }
    Ok(found)
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], JksError> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or(JksError::Malformed(self.at))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, JksError> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    /// Text with its length in two bytes before it.
    fn text(&mut self) -> Result<&'a [u8], JksError> {
        let length = self.take(2)?;
        let length = usize::from(length[0]) << 8 | usize::from(length[1]);
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<u8> {
        [&u16::try_from(text.len()).unwrap().to_be_bytes()[..], text.as_bytes()].concat()
    }

    fn block(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
    }

    /// A store with a trusted certificate and a key with a chain of two.
    fn store(magic: u32, version: u32, password: &str) -> Vec<u8> {
        let numbers = |numbers: &[u32]| numbers.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<_>>();
        let certificate = |der: &[u8]| if version == 2 { [text("X.509"), block(der)].concat() } else { block(der) };
        let mut bytes = numbers(&[magic, version, 2, 2]);
        bytes.extend([text("root"), vec![0; 8], certificate(b"one")].concat());
        bytes.extend([numbers(&[1]), text("key"), vec![0; 8], block(b"secret"), numbers(&[2])].concat());
        bytes.extend([certificate(b"two"), certificate(b"three")].concat());
        let mut salted: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
        salted.extend([WHITENER, &bytes].concat());
        bytes.extend(digests::sha1(&salted));
        bytes
    }

    #[test]
    fn certificates_are_read_and_keys_passed_over() {
        let expected = vec![b"one".to_vec(), b"two".to_vec(), b"three".to_vec()];
        for version in [1, 2] {
            let bytes = store(MAGIC, version, "changeit");
            assert!(is_jks(&bytes));
            assert_eq!(read(&bytes, Some("changeit")), Ok(expected.clone()));
            assert_eq!(read(&bytes, None), Ok(expected.clone()));
            assert_eq!(read(&bytes, Some("other")), Err(JksError::Digest));
        }
        assert_eq!(read(&store(MAGIC, 3, ""), None), Err(JksError::Version(3)));
        assert_eq!(read(&store(MAGIC_JCEKS, 2, ""), None), Err(JksError::Jceks));
        assert!(!is_jks(b"0\x82\x01\x02") && !is_jks(&[]));
    }

    #[test]
    fn damage_is_an_error_and_nothing_else() {
        let bytes = store(MAGIC, 2, "changeit");
        for end in 0..bytes.len() - DIGEST {
            let cut = [&bytes[..end], &[0; DIGEST]].concat();
            assert!(matches!(read(&cut, None), Err(JksError::Malformed(_))), "{end}");
            let _ = read(&bytes[..end], None);
        }
        for at in 0..bytes.len() {
            let mut odd = bytes.clone();
            odd[at] ^= 0xff;
            let _ = read(&odd, None);
            assert_eq!(read(&odd, Some("changeit")), Err(JksError::Digest), "{at}");
        }
    }
}
