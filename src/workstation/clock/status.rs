//! `w32tm /query /status`: nine lines in a fixed order, more with `/verbose`.

use super::{seconds, whole};
use crate::model::{Text, workstation::Clock};

/// What the lines hold, in their order, whatever their labels.
const SHAPE: &[fn(&str) -> bool] = &[
    // Leap indicator, stratum, precision.
    is_number,
    is_number,
    is_number, // Root delay and dispersion.
    is_seconds,
    is_seconds, // Reference.
    is_reference,
];

/// The reference of a computer that takes its own clock for granted: LOCL (RFC 5905 7.3).
const LOCAL: u32 = 0x4c4f_434c;

/// Leap indicator of a clock that is not synchronised (RFC 5905 7.3).
const UNSYNCHRONISED: i64 = 3;

/// The state of the clock, if it is there.
pub fn find(lines: &[&str]) -> Option<Result<Clock, Text>> {
    let start = lines.windows(SHAPE.len()).position(is_at)?;
    let value_at = |at: usize| lines.get(start + at).and_then(|line| value(line));
    let (leap, stratum) = (number(value_at(0)?)?, number(value_at(1)?)?);
    let reference = reference(value_at(5)?)?;
    // The time of the last synchronisation stands between: its form is that of the region.
    let source = value_at(7).unwrap_or_default();
    // Cut off before its source is named it does not tell enough.
    let complete = !source.is_empty();
    let synchronised = if leap == UNSYNCHRONISED || stratum == 0 || reference == LOCAL {
        Some(false)
    } else {
        complete.then_some(true)
    };
    // The difference at the last look at the source: which way it is counted is not documented, so that it only says that
    // there is none to speak of.
    let phase = value_at(9).and_then(seconds).filter(|offset| offset.abs() < 1.0).and_then(whole);
    let ahead = phase.filter(|_| synchronised == Some(true));
    // `host,0x8`: how it is asked.
    let source = source.split(',').next().unwrap_or_default().trim().into();
    Some(Ok(Clock { ahead, source, synchronised }))
}

/// Whether it begins at the first of these lines.
pub fn is_at(lines: &[&str]) -> bool {
    lines.len() >= SHAPE.len() && lines.iter().zip(SHAPE).all(|(line, fits)| value(line).is_some_and(fits))
}

/// What stands behind a label.
fn value(line: &str) -> Option<&str> {
    let (_, value) = line.split_once([':', '：'])?;
    Some(value.trim())
}

/// The number at the beginning: `3 (secondary reference ...)`, `0(no warning)`.
fn number(value: &str) -> Option<i64> {
    let (digits, _) = value.split_once('(')?;
    digits.trim().parse().ok()
}

fn is_number(value: &str) -> bool {
    number(value).is_some()
}

fn is_seconds(value: &str) -> bool {
    seconds(value).is_some()
}

fn reference(value: &str) -> Option<u32> {
    let digits = value.strip_prefix("0x")?;
    u32::from_str_radix(digits.get(..8)?, 16).ok()
}

fn is_reference(value: &str) -> bool {
    reference(value).is_some()
}
