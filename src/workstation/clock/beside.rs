//! The clock measured: against a time server, or against the `Date` of an HTTP answer.

use time::{
    OffsetDateTime,
    format_description::well_known::{Rfc2822, Rfc3339},
};

use super::{seconds, whole};
use crate::{
    model::{Text, workstation::Clock},
    text,
};

/// Most characters of a line in which a time is looked for.
const MAX_LINE: usize = 200;

/// What `w32tm /stripchart` measured: `22:12:00, +00.0123456s`, or `22:12:00 d:+00.03s o:+00.01s  [  *  ]`. It says how far
/// the server is ahead of this computer.
pub fn chart(lines: &[&str]) -> Option<Result<Clock, Text>> {
    let first = lines.iter().position(|line| sample(line).is_some())?;
    let mut offsets: Vec<f64> = lines[first..].iter().filter_map(|line| sample(line)?).collect();
    if offsets.is_empty() {
        return Some(Err(text!("clock-no-answer": "no time server answered")));
    }
    offsets.sort_by(f64::total_cmp);
    let middle = offsets[offsets.len() / 2];
    // `Tracking host [address:123].`: the word in front of the address.
    let source = lines[..first].iter().find_map(|line| line.split_once(" [")?.0.split_whitespace().last());
    let source = Text::from(source.unwrap_or_default());
    Some(Ok(Clock { ahead: whole(-middle), source, synchronised: None }))
}

/// One sample; the inner `None` if the server did not answer.
fn sample(line: &str) -> Option<Option<f64>> {
    let at = line.find([',', ' '])?;
    let (time, rest) = line.split_at(at);
    let is_time = time.len() == 8
        && time.bytes().enumerate().all(|(at, b)| if at % 3 == 2 { b == b':' } else { b.is_ascii_digit() });
    if !is_time {
        return None;
    }
    let rest = rest.trim_start_matches([',', ' ']);
    if rest.contains("0x8") {
        return Some(None);
    }
    let offset = rest.split_whitespace().find_map(|word| word.strip_prefix("o:"));
    offset.or_else(|| rest.starts_with(['+', '-']).then_some(rest)).and_then(seconds).map(Some)
}

/// A local time and the `Date` of an HTTP answer (RFC 9110 6.6.1) in one file.
pub fn dates(lines: &[&str]) -> Option<Result<Clock, Text>> {
    let short = || lines.iter().filter(|line| line.len() < MAX_LINE);
    let there = short().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("date").then(|| OffsetDateTime::parse(value.trim(), &Rfc2822).ok())?
    })?;
    let here = short().find_map(|line| local(line));
    let source = Text::from("HTTP Date");
    Some(match here {
        Some(here) => {
            let ahead = Some(here.unix_timestamp() - there.unix_timestamp());
            Ok(Clock { ahead, source, synchronised: None })
        }
        None => Err(text!(
            "clock-no-local": "it holds the Date of an HTTP answer and no local time with its offset from UTC, as \
                2026-02-03T09:10:11+09:00"
        )),
    })
}

/// A local time: RFC 3339 with its offset, or in the form of HTTP, alone in its line or behind a label that is not `Date`.
fn local(line: &str) -> Option<OffsetDateTime> {
    let of = |text: &str| OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(text, &Rfc2822)).ok();
    of(line).or_else(|| {
        let (name, value) = line.split_once(':')?;
        // Other fields of the answer hold times too.
        let field = ["date", "expires", "last-modified", "retry-after"].iter().any(|f| name.eq_ignore_ascii_case(f));
        if field { None } else { of(value.trim()) }
    })
}
