//! What the fuzz targets share: how certificates are forged, and what has to hold of every walk.

pub mod der;
pub mod forge;
pub mod invariants;

/// DER certificates, by the part they play.
#[derive(Debug, Default)]
pub struct Bag {
    /// Sent, the leaf first.
    pub sent: Vec<Vec<u8>>,
    /// Held by the deciding store.
    pub anchors: Vec<Vec<u8>>,
    /// Known without being sent.
    pub extra: Vec<Vec<u8>>,
}
