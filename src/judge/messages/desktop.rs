//! What the desktop client says when it cannot sign in, beside what `lync` has of certificates.

use super::{
    Form::{Guess, Words},
    Look, Message, PLAIN,
    elsewhere::{
        ASSISTANT, BY_HAND, CLOCK, CREDENTIALS, DNS_CACHE, ENDPOINT_CACHE, LISTS, OUTDATED, PERSONAL, ROOTS_BY_POLICY,
        WORKAROUND,
    },
};
use crate::words;

const WINDOWS: Message =
    Message { by: "Lync, Skype for Business (Windows)", look: Look::Domain, source: KB_2541980, ..PLAIN };

const KB_2541980: &str = "Microsoft, KB 2541980";

/// What stands between a client and AD FS.
const SSO: &[&str] = &[
    "endpoint-unreachable",
    "issuer-unknown",
    "root-untrusted",
    "self-signed",
    "issuer-missing",
    "cert-expired",
    "name-mismatch",
    "tls-not-spoken",
    "proxy-cert-differs",
];

pub(super) const MESSAGES: &[Message] = &[
    Message {
        text: "Cannot sign in because the server is temporarily unavailable",
        forms: &[
            Words("cannot sign in because the server is temporarily unavailable"),
            Words("can't sign in because the server is temporarily unavailable"),
            Words("server is temporarily unavailable * please contact your support team"),
            Words("having trouble connecting to the server * please contact your support team"),
            Words("サーバーが一時的に利用できません"),
            Guess("サーバーは一時的に利用できません"),
            Guess("サーバーが一時的に使用できないため、サインインできません"),
        ],
        codes: &[
            "record-missing",
            "record-dangling",
            "lookup-failed",
            "endpoint-unreachable",
            "records-half-migrated",
            "autodiscover-document-missing",
            "self-signed",
            "root-untrusted",
            "issuer-missing",
            "tls-legacy",
            "dns-cache-stale",
        ],
        elsewhere: &[DNS_CACHE, ENDPOINT_CACHE, BY_HAND, OUTDATED],
        note: Some(words!(
            "mostly DNS: the records are not there or lead elsewhere; with AD FS also its own certificate"
        )),
        ..WINDOWS
    },
    Message {
        text: "The server is not responding or cannot be reached. Sign-in may be delayed while we retry the connection",
        forms: &[
            Words("server is not responding or cannot be reached"),
            Guess("サーバーが応答していないか、サーバーに接続できません"),
        ],
        codes: SSO,
        elsewhere: &[DNS_CACHE, BY_HAND, LISTS, ROOTS_BY_POLICY],
        look: Look::SignOn,
        note: Some(words!("it is AD FS, or the login service, that could not be asked")),
        ..WINDOWS
    },
    Message {
        text: "Cannot sign in to Lync because your computer clock is not set correctly",
        forms: &[
            Words("because your computer clock is not set correctly"),
            Words("because your computer's clock is not set correctly"),
            Guess("コンピューターの時計が正しく設定されていないため"),
            Guess("コンピューターの時刻が正しく設定されていないため"),
        ],
        codes: &["clock-off", "clock-skew"],
        elsewhere: &[CLOCK],
        look: Look::Computer,
        ..WINDOWS
    },
    Message {
        text: "Cannot sign in because this sign-in address was not found",
        forms: &[
            Words("sign-in address was not found"),
            Words("sign-in address not found"),
            Words("サインイン アドレスが見つかりません"),
        ],
        codes: &["records-half-migrated", "record-missing"],
        elsewhere: &[ASSISTANT, CREDENTIALS, ENDPOINT_CACHE, BY_HAND],
        note: Some(words!(
            "mostly the account: it is mistyped, not enabled for SIP or without a licence, which only its administrator sees"
        )),
        ..WINDOWS
    },
    Message {
        text: "The address you typed is not valid",
        forms: &[
            Words("address you typed is not valid"),
            Words("sign-in address you typed is not valid"),
            Words("you didn't get signed in * sign-in address"),
            Guess("入力したアドレスは無効です"),
            Guess("入力したサインイン アドレスは有効ではありません"),
        ],
        codes: &["record-missing", "lookup-failed"],
        elsewhere: &[CREDENTIALS],
        note: Some(words!("check the spelling first: user@example.com, without sip: and without DOMAIN\\")),
        source: "from memory",
        weak: true,
        ..WINDOWS
    },
    Message {
        text: "User is not SIP enabled",
        forms: &[Words("user is not SIP enabled"), Words("このユーザーに対して SIP が有効になっていません")],
        codes: &["records-half-migrated"],
        note: Some(words!("the account, on whichever computer: msRTCSIP-UserEnabled is false in the directory")),
        source: "Microsoft, Troubleshooting Skype for Business Online sign-in errors for administrators",
        ..WINDOWS
    },
    Message {
        text: "The user name, password or domain appears to be incorrect",
        forms: &[
            Words("user name, password, or domain appears to be incorrect"),
            Words("username, password or domain appears to be incorrect"),
            Words("ユーザー名、パスワード、またはドメインが正しくない可能性があります"),
        ],
        codes: &["token-cert-expiring", "metadata-unreachable", "clock-skew"],
        elsewhere: &[CREDENTIALS, CLOCK, PERSONAL, WORKAROUND, ASSISTANT],
        look: Look::SignOn,
        note: Some(words!(
            "try another computer first: where it fails there too it is the account, its password or its sign-in address"
        )),
        ..WINDOWS
    },
    Message {
        text: "To sign in, additional software is required. Download and install now?",
        forms: &[
            Words("to sign in, additional software is required"),
            Guess("サインインするには、追加のソフトウェアが必要です"),
        ],
        codes: &["sign-in-assistant-stopped", "client-outdated"],
        elsewhere: &[ASSISTANT, OUTDATED],
        look: Look::Computer,
        ..WINDOWS
    },
    Message {
        text: "You can't sign in with this version of Lync",
        forms: &[
            Words("can't sign in with this version of"),
            Words("can't sign-in with this version of"),
            Guess("このバージョンの Lync ではサインインできません"),
        ],
        codes: &["client-outdated", "records-half-migrated"],
        elsewhere: &[OUTDATED, ENDPOINT_CACHE],
        look: Look::Computer,
        note: Some(words!(
            "the pool may also refuse the version by its client version policy (Get-CsClientVersionPolicy)"
        )),
        source: "Microsoft, KB 2868219",
        ..WINDOWS
    },
    Message {
        text: "didn't match what the server returned, or DNS could not be reached",
        forms: &[
            Guess("didn't match what the server returned"),
            Guess("did not match what the server returned"),
            Guess("サーバーから返された内容と一致しません"),
        ],
        codes: &["name-mismatch", "srv-target-outside-domain", "dns-cache-stale", "lookup-failed"],
        elsewhere: &[DNS_CACHE, ENDPOINT_CACHE],
        source: "from memory",
        weak: true,
        ..WINDOWS
    },
    Message {
        text: "SECURE_SOCKET: negotiation failed (uccapilog)",
        by: "Lync, Skype for Business (client log)",
        forms: &[Words("SECURE_SOCKET: negotiation failed")],
        codes: &["issuer-unknown", "root-untrusted", "issuer-missing", "name-mismatch", "cert-expired", "tls-legacy"],
        elsewhere: &[CLOCK, OUTDATED, ENDPOINT_CACHE, ROOTS_BY_POLICY],
        note: Some(words!("the number behind it says which: give that one too")),
        vague: true,
        source: "from memory",
        weak: true,
        ..WINDOWS
    },
];
