//! An ordinary chain, bytes in and verdict out, beside webpki on the same bytes.
//!
//! Ours keeps every path and every check and names the fault; webpki answers yes or no. Anchors are prepared outside
//! the timed part for both.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "support/rounds.rs"]
mod rounds;

use std::{hint::black_box, sync::Arc, time::Duration};

use chaincheck::{
    model::{AnchorSet, Distrusted, PresentedChain, Purpose, Trust, chain::Profile},
    walk::{self, Bag, Limits, Memory, PolicyInputs, Revocation},
    x509::parse,
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, SignatureAlgorithm,
};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// 2026-11-22T10:00:00Z, within the validity of everything here.
const TIME: i64 = 1_795_341_600;

fn main() {
    for (name, algorithm) in [("RSA-2048", &PKCS_RSA_SHA256), ("P-256", &PKCS_ECDSA_P256_SHA256)] {
        match chain(algorithm) {
            Ok((sent, root)) => compare(name, &sent, &root),
            Err(error) => println!("walk, {name}: skipped, no such keys here ({error})"),
        }
    }
}

fn compare(name: &str, sent: &[Vec<u8>], root: &[u8]) {
    let mut anchors = AnchorSet::default();
    anchors.add(Arc::new(parse::certificate(root).unwrap()), "bench");
    let ours = || {
        let chain = PresentedChain { sent: sent.iter().map(|der| parse::sent(der)).collect() };
        let bag = Bag { sent: &chain, extra: &[], anchors: &anchors };
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
        let walk = walk::explore(&bag, &options, &Memory::default()).unwrap();
        assert_eq!(black_box(walk).trust, Trust::Trusted);
    };

    let root = CertificateDer::from(root.to_vec());
    let trusted = [anchor_from_trusted_cert(&root).unwrap()];
    let time = UnixTime::since_unix_epoch(Duration::from_secs(TIME.unsigned_abs()));
    let theirs = || {
        let leaf = CertificateDer::from(sent[0].as_slice());
        let issuing = [CertificateDer::from(sent[1].as_slice())];
        let leaf = EndEntityCert::try_from(&leaf).unwrap();
        let usage = KeyUsage::server_auth();
        let path = leaf.verify_for_usage(ALL_VERIFICATION_ALGS, &trusted, &issuing, time, usage, None, None);
        assert!(black_box(path).is_ok());
    };

    let (ours, theirs) = rounds::medians(rounds::rounds(4_000), ours, theirs);
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("walk, {name}: chaincheck {ours:.1?}, webpki {theirs:.1?}, ratio {ratio:.2}");
}

/// Leaf and issuing authority as sent, and the root.
fn chain(algorithm: &'static SignatureAlgorithm) -> Result<(Vec<Vec<u8>>, Vec<u8>), rcgen::Error> {
    let params = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.use_authority_key_identifier_extension = true;
        params
    };
    let authority = |name: &str| {
        let mut params = params(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    };
    let root_key = KeyPair::generate_for(algorithm)?;
    let root_params = authority("Contoso Root CA");
    let root = root_params.self_signed(&root_key)?;
    let root_issuer = Issuer::new(root_params, root_key);
    let issuing_key = KeyPair::generate_for(algorithm)?;
    let issuing_params = authority("Contoso Issuing CA");
    let issuing = issuing_params.signed_by(&issuing_key, &root_issuer)?;
    let issuer = Issuer::new(issuing_params, issuing_key);
    let mut leaf = params("sip.contoso.com");
    leaf.subject_alt_names = CertificateParams::new(vec!["sip.contoso.com".to_owned()])?.subject_alt_names;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let leaf = leaf.signed_by(&KeyPair::generate_for(algorithm)?, &issuer)?;
    Ok((vec![leaf.der().to_vec(), issuing.der().to_vec()], root.der().to_vec()))
}
