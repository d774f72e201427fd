//! First messages whole, in pieces, damaged and hostile.

use super::*;

fn wrapped(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, 3, 1][..], &u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes(), body].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&[kind][..], &length[1..], body].concat()
}

fn hello(version: u8, suite: u16) -> Vec<u8> {
    message(2, &[&[3, version][..], &[7; 32], &[0], &suite.to_be_bytes(), &[0]].concat())
}

/// A list of certificates with something behind them.
fn certificate(ders: &[&[u8]], tail: &[u8]) -> Vec<u8> {
    let entry = |der: &&[u8]| message(0, der)[1..].to_vec();
    let list = [ders.iter().flat_map(entry).collect(), tail.to_vec()].concat();
    message(11, &message(0, &list)[1..])
}

fn done() -> Vec<u8> {
    message(14, &[])
}

fn read(bytes: &[u8]) -> (Flight, Result<Option<Done>, Stop>) {
    let mut flight = Flight::default();
    let end = flight.take(bytes);
    (flight, end)
}

#[test]
fn any_cut_into_records_and_reads_gives_the_same() {
    let request = message(13, &[1, 1, 0, 4, 0, 2, b'C', b'A']);
    let status = message(22, &[1, 0, 0, 2, b'o', b'k']);
    let parts = [hello(1, 0x0035), certificate(&[b"leaf", b"issuer"], &[]), status, request, done()];
    let whole = parts.concat();
    let one = wrapped(22, &whole);
    let bytes: Vec<u8> = whole.iter().flat_map(|b| wrapped(22, &[*b])).collect();
    let each: Vec<u8> = parts.iter().flat_map(|part| wrapped(22, part)).collect();
    for wire in [one, bytes, each] {
        for step in [1, 3, wire.len()] {
            let mut flight = Flight::default();
            let mut end = None;
            for piece in wire.chunks(step) {
                assert_eq!(end, None, "nothing follows the end");
                end = flight.take(piece).unwrap_or_else(|stop| panic!("{stop:?}"));
            }
            assert_eq!(end, Some(Done::Hello));
            assert_eq!(flight.chain, [b"leaf".to_vec(), b"issuer".to_vec()]);
            assert_eq!(flight.protocol().as_deref(), Some("TLSv1.0"));
            assert_eq!(flight.cipher().as_deref(), Some("TLS_RSA_WITH_AES_256_CBC_SHA"));
            assert_eq!(flight.ocsp.as_deref(), Some(&b"ok"[..]));
            assert_eq!((flight.asked, &flight.issuers[..]), (true, &[b"CA".to_vec()][..]));
            assert_eq!((flight.unread, flight.dropped), (0, 0));
        }
    }
}

#[test]
fn damaged_flights_are_read_within_bounds() {
    let request = message(13, &[1, 1, 0, 4, 0, 2, b'C', b'A']);
    let parts = [hello(1, 0x0035), certificate(&[b"leaf", b"issuer"], &[]), request, done()].concat();
    let wire = [wrapped(21, &[1, 112]), wrapped(22, &parts)].concat();
    for place in 0..wire.len() {
        for bit in 0..8 {
            let mut damaged = wire.clone();
            damaged[place] ^= 1 << bit;
            let mut flight = Flight::default();
            let mut bytes = damaged.chunks(5);
            let end = bytes.try_fold(None, |end, piece| if end.is_none() { flight.take(piece) } else { Ok(end) });
            // A flight that ends as it should has a hello, and never more than came.
            assert!(!matches!(end, Ok(Some(Done::Hello))) || flight.protocol().is_some(), "{place} {bit}");
            let kept: usize = flight.chain.iter().chain(&flight.issuers).map(Vec::len).sum();
            assert!(kept + flight.unread <= wire.len(), "{place} {bit}");
        }
    }
}

#[test]
fn what_stands_behind_the_certificates_is_counted() {
    for (tail, unread) in [(&b""[..], 0), (b"\0\0\x09abc", 6), (b"\xff", 1)] {
        let wire = [hello(3, 0xc02f), certificate(&[b"leaf"], tail), done()].concat();
        let (flight, end) = read(&wrapped(22, &wire));
        assert_eq!(end.ok(), Some(Some(Done::Hello)));
        assert_eq!((flight.chain.len(), flight.unread), (1, unread), "{tail:?}");
    }
}

#[test]
fn certificates_beyond_the_bound_are_counted() {
    let wire = [hello(3, 0xc02f), certificate(&[b"der".as_slice(); 300], &[]), done()].concat();
    let (flight, _) = read(&wrapped(22, &wire));
    assert_eq!((flight.chain.len(), flight.dropped, flight.unread), (256, 44, 0));
}

#[test]
fn requests_for_client_certificates_have_two_layouts() {
    let (old, new) = ([1, 1, 0, 4, 0, 2, b'C', b'A'], [1, 1, 0, 2, 4, 1, 0, 4, 0, 2, b'C', b'A']);
    let cases = [(1, &old[..], 1), (3, &new[..], 1), (1, &new[..], 0), (3, &old[..], 0), (3, &[][..], 0)];
    for (version, body, issuers) in cases {
        let (flight, _) = read(&wrapped(22, &[hello(version, 0x0035), message(13, body)].concat()));
        assert_eq!(flight.issuers.len(), issuers, "{version} {body:?}");
        assert!(flight.asked, "whether or not it can be read");
    }
}

#[test]
fn warnings_are_passed_over_and_fatal_alerts_are_named() {
    let warned = [wrapped(21, &[1, 112]), wrapped(22, &[hello(3, 0x0035), done()].concat())].concat();
    assert_eq!(read(&warned).1.ok(), Some(Some(Done::Hello)));
    let alert = |bytes: &[u8]| match read(bytes).1 {
        Err(Stop::Alert(name)) => name,
        other => panic!("{other:?}"),
    };
    assert_eq!(alert(&wrapped(21, &[2, 70])), "protocol_version");
    assert_eq!(alert(&[wrapped(21, &[2]), wrapped(21, &[112])].concat()), "unrecognized_name");
    assert_eq!(alert(&wrapped(21, &[2, 200])), "number 200");
    assert!(matches!(read(&wrapped(21, &[1, 0])).1, Err(Stop::Closed)));
}

#[test]
fn what_no_server_may_send_ends_the_reading() {
    let why = |bytes: &[u8]| match read(bytes).1 {
        Err(Stop::Unusable(why)) => why,
        other => panic!("{other:?}"),
    };
    assert!(why(&[22, 3, 1, 0xff, 0xff]).contains("16 KiB"));
    assert!(why(b"HTTP/1.1 400").contains("stopped speaking TLS"));
    assert!(why(&wrapped(22, &[11, 0x20, 0, 0])).contains("1 MiB"));
    assert!(why(&wrapped(23, b"data")).contains("out of turn"));
    assert!(why(&wrapped(22, &certificate(&[b"leaf"], &[]))).contains("before its hello"));
    assert!(why(&wrapped(22, &message(2, &[3, 3, 0]))).contains("hello that cannot be read"));
    assert!(why(&wrapped(22, &hello(9, 0x0035))).contains("hello that cannot be read"));
    let short = [hello(3, 0x0035), message(11, &[0, 0, 9, 1])].concat();
    assert!(why(&wrapped(22, &short)).contains("certificates that cannot be read"));
    assert!(why(&wrapped(22, &[]).repeat(MAX_BYTES / 5 + 1)).contains("never end"));
}

#[test]
fn the_shape_of_a_relay_is_exact() {
    let body = [&[2, 0, 0, 70, 3, 1][..], &[5; 32], &[32], &[6; 32], &[0, 0x18, 0, 14, 0, 0, 0]].concat();
    assert_eq!(read(&wrapped(22, &body)).1.ok(), Some(Some(Done::Pseudo)));
    for (place, byte) in [(5, 3), (38, 31), (72, 0x35), (74, 12), (77, 1)] {
        let mut other = body.clone();
        other[place] = byte;
        assert_ne!(read(&wrapped(22, &other)).1.ok(), Some(Some(Done::Pseudo)), "{place}");
    }
    let apart = [wrapped(22, &body[..74]), wrapped(22, &body[74..])].concat();
    assert_eq!(read(&apart).1.ok(), Some(Some(Done::Hello)));
}
