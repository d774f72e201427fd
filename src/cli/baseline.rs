//! Findings that are known and accepted, each until a day: `--baseline` reads them, `--write-baseline` writes them.
//!
//! ```toml
//! [[accept]]
//! id = "cert-expires-soon@sip.contoso.com:443#0123456789abcdef"
//! until = 2027-01-31
//! why = "is replaced together with the pool"
//!
//! [[accept]]
//! code = "sip-name-missing"
//! host = "sip.fabrikam.com"
//! until = 2027-06-30
//! ```
//!
//! An entry names a finding by its id, or all of a code, everywhere or at one host. What is accepted is still shown; it
//! does not change the exit code up to the end of that day (UTC), by the time that is judged at. That something could not
//! be checked is no finding, and cannot be accepted. Writing keeps what the file holds, and adds to its end.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use book::{Book, Found};
use time::{Date, OffsetDateTime};
use toml_edit::Value;

use super::{args::more::BaselineArgs, complain, error::PlanError, output::OutputError, sink::Sink};
use crate::{
    model::{
        Finding, Severity, SubjectKind, Target,
        report::{Report, TargetReport},
    },
    text, words,
};

mod book;

/// How long what `--write-baseline` adds is accepted, in days: long enough to mend it at a planned change, short enough
/// that it comes back. A person sets other dates.
const DAYS: i64 = 90;
/// Seconds of a day.
const DAY: i64 = 86_400;
/// Most findings that a file is written for.
const MOST: usize = 100_000;

/// What a new file begins with.
const HEAD: &str = "\
# Findings that chaincheck knows of and accepts: they are shown, and do not change the exit code up to the day named.
# An entry names a finding by its id, or all of a code, everywhere or at one host.
";

/// What is accepted, and what is to be written.
#[derive(Default)]
pub struct Baseline {
    accepted: Option<Book>,
    new: Option<New>,
}

/// The file to write, and what belongs into it.
struct New {
    path: PathBuf,
    sink: Sink,
    /// What it holds so far.
    known: Option<Book>,
    lowest: Severity,
    findings: BTreeMap<String, (Severity, &'static str)>,
}

impl Baseline {
    /// Reads what is named, and opens what is to be written.
    ///
    /// # Errors
    ///
    /// [`PlanError`] for a file that cannot be read or written, or in which something is wrong.
    pub(super) fn open(args: &BaselineArgs, fail_on: Severity) -> Result<Self, PlanError> {
        let accepted = args.baseline.as_deref().map(Book::read).transpose()?;
        let new = match &args.write_baseline {
            None => None,
            Some(path) => Some(New {
                sink: Sink::open(path.clone())?,
                known: if path.is_file() { Some(Book::read(path)?) } else { None },
                path: path.clone(),
                lowest: fail_on,
                findings: BTreeMap::new(),
            }),
        };
        if let Some(known) = new.as_ref().and_then(|new| new.known.as_ref()) {
            known.can_be_extended()?;
        }
        Ok(Self { accepted, new })
    }

    /// Where the file is written.
    pub(super) fn sink(&self) -> Option<&Sink> {
        self.new.as_ref().map(|new| &new.sink)
    }

    /// Marks what is accepted in a report of one target, and remembers its findings.
    pub fn mark(&mut self, report: &mut Report) {
        let time = report.time;
        for target in &mut report.targets {
            each_finding(target, |places, finding| self.mark_one(places, finding, time, true));
        }
        // What is said of the run is judged at its end, over all targets.
        for finding in &mut report.findings {
            self.mark_one(&[], finding, time, false);
        }
    }

    /// Marks what is accepted of the run as a whole.
    pub fn mark_run(&mut self, report: &mut Report) {
        let time = report.time;
        for finding in &mut report.findings {
            self.mark_one(&[], finding, time, true);
        }
    }

    fn mark_one(&mut self, places: &[&str], finding: &mut Finding, time: i64, keep: bool) {
        let until = self.accepted.as_mut().and_then(|book| book.until(places, finding, time));
        finding.accepted_until = until.filter(|until| *until >= time);
        let Some(new) = self.new.as_mut().filter(|_| keep) else { return };
        // What ran out counts again, and is added anew.
        let known = new.known.as_mut().and_then(|book| book.until(places, finding, time));
        let known = known.is_some_and(|until| until >= time);
        // What is critical counts whatever --fail-on says.
        let counts = finding.severity >= new.lowest || finding.severity == Severity::Critical;
        if counts && !known && new.findings.len() < MOST {
            new.findings.insert(finding.id.clone(), (finding.severity, finding.title));
        }
    }

    /// Says which entries were of no use, and writes the file.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`].
    pub(super) fn finish(self, time: i64) -> Result<(), OutputError> {
        if let Some(book) = &self.accepted {
            book.tell_idle(Found::Late, words!("ran out, and counts again"));
            book.tell_idle(Found::Nothing, words!("matched nothing in this run"));
        }
        let Some(new) = self.new else { return Ok(()) };
        let until = day((time.max(0) / DAY + DAYS) * DAY);
        let text = new.text(until);
        let count = new.findings.len();
        new.sink.fill(text.as_bytes())?;
        complain(&text!(
            "baseline-added": "{path}: findings accepted until {until} were added: {count}",
            path = new.path.display().to_string(),
            until = until.to_string(),
            count,
        ));
        Ok(())
    }
}

/// Calls with each finding below and at a target, and the names of the places where it is.
fn each_finding(target: &mut TargetReport, mut call: impl FnMut(&[&str], &mut Finding)) {
    let name = match &target.target {
        Target::Domain(domain) => domain.clone(),
        Target::Host { host, .. } => host.clone(),
        Target::File(_) => String::new(),
        Target::Workstation { .. } => target.target.name(),
    };
    for finding in &mut target.findings {
        // A finding about a record is at the record's name as well as at its domain.
        let record = finding.id.split_once('#').map(|(_, key)| key.split('/').next().unwrap_or_default().to_owned());
        let record = record.filter(|_| finding.subject.kind == SubjectKind::Target).unwrap_or_default();
        call(&[&name, &record], finding);
    }
    for endpoint in &mut target.endpoints {
        let host = endpoint.endpoint.host.clone().unwrap_or_default();
        let of_observations = endpoint.observations.iter_mut().flat_map(|o| &mut o.findings);
        for finding in endpoint.findings.iter_mut().chain(of_observations) {
            call(&[&host], finding);
        }
    }
}

fn day(seconds: i64) -> Date {
    OffsetDateTime::from_unix_timestamp(seconds).map_or(Date::MAX, OffsetDateTime::date)
}

impl New {
    /// What the file holds, and behind it an entry for each finding that it does not name.
    fn text(&self, until: Date) -> String {
        let mut text = match &self.known {
            Some(book) => book.file.text().to_owned(),
            None => HEAD.to_owned(),
        };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for (id, (severity, title)) in &self.findings {
            let id = Value::from(id.as_str());
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n# {}: {title}\n[[accept]]\nid = {id}\nuntil = {until}\nwhy = \"\"\n",
                severity.as_str()
            );
        }
        text
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::render::sample;

    fn write(folder: &tempfile::TempDir, text: &str) -> PathBuf {
        let path = folder.path().join("baseline.toml");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn opened(path: Option<&Path>, new: Option<&Path>) -> Result<Baseline, PlanError> {
        let args = BaselineArgs { baseline: path.map(Path::to_owned), write_baseline: new.map(Path::to_owned) };
        Baseline::open(&args, Severity::Warning)
    }

    const ID: &str = "issuer-missing@sip.contoso.com:443#0123456789abcdef";

    /// The broken sample, its critical finding named as the rules name it.
    fn broken() -> Report {
        let mut report = sample::broken();
        report.targets[0].endpoints[0].observations[1].findings[0].id = ID.to_owned();
        report
    }

    /// How many findings of the broken sample a file accepts.
    fn accepted(text: &str) -> usize {
        let folder = tempfile::tempdir().unwrap();
        let mut baseline = opened(Some(&write(&folder, text)), None).unwrap();
        let mut report = broken();
        baseline.mark(&mut report);
        report.all_findings().filter(|finding| finding.accepted_until.is_some()).count()
    }

    #[test]
    fn entries_name_findings_by_id_code_and_host_up_to_a_day() {
        for (entry, count) in [
            (format!("id = {ID:?}\nuntil = 2027-01-31"), 1),
            (format!("id = {ID:?}\nuntil = \"2027-01-31\""), 1),
            // The day itself is the last.
            (format!("id = {ID:?}\nuntil = 2026-11-22"), 1),
            (format!("id = {ID:?}\nuntil = 2026-11-21"), 0),
            ("code = \"issuer-missing\"\nuntil = 2027-01-31".to_owned(), 1),
            ("code = \"issuer-missing\"\nhost = \"SIP.contoso.com.\"\nuntil = 2027-01-31".to_owned(), 1),
            ("code = \"issuer-missing\"\nhost = \"sts.contoso.com\"\nuntil = 2027-01-31".to_owned(), 0),
            ("code = \"cert-expired\"\nuntil = 2027-01-31".to_owned(), 0),
        ] {
            assert_eq!(accepted(&format!("# known\n[[accept]]\n{entry}\n")), count, "{entry}");
        }
        assert_eq!(accepted(""), 0);
        assert_eq!(accepted("accept = [{code = \"issuer-missing\", until = 2027-01-31, why = \"later\"}]"), 1);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        for (text, said) in [
            (
                "[[accept]]\ncode = \"issuer-mising\"\nuntil = 2027-01-31",
                "2:8: there is no code \"issuer-mising\"; issuer-missing is near it",
            ),
            ("[[accept]]\nid = \"no@a:1\"\nuntil = 2027-01-31", "2:6: there is no code \"no\""),
            ("[[accept]]\ncode = \"issuer-missing\"\nuntil = 2027-02-30", ":3:"),
            ("[[accept]]\ncode = \"issuer-missing\"\nuntil = \"soon\"", "3:9: until is not a day"),
            ("[[accept]]\ncode = \"issuer-missing\"\nuntil = 2027-01-31T10:00:00Z", "3:9: until is not a day"),
            ("[[accept]]\ncode = \"issuer-missing\"\nuntil = 7", "3:9: until is not a day"),
            ("[[accept]]\ncode = \"issuer-missing\"", "1:1: until is missing"),
            ("\n[[accept]]\nuntil = 2027-01-31", "2:1: id or code is missing"),
            ("[[accept]]\nuntill = 2027-01-31", "2:1: there is no key \"untill\"; until is near it"),
            ("[[acept]]\n", "1:3: there is no key \"acept\"; accept is near it"),
            ("accept = 5", "1:10: accept is integer, and not a list"),
            ("[[accept]]\ncode = 5\nuntil = 2027-01-31", "2:8: code is integer, and not text"),
            ("[[accept]\n", "1:"),
            ("a = \"\u{1}\"", "1:"),
        ] {
            let error = opened(Some(&write(&folder, text)), None).err().unwrap().to_string();
            assert!(error.contains("baseline.toml:") && error.contains(said), "{said}: {error}");
        }
        assert!(matches!(opened(Some(&folder.path().join("none")), None), Err(PlanError::File(_))));
    }

    #[test]
    fn what_is_written_keeps_what_was_there_and_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let text = "# ours\n[[accept]] # kept\ncode = \"cert-expired\"\nuntil = 2026-01-31\nwhy = \"é\"";
        let path = write(&folder, text);
        let mut report = broken();
        let mut baseline = opened(None, Some(&path)).unwrap();
        baseline.mark(&mut report);
        assert!(report.all_findings().all(|finding| finding.accepted_until.is_none()));
        baseline.finish(report.time).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.starts_with(&format!("{text}\n\n# critical: ")), "{written}");
        assert!(written.contains("until = 2027-02-20"), "{written}");
        assert_eq!(written.matches("[[accept]]").count(), 2, "a notice changes nothing: {written}");
        assert_eq!(accepted(&written), 1);
        // Nothing is written twice.
        let mut baseline = opened(None, Some(&path)).unwrap();
        baseline.mark(&mut report);
        baseline.finish(report.time).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
        let path = write(&folder, "accept = []");
        assert!(opened(None, Some(&path)).err().unwrap().to_string().contains("1:10: nothing can be added"));
    }

    #[test]
    fn hostile_ids_are_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.toml");
        let mut report = broken();
        let id = "issuer-missing@\"\n[[accept]]\n\u{1b}\u{202e}'''\"\"\"\\";
        let finding = &mut report.targets[0].endpoints[0].observations[1].findings[0];
        finding.id = id.to_owned();
        let mut baseline = opened(None, Some(&path)).unwrap();
        baseline.mark(&mut report);
        baseline.finish(report.time).unwrap();
        let mut baseline = opened(Some(&path), None).unwrap();
        assert_eq!(baseline.accepted.as_ref().unwrap().entries.len(), 1);
        baseline.mark(&mut report);
        assert!(report.targets[0].endpoints[0].observations[1].findings[0].accepted_until.is_some());
    }
}
