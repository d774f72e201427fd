//! Facts to paths: every path from the leaf to an anchor, every check on every link, all faults kept.
//!
//! The sent certificates are a bag. [`explore`] builds a graph of who really signed whom (`pool`), enumerates
//! the paths in it within [`Limits`] (`search`), judges each (`judged`, `link`, `policy`) and keeps the best.
//!
//! # The best path
//!
//! The longest prefix of verified links, then anchored, then fewer faults, then the order sent. A path
//! whose links verify all the way to an anchor has no unverified link at all: its prefix is longer than any that stops
//! short. A path free of deciding faults comes first in any case: it is why the chain is trusted. Written once, in
//! `judged::Rank`.
//!
//! # Completed paths
//!
//! A path that needs a certificate that was not sent is untrusted as sent: it carries `issuer-missing` at the last
//! certificate sent, beside whatever else is wrong with it.

mod current;
mod judged;
mod limits;
mod link;
mod memory;
mod policy;
mod pool;
mod profile;
mod questions;
mod revocation;
mod search;

use std::sync::Arc;

pub use limits::Limits;
pub use memory::Memory;
pub use policy::PolicyInputs;
pub use revocation::{Downloaded, Revocation, settles};

use crate::{
    model::{
        AnchorSet, Cert, Distrusted, End, EndKind, Fact, Fault, Position, PresentedChain, Purpose, Source, Text, Trust,
        TrustPath, Walk,
        chain::{Profile, Work},
    },
    words,
};
use judged::Judged;
use revocation::Inquiry;
use search::Search;

/// What is walked.
#[derive(Debug, Clone, Copy)]
pub struct Bag<'a> {
    /// What the server sent; the first certificate is the leaf.
    pub sent: &'a PresentedChain,
    /// Certificates that were not sent but are known, with where they came from.
    pub extra: &'a [(Arc<Cert>, Source)],
    /// The anchors that decide.
    pub anchors: &'a AnchorSet,
}

/// How it is walked.
#[derive(Clone)]
pub struct Options<'a> {
    /// The time judged at, seconds since 1970.
    pub time: i64,
    /// What the leaf is for.
    pub purpose: Purpose,
    /// How much is demanded.
    pub profile: Profile,
    /// Certificate policy inputs.
    pub policy: PolicyInputs,
    /// Revocation: what is demanded, and the data.
    pub revocation: Revocation<'a>,
    /// Bounds.
    pub limits: Limits,
    /// Whether an anchor belongs to the public PKI, to which the CA/Browser Forum requirements apply.
    pub is_public: &'a (dyn Fn(&Cert) -> bool + Sync),
    /// Certificates that are refused wherever they stand, anchors not excepted.
    pub distrusted: &'a Distrusted,
}

/// Walks a presented chain; `None` if it is empty.
pub fn explore(bag: &Bag<'_>, options: &Options<'_>, memory: &Memory) -> Option<Walk> {
    let first = bag.sent.sent.first()?;
    let leaf = match &first.cert {
        Ok(leaf) => leaf,
        Err(malformed) => return Some(unreadable(bag, options.purpose, malformed.text())),
    };
    let (mut graph, questions) = pool::build(bag, leaf, options, memory);
    search::soundest_first(&mut graph, options.time);
    let mut search = Search::new(&graph, options, Inquiry::new(options, &graph.nodes, memory, questions));
    search.run();
    Some(finish(bag, search))
}

/// The walk of a chain whose leaf is no certificate.
fn unreadable(bag: &Bag<'_>, purpose: Purpose, what: Text) -> Walk {
    let fault = Fault {
        position: Position::Certificate(0),
        code: "cert-malformed",
        facts: vec![Fact::text("unreadable", what)],
        decides: true,
        conditional: false,
    };
    let end = End { kind: EndKind::Stopped, index: 0, stores: Vec::new(), public: false };
    let mut on_path = vec![false; bag.sent.sent.len()];
    on_path[0] = true;
    Walk {
        purpose,
        trust: Trust::Untrusted,
        path: TrustPath { certificates: Vec::new(), links: Vec::new(), end, faults: vec![fault] },
        completed_by: None,
        replacements: Vec::new(),
        on_path,
        alternatives: 0,
        unsound_alternatives: 0,
        not_walked: 0,
        work: Work::default(),
        stopped: None,
    }
}

/// The walk from what the search found.
fn finish(bag: &Bag<'_>, mut search: Search<'_>) -> Walk {
    let mut replacements = search.replacements();
    let Search { graph, options, mut stopped, mut work, best, anchored, unsound, inquiry, .. } = search;
    let purpose = options.purpose;
    work.signatures = inquiry.certificates.computed;
    let Some(Judged { mut path, rank, .. }) = best else {
        // Only a limit can end a search without a single path.
        let none = unreadable(bag, purpose, Text::words(words!("no path within the limits")));
        return Walk { work, stopped: stopped.or(Some(words!("paths"))), ..none };
    };
    current::tell(&mut path, &replacements);
    let sound = !rank.unsound;
    if sound {
        stopped = None;
    } else if let Some(limit) = stopped {
        // What was found may not be all there is: the limit is the end, whatever the best path looked like.
        path.faults.retain(|f| !matches!(f.code, "issuer-missing" | "issuer-unknown"));
        if !path.faults.iter().any(|f| f.code == "search-stopped") {
            path.faults.push(Fault {
                position: Position::End(path.end.index),
                code: "search-stopped",
                facts: vec![Fact::text("limit", Text::words(limit))],
                decides: true,
                conditional: false,
            });
        }
        if path.end.kind != EndKind::Anchored {
            path.end.kind = EndKind::Stopped;
        }
    }
    let deciding: Vec<&Fault> = path.faults.iter().filter(|f| f.decides).collect();
    let trust = match &deciding[..] {
        _ if sound => Trust::Trusted,
        faults if faults.iter().all(|f| f.code == "signature-unsupported") => Trust::Unknown,
        _ => Trust::Untrusted,
    };
    let only_missing = path.end.kind == EndKind::Anchored && deciding.iter().all(|f| f.code == "issuer-missing");
    let completion = || path.certificates.iter().find_map(|c| c.source.completion());
    let completed_by = if only_missing && !sound { completion() } else { None };
    let mut on_path = vec![false; bag.sent.sent.len()];
    let mut queue = vec![0];
    let mut reached = vec![false; graph.nodes.len()];
    reached[0] = true;
    while let Some(i) = queue.pop() {
        if let Source::Presented(place) = graph.nodes[i].source {
            on_path[place] = true;
        }
        for edge in &graph.nodes[i].edges {
            if !std::mem::replace(&mut reached[edge.to], true) {
                queue.push(edge.to);
            }
        }
    }
    replacements.extend(current::rekeyed(bag, &path, &on_path));
    Walk {
        purpose,
        trust,
        path,
        completed_by,
        replacements,
        on_path,
        alternatives: anchored.saturating_sub(1),
        unsound_alternatives: if sound { unsound } else { unsound.saturating_sub(1) },
        not_walked: graph.not_walked,
        work,
        stopped,
    }
}
