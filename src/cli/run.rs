//! Doing what the plan says.

use std::{sync::Arc, time::Instant};

use indicatif::{ProgressBar, ProgressStyle};
use tokio::{
    runtime::{Builder, Runtime},
    sync::watch,
    task::JoinSet,
};

use super::{
    complain,
    exit::{Tally, UNKNOWN},
    plan::{Plan, PlanError},
};
use crate::{
    check::{Checker, Event},
    model::report::{Report, TargetReport},
};

/// Targets under way at once. Each holds its lookups and observations in memory until it ends; the connections have
/// their own bound.
const TARGETS_AT_ONCE: usize = 32;

/// Runs a plan to its exit code.
pub fn run(plan: Plan) -> Result<u8, PlanError> {
    runtime()?.block_on(async { carry_out(plan, false).await.map(|(code, _)| code) })
}

/// The runtime of a run.
pub fn runtime() -> Result<Runtime, PlanError> {
    Builder::new_multi_thread().enable_all().build().map_err(PlanError::Start)
}

/// Runs a plan; the exit code, and the report. Without `keep` the report holds a target only if a format waits for all
/// of them, so that a long list of targets written line by line does not fill the memory.
pub async fn carry_out(plan: Plan, keep: bool) -> Result<(u8, Report), PlanError> {
    let start = Instant::now();
    let Plan { targets, settings, stores, fail_on, deadline, mut output, needs_dns, refused } = plan;
    let (cut, cut_seen) = watch::channel(false);
    let bar = progress_bar(output.progress);
    let shown = bar.clone();
    let mut checker = Checker::new(settings, stores, Box::new(move |event| show(&shown, event)), cut_seen);
    if needs_dns {
        checker = checker.with_dns()?;
        tokio::spawn(async move {
            match deadline {
                Some(deadline) => tokio::select! {
                    () = tokio::time::sleep(deadline) => {}
                    _ = tokio::signal::ctrl_c() => {}
                },
                None => drop(tokio::signal::ctrl_c().await),
            }
            let _ = cut.send(true);
        });
    }
    let targets = Arc::new(targets);
    let mut tally = Tally { unreadable: refused > 0, ..Tally::default() };
    let mut done: Vec<Option<TargetReport>> = (0..targets.len()).map(|_| None).collect();
    let mut under_way = JoinSet::new();
    let mut next = 0;
    loop {
        while next < targets.len() && under_way.len() < TARGETS_AT_ONCE {
            let (checker, targets, number) = (checker.clone(), Arc::clone(&targets), next);
            under_way.spawn(async move { (number, checker.check(&targets[number]).await) });
            next += 1;
        }
        let Some(ended) = under_way.join_next().await else { break };
        let Ok((number, target)) = ended else {
            complain("a target could not be checked: the program failed; please report it");
            tally.blind = true;
            continue;
        };
        // Whoever reads the table on a terminal sees the problem there.
        for problem in target.problems.iter().filter(|_| !output.is_read()) {
            bar.suspend(|| complain(problem));
        }
        tally.target(&target);
        if output.streams() {
            let report = checker.report(vec![target], start.elapsed());
            bar.suspend(|| output.write(&report, true))?;
            done[number] = (keep || output.waits()).then(|| report.targets.into_iter().next()).flatten();
        } else {
            done[number] = Some(target);
        }
    }
    bar.finish_and_clear();
    let report = checker.report(done.into_iter().flatten().collect(), start.elapsed());
    tally.run(&report);
    if output.waits() {
        output.write(&report, false)?;
    }
    output.finish()?;
    let code = tally.code(fail_on);
    debug_assert!(code <= UNKNOWN);
    Ok((code, report))
}

fn progress_bar(wanted: bool) -> ProgressBar {
    if !wanted {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {msg} {pos}/{len} addresses, {elapsed}");
    // In ASCII, since not every terminal has more.
    let bar = ProgressBar::new(0)
        .with_message("probing")
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).tick_chars("-\\|/ "));
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

fn show(bar: &ProgressBar, event: Event) {
    match event {
        Event::Planned(count) => bar.inc_length(count as u64),
        Event::Probed => bar.inc(1),
    }
}
