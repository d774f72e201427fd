use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;
use crate::render::{Lang, sample, tests::reports};

fn text(report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    write(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The cells of each row below the heads, as they are read.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS) {
        match event {
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => rows.iter_mut().last().into_iter().for_each(|row| row.push(String::new())),
            Event::Text(said) | Event::Code(said) => {
                if let Some(cell) = rows.last_mut().and_then(|row: &mut Vec<String>| row.last_mut()) {
                    cell.push_str(&said);
                }
            }
            Event::End(TagEnd::Table) => rows.push(Vec::new()),
            _ => {}
        }
    }
    rows.into_iter().filter(|row| !row.is_empty()).collect()
}

#[test]
fn what_to_do_comes_first() {
    let text = text(&sample::broken(), &Style::default());
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[0], "## contoso.com: CRITICAL");
    assert!(
        lines[1].starts_with("**CRITICAL**: `sip.contoso.com:443` (203.0.113.11, 1 of 2 addresses): does not send")
    );
    assert!(lines[2].starts_with("**Do first**: On the server at 203.0.113.11, import CN=Contoso Issuing CA 1"));
    assert!(text.contains("\n### CRITICAL `issuer-missing`: does not send its issuer\n"), "{text}");
    assert!(text.contains("\n- [ ] **Fix**: On the server at 203.0.113.11"), "{text}");
    assert!(
        text.contains("\n- NOTICE `root-sent`: the root certificate was sent too; `sts.contoso.com:443`"),
        "{text}"
    );
}

#[test]
fn equal_addresses_are_a_row() {
    let rows = cells(&text(&sample::crowd(), &Style::default()));
    assert_eq!(rows.len(), 1);
    let shown = ["sip.contoso.com:443", "203.0.113.1-20", "untrusted"];
    assert_eq!(rows[0][..3], shown);
    assert_eq!(rows[0][3..], ["issuer-missing CN=sip.contoso.com", "2027-02-28 (98 days)"]);
    assert_eq!(cells(&text(&sample::broken(), &Style::default())).len(), 3);
}

#[test]
fn nothing_seen_is_never_well() {
    for (report, words) in [
        (sample::mute(), "## contoso.com: UNKNOWN\n\n**UNKNOWN**: no address shows a certificate"),
        (Report { targets: Vec::new(), ..sample::healthy() }, "**UNKNOWN**: nothing was checked"),
        (Report { cut: true, ..sample::healthy() }, "**UNKNOWN**: this run was cut"),
        (sample::odd(), "## fabrikam.com: UNKNOWN\n\n**UNKNOWN**: the name server 10.0.0.53 did not answer"),
    ] {
        let text = text(&report, &Style::default());
        assert!(text.contains(words), "{text}");
    }
    let quiet = text(&sample::mute(), &Style { quiet: true, ..Style::default() });
    assert_eq!(quiet.lines().count(), 3);
}

#[test]
fn japanese_has_no_english_words_of_ours() {
    let ours = [
        "Endpoint",
        "Verdict",
        "Do first",
        "Fix",
        "Stores",
        "UNKNOWN",
        "CRITICAL",
        "WARNING",
        "NOTICE",
        "OK",
        "trusted",
        "silent",
        "where",
        "not checked",
        "Judged",
        "decides",
        "This machine",
        "more",
        "days",
    ];
    for (name, report) in reports().into_iter().filter(|(name, _)| !["hostile", "evil"].contains(name)) {
        let text = text(&report, &Style { lang: Lang::Ja, verbose: 1, ..Style::default() });
        // Titles, labels and remedies are others' to translate.
        for line in text.lines().filter(|line| !line.starts_with("###") && !line.starts_with("- ")) {
            let english = ours.iter().find(|words| line.contains(**words));
            assert_eq!(english, None, "{name}: {line}");
        }
    }
}

#[test]
fn nothing_breaks_out() {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM;
    for verbose in 0..2 {
        for (lang, (name, report)) in Lang::ALL.iter().flat_map(|lang| reports().into_iter().map(move |r| (lang.1, r)))
        {
            let text = text(&report, &Style { verbose, lang, ..Style::default() });
            let findings = report.all_findings().count() + report.targets.len();
            let mut headings = 0;
            for event in Parser::new_ext(&text, options) {
                match event {
                    Event::Html(_)
                    | Event::InlineHtml(_)
                    | Event::InlineMath(_)
                    | Event::DisplayMath(_)
                    | Event::FootnoteReference(_)
                    | Event::Rule
                    | Event::HardBreak => panic!("{name}: {event:?}"),
                    Event::Start(
                        Tag::Link { .. }
                        | Tag::Image { .. }
                        | Tag::HtmlBlock
                        | Tag::CodeBlock(_)
                        | Tag::BlockQuote(_)
                        | Tag::Emphasis
                        | Tag::Strikethrough
                        | Tag::FootnoteDefinition(_),
                    ) => panic!("{name}: {event:?}"),
                    Event::Start(Tag::Heading { .. }) => headings += 1,
                    // What GitHub makes links and mentions of outside code spans.
                    Event::Text(said) => assert!(
                        !said.contains("://")
                            && !said.contains(['@', '#', '<', '`'])
                            && !said.to_lowercase().contains("www."),
                        "{name}: {said}"
                    ),
                    _ => {}
                }
            }
            assert!(headings <= findings + 2, "{name}: {headings} of {findings}");
            for line in text.lines().filter(|line| line.starts_with("| ")) {
                assert_eq!(line.matches('|').count(), 6, "{name}: {line}");
            }
            assert!(cells(&text).iter().all(|row| row.len() == 5), "{name}");
        }
    }
    assert_eq!(
        prose("see `a` (http://x.example/), or \\x1b; ok"),
        "see `` `a` `` (`http://x.example/`), or `\\x1b`; ok"
    );
}
