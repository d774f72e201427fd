//! Examples: what the program printed for a deployment of the demo or a scene of the tests.
//!
//! A test runs them again and compares, so that they never tell of another program than this one. Codes that none of them
//! shows have no example.

use crate::render::Lang;

/// Sections `== CODE LANGUAGE SOURCE`, each with the lines of the report.
const EXAMPLES: &str = include_str!("examples.txt");

/// One example.
pub struct Example {
    /// What it was printed for.
    pub source: &'static str,
    /// As in the report, without line breaks inside values.
    pub lines: Vec<&'static str>,
}

/// The example of a code.
pub fn of(code: &str, lang: Lang) -> Option<Example> {
    EXAMPLES.split("== ").find_map(|section| {
        let mut lines = section.lines();
        let rest = lines.next()?.strip_prefix(code)?.strip_prefix(' ')?;
        let source = rest.strip_prefix(lang.as_str())?.strip_prefix(' ')?;
        Some(Example { source, lines: lines.filter(|line| !line.is_empty()).collect() })
    })
}
