//! Lines for a terminal or a pipe, wrapped and without anything that a terminal would act on.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use crate::{
    cli::{
        look::{has_unicode, language, width},
        output::OutputError,
        sink::Sink,
    },
    model::Text,
    render::{Lang, clean},
};

/// Prose wider than this is hard to read.
const WIDEST: usize = 100;

/// What is to be shown.
pub struct Sheet {
    /// The language.
    pub lang: Lang,
    width: usize,
    text: String,
}

impl Sheet {
    pub fn new(lang: Option<&str>) -> Self {
        Self { lang: language(lang), width: width().min(WIDEST), text: String::new() }
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A constant line, after an empty one unless it is the first.
    pub fn heading(&mut self, english: &str) {
        if !self.text.is_empty() {
            self.blank();
        }
        self.note(english);
    }

    /// A constant sentence.
    pub fn note(&mut self, english: &str) {
        let line = self.lang.words(english).into_owned();
        self.hang("", &line);
    }

    /// A sentence.
    pub fn say(&mut self, lead: &str, text: &Text) {
        let line = self.lang.say(text).into_owned();
        self.hang(lead, &line);
    }

    /// Text behind a lead, later lines below the text.
    pub fn hang(&mut self, lead: &str, text: &str) {
        // Japanese has no spaces between words.
        let separator = match self.lang {
            Lang::En => WordSeparator::AsciiSpace,
            Lang::Ja => WordSeparator::UnicodeBreakProperties,
        };
        let indent = " ".repeat(textwrap::core::display_width(lead).min(self.width / 2));
        let options = Options::new(self.width)
            .initial_indent(lead)
            .subsequent_indent(&indent)
            .word_separator(separator)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        for line in textwrap::wrap(text, options) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// A command to copy: never broken.
    pub fn command(&mut self, indent: &str, command: &str) {
        self.text.push_str(indent);
        self.text.push_str(command);
        self.text.push('\n');
    }

    /// Writes it all; a reader that goes away is no error.
    ///
    /// # Errors
    ///
    /// [`OutputError`]; a reader that went away is none.
    pub fn print(self) -> Result<(), OutputError> {
        let unicode = self.lang == Lang::Ja || self.text.is_ascii() || has_unicode();
        let lines = self.text.lines().map(|line| clean::line(line, clean::PROSE, unicode) + "\n");
        Sink::Stdout.fill(lines.collect::<String>().as_bytes())
    }
}
