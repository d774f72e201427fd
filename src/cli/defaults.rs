//! Settings that were not typed: `CHAINCHECK_*` variables, and behind them a settings file.
//!
//! Each becomes the default of the option of its name, in every command that has such an option, and is then read by the
//! same code as what is typed. So there is no second list of options here: the command line is the list.

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fmt, fs,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgAction, ArgMatches, Command, error::ErrorKind, parser::ValueSource};
use toml_edit::{Item, Value};

use super::{
    error::PlanError,
    toml::{self, TomlError},
};
use crate::{model::Text, text, words};

/// Options that mean something for one run alone.
const OF_ONE_RUN: [&str; 8] = ["config", "no-config", "force", "help", "keep", "list", "version", "write-baseline"];

/// Where a setting comes from.
#[derive(Debug, Clone)]
enum Origin {
    Variable(String),
    File { path: PathBuf, line: usize, column: usize },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => f.write_str(name),
            Self::File { path, line, column } => write!(f, "{}:{line}:{column}", path.display()),
        }
    }
}

/// A value, and where it comes from.
type Set = (OsString, Origin);

/// The settings of a run that were not typed, by the name of the option.
#[derive(Debug, Default)]
pub(super) struct Defaults(BTreeMap<String, Vec<Set>>);

impl Defaults {
    /// Those for what was typed.
    ///
    /// # Errors
    ///
    /// [`PlanError`] for a variable or a file in which something is wrong.
    pub fn gather(whole: &Command, typed: &ArgMatches) -> Result<Self, PlanError> {
        let (command, typed) = leaf(whole, typed);
        let mut defaults = Self::default();
        defaults.add(command, typed, variables(command)?);
        let switched_off = defaults.0.get("no-config").is_some_and(|values| !values.is_empty());
        if let Some(file) = file(command, typed, switched_off)? {
            check_keys(&file, whole)?;
            let settings = read(&file, command)?;
            defaults.add(command, typed, settings);
        }
        Ok(defaults)
    }

    /// Those that a file alone makes, for a command by its name; none for the one without a name.
    ///
    /// # Errors
    ///
    /// [`PlanError`] if something is wrong in it.
    pub fn of_file(command: &Command, name: &str, path: &Path) -> Result<Self, PlanError> {
        let file = toml::File::read(path)?;
        check_keys(&file, command)?;
        Ok(Self(read(&file, command.find_subcommand(name).unwrap_or(command))?))
    }

    /// The names of the options that are set.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Adds settings of less weight: those that are not set, and that go with what is.
    fn add(&mut self, command: &Command, typed: &ArgMatches, settings: BTreeMap<String, Vec<Set>>) {
        let is_typed = |arg: &Arg| typed.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        let weightier: Vec<&Arg> =
            command.get_arguments().filter(|arg| is_typed(arg) || self.0.contains_key(key(arg))).collect();
        let excluded: Vec<String> = settings
            .keys()
            .filter(|name| {
                let Some(arg) = find(command, name) else { return true };
                let against = |one: &Arg, other: &Arg| {
                    command.get_arg_conflicts_with(one).iter().any(|arg| arg.get_id() == other.get_id())
                };
                weightier
                    .iter()
                    .any(|other| arg.get_id() == other.get_id() || against(arg, other) || against(other, arg))
            })
            .cloned()
            .collect();
        self.0.extend(settings.into_iter().filter(|(name, _)| !excluded.contains(name)));
    }

    /// The command line with these as its defaults.
    pub fn apply(&self, command: Command, typed: &ArgMatches) -> Command {
        match typed.subcommand_name().map(ToOwned::to_owned) {
            Some(name) => command.mut_subcommand(name, |command| self.set(command)),
            None => self.set(command),
        }
    }

    fn set(&self, mut command: Command) -> Command {
        for (name, values) in &self.0 {
            let Some(id) = find(&command, name).map(|arg| arg.get_id().clone()) else { continue };
            let values: Vec<clap::builder::OsStr> = values.iter().map(|(value, _)| value.clone().into()).collect();
            // A variable may switch off what a file switches on.
            if values.is_empty() {
                continue;
            }
            command = command.mut_arg(id, |arg| {
                // The help of the others tells their default in words.
                let hidden = arg.get_action().takes_values() && arg.get_default_values().is_empty();
                arg.default_values(values).hide_default_value(hidden)
            });
        }
        command
    }

    /// The language that is set, if none is typed.
    pub fn language(&self) -> Option<&OsStr> {
        self.0.get("lang")?.last().map(|(value, _)| value.as_os_str())
    }

    /// The values of an option that are set, if they are text.
    pub fn values(&self, name: &str) -> Vec<String> {
        let set = self.0.get(name).into_iter().flatten();
        set.filter_map(|(value, _)| value.to_str().map(ToOwned::to_owned)).collect()
    }

    /// Where the setting comes from that an error is about, if it was not typed.
    pub fn blame(&self, error: &PlanError) -> Option<String> {
        let text = error.to_string();
        let named = |name: &str| text.starts_with(&format!("--{name}:"));
        let of_option = self.0.iter().find(|(name, _)| named(name)).map(|(_, values)| values);
        // A name of a file, or a value in quotes, or a part of it; a word alone may stand there for another reason.
        let is_value = |value: &OsStr| {
            let value = value.to_string_lossy();
            let is_file = value.contains(['/', '\\', '.']) && text.contains(value.as_ref());
            let is_alone = text.starts_with(&format!("cannot read {value}:")) || text.starts_with(&format!("{value}:"));
            let is_quoted = |part: &str| !part.is_empty() && text.contains(&format!("{part:?}"));
            is_file || is_alone || is_quoted(&value) || value.split(['=', '@']).any(is_quoted)
        };
        let mut values = of_option.into_iter().chain(self.0.values()).flatten();
        values.find(|(value, _)| is_value(value)).map(|(_, origin)| origin.to_string())
    }
}

/// The command that was chosen, and what was typed for it.
fn leaf<'a>(command: &'a Command, typed: &'a ArgMatches) -> (&'a Command, &'a ArgMatches) {
    let chosen = typed.subcommand().and_then(|(name, typed)| Some((command.find_subcommand(name)?, typed)));
    chosen.unwrap_or((command, typed))
}

/// The name of an option in a file: the long one, or what it is called here where there is only a letter.
fn key(arg: &Arg) -> &str {
    arg.get_long().unwrap_or(arg.get_id().as_str())
}

fn find<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    options(command).find(|arg| key(arg) == name)
}

/// The options of a command that can be set elsewhere: those that are called here as they are typed.
fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    let is_setting = |arg: &&Arg| {
        !arg.is_positional() && arg.get_long().is_none_or(|long| long.replace('-', "_") == arg.get_id().as_str())
    };
    command.get_arguments().filter(is_setting)
}

/// What the environment sets.
fn variables(command: &Command) -> Result<BTreeMap<String, Vec<Set>>, PlanError> {
    let mut settings = BTreeMap::new();
    for arg in options(command).filter(|arg| key(arg) != "help" && key(arg) != "version") {
        let name = format!("CHAINCHECK_{}", key(arg).replace('-', "_").to_ascii_uppercase());
        let Some(text) = env::var_os(&name).filter(|text| !text.is_empty()) else { continue };
        let values = match (arg.get_action(), text.to_str()) {
            (ArgAction::SetTrue, text) => match text.map(str::to_ascii_lowercase).as_deref() {
                Some("1" | "true" | "yes" | "on") => vec!["true".into()],
                Some("0" | "false" | "no" | "off") => Vec::new(),
                _ => {
                    return Err(PlanError::Setting {
                        origin: name,
                        why: Text::words(words!("neither true nor false")),
                    });
                }
            },
            (ArgAction::Append, Some(text)) => {
                let separator = if text.contains('\n') { '\n' } else { ',' };
                text.split(separator).map(str::trim).filter(|one| !one.is_empty()).map(OsString::from).collect()
            }
            _ => vec![text],
        };
        for value in &values {
            check(command, arg, value).map_err(|why| PlanError::Setting { origin: name.clone(), why })?;
        }
        let origin = Origin::Variable(name);
        settings.insert(key(arg).to_owned(), values.into_iter().map(|value| (value, origin.clone())).collect());
    }
    Ok(settings)
}

/// The settings file: the one that was named, or that of the usual place if it is there.
fn file(command: &Command, typed: &ArgMatches, switched_off: bool) -> Result<Option<toml::File>, PlanError> {
    // A command without the option needs no file. What was typed does not tell: clap knows only in builds for debugging
    // that it was asked for an option that the command has not.
    if find(command, "config").is_none() {
        return Ok(None);
    }
    let named = typed.get_one::<PathBuf>("config").cloned().or_else(self::named);
    let is_off = typed.try_get_one::<bool>("no_config").ok().flatten().copied().unwrap_or_default();
    if switched_off || is_off {
        return Ok(None);
    }
    let Some(path) = named.or_else(usual_place) else { return Ok(None) };
    toml::File::read(&path).map(Some)
}

/// The settings file that the environment names.
pub(super) fn named() -> Option<PathBuf> {
    set("CHAINCHECK_CONFIG")
}

/// Where a settings file is found without being named, if there is one.
pub(super) fn usual_place() -> Option<PathBuf> {
    let folder = |name: &str| set(name).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        folder("APPDATA")?
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))?
    };
    let path = base.join("chaincheck").join("config.toml");
    // One that cannot be read is an error, and not passed over.
    let absent = fs::metadata(&path)
        .is_err_and(|error| matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory));
    (!absent).then_some(path)
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// What a file sets for a command. Keys of options that only others have are passed over.
fn read(file: &toml::File, command: &Command) -> Result<BTreeMap<String, Vec<Set>>, PlanError> {
    let mut settings = BTreeMap::new();
    for (name, item) in file.table() {
        let Some(arg) = find(command, name) else { continue };
        if OF_ONE_RUN.contains(&name) {
            continue;
        }
        let mut values = Vec::new();
        for (text, item) in texts(file, arg, item)? {
            let span = item.span();
            check(command, arg, text.as_ref()).map_err(|why| file.wrong(span.clone(), why))?;
            let (line, column) = file.place(span);
            values.push((text.into(), Origin::File { path: file.path().to_owned(), line, column }));
        }
        settings.insert(name.to_owned(), values);
    }
    Ok(settings)
}

/// Whether every key is an option of some command.
fn check_keys(file: &toml::File, command: &Command) -> Result<(), TomlError> {
    let commands = || command.get_subcommands().filter(|c| find(c, "config").is_some()).chain([command]);
    let known = || commands().flat_map(options).map(key).filter(|key| !OF_ONE_RUN.contains(key));
    for (name, _) in file.table() {
        let span = || file.table().key(name).and_then(toml_edit::Key::span);
        if known().any(|key| key == name) {
            continue;
        }
        if OF_ONE_RUN.contains(&name) {
            return Err(file
                .wrong(span(), text!("not-for-file": "{name} is for the command line, and not for this file", name)));
        }
        if name.contains("password") || name.contains("passwd") {
            return Err(file.wrong(
                span(),
                Text::words(words!("no password belongs into this file; password-file names one that holds it")),
            ));
        }
        return Err(file.unknown(file.table(), name, known()));
    }
    Ok(())
}

/// The values of a key as one would type them.
fn texts<'a>(file: &toml::File, arg: &Arg, item: &'a Item) -> Result<Vec<(String, Item)>, TomlError> {
    let one = |value: &'a Value| match value {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Float(number) => Some(number.value().to_string()),
        Value::Datetime(moment) => Some(moment.value().to_string()),
        _ => None,
    };
    let unlike = |wanted: &'static str| file.unlike(item, key(arg), wanted);
    let many = matches!(arg.get_action(), ArgAction::Append);
    match (item, arg.get_action()) {
        (Item::Value(Value::Boolean(on)), ArgAction::SetTrue) => {
            Ok(if *on.value() { vec![("true".to_owned(), item.clone())] } else { Vec::new() })
        }
        (_, ArgAction::SetTrue) => Err(unlike(words!("true or false"))),
        (Item::Value(Value::Array(values)), _) if many => values
            .iter()
            .map(|value| {
                let item = Item::Value(value.clone());
                one(value).map(|text| (text, item.clone())).ok_or_else(|| file.unlike(&item, key(arg), words!("text")))
            })
            .collect(),
        (Item::Value(value), _) => match one(value) {
            Some(text) => Ok(vec![(text, item.clone())]),
            None if many => Err(unlike(words!("a list of texts"))),
            None => Err(unlike(words!("text or a number"))),
        },
        _ => Err(unlike(if many { words!("a list of texts") } else { words!("text or a number") })),
    }
}

/// Whether a value is one that may be typed; what is wrong with it.
fn check(command: &Command, arg: &Arg, value: &OsStr) -> Result<(), Text> {
    if !arg.get_action().takes_values() {
        let counted = matches!(arg.get_action(), ArgAction::Count);
        let is_number = value.to_str().is_some_and(|text| text.parse::<u8>().is_ok());
        return if counted && !is_number {
            Err(text!("counted": "{key} is a number from 0 to 255", key = key(arg)))
        } else {
            Ok(())
        };
    }
    let mut typed = OsString::from(format!("--{}=", key(arg)));
    typed.push(value);
    match command.clone().no_binary_name(true).try_get_matches_from([typed]) {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) => {
            let text = error.to_string();
            let lines = text.lines().take_while(|line| !line.is_empty() && !line.contains("try '--help'"));
            let text = lines.map(str::trim).collect::<Vec<_>>().join(" ");
            Err(text.trim_start_matches("error: ").into())
        }
        _ => Ok(()),
    }
}
