//! The arguments of what is beside the checks.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, builder::PossibleValuesParser};

use crate::render::Lang;

/// `chaincheck diff`.
#[derive(Debug, ClapArgs)]
#[command(
    args_override_self = true,
    after_help = "\
Exit codes: 0 nothing is worse, 1 new warnings, or a target that is not checked any more, 2 new critical findings,
3 a report that cannot be read, or of another schema. Findings that a baseline accepts do not count."
)]
pub struct DiffArgs {
    /// The earlier report, of json or jsonl; - for standard input
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The later report
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = DiffFormat::Table)]
    pub format: DiffFormat,
    /// Write there instead of standard output, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The headline alone
    #[arg(short, long)]
    pub quiet: bool,
    /// The language for people: en or ja [default: that of the locale]
    #[arg(long, value_name = "LANG", env = "CHAINCHECK_LANG", value_parser = PossibleValuesParser::new(Lang::ALL.iter().map(|(name, _)| *name)))]
    pub lang: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    Table,
    Json,
}

/// Known findings.
#[derive(Debug, Default, ClapArgs)]
pub struct BaselineArgs {
    /// Accept the findings that this file names, each up to its day: they are shown, and do not change the exit code
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    pub baseline: Option<PathBuf>,
    /// Add the findings that change the exit code to this file, accepted for 90 days
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    pub write_baseline: Option<PathBuf>,
}
