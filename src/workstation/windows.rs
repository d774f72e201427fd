//! Which Windows it is: `ver`, `systeminfo`, and PowerShell's properties of the operating system.

use super::Sheet;
use crate::model::{Text, Workstation, workstation::Windows};

/// Most lines that are looked at.
const MAX_LINES: usize = 1_000;

/// Most characters of a name.
const MAX_NAME: usize = 128;

/// Whether it says which Windows it is.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let lines = lines(sheet);
    system(&lines).is_some() || printed(&lines).is_some() || properties(&lines).is_some()
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    // Most lines are ruled out by that word.
    if !lines.iter().take(2).any(|line| line.contains("Windows")) {
        return false;
    }
    let trimmed: Vec<&str> = lines.iter().take(3).map(|line| line.trim()).collect();
    system(&trimmed).is_some() || lines.first().is_some_and(|line| printed(&[line.trim()]).is_some())
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let lines = lines(sheet);
    let computer = system(&lines).and_then(|(computer, _)| computer);
    let told = [system(&lines).map(|(_, windows)| windows), properties(&lines), printed(&lines)];
    to.windows.add(|known| {
        for told in told.into_iter().flatten() {
            known.name = known.name.take().or(told.name);
            known.build = known.build.or(told.build);
            known.server = known.server.or(told.server);
        }
    });
    to.computer = to.computer.take().or(computer);
    Ok(())
}

fn lines<'a>(sheet: &Sheet<'a>) -> Vec<&'a str> {
    sheet.text.lines().map(str::trim).filter(|line| !line.is_empty() && line.len() < 1_000).take(MAX_LINES).collect()
}

/// What `ver` prints: `Microsoft Windows [Version 10.0.19045.3693]`, with a translated word before the number.
fn printed(lines: &[&str]) -> Option<Windows> {
    let line = lines.iter().find(|line| line.starts_with("Microsoft Windows [") && line.ends_with(']'))?;
    let number = line.trim_end_matches(']').split([' ', '[']).next_back()?;
    Some(Windows { build: Some(build(number)?), ..Windows::default() })
}

/// What `systeminfo` prints: the name of the computer, of Windows, its version, in this order.
fn system(lines: &[&str]) -> Option<(Option<String>, Windows)> {
    let value = |line: &str| line.split_once([':', '：']).map(|(_, value)| value.trim().to_owned());
    lines.windows(3).find_map(|three| {
        let (computer, name, version) = (value(three[0])?, value(three[1])?, value(three[2])?);
        let is_name = name.starts_with("Microsoft") && name.contains("Windows") && name.len() < MAX_NAME;
        let build = build(version.split(' ').next()?).filter(|_| is_name)?;
        let windows = Windows { server: Some(name.contains("Server")), name: Some(plain(&name)), build: Some(build) };
        let is_computer = !computer.is_empty() && computer.len() < 64 && !computer.contains(' ');
        Some((is_computer.then_some(computer), windows))
    })
}

/// Properties that PowerShell and wmic list: `Caption : Microsoft Windows 10 Pro`, `BuildNumber=19045`.
fn properties(lines: &[&str]) -> Option<Windows> {
    let value = |names: &[&str]| {
        lines.iter().find_map(|line| {
            let (name, value) = line.split_once([':', '='])?;
            let value = value.trim();
            names.contains(&name.trim()).then_some(value).filter(|value| !value.is_empty() && value.len() < MAX_NAME)
        })
    };
    let name = value(&["Caption", "OsName"]).filter(|name| name.contains("Windows"));
    let build = value(&["BuildNumber", "OsBuildNumber"]).and_then(|build| build.parse().ok());
    let server = name.map(|name| name.contains("Server"));
    let told = name.is_some() && build.is_some();
    told.then(|| Windows { name: name.map(plain), build, server })
}

fn plain(name: &str) -> String {
    name.strip_prefix("Microsoft ").unwrap_or(name).to_owned()
}

/// The build of a version: `19045` of `10.0.19045.3693`.
fn build(version: &str) -> Option<u32> {
    let mut parts = version.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    let plain = |part: &str| !part.is_empty() && part.len() < 4 && part.bytes().all(|b| b.is_ascii_digit());
    (plain(major) && plain(minor)).then(|| parts.next()?.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problem, seat};
    use crate::model::workstation::{Told, Windows};

    #[test]
    fn windows_says_its_build_in_every_language() {
        for text in [
            "\r\nMicrosoft Windows [Version 10.0.19045.3693]\r\n",
            "Microsoft Windows [版本 10.0.19045.3693]\r\n(c) Microsoft Corporation.\r\n\r\nC:\\>",
        ] {
            let desk = seat("ver.txt", text);
            assert_eq!(desk.windows, Told::Told(Windows { build: Some(19_045), ..Windows::default() }), "{text}");
            assert_eq!(problem(&desk), None);
        }
    }

    #[test]
    fn the_system_is_described_in_a_fixed_order() {
        for (text, name, server) in [
            (
                "\r\nHost Name:                 PC-0117\r\nOS Name:                   Microsoft Windows 11 Pro\r\nOS Version:                \
                10.0.26100 N/A Build 26100\r\n",
                "Windows 11 Pro",
                false,
            ),
            (
                "\r\nHostname:                                      PC-0117\r\nBetriebssystemname:                            Microsoft \
                Windows Server 2022 Standard\r\nBetriebssystemversion:                         10.0.26100 Nicht zutreffend Build \
                26100\r\n",
                "Windows Server 2022 Standard",
                true,
            ),
            (
                "\r\nホスト名:               PC-0117\r\nOS 名:                  Microsoft Windows 11 Pro\r\nOS バージョン:          10.0.26100 N/A \
                ビルド 26100\r\n",
                "Windows 11 Pro",
                false,
            ),
        ] {
            let desk = seat("systeminfo.txt", text);
            let windows = Windows { name: Some(name.to_owned()), build: Some(26_100), server: Some(server) };
            assert_eq!(desk.windows, Told::Told(windows), "{text}");
            assert_eq!(desk.computer.as_deref(), Some("PC-0117"));
        }
    }

    #[test]
    fn powershell_lists_properties() {
        let desk = seat("os.txt", "Caption     : Microsoft Windows Server 2019 Datacenter\r\nBuildNumber : 17763\r\n");
        let windows = Windows {
            name: Some("Windows Server 2019 Datacenter".to_owned()),
            build: Some(17_763),
            server: Some(true),
        };
        assert_eq!(desk.windows, Told::Told(windows));
    }
}
