//! The sign-in clients installed, and their versions as their files carry them (VS_FIXEDFILEINFO in the resource
//! VS_VERSION_INFO, Windows documentation).

use std::{
    ffi::OsString,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use crate::model::workstation::Product;

/// Most bytes of a program that are read. lync.exe has 25 MB, Teams.exe 140.
const MOST: u64 = 256 << 20;

/// Where clients lie below `%ProgramFiles%`.
const CLIENTS: [&str; 8] = [
    r"Microsoft Office\root\Office16\lync.exe",
    r"Microsoft Office\Office16\lync.exe",
    r"Microsoft Office\root\Office15\lync.exe",
    r"Microsoft Office 15\root\Office15\lync.exe",
    r"Microsoft Office\Office15\lync.exe",
    r"Microsoft Lync\communicator.exe",
    r"Microsoft Office Communicator\communicator.exe",
    r"Microsoft Lync\lync.exe",
];

/// Where one lies below `%LOCALAPPDATA%`.
const OWN: &str = r"Microsoft\Teams\current\Teams.exe";

/// The clients that are there, by the folders that the environment names.
pub fn installed(environment: impl Fn(&str) -> Option<OsString>) -> Vec<Product> {
    let mut roots: Vec<PathBuf> = Vec::new();
    for root in ["ProgramFiles", "ProgramFiles(x86)", "ProgramW6432"].into_iter().filter_map(&environment) {
        if !roots.contains(&PathBuf::from(&root)) {
            roots.push(root.into());
        }
    }
    let places = roots.iter().flat_map(|root| CLIENTS.iter().map(move |client| below(root, client)));
    let own = environment("LOCALAPPDATA").map(|local| below(Path::new(&local), OWN));
    places.chain(own).filter_map(|path| product(&path)).collect()
}

/// A path with `\` between folders below another one.
fn below(root: &Path, path: &str) -> PathBuf {
    path.split('\\').fold(root.to_owned(), |path, part| path.join(part))
}

fn product(path: &Path) -> Option<Product> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MOST).read_to_end(&mut bytes).ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some(Product { name, version: version(&bytes)? })
}

/// The version in a program: the fixed part follows the name of the resource within its padding.
fn version(bytes: &[u8]) -> Option<Vec<u32>> {
    const SIGNATURE: [u8; 4] = 0xfeef_04bd_u32.to_le_bytes();
    let name: Vec<u8> = "VS_VERSION_INFO\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], &name) {
        from += at + name.len();
        let near = bytes.get(from..(from + 24).min(bytes.len()))?;
        // Signature, version of the structure, then the four parts in two words, the higher half of each first.
        let Some(fixed) = find(&near[..near.len().min(8)], &SIGNATURE).and_then(|at| near.get(at..at + 16)) else {
            continue;
        };
        let half = |at: usize| u32::from(u16::from_le_bytes([fixed[at], fixed[at + 1]]));
        return Some(vec![half(10), half(8), half(14), half(12)]);
    }
    None
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    // The first byte is rare enough in a program to look for it alone first.
    let first = *what.first()?;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|&byte| byte == first) {
        from += at;
        if bytes[from..].starts_with(what) {
            return Some(from);
        }
        from += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The resource as it lies in a program, with whatever before and behind it.
    fn program() -> Vec<u8> {
        let mut bytes = b"MZ V VS_VERSION_INFO".to_vec();
        bytes.extend("VS_VERSION_INFO\0".encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend([0, 0]);
        for word in [0xfeef_04bd, 0x0001_0000, 16 << 16, (5266 << 16) | 1000_u32, 0, 0] {
            bytes.extend(word.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn the_version_is_the_file_s_own() {
        assert_eq!(version(&program()), Some(vec![16, 0, 5266, 1000]));
    }

    #[test]
    fn what_has_none_or_was_cut_off_has_no_version() {
        assert_eq!(version(b"MZ"), None);
        let whole = program();
        for end in 0..whole.len() - 8 {
            assert_eq!(version(&whole[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn clients_are_found_where_the_environment_says() {
        let folder = tempfile::tempdir().unwrap();
        let office = folder.path().join("Microsoft Office/root/Office16");
        fs::create_dir_all(&office).unwrap();
        fs::write(office.join("lync.exe"), program()).unwrap();
        let environment = |name: &str| name.starts_with("Program").then(|| folder.path().as_os_str().to_owned());
        assert_eq!(installed(environment), [Product { name: "lync.exe".to_owned(), version: vec![16, 0, 5266, 1000] }]);
    }
}
