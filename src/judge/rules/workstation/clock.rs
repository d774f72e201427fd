//! The computer's clock.

use super::{super::clock::span, draft};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{By, Fact, Severity, Text, Workstation, workstation::Clock},
    text,
};

/// Seconds that it may be off: Kerberos and the sign-in of Lync clients allow five minutes (RFC 4120 1.6; KB 2541980).
const ALLOWED: u64 = 300;
/// Seconds that the time service corrects at once where no domain says otherwise (MaxPosPhaseCorrection).
const FAR: u64 = 54_000;

pub const OFF: Rule = Rule {
    code: "clock-off",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "the computer's clock is off by more than five minutes",
    explanation: "The computer's clock is more than five minutes from the reference. Certificates and tokens are judged by \
        it: the client says that it cannot sign in because the clock is not set correctly, or complains of certificates \
        that are good.",
    remedy: "set the clock from a time server (w32tm /resync), and look at the time zone",
    see: &["KB 2604176", "KB 2541980", "RFC 4120 1.6"],
    check: Check::Workstation(off),
};

fn off(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some((clock, ahead)) = clock(workstation).and_then(|clock| Some((clock, clock.ahead?))) else {
        return Vec::new();
    };
    if ahead.unsigned_abs() <= ALLOWED {
        return Vec::new();
    }
    let mut evidence = vec![Fact::text("its clock is", distance(ahead))];
    evidence.extend(source(clock));
    let far = ahead.unsigned_abs() > FAR;
    let remedy = match far {
        true => text!(
            "desk-clock-far": "on {computer} set the time, the date and the time zone by hand, as administrator (w32tm /resync \
                does not leap so far), and then let it follow a time server (w32tm /resync)",
            computer = workstation.computer_name()
        ),
        false => text!(
            "desk-clock": "on {computer} set the clock from a time server (w32tm /resync, as administrator; error \
                0x80070426: net start w32time first), and look at the time zone",
            computer = workstation.computer_name()
        ),
    };
    vec![draft(evidence, remedy)]
}

pub const NOT_SYNCHRONISED: Rule = Rule {
    code: "clock-not-synchronised",
    severity: Severity::Notice,
    by: By::Windows,
    title: "Windows says that the clock is not synchronised",
    explanation: "The time service of Windows has no source at the moment. The clock may be right all the same: how far it \
        is off is not known, or is within what is allowed.",
    remedy: "compare the clock with a time server (w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly)",
    see: &["Microsoft, Windows Time service tools and settings"],
    check: Check::Workstation(not_synchronised),
};

fn not_synchronised(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(clock) = clock(workstation) else { return Vec::new() };
    // How far it is off says more than whether somebody looks after it.
    if clock.synchronised != Some(false) || clock.ahead.is_some() {
        return Vec::new();
    }
    let remedy = text!(
        "desk-clock-compare": "on {computer} compare the clock with a time server: w32tm /stripchart \
            /computer:time.windows.com /samples:3 /dataonly",
        computer = workstation.computer_name()
    );
    vec![draft(source(clock).into_iter().collect(), remedy)]
}

fn clock(workstation: &Workstation) -> Option<&Clock> {
    workstation.clock.known()
}

fn source(clock: &Clock) -> Option<Fact> {
    (!clock.source.trim().is_empty()).then(|| Fact::text("compared with", clock.source.clone()))
}

/// "12 minutes behind".
fn distance(ahead: i64) -> Text {
    let span = span(ahead);
    match ahead < 0 {
        true => text!("desk-clock-behind": "{span} behind", span),
        false => text!("desk-clock-ahead": "{span} ahead", span),
    }
}
