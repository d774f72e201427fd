//! Clocks: a server's against ours, and ours against everybody's. The machine's own clock is what counts here, not the
//! time judged at.

use std::collections::BTreeMap;

use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Fact, Report, Severity, SubjectKind, Text,
        discovery::{Discovery, Errand},
        report::EndpointReport,
    },
    text,
};

/// Seconds that clocks may differ: Kerberos and the sign-in of Lync clients allow five minutes (RFC 4120 1.6; Microsoft,
/// cannot sign in because the certificate cannot be acquired).
const ALLOWED: i64 = 300;

/// So many hosts that agree do not have the same fault: it is ours.
const MAJORITY: usize = 3;

const TITLE: &str = "a server's clock and this machine's differ by more than five minutes";
const EXPLANATION: &str = "The time in a server's answer (Date, and the Age of an answer from a cache) is more than five \
    minutes from this machine's. Certificates are judged, tickets issued and tokens accepted by these clocks: Kerberos and \
    the sign-in of Lync clients allow five minutes. Where three hosts agree with each other, and none of Microsoft's with \
    this machine, it is this machine's clock that is wrong.";
const REMEDY: &str = "set the clock of the server, or of this machine, from a time server (w32tm /resync)";
const SEE: &[&str] = &["RFC 9110 6.6.1", "RFC 9111 5.1", "RFC 4120 1.6"];

pub const OF_SERVER: Rule = Rule {
    code: "clock-skew",
    severity: Severity::Warning,
    by: By::Program,
    title: TITLE,
    explanation: EXPLANATION,
    remedy: REMEDY,
    see: SEE,
    check: Check::Endpoint(of_server),
};

fn of_server(scene: &Scene<'_>, report: &EndpointReport) -> Vec<Draft> {
    let endpoint = &report.endpoint;
    let skews = skews([scene.discovery]);
    let host = endpoint.host.as_deref().filter(|_| !endpoint.microsoft && endpoint.port == Some(443));
    let skew = host.and_then(|host| Some((host, *skews.get(host)?)));
    let Some((host, ahead)) = skew.filter(|(_, ahead)| ahead.abs() > ALLOWED) else { return Vec::new() };
    if ours([scene.discovery], &skews).is_some() {
        return Vec::new();
    }
    let mut cloud = cloud_skews(scene.discovery, &skews).filter(|ahead| ahead.abs() > ALLOWED);
    let is_ours = cloud.next().is_some_and(|cloud| (cloud - ahead).abs() <= ALLOWED);
    let remedy = match is_ours {
        true => text!(
            "clock-here-and-cloud":
                "set the clock of this machine from a time server: that of {host} is {ahead}, and those of Microsoft's \
                 cloud agree",
            host, ahead = words(ahead)
        ),
        false => text!(
            "clock-there":
                "set the clock of {host} from a time server (w32tm /resync); it is {ahead}",
            host, ahead = words(ahead)
        ),
    };
    vec![Draft::of(SubjectKind::Endpoint, evidence(host, ahead), remedy)]
}

/// How far Microsoft's hosts are ahead.
fn cloud_skews(discovery: &Discovery, skews: &BTreeMap<&str, i64>) -> impl Iterator<Item = i64> {
    let of_cloud = discovery.requests.iter().filter(|r| matches!(r.purpose, Errand::Realm | Errand::Directory));
    of_cloud.filter_map(|request| skews.get(host(&request.url)?).copied())
}

pub const OF_THIS_MACHINE: Rule = Rule { check: Check::Run(of_this_machine), ..OF_SERVER };

fn of_this_machine(report: &Report) -> Vec<Draft> {
    let discoveries = || report.targets.iter().map(|target| &target.discovery);
    let skews = skews(discoveries());
    let Some(ahead) = ours(discoveries(), &skews) else { return Vec::new() };
    let agree = skews.iter().filter(|(_, other)| (**other - ahead).abs() <= ALLOWED);
    let evidence = agree.flat_map(|(host, ahead)| evidence(host, *ahead)).collect();
    let remedy = text!(
        "clock-here":
            "set the clock of this machine from a time server: the servers asked are {ahead}, and agree with each other",
        ahead = words(ahead)
    );
    vec![Draft::of(SubjectKind::Run, evidence, remedy)]
}

/// How far each host's clock is ahead of ours; of several answers the one that is nearest.
fn skews<'a>(discoveries: impl IntoIterator<Item = &'a Discovery>) -> BTreeMap<&'a str, i64> {
    let mut skews: BTreeMap<&str, i64> = BTreeMap::new();
    for request in discoveries.into_iter().flat_map(|discovery| &discovery.requests) {
        let (Some(host), Some(ahead)) = (host(&request.url), request.ahead) else { continue };
        let known = skews.entry(host).or_insert(ahead);
        if ahead.abs() < known.abs() {
            *known = ahead;
        }
    }
    skews
}

/// How far those hosts are ahead that agree, if they are enough to say that the clock here is wrong. All servers of one
/// customer may have the time of one machine; where Microsoft's agree with ours, they do.
fn ours<'a>(discoveries: impl IntoIterator<Item = &'a Discovery>, skews: &BTreeMap<&str, i64>) -> Option<i64> {
    if discoveries.into_iter().any(|discovery| cloud_skews(discovery, skews).any(|ahead| ahead.abs() <= ALLOWED)) {
        return None;
    }
    let mut wrong = skews.values().copied().filter(|ahead| ahead.abs() > ALLOWED);
    wrong.find(|ahead| skews.values().filter(|other| (**other - ahead).abs() <= ALLOWED).count() >= MAJORITY)
}

fn evidence(host: &str, ahead: i64) -> Vec<Fact> {
    vec![Fact::text("server", host), Fact::text("its clock is", words(ahead))]
}

/// "12 minutes", of seconds in either direction.
pub(super) fn span(seconds: i64) -> Text {
    let seconds = seconds.saturating_abs();
    match seconds {
        0..=7_199 => text!("span-minutes": "{count} minutes", count = seconds / 60),
        7_200..=172_799 => text!("span-hours": "{count} hours", count = seconds / 3_600),
        _ => text!("span-days": "{count} days", count = seconds / 86_400),
    }
}

/// "12 minutes behind this machine's".
fn words(ahead: i64) -> Text {
    let span = span(ahead);
    match ahead < 0 {
        true => text!("clock-behind": "{span} behind this machine's", span),
        false => text!("clock-ahead": "{span} ahead of this machine's", span),
    }
}

/// The host of a URL.
fn host(url: &str) -> Option<&str> {
    let authority = url.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next(),
        None => host.split(':').next(),
    }
}
