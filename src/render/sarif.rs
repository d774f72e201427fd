//! SARIF 2.1.0 (OASIS), within what GitHub's code scanning accepts.
//!
//! A result for each cause of a target, the worst first. There is no source file to point at: a chain in a file is its own
//! place, everything else has a fixed path by the target's name, so that the same alert is found again. What could not be
//! checked is a result as well, of the rule `not-checked`: GitHub shows results and nothing else.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use sha2::{Digest, Sha256};

use schema::{
    Artifact, Automation, Configuration, Driver, Fingerprints, Invocation, Location, Log, Logical, Message,
    Notification, Outcome, Physical, Properties, Region, Rule, Run, Suppression, Tool,
};

use super::{
    Lang, Style,
    groups::{self, Group},
    told, when,
};
use crate::model::{Finding, Report, Severity, cert::hex, target::Target};

mod schema;

/// What the format calls itself.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Most results of a run that GitHub takes.
const RESULTS: usize = 25_000;
/// Most places named in a result; GitHub shows 100.
const PLACES: usize = 100;

/// The rule of what could not be checked.
const NOT_CHECKED: &str = "not-checked";
const NOT_CHECKED_TITLE: &str = "could not be checked";

/// Writes the log.
pub fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &log(report))?;
    writeln!(out)
}

/// What becomes a result, and what it is known by between runs.
struct Told<'a> {
    code: &'static str,
    title: &'static str,
    severity: Severity,
    /// Until when it is accepted.
    accepted: Option<i64>,
    see: &'a [&'static str],
    target: Option<&'a Target>,
    cause: String,
    places: Vec<String>,
    lines: Vec<String>,
}

impl Told<'_> {
    /// What the alert is known by: the target and the cause, never an address or a date.
    fn print(&self) -> String {
        let (kind, name) = self.target.map(|target| (target.kind(), target.name())).unwrap_or_default();
        hex(&Sha256::digest(format!("{kind} {name}\n{}", self.cause)))
    }
}

fn log(report: &Report) -> Log {
    let mut told = doubts(report);
    told.extend(report.findings.iter().map(of_machine));
    told.extend(report.targets.iter().flat_map(groups::groups).map(|group| of_group(&group)));
    told.sort_by_key(|told| Reverse(told.severity));
    // A file that was named twice is one alert.
    let mut known = BTreeSet::new();
    told.retain(|told| known.insert((told.code, told.print())));
    let mut notifications: Vec<String> =
        told.iter().filter(|told| told.code == NOT_CHECKED).map(|told| told.lines.join("\n")).collect();
    let blind = !notifications.is_empty();
    if told.len() > RESULTS {
        notifications.push(format!("{} findings more were left out", told.len() - RESULTS));
        told.truncate(RESULTS);
    }
    let mut rules: Vec<Rule> = Vec::new();
    let mut index = BTreeMap::new();
    for told in &told {
        index.entry(told.code).or_insert_with(|| {
            rules.push(rule(told));
            rules.len() - 1
        });
    }
    let results = told.iter().map(|told| result(told, index[told.code])).collect();
    let notify = |text: String| Notification { level: "error", message: Message { text: plain(&text) } };
    let of = match report.targets.as_slice() {
        [one] => format!("chaincheck/{}/", encoded(&one.target.name())),
        _ => "chaincheck/".to_owned(),
    };
    let driver = Driver { name: "chaincheck", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            automation_details: Automation { id: of },
            invocations: [Invocation {
                execution_successful: !blind,
                tool_execution_notifications: notifications.into_iter().map(notify).collect(),
            }],
            results,
        }],
    }
}

/// What could not be checked: the run, if it was cut, and each target that is so.
fn doubts(report: &Report) -> Vec<Told<'_>> {
    let told = |target, text| Told {
        code: NOT_CHECKED,
        title: NOT_CHECKED_TITLE,
        severity: Severity::Critical,
        accepted: None,
        see: &[],
        target,
        cause: NOT_CHECKED.to_owned(),
        places: Vec::new(),
        lines: vec![text],
    };
    let mut doubts = Vec::new();
    if report.cut {
        doubts.push(told(None, told::cut().to_string()));
    } else if report.targets.is_empty() {
        doubts.push(told(None, "nothing was checked".to_owned()));
    }
    for target in report.targets.iter().filter(|target| told::is_blind(target)) {
        let text = format!("{}: {}", told::value(&target.target.name()), told::value(&told::doubt(target)));
        doubts.push(told(Some(&target.target), text));
    }
    doubts
}

fn of_machine(finding: &Finding) -> Told<'_> {
    of_finding(finding, None, finding.id.clone(), Vec::new(), None)
}

fn of_group<'a>(group: &Group<'a>) -> Told<'a> {
    let place = group.first();
    let places = told::places(group, Lang::En);
    let told = of_finding(place.finding, Some(group.target), place.cause(), places, told::subject(place, Lang::En));
    // What is accepted fails nothing.
    let accepted = told::accepted_until(group);
    let severity = if accepted.is_some() { Severity::Notice } else { group.severity };
    Told { severity, accepted, ..told }
}

fn of_finding<'a>(
    finding: &'a Finding,
    target: Option<&'a Target>,
    cause: String,
    mut places: Vec<String>,
    at: Option<String>,
) -> Told<'a> {
    let lines = told::story(finding, &places, at);
    places.truncate(PLACES);
    let Finding { code, title, severity, accepted_until: accepted, ref see, .. } = *finding;
    let severity = if accepted.is_some() { Severity::Notice } else { severity };
    Told { code, title, severity, accepted, see, target, cause, places, lines }
}

fn rule(told: &Told<'_>) -> Rule {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    let (about, help) = match told.code {
        NOT_CHECKED => (
            "Nothing, or not everything, of what was asked for could be checked: how it stands is not known."
                .to_owned(),
            "See to it that this machine reaches the name server and the addresses, and run the check again."
                .to_owned(),
        ),
        code => (
            format!("In a chain of TLS certificates or on the way to it: {}.", told.title),
            format!("chaincheck explain {code} says what is seen, why it hurts clients, and how to mend it."),
        ),
    };
    let see = if told.see.is_empty() { String::new() } else { format!(" See: {}.", told.see.join(", ")) };
    Rule {
        id: told.code,
        name: told.code.split('-').map(capital).collect(),
        short_description: Message { text: told.title.to_owned() },
        full_description: Message { text: about },
        help: Message { text: plain(&format!("{help}{see}")) },
        default_configuration: Configuration { level: level(told.severity) },
        properties: Properties {
            tags: ["security", "tls", "certificate"],
            precision: "very-high",
            security_severity: match told.severity {
                Severity::Critical => "8.0",
                Severity::Warning => "5.0",
                Severity::Notice => "1.0",
            },
        },
    }
}

fn result(told: &Told<'_>, rule_index: usize) -> Outcome {
    let suppressed = |until| {
        let justification = format!("accepted until {}", when::date(until));
        [Suppression { kind: "external", status: "accepted", justification }]
    };
    let logical = |place: &String| Logical { fully_qualified_name: place.clone() };
    Outcome {
        rule_id: told.code,
        rule_index,
        level: level(told.severity),
        message: Message { text: plain(&told.lines.join("\n")) },
        locations: [Location {
            physical_location: Physical {
                artifact_location: Artifact { uri: uri(told.target) },
                region: Region { start_line: 1, start_column: 1, end_line: 1, end_column: 2 },
            },
            logical_locations: told.places.iter().map(logical).collect(),
        }],
        partial_fingerprints: Fingerprints { primary: told.print() },
        suppressions: told.accepted.map(suppressed),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

/// Where the result is shown: the file, or a path by the target's name.
fn uri(target: Option<&Target>) -> String {
    match target {
        None => "chaincheck/run".to_owned(),
        Some(Target::File(path)) => {
            let path = path.display().to_string();
            let path = if cfg!(windows) { path.replace('\\', "/") } else { path };
            match path.strip_prefix('/') {
                Some(rest) => format!("file:///{}", segments(rest)),
                None => segments(path.trim_start_matches("./")),
            }
        }
        Some(target) => format!("chaincheck/{}", encoded(&target.name())),
    }
}

fn segments(path: &str) -> String {
    path.split('/').map(encoded).collect::<Vec<_>>().join("/")
}

/// One segment of a path with everything but unreserved characters as codes (RFC 3986 2.3).
fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Text without what SARIF gives a meaning: links (3.11.6) and places for arguments (3.11.5).
fn plain(text: &str) -> String {
    text.replace("](", "] (").replace('{', "(").replace('}', ")")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::render::{clean, sample};

    fn run(report: &Report) -> Value {
        let mut out = Vec::new();
        write(report, &Style::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.chars().all(|c| c == '\n' || !clean::is_hidden(c)));
        let mut log: Value = serde_json::from_str(&text).unwrap();
        let run = log["runs"][0].take();
        upload_rules(&run);
        run
    }

    /// What GitHub asks of an upload beyond the schema (SARIF support for code scanning).
    fn upload_rules(run: &Value) {
        let text = |value: &Value, most: usize| {
            let text = value.as_str().unwrap();
            assert!(!text.is_empty() && text.len() <= most, "{text}");
        };
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for rule in rules {
            text(&rule["id"], 255);
            text(&rule["name"], 255);
            text(&rule["shortDescription"]["text"], 1024);
            text(&rule["fullDescription"]["text"], 1024);
            text(&rule["help"]["text"], 10_000);
            let score: f64 = rule["properties"]["security-severity"].as_str().unwrap().parse().unwrap();
            assert!((0.0..=10.0).contains(&score));
        }
        let results = run["results"].as_array().unwrap();
        assert!(results.len() <= RESULTS);
        let mut known = std::collections::BTreeSet::new();
        for result in results {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            text(&result["message"]["text"], 100_000);
            let place = &result["locations"][0]["physicalLocation"];
            text(&place["artifactLocation"]["uri"], 10_000);
            for side in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(place["region"][side].as_u64().unwrap() > 0);
            }
            let print = &result["partialFingerprints"]["primaryLocationLineHash"];
            assert!(known.insert((result["ruleId"].to_string(), print.to_string())), "the same alert twice: {result}");
        }
        text(&run["automationDetails"]["id"], 1024);
    }

    fn heads(run: &Value) -> Vec<(&str, &str)> {
        let results = run["results"].as_array().unwrap();
        results.iter().map(|result| (result["ruleId"].as_str().unwrap(), result["level"].as_str().unwrap())).collect()
    }

    #[test]
    fn a_result_for_each_cause() {
        let run = run(&sample::broken());
        assert_eq!(heads(&run), [("issuer-missing", "error"), ("root-sent", "note")]);
        let first = &run["results"][0];
        assert!(first["message"]["text"].as_str().unwrap().contains("Fix: On the server at 203.0.113.11"));
        let place = &first["locations"][0];
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "chaincheck/contoso.com");
        assert_eq!(
            place["logicalLocations"][0]["fullyQualifiedName"],
            "sip.contoso.com:443 (203.0.113.11, 1 of 2 addresses)"
        );
        assert_eq!(run["invocations"][0]["executionSuccessful"], true);
        assert_eq!(run["automationDetails"]["id"], "chaincheck/contoso.com/");
        assert_eq!(heads(&self::run(&sample::crowd())).len(), 1);
        assert!(heads(&self::run(&sample::healthy())).is_empty());
    }

    #[test]
    fn an_alert_is_found_again() {
        let print = |report: &Report| run(report)["results"][0]["partialFingerprints"].clone();
        let before = print(&sample::broken());
        let mut later = sample::broken();
        later.time += 86_400;
        for seen in &mut later.targets[0].endpoints[0].observations {
            seen.address = Some("198.51.100.7:443".parse().unwrap());
        }
        assert_eq!(before, print(&later), "another day, another address");
        later.targets[0].target = Target::Domain("fabrikam.com".to_owned());
        assert_ne!(before, print(&later));
    }

    #[test]
    fn what_could_not_be_checked_is_a_result() {
        let empty = Report { targets: Vec::new(), ..sample::healthy() };
        let cut = Report { cut: true, ..sample::healthy() };
        for (report, doubts) in [(sample::mute(), 1), (empty, 1), (cut, 1), (sample::odd(), 4)] {
            let run = run(&report);
            let blind = heads(&run).iter().filter(|head| **head == (NOT_CHECKED, "error")).count();
            assert_eq!(blind, doubts);
            let invocation = &run["invocations"][0];
            assert_eq!(invocation["executionSuccessful"], false);
            assert_eq!(invocation["toolExecutionNotifications"].as_array().unwrap().len(), doubts);
        }
    }

    #[test]
    fn places_are_uris() {
        let file = |path: &str| uri(Some(&Target::File(path.into())));
        assert_eq!(file("./certs/a b.pem"), "certs/a%20b.pem");
        assert_eq!(file("/tmp/ü.pem"), "file:///tmp/%C3%BC.pem");
        let host = Target::Host { host: "::1".to_owned(), port: 5061 };
        assert_eq!(uri(Some(&host)), "chaincheck/%5B%3A%3A1%5D%3A5061");
    }

    #[test]
    fn nothing_breaks_out() {
        let mut report = sample::evil();
        let again = report.targets[0].clone();
        report.targets.push(again);
        let run = run(&report);
        assert!(heads(&run).len() > 3 * sample::ATTACKS.len());
        for result in run["results"].as_array().unwrap() {
            let text = result["message"]["text"].as_str().unwrap();
            assert!(!text.contains("](") && !text.contains('{'), "{text}");
        }
    }
}
