use super::super::tests::{problem, seat};
use crate::model::workstation::{RegistryValue, Told};

const GUID: &str = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0";

fn export(body: &str) -> String {
    format!("Windows Registry Editor Version 5.00\r\n\r\n{}\r\n", body.replace('\n', "\r\n"))
}

fn cryptography(body: &str) -> String {
    export(&format!("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography]\n{body}"))
}

#[test]
fn every_kind_of_value_is_read() {
    let text = export(
        "; a comment\n[HKEY_CURRENT_USER\\Software\\A]\n@=\"default\"\n\"Quoted \\\"name\\\"\"=\"C:\\\\a \\\"b\\\"\" ; why\n\
        \"Number\"=dword:0000ff02\n\"Long\"=hex(b):01,00,00,00,01,00,00,00\n\"Bytes\"=hex:de,ad,\\\n  be,ef\n\
        \"Expand\"=hex(2):25,00,61,00,25,00,\\\n  00,00\n\"Several\"=hex(7):61,00,00,00,62,00,63,00,00,00,00,00\n\
        \"Lines\"=\"one\ntwo\"\n\"Nothing\"=hex(0):\n",
    );
    let desk = seat("x.reg", &text);
    assert_eq!(problem(&desk), None);
    let text = |text: &str| RegistryValue::Text(text.to_owned());
    for (name, value) in [
        ("", text("default")),
        ("quoted \"name\"", text(r#"C:\a "b""#)),
        ("number", RegistryValue::Number(0xff02)),
        ("long", RegistryValue::Number(0x1_0000_0001)),
        ("bytes", RegistryValue::Bytes(vec![0xde, 0xad, 0xbe, 0xef])),
        ("expand", text("%a%")),
        ("several", RegistryValue::Texts(vec!["a".to_owned(), "bc".to_owned()])),
        ("lines", text("one\ntwo")),
        ("nothing", RegistryValue::Bytes(Vec::new())),
    ] {
        assert_eq!(desk.registry.value(r"HKCU\Software\A", name), Some(&value), "{name}");
    }
}

#[test]
fn the_old_form_has_its_strings_in_bytes() {
    let desk =
        seat("x.reg", "REGEDIT4\n\n[HKEY_CURRENT_USER\\A]\n\"E\"=hex(2):25,61,25,00\n\"S\"=hex(7):61,00,62,00,00\n\n");
    assert_eq!(desk.registry.value(r"HKCU\A", "E"), Some(&RegistryValue::Text("%a%".to_owned())));
    let texts = RegistryValue::Texts(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(desk.registry.value(r"HKCU\A", "S"), Some(&texts));
}

#[test]
fn the_value_of_the_machine_is_known_or_known_to_be_missing() {
    let there = cryptography(&format!("\"MachineGuid\"=\"{{{GUID}}}\"\n"));
    assert_eq!(seat("x.reg", &there).machine_guid, Told::Told(Some(format!("{{{GUID}}}"))));
    assert_eq!(seat("x.reg", &cryptography("\"Other\"=\"1\"\n\n")).machine_guid, Told::Told(None));
    let below = cryptography("\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\\Defaults]\n");
    assert_eq!(seat("x.reg", &below).machine_guid, Told::Told(None));
    assert_eq!(seat("x.reg", &export("[HKEY_CURRENT_USER\\A]\n\n")).machine_guid, Told::NotTold);
}

#[test]
fn a_file_that_was_cut_off_does_not_make_a_value_missing() {
    let whole = cryptography(&format!("\"MachineGuid\"=\"{GUID}\"\n\n"));
    for end in 0..whole.len() {
        let told = seat("x.reg", &whole[..end]).machine_guid;
        let cut = told == Told::NotTold || told == Told::Told(Some(GUID.to_owned()));
        assert!(cut, "{end}: {told:?}");
    }
    let end = whole.find("8394").unwrap_or_default();
    assert_eq!(problem(&seat("x.reg", &whole[..end])).as_deref(), Some("it ends in the middle of a value"));
}

#[test]
fn what_is_not_there_is_noted() {
    let desk = seat("policies.reg", "; not there: HKEY_CURRENT_USER\\Software\\Policies\\A\r\n");
    assert!(desk.registry.knows(r"HKCU\Software\Policies\A"));
    assert_eq!(desk.readings[0].form, Some("registry"));
}

#[test]
fn a_script_that_deletes_is_no_export() {
    let desk = seat(
        "x.reg",
        &export("[-HKEY_CURRENT_USER\\A]\n\"B\"=\"1\"\n\n[HKEY_CURRENT_USER\\C]\n\"D\"=-\n\"E\"=\"1\"\n"),
    );
    assert!(!desk.registry.knows(r"HKCU\A"));
    assert_eq!(desk.registry.value(r"HKCU\C", "E"), Some(&RegistryValue::Text("1".to_owned())));
    assert!(problem(&desk).is_some_and(|why| why.contains("deletes")));
}

#[test]
fn lines_that_cannot_be_read_leave_the_rest() {
    let desk = seat("x.reg", &export("[HKEY_CURRENT_USER\\A]\n\"B\"=dword:zz\nnonsense\n\"C\"=\"1\"\n"));
    assert_eq!(desk.registry.value(r"HKCU\A", "C"), Some(&RegistryValue::Text("1".to_owned())));
    let why = "2 of its lines cannot be read, the first is: \"B\"=dword:zz";
    assert_eq!(problem(&desk).as_deref(), Some(why));
}

#[test]
fn a_query_is_read_in_every_language() {
    let key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Cryptography";
    for (unnamed, end) in [
        ("(Default)", "End of search: 3 match(es) found."),
        ("(Standard)", "Suche abgeschlossen: 3 Übereinstimmung(en) gefunden."),
        ("(既定)", "検索の完了: 3 件見つかりました。"),
    ] {
        let text = format!(
            "\r\n{key}\r\n    {unnamed}    REG_SZ    x y\r\n    MachineGuid    REG_SZ    {GUID}\r\n    N    REG_DWORD    0x2\r\n    \
            M    REG_MULTI_SZ    a\\0b\r\n    B    REG_BINARY    DEAD\r\n    E    REG_SZ    \r\n\r\n{key}\\Below\r\n\r\n{end}\r\n"
        );
        let desk = seat("x.txt", &text);
        assert_eq!(problem(&desk), None, "{text}");
        assert_eq!(desk.machine_guid, Told::Told(Some(GUID.to_owned())));
        assert_eq!(desk.registry.value(key, ""), Some(&RegistryValue::Text("x y".to_owned())));
        assert_eq!(desk.registry.value(key, "n"), Some(&RegistryValue::Number(2)));
        assert_eq!(desk.registry.value(key, "b"), Some(&RegistryValue::Bytes(vec![0xde, 0xad])));
        assert_eq!(desk.registry.value(key, "e"), Some(&RegistryValue::Text(String::new())));
        assert!(desk.registry.knows(&format!(r"{key}\Below")));
    }
    let old = format!("\r\n! REG.EXE VERSION 3.0\r\n\r\n{key}\r\n\tMachineGuid\tREG_SZ\t{GUID}\r\n");
    assert_eq!(seat("x.txt", &old).machine_guid, Told::Told(Some(GUID.to_owned())));
}

#[test]
fn a_query_that_was_refused_tells_nothing() {
    for text in [
        "ERROR: The system was unable to find the specified registry key or value.\r\n",
        "FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.\r\n",
        "エラー: 指定されたレジストリ キーまたは値が見つかりませんでした。\r\n",
    ] {
        let desk = seat("machine-guid.txt", text);
        assert!(matches!(desk.machine_guid, Told::Unreadable(_)), "{text}");
    }
}

#[test]
fn a_million_lines_are_bounded() {
    let desk = seat("x.reg", &export(&format!("[HKEY_CURRENT_USER\\A]\n{}", "\"B\"=\"1\"\n".repeat(1_000_000))));
    assert!(problem(&desk).is_some_and(|why| why.contains("too long")));
    let desk = seat("x.reg", &export(&format!("[HKEY_CURRENT_USER\\A]\n{}", "\"\n".repeat(1_000_000))));
    assert!(problem(&desk).is_some_and(|why| why.contains("too long")));
}
