//! Signature results, and what lists say, remembered across a run: one link is verified once, one list looked through
//! once for a certificate, not once an address.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    model::Cert,
    x509::{
        crl::{Crl, Listed},
        signature::{self, Keys, Verdict},
    },
};

/// Key of the issuer, certificate or list signed.
pub(super) type Question = ([u8; 32], [u8; 32]);

/// Certificates of one key are one question.
pub(super) fn of_certificate(child: &Cert, issuer: &Cert) -> Question {
    (issuer.key.id, child.sha256)
}

/// The same for a revocation list.
pub(super) fn of_list(list: &Crl, issuer: &Cert) -> Question {
    (issuer.key.id, list.sha256)
}

/// Most results kept. A run over thousands of endpoints has as many leaves; at about 100 bytes each this is 6 MB, and
/// what is dropped is merely checked again.
const MAX_REMEMBERED: usize = 1 << 16;

/// Remembered results, shared by all walks of a run.
#[derive(Debug, Default)]
pub struct Memory {
    known: Mutex<HashMap<Question, Verdict>>,
    /// By list and certificate.
    listed: Mutex<HashMap<Question, Option<Listed>>>,
    keys: Keys,
}

impl Memory {
    /// Whether `issuer`'s key signed `child`, and whether that had to be computed.
    pub fn verify(&self, child: &Cert, issuer: &Cert) -> (Verdict, bool) {
        self.ask(of_certificate(child, issuer), || signature::verify_keeping(&self.keys, child, issuer))
    }

    /// Whether `issuer`'s key signed a revocation list, and whether that had to be computed.
    pub fn verify_list(&self, list: &Crl, issuer: &Cert) -> (Verdict, bool) {
        self.ask(of_list(list, issuer), || {
            signature::verify_with(&list.scheme, &issuer.key, &issuer.der, list.tbs(), list.signature())
        })
    }

    /// What a revocation list says of a certificate. Half a million entries take some milliseconds.
    pub(super) fn find(&self, list: &Crl, cert: &Cert) -> Option<Listed> {
        let question = (list.sha256, cert.sha256);
        if let Some(listed) = self.listed.lock().unwrap_or_else(PoisonError::into_inner).get(&question) {
            return *listed;
        }
        let found = list.find(&cert.serial, &cert.issuer);
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if listed.len() >= MAX_REMEMBERED {
            listed.clear();
        }
        listed.insert(question, found);
        found
    }

    fn ask(&self, question: Question, compute: impl FnOnce() -> Verdict) -> (Verdict, bool) {
        if let Some(verdict) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&question) {
            return (verdict.clone(), false);
        }
        let verdict = compute();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_REMEMBERED {
            known.clear();
        }
        known.insert(question, verdict.clone());
        (verdict, true)
    }
}
