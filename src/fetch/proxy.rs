//! The proxies that the environment names. They are for requests beside the probes only: a probe wants to see the
//! server, not the proxy.

use std::{env, fmt, net::IpAddr};

use base64ct::{Base64, Encoding};
use url::Url;

/// Where requests go through. The default is straight to the server.
#[derive(Clone, Default)]
pub struct Proxies {
    /// For `http` URLs.
    http: Option<Url>,
    /// For `https` URLs.
    https: Option<Url>,
    /// Hosts that are asked directly.
    never: Vec<Never>,
}

/// An entry of `NO_PROXY`, in the forms that curl, Go and Python take.
#[derive(Clone)]
struct Never {
    hosts: Hosts,
    /// Only there; `None` for every port.
    port: Option<u16>,
}

#[derive(Clone)]
enum Hosts {
    /// `*`.
    All,
    /// `contoso.com`, `.contoso.com` or `*.contoso.com`: the name and what is below it.
    Below(String),
    /// `10.0.0.1` or `10.0.0.0/8`: addresses whose first bits are these.
    Net(IpAddr, u32),
}

impl Never {
    /// `None` for what is nothing.
    fn read(text: &str) -> Option<Self> {
        let whole = |hosts| Some(Self { hosts, port: None });
        let text = text.trim();
        if text == "*" {
            return whole(Hosts::All);
        }
        if let Some((ip, bits)) = text.split_once('/') {
            return whole(Hosts::Net(literal(ip)?, bits.parse().ok()?));
        }
        if let Some(ip) = literal(text) {
            return whole(Hosts::Net(ip, u32::MAX));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text, None),
        };
        if let Some(ip) = literal(host) {
            return Some(Self { hosts: Hosts::Net(ip, u32::MAX), port });
        }
        let name = host.trim_start_matches('*').trim_matches('.').to_ascii_lowercase();
        (!name.is_empty()).then_some(Self { hosts: Hosts::Below(name), port })
    }

    fn is_for(&self, host: &str, port: u16) -> bool {
        let ours = match &self.hosts {
            Hosts::All => true,
            Hosts::Below(_) if literal(host).is_some() => false,
            Hosts::Below(name) => {
                host.strip_suffix(name.as_str()).is_some_and(|left| left.is_empty() || left.ends_with('.'))
            }
            Hosts::Net(net, bits) => literal(host).is_some_and(|ip| begins_alike(*net, ip, *bits)),
        };
        ours && self.port.is_none_or(|only| only == port)
    }
}

fn literal(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    bare.parse().ok()
}

/// Whether two addresses have their first bits in common.
fn begins_alike(a: IpAddr, b: IpAddr, bits: u32) -> bool {
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= bits.min(u32::BITS),
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= bits.min(u128::BITS),
        _ => false,
    }
}

impl fmt::Debug for Proxies {
    /// Without the credentials that a URL may hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = [&self.http, &self.https].map(|url| url.as_ref().and_then(Url::host_str));
        f.debug_tuple("Proxies").field(&hosts).finish()
    }
}

impl Proxies {
    /// As the environment says: `http_proxy` (in lower case only: the other is set by web servers for a request's
    /// header `Proxy`), `https_proxy`, `no_proxy` or in upper case.
    ///
    /// # Errors
    ///
    /// The name and the value, less any credentials, of a variable that holds no URL of an HTTP proxy.
    pub fn from_environment() -> Result<Self, (&'static str, String)> {
        let text = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
        let first = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, text(name)?)));
        let http = text("http_proxy").map(|value| ("http_proxy", value));
        let never = first(["no_proxy", "NO_PROXY"]).map(|(_, value)| value).unwrap_or_default();
        Ok(Self {
            http: http.map(read).transpose()?,
            https: first(["https_proxy", "HTTPS_PROXY"]).map(read).transpose()?,
            never: exceptions(&never),
        })
    }

    /// One proxy for everything.
    pub fn all(proxy: Url) -> Self {
        Self { http: Some(proxy.clone()), https: Some(proxy), never: Vec::new() }
    }

    /// The proxy for a scheme, host and port, if any.
    pub fn proxy_for(&self, scheme: &str, host: &str, port: u16) -> Option<&Url> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        if self.never.iter().any(|never| never.is_for(&host, port)) {
            return None;
        }
        if scheme == "https" { self.https.as_ref() } else { self.http.as_ref() }
    }
}

/// The entries of `NO_PROXY`, between commas or blanks.
fn exceptions(text: &str) -> Vec<Never> {
    text.split(|c: char| c == ',' || c.is_whitespace()).filter_map(Never::read).collect()
}

/// The value of `Proxy-Authorization` for the user info of a proxy's URL (RFC 7617 2); `None` if it holds none.
pub(super) fn authorization(proxy: &Url) -> Option<String> {
    if proxy.username().is_empty() && proxy.password().is_none() {
        return None;
    }
    let mut pair = decoded(proxy.username());
    pair.push(b':');
    pair.extend(decoded(proxy.password().unwrap_or_default()));
    Some(format!("Basic {}", Base64::encode_string(&pair)))
}

/// Text of a URL with its percent-encoding undone (RFC 3986 2.1).
fn decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        let escaped = more.get(..2).filter(|_| first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &more[2..];
            }
            None => {
                out.push(first);
                rest = more;
            }
        }
    }
    out
}

/// A proxy's URL; curl takes one without scheme, so it is taken here too.
fn read((name, value): (&'static str, String)) -> Result<Url, (&'static str, String)> {
    let value = value.trim();
    let url = if value.contains("://") { Url::parse(value) } else { Url::parse(&format!("http://{value}")) };
    match url {
        Ok(url) if url.scheme() == "http" && url.host_str().is_some() => Ok(url),
        _ => Err((name, told(value).to_owned())),
    }
}

/// As much of a value that is no URL of a proxy as holds no credentials: what comes after them, or before what should be
/// a port and may be a password.
fn told(value: &str) -> &str {
    if let Some((_, host)) = value.rsplit_once('@') {
        return host;
    }
    let from = value.find("://").map_or(0, |scheme| scheme + 3);
    let is_port = |rest: &str| rest.trim_end_matches('/').parse::<u16>().is_ok();
    match value[from..].split_once(':') {
        Some((host, rest)) if !is_port(rest) => &value[..from + host.len()],
        _ => value,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn some_hosts_are_asked_directly() {
        let proxy = read(("https_proxy", "user:secret@proxy.contoso.com:8080".to_owned())).unwrap();
        assert_eq!((proxy.host_str(), proxy.port()), (Some("proxy.contoso.com"), Some(8080)));
        let through = |never: &str, host: &str, port| {
            let proxies = Proxies { http: None, https: Some(proxy.clone()), never: exceptions(never) };
            assert!(proxies.proxy_for("http", host, port).is_none(), "there is none for it");
            proxies.proxy_for("https", host, port).is_some()
        };
        for (never, host, port, expected) in [
            ("", "sts.contoso.com", 443, true),
            (",, ,", "sts.contoso.com", 443, true),
            ("*", "sts.contoso.com", 443, false),
            ("contoso.com", "contoso.com", 443, false),
            ("contoso.com", "STS.contoso.com.", 443, false),
            ("contoso.com", "evilcontoso.com", 443, true),
            ("contoso.com", "login.microsoftonline.com", 443, true),
            (".contoso.com", "sts.contoso.com", 443, false),
            ("*.contoso.com", "sts.contoso.com", 443, false),
            ("CONTOSO.com.", "sts.contoso.com", 443, false),
            ("litware.com contoso.com", "sts.contoso.com", 443, false),
            ("contoso.com:443", "sts.contoso.com", 443, false),
            ("contoso.com:443", "sts.contoso.com", 80, true),
            ("contoso.com:x", "sts.contoso.com", 443, true),
            ("10.0.0.1", "10.0.0.1", 443, false),
            ("10.0.0.1", "10.0.0.10", 443, true),
            ("0.0.1", "10.0.0.1", 443, true),
            ("10.0.0.1:80", "10.0.0.1", 443, true),
            ("10.0.0.0/8", "10.255.0.1", 443, false),
            ("10.0.0.0/8", "11.0.0.1", 443, true),
            ("10.0.0.0/8", "10.contoso.com", 443, true),
            ("0.0.0.0/0", "203.0.113.1", 443, false),
            ("10.0.0.0/99", "10.0.0.0", 443, false),
            ("fd00::/8", "fd12::1", 443, false),
            ("fd00::/8", "2603::1", 443, true),
            ("::1", "::1", 443, false),
            ("[::1]", "[::1]", 443, false),
            ("[::1]:80", "::1", 443, true),
        ] {
            assert_eq!(through(never, host, port), expected, "{never} {host} {port}");
        }
    }

    #[test]
    fn credentials_are_not_told() {
        let (name, told) = read(("https_proxy", "socks5://user:secret@proxy:1080".to_owned())).unwrap_err();
        assert_eq!((name, told.as_str()), ("https_proxy", "proxy:1080"));
        for (value, expected) in [
            ("user:secret", "user"),
            ("http://user:secret", "http://user"),
            ("http://user:secret@", ""),
            ("user:sec@ret@proxy:x", "proxy:x"),
            ("socks5://proxy:1080", "socks5://proxy:1080"),
            ("socks5://proxy:1080/", "socks5://proxy:1080/"),
        ] {
            assert_eq!(read(("http_proxy", value.to_owned())).unwrap_err().1, expected);
        }
    }

    #[test]
    fn credentials_are_encoded_for_the_proxy_alone() {
        let of = |text: &str| authorization(&Url::parse(text).unwrap());
        assert_eq!(of("http://proxy:8080"), None);
        // RFC 7617 2: Aladdin, "open sesame".
        assert_eq!(
            of("http://Aladdin:open%20sesame@proxy:8080").as_deref(),
            Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        assert_eq!(of("http://a%3Ab%25@proxy").as_deref(), Some("Basic YTpiJTo="));
        let proxies = Proxies::all(Url::parse("http://user:secret@proxy:8080").unwrap());
        assert!(!format!("{proxies:?}").contains("secret"));
    }
}
