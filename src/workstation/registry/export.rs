//! What `reg export` and regedit write: `[KEY]`, then `"name"=value`, long values on several lines.

use std::str::Lines;

use super::{
    super::{derived, encoding},
    CRYPTOGRAPHY, NOT_THERE, Taking,
};
use crate::model::workstation::RegistryValue;

/// Most lines of a text.
const MAX_TEXT_LINES: usize = 64;

/// Reads the whole file.
pub fn read(text: &str, wide: bool, taking: &mut Taking<'_>) {
    let mut lines = text.lines();
    let mut key: Option<String> = None;
    // The lines of a key end where a blank line or the next key stands: then it is known whole.
    let mut ended = true;
    let mut guid = false;
    while let Some(line) = lines.next() {
        if !taking.goes_on() {
            return;
        }
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('[') {
            whole(key.as_deref(), &mut ended, guid, taking);
        }
        match line.chars().next() {
            None => {}
            Some(';') => note(line, taking),
            Some('[') => {
                key = header(line, taking);
                (ended, guid) = (false, false);
            }
            Some('"' | '@') => {
                let Some((name, value)) = value(line, &mut lines, wide, taking) else { continue };
                let Some(key) = &key else { continue };
                guid |= name.eq_ignore_ascii_case("MachineGuid");
                if !taking.value(key, &name, value) {
                    return;
                }
            }
            // The header, and `#time=` of Wine.
            Some('W' | 'R' | '#') => {}
            Some(_) => taking.wrong(line),
        }
    }
}

/// Notes that a key was exported without the value.
fn whole(key: Option<&str>, ended: &mut bool, guid: bool, taking: &mut Taking<'_>) {
    if !*ended && !guid && key.is_some_and(|key| key.eq_ignore_ascii_case(CRYPTOGRAPHY)) {
        derived::machine_guid(taking.to, None);
    }
    *ended = true;
}

fn note(line: &str, taking: &mut Taking<'_>) {
    if let Some(key) = line.trim_start_matches(';').trim().strip_prefix(NOT_THERE) {
        taking.to.registry.note_absent(key);
    }
}

/// The name of a key; `None` for one that is deleted.
fn header(line: &str, taking: &mut Taking<'_>) -> Option<String> {
    let Some((name, _)) = line.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) else {
        taking.cut = true;
        return None;
    };
    if name.starts_with('-') {
        taking.deletes = true;
        return None;
    }
    taking.values += 1;
    taking.to.registry.add(name, None);
    Some(name.to_owned())
}

/// A value with its name, from its first line and those that belong to it.
fn value(line: &str, lines: &mut Lines<'_>, wide: bool, taking: &mut Taking<'_>) -> Option<(String, RegistryValue)> {
    let named = match line.strip_prefix('@') {
        Some(rest) => Some((String::new(), rest)),
        None => line.strip_prefix('"').and_then(quoted),
    };
    let Some((name, data)) = named.and_then(|(name, rest)| Some((name, rest.trim_start().strip_prefix('=')?.trim())))
    else {
        return lost(line, lines, taking);
    };
    let data = if let Some(text) = data.strip_prefix('"') {
        text_value(text, lines)
    } else if data == "-" {
        taking.deletes = true;
        return None;
    } else if let Some(number) = data.strip_prefix("dword:") {
        u32::from_str_radix(uncommented(number), 16).ok().map(|number| RegistryValue::Number(number.into()))
    } else if data.starts_with("hex") {
        hexadecimal(data, lines, wide)
    } else {
        None
    };
    match data {
        Some(value) => Some((name, value)),
        None => lost(line, lines, taking),
    }
}

/// Notes a line that cannot be read; the last one of a file was cut off.
fn lost<T>(line: &str, lines: &Lines<'_>, taking: &mut Taking<'_>) -> Option<T> {
    if lines.clone().next().is_none() {
        taking.cut = true
    } else {
        taking.wrong(line)
    }
    None
}

fn uncommented(data: &str) -> &str {
    data.split(';').next().unwrap_or_default().trim()
}

/// A text up to its quote, and what follows; `None` if there is no quote at its end.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &text[at + 1..])),
            '\\' => match chars.next()? {
                (_, c @ ('\\' | '"')) => out.push(c),
                (_, other) => out.extend(['\\', other]),
            },
            _ => out.push(c),
        }
    }
    None
}

/// A text, which may have ends of lines in it.
fn text_value(first: &str, lines: &mut Lines<'_>) -> Option<RegistryValue> {
    if let Some((text, _)) = quoted(first) {
        return Some(RegistryValue::Text(text));
    }
    let mut ahead = lines.clone();
    let mut whole = first.to_owned();
    for _ in 1..MAX_TEXT_LINES {
        whole.push('\n');
        whole.push_str(ahead.next()?);
        if let Some((text, _)) = quoted(&whole) {
            *lines = ahead;
            return Some(RegistryValue::Text(text));
        }
    }
    None
}

/// `hex:`, `hex(2):` and the like: bytes, with `\` at the end of each line but the last.
fn hexadecimal(first: &str, lines: &mut Lines<'_>, wide: bool) -> Option<RegistryValue> {
    let (kind, data) = first.split_once(':')?;
    let kind = match kind.strip_prefix("hex")? {
        "" => 3,
        kind => u8::from_str_radix(kind.strip_prefix('(')?.strip_suffix(')')?, 16).ok()?,
    };
    let mut bytes = Vec::new();
    let mut line = data;
    loop {
        let (part, more) = line.trim_end().strip_suffix('\\').map_or((line, false), |part| (part, true));
        for byte in uncommented(part).split(',').map(str::trim).filter(|byte| !byte.is_empty()) {
            bytes.push(u8::from_str_radix(byte, 16).ok()?);
        }
        if !more {
            return of_kind(kind, bytes, wide);
        }
        line = lines.next()?.trim();
    }
}

/// Bytes by the number of their type (winnt.h, REG_SZ and the like).
fn of_kind(kind: u8, bytes: Vec<u8>, wide: bool) -> Option<RegistryValue> {
    Some(match kind {
        1 | 2 => RegistryValue::Text(string(&bytes, wide).trim_end_matches('\0').to_owned()),
        7 => {
            let text = string(&bytes, wide);
            RegistryValue::Texts(text.split('\0').filter(|one| !one.is_empty()).map(str::to_owned).collect())
        }
        4 => RegistryValue::Number(u32::from_le_bytes(bytes.try_into().ok()?).into()),
        5 => RegistryValue::Number(u32::from_be_bytes(bytes.try_into().ok()?).into()),
        11 => RegistryValue::Number(u64::from_le_bytes(bytes.try_into().ok()?)),
        _ => RegistryValue::Bytes(bytes),
    })
}

fn string(bytes: &[u8], wide: bool) -> String {
    if !wide {
        let parts: Vec<_> = bytes.split(|byte| *byte == 0).map(|part| encoding::decode(part).text).collect();
        return parts.join("\0");
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units)
}
