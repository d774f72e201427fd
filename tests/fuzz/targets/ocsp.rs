//! An OCSP response from any bytes, asked about a certificate.
#![no_main]

use std::sync::OnceLock;

use chaincheck::{
    model::Cert,
    x509::{
        ocsp::{self, MAX_RESPONSE},
        parse, signature,
    },
};
use chaincheck_fuzz::forge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
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
});
