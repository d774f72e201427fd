//! What the servers' side answers now, to compare with what a computer remembers.

use std::collections::BTreeSet;

use super::super::{Target, discovery::Lookup, report::TargetReport};

/// What the domains that are checked beside answer.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// The domains.
    pub domains: BTreeSet<String>,
    /// Everything asked of DNS.
    pub lookups: Vec<Lookup>,
    /// Every host that a client of these domains may be led to, lower case.
    pub hosts: BTreeSet<String>,
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
        let hosts = report.endpoints.iter().filter(|e| !e.endpoint.fallback).filter_map(|e| e.endpoint.host.as_ref());
        self.hosts.extend(hosts.map(|host| host.to_ascii_lowercase()));
    }
}
