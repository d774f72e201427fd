//! What Lync, Skype for Business and Teams say: clients, and the event logs of their servers.

use super::{
    Form::{Event, Guess, Shared, Words},
    Look, Message, PLAIN,
    elsewhere::{
        ASSISTANT, BY_HAND, CLOCK, CREDENTIALS, DNS_CACHE, ENDPOINT_CACHE, KEY_FOLDER, LISTS, MACHINE_GUID,
        NO_INTERMEDIATE_AMONG_ROOTS, OUTDATED, OWN_CERTIFICATE, PERSONAL, ROOTS_BY_POLICY, SESSION_TICKETS,
        TOO_MANY_ROOTS, TRUST_LIST, TWINS, WORKAROUND,
    },
};
use crate::words;

const WINDOWS: Message = Message { by: "Lync, Skype for Business (Windows)", look: Look::Domain, ..PLAIN };
const PHONE: Message = Message { by: "Lync, Skype for Business (iOS, Android)", look: Look::Domain, ..PLAIN };
const SERVER: Message = Message { by: "Lync, Skype for Business Server", look: Look::Domain, ..PLAIN };

const KB_2604176: &str = "Microsoft, KB 2604176";
const KB_2965499: &str = "Microsoft, KB 2965499";
/// What phones refuse.
const ON_PHONES: &[&str] = &[
    "issuer-unknown",
    "root-untrusted",
    "issuer-missing",
    "name-mismatch",
    "cert-expired",
    "chain-unordered",
    "members-differ",
    "tls-intercepted",
];
/// The sources of the servers' log entries.
const LOGS: &[&str] =
    &["LS Protocol Stack", "OCS Protocol Stack", "LS User Services", "LS MCU Infrastructure", "Lync Server"];

pub(super) const MESSAGES: &[Message] = &[
    Message {
        text: "There was a problem verifying the certificate from the server",
        forms: &[
            Words("problem verifying the certificate from the server"),
            Words("サーバーからの証明書を確認する際、問題が発生しました"),
            Guess("サーバーからの証明書を検証しているときに問題が発生しました"),
            Guess("サーバーからの証明書の検証中に問題が発生しました"),
            Guess("サーバーからの証明書の確認中に問題が発生しました"),
            Guess("サーバーの証明書の検証で問題が発生しました"),
        ],
        codes: &[
            "issuer-missing",
            "issuer-unknown",
            "root-untrusted",
            "cert-expired",
            "name-mismatch",
            "sip-name-missing",
            "members-differ",
            "issuer-key-mismatch",
            "cert-revoked",
            "tls-intercepted",
            "clock-skew",
        ],
        elsewhere: &[
            CLOCK,
            PERSONAL,
            CREDENTIALS,
            ENDPOINT_CACHE,
            DNS_CACHE,
            MACHINE_GUID,
            ASSISTANT,
            OUTDATED,
            ROOTS_BY_POLICY,
        ],
        source: KB_2604176,
        ..WINDOWS
    },
    Message {
        text: "There was a problem acquiring a personal certificate required to sign in",
        forms: &[
            Words("problem acquiring a personal certificate"),
            Words("サインインに必要な個人証明書を取得するときに問題が発生しました"),
            Words("サインインに必要な個人証明書を取得する際に問題があります"),
            Words("サインインに必要な個人証明書を取得できない"),
            Guess("サインインに必要な個人証明書の取得中に問題が発生しました"),
            Guess("個人証明書を取得するときに問題"),
            Guess("サインインに必要な個人用証明書"),
        ],
        codes: &[
            "clock-skew",
            "issuer-missing",
            "issuer-unknown",
            "cert-expired",
            "name-mismatch",
            "endpoint-unreachable",
        ],
        elsewhere: &[
            CLOCK,
            PERSONAL,
            CREDENTIALS,
            OUTDATED,
            ASSISTANT,
            ENDPOINT_CACHE,
            DNS_CACHE,
            MACHINE_GUID,
            KEY_FOLDER,
        ],
        look: Look::Computer,
        note: Some(words!(
            "mostly a matter of the user's computer; the server that hands these certificates out is a web service"
        )),
        source: KB_2604176,
        ..WINDOWS
    },
    Message {
        text: "the authentication service may be incompatible with this version of the program",
        forms: &[
            Words("authentication service may be incompatible with this version of the program"),
            Words("認証サービスがこのバージョンのプログラムと互換性がない可能性があります"),
        ],
        codes: &["clock-skew", "tls-legacy", "token-cert-expiring", "issuer-missing"],
        elsewhere: &[CLOCK, CREDENTIALS, PERSONAL, OUTDATED, ASSISTANT, WORKAROUND],
        source: KB_2604176,
        ..WINDOWS
    },
    Message {
        text: "Can't verify the certificate from the server",
        forms: &[
            Words("can't verify the certificate from the server"),
            Words("cannot verify the certificate from the server"),
        ],
        codes: ON_PHONES,
        source: KB_2965499,
        ..PHONE
    },
    Message {
        text: "E_SslError (E2-2-2), status 0x22020002",
        forms: &[Words("E_SslError"), Words("E2-2-2"), super::Form::Number(0x2202_0002)],
        codes: ON_PHONES,
        source: KB_2965499,
        ..PHONE
    },
    Message {
        text: "Lync cannot verify that the server is trusted for your sign-in address. Connect anyway?",
        forms: &[
            Words("cannot verify that the server is trusted for your sign-in address"),
            Words("サーバーがサインイン アドレスに対して信頼されていることを確認できません"),
            Words("サインイン アドレスに対してサーバーが信頼されているかどうかを検証できません"),
        ],
        codes: &[
            "srv-target-outside-domain",
            "cname-outside-domain",
            "autodiscover-outside-domain",
            "sip-name-missing",
        ],
        elsewhere: &[TRUST_LIST, DNS_CACHE, ENDPOINT_CACHE],
        note: Some(words!("a question about names, not about trust: the chain may be sound")),
        source: "Microsoft, KB 2833618, KB 2531068",
        ..WINDOWS
    },
    Message {
        text: "Lync couldn't find a Lync Server for contoso.com. There might be an issue with the Domain Name System (DNS)",
        forms: &[
            Words("couldn't find a Lync Server for"),
            Words("couldn't find a Skype for Business Server for"),
            Words("issue with the Domain Name System (DNS) configuration for your domain"),
        ],
        codes: &[
            "record-missing",
            "record-dangling",
            "lookup-failed",
            "autodiscover-document-missing",
            "records-half-migrated",
            "endpoint-unreachable",
            "dns-cache-stale",
            "hosts-file-differs",
        ],
        elsewhere: &[DNS_CACHE, ENDPOINT_CACHE, BY_HAND],
        source: "Microsoft, Skype for Business Online DNS configuration issue",
        ..WINDOWS
    },
    Message {
        text: "ms-diagnostics: 1047; Failed to complete TLS negotiation with a federated peer server",
        forms: &[
            Words("ms-diagnostics 1047"),
            Words("Failed to complete TLS negotiation with a federated peer server"),
        ],
        codes: &[
            "issuer-unknown",
            "root-untrusted",
            "issuer-missing",
            "sip-name-missing",
            "name-mismatch",
            "cert-expired",
            "client-auth-missing",
            "members-differ",
            "tls-legacy",
        ],
        look: Look::Federation,
        note: Some(words!(
            "mostly the other side refuses our certificate: check the own federation port as well as the partner's"
        )),
        source: "risual, Lync federation issue (a report)",
        weak: true,
        ..SERVER
    },
    Message {
        text: "ms-diagnostics: 1010; Certificate trust with another server could not be established",
        forms: &[
            Words("ms-diagnostics 1010"),
            Words("Certificate trust with another server could not be established"),
            Words("peer certificate does not contain a matching FQDN"),
        ],
        codes: &[
            "name-mismatch",
            "sip-name-missing",
            "issuer-unknown",
            "root-untrusted",
            "issuer-missing",
            "cert-expired",
        ],
        elsewhere: &[NO_INTERMEDIATE_AMONG_ROOTS],
        look: Look::Federation,
        source: "a trace of a federation that failed (a report)",
        weak: true,
        ..SERVER
    },
    Message {
        text: "Event 14428: TLS outgoing connection failures",
        forms: &[Event(14428, LOGS), Words("TLS outgoing connection failures")],
        codes: &[
            "issuer-unknown",
            "root-untrusted",
            "name-mismatch",
            "sip-name-missing",
            "issuer-missing",
            "cert-expired",
            "issuer-key-mismatch",
        ],
        elsewhere: &[NO_INTERMEDIATE_AMONG_ROOTS],
        look: Look::Federation,
        source: "Microsoft, Events Related to DNS, TLS, Federation (Communications Server 2007 R2)",
        ..SERVER
    },
    Message {
        text: "Event 32042: Invalid incoming HTTPS certificate",
        forms: &[Event(32042, LOGS), Event(32402, LOGS), Words("Invalid incoming HTTPS certificate")],
        codes: &[
            "cert-expired",
            "issuer-unknown",
            "root-untrusted",
            "issuer-missing",
            "client-auth-missing",
            "client-cert-list-truncated",
        ],
        elsewhere: &[NO_INTERMEDIATE_AMONG_ROOTS, SESSION_TICKETS, TOO_MANY_ROOTS, OWN_CERTIFICATE],
        note: Some(words!(
            "it is about what another server shows as a client, which a check from outside does not see"
        )),
        source: "Microsoft, KB 2901554",
        ..SERVER
    },
    Message {
        text: "Event 61045: was not able to stay connected to the Front End over the C3P channel",
        forms: &[Event(61045, LOGS), Words("not able to stay connected to the Front End over the C3P channel")],
        codes: &["cert-expired", "issuer-unknown", "root-untrusted", "name-mismatch", "endpoint-unreachable"],
        elsewhere: &[SESSION_TICKETS, NO_INTERMEDIATE_AMONG_ROOTS, OWN_CERTIFICATE],
        source: "Microsoft, KB 2901554",
        ..SERVER
    },
    Message {
        text: "Event 61029: an invalid client certificate was received",
        forms: &[Event(61029, LOGS)],
        codes: &["root-untrusted", "issuer-unknown", "cert-expired", "client-auth-missing"],
        elsewhere: &[NO_INTERMEDIATE_AMONG_ROOTS, SESSION_TICKETS, TOO_MANY_ROOTS],
        source: "itbasedtelco, The importance of knowing about certificates (a report)",
        weak: true,
        ..SERVER
    },
    Message {
        text: "Event 47067: PIN authentication of phones fails",
        forms: &[Event(47067, LOGS)],
        codes: &["issuer-key-mismatch", "alternative-path", "root-untrusted", "cert-expired"],
        elsewhere: &[TWINS, NO_INTERMEDIATE_AMONG_ROOTS],
        source: "Microsoft, Authentication fails with PIN sign-in",
        ..SERVER
    },
    Message {
        text: "Event 1015: Unable to match host/cluster against certificate",
        forms: &[
            Shared(1015, &["Replica Replicator", "LS File Transfer", "LS Replica", "replication"]),
            Words("Unable to match host/cluster against certificate"),
        ],
        codes: &["name-mismatch", "cn-only"],
        elsewhere: &[OWN_CERTIFICATE],
        note: Some(words!(
            "the internal certificate of the server that the configuration is copied to; a check from outside does not see it"
        )),
        source: "Microsoft, replication between servers fails",
        ..SERVER
    },
    Message {
        text: "TLS Negotiation took too long to complete",
        forms: &[Words("TLS Negotiation took too long to complete")],
        codes: &["revocation-unknown", "crl-point-missing", "endpoint-unreachable"],
        elsewhere: &[LISTS],
        source: "masteringmsuc, How to enable certificate CRL checking (a report)",
        weak: true,
        ..SERVER
    },
    Message {
        text: "The certificate couldn't be validated because SSL negotiation wasn't successful",
        by: "Remote Connectivity Analyzer",
        forms: &[Words("certificate couldn't be validated because SSL negotiation wasn't successful")],
        codes: &["tls-not-spoken", "tls-legacy", "sni-required", "endpoint-unreachable"],
        source: "silbers.net (a report)",
        weak: true,
        ..PLAIN
    },
    Message {
        text: "One or more certificate chains could not be constructed for the certificate",
        by: "Remote Connectivity Analyzer",
        forms: &[
            Guess("certificate chains couldn't be constructed for the certificate"),
            Guess("certificate chains could not be constructed for the certificate"),
        ],
        codes: &["issuer-missing", "issuer-unknown", "issuer-key-mismatch"],
        source: "from memory",
        weak: true,
        ..PLAIN
    },
    Message {
        text: "The certificate chain didn't end in a trusted root",
        by: "Remote Connectivity Analyzer",
        forms: &[
            Guess("certificate chain didn't end in a trusted root"),
            Guess("certificate chain did not end in a trusted root"),
        ],
        codes: &["root-untrusted", "issuer-unknown", "self-signed"],
        source: "from memory",
        weak: true,
        ..PLAIN
    },
    Message {
        text: "Host name doesn't match any name found on the server certificate",
        by: "Remote Connectivity Analyzer",
        forms: &[Guess("doesn't match any name found on the server certificate")],
        codes: &["name-mismatch", "wildcard-unsupported", "cn-only"],
        source: "from memory",
        weak: true,
        ..PLAIN
    },
];
