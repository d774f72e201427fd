//! `about.txt`, which our collector writes: lines of `key: value`, in English whatever the language of Windows.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::Sheet;
use crate::{
    model::{
        Text, Workstation,
        workstation::{Moment, Windows},
    },
    text,
};

/// The first key, with the version of the layout.
const FIRST: &str = "chaincheck-snapshot";

/// The version of the layout that is known.
const LAYOUT: &str = "1";

/// Most characters of a value.
const MAX_VALUE: usize = 256;

/// Most lines.
const MAX_LINES: usize = 100;

/// Whether its first line is ours.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    sheet.text.lines().find(|line| !line.trim().is_empty()).and_then(pair).is_some_and(|(key, _)| key == FIRST)
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let mut windows = Windows::default();
    let mut wrong: Option<String> = None;
    let mut layout = LAYOUT;
    for (key, value) in sheet.text.lines().take(MAX_LINES).filter_map(pair) {
        let understood = match key {
            FIRST => {
                layout = value;
                true
            }
            "computer" => set(&mut to.computer, Some(value.to_owned())),
            "account" => set(&mut to.account, Some(value.to_owned())),
            "taken" => {
                to.utc_offset = utc_offset(value).or(to.utc_offset);
                set(&mut to.taken, moment(value))
            }
            "sign-in" => value == "unknown" || set(&mut to.signs_in, choice(value, "works", "fails")),
            "windows" => set(&mut windows.name, Some(value.to_owned())),
            "build" => set(&mut windows.build, value.parse().ok()),
            "server" => set(&mut windows.server, choice(value, "yes", "no")),
            // What a later collector says beside.
            _ => true,
        };
        if !understood {
            wrong = Some(format!("{key}: {value}"));
        }
    }
    if windows != Windows::default() {
        to.windows.add(|known| *known = windows);
    }
    if layout != LAYOUT {
        return Err(text!(
            "about-layout": "it was made by a collector of another version ({layout}): what is not known here was left out",
            layout
        ));
    }
    wrong.map_or(Ok(()), |line| Err(text!("about-line": "this cannot be read: {line}", line)))
}

/// Keeps what was understood; whether it was.
fn set<T>(to: &mut Option<T>, value: Option<T>) -> bool {
    let understood = value.is_some();
    *to = value.or_else(|| to.take());
    understood
}

fn choice(value: &str, yes: &str, no: &str) -> Option<bool> {
    if value == yes { Some(true) } else { (value == no).then_some(false) }
}

/// A line's key and value; `None` if it has no value.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let value = value.trim();
    (!value.is_empty() && value.chars().nth(MAX_VALUE).is_none()).then(|| (key.trim(), value))
}

/// A point in time with its offset from UTC (RFC 3339).
pub(super) fn moment(value: &str) -> Option<Moment> {
    let time = OffsetDateTime::parse(value, &Rfc3339).ok()?;
    Some(Moment::exactly(time.unix_timestamp()))
}

/// How many seconds local time is ahead of UTC there. A time in UTC itself (`Z`) does not tell.
fn utc_offset(value: &str) -> Option<i32> {
    let time = OffsetDateTime::parse(value, &Rfc3339).ok()?;
    (!value.ends_with(['Z', 'z'])).then(|| time.offset().whole_seconds())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problem, seat};
    use crate::model::workstation::{Moment, Told, Windows};

    const ABOUT: &str = "chaincheck-snapshot: 1\r\ncomputer: PC-0117\r\naccount: CONTOSO\\anna\r\ntaken: \
        2026-02-03T09:10:11.1234567+09:00\r\nsign-in: fails\r\nwindows: Windows 10 Pro\r\nbuild: 26100\r\nserver: no\r\n";

    #[test]
    fn it_names_the_computer_and_when_it_was_looked_at() {
        let desk = seat("about.txt", ABOUT);
        assert_eq!((desk.computer.as_deref(), desk.account.as_deref()), (Some("PC-0117"), Some(r"CONTOSO\anna")));
        assert_eq!(desk.taken, Some(Moment::exactly(1_770_077_411)));
        assert_eq!((desk.signs_in, desk.utc_offset), (Some(false), Some(9 * 3600)));
        assert_eq!(seat("about.txt", &ABOUT.replace("+09:00", "Z")).utc_offset, None);
        let windows = Windows { name: Some("Windows 11 Pro".to_owned()), build: Some(26_100), server: Some(false) };
        assert_eq!(desk.windows, Told::Told(windows));
        assert_eq!(problem(&desk), None);
    }

    #[test]
    fn what_cannot_be_read_leaves_the_rest() {
        let desk = seat("x.txt", &ABOUT.replace("fails", "perhaps"));
        assert_eq!((desk.signs_in, desk.computer.as_deref()), (None, Some("PC-0117")));
        assert_eq!(problem(&desk).as_deref(), Some("this cannot be read: sign-in: perhaps"));
        let desk = seat("x.txt", &ABOUT.replace("+09:00", ""));
        assert_eq!(desk.taken, None);
        let desk = seat("x.txt", &ABOUT.replace("snapshot: 1", "snapshot: 7"));
        assert_eq!(desk.computer.as_deref(), Some("PC-0117"));
        assert!(problem(&desk).is_some_and(|why| why.contains("another version (7)")));
    }

    #[test]
    fn nobody_is_asked_whether_the_sign_in_works() {
        let desk = seat("x.txt", &ABOUT.replace("fails", "unknown"));
        assert_eq!((desk.signs_in, problem(&desk)), (None, None));
    }
}
