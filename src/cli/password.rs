//! Where the password of a key store comes from: a file, the environment, or a prompt. Never an argument, which every
//! user of a machine can read, and never shown.

use std::{
    env,
    io::{self, IsTerminal},
    path::Path,
};

use super::{error::PlanError, language};
use crate::{
    text,
    trust::{self, Passwords},
    words,
};

/// The variable.
const VARIABLE: &str = "CHAINCHECK_PKCS12_PASSWORD";

/// The passwords of a run.
pub(super) fn passwords(file: Option<&Path>) -> Result<Passwords, PlanError> {
    if let Some(file) = file {
        let bytes = trust::read_bounded(file)?;
        let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let password = String::from_utf8(line.to_vec()).map_err(|_| PlanError::Password(file.to_owned()))?;
        return Ok(Passwords::given(password, words!("the first line of the password file")));
    }
    match env::var(VARIABLE) {
        Ok(password) => Ok(Passwords::given(password, VARIABLE)),
        Err(env::VarError::NotUnicode(_)) => Err(PlanError::Variable(VARIABLE)),
        Err(env::VarError::NotPresent) if io::stdin().is_terminal() && io::stderr().is_terminal() => {
            Ok(Passwords::asked(ask))
        }
        Err(env::VarError::NotPresent) => Ok(Passwords::default()),
    }
}

/// Asks on the terminal, without echo.
fn ask(path: &Path) -> Option<String> {
    let path = path.display().to_string().escape_debug().to_string();
    let prompt = text!("password-prompt": "Password of {path}: ", path);
    rpassword::prompt_password(&*language::current().say(&prompt)).ok()
}
