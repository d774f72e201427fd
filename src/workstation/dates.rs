//! Dates as Windows writes them for people: by the settings of a region, in local time, without saying either.
//!
//! The order of day and month is learnt from the other dates of the same file. Where it stays open a date is a [`Moment`]
//! from the earliest to the latest that it can mean, and so is local time of an unknown zone.

use crate::model::{calendar, workstation::Moment};

/// Local time is at most so many seconds behind UTC, and ahead of it (tz database: Etc/GMT+12, Etc/GMT-14).
const BEHIND: i64 = 12 * HOUR;
const AHEAD: i64 = 14 * HOUR;

const HOUR: i64 = 3600;

/// How the dates of one file are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Which of both stands first; `None` if the file does not tell.
    order: Option<Order>,
    /// How many seconds local time is ahead of UTC, but for summer time.
    utc_offset: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
}

/// A date as it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Three numbers in their order.
    numbers: [i64; 3],
    separator: char,
    /// Whether the first number is the year; else the last one is.
    year_first: bool,
    /// Whether its year has two digits: then any of the three may be the year, but in a date with dots.
    short_year: bool,
    /// The seconds of the day that it can mean.
    seconds: [Option<(i64, i64)>; 2],
}

impl Dates {
    /// Learns from the texts that may begin with dates.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>, utc_offset: Option<i32>) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        for (date, _) in texts.into_iter().filter_map(split) {
            if !date.year_first && !date.short_year && date.separator != '.' {
                day_first |= date.numbers[0] > 12;
                month_first |= date.numbers[1] > 12;
            }
        }
        let order = match (day_first, month_first) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        };
        Self { order, utc_offset }
    }

    /// What a date can mean; `None` if it is none.
    pub fn moment(&self, date: &Written) -> Option<Moment> {
        let mut all: Option<(i64, i64)> = None;
        for day in self.days(date).into_iter().flatten() {
            for (from, to) in date.seconds.into_iter().flatten() {
                let (earliest, latest) = all.unwrap_or((i64::MAX, i64::MIN));
                all = Some((earliest.min(day + from), latest.max(day + to)));
            }
        }
        let (earliest, latest) = all?;
        // Whether summer time held on that day is another question.
        let (ahead, behind) = match self.utc_offset.map(i64::from) {
            Some(offset) => (offset + HOUR, HOUR - offset),
            None => (AHEAD, BEHIND),
        };
        Some(Moment { earliest: earliest - ahead, latest: latest + behind })
    }

    /// A text that is a date and nothing else.
    pub fn read(&self, text: &str) -> Option<Moment> {
        let (date, rest) = split(text)?;
        if rest.trim().is_empty() {
            return self.moment(&date);
        }
        // A word for the half of the day in another language.
        let alone = rest.split_whitespace().count() <= 2 && rest.chars().all(|c| !c.is_ascii_digit());
        alone.then(|| self.moment(&date.of_either_half())).flatten()
    }

    /// The beginnings of the days that it can be, in local time.
    fn days(&self, date: &Written) -> [Option<i64>; 3] {
        let [a, b, c] = date.numbers;
        if date.year_first {
            return [day(a, b, c), None, None];
        }
        if date.short_year {
            // Of this century: no client is older.
            let dots = date.separator == '.';
            let other = |found: Option<i64>| found.filter(|_| !dots);
            return [day(2000 + c, b, a), other(day(2000 + c, a, b)), other(day(2000 + a, b, c))];
        }
        match self.order {
            _ if date.separator == '.' => [day(c, b, a), None, None],
            Some(Order::DayFirst) => [day(c, b, a), None, None],
            Some(Order::MonthFirst) => [day(c, a, b), None, None],
            None => [day(c, b, a), day(c, a, b), None],
        }
    }
}

impl Written {
    /// The same if the time may be of the morning or of the afternoon.
    #[must_use]
    pub fn of_either_half(mut self) -> Self {
        if let [Some((from, to)), None] = self.seconds
            && from < 13 * HOUR
        {
            // Twelve o'clock comes before one o'clock.
            let in_half = from % (12 * HOUR);
            let length = to - from;
            self.seconds =
                [Some((in_half, in_half + length)), Some((in_half + 12 * HOUR, in_half + length + 12 * HOUR))];
        }
        self
    }
}

/// The date that a text begins with, and the rest of the text.
pub fn split(text: &str) -> Option<(Written, &str)> {
    let text = start(text);
    let (first, rest) = number(text)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '/' | '.' | '-'))?;
    let rest = rest[1..].trim_start_matches(' ');
    let (second, rest) = number(rest)?;
    let rest = rest.strip_prefix(separator)?.trim_start_matches(' ');
    let (third, rest) = number(rest)?;
    let year_first = first.len() == 4;
    let short_year = !year_first && third.len() == 2;
    let long = (if year_first { third } else { first }).len() > 2 || second.len() > 2;
    if long || !(year_first || short_year || third.len() == 4) {
        return None;
    }
    // The time must stand apart.
    if rest.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    // Three short numbers are a date where a time follows alone: identifiers and versions have such numbers too.
    if short_year && !(rest.starts_with([' ', '\u{a0}']) && time(rest).is_some()) {
        return None;
    }
    let (seconds, rest) = time(rest).unwrap_or(((0, 24 * HOUR - 1), rest));
    let numbers = [first.parse().ok()?, second.parse().ok()?, third.parse().ok()?];
    Some((Written { numbers, separator, year_first, short_year, seconds: [Some(seconds), None] }, rest))
}

/// Words for the halves of the day: before noon, after noon.
const HALVES: [&[&str]; 2] = [&["am", "a.m.", "午前", "vorm."], &["pm", "p.m.", "午後", "nachm."]];

/// The time of day that a text begins with: its first and its last second; and the rest.
fn time(text: &str) -> Option<((i64, i64), &str)> {
    let (before, text) = half(start(text)).map_or((None, start(text)), |(half, rest)| (Some(half), start(rest)));
    let (hours, rest) = number(text)?;
    let separator = rest.chars().next().filter(|c| matches!(c, ':' | '.'))?;
    let (minutes, rest) = number(&rest[1..])?;
    let (seconds, rest) = match rest.strip_prefix(separator).and_then(number) {
        Some((seconds, rest)) => (Some(seconds), rest),
        None => (None, rest),
    };
    let short = |text: &str| (text.len() <= 2).then(|| text.parse::<i64>().ok()).flatten();
    let (mut hours, minutes) = (short(hours)?, short(minutes)?);
    let second = seconds.map_or(Some(0), short)?;
    let (after, rest) = half(start(rest)).map_or((None, rest), |(half, rest)| (Some(half), rest));
    if let Some(half) = before.or(after) {
        if !(0..=12).contains(&hours) {
            return None;
        }
        hours = hours % 12 + 12 * half;
    }
    if hours > 23 || minutes > 59 || second > 59 {
        return None;
    }
    let from = hours * HOUR + minutes * 60 + second;
    Some(((from, if seconds.is_some() { from } else { from + 59 }), rest))
}

/// The word for a half of the day that a text begins with: 0 or 1; and the rest.
fn half(text: &str) -> Option<(i64, &str)> {
    (0..).zip(HALVES).find_map(|(half, words)| {
        let rest = words.iter().find_map(|word| {
            let (start, rest) = text.split_at_checked(word.len())?;
            let ends = !word.is_ascii() || !rest.starts_with(|c: char| c.is_alphanumeric());
            (start.eq_ignore_ascii_case(word) && ends).then_some(rest)
        })?;
        Some((half, rest))
    })
}

/// The digits that a text begins with, and the rest.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    // No number of a date has more, and all of these fit.
    (1..=4).contains(&end).then(|| text.split_at(end))
}

/// A text without white space and marks of direction before it.
fn start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}'))
}

/// The beginning of a day; `None` if there is no such day.
fn day(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    // Windows counts from 1601.
    (year >= 1601 && (1..=days).contains(&day)).then(|| calendar::day(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTC: Dates = Dates { order: None, utc_offset: Some(0) };

    /// The local time that a text means, where it means one.
    fn local(dates: &Dates, text: &str) -> Option<(i64, i64)> {
        let moment = dates.read(text)?;
        Some((moment.earliest + HOUR, moment.latest - HOUR))
    }

    fn at(year: i64, month: i64, day: i64, hours: i64, minutes: i64) -> i64 {
        calendar::day(year, month, day) + hours * HOUR + minutes * 60
    }

    #[test]
    fn the_formats_of_the_regions() {
        let expected = at(2015, 3, 26, 22, 14);
        for text in [
            "3/26/2015 10:14 PM",
            "03/26/2015  10:14 p.m.",
            "3/26/2015 10:14\u{202f}PM",
            "26.03.2015 22:14",
            "26. 3. 2015 22:14",
            "2015/03/26 22:14",
            "2015/03/26 午後 10:14",
            "2015-03-26 22:14",
            "26/03/2015 22:14",
            "26-3-2015 22:14",
            "26/03/2015 22.14",
            "\u{200e}26.03.2015 22:14",
        ] {
            assert_eq!(local(&UTC, text), Some((expected, expected + 59)), "{text}");
        }
        assert_eq!(local(&UTC, "26.03.2015 22:14:07"), Some((expected + 7, expected + 7)));
        assert_eq!(local(&UTC, "3/26/2015 12:05 AM"), Some((at(2015, 3, 26, 0, 5), at(2015, 3, 26, 0, 5) + 59)));
        assert_eq!(local(&UTC, "3/26/2015 12:05 PM"), Some((at(2015, 3, 26, 12, 5), at(2015, 3, 26, 12, 5) + 59)));
        assert_eq!(local(&UTC, "26.03.2015"), Some((at(2015, 3, 26, 0, 0), at(2015, 3, 27, 0, 0) - 1)));
    }

    #[test]
    fn two_meanings_are_both_there_until_another_date_tells() {
        assert_eq!(local(&UTC, "3/4/2015 10:14 AM"), Some((at(2015, 3, 4, 10, 14), at(2015, 4, 3, 10, 14) + 59)));
        let american = Dates::of(["3/4/2015 1:00 AM", "12/31/2039 6:59 PM"], Some(0));
        assert_eq!(local(&american, "3/4/2015 10:14 AM").map(|(from, _)| from), Some(at(2015, 3, 4, 10, 14)));
        let british = Dates::of(["31/12/2039 18:59"], Some(0));
        assert_eq!(local(&british, "3/4/2015 10:14").map(|(from, _)| from), Some(at(2015, 4, 3, 10, 14)));
        let torn = Dates::of(["31/12/2039 18:59", "12/31/2039 18:59"], Some(0));
        assert_eq!(torn, UTC);
        // What the order rules out is no date.
        assert_eq!(local(&american, "26/3/2015 10:14"), None);
    }

    #[test]
    fn a_half_of_the_day_in_an_unknown_language_is_either() {
        let both = Some((at(2015, 3, 26, 0, 14), at(2015, 3, 26, 12, 14) + 59));
        assert_eq!(local(&UTC, "26/3/2015 12:14 πμ"), both);
        assert_eq!(local(&UTC, "26/3/2015 22:14 Uhr"), Some((at(2015, 3, 26, 22, 14), at(2015, 3, 26, 22, 14) + 59)));
    }

    #[test]
    fn an_unknown_zone_is_every_zone() {
        let dates = Dates::of([], None);
        let noon = at(2015, 3, 26, 12, 0);
        let moment = dates.read("26.03.2015 12:00:00").unwrap();
        assert_eq!(moment, Moment { earliest: noon - 14 * HOUR, latest: noon + 12 * HOUR });
        let tokyo = Dates::of([], Some(9 * 3600)).read("26.03.2015 12:00:00").unwrap();
        assert_eq!(tokyo, Moment { earliest: noon - 10 * HOUR, latest: noon - 8 * HOUR });
    }

    #[test]
    fn a_year_of_two_digits_may_stand_anywhere_and_a_time_follows_it() {
        let day = |text: &str| local(&UTC, text);
        assert_eq!(day("26.03.15 22:14"), Some((at(2015, 3, 26, 22, 14), at(2015, 3, 26, 22, 14) + 59)));
        assert_eq!(day("26/03/15 22:14"), Some((at(2015, 3, 26, 22, 14), at(2026, 3, 15, 22, 14) + 59)));
        assert_eq!(day("3/26/15 10:14 PM"), Some((at(2015, 3, 26, 22, 14), at(2015, 3, 26, 22, 14) + 59)));
        assert_eq!(day("02/03/04 00:00:00"), Some((at(2002, 3, 4, 0, 0), at(2004, 3, 2, 0, 0))));
        for text in ["2.5.29.15 22:14", "2.5.29", "10.0.19 x", "26.03.15,22:14"] {
            assert!(split(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "1",
            "1/",
            "1/2",
            "1/2/",
            "1/2/3",
            "26/03/15",
            "15/03/26",
            "32.1.2015",
            "29.02.2015",
            "0/0/2015",
            "1/2/20155",
            "2015/13/1",
            "1.2.2015x",
            "10.0.19045.1",
            "1/2-2015",
            "99999999999999999999/1/2015",
            "1/2/2015 and so on 7",
            "1.1.1600",
        ] {
            assert_eq!(UTC.read(text), None, "{text}");
        }
        assert!(UTC.read("29.02.2016").is_some());
    }

    #[test]
    fn the_rest_of_a_line_is_given_back() {
        let (date, rest) = split("03/26/2015  10:14 AM    <DIR>          sip_anna").unwrap();
        assert_eq!(rest.trim(), "<DIR>          sip_anna");
        assert_eq!(UTC.moment(&date), UTC.read("03/26/2015 10:14"));
        let (_, rest) = split("26.03.2015  10:14            12.345 am.txt").unwrap();
        assert_eq!(rest.trim(), "12.345 am.txt");
    }
}
