//! The paths that a Rust source names, without a parser for all of Rust: enough of a lexer to drop comments and
//! literals, `use` trees unfolded, `super` and inline modules resolved.

use std::collections::BTreeSet;

/// A path, segment by segment.
pub type Names = Vec<String>;

/// The paths of one file.
#[derive(Debug, Default)]
pub struct Source {
    inside: Vec<Names>,
    outside: Vec<Names>,
}

impl Source {
    /// Reads a file by its path below `src`.
    pub fn read(file: &str, text: &str) -> Self {
        let mut module: Names = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|m| m == "mod" || m == "lib" || m == "main") {
            module.pop();
        }
        let tokens = tokens(text);
        let mut reader = Reader { tokens: &tokens, at: 0, module, source: Self::default(), local: BTreeSet::new() };
        reader.items();
        let Reader { mut source, local, .. } = reader;
        // `time::sleep` after `use tokio::time` names tokio, which the `use` has said already.
        source.outside.retain(|path| path[0] == "use" || !local.contains(&path[0]));
        for path in &mut source.outside {
            if path[0] == "use" {
                path.remove(0);
            }
        }
        source
    }

    /// Paths into this crate, from its root.
    pub fn inside(&self) -> &[Names] {
        &self.inside
    }

    /// Paths that begin with any other name.
    pub fn outside(&self) -> &[Names] {
        &self.outside
    }
}

struct Reader<'a> {
    tokens: &'a [String],
    at: usize,
    module: Names,
    source: Source,
    /// Names that `use` brought in.
    local: BTreeSet<String>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned().unwrap_or_default()
    }

    fn items(&mut self) {
        // Braces that are open, and whether each is an inline module's.
        let mut braces: Vec<bool> = Vec::new();
        while self.at < self.tokens.len() {
            let is_module = self.peek(0) == "mod" && self.peek(2) == "{";
            match self.peek(0) {
                "use" => {
                    self.at += 1;
                    self.tree(&mut Vec::new());
                }
                "mod" if is_module => {
                    let name = self.peek(1).to_owned();
                    self.module.push(name);
                    braces.push(true);
                    self.at += 3;
                }
                "{" => {
                    braces.push(false);
                    self.at += 1;
                }
                "}" => {
                    if braces.pop() == Some(true) {
                        self.module.pop();
                    }
                    self.at += 1;
                }
                "::" | "." => self.at += 2,
                word if is_name(word) && self.peek(1) == "::" => {
                    let mut path = vec![self.next()];
                    while self.peek(0) == "::" && is_name(self.peek(1)) {
                        self.at += 1;
                        path.push(self.next());
                    }
                    self.keep(path, false);
                }
                _ => self.at += 1,
            }
        }
    }

    /// One branch of a `use`, below `stem`; stops before what follows it.
    fn tree(&mut self, stem: &mut Names) {
        let depth = stem.len();
        loop {
            match self.next().as_str() {
                "{" => {
                    while self.peek(0) != "}" && !self.peek(0).is_empty() {
                        self.tree(&mut stem.clone());
                        if self.peek(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    break;
                }
                "::" => continue,
                "*" => {
                    stem.push("*".to_owned());
                    self.keep(stem.clone(), true);
                    break;
                }
                name => stem.push(name.to_owned()),
            }
            if self.peek(0) != "::" {
                self.keep(stem.clone(), true);
                let mut local = stem.last().cloned();
                if self.peek(0) == "as" {
                    local = Some(self.peek(1).to_owned());
                    self.at += 2;
                }
                self.local.extend(local);
                break;
            }
        }
        stem.truncate(depth);
    }

    fn keep(&mut self, path: Names, by_use: bool) {
        let mut base = match path[0].as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            _ => {
                let mark = by_use.then(|| "use".to_owned());
                return self.source.outside.push(mark.into_iter().chain(path).collect());
            }
        };
        for name in path {
            match name.as_str() {
                "crate" | "self" => {}
                "super" => drop(base.pop()),
                name => base.push(name.to_owned()),
            }
        }
        self.source.inside.push(base);
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single characters; comments, texts and characters in quotes are dropped.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        match (at(i), at(i + 1)) {
            ('/', '/') => i = find(&chars, i, |i| at(i) == '\n'),
            ('/', '*') => i = find(&chars, i + 2, |i| at(i) == '*' && at(i + 1) == '/') + 2,
            ('r', '"' | '#') if i == 0 || !is_part(at(i - 1)) => {
                let hashes = chars[i + 1..].iter().take_while(|c| **c == '#').count();
                if at(i + 1 + hashes) != '"' {
                    i += 1;
                    continue;
                }
                let closes = |i: usize| at(i) == '"' && (1..=hashes).all(|h| at(i + h) == '#');
                i = find(&chars, i + hashes + 2, closes) + hashes + 1;
            }
            ('"', _) => {
                i += 1;
                while i < chars.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
            }
            ('\'', '\\') => i = find(&chars, i + 3, |i| at(i) == '\'') + 1,
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            ('\'', _) => i += 1,
            (':', ':') => {
                tokens.push("::".to_owned());
                i += 2;
            }
            (c, _) if is_part(c) => {
                let end = find(&chars, i, |i| !is_part(at(i)));
                tokens.push(chars[i..end].iter().collect());
                i = end;
            }
            (c, _) => {
                if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
                i += 1;
            }
        }
    }
    tokens
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn find(chars: &[char], from: usize, wanted: impl Fn(usize) -> bool) -> usize {
    (from..chars.len()).find(|i| wanted(*i)).unwrap_or(chars.len())
}

#[test]
fn paths_are_found_in_trees_and_in_code() {
    let text = r##"
        //! [`crate::comment`]
        use crate::{model::{Cert, chain::Walk}, x509};
        use tokio::time;
        use super::{self as up, sibling::Thing};
        fn f<'a>(c: char) -> crate::probe::X { let _ = ('"', "crate::text", r#"crate::raw"#, '\''); time::sleep(); rsa::go() }
        mod tests { use super::super::other::Y; }
    "##;
    let source = Source::read("judge/rules/key.rs", text);
    let inside: Vec<String> = source.inside().iter().map(|p| p.join("::")).collect();
    assert_eq!(
        inside,
        [
            "model::Cert",
            "model::chain::Walk",
            "x509",
            "judge::rules",
            "judge::rules::sibling::Thing",
            "probe::X",
            "judge::rules::other::Y"
        ]
    );
    let outside: Vec<String> = source.outside().iter().map(|p| p.join("::")).collect();
    assert_eq!(outside, ["tokio::time", "rsa::go"]);
}
