//! What each row of the table says.

use super::page::{Page, Tone};
pub use crate::render::groups::{Row, earliest, rows};
use crate::{
    model::{Cert, Observation, Outcome, Trust, Walk},
    render::{clean, groups::troubles, when},
    words,
};

/// Most characters of a certificate's name in a cell; an X.520 common name has at most 64.
const NAME: usize = 64;

/// The last day of a certificate and how far away it is.
pub fn expiry(page: &Page<'_>, cert: &Cert, now: i64) -> String {
    format!("{} ({})", when::date(cert.not_after), page.told(&when::distance(cert.not_after, now)))
}

/// The verdict in a word. Silent and skipped ones say so instead of a verdict.
pub fn verdict(seen: &Observation) -> (&'static str, Tone) {
    match (&seen.outcome, seen.trust()) {
        (Outcome::Silent(_), _) => (words!("silent"), Tone::Doubt),
        (Outcome::ByDesign, _) => (words!("by design"), Tone::Faint),
        (Outcome::Skipped, _) => (words!("skipped"), Tone::Faint),
        (Outcome::Presented, Trust::Untrusted) => (words!("UNTRUSTED"), Tone::Bad),
        (Outcome::Presented, Trust::Unknown) => (words!("unknown"), Tone::Doubt),
        (Outcome::Presented, Trust::Trusted) if seen.name_matches == Some(false) => (words!("WRONG NAME"), Tone::Bad),
        // What is in order does not ask to be looked at.
        (Outcome::Presented, Trust::Trusted) => (words!("trusted"), Tone::Plain),
    }
}

/// What is broken and which certificate, or why nothing was seen.
pub fn wrong(page: &Page<'_>, seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::Silent(silence) => {
            return format!("{}: {}", page.words(silence.stage.as_str()), page.name(&page.told(&silence.why)));
        }
        Outcome::ByDesign => return page.words("shows no certificate in this role"),
        Outcome::Skipped => return page.words("no route for this address family"),
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
