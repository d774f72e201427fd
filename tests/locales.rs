//! What is said to people is there in every language: the sources are read for what they say, and the languages' files for
//! what they know. Nothing lacks, nothing is left over, and every message has the parts that the English has.
//!
//! What is said: `text!("id": "english")`, `words!("english")`, `.words("english")`, the labels of facts, and the titles,
//! explanations and remedies of the rules.

#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use chaincheck::{
    judge::RULES,
    render::locales::{JAPANESE, id},
};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// The names of what is put into a message.
type Parts = BTreeSet<String>;

/// What is said by an identifier.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    english: String,
    parts: Parts,
}

/// Everything that the program says, by identifier.
fn said() -> BTreeMap<String, Said> {
    let mut all: BTreeMap<String, Said> = BTreeMap::new();
    let mut add = |id: String, english: String, parts: Parts, place: &str| {
        let new = Said { english, parts };
        let old =
            all.entry(id.clone()).or_insert_with(|| Said { english: new.english.clone(), parts: new.parts.clone() });
        assert!(alike(&old.english, &new.english), "{place}: {id} says {:?} and {:?}", old.english, new.english);
        assert_eq!(old.parts, new.parts, "{place}: {id}");
    };
    for (place, source) in sources() {
        for (name, english) in messages(&source) {
            let parts = parts(&english);
            add(name, english, parts, &place);
        }
        // A separator without words in it is the same in every language.
        for english in constants(&source).into_iter().filter(|english| !id(english).is_empty()) {
            add(id(&english), english, Parts::new(), &place);
        }
    }
    for rule in RULES {
        add(id(rule.title), rule.title.to_owned(), Parts::new(), rule.code);
    }
    all
}

/// Constants are told apart by their words alone.
fn alike(one: &str, other: &str) -> bool {
    id(one) == id(other)
}

#[test]
fn every_identifier_says_one_thing() {
    assert!(said().len() > 300, "the sources were not read");
}

#[test]
fn japanese_says_all_of_it_and_nothing_else() {
    let mut wanted: BTreeMap<String, Parts> = said().into_iter().map(|(id, said)| (id, said.parts)).collect();
    for rule in RULES {
        for attribute in ["explanation", "remedy"] {
            wanted.insert(format!("{}.{attribute}", id(rule.title)), Parts::new());
        }
    }
    let known = known(JAPANESE);
    let lacking: Vec<&String> = wanted.keys().filter(|id| !known.contains_key(*id)).collect();
    assert!(lacking.is_empty(), "{} messages lack: {lacking:#?}", lacking.len());
    let unused: Vec<&String> = known.keys().filter(|id| !wanted.contains_key(*id)).collect();
    assert!(unused.is_empty(), "nobody says {unused:#?}");
    for (id, parts) in &wanted {
        assert_eq!(known[id], *parts, "the parts of {id}");
    }
}

/// The messages of a language's files, attributes as `message.attribute`.
fn known(files: &[&str]) -> BTreeMap<String, Parts> {
    let mut known = BTreeMap::new();
    let mut add = |id: String, pattern: &Pattern<&str>| {
        let twice = known.insert(id.clone(), variables(pattern));
        assert!(twice.is_none(), "{id} is there twice");
    };
    for file in files {
        let resource = fluent_syntax::parser::parse(*file).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
        for entry in resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
                other => panic!("{other:?}"),
            };
            if let Some(pattern) = &message.value {
                add(message.id.name.to_owned(), pattern);
            }
            for attribute in &message.attributes {
                add(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value);
            }
        }
    }
    known
}

fn variables(pattern: &Pattern<&str>) -> Parts {
    let of = |element: &PatternElement<&str>| match element {
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(id.name.to_owned())
        }
        PatternElement::TextElement { .. }
        | PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { .. }) } => None,
        other => panic!("more than a text and its parts: {other:?}"),
    };
    pattern.elements.iter().filter_map(of).collect()
}

/// The sources that are not tests, without comments.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                walk(&path, found);
            } else if name.ends_with(".rs") && name != "tests.rs" && name != "sample.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
                found.push((path.display().to_string(), lines.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new("src"), &mut found);
    found
}

/// Identifier and English of each `text!`.
fn messages(source: &str) -> Vec<(String, String)> {
    let after = |(at, mark): (usize, &str)| {
        let (name, rest) = literal(&source[at + mark.len()..])?;
        let (english, _) = literal(rest.trim_start().strip_prefix(':')?)?;
        Some((name, english))
    };
    source.match_indices("text!(").filter_map(after).collect()
}

/// The constants that are shown in every language.
fn constants(source: &str) -> Vec<String> {
    let marks = ["words!(", ".words(", "Fact::text(", "Fact::time(", "Fact::number(", "Fact::list(", "Fact::texts("];
    let marked = marks.iter().flat_map(|mark| source.match_indices(mark));
    let fields = source.match_indices("Fact { label:");
    marked.chain(fields).filter_map(|(at, mark)| Some(literal(&source[at + mark.len()..])?.0)).collect()
}

/// The string literal that a text begins with, read, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start().strip_prefix('"')?;
    let mut said = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((said, &text[at + 1..])),
            '\\' => match chars.next()?.1 {
                '\n' => {
                    while chars.as_str().starts_with(char::is_whitespace) {
                        chars.next();
                    }
                }
                'n' => said.push('\n'),
                other => said.push(other),
            },
            c => said.push(c),
        }
    }
    None
}

/// The names in braces; doubled braces are braces.
fn parts(english: &str) -> Parts {
    let plain = english.replace("{{", "").replace("}}", "");
    plain.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect()
}

#[test]
fn sources_are_read_as_they_are_written() {
    let source = "text!(\n    \"an-id\":\n  \"say {what} \\\n      on {{it}} \\\"now\\\"\", what); x.words(\"so\") Fact::text(LABEL, words!(\"be it\"))";
    assert_eq!(messages(source), [("an-id".to_owned(), "say {what} on {{it}} \"now\"".to_owned())]);
    assert_eq!(constants(source), ["be it", "so"]);
    assert_eq!(parts("say {what} on {{it}}"), Parts::from(["what".to_owned()]));
}
