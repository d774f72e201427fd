//! What is to be checked, one target after the other: as typed, and `-` line by line from standard input.
//!
//! Standard input is read while the run goes on, a little ahead of it, so that a list may be longer than the memory and
//! a pipe slower than the run. What is wrong costs only itself: it is said at once, and counted.

use std::{
    collections::{HashSet, VecDeque},
    hash::{BuildHasher, RandomState},
    io::{self, BufRead, Read},
    path::PathBuf,
    thread,
};

use tokio::sync::mpsc;

use super::{complain, target::TargetError};
use crate::{
    model::{Target, Text},
    text,
};

/// Most bytes of one line on standard input: some times the longest name.
const MAX_LINE: u64 = 4096;

/// Lines read ahead of the run.
const AHEAD: usize = 64;

/// Text to a target.
type Meaning = dyn Fn(&str) -> Result<Target, TargetError>;

/// The targets of a run, in order, each once.
pub struct Targets {
    named: VecDeque<Named>,
    meaning: Box<Meaning>,
    lines: Option<mpsc::Receiver<io::Result<String>>>,
    given: Given,
    refused: usize,
}

enum Named {
    Target(Target),
    /// The lines of standard input.
    Input,
}

impl Targets {
    /// Those that were typed. One that is wrong is refused alone, unless none is left.
    ///
    /// # Errors
    ///
    /// The last [`TargetError`] if nothing else was named.
    pub fn typed(
        texts: &[String],
        meaning: impl Fn(&str) -> Result<Target, TargetError> + 'static,
    ) -> Result<Self, TargetError> {
        let mut targets = Self::of(VecDeque::new(), meaning);
        let mut errors = Vec::new();
        for text in texts {
            match text.as_str() {
                "-" => targets.named.push_back(Named::Input),
                text => match (targets.meaning)(text) {
                    Ok(target) => targets.named.push_back(Named::Target(target)),
                    Err(error) => errors.push(error),
                },
            }
        }
        if targets.named.is_empty()
            && let Some(error) = errors.pop()
        {
            return Err(error);
        }
        errors.iter().for_each(|error| targets.refuse(&error.text()));
        Ok(targets)
    }

    /// Chains in files; one that is named twice is checked twice.
    pub fn files(paths: Vec<PathBuf>) -> Self {
        Self {
            given: Given::Anything,
            ..Self::of(paths.into_iter().map(|path| Named::Target(Target::File(path))).collect(), super::target::host)
        }
    }

    /// Snapshots of computers; none for the computer that this runs on.
    pub fn workstations(snapshots: Vec<PathBuf>) -> Self {
        let here = snapshots.is_empty().then_some(None);
        let all = snapshots.into_iter().map(Some).chain(here);
        let target = |snapshot| Named::Target(Target::Workstation { snapshot, name: None });
        Self { given: Given::Anything, ..Self::of(all.map(target).collect(), super::target::host) }
    }

    /// One alone.
    #[cfg(feature = "demo")]
    pub fn one(target: Target) -> Self {
        Self::of([Named::Target(target)].into(), super::target::host)
    }

    fn of(named: VecDeque<Named>, meaning: impl Fn(&str) -> Result<Target, TargetError> + 'static) -> Self {
        Self { named, meaning: Box::new(meaning), lines: None, given: Given::default(), refused: 0 }
    }

    /// Whether there may be more than one.
    pub fn are_several(&self) -> bool {
        self.named.len() > 1 || matches!(self.named.front(), Some(Named::Input))
    }

    /// How many were named wrongly so far.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// The next one; `None` at the end. Dropped while it waits, it has taken nothing.
    pub async fn next(&mut self) -> Option<Target> {
        loop {
            let target = match self.named.pop_front()? {
                Named::Target(target) => Some(target),
                Named::Input => {
                    // Kept as long as there may be more lines.
                    self.named.push_front(Named::Input);
                    match self.lines.get_or_insert_with(lines).recv().await {
                        Some(line) => self.read(line),
                        None => {
                            self.named.pop_front();
                            None
                        }
                    }
                }
            };
            if let Some(target) = target.filter(|target| self.given.is_new(target)) {
                return Some(target);
            }
        }
    }

    /// What a line says, if anything.
    fn read(&mut self, line: io::Result<String>) -> Option<Target> {
        let line = line
            .map_err(|error| {
                self.refuse(&text!("cannot-read-input": "cannot read standard input: {why}", why = error.to_string()))
            })
            .ok()?;
        let text = line.trim_start_matches('\u{feff}').split('#').next().unwrap_or_default().trim();
        if text.is_empty() {
            return None;
        }
        (self.meaning)(text).map_err(|error| self.refuse(&error.text())).ok()
    }

    fn refuse(&mut self, why: &Text) {
        complain(why);
        self.refused += 1;
    }
}

/// What was given already. Only digests of 128 bits are kept, keyed anew in each run.
enum Given {
    Known(HashSet<(u64, u64)>, [RandomState; 2]),
    Anything,
}

impl Default for Given {
    fn default() -> Self {
        Self::Known(HashSet::new(), [RandomState::new(), RandomState::new()])
    }
}

impl Given {
    fn is_new(&mut self, target: &Target) -> bool {
        match self {
            Self::Known(known, [one, other]) => known.insert((one.hash_one(target), other.hash_one(target))),
            Self::Anything => true,
        }
    }
}

/// The lines of standard input, read by a thread of its own: nobody waits for it when the run ends.
fn lines() -> mpsc::Receiver<io::Result<String>> {
    let (send, receive) = mpsc::channel(AHEAD);
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        let unit = unit(&mut input);
        let mut next = || match unit {
            Some(unit) => wide_line(&mut input, unit),
            None => line(&mut input),
        };
        while let Some(line) = next().transpose() {
            let failed = line.is_err();
            if send.blocking_send(line).is_err() || failed {
                return;
            }
        }
    });
    receive
}

/// The meaning of two bytes, where the text begins with the byte order mark of UTF-16: what Windows PowerShell writes with
/// `>`. The mark is left.
fn unit(input: &mut impl BufRead) -> Option<fn([u8; 2]) -> u16> {
    // What cannot be read fails again where it is told.
    match input.fill_buf() {
        Ok([0xff, 0xfe, ..]) => Some(u16::from_le_bytes),
        Ok([0xfe, 0xff, ..]) => Some(u16::from_be_bytes),
        _ => None,
    }
}

/// The same as [`line()`] of UTF-16.
fn wide_line(input: &mut impl BufRead, unit: fn([u8; 2]) -> u16) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut pair = [0; 2];
    loop {
        match input.read_exact(&mut pair) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error),
        }
        let unit = unit(pair);
        if (line.len() as u64) < MAX_LINE / 2 {
            line.push(unit);
        }
        if unit == u16::from(b'\n') {
            return Ok(Some(String::from_utf16_lossy(&line)));
        }
    }
    Ok((!line.is_empty()).then(|| String::from_utf16_lossy(&line)))
}

/// The beginning of the next line, up to [`MAX_LINE`] bytes; the rest of a longer one is passed over.
fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded_and_may_be_anything() {
        let long = "x".repeat(3 * usize::try_from(MAX_LINE).unwrap());
        let text = [b"one\r\n\xff\xfe\n".as_slice(), long.as_bytes(), b"\n\nlast"].concat();
        let mut input = text.as_slice();
        let all: Vec<String> = std::iter::from_fn(|| line(&mut input).unwrap()).collect();
        assert_eq!(all, ["one\r\n", "\u{fffd}\u{fffd}\n", &long[..4096], "\n", "last"]);
    }

    #[test]
    fn lists_of_windows_are_read_as_well() {
        let text = format!("\u{feff}one.test\r\n\u{10a}\n{}\n\nlast", "x".repeat(10_000));
        let read = |bytes: Vec<u8>| {
            let mut input = &bytes[..];
            let unit = unit(&mut input).unwrap();
            std::iter::from_fn(|| wide_line(&mut input, unit).unwrap()).collect::<Vec<String>>()
        };
        let little = read(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        let big = read(text.encode_utf16().flat_map(u16::to_be_bytes).chain([0]).collect());
        assert_eq!(little, ["\u{feff}one.test\r\n", "\u{10a}\n", &"x".repeat(2048), "\n", "last"]);
        assert_eq!(big, little, "and half a letter at the end is none");
        assert!(unit(&mut &b"one.test\n"[..]).is_none() && unit(&mut &b"\xff"[..]).is_none());
    }

    #[tokio::test]
    async fn each_is_given_once_and_files_as_often_as_named() {
        let typed = ["A.test", "b.test:8443", "a.test:443", "no port:0"].map(str::to_owned);
        let mut targets = Targets::typed(&typed, super::super::target::host).unwrap();
        assert!(targets.are_several());
        let mut names = Vec::new();
        while let Some(target) = targets.next().await {
            names.push(target.name());
        }
        assert_eq!((names, targets.refused()), (vec!["a.test:443".to_owned(), "b.test:8443".to_owned()], 1));

        let mut files = Targets::files(vec!["a.pem".into(), "a.pem".into()]);
        assert!(files.next().await.is_some() && files.next().await.is_some() && files.next().await.is_none());
    }

    #[test]
    fn a_wrong_one_alone_is_an_error() {
        assert!(Targets::typed(&["no port:0".to_owned()], super::super::target::host).is_err());
        let with_input = ["no port:0", "-"].map(str::to_owned);
        assert_eq!(Targets::typed(&with_input, super::super::target::host).unwrap().refused(), 1);
    }
}
