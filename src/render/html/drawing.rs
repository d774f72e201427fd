//! Where things stand in the picture: from left to right in a wide window, from top to bottom on a phone.

use maud::{Markup, html};

use super::{
    picture::{Branch, Node, Step},
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
/// Left edge and width of the columns.
const ENDPOINT: (i32, i32) = (36, 280);
const ADDRESS: (i32, i32) = (338, 164);
const CHAIN: (i32, i32) = (526, 592);
/// A row of four lines.
const ROW: i32 = 66;
/// Between two certificates.
const LINK: i32 = 28;
/// A certificate is not drawn wider, so that short chains look like long ones.
const CERTIFICATE: i32 = 200;
/// The line that says how many groups are not drawn.
const MORE: i32 = 18;

/// From left to right.
pub fn wide(target: &str, alt: &str, nodes: &[Node]) -> Markup {
    let mut body = Vec::new();
    let (mut y, mut last) = (HEAD + GAP, HEAD);
    for node in nodes {
        last = y + ROW / 2;
        body.push(plain(TRUNK, last, ENDPOINT.0, last, ""));
        body.push(card((ENDPOINT.0, y), (ENDPOINT.1, ROW), "", &endpoint(node)));
        for (i, branch) in node.groups.iter().enumerate() {
            body.push(fork(last, y + ROW / 2, i > 0));
            body.push(card((ADDRESS.0, y), (ADDRESS.1, ROW), branch.tone.class(), &address(branch)));
            body.push(across(branch, y));
            y += ROW + GAP;
        }
        if node.groups.is_empty() {
            y += ROW + GAP;
        }
        if let Some(more) = &node.more {
            body.push(html! { text.small x=(ADDRESS.0) y=(y) { (more) } });
            y += MORE;
        }
    }
    frame("wide", (WIDE, y), alt, target, last, &body)
}

/// From an endpoint to one of its groups of addresses.
fn fork(from: i32, to: i32, further: bool) -> Markup {
    let edge = ENDPOINT.0 + ENDPOINT.1;
    let middle = i32::midpoint(edge, ADDRESS.0);
    html! {
        @if further { (plain(middle, from, middle, to, "")) (plain(middle, to, ADDRESS.0, to, "")) }
        @else { (plain(edge, to, ADDRESS.0, to, "")) }
    }
}

fn across(branch: &Branch, y: i32) -> Markup {
    let count = i32::try_from(branch.chain.len().max(1)).unwrap_or(1);
    let width = (CHAIN.1 - (count - 1) * LINK) / count;
    let width = if count == 1 { width } else { width.min(CERTIFICATE) };
    let mut x = CHAIN.0;
    let mut from = ADDRESS.0 + ADDRESS.1;
    let middle = y + ROW / 2;
    let mut body = Vec::new();
    for step in &branch.chain {
        body.push(arrow((from, middle), (x, middle), step.link));
        body.push(card((x, y), (width, ROW), &classes(step), &certificate(step)));
        from = x + width;
        x = from + LINK;
    }
    html! { @for part in body { (part) } }
}

/// Units of the narrow picture, as wide as a phone less the margins of the page.
const NARROW: i32 = 350;
const INDENT: i32 = 34;
/// A certificate, and the link above it.
const STEP: i32 = 50;
const DROP: i32 = 22;

/// From top to bottom.
pub fn narrow(target: &str, alt: &str, nodes: &[Node]) -> Markup {
    let mut body = Vec::new();
    let (mut y, mut last) = (HEAD + GAP, HEAD);
    for node in nodes {
        last = y + ROW / 2;
        body.push(plain(TRUNK, last, INDENT, last, ""));
        body.push(card((INDENT, y), (NARROW - INDENT - 1, ROW), "", &endpoint(node)));
        y += ROW;
        // The groups hang on a line of their own, beside the chains.
        let top = y;
        for branch in &node.groups {
            body.insert(0, plain(INDENT + 7, top, INDENT + 7, y + GAP, ""));
            body.push(card((INDENT, y + GAP), (NARROW - INDENT - 1, ROW), branch.tone.class(), &address(branch)));
            y += GAP + ROW;
            for step in &branch.chain {
                body.push(arrow((INDENT + 30, y), (INDENT + 30, y + DROP), step.link));
                body.push(card(
                    (INDENT + 14, y + DROP),
                    (NARROW - INDENT - 15, STEP),
                    &classes(step),
                    &certificate(step),
                ));
                y += DROP + STEP;
            }
        }
        if let Some(more) = &node.more {
            body.push(html! { text.small x=(INDENT) y=(y + GAP) { (more) } });
            y += MORE;
        }
        y += 2 * GAP;
    }
    frame("narrow", (NARROW, y), alt, target, last, &body)
}

fn frame(class: &str, (width, height): (i32, i32), alt: &str, target: &str, last: i32, body: &[Markup]) -> Markup {
    html! {
        svg class=(class) role="img" aria-label=(alt) viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) {
            (plain(TRUNK, HEAD, TRUNK, last, ""))
            (card((1, 1), ((width - 2).min(360), HEAD - 2), "target", &[Line::Strong(target)]))
            @for part in body { (part) }
        }
    }
}

fn endpoint(node: &Node) -> Vec<Line<'_>> {
    vec![Line::Strong(&node.name), Line::Small(&node.kinds), Line::Small(&node.records)]
}

fn address(branch: &Branch) -> Vec<Line<'_>> {
    vec![Line::Strong(&branch.address), Line::Verdict(&branch.verdict, branch.tone), Line::Code(&branch.code)]
}

fn certificate(step: &Step) -> Vec<Line<'_>> {
    vec![Line::Strong(&step.label), Line::Small(&step.note)]
}

fn classes(step: &Step) -> String {
    let tone = step.tone.class();
    if step.absent { format!("{tone} absent") } else { tone.to_owned() }
}
