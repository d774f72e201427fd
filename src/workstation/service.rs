//! `sc query msoidsvc`: the words around them are translated, the numbers are not.

use super::{Sheet, unreadable};
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

/// Whether it is what `sc` prints of the Sign-In Assistant. That there is no such service is said without its name.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let refused = sheet.text.trim_start().starts_with("[SC]");
    let named = sheet
        .text
        .lines()
        .take(20)
        .any(|line| line.starts_with("SERVICE_NAME:") && line.to_lowercase().contains(ASSISTANT));
    named || refused
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let state = sheet.text.lines().find_map(|line| {
        let (label, value) = line.split_once(':')?;
        let is_state = label.trim() == "STATE";
        is_state.then(|| value.split_whitespace().next()?.parse::<u32>().ok())?
    });
    let service = match state {
        Some(state) => Service::State(state),
        None if sheet.text.split(|c: char| !c.is_ascii_digit()).any(|word| word == NO_SUCH_SERVICE) => {
            Service::NotInstalled
        }
        None => return unreadable(&mut to.assistant, text!("service-no-state": "it names no state of the service")),
    };
    to.assistant = Told::Told(service);
    Ok(())
}
