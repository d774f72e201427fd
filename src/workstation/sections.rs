//! A file that holds several outputs: what was copied from a console, a transcript of PowerShell, outputs written one behind
//! the other (`>>`).
//!
//! A prompt ends one output and names the command of the next. Without prompts an output ends where one of another kind
//! begins.

use super::{FORMS, Sheet};

/// Most outputs of one file.
pub const MAX_SECTIONS: usize = 200;

/// Most lines in which the beginnings of outputs are looked for.
const MAX_LINES: usize = 100_000;

/// Most characters of a command that are shown.
const MAX_COMMAND: usize = 80;

/// How many lines are looked at to tell what begins.
pub const AHEAD: usize = 8;

/// One output of several in a file.
pub struct Section<'a> {
    /// The file and the command, or the line at which it begins.
    pub name: String,
    /// The path that stands for it: the command is its last part.
    pub path: String,
    /// What was printed.
    pub text: &'a str,
}

/// The outputs in a file; none if it holds one alone. Whether there are more than are read.
pub fn of<'a>(sheet: &Sheet<'a>) -> (Vec<Section<'a>>, bool) {
    let mut starts: Vec<Start<'_>> = Vec::new();
    let mut kind = None;
    let mut prompts = false;
    let lines: Vec<&str> = sheet.text.split_inclusive('\n').take(MAX_LINES).collect();
    let mut at = 0;
    for (number, line) in lines.iter().enumerate() {
        if starts.len() > MAX_SECTIONS {
            break;
        }
        if let Some(command) = command(line) {
            (prompts, kind) = (true, None);
            starts.push(Start { line: number + 1, from: at, to: at + line.len(), command });
        } else if let Some(begun) = begins(&lines[number..lines.len().min(number + AHEAD)]) {
            if kind.is_some_and(|kind| kind != begun) {
                starts.push(Start { line: number + 1, from: at, to: at, command: "" });
            }
            kind = Some(begun);
        }
        at += line.len();
    }
    if starts.is_empty() {
        return (Vec::new(), false);
    }
    let more = starts.len() > MAX_SECTIONS;
    // What stands before the first prompt was printed too.
    let first = Start { line: 1, from: 0, to: 0, command: "" };
    let ends = starts.iter().map(|start| start.from).chain([sheet.text.len()]).collect::<Vec<_>>();
    let sections = std::iter::once(&first).chain(&starts).zip(ends).take(MAX_SECTIONS);
    let sections =
        sections.map(|(start, end)| start.section(sheet, end)).filter(|section| !section.text.trim().is_empty());
    let sections: Vec<_> = sections.collect();
    // One output whose kind is known, with no prompt.
    if sections.len() < 2 && !prompts { (Vec::new(), false) } else { (sections, more) }
}

/// Where an output begins.
struct Start<'a> {
    line: usize,
    /// Where the one before ends.
    from: usize,
    /// Where it begins itself, behind its prompt.
    to: usize,
    /// What was typed; empty if nobody knows.
    command: &'a str,
}

impl Start<'_> {
    fn section<'a>(&self, sheet: &Sheet<'a>, end: usize) -> Section<'a> {
        let said: String = self.command.chars().take(MAX_COMMAND).collect();
        let name = match &*said {
            "" => format!("{}:{}", sheet.name, self.line),
            said => format!("{}: {said}", sheet.name),
        };
        Section {
            name,
            path: format!("{}/{}", sheet.name, said.replace(['/', '.'], "-")),
            text: sheet.text.get(self.to..end).unwrap_or_default(),
        }
    }
}

/// The kind of output that begins at the first of these lines.
fn begins(lines: &[&str]) -> Option<&'static str> {
    lines.first().filter(|line| !line.trim().is_empty())?;
    FORMS.iter().find(|form| (form.begins)(lines)).map(|form| form.name)
}

/// What was typed behind a prompt of cmd or PowerShell: `C:\Users\anna>`, `PS C:\Users\anna> `, `PS>`.
fn command(line: &str) -> Option<&str> {
    if let Some(command) = line.strip_prefix("PS>") {
        return Some(command.trim());
    }
    let place = line.strip_prefix("PS ").unwrap_or(line);
    let [letter, b':', b'\\', ..] = place.as_bytes() else { return None };
    let (folder, command) = place.split_once('>')?;
    let plain = letter.is_ascii_alphabetic() && !folder.contains(['<', '"', '|', '?', '*', '\t']);
    plain.then(|| command.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(String, &str)> {
        let sheet = Sheet { name: "a.txt", bytes: text.as_bytes(), text, modified: None };
        of(&sheet).0.into_iter().map(|section| (section.name, section.text.trim())).collect()
    }

    #[test]
    fn a_console_is_parted_at_its_prompts() {
        let text = "Microsoft Windows [Version 10.0.19045.3693]\n\nC:\\Users\\anna>sc query msoidsvc\n\nSTATE\n\n\
            C:\\Users\\anna>\nPS D:\\> cmdkey /list\nnone\nPS>w32tm /query\nLeap\nC:\\Users\\anna>";
        let expected = [
            ("a.txt:1", "Microsoft Windows [Version 10.0.19045.3693]"),
            ("a.txt: sc query msoidsvc", "STATE"),
            ("a.txt: cmdkey /list", "none"),
            ("a.txt: w32tm /query", "Leap"),
        ];
        assert_eq!(parts(text), expected.map(|(name, text)| (name.to_owned(), text)));
    }

    #[test]
    fn outputs_behind_each_other_are_parted_where_another_kind_begins() {
        let service = "SERVICE_NAME: msoidsvc\n   STATE : 4  RUNNING\n\nSERVICE_NAME: x\n   STATE : 4  RUNNING\n\n";
        let dns = "Windows-IP-Konfiguration\n\n    a.test\n";
        let both = format!("{service}{dns}");
        let found = parts(&both);
        assert_eq!(found, [("a.txt:1".to_owned(), service.trim()), ("a.txt:7".to_owned(), dns.trim()),]);
        assert!(parts(service).is_empty() && parts(dns).is_empty() && parts("").is_empty());
    }

    #[test]
    fn what_is_no_prompt_parts_nothing() {
        for text in ["C:\\a\\lync.exe\t16.0>1", " C:\\>x", "C:\\Users <DIR> x", "a>b", "1:\\>x"] {
            assert!(parts(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn more_outputs_than_anybody_takes_are_bounded() {
        let text = "C:\\>ver\nx\n".repeat(100_000);
        let sheet = Sheet { name: "a.txt", bytes: b"", text: &text, modified: None };
        let (sections, more) = of(&sheet);
        assert!(sections.len() <= MAX_SECTIONS && more);
    }
}
