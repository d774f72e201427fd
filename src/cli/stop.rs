//! When a run ends before its time: its deadline, or somebody who asks for it.

use std::{io, process, time::Duration};

use tokio::{sync::watch, time::sleep};

use super::{exit::UNKNOWN, sink};

/// Cuts the run at its deadline or when the program is asked to end (Ctrl-C, SIGTERM, a terminal that is closed). Whoever asks again does not want
/// what is known any more, or it cannot be written: the program ends at once.
pub async fn watch(cut: watch::Sender<bool>, deadline: Option<Duration>) {
    // Where signals cannot be caught they end the program without us.
    let mut signals = Signals::listen().ok();
    let late = async {
        match deadline {
            Some(deadline) => sleep(deadline).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = late => {}
        () = next(&mut signals) => {}
        () = cut.closed() => return,
    }
    let _ = cut.send(true);
    tokio::select! {
        () = next(&mut signals) => {
            sink::remove_unfinished();
            process::exit(UNKNOWN.into())
        }
        () = cut.closed() => {}
    }
}

async fn next(signals: &mut Option<Signals>) {
    match signals {
        Some(signals) => signals.next().await,
        None => std::future::pending().await,
    }
}

/// What asks the program to end.
#[cfg(unix)]
pub struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    /// From now on; the system's own way with them is given up.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: if is_hangup_heeded() { signal(SignalKind::hangup()).ok() } else { None },
        })
    }

    /// Waits for one.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            Some(()) = async { self.hangup.as_mut()?.recv().await } => {}
        }
    }
}

/// Whether a terminal that is closed ends the program: not under nohup, which Linux tells (proc_pid_status(5), the first
/// bit of SigIgn is SIGHUP). Elsewhere the system's own way is kept.
#[cfg(unix)]
fn is_hangup_heeded() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 0)
}

/// What asks the program to end.
#[cfg(windows)]
pub struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
    terminate: tokio::signal::windows::CtrlBreak,
}

#[cfg(windows)]
impl Signals {
    /// From now on; the system's own way with them is given up.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c};
        Ok(Self { interrupt: ctrl_c()?, terminate: ctrl_break()? })
    }

    /// Waits for one.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
