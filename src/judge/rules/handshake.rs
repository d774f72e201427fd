//! Servers that do not show that the certificate is theirs.

use crate::{
    judge::{Check, Draft, Rule, Scene, text},
    model::{By, Fact, Observation, Severity, SubjectKind, Text},
    text, words,
};

pub const SIGNATURE: Rule = Rule {
    code: "handshake-signature-invalid",
    severity: Severity::Critical,
    by: By::Tls,
    title: "the server does not prove that it holds the key of its certificate",
    explanation: "A certificate is public: anybody can send it. In every TLS 1.3 handshake, and in those of TLS 1.2 with \
        ECDHE, the server therefore signs the handshake with the private key that belongs to it. Here that signature was \
        checked with the key in the certificate, and it is wrong. Every client ends such a handshake with the alert \
        decrypt_error. Either the service was given another private key than the certificate's (a renewal of which only \
        one of the two files was replaced, a hardware key mapped to the wrong slot), or something in between answers with \
        a certificate that is not its own (a firewall or load balancer that inspects TLS). The chain itself is judged as it \
        was sent and may be sound. Signatures of kinds that cannot be checked here, and keys of unusual sizes, are never \
        accused; where only the first messages of an old server were read, nothing is known of it.",
    remedy: "install the certificate together with the private key that its request was made with, or issue it again for the \
        key in use; on Windows repair the association with certutil -repairstore my <serial number>",
    see: &["RFC 8446 4.4.3", "RFC 5246 7.4.3"],
    check: Check::Observation(invalid),
};

fn invalid(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let wrong = observation.session.as_ref().and_then(|session| session.handshake_signature.as_ref());
    let Some(wrong) = wrong else { return Vec::new() };
    let mut evidence = text::certificate_at(observation, 0);
    evidence.push(Fact::text("seen", wrong.clone()));
    evidence.push(Fact::text("clients refused", Text::words(words!("all"))));
    let remedy = text!(
        "install-with-key":
            "on {machine} install the certificate together with the private key that its request was made with (on \
             Windows: certutil -repairstore my <serial number>), or issue it again for the key in use; if the key is the \
             right one, see what answers in its place",
        machine = text::machine(scene, observation)
    );
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}
