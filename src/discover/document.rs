//! What the documents of discovery have in common: how big they may be, how their text is encoded, how XML and JSON are
//! opened, and what is said of one that cannot be read.
//!
//! They come from whoever answers for the domain, so nothing in them is believed and everything is bounded.

use std::{collections::HashSet, fmt};

use roxmltree::{Node, ParsingOptions, TextPos};
use serde_json::Value;

use crate::{model::Text, text, words};

/// The most bytes of a document. The federation metadata of AD FS is the longest and has some 100 KiB.
pub const MAX_DOCUMENT: usize = 1 << 20;

/// The most nodes of an XML document; AD FS has some 2,000.
const MAX_NODES: u32 = 50_000;

/// The most namespace declarations. AD FS repeats one at each of its claim types, some 200.
const MAX_NAMESPACES: usize = 4_000;

/// The most prefixes declared, AD FS has six. Each element that declares one copies all that are in force and compares
/// them with each other, so that long lists of them cost what no document of this size may.
const MAX_PREFIXES: usize = 32;

/// The most attributes of one element, which are compared with each other too. Counted are the equals signs up to the
/// next element, so that those in addresses fit.
const MAX_EQUALS: usize = 128;

/// The most characters of an outside text in an error.
const MAX_QUOTED: usize = 200;

/// Why a document says nothing.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There is nothing in it.
    Empty,
    /// It is longer than [`MAX_DOCUMENT`].
    TooLong,
    /// It is no text: neither UTF-8 nor UTF-16.
    NotText {
        /// Offset of the first byte that is none.
        at: usize,
    },
    /// It is text, but of no kind that is read.
    Neither {
        /// Its first characters.
        start: String,
        /// What the server calls it.
        content_type: Option<String>,
    },
    /// It is a page for people: of a proxy, a sign-in form, an error.
    Page,
    /// It is not JSON.
    Json(#[source] serde_json::Error),
    /// It is not XML.
    Xml(#[source] roxmltree::Error),
    /// Its XML has a document type definition: no document of discovery needs one, and they are made to do harm.
    Dtd,
    /// There is more of something than is read.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
    /// Something in it is not what it has to be.
    Wrong {
        /// Line and column, or the path in JSON.
        place: Text,
        /// What is wrong with it.
        fault: Text,
    },
    /// It lacks what it is read for.
    Missing(&'static str),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl DocumentError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => Text::words(words!("it is empty")),
            Self::TooLong => too_long(MAX_DOCUMENT),
            Self::NotText { at } => {
                text!("not-text": "it is no text: byte {at} is neither UTF-8 nor UTF-16", at = *at)
            }
            Self::Neither { start, content_type } => text!(
                "neither-json-nor-xml": "it is neither JSON nor XML, but starts with {start}{kind}",
                start = format!("{start:?}"),
                kind = content_type.as_ref().map(|kind| format!(" ({})", quoted(kind))).unwrap_or_default(),
            ),
            Self::Page => Text::words(words!("it is a web page")),
            Self::Json(why) => text!("unsound-json": "it is not sound JSON: {why}", why = why.to_string()),
            Self::Xml(why) => text!("unsound-xml": "it is not sound XML: {why}", why = quoted(why)),
            Self::Dtd => Text::words(words!("its XML has a document type definition (DTD), which is not read")),
            Self::TooMany { what, limit } => {
                text!("more-than": "it has more than {limit} {what}", limit = *limit, what = Text::words(what))
            }
            Self::Wrong { place, fault } => Text::joined(": ", vec![place.clone(), fault.clone()]),
            Self::Missing(what) => text!("it-has-no": "it has no {what}", what = Text::words(what)),
        }
    }
}

/// What is longer than is read.
pub(super) fn too_long(most: usize) -> Text {
    text!("it-is-longer": "it is longer than {most} bytes", most)
}

/// A value that stands where another has to be.
pub(super) fn instead(found: &Value, wanted: &'static str) -> Text {
    text!(
        "stands-instead": "{found} where {wanted} has to be",
        found = Text::words(kind(found)),
        wanted = Text::words(wanted)
    )
}

/// An outside text at bearable length.
pub(super) fn quoted(text: &impl ToString) -> String {
    let text = text.to_string();
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

impl DocumentError {
    /// A fault at an element.
    pub(super) fn at(node: Node<'_, '_>, fault: impl Into<Text>) -> Self {
        let TextPos { row, col } = node.document().text_pos_at(node.range().start);
        let place = format!("{row}:{col}, {}", quoted(&node.tag_name().name()));
        Self::Wrong { place: place.into(), fault: fault.into() }
    }
}

/// The text of a body, without byte order mark and the space around it.
pub(super) fn text(body: &[u8]) -> Result<String, DocumentError> {
    if body.len() > MAX_DOCUMENT {
        return Err(DocumentError::TooLong);
    }
    // UTF-16 has a mark, or shows by the zero beside the first character, which is ASCII in JSON and XML.
    let text = match body {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, 2)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, 2)?,
        [first, 0, ..] if *first != 0 => utf16(body, u16::from_le_bytes, 0)?,
        [0, second, ..] if *second != 0 => utf16(body, u16::from_be_bytes, 0)?,
        _ => {
            let text = std::str::from_utf8(body).map_err(|e| DocumentError::NotText { at: e.valid_up_to() })?;
            text.trim_start_matches('\u{feff}').to_owned()
        }
    };
    if text.trim().is_empty() { Err(DocumentError::Empty) } else { Ok(text) }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, before: usize) -> Result<String, DocumentError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(DocumentError::NotText { at: before + bytes.len() - 1 });
    }
    let mut text = String::with_capacity(pairs.len());
    let mut at = before;
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = c.map_err(|_| DocumentError::NotText { at })?;
        at += 2 * c.len_utf16();
        text.push(c);
    }
    Ok(text)
}

/// JSON, nested at most as deep as the library goes (128 levels).
pub(super) fn json(text: &str) -> Result<Value, DocumentError> {
    serde_json::from_str(text).map_err(DocumentError::Json)
}

/// What JSON calls the kind of a value, with its article.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => words!("null"),
        Value::Bool(_) => words!("a truth value"),
        Value::Number(_) => words!("a number"),
        Value::String(_) => words!("a text"),
        Value::Array(_) => words!("a list"),
        Value::Object(_) => words!("an object"),
    }
}

/// Reads XML without document type definition, so without entities of its own.
pub(super) fn xml(text: &str) -> Result<roxmltree::Document<'_>, DocumentError> {
    // A declaration has to be the very first; space before it is a common slip.
    let text = text.trim_start();
    bounded(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    roxmltree::Document::parse_with_options(text, options).map_err(|e| match e {
        roxmltree::Error::DtdDetected if is_page(text) => DocumentError::Page,
        roxmltree::Error::DtdDetected => DocumentError::Dtd,
        roxmltree::Error::NodesLimitReached => {
            DocumentError::TooMany { what: words!("XML nodes"), limit: MAX_NODES as usize }
        }
        _ if is_page(text) => DocumentError::Page,
        other => DocumentError::Xml(other),
    })
}

/// Refuses what would cost the square of its length to read.
fn bounded(text: &str) -> Result<(), DocumentError> {
    let too_many = |what, limit| Err(DocumentError::TooMany { what, limit });
    let mut prefixes = HashSet::new();
    for (number, after) in text.split("xmlns").skip(1).enumerate() {
        if number == MAX_NAMESPACES {
            return too_many(words!("namespace declarations"), MAX_NAMESPACES);
        }
        prefixes.insert(after.split('=').next().unwrap_or_default().trim());
        if prefixes.len() > MAX_PREFIXES {
            return too_many(words!("namespace prefixes"), MAX_PREFIXES);
        }
    }
    match text.split('<').any(|element| element.matches('=').nth(MAX_EQUALS).is_some()) {
        true => too_many(words!("attributes at one element"), MAX_EQUALS),
        false => Ok(()),
    }
}

/// Whether a text starts as HTML does.
fn is_page(text: &str) -> bool {
    let starts = |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    starts("<!doctype html") || starts("<html")
}

/// The elements directly below one, by local name: namespaces differ between versions of the same document.
pub(super) fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The outermost element, which must have this local name.
pub(super) fn root<'a, 'input>(
    document: &'a roxmltree::Document<'input>,
    name: &str,
) -> Result<Node<'a, 'input>, DocumentError> {
    let root = document.root_element();
    match root.tag_name().name() {
        found if found == name => Ok(root),
        "html" | "HTML" => Err(DocumentError::Page),
        _ => Err(DocumentError::at(root, text!("has-to-start-with": "the document has to start with {name}", name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<(), String> {
        xml(text).map(drop).map_err(|e| e.to_string())
    }

    #[test]
    fn text_comes_in_three_encodings() {
        let plain = "<a b='\u{e4}\u{1f600}'/>";
        let utf16 = |unit: fn(u16) -> [u8; 2], mark: &[u8]| {
            [mark, &plain.encode_utf16().flat_map(unit).collect::<Vec<_>>()].concat()
        };
        let bodies = [
            plain.as_bytes().to_vec(),
            [&b"\xef\xbb\xbf"[..], plain.as_bytes()].concat(),
            utf16(u16::to_le_bytes, &[0xff, 0xfe]),
            utf16(u16::to_be_bytes, &[0xfe, 0xff]),
            utf16(u16::to_le_bytes, &[]),
            utf16(u16::to_be_bytes, &[]),
        ];
        for body in bodies {
            assert_eq!(text(&body).unwrap(), plain, "{body:x?}");
        }
    }

    #[test]
    fn what_is_no_text_says_where() {
        let says = |body: &[u8]| text(body).unwrap_err().to_string();
        assert_eq!(says(b""), "it is empty");
        assert_eq!(says(b" \r\n"), "it is empty");
        assert_eq!(says(b"\xef\xbb\xbf"), "it is empty");
        assert_eq!(says(b"{\"a\": \xff}"), "it is no text: byte 6 is neither UTF-8 nor UTF-16");
        assert_eq!(says(b"\xff\xfe<\x00a"), "it is no text: byte 4 is neither UTF-8 nor UTF-16");
        assert_eq!(says(b"\xff\xfe<\x00\x00\xd8<\x00"), "it is no text: byte 4 is neither UTF-8 nor UTF-16");
        assert_eq!(says(b"\x30\x82\x01\x0a\x02"), "it is no text: byte 1 is neither UTF-8 nor UTF-16");
        assert_eq!(says(&vec![b' '; MAX_DOCUMENT + 1]), "it is longer than 1048576 bytes");
    }

    #[test]
    fn entities_of_the_document_are_refused() {
        let bomb = "<!DOCTYPE z [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><z>&c;</z>";
        let external = "<?xml version='1.0'?><!DOCTYPE z [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><z>&a;</z>";
        let plain = "<!-- first --><!DOCTYPE z SYSTEM 'http://192.0.2.1/z.dtd'><z/>";
        for text in [bomb, external, plain] {
            assert!(matches!(xml(text), Err(DocumentError::Dtd)), "{text}");
        }
        assert_eq!(
            parsed("<z>\n&unknown;</z>").unwrap_err(),
            "it is not sound XML: unknown entity reference 'unknown' at 2:1"
        );
        assert!(parsed("<z a='&amp;&#65;&lt;'>&quot;</z>").is_ok());
    }

    #[test]
    fn pages_for_people_are_called_so() {
        for text in ["<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><html>", "<html><br></html>", "<HTML></HTML>"]
        {
            let page = xml(text).map(|xml| root(&xml, "EntityDescriptor").map(drop));
            assert!(matches!(page, Err(DocumentError::Page) | Ok(Err(DocumentError::Page))), "{text}");
        }
    }

    #[test]
    fn depth_and_number_are_bounded() {
        let deep = |levels: usize| "<a>".repeat(levels) + &"</a>".repeat(levels);
        assert!(parsed(&deep(100)).is_ok());
        assert!(parsed(&deep(20_000)).is_ok());
        assert_eq!(parsed(&deep(100_000)).unwrap_err(), "it has more than 50000 XML nodes");
        assert_eq!(parsed(&"<a>".repeat(100_000)).unwrap_err(), "it has more than 50000 XML nodes");
        assert_eq!(
            parsed(&"<a>".repeat(100)).unwrap_err(),
            "it is not sound XML: the root node was opened but never closed"
        );
        let list = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(json(&list(100)).is_ok());
        let error = json(&list(1_000)).unwrap_err().to_string();
        assert_eq!(error, "it is not sound JSON: recursion limit exceeded at line 1 column 128");
    }

    /// All would otherwise cost the square of the document's length.
    #[test]
    fn attributes_and_namespaces_are_bounded() {
        let refused = |text: &str| parsed(text).unwrap_err();
        let attributes = |n: usize| (0..n).map(|i| format!(" a{i}=''")).collect::<String>();
        assert!(parsed(&format!("<a{}/>", attributes(MAX_EQUALS))).is_ok());
        let error = refused(&format!("<a{}/>", attributes(MAX_EQUALS + 1)));
        assert_eq!(error, "it has more than 128 attributes at one element");
        let declared = |n: usize| format!("<z>{}</z>", "<a xmlns:a='u' />".repeat(n));
        assert!(parsed(&declared(MAX_NAMESPACES)).is_ok());
        assert_eq!(refused(&declared(MAX_NAMESPACES + 1)), "it has more than 4000 namespace declarations");
        let prefixes = |n: usize| format!("<z{}/>", (0..n).map(|i| format!(" xmlns:a{i} = 'u'")).collect::<String>());
        assert!(parsed(&prefixes(MAX_PREFIXES)).is_ok());
        assert_eq!(refused(&prefixes(MAX_PREFIXES + 1)), "it has more than 32 namespace prefixes");
    }

    #[test]
    fn outside_text_in_errors_is_short() {
        let name = "n".repeat(10_000);
        let long = [
            parsed(&format!("<{name}:a/>")).unwrap_err(),
            root(&xml(&format!("<{name}/>")).unwrap(), "EntityDescriptor").unwrap_err().to_string(),
            DocumentError::Neither { start: String::new(), content_type: Some(name) }.to_string(),
        ];
        for text in long {
            assert!(text.contains("nnn...") && text.len() < 400, "{text}");
        }
    }
}
