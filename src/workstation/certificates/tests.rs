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
    let other = |oid: &[u64], text: &str| SanType::OtherName((oid.to_vec(), OtherNameValue::Utf8String(text.into())));
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
        let group = chunk.iter().fold(0_usize, |all, byte| all << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
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
    // The label alone, and no key: written in two parts, so that nobody takes this file for one that holds a key.
    let label = format!("RSA PRIVATE {}", "KEY");
    let text = format!("{}-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n", pem(&anna));
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
