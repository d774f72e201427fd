//! Which formats go where, and when each is written.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
    path::PathBuf,
    time::Duration,
};

use super::{
    args::{ColorArg, OutputArgs},
    chains::ChainFolder,
    look::{PIPE_WIDTH, has_unicode, language, terminal_width, wants_color},
    sink::{Place, Sink},
};
use crate::{
    model::{Report, Severity, Text},
    render::{self, FORMATS, Format, Lang, Style, Totals},
    text,
};

/// What is wrong with the output options, or with writing.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// No such format.
    Format {
        /// What was typed.
        name: String,
        /// What there is.
        known: String,
    },
    /// A file cannot be written.
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not there, or something else is.
    Place {
        /// Which file.
        path: PathBuf,
        /// What is wrong, in words.
        why: Text,
    },
    /// Two outputs would write over each other.
    Twice {
        /// Which place.
        path: PathBuf,
    },
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl OutputError {
    /// It in words.
    pub fn text(&self) -> Text {
        let (path, why) = match self {
            Self::Format { name, known } => {
                let name = format!("{name:?}");
                return text!("no-format": "{name} is no output format; there are {known}", name, known);
            }
            Self::Twice { path } => {
                let path = format!("{path:?}");
                return text!("output-twice": "{path} is named for two outputs: one would spoil the other", path);
            }
            Self::Write { path, source } => (path, source.to_string().into()),
            Self::Place { path, why } => (path, why.clone()),
        };
        text!("cannot-write": "cannot write {path}: {why}", path = format!("{path:?}"), why)
    }
}

/// One format going to one place.
struct Stream {
    format: &'static Format,
    style: Style,
    sink: Sink,
}

/// When a format is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// A report for each target, whichever ends first.
    Ended,
    /// A section for each target, in order, and an end.
    InTurn,
    /// One report of all.
    Last,
}

/// Every place results go to.
pub struct Output {
    streams: Vec<Stream>,
    /// Whether there may be more than one target.
    several: bool,
    /// Whether a progress line is shown on standard error.
    pub progress: bool,
    /// Whether standard output is a terminal.
    terminal: bool,
    /// Where repaired chains go.
    pub(super) chains: Option<ChainFolder>,
}

impl Output {
    /// Opens what the options name.
    ///
    /// # Errors
    ///
    /// [`OutputError`], before anything is checked.
    pub(super) fn new(args: OutputArgs, several: bool, fail_on: Severity) -> Result<Self, OutputError> {
        let chosen = format(&args.format)?;
        let terminal = io::stdout().is_terminal();
        let color = match args.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => wants_color(terminal),
        };
        let lang = language(args.lang.as_deref());
        let style = Style {
            lang,
            width: if terminal { terminal_width() } else { PIPE_WIDTH },
            color,
            // Whoever asks for Japanese has the letters for it.
            unicode: has_unicode() || lang == Lang::Ja,
            verbose: args.verbose,
            quiet: args.quiet,
            fail_on,
        };
        let mut streams = Vec::new();
        for text in &args.output {
            let (format, path) = named(text)?.unwrap_or((chosen, text));
            let sink = Sink::open(PathBuf::from(path))?;
            apart(streams.iter().map(|stream: &Stream| stream.sink.key()), sink.key())?;
            let style = Style { color: args.color == ColorArg::Always, width: PIPE_WIDTH, ..style };
            streams.push(Stream { format, style, sink });
        }
        if streams.is_empty() {
            streams.push(Stream { format: chosen, style, sink: Sink::Stdout });
        }
        let progress = !args.no_progress && !args.quiet && io::stderr().is_terminal();
        let chains = args.write_chain.as_ref().map(|folder| ChainFolder::open(folder, args.force)).transpose()?;
        Ok(Self { streams, several, progress, terminal, chains })
    }

    /// Whether what the options name can be written, found out without making or opening anything.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub(super) fn check(args: &OutputArgs) -> Result<(), OutputError> {
        format(&args.format)?;
        let mut taken = Vec::new();
        for text in &args.output {
            let path = named(text)?.map_or(text.as_str(), |(_, path)| path);
            let key = Place::of(path.into())?.key();
            apart(taken.iter().cloned(), key.clone())?;
            taken.push(key);
        }
        args.write_chain.as_deref().map_or(Ok(()), ChainFolder::check)
    }

    /// Whether a further sink is none of those that results go to.
    ///
    /// # Errors
    ///
    /// [`OutputError::Twice`].
    pub(super) fn is_apart_from(&self, sink: &Sink) -> Result<(), OutputError> {
        apart(self.streams.iter().map(|stream| stream.sink.key()), sink.key())
    }

    /// Whether somebody reads the report for people on a terminal.
    pub fn is_read(&self) -> bool {
        let shown = |s: &Stream| s.format.name == FORMATS[0].name && matches!(s.sink, Sink::Stdout);
        self.terminal && self.streams.iter().any(shown)
    }

    /// Whether some format shows the targets in order, each as soon as those before it are done.
    pub fn is_in_turn(&self) -> bool {
        self.streams.iter().any(|s| self.when(s) == When::InTurn)
    }

    /// Whether some format needs the whole report at the end.
    pub fn waits(&self) -> bool {
        self.streams.iter().any(|s| self.when(s) == When::Last)
    }

    /// How long the run may take, unless the user says otherwise: as long as the least patient reader waits.
    pub fn deadline(&self) -> Option<Duration> {
        self.streams.iter().filter_map(|s| s.format.deadline).min()
    }

    fn when(&self, stream: &Stream) -> When {
        match stream.format.sections {
            _ if stream.format.streams => When::Ended,
            Some(_) if self.several => When::InTurn,
            _ => When::Last,
        }
    }

    /// Writes a report of one target that has ended.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`]; a reader that went away is no error. The same goes for the other ways to write.
    pub fn write_ended(&mut self, report: &Report) -> Result<(), OutputError> {
        self.write(When::Ended, |format, style, out| (format.write)(report, style, out))
    }

    /// Writes a report of the target whose turn it is, and how many came before.
    pub fn write_in_turn(&mut self, report: &Report, before: usize) -> Result<(), OutputError> {
        self.write(When::InTurn, |format, style, out| match format.sections {
            Some(sections) => (sections.one)(report, before, style, out),
            None => Ok(()),
        })
    }

    /// Writes what is left at the end: the whole report, or what follows the targets.
    pub fn write_last(&mut self, report: &Report, totals: &Totals) -> Result<(), OutputError> {
        self.write(When::Last, |format, style, out| (format.write)(report, style, out))?;
        self.write(When::InTurn, |format, style, out| match format.sections {
            Some(sections) => (sections.end)(report, totals, style, out),
            None => Ok(()),
        })
    }

    fn write(
        &mut self,
        when: When,
        write: impl Fn(&Format, &Style, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        for index in 0..self.streams.len() {
            if self.when(&self.streams[index]) != when {
                continue;
            }
            let Stream { format, style, sink } = &mut self.streams[index];
            sink.write(|out| write(format, style, out))?;
        }
        Ok(())
    }

    /// Gives the files their names.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`].
    pub fn finish(self) -> Result<(), OutputError> {
        self.streams.into_iter().try_for_each(|stream| stream.sink.finish())
    }
}

/// Whether a place, by its key, is none of those that are taken.
fn apart(mut taken: impl Iterator<Item = Option<PathBuf>>, key: Option<PathBuf>) -> Result<(), OutputError> {
    match key {
        Some(path) if taken.any(|other| other.as_ref() == Some(&path)) => Err(OutputError::Twice { path }),
        _ => Ok(()),
    }
}

/// `FORMAT=FILE`, or `None` for a file alone. What reads like a mistyped format is one: a file of such a name is
/// written `./a=b`.
fn named(text: &str) -> Result<Option<(&'static Format, &str)>, OutputError> {
    let Some((name, path)) = text.split_once('=') else { return Ok(None) };
    let is_word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_word { Ok(Some((format(name)?, path))) } else { Ok(None) }
}

fn format(name: &str) -> Result<&'static Format, OutputError> {
    render::format(name).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
        OutputError::Format { name: name.to_owned(), known: known.join(", ") }
    })
}
