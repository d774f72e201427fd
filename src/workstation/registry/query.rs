//! What `reg query` prints: a key, then its values indented, with their types between name and data.

use super::{Taking, is_key};
use crate::model::workstation::RegistryValue;

/// The types, as they are printed.
const TYPES: &[&str] = &[
    "REG_SZ",
    "REG_EXPAND_SZ",
    "REG_MULTI_SZ",
    "REG_DWORD",
    "REG_QWORD",
    "REG_BINARY",
    "REG_NONE",
    "REG_DWORD_BIG_ENDIAN",
    "REG_LINK",
    "REG_RESOURCE_LIST",
    "REG_FULL_RESOURCE_DESCRIPTOR",
    "REG_RESOURCE_REQUIREMENTS_LIST",
];

/// Reads the whole output.
pub fn read(text: &str, taking: &mut Taking<'_>) {
    let mut key: Option<&str> = None;
    // Every line of reg ends; one that does not may have been cut short.
    let open = text.rsplit_once('\n').map_or(text, |(_, last)| last);
    for line in text.lines() {
        if is_key(line.trim_end()) {
            key = Some(line.trim_end());
            taking.values += 1;
            taking.to.registry.add(line.trim_end(), None);
        } else if let Some(key) = key.filter(|_| line.starts_with([' ', '\t'])) {
            let Some((name, kind, data)) = columns(line) else { continue };
            if line == open && !is_whole_guid(data) {
                taking.cut = true;
                continue;
            }
            match of_kind(kind, data) {
                Some(value) => {
                    taking.value(key, name, value);
                }
                None => taking.wrong(line.trim()),
            }
        }
        if !taking.goes_on() {
            return;
        }
    }
}

/// Whether a value can be seen to be whole: somebody copied it without the end of its line.
fn is_whole_guid(data: &str) -> bool {
    data.len() == 36 || data.len() == 38 && data.starts_with('{') && data.ends_with('}')
}

/// A line's name, type and data.
fn columns(line: &str) -> Option<(&str, &'static str, &str)> {
    let (at, kind) = line.match_indices("REG_").find_map(|(at, _)| {
        let word = line[at..].split([' ', '\t']).next()?;
        let kind = TYPES.iter().find(|kind| **kind == word)?;
        line[..at].ends_with([' ', '\t']).then_some((at, *kind))
    })?;
    let name = line[..at].trim();
    // The default value's name is translated: (Default), (Standard), (既定).
    let unnamed = name == "<NO NAME>" || (name.starts_with('(') && name.ends_with(')'));
    Some((if unnamed { "" } else { name }, kind, line[at + kind.len()..].trim()))
}

fn of_kind(kind: &str, data: &str) -> Option<RegistryValue> {
    let number = || {
        let digits = data.strip_prefix("0x")?;
        u64::from_str_radix(digits.split_whitespace().next()?, 16).ok()
    };
    match kind {
        "REG_SZ" | "REG_EXPAND_SZ" | "REG_LINK" => Some(RegistryValue::Text(data.to_owned())),
        "REG_MULTI_SZ" => {
            let texts = data.split(r"\0").filter(|one| !one.is_empty()).map(str::to_owned);
            Some(RegistryValue::Texts(texts.collect()))
        }
        "REG_DWORD" | "REG_QWORD" | "REG_DWORD_BIG_ENDIAN" => number().map(RegistryValue::Number),
        _ => {
            let digits = data.as_bytes();
            let byte = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok();
            digits.chunks(2).map(byte).collect::<Option<_>>().map(RegistryValue::Bytes)
        }
    }
}
