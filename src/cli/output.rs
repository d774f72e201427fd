//! Where results go, and how they look there.

use std::{
    env, fmt,
    fs::{self, File},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use tempfile::NamedTempFile;

use super::{
    args::{ColorArg, OutputArgs},
    chains::ChainFolder,
};
use crate::{
    model::{Report, Severity, Text},
    render::{self, FORMATS, Format, Lang, Style, Totals},
    text,
};

/// The width of a table that no terminal shows.
const PIPE_WIDTH: usize = 120;

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

/// Somewhere to write to.
pub(super) enum Sink {
    Stdout,
    /// The file, and the temporary one beside it that will take its name.
    File {
        path: PathBuf,
        file: NamedTempFile,
    },
    /// A pipe or a device: it is written to, and never replaced.
    Device {
        path: PathBuf,
        file: File,
    },
}

impl Sink {
    /// Opens it; a file takes its name only when it is whole.
    pub(super) fn open(path: PathBuf) -> Result<Self, OutputError> {
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        let failed = |source| OutputError::Write { path: path.clone(), source };
        // A link stays a link: what it leads to is replaced.
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if fs::metadata(&real).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
            let file = File::options().write(true).open(&path).map_err(failed)?;
            return Ok(Self::Device { path, file });
        }
        if path.file_name().is_none() && !real.is_dir() {
            return Err(OutputError::Place { path, why: text!("no-file-name": "no name of a file was given") });
        }
        if real.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let folder = real.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            let why = text!("no-folder": "there is no folder {folder}", folder = folder.display().to_string());
            return Err(OutputError::Place { path, why });
        }
        let file = temporary(folder).map_err(|error| failed(error.kind().into()))?;
        Ok(Self::File { path: real, file })
    }

    /// What two outputs must not share: standard output, or a file by whatever name. A device takes from many.
    fn place(&self) -> Option<PathBuf> {
        match self {
            Self::Stdout => Some("-".into()),
            Self::File { path, file } => {
                let folder = file.path().parent().and_then(|folder| fs::canonicalize(folder).ok());
                Some(folder.unwrap_or_default().join(path.file_name().unwrap_or_default()))
            }
            Self::Device { .. } => None,
        }
    }

    /// Writes all there is to write. A reader that went away is no error.
    pub(super) fn fill(self, text: &[u8]) -> Result<(), OutputError> {
        let put = |out: &mut dyn Write| out.write_all(text).and_then(|()| out.flush());
        let (result, path) = match self {
            Self::Stdout => (put(&mut io::stdout().lock()), "standard output".into()),
            Self::Device { path, mut file } => (put(&mut file), path),
            Self::File { path, mut file } => {
                (put(&mut file).and_then(|()| file.persist(&path).map(drop).map_err(|e| e.error)), path)
            }
        };
        match result {
            Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(OutputError::Write { path, source }),
            _ => Ok(()),
        }
    }
}

/// A new file that others may read as far as the user's mask lets them, like any file a program writes.
pub(super) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.prefix(".chaincheck").tempfile_in(folder)?;
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        unfinished.push(file.path().to_owned());
    }
    Ok(file)
}

/// The files made by [`temporary`]; those that got their name are no longer there.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is half written, for an end of the program that nobody waits for.
pub(super) fn remove_unfinished() {
    if let Ok(unfinished) = UNFINISHED.lock() {
        unfinished.iter().for_each(|path| drop(fs::remove_file(path)));
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
            apart(&streams, &sink)?;
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

    /// Whether a further sink is none of those that results go to.
    ///
    /// # Errors
    ///
    /// [`OutputError::Twice`].
    pub(super) fn is_apart_from(&self, sink: &Sink) -> Result<(), OutputError> {
        apart(&self.streams, sink)
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
            let flushed =
                |mut out: io::BufWriter<&mut dyn Write>| write(format, style, &mut out).and_then(|()| out.flush());
            let (result, path) = match sink {
                Sink::Stdout => (flushed(io::BufWriter::new(&mut io::stdout().lock())), Path::new("standard output")),
                Sink::File { path, file } => (flushed(io::BufWriter::new(file)), path.as_path()),
                Sink::Device { path, file } => (flushed(io::BufWriter::new(file)), path.as_path()),
            };
            match result {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                result => result.map_err(|source| OutputError::Write { path: path.to_owned(), source })?,
            }
        }
        Ok(())
    }

    /// Gives the files their names.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`].
    pub fn finish(self) -> Result<(), OutputError> {
        for stream in self.streams {
            if let Sink::File { path, file } = stream.sink {
                file.persist(&path).map_err(|e| OutputError::Write { path, source: e.error })?;
            }
        }
        Ok(())
    }
}

fn apart(streams: &[Stream], sink: &Sink) -> Result<(), OutputError> {
    match sink.place() {
        Some(path) if streams.iter().any(|stream| stream.sink.place().as_ref() == Some(&path)) => {
            Err(OutputError::Twice { path })
        }
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

/// How text for people looks that no option of [`OutputArgs`] shapes.
pub(super) fn style(lang: Option<&str>, quiet: bool) -> Style {
    let terminal = io::stdout().is_terminal();
    let lang = language(lang);
    Style {
        lang,
        quiet,
        width: if terminal { terminal_width() } else { PIPE_WIDTH },
        unicode: has_unicode() || lang == Lang::Ja,
        ..Style::default()
    }
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// `NO_COLOR`, then `CLICOLOR_FORCE`, then whether it is a terminal that can.
fn wants_color(terminal: bool) -> bool {
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    terminal && set("TERM").is_none_or(|term| term != "dumb")
}

/// The columns of standard output where lines are to fit a usual terminal; a pipe is taken for one.
pub fn width() -> usize {
    if io::stdout().is_terminal() { terminal_width() } else { 80 }
}

/// The width of the terminal; one that does not tell its size is taken for the usual one, or for what `COLUMNS` says.
fn terminal_width() -> usize {
    let told = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let known = told.or_else(|| set("COLUMNS").and_then(|columns| columns.parse().ok()));
    known.unwrap_or(80).max(40)
}

/// The language asked for, else that of the locale, if it has letters for it.
pub fn language(asked: Option<&str>) -> Lang {
    if let Some(lang) = asked.and_then(Lang::of_locale) {
        return lang;
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
    Lang::of_locale(&locale).filter(|_| has_unicode()).unwrap_or_default()
}

/// Whether the locale says UTF-8; on Windows the console does.
pub fn has_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8")
}
