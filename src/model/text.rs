//! Sentences that can be said in more than one language.
//!
//! English stands in the code, beside the rule or the heading that says it; a [`Text`] keeps beside it which message it is
//! and what was put into it, so that a renderer can say the same in another language. Codes, names and whatever else
//! comes from outside are the same in all of them.

use std::{fmt, net::SocketAddr, ops::Deref, path::Path, sync::Arc};

/// A sentence, or a part of one. It reads as its English text.
#[derive(Clone, Default)]
pub struct Text {
    english: String,
    form: Form,
}

/// What a text is made of.
#[derive(Debug, Clone, Default)]
pub enum Form {
    /// A name, a value: the same in every language.
    #[default]
    Fixed,
    /// A constant text, known by its own words.
    Words,
    /// A message, and what is put into it, by name.
    Said(Arc<(&'static str, Vec<(&'static str, Text)>)>),
    /// Parts one after the other, and what stands between them.
    Joined(Arc<(&'static str, Vec<Text>)>),
}

impl Text {
    /// A message in English, the identifier it has in other languages and what was put into it; see [`text!`].
    ///
    /// [`text!`]: crate::text
    pub fn said(id: &'static str, english: String, parts: Vec<(&'static str, Self)>) -> Self {
        Self { english, form: Form::Said(Arc::new((id, parts))) }
    }

    /// A constant text that is said in every language, marked with [`words!`](crate::words) where it stands.
    pub fn words(english: &'static str) -> Self {
        Self { english: english.to_owned(), form: Form::Words }
    }

    /// Several texts with the same between each two; what has words in it is marked with [`words!`].
    ///
    /// [`words!`]: crate::words
    pub fn joined(separator: &'static str, parts: Vec<Self>) -> Self {
        let english: Vec<&str> = parts.iter().map(|part| &**part).collect();
        Self { english: english.join(separator), form: Form::Joined(Arc::new((separator, parts))) }
    }

    /// This and another one right behind it.
    #[must_use]
    pub fn then(self, next: impl Into<Self>) -> Self {
        Self::joined("", vec![self, next.into()])
    }

    /// What is said of a file: its path before it.
    pub fn at(path: &Path, what: impl Into<Self>) -> Self {
        Self::from(path.display().to_string()).then(": ").then(what)
    }

    /// The English text.
    pub fn as_str(&self) -> &str {
        &self.english
    }

    /// What it is made of.
    pub fn form(&self) -> &Form {
        &self.form
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.english
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.english, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.english)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.english == other.english
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.english == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.english == *other
    }
}

impl From<String> for Text {
    fn from(english: String) -> Self {
        Self { english, form: Form::Fixed }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<&Self> for Text {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl From<usize> for Text {
    fn from(number: usize) -> Self {
        number.to_string().into()
    }
}

impl From<i64> for Text {
    fn from(number: i64) -> Self {
        number.to_string().into()
    }
}

impl From<SocketAddr> for Text {
    fn from(address: SocketAddr) -> Self {
        address.to_string().into()
    }
}

impl From<u16> for Text {
    fn from(number: u16) -> Self {
        number.to_string().into()
    }
}

/// A [`Text`]: `text!("id": "renew {label} on {machine}", label, machine = host)`.
///
/// The identifier is that of the message in `render/locales/`; names in braces are the parts, each a variable of that
/// name in scope, or what follows its `=`.
#[macro_export]
macro_rules! text {
    ($id:literal : $english:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        #[allow(clippy::useless_conversion)]
        let ($($name,)*) = ($($crate::model::Text::from($crate::text!(@ $name $($value)?)),)*);
        $crate::model::Text::said($id, format!($english $(, $name = $name)*), vec![$((stringify!($name), $name)),*])
    }};
    (@ $name:ident) => { $name };
    (@ $name:ident $value:expr) => { $value };
}

/// Marks a constant text as one that renderers say in other languages; it is the text itself.
#[macro_export]
macro_rules! words {
    ($english:literal) => {
        $english
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_as_english_and_keeps_its_parts() {
        let label = String::from("CN=sip.contoso.com");
        let file = text!("test-file": "the file {path}", path = "chain.pem");
        let text =
            text!("test-renew": "renew {label} in {file}", label, file).then(text!("test-end": "; then restart"));
        assert_eq!(text.as_str(), "renew CN=sip.contoso.com in the file chain.pem; then restart");
        let Form::Joined(joined) = text.form() else { panic!("{text:?}") };
        let Form::Said(said) = joined.1[0].form() else { panic!("{joined:?}") };
        assert_eq!(said.0, "test-renew");
        assert_eq!(said.1.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["label", "file"]);
    }
}
