//! What the servers' side answers now, to compare with what a computer remembers.

use std::collections::BTreeSet;

use super::super::{EndpointKind, Target, discovery::Lookup, report::TargetReport};

/// What a client is led to when it signs in.
const SIGN_IN: &[EndpointKind] = &[
    EndpointKind::AutodiscoverInternal,
    EndpointKind::AutodiscoverExternal,
    EndpointKind::AccessEdgeClient,
    EndpointKind::SipInternal,
    EndpointKind::WebServices,
];

/// What the domains that are checked beside answer.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// The domains.
    pub domains: BTreeSet<String>,
    /// Everything asked of DNS.
    pub lookups: Vec<Lookup>,
    /// Every host that a client of these domains may be led to, lower case.
    pub hosts: BTreeSet<String>,
    /// Those of them that are Microsoft's own.
    pub cloud: BTreeSet<String>,
    /// Those of them that a client signs in through, and whatever autodiscover names, lower case.
    pub sign_in: BTreeSet<String>,
    /// When they were asked, seconds since 1970.
    pub time: i64,
}

impl Live {
    /// Notes what was learnt of a target.
    pub fn note(&mut self, report: &TargetReport) {
        if let Target::Domain(domain) = &report.target {
            self.domains.insert(domain.clone());
        }
        self.lookups.extend(report.discovery.lookups.iter().cloned());
        for endpoint in report.endpoints.iter().map(|e| &e.endpoint).filter(|endpoint| !endpoint.fallback) {
            let Some(host) = endpoint.host.as_ref().map(|host| host.to_ascii_lowercase()) else { continue };
            if endpoint.microsoft {
                self.cloud.insert(host.clone());
            }
            if endpoint.kinds.iter().any(|kind| SIGN_IN.contains(kind)) {
                self.sign_in.insert(host.clone());
            }
            self.hosts.insert(host);
        }
        self.sign_in.extend(report.discovery.strangers.iter().map(|stranger| stranger.host.to_ascii_lowercase()));
    }
}
