//! The value MachineGuid.

use super::draft;
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{By, Fact, Severity, Workstation},
    text,
};

const SEE: &[&str] = &["KB 2604176"];

pub const BRACES: Rule = Rule {
    code: "machine-guid-braces",
    severity: Severity::Critical,
    by: By::Microsoft,
    title: "the value MachineGuid stands in braces",
    explanation: "The value MachineGuid under HKLM\\SOFTWARE\\Microsoft\\Cryptography is to be a bare GUID. Some ways of \
        copying disks write it in braces: then the client gets no personal certificate, and nobody signs in on that \
        computer.",
    remedy: "as administrator keep a copy of the value, take the braces away (reg add \
        HKLM\\SOFTWARE\\Microsoft\\Cryptography /v MachineGuid /t REG_SZ /d GUID /f) and restart the computer",
    see: SEE,
    check: Check::Workstation(braces),
};

fn braces(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(Some(value)) = workstation.machine_guid.known() else { return Vec::new() };
    let value = value.trim();
    let Some(guid) = within_braces(value) else { return Vec::new() };
    let remedy = text!(
        "guid-bare": "on {computer}, as administrator, keep a copy of the value (reg export {key} cryptography.reg), take the \
            braces away and restart it: reg add {key} /v MachineGuid /t REG_SZ /d {guid} /f",
        computer = workstation.computer_name(),
        key = r"HKLM\SOFTWARE\Microsoft\Cryptography",
        guid
    );
    vec![draft(vec![Fact::text("MachineGuid", value)], remedy)]
}

pub const MALFORMED: Rule = Rule {
    code: "machine-guid-malformed",
    severity: Severity::Notice,
    by: By::Program,
    title: "the value MachineGuid is no GUID",
    explanation: "The value MachineGuid is to be 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12. Another program \
        wrote something else there. That braces around it stop the sign-in is documented; what anything else does is not.",
    remedy: "find out which program wrote it; ask the maker before it is changed, since licences may be bound to it",
    see: SEE,
    check: Check::Workstation(malformed),
};

fn malformed(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(Some(value)) = workstation.machine_guid.known() else { return Vec::new() };
    let value = value.trim();
    if within_braces(value).is_some() || is_guid(value) {
        return Vec::new();
    }
    let remedy = text!(
        "guid-other": "find out which program wrote MachineGuid on {computer}; ask its maker before it is changed, since \
            licences may be bound to it",
        computer = workstation.computer_name()
    );
    vec![draft(vec![Fact::text("MachineGuid", value)], remedy)]
}

/// The GUID in braces, or behind or in front of one of them.
fn within_braces(value: &str) -> Option<&str> {
    let bare = value.trim_matches(['{', '}']).trim();
    (bare != value && is_guid(bare)).then_some(bare)
}

fn is_guid(value: &str) -> bool {
    let groups: Vec<&str> = value.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()))
}
