//! The arguments of `chaincheck workstation`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::{FindingArgs, OutputArgs};

/// `chaincheck workstation`.
#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub struct WorkstationArgs {
    /// Snapshots, a folder or a zip each; of several it is said whether the computer, the account or the servers are to
    /// blame. Without one this computer is read (Windows alone)
    #[arg(value_name = "SNAPSHOT")]
    pub snapshots: Vec<PathBuf>,
    /// Print the PowerShell script that takes a snapshot, without administrator rights
    #[arg(long, conflicts_with = "snapshots")]
    pub collector: bool,
    /// Judge as of this time (RFC 3339, such as 2026-11-22T10:00:00Z) [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    #[command(flatten)]
    pub findings: FindingArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}
