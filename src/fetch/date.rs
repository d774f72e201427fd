//! The dates of HTTP headers.

/// A date of the preferred form, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 5.6.7), as seconds since 1970. The obsolete
/// forms, which no server of today writes, are read as no date at all.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let (_, text) = text.trim().split_once(", ")?;
    let parts: Vec<&str> = text.split(' ').collect();
    let [day, month, year, clock, "GMT"] = parts[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month)?;
    let clock: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = clock[..] else { return None };
    let (day, year) = (number(day, 2, 1..=31)?, number(year, 4, 1970..=9999)?);
    let (hour, minute, second) = (number(hour, 2, 0..=23)?, number(minute, 2, 0..=59)?, number(second, 2, 0..=60)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before = DAYS_BEFORE[month] + i64::from(is_leap && month > 1);
    let last = year - 1;
    let leap_days = last / 4 - last / 100 + last / 400 - LEAP_DAYS_BEFORE_1970;
    let days = (year - 1970) * 365 + leap_days + before + day - 1;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

/// A number of so many digits, within a range.
fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| plain && range.contains(n))
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Days of a common year before each month.
const DAYS_BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// 1969 / 4 - 1969 / 100 + 1969 / 400.
const LEAP_DAYS_BEFORE_1970: i64 = 477;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_servers_write_them() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Tue, 29 Feb 2000 00:00:00 GMT", Some(951_782_400)),
            ("Sun, 22 Nov 2026 10:00:00 GMT", Some(1_795_341_600)),
            ("Sat, 31 Dec 2016 23:59:60 GMT", Some(1_483_228_800)),
            ("Mon, 01 Mar 2100 00:00:00 GMT", Some(4_107_542_400)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun Nov  6 08:49:37 1994", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 06 Nov 99999 08:49:37 GMT", None),
            ("Sun, +6 Nov 1994 08:49:37 GMT", None),
            ("", None),
            ("nonsense", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
