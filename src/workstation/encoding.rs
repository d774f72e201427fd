//! Bytes to text, whatever Windows wrote them in: UTF-16 either way round, UTF-8, or the code page of a console or a
//! program (932, 1252, 850, 437).
//!
//! A mark at the beginning is a hint alone: what was copied, pasted and saved again may bear a wrong one. What decides are
//! the bytes. Lines end in `\n` in what comes out, whatever they ended in.

use std::borrow::Cow;

use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252};
use oem_cp::{
    code_table::{DECODING_TABLE_CP437, DECODING_TABLE_CP850},
    decode_string_complete_table,
};

/// How many bytes are looked at to tell what they are.
const SAMPLE: usize = 1 << 18;

/// A text.
pub struct Decoded<'a> {
    /// It, with `\u{fffd}` for what could not be read.
    pub text: Cow<'a, str>,
    /// How many characters could not be read.
    pub lost: usize,
}

impl Decoded<'_> {
    /// Whether enough of it could not be read that what it tells may be wrong: more than one character in a hundred.
    pub fn is_damaged(&self) -> bool {
        self.lost > 0 && self.lost * 100 > self.text.chars().count()
    }
}

/// The text of a file; empty if it is none.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (mark, bytes) = unmarked(bytes);
    let bytes = unpadded(bytes);
    let text = match wide(bytes, mark) {
        Some(Wide::Little) => UTF_16LE.decode_without_bom_handling(bytes).0,
        Some(Wide::Big) => UTF_16BE.decode_without_bom_handling(bytes).0,
        None if is_binary(bytes) => Cow::Borrowed(""),
        None => narrow(bytes),
    };
    let text = lines(text);
    let lost = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    // A text of which a fifth is lost is none.
    if lost * 5 > text.chars().count() {
        return Decoded { text: Cow::Borrowed(""), lost };
    }
    Decoded { text, lost }
}

/// Which byte of two comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wide {
    /// The lower.
    Little,
    /// The higher.
    Big,
}

/// What a mark says of the text, and the rest. There may be two of them: a mark that was taken for text and marked again.
fn unmarked(mut bytes: &[u8]) -> (Option<Wide>, &[u8]) {
    let mut mark = None;
    for _ in 0..2 {
        if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
            bytes = rest;
        } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
            (mark, bytes) = (Some(Wide::Little), rest);
        } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
            (mark, bytes) = (Some(Wide::Big), rest);
        }
    }
    (mark, bytes)
}

/// It without the zeros that a disk leaves at the end, but for one that may belong to the last character.
fn unpadded(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    &bytes[..bytes.len().min(end + end % 2)]
}

/// Whether it is UTF-16, and which: Latin letters, digits, spaces and ends of lines have a zero byte, always on the same
/// side, and every output of Windows has some of them.
fn wide(bytes: &[u8], mark: Option<Wide>) -> Option<Wide> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let plain = sample.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
    // Units with a zero on that side, and those of them that are letters and not what stands in a binary file.
    let zeros = |side: usize| {
        let units = sample.chunks_exact(2).filter(|unit| unit[side] == 0);
        units.fold((0usize, 0usize), |(all, letters), unit| {
            let low = unit[1 - side];
            let letter = low.is_ascii_graphic() || low.is_ascii_whitespace() || low >= 0xa0;
            (all + 1, letters + usize::from(letter))
        })
    };
    let (high_first, low_first) = (zeros(0), zeros(1));
    let enough = |(all, letters): (usize, usize), others: usize| {
        // In bytes that are nearly all plain text a zero is damage.
        all * 40 > sample.len() && others * 4 < all && letters * 10 >= all * 9 && plain * 5 < sample.len() * 4
    };
    if enough(low_first, high_first.0) {
        return Some(Wide::Little);
    }
    if enough(high_first, low_first.0) {
        return Some(Wide::Big);
    }
    // With a mark and without zeros it is what it says, unless it reads as plain text.
    mark.filter(|_| plain * 2 < sample.len())
}

/// Whether it is no text: control characters other than those that stand between lines and words.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let odd =
        sample.iter().filter(|b| b.is_ascii_control() && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0x1b));
    odd.count() * 20 > sample.len()
}

/// A text of bytes.
fn narrow(bytes: &[u8]) -> Cow<'_, str> {
    let Some(first) = bytes.iter().position(|byte| !byte.is_ascii()) else { return String::from_utf8_lossy(bytes) };
    if is_utf8(bytes) {
        return String::from_utf8_lossy(bytes);
    }
    let sample = &bytes[first.saturating_sub(1)..bytes.len().min(first.saturating_add(SAMPLE))];
    if is_japanese(sample) {
        return SHIFT_JIS.decode_without_bom_handling(bytes).0;
    }
    let ansi = |bytes| WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let console = |bytes, table| Cow::Owned(decode_string_complete_table(bytes, table));
    let western = console(sample, &DECODING_TABLE_CP850);
    let american = console(sample, &DECODING_TABLE_CP437);
    let (ansi_score, western_score, american_score) =
        (likeness(&ansi(sample)), likeness(&western), likeness(&american));
    if ansi_score >= western_score && ansi_score >= american_score {
        ansi(bytes)
    } else if western_score >= american_score {
        console(bytes, &DECODING_TABLE_CP850)
    } else {
        console(bytes, &DECODING_TABLE_CP437)
    }
}

/// Whether it is UTF-8, perhaps cut off or damaged in a place or two.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let mut chunks = bytes[..bytes.len().min(SAMPLE)].utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // The last character may be cut off.
        bad += usize::from(!chunk.invalid().is_empty() && chunks.peek().is_some());
    }
    // In a code page hardly any two characters beside each other make one of UTF-8.
    good > bad * 4
}

/// Whether it is code page 932. Its characters stand in words of several; in a Western text those that look like them
/// stand alone, between Latin letters.
fn is_japanese(sample: &[u8]) -> bool {
    let text = SHIFT_JIS.decode_without_bom_handling(sample).0;
    let is_letter = |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff10}'..='\u{ff5e}');
    let (mut together, mut others, mut before) = (0usize, 0usize, false);
    for c in text.chars() {
        let letter = is_letter(c);
        match (letter, before) {
            (true, true) => together += 1,
            // The first of a word, or alone.
            (true, false) => others += 1,
            (false, _) if c.is_ascii() || matches!(c, '\u{3000}'..='\u{303f}') => {}
            (false, _) => others += 1,
        }
        before = letter;
    }
    together > others
}

/// How much a text reads like one of Western Europe: its letters beside letters, none that are rare.
fn likeness(text: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        if !c.is_ascii() {
            let beside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            score += match c {
                // A capital inside a word of small letters is none.
                'Ä' | 'Ö' | 'Ü' | 'É' if before.is_ascii_lowercase() => -2,
                'ä' | 'ö' | 'ü' | 'ß' | 'é' | 'è' | 'Ä' | 'Ö' | 'Ü' | 'É' if beside => 4,
                'à' | 'á' | 'â' | 'ç' | 'ê' | 'ë' | 'í' | 'î' | 'ï' | 'ñ' | 'ó' | 'ô' | 'ú' | 'ù' | 'û' | 'å' | 'æ'
                | 'ø'
                    if beside =>
                {
                    3
                }
                'À'..='ÿ' if beside && !(c.is_uppercase() && before.is_ascii_lowercase()) => 1,
                '®' | '©' | '°' | '§' | '\u{a0}' | '–' | '’' | '“' | '”' | '„' | '…' | '«' | '»' | '·' if !beside => {
                    1
                }
                '®' | '©' | '’' => 0,
                _ => -3,
            };
        }
        before = c;
    }
    score
}

/// The same with `\n` at the end of each line, and `\u{fffd}` for zeros. What a disk or an old `copy` leaves at the end goes.
fn lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains(['\r', '\0', '\x1a']) {
        return text;
    }
    let text = text.trim_end_matches(['\0', '\x1a']).replace('\0', "\u{fffd}");
    // Some tools end lines twice over.
    Cow::Owned(text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use oem_cp::{
        code_table::{ENCODING_TABLE_CP437, ENCODING_TABLE_CP850},
        encode_string_checked,
    };

    use super::*;

    const GERMAN: &str =
        "Der angegebene Registrierungsschlüssel wurde für „Köln“ nicht geändert\r\nÜberprüfen, Größe\r\n";
    const CONSOLE: &str = "Präzision: -23\r\nStammverzögerung: 0.031s\r\nÜbermittlung für Größe, Ändern, Öffnen\r\n";
    const JAPANESE: &str = "現在保存されている資格情報:\r\n\r\n    ターゲット: Domain:target=a\r\n    種類: 汎用\r\n";

    fn wide(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    fn with(mark: &[u8], bytes: &[u8]) -> Vec<u8> {
        [mark, bytes].concat()
    }

    fn text(bytes: &[u8]) -> String {
        decode(bytes).text.into_owned()
    }

    #[test]
    fn utf16_is_read_with_a_mark_without_and_with_a_wrong_one() {
        for sample in [GERMAN, CONSOLE, JAPANESE, "STATE : 4\r\n"] {
            let expected = sample.replace("\r\n", "\n");
            let (little, big, narrow) = (wide(sample, false), wide(sample, true), sample.as_bytes());
            for body in [little.as_slice(), &big, narrow] {
                for mark in [b"".as_slice(), b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf\xff\xfe"] {
                    let wide_japanese = body == narrow && sample == JAPANESE && mark.len() % 3 == 2;
                    if !wide_japanese {
                        assert_eq!(text(&with(mark, body)), expected, "{mark:02x?} {sample}");
                    }
                }
            }
        }
    }

    #[test]
    fn code_pages_are_told_apart() {
        let expected = |text: &str| text.replace("\r\n", "\n");
        assert_eq!(text(&WINDOWS_1252.encode(GERMAN).0), expected(GERMAN));
        assert_eq!(text(&encode_string_checked(CONSOLE, &ENCODING_TABLE_CP850).unwrap()), expected(CONSOLE));
        assert_eq!(text(&encode_string_checked(CONSOLE, &ENCODING_TABLE_CP437).unwrap()), expected(CONSOLE));
        assert_eq!(text(&SHIFT_JIS.encode(JAPANESE).0), expected(JAPANESE));
        for word in ["Schlüssel", "für", "Öffnen", "Größe", "möglich", "Prüfung läuft"] {
            assert_eq!(text(&encode_string_checked(word, &ENCODING_TABLE_CP850).unwrap()), word);
            assert_eq!(text(&WINDOWS_1252.encode(word).0), word);
        }
        for word in ["エラー: 値がありません", "証明書", "閏インジケーター: 0(警告なし)"] {
            assert_eq!(text(&SHIFT_JIS.encode(word).0), word);
        }
    }

    #[test]
    fn lines_end_alike() {
        assert_eq!(text(b"a\r\nb\rc\nd\r\r\ne"), "a\nb\nc\nd\ne");
        assert_eq!(text(b"\xef\xbb\xbf"), "");
        assert_eq!(text(b"\xff\xfe"), "");
        assert_eq!(text(b""), "");
        assert_eq!(text(b"a\r\n\x1a\0\0"), "a\n");
    }

    #[test]
    fn what_cannot_be_read_is_replaced_and_counted() {
        let long = "a word and another one ".repeat(8);
        let decoded = decode(b"a word\0 and another one, and a third");
        assert_eq!((&*decoded.text, decoded.lost), ("a word\u{fffd} and another one, and a third", 1));
        assert!(decoded.is_damaged());
        let cut = with(long.as_bytes(), b"\xc3\xa4\xc3\xb6\xc3\xbc \xc3");
        assert_eq!((text(&cut), decode(&cut).is_damaged()), (format!("{long}äöü \u{fffd}"), false));
        let mut lone = wide(&long, false);
        lone.extend([0x00, 0xd8, b'!', 0]);
        assert_eq!(text(&lone), format!("{long}\u{fffd}!"));
        lone.push(b'x');
        assert_eq!(decode(&lone).lost, 2);
    }

    #[test]
    fn bytes_that_are_no_text_give_none() {
        assert_eq!(text(&[0x30, 0x82, 0x03, 0x00, 0x02, 0x01, 0x05, 0x06, 0xff, 0x00, 0x01, 0x02]), "");
        let noise: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert_eq!(text(&noise), "");
    }

    #[test]
    fn a_text_cut_off_anywhere_begins_as_the_whole() {
        for whole in [wide(GERMAN, false), wide(JAPANESE, true), SHIFT_JIS.encode(JAPANESE).0.into_owned()] {
            for end in 0..whole.len() {
                let decoded = decode(&whole[..end]);
                assert!(decoded.text.chars().count() <= end);
            }
        }
    }
}
