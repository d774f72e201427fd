//! The layout of a snapshot: what the script writes, the generator of these tests writes, and the readers know.

use std::collections::BTreeSet;

use chaincheck::workstation::{self, COLLECTOR, FORMS};

use crate::{
    cases::healthy,
    desk,
    language::{Encoding, Language},
};

/// The files that the script names, as a path of ours.
fn named() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = COLLECTOR
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("Keep '"))
        .map(|rest| rest.split('\'').next().unwrap().replace('\\', "/"))
        .collect();
    let (stores, owners) = (["my", "root", "ca", "disallowed"], ["user", "machine"]);
    assert!(COLLECTOR.contains(r#"Keep "certificates\$owner-$($name.ToLower()).pem""#));
    assert!(COLLECTOR.contains("in 'My', 'Root', 'CA', 'Disallowed'"));
    for owner in owners {
        names.extend(stores.iter().map(|store| format!("certificates/{owner}-{store}.pem")));
    }
    // Those of the machine are of no use here.
    names.remove("certificates/machine-my.pem");
    names
}

#[test]
fn the_script_writes_what_the_generator_writes() {
    let files = healthy().files(Language::English, Encoding::Utf8);
    assert_eq!(named(), files.into_iter().map(|(name, _)| name).collect());
}

#[test]
fn every_file_of_a_snapshot_is_known_and_every_item_told() {
    let folder = tempfile::tempdir().unwrap();
    desk::write(folder.path(), &healthy().files(Language::English, Encoding::Utf16));
    let desk = workstation::read(folder.path()).unwrap();
    for reading in &desk.readings {
        assert!(FORMS.iter().any(|form| Some(form.name) == reading.form), "{} is taken for nothing", reading.name);
        assert_eq!(reading.problem, None, "{}", reading.name);
    }
    assert_eq!(desk.readings.len(), named().len());
    for item in desk.items() {
        assert!(item.known.known().is_some(), "{} is {:?}", item.name, item.known);
    }
}

#[test]
fn what_the_script_says_of_nothing_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    let client = r"C:\Users\anna\AppData\Local\Microsoft\Office\16.0\Lync";
    let text = |text: &str| text.replace('\n', "\r\n").into_bytes();
    desk::write(
        folder.path(),
        &[
            ("caches.txt".to_owned(), text(&format!("\n Directory of {client}\n\n               0 entries\n"))),
            ("certificates/user-my.pem".to_owned(), text("store: CurrentUser\\My\ncertificates: 0\n")),
            (
                "registry/settings.reg".to_owned(),
                text(
                    "Windows Registry Editor Version 5.00\n\n; not there: HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\\
                    Control\\SecurityProviders\\SCHANNEL\n",
                ),
            ),
        ],
    );
    let desk = workstation::read(folder.path()).unwrap();
    assert_eq!(desk.endpoint_caches.known().map(Vec::len), Some(0));
    assert_eq!(desk.personal.known().map(Vec::len), Some(0));
    assert!(desk.items().iter().any(|item| item.name == "schannel" && item.known.known().is_some()));
}

#[test]
fn the_script_s_own_list_of_folders_is_read_to_the_minute() {
    let folder = tempfile::tempdir().unwrap();
    let client = r"C:\Users\anna\AppData\Local\Microsoft\Office\16.0\Lync";
    let list = format!(
        "\n Directory of {client}\n\n2026-03-05  13:05           <DIR> sip_anna@contoso.test\n               1 entries\n\n \
         Directory of {client}\\sip_anna@contoso.test\n\n2026-03-05  13:05           12345 EndpointConfiguration.cache\n\
         \x20              1 entries\n"
    );
    assert!(COLLECTOR.contains("'{0}  {1,14} {2}'") && COLLECTOR.contains("'{0,16} entries'"));
    desk::write(folder.path(), &[("caches.txt".to_owned(), list.into_bytes())]);
    let desk = workstation::read(folder.path()).unwrap();
    assert_eq!(desk.readings[0].problem, None);
    let caches = desk.endpoint_caches.known().unwrap();
    assert_eq!(caches.len(), 1);
    let written = caches[0].written.unwrap();
    // 2026-03-05 13:05 somewhere on Earth, and in no other month.
    assert!(written.is_after(1_772_582_400) && written.is_before(1_772_841_600), "{written:?}");
}
