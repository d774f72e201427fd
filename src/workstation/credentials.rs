//! `cmdkey /list`: a line that ends in a colon, then a block for each stored credential, its target first. All labels are
//! translated; what stands in a target is not.
//!
//! Targets alone are kept, and of those with a user and a password in an address only the address.

use super::{Sheet, is_message, refused, unreadable};
use crate::{
    model::{Text, Workstation},
    text,
};

/// Most targets that are kept.
const MAX_TARGETS: usize = 1_000;

/// Most lines that are looked at.
const MAX_LINES: usize = 20_000;

/// How many lines are looked at to tell what a file is.
const MAX_HEAD: usize = 40;

/// Most characters of a target (CRED_MAX_GENERIC_TARGET_NAME_LENGTH).
const MAX_TARGET: usize = 32_767;

/// What stands in a target whatever the language.
const MARKS: &[&str] = &[
    ":target=",
    ":interactive=",
    ":name=",
    "MicrosoftOffice14_Data:",
    "MicrosoftOffice15_Data:",
    "MicrosoftOffice16_Data:",
    "Microsoft_OC1:",
];

/// Whether it is what `cmdkey` prints.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let head: Vec<&str> = sheet.text.lines().filter(|line| !line.trim().is_empty()).take(MAX_HEAD).collect();
    if head.iter().any(|line| target(line).is_some()) {
        return true;
    }
    let lists_none = head.windows(2).any(|two| is_heading(two[0]) && is_none(two[1]));
    let name = sheet.file_name();
    lists_none || (!head.is_empty() && (name.contains("credential") || name.contains("cmdkey")))
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    let next = || rest.iter().find(|line| !line.trim().is_empty());
    is_heading(first) && next().is_some_and(|line| target(line).is_some() || is_none(line))
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let lines = || sheet.text.lines().take(MAX_LINES);
    let targets: Vec<&str> = lines().filter_map(target).take(MAX_TARGETS).collect();
    if targets.is_empty() && is_message(sheet.text) && !lines().any(|line| is_none(line) || is_heading(line)) {
        return refused(&mut to.credentials, text!("credentials-refused": "cmdkey could not list the credentials"));
    }
    if targets.is_empty() && !lines().any(is_none) {
        return unreadable(
            &mut to.credentials,
            text!("credentials-none": "it names no target and does not say that there is none"),
        );
    }
    let last = lines().filter(|line| !line.trim().is_empty()).last();
    let cut = last.is_some_and(|line| target(line).is_some());
    to.credentials.add(|known| {
        for target in targets {
            let target = without_user(target);
            if !known.contains(&target) {
                known.push(target);
            }
        }
    });
    // Behind a target stand its type and its user.
    if cut { Err(text!("credentials-cut": "it ends in the middle of a credential")) } else { Ok(()) }
}

fn is_heading(line: &str) -> bool {
    line.trim_end().ends_with([':', '：'])
}

/// Whether a line says that there is none: `* NONE *`, `* KEINE *`, `* なし *`.
fn is_none(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.len() < 40 && line.starts_with('*') && line.ends_with('*')
}

/// The target that a line names: indented, a label, a colon, and what is in a target alone.
fn target(line: &str) -> Option<&str> {
    if !line.starts_with([' ', '\t', '\u{3000}']) {
        return None;
    }
    let (label, value) = line.split_once([':', '：'])?;
    let value = value.trim();
    let fits = !label.contains('=') && value.chars().nth(MAX_TARGET).is_none();
    (fits && MARKS.iter().any(|mark| value.contains(mark))).then_some(value)
}

/// A target without the user and the password that an address in it may have: `https://user:password@host`.
fn without_user(target: &str) -> String {
    let Some((before, address)) = target.split_once("://") else { return target.to_owned() };
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    match host.rsplit_once('@') {
        Some((user, _)) => format!("{before}://{}", &address[user.len() + 1..]),
        None => target.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problem, seat};
    use crate::model::workstation::Told;

    const TARGET: &str = "LegacyGeneric:target=MicrosoftOffice15_Data:orgid:anna@contoso.com";

    #[test]
    fn targets_are_listed_in_every_language() {
        for text in [
            format!(
                "\r\nCurrently stored credentials:\r\n\r\n    Target: {TARGET}\r\n    Type: Generic \r\n    User: \
                anna@contoso.com\r\n    Local machine persistence\r\n    \r\n"
            ),
            format!(
                "\r\nDerzeit gespeicherte Anmeldeinformationen:\r\n\r\n    Ziel: {TARGET}\r\n    Typ: Generisch \r\n    \
                Benutzer: anna@contoso.com\r\n    Persistenz des lokalen Computers\r\n"
            ),
            format!(
                "\r\n現在保存されている資格情報:\r\n\r\n    ターゲット: {TARGET}\r\n    種類: 汎用 \r\n    ユーザー: \
                anna@contoso.com\r\n    ローカル コンピューターの保存\r\n"
            ),
        ] {
            let desk = seat("x.txt", &text);
            assert_eq!(desk.credentials, Told::Told(vec![TARGET.to_owned()]), "{text}");
            assert_eq!(problem(&desk), None);
        }
    }

    #[test]
    fn a_list_may_be_empty() {
        for text in [
            "\r\nCurrently stored credentials:\r\n\r\n* NONE *\r\n",
            "\r\nDerzeit gespeicherte Anmeldeinformationen:\r\n\r\n* KEINE *\r\n",
            "\r\n現在保存されている資格情報:\r\n\r\n* なし *\r\n",
        ] {
            assert_eq!(seat("x.txt", text).credentials, Told::Told(Vec::new()), "{text}");
        }
    }

    #[test]
    fn a_list_that_was_cut_off_is_not_empty() {
        let desk = seat("credentials.txt", "\r\nCurrently stored credentials:\r\n\r\n    Targ");
        assert!(matches!(desk.credentials, Told::Unreadable(_)));
        let desk = seat("x.txt", &format!("Currently stored credentials:\r\n\r\n    Target: {TARGET}"));
        assert_eq!(problem(&desk).as_deref(), Some("it ends in the middle of a credential"));
    }

    #[test]
    fn no_password_is_kept() {
        let text = "Currently stored credentials:\n\n    Target: LegacyGeneric:target=git:https://anna:s3cret@git.contoso.com/a@b\n    \
            Type: Generic\n    User: anna\n    Password: s3cret\n";
        let desk = seat("x.txt", text);
        assert_eq!(
            desk.credentials,
            Told::Told(vec!["LegacyGeneric:target=git:https://git.contoso.com/a@b".to_owned()])
        );
        assert!(!format!("{desk:?}").contains("s3cret"));
    }

    #[test]
    fn more_targets_than_anybody_has_are_not_kept() {
        let many: String = (0..30_000).map(|n| format!("    Target: Domain:target={n}\n    Type: x\n")).collect();
        let desk = seat("x.txt", &format!("Currently stored credentials:\n\n{many}"));
        assert_eq!(desk.credentials.known().map(Vec::len), Some(super::MAX_TARGETS));
    }
}
