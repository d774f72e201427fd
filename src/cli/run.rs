//! Doing what the plan says.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use tokio::{
    runtime::{Builder, Runtime},
    sync::watch,
    task::{Id, JoinError, JoinSet},
    time::sleep,
};

use super::{
    baseline::Baseline,
    complain,
    desk::Asked,
    error::PlanError,
    exit::{Tally, UNKNOWN},
    language,
    output::Output,
    plan::Plan,
    stop,
};
use crate::{
    check::{Checker, Event},
    judge::{self, Seat},
    model::{
        Target,
        report::{Report, TargetReport},
    },
    render::{Standing, Totals},
    text,
};

/// How far targets may end before the first one whose turn to be shown has not come: their reports wait in memory.
const MOST_AHEAD: usize = 1024;

/// For so long after a run was cut targets are still taken from standard input, to be reported as not reached: a file is
/// read by then, and whoever types or pipes is not waited for.
const LAST_TARGETS: Duration = Duration::from_millis(500);

/// Runs a plan to its exit code.
pub fn run(plan: Plan) -> Result<u8, PlanError> {
    runtime()?.block_on(async { carry_out(plan, false).await.map(|(code, _)| code) })
}

/// The runtime of a run.
pub fn runtime() -> Result<Runtime, PlanError> {
    Builder::new_multi_thread().enable_all().build().map_err(PlanError::Start)
}

/// Runs a plan; the exit code, and the report. Without `keep` the report holds a target only if a format waits for all
/// of them, so that a long list of targets written one by one does not fill the memory.
pub async fn carry_out(plan: Plan, keep: bool) -> Result<(u8, Report), PlanError> {
    let start = Instant::now();
    let Plan { mut targets, at_once, settings, stores, fail_on, baseline, deadline, output, needs_dns, desk } = plan;
    let (cut, mut cut_seen) = watch::channel(false);
    let progress = Arc::new(Progress::default());
    let bar = progress_bar(output.progress, progress.clone());
    let mut checker = Checker::new(settings, stores, Box::new(move |event| progress.note(event)), cut_seen.clone());
    if needs_dns {
        checker = checker.with_dns()?;
    }
    tokio::spawn(stop::watch(cut, deadline));
    let is_cut = cut_seen.clone();
    let mut too_late = pin!(async {
        if cut_seen.wait_for(|cut| *cut).await.is_err() {
            std::future::pending::<()>().await;
        }
        sleep(LAST_TARGETS).await;
    });
    let mut flow = Flow::new(checker.clone(), output, baseline, bar, keep);
    flow.live = desk.is_some().then(Asked::default);
    let mut under_way = UnderWay::default();
    let mut more = true;
    loop {
        let room = under_way.tasks.len() < at_once && flow.has_room();
        tokio::select! {
            biased;
            Some((number, target)) = under_way.next() => flow.ended(number, target, start.elapsed())?,
            () = &mut too_late, if more => {
                complain(&text!("input-cut": "the run was cut before all of standard input was read"));
                more = false;
            }
            target = targets.next(), if more && room => match target {
                Some(target) => under_way.begin(&checker, target),
                None => more = false,
            },
            else => break,
        }
    }
    let nothing = under_way.begun == 0 && !*is_cut.borrow();
    if nothing && targets.refused() == 0 {
        return Err(PlanError::NoTarget);
    }
    flow.tally.unreadable |= targets.refused() > 0;
    if let Some(mut desk) = desk.filter(|_| !nothing) {
        desk.live = flow.live.take().and_then(Asked::known);
        flow.ended(under_way.begun, Ok(checker.seat(*desk)), start.elapsed())?;
    }
    let (tally, report) = flow.end(start.elapsed(), !nothing)?;
    let code = tally.code(fail_on);
    debug_assert!(code <= UNKNOWN);
    Ok((code, report))
}

/// The targets under way, by the number of each.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<TargetReport>,
    numbers: HashMap<Id, usize>,
    begun: usize,
}

impl UnderWay {
    fn begin(&mut self, checker: &Checker, target: Target) {
        let checker = checker.clone();
        let task = self.tasks.spawn(async move { checker.check(&target).await });
        self.numbers.insert(task.id(), self.begun);
        self.begun += 1;
    }

    /// The next one that ends; `None` if none is under way.
    async fn next(&mut self) -> Option<(usize, Result<TargetReport, JoinError>)> {
        let (id, ended) = match self.tasks.join_next_with_id().await? {
            Ok((id, report)) => (id, Ok(report)),
            Err(error) => (error.id(), Err(error)),
        };
        Some((self.numbers.remove(&id).unwrap_or_default(), ended))
    }
}

/// The way of reports to where they are written.
struct Flow {
    checker: Checker,
    output: Output,
    baseline: Baseline,
    bar: ProgressBar,
    /// Whether all are wanted at the end.
    keep: bool,
    /// Those that ended before it was their turn; nothing of one that failed.
    early: BTreeMap<usize, Option<Report>>,
    /// Whose turn it is.
    turn: usize,
    done: Vec<TargetReport>,
    /// What was said of the run as a whole already, by its ids.
    said: HashSet<String>,
    tally: Tally,
    totals: Totals,
    /// What the servers answer, where a computer is to be compared with it.
    live: Option<Asked>,
    /// Computers, to be compared with each other.
    seats: BTreeMap<usize, Seat>,
}

impl Flow {
    fn new(checker: Checker, output: Output, baseline: Baseline, bar: ProgressBar, keep: bool) -> Self {
        Self {
            keep: keep || output.waits(),
            checker,
            output,
            baseline,
            bar,
            early: BTreeMap::new(),
            turn: 0,
            done: Vec::new(),
            said: HashSet::new(),
            tally: Tally::default(),
            totals: Totals::new(),
            live: None,
            seats: BTreeMap::new(),
        }
    }

    /// Whether more may begin: what ended early waits in memory, and more of it than is wanted at the end is not taken.
    fn has_room(&self) -> bool {
        self.keep || self.early.len() < MOST_AHEAD
    }

    fn ended(
        &mut self,
        number: usize,
        target: Result<TargetReport, JoinError>,
        elapsed: Duration,
    ) -> Result<(), PlanError> {
        let report = match target {
            Ok(target) => {
                self.live.iter_mut().for_each(|live| live.note(&target));
                let report = self.count(target, elapsed)?;
                self.seats.extend(report.targets.first().and_then(Seat::of).map(|seat| (number, seat)));
                Some(report)
            }
            Err(_) => {
                self.live.iter_mut().for_each(Asked::miss);
                let failed =
                    text!("target-failed": "a target could not be checked: the program failed; please report it");
                self.bar.suspend(|| complain(&failed));
                self.tally.blind = true;
                None
            }
        };
        if !self.keep && !self.output.is_in_turn() {
            self.done.extend(report.and_then(|report| self.rest(report)));
            return Ok(());
        }
        self.early.insert(number, report);
        while let Some(report) = self.early.remove(&self.turn) {
            if let Some(mut report) = report {
                report.findings.retain(|finding| self.said.insert(finding.id.clone()));
                self.bar.suspend(|| self.output.write_in_turn(&report, self.turn))?;
                self.done.extend(self.rest(report));
            }
            self.turn += 1;
        }
        Ok(())
    }

    /// Counts a target and writes it where it need not wait for others.
    fn count(&mut self, target: TargetReport, elapsed: Duration) -> Result<Report, PlanError> {
        // Whoever reads the table on a terminal sees the problem there.
        for problem in target.problems.iter().filter(|_| !self.output.is_read()) {
            self.bar.suspend(|| complain(problem));
        }
        *self.totals.entry(Standing::of(&target)).or_default() += 1;
        if let Some(chains) = &mut self.output.chains {
            self.tally.unreadable |= !self.bar.suspend(|| chains.write(&target));
        }
        let mut report = self.checker.report(vec![target], elapsed);
        self.baseline.mark(&mut report);
        report.targets.iter().for_each(|target| self.tally.target(target));
        self.bar.suspend(|| self.output.write_ended(&report))?;
        Ok(report)
    }

    /// What is kept of a target that is written: all of it if that is wanted, else what the run as a whole is judged by.
    fn rest(&self, report: Report) -> Option<TargetReport> {
        let target = report.targets.into_iter().next()?;
        if self.keep { Some(target) } else { judge::beyond_itself(target) }
    }

    /// Writes what is left, if anything was checked.
    fn end(mut self, elapsed: Duration, write: bool) -> Result<(Tally, Report), PlanError> {
        self.bar.finish_and_clear();
        let mut report = self.checker.report(self.done, elapsed);
        report.comparison = judge::compare(&self.seats.into_values().collect::<Vec<_>>());
        self.baseline.mark_run(&mut report);
        self.tally.run(&report);
        if write {
            self.output.write_last(&report, &self.totals)?;
            if let Some(chains) = &self.output.chains {
                chains.finish();
            }
            self.output.finish()?;
            self.baseline.finish(report.time)?;
        }
        Ok((self.tally, report))
    }
}

/// How far the run is. The bar reads it when it is drawn: whoever probes must never wait for the bar, which waits for the
/// terminal.
#[derive(Default)]
struct Progress {
    planned: AtomicUsize,
    probed: AtomicUsize,
}

impl Progress {
    fn note(&self, event: Event) {
        match event {
            Event::Planned(count) => self.planned.fetch_add(count, Ordering::Relaxed),
            Event::Probed => self.probed.fetch_add(1, Ordering::Relaxed),
        };
    }
}

fn progress_bar(wanted: bool, progress: Arc<Progress>) -> ProgressBar {
    if !wanted {
        return ProgressBar::hidden();
    }
    let counts = move |_: &ProgressState, out: &mut dyn fmt::Write| {
        let [probed, planned] = [&progress.probed, &progress.planned].map(|count| count.load(Ordering::Relaxed));
        let _ = write!(out, "{probed}/{planned}");
    };
    let lang = language::current();
    let template = text!("progress": "{spinner} {msg} {counts} addresses, {elapsed}",
        spinner = "{spinner}", msg = "{msg}", counts = "{counts}", elapsed = "{elapsed}");
    let style = ProgressStyle::with_template(&lang.say(&template));
    // In ASCII, since not every terminal has more.
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).tick_chars("-\\|/ ");
    let bar = ProgressBar::new_spinner()
        .with_message(lang.words("probing").into_owned())
        .with_style(style.with_key("counts", counts));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
