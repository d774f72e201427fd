//! What Schannel tells clients of the authorities that it trusts, and whom it trusts then.

use std::collections::BTreeMap;

use super::{draft, roots};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{By, Fact, Severity, Text, Workstation, workstation::RegistryValue},
    text, words,
};

const SCHANNEL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";
/// The most bytes of names that Schannel sends (KB 2880390).
const MOST: usize = 16 * 1024;
/// Each name stands behind its length (RFC 5246 7.4.4).
const PREFIX: usize = 2;

pub const TOO_LONG: Rule = Rule {
    code: "issuer-list-too-long",
    severity: Severity::Warning,
    by: By::Windows,
    title: "the names of the trusted authorities do not fit into the list sent to clients",
    explanation: "SendTrustedIssuerList is 1 and the names of all trusted roots take more than 16 KB: Schannel cuts the list \
        (event 36885), and clients whose authority is behind the cut show no certificate. Windows Server 2012 and newer do \
        not send the list unless they are told to.",
    remedy: "set SendTrustedIssuerList to 0, or take out the roots that nobody needs",
    see: &["Microsoft, KB 2880390", "Microsoft, KB 933430", "RFC 5246 7.4.4"],
    check: Check::Workstation(too_long),
};

fn too_long(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    if !is_server(workstation) || !sends_list(workstation) {
        return Vec::new();
    }
    let certs = roots::of_the_machine(workstation);
    let names: BTreeMap<&[u8], usize> =
        certs.iter().map(|cert| (cert.subject.key.as_slice(), cert.subject.length + PREFIX)).collect();
    let bytes: usize = names.values().sum();
    if bytes <= MOST {
        return Vec::new();
    }
    let evidence = vec![
        Fact::number("bytes of the list", bytes),
        Fact::number("limit", MOST),
        Fact::number("authorities in it", names.len()),
    ];
    let remedy = text!(
        "issuers-not-sent": "on {computer}, as administrator, do not send the list (reg add {key} /v SendTrustedIssuerList /t \
            REG_DWORD /d 0 /f), or take out the roots that nobody needs",
        computer = workstation.computer_name(),
        key = SCHANNEL
    );
    vec![draft(evidence, remedy)]
}

pub const MODE: Rule = Rule {
    code: "schannel-client-auth-mode",
    severity: Severity::Notice,
    by: By::Windows,
    title: "Schannel trusts clients' certificates in another way than by default",
    explanation: "ClientAuthTrustMode is not 0 (machine trust, the default, which wants every root to be self-signed). With 1 \
        (exclusive root trust) a client's chain must end in a root of the list that the program gives; with 2 (exclusive \
        CA trust) an authority in that list is enough, root or not, which is the workaround for intermediates among the \
        roots. Lync Server 2013 on Windows Server 2012 R2 also wants EnableSessionTicket 2.",
    remedy: "clear the machine's roots of intermediates, then take the value away",
    see: &["Microsoft, Overview of TLS - SSL (Schannel SSP)", "KB 2901554"],
    check: Check::Workstation(mode),
};

fn mode(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let number = |name| workstation.registry.value(SCHANNEL, name).and_then(RegistryValue::number);
    let Some(mode) = number("ClientAuthTrustMode").filter(|mode| *mode != 0) else { return Vec::new() };
    let meaning = match mode {
        1 => Text::words(words!("1: exclusive root trust")),
        2 => Text::words(words!("2: exclusive CA trust, the workaround for intermediates among the roots")),
        other => Text::from(other.to_string()),
    };
    let mut evidence = vec![Fact::text("trust mode", meaning)];
    evidence.extend(number("EnableSessionTicket").map(|set| Fact::text("EnableSessionTicket", set.to_string())));
    let remedy = text!(
        "mode-back": "on {computer}, as administrator, clear the trusted roots of intermediates, and only then go back to the \
            default (reg delete {key} /v ClientAuthTrustMode /f)",
        computer = workstation.computer_name(),
        key = SCHANNEL
    );
    vec![draft(evidence, remedy)]
}

/// Whether it is known to be a server.
pub fn is_server(workstation: &Workstation) -> bool {
    workstation.windows.known().and_then(|windows| windows.server) == Some(true)
}

/// Whether the names of its authorities are sent to clients: only where somebody said so, since Windows Server 2012.
pub fn sends_list(workstation: &Workstation) -> bool {
    let value = workstation.registry.value(SCHANNEL, "SendTrustedIssuerList");
    value.and_then(RegistryValue::number) == Some(1)
}
