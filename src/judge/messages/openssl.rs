//! What OpenSSL says, and the programs that pass it on: curl, Python, Node.js, PHP.

use super::{
    Form::Words,
    Message, PLAIN,
    elsewhere::{CLOCK, LISTS},
};
use crate::words;

const OPENSSL: Message =
    Message { by: "OpenSSL (curl, Python, Node.js, PHP)", source: "OpenSSL, X509_STORE_CTX_get_error", ..PLAIN };
const CURL: Message = Message { by: "curl", source: "curl, libcurl-errors", ..PLAIN };

/// An issuer that is not there; OpenSSL does not fetch it.
pub(super) const UNKNOWN: &[&str] =
    &["issuer-missing", "issuer-unknown", "root-untrusted", "issuer-key-mismatch", "tls-intercepted"];
/// A root that the program does not hold: it was sent, or known.
const ROOT: &[&str] = &["root-untrusted", "tls-intercepted"];
pub(super) const NAMES: &[&str] =
    &["name-mismatch", "cn-only", "wildcard-unsupported", "sni-changes-chain", "members-differ"];
const EXPIRED: &[&str] = &["cert-expired", "clock-skew", "stale-cert-sent"];
pub(super) const DATES: &[&str] = &["cert-expired", "cert-not-yet-valid", "clock-skew"];
const USAGE: &[&str] = &["purpose-forbidden", "client-auth-missing", "key-usage-forbids-signing"];
pub(super) const NO_COMMON: &[&str] = &["tls-legacy", "tls-not-spoken", "sni-required"];
/// What the other side says of a certificate that was shown to it.
const OUR_CERTIFICATE: &str =
    words!("an alert from the other side: it is our certificate that it refuses, if one was asked for");

pub(super) const MESSAGES: &[Message] = &[
    Message {
        text: "certificate verify failed",
        forms: &[
            Words("certificate verify failed"),
            Words("CERTIFICATE_VERIFY_FAILED"),
            Words("SSL certificate problem"),
        ],
        codes: &[
            "issuer-missing",
            "issuer-unknown",
            "root-untrusted",
            "cert-expired",
            "self-signed",
            "name-mismatch",
            "tls-intercepted",
        ],
        vague: true,
        ..OPENSSL
    },
    Message {
        text: "unable to get local issuer certificate (20)",
        forms: &[
            Words("unable to get local issuer certificate"),
            Words("unable to get issuer certificate"),
            Words("verify return code 20"),
            Words("verify error num 20"),
            Words("error 20 at * depth lookup"),
            Words("UNABLE_TO_GET_ISSUER_CERT"),
        ],
        codes: UNKNOWN,
        ..OPENSSL
    },
    Message {
        text: "unable to verify the first certificate (21)",
        forms: &[
            Words("unable to verify the first certificate"),
            Words("UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
            Words("verify return code 21"),
            Words("verify error num 21"),
        ],
        codes: &["issuer-missing", "issuer-unknown", "issuer-key-mismatch", "self-signed"],
        ..OPENSSL
    },
    Message {
        text: "self-signed certificate in certificate chain (19)",
        forms: &[
            Words("self signed certificate in certificate chain"),
            Words("SELF_SIGNED_CERT_IN_CHAIN"),
            Words("verify return code 19"),
            Words("verify error num 19"),
        ],
        codes: ROOT,
        ..OPENSSL
    },
    Message {
        text: "certificate verify failed: self-signed certificate (18)",
        forms: &[
            Words("verify failed self signed certificate !in certificate chain"),
            Words("certificate problem self signed certificate !in certificate chain"),
            Words("18 self signed certificate !in certificate chain"),
            Words("DEPTH_ZERO_SELF_SIGNED_CERT"),
            Words("verify return code 18"),
            Words("verify error num 18"),
        ],
        codes: &["self-signed", "tls-intercepted"],
        ..OPENSSL
    },
    Message {
        text: "certificate has expired (10)",
        forms: &[
            Words("certificate has expired"),
            Words("verify return code 10"),
            Words("verify error num 10"),
            Words("CERT_HAS_EXPIRED"),
        ],
        codes: EXPIRED,
        elsewhere: &[CLOCK],
        ..OPENSSL
    },
    Message {
        text: "certificate is not yet valid (9)",
        forms: &[
            Words("certificate is not yet valid"),
            Words("CERT_NOT_YET_VALID"),
            Words("verify return code 9"),
            Words("verify error num 9"),
        ],
        codes: &["cert-not-yet-valid", "clock-skew"],
        elsewhere: &[CLOCK],
        ..OPENSSL
    },
    Message {
        text: "certificate signature failure (7)",
        forms: &[
            Words("certificate signature failure"),
            Words("CERT_SIGNATURE_FAILURE"),
            Words("verify return code 7"),
        ],
        codes: &["issuer-key-mismatch", "signature-unsupported"],
        ..OPENSSL
    },
    Message {
        text: "certificate revoked (23)",
        forms: &[
            Words("certificate revoked"),
            Words("verify return code 23"),
            Words("verify error num 23"),
            Words("CERT_REVOKED"),
        ],
        codes: &["cert-revoked"],
        ..OPENSSL
    },
    Message {
        text: "unable to get certificate CRL (3)",
        forms: &[Words("unable to get certificate CRL"), Words("UNABLE_TO_GET_CRL"), Words("CRL has expired")],
        codes: &["revocation-unknown", "crl-point-missing"],
        elsewhere: &[LISTS],
        ..OPENSSL
    },
    Message {
        text: "unsuitable certificate purpose (26)",
        forms: &[
            Words("unsuitable certificate purpose"),
            Words("unsupported certificate purpose"),
            Words("verify return code 26"),
            Words("INVALID_PURPOSE"),
        ],
        codes: USAGE,
        ..OPENSSL
    },
    Message {
        text: "invalid CA certificate (24), path length constraint exceeded (25)",
        forms: &[
            Words("verify failed invalid CA certificate"),
            Words("verify return code 24"),
            Words("verify error num 24"),
            Words("path length constraint exceeded"),
        ],
        codes: &["issuer-not-ca", "path-too-long", "key-usage-forbids-signing"],
        ..OPENSSL
    },
    Message {
        text: "permitted subtree violation (47)",
        forms: &[Words("permitted subtree violation"), Words("excluded subtree violation")],
        codes: &["name-constraint-violated"],
        ..OPENSSL
    },
    Message {
        text: "unhandled critical extension (34)",
        forms: &[Words("unhandled critical extension")],
        codes: &["extension-unknown-critical"],
        ..OPENSSL
    },
    Message {
        text: "EE certificate key too weak, CA md too weak",
        forms: &[
            Words("ee key too small"),
            Words("certificate key too weak"),
            Words("ca key too small"),
            Words("ca md too weak"),
            Words("CA signature digest algorithm too weak"),
        ],
        codes: &["key-weak", "signature-weak"],
        ..OPENSSL
    },
    Message {
        text: "hostname mismatch (62)",
        forms: &[
            Words("hostname mismatch"),
            Words("verify return code 62"),
            Words("verify error num 62"),
            Words("HOSTNAME_MISMATCH"),
            Words("certificate is not valid for '*'"),
            Words("no alternative certificate subject name matches target"),
            Words("does not match target host name"),
            Words("ERR_TLS_CERT_ALTNAME_INVALID"),
            Words("does not match certificate's altnames"),
        ],
        codes: NAMES,
        ..OPENSSL
    },
    Message {
        text: "wrong version number",
        forms: &[
            Words("wrong version number"),
            Words("http request in * SSL"),
            Words("packet length too long"),
            Words("SSL * record layer failure"),
        ],
        codes: &["tls-not-spoken", "starttls-refused"],
        ..OPENSSL
    },
    Message {
        text: "unsupported protocol, tlsv1 alert protocol version, handshake failure",
        forms: &[
            Words("SSL routines * unsupported protocol"),
            Words("alert protocol version"),
            Words("alert handshake failure"),
            Words("no protocols available"),
        ],
        codes: NO_COMMON,
        ..OPENSSL
    },
    Message {
        text: "tlsv1 alert unknown ca",
        forms: &[Words("alert unknown ca")],
        codes: &["issuer-missing", "issuer-unknown", "root-untrusted", "client-cert-list-truncated"],
        note: Some(OUR_CERTIFICATE),
        ..OPENSSL
    },
    Message {
        text: "alert bad certificate, certificate unknown, certificate expired",
        forms: &[
            Words("alert bad certificate"),
            Words("alert certificate unknown"),
            Words("alert certificate expired"),
            Words("alert unsupported certificate"),
        ],
        codes: &["cert-expired", "client-auth-missing", "issuer-missing", "purpose-forbidden"],
        note: Some(OUR_CERTIFICATE),
        ..OPENSSL
    },
    Message {
        text: "unrecognized name",
        forms: &[Words("unrecognized name")],
        codes: &["sni-changes-chain", "name-mismatch", "tls-not-spoken"],
        ..OPENSSL
    },
    Message {
        text: "key values mismatch",
        forms: &[Words("key values mismatch"), Words("wrong signature type"), Words("bad signature * tls")],
        codes: &["handshake-signature-invalid"],
        ..OPENSSL
    },
    Message {
        text: "curl: (6) Could not resolve host",
        forms: &[
            Words("curl 6 Could not resolve host"),
            Words("getaddrinfo ENOTFOUND"),
            Words("lookup * no such host"),
            Words("java.net.UnknownHostException"),
        ],
        codes: &["record-dangling", "record-missing", "lookup-failed"],
        ..CURL
    },
    Message {
        text: "curl: (7) Failed to connect, (28) timed out",
        forms: &[Words("curl 7 Failed to connect"), Words("curl 28 * timed out"), Words("curl 28 Failed to connect")],
        codes: &["endpoint-unreachable", "hosts-file-differs", "dns-cache-stale"],
        ..CURL
    },
];
