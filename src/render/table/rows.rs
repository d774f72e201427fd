//! What each row of the table says: equal observations of an endpoint are one row.

use super::page::{Page, Tone};
use crate::{
    model::{Cert, EndKind, Finding, Observation, Outcome, Severity, SubjectKind, Trust, Walk, report::EndpointReport},
    render::{clean, when},
};

/// Most characters of a certificate's name in a cell; an X.520 common name has at most 64.
const NAME: usize = 64;

/// Observations of one endpoint that show the same.
pub struct Row<'a> {
    /// At least one.
    pub seen: Vec<&'a Observation>,
    /// Whether they are the look without SNI.
    pub beside: bool,
}

/// The rows of an endpoint; those without SNI only where asked for.
pub fn rows(endpoint: &EndpointReport, beside: bool) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for seen in &endpoint.observations {
        let is_beside = endpoint.is_beside(seen);
        if is_beside && !beside {
            continue;
        }
        match rows.iter_mut().find(|row| row.beside == is_beside && shows_the_same(row.seen[0], seen)) {
            Some(row) => row.seen.push(seen),
            None => rows.push(Row { seen: vec![seen], beside: is_beside }),
        }
    }
    rows
}

fn shows_the_same(a: &Observation, b: &Observation) -> bool {
    let sent = |o: &Observation| o.presented.sent.iter().map(|s| s.sha256).collect::<Vec<_>>();
    let path = |o: &Observation| {
        let walk = o.walk.as_ref()?;
        let broken = walk.broken().map(|fault| (fault.code, fault.position));
        Some((broken, walk.path.certificates.iter().map(|c| c.cert.sha256).collect::<Vec<_>>()))
    };
    a.outcome == b.outcome
        && a.trust() == b.trust()
        && a.also == b.also
        && a.name_matches == b.name_matches
        && sent(a) == sent(b)
        && path(a) == path(b)
        && troubles(a) == troubles(b)
}

/// The certificate below the anchor that runs out first; the anchor itself never runs out (RFC 5280 6.1.1 (d)).
pub fn earliest(seen: &Observation) -> Option<&Cert> {
    let path = &seen.walk.as_ref()?.path;
    let below = if path.end.kind == EndKind::Anchored { path.end.index.max(1) } else { path.certificates.len() };
    path.certificates.iter().take(below).map(|c| &*c.cert).min_by_key(|c| c.not_after)
}

/// The last day of a certificate and how far away it is.
pub fn expiry(cert: &Cert, now: i64) -> String {
    format!("{} ({})", when::date(cert.not_after), when::distance(cert.not_after, now))
}

/// The verdict in a word. Silent and skipped ones say so instead of a verdict.
pub fn verdict(seen: &Observation) -> (&'static str, Tone) {
    match (&seen.outcome, seen.trust()) {
        (Outcome::Silent(_), _) => ("silent", Tone::Doubt),
        (Outcome::ByDesign, _) => ("by design", Tone::Faint),
        (Outcome::Skipped, _) => ("skipped", Tone::Faint),
        (Outcome::Presented, Trust::Untrusted) => ("UNTRUSTED", Tone::Bad),
        (Outcome::Presented, Trust::Unknown) => ("unknown", Tone::Doubt),
        (Outcome::Presented, Trust::Trusted) if seen.name_matches == Some(false) => ("WRONG NAME", Tone::Bad),
        (Outcome::Presented, Trust::Trusted) => ("trusted", Tone::Good),
    }
}

/// The findings of an observation that are worse than notices, worst first: code and certificate on the path.
fn troubles(seen: &Observation) -> Vec<(&'static str, Option<usize>)> {
    let mut findings: Vec<_> = seen.findings.iter().filter(|f| f.severity > Severity::Notice).collect();
    findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let on_path = |kind| matches!(kind, SubjectKind::Certificate | SubjectKind::Link | SubjectKind::End);
    let place = |f: &&Finding| (f.code, f.subject.index.filter(|_| on_path(f.subject.kind)));
    findings.iter().map(place).collect()
}

/// What is broken and which certificate, or why nothing was seen.
pub fn wrong(page: &Page<'_>, seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::Silent(silence) => {
            let lang = page.style.lang;
            return format!("{}: {}", lang.words(silence.stage.as_str()), page.name(&lang.say(&silence.why)));
        }
        Outcome::ByDesign => return "shows no certificate in this role".to_owned(),
        Outcome::Skipped => return "no route for this address family".to_owned(),
        Outcome::Presented => {}
    }
    let mut parts: Vec<_> =
        seen.walk.iter().filter_map(Walk::broken).map(|f| (f.code, Some(f.position.index()))).collect();
    for trouble in troubles(seen) {
        if parts.iter().all(|(code, _)| *code != trouble.0) {
            parts.push(trouble);
        }
    }
    let on_path = |index: usize| seen.walk.as_ref().and_then(|walk| walk.path.certificates.get(index));
    let text = |(code, index): (&'static str, Option<usize>)| match index.and_then(on_path) {
        Some(on_path) => format!("{code} {}", short(page, &on_path.cert)),
        None => code.to_owned(),
    };
    parts.into_iter().map(text).collect::<Vec<_>>().join("\n")
}

/// The name of a certificate, short enough for a cell.
pub fn short(page: &Page<'_>, cert: &Cert) -> String {
    clean::line(&cert.label(), NAME, page.style.unicode)
}
