//! Which files are taken for revocation lists, and what is said of the others.

use std::fs;

use chaincheck::{
    trust::revocation_lists,
    x509::{
        container::{read, read_owned},
        crl::Crl,
    },
};

use super::{case, lists::list};

fn lists(bytes: &[u8]) -> Result<usize, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    let text = |e: chaincheck::trust::FileError| e.to_string().replace(&path.display().to_string(), "file");
    revocation_lists(&path).map(|lists| lists.len()).map_err(text)
}

fn pem(label: &str, der: &[u8]) -> String {
    pem_rfc7468::encode_string(label, pem_rfc7468::LineEnding::LF, der).unwrap()
}

#[test]
fn lists_are_told_from_certificates() {
    let case = case();
    let (cert, crl) = (&case.leaf.der, list(&case.issuing).revokes(&case.leaf, 1).signed_by(&case.issuing));
    assert_eq!(lists(&crl), Ok(1));
    assert_eq!(lists(&[crl.clone(), crl.clone()].concat()), Ok(2));
    assert_eq!(
        lists((pem("X509 CRL", &crl) + "text\n" + &pem("CERTIFICATE", cert) + &pem("X509 CRL", &crl)).as_bytes()),
        Ok(2)
    );
    let mixed = read(&[cert.as_slice(), &crl].concat());
    assert_eq!((mixed.certificates.len(), mixed.crls.len()), (1, 1));
    let owned = read_owned(crl.clone());
    assert_eq!((owned.certificates.len(), &owned.crls[..]), (0, &[crl][..]));
    assert_eq!(read_owned(cert.clone()).certificates.len(), 1);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let case = case();
    let crl = list(&case.issuing).revokes(&case.leaf, 1).signed_by(&case.issuing);
    assert_eq!(lists(b"").unwrap_err(), "file holds no revocation list; give PEM or DER");
    assert_eq!(lists(&case.leaf.der).unwrap_err(), "file holds no revocation list, only certificates; give PEM or DER");
    let key = pem("EC PARAMETERS", &[5, 0]);
    assert!(lists(key.as_bytes()).unwrap_err().contains("only \"EC PARAMETERS\""));
    assert!(lists(&crl[..crl.len() - 1]).unwrap_err().contains("byte 0"));
    // The time of the first entry becomes something else.
    let mut odd = crl.clone();
    let entry = odd.windows(15).position(|w| w.starts_with(&[0x17, 13]) && w.ends_with(b"260615000000Z")).unwrap();
    odd[entry] = 0x0c;
    let error = lists(&odd).unwrap_err();
    assert!(error.starts_with("file: revocation list 1 is malformed: entry 1 cannot be read at byte"), "{error}");
    assert!(error.ends_with("get it anew from where it is published"), "{error}");
}

/// Whatever is cut off or changed, the answer is an error or a list, never a panic.
#[test]
fn broken_lists_are_refused() {
    let case = case();
    let crl = list(&case.issuing).scope(&[&[0x81, 1, 0xff]]).revokes(&case.leaf, 1).signed_by(&case.issuing);
    for end in 0..crl.len() {
        assert!(Crl::new(crl[..end].to_vec()).is_err(), "{end} bytes");
    }
    for at in 0..crl.len() {
        for value in [0x00, 0x1f, 0x7f, 0x80, 0x84, 0xff] {
            let mut odd = crl.clone();
            odd[at] = value;
            if let Ok(odd) = Crl::new(odd) {
                let _ = (odd.find(&[1], &odd.issuer), odd.tbs().len(), odd.signature().len());
            }
        }
    }
}
