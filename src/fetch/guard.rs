//! Which addresses a request may go to. A pure function of the address and of where the endpoint was seen on whose behalf
//! the request is made: a document or a redirect must not turn this machine into a way to its own or its neighbours'
//! services (server-side request forgery).
//!
//! Each address that a name leads to is asked about, and an address that was permitted is the one connected to: a name
//! that is looked up again may lead elsewhere. What the user named, with `--connect-to` or as a proxy, is the user's
//! own choice and does not come here.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use crate::{model::Text, text, words};

/// Why an address is not connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody's server is at such an address.
    Never(IpAddr, &'static str),
    /// Only for an endpoint at such an address itself.
    Elsewhere(IpAddr, &'static str),
    /// Another service's port.
    Port(u16),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Refusal {
    /// It in words.
    pub fn text(self) -> Text {
        match self {
            Self::Never(address, kind) => text!(
                "address-never": "{address} is a {kind} address, to which no request is made",
                address = address.to_string(),
                kind = Text::words(kind),
            ),
            Self::Elsewhere(address, kind) => text!(
                "address-elsewhere":
                "{address} is a {kind} address, and the request is on behalf of an endpoint that is not at such a one",
                address = address.to_string(),
                kind = Text::words(kind),
            ),
            Self::Port(port) => text!("port-neither": "port {port} is neither 80 nor 443", port),
        }
    }
}

/// Whether a request may go to `address` on behalf of an endpoint that was seen at the addresses `seen`.
///
/// # Errors
///
/// Why it may not.
pub fn permit(address: SocketAddr, seen: &[IpAddr]) -> Result<(), Refusal> {
    let ip = address.ip();
    for ground in grounds(ip) {
        match ground {
            Ground::Never(what) => return Err(Refusal::Never(ip, what)),
            Ground::Public => {}
            local => {
                if !seen.iter().any(|seen| grounds(*seen).contains(&local)) {
                    return Err(Refusal::Elsewhere(ip, local.as_str()));
                }
            }
        }
    }
    let is_loopback = grounds(ip).contains(&Ground::Loopback);
    if is_loopback || matches!(address.port(), 80 | 443) { Ok(()) } else { Err(Refusal::Port(address.port())) }
}

/// Beyond public addresses, the kinds of places that may be asked on behalf of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reach {
    /// Addresses of an office network.
    pub private: bool,
    /// This machine.
    pub loopback: bool,
}

/// What may be asked on behalf of an endpoint that was seen at the addresses `seen`.
pub fn reach(seen: &[IpAddr]) -> Reach {
    let at = |ground| seen.iter().any(|ip| grounds(*ip).contains(&ground));
    Reach { private: at(Ground::Private), loopback: at(Ground::Loopback) }
}

/// Whether a request through a proxy may name this host: literals of addresses that are not public may not, since they
/// would be the proxy's neighbours, and so is its own loopback by name (RFC 6761 6.3). Other names are for the proxy to
/// resolve.
///
/// # Errors
///
/// Why it may not.
pub fn permit_through_proxy(host: &str, port: u16) -> Result<(), Refusal> {
    let host = host.trim_matches(['[', ']']).trim_end_matches('.');
    let name = host.rsplit('.').next().unwrap_or_default();
    if name.eq_ignore_ascii_case("localhost") {
        return Err(Refusal::Elsewhere(Ipv4Addr::LOCALHOST.into(), words!("loopback")));
    }
    match host.parse::<IpAddr>() {
        Ok(ip) => permit(SocketAddr::new(ip, port), &[]),
        Err(_) if matches!(port, 80 | 443) => Ok(()),
        Err(_) => Err(Refusal::Port(port)),
    }
}

/// What kind of place an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// Anywhere on the Internet, or where nothing can be (documentation and reserved ranges).
    Public,
    /// RFC 1918, unique-local (RFC 4193), carrier-grade (RFC 6598), the former site-local.
    Private,
    /// This machine.
    Loopback,
    /// No place for a server of anybody else's.
    Never(&'static str),
}

impl Ground {
    fn as_str(self) -> &'static str {
        match self {
            Self::Public => words!("public"),
            Self::Private => words!("private"),
            Self::Loopback => words!("loopback"),
            Self::Never(what) => what,
        }
    }
}

/// Where the services are that tell a cloud machine its secrets: AWS and those who copied it are link-local anyway.
const METADATA: &[IpAddr] = &[
    // Alibaba, Oracle, Azure (WireServer).
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    // AWS, Google.
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// What an address is, and what the IPv4 addresses within it are: any of them may be where the packets arrive.
fn grounds(ip: IpAddr) -> Vec<Ground> {
    match ip {
        _ if METADATA.contains(&ip) => vec![Ground::Never(words!("metadata"))],
        IpAddr::V4(ip) => vec![ground_v4(ip)],
        IpAddr::V6(ip) => {
            let embedded = embedded(ip);
            let within = embedded.iter().flat_map(|v4| grounds(IpAddr::V4(*v4)));
            std::iter::once(ground_v6(ip)).chain(within).collect()
        }
    }
}

fn ground_v4(ip: Ipv4Addr) -> Ground {
    let [a, b, ..] = ip.octets();
    match (a, b) {
        // RFC 1122 3.2.1.3: this host on this network.
        (0, _) => Ground::Never(words!("unspecified")),
        (169, 254) => Ground::Never(words!("link-local")),
        (224..=239, _) => Ground::Never(words!("multicast")),
        _ if ip.is_broadcast() => Ground::Never(words!("broadcast")),
        (127, _) => Ground::Loopback,
        (100, 64..=127) => Ground::Private,
        _ if ip.is_private() => Ground::Private,
        _ => Ground::Public,
    }
}

fn ground_v6(ip: Ipv6Addr) -> Ground {
    match ip.segments()[0] {
        _ if ip.is_unspecified() => Ground::Never(words!("unspecified")),
        _ if ip.is_loopback() => Ground::Loopback,
        0xff00.. => Ground::Never(words!("multicast")),
        0xfe80..=0xfebf => Ground::Never(words!("link-local")),
        0xfec0..=0xfeff | 0xfc00..=0xfdff => Ground::Private,
        _ => Ground::Public,
    }
}

/// The IPv4 addresses within an IPv6 address, by every scheme that has put them there.
fn embedded(ip: Ipv6Addr) -> Vec<Ipv4Addr> {
    let s = ip.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    let last = v4(s[6], s[7]);
    match s {
        // The unspecified address and loopback are no IPv4 addresses.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Vec::new(),
        // Compatible, mapped, translated (RFC 4291 2.5.5, RFC 2765 2.1).
        [0, 0, 0, 0, 0, 0 | 0xffff, ..] | [0, 0, 0, 0, 0xffff, 0, ..] => vec![last],
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => vec![v4(high, low)],
        // Teredo (RFC 4380 4): the server, and the client with its bits turned over.
        [0x2001, 0, ..] => vec![v4(s[2], s[3]), v4(!s[6], !s[7])],
        // NAT64 (RFC 6052 2.1), and the prefix for local use, of whatever length (RFC 8215, RFC 6052 2.2).
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => vec![last],
        [0x64, 0xff9b, 1, ..] => {
            let of_48 = v4(s[3], (s[4] << 8) | (s[5] >> 8));
            let of_56 = v4((s[3] << 8) | (s[4] & 0xff), s[5]);
            let of_64 = v4((s[4] << 8) | (s[5] >> 8), (s[5] << 8) | (s[6] >> 8));
            // Zeros are what stands beside the one that is meant.
            [last, of_48, of_56, of_64].into_iter().filter(|ip| ip.octets()[0] != 0).collect()
        }
        // ISATAP (RFC 5214 6.1).
        [.., 0 | 0x200, 0x5efe, _, _] => vec![last],
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn said(address: &str, seen: &[&str]) -> String {
        let seen: Vec<IpAddr> = seen.iter().map(|ip| ip.parse().unwrap()).collect();
        match permit(address.parse().unwrap(), &seen) {
            Ok(()) => "permitted".to_owned(),
            Err(Refusal::Never(_, what)) => format!("never: {what}"),
            Err(Refusal::Elsewhere(_, what)) => format!("elsewhere: {what}"),
            Err(Refusal::Port(_)) => "port".to_owned(),
        }
    }

    #[test]
    fn each_address_has_its_ground() {
        for (ip, expected) in [
            ("203.0.113.1", "permitted"),
            ("198.51.100.1", "permitted"),
            ("8.8.8.8", "permitted"),
            ("240.0.0.1", "permitted"),
            ("2603:1047::1", "permitted"),
            ("2001:db8::1", "permitted"),
            ("169.254.169.254", "never: link-local"),
            ("169.254.1.1", "never: link-local"),
            ("fe80::1", "never: link-local"),
            ("febf::1", "never: link-local"),
            ("fd00:ec2::254", "never: metadata"),
            ("fd20:ce::254", "never: metadata"),
            ("100.100.100.200", "never: metadata"),
            ("192.0.0.192", "never: metadata"),
            ("168.63.129.16", "never: metadata"),
            ("224.0.0.1", "never: multicast"),
            ("239.255.255.255", "never: multicast"),
            ("ff02::1", "never: multicast"),
            ("0.0.0.0", "never: unspecified"),
            ("0.1.2.3", "never: unspecified"),
            ("::", "never: unspecified"),
            ("255.255.255.255", "never: broadcast"),
            ("127.0.0.1", "elsewhere: loopback"),
            ("127.255.0.1", "elsewhere: loopback"),
            ("::1", "elsewhere: loopback"),
            ("10.0.0.1", "elsewhere: private"),
            ("172.16.0.1", "elsewhere: private"),
            ("172.32.0.1", "permitted"),
            ("192.168.1.1", "elsewhere: private"),
            ("100.64.0.1", "elsewhere: private"),
            ("100.128.0.1", "permitted"),
            ("fd00::1", "elsewhere: private"),
            ("fc00::1", "elsewhere: private"),
            ("fec0::1", "elsewhere: private"),
            // IPv4 inside IPv6: mapped, compatible, translated, 6to4, NAT64 of both prefixes, Teredo, ISATAP.
            ("::ffff:169.254.169.254", "never: link-local"),
            ("::ffff:127.0.0.1", "elsewhere: loopback"),
            ("::ffff:203.0.113.1", "permitted"),
            ("::127.0.0.1", "elsewhere: loopback"),
            ("::10.0.0.1", "elsewhere: private"),
            ("::ffff:0:10.0.0.1", "elsewhere: private"),
            ("2002:a9fe:a9fe::1", "never: link-local"),
            ("2002:0a00:0001::1", "elsewhere: private"),
            ("2002:cb00:7101::1", "permitted"),
            ("64:ff9b::169.254.169.254", "never: link-local"),
            ("64:ff9b::100.100.100.200", "never: metadata"),
            ("64:ff9b::203.0.113.1", "permitted"),
            ("64:ff9b:1::10.0.0.1", "elsewhere: private"),
            ("64:ff9b:1:a9fe:a9:fe00::", "never: link-local"),
            ("64:ff9b:1:cb00:71:100::", "permitted"),
            ("64:ff9b:1:a9:fe:a9fe::", "never: link-local"),
            ("64:ff9b:1:0:a9:fea9:fe00:0", "never: link-local"),
            ("2001:0:7f00:1:0:0:34ff:8efe", "elsewhere: loopback"),
            // 169.254.169.254 with its bits turned over.
            ("2001:0:cb00:7101:0:0:5601:5601", "never: link-local"),
            ("2603:1047::5efe:10.0.0.1", "elsewhere: private"),
            ("2603:1047::200:5efe:169.254.169.254", "never: link-local"),
        ] {
            let address = SocketAddr::new(ip.parse().unwrap(), 443).to_string();
            assert_eq!(said(&address, &["203.0.113.9"]), expected, "{ip}");
            assert_eq!(said(&address, &[]), expected, "{ip}");
        }
    }

    #[test]
    fn who_is_at_such_an_address_may_ask_there() {
        assert_eq!(said("10.0.0.1:443", &["192.168.0.1"]), "permitted");
        assert_eq!(said("10.0.0.1:80", &["203.0.113.1", "fd00::1"]), "permitted");
        assert_eq!(said("[fd00::2]:443", &["100.64.0.1"]), "permitted");
        assert_eq!(said("[::ffff:10.0.0.1]:443", &["10.0.0.2"]), "permitted");
        assert_eq!(said("127.0.0.1:443", &["10.0.0.1"]), "elsewhere: loopback");
        assert_eq!(said("10.0.0.1:443", &["127.0.0.1"]), "elsewhere: private");
        assert_eq!(said("[::1]:443", &["127.0.0.1"]), "permitted");
        // Never is never.
        assert_eq!(said("169.254.169.254:80", &["169.254.169.254", "10.0.0.1", "127.0.0.1"]), "never: link-local");
        assert_eq!(said("[fd00:ec2::254]:80", &["fd00:ec2::1"]), "never: metadata");
        assert_eq!(said("100.100.100.200:80", &["100.64.0.1"]), "never: metadata");
    }

    #[test]
    fn ports_are_those_of_the_web() {
        assert_eq!(said("203.0.113.1:80", &[]), "permitted");
        for port in [0, 22, 25, 8080, 8443, 49443] {
            assert_eq!(said(&format!("203.0.113.1:{port}"), &[]), "port");
            assert_eq!(said(&format!("10.0.0.1:{port}"), &["10.0.0.1"]), "port");
            assert_eq!(said(&format!("127.0.0.1:{port}"), &["127.0.0.1"]), "permitted");
        }
    }

    #[test]
    fn a_proxy_is_not_asked_for_its_neighbours() {
        let may = |host: &str, port| permit_through_proxy(host, port).is_ok();
        assert!(may("login.microsoftonline.com", 443) && may("203.0.113.1", 80) && may("[2603:1047::1]", 443));
        assert!(!may("login.microsoftonline.com", 8443) && !may("203.0.113.1", 22));
        for host in [
            "localhost",
            "a.LOCALHOST.",
            "127.0.0.1.",
            "127.0.0.1",
            "10.0.0.1",
            "169.254.169.254",
            "[::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
            "0.0.0.0",
        ] {
            assert!(!may(host, 443), "{host}");
        }
    }
}
