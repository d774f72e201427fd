//! Metrics in the text format 0.0.4, for the textfile collector of Prometheus' node exporter.
//!
//! What a chain says of its dates is written whether or not it is trusted, so that an alarm for it outlives the failure.
//! What is not known is left out: no zero stands for it, and no sample has a time stamp, which the collector refuses.
//! Values carry few labels that do not change; what changes stands in `chaincheck_cert_info` alone. A store that is known
//! by its path is called by the name of the file or folder, and by as much of the path before it as it takes to tell it
//! from the other stores of the run; several that decide together are joined by `+` in the order given.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::{self, Write},
};

use super::{Style, desk, groups, told};
use crate::model::{
    Finding, Lookup, Outcome, Report, Severity, Trust,
    cert::hex,
    report::{EndpointReport, TargetReport},
    target::Target,
};

/// Every metric: its name and what it says.
const METRICS: &[(&str, &str)] = &[
    (BUILD, "The program that wrote this."),
    (RUN, "The time judged at, in seconds since 1970: when the run began, unless it was told another time."),
    (DURATION, "How long the run took, in seconds."),
    (COMPLETE, "Whether the run came to its end (1) or was cut (0)."),
    (ANCHORS, "Trust anchors in a store, and whether the store decides."),
    (
        SUCCESS,
        "Whether the target could be checked and nothing critical was found that is not accepted (1), or not (0).",
    ),
    (CHECKED, "Whether the target could be checked (1), or it is not known how it is (0)."),
    (ITEMS, "Things that were to be looked at on a computer, by whether they are known."),
    (LOOKUPS, "Questions asked to DNS about the target."),
    (LOOKUPS_FAILED, "Questions to DNS that got no answer."),
    (FINDING, "Something that was found, by its code; 1 as long as it is there."),
    (PROBE, "Whether the address shows a trusted chain for the right name (1), or not (0)."),
    (TRUSTED, "Whether a store trusts the chain that was sent (1), or not (0)."),
    (NAME, "Whether the certificate answers for the name connected to (1), or not (0)."),
    (EXPIRY, "When the first certificate of the best path below its anchor runs out, in seconds since 1970."),
    (NOT_AFTER, "When a certificate of the best path runs out, in seconds since 1970; position 0 is the server's own."),
    (INFO, "Which certificate stands at a position of the best path."),
];

const BUILD: &str = "chaincheck_build_info";
const RUN: &str = "chaincheck_run_timestamp_seconds";
const DURATION: &str = "chaincheck_run_duration_seconds";
const COMPLETE: &str = "chaincheck_run_complete";
const ANCHORS: &str = "chaincheck_store_anchors";
const SUCCESS: &str = "chaincheck_target_success";
const CHECKED: &str = "chaincheck_target_checked";
const ITEMS: &str = "chaincheck_workstation_items";
const LOOKUPS: &str = "chaincheck_dns_lookups";
const LOOKUPS_FAILED: &str = "chaincheck_dns_lookups_failed";
const FINDING: &str = "chaincheck_finding";
const PROBE: &str = "chaincheck_probe_success";
const TRUSTED: &str = "chaincheck_chain_trusted";
const NAME: &str = "chaincheck_name_matches";
const EXPIRY: &str = "chaincheck_chain_expiry_timestamp_seconds";
const NOT_AFTER: &str = "chaincheck_cert_not_after_timestamp_seconds";
const INFO: &str = "chaincheck_cert_info";

/// Writes every metric that has a sample.
pub fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let samples = samples(report);
    for (metric, help) in METRICS {
        let mut seen = BTreeSet::new();
        // A target that was named twice is said once.
        let own: Vec<_> = samples.iter().filter(|s| s.metric == *metric && seen.insert(&s.labels)).collect();
        if own.is_empty() {
            continue;
        }
        writeln!(out, "# HELP {metric} {help}\n# TYPE {metric} gauge")?;
        for sample in own {
            writeln!(out, "{metric}{} {}", sample.labels, sample.value)?;
        }
    }
    Ok(())
}

/// One line.
struct Sample {
    metric: &'static str,
    labels: String,
    value: String,
}

/// The samples of a report, whatever their order.
#[derive(Default)]
struct Samples(Vec<Sample>);

impl Samples {
    fn add(&mut self, metric: &'static str, labels: &[(&str, &str)], value: impl ToString) {
        let mut text = String::new();
        for (i, (label, value)) in labels.iter().enumerate() {
            let value = told::value(value).replace('\\', "\\\\").replace('"', "\\\"");
            let _ = write!(text, "{}{label}=\"{value}\"", if i == 0 { "" } else { "," });
        }
        let labels = if text.is_empty() { text } else { format!("{{{text}}}") };
        self.0.push(Sample { metric, labels, value: value.to_string() });
    }
}

fn samples(report: &Report) -> Vec<Sample> {
    let mut samples = Samples::default();
    samples.add(BUILD, &[("version", env!("CARGO_PKG_VERSION"))], 1);
    samples.add(RUN, &[], report.time);
    samples.add(DURATION, &[], report.elapsed.as_secs_f64());
    samples.add(COMPLETE, &[], u8::from(!report.cut));
    let labels = store_labels(report);
    for (store, label) in report.stores.iter().zip(&labels) {
        let decides = if store.decides { "true" } else { "false" };
        samples.add(ANCHORS, &[("store", label), ("decides", decides)], store.anchors);
    }
    findings(&mut samples, &[("target", "")], &report.findings);
    let deciding: Vec<&str> =
        report.stores.iter().zip(&labels).filter(|(store, _)| store.decides).map(|(_, label)| label.as_str()).collect();
    let deciding = deciding.join("+");
    report.targets.iter().for_each(|target| of_target(&mut samples, target, &deciding));
    samples.0
}

/// What each store is called in a label: its name, and of a path the shortest end that is the end of no other.
fn store_labels(report: &Report) -> Vec<String> {
    let names: Vec<&str> = report.stores.iter().map(|store| store.name.as_str()).collect();
    let own = |name: &str| {
        let ends = |of: &str, end: &str| parts(of).ends_with(&parts(end));
        let is_told_apart =
            |end: &String| !end.is_empty() && names.iter().all(|other| *other == name || !ends(other, end));
        let parts = parts(name);
        (1..=parts.len()).map(|n| parts[parts.len() - n..].join("/")).find(is_told_apart)
    };
    names.iter().map(|name| own(name).unwrap_or_else(|| (*name).to_owned())).collect()
}

/// The steps of a path; one for what is none.
fn parts(name: &str) -> Vec<&str> {
    name.trim_end_matches(['/', '\\']).split(['/', '\\']).collect()
}

fn of_target(samples: &mut Samples, target: &TargetReport, deciding: &str) {
    let name = target.target.name();
    let labels = [("target", name.as_str())];
    let checked = !told::is_blind(target);
    let critical = told::worst(target.all_findings()) == Some(Severity::Critical);
    samples.add(SUCCESS, &labels, u8::from(checked && !critical));
    samples.add(CHECKED, &labels, u8::from(checked));
    if matches!(target.target, Target::Domain(_)) {
        let lookups = &target.discovery.lookups;
        let failed = |lookup: &&Lookup| lookup.answer.is_failure();
        samples.add(LOOKUPS, &labels, lookups.len());
        samples.add(LOOKUPS_FAILED, &labels, lookups.iter().filter(failed).count());
    }
    if let Some(desk) = target.workstation.as_deref() {
        let (unknown, all) = (desk::unknown(desk).len(), desk.items().len());
        for (known, n) in [("true", all - unknown), ("false", unknown)] {
            samples.add(ITEMS, &[("target", name.as_str()), ("known", known)], n);
        }
    }
    findings(samples, &labels, &target.findings);
    for endpoint in &target.endpoints {
        of_endpoint(samples, &name, endpoint, deciding);
    }
}

fn of_endpoint(samples: &mut Samples, target: &str, endpoint: &EndpointReport, deciding: &str) {
    let host = endpoint.endpoint.host.as_deref().unwrap_or_default();
    let port = endpoint.endpoint.port.map(|port| port.to_string()).unwrap_or_default();
    let place = [("target", target), ("host", host), ("port", port.as_str())];
    let all = endpoint.findings.iter().chain(endpoint.observations.iter().flat_map(|seen| &seen.findings));
    findings(samples, &place, all);
    for seen in endpoint.main() {
        let address = told::address(endpoint, seen);
        let at = [&place[..], &[("address", address.as_str())]].concat();
        match seen.outcome {
            // Nobody wants a certificate there, or this machine has no way to it.
            Outcome::ByDesign | Outcome::Skipped => continue,
            Outcome::Silent(_) => samples.add(PROBE, &at, 0),
            Outcome::Presented => samples.add(PROBE, &at, u8::from(told::verdict(seen) == "trusted")),
        }
        let stores = std::iter::once((deciding, seen.trust())).chain(seen.also.iter().map(|a| (&*a.store, a.trust)));
        for (store, trust) in stores.filter(|(_, trust)| *trust != Trust::Unknown) {
            let labels = [&at[..], &[("store", store)]].concat();
            samples.add(TRUSTED, &labels, u8::from(trust == Trust::Trusted));
        }
        if let Some(matches) = seen.name_matches {
            samples.add(NAME, &at, u8::from(matches));
        }
        if let Some(cert) = groups::earliest(seen) {
            samples.add(EXPIRY, &at, cert.not_after);
        }
        for (i, on_path) in seen.walk.iter().flat_map(|walk| &walk.path.certificates).enumerate() {
            let (position, cert) = (i.to_string(), &on_path.cert);
            let labels = [&at[..], &[("position", position.as_str())]].concat();
            samples.add(NOT_AFTER, &labels, cert.not_after);
            let (serial, sha256) = (hex(&cert.serial), cert.fingerprint());
            let told = [
                ("subject", cert.subject.text.as_str()),
                ("issuer", &cert.issuer.text),
                ("serial", &serial),
                ("sha256", &sha256),
            ];
            samples.add(INFO, &[&labels[..], &told].concat(), 1);
        }
    }
}

fn findings<'a>(samples: &mut Samples, at: &[(&str, &str)], all: impl IntoIterator<Item = &'a Finding>) {
    for finding in all {
        let accepted = if finding.accepted_until.is_some() { "true" } else { "false" };
        let told = [("code", finding.code), ("severity", finding.severity.as_str()), ("accepted", accepted)];
        samples.add(FINDING, &[at, &told].concat(), 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::report::Store,
        render::{clean, sample},
    };

    fn text(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &Style::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The samples whose line begins so.
    fn of(report: &Report, start: &str) -> Vec<String> {
        text(report).lines().filter(|line| line.starts_with(start)).map(str::to_owned).collect()
    }

    const EDGE: &str = "target=\"contoso.com\",host=\"sip.contoso.com\",port=\"443\"";

    #[test]
    fn dates_stay_when_trust_is_gone() {
        let report = sample::broken();
        let end = sample::leaf().not_after;
        for address in ["203.0.113.10", "203.0.113.11"] {
            let labels = format!("{EDGE},address=\"{address}\"");
            assert_eq!(of(&report, &format!("{EXPIRY}{{{labels}}}")), [format!("{EXPIRY}{{{labels}}} {end}")]);
            let first = format!("{NOT_AFTER}{{{labels},position=\"0\"}}");
            assert_eq!(of(&report, &first), [format!("{first} {end}")]);
        }
        assert_eq!(
            of(&report, &format!("{PROBE}{{{EDGE}"))[1],
            format!("{PROBE}{{{EDGE},address=\"203.0.113.11\"}} 0")
        );
        let trusted = format!("{TRUSTED}{{{EDGE},address=\"203.0.113.10\",store=\"system\"}} 1");
        assert!(of(&report, TRUSTED).contains(&trusted));
        let found = format!("{FINDING}{{{EDGE},code=\"issuer-missing\",severity=\"critical\",accepted=\"false\"}} 1");
        assert_eq!(of(&report, FINDING)[0], found);
    }

    #[test]
    fn what_could_not_be_checked_is_no_success() {
        let report = sample::odd();
        for target in ["fabrikam.com", "empty.example", "/tmp/none\\\\x1b[2J.pem"] {
            for metric in [SUCCESS, CHECKED] {
                let line = format!("{metric}{{target=\"{target}\"}}");
                assert_eq!(of(&report, &line), [format!("{line} 0")]);
            }
        }
        assert_eq!(of(&report, LOOKUPS_FAILED)[1], format!("{LOOKUPS_FAILED}{{target=\"fabrikam.com\"}} 1"));
        assert_eq!(of(&report, COMPLETE), [format!("{COMPLETE} 0")]);
        let mute = sample::mute();
        assert!(of(&mute, PROBE).iter().all(|line| line.ends_with("} 0")) && of(&mute, PROBE).len() == 2);
        for metric in [TRUSTED, NAME, EXPIRY, NOT_AFTER, INFO] {
            assert!(of(&mute, metric).is_empty(), "{metric} is not known");
        }
        assert_eq!(of(&sample::healthy(), SUCCESS), [format!("{SUCCESS}{{target=\"contoso.com\"}} 1")]);
    }

    #[test]
    fn a_store_is_called_by_the_end_of_its_path() {
        let mut report = sample::healthy();
        let mut labels = |names: &[&str]| {
            let store = report.stores[0].clone();
            report.stores = names.iter().map(|name| Store { name: (*name).to_owned(), ..store.clone() }).collect();
            store_labels(&report).join(" ")
        };
        for (names, expected) in [
            (&["system"][..], "system"),
            (&["system", "/etc/chaincheck/root.pem"], "system root.pem"),
            (&["/var/tmp/tmp.Xq3/root.pem"], "root.pem"),
            (&["C:\\Certs\\root.pem", "/etc/ssl/certs/"], "root.pem certs"),
            (&["/etc/a/root.pem", "/etc/b/root.pem", "system"], "a/root.pem b/root.pem system"),
            (&["root.pem", "/root.pem", "./root.pem"], "root.pem /root.pem ./root.pem"),
            (&["system", "/srv/system"], "system srv/system"),
            (&["root.pem", "root.pem"], "root.pem root.pem"),
            (&["a/b", "a\\b", "/"], "a/b a\\b /"),
        ] {
            assert_eq!(labels(names), expected, "{names:?}");
        }
        report.stores[0].name = "/etc/chaincheck/root.pem".to_owned();
        report.stores.truncate(1);
        assert!(of(&report, TRUSTED)[0].contains(",store=\"root.pem\"}"));
        assert!(of(&report, ANCHORS)[0].contains("{store=\"root.pem\","));
    }

    #[test]
    fn what_changes_is_no_label_of_a_value() {
        let labels = |line: &str| line.split_once('}').map(|(labels, _)| labels.to_owned());
        let mut renewed = sample::healthy();
        for seen in renewed.targets.iter_mut().flat_map(|t| &mut t.endpoints).flat_map(|e| &mut e.observations) {
            let cert = sample::cert("CN=sip.contoso.com", "CN=Another CA", 300, false);
            seen.walk.iter_mut().for_each(|walk| walk.path.certificates[0].cert = cert.clone());
        }
        for metric in [EXPIRY, NOT_AFTER, PROBE, TRUSTED] {
            let [before, after] = [&sample::healthy(), &renewed].map(|report| of(report, metric));
            assert!(!before.is_empty());
            assert!(before.iter().map(|l| labels(l)).eq(after.iter().map(|l| labels(l))), "{metric}");
        }
    }

    #[test]
    fn nothing_breaks_out_and_nothing_is_said_twice() {
        let mut report = sample::evil();
        let again = report.targets[0].clone();
        report.targets.push(again);
        let text = text(&report);
        assert!(text.ends_with('\n') && text.chars().all(|c| c == '\n' || !clean::is_hidden(c)));
        let mut seen = BTreeSet::new();
        for line in text.lines() {
            if let Some(comment) = line.strip_prefix("# ") {
                assert!(METRICS.iter().any(|(metric, _)| comment.split(' ').nth(1) == Some(metric)), "{line}");
                continue;
            }
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert!(METRICS.iter().any(|(metric, _)| series.split('{').next() == Some(*metric)), "{line}");
            assert!(seen.insert(series), "{line}");
            // Every quote that is not escaped begins or ends a value.
            let plain = series.replace("\\\\", "").replace("\\\"", "");
            let outside: String = plain.split('"').step_by(2).collect();
            assert!(outside.chars().all(|c| c.is_ascii_lowercase() || "0123456789_{},=".contains(c)), "{line}");
        }
    }
}
