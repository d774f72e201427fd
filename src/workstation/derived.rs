//! What follows from the registry, once every file was read.

use crate::model::{
    Workstation,
    workstation::{Product, RegistryValue, Told, Windows},
};

/// The keys of the clients, the newest first.
const CLIENTS: &[&str] = &[
    r"HKCU\Software\Microsoft\Office\16.0\Lync",
    r"HKCU\Software\Microsoft\Office\15.0\Lync",
    r"HKCU\Software\Microsoft\Communicator",
    r"HKCU\Software\Microsoft\Shared\UcClient",
];

/// The values that hold the address to sign in with.
const ADDRESSES: &[&str] = &["ServerSipUri", "SavedUserName"];

const COMPUTER: &[&str] = &[
    r"HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName",
    r"HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName",
];

const WINDOWS: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";

const CLICK_TO_RUN: &str = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration";

/// The first build of Windows 11, which goes on calling itself Windows 10 in ProductName.
const ELEVEN: u32 = 22_000;

/// Most addresses of a computer.
const MAX_ADDRESSES: usize = 100;

/// Adds what follows from the registry, and the addresses that sign in.
pub fn complete(to: &mut Workstation) {
    if to.computer.is_none() {
        to.computer = COMPUTER.iter().find_map(|key| text(to, key, "ComputerName"));
    }
    if to.account.is_none() {
        to.account = account(to);
    }
    windows(to);
    click_to_run(to);
    addresses(to);
    super::lacking::note(to);
}

fn text(of: &Workstation, key: &str, value: &str) -> Option<String> {
    let text = of.registry.value(key, value)?.text()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn account(of: &Workstation) -> Option<String> {
    const KEY: &str = r"HKCU\Volatile Environment";
    let user = text(of, KEY, "USERNAME")?;
    Some(text(of, KEY, "USERDOMAIN").map_or_else(|| user.clone(), |domain| format!(r"{domain}\{user}")))
}

/// What the registry says of Windows, where no other file says it.
fn windows(to: &mut Workstation) {
    let build = ["CurrentBuildNumber", "CurrentBuild"].iter().find_map(|value| text(to, WINDOWS, value)?.parse().ok());
    let server = match text(to, WINDOWS, "InstallationType").as_deref() {
        Some("Client") => Some(false),
        Some("Server" | "Server Core" | "Nano Server") => Some(true),
        _ => None,
    };
    let name = text(to, WINDOWS, "ProductName");
    let told = Windows { name, build, server };
    if told == Windows::default() && to.windows.known().is_none() {
        return;
    }
    to.windows.add(|known| {
        known.name = known.name.take().or(told.name);
        known.build = known.build.or(told.build);
        known.server = known.server.or(told.server);
        if known.server != Some(true) && known.build.is_some_and(|build| build >= ELEVEN) {
            known.name = known.name.take().map(|name| name.replace("Windows 10", "Windows 11"));
        }
    });
}

/// The version of an Office that was installed by Click-to-Run: that of every program in it.
fn click_to_run(to: &mut Workstation) {
    let version = text(to, CLICK_TO_RUN, "VersionToReport").and_then(|text| super::versions::version(&text));
    if let Some(version) = version {
        let name = "Microsoft Office (Click-to-Run)".to_owned();
        to.clients.add(|clients| clients.push(Product { name, version }));
    }
}

/// Whoever signs in here, the surest first: whom the client is set to, whom it keeps settings for, whose servers it
/// remembers. Stored credentials may be anybody's and are asked only where nothing else tells.
fn addresses(to: &mut Workstation) {
    let mut found: Vec<String> = Vec::new();
    for value in ADDRESSES {
        found.extend(CLIENTS.iter().filter_map(|key| to.registry.value(key, value)).filter_map(sip_address));
    }
    for client in CLIENTS {
        let above = client.replacen("HKCU", "HKEY_CURRENT_USER", 1).to_ascii_lowercase();
        let below = to.registry.keys().filter_map(|key| {
            let name = key.name.to_ascii_lowercase();
            address(name.strip_prefix(above.as_str())?.strip_prefix('\\')?)
        });
        found.extend(below);
    }
    found.extend(to.endpoint_caches.known().into_iter().flatten().filter_map(|cache| address(cache.address.as_ref()?)));
    if found.is_empty() && to.addresses.is_empty() {
        let targets = to.credentials.known().into_iter().flatten();
        found.extend(targets.filter_map(|target| address(target.split_once("_Data:orgid:")?.1)));
    }
    for one in found {
        if !to.addresses.contains(&one) && to.addresses.len() < MAX_ADDRESSES {
            to.addresses.push(one);
        }
    }
}

fn sip_address(value: &RegistryValue) -> Option<String> {
    match value {
        RegistryValue::Text(text) => address(text),
        _ => None,
    }
}

/// An address without `sip:`, lower case; `None` if it is none.
fn address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("sip:").unwrap_or(&text);
    let (user, domain) = text.split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(['\\', '/', ':', '@', ';']) && !part.contains(char::is_whitespace)
    };
    (plain(user) && plain(domain) && domain.contains('.')).then(|| text.to_owned())
}

/// What is known of MachineGuid, where the key was exported whole.
pub(super) fn machine_guid(to: &mut Workstation, value: Option<String>) {
    match (&to.machine_guid, value) {
        // One that was seen stays: another file may hold the key without it.
        (Told::Told(Some(_)), None) => {}
        (_, value) => to.machine_guid = Told::Told(value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problem, seat, seats};
    use crate::model::workstation::{Product, Told, Windows};

    fn export(body: &str) -> String {
        format!("Windows Registry Editor Version 5.00\r\n\r\n{}\r\n\r\n", body.replace('\n', "\r\n"))
    }

    #[test]
    fn the_address_the_client_is_set_to_comes_before_all_others() {
        let lync = export(
            "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\15.0\\Lync\\old@contoso.com]\n\n\
            [HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Lync]\n\"ServerSipUri\"=\"sip:Anna@contoso.com\"",
        );
        let credentials = "Currently stored credentials:\r\n\r\n    Target: \
            LegacyGeneric:target=MicrosoftOffice16_Data:orgid:admin@contoso.com\r\n    Type: Generic\r\n";
        let desk = seats(&[("a.txt", credentials), ("b.reg", &lync)]);
        assert_eq!(desk.addresses, ["anna@contoso.com", "old@contoso.com"]);
        assert_eq!(seat("a.txt", credentials).addresses, ["admin@contoso.com"]);
    }

    #[test]
    fn settings_below_an_address_are_no_address() {
        let lync = export(
            "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Lync]\n\"ServerSipUri\"=\"\"\n\n\
            [HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Lync\\anna@contoso.com\\Autodiscovery]",
        );
        let desk = seat("b.reg", &lync);
        assert_eq!(desk.addresses, Vec::<String>::new());
        assert_eq!(problem(&desk), None);
    }

    #[test]
    fn windows_and_office_say_their_versions() {
        let body = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n\"ProductName\"=\"Windows 10 Pro\"\n\
            \"CurrentBuild\"=\"26100\"\n\"InstallationType\"=\"Client\"\n\n\
            [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration]\n\
            \"VersionToReport\"=\"16.0.17126.20132\"\n\n\
            [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName]\n\"ComputerName\"=\"PC-0117\"";
        let desk = seat("all.reg", &export(body));
        let windows = Windows { name: Some("Windows 11 Pro".to_owned()), build: Some(26_100), server: Some(false) };
        assert_eq!(desk.windows, Told::Told(windows));
        let office = Product { name: "Microsoft Office (Click-to-Run)".to_owned(), version: vec![16, 0, 17126, 20132] };
        assert_eq!(desk.clients, Told::Told(vec![office]));
        assert_eq!(desk.computer.as_deref(), Some("PC-0117"));
    }
}
