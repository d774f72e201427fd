//! Where things stand in the picture: from left to right in a wide window, from top to bottom on a phone.

use maud::{Markup, html};

use super::{
    picture::{Branch, Node},
    shapes::{Line, arrow, card, plain},
};

/// Both pictures have a trunk from which the endpoints branch off.
const TRUNK: i32 = 16;
/// Between two rows.
const GAP: i32 = 12;
/// The box at the top.
const HEAD: i32 = 34;

/// Units of the wide picture; it is shown at this width or smaller.
const WIDE: i32 = 1120;
const ENDPOINT: (i32, i32) = (36, 318);
const ADDRESS: (i32, i32) = (372, 172);
const CHAIN: (i32, i32) = (572, 548);
/// A row of three lines.
const ROW: i32 = 58;
/// Between two certificates.
const LINK: i32 = 30;

/// From left to right.
pub fn wide(target: &str, alt: &str, nodes: &[Node]) -> Markup {
    let mut y = HEAD + GAP;
    let mut last = y;
    let body = html! {
        @for node in nodes {
            @let rows = i32::try_from(node.groups.len().max(1)).unwrap_or(1);
            @let middle = y + ROW / 2;
            @let extra = if node.more.is_some() { 18 } else { 0 };
            (plain(TRUNK, middle, ENDPOINT.0, middle, ""))
            (card(ENDPOINT.0, y, ENDPOINT.1, ROW, "", &endpoint(node)))
            @for (i, branch) in node.groups.iter().enumerate() {
                @let at = y + i32::try_from(i).unwrap_or(0) * (ROW + GAP);
                @let from = ENDPOINT.0 + ENDPOINT.1;
                @if i > 0 { (plain(from + 8, middle, from + 8, at + ROW / 2, "")) (plain(from + 8, at + ROW / 2, ADDRESS.0, at + ROW / 2, "")) }
                @else { (plain(from, middle, ADDRESS.0, middle, "")) }
                (card(ADDRESS.0, at, ADDRESS.1, ROW, branch.tone.class(), &address(branch)))
                (across(branch, at))
            }
            @if let Some(more) = &node.more { text.small x=(ADDRESS.0) y=(y + rows * (ROW + GAP) + 4) { (more) } }
            @let _ = last = middle;
            @let _ = y += rows * (ROW + GAP) + extra;
        }
    };
    frame("wide", WIDE, y, alt, target, last, &body)
}

fn across(branch: &Branch, y: i32) -> Markup {
    let count = i32::try_from(branch.chain.len().max(1)).unwrap_or(1);
    let width = (CHAIN.1 - (count - 1) * LINK) / count;
    let width = if count == 1 { width } else { width.min(220) };
    html! {
        @for (i, step) in branch.chain.iter().enumerate() {
            @let x = CHAIN.0 + i32::try_from(i).unwrap_or(0) * (width + LINK);
            @let from = if i == 0 { ADDRESS.0 + ADDRESS.1 } else { x - LINK };
            (arrow((from, y + ROW / 2), (x, y + ROW / 2), step.link))
            (card(x, y, width, ROW, &classes(step.tone.class(), step.absent), &[Line::Strong(&step.label), Line::Small(&step.note)]))
        }
    }
}

/// Units of the narrow picture.
const NARROW: i32 = 350;
const INDENT: i32 = 34;
const STEP: i32 = 42;
const DROP: i32 = 20;

/// From top to bottom.
pub fn narrow(target: &str, alt: &str, nodes: &[Node]) -> Markup {
    let mut y = HEAD + GAP;
    let mut last = y;
    let body = html! {
        @for node in nodes {
            @let middle = y + ROW / 2;
            (plain(TRUNK, middle, INDENT, middle, ""))
            (card(INDENT, y, NARROW - INDENT, ROW, "", &endpoint(node)))
            @let _ = y += ROW;
            @for branch in &node.groups {
                (plain(INDENT + 16, y, INDENT + 16, y + GAP, ""))
                (card(INDENT, y + GAP, NARROW - INDENT, ROW, branch.tone.class(), &address(branch)))
                @let _ = y += GAP + ROW;
                @for step in &branch.chain {
                    (arrow((INDENT + 30, y), (INDENT + 30, y + DROP), step.link))
                    (card(INDENT + 14, y + DROP, NARROW - INDENT - 14, STEP, &classes(step.tone.class(), step.absent), &[Line::Strong(&step.label), Line::Small(&step.note)]))
                    @let _ = y += DROP + STEP;
                }
            }
            @if let Some(more) = &node.more { text.small x=(INDENT) y=(y + 16) { (more) } @let _ = y += 20; }
            @let _ = last = middle;
            @let _ = y += 2 * GAP;
        }
    };
    frame("narrow", NARROW, y, alt, target, last, &body)
}

fn frame(class: &str, width: i32, height: i32, alt: &str, target: &str, last: i32, body: &Markup) -> Markup {
    html! {
        svg class=(class) role="img" aria-label=(alt) viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) {
            (plain(TRUNK, HEAD, TRUNK, last, ""))
            (card(1, 1, (width - 2).min(360), HEAD - 2, "target", &[Line::Strong(target)]))
            (body)
        }
    }
}

fn endpoint(node: &Node) -> Vec<Line<'_>> {
    vec![Line::Strong(&node.name), Line::Small(&node.kinds), Line::Small(&node.records)]
}

fn address(branch: &Branch) -> Vec<Line<'_>> {
    vec![Line::Strong(&branch.address), Line::Verdict(&branch.verdict, branch.tone), Line::Small(&branch.code)]
}

fn classes(tone: &str, absent: bool) -> String {
    if absent { format!("{tone} absent") } else { tone.to_owned() }
}
