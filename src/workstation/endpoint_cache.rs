//! What the client remembers of servers: the folder of an address, and a copy of the file in it.
//!
//! The format of EndpointConfiguration.cache is Microsoft's own. The host names in it can be seen all the same, as ASCII
//! or as UTF-16.

use super::Sheet;
use crate::{
    model::{
        Text, Workstation,
        workstation::{EndpointCache, Told},
    },
    x509::names,
};

/// The file, lower case.
pub const FILE: &str = "endpointconfiguration.cache";

/// Most host names kept of one file.
const MAX_SERVERS: usize = 50;

/// Most caches kept: a shared computer has one for each address and version.
const MAX_CACHES: usize = 1_000;

/// Whether it is such a file. Nothing in it says so: its name does.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    sheet.file_name() == FILE
}

/// Takes in what it tells. When it was written is not known: copies have times of their own.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let folder = sheet.name.rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', "\\");
    let place = Place::of(&folder);
    let cache = EndpointCache {
        address: place.as_ref().and_then(|place| place.address.clone()),
        version: place.map_or_else(String::new, |place| place.version),
        written: None,
        servers: servers(sheet.bytes),
    };
    take(&mut to.endpoint_caches, vec![cache]);
    Ok(())
}

/// Takes in caches, each folder once.
pub fn take(told: &mut Told<Vec<EndpointCache>>, found: Vec<EndpointCache>) {
    told.add(|all| {
        for cache in found {
            let same = |known: &&mut EndpointCache| known.address == cache.address && known.version == cache.version;
            if let Some(known) = all.iter_mut().find(same) {
                known.written = known.written.or(cache.written);
                if known.servers.is_empty() {
                    known.servers = cache.servers;
                }
            } else if all.len() < MAX_CACHES {
                all.push(cache);
            }
        }
    });
}

/// What a folder is to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `15.0`, `16.0`, `Communicator`.
    pub version: String,
    /// The address whose folder it is; `None` for the folder of all addresses.
    pub address: Option<String>,
}

impl Place {
    /// What a folder is by the end of its path; `None` if it is none of the client's.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.to_lowercase();
        let mut parts = path.trim_end_matches('\\').rsplit('\\');
        let last = parts.next()?;
        if let Some(address) = last.strip_prefix("sip_").filter(|address| address.contains('@')) {
            let version = lync(parts.next()?, parts.next()?)?;
            return Some(Self { version, address: Some(address.to_owned()) });
        }
        let before = parts.next()?;
        if before == "communicator" && last.contains('@') {
            let address = last.strip_prefix("sip_").unwrap_or(last);
            return Some(Self { version: COMMUNICATOR.to_owned(), address: Some(address.to_owned()) });
        }
        let version = match last {
            "communicator" if before == "microsoft" => COMMUNICATOR.to_owned(),
            _ => lync(last, before)?,
        };
        Some(Self { version, address: None })
    }
}

/// What would lead from a folder to those of clients: their versions, and the name of the next folder on the way. Where it
/// is not there that client remembers nothing.
pub fn above(path: &str) -> Vec<(String, &'static str)> {
    let path = path.to_lowercase();
    let mut parts = path.trim_end_matches('\\').rsplit('\\');
    match (parts.next(), parts.next()) {
        (Some(version), Some("office")) if is_version(version) => vec![(version.to_owned(), "lync")],
        (Some("office"), Some("microsoft")) => OFFICE.map(|version| (version.to_owned(), version)).into(),
        (Some("microsoft"), Some("local")) => {
            let office = OFFICE.map(|version| (version.to_owned(), "office"));
            std::iter::once((COMMUNICATOR.to_owned(), "communicator")).chain(office).collect()
        }
        _ => Vec::new(),
    }
}

/// The folders of Office in which clients keep theirs.
const OFFICE: [&str; 2] = ["15.0", "16.0"];

/// The folder of Lync 2010 and its predecessors.
const COMMUNICATOR: &str = "Communicator";

/// The version in `16.0\Lync`.
fn lync(folder: &str, version: &str) -> Option<String> {
    (folder == "lync" && is_version(version)).then(|| version.to_owned())
}

fn is_version(folder: &str) -> bool {
    folder.strip_suffix(".0").is_some_and(|major| major.len() == 2 && major.bytes().all(|b| b.is_ascii_digit()))
}

/// The host names in bytes, lower case, in their order, each once.
fn servers(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    note(bytes.iter().map(|byte| u16::from(*byte)), &mut found);
    for odd in 0..2 {
        let pairs = bytes.get(odd..).unwrap_or_default().chunks_exact(2);
        note(pairs.map(|pair| u16::from_le_bytes([pair[0], pair[1]])), &mut found);
    }
    found
}

/// The host names in a row of characters.
fn note(units: impl Iterator<Item = u16>, found: &mut Vec<String>) {
    let mut run = String::new();
    // What stands before the run tells names of servers from other names.
    let mut before = String::new();
    let ended = std::iter::once(0);
    for unit in units.chain(ended) {
        let c = u8::try_from(unit).ok().map(char::from).filter(|c| c.is_ascii_graphic());
        match c {
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') => {
                // No name is longer; a longer run is none.
                if run.len() <= 254 {
                    run.push(c);
                }
                continue;
            }
            _ => {}
        }
        if is_server(&run) && !before.ends_with('@') && !before.ends_with("http://") {
            let name = run.trim_end_matches('.').to_ascii_lowercase();
            if !found.contains(&name) && found.len() < MAX_SERVERS {
                found.push(name);
            }
        }
        before.push_str(&run);
        run.clear();
        match c {
            Some(c) => before.push(c),
            None => before.clear(),
        }
        if before.len() > 512 {
            before.drain(..before.len() - 8);
        }
    }
}

/// Whether it is a full host name: with a dot, and a last label of letters.
fn is_server(run: &str) -> bool {
    let name = run.trim_end_matches('.');
    let Some((rest, last)) = name.rsplit_once('.') else { return false };
    let ends = last.len() >= 2 && last.len() <= 24 && last.bytes().all(|b| b.is_ascii_alphabetic());
    // Names of files and of parts of programs.
    let is_file = ["xml", "dll", "exe", "cache", "log", "dat", "txt", "config", "json", "tmp"]
        .iter()
        .any(|ending| last.eq_ignore_ascii_case(ending));
    ends && !is_file && rest.len() > 1 && names::is_host_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet<'a>(name: &'a str, bytes: &'a [u8]) -> Sheet<'a> {
        Sheet { name, bytes, text: "", modified: Some(1) }
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn host_names_are_seen_in_either_encoding_and_at_any_byte() {
        let mut bytes = b"\x01\x02pool01.contoso.com\0\xff".to_vec();
        bytes.extend(utf16("\u{1}sipdir.online.lync.com:443;"));
        bytes.push(7);
        bytes.extend(utf16("\u{1}Edge01.Contoso.Com"));
        assert_eq!(servers(&bytes), ["pool01.contoso.com", "sipdir.online.lync.com", "edge01.contoso.com"]);
    }

    #[test]
    fn what_is_no_server_is_passed_over() {
        let bytes =
            b"anna@contoso.com 16.0.5266.1000 10.0.0.1 http://schemas.microsoft.com/x lync.exe a.b x.co1 contoso";
        assert!(servers(bytes).is_empty(), "{:?}", servers(bytes));
        assert_eq!(servers(b"https://webdir.contoso.com/x"), ["webdir.contoso.com"]);
        let many: String = (0..1000).map(|i| format!("host{i}.contoso.com\0")).collect();
        assert_eq!(servers(many.as_bytes()).len(), MAX_SERVERS);
        assert!(servers("a".repeat(100_000).as_bytes()).is_empty());
    }

    #[test]
    fn a_copy_tells_servers_beside_what_a_listing_told() {
        let mut to = Workstation::default();
        let listed = EndpointCache {
            address: Some("anna@contoso.com".to_owned()),
            version: "16.0".to_owned(),
            written: Some(crate::model::workstation::Moment::exactly(5)),
            servers: Vec::new(),
        };
        take(&mut to.endpoint_caches, vec![listed.clone()]);
        let name = "caches/Office/16.0/Lync/sip_Anna@contoso.com/EndpointConfiguration.cache";
        let copy = sheet(name, b"pool01.contoso.com");
        assert!(knows(&copy));
        read(&copy, &mut to).unwrap();
        let expected = EndpointCache { servers: vec!["pool01.contoso.com".to_owned()], ..listed };
        assert_eq!(to.endpoint_caches, Told::Told(vec![expected]));
        // One that says nothing of where it is from stands for itself.
        read(&sheet("EndpointConfiguration.cache", b"old.contoso.com"), &mut to).unwrap();
        let all = to.endpoint_caches.known().unwrap();
        assert_eq!((all.len(), &all[1].address, all[1].version.as_str(), all[1].written), (2, &None, "", None));
    }

    #[test]
    fn folders_of_the_client() {
        let place = |path: &str| Place::of(path).map(|place| (place.version, place.address));
        let anna = || Some("anna@contoso.com".to_owned());
        let base = r"C:\Users\anna\AppData\Local\Microsoft";
        assert_eq!(place(&format!(r"{base}\Office\16.0\Lync\sip_Anna@contoso.com")), Some(("16.0".to_owned(), anna())));
        assert_eq!(place(&format!(r"{base}\Office\15.0\Lync\")), Some(("15.0".to_owned(), None)));
        assert_eq!(place(&format!(r"{base}\Communicator\anna@contoso.com")), Some((COMMUNICATOR.to_owned(), anna())));
        assert_eq!(place(&format!(r"{base}\Communicator")), Some((COMMUNICATOR.to_owned(), None)));
        for other in [r"C:\", "", r"C:\Lync", r"C:\16.0", r"C:\Office\16.0\Lync\Tracing", r"C:\x\sip_a@b"] {
            assert_eq!(place(other), None, "{other}");
        }
    }
}
