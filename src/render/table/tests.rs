//! Whole outputs compared as text. `CHAINCHECK_BLESS=1 cargo test` rewrites them; read them in review.

#![allow(clippy::unwrap_used)]

use std::{env, fs, path::Path};

use crate::{
    model::{Beside, Completion, EndKind, Position, Report, Source, Trust, report::Store},
    render::{Lang, Style, clean, sample, table},
};

const WIDTHS: [usize; 2] = [80, 200];

fn style(width: usize) -> Style {
    Style { width, ..Style::default() }
}

fn text(report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    table::write(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn cases() -> Vec<(&'static str, Report)> {
    vec![
        ("healthy", sample::healthy()),
        ("broken", sample::broken()),
        ("hybrid", sample::hybrid()),
        ("crowd", sample::crowd()),
        ("mute", sample::mute()),
        ("hostile", sample::hostile()),
        ("several", several()),
        ("odd", sample::odd()),
        ("divided", sample::divided()),
        ("desk", sample::desk()),
        ("desks", sample::desks()),
    ]
}

fn several() -> Report {
    let mut report = sample::healthy();
    report.targets.extend(sample::broken().targets);
    report.targets.extend(sample::mute().targets);
    let problems = vec!["/etc/ssl/old.pem: not PEM at line 1\u{1b}[m".into()];
    report.stores.push(Store { name: "mozilla".to_owned(), decides: false, anchors: 140, problems });
    // The further store lacks one root: of the first address of each endpoint.
    for endpoint in report.targets.iter_mut().flat_map(|t| &mut t.endpoints) {
        for (i, seen) in endpoint.observations.iter_mut().enumerate().filter(|(_, o)| o.walk.is_some()) {
            let trust = if i == 0 { Trust::Untrusted } else { seen.trust() };
            seen.also.push(Beside { store: "mozilla".to_owned(), trust, because: None });
        }
    }
    report.findings.push(sample::intercepted());
    report
}

fn compare(name: &str, seen: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/snapshots").join(format!("{name}.txt"));
    if env::var_os("CHAINCHECK_BLESS").is_some_and(|v| v == "1") {
        fs::write(&path, seen).unwrap();
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    assert!(wanted == seen, "{} differs:\n{seen}", path.display());
}

#[test]
fn snapshots() {
    for (name, report) in cases() {
        for width in WIDTHS {
            compare(&format!("{name}-{width}"), &text(&report, &style(width)));
        }
    }
    let broken = sample::broken();
    compare("broken-80-ascii", &text(&broken, &Style { unicode: false, ..style(80) }));
    compare("hostile-80-ascii", &text(&sample::hostile(), &Style { unicode: false, ..style(80) }));
    compare("broken-80-v", &text(&broken, &Style { verbose: 1, ..style(80) }));
    compare("broken-80-vv-ascii", &text(&broken, &Style { verbose: 2, unicode: false, ..style(80) }));
    compare("hostile-200-vv", &text(&sample::hostile(), &Style { verbose: 2, ..style(200) }));
    compare("hybrid-80-vv", &text(&sample::hybrid(), &Style { verbose: 2, ..style(80) }));
    compare("odd-80-v", &text(&sample::odd(), &Style { verbose: 1, ..style(80) }));
    compare("divided-80-v", &text(&sample::divided(), &Style { verbose: 1, ..style(80) }));
    let japanese = |width| Style { lang: Lang::Ja, ..style(width) };
    for (name, report) in [("broken", sample::broken()), ("healthy", sample::healthy()), ("hybrid", sample::hybrid())] {
        compare(&format!("{name}-80-ja"), &text(&report, &japanese(80)));
    }
    compare("broken-200-ja", &text(&broken, &japanese(200)));
    compare("several-80-ja", &text(&several(), &japanese(80)));
    compare("desk-80-v", &text(&sample::desk(), &Style { verbose: 1, ..style(80) }));
    compare("desks-80-v-ja", &text(&sample::desks(), &Style { verbose: 1, ..japanese(80) }));
    compare("odd-80-v-ja", &text(&sample::odd(), &Style { verbose: 1, ..japanese(80) }));
    compare("hybrid-80-vv-ja", &text(&sample::hybrid(), &Style { verbose: 2, ..japanese(80) }));
    compare("several-80-q", &text(&several(), &Style { quiet: true, ..style(80) }));
}

#[test]
fn every_line_fits_and_nothing_hidden_comes_through() {
    for (name, report) in cases() {
        for width in [40, 60, 80, 99, 100, 120, 200] {
            for verbose in 0..=2 {
                for (unicode, lang) in [(true, Lang::En), (false, Lang::En), (true, Lang::Ja)] {
                    let text = text(&report, &Style { verbose, unicode, lang, ..style(width) });
                    for line in text.lines().filter(|line| !line.trim_start().starts_with("sha256 ")) {
                        let columns = textwrap::core::display_width(line);
                        assert!(columns <= width, "{name} {width} -v{verbose}: {columns}: {line}");
                        assert!(!line.chars().any(clean::is_hidden), "{name}: {line:?}");
                        assert!(unicode || line.is_ascii(), "{name}: {line}");
                        assert_eq!(line, line.trim_end(), "{name}");
                        // A word that alone is wider than the page is broken anywhere.
                        let torn = line.trim_start().starts_with(['、', '。', ')', '」']);
                        assert!(!torn || width < 80, "{name} {width}: {line}");
                    }
                }
            }
        }
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    for (name, report) in cases() {
        for width in WIDTHS {
            let plain = text(&report, &Style { verbose: 2, ..style(width) });
            let color = text(&report, &Style { verbose: 2, color: true, ..style(width) });
            assert_ne!(plain, color);
            assert_eq!(without_color(&color), plain, "{name}");
        }
    }
}

#[test]
fn verdicts_are_coloured_in_the_table() {
    for (lang, trusted, untrusted) in [(Lang::En, "trusted", "UNTRUSTED"), (Lang::Ja, "信頼済み", "信頼不可")] {
        for width in WIDTHS {
            let text = text(&sample::broken(), &Style { color: true, lang, ..style(width) });
            assert!(text.contains(&format!("\u{1b}[41m{untrusted}\u{1b}[0m")), "{text}");
            assert!(text.contains(&format!(" {trusted} ")), "{text}");
        }
    }
}

#[test]
fn a_completed_path_still_shows_where_it_broke() {
    let fault = sample::fault(Position::End(0), "issuer-missing");
    let certs = [sample::leaf(), sample::issuing(), sample::root()];
    let mut walk = sample::walk(&certs, 1, EndKind::Anchored, vec![fault]);
    walk.path.certificates[1].source = Source::Aia;
    walk.completed_by = Some(Completion::Aia);
    let mut report = sample::healthy();
    report.targets[0].endpoints[0].observations = vec![sample::presented("203.0.113.9:443", walk)];
    report.targets[0].problems = vec!["one thing".into(), "another \u{7}thing".into()];
    let text = text(&report, &Style { verbose: 1, ..style(120) });
    assert!(text.contains("✗ issuer-missing at the end of what was sent  <== breaks here"), "{text}");
    assert!(text.contains("downloaded, not sent") && text.contains("completed by aia"), "{text}");
    assert!(text.contains("checked only in part: one thing (and 1 more problem)"), "{text}");
    assert!(text.contains("  not checked: another \\x07thing"), "{text}");
}

#[test]
fn one_cause_at_several_ports_is_told_once() {
    let mut report = sample::broken();
    let first = &mut report.targets[0].endpoints[0];
    for finding in first.observations.iter_mut().flat_map(|o| &mut o.findings) {
        finding.id = "issuer-missing@sip.contoso.com:443#0123".to_owned();
    }
    let mut second = first.clone();
    second.endpoint.port = Some(5061);
    for finding in second.observations.iter_mut().flat_map(|o| &mut o.findings) {
        finding.id = "issuer-missing@sip.contoso.com:5061#0123".to_owned();
        finding.remedy = finding.remedy.clone().then(" There too.");
        finding.evidence[0].value = crate::model::Value::Text("another value".into());
    }
    report.targets[0].endpoints.push(second);
    let text = text(&report, &style(200));
    assert_eq!(text.matches("CRITICAL issuer-missing").count(), 1, "{text}");
    assert!(text.contains("and 1 other endpoint"), "{text}");
    assert!(text.contains(", another value"), "{text}");
    assert!(text.contains("  Likewise at: sip.contoso.com:5061 ("), "{text}");
}

#[test]
fn who_is_hurt_is_said_of_all_the_places_of_a_cause() {
    let headline = |everywhere: &[(&str, Option<bool>)]| {
        let mut report = sample::divided();
        report.targets.truncate(1);
        let mut second = report.targets[0].endpoints[0].clone();
        second.endpoint.port = Some(5061);
        for (family, accepts) in everywhere {
            let mut clients = second.observations[0].clients.iter_mut();
            clients.find(|client| client.family.as_str() == *family).unwrap().accepts = *accepts;
        }
        report.targets[0].endpoints.push(second);
        text(&report, &Style { quiet: true, ..style(200) })
    };
    let same = headline(&[]);
    assert!(same.contains("1 other endpoint: desktops get in, phones and Java programs do not: "), "{same}");
    for elsewhere in [Some(false), None] {
        let other = headline(&[("windows", elsewhere)]);
        assert!(!other.contains("get in"), "desktops do not everywhere: {other}");
    }
    let other = headline(&[("mac", Some(false)), ("mobile", Some(true))]);
    assert!(other.contains("desktops get in, phones, Macs and Java programs do not: "), "{other}");
}

#[test]
fn names_codes_and_dates_stay_whole_or_the_table_is_stacked() {
    let mut report = sample::broken();
    let long = "lyncdiscoverinternal.subsidiary.contoso.com";
    report.targets[0].endpoints[0].endpoint.host = Some(long.to_owned());
    for width in [80, 100, 110, 120, 140] {
        let text = text(&report, &style(width));
        let table: Vec<&str> = text.lines().skip_while(|l| !l.starts_with("endpoint")).collect();
        assert!(table.iter().any(|l| l.starts_with(&format!("{long}:443 "))), "{width}:\n{text}");
        assert!(table.iter().any(|l| l.contains("issuer-missing")), "{width}:\n{text}");
    }
}

fn without_color(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain + rest
}
