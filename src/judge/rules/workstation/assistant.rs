//! The Microsoft Online Services Sign-In Assistant.

use super::{builds, draft, issuers::is_server, settings};
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
        wrong, and where all clients have it, or on a server, this is a notice.",
    remedy: "on the user's computer start the service (sc.exe start msoidsvc), or remove the assistant if every client there \
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
        "assistant-start": "on {computer}, as administrator, start the service msoidsvc (sc.exe start msoidsvc; error 1058: \
            it is disabled, sc.exe config msoidsvc start= auto first), or remove the assistant if every client there has \
            modern authentication",
        computer = workstation.computer_name(),
    );
    let severity = if is_needed(workstation) { Severity::Warning } else { Severity::Notice };
    vec![Draft { severity: Some(severity), ..draft(evidence, remedy) }]
}

/// Whether a client asks it, as far as is known. Nobody signs in from a server.
fn is_needed(workstation: &Workstation) -> bool {
    if is_server(workstation) {
        return false;
    }
    match builds::majors(workstation) {
        Some(majors) => !majors.iter().all(|major| is_modern(workstation, *major)),
        None => !builds::is_without_client(workstation),
    }
}

/// Whether a client has modern authentication: from 16.0 on unless that is turned off, in 15.0 where it is turned on
/// (Microsoft, How modern authentication works for Office client apps).
fn is_modern(workstation: &Workstation, major: u32) -> bool {
    let end = format!(r"Microsoft\Office\{major}.0\Common\Identity");
    let set = settings::obeyed(workstation, &end, "EnableADAL").and_then(|(_, value)| value.number());
    match major {
        0..15 => false,
        15 => set == Some(1),
        _ => set != Some(0),
    }
}
