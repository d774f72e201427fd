//! Endpoints that do not answer, or not with TLS. Silence is not brokenness.

use crate::{
    judge::{Check, Draft, Rule, Scene, text},
    model::{
        By, Fact, Observation, Outcome, Severity, Silence, Stage, SubjectKind, Target, Text,
        observation::Cause,
        report::{EndpointReport, Report},
    },
    text, words,
};

pub const UNREACHABLE: Rule = Rule {
    code: "endpoint-unreachable",
    severity: Severity::Critical,
    by: By::Program,
    title: "no connection comes about",
    explanation: "Every address refused the connection: critical, because nothing listens there. Where connections only \
        time out, or where some members answer, it is a warning: a firewall may let others through, and this machine \
        cannot know.",
    remedy: "see whether the service runs and whether a firewall stands between",
    see: &["RFC 9293 3.10.7"],
    check: Check::Endpoint(unreachable),
};

fn unreachable(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    let way = Way {
        counts: is_unreachable,
        certain: |silence| silence.cause == Cause::Refused,
        action: |place| text!("reach-runs": "see whether the service runs on {place}", place),
        doubt: || {
            text!(
                "reach-doubt":
                    "no answer from this machine does not prove that others get none: try from where the clients are"
            )
        },
        title: |silent| {
            let all = |cause: fn(&Cause) -> bool| silent.iter().all(|silence| cause(&silence.cause));
            match () {
                () if all(|cause| *cause == Cause::Refused) => Some(words!("the connection is refused")),
                () if all(|cause| *cause == Cause::TimedOut) => Some(words!("no answer within the time allowed")),
                () if silent.iter().all(|silence| silence.stage == Stage::Resolve) => {
                    Some(words!("the name leads to no address"))
                }
                () if all(|cause| *cause == Cause::Other) => Some(words!("this machine finds no way to the address")),
                () => None,
            }
        },
    };
    silent_drafts(scene, endpoint, &way)
}

fn is_unreachable(silence: &Silence) -> bool {
    match silence.stage {
        _ if silence.cause == Cause::NotReached => false,
        Stage::Resolve | Stage::Connect => true,
        Stage::Upgrade | Stage::Handshake => silence.cause == Cause::TimedOut,
    }
}

pub const NOT_TLS: Rule = Rule {
    code: "tls-not-spoken",
    severity: Severity::Critical,
    by: By::Tls,
    title: "the port is open but TLS did not come about",
    explanation: "Something listens, and it does not answer a TLS greeting with a certificate: another service on that \
        port, a proxy without a certificate, or a server that refuses TLS, in a modern greeting and in one of \
        older clients. The last is a warning, since it may serve others: under another name, or with a suite or a curve \
        that few clients have.",
    remedy: "see which service listens on the port and whether a certificate is bound to it",
    see: &["RFC 5246 7.4", "RFC 8446 4"],
    check: Check::Endpoint(not_tls),
};

fn not_tls(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    let way = Way {
        counts: |silence| is_answer(silence) && silence.stage != Stage::Upgrade,
        certain: |silence| matches!(silence.cause, Cause::NotTls | Cause::Closed),
        action: |place| {
            text!(
                "tls-listens": "see which service listens, and whether a certificate is bound to it, on {place}",
                place
            )
        },
        doubt: || {
            text!(
                "tls-doubt":
                    "where TLS was refused with an alert, see which names, versions and suites it serves; TLS 1.2 with \
                     ECDHE and AES-GCM suits every client"
            )
        },
        title: |_| None,
    };
    silent_drafts(scene, endpoint, &way)
}

/// Whether somebody answered, and not with TLS.
fn is_answer(silence: &Silence) -> bool {
    silence.cause != Cause::NotReached && !is_unreachable(silence)
}

pub const STARTTLS: Rule = Rule {
    code: "starttls-refused",
    severity: Severity::Critical,
    by: By::Tls,
    title: "the server answers and TLS does not begin",
    explanation: "TLS begins in the middle of another protocol here, and the server does not offer it, refuses it, breaks \
        the protocol's rules, or sends data between the agreement and the handshake, which clients must refuse because \
        whoever sits on the wire could have put it there. Clients and partners that demand TLS get no further; others go \
        on in plain text. Most often no certificate is configured, or its key cannot be read by the service; the server's \
        own words stand in the evidence. Firewalls that inspect mail are known to hide the offer. \
        A server that turns this machine away (a block list, too many connections) or does not serve the domain asked for \
        may begin TLS with others: a warning.",
    remedy: "configure a certificate with its key for the service and enable STARTTLS; see that no firewall in between \
        rewrites the conversation",
    see: &["RFC 3207 4", "RFC 6120 5.4", "RFC 9051 6.2.1", "RFC 2595 4", "RFC 4511 4.14"],
    check: Check::Endpoint(starttls),
};

fn starttls(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    let counts = |silence: &Silence| is_answer(silence) && silence.stage == Stage::Upgrade;
    let any = |cause: Cause| {
        endpoint.main().any(|o| matches!(&o.outcome, Outcome::Silent(s) if counts(s) && s.cause == cause))
    };
    let way = Way {
        counts,
        certain: |silence| silence.cause != Cause::Other,
        action: match (any(Cause::Protocol), any(Cause::Other)) {
            // Words that no such server says, or whom it turns away, are not for want of a certificate.
            (true, _) => |place| {
                text!(
                    "starttls-listens":
                        "see which service listens, and whether a firewall or proxy in between speaks for it, on {place}",
                    place
                )
            },
            (_, true) => |place| {
                text!(
                    "starttls-turned-away":
                        "see why the service turns this machine or the domain away (its words are in the evidence), on \
                         {place}",
                    place
                )
            },
            _ => |place| {
                text!(
                    "starttls-enable":
                        "see that a certificate with its key is configured for the service, and STARTTLS enabled, on \
                         {place}",
                    place
                )
            },
        },
        doubt: || {
            text!(
                "starttls-doubt":
                    "a server that does not serve the domain asked for, or not this machine, proves nothing: give the \
                     domain that it serves with --name, and try from a machine that it serves"
            )
        },
        title: |_| None,
    };
    silent_drafts(scene, endpoint, &way)
}

/// The remedy where the host is Microsoft's: nobody else can see to its services or addresses.
fn of_microsoft() -> Text {
    text!(
        "reach-microsoft":
            "the host is Microsoft's: see whether a firewall or proxy stands between this machine and it, and whether \
             Microsoft reports an outage"
    )
}

/// A way of being silent.
struct Way {
    /// Which silences are meant.
    counts: fn(&Silence) -> bool,
    /// Whether such a silence alone is proof that nobody can be served.
    certain: fn(&Silence) -> bool,
    /// What to do on a machine.
    action: fn(Text) -> Text,
    /// What to say where it is no proof.
    doubt: fn() -> Text,
    /// What it is called, if all of these silences have a better name in common than the rule's own.
    title: fn(&[&Silence]) -> Option<&'static str>,
}

/// One draft for the endpoint if all of its addresses are silent in that way, else one for each that is.
fn silent_drafts(scene: &Scene<'_>, endpoint: &EndpointReport, way: &Way) -> Vec<Draft> {
    let Way { counts, certain, action, doubt, title } = way;
    // Guessed and fallback names are never a finding for being silent; names that do not resolve are spoken of by the
    // rules about records. Where the name does resolve, it is --connect-to that leads nowhere, and no record tells.
    let unresolved = matches!(scene.target, Target::Domain(_)) && endpoint.endpoint.resolution.addresses.is_empty();
    let by_records = |s: &Silence| s.stage == Stage::Resolve && unresolved;
    let reached: Vec<&Observation> = endpoint.main().filter(|o| o.outcome != Outcome::Skipped).collect();
    let silent: Vec<(&Observation, &Silence)> = reached
        .iter()
        .filter_map(|o| match &o.outcome {
            Outcome::Silent(silence) if counts(silence) && !by_records(silence) => Some((*o, silence)),
            _ => None,
        })
        .collect();
    if endpoint.endpoint.fallback || silent.is_empty() {
        return Vec::new();
    }
    let host = endpoint.endpoint.host.clone().unwrap_or_default();
    let port = endpoint.endpoint.port.unwrap_or_default();
    let microsoft = endpoint.endpoint.microsoft;
    let place = |o: &Observation| o.address.map_or_else(|| format!("{host}:{port}"), |a| a.to_string());
    let answer = |o: &Observation, silence: &Silence| {
        let stage = Text::words(silence.stage.as_str());
        Fact::text("answer", Text::joined(": ", vec![place(o).into(), stage, silence.why.clone()]))
    };
    if silent.len() == reached.len() {
        let all_certain = silent.iter().all(|(_, s)| certain(s));
        let answers = silent.iter().map(|(o, s)| answer(o, s));
        let evidence = answers.chain(text::over_http(scene)).collect();
        let remedy = match (microsoft, silent.iter().all(|(_, s)| s.stage == Stage::Resolve), all_certain) {
            (true, ..) => of_microsoft(),
            (_, true, _) => text!(
                "reach-name":
                    "see whether {host} is the name that is meant, and what DNS says of it where the clients are",
                host
            ),
            (.., certain) => {
                let action = action(text!("host-and-port": "{host}, port {port}", host, port));
                if certain { action } else { text!("action-doubt": "{action}; {doubt}", action, doubt = doubt()) }
            }
        };
        let mut draft = Draft::of(SubjectKind::Endpoint, evidence, remedy);
        draft.title = title(&silent.iter().map(|(_, silence)| *silence).collect::<Vec<_>>());
        let severity = if all_certain && !microsoft { Severity::Critical } else { Severity::Warning };
        draft.severity = Some(text::severity_over_http(scene).unwrap_or(severity));
        return vec![draft];
    }
    let mut drafts = Vec::new();
    for (observation, silence) in silent {
        let evidence = vec![answer(observation, silence)];
        let remedy = match microsoft {
            true => of_microsoft(),
            false => {
                let action = action(format!("{host} ({})", place(observation)).into());
                text!("action-or-out": "{action}, or take that address out of DNS until it does", action)
            }
        };
        let mut draft = Draft::of(SubjectKind::Endpoint, evidence, remedy);
        draft.title = title(&[silence]);
        draft.severity = Some(Severity::Warning);
        drafts.push(draft);
    }
    drafts
}

pub const FAMILY: Rule = Rule {
    code: "family-unavailable",
    severity: Severity::Notice,
    by: By::Program,
    title: "this machine has no route for one address family",
    explanation: "Some addresses could not be tried because this machine has no way to them (usually IPv6). They were \
        skipped; that says nothing about the servers.",
    remedy: "run the check from a machine with both families to see those addresses too, or give -4",
    see: &["RFC 6724"],
    check: Check::Run(family),
};

fn family(report: &Report) -> Vec<Draft> {
    let all = report.targets.iter().flat_map(|t| &t.endpoints).flat_map(EndpointReport::main);
    let skipped: Vec<_> = all.filter(|o| o.outcome == Outcome::Skipped).filter_map(|o| o.address).collect();
    if skipped.is_empty() {
        return Vec::new();
    }
    let evidence = vec![Fact::number("addresses skipped", skipped.len())];
    let remedy = text!("family-elsewhere": "run the check from a machine with that family too, or give -4");
    vec![Draft::of(SubjectKind::Run, evidence, remedy)]
}
