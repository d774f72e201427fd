//! The registry: the same keys as the script for snapshots takes.

use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE, Type, Value};

use crate::{
    model::{
        Text, Workstation,
        workstation::{Reading, RegistryValue, Told, Windows},
    },
    text,
};

/// KEY_WOW64_64KEY: what 64-bit programs see, also for a 32-bit one.
const NATIVE: u32 = 0x0100;

/// ERROR_FILE_NOT_FOUND as an HRESULT: there is no such key.
const NOT_THERE: u32 = 0x8007_0002;

/// Most keys, and most values of one, that are read. Schannel has some dozens.
const MOST: usize = 2000;

/// Most bytes of a value.
const LONGEST: usize = 64 << 10;

const CRYPTOGRAPHY: &str = r"SOFTWARE\Microsoft\Cryptography";
const WINDOWS: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

/// Keys of the user and of the machine.
const BOTH: [&str; 10] = [
    r"SOFTWARE\Microsoft\Office\15.0\Lync",
    r"SOFTWARE\Microsoft\Office\16.0\Lync",
    r"SOFTWARE\Microsoft\Communicator",
    r"SOFTWARE\Policies\Microsoft\Office\15.0\Lync",
    r"SOFTWARE\Policies\Microsoft\Office\16.0\Lync",
    r"SOFTWARE\Policies\Microsoft\Communicator",
    r"SOFTWARE\Microsoft\Office\15.0\Common\Identity",
    r"SOFTWARE\Microsoft\Office\16.0\Common\Identity",
    r"SOFTWARE\Policies\Microsoft\Office\15.0\Common\Identity",
    r"SOFTWARE\Policies\Microsoft\Office\16.0\Common\Identity",
];

/// Keys of the machine alone.
const MACHINE: [&str; 3] = [
    r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL",
    r"SOFTWARE\Policies\Microsoft\SystemCertificates\AuthRoot",
    r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration",
];

/// Keys whose keys below are of use too: what the others have there is the user's own.
const WITH_BELOW: [&str; 2] = [r"\SCHANNEL", r"\Policies\Microsoft\Office\"];

/// Takes in what it tells.
pub fn read(to: &mut Workstation) {
    machine_guid(to);
    windows(to);
    for (root, name) in [(CURRENT_USER, "HKEY_CURRENT_USER"), (LOCAL_MACHINE, "HKEY_LOCAL_MACHINE")] {
        for path in BOTH {
            export(root, name, path, to);
        }
    }
    for path in MACHINE {
        export(LOCAL_MACHINE, "HKEY_LOCAL_MACHINE", path, to);
    }
}

fn open(root: &Key, path: &str) -> windows_registry::Result<Key> {
    root.options().read().access(NATIVE).open(path)
}

fn machine_guid(to: &mut Workstation) {
    to.machine_guid = match open(LOCAL_MACHINE, CRYPTOGRAPHY) {
        Ok(key) => Told::Told(key.get_string("MachineGuid").ok()),
        Err(error) => Told::Unreadable(closed(&format!(r"HKEY_LOCAL_MACHINE\{CRYPTOGRAPHY}"), error.message())),
    };
}

fn windows(to: &mut Workstation) {
    let Ok(key) = open(LOCAL_MACHINE, WINDOWS) else { return };
    to.windows = Told::Told(Windows {
        name: key.get_string("ProductName").ok(),
        build: key.get_string("CurrentBuild").ok().and_then(|build| build.trim().parse().ok()),
        server: key.get_string("InstallationType").ok().map(|kind| kind.starts_with("Server")),
    });
}

/// A key with its values, and those below it where they are of use.
fn export(root: &Key, name: &str, path: &str, to: &mut Workstation) {
    let mut left = vec![path.to_owned()];
    let mut seen = 0;
    while let Some(path) = left.pop() {
        let full = format!(r"{name}\{path}");
        seen += 1;
        match open(root, &path) {
            _ if seen > MOST => {
                return to.readings.push(problem(&full, text!("registry-long": "it has too many keys")));
            }
            Ok(key) => {
                to.registry.add(&full, None);
                for (name, value) in key.values().into_iter().flatten().take(MOST) {
                    if value.len() <= LONGEST {
                        to.registry.add(&full, Some((&name, known(&value))));
                    }
                }
                if WITH_BELOW.iter().any(|part| full.contains(part)) {
                    left.extend(key.keys().into_iter().flatten().take(MOST).map(|below| format!(r"{path}\{below}")));
                }
            }
            Err(error) if error.code().0.cast_unsigned() == NOT_THERE => to.registry.note_absent(&full),
            Err(error) => to.readings.push(problem(&full, closed(&full, error.message()))),
        }
    }
}

fn known(value: &Value) -> RegistryValue {
    let bytes: &[u8] = value;
    let wide = || {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match (value.ty(), bytes) {
        (Type::String | Type::ExpandString, _) => RegistryValue::Text(wide().trim_end_matches('\0').to_owned()),
        (Type::MultiString, _) => {
            RegistryValue::Texts(wide().split('\0').filter(|part| !part.is_empty()).map(str::to_owned).collect())
        }
        (Type::U32, &[a, b, c, d]) => RegistryValue::Number(u32::from_le_bytes([a, b, c, d]).into()),
        (Type::U64, &[a, b, c, d, e, f, g, h]) => RegistryValue::Number(u64::from_le_bytes([a, b, c, d, e, f, g, h])),
        _ => RegistryValue::Bytes(bytes.to_vec()),
    }
}

fn problem(key: &str, why: Text) -> Reading {
    Reading { name: key.to_owned(), form: Some("registry"), problem: Some(why) }
}

fn closed(key: &str, why: String) -> Text {
    text!("registry-closed": "{key} cannot be read: {why}", key, why)
}
