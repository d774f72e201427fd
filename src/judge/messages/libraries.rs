//! What other TLS libraries say: GnuTLS, Node.js, Java, Go, rustls. None of them fetches an issuer that is missing.

use super::{
    Form::Words,
    Message, PLAIN,
    elsewhere::CLOCK,
    openssl::{DATES, NAMES, NO_COMMON, UNKNOWN},
};

const NODE: Message = Message { by: "Node.js", source: "Node.js, TLS: X509 certificate error codes", ..PLAIN };
const GNUTLS: Message =
    Message { by: "GnuTLS", source: "GnuTLS, gnutls_certificate_verification_status_print", ..PLAIN };
const JAVA: Message = Message { by: "Java", source: "OpenJDK, sun.security", ..PLAIN };
const GO: Message = Message { by: "Go", source: "Go, crypto/x509", ..PLAIN };
const RUSTLS: Message = Message { by: "rustls", source: "rustls, CertificateError", ..PLAIN };

pub(super) const MESSAGES: &[Message] = &[
    Message {
        text: "The certificate is NOT trusted. The certificate issuer is unknown",
        forms: &[
            Words("certificate is NOT trusted The certificate issuer is unknown"),
            Words("certificate issuer is unknown"),
            Words("server certificate verification failed CAfile"),
        ],
        codes: UNKNOWN,
        ..GNUTLS
    },
    Message {
        text: "The name in the certificate does not match the expected",
        forms: &[Words("name in the certificate does not match the expected")],
        codes: NAMES,
        ..GNUTLS
    },
    Message {
        text: "The certificate chain uses expired certificate",
        forms: &[
            Words("certificate chain uses expired certificate"),
            Words("certificate chain uses not yet valid certificate"),
        ],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..GNUTLS
    },
    Message {
        text: "unable to verify leaf signature",
        forms: &[Words("unable to verify leaf signature")],
        codes: &["issuer-missing", "issuer-unknown"],
        ..NODE
    },
    Message {
        text: "PKIX path building failed: unable to find valid certification path to requested target",
        forms: &[
            Words("PKIX path building failed"),
            Words("unable to find valid certification path to requested target"),
        ],
        codes: UNKNOWN,
        ..JAVA
    },
    Message {
        text: "PKIX path validation failed",
        forms: &[Words("PKIX path validation failed"), Words("CertPathValidatorException")],
        codes: &[
            "cert-expired",
            "signature-weak",
            "key-weak",
            "path-too-long",
            "name-constraint-violated",
            "cert-revoked",
            "issuer-key-mismatch",
        ],
        vague: true,
        ..JAVA
    },
    Message {
        text: "Path does not chain with any of the trust anchors",
        forms: &[Words("Path does not chain with any of the trust anchors")],
        codes: &["root-untrusted", "issuer-unknown", "issuer-missing", "chain-unordered"],
        ..JAVA
    },
    Message {
        text: "CertificateExpiredException, CertificateNotYetValidException",
        forms: &[
            Words("CertificateExpiredException"),
            Words("CertificateNotYetValidException"),
            Words("validity check failed"),
        ],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..JAVA
    },
    Message {
        text: "No subject alternative names matching, No name matching found",
        forms: &[
            Words("No subject alternative DNS name matching * found"),
            Words("No subject alternative names matching"),
            Words("No name matching * found"),
            Words("No subject alternative names present"),
        ],
        codes: NAMES,
        ..JAVA
    },
    Message {
        text: "Algorithm constraints check failed",
        forms: &[
            Words("Algorithm constraints check failed"),
            Words("Certificates do not conform to algorithm constraints"),
        ],
        codes: &["signature-weak", "key-weak"],
        ..JAVA
    },
    Message {
        text: "Received fatal alert: handshake_failure, protocol_version",
        forms: &[
            Words("Received fatal alert handshake_failure"),
            Words("Received fatal alert protocol_version"),
            Words("No appropriate protocol"),
        ],
        codes: NO_COMMON,
        ..JAVA
    },
    Message {
        text: "x509: certificate signed by unknown authority",
        forms: &[Words("certificate signed by unknown authority")],
        codes: UNKNOWN,
        ..GO
    },
    Message {
        text: "x509: certificate signed by unknown authority (possibly because of ... while trying to verify candidate authority certificate)",
        forms: &[Words("while trying to verify candidate authority certificate")],
        codes: &["issuer-key-mismatch", "signature-weak", "issuer-not-ca"],
        ..GO
    },
    Message {
        text: "x509: certificate has expired or is not yet valid",
        forms: &[Words("certificate has expired or is not yet valid")],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..GO
    },
    Message {
        text: "x509: certificate is valid for ..., not ...",
        forms: &[
            Words("certificate is valid for * not"),
            Words("certificate is not valid for any names"),
            Words("doesn't contain any IP SANs"),
        ],
        codes: NAMES,
        ..GO
    },
    Message {
        text: "x509: certificate relies on legacy Common Name field, use SANs instead",
        forms: &[Words("certificate relies on legacy Common Name field")],
        codes: &["cn-only"],
        ..GO
    },
    Message {
        text: "x509: certificate specifies an incompatible key usage",
        forms: &[
            Words("certificate specifies an incompatible key usage"),
            Words("not authorized to sign other certificates"),
        ],
        codes: &["purpose-forbidden", "client-auth-missing", "issuer-not-ca", "key-usage-forbids-signing"],
        ..GO
    },
    Message {
        text: "x509: too many intermediates for path length constraint",
        forms: &[Words("too many intermediates for path length constraint")],
        codes: &["path-too-long"],
        ..GO
    },
    Message {
        text: "x509: ... is not permitted by any constraint, is excluded by constraint",
        forms: &[Words("is not permitted by any constraint"), Words("is excluded by constraint")],
        codes: &["name-constraint-violated"],
        ..GO
    },
    Message {
        text: "tls: first record does not look like a TLS handshake",
        forms: &[
            Words("first record does not look like a TLS handshake"),
            Words("server gave HTTP response to HTTPS client"),
        ],
        codes: &["tls-not-spoken", "starttls-refused"],
        ..GO
    },
    Message {
        text: "invalid peer certificate: UnknownIssuer",
        forms: &[Words("UnknownIssuer")],
        codes: UNKNOWN,
        ..RUSTLS
    },
    Message {
        text: "invalid peer certificate: NotValidForName",
        forms: &[Words("NotValidForName"), Words("certificate not valid for name")],
        codes: NAMES,
        ..RUSTLS
    },
    Message {
        text: "invalid peer certificate: Expired, NotValidYet",
        forms: &[
            Words("invalid peer certificate Expired"),
            Words("invalid peer certificate certificate expired"),
            Words("invalid peer certificate NotValidYet"),
            Words("CertExpired"),
        ],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..RUSTLS
    },
    Message {
        text: "invalid peer certificate: CaUsedAsEndEntity, BadEncoding, BadSignature",
        forms: &[
            Words("CaUsedAsEndEntity"),
            Words("peer certificate BadEncoding"),
            Words("peer certificate BadSignature"),
            Words("UnsupportedSignatureAlgorithm"),
        ],
        codes: &["leaf-is-ca", "cert-malformed", "issuer-key-mismatch", "signature-unsupported"],
        ..RUSTLS
    },
];
