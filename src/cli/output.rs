//! Where results go, and how they look there.

use std::{
    env,
    fs::{self, File},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::args::{ColorArg, OutputArgs};
use crate::{
    model::Report,
    render::{self, FORMATS, Format, Style},
};

/// The width of a table that no terminal shows.
const PIPE_WIDTH: usize = 120;

/// What is wrong with the output options, or with writing.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// No such format.
    #[error("{name:?} is no output format; there are {known}")]
    Format {
        /// What was typed.
        name: String,
        /// What there is.
        known: String,
    },
    /// A file cannot be written.
    #[error("cannot write {path:?}: {source}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Somewhere to write to.
enum Sink {
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
    fn open(path: PathBuf) -> Result<Self, OutputError> {
        let failed = |source| OutputError::Write { path: path.clone(), source };
        // A link stays a link: what it leads to is replaced.
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if fs::metadata(&real).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
            let file = File::options().write(true).open(&path).map_err(failed)?;
            return Ok(Self::Device { path, file });
        }
        if path.file_name().is_none() && !real.is_dir() {
            return Err(failed(io::Error::other("no name of a file was given")));
        }
        if real.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let folder = real.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(failed(io::Error::other(format!("there is no folder {}", folder.display()))));
        }
        let file = temporary(folder).map_err(|error| failed(error.kind().into()))?;
        Ok(Self::File { path: real, file })
    }
}

/// A new file that others may read as far as the user's mask lets them, like any file a program writes.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".chaincheck").tempfile_in(folder)
}

/// One format going to one place.
struct Stream {
    format: &'static Format,
    style: Style,
    sink: Sink,
}

/// Every place results go to.
pub struct Output {
    streams: Vec<Stream>,
    /// Whether a progress line is shown on standard error.
    pub progress: bool,
    /// Whether standard output is a terminal.
    terminal: bool,
}

impl Output {
    /// Opens what the options name.
    ///
    /// # Errors
    ///
    /// [`OutputError`], before anything is checked.
    pub(super) fn new(args: OutputArgs) -> Result<Self, OutputError> {
        let chosen = format(&args.format)?;
        let terminal = io::stdout().is_terminal();
        let color = match args.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => wants_color(terminal),
        };
        let style = Style {
            width: if terminal { terminal_width() } else { PIPE_WIDTH },
            color,
            unicode: has_unicode(),
            verbose: args.verbose,
            quiet: args.quiet,
        };
        let mut streams = Vec::new();
        for text in &args.output {
            let (format, path) = named(text)?.unwrap_or((chosen, text));
            let sink = Sink::open(PathBuf::from(path))?;
            let style = Style { color: args.color == ColorArg::Always, width: PIPE_WIDTH, ..style };
            streams.push(Stream { format, style, sink });
        }
        if streams.is_empty() {
            streams.push(Stream { format: chosen, style, sink: Sink::Stdout });
        }
        let progress = !args.no_progress && !args.quiet && io::stderr().is_terminal();
        Ok(Self { streams, progress, terminal })
    }

    /// Whether somebody reads the report for people on a terminal.
    pub fn is_read(&self) -> bool {
        let shown = |s: &Stream| s.format.name == FORMATS[0].name && matches!(s.sink, Sink::Stdout);
        self.terminal && self.streams.iter().any(shown)
    }

    /// Whether some format is written target by target; the others wait for the whole report.
    pub fn streams(&self) -> bool {
        self.streams.iter().any(|s| s.format.streams)
    }

    /// Whether some format needs the whole report at the end.
    pub fn waits(&self) -> bool {
        self.streams.iter().any(|s| !s.format.streams)
    }

    /// Writes a report: of one target to the formats that stream, of all to the others.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`]; a reader that went away is no error.
    pub fn write(&mut self, report: &Report, streaming: bool) -> Result<(), OutputError> {
        for stream in self.streams.iter_mut().filter(|s| s.format.streams == streaming) {
            let write = stream.format.write;
            let (result, path) = match &mut stream.sink {
                Sink::Stdout => {
                    let mut out = io::BufWriter::new(io::stdout().lock());
                    (
                        write(report, &stream.style, &mut out).and_then(|()| out.flush()),
                        PathBuf::from("standard output"),
                    )
                }
                Sink::File { path, file } => {
                    let mut out = io::BufWriter::new(file);
                    (write(report, &stream.style, &mut out).and_then(|()| out.flush()), path.clone())
                }
                Sink::Device { path, file } => {
                    let mut out = io::BufWriter::new(file);
                    (write(report, &stream.style, &mut out).and_then(|()| out.flush()), path.clone())
                }
            };
            match result {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                result => result.map_err(|source| OutputError::Write { path, source })?,
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

/// The width of the terminal; one that does not tell its size is taken for the usual one, or for what `COLUMNS` says.
fn terminal_width() -> usize {
    let told = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let known = told.or_else(|| set("COLUMNS").and_then(|columns| columns.parse().ok()));
    known.unwrap_or(80).max(40)
}

/// Whether the locale says UTF-8; on Windows the console does.
fn has_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8")
}
