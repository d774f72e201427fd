//! Bytes to facts: DER, PEM and PKCS#7 to certificates and revocation lists, OCSP responses, one signature check, name
//! matching.
//!
//! Pure functions over bytes that an attacker chose. Nothing here opens a file, reads a clock or decides anything.

pub mod container;
pub mod crl;
pub mod ctl;
pub mod digests;
pub mod distinguished;
mod locate;
pub mod names;
pub mod ocsp;
pub mod opinion;
pub mod parse;
pub mod pfx;
pub mod points;
pub mod principal;
pub mod signature;
mod tlv;

/// Object identifiers of the extensions and purposes that more than one file speaks of.
#[allow(missing_docs)]
pub mod oid {
    pub const SUBJECT_KEY_ID: &str = "2.5.29.14";
    pub const KEY_USAGE: &str = "2.5.29.15";
    pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
    pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
    pub const POLICY_CONSTRAINTS: &str = "2.5.29.36";
    pub const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
    pub const AUTHORITY_KEY_ID: &str = "2.5.29.35";
    pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
    pub const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
    pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
    pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
    pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
    pub const ANY_PURPOSE: &str = "2.5.29.37.0";
    pub const APPLICATION_POLICIES: &str = "1.3.6.1.4.1.311.21.10";
    pub const ANY_POLICY: &str = "2.5.29.32.0";

    /// The dotted form of an extension's identifier. Those in every certificate are at hand.
    pub(super) fn of_extension(oid: &x509_parser::der_parser::asn1_rs::Oid<'_>) -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed(match oid.as_bytes() {
            [0x55, 0x1d, 14] => SUBJECT_KEY_ID,
            [0x55, 0x1d, 15] => KEY_USAGE,
            [0x55, 0x1d, 17] => SUBJECT_ALT_NAME,
            [0x55, 0x1d, 19] => BASIC_CONSTRAINTS,
            [0x55, 0x1d, 30] => NAME_CONSTRAINTS,
            [0x55, 0x1d, 31] => "2.5.29.31",
            [0x55, 0x1d, 32] => "2.5.29.32",
            [0x55, 0x1d, 35] => AUTHORITY_KEY_ID,
            [0x55, 0x1d, 36] => POLICY_CONSTRAINTS,
            [0x55, 0x1d, 37] => EXTENDED_KEY_USAGE,
            [0x55, 0x1d, 54] => INHIBIT_ANY_POLICY,
            [0x2b, 6, 1, 5, 5, 7, 1, 1] => AUTHORITY_INFO_ACCESS,
            // Signed certificate timestamps (RFC 6962 3.3).
            [0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2] => "1.3.6.1.4.1.11129.2.4.2",
            _ => return oid.to_id_string().into(),
        })
    }
}
