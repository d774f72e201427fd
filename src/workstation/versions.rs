//! Versions of the sign-in clients: our list of paths and versions, `wmic datafile`, what PowerShell shows of VersionInfo
//! or of installed programs. A version has four numbers; what stands before or beside it says whose it is.

use super::Sheet;
use crate::model::{Text, Workstation, workstation::Product};

/// The programs that sign in.
const PROGRAMS: &[&str] =
    &["lync.exe", "communicator.exe", "ucmapi.exe", "ucmapi64.exe", "teams.exe", "ms-teams.exe", "outlook.exe"];

/// What installed products are called.
const PRODUCTS: &[&str] = &[
    "microsoft lync",
    "skype for business",
    "office communicator",
    "microsoft teams",
    "teams machine-wide",
    "microsoft office",
    "microsoft 365",
];

/// Most products that are kept.
const MAX_PRODUCTS: usize = 200;

/// Most lines that are looked at.
const MAX_LINES: usize = 20_000;

/// Most characters of a line.
const MAX_LINE: usize = 2_000;

/// How many lines behind a name its version may stand.
const MAX_BLOCK: usize = 30;

/// Whether it names a version of a client.
pub fn knows(sheet: &Sheet<'_>) -> bool {
    !products(sheet.text, 1).is_empty()
}

/// Takes in what it tells.
pub fn read(sheet: &Sheet<'_>, to: &mut Workstation) -> Result<(), Text> {
    to.clients.add(|known| {
        for product in products(sheet.text, MAX_PRODUCTS) {
            if known.len() < MAX_PRODUCTS && !known.contains(&product) {
                known.push(product);
            }
        }
    });
    Ok(())
}

/// The products in a text, `most` of them.
fn products(text: &str, most: usize) -> Vec<Product> {
    let mut found = Vec::new();
    // A name whose version was not seen yet, and how many lines ago it was.
    let mut open: Option<(String, usize)> = None;
    for line in text.lines().take(MAX_LINES).filter(|line| line.len() <= MAX_LINE) {
        if found.len() >= most {
            break;
        }
        let version = words(line).find_map(version);
        let name = program(line);
        let whose = match (name, &version) {
            (Some(name), Some(_)) => Some(name),
            (Some(name), None) => {
                open = Some((name, 0));
                None
            }
            // In a list a version stands behind its label, below or above the name.
            (None, Some(_)) if is_labelled(line) => open.take().map(|(name, _)| name),
            (None, Some(_)) => product(line),
            (None, None) => None,
        };
        if let (Some(name), Some(version)) = (whose, version) {
            open = None;
            found.push(Product { name, version });
        }
        open = open.filter(|(_, age)| *age < MAX_BLOCK).map(|(name, age)| (name, age + 1));
    }
    found
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split([' ', '\t', ',', ';', '"', '=', '(', ')', '|']).filter(|word| !word.is_empty())
}

/// The program that a path in a line leads to, if it is one of those that sign in. Nothing else tells one: a folder of
/// that name is none.
fn program(line: &str) -> Option<String> {
    let lower = line.to_ascii_lowercase();
    let ends =
        |end: Option<char>| end.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '.' | '\\' | '/' | '-' | '_')));
    let begins = |before: Option<char>| before.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')));
    PROGRAMS.iter().find_map(|program| {
        let at = lower.find(program)?;
        let whole = begins(lower[..at].chars().next_back()) && ends(lower[at + program.len()..].chars().next());
        whole.then(|| (*program).to_owned())
    })
}

/// Whether a line is a label and a value: `FileVersion : 16.0...`, `Version=16.0...`.
fn is_labelled(line: &str) -> bool {
    line.trim_start().split_once([':', '=']).is_some_and(|(label, _)| {
        let label = label.trim_end();
        !label.is_empty() && label.chars().all(char::is_alphanumeric)
    })
}

/// The product that a row names in front of its version, or behind it.
fn product(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    if !PRODUCTS.iter().any(|product| lower.contains(product)) {
        return None;
    }
    let names = line.split("  ").flat_map(|column| column.split('\t')).map(str::trim);
    let mut names = names.filter(|column| PRODUCTS.iter().any(|product| column.to_lowercase().contains(product)));
    let name = names.next()?;
    // In one column with its version: what stands before that.
    let end =
        name.split(' ').find(|word| version(word).is_some()).and_then(|word| name.find(word)).unwrap_or(name.len());
    let name = name[..end].trim_end_matches([' ', ',', ';']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// A version of four numbers. A date has three, and so has a number with dots between its thousands.
pub(super) fn version(text: &str) -> Option<Vec<u32>> {
    let parts: Vec<&str> = text.split('.').take(5).collect();
    let plain = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() != 4 || !parts.iter().all(|part| plain(part)) || parts[1..].iter().all(|part| part.len() == 3) {
        return None;
    }
    parts.iter().map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problem, seat};
    use crate::model::workstation::{Product, Told};

    fn told(name: &str, version: [u32; 4]) -> Told<Vec<Product>> {
        Told::Told(vec![Product { name: name.to_owned(), version: version.to_vec() }])
    }

    #[test]
    fn a_version_stands_beside_its_program_or_below_it() {
        let path = r"C:\Program Files (x86)\Microsoft Office\root\Office16\lync.exe";
        for text in [
            format!("{path}\t16.0.4266.1001\r\n"),
            format!("\r\n\r\nName={path}\r\nVersion=16.0.4266.1001\r\n\r\n"),
            format!("Name  Version\r\n{path}  16.0.4266.1001  \r\n"),
            format!(
                "ProductVersion   FileVersion      FileName\r\n--------------   -----------      --------\r\n\
                16.0.4266.1001   16.0.4266.1001   {path}\r\n"
            ),
            format!(
                "OriginalFilename  : lync.exe\r\nFileDescription   : Skype for Business\r\nFileName          : {path}\r\n\
                FileVersion       : 16.0.4266.1001\r\nProductVersion    : 16.0.4266.1001\r\n"
            ),
            format!(
                "File:             {path}\r\nInternalName:     Lync\r\nFileVersion:      16.0.4266.1001\r\nProductVersion:   \
                16.0.4266.1001\r\n"
            ),
            "lync.exe 16.0.4266.1001".to_owned(),
        ] {
            let desk = seat("x.txt", &text);
            assert_eq!(desk.clients, told("lync.exe", [16, 0, 4266, 1001]), "{text}");
            assert_eq!(problem(&desk), None);
        }
    }

    #[test]
    fn installed_products_have_names() {
        let text = "DisplayName                         DisplayVersion\n-----------                         --------------\n\
            Microsoft Lync 2013                 15.0.4569.1506\nAn editor                           1.2.3.4\n";
        assert_eq!(seat("x.txt", text).clients, told("Microsoft Lync 2013", [15, 0, 4569, 1506]));
        let text = "Skype for Business Basic 2016 - de-de 16.0.4266.1001";
        assert_eq!(seat("x.txt", text).clients, told("Skype for Business Basic 2016 - de-de", [16, 0, 4266, 1001]));
    }

    #[test]
    fn dates_lengths_and_folders_are_no_versions() {
        for text in [
            "22.11.2026  10:12     1.012.345.678 lync.exe\r\n",
            "22.11.2026  10:12        12.345.678 lync.exe\r\n",
            "C:\\lync.exe\\other.dll\t16.0.4266.1001\r\n",
            "notlync.exe 16.0.4266.1001",
            "lync.exe.config 16.0.4266.1001",
            "lync.exe 16.0.4266",
            "host 10.0.0.1",
        ] {
            assert_eq!(seat("x.txt", text).clients, Told::NotTold, "{text}");
        }
    }

    #[test]
    fn a_million_lines_are_bounded() {
        let desk = seat("x.txt", &"lync.exe 16.0.1.1\nteams.exe 1.2.3.4\n".repeat(500_000));
        assert_eq!(desk.clients.known().map(Vec::len), Some(2));
        let many: String = (0..2_000).map(|n| format!("lync.exe 16.0.1.{n}\n")).collect();
        assert_eq!(seat("x.txt", &many).clients.known().map(Vec::len), Some(super::MAX_PRODUCTS));
    }
}
