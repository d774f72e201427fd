//! What is of use of a long export of the registry, taken from it while it is read: the rest is never held.

use std::io::{self, BufRead, Read};

/// How many bytes tell whether a file is an export.
pub const HEAD: u64 = 64;

/// Most bytes of a line that are looked at together; a longer one comes in parts.
const MAX_LINE: u64 = 1 << 16;

/// Parts of the names of keys that are of use with all that lies below them, lower case.
const BRANCHES: &[&str] = &[
    r"\microsoft\office\15.0\lync",
    r"\microsoft\office\16.0\lync",
    r"\microsoft\office\15.0\common\identity",
    r"\microsoft\office\16.0\common\identity",
    r"\microsoft\communicator",
    r"\microsoft\shared\ucclient",
    r"\microsoft\office\clicktorun\configuration",
    r"\securityproviders\schannel",
    r"\control\computername",
    r"\volatile environment",
];

/// Ends of the names of keys that are of use by themselves.
const KEYS: &[&str] = &[r"\software\microsoft\cryptography", r"\software\microsoft\windows nt\currentversion"];

/// Whether it begins as an export.
pub fn is_export(head: &[u8]) -> bool {
    let head: Vec<u8> = head.iter().copied().filter(|byte| byte.is_ascii_graphic() || *byte == b' ').collect();
    head.starts_with(b"Windows Registry Editor Version") || head.starts_with(b"REGEDIT4")
}

/// Whether a key is of use.
fn is_of_use(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    BRANCHES.iter().any(|branch| key.contains(branch)) || KEYS.iter().any(|end| key.ends_with(end))
}

/// The first line, and the keys of use with their values; at most so many bytes.
pub fn sift(mut from: impl BufRead, most: u64) -> io::Result<Vec<u8>> {
    let mut kept = Vec::new();
    let mut line = Vec::new();
    let mut keeps = true;
    let (mut begins, mut is_wide) = (true, false);
    let mut is_first = true;
    loop {
        line.clear();
        read_line(&mut from, is_wide, &mut line)?;
        if line.is_empty() {
            break;
        }
        if is_first {
            is_wide = line.contains(&0);
            // The zero of the end of the line.
            complete(&mut from, is_wide, &mut line)?;
        } else if begins && let Some(key) = key(&line) {
            keeps = is_of_use(&key);
        }
        is_first = false;
        begins = line.ends_with(b"\n") || line.ends_with(b"\n\0");
        if keeps && (kept.len() + line.len()) as u64 <= most {
            kept.extend_from_slice(&line);
        }
    }
    if !begins {
        // It ends in the middle of a line: a key without an end says so.
        kept.extend_from_slice(if is_wide { b"\n\0[\0" } else { b"\n[" });
    }
    Ok(kept)
}

/// Reads a line with its end, or a part of a very long one.
fn read_line(from: &mut impl BufRead, is_wide: bool, line: &mut Vec<u8>) -> io::Result<()> {
    while (line.len() as u64) < MAX_LINE {
        let read = from.by_ref().take(MAX_LINE - line.len() as u64).read_until(b'\n', line)?;
        // Other characters have that byte too, in either place.
        let odd = line.len() % 2 == 1;
        if read == 0 || !is_wide {
            break;
        }
        if odd && line.ends_with(b"\n") {
            from.by_ref().take(1).read_to_end(line)?;
            if line.ends_with(b"\n\0") {
                break;
            }
        }
    }
    Ok(())
}

fn complete(from: &mut impl BufRead, is_wide: bool, line: &mut Vec<u8>) -> io::Result<()> {
    if is_wide && line.len() % 2 == 1 {
        from.by_ref().take(1).read_to_end(line)?;
    }
    Ok(())
}

/// The name of the key that a line begins.
fn key(line: &[u8]) -> Option<String> {
    if line.first() != Some(&b'[') {
        return None;
    }
    // Letters that are not ASCII stand in no key of use.
    let name = line.iter().skip(1).filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect::<String>();
    name.split(']').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Windows Registry Editor Version 5.00\r\n\r\n";
    const GUID: &str = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography]\r\n\"MachineGuid\"=\"a\"\r\n\r\n";

    fn wide(text: &str) -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    }

    fn whole() -> String {
        let other = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\.x]\r\n@=\"\u{10a}\u{a0a}\u{a0a}\u{a}x\"\r\n\"b\"=hex:00,\\\r\n  01\r\n\r\n";
        let lync = "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Lync\\a@b.c]\r\n\"x\"=dword:1\r\n\r\n";
        format!("{HEADER}{other}{GUID}{other}{lync}{other}")
    }

    #[test]
    fn what_is_of_use_is_kept_and_nothing_else() {
        let lync = "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Lync\\a@b.c]\r\n\"x\"=dword:1\r\n\r\n";
        let expected = format!("{HEADER}{GUID}{lync}");
        assert_eq!(sift(whole().as_bytes(), 1 << 20).unwrap(), expected.as_bytes());
        assert_eq!(sift(&*wide(&whole()), 1 << 20).unwrap(), wide(&expected));
    }

    #[test]
    fn cut_off_in_a_line_it_says_so_and_it_is_bounded() {
        for bytes in [whole().into_bytes(), wide(&whole())] {
            assert!(is_export(&bytes));
            for end in 2..bytes.len() {
                let kept = sift(&bytes[..end], 1 << 20).unwrap();
                let ends_line = bytes[..end].ends_with(b"\n") || bytes[..end].ends_with(b"\n\0");
                assert_eq!(kept.ends_with(b"[") || kept.ends_with(b"[\0"), !ends_line, "{end}");
            }
            assert!(sift(&*bytes, 100).unwrap().len() <= 104);
        }
        let long = format!("{HEADER}[{}", "x".repeat(1 << 20));
        assert!(sift(long.as_bytes(), 1 << 20).unwrap().len() < 100);
        assert!(!is_export(b"PK\x03\x04") && !is_export(b""));
    }
}
