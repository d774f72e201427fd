//! `dir /s` of the client's folders: whose endpoint cache is there, and from when.
//!
//! A line with the path of a folder begins its part; lines that begin with a date are what lies in it; any other line
//! ends it (so many files, so many bytes; nothing found). The words are translated, the shapes are not.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Sheet,
    dates::{self, Dates, Written},
    endpoint_cache::{self, FILE, Place},
};
use crate::{
    model::{Text, Workstation, workstation::EndpointCache},
    text,
};

/// Most folders looked at: a whole profile has some ten thousand.
const MAX_FOLDERS: usize = 100_000;

/// How many lines may stand before the first folder.
const HEAD_LINES: usize = 200;

/// Names of folders that lead to the client's.
const ON_THE_WAY: &[&str] = &["office", "15.0", "16.0", "lync", "communicator"];

/// What is said of one folder.
#[derive(Debug, Default)]
struct Folder<'a> {
    path: &'a str,
    /// Names of folders in it, lower case.
    folders: BTreeSet<String>,
    cache: Option<Written>,
    /// Whether there was anything in it, if only itself.
    has_entries: bool,
    /// Whether what was said of it came to its end.
    is_whole: bool,
    /// Whether there was a line in it that cannot be read.
    is_damaged: bool,
}

/// Whether it lists folders.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    let mut path = None;
    for line in sheet.text.lines().take(HEAD_LINES) {
        if path.is_some() && entry(line).is_some() {
            return true;
        }
        if let Some(found) = folder(line) {
            if Place::of(found).is_some() {
                return true;
            }
            path = Some(found);
        }
    }
    false
}

/// Whether one begins at the first of these lines.
pub fn begins(lines: &[&str]) -> bool {
    let [first, second, rest @ ..] = lines else { return false };
    // The drive and its serial number stand before the first folder.
    let mut words = second.split_whitespace();
    first.starts_with(' ') && second.starts_with(' ') && words.any(is_serial)
        || first.contains('\\')
            && folder(first).is_some()
            && [second].into_iter().chain(rest).take(2).any(|line| entry(line).is_some())
}

/// `1A2B-3C4D`
fn is_serial(word: &str) -> bool {
    word.len() == 9 && word.bytes().enumerate().all(|(at, b)| if at == 4 { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    let (folders, mut problem) = folders(sheet.text);
    let dates = Dates::of(sheet.text.lines().filter(|line| entry(line).is_some()), to.utc_offset);
    let mut found = Vec::new();
    let mut is_told = false;
    let mut told: BTreeSet<String> = BTreeSet::new();
    for folder in folders.values() {
        if let Some(Place { version, address: Some(address) }) = Place::of(folder.path) {
            if let Some(written) = &folder.cache {
                let written = dates.moment(written);
                found.push(EndpointCache { address: Some(address), version, written, servers: Vec::new() });
            }
        } else if tells(folder) {
            // The folders in it tell the rest, each for itself.
            let is_listed = |name: &String| {
                let inner = folders.get(&format!(r"{}\{name}", folder.path.to_lowercase()));
                inner.is_some_and(|inner| inner.is_whole)
            };
            if folder.folders.iter().filter(|name| name.contains('@')).all(is_listed) {
                is_told = true;
                told.extend(of(folder));
            } else {
                problem = Some(text!(
                    "listing-not-deep": "it does not list the folders in {path}: take it with dir /s",
                    path = folder.path,
                ));
            }
        }
        if folder.has_entries && !folder.is_whole {
            problem = Some(
                text!("listing-cut": "it is cut short in the folder {path}; the rest is unknown", path = folder.path),
            );
        }
    }
    if !found.is_empty() || (is_told && problem.is_none()) {
        endpoint_cache::take(&mut to.endpoint_caches, found);
        to.caches_read.append(&mut told);
    } else {
        let why = problem.get_or_insert_with(|| {
            text!(
                "listing-elsewhere": "it lists no folder of the client: list \
                %LOCALAPPDATA%\\Microsoft\\Office\\16.0\\Lync, or 15.0, with dir /s"
            )
        });
        to.endpoint_caches.unreadable(why.clone());
    }
    problem.map_or(Ok(()), Err)
}

/// Whether a folder shows which addresses a client remembers servers of.
fn tells(folder: &Folder<'_>) -> bool {
    !of(folder).is_empty()
}

/// The versions of clients of which a folder shows that: its own, or those whose folders are not in it.
fn of(folder: &Folder<'_>) -> Vec<String> {
    if !folder.is_whole {
        return Vec::new();
    }
    match Place::of(folder.path) {
        Some(Place { version, address: None }) => vec![version],
        Some(_) => Vec::new(),
        None if folder.has_entries => {
            let lacks = |(version, name): (String, &str)| (!folder.folders.contains(name)).then_some(version);
            endpoint_cache::above(folder.path).into_iter().filter_map(lacks).collect()
        }
        None => Vec::new(),
    }
}

/// Every folder that is listed, by its path in lower case; and what was too much.
fn folders(text: &str) -> (BTreeMap<String, Folder<'_>>, Option<Text>) {
    let mut all: BTreeMap<String, Folder<'_>> = BTreeMap::new();
    let mut current: Option<String> = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some((date, name, is_folder)) = entry(line) {
            let Some(folder) = current.as_ref().and_then(|key| all.get_mut(key)) else { continue };
            folder.has_entries = true;
            let name = name.to_lowercase();
            if is_folder {
                // Only those of addresses and those that lead there are of use.
                if name.contains('@') || ON_THE_WAY.contains(&name.as_str()) {
                    folder.folders.insert(name);
                }
            } else if name == FILE {
                folder.cache = Some(date);
            }
        } else if let Some(path) = folder(line) {
            let key = path.to_lowercase();
            if all.len() >= MAX_FOLDERS && !all.contains_key(&key) {
                let most = MAX_FOLDERS;
                return (
                    finished(all),
                    Some(text!("listing-long": "it lists more than {most} folders; the rest was not read", most)),
                );
            }
            // What a tool says itself of a folder that is not there is the whole of it.
            let is_whole = line.trim_start().starts_with([';', '#']);
            all.entry(key.clone()).or_default().path = path;
            if let Some(folder) = all.get_mut(&key) {
                folder.is_whole |= is_whole;
            }
            current = Some(key);
        } else if let Some(folder) = current.as_ref().and_then(|key| all.get_mut(key)) {
            // A line that begins as an entry and is none is damaged, or has a date of a form that is not known.
            if line.starts_with(|c: char| c.is_ascii_digit()) || line.contains("<DIR>") {
                folder.has_entries = true;
                folder.is_damaged = true;
            } else {
                folder.is_whole = true;
            }
        }
    }
    (finished(all), None)
}

/// A folder with a line that cannot be read was not seen whole.
fn finished(mut all: BTreeMap<String, Folder<'_>>) -> BTreeMap<String, Folder<'_>> {
    all.values_mut().for_each(|folder| folder.is_whole &= !folder.is_damaged);
    all
}

/// The path of the folder that a line names: from a drive letter or a server on, up to the end or to a last word in other
/// letters than it (Japanese puts the path first).
fn folder(line: &str) -> Option<&str> {
    if line.contains(['\t', '"', '\'', '<', '>', '|', '*', '?']) || dates::split(line).is_some() {
        return None;
    }
    let drive = line.match_indices(":\\").find_map(|(at, _)| {
        let before = line[..at].strip_suffix(|c: char| c.is_ascii_alphabetic())?;
        (before.is_empty() || before.ends_with([' ', '\u{3000}'])).then_some(before.len())
    });
    let server = || line.match_indices("\\\\").map(|(at, _)| at).find(|at| *at == 0 || line[..*at].ends_with(' '));
    let start = drive.or_else(server)?;
    let mut path = line[start..].trim_end();
    if line[..start].trim().is_empty()
        && let Some((before, last)) = path.rsplit_once(' ')
        && !last.is_ascii()
        && !last.contains('\\')
    {
        path = before.trim_end();
    }
    let path = path.trim_end_matches('\\');
    // A path of so many characters is none (MAX_PATH, with long paths).
    (path.len() < 32_768).then_some(path)
}

/// What lies in a folder: when it was written, its name, whether it is a folder.
fn entry(line: &str) -> Option<(Written, &str, bool)> {
    // Lines of what lies in a folder begin with the date.
    if !line.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (date, mut rest) = dates::split(line)?;
    rest = rest.trim_start();
    let mut written = date;
    // A word for the half of the day in another language.
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '<') {
        written = date.of_either_half();
        rest = rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_start();
    }
    if let Some(kind) = rest.strip_prefix('<') {
        let (_, name) = kind.split_once('>')?;
        return Some((written, name.trim(), true));
    }
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // Thousands may be parted by spaces of some kind: of names with spaces only the last word is of use here.
    let name = rest.rsplit(char::is_whitespace).next()?;
    Some((written, name, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        calendar,
        workstation::{Moment, Told},
    };

    const ENGLISH: &str = r" Volume in drive C has no label.
 Volume Serial Number is 1A2B-3C4D

 Directory of C:\Users\Anna Berg\AppData\Local\Microsoft\Office\16.0\Lync

03/26/2015  10:14 AM    <DIR>          .
03/26/2015  10:14 AM    <DIR>          ..
03/26/2015  10:14 AM    <DIR>          sip_Anna@contoso.com
03/26/2015  10:14 AM    <DIR>          Tracing
               0 File(s)              0 bytes

 Directory of C:\Users\Anna Berg\AppData\Local\Microsoft\Office\16.0\Lync\sip_Anna@contoso.com

03/26/2015  10:14 AM    <DIR>          .
03/26/2015  10:14 AM    <DIR>          ..
03/27/2015  01:05 PM            12,345 EndpointConfiguration.cache
03/26/2015  10:14 AM             1,024 GalContacts.db
               2 File(s)         13,369 bytes

     Total Files Listed:
               2 File(s)         13,369 bytes
               5 Dir(s)  100,123,456,789 bytes free
";

    const GERMAN: &str = r" Volume in Laufwerk C: hat keine Bezeichnung.
 Volumeseriennummer: 1A2B-3C4D

 Verzeichnis von C:\Users\anna\AppData\Local\Microsoft\Office\15.0\Lync

26.03.2015  10:14    <DIR>          .
26.03.2015  10:14    <DIR>          ..
26.03.2015  10:14    <DIR>          sip_anna@contoso.com
               0 Datei(en),              0 Bytes

 Verzeichnis von C:\Users\anna\AppData\Local\Microsoft\Office\15.0\Lync\sip_anna@contoso.com

27.03.2015  13:05            12.345 EndpointConfiguration.cache
               1 Datei(en),         12.345 Bytes

     Anzahl der angezeigten Dateien:
               1 Datei(en),         12.345 Bytes
               3 Verzeichnis(se), 100.123.456.789 Bytes frei
";

    const JAPANESE: &str = r" ドライブ C のボリューム ラベルがありません。
 ボリューム シリアル番号は 1A2B-3C4D です

 C:\Users\anna\AppData\Local\Microsoft\Communicator のディレクトリ

2015/03/26  10:14    <DIR>          .
2015/03/26  10:14    <DIR>          ..
2015/03/26  10:14    <DIR>          anna@contoso.com
               0 個のファイル                   0 バイト

 C:\Users\anna\AppData\Local\Microsoft\Communicator\anna@contoso.com のディレクトリ

2015/03/27  13:05            12,345 EndpointConfiguration.cache
               1 個のファイル              12,345 バイト

     ファイルの総数:
               1 個のファイル              12,345 バイト
               3 個のディレクトリ  100,123,456,789 バイトの空き領域
";

    fn sheet(text: &str) -> Sheet<'_> {
        Sheet { name: "caches.txt", bytes: text.as_bytes(), text, modified: None }
    }

    fn taken(text: &str) -> (Workstation, Result<(), Text>) {
        let mut to = Workstation { utc_offset: Some(0), ..Workstation::default() };
        assert!(knows(&sheet(text)), "{text}");
        let result = read(&sheet(text), &mut to);
        (to, result)
    }

    #[test]
    fn caches_are_found_in_three_languages() {
        let written = calendar::day(2015, 3, 27) + 13 * 3600 + 5 * 60;
        let written = Some(Moment { earliest: written - 3600, latest: written + 59 + 3600 });
        for (text, version) in [(ENGLISH, "16.0"), (GERMAN, "15.0"), (JAPANESE, "Communicator")] {
            for text in [text.to_owned(), text.replace('\n', "\r\n")] {
                let (to, result) = taken(&text);
                result.unwrap();
                let cache = EndpointCache {
                    address: Some("anna@contoso.com".to_owned()),
                    version: version.to_owned(),
                    written,
                    servers: Vec::new(),
                };
                assert_eq!(to.endpoint_caches, Told::Told(vec![cache]));
            }
        }
    }

    #[test]
    fn what_our_own_script_lists() {
        let base = r"C:\Users\anna\AppData\Local\Microsoft";
        let text = format!(
            "; not there: {base}\\Office\\15.0\\Lync\r\n\r\n Directory of {base}\\Office\\16.0\\Lync\r\n\r\n\
            2026-02-03  10:14           <DIR> sip_anna@contoso.com\r\n               1 entries\r\n\r\n \
            Directory of {base}\\Office\\16.0\\Lync\\sip_anna@contoso.com\r\n\r\n\
            2026-02-03  10:14           12345 EndpointConfiguration.cache\r\n               1 entries\r\n\
            ; not there: {base}\\Communicator\r\n"
        );
        let (to, result) = taken(&text);
        result.unwrap();
        let caches = to.endpoint_caches.known().unwrap();
        assert_eq!((caches.len(), caches[0].version.as_str(), caches[0].written.is_some()), (1, "16.0", true));
    }

    #[test]
    fn a_path_in_the_wrong_code_page_is_still_a_path() {
        let torn = JAPANESE.replace("のディレクトリ", "\u{fffd}\u{ff6f}\u{fffd}");
        let (to, result) = taken(&torn);
        result.unwrap();
        assert_eq!(to.endpoint_caches.known().map(Vec::len), Some(1));
    }

    #[test]
    fn that_nothing_is_there_is_known() {
        let lync = r"C:\Users\anna\AppData\Local\Microsoft\Office\16.0\Lync";
        let head = " Volume in drive C has no label.\n Volume Serial Number is 1A2B-3C4D\n\n";
        for text in [
            format!("{head} Directory of {lync}\n\nFile Not Found\n"),
            format!("{head} {lync} のディレクトリ\n\nファイルが見つかりません\n"),
            format!("{head} Verzeichnis von {lync}\n\nDatei nicht gefunden\n"),
            format!("; not there: {lync}\n; not there: C:\\Users\\anna\\AppData\\Local\\Microsoft\\Communicator\n"),
            format!("{head} Directory of {lync}\n\n03/26/2015  10:14 AM    <DIR>          .\n 0 File(s)  0 bytes\n"),
        ] {
            let (to, result) = taken(&text);
            assert_eq!((to.endpoint_caches, result), (Told::Told(Vec::new()), Ok(())), "{text}");
        }
        let above = format!(
            "{head} Verzeichnis von C:\\Users\\anna\\AppData\\Local\\Microsoft\\Office\\16.0\n\n\
            26.03.2015  10:14    <DIR>          .\n26.03.2015  10:14    <DIR>          Outlook\n 0 Datei(en), 0 Bytes\n"
        );
        assert_eq!(taken(&above).0.endpoint_caches, Told::Told(Vec::new()));
        // There it is, and nobody looked into it.
        let not_into = above.replace("Outlook", "Lync");
        assert!(matches!(taken(&not_into), (to, Err(_)) if to.endpoint_caches.known().is_none()));
    }

    #[test]
    fn years_of_two_digits_are_years_and_other_dates_no_proof_of_absence() {
        for (text, day) in [
            (GERMAN.replace(".2015", ".15"), 27),
            (ENGLISH.replace("/2015", "/15"), 27),
            (JAPANESE.replace("2015/", "15/"), 27),
        ] {
            let (to, result) = taken(&text);
            result.unwrap();
            let caches = to.endpoint_caches.known().unwrap();
            let (from, until) = (calendar::day(2015, 3, day), calendar::day(2015, 3, day + 1));
            let written = caches[0].written.unwrap();
            assert!(written.earliest < until && written.latest > from, "{text}");
        }
        for text in
            [ENGLISH.replace("03/2", "March 2"), GERMAN.replace(".2015", ". Mrz"), JAPANESE.replace("2015/", "平成27/")]
        {
            let (to, result) = taken(&text);
            assert!(result.is_err() && to.endpoint_caches.known().is_none(), "{text}");
        }
    }

    #[test]
    fn what_was_not_looked_into_is_unknown() {
        let shallow: String = ENGLISH.lines().take(10).map(|line| format!("{line}\n")).collect();
        let (to, result) = taken(&shallow);
        assert!(result.unwrap_err().contains("dir /s"));
        assert!(matches!(to.endpoint_caches, Told::Unreadable(_)));
        let elsewhere = " Directory of C:\\Windows\n\n03/26/2015  10:14 AM    <DIR>          .\n 0 File(s)  0 bytes\n";
        let (to, result) = taken(elsewhere);
        assert!(result.is_err() && to.endpoint_caches.known().is_none());
    }

    #[test]
    fn cut_at_every_line_it_never_says_that_nothing_is_there() {
        for text in [ENGLISH, GERMAN, JAPANESE] {
            for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
                let mut to = Workstation::default();
                let _ = read(&sheet(&text[..end]), &mut to);
                let known = to.endpoint_caches.known();
                assert!(known.is_none_or(|caches| !caches.is_empty()), "{}", &text[..end]);
            }
        }
    }

    #[test]
    fn other_texts_with_paths_are_no_listings() {
        for text in [
            "C:\\Program Files\\Microsoft Office\\lync.exe\t16.0.5266.1000\n",
            "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\n\"x\"=\"C:\\\\Office\\\\16.0\\\\Lync\"\n",
            "; not there: HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Lync\n",
            " Directory of 証:\\Users\\anna\\AppData\\Local\\Microsoft\\Office\\16.0\\Lync\n",
            "Access to the path 'C:\\Users\\anna\\AppData\\Local\\Microsoft\\Office\\16.0\\Lync' is denied.\n",
            "",
        ] {
            assert!(!knows(&sheet(text)), "{text}");
        }
    }

    #[test]
    fn a_million_lines_are_read_within_bounds() {
        let mut text = ENGLISH.to_owned();
        for i in 0..150_000 {
            text.push_str(&format!(" Directory of C:\\d{i}\n"));
        }
        let (to, result) = taken(&text);
        assert!(result.unwrap_err().contains("100000"));
        assert_eq!(to.endpoint_caches.known().map(Vec::len), Some(1));
    }
}
