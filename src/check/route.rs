//! Where an endpoint's connections really go: `--connect-to`, and what DNS gave.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use super::Settings;
use crate::{
    discover::Dns,
    model::{Answer, Endpoint, Silence, Stage, Text, observation::Cause},
    text,
};

/// One `--connect-to HOST:PORT:ADDR:PORT`, as in curl: empty parts stand for any host and port, and for the address and
/// port that would have been used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectTo {
    /// Host it is for; `None` for every host.
    pub host: Option<String>,
    /// Port it is for; `None` for every port.
    pub port: Option<u16>,
    /// Host name or address to connect to; `None` for the host's own addresses.
    pub to_host: Option<String>,
    /// Port to connect to; `None` for the endpoint's own.
    pub to_port: Option<u16>,
}

/// What is wrong with a `--connect-to`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RouteError {
    /// Not four parts.
    Shape(String),
    /// A port that is none.
    Port(String),
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl RouteError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Shape(typed) => text!(
                "route-shape": "{typed} is not HOST:PORT:ADDR:PORT (IPv6 addresses in brackets; HOST, ADDR and ports may be empty)",
                typed = format!("{typed:?}"),
            ),
            Self::Port(typed) => {
                text!("route-port": "{typed} is no port between 1 and 65535", typed = format!("{typed:?}"))
            }
        }
    }
}

impl FromStr for ConnectTo {
    type Err = RouteError;

    fn from_str(text: &str) -> Result<Self, RouteError> {
        let shape = || RouteError::Shape(text.to_owned());
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let end = if rest.starts_with('[') { rest.find(']').map(|i| i + 1).ok_or_else(shape)? } else { 0 };
            match rest[end..].find(':') {
                Some(colon) => {
                    parts.push(&rest[..end + colon]);
                    rest = &rest[end + colon + 1..];
                }
                None => {
                    parts.push(rest);
                    break;
                }
            }
        }
        let [host, port, to_host, to_port] = parts[..] else { return Err(shape()) };
        let name = |part: &str| {
            let bare = part.strip_prefix('[').and_then(|p| p.strip_suffix(']')).unwrap_or(part);
            (!bare.is_empty()).then(|| bare.trim_end_matches('.').to_ascii_lowercase())
        };
        let number = |part: &str| match part {
            "" => Ok(None),
            part => match part.parse() {
                Ok(0) | Err(_) => Err(RouteError::Port(part.to_owned())),
                Ok(port) => Ok(Some(port)),
            },
        };
        Ok(Self { host: name(host), port: number(port)?, to_host: name(to_host), to_port: number(to_port)? })
    }
}

impl ConnectTo {
    /// Connections to a host and port go to an address.
    pub fn new(host: &str, port: u16, to: SocketAddr) -> Self {
        Self {
            host: Some(host.to_owned()),
            port: Some(port),
            to_host: Some(to.ip().to_string()),
            to_port: Some(to.port()),
        }
    }

    fn is_for(&self, host: &str, port: u16) -> bool {
        self.host.as_deref().is_none_or(|h| h == host) && self.port.is_none_or(|p| p == port)
    }

    fn address(&self) -> Option<IpAddr> {
        self.to_host.as_deref().and_then(|h| h.parse().ok())
    }
}

/// Whether the user named where connections to a host and port go.
pub(super) fn leads_elsewhere(entries: &[ConnectTo], host: &str, port: u16) -> bool {
    let mut ours = entries.iter().filter(|e| e.is_for(host, port)).peekable();
    ours.peek().is_some() && ours.all(|e| e.to_host.is_some())
}

/// Whether every connection to a host and port goes to an address given by the user.
pub(super) fn needs_no_lookup(entries: &[ConnectTo], host: &str, port: u16) -> bool {
    let mut ours = entries.iter().filter(|e| e.is_for(host, port)).peekable();
    ours.peek().is_some() && ours.all(|e| e.address().is_some())
}

/// Every address to connect to for an endpoint.
///
/// # Errors
///
/// Why there is none, as a silence at the stage `resolve`.
pub(super) async fn addresses(
    settings: &Settings,
    dns: Option<&Dns>,
    endpoint: &Endpoint,
) -> Result<Vec<SocketAddr>, Silence> {
    let host = endpoint.host.as_deref().unwrap_or_default();
    let port = endpoint.port.unwrap_or_default();
    let own = &endpoint.resolution;
    let entries: Vec<&ConnectTo> = settings.connect_to.iter().filter(|e| e.is_for(host, port)).collect();
    let mut found: Vec<SocketAddr> = Vec::new();
    let mut failure = own.failure;
    if entries.is_empty() {
        found.extend(own.addresses.iter().map(|ip| SocketAddr::new(*ip, port)));
    }
    for entry in entries {
        let to_port = entry.to_port.unwrap_or(port);
        let ips = match (&entry.to_host, entry.address(), dns) {
            (None, _, _) => own.addresses.clone(),
            (_, Some(ip), _) => vec![ip],
            (Some(name), None, Some(dns)) => {
                let resolved = dns.resolve(name).await;
                failure = failure.or(resolved.resolution.failure);
                resolved.resolution.addresses
            }
            (Some(_), None, None) => Vec::new(),
        };
        found.extend(ips.into_iter().map(|ip| SocketAddr::new(ip, to_port)));
    }
    let (ipv4, ipv6) = settings.families;
    found.retain(|a| if a.is_ipv4() { ipv4 } else { ipv6 });
    let mut distinct = Vec::new();
    for address in found {
        if !distinct.contains(&address) {
            distinct.push(address);
        }
    }
    if !distinct.is_empty() {
        return Ok(distinct);
    }
    let host = end_of_aliases(&endpoint.trail, host);
    let (cause, why) = match failure {
        Some(Answer::NoName) => (Cause::NoAddress, text!("no-name-in-dns": "DNS knows no name {host}", host)),
        Some(Answer::NoData) if settings.families == (true, true) => {
            (Cause::NoAddress, text!("no-address-in-dns": "{host} has no address in DNS", host))
        }
        Some(Answer::Loop) => {
            (Cause::LookupFailed, text!("alias-circle": "the aliases of {host} lead in a circle", host))
        }
        Some(answer) if answer.is_failure() => {
            let answer = Text::words(answer.as_str());
            (Cause::LookupFailed, text!("lookup-of-host-failed": "the lookup of {host} failed: {answer}", host, answer))
        }
        _ => (Cause::NoAddress, text!("no-address-of-family": "{host} has no address of the wanted family", host)),
    };
    Err(Silence { stage: Stage::Resolve, cause, why })
}

/// The name at which the aliases of a host end: the one that DNS has nothing about.
fn end_of_aliases<'a>(trail: &'a [String], host: &'a str) -> &'a str {
    let aliases = trail.iter().filter_map(|step| step.strip_prefix("CNAME ")?.split_once(" -> "));
    aliases.fold(host, |end, (owner, target)| if owner == end { target } else { end })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_followed_from_the_host() {
        let trail = ["CNAME _sip._tls.a.test -> _sip._tls.b.test", "SRV _sip._tls.b.test -> sip.b.test:443"];
        let trail = [&trail[..], &["CNAME sip.b.test -> edge.c.test", "CNAME edge.c.test -> gone.d.test"]].concat();
        let trail: Vec<String> = trail.into_iter().map(str::to_owned).collect();
        assert_eq!(end_of_aliases(&trail, "sip.b.test"), "gone.d.test");
        assert_eq!(end_of_aliases(&trail, "other.test"), "other.test");
    }

    #[test]
    fn entries_are_read_as_in_curl() {
        let entry: ConnectTo = "sip.Contoso.com:443:[::1]:8443".parse().unwrap();
        assert_eq!(entry.host.as_deref(), Some("sip.contoso.com"));
        assert_eq!((entry.port, entry.to_host.as_deref(), entry.to_port), (Some(443), Some("::1"), Some(8443)));
        let any: ConnectTo = ":::8443".parse().unwrap();
        assert_eq!(any, ConnectTo { host: None, port: None, to_host: None, to_port: Some(8443) });
        for bad in ["", "a:1", "a:1:b", "a:x:b:1", "a:1:b:0", "a:1:[::1:2", "a:1:b:2:3"] {
            assert!(bad.parse::<ConnectTo>().is_err(), "{bad}");
        }
    }
}
