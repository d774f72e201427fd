//! Mozilla's roots as built into the program.

use std::sync::{Arc, OnceLock};

use super::Loaded;
use crate::{
    model::{AnchorSet, Cert},
    x509::parse,
};

pub(super) fn load() -> Loaded {
    let ders = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| der.to_vec()).collect();
    Loaded { ders, ..Loaded::default() }
}

/// Whether an anchor belongs to the public PKI: Mozilla's list holds its name and key. Read when first asked.
pub fn is_public(anchor: &Cert) -> bool {
    static ROOTS: OnceLock<AnchorSet> = OnceLock::new();
    let roots = ROOTS.get_or_init(|| {
        let mut set = AnchorSet::default();
        for cert in load().ders.iter().filter_map(|der| parse::certificate(der).ok()) {
            set.add(Arc::new(cert), "mozilla");
        }
        set
    });
    roots.holding(anchor).is_some()
}
