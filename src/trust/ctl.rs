//! Microsoft's lists of roots as a store: which certificate they hold, for what, and until when.
//!
//! A list names certificates by digest and holds none. An anchor of it is a certificate known from elsewhere, sent or in
//! another store, that the list names and does not exclude for this purpose, time and date of issue
//! (<https://learn.microsoft.com/security/trusted-root/deprecation> names the ways of exclusion).

use std::collections::HashMap;

use crate::{
    model::{Cert, Purpose},
    x509::{
        ctl::{Entry, TrustList},
        digests, oid,
    },
};

/// The roots of one or more lists, found by digest.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed {
    entries: HashMap<Vec<u8>, Entry>,
}

impl Listed {
    /// Adds the entries of a list.
    pub fn add(&mut self, list: TrustList) {
        self.entries.extend(list.entries.into_iter().map(|entry| (entry.id.clone(), entry)));
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of a certificate.
    pub fn entry(&self, cert: &Cert) -> Option<&Entry> {
        let entry = self.entries.get(&digests::sha1(&cert.der)).or_else(|| self.entries.get(&cert.sha256[..]))?;
        // SHA-1 alone names a certificate only where the list says no more.
        entry.sha256.as_deref().is_none_or(|sha256| sha256 == cert.sha256).then_some(entry)
    }
}

/// Whether a root of a list is trusted for a leaf issued then, for this purpose, now.
pub(super) fn holds(entry: &Entry, issued: i64, purpose: Purpose, time: i64) -> bool {
    let wanted = match purpose {
        Purpose::Server => Some(oid::SERVER_AUTH),
        Purpose::Client => Some(oid::CLIENT_AUTH),
        Purpose::Any => None,
    };
    let concerns = |usages: &[String]| {
        wanted.is_none_or(|wanted| usages.iter().any(|usage| usage == wanted || usage == oid::ANY_PURPOSE))
    };
    if entry.usages.as_deref().is_some_and(|usages| !concerns(usages)) {
        return false;
    }
    let disallowed = match (entry.disallowed_from, entry.disallowed_usages.as_deref()) {
        (None, None) => false,
        (None, Some(usages)) => wanted.is_some() && concerns(usages),
        (Some(from), None) => time >= from,
        (Some(from), Some(usages)) => time >= from && wanted.is_some() && concerns(usages),
    };
    let too_new = entry.issued_before.is_some_and(|before| {
        issued >= before && entry.issued_before_usages.as_deref().is_none_or(|u| wanted.is_some() && concerns(u))
    });
    !disallowed && !too_new
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_341_600;

    fn usages(list: &[&str]) -> Option<Vec<String>> {
        Some(list.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_excludes_a_root() {
        let server = || usages(&[oid::SERVER_AUTH]);
        let mail = || usages(&["1.3.6.1.5.5.7.3.4"]);
        let plain = Entry::default();
        let table = [
            (true, plain.clone()),
            (true, Entry { usages: server(), ..plain.clone() }),
            (false, Entry { usages: mail(), ..plain.clone() }),
            (false, Entry { usages: usages(&[]), ..plain.clone() }),
            (false, Entry { disallowed_from: Some(NOW), ..plain.clone() }),
            (false, Entry { disallowed_from: Some(i64::MIN), ..plain.clone() }),
            (true, Entry { disallowed_from: Some(NOW + 1), ..plain.clone() }),
            (false, Entry { disallowed_usages: server(), ..plain.clone() }),
            (true, Entry { disallowed_usages: mail(), ..plain.clone() }),
            (true, Entry { disallowed_from: Some(NOW), disallowed_usages: mail(), ..plain.clone() }),
            (true, Entry { disallowed_from: Some(NOW + 1), disallowed_usages: server(), ..plain.clone() }),
            (false, Entry { disallowed_from: Some(NOW), disallowed_usages: server(), ..plain.clone() }),
            // The leaf was issued a hundred seconds ago.
            (false, Entry { issued_before: Some(NOW - 100), ..plain.clone() }),
            (true, Entry { issued_before: Some(NOW - 99), ..plain.clone() }),
            (true, Entry { issued_before: Some(NOW - 100), issued_before_usages: mail(), ..plain.clone() }),
            (false, Entry { issued_before: Some(NOW - 100), issued_before_usages: server(), ..plain }),
        ];
        for (expected, entry) in table {
            assert_eq!(holds(&entry, NOW - 100, Purpose::Server, NOW), expected, "{entry:?}");
        }
    }
}
