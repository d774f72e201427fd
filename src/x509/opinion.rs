//! A second opinion: what rustls-webpki says of the same chain.
//!
//! It answers "would a rustls client accept", which is not RFC 5280 (`verify_for_usage` ignores an issuer's key usage,
//! compares names byte by byte, knows no directory-name constraints and no policies). Shown beside our verdict; it
//! never changes it.

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::model::Purpose;

/// Anchors in the form that webpki takes, read once for a run.
pub struct Anchors(Vec<TrustAnchor<'static>>);

impl Anchors {
    /// Takes the anchors that webpki can read; the others it could not use either.
    pub fn new<'a>(ders: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let owned = |der: &[u8]| anchor_from_trusted_cert(&CertificateDer::from(der)).map(|a| a.to_owned());
        Self(ders.into_iter().filter_map(|der| owned(der).ok()).collect())
    }

    /// Whether webpki accepts the chain at `time` (seconds since 1970).
    ///
    /// # Errors
    ///
    /// The name of webpki's error. It names no certificate.
    pub fn accept(&self, chain: &[&[u8]], time: i64, purpose: Purpose) -> Result<(), String> {
        let Some((leaf, rest)) = chain.split_first() else { return Err("no certificate".into()) };
        let leaf = CertificateDer::from(*leaf);
        let intermediates: Vec<CertificateDer<'_>> = rest.iter().map(|der| CertificateDer::from(*der)).collect();
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(u64::try_from(time).unwrap_or(0)));
        let usage = match purpose {
            Purpose::Client => KeyUsage::client_auth(),
            Purpose::Server | Purpose::Any => KeyUsage::server_auth(),
        };
        let checked = EndEntityCert::try_from(&leaf).and_then(|leaf| {
            leaf.verify_for_usage(ALL_VERIFICATION_ALGS, &self.0, &intermediates, time, usage, None, None).map(drop)
        });
        checked.map_err(|error| {
            let text = format!("{error:?}");
            text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
        })
    }
}
