//! Which paths there are: an enumeration over the graph within limits, which keeps the best.

use super::{
    Options,
    judged::Judged,
    pool::{Edge, Graph, Node, State},
    revocation::Inquiry,
};
use crate::{
    model::{Cert, EndKind, chain::Work},
    words,
};

/// A search under way.
pub(super) struct Search<'a> {
    pub graph: &'a Graph,
    pub options: &'a Options<'a>,
    pub inquiry: Inquiry<'a>,
    pub work: Work,
    pub stopped: Option<&'static str>,
    pub reaches: Vec<bool>,
    pub best: Option<Judged>,
    pub judged: usize,
    /// Anchored paths of sent certificates, and those among them that are not sound.
    pub anchored: usize,
    pub unsound: usize,
}

impl<'a> Search<'a> {
    pub fn new(graph: &'a Graph, options: &'a Options<'a>, inquiry: Inquiry<'a>) -> Self {
        Self {
            graph,
            options,
            inquiry,
            work: Work::default(),
            stopped: graph.stopped,
            reaches: reaching(graph, |_| true),
            best: None,
            judged: 0,
            anchored: 0,
            unsound: 0,
        }
    }

    /// Looks along paths that can reach an anchor first; only if none of them is sound are the others worth a look.
    pub fn run(&mut self) {
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
            self.stopped.get_or_insert(words!("paths"));
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
                self.stopped.get_or_insert(words!("intermediates in a path"));
            }
            return;
        }
        if too_deep && !onward {
            self.stopped.get_or_insert(words!("intermediates in a path"));
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
}

/// Once a sound path is known, this many paths are enough to say whether others are worth a word.
const ENOUGH: usize = 16;

/// Puts candidates first that lead to an anchor over authorities in date. A sound path among hundreds of run-out twins
/// is then found before the limits are, in whatever order they were sent.
pub(super) fn soundest_first(graph: &mut Graph, time: i64) {
    let sound = reaching(graph, |node| node.is_anchor() || (node.cert.is_valid_at(time) && node.cert.is_ca()));
    for node in graph.nodes.iter_mut().filter(|n| n.edges.len() > 1) {
        node.edges.sort_by_key(|edge| !sound[edge.to]);
    }
}

/// Which nodes an anchor can be reached from over verified links and nodes that are allowed.
fn reaching(graph: &Graph, allowed: impl Fn(&Node) -> bool) -> Vec<bool> {
    let mut reaches: Vec<bool> = graph.nodes.iter().map(Node::is_anchor).collect();
    loop {
        let mut grown = false;
        for (i, node) in graph.nodes.iter().enumerate() {
            let leads = |e: &Edge| e.state == State::Verified && reaches[e.to];
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
