//! Facts to paths: every path from the leaf to an anchor, every check on every link, all faults kept.
//!
//! The sent certificates are a bag. [`explore`] builds a graph of who really signed whom (`pool`), enumerates
//! the paths in it within [`Limits`], judges each (`link`, `policy`) and keeps the best.
//!
//! # The best path
//!
//! `contract.md` 5: the longest prefix of verified links, then anchored, then fewer faults, then the order sent. A path
//! whose links verify all the way to an anchor has no unverified link at all: its prefix is longer than any that stops
//! short. A path free of deciding faults comes first in any case: it is why the chain is trusted. Written once, in
//! `Rank`.
//!
//! # Completed paths
//!
//! A path that needs a certificate that was not sent is untrusted as sent: it carries `issuer-missing` at the last
//! certificate sent, beside whatever else is wrong with it.

mod calendar;
mod limits;
mod link;
mod memory;
mod policy;
mod pool;
mod profile;
mod revocation;

use std::{cmp::Reverse, sync::Arc};

pub use limits::Limits;
pub use memory::Memory;
pub use policy::PolicyInputs;
pub use revocation::Revocation;

use crate::model::{
    AnchorSet, Cert, Check, CheckName, Distrusted, End, EndKind, Fact, Fault, Link, PathCert, Position, PresentedChain,
    Purpose, Source, Trust, TrustPath, Walk,
    chain::{Profile, Work},
};
use link::{Faults, View};
use pool::{Graph, State};
use revocation::Inquiry;

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
        Err(malformed) => return Some(unreadable(bag, &malformed.to_string())),
    };
    let mut graph = pool::build(bag, leaf, options, memory);
    soundest_first(&mut graph, options.time);
    let mut search = Search {
        graph: &graph,
        options,
        inquiry: Inquiry::new(options, &graph.nodes, memory, graph.work.signatures),
        work: graph.work,
        stopped: graph.stopped,
        reaches: reaching(&graph, |_| true),
        best: None,
        judged: 0,
        anchored: 0,
        unsound: 0,
    };
    search.run();
    Some(finish(bag, search))
}

/// The walk of a chain whose leaf is no certificate.
fn unreadable(bag: &Bag<'_>, what: &str) -> Walk {
    let fault = Fault {
        position: Position::Certificate(0),
        code: "cert-malformed",
        facts: vec![Fact::text("unreadable", what)],
        decides: true,
        conditional: false,
    };
    let end = End { kind: EndKind::Stopped, index: 0, stores: Vec::new() };
    let mut on_path = vec![false; bag.sent.sent.len()];
    on_path[0] = true;
    Walk {
        trust: Trust::Untrusted,
        path: TrustPath { certificates: Vec::new(), links: Vec::new(), end, faults: vec![fault] },
        completed_by: None,
        on_path,
        alternatives: 0,
        unsound_alternatives: 0,
        not_walked: 0,
        work: Work::default(),
        stopped: None,
    }
}

/// Puts candidates first that lead to an anchor over authorities in date. A sound path among hundreds of run-out twins
/// is then found before the limits are, in whatever order they were sent.
fn soundest_first(graph: &mut Graph, time: i64) {
    let sound = reaching(graph, |node| node.is_anchor() || (node.cert.is_valid_at(time) && node.cert.is_ca()));
    for node in graph.nodes.iter_mut().filter(|n| n.edges.len() > 1) {
        node.edges.sort_by_key(|edge| !sound[edge.to]);
    }
}

/// Which nodes an anchor can be reached from over verified links and nodes that are allowed.
fn reaching(graph: &Graph, allowed: impl Fn(&pool::Node) -> bool) -> Vec<bool> {
    let mut reaches: Vec<bool> = graph.nodes.iter().map(pool::Node::is_anchor).collect();
    loop {
        let mut grown = false;
        for (i, node) in graph.nodes.iter().enumerate() {
            let leads = |e: &pool::Edge| e.state == State::Verified && reaches[e.to];
            if !reaches[i] && allowed(node) && node.edges.iter().any(leads) {
                reaches[i] = true;
                grown = true;
            }
        }
        if !grown {
            return reaches;
        }
    }
}

/// A path that was judged.
struct Judged {
    path: TrustPath,
    rank: Rank,
}

/// Once a sound path is known, this many paths are enough to say whether others are worth a word.
const ENOUGH: usize = 16;

/// The order of paths, best first (see the module's documentation).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Not anchored, or with a fault that decides.
    unsound: bool,
    /// Number of verified links from the leaf up; the largest number if they lead to an anchor.
    verified: Reverse<usize>,
    anchored: Reverse<bool>,
    deciding: usize,
    not_sent: usize,
    faults: usize,
    order: Vec<usize>,
}

struct Search<'a> {
    graph: &'a Graph,
    options: &'a Options<'a>,
    inquiry: Inquiry<'a>,
    work: Work,
    stopped: Option<&'static str>,
    reaches: Vec<bool>,
    best: Option<Judged>,
    judged: usize,
    /// Anchored paths of sent certificates, and those among them that are not sound.
    anchored: usize,
    unsound: usize,
}

impl<'a> Search<'a> {
    /// Looks along paths that can reach an anchor first; only if none of them is sound are the others worth a look.
    fn run(&mut self) {
        if self.reaches[0] {
            self.descend(&mut vec![0], &mut Vec::new(), true);
        }
        if self.best.as_ref().is_none_or(|b| b.rank.unsound) {
            self.descend(&mut vec![0], &mut Vec::new(), false);
        }
    }

    /// Depth-first over the edges; `path` and `states` are the path so far.
    fn descend(&mut self, path: &mut Vec<usize>, states: &mut Vec<State>, to_anchors: bool) {
        let graph = self.graph;
        let top = path[path.len() - 1];
        let node = &graph.nodes[top];
        if self.work.steps >= self.options.limits.steps || self.judged >= self.options.limits.paths {
            self.stopped.get_or_insert("paths");
            return;
        }
        self.work.steps += 1;
        if self.judged >= ENOUGH && self.best.as_ref().is_some_and(|b| !b.rank.unsound) {
            return;
        }
        if node.is_anchor() {
            // The others were judged on the way to anchors.
            if to_anchors || states.iter().any(|s| *s != State::Verified) {
                self.complete(path, states, EndKind::Anchored);
            }
            return;
        }
        let mut onward = false;
        let mut too_deep = false;
        for edge in &graph.nodes[top].edges {
            if to_anchors && !(edge.state == State::Verified && self.reaches[edge.to]) {
                continue;
            }
            let next = &graph.nodes[edge.to];
            // The same authority twice is a loop, whatever the certificates are.
            if path.iter().any(|p| graph.nodes[*p].cert.is_same_authority(&next.cert)) {
                continue;
            }
            // Self-issued certificates do not count, as for path lengths (RFC 5280 4.2.1.9).
            let counts = |cert: &Cert| usize::from(!cert.is_self_issued());
            let above_leaf: usize = path[1..].iter().map(|p| counts(&graph.nodes[*p].cert)).sum();
            let intermediates = above_leaf + if next.is_anchor() { 0 } else { counts(&next.cert) };
            if intermediates > self.options.limits.intermediates {
                too_deep = true;
                continue;
            }
            onward = true;
            path.push(edge.to);
            states.push(edge.state.clone());
            self.descend(path, states, to_anchors);
            path.pop();
            states.pop();
        }
        if to_anchors {
            if too_deep {
                self.stopped.get_or_insert("intermediates in a path");
            }
            return;
        }
        if too_deep && !onward {
            self.stopped.get_or_insert("intermediates in a path");
            self.complete(path, states, EndKind::Stopped);
        } else if !onward {
            let kind = match (node.self_signed, path.len()) {
                (true, _) => EndKind::RootUntrusted,
                (false, 1) => EndKind::IssuerMissing,
                (false, _) => EndKind::IssuerUnknown,
            };
            self.complete(path, states, kind);
        }
    }

    fn complete(&mut self, path: &[usize], states: &[State], kind: EndKind) {
        self.judged += 1;
        let judged = self.judge(path, states, kind);
        if kind == EndKind::Anchored && judged.rank.verified.0 == usize::MAX && judged.rank.not_sent == 0 {
            self.anchored += 1;
            self.unsound += usize::from(judged.rank.unsound);
        }
        if self.best.as_ref().is_none_or(|best| judged.rank < best.rank) {
            self.best = Some(judged);
        }
    }

    /// Runs every check on a path.
    fn judge(&mut self, path: &[usize], states: &[State], kind: EndKind) -> Judged {
        let graph = self.graph;
        let nodes: Vec<&'a pool::Node> = path.iter().map(|i| &graph.nodes[*i]).collect();
        let view = View { certs: nodes.iter().map(|n| &*n.cert).collect(), anchored: kind == EndKind::Anchored };
        let last = nodes.len() - 1;
        let is_public = view.anchored && (self.options.is_public)(view.certs[last]);
        let mut faults = Vec::new();
        let mut certificates = Vec::with_capacity(nodes.len());
        let mut links = Vec::with_capacity(states.len());
        let policies = self.policies(&view, &mut faults);
        for (i, node) in nodes.iter().enumerate() {
            let mut checks = self.certificate(&view, i, is_public, &mut faults);
            checks.push((CheckName::Policies, if view.is_anchor(i) { Check::NotApplicable } else { policies }));
            let mut here = Faults { at: Position::Certificate(i), list: &mut faults };
            let linked = states.get(i) == Some(&State::Verified);
            let revocation = self.inquiry.check(&view, i, linked, &mut here);
            checks.extend(revocation.map(|check| (CheckName::Revocation, check)));
            certificates.push(PathCert { cert: Arc::clone(&node.cert), source: node.source.clone(), checks });
            let Some(state) = states.get(i) else { continue };
            let mut here = Faults { at: Position::Link(i), list: &mut faults };
            let [names, ids, signature, strength] =
                link::link(view.certs[i], view.certs[i + 1], state, self.options.time, &mut here);
            let checks = vec![
                (CheckName::Names, names),
                (CheckName::KeyIds, ids),
                (CheckName::Signature, signature),
                (CheckName::SignatureStrength, strength),
            ];
            links.push(Link { index: i, checks });
        }
        let completion = (1..nodes.len()).find(|i| nodes[*i].source.completion().is_some());
        self.end(&view, kind, &nodes, completion, &mut faults);
        if let Some(lowest) = states.iter().position(|s| matches!(s, State::OtherKey)) {
            for fault in faults.iter_mut().filter(|f| f.position.index() > lowest) {
                fault.conditional = true;
            }
        }
        faults.sort_by_key(|f| f.position.rank());
        let stores = if view.anchored { nodes[last].stores.clone() } else { Vec::new() };
        let rank = rank(&nodes, states, kind, &faults);
        let end = End { kind, index: last, stores };
        Judged { path: TrustPath { certificates, links, end, faults }, rank }
    }

    /// The checks on certificate `i`.
    fn certificate(
        &mut self,
        view: &View<'_>,
        i: usize,
        public: bool,
        faults: &mut Vec<Fault>,
    ) -> Vec<(CheckName, Check)> {
        let cert = view.certs[i];
        let mut at = Faults { at: Position::Certificate(i), list: faults };
        let listed = link::distrust(cert, self.options.distrusted, &mut at);
        let listed = listed.map(|check| (CheckName::Distrust, check));
        let strict = self.options.profile == Profile::Strict;
        let place = profile::Place {
            leaf: i == 0,
            anchor: view.is_anchor(i),
            purpose: self.options.purpose,
            forum: strict || public,
        };
        if place.anchor && !strict {
            let key = (CheckName::Key, link::key(cert, false, &mut at));
            return listed.into_iter().chain([key]).collect();
        }
        let requirements = link::requirements(cert, place, strict, &mut at);
        let mut checks = Vec::with_capacity(11);
        checks.extend([
            (CheckName::Syntax, link::syntax(cert, &mut at)),
            (CheckName::Validity, link::validity(cert, self.options.time, &mut at)),
            (CheckName::ExtendedKeyUsage, link::purpose(cert, i == 0, self.options.purpose, &mut at)),
            (CheckName::CriticalExtensions, link::critical_extensions(cert, &mut at)),
            (CheckName::Key, link::key(cert, public, &mut at)),
            (CheckName::Profile, requirements),
        ]);
        checks.extend(listed);
        if i > 0 {
            checks.push((CheckName::BasicConstraints, link::basic_constraints(cert, &mut at)));
            checks.push((CheckName::PathLength, link::path_length(view, i, &mut at)));
            checks.push((CheckName::KeyUsage, link::key_usage(cert, &mut at)));
        }
        let names = link::name_constraints(view, i, self.options, &mut self.work.comparisons, &mut at);
        checks.push((CheckName::NameConstraints, names));
        checks
    }

    /// RFC 5280 6.1.3 (d) to (f), for a path that has reached an anchor.
    fn policies(&self, view: &View<'_>, faults: &mut Vec<Fault>) -> Check {
        if !view.anchored {
            return Check::Unchecked;
        }
        let below = if view.certs.len() > 1 { &view.certs[..view.certs.len() - 1] } else { &view.certs[..] };
        let Err((i, why)) = policy::check(below, &self.options.policy) else { return Check::Holds };
        faults.push(Fault {
            position: Position::Certificate(i),
            code: "policy-not-satisfied",
            facts: vec![Fact::text("policies", why)],
            decides: true,
            conditional: false,
        });
        Check::Fails
    }

    /// What the end of the path is to be called, and what is missing from what was sent.
    fn end(
        &self,
        view: &View<'_>,
        kind: EndKind,
        nodes: &[&pool::Node],
        completion: Option<usize>,
        faults: &mut Vec<Fault>,
    ) {
        let last = nodes.len() - 1;
        let mut fault = |code, index: usize, facts| {
            faults.push(Fault { position: Position::End(index), code, facts, decides: true, conditional: false });
        };
        let wanted = |i: usize| {
            let cert = view.certs[i];
            let mut facts = vec![Fact::text("issuer named", cert.issuer.text.clone())];
            if let Some(id) = cert.extensions.authority_key_id.as_ref().and_then(|a| a.key_id.as_deref()) {
                facts.push(Fact::text("key identifier of that issuer", crate::model::cert::hex(id)));
            }
            if !cert.extensions.ca_issuers.is_empty() {
                facts.push(Fact::list("can be had from", &cert.extensions.ca_issuers));
            }
            facts
        };
        if let Some(first) = completion {
            let mut facts = wanted(first - 1);
            facts.push(Fact::text("obtained from", nodes[first].source.to_string()));
            facts.push(Fact::text("obtained", view.certs[first].subject.text.clone()));
            fault("issuer-missing", first - 1, facts);
        }
        match kind {
            EndKind::Anchored => {}
            EndKind::RootUntrusted => {
                let code = if last == 0 { "self-signed" } else { "root-untrusted" };
                let cert = view.certs[last];
                let facts =
                    vec![Fact::text("root", cert.subject.text.clone()), Fact::text("SHA-256", cert.fingerprint())];
                fault(code, last, facts);
            }
            EndKind::IssuerMissing => fault("issuer-missing", last, wanted(last)),
            EndKind::IssuerUnknown => fault("issuer-unknown", last, wanted(last)),
            EndKind::Stopped => {
                let limit = self.stopped.unwrap_or("intermediates in a path");
                fault("search-stopped", last, vec![Fact::text("limit", limit)]);
            }
        }
    }
}

fn rank(nodes: &[&pool::Node], states: &[State], kind: EndKind, faults: &[Fault]) -> Rank {
    let prefix = states.iter().take_while(|s| **s == State::Verified).count();
    let whole = kind == EndKind::Anchored && prefix == states.len();
    let deciding = faults.iter().filter(|f| f.decides).count();
    let order = |node: &&pool::Node| match node.source {
        Source::Presented(place) => place,
        Source::Anchor(_) => usize::MAX,
        _ => usize::MAX - 1,
    };
    Rank {
        unsound: kind != EndKind::Anchored || deciding > 0,
        verified: Reverse(if whole { usize::MAX } else { prefix }),
        anchored: Reverse(kind == EndKind::Anchored),
        deciding,
        not_sent: nodes.iter().filter(|n| n.source.completion().is_some()).count(),
        faults: faults.len(),
        order: nodes.iter().map(order).collect(),
    }
}

/// The walk from what the search found.
fn finish(bag: &Bag<'_>, search: Search<'_>) -> Walk {
    let Search { graph, mut stopped, mut work, best, anchored, unsound, inquiry, .. } = search;
    work.signatures = inquiry.signatures;
    let Some(Judged { mut path, rank }) = best else {
        // Only a limit can end a search without a single path.
        return Walk { work, stopped: stopped.or(Some("paths")), ..unreadable(bag, "no path within the limits") };
    };
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
                facts: vec![Fact::text("limit", limit)],
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
    Walk {
        trust,
        path,
        completed_by,
        on_path,
        alternatives: anchored.saturating_sub(1),
        unsound_alternatives: if sound { unsound } else { unsound.saturating_sub(1) },
        not_walked: graph.not_walked,
        work,
        stopped,
    }
}
