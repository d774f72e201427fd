//! Stores that Windows serialised (.sst): the form of CertSaveStore with CERT_STORE_SAVE_AS_STORE, of `Export-Certificate
//! -Type SST` and of the certificate console.
//!
//! A version, a magic number, then elements: identifier, encoding, length, bytes, the numbers being 32 bits, little
//! endian. An element is a certificate, a revocation list, a trust list, or a property of the one that follows
//! (`wincrypt.h`, CERT_CERT_PROP_ID and the properties' identifiers). The last has the identifier zero.

use super::stores::MAX_CERTIFICATES;
use crate::{model::Text, text};

/// Version 0 and `CERT`.
const MAGIC: &[u8] = b"\0\0\0\0CERT";

const CERTIFICATE: u32 = 32;

/// CERT_KEY_PROV_INFO_PROP_ID: where its key lies.
const KEY_PROVIDER: u32 = 2;

/// Most elements: a certificate comes with some ten properties.
const MAX_ELEMENTS: usize = MAX_CERTIFICATES * 40;

/// A certificate.
pub struct Entry {
    /// Its bytes.
    pub der: Vec<u8>,
    /// Whether the store says where its key lies. Not every export keeps that.
    pub has_key: bool,
}

/// Whether it is such a store.
pub fn is_store(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Its certificates, as far as they are whole, and what is wrong.
pub fn read(bytes: &[u8]) -> (Vec<Entry>, Option<Text>) {
    let mut entries = Vec::new();
    let mut rest = bytes.get(MAGIC.len()..).unwrap_or_default();
    let mut has_key = false;
    for _ in 0..MAX_ELEMENTS {
        let Some((head, after)) = rest.split_first_chunk::<12>() else { break };
        let field = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (id, length) = (field(0), usize::try_from(field(8)).unwrap_or(usize::MAX));
        if id == 0 {
            return (entries, None);
        }
        let Some((content, after)) = after.split_at_checked(length) else { break };
        match id {
            CERTIFICATE => {
                // One more than are read, so that it is noticed.
                if entries.len() > MAX_CERTIFICATES {
                    return (entries, None);
                }
                entries.push(Entry { der: content.to_vec(), has_key });
                has_key = false;
            }
            KEY_PROVIDER => has_key = true,
            // The lists, beside which what was said belongs to them.
            33 | 34 => has_key = false,
            _ => {}
        }
        rest = after;
    }
    let at = bytes.len() - rest.len();
    (entries, Some(text!("store-sst-cut": "byte {at}: the serialised store is cut short or damaged here", at)))
}

/// Writes one, for tests.
#[cfg(test)]
pub fn written(certs: &[(&[u8], bool)]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let mut element = |id: u32, content: &[u8]| {
        for number in [id, 1, u32::try_from(content.len()).unwrap()] {
            out.extend(number.to_le_bytes());
        }
        out.extend(content);
    };
    for (der, has_key) in certs {
        element(3, &[0; 20]);
        if *has_key {
            element(KEY_PROVIDER, b"container");
        }
        element(CERTIFICATE, der);
    }
    out.extend([0; 12]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_and_their_properties() {
        let bytes = written(&[(b"one", true), (b"two", false)]);
        let (entries, problem) = read(&bytes);
        assert!(problem.is_none());
        let found: Vec<_> = entries.iter().map(|entry| (entry.der.as_slice(), entry.has_key)).collect();
        assert_eq!(found, [(&b"one"[..], true), (&b"two"[..], false)]);
    }

    #[test]
    fn wherever_it_is_cut_what_was_whole_counts() {
        let bytes = written(&[(b"one", true), (b"two", false)]);
        let whole = bytes.len();
        for length in 8..whole {
            let (entries, problem) = read(&bytes[..length]);
            assert!(entries.len() <= 2);
            assert!(problem.is_some(), "{length}");
        }
        let mut lying = MAGIC.to_vec();
        lying.extend([32, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255, 1]);
        assert!(matches!(read(&lying), (entries, Some(_)) if entries.is_empty()));
    }
}
