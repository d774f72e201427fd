//! What Windows says by number: CryptoAPI, Schannel, WinINet.

use super::{
    Form::{self, Guess, Number, Words},
    Message, PLAIN,
    elsewhere::{CLOCK, DISALLOWED, Elsewhere, LISTS, NO_INTERMEDIATE_AMONG_ROOTS, ROOTS_BY_POLICY},
};
const WINERROR: &str = "Microsoft, winerror.h";
const CODE: Message = Message { by: "Windows", source: WINERROR, ..PLAIN };
const WININET: Message = Message { by: "WinINet, WinHTTP", source: "Microsoft, wininet.h", ..PLAIN };

/// A root that the computer does not hold.
pub(super) const UNTRUSTED: &[&str] =
    &["issuer-unknown", "root-untrusted", "self-signed", "issuer-missing", "tls-intercepted"];
/// A chain that does not come together.
pub(super) const BROKEN: &[&str] = &["issuer-missing", "issuer-unknown", "issuer-key-mismatch", "root-untrusted"];
pub(super) const NAMES: &[&str] =
    &["name-mismatch", "sip-name-missing", "cn-only", "wildcard-unsupported", "sni-required"];
pub(super) const DATES: &[&str] = &["cert-expired", "cert-not-yet-valid", "clock-skew"];
pub(super) const REVOCATION: &[&str] = &["revocation-unknown", "crl-point-missing"];

/// A number and its name.
const fn number(text: &'static str, forms: &'static [Form], codes: &'static [&'static str]) -> Message {
    Message { text, forms, codes, ..CODE }
}

/// The same, with causes elsewhere.
const fn and(message: Message, elsewhere: &'static [Elsewhere]) -> Message {
    Message { elsewhere, ..message }
}

pub(super) const MESSAGES: &[Message] = &[
    and(
        number(
            "0x800B0109 CERT_E_UNTRUSTEDROOT: terminated in a root certificate which is not trusted",
            &[
                Number(0x800B_0109),
                // As a log entry of Lync Server was reported with it, a digit too many.
                Words("21482049809"),
                Words("CERT_E_UNTRUSTEDROOT"),
                Words("terminated in a root certificate which is not trusted"),
                Words("信頼プロバイダーが信頼していないルート証明書で"),
            ],
            UNTRUSTED,
        ),
        &[ROOTS_BY_POLICY, NO_INTERMEDIATE_AMONG_ROOTS],
    ),
    number(
        "0x800B010A CERT_E_CHAINING: a chain could not be built to a trusted root authority",
        &[
            Number(0x800B_010A),
            Words("CERT_E_CHAINING"),
            Words("certificate chain could not be built to a trusted root"),
            Words("信頼されたルート証明機関まで構築できませんでした"),
        ],
        BROKEN,
    ),
    number(
        "0x800B0107, 0x800B0112 CERT_E_ISSUERCHAINING, CERT_E_UNTRUSTEDCA",
        &[Number(0x800B_0107), Number(0x800B_0112), Words("CERT_E_ISSUERCHAINING"), Words("CERT_E_UNTRUSTEDCA")],
        &["issuer-not-ca", "issuer-unknown", "explicitly-distrusted", "issuer-key-mismatch"],
    ),
    and(
        number(
            "0x800B0101 CERT_E_EXPIRED: not within its validity period",
            &[
                Number(0x800B_0101),
                Words("CERT_E_EXPIRED"),
                Words("not within its validity period when verifying against the current system clock"),
                Words("有効期間にありません"),
            ],
            DATES,
        ),
        &[CLOCK],
    ),
    number(
        "0x800B0102 CERT_E_VALIDITYPERIODNESTING",
        &[Number(0x800B_0102), Words("CERT_E_VALIDITYPERIODNESTING")],
        DATES,
    ),
    number(
        "0x800B010F CERT_E_CN_NO_MATCH: the CN name does not match the passed value",
        &[
            Number(0x800B_010F),
            Words("CERT_E_CN_NO_MATCH"),
            Words("certificate's CN name does not match the passed value"),
        ],
        NAMES,
    ),
    number(
        "0x800B0114 CERT_E_INVALID_NAME: a name that is not in the permitted list",
        &[Number(0x800B_0114), Words("CERT_E_INVALID_NAME")],
        &["name-constraint-violated"],
    ),
    number(
        "0x800B0110 CERT_E_WRONG_USAGE: not valid for the requested usage",
        &[
            Number(0x800B_0110),
            Number(0x8009_0349),
            Words("CERT_E_WRONG_USAGE"),
            Words("SEC_E_CERT_WRONG_USAGE"),
            Words("certificate is not valid for the requested usage"),
            Words("要求された使用法に対して有効ではありません"),
        ],
        &["purpose-forbidden", "client-auth-missing", "key-usage-forbids-signing"],
    ),
    number("0x800B0103 CERT_E_ROLE", &[Number(0x800B_0103), Words("CERT_E_ROLE")], &["issuer-not-ca", "leaf-is-ca"]),
    number("0x800B0104 CERT_E_PATHLENCONST", &[Number(0x800B_0104), Words("CERT_E_PATHLENCONST")], &["path-too-long"]),
    number(
        "0x800B0105 CERT_E_CRITICAL",
        &[Number(0x800B_0105), Words("CERT_E_CRITICAL")],
        &["extension-unknown-critical"],
    ),
    number("0x800B0108 CERT_E_MALFORMED", &[Number(0x800B_0108), Words("CERT_E_MALFORMED")], &["cert-malformed"]),
    number(
        "0x800B0113 CERT_E_INVALID_POLICY",
        &[Number(0x800B_0113), Words("CERT_E_INVALID_POLICY")],
        &["policy-not-satisfied"],
    ),
    number(
        "0x80096004 TRUST_E_CERT_SIGNATURE: the signature of the certificate cannot be verified",
        &[Number(0x8009_6004), Words("TRUST_E_CERT_SIGNATURE")],
        &["issuer-key-mismatch", "signature-weak", "signature-unsupported"],
    ),
    and(
        number(
            "0x80092010 CRYPT_E_REVOKED: the certificate is revoked",
            &[
                Number(0x8009_2010),
                Number(0x800B_010C),
                Words("CRYPT_E_REVOKED"),
                Words("CERT_E_REVOKED"),
                Guess("この証明書は失効しています"),
            ],
            &["cert-revoked", "explicitly-distrusted"],
        ),
        &[DISALLOWED],
    ),
    and(
        number(
            "0x800B0111 TRUST_E_EXPLICIT_DISTRUST: explicitly marked as untrusted",
            &[Number(0x800B_0111), Words("TRUST_E_EXPLICIT_DISTRUST"), Words("CERT_TRUST_IS_EXPLICIT_DISTRUST")],
            &["explicitly-distrusted", "cert-revoked"],
        ),
        &[DISALLOWED],
    ),
    and(
        number(
            "0x80092012, 0x80092013 CRYPT_E_NO_REVOCATION_CHECK, CRYPT_E_REVOCATION_OFFLINE",
            &[
                Number(0x8009_2012),
                Number(0x8009_2013),
                Number(0x800B_010E),
                Words("CRYPT_E_NO_REVOCATION_CHECK"),
                Words("CRYPT_E_REVOCATION_OFFLINE"),
                Words("CERT_E_REVOCATION_FAILURE"),
                Words("unable to check revocation because the revocation server was offline"),
                Words("失効サーバーがオフラインのため"),
            ],
            REVOCATION,
        ),
        &[LISTS],
    ),
    number(
        "0x80090322 SEC_E_WRONG_PRINCIPAL: the target principal name is incorrect",
        &[
            Number(0x8009_0322),
            Words("SEC_E_WRONG_PRINCIPAL"),
            Words("target principal name is incorrect"),
            Guess("ターゲットのプリンシパル名が間違っています"),
        ],
        NAMES,
    ),
    number(
        "0x80090325 SEC_E_UNTRUSTED_ROOT: issued by an authority that is not trusted",
        &[
            Number(0x8009_0325),
            Words("SEC_E_UNTRUSTED_ROOT"),
            Words("certificate chain was issued by an authority that is not trusted"),
            Words("信頼されていない機関によって証明書チェーンが発行されました"),
        ],
        UNTRUSTED,
    ),
    number(
        "0x80090326 SEC_E_ILLEGAL_MESSAGE: the message received was unexpected or badly formatted",
        &[Number(0x8009_0326), Words("SEC_E_ILLEGAL_MESSAGE")],
        &["tls-not-spoken", "tls-legacy", "sni-required"],
    ),
    number(
        "0x80090327 SEC_E_CERT_UNKNOWN",
        &[Number(0x8009_0327), Words("SEC_E_CERT_UNKNOWN")],
        &["issuer-missing", "cert-malformed", "client-auth-missing"],
    ),
    and(
        number(
            "0x80090328 SEC_E_CERT_EXPIRED: the received certificate has expired",
            &[Number(0x8009_0328), Words("SEC_E_CERT_EXPIRED"), Guess("受信した証明書の有効期限が切れています")],
            DATES,
        ),
        &[CLOCK],
    ),
    and(
        number(
            "0x80090324 SEC_E_TIME_SKEW: the clocks are skewed",
            &[Number(0x8009_0324), Words("SEC_E_TIME_SKEW")],
            &["clock-skew"],
        ),
        &[CLOCK],
    ),
    number(
        "0x80090331 SEC_E_ALGORITHM_MISMATCH: no common algorithm",
        &[
            Number(0x8009_0331),
            Words("SEC_E_ALGORITHM_MISMATCH"),
            Words("client and server cannot communicate, because they do not possess a common algorithm"),
        ],
        &["tls-legacy", "tls-not-spoken"],
    ),
    Message {
        text: "0x80072F0D: the certificate authority is invalid or incorrect",
        forms: &[
            Number(0x8007_2F0D),
            Words("DLG_FLAGS_INVALID_CA"),
            Words("certificate authority is invalid or incorrect"),
        ],
        codes: UNTRUSTED,
        ..WININET
    },
    Message {
        text: "0x80072F06: the host name in the certificate is invalid or does not match",
        forms: &[
            Number(0x8007_2F06),
            Words("DLG_FLAGS_SEC_CERT_CN_INVALID"),
            Words("host name in the certificate is invalid or does not match"),
        ],
        codes: NAMES,
        ..WININET
    },
    Message {
        text: "0x80072F05: the date in the certificate is invalid or has expired",
        forms: &[
            Number(0x8007_2F05),
            Words("DLG_FLAGS_SEC_CERT_DATE_INVALID"),
            Words("date in the certificate is invalid or has expired"),
        ],
        codes: DATES,
        elsewhere: &[CLOCK],
        ..WININET
    },
    Message {
        text: "0x80072F8F: a security error occurred (12175)",
        forms: &[Number(0x8007_2F8F), Words("ERROR_WINHTTP_SECURE_FAILURE"), Words("ERROR_INTERNET_DECODING_FAILED")],
        codes: &["cert-expired", "clock-skew", "issuer-unknown", "root-untrusted", "name-mismatch", "issuer-missing"],
        elsewhere: &[CLOCK],
        vague: true,
        ..WININET
    },
    Message {
        text: "0x80072F7D: an error occurred in the secure channel support",
        forms: &[Number(0x8007_2F7D), Words("error occurred in the secure channel support")],
        codes: &["tls-legacy", "tls-not-spoken", "sni-required"],
        ..WININET
    },
];
