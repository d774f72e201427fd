//! How much a walk may do, and where each number comes from.

/// Bounds on one walk. Reaching one is part of the result.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most certificates walked.
    pub certificates: usize,
    /// Most bytes of certificates walked.
    pub bytes: usize,
    /// Most intermediates in a path (`--max-depth`).
    pub intermediates: usize,
    /// Most signature checks, those remembered from other walks included. An ordinary chain needs two; rustls-webpki
    /// stops at 100 and Go at 100, both after denial-of-service reports (CVE-2018-16875). As many as there may be
    /// certificates, so that a bag of honest ones is never too large.
    pub signatures: usize,
    /// Most signature checks of revocation lists, those remembered from other walks included. A path of three needs three, twice as
    /// many while its authorities change keys; 32 of the largest lists known (some 30 MB) take about a second.
    pub list_signatures: usize,
    /// Most certificates put on a path while paths are enumerated. rustls-webpki allows 200,000 calls of about the
    /// same cost; a tenth of it walks every path of the densest mesh in the BetterTLS suite.
    pub steps: usize,
    /// Most complete paths that are judged when none is sound.
    pub paths: usize,
    /// Most comparisons of names with constraints for one certificate and one constrainer (BoringSSL's 2^20).
    pub comparisons: usize,
    /// Most such comparisons in a whole walk: a path too many costs as much as a name too many. Four certificates that
    /// go to the limit above; a quarter of a second.
    pub all_comparisons: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            certificates: 256,
            bytes: 1 << 20,
            intermediates: 10,
            signatures: 256,
            list_signatures: 32,
            steps: 20_000,
            paths: 500,
            comparisons: 1 << 20,
            all_comparisons: 1 << 22,
        }
    }
}
