//! `certutil -user -store -v My`, and the same of other stores: certificates as text.
//!
//! The labels are translated; what is read is the shape. A line between rows of `=` begins a certificate. Two dates, one
//! under the other, stand between the issuer before and the subject behind; a name is on the line of its label, or on
//! the lines below. The last SHA-1 is that of the certificate. Names of properties (`CERT_KEY_PROV_INFO_PROP_ID`),
//! identifiers of extensions and the name of the store are the same in all languages.

use super::{
    Sheet,
    dates::{self, Dates},
    personal::{self, Source},
    stores, unreadable,
};
use crate::{
    model::{
        Text, Workstation,
        workstation::{Owner, Personal, StoreName},
    },
    text,
};

/// What the tool begins its last line with.
const TOOL: &str = "CertUtil: -";

/// Lines in which the name of the store is looked for.
const HEAD_LINES: usize = 10;

/// Most lines of one certificate that are read.
const MAX_LINES: usize = 5_000;

/// Whether it is what certutil prints of a store.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let mut first = sheet.text.lines().filter(|line| !line.trim().is_empty()).take(HEAD_LINES);
    first.any(|line| is_rule(line) || line.starts_with(TOOL))
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    let next = || rest.iter().find(|line| !line.trim().is_empty());
    is_rule(first) || store_name(first).is_some() && next().is_some_and(|line| is_rule(line) || line.starts_with(TOOL))
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let named = sheet.text.lines().take(HEAD_LINES).find_map(store_name);
    let by_path = stores::of_path(sheet.name);
    let store = match named {
        Some(name) => stores::of_name(name).0,
        None => by_path.0,
    };
    match store {
        None if named.is_some() => Ok(()),
        None => Err(stores::unknown()),
        Some(StoreName::My) => own(sheet, by_path.1, to),
        Some(store) => {
            let why = text!(
                "certutil-text": "text of certificates does not tell enough of them: export them (PEM, .p7b or .sst, without \
                keys)"
            );
            match store {
                StoreName::Root => unreadable(&mut to.roots, why),
                StoreName::Ca => unreadable(&mut to.intermediates, why),
                StoreName::Disallowed | StoreName::My => unreadable(&mut to.disallowed, why),
            }
        }
    }
}

/// Takes in the user's own certificates. Those of the machine are of no use here.
fn own(sheet: &Sheet<'_>, owner: Option<Owner>, to: &mut Workstation) -> Result<(), Text> {
    if owner == Some(Owner::Machine) {
        return Ok(());
    }
    // What went wrong is said once more in words in a line behind.
    let failed = sheet.text.lines().find(|line| line.starts_with(TOOL) && line.contains("0x8"));
    let last = sheet.text.lines().rev().find(|line| !line.trim().is_empty());
    let is_whole = failed.is_some() || last.is_some_and(|line| line.starts_with(TOOL));
    let mut blocks = blocks(sheet.text);
    let mut problem = None;
    if !is_whole {
        problem = Some(text!("certutil-cut": "it is cut short: the last line of certutil is missing"));
    }
    if !is_whole || failed.is_some() {
        // Nobody knows what the last one lacks.
        blocks.pop();
    }
    if blocks.len() > stores::MAX_CERTIFICATES {
        blocks.truncate(stores::MAX_CERTIFICATES);
        problem.get_or_insert_with(stores::too_many);
    }
    let values = sheet.text.lines().filter_map(|line| labelled(line).map(|(_, value)| value));
    let dates = Dates::of(values, to.utc_offset);
    let count = blocks.len();
    let found: Vec<_> = blocks.iter().filter_map(|block| certificate(block, &dates)).collect();
    let lost = count - found.len();
    if lost > 0 {
        problem.get_or_insert_with(
            || text!("certutil-lost": "{lost} of {count} certificates in it cannot be read", lost, count),
        );
    }
    let problem = problem.or_else(|| stores::unknown_owner(owner));
    let failed = failed.map(|line| text!("certutil-failed": "certutil failed: {line}", line = line.trim()));
    let lacking = problem.as_ref().or(failed.as_ref());
    personal::take(to, found.into_iter().map(|personal| (personal, Source::Printed)).collect(), lacking);
    problem.map_or(Ok(()), Err)
}

/// The lines of each certificate.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut all: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if is_rule(line) {
            // One more than are read, so that it is noticed.
            if all.len() > stores::MAX_CERTIFICATES {
                break;
            }
            all.push(Vec::new());
        } else if let Some(block) = all.last_mut()
            && block.len() < MAX_LINES
        {
            block.push(line);
        }
    }
    all
}

/// `================ Certificate 0 ================`
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let inner = line.trim_matches('=');
    let (before, after) = (line.starts_with("========"), line.ends_with("========"));
    before && after && inner.len() < 100 && inner.bytes().any(|byte| byte.is_ascii_digit())
}

/// The name of the store in `My "Personal"`.
fn store_name(line: &str) -> Option<&str> {
    let (name, title) = line.trim().trim_start_matches('\u{feff}').split_once(' ')?;
    let quoted = title.len() > 1 && title.starts_with('"') && title.ends_with('"');
    (quoted && name.chars().all(char::is_alphanumeric)).then_some(name)
}

/// One certificate; `None` if it lacks its dates or its names.
fn certificate(block: &[&str], dates: &Dates) -> Option<Personal> {
    let is_date = |line: &&str| labelled(line).and_then(|(_, value)| dates::split(value)).is_some();
    let first = block.windows(2).position(|pair| is_date(&pair[0]) && is_date(&pair[1]))?;
    let moment = |line: &str| labelled(line).and_then(|(_, value)| dates.read(value));
    let (before, after) = (&block[..first], &block[first + 2..]);
    Some(Personal {
        issuer: issuer(before)?,
        subject: subject(after)?,
        addresses: personal::addresses(common_names(after).into_iter().chain(alternative_names(block))),
        not_before: moment(block[first]),
        not_after: moment(block[first + 1]),
        thumbprint: thumbprint(after),
        has_key: Some(has_key(after)),
    })
}

/// `Label: value`, with whatever space and colon the language has.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once([':', '：'])?;
    Some((label.trim(), value.trim()))
}

/// The name that ends right before the dates.
fn issuer(before: &[&str]) -> Option<String> {
    let mut lines: Vec<&str> = Vec::new();
    for line in before.iter().rev().filter(|line| !line.trim().is_empty() && !is_digest(line)) {
        if is_attribute(line) {
            lines.push(line.trim());
            continue;
        }
        match labelled(line) {
            // Its label, above the lines of the name.
            Some((_, "")) | None => break,
            Some((_, value)) if lines.is_empty() => return Some(value.to_owned()),
            Some(_) => break,
        }
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The name that begins right after the dates.
fn subject(after: &[&str]) -> Option<String> {
    let mut lines = after.iter().filter(|line| !line.trim().is_empty());
    let (_, value) = labelled(lines.next()?)?;
    if !value.is_empty() {
        return Some(value.to_owned());
    }
    let attributes: Vec<&str> = lines.take_while(|line| is_attribute(line)).map(|line| line.trim()).collect();
    Some(attributes.join(", "))
}

/// The values of CN in the subject.
fn common_names(after: &[&str]) -> Vec<String> {
    let subject = subject(after).unwrap_or_default();
    let parts = subject.split([',', '+']).filter_map(|part| part.trim().split_once('='));
    let of_people = |key: &str| ["CN", "E", "EMAIL", "emailAddress"].iter().any(|name| key.eq_ignore_ascii_case(name));
    parts.filter(|(key, _)| of_people(key)).map(|(_, value)| value.trim_matches('"').to_owned()).collect()
}

/// Whether a line is one attribute of a name: `CN=Communications Server`.
fn is_attribute(line: &str) -> bool {
    line.trim().split_once('=').is_some_and(|(key, _)| {
        !key.is_empty() && key.len() < 64 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    })
}

/// Whether a line gives a digest: `Name Hash(sha1): ...`.
fn is_digest(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.contains("sha1)") || line.contains("md5)") || line.contains("sha256)")
}

/// What stands in the extension of alternative names (2.5.29.17), up to the next extension.
fn alternative_names(block: &[&str]) -> Vec<String> {
    let begin = |line: &&str| extension(line).is_some();
    let Some(at) = block.iter().position(|line| extension(line) == Some("2.5.29.17")) else { return Vec::new() };
    let lines = block[at + 1..].iter().take_while(|line| !begin(line) && !is_digest(line));
    lines.filter_map(|line| line.split_once('=')).map(|(_, value)| value.trim().to_owned()).collect()
}

/// The identifier at the beginning of `2.5.29.17: Flags = 0, Length = 30`.
fn extension(line: &str) -> Option<&str> {
    let (id, _) = labelled(line)?;
    let dotted = id.contains('.') && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    dotted.then_some(id)
}

/// SHA-1 of the certificate: its property, else the last that is given with a label, those of names and keys being before
/// it.
fn thumbprint(after: &[&str]) -> Option<String> {
    let property = after.iter().position(|line| line.contains("CERT_SHA1_HASH_PROP_ID(3)"));
    let property = property.and_then(|at| after.get(at + 1)).and_then(|line| sha1(line));
    let last = || {
        after.iter().rev().find_map(|line| {
            let (label, value) = labelled(line)?;
            label.to_ascii_lowercase().ends_with("(sha1)").then(|| sha1(value))?
        })
    };
    property.or_else(last)
}

/// Forty digits, with spaces between or without.
fn sha1(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| digits.to_ascii_lowercase())
}

/// Whether it says where the key lies: a property in the long form, `Key Container = ...` after the digest in the short
/// one.
fn has_key(after: &[&str]) -> bool {
    if after.iter().any(|line| line.contains("CERT_KEY_PROV_INFO_PROP_ID(2)")) {
        return true;
    }
    let is_long = after.iter().any(|line| line.contains("_PROP_ID("));
    let digest = after.iter().rposition(|line| is_digest(line));
    !is_long && digest.is_some_and(|at| after[at + 1..].iter().any(|line| line.starts_with(' ') && line.contains('=')))
}

#[cfg(test)]
mod tests {
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
        let into =
            |words: &[(&str, &str)]| words.iter().fold(LONG.to_owned(), |text, (from, to)| text.replace(from, to));
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
}
