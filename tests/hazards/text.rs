//! Names that are instructions to a terminal, or look like others.

use std::time::Duration;

use chaincheck::{
    check::{Checker, Settings},
    model::{Report, Target},
    render::{self, Style, clean},
    trust::{Loaded, Stores},
};
use tokio::sync::watch;

use super::{
    NOW,
    pki::{authority, root, server},
};

/// Escape sequences, a bell, a line that looks like one of ours, direction marks, letters without width, a NUL.
const EVIL: &[&str] = &[
    "\u{1b}[2J\u{1b}[31mRoot\u{7}",
    "\u{9b}31mRoot",
    "Root\r\n  forged",
    "\u{202e}toor\u{202c}",
    "\u{2066}Ro\u{200b}ot\u{2069}",
    "Root\0Two",
    "Ro\u{feff}ot\u{ad}",
    "\u{e0001}Root\u{2028}",
];

#[test]
fn no_name_reaches_the_terminal_as_it_is() {
    for evil in EVIL {
        let top = root(&format!("{evil} top"));
        let issuing = authority(&format!("{evil} issuing")).organization(evil).signed_by(&top);
        let leaf = server(&["sip.contoso.com"]).organization(evil).signed_by(&issuing);
        // Sound, without its issuer, with another root, and not a certificate at all.
        let chains = [
            vec![leaf.der.clone(), issuing.der.clone()],
            vec![leaf.der.clone()],
            vec![leaf.der.clone(), issuing.der.clone(), root(&format!("{evil} top")).der],
            vec![evil.as_bytes().to_vec()],
        ];
        for chain in chains {
            let report = report(&top.der, &chain);
            for (width, unicode, verbose) in [(80, true, 0), (80, false, 2), (200, true, 2)] {
                let style = Style { width, unicode, verbose, ..Style::default() };
                let mut out = Vec::new();
                render::table::write(&report, &style, &mut out).unwrap();
                let text = String::from_utf8(out).unwrap();
                let shown = text.chars().find(|c| *c != '\n' && clean::is_hidden(*c));
                assert_eq!(shown, None, "{evil:?} in:\n{text}");
                assert!(unicode || text.is_ascii(), "{text}");
                assert!(!text.contains("\n  forged"), "a name made a line of its own:\n{text}");
            }
            let mut json = Vec::new();
            render::json::write(&report, &Style::default(), &mut json).unwrap();
            assert!(!json.iter().any(|b| *b < 0x20 && *b != b'\n'), "{evil:?} in JSON");
            serde_json::from_slice::<serde_json::Value>(&json).unwrap();
        }
    }
}

fn report(anchor: &[u8], chain: &[Vec<u8>]) -> Report {
    let mut stores = Stores::default();
    stores.add("test", Loaded { ders: vec![anchor.to_vec()], ..Loaded::default() });
    let settings = Settings { at: Some(NOW), name: Some("sip.contoso.com".to_owned()), ..Settings::default() };
    let (_keep, cut) = watch::channel(false);
    let checker = Checker::new(settings, stores, Box::new(|_| {}), cut);
    Report {
        time: NOW,
        elapsed: Duration::ZERO,
        stores: Vec::new(),
        targets: vec![checker.chain(&Target::File("chain.pem".into()), chain)],
        findings: Vec::new(),
        comparison: None,
        cut: false,
    }
}
