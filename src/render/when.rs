//! Points in time as text. The only file of `render` that names the `time` crate.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{model::Text, text};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// RFC 3339 in UTC, as `2026-11-22T10:00:00Z`. What RFC 3339 cannot say becomes the nearest year it can.
pub fn rfc3339(seconds: i64) -> String {
    utc(seconds).format(&Rfc3339).unwrap_or_default()
}

/// The day in UTC, as `2026-11-22`.
pub fn date(seconds: i64) -> String {
    rfc3339(seconds).chars().take("2026-11-22".len()).collect()
}

/// To the second, for people: `2026-11-22 10:00:00 UTC`.
pub fn moment(seconds: i64) -> String {
    rfc3339(seconds).replace('T', " ").replace('Z', " UTC")
}

/// How far `time` is from `now`, in whole days: `98 days`, `2 days ago`.
pub fn distance(time: i64, now: i64) -> Text {
    let left = time.saturating_sub(now);
    let n = left / DAY;
    match (left < 0, n.abs()) {
        (true, 0) => text!("less-than-a-day-ago": "less than a day ago"),
        (true, 1) => text!("one-day-ago": "1 day ago"),
        (true, n) => text!("days-ago": "{n} days ago", n),
        (false, 0) => text!("within-a-day": "within a day"),
        (false, 1) => text!("one-day-left": "1 day"),
        (false, n) => text!("days-left": "{n} days", n),
    }
}

fn utc(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds.clamp(FIRST, LAST)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The first second of the year 0: RFC 3339 knows no earlier year.
const FIRST: i64 = -62_167_219_200;
/// The last second of the year 9999: RFC 3339 has four digits, and RFC 5280 4.1.2.5 uses this second for "never".
const LAST: i64 = 253_402_300_799;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_text() {
        assert_eq!(rfc3339(1_795_341_600), "2026-11-22T10:00:00Z");
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(moment(1), "1970-01-01 00:00:01 UTC");
        assert_eq!(rfc3339(i64::MAX), "9999-12-31T23:59:59Z");
        assert_eq!(rfc3339(i64::MIN), "0000-01-01T00:00:00Z");
    }

    #[test]
    fn distances() {
        assert_eq!(distance(98 * DAY, 0).as_str(), "98 days");
        assert_eq!(distance(DAY, 0).as_str(), "1 day");
        assert_eq!(distance(0, 2 * DAY + 5).as_str(), "2 days ago");
        assert_eq!(distance(5, 0).as_str(), "within a day");
        assert_eq!(distance(0, 5).as_str(), "less than a day ago");
    }
}
