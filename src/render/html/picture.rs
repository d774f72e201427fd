//! The deployment as a picture: what is drawn, without saying where.
//!
//! A record leads to an endpoint, an endpoint to its addresses, equal ones together, and those to the chain they present,
//! up to the place at which it breaks. `drawing.rs` lays this out for wide and narrow windows; the same stands below it
//! in words.

use maud::{Markup, html};

use super::{
    drawing, places,
    view::{Tone, View},
};
use crate::{
    model::{
        EndKind, Finding, Observation, Outcome, Position, Severity, Source, SubjectKind, Trust, Walk,
        report::{EndpointReport, TargetReport},
    },
    render::{
        groups::{Row, issuer, rows},
        when,
    },
    text, words,
};

/// Endpoints in one picture; of more, the worst are drawn.
const ENDPOINTS: usize = 60;
/// So many are seen at a glance; of more, the worst come first.
const IN_ORDER: usize = 12;
/// Groups of equal addresses at one endpoint.
const GROUPS: usize = 6;
/// Certificates of one chain.
const CHAIN: usize = 4;
/// Records named at an endpoint.
const RECORDS: usize = 2;

/// An endpoint and what leads from it.
pub struct Node {
    /// The records that led there.
    pub records: String,
    pub name: String,
    pub kinds: String,
    pub groups: Vec<Branch>,
    /// Groups that are not drawn.
    pub more: Option<String>,
}

/// Equal addresses.
pub struct Branch {
    /// The first address, and how many more.
    pub address: String,
    pub verdict: String,
    /// The code of what is wrong with it.
    pub code: String,
    pub tone: Tone,
    pub chain: Vec<Step>,
}

/// A certificate of a chain, or what is in its stead.
pub struct Step {
    pub label: String,
    pub note: String,
    pub tone: Tone,
    /// It was not sent.
    pub absent: bool,
    /// How the link to it from the one before is.
    pub link: Link,
}

/// How two certificates hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    Whole,
    /// Others between them are left out.
    Far,
    Broken,
}

/// The picture, and the same in words.
pub fn figure(view: &View<'_>, target: &TargetReport) -> Markup {
    if target.endpoints.is_empty() {
        return html! {};
    }
    let mut order: Vec<&EndpointReport> = target.endpoints.iter().collect();
    if order.len() > IN_ORDER {
        order.sort_by_key(|endpoint| std::cmp::Reverse(endpoint.status()));
    }
    let shown = ENDPOINTS.min(view.most());
    let nodes: Vec<Node> = order.iter().take(shown).map(|endpoint| node(view, target, endpoint)).collect();
    let name = view.name(&target.target.name());
    let alt = view.say(&text!("html-picture": "The deployment of {name} as a picture; the same in words stands below it", name = name.clone()));
    html! {
        figure {
            (drawing::wide(&name, &alt, &nodes))
            // On a phone it takes several screens: folded, below what is to be done.
            details.narrow { summary { (view.words("The picture")) } (drawing::narrow(&name, &alt, &nodes)) }
            figcaption {
                @if let Some(more) = view.more(target.endpoints.len(), shown) { p { (more) } }
                details { summary { (view.words("The picture in words")) } ul { @for node in &nodes { (in_words(view, node)) } } }
            }
        }
    }
}

fn in_words(view: &View<'_>, node: &Node) -> Markup {
    html! {
        li {
            strong { (node.name) } " " (node.kinds) @if !node.records.is_empty() { " ← " (node.records) }
            ul {
                @for branch in &node.groups {
                    li {
                        @if !branch.address.is_empty() { (branch.address) ": " } (branch.verdict) @if !branch.code.is_empty() { " (" (branch.code) ")" }
                        @for (i, step) in branch.chain.iter().enumerate() {
                            @match step.link {
                                _ if i == 0 => ": ",
                                Link::Whole => " → ",
                                Link::Far => " → … → ",
                                Link::Broken => { " ✗ " strong { (view.words("broken here")) } " ✗ " },
                            }
                            (step.label) @if !step.note.is_empty() { " (" (step.note) ")" }
                        }
                    }
                }
                @if let Some(more) = &node.more { li { (more) } }
            }
        }
    }
}

fn node(view: &View<'_>, target: &TargetReport, endpoint: &EndpointReport) -> Node {
    let rows = rows(endpoint, false);
    let kinds: Vec<&str> = endpoint.endpoint.kinds.iter().map(|kind| kind.as_str()).collect();
    Node {
        records: records(view, target, endpoint),
        name: places::endpoint(view, &target.target, endpoint),
        kinds: kinds.join(", "),
        groups: rows.iter().take(GROUPS).map(|row| branch(view, endpoint, row)).collect(),
        more: view.more(rows.len(), GROUPS),
    }
}

/// The records, without the domain where they are below it.
fn records(view: &View<'_>, target: &TargetReport, endpoint: &EndpointReport) -> String {
    let domain = format!(".{}", target.target.name());
    let mut named: Vec<String> = Vec::new();
    for step in &endpoint.endpoint.trail {
        let mut parts = step.split(' ');
        let (Some(kind), Some(owner)) = (parts.next(), parts.next()) else { continue };
        let record = view.name(&format!("{kind} {}", owner.strip_suffix(&domain).unwrap_or(owner)));
        if !named.contains(&record) && named.len() < RECORDS {
            named.push(record);
        }
    }
    named.join(", ")
}

fn branch(view: &View<'_>, endpoint: &EndpointReport, row: &Row<'_>) -> Branch {
    let seen = row.seen[0];
    let (word, _) = places::verdict(seen);
    let codes = places::codes(seen);
    let code = match &seen.outcome {
        Outcome::Presented => codes.first().map_or_else(String::new, |code| (*code).to_owned()),
        _ => String::new(),
    };
    let mut address = places::address(view, endpoint, seen);
    if row.seen.len() > 1 {
        address = format!("{address} +{}", row.seen.len() - 1);
    }
    Branch {
        address,
        verdict: view.words(word).into_owned(),
        code,
        tone: places::tone(row),
        chain: match &seen.walk {
            Some(walk) => chain(view, seen, walk),
            None => vec![nothing(view, seen)],
        },
    }
}

/// What stands where no chain was seen.
fn nothing(view: &View<'_>, seen: &Observation) -> Step {
    let tone = places::verdict(seen).1;
    let label = places::wrong(view, seen).join(", ");
    Step { label, note: String::new(), tone, absent: true, link: Link::Whole }
}

fn chain(view: &View<'_>, seen: &Observation, walk: &Walk) -> Vec<Step> {
    let path = &walk.path.certificates;
    let broken = walk.broken().map(|fault| fault.position);
    let wanted = wanted(path.len(), broken.map_or(1, Position::index));
    let mut steps: Vec<Step> = Vec::new();
    let mut before: Option<usize> = None;
    for i in wanted {
        let cert = &path[i].cert;
        let absent = path[i].source.completion().is_some();
        let link = match before {
            Some(before)
                if (before..i).any(|at| matches!(broken, Some(Position::Link(b) | Position::End(b)) if b == at)) =>
            {
                Link::Broken
            }
            Some(before) if before + 1 < i => Link::Far,
            _ => Link::Whole,
        };
        let note = match &path[i].source {
            Source::Presented(_) => view.say(&text!("html-until": "until {day}", day = when::date(cert.not_after))),
            Source::Anchor(store) => {
                // Of a file, its name.
                let store = store.rsplit(['/', '\\']).next().unwrap_or(store);
                view.say(&text!("html-anchor-of": "anchor of {store}", store = view.name(store)))
            }
            Source::Intermediates | Source::Aia | Source::Member(_) => view.words("not sent").into_owned(),
        };
        steps.push(Step { label: label(view, &cert.label()), note, tone: tone(seen, walk, i), absent, link });
        before = Some(i);
    }
    steps.extend(end(view, walk, broken));
    steps
}

/// A certificate's name, without what all of them begin with.
fn label(view: &View<'_>, text: &str) -> String {
    view.name(text.strip_prefix("CN=").unwrap_or(text))
}

/// Which certificates are drawn: the leaf, the one that is broken and its issuer, the last.
fn wanted(length: usize, broken: usize) -> Vec<usize> {
    if length <= CHAIN {
        return (0..length).collect();
    }
    let mut wanted = vec![0, broken.clamp(1, length - 1), (broken + 1).clamp(1, length - 1), length - 1];
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// How a certificate is: nothing is known to be good of a chain that could not be judged, and above a break only where
/// the chain would be sound without it.
fn tone(seen: &Observation, walk: &Walk, index: usize) -> Tone {
    let broken = walk.broken().map(|fault| fault.position);
    if broken == Some(Position::Certificate(index)) {
        return Tone::Bad;
    }
    let at = |f: &&Finding| f.subject.kind == SubjectKind::Certificate && f.subject.index == Some(index);
    match seen.findings.iter().filter(at).map(|f| f.severity).max() {
        Some(Severity::Critical) => Tone::Bad,
        Some(Severity::Warning) => Tone::Doubt,
        _ if walk.trust == Trust::Unknown => Tone::Unknown,
        _ if broken.is_some_and(|at| at.index() < index) && walk.completed_by.is_none() => Tone::Faint,
        Some(Severity::Notice) | None => Tone::Good,
    }
}

/// What is missing above the last certificate, where the path ended there without an anchor.
fn end(view: &View<'_>, walk: &Walk, broken: Option<Position>) -> Option<Step> {
    let end = &walk.path.end;
    let note = match end.kind {
        EndKind::Anchored => return None,
        EndKind::RootUntrusted => words!("not in the store"),
        EndKind::IssuerMissing => words!("not sent"),
        EndKind::IssuerUnknown => words!("not known here"),
        EndKind::Stopped => words!("the search was stopped"),
    };
    let cert = &walk.path.certificates.get(end.index)?.cert;
    let label = match end.kind {
        EndKind::RootUntrusted => view.words("an anchor").into_owned(),
        _ => label(view, issuer(cert)),
    };
    let here = broken == Some(Position::End(end.index));
    let (tone, link) = if here { (Tone::Bad, Link::Broken) } else { (Tone::Unknown, Link::Whole) };
    Some(Step { label, note: view.words(note).into_owned(), tone, absent: true, link })
}
