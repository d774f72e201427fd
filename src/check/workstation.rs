//! A computer that people sign in from: read, and judged beside what the servers answer.

use std::path::PathBuf;

use super::Checker;
use crate::{
    judge,
    model::{Discovery, Target, Workstation, report::TargetReport},
    text, workstation,
};

impl Checker {
    /// Reads a snapshot, or the computer that this runs on, and judges it.
    pub(super) async fn workstation(&self, target: &Target, snapshot: Option<PathBuf>) -> TargetReport {
        let reading = tokio::task::spawn_blocking(move || match snapshot {
            Some(path) => workstation::read(&path),
            None => workstation::live(),
        });
        match self.unless_cut(reading).await {
            Some(Ok(Ok(workstation))) => self.seat(workstation),
            Some(Ok(Err(error))) => {
                let mut report = blank(target.clone());
                report.problems.push(error.text());
                report
            }
            Some(Err(_)) => {
                let mut report = blank(target.clone());
                report.problems.push(
                    text!("snapshot-failed": "the snapshot could not be read: the program failed; please report it"),
                );
                report
            }
            None => TargetReport { cut: true, ..blank(target.clone()) },
        }
    }

    /// Judges a computer that was read.
    pub fn seat(&self, workstation: Workstation) -> TargetReport {
        let target = Target::Workstation { snapshot: workstation.snapshot.clone(), name: Some(workstation.name()) };
        let problems = workstation.readings.iter().filter_map(|reading| {
            let why = reading.problem.as_ref()?;
            Some(text!("snapshot-file": "{file} in the snapshot: {why}", file = &reading.name, why))
        });
        let mut report = TargetReport { problems: problems.collect(), ..blank(target) };
        report.workstation = Some(Box::new(workstation));
        judge::judge(&mut report, &self.shared.settings.policy, self.time());
        report
    }
}

fn blank(target: Target) -> TargetReport {
    TargetReport {
        target,
        discovery: Discovery::default(),
        endpoints: Vec::new(),
        workstation: None,
        findings: Vec::new(),
        problems: Vec::new(),
        cut: false,
    }
}
