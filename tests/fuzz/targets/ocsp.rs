//! OCSP responses: the bytes as a whole one, and as the answers of a sound one, asked about a certificate.
#![no_main]

use std::sync::OnceLock;

use chaincheck::{
    model::Cert,
    x509::{
        ocsp::{self, MAX_RESPONSE},
        parse, signature,
    },
};
use chaincheck_fuzz::{
    der::{seq, tlv},
    forge,
};
use libfuzzer_sys::fuzz_target;

const BASIC: &[u8] = &[0x06, 9, 0x2b, 6, 1, 5, 5, 7, 48, 1, 1];

fn response(answers: &[u8]) -> Vec<u8> {
    let responder = tlv(0xa2, &tlv(4, &[1; 20]));
    let data = seq(0x30, &[responder, tlv(0x18, b"20260101000000Z"), tlv(0x30, answers)]);
    let basic = seq(0x30, &[data, vec![0x30, 5, 0x06, 3, 0x2b, 0x65, 0x70], tlv(3, &[0; 65])]);
    let bytes = tlv(0x30, &[BASIC, &tlv(4, &basic)].concat());
    tlv(0x30, &[&[10, 1, 0][..], &tlv(0xa0, &bytes)].concat())
}

fuzz_target!(|data: &[u8]| {
    read(data);
    read(&response(data));
});

fn read(data: &[u8]) {
    static CERT: OnceLock<Cert> = OnceLock::new();
    let cert = CERT.get_or_init(|| parse::certificate(&forge::bag(&[]).sent[0]).expect("a sound certificate"));
    let Ok(response) = ocsp::read(data) else { return };
    assert!(data.len() <= MAX_RESPONSE);
    assert!(response.tbs().len() + response.signature().len() <= data.len());
    let _ = response.responder.is(cert);
    for answer in &response.answers {
        let _ = answer.is_about(cert, cert);
    }
    for signer in response.certificates.iter().chain([cert]) {
        let _ = response.responder.is(signer);
        let _ =
            signature::verify_with(&response.scheme, &signer.key, &signer.der, response.tbs(), response.signature());
    }
}
