//! Certificates from a short program of bytes: few names and keys, so that twins, loops and meshes come about; sound
//! signatures; every extension that decides something, with contents half sound and half arbitrary.

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

use crate::{
    Bag,
    der::{seq, tlv},
    status,
};

/// Most certificates of one program.
const MOST: usize = 24;
const KEYS: u8 = 6;
const NAMES: u8 = 6;

/// Carries out a program.
pub fn bag(program: &[u8]) -> Bag {
    let mut bytes = Bytes(program);
    let mut bag = Bag::default();
    let leaf = certificate(&mut bytes, true);
    bag.sent.push(leaf);
    for _ in 1..MOST {
        if bytes.0.is_empty() {
            break;
        }
        match bytes.next() % 16 {
            0 | 1 => bag.anchors.push(certificate(&mut bytes, false)),
            2 => bag.extra.push(certificate(&mut bytes, false)),
            3..=5 => bag.lists.push(status::list(&mut bytes)),
            6 => bag.responses.push(status::response(&mut bytes)),
            7 => bag.stapled = Some(status::response(&mut bytes)),
            _ => bag.sent.push(certificate(&mut bytes, false)),
        }
    }
    bag
}

/// What is left of the program; past its end it is all zeros.
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// The next byte.
    pub fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// As many bytes as the next one says, at most 31.
    pub fn some(&mut self) -> &'a [u8] {
        let length = usize::from(self.next() % 32).min(self.0.len());
        let (some, rest) = self.0.split_at(length);
        self.0 = rest;
        some
    }
}

fn keys() -> &'static [Ed25519KeyPair] {
    static KEYS_MADE: OnceLock<Vec<Ed25519KeyPair>> = OnceLock::new();
    KEYS_MADE
        .get_or_init(|| (1..=KEYS).map(|k| Ed25519KeyPair::from_seed_unchecked(&[k; 32]).expect("32 bytes")).collect())
}

/// The public half of a key.
pub fn public(key: u8) -> &'static [u8] {
    keys()[usize::from(key % KEYS)].public_key().as_ref()
}

/// A sound signature around its signed part, with something behind it. Those made before are kept: the next program
/// differs from the last in a byte or two.
pub fn signed(tbs: &[Vec<u8>], signer: u8, behind: &[u8]) -> Vec<u8> {
    /// Most signatures kept, a few hundred bytes each.
    const MOST: usize = 1 << 16;
    static MADE: Mutex<Option<HashMap<(u8, Vec<u8>), Vec<u8>>>> = Mutex::new(None);
    let (tbs, signer) = (seq(0x30, tbs), signer % KEYS);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    if made.len() >= MOST {
        made.clear();
    }
    let signature =
        made.entry((signer, tbs.clone())).or_insert_with(|| keys()[usize::from(signer)].sign(&tbs).as_ref().to_vec());
    seq(0x30, &[tbs, ED25519.to_vec(), bits(signature), behind.to_vec()])
}

/// The algorithm of every key and signature.
pub const ED25519: &[u8] = &[0x30, 5, 0x06, 3, 0x2b, 0x65, 0x70];

/// A certificate; a leaf says nothing of being an authority.
pub fn certificate(bytes: &mut Bytes<'_>, leaf: bool) -> Vec<u8> {
    let (subject, issuer) = (bytes.next(), bytes.next());
    let (own, signer) = (bytes.next() % KEYS, bytes.next() % KEYS);
    let flags = bytes.next();
    let serial = [1, bytes.next()];
    let spki = seq(0x30, &[ED25519.to_vec(), bits(public(own))]);
    let until: &[u8] = if flags & 7 == 7 { b"260101000000Z" } else { b"300101000000Z" };
    let validity = seq(0x30, &[tlv(0x17, b"250101000000Z"), tlv(0x17, until)]);
    let extensions = extensions(bytes, flags, own, signer, leaf);
    let mut tbs = vec![tlv(0xa0, &[2, 1, 2]), tlv(2, &serial), ED25519.to_vec()];
    tbs.extend([name(issuer), validity, name(subject), spki]);
    tbs.push(tlv(0xa3, &seq(0x30, &extensions)));
    signed(&tbs, signer, &[])
}

fn bits(content: &[u8]) -> Vec<u8> {
    tlv(3, &[&[0], content].concat())
}

/// One of a few names: of one part, of two, none at all, or with a terminal escape in it.
pub fn name(number: u8) -> Vec<u8> {
    let part = |oid: u8, text: &[u8]| tlv(0x31, &seq(0x30, &[vec![0x06, 3, 0x55, 4, oid], tlv(0x0c, text)]));
    let own = [b'A' + number % NAMES];
    match number / NAMES % 8 {
        7 if number == 255 => seq(0x30, &[]),
        6 => seq(0x30, &[part(3, "\u{1b}[31m\u{202e}evil".as_bytes())]),
        4 | 5 => seq(0x30, &[part(10, b"Org"), part(3, &own)]),
        _ => seq(0x30, &[part(3, &own)]),
    }
}

/// An extension of the arc 2.5.29.
pub fn extension(last: u8, critical: bool, content: &[u8]) -> Vec<u8> {
    let critical = if critical { vec![1, 1, 0xff] } else { Vec::new() };
    seq(0x30, &[vec![0x06, 3, 0x55, 0x1d, last], critical, tlv(4, content)])
}

fn extensions(bytes: &mut Bytes<'_>, flags: u8, own: u8, signer: u8, leaf: bool) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let length = bytes.next();
    if flags & 8 == 0 && !leaf {
        let length = if length % 4 == 0 { vec![2, 1, length / 4 % 4] } else { Vec::new() };
        all.push(extension(19, true, &tlv(0x30, &[vec![1, 1, 0xff], length].concat())));
    }
    if flags & 16 != 0 {
        all.push(extension(14, false, &tlv(4, &[own; 4])));
        all.push(extension(35, false, &tlv(0x30, &tlv(0x80, &[signer; 4]))));
    }
    for _ in 0..bytes.next() % 5 {
        let kind = bytes.next();
        let content = bytes.some();
        all.push(match kind % 12 {
            0 | 1 => extension(17, false, &general_names(0x30, content)),
            2 | 3 => {
                let (permitted, excluded) = content.split_at(content.len() / 2);
                let trees = |tag: u8, content: &[u8]| tlv(tag, &subtrees(content));
                extension(30, true, &seq(0x30, &[trees(0xa0, permitted), trees(0xa1, excluded)]))
            }
            4 | 5 => {
                let one = |policy: &u8| tlv(0x30, &policy_id(*policy));
                extension(32, false, &seq(0x30, &content.iter().map(one).collect::<Vec<_>>()))
            }
            6 => {
                let pair = |p: &[u8]| seq(0x30, &[policy_id(p[0]), policy_id(p[1])]);
                extension(33, true, &seq(0x30, &content.chunks_exact(2).map(pair).collect::<Vec<_>>()))
            }
            7 => {
                let counter = |tag: u8, i: usize| content.get(i).map_or(Vec::new(), |n| vec![tag, 1, n % 8]);
                extension(36, true, &seq(0x30, &[counter(0x80, 0), counter(0x81, 1)]))
            }
            8 => extension(54, true, &[2, 1, content.first().map_or(0, |n| n % 8)]),
            9 => {
                let one = |n: &u8| vec![0x06, 8, 0x2b, 6, 1, 5, 5, 7, 3, n % 4];
                extension(37, false, &seq(0x30, &content.iter().map(one).collect::<Vec<_>>()))
            }
            10 => extension(15, true, &tlv(3, content)),
            _ => extension(kind, kind & 64 != 0, content),
        });
    }
    all
}

/// anyPolicy, or one of a few.
fn policy_id(number: u8) -> Vec<u8> {
    match number % 6 {
        0 => vec![0x06, 4, 0x55, 0x1d, 0x20, 0],
        own => vec![0x06, 3, 0x2a, 3, own],
    }
}

/// Names of any kind.
pub fn general_names(tag: u8, content: &[u8]) -> Vec<u8> {
    seq(tag, &content.chunks(4).map(general_name).collect::<Vec<_>>())
}

fn subtrees(content: &[u8]) -> Vec<u8> {
    content.chunks(4).map(|c| tlv(0x30, &general_name(c))).collect::<Vec<_>>().concat()
}

/// Of the first byte the kind and whether the text is a sound one.
fn general_name(content: &[u8]) -> Vec<u8> {
    let Some((kind, rest)) = content.split_first() else { return Vec::new() };
    let sound = kind & 16 == 0;
    let host = ["contoso.com", "a.contoso.com", "*.contoso.com", ".contoso.com", "", "evil.\u{1b}[0m", "com", "."];
    let host = host[usize::from(*rest.first().unwrap_or(&0) % 8)].to_owned();
    match (kind % 8, sound) {
        (0 | 2, true) => tlv(0x82, host.as_bytes()),
        (1, true) => tlv(0x81, format!("anna@{host}").as_bytes()),
        (6, true) => tlv(0x86, format!("https://{host}/").as_bytes()),
        (4, true) => tlv(0xa4, &name(*rest.first().unwrap_or(&0))),
        (7, true) => tlv(0x87, &[10, 0, 0, 0, 255, 0, 0, 0][..if rest.is_empty() { 4 } else { 8 }]),
        (kind, _) => tlv(0x80 | kind, rest),
    }
}
