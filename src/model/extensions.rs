//! What certificates say beyond name, key and dates: the extensions of RFC 5280 4.2, as facts.

use std::{borrow::Cow, fmt};

use super::{
    cert::{Name, Oid, ip},
    revocation::DistributionPoint,
};

/// The extensions of a certificate that the program reads.
#[derive(Debug, Clone, Default)]
pub struct Extensions {
    /// RFC 5280 4.2.1.9.
    pub basic_constraints: Option<BasicConstraints>,
    /// RFC 5280 4.2.1.3.
    pub key_usage: Option<KeyUsage>,
    /// RFC 5280 4.2.1.12, in order.
    pub extended_key_usage: Option<Vec<Oid>>,
    /// RFC 5280 4.2.1.6, in order.
    pub subject_alt_names: Option<Vec<GeneralName>>,
    /// RFC 5280 4.2.1.10.
    pub name_constraints: Option<NameConstraints>,
    /// RFC 5280 4.2.1.2.
    pub subject_key_id: Option<Vec<u8>>,
    /// RFC 5280 4.2.1.1.
    pub authority_key_id: Option<AuthorityKeyId>,
    /// RFC 5280 4.2.1.4: the policies, without qualifiers.
    pub policies: Option<Vec<Oid>>,
    /// RFC 5280 4.2.1.5: issuer domain policy, subject domain policy.
    pub policy_mappings: Option<Vec<(Oid, Oid)>>,
    /// RFC 5280 4.2.1.11.
    pub policy_constraints: Option<PolicyConstraints>,
    /// RFC 5280 4.2.1.14.
    pub inhibit_any_policy: Option<u32>,
    /// Where revocation is spoken of (RFC 5280 4.2.1.13).
    pub distribution_points: Vec<DistributionPoint>,
    /// The URLs among them.
    pub crl_points: Vec<String>,
    /// Where the issuer's certificate can be had (RFC 5280 4.2.2.1, caIssuers).
    pub ca_issuers: Vec<String>,
    /// OCSP responders (RFC 5280 4.2.2.1, ocsp).
    pub ocsp: Vec<String>,
    /// Every extension in order: identifier, whether it is critical.
    pub list: Vec<(Cow<'static, str>, bool)>,
    /// Critical extensions that the program does not process.
    pub unknown_critical: Vec<Oid>,
}

impl Extensions {
    /// Whether the extension is there and critical; `None` when it is absent.
    pub fn criticality(&self, oid: &str) -> Option<bool> {
        self.list.iter().find(|(o, _)| o == oid).map(|(_, critical)| *critical)
    }

    /// Where on the web the issuer's certificate can be had. LDAP names a directory that few can ask, and anything else
    /// is nowhere that this program or an administrator would look.
    pub fn web_issuers(&self) -> impl Iterator<Item = &String> {
        self.ca_issuers.iter().filter(|url| is_web(url))
    }
}

/// Whether it is a URL of HTTP (RFC 3986 3.1: in letters of either case).
fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

/// Basic constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub ca: bool,
    /// Most intermediates that may follow below, self-issued ones not counted.
    pub path_length: Option<u32>,
}

/// Key usage bits, bit 0 = digitalSignature as in RFC 5280 4.2.1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// Whether certificates may be signed with the key.
    pub fn key_cert_sign(self) -> bool {
        self.0 & (1 << 5) != 0
    }

    /// Whether revocation lists may be signed with the key.
    pub fn crl_sign(self) -> bool {
        self.0 & (1 << 6) != 0
    }

    /// The names of the bits that are set.
    pub fn names(self) -> Vec<&'static str> {
        Self::NAMES.iter().enumerate().filter(|(bit, _)| self.0 & (1 << bit) != 0).map(|(_, name)| *name).collect()
    }
}

/// Name constraints.
#[derive(Debug, Clone, Default)]
pub struct NameConstraints {
    /// If any subtree of a name's kind is here, the name must lie in one.
    pub permitted: Vec<GeneralName>,
    /// No name may lie in one of these.
    pub excluded: Vec<GeneralName>,
}

/// Authority key identifier.
#[derive(Debug, Clone, Default)]
pub struct AuthorityKeyId {
    /// The issuer's key identifier.
    pub key_id: Option<Vec<u8>>,
    /// Whether the issuer's issuer is named.
    pub has_issuer: bool,
    /// The serial number of the issuer's certificate.
    pub serial: Option<Vec<u8>>,
}

/// Policy constraints.
#[derive(Debug, Clone, Copy, Default)]
pub struct PolicyConstraints {
    /// Certificates until an acceptable policy is needed.
    pub require_explicit: Option<u32>,
    /// Certificates until mapping is no longer allowed.
    pub inhibit_mapping: Option<u32>,
}

/// A general name (RFC 5280 4.2.1.6), or a subtree of such names in name constraints.
#[derive(Debug, Clone)]
pub enum GeneralName {
    /// A host name, as encoded.
    Dns(String),
    /// 4 or 16 bytes of an address; in constraints 8 or 32, the second half being the mask.
    Ip(Vec<u8>),
    /// A mailbox.
    Email(String),
    /// A URI.
    Uri(String),
    /// A distinguished name.
    Directory(Name),
    /// Another kind, by its tag's name.
    Other(&'static str),
    /// An entry whose bytes are not what its tag promises.
    Invalid(&'static str),
}

impl GeneralName {
    /// Whether both are the same name of the same kind, as distribution points are compared (RFC 5280 6.3.3 (b)).
    /// Names that could not be read equal nothing.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dns(a), Self::Dns(b)) => a.eq_ignore_ascii_case(b),
            (Self::Ip(a), Self::Ip(b)) => a == b,
            (Self::Email(a), Self::Email(b)) | (Self::Uri(a), Self::Uri(b)) => a == b,
            (Self::Directory(a), Self::Directory(b)) => a == b,
            _ => false,
        }
    }

    /// The word for the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dns(_) => "DNS",
            Self::Ip(_) => "IP",
            Self::Email(_) => "e-mail",
            Self::Uri(_) => "URI",
            Self::Directory(_) => "directory name",
            Self::Other(kind) | Self::Invalid(kind) => kind,
        }
    }
}

impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(text) | Self::Email(text) | Self::Uri(text) => f.write_str(text),
            Self::Directory(name) => f.write_str(&name.text),
            Self::Ip(bytes) => match ip(bytes) {
                Some(address) => write!(f, "{address}"),
                None => match (ip(&bytes[..bytes.len() / 2]), ip(&bytes[bytes.len() / 2..])) {
                    (Some(address), Some(mask)) => write!(f, "{address}/{mask}"),
                    _ => write!(f, "(address of {} bytes)", bytes.len()),
                },
            },
            Self::Other(kind) => write!(f, "({kind})"),
            Self::Invalid(kind) => write!(f, "(malformed {kind})"),
        }
    }
}

/// The name of an extended key usage (RFC 5280 4.2.1.12), or its identifier.
pub fn purpose_name(oid: &str) -> &str {
    match oid {
        "2.5.29.37.0" => "anyExtendedKeyUsage",
        "1.3.6.1.5.5.7.3.1" => "serverAuth",
        "1.3.6.1.5.5.7.3.2" => "clientAuth",
        "1.3.6.1.5.5.7.3.3" => "codeSigning",
        "1.3.6.1.5.5.7.3.4" => "emailProtection",
        "1.3.6.1.5.5.7.3.8" => "timeStamping",
        "1.3.6.1.5.5.7.3.9" => "OCSPSigning",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_are_to_be_had_from_the_web_alone() {
        let urls =
            ["ldap:///cn=Issuing", "HTTP://pki.example/a.crt", "file:///b.crt", "https://pki.example/c.crt", "http"];
        let extensions = Extensions { ca_issuers: urls.map(str::to_owned).to_vec(), ..Extensions::default() };
        assert_eq!(extensions.web_issuers().collect::<Vec<_>>(), [urls[1], urls[3]]);
    }
}
