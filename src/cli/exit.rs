//! The exit code, a function of the report alone.

use crate::model::{
    Finding, Severity,
    report::{Report, TargetReport},
};

/// Wrong usage, or something could not be checked.
pub const UNKNOWN: u8 = 3;

/// What counts towards the exit code, gathered while targets end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// A file that was named could not be read.
    pub unreadable: bool,
    /// The worst finding that is not accepted.
    pub worst: Option<Severity>,
    /// A target of which nothing could be checked, or a run that was cut.
    pub blind: bool,
}

impl Tally {
    /// Counts a target.
    pub fn target(&mut self, target: &TargetReport) {
        self.unreadable |= !target.problems.is_empty();
        self.blind |= !target.was_checked();
        self.findings(target.all_findings());
    }

    /// Counts what a report says beyond its targets.
    pub fn run(&mut self, report: &Report) {
        self.blind |= report.cut;
        self.findings(&report.findings);
    }

    fn findings<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) {
        self.worst =
            findings.into_iter().filter(|f| f.accepted_until.is_none()).map(|f| f.severity).max().max(self.worst);
    }

    /// The exit code.
    pub fn code(self, fail_on: Severity) -> u8 {
        match self.worst {
            _ if self.unreadable => UNKNOWN,
            Some(Severity::Critical) => 2,
            _ if self.blind => UNKNOWN,
            Some(worst) if worst >= fail_on => 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_applies_counts() {
        use Severity::{Critical, Notice, Warning};
        let table = [
            // unreadable, worst, blind, fail on, code
            (false, None, false, Warning, 0),
            (false, Some(Notice), false, Warning, 0),
            (false, Some(Notice), false, Notice, 1),
            (false, Some(Warning), false, Warning, 1),
            (false, Some(Warning), false, Critical, 0),
            (false, Some(Critical), false, Critical, 2),
            (false, Some(Critical), true, Warning, 2),
            (false, Some(Warning), true, Warning, 3),
            (false, None, true, Critical, 3),
            (true, Some(Critical), false, Warning, 3),
        ];
        for (unreadable, worst, blind, fail_on, code) in table {
            assert_eq!(
                Tally { unreadable, worst, blind }.code(fail_on),
                code,
                "{unreadable} {worst:?} {blind} {fail_on:?}"
            );
        }
    }

    #[test]
    fn a_plug_in_says_what_the_exit_code_says() {
        use crate::render::{nagios, tests::reports};
        for (name, report) in reports() {
            for fail_on in [Severity::Notice, Severity::Warning, Severity::Critical] {
                let mut tally = Tally::default();
                report.targets.iter().for_each(|target| tally.target(target));
                tally.run(&report);
                // Without any target there is no run.
                tally.blind |= report.targets.is_empty();
                let expected = match tally.code(fail_on) {
                    0 => nagios::State::Ok,
                    1 => nagios::State::Warning,
                    2 => nagios::State::Critical,
                    _ => nagios::State::Unknown,
                };
                assert_eq!(nagios::state(&report, fail_on), expected, "{name}");
            }
        }
    }
}
