//! Boxes with lines of text in them, and the lines between the boxes.

use maud::{Markup, html};

use super::{picture::Link, view::Tone};

/// Height of large and small letters, as in the style.
const LARGE: f64 = 13.0;
const SMALL: f64 = 11.0;
/// Width of a letter, in parts of its height: that of the widest faces in use, so that text stays in its box in all.
const LATIN: f64 = 0.66;
/// The same of letters that fill a square, as Chinese and Japanese ones do.
const SQUARE: f64 = 1.05;
/// Between two lines.
const LINE: i32 = 15;
/// Lines that a name or a code may take.
const NAME: usize = 2;
/// Between the edge of a box and its text.
const INSET: i32 = 10;

/// A line of text in a box.
pub enum Line<'a> {
    Strong(&'a str),
    Small(&'a str),
    Verdict(&'a str, Tone),
    Code(&'a str),
}

/// A box; empty lines are left out, and what is left stands in its middle. Names may take two lines.
pub fn card((x, y): (i32, i32), (width, height): (i32, i32), class: &str, lines: &[Line<'_>]) -> Markup {
    let room = width - 2 * INSET;
    let mut shown: Vec<(String, String)> = Vec::new();
    for line in lines {
        let (text, class, size, most) = match line {
            Line::Strong(text) => (*text, "strong".to_owned(), LARGE, NAME),
            Line::Small(text) => (*text, "small".to_owned(), SMALL, 1),
            Line::Code(text) => (*text, "small".to_owned(), SMALL, NAME),
            Line::Verdict(text, tone) => (*text, format!("verdict {}", tone.class()), SMALL, 1),
        };
        shown.extend(folded(text, room, size, most).into_iter().map(|text| (text, class.clone())));
    }
    let count = i32::try_from(shown.len()).unwrap_or(0);
    let pitch = LINE.min((height - 2) / count.max(1));
    let mut base = y + (height - count * pitch) / 2 + pitch - 4;
    let mut texts = Vec::new();
    for (text, class) in shown {
        texts.push(html! { text class=(class) x=(x + INSET) y=(base) { (text) } });
        base += pitch;
    }
    html! {
        rect class=[Some(class).filter(|class| !class.is_empty())] x=(x) y=(y) width=(width) height=(height) rx="6" {}
        @for text in texts { (text) }
    }
}

/// A straight line.
pub fn plain(x1: i32, y1: i32, x2: i32, y2: i32, class: &str) -> Markup {
    html! { line class=[Some(class).filter(|class| !class.is_empty())] x1=(x1) y1=(y1) x2=(x2) y2=(y2) {} }
}

/// A link of a chain, with a cross where it is broken.
pub fn arrow(from: (i32, i32), to: (i32, i32), link: Link) -> Markup {
    let class = match link {
        Link::Whole => "",
        Link::Far => "far",
        Link::Broken => "broken",
    };
    let (x, y) = (i32::midpoint(from.0, to.0), i32::midpoint(from.1, to.1));
    html! {
        (plain(from.0, from.1, to.0, to.1, class))
        @if link == Link::Broken {
            circle.cross cx=(x) cy=(y) r="9" {}
            (plain(x - 4, y - 4, x + 4, y + 4, "cross"))
            (plain(x - 4, y + 4, x + 4, y - 4, "cross"))
        }
    }
}

/// A text in at most so many lines, folded where a name may be; a cut shows.
fn folded(text: &str, width: i32, size: f64, lines: usize) -> Vec<String> {
    let mut rest = text;
    let mut folded = Vec::new();
    while !rest.is_empty() && folded.len() + 1 < lines && !fits(rest, width, size) {
        let room = kept(rest, f64::from(width), size);
        let fold = rest[..room].rfind([' ', '.', '-', ':', ',']).map_or(room, |at| at + 1);
        let (line, next) = rest.split_at(if fold == 0 { room } else { fold });
        if line.is_empty() {
            break;
        }
        folded.push(line.trim_end().to_owned());
        rest = next.trim_start();
    }
    if !rest.is_empty() {
        folded.push(cut(rest, width, size));
    }
    folded
}

fn wide(c: char, size: f64) -> f64 {
    size * if u32::from(c) < 0x1100 { LATIN } else { SQUARE }
}

fn fits(text: &str, width: i32, size: f64) -> bool {
    text.chars().map(|c| wide(c, size)).sum::<f64>() <= f64::from(width)
}

/// How many bytes of a text have room.
fn kept(text: &str, room: f64, size: f64) -> usize {
    let mut used = 0.0;
    let over = text.char_indices().find(|(_, c)| {
        used += wide(*c, size);
        used > room
    });
    over.map_or(text.len(), |(at, _)| at)
}

fn cut(text: &str, width: i32, size: f64) -> String {
    if fits(text, width, size) {
        return text.to_owned();
    }
    let room = kept(text, f64::from(width) - wide('…', size), size);
    format!("{}…", &text[..room])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_box() {
        for (text, lines, folded_text) in [
            ("sip.contoso.com", 1, vec!["sip.co…"]),
            ("sip.contoso.com", 2, vec!["sip.", "contos…"]),
            ("sip.a", 2, vec!["sip.a"]),
            ("Contoso Issuing CA 1", 2, vec!["Contoso", "Issuin…"]),
            ("証明書証明書", 2, vec!["証明書証明", "書"]),
            ("aaaaaaaaaaaaaaaaaaaaaaa", 2, vec!["aaaaaaaa", "aaaaaa…"]),
            ("", 2, vec![]),
        ] {
            assert_eq!(folded(text, 70, LARGE, lines), folded_text, "{text}");
        }
        assert_eq!(folded("abc", 0, LARGE, 2), ["…"]);
    }
}
