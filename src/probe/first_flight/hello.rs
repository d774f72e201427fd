//! The greeting that older servers answer: everything a certificate could hide behind.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
};

/// Cipher suites, the modern first, so that the one chosen tells the best a server has: ECDHE, DHE and RSA key
/// exchange, authenticated encryption before CBC before RC4. None is anonymous, without encryption, or keyed
/// beforehand: servers send no certificate for those.
pub(super) const SUITES: &[u16] = &[
    // ECDHE with GCM, ChaCha20, CCM.
    0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc0ad, 0xc0ac, //
    // DHE with the same.
    0x009f, 0x009e, 0xccaa, 0x00a3, 0x00a2, 0xc09f, 0xc09e, //
    // ECDHE with AES in CBC.
    0xc024, 0xc028, 0xc023, 0xc027, 0xc00a, 0xc014, 0xc009, 0xc013, //
    // DHE with AES in CBC.
    0x006b, 0x006a, 0x0067, 0x0040, 0x0039, 0x0038, 0x0033, 0x0032, //
    // RSA key exchange with AES.
    0x009d, 0x009c, 0xc09d, 0xc09c, 0x003d, 0x003c, 0x0035, 0x002f, //
    // Camellia and SEED.
    0x00c4, 0x00c0, 0x0088, 0x0084, 0x00be, 0x00ba, 0x0045, 0x0041, 0x009a, 0x0096, //
    // Triple DES and RC4.
    0xc008, 0xc012, 0x0016, 0x0013, 0x000a, 0xc007, 0xc011, 0x0005, 0x0004,
];

/// Groups: X25519, X448, the NIST curves from P-256 on, brainpool, and the small ones (RFC 8422 5.1.1, RFC 7027).
const GROUPS: &[u16] = &[29, 23, 24, 25, 30, 26, 27, 28, 22, 21, 19];

/// Signature algorithms: whatever a certificate may be signed with or hold a key for, MD5, SHA-1 and DSA included.
const SIGNATURES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
    0x0303, 0x0301, 0x0203, 0x0201, 0x0402, 0x0502, 0x0602, 0x0302, 0x0202, 0x0101,
];

/// The record with a ClientHello (RFC 5246 7.4.1.2) that offers `version` at most. No application protocol is offered:
/// servers of SIP and of HTTP are greeted alike, and some refuse what they do not know.
pub(super) fn client_hello(version: u16, server_name: Option<&str>) -> Vec<u8> {
    let mut extensions = Vec::new();
    if let Some(name) = server_name {
        let entry = [&[0][..], &long(name.as_bytes())].concat();
        extension(&mut extensions, 0, &long(&entry));
    }
    // OCSP, no responders, no extensions (RFC 6066 8).
    extension(&mut extensions, 5, &[1, 0, 0, 0, 0]);
    extension(&mut extensions, 10, &long(&words(GROUPS)));
    extension(&mut extensions, 11, &[1, 0]);
    // Not below TLS 1.2 (RFC 5246 7.4.1.4.1).
    if version >= TLS12 {
        extension(&mut extensions, 13, &long(&words(SIGNATURES)));
    }
    // extended_master_secret (RFC 7627 5.1) and renegotiation_info (RFC 5746 3.4).
    extension(&mut extensions, 23, &[]);
    extension(&mut extensions, 0xff01, &[0]);

    pad(&mut extensions, PREFIX + 2 * SUITES.len());

    let mut body = version.to_be_bytes().to_vec();
    body.extend(random());
    // No session to resume; no compression.
    body.push(0);
    body.extend(long(&words(SUITES)));
    body.extend([1, 0]);
    body.extend(long(&extensions));
    let message = [&[1, 0][..], &long(&body)].concat();
    // The version of the record is the lowest there is, whatever the hello offers (RFC 5246 E.1).
    [&[22, 3, 1][..], &long(&message)].concat()
}

/// Bytes of a hello beside its suites and extensions: the header of the message, version, random bytes, and the lengths
/// of session, suites, compression (with one method) and extensions.
const PREFIX: usize = 4 + 2 + 32 + 1 + 2 + 2 + 2;

/// Lengths of a hello that old load balancers take for the start of an SSL 2 record, and wait for ever (RFC 7685 1).
const MISREAD: std::ops::Range<usize> = 256..512;

/// Makes a hello longer that would be of such a length, by the extension for it (RFC 7685 3).
fn pad(extensions: &mut Vec<u8>, others: usize) {
    let length = others + extensions.len();
    if MISREAD.contains(&length) {
        // The extension's own header takes four bytes.
        extension(extensions, 21, &vec![0; MISREAD.end.saturating_sub(length + 4)]);
    }
}

/// TLS 1.2 as written in a hello.
const TLS12: u16 = 0x0303;

/// Bytes with their length before them, in two bytes. A hello is far shorter than that can hold; a name that is not is
/// none.
fn long(bytes: &[u8]) -> Vec<u8> {
    let bytes = if bytes.len() > usize::from(u16::MAX) { &[] } else { bytes };
    let length = u16::try_from(bytes.len()).unwrap_or_default();
    [&length.to_be_bytes()[..], bytes].concat()
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn extension(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    out.extend(kind.to_be_bytes());
    out.extend(long(body));
}

/// Bytes that differ from hello to hello. Nothing is ever encrypted with them.
fn random() -> [u8; 32] {
    let state = RandomState::new();
    let mut bytes = [0; 32];
    for (number, chunk) in bytes.chunks_mut(8).enumerate() {
        let mut hasher = state.build_hasher();
        hasher.write_usize(number);
        chunk.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tls_parser::{
        ClientHello, TlsCipherSuite, TlsExtension, TlsMessage, TlsMessageHandshake, parse_tls_client_hello_extensions,
        parse_tls_plaintext,
    };

    use super::*;

    #[test]
    fn every_suite_is_one_with_a_certificate() {
        assert_eq!(SUITES.iter().collect::<BTreeSet<_>>().len(), 58, "each once");
        for id in SUITES {
            let name = TlsCipherSuite::from_id(*id).unwrap_or_else(|| panic!("{id:04x} is unknown")).name;
            let hidden = ["anon", "NULL", "EXPORT", "PSK", "KRB5"].iter().any(|part| name.contains(part));
            assert!(!hidden, "{name}");
        }
    }

    #[test]
    fn a_hello_reads_back() {
        for (version, name) in [(0x0303, Some("sip.contoso.test")), (0x0301, None)] {
            let bytes = client_hello(version, name);
            let (rest, record) = parse_tls_plaintext(&bytes).unwrap();
            assert!(rest.is_empty());
            assert_eq!(record.hdr.version.0, 0x0301);
            let [TlsMessage::Handshake(TlsMessageHandshake::ClientHello(hello))] = &record.msg[..] else {
                panic!("{record:?}")
            };
            assert_eq!(hello.version.0, version);
            assert_eq!(hello.ciphers.iter().map(|c| c.0).collect::<Vec<_>>(), SUITES);
            let (rest, extensions) = parse_tls_client_hello_extensions(hello.ext().unwrap()).unwrap();
            assert!(rest.is_empty());
            let names: Vec<_> = extensions
                .iter()
                .filter_map(|e| if let TlsExtension::SNI(names) = e { Some(names[0].1) } else { None })
                .collect();
            assert_eq!(names, name.map(str::as_bytes).into_iter().collect::<Vec<_>>());
            let signs = extensions.iter().any(|e| matches!(e, TlsExtension::SignatureAlgorithms(_)));
            assert_eq!(signs, version == 0x0303);
        }
        assert_ne!(client_hello(0x0303, None), client_hello(0x0303, None), "each has bytes of its own");
    }

    /// From no name to the longest there is.
    #[test]
    fn no_hello_is_of_a_length_that_load_balancers_misread() {
        for version in [0x0303, 0x0301] {
            for name in 0..=253 {
                let name = Some("a".repeat(name)).filter(|name| !name.is_empty());
                let message = client_hello(version, name.as_deref()).len() - 5;
                assert!(!MISREAD.contains(&message), "{message}");
            }
        }
    }

    #[test]
    fn a_name_without_end_goes_nowhere() {
        assert!(client_hello(0x0303, Some(&"a".repeat(70_000))).len() < 1000);
    }
}
