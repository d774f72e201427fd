//! The folders in which the clients remember servers: names and dates of files, not what is in them.

use std::{fs, path::Path, time::UNIX_EPOCH};

use crate::model::workstation::{EndpointCache, Moment};

/// Most entries of a folder that are looked at. A client keeps some dozens for one address.
const MOST: usize = 10_000;

/// The clients' folders below `%LOCALAPPDATA%\Microsoft`, and the version that each belongs to.
const CLIENTS: [(&[&str], &str); 3] =
    [(&["Communicator"], "Communicator"), (&["Office", "15.0", "Lync"], "15.0"), (&["Office", "16.0", "Lync"], "16.0")];

/// The caches of every address below `%LOCALAPPDATA%`.
pub fn caches(local: &Path) -> Vec<EndpointCache> {
    let mut found = Vec::new();
    for (parts, version) in CLIENTS {
        let folder = parts.iter().fold(local.join("Microsoft"), |folder, part| folder.join(part));
        for entry in fs::read_dir(folder).into_iter().flatten().flatten().take(MOST) {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let address = name.strip_prefix("sip_").unwrap_or(&name);
            // Links are not followed: what they lead to is not the client's.
            if !address.contains('@') || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            let Ok(cache) = fs::metadata(entry.path().join("EndpointConfiguration.cache")) else { continue };
            found.push(EndpointCache {
                address: Some(address.to_owned()),
                version: version.to_owned(),
                written: written(&cache).map(Moment::exactly),
                servers: Vec::new(),
            });
        }
    }
    found
}

/// Seconds since 1970.
fn written(file: &fs::Metadata) -> Option<i64> {
    i64::try_from(file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A file that was written at some second of 1970.
    fn file(folder: &Path, name: &str, seconds: u64) {
        fs::create_dir_all(folder).unwrap();
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
    }

    #[test]
    fn each_address_has_a_cache_with_its_time() {
        let local = tempfile::tempdir().unwrap();
        let lync = local.path().join("Microsoft/Office/16.0/Lync");
        file(&lync.join("sip_Anna@contoso.com"), "EndpointConfiguration.cache", 1_000_000);
        file(&lync.join("sip_Anna@contoso.com"), "CoreContact.cache", 2_000_000);
        file(&lync.join("Tracing"), "Lync.log", 3_000_000);
        file(&local.path().join("Microsoft/Communicator/bert@contoso.com"), "EndpointConfiguration.cache", 500_000);
        let cache = |address: &str, version: &str, seconds| EndpointCache {
            address: Some(address.to_owned()),
            version: version.to_owned(),
            written: Some(Moment::exactly(seconds)),
            servers: Vec::new(),
        };
        assert_eq!(
            caches(local.path()),
            [cache("bert@contoso.com", "Communicator", 500_000), cache("anna@contoso.com", "16.0", 1_000_000)]
        );
    }

    #[test]
    fn without_a_client_there_is_none() {
        assert!(caches(tempfile::tempdir().unwrap().path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let local = tempfile::tempdir().unwrap();
        let lync = local.path().join("Microsoft/Office/16.0/Lync");
        file(&local.path().join("elsewhere"), "EndpointConfiguration.cache", 1);
        fs::create_dir_all(&lync).unwrap();
        std::os::unix::fs::symlink(local.path().join("elsewhere"), lync.join("sip_anna@contoso.com")).unwrap();
        assert!(caches(local.path()).is_empty());
    }
}
