//! A computer that people sign in from: read, and judged beside what the servers answer.

use std::path::PathBuf;

use super::Checker;
use crate::{
    judge,
    model::{
        Discovery, Target, Text, Workstation,
        report::TargetReport,
        workstation::{Clock, Told},
    },
    text, words, workstation,
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
    pub fn seat(&self, mut workstation: Workstation) -> TargetReport {
        if workstation.snapshot.is_some() {
            from_the_future(&mut workstation, super::now());
        }
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

/// Seconds by which the clocks of two computers may differ: what Kerberos allows (RFC 4120 1.6).
const ALLOWED: i64 = 300;

/// A snapshot was taken before it is read. Where its computer's clock says otherwise, that clock is ahead by so much at
/// least, or this machine's is behind. Whatever is better known of the clock is kept: a measured difference, or that Windows
/// there looks after it. By how much chains were to be judged later is not known, so `now` is left out of account there.
fn from_the_future(workstation: &mut Workstation, now: i64) {
    let known = workstation.clock.known();
    let is_better = known.is_some_and(|clock| clock.ahead.is_some() || clock.synchronised == Some(true));
    let taken = workstation.taken.filter(|taken| taken.earliest == taken.latest).map(|taken| taken.earliest);
    let Some(ahead) = taken.map(|taken| taken.saturating_sub(now)).filter(|ahead| *ahead > ALLOWED && !is_better)
    else {
        return;
    };
    let source = Text::words(words!(
        "the clock of the machine that read the snapshot: ahead of it by so much at least, unless that one is behind"
    ));
    let synchronised = known.and_then(|clock| clock.synchronised);
    workstation.clock = Told::Told(Clock { ahead: Some(ahead), source, synchronised });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::workstation::Moment;

    const NOW: i64 = 1_800_000_000;

    /// What is known of the clock of a snapshot that was taken so many seconds from now.
    fn clock(taken: Moment, known: Told<Clock>) -> Told<Clock> {
        let mut desk = Workstation { taken: Some(taken), clock: known, ..Workstation::default() };
        from_the_future(&mut desk, NOW);
        desk.clock
    }

    #[test]
    fn a_snapshot_from_the_future_has_a_clock_that_is_ahead() {
        let state = |ahead, synchronised| Told::Told(Clock { ahead, source: "dc01".into(), synchronised });
        let later = |seconds| Moment::exactly(NOW + seconds);
        for known in [Told::NotTold, Told::Unreadable("asleep".into()), state(None, Some(false))] {
            let found = clock(later(3_600), known.clone());
            assert_eq!(found.known().and_then(|clock| clock.ahead), Some(3_600), "{known:?}");
            assert!(found.known().is_some_and(|clock| clock.source.contains("unless that one is behind")));
            for taken in [later(300), later(-3_600), Moment { earliest: NOW + 3_600, latest: NOW + 7_200 }] {
                assert_eq!(clock(taken, known.clone()), known);
            }
        }
        for better in [state(Some(-5), None), state(None, Some(true))] {
            assert_eq!(clock(later(3_600), better.clone()), better);
        }
    }
}
