//! Exported certificates: PEM with any text around it, DER, PKCS#7, and stores that Windows serialised.
//!
//! Keys are never read. A container that may hold one is not opened at all; a key that lies open is passed over and said
//! to be there.

use std::sync::Arc;

use super::{Sheet, personal, sst, stores};
use crate::{
    model::{
        Cert, Text, Workstation,
        workstation::{Owner, StoreName},
    },
    text,
    x509::{container, parse, pfx},
};

/// Most problems named one by one.
const MAX_PROBLEMS: usize = 10;

/// Lines in which the head of a file is looked for.
const HEAD_LINES: usize = 20;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// What lies in a file.
#[derive(Default)]
struct Found {
    certs: Vec<(Arc<Cert>, Option<bool>)>,
    problems: Vec<Text>,
    /// How many more there are that are not kept.
    more: usize,
}

impl Found {
    fn complain(&mut self, problem: Text) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }
}

/// Whether it holds certificates, or says that a store holds none.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let is_der = sheet.bytes.first() == Some(&0x30)
        && (sheet.bytes.get(1).is_some_and(|length| *length > 0x80 && *length < 0x85))
        && has_ending(sheet, &["cer", "crt", "der", "p7b", "p7c", "bin", "sst"]);
    is_container(sheet)
        || sst::is_store(sheet.bytes)
        || pem_lines(sheet.text).next().is_some()
        || is_der
        || x509_shape(sheet.bytes)
        || Head::of(sheet.text).is_head()
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    if is_container(sheet) {
        return Err(text!(
            "store-pfx": "it may hold a private key and was not opened: export the certificates without their keys, and \
            delete this file"
        ));
    }
    let head = Head::of(sheet.text);
    let mut found = found(sheet);
    if let Some(said) = head.count
        && said > found.certs.len()
    {
        let here = found.certs.len();
        found.complain(text!(
            "store-count": "it says that the store holds {said} certificates, and {here} can be read",
            said,
            here,
        ));
    }
    let by_path = stores::of_path(sheet.name);
    let (store, owner) = (head.store.0.or(by_path.0), head.store.1.or(by_path.1));
    let certs = std::mem::take(&mut found.certs);
    let placed = match store {
        _ if head.is_of_another_store => Ok(()),
        None => Err(stores::unknown()),
        Some(StoreName::My) => keep_own(certs, owner, found.problems.first(), to),
        Some(store) => keep(certs, store, owner, found.problems.first(), to),
    };
    if let Err(problem) = placed {
        found.complain(problem);
    }
    said(found)
}

/// Takes in the user's own certificates. Those of the machine are of no use here.
fn keep_own(
    certs: Vec<(Arc<Cert>, Option<bool>)>,
    owner: Option<Owner>,
    lacking: Option<&Text>,
    to: &mut Workstation,
) -> Result<(), Text> {
    if owner == Some(Owner::Machine) {
        return Ok(());
    }
    let whose = stores::unknown_owner(owner);
    let lacking = lacking.or(whose.as_ref());
    let own = certs.iter().map(|(cert, has_key)| (personal::of(cert, *has_key), personal::Source::Exported)).collect();
    personal::take(to, own, lacking);
    whose.map_or(Ok(()), Err)
}

/// Takes in the certificates of authorities.
fn keep(
    certs: Vec<(Arc<Cert>, Option<bool>)>,
    store: StoreName,
    owner: Option<Owner>,
    lacking: Option<&Text>,
    to: &mut Workstation,
) -> Result<(), Text> {
    let told = match store {
        StoreName::Root => &mut to.roots,
        StoreName::Ca => &mut to.intermediates,
        StoreName::Disallowed | StoreName::My => &mut to.disallowed,
    };
    to.stores_read.insert((store, owner));
    if let Some(why) = lacking {
        if certs.is_empty() {
            told.unreadable(why.clone());
            return Ok(());
        }
        to.damaged.insert(store);
        to.partial.entry(store.item()).or_insert_with(|| why.clone());
    }
    stores::hold(told, certs.into_iter().map(|(cert, _)| cert).collect(), owner)
}

/// Everything that is in the file.
fn found(sheet: &Sheet<'_>) -> Found {
    let mut found = Found::default();
    if sst::is_store(sheet.bytes) {
        let (entries, problem) = sst::read(sheet.bytes);
        problem.into_iter().for_each(|problem| found.complain(problem));
        for entry in entries {
            add(&entry.der, entry.has_key.then_some(true), &mut found);
        }
    } else if pem_lines(sheet.text).next().is_some() {
        let contents = container::read(sheet.text.as_bytes());
        note(contents.problems, &contents.passed_over, &mut found);
        for (comments, block) in blocks(sheet.text) {
            for der in container::read(block.as_bytes()).certificates {
                add(&der, has_key(comments), &mut found);
            }
        }
    } else if sheet.bytes.first() == Some(&0x30) {
        let contents = container::read(sheet.bytes);
        note(contents.problems, &contents.passed_over, &mut found);
        for der in contents.certificates {
            add(&der, None, &mut found);
        }
    }
    found
}

/// Keeps what a container was said to suffer from, and whether a key lies in it.
fn note(problems: Vec<Text>, passed_over: &[String], found: &mut Found) {
    problems.into_iter().for_each(|problem| found.complain(problem));
    if passed_over.iter().any(|label| label.ends_with("PRIVATE KEY")) {
        // Before all else: it concerns whoever holds the snapshot.
        found.problems.insert(
            0,
            text!(
                "store-key": "it holds a private key, which was not read: delete this snapshot and take another one without \
                keys"
            ),
        );
    }
}

fn add(der: &[u8], has_key: Option<bool>, found: &mut Found) {
    if found.certs.len() >= stores::MAX_CERTIFICATES {
        if !found.problems.contains(&stores::too_many()) {
            found.complain(stores::too_many());
        }
        return;
    }
    match parse::certificate(der) {
        Ok(cert) => found.certs.push((Arc::new(cert), has_key)),
        Err(malformed) => {
            let before = found.certs.len();
            found.complain(text!(
                "store-malformed": "a certificate in it, after {before} that can be read, is malformed: {why}",
                before,
                why = malformed.to_string(),
            ));
        }
    }
}

/// Several problems in one.
fn said(found: Found) -> Result<(), Text> {
    let Found { mut problems, more, .. } = found;
    if problems.is_empty() {
        return Ok(());
    }
    if more > 0 {
        problems.push(text!("store-more-problems": "and {more} more problems like these", more));
    }
    Err(Text::joined("; ", problems))
}

/// The lines that begin blocks of PEM.
fn pem_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.starts_with(BEGIN))
}

/// Each block of PEM with the lines before it.
fn blocks(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let begin = line_at(rest, BEGIN)?;
        let end = begin + line_at(&rest[begin..], END)?;
        let after = rest[end..].find('\n').map_or(rest.len(), |at| end + at + 1);
        let found = (&rest[..begin], &rest[begin..after]);
        rest = &rest[after..];
        Some(found)
    })
}

/// Where the first line that begins so begins.
fn line_at(text: &str, start: &str) -> Option<usize> {
    if text.starts_with(start) {
        return Some(0);
    }
    text.match_indices(start).map(|(at, _)| at).find(|at| text[..*at].ends_with('\n'))
}

/// What the comments before a certificate say of its key.
fn has_key(comments: &str) -> Option<bool> {
    let value = comments.lines().rev().find_map(|line| labelled(line, "has-key"))?;
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// The value of `label: value`, after a sign for comments or none.
fn labelled<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let (found, value) = line.trim_start_matches(['#', ';', ' ', '\u{feff}']).split_once(':')?;
    found.trim().eq_ignore_ascii_case(label).then(|| value.trim())
}

/// What the lines at the beginning say: `store: CurrentUser\My`, `certificates: 0`.
struct Head {
    store: (Option<StoreName>, Option<Owner>),
    /// It names a store, which is none of those of use here.
    is_of_another_store: bool,
    count: Option<usize>,
}

impl Head {
    fn of(text: &str) -> Self {
        let mut head = Self { store: (None, None), is_of_another_store: false, count: None };
        for line in text.lines().take(HEAD_LINES).take_while(|line| !line.starts_with(BEGIN)) {
            if let Some(name) = labelled(line, "store") {
                head.store = stores::of_name(name);
                head.is_of_another_store = head.store.0.is_none();
            } else if let Some(count) = labelled(line, "certificates") {
                head.count = count.parse().ok();
            }
        }
        head
    }

    /// Whether there is one.
    fn is_head(&self) -> bool {
        self.count.is_some() && (self.store.0.is_some() || self.is_of_another_store)
    }
}

/// Whether it is a container that certificates leave Windows in together with their keys.
fn is_container(sheet: &Sheet<'_>) -> bool {
    has_ending(sheet, &["pfx", "p12"]) || pfx::is_pfx(sheet.bytes)
}

fn has_ending(sheet: &Sheet<'_>, endings: &[&str]) -> bool {
    sheet.file_name().rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// Whether bytes begin with a whole element of DER, and are no text that begins with a zero.
fn x509_shape(bytes: &[u8]) -> bool {
    let (length, inside) = match bytes {
        [0x30, 0x81, one, inside @ ..] => (usize::from(*one), inside),
        [0x30, 0x82, one, two, inside @ ..] => (usize::from(u16::from_be_bytes([*one, *two])), inside),
        [0x30, 0x83, one, two, three, inside @ ..] => {
            (usize::try_from(u32::from_be_bytes([0, *one, *two, *three])).unwrap_or(usize::MAX), inside)
        }
        _ => return false,
    };
    // A sequence in certificates, an identifier in PKCS#7, a number in keys.
    inside.len() >= length && matches!(inside.first(), Some(0x30 | 0x06 | 0x02))
}

#[cfg(test)]
mod tests {
    use rcgen::{
        BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, OtherNameValue, SanType,
        date_time_ymd, string::Ia5String,
    };

    use super::*;
    use crate::{
        model::{
            cert::hex,
            workstation::{Moment, Personal, Told},
        },
        x509::digests,
    };

    /// A certificate of Anna's from the registrar, and the registrar's own; DER.
    fn made() -> (Vec<u8>, Vec<u8>) {
        let key = || KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Communications Server");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let registrar = CertifiedIssuer::self_signed(params, key()).unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "anna@contoso.com");
        let other =
            |oid: &[u64], text: &str| SanType::OtherName((oid.to_vec(), OtherNameValue::Utf8String(text.into())));
        params.subject_alt_names = vec![
            SanType::URI(Ia5String::try_from("sip:Anna.Berg@contoso.com").unwrap()),
            SanType::Rfc822Name(Ia5String::try_from("mail@contoso.com").unwrap()),
            SanType::DnsName(Ia5String::try_from("pc.contoso.com").unwrap()),
            // A user principal name, and another name of which nothing is known.
            other(&[1, 3, 6, 1, 4, 1, 311, 20, 2, 3], "anna@ad.contoso.com"),
            other(&[1, 2, 3], "other@contoso.com"),
        ];
        params.not_before = date_time_ymd(2024, 1, 1);
        params.not_after = date_time_ymd(2024, 6, 29);
        let anna = params.signed_by(&key(), &registrar).unwrap();
        (anna.der().to_vec(), registrar.der().to_vec())
    }

    fn pem(der: &[u8]) -> String {
        let base64 = base64(der);
        let lines: Vec<&str> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }

    fn base64(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let group =
                chunk.iter().fold(0_usize, |all, byte| all << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
            for place in 0..4 {
                let digit = char::from(DIGITS[group >> (18 - 6 * place) & 63]);
                out.push(if place > chunk.len() { '=' } else { digit });
            }
        }
        out
    }

    /// A SignedData with certificates and nothing else (RFC 5652 5.1).
    fn pkcs7(ders: &[&[u8]]) -> Vec<u8> {
        fn element(tag: u8, content: &[u8]) -> Vec<u8> {
            let length = u16::try_from(content.len()).unwrap().to_be_bytes();
            [&[tag, 0x82][..], &length, content].concat()
        }
        let oid = |last: u8| vec![6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last];
        let signed = [vec![2, 1, 1, 0x31, 0], element(0x30, &oid(1)), element(0xa0, &ders.concat()), vec![0x31, 0]];
        element(0x30, &[oid(2), element(0xa0, &element(0x30, &signed.concat()))].concat())
    }

    fn taken(name: &str, bytes: &[u8], to: &mut Workstation) -> Result<(), Text> {
        let text = String::from_utf8_lossy(bytes);
        let sheet = Sheet { name, bytes, text: &text, modified: None };
        assert!(knows(&sheet), "{name}");
        read(&sheet, to)
    }

    fn subjects(told: &Told<Vec<crate::model::workstation::Held>>) -> Vec<(String, Option<Owner>)> {
        told.known().unwrap().iter().map(|held| (held.cert.subject.text.clone(), held.owner)).collect()
    }

    #[test]
    fn every_form_of_export_tells_the_same() {
        let (anna, registrar) = made();
        let marked = format!("\u{feff}{}", pem(&registrar)).replace('\u{feff}', "Bag Attributes\r\n");
        let p7b = pkcs7(&[&registrar]);
        let armed = pem(&p7b).replace("CERTIFICATE", "PKCS7");
        let sst = sst::written(&[(&registrar, false)]);
        for (name, bytes) in [
            ("machine-root.pem", marked.as_bytes()),
            ("machine-root.cer", &registrar),
            ("LocalMachine/Root/contoso.crt", &registrar),
            ("machine-root.p7b", &p7b),
            ("machine-root.p7b", armed.as_bytes()),
            ("machine-root.sst", &sst),
        ] {
            let mut to = Workstation::default();
            taken(name, bytes, &mut to).unwrap();
            assert_eq!(subjects(&to.roots), [("CN=Communications Server".to_owned(), Some(Owner::Machine))], "{name}");
            assert!(to.intermediates.known().is_none() && to.disallowed.known().is_none() && to.partial.is_empty());
        }
        let mut to = Workstation::default();
        let both = format!("{}{}", pem(&anna), pem(&registrar));
        taken("user-ca.pem", both.as_bytes(), &mut to).unwrap();
        taken("user-ca.pem", both.as_bytes(), &mut to).unwrap();
        taken("machine-ca.pem", both.as_bytes(), &mut to).unwrap();
        taken("disallowed.p7b", &pkcs7(&[&anna, &registrar]), &mut to).unwrap();
        assert_eq!((subjects(&to.intermediates).len(), subjects(&to.disallowed).len()), (4, 2));
        assert_eq!(subjects(&to.disallowed)[0].1, None);
    }

    #[test]
    fn own_certificates_with_what_the_comments_say() {
        let (anna, registrar) = made();
        let text = format!(
            "# store: CurrentUser\\My\n# certificates: 2\n\nthumbprint: x\nhas-key: yes\n{}has-key: no\n{}",
            pem(&anna),
            pem(&registrar)
        );
        let mut to = Workstation::default();
        taken("certs.pem", text.as_bytes(), &mut to).unwrap();
        let all = to.personal.known().unwrap();
        let expected = Personal {
            issuer: "CN=Communications Server".to_owned(),
            subject: "CN=anna@contoso.com".to_owned(),
            addresses: ["anna@contoso.com", "anna.berg@contoso.com", "mail@contoso.com", "anna@ad.contoso.com"]
                .map(str::to_owned)
                .to_vec(),
            not_before: Some(Moment::exactly(1_704_067_200)),
            not_after: Some(Moment::exactly(1_719_619_200)),
            thumbprint: Some(hex(&digests::sha1(&anna))),
            has_key: Some(true),
        };
        assert_eq!(all[0], expected);
        assert_eq!((all.len(), all[1].has_key, all[1].addresses.len()), (2, Some(false), 0));
        // A serialised store says so itself.
        let mut to = Workstation::default();
        taken("user-my.sst", &sst::written(&[(&anna, true)]), &mut to).unwrap();
        assert_eq!(to.personal, Told::Told(vec![expected]));
        // The machine's own are nobody's.
        let mut to = Workstation::default();
        taken("machine-my.pem", pem(&anna).as_bytes(), &mut to).unwrap();
        assert_eq!(to.personal, Told::NotTold);
    }

    #[test]
    fn an_empty_store_is_known_and_an_unknown_one_is_not_guessed() {
        let mut to = Workstation::default();
        taken("a.pem", b"store: CurrentUser\\My\ncertificates: 0\n", &mut to).unwrap();
        taken("b.pem", b"store: LocalMachine\\Disallowed\r\ncertificates: 0\r\n", &mut to).unwrap();
        assert_eq!(to.personal, Told::Told(Vec::new()));
        assert!(to.disallowed.known().is_some_and(Vec::is_empty) && to.roots.known().is_none());
        let (anna, _) = made();
        assert!(taken("contoso-root-ca.pem", pem(&anna).as_bytes(), &mut to).unwrap_err().contains("which store"));
        taken("a.pem", b"store: LocalMachine\\TrustedPeople\ncertificates: 0\n", &mut to).unwrap();
        // Whose it is decides whether nothing is something.
        let mut to = Workstation::default();
        assert!(taken("My.p7b", &pkcs7(&[&made().1]), &mut to).unwrap_err().contains("user-my"));
        assert!(to.personal.known().is_some(), "the registrar issued its own");
        let mut to = Workstation::default();
        taken("My.pem", b"store: My\ncertificates: 0\n", &mut to).unwrap_err();
        assert!(matches!(to.personal, Told::Unreadable(_)));
    }

    #[test]
    fn keys_are_neither_read_nor_kept_and_said_to_be_there() {
        let (anna, _) = made();
        let text = format!("{}-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", pem(&anna));
        let mut to = Workstation::default();
        let problem = taken("user-my.pem", text.as_bytes(), &mut to).unwrap_err();
        assert!(problem.contains("delete this snapshot"), "{problem}");
        assert_eq!(to.personal.known().map(Vec::len), Some(1));
        let mut to = Workstation::default();
        for name in ["user-my.pfx", "user-my.P12"] {
            assert!(taken(name, &anna, &mut to).unwrap_err().contains("without their keys"));
        }
        let pfx = [&[0x30, 16, 2, 1, 3, 0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1][..]].concat();
        assert!(taken("user-my.cer", &pfx, &mut to).unwrap_err().contains("not opened"));
        assert_eq!(to.personal, Told::NotTold);
    }

    #[test]
    fn damage_costs_only_itself_and_is_no_proof_of_absence() {
        let (anna, registrar) = made();
        let bad = pem(&[0x30, 3, 2, 1, 5]);
        let mut to = Workstation::default();
        let text = format!("{}{bad}{}", pem(&registrar), pem(&anna));
        assert!(taken("machine-root.pem", text.as_bytes(), &mut to).unwrap_err().contains("malformed"));
        assert_eq!(subjects(&to.roots).len(), 2);
        assert!(to.partial.contains_key(StoreName::Root.item()));
        taken("machine-ca.pem", bad.as_bytes(), &mut to).unwrap_err();
        assert!(matches!(to.intermediates, Told::Unreadable(_)));
        taken("user-my.pem", bad.as_bytes(), &mut to).unwrap_err();
        assert!(matches!(to.personal, Told::Unreadable(_)));
        let said = format!("store: CurrentUser\\My\ncertificates: 2\n{}", pem(&anna));
        assert!(taken("x.pem", said.as_bytes(), &mut to).unwrap_err().contains('2'));
        assert_eq!(to.personal.known().map(Vec::len), Some(1));
        let many = bad.repeat(100);
        assert!(taken("user-ca.pem", many.as_bytes(), &mut to).unwrap_err().contains("90 more"));
    }

    #[test]
    fn cut_anywhere_it_neither_fails_nor_says_that_nothing_is_there() {
        let (anna, registrar) = made();
        let text = format!("store: CurrentUser\\My\ncertificates: 2\nhas-key: yes\n{}{}", pem(&anna), pem(&registrar));
        let p7b = pkcs7(&[&anna, &registrar]);
        let sst = sst::written(&[(&anna, true)]);
        for (bytes, whole) in [(text.as_bytes(), 2), (&p7b, 2), (&sst, 1)] {
            for length in 0..bytes.len() {
                let bytes = &bytes[..length];
                let text = String::from_utf8_lossy(bytes);
                let sheet = Sheet { name: "user-my.sst", bytes, text: &text, modified: None };
                let mut to = Workstation::default();
                if knows(&sheet) {
                    let result = read(&sheet, &mut to);
                    let count = to.personal.known().map(Vec::len);
                    // The end of the last line is nothing to miss.
                    assert!(result.is_err() || count == Some(whole), "{length}");
                    assert_ne!(count, Some(0));
                }
            }
        }
    }

    #[test]
    fn more_than_anybody_has_is_bounded() {
        let (anna, _) = made();
        let text = pem(&anna).repeat(stores::MAX_CERTIFICATES + 5);
        let mut to = Workstation::default();
        let problem = taken("machine-root.pem", text.as_bytes(), &mut to).unwrap_err();
        assert!(problem.contains("5000"), "{problem}");
    }

    #[test]
    fn other_files_are_none() {
        for bytes in [&b""[..], b"0", b"0123", b"0\x82", b"store: x\n", b"certificates\n", b"\0\0\0\0CER"] {
            let text = String::from_utf8_lossy(bytes);
            assert!(!knows(&Sheet { name: "user-my.txt", bytes, text: &text, modified: None }), "{bytes:?}");
        }
    }
}
