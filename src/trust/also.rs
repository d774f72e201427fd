//! Further stores (`--also`): judged beside the deciding one, never deciding.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use super::{
    bundled,
    ctl::{Listed, holds},
};
use crate::{
    model::{AnchorSet, Cert, Distrusted, PresentedChain, Purpose},
    x509::{ctl::Entry, parse},
};

/// A further store: certificates, lists of roots, lists of distrusted certificates, or some of each.
#[derive(Debug, Clone, Default)]
pub struct Also {
    /// Its name in reports.
    pub name: String,
    /// The anchors it holds as certificates.
    pub anchors: AnchorSet,
    /// What it distrusts.
    pub distrusted: Distrusted,
    pub(super) listed: Listed,
    /// Certificates known in this run that its lists name.
    pub(super) known: Vec<(Arc<Cert>, Entry)>,
}

impl Also {
    /// Whether it names roots by digest, so that a root nobody sent may be one of its own.
    pub fn names_roots(&self) -> bool {
        !self.listed.is_empty()
    }

    /// The anchors that count for a chain: those it holds, and those its lists name that are known or were sent.
    pub fn anchors_for(&self, chain: &PresentedChain, purpose: Purpose, time: i64) -> Cow<'_, AnchorSet> {
        if self.listed.is_empty() {
            return Cow::Borrowed(&self.anchors);
        }
        let issued = chain.leaf().map_or(time, |leaf| leaf.not_before);
        let mut anchors = self.anchors.clone();
        let mut add = |cert: &Arc<Cert>, entry: &Entry| {
            if holds(entry, issued, purpose, time) {
                anchors.add(Arc::clone(cert), &self.name);
            }
        };
        for (cert, entry) in &self.known {
            add(cert, entry);
        }
        for (_, cert) in chain.certs().filter(|(_, cert)| cert.is_self_issued()) {
            if let Some(entry) = self.listed.entry(cert) {
                add(cert, entry);
            }
        }
        Cow::Owned(anchors)
    }

    /// Looks in all that is known for the roots that its lists name.
    pub(super) fn look_among(&mut self, known: &[Arc<Cert>]) {
        let entry = |cert: &Arc<Cert>| Some((Arc::clone(cert), self.listed.entry(cert)?.clone()));
        self.known = known.iter().filter_map(entry).collect();
    }
}

/// Every self-issued certificate that some store holds, Mozilla's list among them, each once.
pub(super) fn roots<'a>(held: impl Iterator<Item = &'a Arc<Cert>>) -> Vec<Arc<Cert>> {
    let mozilla: Vec<Arc<Cert>> =
        bundled::load().ders.iter().filter_map(|der| parse::certificate(der).ok()).map(Arc::new).collect();
    let mut seen = HashSet::new();
    let all = held.cloned().chain(mozilla);
    all.filter(|cert| cert.is_self_issued() && seen.insert(cert.sha256)).collect()
}
