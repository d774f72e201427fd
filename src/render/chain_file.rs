//! What a server is to send in place of what it sends: the leaf and its intermediates in order, as a file to install.
//!
//! Owns which chains can be repaired, and what the repaired ones hold. A chain can be if its path, completed by what was
//! obtained in this run or taken from what was sent, is anchored and sound; the root is left out, and no private key is
//! ever known here.

use std::net::IpAddr;

use pem_rfc7468::LineEnding;

use crate::model::cert::hex;
use crate::model::{
    Cert, EndKind, Observation, Outcome, Target, Text, Trust,
    endpoint::Endpoint,
    report::{EndpointReport, TargetReport},
};
use crate::text;

/// Most characters of a host in a file's name: a host name has no more (RFC 1035 2.3.4).
const HOST: usize = 253;

/// A repaired chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainFile {
    /// A file name of letters, digits, dots, hyphens and underscores, that begins with a letter or digit.
    pub name: String,
    /// The certificates, leaf first (RFC 8446 4.4.2).
    pub pem: String,
    /// Where it is to be installed.
    pub machine: Text,
}

/// The repaired chains of a target, one for each address whose chain can be repaired and has to be.
pub fn chain_files(target: &TargetReport) -> Vec<ChainFile> {
    let mut files: Vec<ChainFile> = Vec::new();
    for report in target.endpoints.iter().filter(|report| !report.endpoint.microsoft) {
        for seen in report.main() {
            if let Some(file) = repaired(&target.target, report, seen) {
                // Two endpoints at one place present one chain.
                if files.iter().all(|known| known.name != file.name) {
                    files.push(file);
                }
            }
        }
    }
    files
}

fn repaired(target: &Target, report: &EndpointReport, seen: &Observation) -> Option<ChainFile> {
    let walk = seen.walk.as_ref().filter(|_| seen.outcome == Outcome::Presented)?;
    let sound = walk.trust == Trust::Trusted || walk.completed_by.is_some();
    if !sound || walk.path.end.kind != EndKind::Anchored {
        return None;
    }
    let mut chain: Vec<&Cert> = walk.path.certificates.iter().map(|step| &*step.cert).collect();
    if chain.len() > 1 && chain.last().is_some_and(|top| top.is_self_issued()) {
        chain.pop();
    }
    let sent = seen.presented.sent.iter().map(|sent| sent.sha256);
    if sent.eq(chain.iter().map(|cert| cert.sha256)) {
        return None;
    }
    let leaf = chain.first()?;
    let name = file_name(&report.endpoint, seen).unwrap_or_else(|| format!("chain_{}.pem", &hex(&leaf.sha256)[..16]));
    let pem: Result<String, _> =
        chain.iter().map(|cert| pem_rfc7468::encode_string("CERTIFICATE", LineEnding::LF, &cert.der)).collect();
    Some(ChainFile { name, pem: pem.ok()?, machine: machine(target, &report.endpoint, seen) })
}

/// `sip.contoso.com_203.0.113.11_5061.pem`; `None` without an address, or for a host that is no host name.
fn file_name(endpoint: &Endpoint, seen: &Observation) -> Option<String> {
    let address = seen.address?;
    let ip = match address.ip() {
        IpAddr::V4(ip) => ip.to_string(),
        // A colon cannot stand in a file's name on Windows.
        IpAddr::V6(ip) => ip.to_string().replace(':', "-"),
    };
    let host = endpoint.host.as_deref()?.to_ascii_lowercase();
    let letters = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'));
    let begins = host.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !letters || !begins || host.len() > HOST || host.contains("..") {
        // An IPv6 address as the host, say: the address says it all.
        return Some(format!("address_{ip}_{}.pem", address.port())).filter(|_| host.parse::<IpAddr>().is_ok());
    }
    Some(format!("{host}_{ip}_{}.pem", address.port()))
}

fn machine(target: &Target, endpoint: &Endpoint, seen: &Observation) -> Text {
    match (target, &endpoint.host, seen.address) {
        (_, Some(host), Some(address)) => Text::from(format!("{host} ({address})")),
        (Target::File(path), ..) => {
            text!("chain-file-machine": "the server that uses {path}", path = path.display().to_string())
        }
        (other, ..) => other.name().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn what_is_in_order_is_left_alone() {
        assert_eq!(sample::healthy().targets.iter().flat_map(chain_files).collect::<Vec<_>>(), []);
    }

    #[test]
    fn a_name_from_outside_stays_a_name() {
        let at = |host: &str| {
            let mut report = sample::broken();
            let endpoint = &mut report.targets[0].endpoints[0];
            endpoint.endpoint.host = Some(host.to_owned());
            let seen = endpoint.observations.iter().find(|o| o.address.is_some()).cloned();
            file_name(&endpoint.endpoint, &seen.unwrap())
        };
        assert!(at("SIP.contoso.com").is_some_and(|name| name.starts_with("sip.contoso.com_")));
        for host in
            ["../../etc/passwd", "a/b", "a\\b", ".hidden", "-rf", "a..b", "con\0", "b\u{fc}cher.example", "", "a b"]
        {
            assert_eq!(at(host), None, "{host:?}");
        }
        assert!(at("2001:db8::1").is_some_and(|name| name.starts_with("address_") && !name.contains(':')));
    }
}
