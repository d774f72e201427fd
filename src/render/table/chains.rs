//! The certificates of each chain, leaf at the top (`-v`).

use super::{
    page::{Page, Tone},
    places,
    rows::{self, Row},
};
use crate::{
    model::{
        Check, CheckName, Client, Completion, EndKind, Observation, Position, Report, Source, Text, Walk,
        cert::hex,
        observation::ClientCertificate,
        report::{EndpointReport, TargetReport},
    },
    render::when,
    text, words,
};

/// Authorities named before the rest is counted.
const AUTHORITIES: usize = 5;

/// Writes every distinct chain of a target.
pub fn all(page: &mut Page<'_>, report: &Report, target: &TargetReport) {
    for endpoint in &target.endpoints {
        let name = places::endpoint_name(page, &target.target, endpoint);
        let heading = format!("{}: {name}", page.words("Found"));
        page.heading(&heading);
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
    let addresses = places::addresses(page, endpoint, &row.seen, row.seen.len());
    let (word, tone) = rows::verdict(seen);
    let heading = page.told(&match (addresses.is_empty(), row.beside) {
        (true, false) => text!("chain-of": "Chain of {name}", name),
        (true, true) => text!("chain-without-sni": "Chain of {name} without SNI", name),
        (false, false) => text!("chain-at": "Chain of {name} at {addresses}", name, addresses),
        (false, true) => {
            text!("chain-at-without-sni": "Chain of {name} at {addresses} without SNI", name, addresses)
        }
    });
    page.heading(&heading);
    let lead = format!("  {}", page.words(word));
    let mut session = session(page, seen);
    if row.without_sni {
        session = page.told(&text!("session-without-sni": "{session}; the same without SNI", session));
    }
    page.say(tone, &lead, "  ", &session);
    authorities(page, seen);
    clients(page, seen);
    tree(page, walk, report.time);
    leftovers(page, walk, seen);
}

fn session(page: &Page<'_>, seen: &Observation) -> String {
    let Some(session) = &seen.session else { return String::new() };
    let parts = [session.protocol.as_deref(), session.cipher.as_deref(), session.alpn.as_deref()];
    let parts: Vec<String> = parts.into_iter().flatten().map(|part| page.name(part)).collect();
    let mut told = vec![if parts.is_empty() { page.words("session not settled") } else { parts.join(" ") }];
    match session.client_certificate {
        ClientCertificate::NotAsked => {}
        ClientCertificate::Requested => told.push(page.words("client certificate requested")),
        ClientCertificate::Required => told.push(page.words("client certificate required")),
    }
    match &seen.opinion {
        None => {}
        Some(Ok(())) => told.push(page.words("webpki accepts")),
        Some(Err(error)) => told.push(format!("webpki: {}", page.name(error))),
    }
    format!("{}{}", page.comma(), page.commas(&told))
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
        0 => names.push(page.words("not named")),
        n if n > most => names.push(places::more(page, n - most)),
        _ => {}
    }
    let lead = format!("  {}: ", page.words("client certificates of"));
    page.wrap(Tone::Plain, &lead, &names.join("; "));
}

/// Who gets by with the chain.
fn clients(page: &mut Page<'_>, seen: &Observation) {
    let said = |page: &Page<'_>, wanted: Option<bool>| -> Vec<String> {
        let client = |client: &Client| {
            let because = client.because.map_or_else(String::new, |code| format!(" ({code})"));
            format!("{}{because}", page.words(client.family.people()))
        };
        seen.clients.iter().filter(|client| client.accepts == wanted).map(client).collect()
    };
    for (lead, wanted) in
        [(words!("accepted by"), Some(true)), (words!("refused by"), Some(false)), (words!("not known of"), None)]
    {
        let families = said(page, wanted);
        if !families.is_empty() {
            let (lead, families) = (format!("  {}: ", page.words(lead)), page.commas(&families));
            page.wrap(Tone::Plain, &lead, &families);
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
        let text = page.told(&text!(
            "on-path": "{label}; {source}; {from} to {until} ({left})",
            label,
            source = source(page, &on_path.source),
            from = when::date(cert.not_before),
            until = when::date(cert.not_after),
            left = when::distance(cert.not_after, now),
        ));
        page.wrap(Tone::Plain, &format!("  {depth}{branch}{i} "), &text);
        let indent = format!("  {}", "   ".repeat(i));
        if everything {
            page.line(&format!("{indent}  sha256 {}", hex(&cert.sha256)));
        }
        let what = page.told(&text!("checks-of-certificate": "certificate {i}", i));
        checks(page, &indent, &what, &on_path.checks);
        faults(page, &indent, walk, Position::Certificate(i));
        if let Some(link) = walk.path.links.iter().find(|link| link.index == i) {
            let what = page.told(&text!("checks-of-link": "link {i} to {next}", i, next = i + 1));
            checks(page, &indent, &what, &link.checks);
        }
        faults(page, &indent, walk, Position::Link(i));
        if i != walk.path.end.index {
            faults(page, &indent, walk, Position::End(i));
        }
    }
    let last = walk.path.end.index;
    let end = match walk.path.end.kind {
        EndKind::Anchored => page
            .told(&text!("anchored-in": "anchored in {stores}", stores = page.value(&walk.path.end.stores.join(", ")))),
        kind => kind.as_str().to_owned(),
    };
    let text = page.told(&match walk.completed_by.map(Completion::as_str) {
        None => text!("path-end": "end at certificate {last}: {end}", last, end),
        Some(by) => text!("path-end-completed": "end at certificate {last}: {end}, completed by {by}", last, end, by),
    });
    page.wrap(Tone::Plain, "  ", &text);
    faults(page, "  ", walk, Position::End(last));
}

/// Each check under `-vv`; what does not hold is spelled in capitals.
fn checks(page: &mut Page<'_>, indent: &str, what: &str, results: &[(CheckName, Check)]) {
    if page.style.verbose < 2 || results.is_empty() {
        return;
    }
    let word = |check: Check| match check {
        Check::Fails => words!("FAILS"),
        Check::Holds => words!("holds"),
        Check::Unchecked => words!("unchecked"),
        Check::NotApplicable => words!("not-applicable"),
    };
    let told = |(name, check): &(CheckName, Check)| format!("{} {}", name.as_str(), page.words(word(*check)));
    let texts: Vec<String> = results.iter().map(told).collect();
    let text = page.commas(&texts);
    let fails = results.iter().any(|(_, check)| *check == Check::Fails);
    let tone = if fails { Tone::Plain } else { Tone::Faint };
    page.wrap(tone, &format!("{indent}  {what}: "), &text);
}

/// The faults at a place; the one that decides trust is marked.
fn faults(page: &mut Page<'_>, indent: &str, walk: &Walk, at: Position) {
    for fault in walk.path.faults.iter().filter(|fault| fault.position == at) {
        let first = walk.broken().is_some_and(|broken| std::ptr::eq(broken, fault));
        let arrow = page.pick("✗", "x");
        let code = fault.code;
        let mut text = page.told(&match at {
            Position::Certificate(_) => text!("fault-at-certificate": "{code} at this certificate", code),
            Position::Link(_) => text!("fault-at-link": "{code} at the link to its issuer", code),
            Position::End(i) if i == walk.path.end.index => text!("fault-at-end": "{code} at the end", code),
            Position::End(_) => text!("fault-at-end-sent": "{code} at the end of what was sent", code),
        });
        if first {
            text = format!("{text}  <== {}", page.words("breaks here"));
        }
        if fault.conditional {
            text = format!("{text} ({})", page.words("only because of what is broken below it"));
        }
        let lead = format!("{indent}  {arrow} ");
        let tone = if fault.decides { Tone::Bad } else { Tone::Doubt };
        page.say(tone, &lead, &format!("{indent}    "), &text);
    }
}

fn source(page: &Page<'_>, source: &Source) -> String {
    match source {
        Source::Presented(place) => page.told(&text!("sent-as": "sent as number {place}", place = *place)),
        Source::Anchor(store) => page.told(&text!("anchor-of": "anchor of {store}", store = page.name(store))),
        Source::Intermediates => page.words("from --intermediates, not sent"),
        Source::Aia => page.words("downloaded, not sent"),
        Source::Member(address) => {
            page.told(&text!("sent-by": "sent by {address}, not here", address = address.to_string()))
        }
    }
}

/// What was sent beside the path.
fn leftovers(page: &mut Page<'_>, walk: &Walk, seen: &Observation) {
    let used = |place: usize| walk.path.certificates.iter().any(|c| c.source == Source::Presented(place));
    for (place, sent) in seen.presented.sent.iter().enumerate() {
        let text = match &sent.cert {
            Ok(cert) if used(place) => unread(page, &cert.problems),
            Ok(cert) => {
                let label = places::label(page, cert);
                Some(page.told(&text!(
                    "sent-not-on-path": "sent as number {place}, not on the path: {label}", place, label
                )))
            }
            Err(malformed) => {
                let why = page.value(&page.style.lang.say(&malformed.text()));
                Some(page.told(&text!(
                    "sent-no-certificate": "sent as number {place}, not a certificate: {why}", place, why
                )))
            }
        };
        if let Some(text) = text {
            page.wrap(Tone::Plain, "  ", &text);
        }
    }
    if walk.not_walked > 0 {
        let text = page.told(&text!("not-walked": "{n} more were sent and not looked at", n = walk.not_walked));
        page.wrap(Tone::Plain, "  ", &text);
    }
}

/// What of a certificate on the path could not be read.
fn unread(page: &Page<'_>, problems: &[Text]) -> Option<String> {
    let said = Text::joined("; ", problems.to_vec());
    (!problems.is_empty()).then(|| page.value(&page.style.lang.say(&said)))
}
