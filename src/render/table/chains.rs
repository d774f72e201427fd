//! The certificates of each chain, leaf at the top (`-v`).

use super::{
    page::{Page, Tone},
    places,
    rows::{self, Row},
};
use crate::{
    model::{
        Check, CheckName, Client, EndKind, Observation, Position, Report, Source, Walk,
        cert::hex,
        observation::ClientCertificate,
        report::{EndpointReport, TargetReport},
    },
    render::when,
};

/// Authorities named before the rest is counted.
const AUTHORITIES: usize = 5;

/// Writes every distinct chain of a target.
pub fn all(page: &mut Page<'_>, report: &Report, target: &TargetReport) {
    for endpoint in &target.endpoints {
        let name = places::endpoint_name(page, &target.target, endpoint);
        page.heading(&format!("Found: {name}"));
        for step in &endpoint.endpoint.trail {
            let step = page.value(step);
            page.wrap(Tone::Plain, "  ", &step);
        }
        for row in rows::rows(endpoint, true) {
            chain(page, report, endpoint, &name, &row);
        }
    }
}

fn chain(page: &mut Page<'_>, report: &Report, endpoint: &EndpointReport, name: &str, row: &Row<'_>) {
    let seen = row.seen[0];
    let Some(walk) = &seen.walk else { return };
    let addresses = places::addresses(endpoint, &row.seen, row.seen.len());
    let beside = if row.beside { " without SNI" } else { "" };
    let (word, tone) = rows::verdict(seen);
    let at = if addresses.is_empty() { String::new() } else { format!(" at {addresses}") };
    page.heading(&format!("Chain of {name}{at}{beside}"));
    page.say(tone, &format!("  {word}"), "  ", &session(page, seen));
    authorities(page, seen);
    clients(page, seen);
    tree(page, walk, report.time);
    leftovers(page, walk, seen);
}

fn session(page: &Page<'_>, seen: &Observation) -> String {
    let Some(session) = &seen.session else { return String::new() };
    let parts = [session.protocol.as_deref(), session.cipher.as_deref(), session.alpn.as_deref()];
    let parts: Vec<String> = parts.into_iter().flatten().map(|part| page.name(part)).collect();
    let client = match session.client_certificate.as_str() {
        "not-asked" => String::new(),
        asked => format!(", client certificate {asked}"),
    };
    let opinion = match &seen.opinion {
        None => String::new(),
        Some(Ok(())) => ", webpki accepts".to_owned(),
        Some(Err(error)) => format!(", webpki: {}", page.name(error)),
    };
    format!(", {}{client}{opinion}", if parts.is_empty() { "session not settled".to_owned() } else { parts.join(" ") })
}

/// Whose client certificates the server accepts. An empty list is what Windows sends by default.
fn authorities(page: &mut Page<'_>, seen: &Observation) {
    let Some(session) = seen.session.as_ref().filter(|s| s.client_certificate != ClientCertificate::NotAsked) else {
        return;
    };
    let all = &session.acceptable_issuers;
    let most = if page.style.verbose > 1 { all.len() } else { AUTHORITIES };
    let mut names: Vec<String> = all.iter().take(most).map(|name| page.name(name)).collect();
    match all.len() {
        0 => names.push("not named".to_owned()),
        n if n > most => names.push(format!("{} more", n - most)),
        _ => {}
    }
    page.wrap(Tone::Plain, "  client certificates of: ", &names.join("; "));
}

/// Who gets by with the chain.
fn clients(page: &mut Page<'_>, seen: &Observation) {
    let said = |wanted: Option<bool>| -> Vec<String> {
        let client = |client: &Client| {
            let because = client.because.map_or_else(String::new, |code| format!(" ({code})"));
            format!("{}{because}", page.style.lang.words(client.family.people()))
        };
        seen.clients.iter().filter(|client| client.accepts == wanted).map(client).collect()
    };
    for (lead, wanted) in [("accepted by", Some(true)), ("refused by", Some(false)), ("not known of", None)] {
        let families = said(wanted);
        if !families.is_empty() {
            page.wrap(Tone::Plain, &format!("  {lead}: "), &families.join(", "));
        }
    }
}

fn tree(page: &mut Page<'_>, walk: &Walk, now: i64) {
    let everything = page.style.verbose > 1;
    for (i, on_path) in walk.path.certificates.iter().enumerate() {
        let cert = &on_path.cert;
        let depth = "   ".repeat(i.saturating_sub(1));
        let branch = if i == 0 { "" } else { page.pick("└─ ", "`- ") };
        let label = places::label(page, cert);
        let dates = format!(
            "{} to {} ({})",
            when::date(cert.not_before),
            when::date(cert.not_after),
            when::distance(cert.not_after, now)
        );
        let text = format!("{label}; {}; {dates}", source(page, &on_path.source));
        page.wrap(Tone::Plain, &format!("  {depth}{branch}{i} "), &text);
        let indent = format!("  {}", "   ".repeat(i));
        if everything {
            page.line(&format!("{indent}  sha256 {}", hex(&cert.sha256)));
        }
        checks(page, &indent, &format!("certificate {i}"), &on_path.checks);
        faults(page, &indent, walk, Position::Certificate(i));
        if let Some(link) = walk.path.links.iter().find(|link| link.index == i) {
            checks(page, &indent, &format!("link {i} to {}", i + 1), &link.checks);
        }
        faults(page, &indent, walk, Position::Link(i));
        if i != walk.path.end.index {
            faults(page, &indent, walk, Position::End(i));
        }
    }
    let last = walk.path.end.index;
    let end = match walk.path.end.kind {
        EndKind::Anchored => format!("anchored in {}", page.value(&walk.path.end.stores.join(", "))),
        kind => kind.as_str().to_owned(),
    };
    let completed = walk.completed_by.map(|by| format!(", completed by {}", by.as_str())).unwrap_or_default();
    page.wrap(Tone::Plain, "  ", &format!("end at certificate {last}: {end}{completed}"));
    faults(page, "  ", walk, Position::End(last));
}

/// Each check under `-vv`; what does not hold is spelled in capitals.
fn checks(page: &mut Page<'_>, indent: &str, what: &str, results: &[(CheckName, Check)]) {
    if page.style.verbose < 2 || results.is_empty() {
        return;
    }
    let word = |check: Check| match check {
        Check::Fails => "FAILS",
        other => other.as_str(),
    };
    let texts: Vec<String> =
        results.iter().map(|(name, check)| format!("{} {}", name.as_str(), word(*check))).collect();
    page.wrap(Tone::Faint, &format!("{indent}  {what}: "), &texts.join(", "));
}

/// The faults at a place; the one that decides trust is marked.
fn faults(page: &mut Page<'_>, indent: &str, walk: &Walk, at: Position) {
    for fault in walk.path.faults.iter().filter(|fault| fault.position == at) {
        let first = walk.broken().is_some_and(|broken| std::ptr::eq(broken, fault));
        let arrow = page.pick("✗", "x");
        let place = match at {
            Position::Certificate(_) => "this certificate",
            Position::Link(_) => "the link to its issuer",
            Position::End(i) if i == walk.path.end.index => "the end",
            Position::End(_) => "the end of what was sent",
        };
        let mut text = format!("{} at {place}", fault.code);
        if first {
            text.push_str("  <== breaks here");
        }
        if fault.conditional {
            text.push_str(" (only because of what is broken below it)");
        }
        let tone = if fault.decides { Tone::Bad } else { Tone::Doubt };
        page.wrap(tone, &format!("{indent}  {arrow} "), &text);
    }
}

fn source(page: &Page<'_>, source: &Source) -> String {
    match source {
        Source::Presented(place) => format!("sent as number {place}"),
        Source::Anchor(store) => format!("anchor of {}", page.name(store)),
        Source::Intermediates => "from --intermediates, not sent".to_owned(),
        Source::Aia => "downloaded, not sent".to_owned(),
        Source::Member(address) => format!("sent by {address}, not here"),
    }
}

/// What was sent beside the path.
fn leftovers(page: &mut Page<'_>, walk: &Walk, seen: &Observation) {
    let used = |place: usize| walk.path.certificates.iter().any(|c| c.source == Source::Presented(place));
    for (place, sent) in seen.presented.sent.iter().enumerate() {
        let text = match &sent.cert {
            Ok(cert) if used(place) => unread(page, &cert.problems),
            Ok(cert) => Some(format!("sent as number {place}, not on the path: {}", places::label(page, cert))),
            Err(malformed) => {
                Some(format!("sent as number {place}, not a certificate: {}", page.value(&malformed.to_string())))
            }
        };
        if let Some(text) = text {
            page.wrap(Tone::Plain, "  ", &text);
        }
    }
    if walk.not_walked > 0 {
        page.wrap(Tone::Plain, "  ", &format!("{} more were sent and not looked at", walk.not_walked));
    }
}

/// What of a certificate on the path could not be read.
fn unread(page: &Page<'_>, problems: &[String]) -> Option<String> {
    (!problems.is_empty()).then(|| page.value(&problems.join("; ")))
}
