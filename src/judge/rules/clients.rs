//! Clients that do not agree on one and the same chain.

use crate::{
    judge::{Check, Draft, Rule, Scene, rules::of_code, text},
    model::{By, Client, Fact, Observation, Severity, Split, SubjectKind, Text},
    text, words,
};

pub const DISAGREE: Rule = Rule {
    code: "clients-disagree",
    severity: Severity::Warning,
    by: By::Clients,
    title: "some clients get in and others do not",
    explanation: "Families of clients do not ask the same of a chain, so that an endpoint can work for years for some and \
        never for others. Told apart are: desktops (Lync and Skype for Business on Windows), which download an issuer that \
        is not sent, accept SHA-1 and RSA keys from 1024 bits on below roots of your own (Microsoft KB 4010323, KB \
        2661254), and have the older TLS suites; phones, which do not download issuers (a weak source: sources differ on \
        iOS) and, Apple's at least, refuse SHA-1, RSA keys under 2048 bits and names in the subject alone (Apple HT210176); \
        Macs, which refuse the same as Apple's phones and of whose downloads nothing certain is known; desk phones with \
        Lync Phone Edition, which know TLS 1.0 alone and send no server name (Microsoft, Disable TLS 1.0 and 1.1; devices \
        that do not support SNI); Edge Servers of federation partners, which are Windows, often without a way out to \
        download anything or to ask for revocation; Teams and Exchange Online, which take TLS 1.2 and, at session border \
        controllers, whole chains below public roots alone (Microsoft, Plan Direct Routing); Java programs, which download \
        nothing by default and know no TLS before 1.2 any more; and gateways and session border controllers, which download \
        nothing either (both by secondary sources). All are assumed to hold the roots of the deciding store. What is not \
        known of a family counts on neither side. Clients without SNI never count here: every healthy AD FS leaves them out \
        (sni-required).",
    remedy: "mend what refuses some; that others accept it hides the fault and does not make it less",
    see: &[
        "Microsoft KB 2965499",
        "Microsoft KB 4010323",
        "Microsoft KB 2661254",
        "Apple HT210176",
        "Microsoft, Disable TLS 1.0 and 1.1 in Skype for Business Server",
        "Microsoft, Plan Direct Routing",
        "Oracle, JRE and JDK cryptographic roadmap",
    ],
    check: Check::Observation(disagree),
};

fn disagree(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(split) = Split::of(&observation.clients) else { return Vec::new() };
    let mut evidence = vec![
        Fact::texts("accept", split.accept.iter().map(|client| told(client))),
        Fact::texts("refuse", split.refuse.iter().map(|client| told(client))),
    ];
    let unknown = observation.clients.iter().filter(|client| client.accepts.is_none());
    let unknown: Vec<Text> = unknown.map(told).collect();
    if !unknown.is_empty() {
        evidence.push(Fact::texts("not known", unknown));
    }
    let mut sources: Vec<&'static str> =
        split.refuse.iter().chain(&split.accept).map(|client| client.source).filter(|s| !s.is_empty()).collect();
    sources.sort_unstable();
    sources.dedup();
    evidence.push(Fact::texts("by", sources.into_iter().map(Text::words)));
    let codes = split.codes();
    let cures: Vec<Text> = codes.iter().filter_map(|code| cure(scene, observation, code)).collect();
    let remedy = match cures.len() == codes.len() {
        true => cures.into_iter().reduce(|first, second| text!("cures": "{first}; {second}", first, second)),
        false => None,
    };
    let remedy = remedy.unwrap_or_else(|| {
        let codes = Text::joined(words!(" and "), codes.into_iter().map(Text::from).collect());
        let machine = text::machine(scene, observation);
        text!("clients-mend": "mend what is said of {codes} at {machine}", codes, machine)
    });
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}

/// What the rule of a code asks to be done here.
fn cure(scene: &Scene<'_>, observation: &Observation, code: &str) -> Option<Text> {
    let mut faults = observation.walk.iter().flat_map(|walk| &walk.path.faults);
    let fault = faults.find(|fault| fault.code == code);
    of_code(code).find_map(|rule| match rule.check {
        Check::Fault(remedy) | Check::FaultOf(remedy, _) => fault.map(|fault| remedy(scene, observation, fault)),
        Check::Observation(check) => check(scene, observation).into_iter().next().map(|draft| draft.remedy),
        _ => None,
    })
}

/// A family, and why it says what it says: "phones: issuer-missing, because ...".
fn told(client: &Client) -> Text {
    let text = Text::words(client.family.people());
    let text = match (client.because, client.why) {
        (None, "") => text,
        (None, why) => text.then(": ").then(Text::words(why)),
        (Some(code), "") => text.then(format!(": {code}")),
        (Some(code), why) => text.then(format!(": {code} (")).then(Text::words(why)).then(")"),
    };
    if client.weak { text.then(text!("weak-source": " (weak source)")) } else { text }
}
