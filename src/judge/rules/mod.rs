//! The rules, a file each; codes of one and the same check share one.

mod around;
mod authority;
mod autodiscover;
mod client_auth;
mod client_list;
mod clients;
mod clock;
mod end;
mod extensions;
mod handshake;
mod intercepted;
mod key;
mod legacy;
mod lifetime;
mod members;
mod name;
mod product;
mod reach;
mod records;
mod records_leads;
mod records_views;
mod revocation;
mod sbc;
mod sent;
mod signature;
mod sip_name;
mod sni;
mod sso;
mod stores;
mod validity;
mod verifiers;
mod wildcard;
pub mod workstation;

use super::Rule;

/// Every rule, in the order of `explain`: what decides trust along the path, what is around it, what was sent, what roles
/// demand, the endpoint, DNS, single sign-on, the user's computer.
pub const RULES: &[Rule] = &[
    validity::EXPIRED,
    validity::NOT_YET_VALID,
    extensions::MALFORMED,
    extensions::UNKNOWN_CRITICAL,
    extensions::PURPOSE,
    extensions::POLICY,
    extensions::CONSTRAINT,
    revocation::REVOKED,
    authority::NOT_CA,
    authority::KEY_USAGE,
    authority::TOO_LONG,
    key::WEAK,
    stores::DISTRUSTED,
    signature::MISMATCH,
    signature::UNSUPPORTED,
    signature::WEAK,
    revocation::UNKNOWN,
    end::MISSING,
    end::UNKNOWN,
    end::ROOT,
    end::SELF_SIGNED,
    end::STOPPED,
    name::MISMATCH,
    name::CN_ONLY,
    validity::EXPIRES_SOON,
    validity::ANCHOR_EXPIRED,
    members::DIFFER,
    clients::DISAGREE,
    signature::KEY_IDS,
    revocation::STAPLE,
    around::LEAF_IS_CA,
    around::ALTERNATIVE,
    extensions::UNMET,
    verifiers::DISAGREE,
    stores::DISAGREE,
    sent::UNORDERED,
    sent::EXTRA,
    sent::DUPLICATE,
    sent::ROOT,
    sent::STALE,
    sent::MALFORMED,
    sip_name::MISSING,
    wildcard::UNSUPPORTED,
    product::CRL_POINT,
    product::PSS,
    lifetime::TOO_LONG,
    client_auth::MISSING,
    sbc::DOMAIN,
    sbc::ROOT,
    reach::UNREACHABLE,
    reach::NOT_TLS,
    reach::STARTTLS,
    handshake::SIGNATURE,
    legacy::LEGACY,
    sni::REQUIRED,
    sni::CHANGES,
    client_list::TRUNCATED,
    intercepted::INTERCEPTED,
    reach::FAMILY,
    clock::OF_SERVER,
    clock::OF_THIS_MACHINE,
    records::MISSING,
    records::DANGLING,
    records::FAILED,
    records::NOT_FOLLOWED,
    records_leads::OUTSIDE,
    records_leads::CNAME,
    records_leads::MIXED,
    records_leads::ALIAS,
    records_leads::PORT,
    records_leads::DUPLICATE,
    records_views::INTERNAL,
    records_views::MSOID,
    records_views::STALE,
    records_views::HOSTS,
    records_views::SPLIT,
    records::WILDCARD,
    autodiscover::MISSING,
    autodiscover::OUTSIDE,
    sso::TOKEN_CERT,
    sso::PROXIES,
    sso::METADATA,
    workstation::clients::OUTDATED,
    workstation::assistant::STOPPED,
    workstation::personal::MISSING,
    workstation::personal::EXPIRED,
    workstation::personal::NOT_YET_VALID,
    workstation::personal::OTHER_USER,
    workstation::personal::DUPLICATE,
    workstation::personal::WITHOUT_KEY,
    workstation::credentials::PRESENT,
    workstation::endpoint_cache::STALE,
    workstation::dns_cache::DIFFERS,
    workstation::guid::BRACES,
    workstation::guid::MALFORMED,
    workstation::clock::OFF,
    workstation::clock::NOT_SYNCHRONISED,
    workstation::trust_list::LACKS,
    workstation::settings::BY_HAND,
    workstation::settings::NAMING,
    workstation::settings::WORKAROUND,
    workstation::roots::INTERMEDIATE,
    workstation::roots::CROWDED,
    workstation::roots::TWINS,
    workstation::roots::DISTRUSTED,
    workstation::issuers::TOO_LONG,
    workstation::issuers::MODE,
];

/// Beyond the faults of the path and silence, what is judged on Microsoft's own hosts: expiry. Names are not: a
/// customer's alias never matches there, by Microsoft's own instruction, and its hosts have other names behind them.
pub(super) const JUDGED_ON_MICROSOFT: &[&str] = &["cert-expires-soon"];

/// The rules of a code: one, except where the same fault is seen in two ways.
pub fn of_code(code: &str) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |r| r.code == code)
}
