//! The output of a Nagios or Icinga plug-in: state, text and performance data on one line.
//!
//! The state says what the exit code says. Several targets are a line each, below a first line that tells of the worst;
//! `-v` adds what to do. No text holds a bar, which would begin the performance data, nor what a web page obeys.

use std::{
    cmp::Reverse,
    io::{self, Write},
    time::Duration,
};

use super::{Style, clean, desk, groups, told};
use crate::{
    model::{Report, Severity, Text, report::TargetReport},
    text,
};

/// How long a run may take unless the user says otherwise: a plug-in is ended after 10 seconds by default.
pub const DEADLINE: Duration = Duration::from_secs(9);

/// Most characters of a line; Nagios reads 8 KiB in all.
const LINE: usize = 1_000;
/// Most lines after the first.
const LINES: usize = 100;

/// What a plug-in may say, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 0.
    Ok,
    /// 1.
    Warning,
    /// 3.
    Unknown,
    /// 2.
    Critical,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Unknown => "UNKNOWN",
            Self::Critical => "CRITICAL",
        }
    }

    /// The state of what has such findings, by the order of the exit codes.
    fn of(unreadable: bool, worst: Option<Severity>, blind: bool, fail_on: Severity) -> Self {
        match worst {
            _ if unreadable => Self::Unknown,
            Some(Severity::Critical) => Self::Critical,
            _ if blind => Self::Unknown,
            Some(worst) if worst >= fail_on => Self::Warning,
            _ => Self::Ok,
        }
    }
}

/// The state of the whole.
pub fn state(report: &Report, fail_on: Severity) -> State {
    let unreadable = report.targets.iter().any(|target| !target.problems.is_empty());
    let blind = report.cut || report.targets.is_empty() || report.targets.iter().any(|target| !target.was_checked());
    State::of(unreadable, told::worst(report.all_findings()), blind, fail_on)
}

fn state_of(target: &TargetReport, fail_on: Severity) -> State {
    let worst = told::worst(target.all_findings());
    State::of(!target.problems.is_empty(), worst, !target.was_checked() || target.cut, fail_on)
}

/// Writes the lines.
pub fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let overall = state(report, style.fail_on);
    let run = of_run(report, style);
    let mut lines: Vec<(State, Text)> = report
        .targets
        .iter()
        .map(|target| (state_of(target, style.fail_on), of_target(report, target, style)))
        .collect();
    lines.sort_by_key(|(state, _)| Reverse(*state));
    let speaks = run.iter().chain(&lines).find(|(state, _)| *state == overall);
    let worst = speaks.map_or_else(|| text!("nothing-checked": "nothing was checked"), |(_, text)| text.clone());
    let first = match report.targets.len() {
        0 | 1 => worst,
        targets => text!("nagios-several": "{targets} targets; {worst}", targets, worst),
    };
    let first = match &report.comparison {
        Some(comparison) => text!("nagios-compared": "{verdict}; {first}", verdict = desk::verdict(comparison), first),
        None => first,
    };
    writeln!(out, "CHAINCHECK {} - {}|{}", overall.as_str(), shown(&first, style), measured(report))?;
    let more: Vec<_> = if lines.len() > 1 { run.iter().chain(&lines).collect() } else { Vec::new() };
    for (state, text) in more.iter().take(LINES) {
        writeln!(out, "{}: {}", state.as_str(), shown(text, style))?;
    }
    if more.len() > LINES {
        let n = more.len() - LINES;
        writeln!(out, "{}", shown(&text!("more": "{n} more", n), style))?;
    }
    for target in report.targets.iter().filter(|_| style.verbose > 0) {
        for group in groups::groups(target).iter().take(LINES) {
            let finding = group.first().finding;
            let (code, remedy) = (finding.code, &finding.remedy);
            writeln!(out, "{}", shown(&text!("nagios-fix": "{code}: {remedy}", code, remedy), style))?;
        }
    }
    Ok(())
}

/// The line of a run that came to nothing: wrong usage, or settings or files that cannot be read.
pub fn refused(why: &Text, style: &Style) -> String {
    format!("CHAINCHECK {} - {}\n", State::Unknown.as_str(), shown(why, style))
}

/// What is to be said of the run or of this machine.
fn of_run(report: &Report, style: &Style) -> Option<(State, Text)> {
    let counting = report.findings.iter().filter(|finding| finding.accepted_until.is_none());
    let worst = counting.max_by_key(|finding| finding.severity);
    let of_machine = worst.map(|finding| {
        let title = style.lang.words(finding.title).into_owned();
        let code = finding.code;
        let state = State::of(false, Some(finding.severity), false, style.fail_on);
        (state, text!("nagios-machine": "this machine: {title} ({code})", title, code))
    });
    of_machine.filter(|(state, _)| *state > State::Ok).or(report.cut.then(|| (State::Unknown, told::cut())))
}

fn of_target(report: &Report, target: &TargetReport, style: &Style) -> Text {
    let (name, said) = (target.target.name(), told::summary(report, target, style.fail_on, style.lang));
    // A target that is its own place is not named twice.
    if said.starts_with(&name) { said } else { text!("summary-of": "{name}: {said}", name, said) }
}

/// In the reader's language, on one line, without what ends the text.
fn shown(text: &Text, style: &Style) -> String {
    let text = clean::line(&style.lang.say(text), LINE, style.unicode);
    text.replace('|', "/").replace('<', "(").replace('>', ")")
}

/// The performance data: counts as they were at the end, and the days until the first certificate runs out, if one was
/// seen.
fn measured(report: &Report) -> String {
    let s = report.summary();
    let days = told::earliest(report).map(|cert| told::days(cert, report));
    let mut parts = vec![format!("time={:.3}s;;;0", report.elapsed.as_secs_f64())];
    parts.extend(days.map(|days| format!("expires_days={days};;;;")));
    let counts = [
        ("targets", s.targets),
        ("endpoints", s.endpoints),
        ("addresses", s.observations),
        ("trusted", s.trusted),
        ("untrusted", s.untrusted),
        ("unknown", s.unknown),
        ("silent", s.silent),
        ("critical", s.critical),
        ("warning", s.warning),
        ("notice", s.notice),
    ];
    parts.extend(counts.map(|(label, n)| format!("{label}={n};;;0")));
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::render::{Lang, sample};

    fn text(report: &Report, style: &Style) -> String {
        let mut out = Vec::new();
        write(report, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// State, text and performance data of the first line, by the grammar of the Monitoring Plugins guidelines.
    fn parsed(text: &str) -> (String, String, BTreeMap<String, f64>) {
        let first = text.lines().next().unwrap();
        let (said, data) = first.split_once('|').unwrap();
        let (state, said) = said.strip_prefix("CHAINCHECK ").unwrap().split_once(" - ").unwrap();
        assert!(["OK", "WARNING", "CRITICAL", "UNKNOWN"].contains(&state), "{first}");
        let mut values = BTreeMap::new();
        for datum in data.split(' ') {
            let (label, rest) = datum.split_once('=').unwrap();
            assert!(label.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{datum}");
            let parts: Vec<&str> = rest.split(';').collect();
            assert!(parts.len() <= 5, "{datum}");
            let value = parts[0].trim_end_matches('s').parse().unwrap();
            assert!(parts[1..].iter().all(|range| range.is_empty() || range.parse::<f64>().is_ok()), "{datum}");
            assert!(values.insert(label.to_owned(), value).is_none(), "{label} twice");
        }
        assert!(text.lines().skip(1).all(|line| !line.contains('|')), "{text}");
        (state.to_owned(), said.to_owned(), values)
    }

    #[test]
    fn one_line_with_its_data() {
        let out = text(&sample::broken(), &Style::default());
        assert_eq!(out.lines().count(), 1);
        let (state, said, values) = parsed(&out);
        assert_eq!(state, "CRITICAL");
        assert_eq!(
            said,
            "contoso.com: sip.contoso.com:443 (203.0.113.11, 1 of 2 addresses): does not send its issuer \
             (issuer-missing)"
        );
        assert_eq!((values["untrusted"], values["trusted"], values["expires_days"]), (1.0, 2.0, 98.0));
        assert!((values["time"] - 0.812).abs() < 1e-9);
    }

    #[test]
    fn nothing_seen_is_unknown_and_has_no_expiry() {
        let (state, said, values) = parsed(&text(&sample::mute(), &Style::default()));
        assert_eq!((state.as_str(), values.get("expires_days")), ("UNKNOWN", None));
        assert!(said.contains("no address shows a certificate: connect: no answer within 5 s"), "{said}");
        let empty = Report { targets: Vec::new(), ..sample::healthy() };
        assert_eq!(parsed(&text(&empty, &Style::default())).0, "UNKNOWN");
        let mut cut = sample::healthy();
        cut.cut = true;
        let (state, said, _) = parsed(&text(&cut, &Style::default()));
        assert!(state == "UNKNOWN" && said.starts_with("this run was cut"), "{said}");
        let mut deaf = sample::odd();
        deaf.targets.retain(|target| target.target.name() == "fabrikam.com");
        deaf.cut = false;
        assert_eq!(parsed(&text(&deaf, &Style::default())).1, "fabrikam.com: the name server 10.0.0.53 did not answer");
    }

    #[test]
    fn the_worst_of_several_comes_first() {
        let mut report = sample::healthy();
        report.targets.extend(sample::mute().targets);
        report.targets.extend(sample::broken().targets);
        let out = text(&report, &Style::default());
        let (state, said, _) = parsed(&out);
        assert_eq!(state, "CRITICAL");
        assert!(said.starts_with("3 targets; contoso.com: sip.contoso.com:443 (203.0.113.11"), "{said}");
        let starts: Vec<&str> = out.lines().skip(1).map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(starts, ["CRITICAL", "UNKNOWN", "OK"]);
        assert!(
            out.contains("OK: contoso.com: 3 of 3 addresses trusted; first to expire: CN=sip.contoso.com on "),
            "{out}"
        );
        assert!(text(&report, &Style { verbose: 1, ..Style::default() }).contains("issuer-missing: On the server at"));
    }

    #[test]
    fn japanese_says_the_same_with_the_same_data() {
        for report in [sample::broken(), sample::mute(), sample::healthy(), sample::odd()] {
            let english = text(&report, &Style::default());
            let japanese = text(&report, &Style { lang: Lang::Ja, ..Style::default() });
            let ((state, said, data), (other, gesagt, same)) = (parsed(&english), parsed(&japanese));
            assert_eq!((state, data), (other, same));
            assert!(said != gesagt && !gesagt.is_ascii(), "{gesagt}");
        }
    }

    #[test]
    fn nothing_breaks_out() {
        for verbose in 0..2 {
            let out = text(&sample::evil(), &Style { verbose, ..Style::default() });
            parsed(&out);
            assert!(out.chars().all(|c| c == '\n' || !clean::is_hidden(c)));
            assert!(!out.contains(['<', '>']));
            let words =
                ["CHAINCHECK ", "OK: ", "WARNING: ", "UNKNOWN: ", "CRITICAL: ", "cert-expired: ", "issuer-missing: "];
            assert!(out.lines().all(|line| words.iter().any(|w| line.starts_with(w)) || verbose > 0), "{out}");
            let ascii = text(&sample::evil(), &Style { verbose, unicode: false, ..Style::default() });
            assert!(ascii.is_ascii());
        }
    }
}
