//! Every endpoint: how it was found, and for each group of equal addresses the chain with all its checks.

use maud::{Markup, html};

use super::{
    certificates, places,
    view::{FEW, Tone, View},
};
use crate::{
    model::{
        Check, CheckName, EndKind, Observation, Outcome, PathCert, Position, Source, Walk,
        observation::ClientCertificate,
        report::{EndpointReport, TargetReport},
    },
    render::{
        groups::{Row, rows},
        people, when,
    },
    text, words,
};

/// The endpoints of a target, each folded.
pub fn section(view: &View<'_>, number: usize, target: &TargetReport) -> Markup {
    if target.endpoints.is_empty() {
        return html! {};
    }
    html! {
        h3 { (view.words("Endpoints and their chains")) }
        @for (i, endpoint) in target.endpoints.iter().enumerate().take(view.most()) {
            (one(view, &format!("t{}-e{}", number + 1, i + 1), target, endpoint))
        }
        @if let Some(more) = view.more(target.endpoints.len(), view.most()) {
            p { (more) "; " (view.words("the JSON report has all of them")) }
        }
    }
}

fn one(view: &View<'_>, id: &str, target: &TargetReport, endpoint: &EndpointReport) -> Markup {
    let rows = rows(endpoint, true);
    let main: Vec<_> = rows.iter().filter(|row| !row.beside).collect();
    let worst = main.iter().map(|row| places::tone(row)).max().unwrap_or(Tone::Unknown);
    let kinds: Vec<&str> = endpoint.endpoint.kinds.iter().map(|kind| kind.as_str()).collect();
    let mut who: Vec<&str> =
        endpoint.endpoint.kinds.iter().map(|kind| people::used_by(*kind)).filter(|w| !w.is_empty()).collect();
    who.dedup();
    html! {
        details id=(id) class={ "endpoint " (worst.class()) } {
            summary {
                @for row in main.iter().take(FEW) { @let (word, tone) = places::verdict(row.seen[0]); (view.badge(tone, word)) " " }
                @if main.is_empty() { (view.badge(Tone::Unknown, words!("unknown"))) " " }
                strong { (places::endpoint(view, &target.target, endpoint)) }
                span.small { " " (kinds.join(", ")) }
            }
            dl {
                @if !who.is_empty() {
                    dt { (view.words("Used by")) }
                    dd { @for (i, who) in who.iter().enumerate() { @if i > 0 { ", " } (view.words(who)) } }
                }
                @if !endpoint.endpoint.trail.is_empty() {
                    dt { (view.words("Found by")) }
                    @for step in endpoint.endpoint.trail.iter().take(FEW) { dd { code { (view.value(step)) } } }
                    @if let Some(more) = view.more(endpoint.endpoint.trail.len(), FEW) { dd { (more) } }
                }
                @if endpoint.endpoint.names.len() > 1 {
                    dt { (view.words("Names it must answer for")) }
                    @for name in endpoint.endpoint.names.iter().take(FEW) { dd { code { (view.name(name)) } } }
                    @if let Some(more) = view.more(endpoint.endpoint.names.len(), FEW) { dd { (more) } }
                }
            }
            @for row in rows.iter().take(FEW) { (group(view, endpoint, row)) }
            @if let Some(more) = view.more(rows.len(), FEW) { p { (more) } }
        }
    }
}

/// Equal addresses, and what all of them show.
fn group(view: &View<'_>, endpoint: &EndpointReport, row: &Row<'_>) -> Markup {
    let seen = row.seen[0];
    let (word, tone) = places::verdict(seen);
    let wrong = places::wrong(view, seen);
    html! {
        div.group {
            p {
                (view.badge(tone, word)) " "
                strong { (places::addresses(view, endpoint, &row.seen, FEW)) }
                @if row.beside { " " (view.words("without SNI")) }
                @for what in wrong { " · " @if matches!(seen.outcome, Outcome::Presented) { code { (what) } } @else { (what) } }
            }
            (session(view, seen, row.without_sni))
            @if let Some(walk) = &seen.walk { (chain(view, walk)) (leftovers(view, walk, seen)) }
        }
    }
}

fn session(view: &View<'_>, seen: &Observation, without_sni: bool) -> Markup {
    let Some(session) = &seen.session else { return html! {} };
    let parts = [session.protocol.as_deref(), session.cipher.as_deref(), session.alpn.as_deref()];
    let parts: Vec<String> = parts.into_iter().flatten().map(|part| view.name(part)).collect();
    let asked = session.client_certificate != ClientCertificate::NotAsked;
    let issuers = &session.acceptable_issuers;
    html! {
        p.small {
            @if parts.is_empty() { (view.words("session not settled")) } @else { (parts.join(" ")) }
            @match &seen.opinion {
                None => {},
                Some(Ok(())) => { " · " (view.words("webpki accepts")) },
                Some(Err(error)) => { " · webpki: " (view.name(error)) },
            }
            @if without_sni { " · " (view.words("the same without SNI")) }
            @for beside in &seen.also { " · " (view.name(&beside.store)) ": " (view.words(beside.trust.as_str())) }
            @if asked {
                " · " (view.words(match session.client_certificate {
                    ClientCertificate::Required => words!("client certificate required"),
                    ClientCertificate::Requested | ClientCertificate::NotAsked => words!("client certificate requested"),
                }))
            }
        }
        @if asked && !issuers.is_empty() {
            details {
                summary { (view.words("Authorities whose client certificates are accepted")) " (" (issuers.len()) ")" }
                ul {
                    @for name in issuers.iter().take(view.most()) { li { (view.name(name)) } }
                    @if let Some(more) = view.more(issuers.len(), view.most()) { li { (more) } }
                }
            }
        }
    }
}

/// The path, leaf first, with the faults where they are.
fn chain(view: &View<'_>, walk: &Walk) -> Markup {
    let path = &walk.path;
    let last = path.end.index;
    html! {
        ol.chain start="0" {
            @for (i, on_path) in path.certificates.iter().enumerate() {
                li {
                    (certificate(view, on_path))
                    (faults(view, walk, Position::Certificate(i)))
                    (faults(view, walk, Position::Link(i)))
                    @if i != last { (faults(view, walk, Position::End(i))) }
                }
            }
        }
        p {
            @match path.end.kind {
                EndKind::Anchored => (view.say(&text!("html-anchored": "Ends at an anchor of: {stores}", stores = view.name(&path.end.stores.join(", "))))),
                kind => { (view.words("Ends without an anchor")) ": " code { (kind.as_str()) } },
            }
            @if let Some(by) = walk.completed_by { " · " (view.words("completed by")) " " (by.as_str()) }
        }
        (faults(view, walk, Position::End(last)))
        details {
            summary { (view.words("Every check")) }
            @for (i, on_path) in path.certificates.iter().enumerate() {
                (checks(view, &view.say(&text!("html-certificate-number": "certificate {i}", i)), &on_path.checks))
                @if let Some(link) = path.links.iter().find(|link| link.index == i) {
                    (checks(view, &view.say(&text!("html-link-number": "link {i} to {next}", i, next = i + 1)), &link.checks))
                }
            }
        }
    }
}

fn certificate(view: &View<'_>, on_path: &PathCert) -> Markup {
    let cert = &on_path.cert;
    html! {
        a href=(certificates::link(cert)) { strong { (view.name(&cert.label())) } } " "
        span.small {
            (source(view, &on_path.source)) " · "
            (when::date(cert.not_before)) " – " (when::date(cert.not_after)) " (" (view.distance(cert.not_after)) ")"
        }
    }
}

/// Where a certificate came from.
pub fn source(view: &View<'_>, source: &Source) -> String {
    match source {
        Source::Presented(place) => view.say(&text!("html-sent-as": "sent as number {place}", place = *place)),
        Source::Anchor(store) => view.say(&text!("html-anchor-of": "anchor of {store}", store = view.name(store))),
        Source::Intermediates => view.words("from --intermediates, not sent").into_owned(),
        Source::Aia => view.words("downloaded, not sent").into_owned(),
        Source::Member(address) => {
            view.say(&text!("html-sent-by": "sent by {address}, not here", address = address.to_string()))
        }
    }
}

fn faults(view: &View<'_>, walk: &Walk, at: Position) -> Markup {
    html! {
        @for fault in walk.path.faults.iter().filter(|fault| fault.position == at) {
            @let first = walk.broken().is_some_and(|broken| std::ptr::eq(broken, fault));
            p.fault.bad[fault.decides].doubt[!fault.decides] {
                "✗ " code { (fault.code) } " "
                (view.words(match at {
                    Position::Certificate(_) => words!("at this certificate"),
                    Position::Link(_) => words!("at the link to its issuer"),
                    Position::End(i) if i == walk.path.end.index => words!("at the end"),
                    Position::End(_) => words!("at the end of what was sent"),
                }))
                @if first { " " strong { (view.words("The chain breaks here.")) } }
                @if fault.conditional { " (" (view.words("only because of what is broken below it")) ")" }
            }
        }
    }
}

fn checks(view: &View<'_>, what: &str, results: &[(CheckName, Check)]) -> Markup {
    html! {
        @if !results.is_empty() {
            p.small {
                (what) ": "
                @for (i, (name, check)) in results.iter().enumerate() {
                    @if i > 0 { ", " }
                    @if *check == Check::Fails { strong.bad { (name.as_str()) " " (view.words(check.as_str())) } } @else { (name.as_str()) " " (view.words(check.as_str())) }
                }
            }
        }
    }
}

/// What was sent beside the path.
fn leftovers(view: &View<'_>, walk: &Walk, seen: &Observation) -> Markup {
    let used = |place: usize| walk.path.certificates.iter().any(|c| c.source == Source::Presented(place));
    let rest: Vec<_> = seen.presented.sent.iter().enumerate().filter(|(place, _)| !used(*place)).collect();
    html! {
        @for (place, sent) in rest.iter().take(FEW) {
            p.small {
                @match &sent.cert {
                    Ok(cert) => {
                        (view.say(&text!("html-not-on-path": "Sent as number {place}, not on the path:", place = *place))) " "
                        a href=(certificates::link(cert)) { (view.name(&cert.label())) }
                    },
                    Err(malformed) => (view.say(&text!("html-no-certificate": "Sent as number {place}, not a certificate: {why}", place = *place, why = malformed.text()))),
                }
            }
        }
        @if let Some(more) = view.more(rest.len(), FEW) { p.small { (more) } }
        @if walk.not_walked > 0 { p.small { (view.say(&text!("html-not-walked": "Sent besides and not looked at: {n}", n = walk.not_walked))) } }
    }
}
