//! How clients find their way in, and everything that was asked on the way: DNS, and requests over HTTP.

use maud::{Markup, html};

use super::view::{FEW, Tone, View};
use crate::{
    model::{
        Severity,
        discovery::{Followed, Realm, RealmKind, SignIn},
        report::TargetReport,
    },
    render::when,
    text, words,
};

/// The way of each family of clients, and what stands in it.
pub fn sign_in(view: &View<'_>, target: &TargetReport) -> Markup {
    let found = &target.discovery;
    if found.sign_in.is_empty() && found.realm.is_none() {
        return html! {};
    }
    let is_free = |way: &&SignIn| way.ends_at.is_some() && target.in_the_way_of(way).is_empty();
    let (free, hurt): (Vec<&SignIn>, Vec<&SignIn>) = found.sign_in.iter().take(view.most()).partition(is_free);
    html! {
        h3 { (view.words("How clients sign in")) }
        @if let Some(realm) = &found.realm { p { (view.words("Who signs users in")) ": " strong { (signers(view, realm)) } } }
        @if !hurt.is_empty() { ul.plain { @for way in &hurt { li { (one_way(view, target, way)) } } } }
        @if !free.is_empty() {
            details {
                summary { (view.words("Clients with nothing in the way")) " (" (free.len()) ")" }
                ul.plain { @for way in &free { li { (one_way(view, target, way)) } } }
            }
        }
    }
}

fn one_way(view: &View<'_>, target: &TargetReport, way: &SignIn) -> Markup {
    let hurt = target.in_the_way_of(way);
    let mut codes: Vec<&str> = hurt.iter().map(|f| f.code).collect();
    codes.dedup();
    let worst = hurt.first().map(|f| f.severity);
    html! {
        p {
            @match (worst, &way.ends_at) {
                (Some(Severity::Critical), _) => (view.badge(Tone::Bad, words!("affected"))),
                (Some(_), _) => (view.badge(Tone::Doubt, words!("affected"))),
                (None, Some(_)) => (view.badge(Tone::Faint, words!("nothing in the way"))),
                (None, None) => (view.badge(Tone::Unknown, words!("leads nowhere"))),
            }
            " " strong { (view.words(way.client)) }
            @if let Some((host, port)) = &way.ends_at {
                " " (view.say(&text!("html-starts-at": "starts at {place}", place = format!("{}:{port}", view.name(host)))))
            }
            @if !codes.is_empty() { " · " (view.words("meets")) }
            @for code in codes { " " code { (code) } }
        }
        p.small {
            (view.words("Names tried, in order")) ": "
            @for (i, attempt) in way.tried.iter().enumerate().take(FEW) {
                @if i > 0 { " → " }
                (attempt.kind) " " (view.name(&attempt.name))
                @match attempt.answer {
                    Followed::Yes => {},
                    Followed::No => { " (" (view.words("absent")) ")" },
                    Followed::Unknown => { " (" (view.words("unknown")) ")" },
                }
            }
        }
    }
}

fn signers(view: &View<'_>, realm: &Realm) -> String {
    let host = |h: &crate::model::discovery::RealmHost| {
        let whose = view.words(if h.adfs { words!("AD FS") } else { words!("not AD FS") });
        format!("{}:{} ({whose})", view.name(&h.host), h.port)
    };
    match realm.kind {
        RealmKind::Federated if realm.hosts.is_empty() => view.words("federated, without a host").into_owned(),
        RealmKind::Federated => realm.hosts.iter().take(FEW).map(host).collect::<Vec<_>>().join(", "),
        RealmKind::Managed => view.words("the cloud itself (managed)").into_owned(),
        RealmKind::Unknown => view.words("the cloud does not know the domain").into_owned(),
    }
}

/// Token certificates, DNS and requests, folded away.
pub fn section(view: &View<'_>, target: &TargetReport) -> Markup {
    let found = &target.discovery;
    let tokens: Vec<_> =
        found.metadata.iter().flat_map(|m| m.outcome.iter().flatten().map(move |token| (m, token))).collect();
    if found.lookups.is_empty() && found.requests.is_empty() && tokens.is_empty() {
        return html! {};
    }
    html! {
        h3 { (view.words("What was asked")) }
        @if !tokens.is_empty() {
            (folded(view, words!("Certificates for tokens, by the federation metadata"), tokens.len(), tokens.iter().map(|(m, token)| html! {
                (view.name(&m.host)) ": " (view.words(if token.signs { words!("for signing") } else { words!("for encryption") })) ", "
                (view.name(&token.cert.label())) ", " (when::date(token.cert.not_after)) " (" (view.distance(token.cert.not_after)) ")"
            })))
        }
        @if !found.lookups.is_empty() {
            (folded(view, words!("DNS lookups"), found.lookups.len(), found.lookups.iter().map(|lookup| html! {
                code { (view.value(&lookup.name)) " " (lookup.kind) } " "
                span.unknown[lookup.answer.is_failure()] { (lookup.answer.as_str()) }
                span.small { " " (view.name(&lookup.server)) ", " (view.took(lookup.elapsed)) @if let Some(ttl) = lookup.ttl { ", ttl " (ttl) " s" } }
                @if !lookup.records.is_empty() {
                    ul { @for record in lookup.records.iter().take(FEW) { li { code { (view.value(record)) } } }
                         @if let Some(more) = view.more(lookup.records.len(), FEW) { li { (more) } } }
                }
            })))
        }
        @if !found.requests.is_empty() {
            (folded(view, words!("Requests"), found.requests.len(), found.requests.iter().map(|request| html! {
                (request.purpose.as_str()) ": " code { (view.value(&request.url)) } ": " (view.value(&view.lang.say(&request.outcome)))
                span.small {
                    @if let Some(address) = request.address { " " (address.to_string()) }
                    @if let Some(server) = &request.server { ", " (view.name(server)) }
                    ", " (view.took(request.elapsed))
                }
            })))
        }
    }
}

fn folded(view: &View<'_>, heading: &str, all: usize, items: impl Iterator<Item = Markup>) -> Markup {
    html! {
        details {
            summary { (view.words(heading)) " (" (all) ")" }
            ul { @for item in items.take(view.most()) { li { (item) } } @if let Some(more) = view.more(all, view.most()) { li { (more) } } }
        }
    }
}
