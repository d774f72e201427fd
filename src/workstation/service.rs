//! `sc query msoidsvc` and `Get-Service msoidsvc`: the words around them are translated, the numbers, their order and the
//! name of the service are not.

use super::{Sheet, refused, unreadable};
use crate::{
    model::{
        Text, Workstation,
        workstation::{Service, Told},
    },
    text,
};

/// The name of the Microsoft Online Services Sign-In Assistant's service.
const ASSISTANT: &str = "msoidsvc";

/// What `sc` says of a service that does not exist (ERROR_SERVICE_DOES_NOT_EXIST).
const NO_SUCH_SERVICE: &str = "1060";

/// What PowerShell says of one (the error's identifier, which is not translated).
const NOT_FOUND: &str = "NoServiceFoundForGivenName";

/// The states that PowerShell names, by their numbers (ServiceControllerStatus, which is not translated).
const STATES: &[(&str, u32)] = &[
    ("Stopped", 1),
    ("StartPending", 2),
    ("StopPending", 3),
    ("Running", 4),
    ("ContinuePending", 5),
    ("PausePending", 6),
    ("Paused", 7),
];

/// Parts of names of files that such an output is given.
const NAMES: &[&str] = &["msoid", "service", "assist", "sc"];

/// How many lines behind the name of a service its state may stand.
const MAX_BLOCK: usize = 12;

/// Most lines that are searched: every service of a computer has some ten.
const MAX_LINES: usize = 20_000;

/// Whether it is what is printed of the Sign-In Assistant. That there is no such service is said without its name.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let head = || sheet.text.lines().take(MAX_LINES);
    if head().any(|line| names_it(line) && !line.contains('\\')) {
        return true;
    }
    let name = sheet.file_name();
    // A command that names its service is about that one.
    if name.contains("query") && !name.contains(ASSISTANT) {
        return false;
    }
    NAMES.iter().any(|part| name.contains(part)) && head().take(20).any(|line| line.trim_start().starts_with("[SC]"))
}

/// Whether a line is one about it: `SERVICE_NAME: msoidsvc`, or a row or a property of PowerShell's.
fn names_it(line: &str) -> bool {
    let words = || line.split([' ', '\t', ':', '\'', '"', '(', ')']);
    line.len() < 500 && words().any(|word| word.eq_ignore_ascii_case(ASSISTANT))
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    lines.first().is_some_and(|line| line.starts_with("SERVICE_NAME:") || line.starts_with("[SC]"))
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let lines: Vec<&str> = sheet.text.lines().take(MAX_LINES).collect();
    let state = lines.iter().enumerate().filter(|(_, line)| names_it(line)).find_map(|(at, line)| {
        let below = &lines[at + 1..lines.len().min(at + 1 + MAX_BLOCK)];
        row(line).or_else(|| printed(below)).or_else(|| property(&lines[at.saturating_sub(MAX_BLOCK)..at], below))
    });
    let number = |line: &&str| line.split(|c: char| !c.is_ascii_digit()).any(|word| word == NO_SUCH_SERVICE);
    let absent = lines.iter().any(|line| line.contains(NOT_FOUND))
        || lines.iter().any(|line| line.trim_start().starts_with("[SC]") && number(line));
    let service = match state {
        Some(state) => Service::State(state),
        None if absent => Service::NotInstalled,
        None => match lines.iter().find_map(|line| failure(line)) {
            Some(number) => {
                return refused(
                    &mut to.assistant,
                    text!("service-refused": "sc could not ask: error {number}", number),
                );
            }
            None => {
                return unreadable(&mut to.assistant, text!("service-no-state": "it names no state of the service"));
            }
        },
    };
    // A file that says there is none may be about another service.
    if service != Service::NotInstalled || to.assistant.known().is_none() {
        to.assistant = Told::Told(service);
    }
    Ok(())
}

/// The number of the error with which `sc` ends: `[SC] OpenSCManager FAILED 5:`.
fn failure(line: &str) -> Option<&str> {
    let number = line.trim().strip_prefix("[SC]")?.trim_end().strip_suffix([':', '：'])?.rsplit(' ').next()?;
    (!number.is_empty() && number.len() <= 10 && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// The state that `sc` prints: of the lines `label : number WORD` below the name, the first is the type and the second the
/// state.
fn printed(below: &[&str]) -> Option<u32> {
    let mut numbered = below.iter().take_while(|line| !line.trim().is_empty()).filter_map(|line| {
        let (_, value) = line.split_once([':', '：'])?;
        let mut words = value.split_whitespace();
        let number = words.next().filter(|word| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_hexdigit()))?;
        // A state that was cut off behind its number is still a state.
        Some((number, words.next()))
    });
    let (_, kind) = numbered.next()?;
    kind.filter(|word| word.starts_with("WIN32") || word.contains('_') || word.eq_ignore_ascii_case("USER"))?;
    let (state, _) = numbered.next()?;
    state.parse().ok().filter(|state| (1..=7).contains(state))
}

/// The state in a row of PowerShell's table: `Running  msoidsvc  ...`.
fn row(line: &str) -> Option<u32> {
    let mut words = line.split_whitespace();
    let state = words.next()?;
    words.next().filter(|word| word.eq_ignore_ascii_case(ASSISTANT))?;
    named(state)
}

/// The state in PowerShell's list, before or behind the name: `Status : Running`.
fn property(above: &[&str], below: &[&str]) -> Option<u32> {
    let status = |line: &&str| {
        let (label, value) = line.split_once(':')?;
        (label.trim() == "Status").then(|| named(value.trim()))?
    };
    let until_blank = |line: &&&str| !line.trim().is_empty();
    below
        .iter()
        .take_while(until_blank)
        .find_map(status)
        .or_else(|| above.iter().rev().take_while(until_blank).find_map(status))
}

fn named(state: &str) -> Option<u32> {
    STATES.iter().find(|(name, _)| *name == state).map(|(_, number)| *number)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problem, seat};
    use crate::model::workstation::{Service, Told};

    const ENGLISH: &str = "\r\nSERVICE_NAME: msoidsvc \r\n        TYPE               : 10  WIN32_OWN_PROCESS  \r\n        \
        STATE              : 4  RUNNING \r\n                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)\r\n        \
        WIN32_EXIT_CODE    : 0  (0x0)\r\n        SERVICE_EXIT_CODE  : 0  (0x0)\r\n";

    #[test]
    fn the_state_is_a_number_at_its_place() {
        let spanish = "\r\nNOMBRE_SERVICIO: msoidsvc\r\n        TIPO               : 10  WIN32_OWN_PROCESS\r\n        \
            ESTADO             : 1  STOPPED\r\n        CÓD_SALIDA_WIN32   : 0  (0x0)\r\n";
        let full = ENGLISH.replace("msoidsvc ", "msoidsvc\r\nDISPLAY_NAME: Microsoft Online Services 4");
        let other =
            format!("SERVICE_NAME: other\r\n  TYPE : 10  WIN32_OWN_PROCESS\r\n  STATE : 1  STOPPED\r\n\r\n{ENGLISH}");
        for (text, state) in [
            (ENGLISH, 4),
            (&ENGLISH.replace(": 4  RUNNING", ": 1  STOPPED"), 1),
            (spanish, 1),
            (&full, 4),
            (&other, 4),
            (
                "Status   Name               DisplayName\n------   ----               -----------\n\
                Stopped  msoidsvc           Microsoft Online Services Sign-in ...\n",
                1,
            ),
            ("Name                : msoidsvc\nDisplayName         : Microsoft\nStatus              : Running\n", 4),
            ("Status      : Paused\nName        : msoidsvc\n", 7),
        ] {
            let desk = seat("x.txt", text);
            assert_eq!(desk.assistant, Told::Told(Service::State(state)), "{text}");
            assert_eq!(problem(&desk), None);
        }
    }

    #[test]
    fn there_may_be_no_such_service() {
        for text in [
            "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n\r\nThe specified service does not exist.\r\n",
            "[SC] EnumQueryServicesStatus:OpenService FEHLER 1060:\r\n\r\nDer angegebene Dienst ist kein installierter Dienst.",
            "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n\r\n指定されたサービスはインストールされたサービスとして存在しません。",
            "Get-Service : Cannot find any service with service name 'msoidsvc'.\n    + FullyQualifiedErrorId : \
                NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand\n",
        ] {
            assert_eq!(seat("msoidsvc.txt", text).assistant, Told::Told(Service::NotInstalled), "{text}");
        }
    }

    #[test]
    fn without_a_state_nothing_is_known() {
        let refused =
            seat("msoidsvc.txt", "[SC] EnumQueryServicesStatus:OpenService FAILED 5:\r\n\r\nAccess is denied.\r\n");
        assert!(matches!(refused.assistant, Told::Unreadable(_)) && problem(&refused).is_none());
        for text in [
            "[SC] EnumQueryServicesStatus:OpenService FAILED 10",
            "SERVICE_NAME: msoidsvc\r\n        TYPE               : 10  WIN32_OWN_PROCESS\r\n        STATE            ",
            "SERVICE_NAME: msoidsvc\r\n        TYPE               : 10  WIN32_OWN_PROCESS\r\n        STATE   :  ",
            "SERVICE_NAME: msoidsvc",
        ] {
            let desk = seat("msoidsvc.txt", text);
            assert!(matches!(desk.assistant, Told::Unreadable(_)), "{text}");
            assert!(problem(&desk).is_some(), "{text}");
        }
    }

    #[test]
    fn another_service_is_none_of_ours() {
        assert_eq!(seat("x.txt", &ENGLISH.replace("msoidsvc", "w32time")).assistant, Told::NotTold);
        assert_eq!(seat("w32.txt", "[SC] OpenService FAILED 1060:\r\n").assistant, Told::NotTold);
    }
}
