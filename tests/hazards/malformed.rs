//! Certificates by hand: parts that no sound authority writes. One bad certificate must not hide the others.

use chaincheck::{
    model::{Trust, cert::KeyAlgorithm},
    x509::{names, parse},
};

use super::{
    HOST, assert_trusted, code,
    pki::{Made, authority, element, long_element as long, root, server},
    walk_ders,
};

/// The parts of the signed part of a certificate, each as DER.
#[derive(Clone)]
struct Parts {
    version: Vec<u8>,
    serial: Vec<u8>,
    algorithm: Vec<u8>,
    issuer: Vec<u8>,
    validity: Vec<u8>,
    subject: Vec<u8>,
    key: Vec<u8>,
    extensions: Vec<u8>,
}

impl Parts {
    /// Takes a sound certificate apart.
    fn of(made: &Made) -> Self {
        let cert = made.cert();
        let (_, mut rest, _) = split(&made.der[cert.tbs]);
        let mut next = || {
            let (whole, _, after) = split(rest);
            rest = after;
            whole.to_vec()
        };
        Self {
            version: next(),
            serial: next(),
            algorithm: next(),
            issuer: next(),
            validity: next(),
            subject: next(),
            key: next(),
            extensions: next(),
        }
    }

    fn signed_by(&self, issuer: &Made) -> Vec<u8> {
        let Self { version, serial, algorithm, issuer: name, validity, subject, key, extensions } = self;
        issuer.certify(&long(
            0x30,
            &[version, serial, algorithm, name, validity, subject, key, extensions].map(Vec::as_slice).concat(),
        ))
    }
}

/// The first element of some DER as a whole, its content, and what follows.
fn split(der: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let (head, length) = match der[1] {
        length @ 0..0x80 => (2, usize::from(length)),
        count => {
            let count = usize::from(count & 0x7f);
            (2 + count, der[2..2 + count].iter().fold(0, |l, b| l << 8 | usize::from(*b)))
        }
    };
    (&der[..head + length], &der[head..head + length], &der[head + length..])
}

struct Scene {
    root: Made,
    issuing: Made,
    leaf: Made,
}

fn scene() -> Scene {
    let root = root("Root");
    let issuing = authority("Issuing").signed_by(&root);
    let leaf = server(&[HOST]).signed_by(&issuing);
    Scene { root, issuing, leaf }
}

impl Scene {
    /// The code of what is broken with another leaf.
    fn leaf(&self, change: impl Fn(&mut Parts)) -> &'static str {
        let mut parts = Parts::of(&self.leaf);
        change(&mut parts);
        code(&walk_ders(&parts.signed_by(&self.issuing), &[&self.issuing.der], &[&self.root.der]))
    }

    /// The code of what is broken with another intermediate.
    fn issuing(&self, change: impl Fn(&mut Parts)) -> &'static str {
        let mut parts = Parts::of(&self.issuing);
        change(&mut parts);
        code(&walk_ders(&self.leaf.der, &[&parts.signed_by(&self.root)], &[&self.root.der]))
    }
}

#[test]
fn taken_apart_and_put_together_it_is_sound() {
    assert_eq!(scene().leaf(|_| {}), "");
    assert_eq!(scene().issuing(|_| {}), "");
}

#[test]
fn an_authority_of_version_one() {
    let old = |p: &mut Parts| {
        p.version.clear();
        p.extensions.clear();
    };
    assert_eq!(scene().issuing(old), "issuer-not-ca");
    // Extensions that version 1 does not have.
    assert_eq!(scene().issuing(|p| p.version.clear()), "cert-malformed");
    // As an anchor it counts as name and key.
    let scene = scene();
    let mut parts = Parts::of(&scene.root);
    old(&mut parts);
    let anchor = parts.signed_by(&scene.root);
    assert_trusted(&walk_ders(&scene.leaf.der, &[&scene.issuing.der], &[&anchor]));
}

#[test]
fn odd_serial_numbers_refuse_nothing() {
    let scene = scene();
    for serial in [&[0x80][..], &[0], &[0xff; 100], &[0x7f; 100], &[0, 0, 1]] {
        assert_eq!(scene.leaf(|p| p.serial = element(0x02, serial)), "", "{serial:?}");
        assert_eq!(scene.issuing(|p| p.serial = element(0x02, serial)), "", "{serial:?}");
    }
    assert_eq!(scene.leaf(|p| p.serial = element(0x02, &[])), "cert-malformed");
}

/// A name of one common name.
fn common_name(tag: u8, text: &[u8]) -> Vec<u8> {
    let attribute = element(0x30, &[element(0x06, &[0x55, 4, 3]), element(tag, text)].concat());
    element(0x30, &element(0x31, &attribute))
}

#[test]
fn odd_names() {
    let scene = scene();
    let utf8 = 0x0c;
    let printable = 0x13;
    let bmp = 0x1e;
    // No subject at all; letters that a PrintableString has not; no text; half a character; a NUL.
    let leaves = [
        element(0x30, &[]),
        common_name(printable, b"sip@contoso_com*"),
        common_name(printable, &[0xff, 0xfe]),
        common_name(utf8, &[0xc3, 0x28]),
        common_name(bmp, &[0, b'a', 0]),
        common_name(bmp, &[0xd8, 0x00]),
        common_name(utf8, b"sip.contoso.com\0.fabrikam.com"),
        common_name(0x05, &[]),
    ];
    for name in leaves {
        assert_eq!(scene.leaf(|p| p.subject = name.clone()), "", "{name:x?}");
    }
    // The same name as another type of string is the same name.
    assert_eq!(scene.issuing(|p| p.subject = common_name(printable, b"Issuing")), "");
    assert_eq!(scene.issuing(|p| p.subject = common_name(utf8, b" ISSUING  ")), "");
    // Names that only look alike are not.
    for other in [&b"Issuing\0"[..], b"Issu\xc3\xadng", b"Issuing\xe2\x80\x8b"] {
        assert_ne!(scene.issuing(|p| p.subject = common_name(utf8, other)), "", "{other:x?}");
    }
    // An issuer without a name, and a leaf that names it so.
    let mut parts = Parts::of(&scene.issuing);
    parts.subject = element(0x30, &[]);
    let issuing = parts.signed_by(&scene.root);
    let mut leaf = Parts::of(&scene.leaf);
    leaf.issuer = element(0x30, &[]);
    let leaf = leaf.signed_by(&scene.issuing);
    assert_trusted(&walk_ders(&leaf, &[&issuing], &[&scene.root.der]));
}

#[test]
fn a_nul_does_not_end_a_name() {
    let scene = scene();
    let mut parts = Parts::of(&server(&["sip.contoso.com-.fabrikam.com"]).signed_by(&scene.issuing));
    let find = |part: &mut Vec<u8>| {
        let at = part.windows(5).position(|w| w == b"com-.").unwrap();
        part[at + 3] = 0;
    };
    find(&mut parts.subject);
    find(&mut parts.extensions);
    let leaf = parse::certificate(&parts.signed_by(&scene.issuing)).unwrap();
    assert_eq!(names::matches(&leaf, HOST), names::Match::No);
    assert_eq!(names::matches(&leaf, "sip.contoso.com\0.fabrikam.com"), names::Match::No);
}

#[test]
fn odd_dates() {
    let scene = scene();
    let general = |text: &[u8]| element(0x18, text);
    let utc = |text: &[u8]| element(0x17, text);
    let table: [(Vec<u8>, Vec<u8>, &str); 6] = [
        // GeneralizedTime before 2050, which RFC 5280 4.1.2.5 forbids and everybody reads.
        (general(b"20260101000000Z"), general(b"20270101000000Z"), ""),
        (general(b"00000101000000Z"), general(b"99991231235959Z"), ""),
        (utc(b"500101000000Z"), utc(b"491231235959Z"), ""),
        (utc(b"270101000000Z"), utc(b"260101000000Z"), "cert-expired"),
        (utc(b"261301000000Z"), utc(b"270101000000Z"), "cert-malformed"),
        (utc(b"26010100000Z"), utc(b"270101000000Z"), "cert-malformed"),
    ];
    for (from, until, expected) in table {
        let validity = element(0x30, &[from.clone(), until.clone()].concat());
        assert_eq!(scene.leaf(|p| p.validity = validity.clone()), expected, "{validity:x?}");
    }
}

/// A SubjectPublicKeyInfo.
fn key(algorithm: &[u8], value: &[u8]) -> Vec<u8> {
    long(0x30, &[element(0x30, algorithm), long(0x03, &[&[0], value].concat())].concat())
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let algorithm = [element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]), element(0x05, &[])].concat();
    let value = long(0x30, &[long(0x02, &[&[0], modulus].concat()), element(0x02, exponent)].concat());
    key(&algorithm, &value)
}

/// An RSA key bound to RSASSA-PSS by its name (RFC 4055 1.2), as servers may have.
#[test]
fn a_key_for_pss_alone_is_no_defect() {
    let scene = scene();
    let mut modulus = vec![0xc5; 256];
    modulus[255] = 0x01;
    let value = long(0x30, &[long(0x02, &[&[0], &modulus[..]].concat()), element(0x02, &[1, 0, 1])].concat());
    let odd = key(&element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10]), &value);
    assert_eq!(scene.leaf(|parts| parts.key = odd.clone()), "");
    let mut parts = Parts::of(&scene.leaf);
    parts.key = odd;
    let cert = parse::certificate(&parts.signed_by(&scene.issuing)).unwrap();
    assert_eq!((&cert.key.algorithm, cert.key.bits), (&KeyAlgorithm::RsaPss, 2_048));
    assert!(cert.problems.is_empty(), "{:?}", cert.problems);
}

#[test]
fn odd_keys_of_an_authority() {
    let scene = scene();
    let mut modulus = vec![0xc5; 8192];
    modulus[8191] = 0x01;
    let ec = [0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    let explicit = [&ec[..], &element(0x30, &[2, 1, 1])].concat();
    // Whose key it is said to be cannot have signed; no check of them may take long, and each leaves the walk whole.
    for (odd, bits) in [
        (rsa(&modulus[8192 - 64..], &[1, 0, 1]), 512),
        (rsa(&modulus[8192 - 2048..], &[1, 0, 1]), 16_384),
        (rsa(&modulus, &[1, 0, 1]), 65_536),
        (rsa(&modulus[8192 - 256..], &[1]), 2_048),
        (rsa(&modulus[8192 - 256..], &[0]), 2_048),
        (rsa(&[0], &[1, 0, 1]), 0),
        (key(&explicit, &[4; 65]), 0),
        (key(&[&ec[..], &[0x06, 5, 0x2b, 0x81, 4, 0, 10]].concat(), &[4; 65]), 256),
        (key(&[0x06, 3, 0x2a, 3, 4], &[1, 2, 3]), 0),
        (key(&ec, &[]), 0),
    ] {
        let mut parts = Parts::of(&scene.issuing);
        parts.key = odd.clone();
        let der = parts.signed_by(&scene.root);
        let cert = parse::certificate(&der).unwrap();
        assert_eq!(cert.key.bits, bits, "{:?}", cert.key);
        // A leaf that claims an RSA signature, so that the RSA keys are tried.
        let mut claims = Parts::of(&scene.leaf);
        claims.algorithm = [0x30, 13, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 0x05, 0].to_vec();
        let claims = claims.signed_by(&scene.issuing);
        for leaf in [&scene.leaf.der, &claims] {
            let alone = walk_ders(leaf, &[&der], &[&scene.root.der]);
            assert_ne!(alone.trust, Trust::Trusted);
            assert_ne!(code(&alone), "issuer-missing");
        }
        // Beside the right one it does no harm.
        assert_trusted(&walk_ders(&scene.leaf.der, &[&der, &scene.issuing.der], &[&scene.root.der]));
    }
}

#[test]
fn what_is_no_certificate_costs_itself_alone() {
    let scene = scene();
    let trailing = [&scene.issuing.der[..], &[0]].concat();
    let cut = &scene.issuing.der[..scene.issuing.der.len() - 1];
    let huge = vec![0x30; parse::MAX_CERTIFICATE + 1];
    let nested = (0..200).fold(vec![5, 0], |inner, _| long(0x30, &inner));
    let junk: [&[u8]; 7] = [&trailing, cut, &[], b"hello", &huge, &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &nested];
    for bytes in junk {
        let malformed = parse::certificate(bytes).unwrap_err();
        assert!(malformed.at <= bytes.len());
        assert_trusted(&walk_ders(&scene.leaf.der, &[bytes, &scene.issuing.der], &[&scene.root.der]));
        assert_eq!(code(&walk_ders(bytes, &[&scene.issuing.der], &[&scene.root.der])), "cert-malformed");
    }
    let all: Vec<&[u8]> = junk.iter().copied().chain([scene.issuing.der.as_slice()]).collect();
    assert_trusted(&walk_ders(&scene.leaf.der, &all, &[&scene.root.der]));
}
