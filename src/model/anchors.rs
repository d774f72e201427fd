//! The anchors that decide trust.

use std::{collections::HashMap, sync::Arc};

use super::{cert::Cert, cert::Name};

/// A trust anchor: a name and a key (RFC 5280 6.1.1 (d)), with the certificate that carries them.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// The certificate.
    pub cert: Arc<Cert>,
    /// The stores that hold it.
    pub stores: Vec<String>,
}

/// Anchors of one or more stores, found by name.
#[derive(Debug, Clone, Default)]
pub struct AnchorSet {
    anchors: Vec<Anchor>,
    by_subject: HashMap<Vec<u8>, Vec<usize>>,
}

impl AnchorSet {
    /// Adds a certificate of a store; one that is there already gains the store's name.
    pub fn add(&mut self, cert: Arc<Cert>, store: &str) {
        let places = self.by_subject.entry(cert.subject.key.clone()).or_default();
        if let Some(known) = places.iter().find(|p| self.anchors[**p].cert.sha256 == cert.sha256) {
            let stores = &mut self.anchors[*known].stores;
            if !stores.iter().any(|s| s == store) {
                stores.push(store.to_owned());
            }
            return;
        }
        places.push(self.anchors.len());
        self.anchors.push(Anchor { cert, stores: vec![store.to_owned()] });
    }

    /// All anchors, in the order added.
    pub fn iter(&self) -> impl Iterator<Item = &Anchor> {
        self.anchors.iter()
    }

    /// The number of anchors.
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// The anchors of a name.
    pub fn named(&self, name: &Name) -> impl Iterator<Item = (usize, &Anchor)> {
        self.by_subject.get(&name.key).into_iter().flatten().map(|place| (*place, &self.anchors[*place]))
    }

    /// The anchor with this certificate's name and key.
    pub fn holding(&self, cert: &Cert) -> Option<&Anchor> {
        self.named(&cert.subject).map(|(_, a)| a).find(|a| a.cert.key.id == cert.key.id)
    }
}
