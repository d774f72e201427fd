//! The list of authorities that a server accepts client certificates of.

use crate::{
    judge::{Check, Draft, Rule, Scene, text},
    model::{By, Fact, Observation, Session, Severity, SubjectKind},
    text,
};

pub const TRUNCATED: Rule = Rule {
    code: "client-cert-list-truncated",
    severity: Severity::Notice,
    by: By::Windows,
    title: "the list of accepted client certificate authorities looks cut",
    explanation: "A server that asks for a client certificate may name the authorities it accepts. Windows (Schannel) sends \
        at most 16 KiB of them and logs event 36885 when it has to leave some out; clients whose authority fell off the end \
        send nothing, and sign-in or federation fails for them, often only since the last update of roots. It is seen from \
        outside by its size: the list falls short of 16,384 bytes by less than one more name may take. That is a sign and \
        no proof. An empty list is what current Windows sends by default, and fine.",
    remedy: "on the server remove roots that are not needed from Trusted Root Certification Authorities of the computer \
        account, or let it send no list: set SendTrustedIssuerList to 0 (DWORD) under HKLM\\SYSTEM\\CurrentControlSet\\\
        Control\\SecurityProviders\\SCHANNEL",
    see: &["Microsoft KB 2880390", "Microsoft KB 933430", "RFC 5246 7.4.4"],
    check: Check::Observation(truncated),
};

/// Most bytes of the list that Schannel sends (KB 2880390).
const MOST: usize = 16 * 1024;

/// A list that ends further from the limit than this was not cut there: names of public and private authorities take some
/// 50 to 250 bytes, and the first that does not fit any more ends the list.
const LARGEST_NAME: usize = 256;

/// Bytes before each name that say how long it is (RFC 5246 7.4.4). Whether the limit counts them is not documented.
const LENGTH: usize = 2;

fn truncated(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(session) = &observation.session else { return Vec::new() };
    if !looks_cut(session) {
        return Vec::new();
    }
    let issuers = &session.acceptable_issuers;
    let mut evidence = vec![
        Fact::number("bytes of the list", session.acceptable_issuers_bytes),
        Fact::number("authorities in it", issuers.len()),
    ];
    evidence.extend(issuers.last().map(|last| Fact::text("the last of them", last.clone())));
    let remedy = text!(
        "client-list-shorten":
            "on {machine} remove roots that are not needed from Trusted Root Certification Authorities of the computer \
             account, or set SendTrustedIssuerList to 0 under \
             HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL",
        machine = text::machine(scene, observation)
    );
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}

/// Whether the list ends just below the limit. Lists that go beyond it come from servers that have none.
fn looks_cut(session: &Session) -> bool {
    let names = session.acceptable_issuers_bytes;
    let with_lengths = names + LENGTH * session.acceptable_issuers.len();
    names <= MOST && with_lengths + LARGEST_NAME > MOST
}
