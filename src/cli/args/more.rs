//! The arguments of what is beside the checks.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum, builder::PossibleValuesParser};

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
    // These two have names of their own here, since what settings say of the format and the place of reports is not
    // meant for what changed between them.
    /// Output format
    #[arg(long = "format", value_enum, value_name = "FORMAT", default_value_t = DiffFormat::Table)]
    pub diff_format: DiffFormat,
    /// Write there instead of standard output, whole or not at all
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub diff_output: Option<PathBuf>,
    /// The headline alone
    #[arg(short, long)]
    pub quiet: bool,
    /// The language for people: en or ja [default: that of the locale]
    #[arg(long, value_name = "LANG", value_parser = PossibleValuesParser::new(Lang::ALL.iter().map(|(name, _)| *name)))]
    pub lang: Option<String>,
    #[command(flatten)]
    pub settings: ConfigArgs,
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

/// Where settings come from. They are read before everything else, from what clap makes of these.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct ConfigArgs {
    /// Read settings from this TOML file, not from the usual place
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub config: Option<PathBuf>,
    /// Read no settings file
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub no_config: bool,
}

/// `chaincheck config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say whether a settings file is sound, and what it sets
    Check {
        /// The file [default: the one that a run would read]
        file: Option<PathBuf>,
    },
}
