use super::*;
use crate::model::{
    calendar,
    workstation::{Moment, Told},
};

const HASH: &str = "1a 2b 3c 4d 5e 6f 70 81 92 a3 b4 c5 d6 e7 f8 09 1a 2b 3c 4d";

const SHORT: &str = r#"My "Personal"
================ Certificate 0 ================
Serial Number: 7f31bafb
Issuer: CN=Communications Server
 NotBefore: 9/18/2014 4:48 PM
 NotAfter: 3/17/2015 4:48 PM
Subject: CN=anna@contoso.com
Non-root Certificate
Template:
Cert Hash(sha1): HASH
  Key Container = {D1E2}
  Unique container name: 7b90a71bfc56f2582e916a51aed6df9a_e4c0ab3c
  Provider = Microsoft Enhanced Cryptographic Provider v1.0
Encryption test passed

================ Certificate 1 ================
Serial Number: 61
Issuer: CN=contoso-CA, DC=contoso, DC=com
 NotBefore: 1/2/2014 1:00 AM
 NotAfter: 1/2/2016 1:00 AM
Subject: EMPTY (DNS Name=pc.contoso.com)
Non-root Certificate
Cert Hash(sha1): 0011223344556677889900112233445566778899
No key provider information
CertUtil: -store command completed successfully.
"#;

const GERMAN: &str = r#"My "Eigene Zertifikate"
================ Zertifikat 0 ================
Seriennummer: 7f31bafb
Aussteller: CN=Communications Server
 Nicht vor: 18.09.2014 16:48
 Nicht nach: 17.03.2015 16:48
Antragsteller: CN=anna@contoso.com
Kein Stammzertifikat
Vorlage:
Zertifikathash(sha1): HASH
  Schlüsselcontainer = {D1E2}
  Eindeutiger Containername: 7b90a71bfc56f2582e916a51aed6df9a_e4c0ab3c
  Anbieter = Microsoft Enhanced Cryptographic Provider v1.0
Verschlüsselungstest wurde durchgeführt
CertUtil: -store-Befehl wurde erfolgreich ausgeführt.
"#;

const JAPANESE: &str = r#"My "個人"
================ 証明書 0 ================
シリアル番号: 7f31bafb
発行者: CN=Communications Server
 この日以後: 2014/09/18 16:48
 この日以前: 2015/03/17 16:48
サブジェクト: CN=anna@contoso.com
ルート証明書ではありません
テンプレート:
証明書ハッシュ(sha1): HASH
  キー コンテナー = {D1E2}
  一意のコンテナー名: 7b90a71bfc56f2582e916a51aed6df9a_e4c0ab3c
  プロバイダー = Microsoft Enhanced Cryptographic Provider v1.0
暗号化テストに合格しました
CertUtil: -store コマンドは正常に完了しました。
"#;

const LONG: &str = r#"My "Personal"
================ Certificate 0 ================
X509 Certificate:
Version: 3
Serial Number: 7f31bafb
Signature Algorithm:
    Algorithm ObjectId: 1.2.840.113549.1.1.5 sha1RSA
    Algorithm Parameters:
    05 00
Issuer:
    CN=Communications Server
    O=Contoso
  Name Hash(sha1): 5d0a6c6a5cb3a4e5f7f1e3c2b1a0f9e8d7c6b5a4
  Name Hash(md5): 78ac82e59f355cd429e860f908f29b29

 NotBefore: 9/18/2014 4:48 PM
 NotAfter: 3/17/2015 4:48 PM

Subject:
    CN=anna@contoso.com
  Name Hash(sha1): 6d0a6c6a5cb3a4e5f7f1e3c2b1a0f9e8d7c6b5a4
  Name Hash(md5): 88ac82e59f355cd429e860f908f29b29

Public Key Algorithm:
    Algorithm ObjectId: 1.2.840.113549.1.1.1 RSA
    Algorithm Parameters:
    05 00
Public Key Length: 2048 bits
Public Key: UnusedBits = 0
    0000  30 82 01 0a 02 82 01 01  00 a3
Certificate Extensions: 2
    2.5.29.17: Flags = 0, Length = 30
    Subject Alternative Name
        URL=sip:anna.berg@contoso.com
        RFC822 Name=mail@contoso.com
        DNS Name=pc.contoso.com
        Other Name:
             Principal Name=anna@ad.contoso.com

    2.5.29.37: Flags = 0, Length = c
    Enhanced Key Usage
        Client Authentication (1.3.6.1.5.5.7.3.2)
        x=other@contoso.com

Signature Algorithm:
    Algorithm ObjectId: 1.2.840.113549.1.1.5 sha1RSA
Signature: UnusedBits=0
    0000  38 c4 1b 14
Non-root Certificate
Key Id Hash(rfc-sha1): 5b 3b 53 ed e3 0f a9 48 90 e0 93 09 0f f9 7b 32 3a 8d 89 4f
Key Id Hash(sha1): 1e 07 bb 05 ce d2 db 9c 9f ab d1 46 b8 32 20 e3 41 dc 4c 08
Cert Hash(md5): 45 ab 9b e4 6e 91 53 b5 96 81 10 8e 01 45 6c 54
Cert Hash(sha1): HASH

  CERT_KEY_PROV_INFO_PROP_ID(2):
    Key Container = {D1E2}
    Provider = Microsoft Enhanced Cryptographic Provider v1.0
    ProviderType = 1
    Flags = 0
    KeySpec = 1 -- AT_KEYEXCHANGE

  CERT_SHA1_HASH_PROP_ID(3):
    HASH

Encryption test passed
CertUtil: -store command completed successfully.
"#;

fn taken(name: &str, text: &str) -> (Workstation, Result<(), Text>) {
    let text = text.replace("HASH", HASH);
    let sheet = Sheet { name, bytes: text.as_bytes(), text: &text, modified: None };
    assert!(knows(&sheet), "{text}");
    let mut to = Workstation { utc_offset: Some(0), ..Workstation::default() };
    let result = read(&sheet, &mut to);
    (to, result)
}

fn around(year: i64, month: i64, day: i64) -> Option<Moment> {
    let time = calendar::day(year, month, day) + 16 * 3600 + 48 * 60;
    Some(Moment { earliest: time - 3600, latest: time + 59 + 3600 })
}

fn anna(issuer: &str, addresses: &[&str]) -> Personal {
    Personal {
        issuer: issuer.to_owned(),
        subject: "CN=anna@contoso.com".to_owned(),
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
        not_before: around(2014, 9, 18),
        not_after: around(2015, 3, 17),
        thumbprint: Some(HASH.replace(' ', "")),
        has_key: Some(true),
    }
}

#[test]
fn the_short_form_in_three_languages() {
    for text in [SHORT, GERMAN, JAPANESE] {
        for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('ü', "\u{fffd}")] {
            let (to, result) = taken("certificates/user-my.txt", &text);
            result.unwrap();
            let all = to.personal.known().unwrap();
            assert_eq!(all[0], anna("CN=Communications Server", &["anna@contoso.com"]));
            assert!(all[0].is_of_the_registrar());
        }
    }
    let (to, _) = taken("user-my.txt", SHORT);
    let other = &to.personal.known().unwrap()[1];
    assert_eq!((other.issuer.as_str(), other.has_key), ("CN=contoso-CA, DC=contoso, DC=com", Some(false)));
    assert_eq!(other.thumbprint.as_deref(), Some("0011223344556677889900112233445566778899"));
    assert!(other.addresses.is_empty());
}

#[test]
fn the_long_form_in_three_languages() {
    let german = [
        ("Certificate 0", "Zertifikat 0"),
        ("X509 Certificate:", "X.509-Zertifikat:"),
        ("Issuer:", "Aussteller:"),
        ("Subject:", "Antragsteller:"),
        ("NotBefore: 9/18/2014 4:48 PM", "Nicht vor: 18.09.2014 16:48"),
        ("NotAfter: 3/17/2015 4:48 PM", "Nicht nach: 17.03.2015 16:48"),
        ("Cert Hash", "Zertifikathash"),
        ("Name Hash", "Namenshash"),
        ("RFC822 Name=", "RFC822-Name="),
        ("Principal Name=", "Prinzipalname="),
    ];
    let japanese = [
        ("Certificate 0", "証明書 0"),
        ("X509 Certificate:", "X509 証明書:"),
        ("Issuer:", "発行者:"),
        ("Subject:", "サブジェクト:"),
        ("NotBefore: 9/18/2014 4:48 PM", "この日以後: 2014/09/18 16:48"),
        ("NotAfter: 3/17/2015 4:48 PM", "この日以前: 2015/03/17 16:48"),
        ("Cert Hash", "証明書ハッシュ"),
        ("Name Hash", "名前ハッシュ"),
        ("RFC822 Name=", "RFC822 名="),
        ("Principal Name=", "プリンシパル名="),
    ];
    let into = |words: &[(&str, &str)]| words.iter().fold(LONG.to_owned(), |text, (from, to)| text.replace(from, to));
    for text in [LONG.to_owned(), into(&german), into(&japanese)] {
        let (to, result) = taken("user-my.txt", &text);
        result.unwrap();
        let names = ["anna@contoso.com", "anna.berg@contoso.com", "mail@contoso.com", "anna@ad.contoso.com"];
        assert_eq!(to.personal, Told::Told(vec![anna("CN=Communications Server, O=Contoso", &names)]), "{text}");
    }
    let without_key = LONG.replace("CERT_KEY_PROV_INFO_PROP_ID(2)", "CERT_FRIENDLY_NAME_PROP_ID(11)");
    assert_eq!(taken("user-my.txt", &without_key).0.personal.known().unwrap()[0].has_key, Some(false));
}

#[test]
fn an_empty_store_is_known() {
    for line in [
        "CertUtil: -store command completed successfully.",
        "CertUtil: -store-Befehl wurde erfolgreich ausgeführt.",
        "CertUtil: -store コマンドは正常に完了しました。",
    ] {
        let (to, result) = taken("user-my.txt", &format!("My \"Personal\"\n{line}\n"));
        assert_eq!((to.personal, result), (Told::Told(Vec::new()), Ok(())));
    }
    // The number and what it means are two lines, and either may be the last.
    let failed = "CertUtil: -store command FAILED: 0x80070002 (WIN32: 2)\n";
    for text in [failed.to_owned(), format!("{failed}CertUtil: The system cannot find the file specified.\n")] {
        let (to, result) = taken("user-my.txt", &text);
        assert!(result.is_ok() && matches!(to.personal, Told::Unreadable(_)), "{text}");
    }
}

#[test]
fn whose_store_it_is_must_be_known_to_say_that_nothing_is_there() {
    let empty = "My \"Personal\"\nCertUtil: -store command completed successfully.\n";
    let (to, result) = taken("out.txt", empty);
    assert!(result.is_err() && to.personal.known().is_none());
    let (to, result) = taken("out.txt", SHORT);
    assert!(result.is_err() && to.personal.known().is_some());
    let (to, result) = taken("machine-my.txt", SHORT);
    assert_eq!((to.personal, result), (Told::NotTold, Ok(())));
}

#[test]
fn text_of_other_stores_is_not_read() {
    let root = SHORT.replace("My \"Personal\"", "Root \"Trusted Root Certification Authorities\"");
    let (to, result) = taken("x.txt", &root);
    assert!(result.is_err() && matches!(to.roots, Told::Unreadable(_)) && to.personal == Told::NotTold);
    let other = SHORT.replace("My \"Personal\"", "TrustedPeople \"Trusted People\"");
    let (to, result) = taken("x.txt", &other);
    assert!(result.is_ok() && to.roots.known().is_none() && to.personal == Told::NotTold);
    let (_, result) = taken("x.txt", &SHORT.replace("My \"Personal\"\n", ""));
    assert!(result.is_err());
}

#[test]
fn cut_anywhere_only_whole_certificates_count() {
    for text in [SHORT, GERMAN, JAPANESE, LONG] {
        let text = text.replace("HASH", HASH);
        let (whole, _) = taken("user-my.txt", &text);
        let whole = whole.personal.known().unwrap();
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        for end in &ends[..ends.len() - 1] {
            let sheet = Sheet { name: "user-my.txt", bytes: b"", text: &text[..*end], modified: None };
            let mut to = Workstation { utc_offset: Some(0), ..Workstation::default() };
            assert!(read(&sheet, &mut to).is_err());
            let known = to.personal.known();
            assert!(known.is_none_or(|all| !all.is_empty() && all.iter().all(|one| whole.contains(one))));
        }
    }
}

#[test]
fn more_certificates_than_anybody_has_are_bounded() {
    let mut text = "My \"Personal\"\n".to_owned();
    let rest = SHORT.split_once("Certificate 0 ================\n").unwrap().1.split("====").next().unwrap();
    for i in 0..=stores::MAX_CERTIFICATES + 10 {
        text.push_str(&format!("================ Certificate {i} ================\n"));
        text.push_str(&rest.replace("HASH", &format!("{i:040x}")));
    }
    text.push_str("CertUtil: -store command completed successfully.\n");
    let (to, result) = taken("user-my.txt", &text);
    assert!(result.is_err());
    assert_eq!(to.personal.known().map(Vec::len), Some(stores::MAX_CERTIFICATES));
}
