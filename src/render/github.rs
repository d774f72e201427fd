//! Annotations of a GitHub Actions job, by workflow commands on its standard output.
//!
//! A command for each finding, the worst first, since GitHub shows ten of a kind; and a line in the log for each target.
//! What could not be checked is an error, as the job is by its exit code. Commands end at the line and begin with `::`, in
//! older form anywhere with `##[`: neither comes out of what others wrote.

use std::io::{self, Write};

use super::{
    Lang, Style, desk,
    groups::{self, Group},
    told,
};
use crate::model::{Finding, Report, Severity};

/// Writes the commands.
pub fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.cut || report.targets.is_empty() {
        let why = if report.cut { told::cut().to_string() } else { "nothing was checked".to_owned() };
        command(out, "error", "not checked", &[why])?;
    }
    for target in report.targets.iter().filter(|target| told::is_blind(target)) {
        let name = told::value(&target.target.name());
        command(out, "error", &format!("not checked: {name}"), &[told::value(&told::doubt(target))])?;
    }
    for finding in &report.findings {
        annotation(out, finding, &[], None)?;
    }
    let mut all: Vec<Group<'_>> = report.targets.iter().flat_map(groups::groups).collect();
    all.sort_by_key(|group| std::cmp::Reverse(group.severity));
    for group in &all {
        let place = group.first();
        let mut places = told::places(group, Lang::En);
        if places.is_empty() {
            places.push(told::value(&group.target.name()));
        }
        annotation(out, place.finding, &places, told::subject(place, Lang::En))?;
    }
    if let Some(comparison) = &report.comparison {
        writeln!(out, "chaincheck: {}", data(&told::value(&desk::verdict(comparison))))?;
    }
    for target in &report.targets {
        let name = told::value(&target.target.name());
        writeln!(out, "chaincheck: {}: {}", data(&name), told::Standing::of(target).word())?;
    }
    Ok(())
}

fn annotation(out: &mut dyn Write, finding: &Finding, places: &[String], at: Option<String>) -> io::Result<()> {
    let kind = match finding.severity {
        _ if finding.accepted_until.is_some() => "notice",
        Severity::Critical => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let place = places.first().map(|place| format!(": {place}")).unwrap_or_default();
    command(out, kind, &format!("{}{place}", finding.code), &told::story(finding, places, at))
}

fn command(out: &mut dyn Write, kind: &str, title: &str, lines: &[String]) -> io::Result<()> {
    let title = data(title).replace(':', "%3A").replace(',', "%2C");
    writeln!(out, "::{kind} title={title}::{}", data(&lines.join("\n")))
}

/// As the runner takes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace("##[", "## [")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{clean, sample};

    fn text(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &Style::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Kind, title and text of each command, read as the runner does.
    fn commands(text: &str) -> Vec<(String, String, String)> {
        let read = |line: &str| {
            let (head, said) = line.trim_start().strip_prefix("::")?.split_once("::")?;
            let (kind, properties) = head.split_once(' ').unwrap_or((head, ""));
            let [title] = properties.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let title = title.strip_prefix("title=").unwrap().replace("%3A", ":").replace("%2C", ",");
            let plain = |text: &str| text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
            Some((kind.to_owned(), plain(&title), plain(said)))
        };
        text.lines().filter_map(read).collect()
    }

    #[test]
    fn the_worst_comes_first() {
        let seen = commands(&text(&sample::broken()));
        let heads: Vec<_> = seen.iter().map(|(kind, title, _)| (kind.as_str(), title.as_str())).collect();
        assert_eq!(
            heads,
            [
                ("error", "issuer-missing: sip.contoso.com:443 (203.0.113.11, 1 of 2 addresses)"),
                ("notice", "root-sent: sts.contoso.com:443 (203.0.113.20)"),
            ]
        );
        assert!(seen[0].2.contains("\nFix: On the server at 203.0.113.11"), "{}", seen[0].2);
        assert_eq!(commands(&text(&sample::crowd())).len(), 1, "twenty equal addresses are one annotation");
        assert_eq!(text(&sample::healthy()), "chaincheck: contoso.com: ok\n");
    }

    #[test]
    fn what_could_not_be_checked_is_an_error() {
        for (report, errors) in [
            (sample::mute(), 1),
            (Report { targets: Vec::new(), ..sample::healthy() }, 1),
            (Report { cut: true, ..sample::healthy() }, 1),
            (sample::odd(), 1 + 3),
        ] {
            let seen = commands(&text(&report));
            let blind = seen.iter().filter(|(kind, title, _)| kind == "error" && title.starts_with("not checked"));
            assert_eq!(blind.count(), errors, "{seen:?}");
        }
    }

    #[test]
    fn nothing_breaks_out() {
        let text = text(&sample::evil());
        let seen = commands(&text);
        assert!(seen.iter().all(|(kind, ..)| ["error", "warning", "notice"].contains(&kind.as_str())));
        assert!(seen.len() > sample::ATTACKS.len());
        for line in text.lines() {
            assert!(line.starts_with("chaincheck: ") || line.starts_with("::"), "{line}");
            assert!(!line.contains("##[") && !line.chars().any(clean::is_hidden), "{line}");
        }
        assert!(!seen.iter().any(|(_, title, said)| title.contains("::set-output") && title.contains('\n') || said.contains("\n::")));
    }
}
