//! Comma-separated values (RFC 4180) for spreadsheets.
//!
//! A line for the run, for each target, endpoint and address; the column `about` says which. So what could not be checked
//! has a line too, and no finding is said twice. No field is taken for a formula: one that could be begins with an
//! apostrophe, which spreadsheets show as text.

use std::io::{self, Write};

use csv::Writer;

use super::{Style, clean, desk, groups, told, when};
use crate::model::{
    Finding, Observation, Outcome, Report, Status,
    cert::hex,
    report::{EndpointReport, TargetReport},
};

/// The columns.
const COLUMNS: [&str; 24] = [
    "about",
    "target",
    "kinds",
    "host",
    "port",
    "transport",
    "address",
    "server_name",
    "status",
    "outcome",
    "why",
    "trust",
    "name_matches",
    "broken",
    "broken_subject",
    "completed_by",
    "protocol",
    "first_expiry",
    "subject",
    "issuer",
    "serial",
    "sha256",
    "findings",
    "remedy",
];

/// Writes the table.
pub fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    let why = if report.cut { told::cut().to_string() } else { String::new() };
    line(&mut table, "run", report.status(), &report.findings, &[("why", why)])?;
    if let Some(comparison) = &report.comparison {
        let texts = std::iter::once(desk::verdict(comparison)).chain(comparison.verdict.because.iter().cloned());
        let why = texts.map(|text| text.to_string()).collect::<Vec<_>>().join("; ");
        let fields = [
            ("why", why),
            ("remedy", comparison.verdict.next.iter().map(|text| text.to_string()).collect::<Vec<_>>().join("; ")),
        ];
        line(&mut table, "comparison", Status::of([]), &[], &fields)?;
    }
    for target in &report.targets {
        of_target(&mut table, target)?;
    }
    table.flush()
}

fn of_target<W: Write>(table: &mut Writer<W>, target: &TargetReport) -> io::Result<()> {
    let name = target.target.name();
    let unknown = target.workstation.as_deref().and_then(desk::all_unknown);
    let why = match unknown {
        _ if told::is_blind(target) => told::doubt(target).to_string(),
        Some(unknown) => format!("not checked: {unknown}"),
        None => String::new(),
    };
    let fields = [("target", name.clone()), ("kinds", target.target.kind().to_owned()), ("why", why)];
    line(table, "target", target.status(), &target.findings, &fields)?;
    for endpoint in &target.endpoints {
        let at = &endpoint.endpoint;
        let kinds: Vec<&str> = at.kinds.iter().map(|kind| kind.as_str()).collect();
        let place = [
            ("target", name.clone()),
            ("kinds", kinds.join(" ")),
            ("host", at.host.clone().unwrap_or_default()),
            ("port", at.port.map(|port| port.to_string()).unwrap_or_default()),
            ("transport", at.transport.as_str().to_owned()),
        ];
        line(table, "endpoint", endpoint.status(), &endpoint.findings, &place)?;
        for seen in &endpoint.observations {
            let about = if endpoint.is_beside(seen) { "address without SNI" } else { "address" };
            let fields = [&place[..], &of_observation(endpoint, seen)].concat();
            line(table, about, seen.status(), &seen.findings, &fields)?;
        }
    }
    Ok(())
}

fn of_observation(endpoint: &EndpointReport, seen: &Observation) -> Vec<(&'static str, String)> {
    let (outcome, why) = match &seen.outcome {
        Outcome::Presented => ("presented", String::new()),
        Outcome::Silent(silence) => ("silent", format!("{}: {}", silence.stage.as_str(), silence.why)),
        Outcome::ByDesign => ("by-design", String::new()),
        Outcome::Skipped => ("skipped", "no route for this address family".to_owned()),
    };
    let walk = seen.walk.as_ref();
    let broken = walk.and_then(|walk| walk.broken());
    let at = broken.and_then(|fault| walk?.path.certificates.get(fault.position.index()));
    let leaf = seen.presented.leaf();
    let of_leaf = |say: fn(&crate::model::Cert) -> String| leaf.map(|cert| say(cert)).unwrap_or_default();
    let session = seen.session.as_ref();
    vec![
        ("address", told::address(endpoint, seen)),
        ("server_name", seen.server_name.clone().unwrap_or_default()),
        ("outcome", outcome.to_owned()),
        ("why", why),
        ("trust", seen.trust().as_str().to_owned()),
        ("name_matches", seen.name_matches.map(|matches| matches.to_string()).unwrap_or_default()),
        ("broken", broken.map(|fault| fault.code.to_owned()).unwrap_or_default()),
        ("broken_subject", at.map(|at| at.cert.subject.text.clone()).unwrap_or_default()),
        ("completed_by", walk.and_then(|w| w.completed_by).map(|by| by.as_str().to_owned()).unwrap_or_default()),
        ("protocol", session.and_then(|session| session.protocol.clone()).unwrap_or_default()),
        ("first_expiry", groups::earliest(seen).map(|cert| when::rfc3339(cert.not_after)).unwrap_or_default()),
        ("subject", of_leaf(|cert| cert.subject.text.clone())),
        ("issuer", of_leaf(|cert| cert.issuer.text.clone())),
        ("serial", of_leaf(|cert| hex(&cert.serial))),
        ("sha256", of_leaf(crate::model::Cert::fingerprint)),
    ]
}

/// A line: what it is about, how it stands, its findings by code and the remedy of the worst, and these fields.
fn line<W: Write>(
    table: &mut Writer<W>,
    about: &str,
    status: Status,
    findings: &[Finding],
    fields: &[(&str, String)],
) -> io::Result<()> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let code = |finding: &&Finding| match finding.accepted_until {
        Some(until) => format!("{} (accepted until {})", finding.code, when::date(until)),
        None => finding.code.to_owned(),
    };
    let codes: Vec<String> = sorted.iter().map(code).collect();
    let field = |column: &&str| match *column {
        "about" => about.to_owned(),
        "status" => status.as_str().to_owned(),
        "findings" => codes.join(" "),
        "remedy" => sorted.first().map(|worst| safe(&clean::prose(&worst.remedy, true))).unwrap_or_default(),
        column => fields
            .iter()
            .find(|(name, _)| *name == column)
            .map(|(_, text)| safe(&told::value(text)))
            .unwrap_or_default(),
    };
    Ok(table.write_record(COLUMNS.iter().map(field))?)
}

/// What no spreadsheet takes for a formula (also in full width, as some take them).
fn safe(text: &str) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    if text.trim_start().starts_with(begins) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::render::sample;

    /// Each line by its columns.
    fn read(report: &Report) -> Vec<BTreeMap<String, String>> {
        let mut out = Vec::new();
        write(report, &Style::default(), &mut out).unwrap();
        let mut reader = csv::Reader::from_reader(out.as_slice());
        reader.deserialize().map(|line| line.unwrap()).collect()
    }

    fn of<'a>(lines: &'a [BTreeMap<String, String>], about: &str, column: &str) -> Vec<&'a str> {
        lines.iter().filter(|line| line["about"] == about).map(|line| line[column].as_str()).collect()
    }

    #[test]
    fn a_line_for_everything() {
        let lines = read(&sample::broken());
        assert_eq!(of(&lines, "run", "status"), ["critical"]);
        assert_eq!(of(&lines, "target", "status"), ["critical"]);
        assert_eq!(of(&lines, "endpoint", "host"), ["sip.contoso.com", "sts.contoso.com"]);
        assert_eq!(of(&lines, "address", "address"), ["203.0.113.10", "203.0.113.11", "203.0.113.20"]);
        assert_eq!(of(&lines, "address", "broken"), ["", "issuer-missing", ""]);
        assert_eq!(of(&lines, "address", "findings"), ["", "issuer-missing", "root-sent"]);
        assert!(of(&lines, "address", "remedy")[1].starts_with("On the server at 203.0.113.11"));
        assert!(lines.iter().all(|line| line.len() == COLUMNS.len()));
    }

    #[test]
    fn what_is_not_known_is_said_and_the_rest_left_empty() {
        let lines = read(&sample::mute());
        assert_eq!(of(&lines, "target", "status"), ["unknown"]);
        assert_eq!(of(&lines, "address", "outcome"), ["silent"; 2]);
        assert_eq!(of(&lines, "address", "why"), ["connect: no answer within 5 s"; 2]);
        for column in ["first_expiry", "subject", "name_matches", "protocol"] {
            assert_eq!(of(&lines, "address", column), [""; 2], "{column}");
        }
        let odd = read(&sample::odd());
        assert_eq!(of(&odd, "target", "status")[2..], ["critical", "unknown", "unknown", "unknown"]);
        assert!(of(&odd, "target", "why")[3..].iter().all(|why| !why.is_empty()));
        assert!(of(&odd, "run", "why")[0].starts_with("this run was cut"));
        let empty = read(&Report { targets: Vec::new(), ..sample::healthy() });
        assert_eq!(of(&empty, "run", "status"), ["unknown"]);
    }

    #[test]
    fn nothing_breaks_out() {
        let report = sample::evil();
        let lines = read(&report);
        let endpoints: usize = report.targets.iter().map(|target| target.endpoints.len()).sum();
        assert_eq!(of(&lines, "endpoint", "status").len(), endpoints);
        for text in lines.iter().flat_map(BTreeMap::values) {
            assert!(!text.starts_with(['=', '+', '-', '@', '\t']), "{text}");
            assert!(!text.chars().any(clean::is_hidden), "{text}");
        }
        let formulas = of(&lines, "endpoint", "host").iter().filter(|host| host.starts_with('\'')).count();
        assert_eq!(formulas, sample::ATTACKS.iter().filter(|attack| attack.starts_with(['=', '+', '-', '@'])).count());
    }
}
