//! The machines, fed with whole, broken and hostile conversations.

use super::*;

/// Feeds a machine in pieces of `step` bytes; what it said, and how it ended.
fn talk(word: &str, heard: &[u8], step: usize) -> (String, Result<usize, String>) {
    let protocol = PROTOCOLS.iter().find(|p| p.word == word).unwrap_or_else(|| panic!("{word}"));
    let mut machine = (protocol.talk)("contoso.test");
    let mut said = machine.open();
    let mut buffer = Vec::new();
    let mut pieces = heard.chunks(step);
    loop {
        let turn = if buffer.is_empty() { Ok(Turn::Wait) } else { machine.hear(&buffer) };
        match turn {
            Ok(Turn::Wait) => match pieces.next() {
                Some(piece) => buffer.extend_from_slice(piece),
                None => return (String::from_utf8_lossy(&said).into_owned(), Err("waits".to_owned())),
            },
            Ok(Turn::Go { read, say }) => {
                assert!(read > 0, "goes on without reading");
                buffer.drain(..read);
                said.extend(say);
            }
            Ok(Turn::Ready { read }) => {
                let left = buffer.len() - read + pieces.map(<[u8]>::len).sum::<usize>();
                return (String::from_utf8_lossy(&said).into_owned(), Ok(left));
            }
            Err(refusal) => {
                return (String::from_utf8_lossy(&said).into_owned(), Err(refusal.explain(protocol).1.to_string()));
            }
        }
    }
}

const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:server' \
                      xmlns:stream='http://etherx.jabber.org/streams' id='a>b' version='1.0'>";
const OFFER: &str = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>\
                     </stream:features>";

#[test]
fn each_protocol_agrees_however_its_words_are_cut() {
    let xmpp = format!("{HEADER}{OFFER}<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    let long = format!("{HEADER}\n {OFFER}\n<t:proceed xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'></t:proceed>");
    let smtp = "220-mail.contoso.test\r\n220 ESMTP\r\n250-mail.contoso.test\r\n250-PIPELINING\r\n250 starttls\r\n\
                220 2.0.0 Ready\r\n";
    let imap = "* OK IMAP4rev1 ready\r\n* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\na2 OK go\r\n";
    let pop3 = "+OK POP3\r\n+OK\r\nTOP\r\nSTLS\r\n.\r\n+OK begin\r\n";
    let old = "+OK POP3\r\n-ERR what?\r\n+OK begin\r\n";
    // As Windows writes lengths, and as others do.
    let windows = "\x30\u{84}\0\0\0\x10\x02\x01\x01\x78\u{84}\0\0\0\x07\x0a\x01\0\x04\0\x04\0";
    let latin = |text: &str| -> Vec<u8> { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(0)).collect() };
    let ldap = "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0";
    let cases: [(&str, Vec<u8>, &[&str]); 8] = [
        ("xmpp", xmpp.into(), &["xmlns='jabber:server'", "to='contoso.test'", "<starttls"]),
        ("xmpp-client", long.into(), &["xmlns='jabber:client'", "<starttls"]),
        ("smtp", smtp.into(), &["EHLO ", "\r\nSTARTTLS\r\n"]),
        ("imap", imap.into(), &["a1 CAPABILITY\r\na2 STARTTLS\r\n"]),
        ("pop3", pop3.into(), &["CAPA\r\nSTLS\r\n"]),
        ("pop3", old.into(), &["CAPA\r\nSTLS\r\n"]),
        ("ldap", ldap.into(), &["1.3.6.1.4.1.1466.20037"]),
        ("ldap", latin(windows), &["1.3.6.1.4.1.1466.20037"]),
    ];
    for (word, heard, says) in cases {
        for step in [1, 2, 7, heard.len()] {
            let (said, end) = talk(word, &heard, step);
            assert_eq!(end, Ok(0), "{word} by {step}: {said}");
            assert!(says.iter().all(|part| said.contains(part)), "{word}: {said}");
        }
        let injected = [&heard[..], b"injected"].concat();
        assert_eq!(talk(word, &injected, injected.len()).1, Ok(8), "{word}");
    }
}

#[test]
fn refusals_are_told_apart() {
    let error = format!("{HEADER}<stream:error><host-unknown xmlns='x'/></stream:error></stream:stream>");
    let cases: [(&str, &[u8], &str); 39] = [
        ("smtp", b"554 no service\r\n", "turns this machine away, or everybody for now (SMTP): 554 no service"),
        ("smtp", b"421-busy\r\n421 busy\r\n", "turns this machine away"),
        ("smtp", b"220 hi\r\n550 not you\r\n", "turns this machine away, or everybody for now (SMTP): 550 not you"),
        ("smtp", b"220 hi\r\n250 STARTTLS\r\n421 going down\r\n", "turns this machine away"),
        ("smtp", b"220 hi\r\n250 STARTTLS\r\n501 what?\r\n", "refuses STARTTLS (SMTP): 501 what?"),
        ("smtp", b"220 hi\r\n502 what?\r\n", "refuses STARTTLS (SMTP): 502 what?"),
        ("smtp", b"220 hi\r\n250-mail\r\n250 HELP\r\n", "offers no STARTTLS (SMTP)"),
        ("smtp", b"220 hi\r\n250 STARTTLS\r\n454 later\r\n", "refuses STARTTLS (SMTP): 454 later"),
        ("smtp", b"HTTP/1.1 400 Bad\r\n", "does not speak SMTP: answers in plain HTTP"),
        ("smtp", b"22 \r\n", "does not speak SMTP: the answer is not TLS"),
        ("smtp", "220 hi\r\n250-\u{fc}\r\n\u{fc}\r\n".as_bytes(), "broke off its reply"),
        ("imap", b"* BYE full\r\n", "turns this machine away, or everybody for now (IMAP): * BYE full"),
        ("imap", b"* OK\r\n* CAPABILITY STARTTLS\r\na1 OK\r\n* BYE no\r\n", "refuses STARTTLS (IMAP): * BYE no"),
        ("imap", b"* PREAUTH hello\r\n", "refuses STARTTLS (IMAP): * PREAUTH hello"),
        ("imap", b"* OK\r\n* CAPABILITY IMAP4rev1\r\na1 OK\r\n", "offers no STARTTLS (IMAP)"),
        ("imap", b"* OK\r\na1 BAD\r\n", "refuses STARTTLS (IMAP): a1 BAD"),
        ("imap", b"* OK\r\n* CAPABILITY STARTTLS\r\na1 OK\r\na2 NO never\r\n", "refuses STARTTLS (IMAP): a2 NO never"),
        ("imap", b"+OK POP3\r\n", "does not speak IMAP: sends a POP3 banner"),
        ("pop3", b"-ERR down\r\n", "turns this machine away, or everybody for now (POP3): -ERR down"),
        ("pop3", b"+OK\r\n+OK\r\nTOP\r\n.\r\n", "offers no STARTTLS (POP3)"),
        ("pop3", b"+OK\r\n+OK\r\nSTLS\r\n.\r\n-ERR no\r\n", "refuses STARTTLS (POP3): -ERR no"),
        ("pop3", b"* OK\r\n", "does not speak POP3: sends an IMAP banner"),
        ("xmpp", error.as_bytes(), "does not serve the domain asked for (XMPP between servers): host-unknown"),
        ("xmpp", b"<stream:stream id='1'>", "offers no STARTTLS (XMPP between servers)"),
        ("xmpp", b"<stream:stream version='1.0'><stream:features/>", "offers no STARTTLS"),
        ("xmpp", b"<stream:stream version='1.0'></stream:stream>", "closed the connection before STARTTLS"),
        ("xmpp", b"<!DOCTYPE x>", "XML that XMPP forbids"),
        ("xmpp", b"SSH-2.0-x\r\n", "does not speak XMPP between servers: sends an SSH banner"),
        ("xmpp", b"\x15\x03\x01\0\x02\x02\x28", "it answers in TLS, without STARTTLS before it"),
        ("ldap", b"\x30\x0e\x02\x01\x01\x78\x09\x0a\x01\x34\x04\0\x04\x02no", "LDAP result 52 (unavailable), no"),
        ("ldap", b"\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x00\x04\0\x04\0", "broke the rules of LDAP"),
        ("ldap", b"\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\0\x04\0", "broke the rules of LDAP"),
        ("ldap", b"\x30\x10\x02\x01\x01\x78\x0b\x0a\x01\x00\x04\0\x04\0\x8a\x021.", "broke the rules of LDAP"),
        ("ldap", b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\0\x04\0", "broke the rules of LDAP"),
        ("ldap", b"\x30\x84\xff\xff\xff\xff", "broke the rules of LDAP"),
        ("ldap", b"\x30\x80\x02\x01\x01", "broke the rules of LDAP"),
        (
            "ldap",
            b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x0a\x04\0\x04\0",
            "refuses STARTTLS (LDAP): LDAP result 10 (ref",
        ),
        // The notice of a server that closes answers no request.
        ("ldap", b"\x30\x0e\x02\x01\x00\x78\x09\x0a\x01\x34\x04\0\x04\x02no", "turns this machine away"),
        ("ldap", b"HTTP/1.1 400 Bad\r\n", "does not speak LDAP: answers in plain HTTP"),
    ];
    for (word, heard, words) in cases {
        // What another protocol is called is known by its first bytes at once.
        let steps = if words.contains("does not speak") { vec![heard.len()] } else { vec![1, heard.len()] };
        for step in steps {
            let end = talk(word, heard, step).1;
            assert!(end.as_ref().is_err_and(|why| why.contains(words)), "{word} {heard:?}: {end:?}");
        }
    }
    let asked = format!("{HEADER}{OFFER}<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    let end = talk("xmpp", asked.as_bytes(), 5).1;
    assert!(end.as_ref().is_err_and(|why| why.contains("refuses STARTTLS")), "{end:?}");
    // Conditions that say nothing of STARTTLS, unless it was asked for.
    for (before, words) in [("", "turns this machine away"), (OFFER, "refuses STARTTLS")] {
        let limit = format!("{HEADER}{before}<stream:error><resource-constraint/></stream:error>");
        let end = talk("xmpp", limit.as_bytes(), 5).1;
        assert!(end.as_ref().is_err_and(|why| why.contains(words)), "{end:?}");
    }
    let wrong = format!("{HEADER}<stream:error><invalid-namespace/></stream:error>");
    let end = talk("xmpp", wrong.as_bytes(), 5).1;
    assert!(end.as_ref().is_err_and(|why| why.contains("--starttls xmpp-client")), "{end:?}");
}

/// An agreement to what was not asked is none.
#[test]
fn nothing_is_agreed_before_it_is_asked() {
    for early in ["<proceed/>", "<stream:features><proceed/>", "<failure/>"] {
        let (said, end) = talk("xmpp", format!("{HEADER}{early}").as_bytes(), 7);
        assert_eq!(end, Err("waits".to_owned()), "{early}");
        assert!(!said.contains("<starttls"), "{said}");
    }
    // Nor is it asked twice.
    let (said, end) = talk("xmpp", format!("{HEADER}{OFFER}{OFFER}{OFFER}<proceed/>").as_bytes(), 7);
    assert_eq!((said.matches("<starttls").count(), end), (1, Ok(0)));
}

#[test]
fn an_answer_of_ldap_may_say_what_it_answers() {
    let name = b"\x8a\x161.3.6.1.4.1.1466.20037";
    let heard = [&b"\x30\x24\x02\x01\x01\x78\x1f\x0a\x01\0\x04\0\x04\0"[..], name].concat();
    for step in [1, 5, heard.len()] {
        assert_eq!(talk("ldap", &heard, step).1, Ok(0), "by {step}");
    }
}

#[test]
fn damaged_conversations_come_to_an_end() {
    let xmpp = format!("{HEADER}{OFFER}<proceed/>");
    let whole: [(&str, &[u8]); 5] = [
        ("xmpp", xmpp.as_bytes()),
        ("smtp", b"220 hi\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n"),
        ("imap", b"* OK\r\n* CAPABILITY STARTTLS\r\na1 OK\r\na2 OK\r\n"),
        ("pop3", b"+OK\r\n+OK\r\nSTLS\r\n.\r\n+OK\r\n"),
        ("ldap", b"\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\0\x04\0\x04\0"),
    ];
    for (word, heard) in whole {
        assert_eq!(talk(word, heard, heard.len()).1, Ok(0));
        for place in 0..heard.len() {
            for byte in [0, 0x2f, 0x3c, 0x3e, 0x7f, 0x80, 0x84, 0xff] {
                let mut damaged = heard.to_vec();
                damaged[place] = byte;
                // Whatever it is, it is an end: no panic, and no turn without a step forward.
                let (said, _) = talk(word, &damaged, 3);
                assert!(said.len() < 1000, "{word} {place} {byte}");
            }
        }
    }
}

#[test]
fn no_line_and_no_message_is_without_end() {
    for (word, start) in
        [("smtp", &b"220 "[..]), ("imap", b"* OK "), ("pop3", b"+OK "), ("xmpp", b"<a "), ("ldap", b"\x30\x82\xff\xff")]
    {
        let endless = [start, &b"x".repeat(70_000)].concat();
        let end = talk(word, &endless, 4096).1;
        assert!(end.as_ref().is_err_and(|why| why != "waits"), "{word}: {end:?}");
    }
}

#[test]
fn words_are_unique_and_every_transport_has_its_own() {
    for (number, protocol) in PROTOCOLS.iter().enumerate() {
        let same = |other: &&Protocol| other.word == protocol.word || other.transport == protocol.transport;
        assert_eq!(PROTOCOLS.iter().position(|other| same(&other)), Some(number));
        assert_eq!(protocol.transport.as_str(), format!("starttls-{}", protocol.word));
    }
}
