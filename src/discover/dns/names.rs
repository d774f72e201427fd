//! Names between the wire and text.

use std::fmt::Write;

use hickory_net::proto::rr::Name;

/// RFC 1035 5.1, lower case, without the final dot; the root is empty. hickory's own text escapes in octal.
pub(super) fn to_text(name: &Name) -> String {
    let mut text = String::new();
    for label in name.iter() {
        if !text.is_empty() {
            text.push('.');
        }
        for byte in label.iter().map(u8::to_ascii_lowercase) {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'*' => text.push(char::from(byte)),
                b'!'..=b'~' => text.extend(['\\', char::from(byte)]),
                _ => write!(text, "\\{byte:03}").unwrap_or_default(),
            }
        }
    }
    text
}

/// The inverse, always fully qualified; `None` if it is too long or no name.
pub(super) fn to_wire(text: &str) -> Option<Name> {
    let mut labels = vec![Vec::new()];
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'.' => labels.push(Vec::new()),
            b'\\' => {
                let next = bytes.next()?;
                let escaped = if next.is_ascii_digit() {
                    let digits = [next, bytes.next()?, bytes.next()?];
                    std::str::from_utf8(&digits).ok()?.parse().ok()?
                } else {
                    next
                };
                labels.last_mut()?.push(escaped);
            }
            _ => labels.last_mut()?.push(byte),
        }
    }
    if labels.iter().any(Vec::is_empty) {
        return None;
    }
    let mut name = Name::from_labels(labels.iter().map(Vec::as_slice)).ok()?;
    name.set_fqdn(true);
    Some(name)
}
