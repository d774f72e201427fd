//! What was exported of a registry.

use std::collections::BTreeMap;

/// A value of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryValue {
    /// REG_SZ, REG_EXPAND_SZ.
    Text(String),
    /// REG_DWORD, REG_QWORD.
    Number(u64),
    /// REG_MULTI_SZ.
    Texts(Vec<String>),
    /// REG_BINARY and all else.
    Bytes(Vec<u8>),
}

impl RegistryValue {
    /// As text, numbers too.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Texts(texts) => Some(texts.join(", ")),
            Self::Bytes(_) => None,
        }
    }

    /// As a number; a text of digits is one too, as some policies are written.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// A key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Key {
    /// As it was written.
    pub name: String,
    /// Values by their names in lower case; the default value's is empty.
    pub values: BTreeMap<String, RegistryValue>,
}

/// Keys that were exported, by their full names in lower case: `hkey_local_machine\software\microsoft\cryptography`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    keys: BTreeMap<String, Key>,
    /// Keys that were asked for and do not exist, full names in lower case.
    absent: Vec<String>,
}

/// Parts of the registry that are of use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// The settings and policies of Lync and Skype for Business.
    Client,
    /// Schannel.
    Schannel,
}

impl Area {
    /// Ends of the names of keys in it.
    fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Client => &[r"\office\15.0\lync", r"\office\16.0\lync", r"\microsoft\communicator"],
            Self::Schannel => &[r"\securityproviders\schannel"],
        }
    }
}

impl Registry {
    /// Adds a value, under a key named in full or with the short name of its root (`HKLM`, `HKCU`).
    pub fn add(&mut self, key: &str, value: Option<(&str, RegistryValue)>) {
        let full = full(key);
        let entry = self.keys.entry(full.to_ascii_lowercase()).or_insert_with(|| Key { name: full, ..Key::default() });
        if let Some((name, value)) = value {
            entry.values.insert(name.to_ascii_lowercase(), value);
        }
    }

    /// Notes that there is no such key.
    pub fn note_absent(&mut self, key: &str) {
        self.absent.push(full(key).to_ascii_lowercase());
    }

    /// A value; `None` if it is not among what was exported.
    pub fn value(&self, key: &str, name: &str) -> Option<&RegistryValue> {
        self.keys.get(&full(key).to_ascii_lowercase())?.values.get(&name.to_ascii_lowercase())
    }

    /// The first of several keys that has a value of that name, with the key.
    pub fn first<'a>(&self, keys: &[&'a str], name: &str) -> Option<(&'a str, &RegistryValue)> {
        keys.iter().find_map(|key| self.value(key, name).map(|value| (*key, value)))
    }

    /// Whether it is known what a key holds: it was exported, or a key above it, or is known not to exist.
    pub fn knows(&self, key: &str) -> bool {
        let key = full(key).to_ascii_lowercase();
        let within = |above: &String| {
            key == *above || key.strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with('\\'))
        };
        self.keys.keys().any(within) || self.absent.iter().any(within)
    }

    /// Whether anything of an area was exported, or is known not to exist.
    pub fn covers(&self, area: Area) -> bool {
        let inside = |key: &String| area.parts().iter().any(|part| key.contains(part));
        self.keys.keys().any(inside) || self.absent.iter().any(inside)
    }

    /// Every key.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.values()
    }

    /// Whether nothing was exported.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.absent.is_empty()
    }
}

/// The name of a key with its root written out.
fn full(key: &str) -> String {
    const ROOTS: [(&str, &str); 3] =
        [("HKLM", "HKEY_LOCAL_MACHINE"), ("HKCU", "HKEY_CURRENT_USER"), ("HKU", "HKEY_USERS")];
    let key = key.trim().trim_end_matches('\\');
    let (root, rest) = key.split_once('\\').unwrap_or((key, ""));
    let root = ROOTS.iter().find(|(short, _)| root.eq_ignore_ascii_case(short)).map_or(root, |(_, long)| long);
    if rest.is_empty() { root.to_owned() } else { format!(r"{root}\{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_either_name_and_whatever_the_case() {
        let mut registry = Registry::default();
        registry.add(r"HKLM\SOFTWARE\Microsoft\Cryptography", Some(("MachineGuid", RegistryValue::Text("a".into()))));
        let found = registry.value(r"HKEY_LOCAL_MACHINE\Software\microsoft\cryptography\", "machineguid");
        assert_eq!(found, Some(&RegistryValue::Text("a".into())));
        assert!(registry.value(r"HKCU\SOFTWARE\Microsoft\Cryptography", "MachineGuid").is_none());
    }

    #[test]
    fn what_lies_under_an_exported_key_is_known_and_nothing_beside_it() {
        let mut registry = Registry::default();
        registry.add(r"HKCU\Software\Policies\Microsoft\Office\16.0\Lync", None);
        registry.note_absent(r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\Lync");
        assert!(registry.knows(r"HKCU\Software\Policies\Microsoft\Office\16.0\Lync\contoso"));
        assert!(registry.knows(r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\Lync"));
        assert!(!registry.knows(r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\Lync2"));
        assert!(registry.covers(Area::Client));
        assert!(!registry.covers(Area::Schannel));
    }
}
