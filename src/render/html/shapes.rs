//! Boxes with lines of text in them, and the lines between the boxes.

use maud::{Markup, html};

use super::{picture::Link, view::Tone};

/// Height of large and small letters, as in the style.
const LARGE: f64 = 13.0;
const SMALL: f64 = 11.0;
/// Width of a letter, in parts of its height: wider than in most faces, so that text stays in its box in all of them.
const LATIN: f64 = 0.62;
/// The same of letters that fill a square, as Chinese and Japanese ones do.
const SQUARE: f64 = 1.0;
/// Between the edge of a box and its text.
const INSET: i32 = 10;

/// A line of text in a box.
pub enum Line<'a> {
    Strong(&'a str),
    Small(&'a str),
    Verdict(&'a str, Tone),
}

/// A box; empty lines are left out, and what is left stands in its middle.
pub fn card(x: i32, y: i32, width: i32, height: i32, class: &str, lines: &[Line<'_>]) -> Markup {
    let lines: Vec<(&str, String, f64)> = lines
        .iter()
        .map(|line| match line {
            Line::Strong(text) => (*text, "strong".to_owned(), LARGE),
            Line::Small(text) => (*text, "small".to_owned(), SMALL),
            Line::Verdict(text, tone) => (*text, format!("verdict {}", tone.class()), SMALL),
        })
        .filter(|(text, ..)| !text.is_empty())
        .collect();
    let count = i32::try_from(lines.len()).unwrap_or(0);
    let top = y + (height - count * 16) / 2 + 12;
    html! {
        rect class=(class) x=(x) y=(y) width=(width) height=(height) rx="6" {}
        @for (i, (text, class, size)) in lines.iter().enumerate() {
            text class=(class) x=(x + INSET) y=(top + 16 * i32::try_from(i).unwrap_or(0)) { (fit(text, width - 2 * INSET, *size)) }
        }
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

/// As much of a text as a width holds; a cut shows.
fn fit(text: &str, width: i32, size: f64) -> String {
    let wide = |c: char| size * if u32::from(c) < 0x1100 { LATIN } else { SQUARE };
    let room = f64::from(width);
    if text.chars().map(wide).sum::<f64>() <= room {
        return text.to_owned();
    }
    let mut used = wide('…');
    let kept = text.chars().take_while(|c| {
        used += wide(*c);
        used <= room
    });
    kept.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_box() {
        assert_eq!(fit("sip.contoso.com", 150, LARGE), "sip.contoso.com");
        assert_eq!(fit("sip.contoso.com", 60, LARGE), "sip.c…");
        assert_eq!(fit("証明書証明書", 60, LARGE), "証明書…");
        assert_eq!(fit("", 0, SMALL), "");
    }
}
