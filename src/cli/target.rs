//! What an administrator types to what is meant: domains, hosts, name servers.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use crate::{
    model::{Target, Text},
    text, words,
};

/// What is wrong with a name that was typed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TargetError {
    /// An address where a domain is needed.
    Address(String),
    /// Not a domain.
    Domain {
        /// What was typed.
        text: String,
        /// Why not.
        why: &'static str,
    },
    /// Not a host and port.
    Host(String),
    /// Not a name server.
    Server(String),
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl TargetError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Address(address) => text!(
                "target-address": "{address} is an address, not a domain; to check an endpoint use: chaincheck probe {address}",
                address,
            ),
            Self::Domain { text, why } => text!(
                "no-domain": "{typed} is not a domain name: {why}",
                typed = format!("{text:?}"),
                why = Text::words(why),
            ),
            Self::Host(text) => text!(
                "no-host": "{typed} is not HOST or HOST:PORT (IPv6 addresses in brackets, port 1 to 65535)",
                typed = format!("{text:?}"),
            ),
            Self::Server(text) => text!(
                "no-server": "{typed} is not an address of a name server: ADDR or ADDR:PORT (IPv6 addresses in brackets)",
                typed = format!("{text:?}"),
            ),
        }
    }
}

/// A domain, and a hint where what was typed probably means another one.
///
/// Understood are names (also internationalised, with a final dot, in upper case), `user@domain`, `sip:user@domain` and
/// URLs.
///
/// # Errors
///
/// [`TargetError::Domain`] and [`TargetError::Address`].
pub fn domain(text: &str) -> Result<(Target, Option<Text>), TargetError> {
    let typed = text.trim();
    let fail = |why| TargetError::Domain { text: typed.to_owned(), why };
    let mut host = typed.to_owned();
    let mut is_url = false;
    if typed.contains("://") {
        let url = url::Url::parse(typed).map_err(|_| fail(words!("it looks like a URL but is none")))?;
        host = url.host_str().ok_or_else(|| fail(words!("the URL has no host")))?.to_owned();
        is_url = true;
    } else {
        for scheme in ["sip:", "sips:", "mailto:"] {
            let is_scheme = host.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
            if is_scheme {
                host = host[scheme.len()..].split([';', '?']).next().unwrap_or_default().to_owned();
            }
        }
        if let Some((_, domain)) = host.rsplit_once('@') {
            host = domain.to_owned();
        }
    }
    let bare = host.trim_matches(['[', ']']);
    if bare.parse::<IpAddr>().is_ok() {
        return Err(TargetError::Address(bare.to_owned()));
    }
    let ascii = ascii(&host).map_err(fail)?;
    if !ascii.contains('.') {
        return Err(fail(words!(
            "it has no dot; give the whole domain, such as contoso.com (files are checked with: chaincheck verify)"
        )));
    }
    let hint = service_parent(&ascii).filter(|_| is_url).map(|parent| {
        text!(
            "service-hint": "{name} looks like the name of a service; for everything of its domain: chaincheck {parent}",
            name = &ascii,
            parent,
        )
    });
    Ok((Target::Domain(ascii), hint))
}

/// An endpoint; the port is 443 unless given.
///
/// # Errors
///
/// [`TargetError::Host`].
pub fn host(text: &str) -> Result<Target, TargetError> {
    host_at(text, 443)
}

/// An endpoint whose port is this one unless given.
///
/// # Errors
///
/// [`TargetError::Host`].
pub fn host_at(text: &str, port: u16) -> Result<Target, TargetError> {
    let typed = text.trim();
    let fail = || TargetError::Host(typed.to_owned());
    if let Ok(address) = typed.parse::<SocketAddr>() {
        return if address.port() == 0 {
            Err(fail())
        } else {
            Ok(Target::Host { host: address.ip().to_string(), port: address.port() })
        };
    }
    if let Ok(address) = typed.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Ok(Target::Host { host: address.to_string(), port });
    }
    let (name, port) = match typed.rsplit_once(':') {
        Some((name, port)) => (name, port.parse().ok().filter(|p| *p != 0).ok_or_else(fail)?),
        None => (typed, port),
    };
    let host = ascii(name).map_err(|_| fail())?;
    Ok(Target::Host { host, port })
}

/// A name server; the port is 53 unless given.
///
/// # Errors
///
/// [`TargetError::Server`].
pub fn server(text: &str) -> Result<SocketAddr, TargetError> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Ok(address);
    }
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    let ip = bare.parse::<IpAddr>().map_err(|_| TargetError::Server(text.to_owned()))?;
    Ok(SocketAddr::new(ip, 53))
}

/// Lower-case ASCII without a final dot.
fn ascii(name: &str) -> Result<String, &'static str> {
    let name = name.trim_end_matches('.');
    if name.is_empty() {
        return Err(words!("there is no name"));
    }
    let ascii = idna::domain_to_ascii(name).map_err(|_| words!("it holds characters that no domain name can have"))?;
    if ascii.len() > 253 {
        return Err(words!("it is longer than 253 characters"));
    }
    let label =
        |l: &str| (1..=63).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !ascii.split('.').all(label) {
        return Err(words!("its parts must be 1 to 63 letters, digits and hyphens"));
    }
    // No host's name does (RFC 952); it is an option in the wrong place.
    if ascii.starts_with('-') {
        return Err(words!("it begins with a hyphen"));
    }
    Ok(ascii)
}

/// The domain above a name that is usually a service's.
fn service_parent(name: &str) -> Option<&str> {
    const SERVICES: &[&str] = &[
        "www",
        "lyncdiscover",
        "lyncdiscoverinternal",
        "sip",
        "sipinternal",
        "sipexternal",
        "meet",
        "dialin",
        "sts",
        "adfs",
        "fs",
        "autodiscover",
        "webext",
        "webcon",
        "av",
        "lwa",
        "admin",
        "scheduler",
    ];
    let (first, parent) = name.split_once('.')?;
    (SERVICES.contains(&first) && parent.contains('.')).then_some(parent)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_no_name() {
        for text in ["-", "--help", "-v:443"] {
            assert_eq!(host(text), Err(TargetError::Host(text.to_owned())));
        }
        assert!(domain("-a.contoso.com").is_err() && host("a-b.contoso.com").is_ok());
    }

    #[test]
    fn domains_as_people_type_them() {
        let table = [
            ("contoso.com", "contoso.com"),
            ("Contoso.COM.", "contoso.com"),
            ("anna@contoso.com", "contoso.com"),
            ("sip:anna@contoso.com;transport=tls", "contoso.com"),
            ("https://lyncdiscover.contoso.com/root?x", "lyncdiscover.contoso.com"),
            ("bücher.example", "xn--bcher-kva.example"),
        ];
        for (typed, expected) in table {
            assert_eq!(domain(typed).unwrap().0, Target::Domain(expected.into()), "{typed}");
        }
        assert!(domain("https://lyncdiscover.contoso.com/").unwrap().1.unwrap().contains("chaincheck contoso.com"));
        for bad in ["", "contoso", "a b.com", "http://", "a..com", "-", &"a".repeat(300)] {
            assert!(matches!(domain(bad), Err(TargetError::Domain { .. })), "{bad}");
        }
        for address in ["10.0.0.1", "[::1]", "https://10.0.0.1/"] {
            assert!(matches!(domain(address), Err(TargetError::Address(_))), "{address}");
        }
    }

    #[test]
    fn hosts_and_ports() {
        let table = [
            ("sip.contoso.com", "sip.contoso.com", 443),
            ("SIP.contoso.com:5061", "sip.contoso.com", 5061),
            ("10.0.0.1", "10.0.0.1", 443),
            ("10.0.0.1:5061", "10.0.0.1", 5061),
            ("::1", "::1", 443),
            ("[::1]:5061", "::1", 5061),
            ("localhost:8443", "localhost", 8443),
        ];
        for (typed, name, port) in table {
            assert_eq!(host(typed).unwrap(), Target::Host { host: name.into(), port }, "{typed}");
        }
        for bad in ["", ":443", "a:0", "a:x", "a:70000", "a b"] {
            assert!(host(bad).is_err(), "{bad}");
        }
    }
}
