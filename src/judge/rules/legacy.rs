//! Servers whose chain only the greeting of an older client shows.

use crate::{
    judge::{Check, Draft, Rule, Scene, text},
    model::{
        By, Fact, Observation, Severity, SubjectKind, Text,
        cert::{Curve, KeyAlgorithm},
        observation::{SeenBy, Session},
    },
    text, words,
};

pub const LEGACY: Rule = Rule {
    code: "tls-legacy",
    severity: Severity::Warning,
    by: By::Clients,
    title: "modern clients are refused; only an older TLS greeting shows the chain",
    explanation: "A client that speaks TLS 1.2 and 1.3 with ECDHE and authenticated encryption (AES-GCM, ChaCha20) alone \
        gets no handshake here. The chain was read from the plain text that a server of TLS 1.0 to 1.2 begins with, so \
        it is judged like any other; no handshake was completed. How many are hurt depends on what the server can do. \
        Below TLS 1.2 it is nearly everybody: browsers, phones, Teams and Exchange Online. RSA key exchange shuts out \
        whoever demands forward secrecy (Apple's App Transport Security, Go since 1.22), DHE shuts out browsers, and \
        CBC only the newest libraries. Windows Server 2012 R2 offers AES-GCM in its default suites with ECDHE only for \
        ECDSA certificates, and else with DHE or RSA key exchange: with an RSA certificate and ECDHE it is left with CBC.",
    remedy: "enable TLS 1.2 with ECDHE and AES-GCM on the server; Windows Server 2012 R2 has that only with an ECDSA \
        certificate, and Windows Server 2016 or later has it with RSA certificates as well",
    see: &["RFC 8996", "RFC 9325 4.2", "Microsoft, TLS Cipher Suites in Windows 8.1", "RFC 5246 7.3"],
    check: Check::Observation(legacy),
};

fn legacy(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(session) = &observation.session else { return Vec::new() };
    let SeenBy::FirstFlight { refused, unread, dropped } = &session.seen_by else { return Vec::new() };
    let limit = Limit::of(session);
    let unsettled = || Text::words(words!("not settled"));
    let mut evidence = vec![
        Fact::text("a modern client", refused.clone()),
        Fact::text("protocol", session.protocol.clone().map_or_else(unsettled, Text::from)),
        Fact::text("cipher suite", session.cipher.clone().map_or_else(unsettled, Text::from)),
        Fact::text("clients refused", Text::words(limit.hurts())),
    ];
    if *unread > 0 {
        evidence.push(Fact::number("bytes behind the certificates that are none", *unread));
    }
    if *dropped > 0 {
        evidence.push(Fact::number("certificates beyond the bound, not read", *dropped));
    }
    let machine = text::machine(scene, observation);
    let rsa = observation.presented.leaf().is_some_and(|leaf| leaf.key.algorithm == KeyAlgorithm::Rsa);
    let key = observation.presented.leaf().map(|leaf| &leaf.key.algorithm).filter(|key| is_odd(key));
    if let Some(key) = key {
        evidence.push(Fact::text("key of the certificate", key.to_string()));
    }
    let remedy = match limit {
        Limit::Version => text!(
            "legacy-version":
                "enable TLS 1.2 with ECDHE and AES-GCM on {machine}, or replace what cannot speak it",
            machine
        ),
        _ if let Some(key) = key => text!(
            "legacy-key":
                "issue the certificate again with an ECDSA key on P-256 or P-384, or with an RSA key, and install it on \
                 {machine}: modern clients do not offer what its key needs ({key})",
            machine, key = key.to_string()
        ),
        Limit::Parameters => text!(
            "legacy-parameters":
                "the suite is a modern one: mend on {machine} what modern clients stop at ({refused}); after an alert, \
                 see that the curves P-256 and X25519 are enabled",
            machine, refused
        ),
        _ if rsa => text!(
            "legacy-rsa":
                "enable TLS 1.2 with ECDHE and AES-GCM on {machine}; if that is Windows Server 2012 R2, it has those \
                 suites only with an ECDSA certificate: install one, or move to Windows Server 2016 or later",
            machine
        ),
        _ => text!("legacy-suites": "enable TLS 1.2 with ECDHE and AES-GCM on {machine}", machine),
    };
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}

/// Whether few clients offer in TLS 1.2 what a server with such a key needs: a curve other than P-256 and P-384 (RFC 8422
/// 5.1.1), or DSA.
fn is_odd(key: &KeyAlgorithm) -> bool {
    match key {
        KeyAlgorithm::Ec(curve) => !matches!(curve, Curve::P256 | Curve::P384),
        key => *key == KeyAlgorithm::Dsa,
    }
}

/// What keeps modern clients out, the gravest first.
#[derive(Clone, Copy)]
enum Limit {
    /// Nothing newer than TLS 1.1.
    Version,
    /// RSA key exchange.
    Static,
    /// Finite-field Diffie-Hellman.
    FiniteField,
    /// A cipher that nearly everybody has turned off: RC4, Triple DES.
    Obsolete,
    /// ECDHE with CBC.
    Cipher,
    /// The suite is a modern one: a curve, the length of a message, its shape.
    Parameters,
}

impl Limit {
    fn of(session: &Session) -> Self {
        let cipher = session.cipher.as_deref().unwrap_or_default();
        let authenticated = ["_GCM_", "_CHACHA20_"].iter().any(|part| cipher.contains(part));
        match session.protocol.as_deref() {
            Some("TLSv1.2") if ["_RC4_", "_3DES_"].iter().any(|part| cipher.contains(part)) => Self::Obsolete,
            Some("TLSv1.2") if cipher.starts_with("TLS_ECDHE_") && authenticated => Self::Parameters,
            Some("TLSv1.2") if cipher.starts_with("TLS_ECDHE_") => Self::Cipher,
            Some("TLSv1.2") if cipher.starts_with("TLS_DHE_") => Self::FiniteField,
            Some("TLSv1.2") => Self::Static,
            _ => Self::Version,
        }
    }

    fn hurts(self) -> &'static str {
        match self {
            Self::Version => words!(
                "browsers and phones of today, Teams, Exchange Online, and whoever has turned TLS 1.0 and 1.1 off"
            ),
            Self::Static => {
                words!("clients that demand forward secrecy, such as Apple's (App Transport Security) and Go's")
            }
            Self::FiniteField => words!("clients without finite-field Diffie-Hellman, such as browsers and Go's"),
            Self::Obsolete => {
                words!("browsers, phones and Windows of today: the cipher has been given up everywhere")
            }
            Self::Cipher => words!(
                "clients that speak AES-GCM or ChaCha20 alone, such as those made with rustls; Windows, browsers and \
                 Java still get through"
            ),
            Self::Parameters => words!("clients that stop where this one did; those of other makes may get through"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_that_clients_do_not_offer_are_blamed() {
        let other = KeyAlgorithm::Ec(Curve::Other("1.3.36.3.3.2.8.1.1.7".into()));
        for (key, odd) in [
            (KeyAlgorithm::Rsa, false),
            (KeyAlgorithm::Ec(Curve::P256), false),
            (KeyAlgorithm::Ec(Curve::P384), false),
            (KeyAlgorithm::Ec(Curve::P521), true),
            (KeyAlgorithm::Ec(Curve::K256), true),
            (other, true),
            (KeyAlgorithm::Dsa, true),
        ] {
            assert_eq!(is_odd(&key), odd, "{key}");
        }
    }
}
