//! The calendar of the public PKI and of Microsoft's services: from when on what holds, as data with sources.
//!
//! A certificate is judged by the rules of the day it was issued, a chain by those of the time judged at. Rules and
//! checks ask the functions here and never compare dates of their own; dates in explanations are those of [`ROWS`].

use super::cert::{Cert, Digest};

/// The day on which the rows were last compared with their sources.
pub const VERSION: &str = "2026-11-22";

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What holds.
    pub event: Event,
    /// From when on, seconds since 1970.
    pub from: i64,
    /// Who says so.
    pub source: &'static str,
}

/// What begins to hold on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Clients refuse signatures over this digest.
    DigestRefused(Digest),
    /// No public authority issues or signs anything over SHA-1 any more.
    Sha1Gone,
    /// Publicly trusted server certificates live at most so many days.
    MostDays(i64),
    /// Server certificates that live at most so many days are short-lived: they need no revocation information.
    ShortLivedDays(i64),
    /// New authorities below public roots issue for servers alone.
    AuthoritiesForServersAlone,
    /// New publicly trusted server certificates are for servers alone, without clientAuth.
    LeavesForServersAlone,
    /// Direct Routing accepts certificates of the Microsoft Trusted Root Program alone.
    DirectRoutingPublicRoots,
    /// Direct Routing accepts nothing older than TLS 1.2.
    DirectRoutingTls12,
    /// The Baltimore CyberTrust Root has run out.
    BaltimoreEnded,
}

const FORUM: &str = "CA/Browser Forum TLS Baseline Requirements 6.3.2";
const SHORT_LIVED: &str = "CA/Browser Forum TLS Baseline Requirements 1.6.1, Short-lived Subscriber Certificate";
const CHROME: &str = "Chrome Root Program Policy 1.8";
const DIRECT_ROUTING: &str = "Microsoft, What's new for Direct Routing";

/// Every entry; those of one kind by date.
pub const ROWS: &[Row] = &[
    row(i64::MIN, Event::DigestRefused(Digest::Md2), "RFC 6149"),
    row(i64::MIN, Event::DigestRefused(Digest::Md5), "RFC 6151"),
    // No more SHA-1 certificates may be issued, and clients began to refuse them.
    row(day(2016, 1, 1), Event::DigestRefused(Digest::Sha1), "CA/Browser Forum ballot 118"),
    row(day(2026, 9, 15), Event::Sha1Gone, "CA/Browser Forum TLS Baseline Requirements 7.1.3.2.1"),
    // 39 months, which are never more days than these.
    row(day(2015, 4, 1), Event::MostDays(1188), FORUM),
    row(day(2018, 3, 1), Event::MostDays(825), FORUM),
    row(day(2020, 9, 1), Event::MostDays(398), FORUM),
    row(day(2026, 3, 15), Event::MostDays(200), FORUM),
    row(day(2027, 3, 15), Event::MostDays(100), FORUM),
    row(day(2029, 3, 15), Event::MostDays(47), FORUM),
    row(day(2024, 3, 15), Event::ShortLivedDays(10), SHORT_LIVED),
    row(day(2026, 3, 15), Event::ShortLivedDays(7), SHORT_LIVED),
    row(day(2026, 6, 15), Event::AuthoritiesForServersAlone, CHROME),
    row(day(2027, 3, 15), Event::LeavesForServersAlone, CHROME),
    row(day(2022, 2, 1), Event::DirectRoutingPublicRoots, DIRECT_ROUTING),
    row(day(2022, 4, 3), Event::DirectRoutingTls12, DIRECT_ROUTING),
    row(day(2025, 5, 12), Event::BaltimoreEnded, "Microsoft 365 encryption chains"),
];

/// Whether a digest is refused in signatures at a time.
pub fn is_refused(digest: Digest, time: i64) -> bool {
    since(time).any(|row| row.event == Event::DigestRefused(digest))
}

/// Whether a digest will be refused at some time, or is.
pub fn is_weak(digest: Digest) -> bool {
    is_refused(digest, i64::MAX)
}

/// The most days that a publicly trusted server certificate may live if it was issued at a time, and the entry that
/// says so; `None` for times of which the calendar knows nothing.
pub fn most_days(issued: i64) -> Option<(i64, &'static Row)> {
    latest(issued, |event| match event {
        Event::MostDays(days) => Some(days),
        _ => None,
    })
}

/// Whether a server certificate lives so short that it needs no revocation information.
pub fn is_short_lived(cert: &Cert) -> bool {
    let most = latest(cert.not_before, |event| match event {
        Event::ShortLivedDays(days) => Some(days),
        _ => None,
    });
    // A last second more or less is not worth a word.
    most.is_some_and(|(days, _)| cert.lifetime() <= days * DAY)
}

/// The entry for the end of clientAuth in public server certificates.
pub fn servers_alone() -> Option<&'static Row> {
    ROWS.iter().find(|row| row.event == Event::LeavesForServersAlone)
}

/// The days that a certificate lives, its last second included; each begun day counts (CA/Browser Forum TLS Baseline
/// Requirements 6.3.2).
pub fn days_of(cert: &Cert) -> i64 {
    let seconds = cert.lifetime().saturating_add(1);
    seconds.saturating_add(DAY - 1).div_euclid(DAY)
}

/// The entry of some kind that holds at a time: the last to have begun.
fn latest<T>(time: i64, of: impl Fn(Event) -> Option<T>) -> Option<(T, &'static Row)> {
    since(time).filter_map(|row| of(row.event).map(|value| (value, row))).max_by_key(|(_, row)| row.from)
}

/// What has begun at a time.
fn since(time: i64) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(move |row| row.from <= time)
}

/// Seconds.
const DAY: i64 = 86_400;

const fn row(from: i64, event: Event, source: &'static str) -> Row {
    Row { event, from, source }
}

/// The beginning of a day of the Gregorian calendar, UTC, seconds since 1970.
pub const fn day(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is their last.
    let year = if month < 3 { year - 1 } else { year };
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 1970-01-01 is day 719468 of that count.
    (365 * year + leap_days + in_year - 719_468) * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_where_they_belong() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(day(2016, 1, 1), 1_451_606_400);
        assert_eq!(day(2024, 2, 29), 1_709_164_800);
        assert_eq!(day(2026, 3, 15), 1_773_532_800);
        assert_eq!(day(2000, 12, 31), 978_220_800);
    }

    #[test]
    fn lifetimes_go_by_the_day_of_issue() {
        let days = |issued| most_days(issued).map(|(days, _)| days);
        assert_eq!(days(day(2015, 3, 31)), None);
        for (from, most) in [
            (day(2015, 4, 1), 1188),
            (day(2018, 3, 1), 825),
            (day(2020, 9, 1), 398),
            (day(2026, 3, 15), 200),
            (day(2027, 3, 15), 100),
            (day(2029, 3, 15), 47),
        ] {
            assert_eq!(days(from), Some(most));
            assert_ne!(days(from - 1), Some(most));
        }
        assert_eq!(days(i64::MAX), Some(47));
    }

    #[test]
    fn digests_are_refused_from_their_day_on() {
        assert!(is_refused(Digest::Md5, 0) && is_refused(Digest::Md2, i64::MIN));
        assert!(!is_refused(Digest::Sha1, day(2016, 1, 1) - 1) && is_refused(Digest::Sha1, day(2016, 1, 1)));
        assert!(is_weak(Digest::Sha1) && !is_weak(Digest::Sha256));
    }

    #[test]
    fn every_row_has_a_source_and_stands_once() {
        for (i, row) in ROWS.iter().enumerate() {
            assert!(!row.source.is_empty());
            assert!(!ROWS[..i].iter().any(|other| (other.event, other.from) == (row.event, row.from)), "{row:?}");
        }
    }
}
