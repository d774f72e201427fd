//! What protocols of lines share.

use super::Refusal;
use crate::{model::Text, words};

/// Longest line: four times what lists of capabilities come to, eight times a reply of SMTP (RFC 5321 4.5.3.1.5).
pub(super) const MAX_LINE: usize = 4 * 1024;

/// Most characters quoted of what a server says.
const QUOTED: usize = 200;

/// The first line without its end, and its length with it; `None` while it is not whole.
///
/// # Errors
///
/// A line without end.
pub(super) fn line(heard: &[u8]) -> Result<Option<(&[u8], usize)>, Refusal> {
    match heard.iter().position(|byte| *byte == b'\n') {
        Some(end) if end <= MAX_LINE => Ok(Some((heard[..end].strip_suffix(b"\r").unwrap_or(&heard[..end]), end + 1))),
        None if heard.len() <= MAX_LINE => Ok(None),
        _ => Err(Refusal::Broken(Text::words(words!("sends a line longer than 4 KiB before STARTTLS")))),
    }
}

/// What a server said, as evidence.
pub(super) fn quote(said: &[u8]) -> String {
    String::from_utf8_lossy(said).chars().take(QUOTED).collect()
}

/// Whether a line begins with a word, whatever its case.
pub(super) fn begins(line: &[u8], word: &str) -> bool {
    line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a word stands in a line, whatever its case.
pub(super) fn has(line: &[u8], word: &str) -> bool {
    line.split(|byte| byte.is_ascii_whitespace()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}
