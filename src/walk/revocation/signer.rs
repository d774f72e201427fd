//! Who may sign a revocation list: the issuer of the certificate with the same key or another one, or whoever the
//! certificate names for it, under the same anchor (RFC 5280 6.3.3 (f), (g)).

use super::{
    About, Inquiry, Status,
    lists::{Why, why},
};
use crate::{
    model::{Cert, RevocationMode, Text, chain::Profile},
    text,
    walk::memory::{of_certificate, of_list},
    words,
    x509::{crl::Crl, signature::Verdict},
};

/// Most certificates of the right name that are tried for one list. An authority has one key, two while it changes it,
/// each certified by itself and by the other; a bag of more is somebody's joke.
const MAX_SIGNERS: usize = 8;

/// Most signers of lists that are asked about in turn: the status of a signer is in a list that has a signer.
const MAX_DEPTH: usize = 4;

impl<'a> Inquiry<'a> {
    /// The certificate whose key signed the list, if it may.
    pub(super) fn signer(
        &mut self,
        crl: &Crl,
        about: About<'a>,
        visiting: &mut Vec<[u8; 32]>,
    ) -> Result<&'a Cert, Why> {
        let named = self.nodes.iter().map(|node| &*node.cert).filter(|c| c.subject == crl.issuer);
        let mut candidates: Vec<&'a Cert> = named.filter(|c| c.sha256 != about.issuer.sha256).collect();
        candidates.sort_by_key(|c| {
            let id = &c.extensions.subject_key_id;
            (crl.authority_key_id.is_none() || *id != crl.authority_key_id, c.sha256)
        });
        if about.issuer.subject == crl.issuer {
            candidates.insert(0, about.issuer);
        }
        let mut failure = why(crl, Text::words(words!("the certificate of its issuer is not here")));
        for signer in candidates.into_iter().take(MAX_SIGNERS) {
            let checked = self
                .may_sign(crl, signer, about.anchor)
                .and_then(|()| self.has_signed(crl, signer))
                .and_then(|()| self.vouched(crl, signer, about, visiting));
            match checked {
                Ok(()) => return Ok(signer),
                Err(why) => failure = why,
            }
        }
        Err(failure)
    }

    /// cRLSign, where there is a key usage. Anchors count as name and key, but under the profile `strict`.
    fn may_sign(&self, crl: &Crl, signer: &Cert, anchor: &Cert) -> Result<(), Why> {
        let as_key = signer.sha256 == anchor.sha256 && self.options.profile != Profile::Strict;
        match signer.extensions.key_usage {
            Some(usage) if !as_key && !usage.crl_sign() => Err(why(
                crl,
                Text::words(words!("the key usage of its issuer does not allow signing lists (RFC 5280 6.3.3 (f))")),
            )),
            _ => Ok(()),
        }
    }

    /// Whether the signer's key made the signature of the list.
    pub(super) fn has_signed(&mut self, crl: &Crl, signer: &Cert) -> Result<(), Why> {
        let memory = self.memory;
        match self.lists.ask(of_list(crl, signer), || memory.verify_list(crl, signer)) {
            None => {
                Err(why(crl, Text::words(words!("its signature was not checked: the limit of such checks is reached"))))
            }
            Some(Verdict::Valid) => Ok(()),
            Some(Verdict::Invalid) => {
                Err(why(crl, Text::words(words!("its signature was not made by the key of its issuer"))))
            }
            Some(Verdict::Uncheckable(reason)) => {
                Err(why(crl, text!("signature-uncheckable": "its signature cannot be checked ({reason})", reason)))
            }
        }
    }

    /// Whether the signer's certificate is good for it: the issuer on the path is judged with the path, any other must
    /// lead to the same anchor and not be revoked.
    fn vouched(
        &mut self,
        crl: &Crl,
        signer: &'a Cert,
        about: About<'a>,
        visiting: &mut Vec<[u8; 32]>,
    ) -> Result<(), Why> {
        let judged = [about.issuer.sha256, about.anchor.sha256];
        if judged.contains(&signer.sha256) || visiting.contains(&signer.sha256) {
            return Ok(());
        }
        if visiting.len() > MAX_DEPTH {
            return Err(why(crl, Text::words(words!("too many lists speak of each other's signers"))));
        }
        if !self.is_usable(signer) {
            return Err(why(crl, Text::words(words!("the certificate of its signer is not valid"))));
        }
        let issuer = self.towards(signer, about.anchor, &mut Vec::new());
        let Some(issuer) = issuer else {
            return Err(why(
                crl,
                Text::words(match self.certificates.refused {
                    true => words!(
                        "whether its signer leads to the anchor was not checked: the limit of such checks is reached"
                    ),
                    false => words!("its signer does not lead to the anchor of the chain"),
                }),
            ));
        };
        visiting.push(signer.sha256);
        let status = self.lists(About { cert: signer, issuer, ..about }, visiting);
        visiting.pop();
        match status {
            Status::Good => Ok(()),
            Status::Revoked(_) => Err(why(crl, Text::words(words!("the certificate of its signer is revoked")))),
            Status::Unknown(_) if self.options.revocation.mode != RevocationMode::Hard => Ok(()),
            Status::Unknown(_) => {
                Err(why(crl, Text::words(words!("whether the certificate of its signer is revoked is unknown"))))
            }
        }
    }

    fn is_usable(&self, cert: &Cert) -> bool {
        let readable = cert.problems.is_empty() && cert.extensions.unknown_critical.is_empty();
        readable && cert.is_valid_at(self.options.time)
    }

    /// The issuer of a certificate on a way of verified links to the anchor.
    fn towards(&mut self, cert: &'a Cert, anchor: &'a Cert, seen: &mut Vec<[u8; 32]>) -> Option<&'a Cert> {
        if seen.len() > self.options.limits.intermediates || seen.contains(&cert.sha256) {
            return None;
        }
        seen.push(cert.sha256);
        let issuers = self.nodes.iter().map(|node| &*node.cert).filter(|c| c.subject == cert.issuer);
        let (anchors, others): (Vec<&'a Cert>, Vec<&'a Cert>) = issuers.partition(|c| c.sha256 == anchor.sha256);
        let may_issue = |c: &Cert| c.is_ca() && c.extensions.key_usage.is_none_or(|u| u.key_cert_sign());
        for issuer in anchors.into_iter().chain(others).take(MAX_SIGNERS) {
            let is_anchor = issuer.sha256 == anchor.sha256;
            let able = is_anchor || (may_issue(issuer) && self.is_usable(issuer));
            if !able || !self.is_signed(cert, issuer) {
                continue;
            }
            if is_anchor || self.towards(issuer, anchor, seen).is_some() {
                return Some(issuer);
            }
        }
        None
    }

    fn is_signed(&mut self, cert: &Cert, issuer: &Cert) -> bool {
        let memory = self.memory;
        let verdict = self.certificates.ask(of_certificate(cert, issuer), || memory.verify(cert, issuer));
        verdict == Some(Verdict::Valid)
    }
}
