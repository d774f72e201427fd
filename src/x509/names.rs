//! Host names against certificates, and names against name constraints.

use std::net::IpAddr;

use crate::model::{Cert, GeneralName, cert::ip};

/// How a certificate answers for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// A subject alternative name matches.
    Yes,
    /// Only the subject's common name would; clients ignore it (RFC 9525 2, RFC 6125 6.4.4 before it).
    CommonNameOnly,
    /// Nothing does.
    No,
}

/// Whether a certificate answers for a host name or an address (RFC 9525 6, RFC 2818 3.1 for addresses).
pub fn matches(cert: &Cert, host: &str) -> Match {
    if let Ok(address) = host.parse::<IpAddr>() {
        let found = cert.host_names().any(|n| matches!(n, GeneralName::Ip(b) if ip(b) == Some(address)));
        let common = || cert.common_names.iter().any(|n| n.parse() == Ok(address));
        return if found {
            Match::Yes
        } else if common() {
            Match::CommonNameOnly
        } else {
            Match::No
        };
    }
    let found = cert.host_names().any(|n| matches!(n, GeneralName::Dns(pattern) if dns_matches(pattern, host)));
    if found {
        return Match::Yes;
    }
    if cert.common_names.iter().any(|n| dns_matches(n, host)) { Match::CommonNameOnly } else { Match::No }
}

/// Whether a presented DNS name, possibly with a wildcard, matches a host name.
///
/// The wildcard is the whole leftmost label and stands for exactly one label (RFC 9525 6.3); at least two labels must
/// follow, as every mainstream client demands.
pub fn dns_matches(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    if !is_host_name(host) {
        return false;
    }
    match pattern.strip_prefix("*.") {
        None => pattern.eq_ignore_ascii_case(host),
        Some(parent) => {
            let Some((first, rest)) = host.split_once('.') else { return false };
            !first.is_empty() && parent.contains('.') && !parent.contains('*') && parent.eq_ignore_ascii_case(rest)
        }
    }
}

/// Letters, digits, hyphens and underscores in labels of 1 to 63 (RFC 1123 2.1; underscores occur in the field).
pub fn is_host_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

/// How a name lies to a subtree of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Inside.
    Yes,
    /// Outside.
    No,
    /// The name or the constraint is not well-formed, so that nobody can tell.
    Unclear,
}

/// Whether `name` lies in the subtree `constraint` (RFC 5280 4.2.1.10); `None` if the kinds differ.
pub fn within(name: &GeneralName, constraint: &GeneralName) -> Option<Within> {
    let answer = |inside: bool| Some(if inside { Within::Yes } else { Within::No });
    match (name, constraint) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => Some(dns_within(name, base)),
        (GeneralName::Ip(address), GeneralName::Ip(range)) => Some(ip_within(address, range)),
        (GeneralName::Email(mailbox), GeneralName::Email(base)) => Some(email_within(mailbox, base)),
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => Some(uri_within(uri, base)),
        (GeneralName::Directory(name), GeneralName::Directory(base)) => answer(name.key.starts_with(&base.key)),
        (GeneralName::Invalid(a), b) | (b, GeneralName::Invalid(a)) if *a == b.kind() => Some(Within::Unclear),
        (GeneralName::Other(a), GeneralName::Other(b)) if a == b => Some(Within::Unclear),
        _ => None,
    }
}

fn dns_within(name: &str, base: &str) -> Within {
    // A wildcard is inside if everything it may stand for is; for exclusions the caller asks again with the wildcard
    // widened.
    let name = name.strip_suffix('.').unwrap_or(name);
    let bare = name.strip_prefix("*.").unwrap_or(name);
    let base = base.strip_suffix('.').unwrap_or(base);
    if !is_host_name(bare) || !(base.is_empty() || is_host_name(base.strip_prefix('.').unwrap_or(base))) {
        return Within::Unclear;
    }
    if base.is_empty() {
        return Within::Yes;
    }
    let inside = match base.strip_prefix('.') {
        // Not in RFC 5280 for DNS names, but issued: subdomains only, the base itself not.
        Some(parent) => ends_with_label(name, parent) && name.len() > parent.len(),
        None => ends_with_label(name, base),
    };
    if inside { Within::Yes } else { Within::No }
}

/// Whether a wildcard name may stand for a name in the subtree, though it is not inside as a whole.
pub fn wildcard_reaches(name: &GeneralName, constraint: &GeneralName) -> bool {
    let (GeneralName::Dns(name), GeneralName::Dns(base)) = (name, constraint) else { return false };
    let Some(parent) = name.strip_prefix("*.") else { return false };
    let base = base.strip_prefix('.').unwrap_or(base);
    // `*.example.com` may be `a.example.com`, which the subtree `a.example.com` holds.
    base.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent))
}

/// Whether `name` is `base` or ends in `.base`, without regard to case.
fn ends_with_label(name: &str, base: &str) -> bool {
    let (name, base) = (name.as_bytes(), base.as_bytes());
    if name.len() < base.len() {
        return false;
    }
    let (head, tail) = name.split_at(name.len() - base.len());
    tail.eq_ignore_ascii_case(base) && (head.is_empty() || head.ends_with(b"."))
}

fn ip_within(address: &[u8], range: &[u8]) -> Within {
    if !matches!(address.len(), 4 | 16) || !matches!(range.len(), 8 | 32) {
        return Within::Unclear;
    }
    if range.len() != address.len() * 2 {
        return Within::No;
    }
    let (base, mask) = range.split_at(address.len());
    // A mask with holes names no range (RFC 4632 3.1).
    let mut bits = mask.iter().flat_map(|b| (0..8).rev().map(move |i| b >> i & 1));
    if bits.by_ref().skip_while(|b| *b == 1).any(|b| b == 1) {
        return Within::Unclear;
    }
    let inside = address.iter().zip(base).zip(mask).all(|((a, b), m)| a & m == b & m);
    if inside { Within::Yes } else { Within::No }
}

fn email_within(mailbox: &str, base: &str) -> Within {
    let Some((local, host)) = mailbox.rsplit_once('@') else { return Within::Unclear };
    if local.is_empty() || !is_host_name(host) {
        return Within::Unclear;
    }
    let inside = match base.rsplit_once('@') {
        // The local part is compared to the letter, the host without regard to case.
        Some((base_local, base_host)) => base_local == local && base_host.eq_ignore_ascii_case(host),
        None => host_within(host, base),
    };
    if inside { Within::Yes } else { Within::No }
}

fn uri_within(uri: &str, base: &str) -> Within {
    let Some((_, rest)) = uri.split_once("://") else { return Within::Unclear };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, h)| h);
    let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    // "must be rejected" where there is no host name (RFC 5280 4.2.1.10).
    if !is_host_name(host) || host.parse::<IpAddr>().is_ok() {
        return Within::Unclear;
    }
    if host_within(host, base) { Within::Yes } else { Within::No }
}

/// The form that e-mail and URI constraints share: a leading dot means subdomains, without it one exact host.
fn host_within(host: &str, base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(parent) => ends_with_label(host, parent) && host.len() > parent.len(),
        None => base.is_empty() || host.eq_ignore_ascii_case(base),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_label() {
        let table = [
            ("sip.contoso.com", "SIP.contoso.com", true),
            ("sip.contoso.com", "sip.contoso.com.", true),
            ("*.contoso.com", "sip.contoso.com", true),
            ("*.contoso.com", "a.sip.contoso.com", false),
            ("*.contoso.com", "contoso.com", false),
            ("*.com", "contoso.com", false),
            ("s*.contoso.com", "sip.contoso.com", false),
            ("*.*.com", "a.b.com", false),
            ("", "contoso.com", false),
        ];
        for (pattern, host, expected) in table {
            assert_eq!(dns_matches(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn subtrees() {
        let dns = |t: &str| GeneralName::Dns(t.into());
        let mail = |t: &str| GeneralName::Email(t.into());
        let uri = |t: &str| GeneralName::Uri(t.into());
        let table = [
            (dns("a.contoso.com"), dns("contoso.com"), Some(Within::Yes)),
            (dns("contoso.com"), dns("contoso.com"), Some(Within::Yes)),
            (dns("acontoso.com"), dns("contoso.com"), Some(Within::No)),
            (dns("contoso.com"), dns(".contoso.com"), Some(Within::No)),
            (dns("x"), dns(""), Some(Within::Yes)),
            (dns("a b"), dns("contoso.com"), Some(Within::Unclear)),
            (mail("Anna@contoso.com"), mail("Anna@CONTOSO.com"), Some(Within::Yes)),
            (mail("anna@contoso.com"), mail("Anna@contoso.com"), Some(Within::No)),
            (mail("anna@x.contoso.com"), mail("contoso.com"), Some(Within::No)),
            (mail("anna@x.contoso.com"), mail(".contoso.com"), Some(Within::Yes)),
            (uri("https://x.contoso.com:8443/a?b"), uri(".contoso.com"), Some(Within::Yes)),
            (uri("https://10.0.0.1/"), uri(".contoso.com"), Some(Within::Unclear)),
            (dns("contoso.com"), mail("contoso.com"), None),
            (GeneralName::Ip(vec![10, 1, 2, 3]), GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0]), Some(Within::Yes)),
            (GeneralName::Ip(vec![11, 1, 2, 3]), GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0]), Some(Within::No)),
            (
                GeneralName::Ip(vec![10, 1, 2, 3]),
                GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 255, 0]),
                Some(Within::Unclear),
            ),
        ];
        for (name, constraint, expected) in table {
            assert_eq!(within(&name, &constraint), expected, "{name} in {constraint}");
        }
        assert!(wildcard_reaches(&dns("*.contoso.com"), &dns("a.contoso.com")));
        assert!(!wildcard_reaches(&dns("*.contoso.com"), &dns("a.b.contoso.com")));
    }
}
