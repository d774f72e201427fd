//! What browsers and phones say.

use super::{
    Form::{Guess, Words},
    Message, PLAIN,
    elsewhere::CLOCK,
};

const CHROME: Message = Message { by: "Chrome, Edge", source: "Chromium, net_error_list.h", ..PLAIN };
const FIREFOX: Message = Message { by: "Firefox", source: "Mozilla, NSS and PSM error codes", ..PLAIN };
const APPLE: Message = Message { by: "Safari, iOS, macOS", source: "Apple, Security framework", ..PLAIN };
const ANDROID: Message = Message { by: "Android", source: "Android, Security with network protocols", ..PLAIN };

/// An issuer that the client does not know. Chrome and Apple's clients fetch what is missing, where the leaf says from
/// where.
const UNKNOWN_FETCHED: &[&str] =
    &["issuer-unknown", "root-untrusted", "self-signed", "issuer-missing", "tls-intercepted", "issuer-key-mismatch"];
/// The same of clients that fetch nothing.
const UNKNOWN: &[&str] =
    &["issuer-missing", "issuer-unknown", "root-untrusted", "issuer-key-mismatch", "self-signed", "tls-intercepted"];
const NAMES: &[&str] = &["name-mismatch", "cn-only", "members-differ", "sni-changes-chain"];
const DATES: &[&str] = &["cert-expired", "cert-not-yet-valid", "clock-skew"];
const ANY: &[&str] = &[
    "cert-expired",
    "name-mismatch",
    "issuer-missing",
    "issuer-unknown",
    "root-untrusted",
    "self-signed",
    "tls-intercepted",
];

pub(super) const MESSAGES: &[Message] = &[
    Message {
        text: "Your connection is not private",
        forms: &[
            Words("your connection is not private"),
            Words("your connection isn't private"),
            Words("この接続ではプライバシーが保護されません"),
            Words("この接続はプライベートではありません"),
            Words("この接続がプライベートではありません"),
        ],
        codes: ANY,
        elsewhere: &[CLOCK],
        vague: true,
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_AUTHORITY_INVALID",
        forms: &[Words("ERR_CERT_AUTHORITY_INVALID")],
        codes: UNKNOWN_FETCHED,
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_COMMON_NAME_INVALID",
        forms: &[Words("ERR_CERT_COMMON_NAME_INVALID")],
        codes: NAMES,
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_DATE_INVALID",
        forms: &[Words("ERR_CERT_DATE_INVALID"), Words("your clock is ahead"), Words("your clock is behind")],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_REVOKED",
        forms: &[Words("ERR_CERT_REVOKED")],
        codes: &["cert-revoked", "explicitly-distrusted"],
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_WEAK_SIGNATURE_ALGORITHM",
        forms: &[Words("ERR_CERT_WEAK_SIGNATURE_ALGORITHM")],
        codes: &["signature-weak"],
        ..CHROME
    },
    Message { text: "NET::ERR_CERT_WEAK_KEY", forms: &[Words("ERR_CERT_WEAK_KEY")], codes: &["key-weak"], ..CHROME },
    Message {
        text: "NET::ERR_CERT_INVALID",
        forms: &[Words("ERR_CERT_INVALID"), Words("ERR_SSL_SERVER_CERT_BAD_FORMAT")],
        codes: &["cert-malformed", "extension-unknown-critical", "purpose-forbidden", "issuer-not-ca", "path-too-long"],
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_NAME_CONSTRAINT_VIOLATION",
        forms: &[Words("ERR_CERT_NAME_CONSTRAINT_VIOLATION")],
        codes: &["name-constraint-violated"],
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_VALIDITY_TOO_LONG",
        forms: &[Words("ERR_CERT_VALIDITY_TOO_LONG")],
        codes: &["lifetime-too-long"],
        ..CHROME
    },
    Message {
        text: "NET::ERR_CERT_UNABLE_TO_CHECK_REVOCATION",
        forms: &[Words("ERR_CERT_UNABLE_TO_CHECK_REVOCATION"), Words("ERR_CERT_NO_REVOCATION_MECHANISM")],
        codes: &["revocation-unknown", "crl-point-missing", "staple-invalid"],
        ..CHROME
    },
    Message {
        text: "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
        forms: &[Words("ERR_SSL_VERSION_OR_CIPHER_MISMATCH"), Words("ERR_SSL_OBSOLETE_VERSION")],
        codes: &["tls-legacy", "tls-not-spoken"],
        ..CHROME
    },
    Message {
        text: "ERR_SSL_PROTOCOL_ERROR",
        forms: &[Words("ERR_SSL_PROTOCOL_ERROR")],
        codes: &["tls-not-spoken", "tls-legacy", "handshake-signature-invalid", "sni-required"],
        ..CHROME
    },
    Message {
        text: "ERR_BAD_SSL_CLIENT_AUTH_CERT",
        forms: &[Words("ERR_BAD_SSL_CLIENT_AUTH_CERT")],
        codes: &["client-cert-list-truncated"],
        ..CHROME
    },
    Message {
        text: "ERR_CONNECTION_REFUSED, ERR_CONNECTION_TIMED_OUT",
        forms: &[Words("ERR_CONNECTION_REFUSED"), Words("ERR_CONNECTION_TIMED_OUT"), Words("ERR_ADDRESS_UNREACHABLE")],
        codes: &["endpoint-unreachable", "dns-cache-stale", "hosts-file-differs"],
        ..CHROME
    },
    Message {
        text: "DNS_PROBE_FINISHED_NXDOMAIN, ERR_NAME_NOT_RESOLVED",
        forms: &[Words("DNS_PROBE_FINISHED_NXDOMAIN"), Words("ERR_NAME_NOT_RESOLVED")],
        codes: &["record-dangling", "record-missing", "lookup-failed"],
        ..CHROME
    },
    Message {
        text: "SEC_ERROR_UNKNOWN_ISSUER",
        forms: &[Words("SEC_ERROR_UNKNOWN_ISSUER"), Words("SEC_ERROR_UNTRUSTED_ISSUER")],
        codes: UNKNOWN,
        ..FIREFOX
    },
    Message {
        text: "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
        forms: &[Words("MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT")],
        codes: &["self-signed"],
        ..FIREFOX
    },
    Message {
        text: "MOZILLA_PKIX_ERROR_MITM_DETECTED",
        forms: &[Words("MOZILLA_PKIX_ERROR_MITM_DETECTED")],
        codes: &["tls-intercepted", "root-untrusted"],
        ..FIREFOX
    },
    Message {
        text: "SSL_ERROR_BAD_CERT_DOMAIN",
        forms: &[Words("SSL_ERROR_BAD_CERT_DOMAIN")],
        codes: NAMES,
        ..FIREFOX
    },
    Message {
        text: "SEC_ERROR_EXPIRED_CERTIFICATE",
        forms: &[
            Words("SEC_ERROR_EXPIRED_CERTIFICATE"),
            Words("SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE"),
            Words("MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE"),
            Words("MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE"),
        ],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..FIREFOX
    },
    Message {
        text: "SEC_ERROR_REVOKED_CERTIFICATE",
        forms: &[Words("SEC_ERROR_REVOKED_CERTIFICATE")],
        codes: &["cert-revoked"],
        ..FIREFOX
    },
    Message {
        text: "SEC_ERROR_CA_CERT_INVALID, SEC_ERROR_INADEQUATE_KEY_USAGE",
        forms: &[
            Words("SEC_ERROR_CA_CERT_INVALID"),
            Words("SEC_ERROR_INADEQUATE_KEY_USAGE"),
            Words("SEC_ERROR_INADEQUATE_CERT_TYPE"),
            Words("MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY"),
        ],
        codes: &["issuer-not-ca", "purpose-forbidden", "key-usage-forbids-signing", "leaf-is-ca"],
        ..FIREFOX
    },
    Message {
        text: "SEC_ERROR_BAD_SIGNATURE, SEC_ERROR_BAD_DER",
        forms: &[Words("SEC_ERROR_BAD_SIGNATURE"), Words("SEC_ERROR_BAD_DER")],
        codes: &["issuer-key-mismatch", "cert-malformed"],
        ..FIREFOX
    },
    Message {
        text: "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED",
        forms: &[Words("SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED"), Words("MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE")],
        codes: &["signature-weak", "key-weak"],
        ..FIREFOX
    },
    Message {
        text: "SEC_ERROR_OCSP_...",
        forms: &[Words("SEC_ERROR_OCSP"), Words("MOZILLA_PKIX_ERROR_OCSP_RESPONSE_FOR_CERT_MISSING")],
        codes: &["staple-invalid", "revocation-unknown"],
        ..FIREFOX
    },
    Message {
        text: "SSL_ERROR_UNSUPPORTED_VERSION, SSL_ERROR_NO_CYPHER_OVERLAP",
        forms: &[
            Words("SSL_ERROR_UNSUPPORTED_VERSION"),
            Words("SSL_ERROR_NO_CYPHER_OVERLAP"),
            Words("SSL_ERROR_PROTOCOL_VERSION_ALERT"),
        ],
        codes: &["tls-legacy", "tls-not-spoken"],
        ..FIREFOX
    },
    Message {
        text: "SSL_ERROR_RX_RECORD_TOO_LONG",
        forms: &[Words("SSL_ERROR_RX_RECORD_TOO_LONG")],
        codes: &["tls-not-spoken"],
        ..FIREFOX
    },
    Message {
        text: "The certificate for this server is invalid",
        forms: &[
            Words("The certificate for this server is invalid"),
            Words("NSURLErrorDomain error -1202"),
            Words("NSURLErrorDomain Code=-1202"),
            Words("errSSLXCertChainInvalid"),
            Words("このサーバの証明書は無効です"),
            Guess("このサーバーの証明書は無効です"),
        ],
        codes: &[
            "issuer-unknown",
            "root-untrusted",
            "issuer-missing",
            "name-mismatch",
            "cert-expired",
            "lifetime-too-long",
            "signature-weak",
            "key-weak",
        ],
        vague: true,
        ..APPLE
    },
    Message {
        text: "An SSL error has occurred and a secure connection to the server cannot be made",
        forms: &[
            Words("SSL error has occurred and a secure connection to the server cannot be made"),
            Words("NSURLErrorDomain Code=-1200"),
        ],
        codes: &["tls-legacy", "tls-not-spoken", "issuer-missing", "issuer-unknown"],
        vague: true,
        ..APPLE
    },
    Message {
        text: "Trust anchor for certification path not found",
        forms: &[Words("Trust anchor for certification path not found")],
        codes: UNKNOWN,
        ..ANDROID
    },
];
