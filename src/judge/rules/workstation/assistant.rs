//! The Microsoft Online Services Sign-In Assistant.

use super::{builds, draft};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Fact, Severity, Workstation,
        workstation::{Service, Told},
    },
    text,
};

pub const STOPPED: Rule = Rule {
    code: "sign-in-assistant-stopped",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "the Sign-In Assistant does not run",
    explanation: "The Microsoft Online Services Sign-In Assistant (service msoidsvc) is installed and does not run. Lync \
        2010 and 2013 ask it for the token to sign in to the cloud with; without it they fail as if the password or the \
        certificate were wrong. Clients with modern authentication do not need it: where it is not installed nothing is \
        wrong, and where all clients are 16.0 or newer this is a notice.",
    remedy: "on the user's computer start the service (sc start msoidsvc), or remove the assistant if every client there \
        has modern authentication",
    see: &["KB 2604176"],
    check: Check::Workstation(stopped),
};

fn stopped(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Told::Told(Service::State(state)) = workstation.assistant else { return Vec::new() };
    if state == Service::RUNNING {
        return Vec::new();
    }
    let evidence =
        vec![Fact::text("service", "msoidsvc"), Fact::number("state", usize::try_from(state).unwrap_or(usize::MAX))];
    let remedy = text!(
        "assistant-start": "on {computer} start the service msoidsvc (sc start msoidsvc, as administrator), or remove the \
            assistant if every client there has modern authentication",
        computer = workstation.computer_name(),
    );
    let severity = if is_needed(workstation) { Severity::Warning } else { Severity::Notice };
    vec![Draft { severity: Some(severity), ..draft(evidence, remedy) }]
}

/// Whether a client asks it, as far as is known: those from 16.0 on do not, unless they were told to sign in as of old.
fn is_needed(workstation: &Workstation) -> bool {
    const IDENTITY: &str = r"HKCU\Software\Microsoft\Office\16.0\Common\Identity";
    let turned_off = workstation.registry.value(IDENTITY, "EnableADAL").and_then(|value| value.number()) == Some(0);
    let modern = builds::majors(workstation).is_some_and(|majors| majors.iter().all(|major| *major >= 16));
    turned_off || !(modern || builds::is_without_client(workstation))
}
