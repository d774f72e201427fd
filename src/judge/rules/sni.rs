//! What an address shows to clients that send no server name.

use crate::{
    judge::{Check, Draft, Rule, Scene, clients, short, text},
    model::{By, Fact, Observation, Outcome, Severity, SubjectKind, Text},
    text, words,
};

pub const REQUIRED: Rule = Rule {
    code: "sni-required",
    severity: Severity::Notice,
    by: By::Adfs,
    title: "clients that send no server name (SNI) get no certificate",
    explanation: "The server ends the handshake when a client does not say which host it wants. AD FS on Windows Server \
        2012 R2 and later is that way, and every client of today says it, so nothing is wrong. Devices that do not (Polycom \
        CX and other desk phones with Lync Phone Edition, some load balancers' health checks) cannot sign in through it. \
        The first look is always taken with SNI, a second one without it only at hosts that such devices use: AD FS, \
        autodiscover, web services, meet and dialin. It never counts for trust, names or the exit code.",
    remedy: "nothing to do unless such devices are in use; then bind a certificate for clients without SNI: netsh http add \
        sslcert ipport=0.0.0.0:443 certhash=<thumbprint> appid={<id>} on every AD FS server and proxy",
    see: &["Microsoft, Can't sign in to Lync: devices that do not support SNI", "RFC 6066 3"],
    check: Check::Beside(required),
};

pub const CHANGES: Rule = Rule {
    code: "sni-changes-chain",
    severity: Severity::Notice,
    by: By::Clients,
    title: "clients that send no server name (SNI) are shown another certificate",
    explanation: "Where a client does not say which host it wants, the server shows its default certificate. Reverse \
        proxies and load balancers with many sites are that way, and every client of today says which host it wants, so \
        nothing is wrong. Devices that do not (Polycom CX and other desk phones with Lync Phone Edition) see the default \
        certificate and refuse if it is for other names.",
    remedy: "nothing to do unless such devices are in use; then make the host's certificate the default of that listener",
    see: &["Microsoft, Can't sign in to Lync: devices that do not support SNI", "RFC 6066 3"],
    check: Check::Beside(changes),
};

fn required(scene: &Scene<'_>, main: &Observation, beside: &Observation) -> Vec<Draft> {
    let Outcome::Silent(silence) = &beside.outcome else { return Vec::new() };
    if main.outcome != Outcome::Presented || !clients::is_refusal(silence) {
        return Vec::new();
    }
    let evidence = vec![
        Fact::text("server name sent", main.server_name.clone().unwrap_or_default()),
        Fact::text("without it", silence.why.clone()),
    ];
    let machine = text::machine(scene, main);
    let remedy = text!(
        "sni-bind":
            "nothing to do unless devices without SNI are in use (Lync Phone Edition); for those bind a certificate on \
             {machine} that needs none: netsh http add sslcert ipport=0.0.0.0:443 certhash=<thumbprint> appid={{<id>}}",
        machine
    );
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}

fn changes(scene: &Scene<'_>, main: &Observation, beside: &Observation) -> Vec<Draft> {
    if main.outcome != Outcome::Presented || beside.outcome != Outcome::Presented {
        return Vec::new();
    }
    let leaf = |seen: &Observation| seen.presented.sent.first().map(|sent| sent.sha256);
    let (Some(with), Some(without)) = (leaf(main), leaf(beside)) else { return Vec::new() };
    if with == without {
        return Vec::new();
    }
    let named = |seen: &Observation, sha256: &[u8; 32]| {
        seen.presented
            .leaf()
            .map_or_else(|| short(sha256), |leaf| format!("{} ({})", text::subject(leaf), short(sha256)))
    };
    let mut evidence = vec![
        Fact::text("server name sent", main.server_name.clone().unwrap_or_default()),
        Fact::text("certificate with it", named(main, &with)),
        Fact::text("certificate without it", named(beside, &without)),
    ];
    if beside.name_matches == Some(false) {
        evidence.push(Fact::text("answers for the host without it", Text::words(words!("no"))));
    }
    let host = scene.endpoint.and_then(|e| e.host.as_deref());
    let remedy = text!(
        "sni-default":
            "nothing to do unless devices without SNI are in use (Lync Phone Edition); for those make the certificate of \
             {host} the default on {machine}",
        host = host.map_or_else(|| Text::words(words!("the host")), Text::from),
        machine = text::machine(scene, main)
    );
    vec![Draft::of(SubjectKind::Observation, evidence, remedy)]
}
