//! What a run is to do and how: everything that whoever starts one decides beforehand.

use std::{sync::Arc, time::Duration};

use super::{Cache, ConnectTo, Identity, Limits, PolicyInputs, Proxies};
use crate::{
    judge::Policy,
    model::{Cert, Purpose, RevocationMode, Transport, chain::Profile, discovery::Vantage},
    trust::Passwords,
    x509::{crl::Crl, ocsp::Ocsp},
};

/// What a run is to do and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The time judged at, seconds since 1970; `None` for the clock's.
    pub at: Option<i64>,
    /// How many seconds the clock of whoever is judged for is ahead of this machine's, where `at` is not given.
    pub ahead: i64,
    /// What leaves are for.
    pub purpose: Purpose,
    /// How much is demanded of chains.
    pub profile: Profile,
    /// Certificate policy inputs.
    pub policies: PolicyInputs,
    /// What is demanded of revocation.
    pub revocation: RevocationMode,
    /// Revocation lists.
    pub crls: Vec<Arc<Crl>>,
    /// OCSP responses to use.
    pub responses: Vec<Arc<Ocsp>>,
    /// Bounds of the walk.
    pub limits: Limits,
    /// Thresholds and overrides of the rules.
    pub policy: Policy,
    /// The name that certificates must answer for, in place of the endpoint's.
    pub name: Option<String>,
    /// How TLS is reached at hosts that are named.
    pub transport: Transport,
    /// For files that need one.
    pub passwords: Passwords,
    /// Certificates that may complete a path.
    pub intermediates: Vec<Arc<Cert>>,
    /// Name servers; empty for the system's.
    pub dns: Vec<std::net::SocketAddr>,
    /// Where connections go instead.
    pub connect_to: Vec<ConnectTo>,
    /// Whether to use IPv4 and IPv6.
    pub families: (bool, bool),
    /// Bound on each step.
    pub timeout: Duration,
    /// Further tries of a lookup or a connect.
    pub retries: u32,
    /// Connections at once.
    pub concurrency: usize,
    /// Questions to name servers at once.
    pub questions: usize,
    /// Downloads at once; they are no probes and take none of their places.
    pub downloads: usize,
    /// AD FS hosts.
    pub sso: Vec<String>,
    /// Direct Routing session border controllers: host and port.
    pub sbc: Vec<(String, u16)>,
    /// Which side of the firewall this machine stands on.
    pub vantage: Vantage,
    /// Ask the zone's own name servers too.
    pub authoritative: bool,
    /// Make no requests beside the probes.
    pub offline: bool,
    /// Where requests beside the probes go through.
    pub proxies: Proxies,
    /// What probes present to servers that ask for a certificate.
    pub identity: Option<Identity>,
    /// What earlier runs downloaded.
    pub cache: Option<Arc<Cache>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            at: None,
            ahead: 0,
            purpose: Purpose::Server,
            profile: Profile::Field,
            policies: PolicyInputs::default(),
            revocation: RevocationMode::default(),
            crls: Vec::new(),
            responses: Vec::new(),
            limits: Limits::default(),
            policy: Policy::default(),
            name: None,
            transport: Transport::Tls,
            passwords: Passwords::default(),
            intermediates: Vec::new(),
            dns: Vec::new(),
            connect_to: Vec::new(),
            families: (true, true),
            timeout: Duration::from_secs(5),
            retries: 1,
            concurrency: 256,
            questions: 256,
            downloads: 64,
            sso: Vec::new(),
            sbc: Vec::new(),
            vantage: Vantage::Auto,
            authoritative: false,
            offline: false,
            proxies: Proxies::default(),
            identity: None,
            cache: None,
        }
    }
}
