//! Text from outside, made safe to show.
//!
//! Names in certificates, banners and DNS records are chosen by whoever sends them. On a terminal they could move the
//! cursor, change colours, turn the reading direction round or hide behind invisible characters. Here every such
//! character becomes visible as its code, `\x1b` or `\u{202e}`, and the length is bounded. Ordinary letters of every
//! script stay as they are. A backslash is kept, since distinguished names are full of them; so the result is for
//! reading and not for decoding.

/// Most characters of one name. An X.520 common name has 64; a host name 253, of which the end matters least.
pub const NAME: usize = 120;
/// Most characters of one value of evidence.
pub const VALUE: usize = 400;
/// Most characters of a remedy.
pub const PROSE: usize = 2_000;
/// Most characters of one word of a remedy, so that a name without end does not crowd out the rest. Long enough for URLs.
const WORD: usize = 200;
/// Digits of fingerprints: SHA-1, which key identifiers mostly are, and SHA-256.
const FINGERPRINTS: [usize; 2] = [40, 64];
/// What stands before a SHA-256 fingerprint, in every language.
const SAID: &str = "SHA-256";
/// Digits of a fingerprint that are shown where it only has to be told from others.
const DIGITS: usize = 16;
/// Most combining marks on one letter: Vietnamese needs two; piles of them paint over the neighbouring lines.
const MARKS: usize = 2;

/// One line of at most `limit` characters; a cut shows as `…`. Without `unicode`, only ASCII comes out.
pub fn line(text: &str, limit: usize, unicode: bool) -> String {
    let ellipsis = if unicode { "…" } else { "..." };
    let mut clean = String::new();
    let mut length = 0;
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let shown = if is_hidden(c) || marks > MARKS || (!unicode && !c.is_ascii()) { escape(c) } else { c.into() };
        length += shown.chars().count();
        if length > limit {
            clean.push_str(ellipsis);
            return clean;
        }
        clean.push_str(&shown);
    }
    clean
}

/// A sentence with names in it: as [`line()`], and no word longer than a URL may reasonably be.
pub fn prose(text: &str, unicode: bool) -> String {
    // Japanese has no spaces, and sentences of it are no words.
    let ends = [' ', '、', '。'];
    let text: String = text
        .split_inclusive(ends)
        .map(|word| {
            let bare = word.trim_end_matches(ends);
            line(bare, WORD, unicode) + &line(&word[bare.len()..], WORD, unicode)
        })
        .collect();
    if text.chars().count() <= PROSE { text } else { line(&text, PROSE, unicode) }
}

/// The same with fingerprints cut to what tells them apart at a glance: whole, one fills a line.
pub fn brief(text: &str, unicode: bool) -> String {
    let shown = |(word, end, is_fingerprint)| match is_fingerprint {
        true => cut(word, unicode) + end,
        false => format!("{word}{end}"),
    };
    words(text).map(shown).collect()
}

/// The words of a sentence, what stands behind each, and whether it is a fingerprint that may be cut: one that is said to
/// be one. In a command each digit counts.
pub fn words(text: &str) -> impl Iterator<Item = (&str, &str, bool)> {
    let mut at = 0;
    text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()).map(move |part| {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_said = text[..at].trim_end_matches([' ', ':', ')']).ends_with(SAID);
        at += part.len();
        (word, &part[word.len()..], is_said && word.len() == FINGERPRINTS[1] && is_fingerprint(word))
    })
}

/// The beginning of a fingerprint.
pub fn cut(fingerprint: &str, unicode: bool) -> String {
    let ellipsis = if unicode { "…" } else { "..." };
    fingerprint.chars().take(DIGITS).chain(ellipsis.chars()).collect()
}

/// Whether a word is nothing but the digits of a fingerprint.
pub fn is_fingerprint(word: &str) -> bool {
    FINGERPRINTS.contains(&word.len()) && word.bytes().all(|c| c.is_ascii_hexdigit())
}

/// Whether a reader would not see the character, or would see something else because of it.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

fn escape(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if u32::from(c) < 0x100 => format!("\\x{:02x}", u32::from(c)),
        c => format!("\\u{{{:x}}}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        for (raw, shown) in [
            ("contoso.com", "contoso.com"),
            ("bücher.example 東京", "bücher.example 東京"),
            ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
            ("\u{9b}2J", "\\x9b2J"),
            ("a\u{202e}moc", "a\\u{202e}moc"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("one\ntwo\r\tthree\u{2028}", "one\\ntwo\\r\\tthree\\u{2028}"),
            ("a\u{7f}", "a\\x7f"),
            ("e\u{301}\u{302}\u{303}", "e\u{301}\u{302}\\u{303}"),
            ("a\u{e0041}", "a\\u{e0041}"),
        ] {
            assert_eq!(line(raw, NAME, true), shown);
        }
    }

    #[test]
    fn length_is_bounded() {
        let long = "x".repeat(10_000);
        assert_eq!(line(&long, 5, true), "xxxxx…");
        assert_eq!(line(&long, 5, false), "xxxxx...");
        assert_eq!(line("12345", 5, true), "12345");
        assert_eq!(line(&"\x1b".repeat(50), 8, true), "\\x1b\\x1b…");
    }

    #[test]
    fn a_name_without_end_does_not_hide_the_remedy() {
        let text = prose(&format!("Renew {} now.", "A".repeat(10_000)), true);
        assert!(text.ends_with("AA… now."), "{text}");
        assert_eq!(prose(&"word ".repeat(1_000), false).len(), PROSE + 3);
    }

    #[test]
    fn fingerprints_are_cut_where_they_only_have_to_be_recognized() {
        let (sha256, sha1) = ("0123456789abcdef".repeat(4), "0123456789ABCDEF".repeat(3)[..40].to_owned());
        let text = format!("append CN=x (SHA-256 {sha256}) to chain.pem; SHA-256: {sha256}。");
        let expected = "append CN=x (SHA-256 0123456789abcdef…) to chain.pem; SHA-256: 0123456789abcdef…。";
        assert_eq!(brief(&text, true), expected);
        assert_eq!(brief(&format!("拇印 (SHA-256) {sha256}"), false), "拇印 (SHA-256) 0123456789abcdef...");
        // What is pasted is whole.
        let command = format!("(certutil -user -delstore My {sha1}; certutil -dump {sha256}; x={sha256})");
        for whole in [&command, "0123456789abcdef", &format!("SHA-256 {}", "x".repeat(64)), &sha256, "東京 SHA-256", ""]
        {
            assert_eq!(brief(whole, true), whole);
        }
    }

    #[test]
    fn ascii_only_where_asked() {
        assert_eq!(line("bücher…", NAME, false), "b\\xfccher\\u{2026}");
    }
}
