//! What Windows says in words: the log entries of Schannel, CryptoAPI and IIS, and .NET.

use super::{
    Form::{Event, Shared, Words},
    Message, PLAIN,
    elsewhere::{CLOCK, DISALLOWED, LISTS, NO_INTERMEDIATE_AMONG_ROOTS, ROOTS_BY_POLICY, TOO_MANY_ROOTS},
    windows::{BROKEN, DATES, NAMES, REVOCATION, UNTRUSTED},
};
use crate::words;

const SCHANNEL: Message = Message { by: "Schannel", source: "Microsoft, Schannel Events", ..PLAIN };
const NET: Message = Message { by: ".NET, PowerShell", source: "Microsoft, .NET", ..PLAIN };

pub(super) const MESSAGES: &[Message] = &[
    Message {
        text: "Event 36885: the list of trusted certificate authorities has grown too long and was truncated",
        forms: &[Event(36885, &["Schannel"]), Words("list has grown too long")],
        codes: &["client-cert-list-truncated"],
        elsewhere: &[TOO_MANY_ROOTS],
        source: "Microsoft, KB 2880390, KB 933430",
        ..SCHANNEL
    },
    Message {
        text: "Event 36882: issued by an untrusted certificate authority",
        forms: &[
            Event(36882, &["Schannel"]),
            Words("received from the remote server was issued by an untrusted certificate authority"),
        ],
        codes: UNTRUSTED,
        ..SCHANNEL
    },
    Message {
        text: "Event 36881: the certificate received from the remote server has expired",
        forms: &[Event(36881, &["Schannel"]), Words("certificate received from the remote server has expired")],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..SCHANNEL
    },
    Message {
        text: "Event 36884: the certificate received from the remote server does not contain the expected name",
        forms: &[
            Event(36884, &["Schannel"]),
            Words("certificate received from the remote server does not contain the expected name"),
        ],
        codes: NAMES,
        ..SCHANNEL
    },
    Message {
        text: "Event 36887, 36888: the TLS protocol defined fatal alert code is 48",
        forms: &[Words("fatal alert code is 48"), Words("fatal alert 48"), Words("致命的なアラート コードは 48")],
        codes: UNTRUSTED,
        note: Some(words!(
            "an alert received tells what the other side thinks of our certificate, one sent what we think of theirs"
        )),
        source: "RFC 5246 7.2",
        ..SCHANNEL
    },
    Message {
        text: "Event 36887, 36888: the TLS protocol defined fatal alert code is 42 (also 43, 45, 46)",
        forms: &[
            Words("fatal alert code is 42"),
            Words("fatal alert code is 43"),
            Words("fatal alert code is 45"),
            Words("fatal alert code is 46"),
        ],
        codes: &["cert-expired", "purpose-forbidden", "issuer-missing", "name-mismatch", "client-auth-missing"],
        source: "RFC 5246 7.2",
        ..SCHANNEL
    },
    Message {
        text: "Event 36887, 36888: the TLS protocol defined fatal alert code is 40 (also 70)",
        forms: &[Words("fatal alert code is 40"), Words("fatal alert code is 70")],
        codes: &["tls-legacy", "tls-not-spoken", "sni-required"],
        source: "RFC 5246 7.2",
        ..SCHANNEL
    },
    Message {
        text: "CAPI2 event 11: building a certificate chain failed",
        by: "CryptoAPI",
        forms: &[Shared(11, &["CAPI2"]), Words("CAPI2 11"), Words("CertGetCertificateChain")],
        codes: &[
            "issuer-missing",
            "issuer-unknown",
            "root-untrusted",
            "explicitly-distrusted",
            "cert-revoked",
            "cert-expired",
            "revocation-unknown",
        ],
        elsewhere: &[DISALLOWED, ROOTS_BY_POLICY, LISTS],
        note: Some(words!("the entry's details carry a number, such as 800B0109, that says which: give that one too")),
        vague: true,
        source: "Microsoft, Encryption: Office 365 TLS certificate changes",
        ..SCHANNEL
    },
    Message {
        text: "HTTP Error 403.16: the client certificate is either not trusted or is invalid",
        by: "IIS",
        forms: &[Words("403.16"), Words("client certificate is either not trusted or is invalid")],
        codes: &["client-cert-list-truncated", "root-untrusted"],
        elsewhere: &[NO_INTERMEDIATE_AMONG_ROOTS, TOO_MANY_ROOTS],
        source: "Microsoft, HTTP Error 403.16",
        ..PLAIN
    },
    Message {
        text: "Could not establish trust relationship for the SSL/TLS secure channel",
        forms: &[
            Words("Could not establish trust relationship for the SSL/TLS secure channel"),
            Words("Could not establish secure channel for SSL/TLS with authority"),
            Words("SSL/TLS のセキュリティで保護されているチャネルに対する信頼関係を確立できませんでした"),
        ],
        codes: &[
            "issuer-missing",
            "issuer-unknown",
            "root-untrusted",
            "name-mismatch",
            "cert-expired",
            "self-signed",
            "tls-intercepted",
        ],
        vague: true,
        ..NET
    },
    Message {
        text: "The remote certificate is invalid according to the validation procedure",
        forms: &[
            Words("remote certificate is invalid according to the validation procedure"),
            Words("remote certificate was rejected by the provided RemoteCertificateValidationCallback"),
            Words("検証プロシージャによると、リモート証明書は無効です"),
        ],
        codes: &[
            "issuer-missing",
            "issuer-unknown",
            "root-untrusted",
            "name-mismatch",
            "cert-expired",
            "self-signed",
            "tls-intercepted",
        ],
        vague: true,
        ..NET
    },
    Message {
        text: "RemoteCertificateNameMismatch",
        forms: &[Words("RemoteCertificateNameMismatch")],
        codes: NAMES,
        ..NET
    },
    Message {
        text: "RemoteCertificateChainErrors",
        forms: &[Words("RemoteCertificateChainErrors")],
        codes: &[
            "issuer-missing",
            "issuer-unknown",
            "root-untrusted",
            "cert-expired",
            "cert-revoked",
            "revocation-unknown",
        ],
        vague: true,
        ..NET
    },
    Message {
        text: "errors in the certificate chain: PartialChain",
        forms: &[Words("PartialChain")],
        codes: BROKEN,
        ..NET
    },
    Message {
        text: "errors in the certificate chain: UntrustedRoot",
        forms: &[Words("UntrustedRoot")],
        codes: UNTRUSTED,
        ..NET
    },
    Message {
        text: "errors in the certificate chain: NotTimeValid",
        forms: &[Words("certificate chain NotTimeValid"), Words("status NotTimeValid")],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..NET
    },
    Message {
        text: "errors in the certificate chain: RevocationStatusUnknown, OfflineRevocation",
        forms: &[Words("RevocationStatusUnknown"), Words("OfflineRevocation")],
        codes: REVOCATION,
        elsewhere: &[LISTS],
        ..NET
    },
    Message {
        text: "Could not create SSL/TLS secure channel",
        forms: &[
            Words("Could not create SSL/TLS secure channel"),
            Words("SSL/TLS のセキュリティで保護されているチャネルを作成できませんでした"),
        ],
        codes: &["tls-legacy", "tls-not-spoken", "sni-required", "endpoint-unreachable"],
        ..NET
    },
];
