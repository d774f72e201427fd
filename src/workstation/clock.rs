//! The clock beside another: `w32tm /query /status` and `w32tm /stripchart`, or a local time beside the `Date` of an HTTP
//! answer. Labels of w32tm are translated; the order of its lines and its numbers are not.

mod beside;
mod status;

use super::{Sheet, unreadable};
use crate::{
    model::{
        Text, Workstation,
        workstation::{Clock, Told},
    },
    text,
};

/// Most lines that are looked at.
const MAX_LINES: usize = 20_000;

/// How the number of what is wrong with the time service begins, which is not translated (winerror.h): it does not run,
/// access is denied, it is not registered.
const ERROR: &str = "(0x8007";

/// Whether it is one of them.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let lines = lines(sheet);
    status::find(&lines).is_some() || beside::chart(&lines).is_some() || beside::dates(&lines).is_some() || {
        let name = sheet.file_name();
        let named = ["clock", "w32tm", "time"].iter().any(|part| name.contains(part));
        named && sheet.text.contains(ERROR)
    }
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    let Some(first) = lines.first().map(|line| line.trim_end()) else { return false };
    // Most lines are ruled out by how they end.
    if !first.ends_with([')', '.']) {
        return false;
    }
    let trimmed: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    status::is_at(&trimmed)
        || lines.first().is_some_and(|line| line.trim_end().ends_with("].")) && beside::chart(&trimmed).is_some()
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let lines = lines(sheet);
    let mut problem = None;
    let mut any = false;
    // That no server answered is what the tool saw, and nothing is wrong with the file.
    let chart = beside::chart(&lines).and_then(|chart| chart.map_err(|why| to.clock.unreadable(why)).ok());
    let told = [status::find(&lines), chart.map(Ok), beside::dates(&lines)];
    for clock in told.into_iter().flatten() {
        match clock {
            Ok(clock) => {
                any = true;
                to.clock = Told::Told(match to.clock.known() {
                    Some(known) => joined(known, clock),
                    None => clock,
                });
            }
            Err(why) => problem = Some(why),
        }
    }
    if any {
        return Ok(());
    }
    if let Some(problem) = problem {
        return unreadable(&mut to.clock, problem);
    }
    // On a computer outside a domain the service sleeps most of the time: nothing is wrong with what w32tm printed.
    to.clock.unreadable(text!("clock-service": "w32tm could not ask the time service"));
    Ok(())
}

fn lines<'a>(sheet: &Sheet<'a>) -> Vec<&'a str> {
    sheet.text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_LINES).collect()
}

/// What two outputs tell together. A measured difference counts more than the state of the service, with what it was
/// measured against.
fn joined(known: &Clock, new: Clock) -> Clock {
    let measured = if known.ahead.is_some() || new.ahead.is_none() { known } else { &new };
    Clock {
        ahead: measured.ahead,
        source: measured.source.clone(),
        synchronised: known.synchronised.or(new.synchronised),
    }
}

/// A number of seconds as w32tm writes it: `+00.0123456s`, `-3600.1s`, `0,0009349s`.
fn seconds(text: &str) -> Option<f64> {
    let number = text.strip_suffix('s')?;
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,".contains(&byte));
    (plain && number.len() < 30).then(|| number.replace(',', ".").parse().ok())?
}

/// Whole seconds, the nearest.
fn whole(seconds: f64) -> Option<i64> {
    // Beyond three thousand years it is no clock.
    #[allow(clippy::cast_possible_truncation)]
    (seconds.abs() < 1e11).then_some(seconds.round() as i64)
}

#[cfg(test)]
mod tests;
