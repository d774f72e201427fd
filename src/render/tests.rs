//! Every format over every report: what none of them may do.
//!
//! With `CHAINCHECK_SAMPLES` naming a folder each output is left there as a file, for readers that others wrote
//! (`tests/formats/run`).

#![allow(clippy::unwrap_used)]

use std::{env, fs, path::PathBuf};

use super::*;
use crate::model::Report;

/// Every report of [`sample`], and those that are unlike them.
pub(crate) fn reports() -> Vec<(&'static str, Report)> {
    let mut several = sample::healthy();
    several.targets.extend(sample::broken().targets);
    several.targets.extend(sample::mute().targets);
    several.findings.push(sample::intercepted());
    vec![
        ("healthy", sample::healthy()),
        ("broken", sample::broken()),
        ("hybrid", sample::hybrid()),
        ("crowd", sample::crowd()),
        ("divided", sample::divided()),
        ("mute", sample::mute()),
        ("hostile", sample::hostile()),
        ("evil", sample::evil()),
        ("odd", sample::odd()),
        ("desk", sample::desk()),
        ("desks", sample::desks()),
        ("several", several),
        ("cut", Report { cut: true, ..sample::healthy() }),
        ("empty", Report { targets: Vec::new(), ..sample::healthy() }),
    ]
}

fn text(format: &Format, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    (format.write)(report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn formats_are_found_by_name() {
    for known in FORMATS {
        assert_eq!(format(known.name).map(|f| f.title), Some(known.title));
    }
    assert!(format("yaml").is_none());
}

#[test]
fn every_format_writes_lines_without_hidden_characters() {
    let folder = env::var_os("CHAINCHECK_SAMPLES").map(PathBuf::from);
    for (name, report) in reports() {
        for format in FORMATS {
            for lang in Lang::ALL {
                let text = text(format, &report, &Style { lang: lang.1, ..Style::default() });
                // Markup ends where it ends.
                let ends = text.is_empty() || text.ends_with('\n') || text.ends_with("</html>");
                assert!(ends, "{name} as {}", format.name);
                let hidden = text.chars().find(|c| !matches!(c, '\n') && clean::is_hidden(*c));
                assert_eq!(hidden, None, "{name} as {}", format.name);
                if let Some(folder) = &folder {
                    fs::write(folder.join(format!("{name}.{}.{}", lang.0, format.name)), &text).unwrap();
                }
            }
        }
    }
}

#[test]
fn what_programs_read_is_the_same_in_every_language() {
    const PEOPLE: [&str; 4] = ["table", "html", "markdown", "nagios"];
    for (name, report) in reports() {
        for format in FORMATS.iter().filter(|format| !PEOPLE.contains(&format.name)) {
            let said = Lang::ALL.iter().map(|lang| text(format, &report, &Style { lang: lang.1, ..Style::default() }));
            let mut said: Vec<String> = said.collect();
            said.dedup();
            assert_eq!(said.len(), 1, "{name} as {}", format.name);
        }
    }
}

#[test]
fn what_is_accepted_is_shown_and_fails_nothing() {
    let mut report = sample::broken();
    let all = report.targets.iter_mut().flat_map(|t| &mut t.endpoints).flat_map(|e| &mut e.observations);
    all.flat_map(|seen| &mut seen.findings)
        .for_each(|finding| finding.accepted_until = Some(sample::NOW + 40 * when::DAY));
    for (name, shown, red) in [
        ("table", "OK contoso.com: 2 endpoints, 3 addresses, 2 trusted, 1 untrusted", "CRITICAL contoso"),
        ("table", "; known: does not send its issuer (accepted until 2027-01-01) and 1 more", "Do first"),
        ("table", "CRITICAL issuer-missing: does not send its issuer (accepted until 2027-01-01)", "; 1 notice"),
        ("html", "Nothing was found that is not accepted.", "badge bad\">CRITICAL</span> contoso"),
        ("html", "accepted until 2027-01-01", "<details class=\"finding bad\""),
        ("markdown", "2027-01-01", "CRITICAL\n"),
        ("junit", "(accepted until 2027-01-01)", "<failure"),
        ("sarif", "\"justification\": \"accepted until 2027-01-01\"", "\"level\": \"error\""),
        ("github", "::notice title=issuer-missing", "::error"),
        ("nagios", "CHAINCHECK OK - ", "CRITICAL"),
        ("prometheus", "accepted=\"true\"} 1", "chaincheck_target_success{target=\"contoso.com\"} 0"),
        ("csv", "issuer-missing (accepted until 2027-01-01)", "fails"),
    ] {
        let text = text(format(name).unwrap(), &report, &Style { width: 200, ..Style::default() });
        assert!(text.contains(shown) && !text.contains(red), "{name}: {text}");
    }
}
