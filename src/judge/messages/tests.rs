use std::collections::BTreeSet;

use super::*;
use crate::judge::{Check, RULES};

/// What stands around a message in a log, a chat or a ticket.
fn noisy(text: &str) -> Vec<String> {
    vec![
        text.to_owned(),
        text.to_uppercase(),
        format!(
            "2026-11-22 10:00:01,123 ERROR [worker-3] sync: \u{201c}{text}\u{201d} (host lyncdiscover.contoso.com)"
        ),
        format!("> Hi,\r\n> since Monday users see this:\r\n>   \"{}\"\r\n> any idea?", text.replace(' ', "\r\n>  ")),
        format!("\u{feff}\x1b[31m{text}\x1b[0m\\r\\n   at System.Net.Foo()"),
    ]
}

/// One of the ways in which something of this form is pasted.
fn samples(form: &Form) -> Vec<String> {
    match form {
        Form::Words(words) | Form::Guess(words) => {
            noisy(&words.split('!').next().unwrap_or_default().replace('*', "something"))
        }
        Form::Number(number) => [
            format!("0x{number:08X}"),
            format!("0x{number:08x}"),
            format!("{number:08X}"),
            number.cast_signed().to_string(),
            format!("(HRESULT: 0xFFFFFFFF{number:08X})"),
            format!("Exception from HRESULT: 0x{number:08X}L"),
        ]
        .into_iter()
        .chain(noisy(&format!("0x{number:08X}")))
        .collect(),
        Form::Event(number, logs) | Form::Shared(number, logs) => {
            let log = logs[0];
            let mut texts = vec![
                format!("event {number}"),
                format!("Event ID: {number}"),
                format!("イベント ID: {number}"),
                format!("Error,11/22/2026 10:00:00 AM,{log},{number},(1001)"),
                format!(
                    "Log Name: Lync Server\r\nSource: {log}\r\nDate: 10/15/2013 4:02:05 AM\r\nEvent ID: {number}\r\nLevel: Error"
                ),
                format!("<Provider Name=\"{log}\"/><EventID Qualifiers=\"50153\">{number}</EventID><Level>2</Level>"),
            ];
            if matches!(form, Form::Event(..)) {
                texts.push(number.to_string());
                texts.push(format!("since the update the log is full of EventID {number} on all three of our servers"));
            }
            texts
        }
    }
}

fn heard(text: &str) -> Vec<&'static str> {
    hear(text).iter().map(|heard| heard.message.text).collect()
}

#[test]
fn every_message_is_found_in_every_form_that_it_has() {
    for message in messages() {
        for form in message.forms {
            for text in samples(form) {
                assert!(heard(&text).contains(&message.text), "{:?} is not found in {text:?}", message.text);
            }
        }
    }
}

#[test]
fn what_is_shown_of_a_message_finds_it_too() {
    let mut deaf = Vec::new();
    for message in messages() {
        if !heard(message.text).contains(&message.text) {
            deaf.push(message.text);
        }
    }
    assert!(deaf.is_empty(), "{deaf:#?}");
}

#[test]
fn messages_name_codes_that_there_are() {
    let mut texts = BTreeSet::new();
    for message in messages() {
        assert!(texts.insert(message.text), "{:?} is there twice", message.text);
        assert!(!message.forms.is_empty() && !message.codes.is_empty(), "{:?}", message.text);
        assert!(!message.by.is_empty() && !message.source.is_empty(), "{:?}", message.text);
        let distinct: BTreeSet<_> = message.codes.iter().collect();
        assert_eq!(distinct.len(), message.codes.len(), "{:?} names a code twice", message.text);
        for code in message.codes {
            assert!(RULES.iter().any(|rule| rule.code == *code), "{:?} names {code}", message.text);
        }
        let guessed = message.forms.iter().all(|form| matches!(form, Form::Guess(_)));
        assert!(!guessed || message.weak, "{:?} is sure of what nobody has seen", message.text);
        let reported = message.source.contains("(a report)") || message.source == "from memory";
        assert_eq!(reported, message.weak, "{:?} is weak or has the maker's document", message.text);
    }
}

#[test]
fn codes_behind_messages_can_be_told_apart() {
    for code in messages().flat_map(|message| message.codes) {
        // Some are the only ones behind their message.
        let alone = messages().filter(|m| m.codes.contains(code)).all(|m| m.codes.len() == 1);
        assert!(alone || apart(code).is_some() || ALIKE.contains(code), "{code} has no line");
    }
    for (code, line) in apart::APART {
        assert!(RULES.iter().any(|rule| rule.code == *code), "there is no {code}");
        assert!(!line.ends_with('.') && line.len() < 130, "{line}");
    }
}

/// Their titles say it all.
const ALIKE: &[&str] = &["cert-expires-soon", "stale-cert-sent", "alternative-path", "leaf-is-ca", "lifetime-too-long"];

#[test]
fn causes_elsewhere_have_a_name_each() {
    let all: Vec<Elsewhere> = messages().flat_map(|message| message.elsewhere).copied().collect();
    for one in &all {
        assert!(!one.name.is_empty() && !one.cause.is_empty() && !one.command.is_empty(), "{one:?}");
        assert!(all.iter().all(|other| (other.name == one.name) == (other == one)), "{}", one.name);
    }
}

#[test]
fn commands_do_in_a_command_prompt_what_they_are_for() {
    for one in messages().flat_map(|message| message.elsewhere) {
        // A command prompt takes a bar outside of quotes for its own; in PowerShell sc writes a file.
        let bare: String = one.command.split('"').step_by(2).collect();
        assert!(!bare.contains(['|', '&', '<', '>', '$']), "{}", one.command);
        assert_eq!(one.command.matches('"').count() % 2, 0, "{}", one.command);
        assert!(!one.command.starts_with("sc "), "{}", one.command);
    }
}

#[test]
fn causes_on_computers_are_found_by_the_rules_about_computers() {
    let linked: BTreeSet<&str> =
        messages().flat_map(|message| message.elsewhere).flat_map(|one| one.codes).copied().collect();
    let rules = RULES.iter().filter(|rule| matches!(rule.check, Check::Workstation(_)));
    let codes: BTreeSet<&str> = rules.map(|rule| rule.code).collect();
    assert!(linked.is_subset(&codes), "{linked:?}");
    // A setting that nobody has been told to look for after a message.
    let unheard: Vec<&&str> = codes.difference(&linked).collect();
    assert_eq!(unheard, [&"strict-naming-off"]);
}

#[test]
fn sign_in_messages_are_known_in_english_and_japanese() {
    for (text, message) in [
        ("サーバーが一時的に利用できません", "Cannot sign in because the server is temporarily unavailable"),
        ("サインイン アドレスが見つかりませんでした", "Cannot sign in because this sign-in address was not found"),
        (
            "The server is temporarily unavailable. Or we're having trouble connecting to the server. If this continues, \
             please contact your support team.",
            "Cannot sign in because the server is temporarily unavailable",
        ),
        (
            "サインインに必要な個人証明書を取得する際に問題があります",
            "There was a problem acquiring a personal certificate required to sign in",
        ),
        (
            "認証サービスがこのバージョンのプログラムと互換性がない可能性があります",
            "the authentication service may be incompatible with this version of the program",
        ),
    ] {
        assert_eq!(heard(text).first(), Some(&message), "{text}");
    }
    for text in [
        "\u{201c}Problem acquiring a personal certificate that is required to sign in\u{201d}",
        "there was a problem\r\nacquiring a personal\r\ncertificate",
        "Lync: サインインに必要な\r\n個人用証明書を取得するときに\r\n問題が発生しました。",
    ] {
        assert_eq!(heard(text), ["There was a problem acquiring a personal certificate required to sign in"], "{text}");
    }
    for text in [
        "「サーバーからの証明書の確認中に問題が発生しました。」",
        "Cannot sign into Lync. There was a problem\nverifying the certificate from the server.",
    ] {
        assert_eq!(heard(text), ["There was a problem verifying the certificate from the server"], "{text}");
    }
    let log = "TL_ERROR(TF_CONNECTION) SECURE_SOCKET: negotiation failed: 80090325";
    assert!(heard(log)[0].starts_with("0x80090325"), "the number says more: {:?}", heard(log));
    assert_eq!(heard(log).len(), 2);
}

#[test]
fn nothing_is_heard_where_nothing_is_said() {
    for text in [
        "",
        " ",
        "\0\0\0",
        "e",
        "x509",
        "certificate",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore",
        "2026-11-22 10:00:00 INFO TLS handshake with sip.contoso.com:443 done, TLSv1.3, certificate valid until 2027-01-01",
        "Verify return code: 0 (ok)",
        "SSL certificate verify ok.",
        "Event ID: 7036 The LS Front-End service entered the running state. Process ID 14428",
        "event 4624 process 32042",
        "Source: Winlogon Event ID: 1015 A critical system process failed",
        "Source: Disk Event ID: 11 The driver detected a controller error",
        "port 14428 is open, 36885 bytes were read",
        "0x00000000 0x80070005 -2147024891 0x800B010",
        "800b01099 a800b0109",
        "証明書は有効です。サインインしました。",
        "https://contoso.com/item/11?event=false",
        "502 Bad gateway. The server is temporarily unavailable.",
    ] {
        assert!(hear(text).is_empty(), "{text:?} is taken for {:?}", heard(text));
    }
}

#[test]
fn the_specific_comes_before_the_vague() {
    let text = "curl: (60) SSL certificate problem: unable to get local issuer certificate";
    assert_eq!(heard(text), ["unable to get local issuer certificate (20)", "certificate verify failed"]);
    let text = "SSL certificate problem: self signed certificate in certificate chain";
    assert_eq!(heard(text), ["self-signed certificate in certificate chain (19)", "certificate verify failed"]);
    let text = "基になる接続が閉じられました: SSL/TLS のセキュリティで保護されているチャネルに対する信頼関係を確立できま\r\nせんでした。 0x800b0109";
    assert!(heard(text)[0].starts_with("0x800B0109"), "{:?}", heard(text));
    assert_eq!(heard(text).len(), 2);
}

#[test]
fn wording_that_nobody_has_seen_is_marked() {
    assert!(!hear("サーバーからの証明書を確認する際、問題が発生しました")[0].guess);
    assert!(hear("サーバーからの証明書の検証中に問題が発生しました")[0].guess);
}

#[test]
fn what_is_hostile_ends_soon() {
    let first = "certificate is valid for ";
    for text in [
        "a".repeat(MOST),
        " ".repeat(MOST),
        "\u{202e}\u{0}\u{1b}[2J".repeat(MOST / 8),
        first.repeat(MOST / first.len()),
        "証".repeat(MOST),
        "-".repeat(MOST),
        "event ".repeat(MOST / 8),
        "9".repeat(MOST),
    ] {
        let start = std::time::Instant::now();
        hear(&text);
        // A bound for a debug build on a busy machine; what grows with the square takes minutes.
        assert!(start.elapsed().as_secs() < 20, "{:?}", &text.chars().take(30).collect::<String>());
    }
    let late = format!("{} unable to get local issuer certificate", "x ".repeat(MOST));
    assert!(hear(&late).is_empty(), "what lies beyond the bound is not read");
}
