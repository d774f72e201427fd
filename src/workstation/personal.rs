//! The user's own certificates, from files and from text, brought together by their thumbprints.

use crate::{
    model::{
        Cert, GeneralName, Text, Workstation, cert,
        workstation::{Moment, Personal},
    },
    x509::{digests, principal},
};

/// Most addresses kept of one certificate.
const MAX_ADDRESSES: usize = 100;

/// A certificate that was read.
pub fn of(cert: &Cert, has_key: Option<bool>) -> Personal {
    let named = cert.extensions.subject_alt_names.iter().flatten().filter_map(|name| match name {
        GeneralName::Dns(text) | GeneralName::Email(text) | GeneralName::Uri(text) => Some(text.clone()),
        _ => None,
    });
    let texts: Vec<String> = cert.common_names.iter().chain(&cert.emails).cloned().collect();
    Personal {
        issuer: cert.issuer.text.clone(),
        subject: cert.subject.text.clone(),
        addresses: addresses(texts.into_iter().chain(named).chain(principal::names(cert))),
        not_before: Some(Moment::exactly(cert.not_before)),
        not_after: Some(Moment::exactly(cert.not_after)),
        thumbprint: Some(cert::hex(&digests::sha1(&cert.der))),
        has_key,
    }
}

/// The addresses among texts, each once.
pub fn addresses(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for address in texts.into_iter().filter_map(|text| address(&text)) {
        if !all.contains(&address) && all.len() < MAX_ADDRESSES {
            all.push(address);
        }
    }
    all
}

/// A sign-in address: `anna@contoso.com`, `sip:anna@contoso.com;transport=tls`.
fn address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let text = ["sip:", "sips:"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(&text);
    let text = text.split([';', '?']).next().unwrap_or(text);
    let (user, domain) = text.split_once('@')?;
    let whole = !user.is_empty() && !domain.is_empty() && !domain.contains('@');
    (whole && !text.contains([':', '/', '\\', ' '])).then(|| text.to_owned())
}

/// Takes in certificates of CurrentUser\My.
///
/// Where not all of the store could be read, for the reason in `lacking`, that no certificate of the registrar is among
/// them does not say that there is none: the store stays unknown.
pub fn take(to: &mut Workstation, found: Vec<(Personal, Source)>, lacking: Option<&Text>) {
    let tells = found.iter().any(|(personal, _)| personal.is_of_the_registrar());
    if let (Some(why), false, None) = (lacking, tells, to.personal.known()) {
        to.personal.unreadable(why.clone());
        return;
    }
    to.personal.add(|all| {
        for (personal, source) in found {
            let same = |known: &&mut Personal| known.thumbprint.is_some() && known.thumbprint == personal.thumbprint;
            match all.iter_mut().find(same) {
                Some(known) => merge(known, personal, source),
                None => all.push(personal),
            }
        }
    });
}

/// Where what is said of a certificate is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The certificate itself.
    Exported,
    /// What a tool printed of it.
    Printed,
}

/// Brings together what two files say of the same certificate.
fn merge(known: &mut Personal, other: Personal, source: Source) {
    let has_key = match (known.has_key, other.has_key) {
        (Some(one), Some(two)) => Some(one || two),
        (one, two) => one.or(two),
    };
    if source == Source::Exported {
        *known = other;
    }
    known.has_key = has_key;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::workstation::Told;

    fn personal(issuer: &str, thumbprint: &str, has_key: Option<bool>) -> Personal {
        Personal {
            issuer: issuer.to_owned(),
            subject: String::new(),
            addresses: Vec::new(),
            not_before: None,
            not_after: None,
            thumbprint: Some(thumbprint.to_owned()),
            has_key,
        }
    }

    #[test]
    fn addresses_are_taken_out_of_what_is_around_them() {
        let texts = [
            "SIP:Anna@Contoso.com;transport=tls",
            "anna@contoso.com",
            "www.contoso.com",
            "http://a@b/",
            "a@b@c",
            "@b",
            "a@",
            "sip:berta@contoso.com",
            "S-1-5-21/x/anna@contoso.com",
        ];
        let texts = texts.map(str::to_owned);
        assert_eq!(addresses(texts), ["anna@contoso.com", "berta@contoso.com"]);
    }

    #[test]
    fn the_exported_wins_over_text_in_either_order_and_keys_are_merged() {
        let exported = || (personal("CN=Communications Server", "aa", None), Source::Exported);
        let printed = || (personal("CN=printed", "aa", Some(true)), Source::Printed);
        for order in [[exported(), printed()], [printed(), exported()]] {
            let mut to = Workstation::default();
            for one in order {
                take(&mut to, vec![one], None);
            }
            assert_eq!(to.personal, Told::Told(vec![personal("CN=Communications Server", "aa", Some(true))]));
        }
    }

    #[test]
    fn what_lacks_is_no_proof_that_there_is_none() {
        let why = Text::from("cut");
        let mut to = Workstation::default();
        take(&mut to, vec![(personal("CN=Other", "aa", None), Source::Exported)], Some(&why));
        assert_eq!(to.personal, Told::Unreadable(why.clone()));
        take(&mut to, vec![(personal("CN=Communications Server", "bb", None), Source::Exported)], Some(&why));
        assert_eq!(to.personal.known().map(Vec::len), Some(1));
        take(&mut to, vec![(personal("CN=Other", "aa", None), Source::Exported)], Some(&why));
        assert_eq!(to.personal.known().map(Vec::len), Some(2));
    }
}
