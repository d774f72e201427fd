//! What a program that reads standard output is told where nothing could be checked: wrong usage, settings or files that
//! cannot be read. People read it on standard error; a monitoring system reads the first line of standard output alone.

use std::ffi::OsString;

use super::{defaults::Defaults, language, look, sink::Sink};
use crate::{
    model::Text,
    render::{self, FORMATS, Format, Lang, Style},
};

/// The format that standard output would have been in, as far as that can be told from what was typed and set.
pub fn on_standard_output(arguments: &[OsString], defaults: Option<&Defaults>) -> Option<&'static Format> {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).take_while(|word| word != "--").collect();
    let set = |name: &str| defaults.map(|defaults| defaults.values(name)).unwrap_or_default();
    let chosen = typed(&words, &["--format"]).pop().or_else(|| set("format").pop());
    let chosen = chosen.map_or(Some(&FORMATS[0]), |name| render::format(&name));
    let mut outputs = typed(&words, &["--output", "-o"]);
    if outputs.is_empty() {
        outputs = set("output");
    }
    if outputs.is_empty() {
        return chosen;
    }
    outputs.iter().find_map(|output| match output.split_once('=') {
        Some((name, "-")) => render::format(name),
        None if output == "-" => chosen,
        _ => None,
    })
}

/// The values of an option, by its names.
fn typed(words: &[impl AsRef<str>], names: &[&str]) -> Vec<String> {
    let value = |(i, word): (usize, &str)| {
        let rest = names.iter().find_map(|name| word.strip_prefix(name))?;
        match rest.strip_prefix('=') {
            Some(value) => Some(value.to_owned()),
            None if rest.is_empty() => words.get(i + 1).map(|word| word.as_ref().to_owned()),
            // A letter may stand before its value at once.
            None if !word.starts_with("--") => Some(rest.to_owned()),
            None => None,
        }
    };
    words.iter().map(AsRef::as_ref).enumerate().filter_map(value).collect()
}

/// Tells it, if the format has words for that.
pub fn tell(format: Option<&'static Format>, why: &Text) {
    let Some(refused) = format.and_then(|format| format.refused) else { return };
    let lang = language::current();
    let style = Style { lang, unicode: look::has_unicode() || lang == Lang::Ja, ..Style::default() };
    // Standard error says it too; there is nothing else to be done where neither can be written.
    let _ = Sink::Stdout.fill(refused(why, &style).as_bytes());
}

/// What is typed wrongly, on one line and without the advice below it.
pub fn usage(text: &str) -> Text {
    let lines: Vec<&str> = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    let line = lines.join(" ");
    line.strip_prefix(&*language::current().words("error: ")).unwrap_or(&line).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_from_what_was_typed() {
        for (line, expected) in [
            ("--format nagios contoso.com", Some("nagios")),
            ("probe --format=nagios", Some("nagios")),
            ("--format nagios --format json", Some("json")),
            ("-o nagios=- -o json=report.json", Some("nagios")),
            ("-onagios=-", Some("nagios")),
            ("--output=json=report.json --format nagios -o -", Some("nagios")),
            ("--format nagios -o json=-", Some("json")),
            ("--format nagios -o report.txt", None),
            ("--format naigos", None),
            ("verify -- --format nagios", Some("table")),
            ("contoso.com", Some("table")),
            ("--format", Some("table")),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(on_standard_output(&words, None).map(|format| format.name), expected, "{line}");
        }
    }
}
