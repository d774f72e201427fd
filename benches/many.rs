//! What a run over many endpoints costs beside webpki verifying each, and how the walk grows with what is sent.
//!
//! As in a run, a certificate is parsed once and a signature checked once, however many addresses show it. One thread;
//! medians of rounds by turns. Growth and pathological chains are counted in checks and steps as well.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "support/rounds.rs"]
mod rounds;

use std::{collections::HashMap, hint::black_box, sync::Arc, time::Duration};

use chaincheck::{
    model::{AnchorSet, Distrusted, PresentedChain, Purpose, Sent, Trust, Walk, chain::Profile},
    walk::{self, Bag, Limits, Memory, PolicyInputs, Revocation},
    x509::parse,
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, SignatureAlgorithm,
};
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// 2026-11-22T10:00:00Z, within the validity of everything here.
const TIME: i64 = 1_795_341_600;

fn main() {
    // To see that it works, a few are enough.
    let scale = if rounds::rounds(2) == 2 { 1 } else { 100 };
    match Pki::new(&PKCS_RSA_SHA256, 50 / scale.min(10)) {
        Ok(pki) => {
            let leaves = pki.leaves(10_000 / scale);
            pki.compare("1,000 leaves, each at 10 addresses", &leaves[..leaves.len() / 10], 10);
            pki.compare("10,000 leaves of 50 issuers", &leaves, 1);
        }
        Err(error) => println!("many: skipped, no RSA keys here ({error})"),
    }
    let small = Pki::new(&PKCS_ECDSA_P256_SHA256, 1).unwrap();
    for (name, crowd) in CROWDS {
        small.grow(name, *crowd);
    }
}

/// A root, issuing authorities below it, and what they sign.
struct Pki {
    root: Vec<u8>,
    issuers: Vec<(Vec<u8>, Issuer<'static, KeyPair>)>,
    above: Issuer<'static, KeyPair>,
    leaf_key: KeyPair,
}

impl Pki {
    fn new(algorithm: &'static SignatureAlgorithm, issuers: usize) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate_for(algorithm)?;
        let params = authority("Contoso Root CA");
        let root = params.self_signed(&key)?.der().to_vec();
        let above = Issuer::new(params, key);
        let issuer = |number: usize| {
            let params = authority(&format!("Contoso Issuing CA {number}"));
            let key = KeyPair::generate_for(algorithm)?;
            let der = params.signed_by(&key, &above)?.der().to_vec();
            Ok((der, Issuer::new(params, key)))
        };
        let issuers = (0..issuers).map(issuer).collect::<Result<_, rcgen::Error>>()?;
        Ok(Self { root, issuers, above, leaf_key: KeyPair::generate_for(algorithm)? })
    }

    /// Distinct leaves, each with its issuer's certificate, as sent.
    fn leaves(&self, count: usize) -> Vec<[Vec<u8>; 2]> {
        let one = |number: usize| {
            let (issuing, issuer) = &self.issuers[number % self.issuers.len()];
            let name = format!("host-{number}.contoso.com");
            let mut params = common(&name);
            params.subject_alt_names = CertificateParams::new(vec![name]).unwrap().subject_alt_names;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            [params.signed_by(&self.leaf_key, issuer).unwrap().der().to_vec(), issuing.clone()]
        };
        (0..count).map(one).collect()
    }

    fn anchors(&self) -> AnchorSet {
        let mut anchors = AnchorSet::default();
        anchors.add(Arc::new(parse::certificate(&self.root).unwrap()), "bench");
        anchors
    }

    /// Every chain `times` over, by us and by webpki.
    fn compare(&self, name: &str, chains: &[[Vec<u8>; 2]], times: usize) {
        let anchors = self.anchors();
        let ours = || {
            let memory = Memory::default();
            let mut parsed: HashMap<[u8; 32], Sent> = HashMap::new();
            for _ in 0..times {
                for chain in chains {
                    let mut one =
                        |der: &Vec<u8>| parsed.entry(parse::sha256(der)).or_insert_with(|| parse::sent(der)).clone();
                    let sent = PresentedChain { sent: chain.iter().map(&mut one).collect() };
                    assert_eq!(black_box(explore(&sent, &anchors, &memory)).trust, Trust::Trusted);
                }
            }
            // What a run learns is dropped at its end, all at once.
            (memory, parsed)
        };
        let root = CertificateDer::from(self.root.as_slice());
        let trusted = [anchor_from_trusted_cert(&root).unwrap()];
        let theirs = || {
            for _ in 0..times {
                for chain in chains {
                    assert!(black_box(accepts(chain, &trusted)));
                }
            }
        };
        let (ours, theirs) = rounds::medians(rounds::rounds(7), ours, theirs);
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        println!("many, {name}: chaincheck {ours:.1?}, webpki {theirs:.1?}, {ratio:.1} times as fast");
    }

    /// One chain in growing company.
    fn grow(&self, name: &str, crowd: fn(&Self, usize) -> Vec<Vec<u8>>) {
        let anchors = self.anchors();
        let [leaf, issuing] = self.leaves(1).remove(0);
        for count in [8, 32, 128, 252] {
            let ders: Vec<Vec<u8>> = [vec![leaf.clone()], crowd(self, count), vec![issuing.clone()]].concat();
            let sent = PresentedChain { sent: ders.iter().map(|der| parse::sent(der)).collect() };
            let walk = || explore(&sent, &anchors, &Memory::default());
            let (time, _) = rounds::medians(rounds::rounds(40), || drop(black_box(walk())), || {});
            let walk = walk();
            let (trust, work) = (walk.trust.as_str(), walk.work);
            println!(
                "many, {name}: {count:3} beside an ordinary chain: {time:.1?}, {} signature checks, {} steps, {trust}",
                work.signatures, work.steps
            );
        }
    }
}

type Crowd = fn(&Pki, usize) -> Vec<Vec<u8>>;

/// What is sent beside the chain.
const CROWDS: &[(&str, Crowd)] = &[
    ("strangers", |pki, count| {
        let one = |number: usize| pki.sign(authority(&format!("Stranger {number}")), &KeyPair::generate().unwrap());
        (0..count).map(one).collect()
    }),
    ("same name, other keys", |pki, count| {
        let one = |_: usize| pki.sign(authority("Contoso Issuing CA 0"), &KeyPair::generate().unwrap());
        (0..count).map(one).collect()
    }),
    ("same name, same key", |pki, count| {
        let key = &pki.issuers[0].1;
        let one = |_: usize| pki.sign(authority("Contoso Issuing CA 0"), key.key());
        (0..count).map(one).collect()
    }),
    ("run-out twins on two storeys", |pki, count| {
        let upper = KeyPair::generate().unwrap();
        let name = "Contoso Upper CA";
        let between = Issuer::new(authority(name), &upper);
        let twin = |number: usize| {
            let lower = number.is_multiple_of(2);
            let mut params = authority(if lower { "Contoso Issuing CA 0" } else { name });
            params.not_after = rcgen::date_time_ymd(2025, 1, 1);
            match lower {
                true => params.signed_by(pki.issuers[0].1.key(), &between).unwrap().der().to_vec(),
                false => pki.sign(params, &upper),
            }
        };
        (0..count).map(twin).collect()
    }),
];

impl Pki {
    /// A certificate by the root.
    fn sign(&self, params: CertificateParams, key: &KeyPair) -> Vec<u8> {
        params.signed_by(key, &self.above).unwrap().der().to_vec()
    }
}

fn common(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.use_authority_key_identifier_extension = true;
    params
}

fn authority(name: &str) -> CertificateParams {
    let mut params = common(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn explore(sent: &PresentedChain, anchors: &AnchorSet, memory: &Memory) -> Walk {
    let options = walk::Options {
        time: TIME,
        purpose: Purpose::Server,
        profile: Profile::Field,
        policy: PolicyInputs::default(),
        revocation: Revocation::default(),
        limits: Limits::default(),
        is_public: &|_| false,
        distrusted: &Distrusted::default(),
    };
    walk::explore(&Bag { sent, extra: &[], anchors }, &options, memory).unwrap()
}

fn accepts(chain: &[Vec<u8>; 2], anchors: &[TrustAnchor<'_>]) -> bool {
    let time = UnixTime::since_unix_epoch(Duration::from_secs(TIME.unsigned_abs()));
    let leaf = CertificateDer::from(chain[0].as_slice());
    let issuing = [CertificateDer::from(chain[1].as_slice())];
    let usage = KeyUsage::server_auth();
    let leaf = EndEntityCert::try_from(&leaf).unwrap();
    leaf.verify_for_usage(ALL_VERIFICATION_ALGS, anchors, &issuing, time, usage, None, None).is_ok()
}
