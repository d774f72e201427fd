//! The Microsoft Online Services Sign-In Assistant.

use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Fact, Severity, SubjectKind, Workstation,
        workstation::{Service, Told},
    },
    text,
};

pub const RULE: Rule = Rule {
    code: "sign-in-assistant-stopped",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "the Sign-In Assistant does not run",
    explanation: "The Microsoft Online Services Sign-In Assistant (service msoidsvc) is installed and does not run. Lync \
        2010 and 2013 ask it for the token to sign in to the cloud with; without it they fail as if the password or the \
        certificate were wrong. Clients with modern authentication do not need it: where it is not installed nothing is \
        wrong.",
    remedy: "on the user's computer start the service (sc start msoidsvc), or remove the assistant if every client there \
        has modern authentication",
    see: &["KB 2604176"],
    check: Check::Workstation(check),
};

fn check(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
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
    vec![Draft::of(SubjectKind::Workstation, evidence, remedy)]
}
