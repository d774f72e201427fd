//! What bytes on the wire look like, in words a tired administrator can act on.

use crate::{model::Text, text, words};

/// What an answer is if it is not TLS: `None` if its first bytes are a TLS record header, or there are none.
pub(super) fn not_tls(first: &[u8]) -> Option<Text> {
    let is_record = match first {
        [] => return None,
        [kind] => RECORDS.contains(kind),
        [kind, major, ..] => RECORDS.contains(kind) && *major == 3,
    };
    if is_record {
        return None;
    }
    let banner = BANNERS.iter().find(|(start, _)| first.starts_with(start.as_bytes())).map(|(_, words)| *words);
    let is_ftp = first.windows(3).any(|w| w == b"FTP");
    Some(match banner {
        Some(SMTP) if is_ftp => Text::words(words!("sends an FTP banner")),
        Some(words) => Text::words(words),
        None => {
            let bytes: Vec<String> = first.iter().take(SHOWN).map(|b| format!("{b:02x}")).collect();
            text!("not-tls": "the answer is not TLS (first bytes {bytes})", bytes = bytes.join(" "))
        }
    })
}

/// The alert as RFC 8446 6 writes it, from rustls's spelling.
pub(super) fn alert(name: &str) -> String {
    let mut out = String::new();
    let mut previous = '_';
    for c in name.chars() {
        if c.is_ascii_uppercase() && !previous.is_ascii_uppercase() && previous != '_' {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        previous = c;
    }
    match out.as_str() {
        "unrecognised_name" => "unrecognized_name".into(),
        "unknown_pskidentity" => "unknown_psk_identity".into(),
        _ => out,
    }
}

/// The cipher suite as IANA registers it, from rustls's spelling.
pub(super) fn cipher(name: &str) -> String {
    name.replacen("TLS13_", "TLS_", 1)
}

/// Record types from change_cipher_spec to heartbeat (RFC 8446 5.1, RFC 6520 3).
const RECORDS: std::ops::RangeInclusive<u8> = 20..=24;

/// How many bytes of an unknown answer are shown.
const SHOWN: usize = 8;

const SMTP: &str = words!("sends an SMTP banner");

const BANNERS: &[(&str, &str)] = &[
    ("HTTP/", words!("answers in plain HTTP")),
    ("220", SMTP),
    ("SIP/", words!("answers in plain SIP")),
    ("SSH-", words!("sends an SSH banner")),
    ("* OK", words!("sends an IMAP banner")),
    ("+OK", words!("sends a POP3 banner")),
    ("<?xml", words!("answers in plain XML, as XMPP servers do")),
    ("<stream", words!("answers in plain XML, as XMPP servers do")),
    ("<", words!("answers in plain HTML")),
    ("\u{3}\0\0", words!("answers in the Remote Desktop protocol")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_named_by_their_first_bytes() {
        let cases: [(&[u8], Option<&str>); 10] = [
            (b"", None),
            (b"\x16\x03\x03\0\x7a", None),
            (b"\x15\x03\x01\0\x02", None),
            (b"\x16", None),
            (b"HTTP/1.1 400 Bad Request\r\n", Some("answers in plain HTTP")),
            (b"220 mail.contoso.test ESMTP\r\n", Some("sends an SMTP banner")),
            (b"220 ProFTPD ready", Some("sends an FTP banner")),
            (b"\x03\0\0\x13", Some("answers in the Remote Desktop protocol")),
            (b"\x16\x02\x00", Some("the answer is not TLS (first bytes 16 02 00)")),
            (b"GARBAGE AND MORE", Some("the answer is not TLS (first bytes 47 41 52 42 41 47 45 20)")),
        ];
        for (first, words) in cases {
            assert_eq!(not_tls(first).as_deref(), words, "{first:?}");
        }
    }

    #[test]
    fn alerts_are_written_as_in_the_standard() {
        for (name, written) in [
            ("HandshakeFailure", "handshake_failure"),
            ("UnknownCA", "unknown_ca"),
            ("UnrecognisedName", "unrecognized_name"),
            ("UnknownPSKIdentity", "unknown_psk_identity"),
            ("ProtocolVersion", "protocol_version"),
        ] {
            assert_eq!(alert(name), written);
        }
    }

    #[test]
    fn cipher_suites_are_written_as_registered() {
        assert_eq!(cipher("TLS13_AES_128_GCM_SHA256"), "TLS_AES_128_GCM_SHA256");
        let old = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
        assert_eq!(cipher(old), old);
    }
}
