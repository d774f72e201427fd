//! Mozilla's roots as built into the program.

use std::sync::{Arc, OnceLock};

use super::Loaded;
use crate::{
    model::{AnchorSet, Cert, Name},
    x509::parse,
};

/// The package that holds the list, and the day on which it was published (crates.io).
pub const BUNDLED: (&str, &str) = ("webpki-root-certs 1.0.11", "2026-10-23");

/// How many roots there are.
pub fn bundled_count() -> usize {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.len()
}

pub(super) fn load() -> Loaded {
    let ders = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| der.to_vec()).collect();
    Loaded { ders, ..Loaded::default() }
}

/// Whether an anchor belongs to the public PKI: Mozilla's list holds its name and key. Read when first asked.
pub fn is_public(anchor: &Cert) -> bool {
    roots().holding(anchor).is_some()
}

/// Whether a name carries the organisation of somebody who has a root in Mozilla's list. That proves nothing; but who
/// speaks for an organisation of its own, or for none, is no public authority.
pub fn is_of_public_authority(name: &Name) -> bool {
    let Some(organisation) = organisation(name) else { return false };
    roots()
        .iter()
        .any(|root| self::organisation(&root.cert.subject).is_some_and(|o| o.eq_ignore_ascii_case(organisation)))
}

/// The organisation in a name as RFC 4514 writes it, escapes and all.
fn organisation(name: &Name) -> Option<&str> {
    let mut escaped = false;
    let parts = name.text.split(move |c| {
        let separates = !escaped && (c == ',' || c == '+');
        escaped = !escaped && c == '\\';
        separates
    });
    parts.map(str::trim_start).find_map(|part| part.strip_prefix("O="))
}

/// Mozilla's roots, read once.
fn roots() -> &'static AnchorSet {
    static ROOTS: OnceLock<AnchorSet> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let mut set = AnchorSet::default();
        for cert in load().ders.iter().filter_map(|der| parse::certificate(der).ok()) {
            set.add(Arc::new(cert), "mozilla");
        }
        set
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn organisations_tell_public_authorities() {
        let is_of = |text: &str| is_of_public_authority(&Name { key: Vec::new(), text: text.to_owned(), length: 0 });
        assert!(is_of("CN=Microsoft Azure RSA TLS Issuing CA 07,O=Microsoft Corporation,C=US"));
        assert!(is_of("CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US"));
        assert!(!is_of("CN=Contoso Inspection,O=Contoso,C=US"));
        assert!(!is_of("CN=contoso-CA,DC=contoso,DC=com") && !is_of("") && !is_of("CN=a\\,O=DigiCert Inc"));
    }

    #[test]
    fn the_package_is_the_one_that_is_dated() {
        let lock = std::fs::read_to_string("Cargo.lock").unwrap();
        let (name, version) = BUNDLED.0.split_once(' ').unwrap();
        let lines = format!("name = \"{name}\"\nversion = \"{version}\"");
        assert!(lock.replace('\r', "").contains(&lines), "{name} in Cargo.lock is not {version}: date the new one");
    }
}
