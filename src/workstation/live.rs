//! The computer that this runs on, read as a snapshot of it would be: the registry, the certificate stores, the folders of
//! the clients, and what Windows' own tools print. Nothing is written, no key is opened, and no secret is read.

#[cfg(any(windows, test))]
mod commands;
#[cfg(any(windows, test))]
mod folders;
#[cfg(any(windows, test))]
mod programs;
#[cfg(windows)]
mod registry;
#[cfg(windows)]
mod stores;

use super::SnapshotError;
use crate::model::Workstation;

/// Reads it.
///
/// # Errors
///
/// [`SnapshotError::NotWindows`] elsewhere than on Windows.
#[cfg(not(windows))]
pub fn read() -> Result<Workstation, SnapshotError> {
    Err(SnapshotError::NotWindows)
}

/// Reads it.
///
/// # Errors
///
/// None; what cannot be read is said in the facts.
#[cfg(windows)]
pub fn read() -> Result<Workstation, SnapshotError> {
    use std::env;

    use crate::model::workstation::{EndpointCache, Moment, Told};

    let said = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let account = match (said("USERDOMAIN"), said("USERNAME")) {
        (Some(domain), Some(user)) => Some(format!(r"{domain}\{user}")),
        (_, user) => user,
    };
    let mut workstation = Workstation {
        computer: said("COMPUTERNAME"),
        account,
        taken: Some(Moment::exactly(i64::try_from(now).unwrap_or(i64::MAX))),
        ..Workstation::default()
    };
    registry::read(&mut workstation);
    if let Some(local) = env::var_os("LOCALAPPDATA") {
        workstation.endpoint_caches = Told::Told(folders::caches(local.as_ref()));
        workstation.caches_read = EndpointCache::VERSIONS.map(str::to_owned).into();
    }
    workstation.clients = Told::Told(programs::installed(|name| env::var_os(name)));
    let mut gathered = stores::gather();
    gathered.extend(commands::gather(env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into()).as_ref()));
    Ok(super::assemble(&gathered, workstation))
}
