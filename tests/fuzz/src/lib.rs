//! What the fuzz targets share: how certificates and what is said of them are forged, and what has to hold of
//! every walk and of every computer.

pub mod der;
pub mod desk;
pub mod forge;
pub mod invariants;
pub mod status;

/// DER certificates and what is said of them, by the part they play.
#[derive(Debug, Default)]
pub struct Bag {
    /// Sent, the leaf first.
    pub sent: Vec<Vec<u8>>,
    /// Held by the deciding store.
    pub anchors: Vec<Vec<u8>>,
    /// Known without being sent.
    pub extra: Vec<Vec<u8>>,
    /// Revocation lists that are given.
    pub lists: Vec<Vec<u8>>,
    /// OCSP responses that are given.
    pub responses: Vec<Vec<u8>>,
    /// The OCSP response that comes with the chain.
    pub stapled: Option<Vec<u8>>,
}
