//! Where things were seen, in the words of the table.

use std::net::IpAddr;

use super::page::Page;
pub use crate::render::groups::{Group, Place, groups};
use crate::{
    model::{Cert, Observation, Split, SubjectKind, report::EndpointReport, target::Target},
    render::{groups, spans},
    text,
};

/// Addresses named before the rest is only counted.
const SHOWN: usize = 3;

impl Group<'_> {
    /// Who gets in and who does not: "desktops sign in, phones do not", and why if that is not what this is about. `None`
    /// where all refuse, and where those who refuse do so for another cause than this one.
    pub fn clients(&self, page: &Page<'_>) -> Option<String> {
        let everywhere = self.everywhere();
        let split = Split::of(&everywhere)?;
        let codes = split.codes();
        let words = page.told(&split.words());
        match self.divides() {
            true => {
                let causes: Vec<String> = codes.iter().map(|code| self.in_words(page, code)).collect();
                Some(format!("{words}: {}", causes.join("; ")))
            }
            false => codes.contains(&self.first().finding.code).then_some(words),
        }
    }

    /// A code, with what is found under it at the same place.
    fn in_words(&self, page: &Page<'_>, code: &str) -> String {
        let mut findings = self.first().observation.iter().flat_map(|seen| &seen.findings);
        let title = findings.find(|finding| finding.code == code).map(|finding| finding.title);
        title.map_or_else(|| code.to_owned(), |title| format!("{} ({code})", page.words(title)))
    }

    /// The endpoints concerned, each with its addresses: `sip.contoso.com:443 (203.0.113.11, 1 of 2 addresses)`.
    pub fn endpoints(&self, page: &Page<'_>) -> Vec<String> {
        let endpoints = self.by_endpoint();
        endpoints.iter().map(|(endpoint, seen)| where_at(page, self.target, endpoint, seen)).collect()
    }
}

impl Place<'_> {
    /// The certificate, link or end that the finding is about, by name; `None` where it is about something else.
    pub fn certificate(&self, page: &Page<'_>) -> Option<String> {
        let subject = self.finding.subject;
        let index = subject.index?;
        let seen = self.observation?;
        let on_path = |i: usize| seen.walk.as_ref().and_then(|w| w.path.certificates.get(i)).map(|c| &*c.cert);
        match subject.kind {
            SubjectKind::Certificate => Some(label(page, on_path(index)?)),
            SubjectKind::End => Some(page.commas(&[label(page, on_path(index)?), issued(page, on_path(index)?)])),
            SubjectKind::Link => {
                let below = on_path(index)?;
                let above = on_path(index + 1).map_or_else(|| issuer(page, below), |cert| label(page, cert));
                let below = label(page, below);
                Some(page.told(&text!("link-between": "link from {below} to {above}", below, above)))
            }
            SubjectKind::Sent => Some(label(page, seen.presented.sent.get(index)?.cert.as_ref().ok()?)),
            SubjectKind::Run
            | SubjectKind::Target
            | SubjectKind::Endpoint
            | SubjectKind::Observation
            | SubjectKind::Workstation => None,
        }
    }
}

/// The name of a certificate, with its serial number under `-v`.
pub fn label(page: &Page<'_>, cert: &Cert) -> String {
    let name = page.name(&cert.label());
    if page.style.verbose == 0 {
        return name;
    }
    let serial = page.name(&crate::model::cert::hex(&cert.serial));
    page.told(&text!("name-and-serial": "{name} (serial {serial})", name, serial))
}

fn issued(page: &Page<'_>, cert: &Cert) -> String {
    if cert.is_self_issued() {
        return page.words("self-issued");
    }
    page.told(&text!("cert-issued-by": "issued by {issuer}", issuer = issuer(page, cert)))
}

fn issuer(page: &Page<'_>, cert: &Cert) -> String {
    page.name(groups::issuer(cert))
}

/// The endpoint as an administrator would write it; for a file, the file.
pub fn endpoint_name(page: &Page<'_>, target: &Target, endpoint: &EndpointReport) -> String {
    match (&endpoint.endpoint.host, endpoint.endpoint.port) {
        (Some(host), Some(port)) if host.contains(':') => format!("[{}]:{port}", page.name(host)),
        (Some(host), Some(port)) => format!("{}:{port}", page.name(host)),
        (Some(host), None) => page.name(host),
        (None, _) => page.name(&target.name()),
    }
}

fn where_at(page: &Page<'_>, target: &Target, endpoint: &EndpointReport, seen: &[&Observation]) -> String {
    let name = endpoint_name(page, target, endpoint);
    let all = endpoint.main().filter(|o| o.address.is_some()).count();
    let seen: Vec<_> = seen.iter().filter(|o| o.address.is_some()).copied().collect();
    if seen.is_empty() {
        return name;
    }
    let listed = addresses(page, endpoint, &seen, SHOWN);
    page.told(&match (seen.len(), all) {
        (_, 0 | 1) => return format!("{name} ({listed})"),
        (2, 2) => text!("at-both": "{name} (both addresses)", name),
        (n, all) if n >= all => text!("at-all": "{name} (all {all} addresses)", name, all),
        (n, all) => text!("at-some": "{name} ({listed}, {n} of {all} addresses)", name, listed, n, all),
    })
}

/// The first few addresses and how many there are beyond.
pub fn addresses(page: &Page<'_>, endpoint: &EndpointReport, seen: &[&Observation], shown: usize) -> String {
    let all: Vec<String> = seen.iter().map(|o| address(page, endpoint, o)).collect();
    let (mut texts, rest) = spans::first(&all, shown);
    if rest > 0 {
        texts.push(more(page, rest));
    }
    page.listed(&texts)
}

/// How many there are beyond those shown.
pub fn more(page: &Page<'_>, n: usize) -> String {
    page.told(&text!("and-more": "{n} more", n))
}

/// The address, with its port where that is not the endpoint's; nothing for a file.
pub fn address(page: &Page<'_>, endpoint: &EndpointReport, seen: &Observation) -> String {
    match seen.address {
        None if endpoint.endpoint.host.is_none() => String::new(),
        None => page.words("no address"),
        Some(a) if endpoint.endpoint.port.is_none_or(|port| port == a.port()) => a.ip().to_string(),
        Some(a) => match a.ip() {
            IpAddr::V4(ip) => format!("{ip}:{}", a.port()),
            IpAddr::V6(ip) => format!("[{ip}]:{}", a.port()),
        },
    }
}
