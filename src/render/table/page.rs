//! The page being written: wrapping, cleaning, colour and the choice between Unicode and ASCII.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, core::Word};

use crate::{
    model::Text,
    render::{Lang, Style, clean},
    text,
};

/// Narrower than this, lines are as if the terminal had this many columns: a host name needs room.
const NARROWEST: usize = 40;
/// Prose wider than this is hard to read.
const WIDEST_PROSE: usize = 120;

/// How a piece of text is meant; becomes a colour where colours are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    /// Broken.
    Bad,
    /// At risk, or not known.
    Doubt,
    /// In order.
    Good,
    /// A heading.
    Strong,
    /// Beside the point.
    Faint,
}

impl Tone {
    fn style(self) -> anstyle::Style {
        use anstyle::{AnsiColor, Style};
        // Coloured letters are lost on one ground or another: yellow and green on white, red on blue. These have their own.
        let on =
            |ink: AnsiColor, ground: AnsiColor| Style::new().fg_color(Some(ink.into())).bg_color(Some(ground.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Bad => on(AnsiColor::White, AnsiColor::Red).bold(),
            Self::Doubt => on(AnsiColor::Black, AnsiColor::Yellow),
            Self::Good => on(AnsiColor::Black, AnsiColor::Green),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
        }
    }
}

/// Text under way to a terminal.
pub struct Page<'a> {
    /// How it is to look.
    pub style: &'a Style,
    /// Columns to fill.
    pub width: usize,
    text: String,
}

impl<'a> Page<'a> {
    pub fn new(style: &'a Style) -> Self {
        Self { style, width: style.width.max(NARROWEST), text: String::new() }
    }

    /// What was written.
    pub fn text(self) -> String {
        self.text
    }

    /// A name from outside, cleaned.
    pub fn name(&self, text: &str) -> String {
        clean::line(text, clean::NAME, self.style.unicode)
    }

    /// A value from outside, cleaned.
    pub fn value(&self, text: &str) -> String {
        clean::line(text, clean::VALUE, self.style.unicode)
    }

    /// A sentence with names from outside in it, cleaned.
    pub fn prose(&self, text: &str) -> String {
        clean::prose(text, self.style.unicode)
    }

    /// What is to be done, cleaned; fingerprints in it are whole under `-v`.
    pub fn remedy(&self, text: &Text) -> String {
        let text = self.prose(&self.told(text));
        if self.style.verbose > 0 { text } else { clean::brief(&text, self.style.unicode) }
    }

    /// A constant text in the language wanted.
    pub fn words(&self, english: &str) -> String {
        self.style.lang.words(english).into_owned()
    }

    /// A composed text in the language wanted. What was put into it is clean already.
    pub fn told(&self, text: &Text) -> String {
        self.style.lang.say(text).into_owned()
    }

    /// The word for one thing or for several.
    pub fn plural(&self, n: usize, one: &'static str, many: &'static str) -> String {
        self.words(if n == 1 { one } else { many })
    }

    /// What stands between the parts of a list.
    pub fn comma(&self) -> String {
        self.told(&text!("comma": ", "))
    }

    /// `a, b, c`.
    pub fn commas(&self, parts: &[String]) -> String {
        parts.join(&self.comma())
    }

    /// `a, b and c`.
    pub fn listed(&self, parts: &[String]) -> String {
        match parts {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                self.told(&text!("list": "{first} and {last}", first = self.commas(first), last = last.as_str()))
            }
        }
    }

    /// The first text if Unicode may be written, else the second.
    pub fn pick(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.style.unicode { unicode } else { ascii }
    }

    /// The text in its colour, if colours are wanted.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.style.color || tone == Tone::Plain || text.is_empty() {
            return text.to_owned();
        }
        let style = tone.style();
        format!("{style}{text}{style:#}")
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line that is known to fit.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// Text behind a lead, later lines indented by the lead's width; all of it in one tone.
    pub fn wrap(&mut self, tone: Tone, lead: &str, text: &str) {
        let indent = " ".repeat(textwrap::core::display_width(lead).min(self.width / 2));
        for line in self.fill(lead, &indent, text, self.width) {
            let line = self.paint(tone, line.trim_end());
            self.line(&line);
        }
    }

    /// The line that must be seen: a word in its tone, then what it says, as wide as the terminal.
    pub fn headline(&mut self, tone: Tone, word: &str, text: &str) {
        self.led(tone, &format!("{word} "), "  ", text, self.width);
    }

    /// Prose behind a lead in its own tone, in lines that are not too long to read.
    pub fn say(&mut self, tone: Tone, lead: &str, indent: &str, text: &str) {
        self.led(tone, lead, indent, text, self.width.min(WIDEST_PROSE));
    }

    fn led(&mut self, tone: Tone, lead: &str, indent: &str, text: &str, width: usize) {
        for (i, line) in self.fill(lead, indent, text, width).iter().enumerate() {
            let line = match line.strip_prefix(lead).filter(|_| i == 0) {
                Some(rest) => {
                    let (blank, word) = lead.split_at(lead.len() - lead.trim_start().len());
                    let (word, end) = word.split_at(word.trim_end().len());
                    format!("{blank}{}{end}{rest}", self.paint(tone, word))
                }
                None => line.clone(),
            };
            self.line(&line);
        }
    }

    /// A heading after an empty line.
    pub fn heading(&mut self, text: &str) {
        self.blank();
        self.wrap(Tone::Strong, "", text);
    }

    fn fill(&self, lead: &str, indent: &str, text: &str, width: usize) -> Vec<String> {
        let separator = match self.style.lang {
            Lang::En => WordSeparator::AsciiSpace,
            Lang::Ja => WordSeparator::Custom(unspaced),
        };
        let options = Options::new(width)
            .initial_indent(lead)
            .subsequent_indent(indent)
            .word_separator(separator)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
    }
}

/// The pieces of Japanese between which a line may end: it has no spaces between words. Names and options, which are
/// ASCII, are not torn apart at their hyphens.
pub fn unspaced(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut ends: Vec<usize> = Vec::new();
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        let start = ends.last().copied().unwrap_or(0);
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii() && c != ' ');
        if ascii(line[..start].chars().next_back()) && ascii(line[start..].chars().next()) {
            ends.pop();
        }
        ends.push(start + word.word.len() + word.whitespace.len());
    }
    let starts: Vec<usize> = std::iter::once(0).chain(ends.iter().copied()).collect();
    Box::new(starts.into_iter().zip(ends).map(|(start, end)| Word::from(&line[start..end])))
}
