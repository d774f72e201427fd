//! `chaincheck diff`: two reports, what changed, and an exit code.

use std::{fs::File, io, path::Path};

use super::{
    args::more::{DiffArgs, DiffFormat},
    error::{PlanError, value},
    exit::UNKNOWN,
    look,
    sink::Sink,
};
use crate::{
    compare::{self, Comparison, ReadError, Run},
    model::Severity,
    words,
};

/// Compares two reports.
pub fn diff(args: DiffArgs) -> Result<u8, PlanError> {
    let is_input = |path: &Path| path == Path::new("-");
    if is_input(&args.old) && is_input(&args.new) {
        return Err(value("OLD and NEW", "- -", words!("one report on standard input and one in a file")));
    }
    let sink = Sink::open(args.diff_output.unwrap_or_else(|| "-".into()))?;
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let comparison = Comparison::of(&old, &new);
    let style = look::style(args.lang.as_deref(), args.quiet);
    let mut text = Vec::new();
    let written = match args.diff_format {
        DiffFormat::Table => compare::table(&comparison, &style, &mut text),
        DiffFormat::Json => compare::json(&comparison, &mut text),
    };
    written.map_err(PlanError::Start)?;
    sink.fill(&text)?;
    let code = match comparison.worst() {
        Some(Severity::Critical) => 2,
        Some(_) => 1,
        None => 0,
    };
    debug_assert!(code < UNKNOWN);
    Ok(code)
}

fn read(path: &Path) -> Result<Run, PlanError> {
    let read = if path == Path::new("-") {
        compare::read(io::stdin().lock())
    } else {
        File::open(path).map_err(ReadError::from).and_then(compare::read)
    };
    read.map_err(|why| PlanError::Report { path: path.to_owned(), why })
}
