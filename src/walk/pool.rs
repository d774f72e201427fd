//! The bag as a graph: which certificate may have issued which, and whether its key really did.
//!
//! Candidates are found by subject name; where none of the right name is there, by key identifier, because a renamed
//! authority is worth telling apart from a missing one. Each candidate's signature is checked once.

use std::{collections::HashSet, sync::Arc};

use super::{
    Bag, Options,
    memory::{Memory, of_certificate},
    questions::Questions,
};
use crate::{
    model::{Anchor, Cert, Source, Text},
    words,
    x509::signature::Verdict,
};

/// A certificate in the graph.
#[derive(Debug)]
pub(super) struct Node {
    pub cert: Arc<Cert>,
    pub source: Source,
    /// The stores that hold it, if it is an anchor.
    pub stores: Vec<String>,
    /// Who may have issued it, best first.
    pub edges: Vec<Edge>,
    /// Its own key signed it.
    pub self_signed: bool,
}

impl Node {
    pub fn is_anchor(&self) -> bool {
        !self.stores.is_empty()
    }
}

/// From a certificate to a candidate for its issuer.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub to: usize,
    pub state: State,
}

/// What is known of an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Right name, right key.
    Verified,
    /// Right name; the signature could not be checked.
    Uncheckable(Text),
    /// Right key, another name.
    OtherName,
    /// Right name, another key: the near miss.
    OtherKey,
}

/// The graph of everything that the leaf leads to. Node 0 is the leaf.
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    /// Places of sent certificates that were not taken in.
    pub not_walked: usize,
    pub stopped: Option<&'static str>,
}

/// Builds the graph from the leaf up; and what was asked on the way.
///
/// One key makes a signature. Once the issuer's is found, candidates with other keys come last, so that a crowd of them
/// does not use up the limit before the rest of the path is known.
pub(super) fn build(bag: &Bag<'_>, leaf: &Arc<Cert>, options: &Options<'_>, memory: &Memory) -> (Graph, Questions) {
    let (nodes, not_walked) = nodes(bag, leaf, options);
    let own = nodes.len();
    let mut builder = Builder { bag, nodes, own, anchors: Vec::new() };
    let mut questions = Questions::new(options.limits.signatures);
    let mut check =
        |child: &Cert, issuer: &Cert| questions.ask(of_certificate(child, issuer), || memory.verify(child, issuer));
    let mut queue = vec![0];
    let mut reached = vec![true];
    let mut unlikely: Vec<(usize, Vec<usize>)> = Vec::new();
    loop {
        let Some(place) = queue.pop() else {
            let Some((place, candidates)) = unlikely.pop() else { break };
            for to in candidates {
                if check(&builder.nodes[place].cert, &builder.nodes[to].cert) == Some(Verdict::Valid) {
                    builder.nodes[place].edges.push(Edge { to, state: State::Verified });
                    if reach(&mut reached, to) {
                        queue.push(to);
                    }
                }
            }
            continue;
        };
        if builder.nodes[place].is_anchor() {
            continue;
        }
        let child = Arc::clone(&builder.nodes[place].cert);
        let (candidates, right_name) = builder.candidates(&child);
        let self_signed = child.is_self_issued() && check(&child, &child) == Some(Verdict::Valid);
        let mut signer = self_signed.then_some(child.key.id);
        let mut edges = Vec::new();
        let mut near = Vec::new();
        let mut later = Vec::new();
        let mut cut = false;
        for to in candidates {
            let issuer = &builder.nodes[to].cert;
            if right_name && signer.is_some_and(|key| key != issuer.key.id) {
                later.push(to);
                continue;
            }
            let verdict = check(&child, issuer);
            cut |= verdict.is_none();
            let state = match (verdict, right_name) {
                (Some(Verdict::Valid), true) => State::Verified,
                (Some(Verdict::Valid), false) => State::OtherName,
                (Some(Verdict::Uncheckable(why)), true) => State::Uncheckable(why),
                (Some(Verdict::Invalid), true) => State::OtherKey,
                _ => continue,
            };
            if state == State::Verified {
                signer = Some(issuer.key.id);
                edges.push(Edge { to, state });
            } else {
                near.push(Edge { to, state });
            }
        }
        // A near miss is one only where nobody was left untried.
        if edges.is_empty() && !self_signed && !cut {
            edges.extend(nearest(near, &child, &builder.nodes));
        }
        for edge in &edges {
            if reach(&mut reached, edge.to) {
                queue.push(edge.to);
            }
        }
        if !later.is_empty() {
            unlikely.push((place, later));
        }
        builder.nodes[place].edges = edges;
        builder.nodes[place].self_signed = self_signed;
    }
    let stopped = questions.refused.then_some(words!("signature checks"));
    (Graph { nodes: builder.nodes, not_walked, stopped }, questions)
}

/// Notes that a node was reached; whether for the first time.
fn reach(reached: &mut Vec<bool>, node: usize) -> bool {
    if reached.len() <= node {
        reached.resize(node + 1, false);
    }
    !std::mem::replace(&mut reached[node], true)
}

/// The leaf, the sent certificates within the limits and the extra ones, each once; and how many sent ones were left.
fn nodes(bag: &Bag<'_>, leaf: &Arc<Cert>, options: &Options<'_>) -> (Vec<Node>, usize) {
    let node = |cert: &Arc<Cert>, source| Node {
        cert: Arc::clone(cert),
        source,
        stores: Vec::new(),
        edges: Vec::new(),
        self_signed: false,
    };
    let mut all = vec![node(leaf, Source::Presented(0))];
    let mut seen = HashSet::from([leaf.sha256]);
    let (taken, not_walked) = within_limits(bag, leaf, options);
    for (place, cert) in taken {
        if seen.insert(cert.sha256) {
            all.push(node(cert, Source::Presented(place)));
        }
    }
    // A self-signed leaf may be an anchor itself; other leaves are not, whatever the store holds (`target-only` in
    // BoringSSL's suite, and Windows: only self-signed certificates count in its root store).
    if let (true, Some(anchor)) = (leaf.is_self_issued(), bag.anchors.holding(leaf)) {
        all[0].stores.clone_from(&anchor.stores);
    }
    for (cert, source) in bag.extra {
        if seen.insert(cert.sha256) {
            all.push(node(cert, source.clone()));
        }
    }
    (all, not_walked)
}

/// The sent certificates that are walked, in the order sent, and the number of the others. Those that the leaf leads
/// to by name come first.
fn within_limits<'a>(bag: &'a Bag<'_>, leaf: &Cert, options: &Options<'_>) -> (Vec<(usize, &'a Arc<Cert>)>, usize) {
    let all: Vec<(usize, &Arc<Cert>)> = bag.sent.certs().filter(|(place, _)| *place > 0).collect();
    let fits = |certs: &[(usize, &Arc<Cert>)]| {
        certs.len() < options.limits.certificates
            && certs.iter().map(|(_, c)| c.der.len()).sum::<usize>() + leaf.der.len() <= options.limits.bytes
    };
    if fits(&all) {
        return (all, 0);
    }
    let mut wanted = vec![&leaf.issuer];
    let mut order: Vec<(usize, &Arc<Cert>)> = Vec::new();
    let mut rest = all;
    let mut next = 0;
    while next < wanted.len() {
        let name = wanted[next];
        next += 1;
        let (linked, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, c)| c.subject == *name);
        rest = others;
        for (_, cert) in &linked {
            if !wanted.contains(&&cert.issuer) {
                wanted.push(&cert.issuer);
            }
        }
        order.extend(linked);
    }
    order.extend(rest);
    let total = order.len();
    let mut bytes = leaf.der.len();
    let mut taken = Vec::new();
    for (place, cert) in order {
        bytes += cert.der.len();
        if taken.len() + 1 >= options.limits.certificates || bytes > options.limits.bytes {
            break;
        }
        taken.push((place, cert));
    }
    let not_walked = total - taken.len();
    taken.sort_by_key(|(place, _)| *place);
    (taken, not_walked)
}

/// The nodes while the graph grows: the certificates of the bag first, anchors as they are needed.
struct Builder<'a> {
    bag: &'a Bag<'a>,
    nodes: Vec<Node>,
    /// How many of the nodes are the bag's own.
    own: usize,
    /// Anchor by its place in the set, and its node.
    anchors: Vec<(usize, usize)>,
}

impl Builder<'_> {
    /// Candidates for the issuer of `child`, and whether their name is right. Anchors come first, then those whose key
    /// identifier fits, then by fingerprint, so that the order sent does not matter.
    fn candidates(&mut self, child: &Cert) -> (Vec<usize>, bool) {
        let found = self.matching(child, |cert| cert.subject == child.issuer);
        if !found.is_empty() {
            return (found, true);
        }
        let wanted = child.extensions.authority_key_id.as_ref().and_then(|a| a.key_id.as_ref());
        let Some(wanted) = wanted else { return (Vec::new(), false) };
        (self.matching(child, |cert| cert.extensions.subject_key_id.as_ref() == Some(wanted)), false)
    }

    fn matching(&mut self, child: &Cert, fits: impl Fn(&Cert) -> bool) -> Vec<usize> {
        let bag = self.bag;
        let fits = |cert: &Cert| fits(cert) && !cert.is_same_authority(child);
        let named = bag.anchors.named(&child.issuer).filter(|(_, a)| fits(&a.cert));
        let mut anchors: Vec<usize> = named.map(|(number, anchor)| self.anchor(number, anchor)).collect();
        if anchors.is_empty() {
            let all = bag.anchors.iter().enumerate().filter(|(_, a)| a.cert.subject != child.issuer && fits(&a.cert));
            anchors.extend(all.map(|(number, anchor)| self.anchor(number, anchor)));
        }
        let own = (0..self.own).filter(|i| {
            let cert = &self.nodes[*i].cert;
            // An anchor that was sent along: the store's copy is there already.
            let doubled = cert.is_self_issued() && anchors.iter().any(|a| self.nodes[*a].cert.is_same_authority(cert));
            fits(cert) && !doubled
        });
        let mut own: Vec<usize> = own.collect();
        let wanted = child.extensions.authority_key_id.as_ref().and_then(|a| a.key_id.as_ref());
        let order = |i: &usize| {
            let cert = &self.nodes[*i].cert;
            let id = cert.extensions.subject_key_id.as_ref();
            (wanted.is_none() || id != wanted, cert.sha256)
        };
        own.sort_by_key(order);
        anchors.sort_by_key(order);
        anchors.append(&mut own);
        anchors
    }

    fn anchor(&mut self, number: usize, anchor: &Anchor) -> usize {
        if let Some((_, node)) = self.anchors.iter().find(|(n, _)| *n == number) {
            return *node;
        }
        self.nodes.push(Node {
            cert: Arc::clone(&anchor.cert),
            source: Source::Anchor(anchor.stores.first().cloned().unwrap_or_default()),
            stores: anchor.stores.clone(),
            edges: Vec::new(),
            self_signed: false,
        });
        self.anchors.push((number, self.nodes.len() - 1));
        self.nodes.len() - 1
    }
}

/// The one candidate that is kept where none verifies: an uncheckable one before a renamed one before one with another
/// key; among equals the one whose key identifier fits, then the first sent.
fn nearest(mut near: Vec<Edge>, child: &Cert, nodes: &[Node]) -> Option<Edge> {
    let wanted = child.extensions.authority_key_id.as_ref().and_then(|a| a.key_id.as_ref());
    near.sort_by_key(|edge| {
        let node = &nodes[edge.to];
        let kind = match edge.state {
            State::Verified => 0,
            State::Uncheckable(_) => 1,
            State::OtherName => 2,
            State::OtherKey => 3,
        };
        let fits = wanted.is_some() && node.cert.extensions.subject_key_id.as_ref() == wanted;
        let order = match node.source {
            Source::Presented(place) => place,
            Source::Anchor(_) => usize::MAX,
            _ => usize::MAX - 1,
        };
        (kind, !fits, order)
    });
    near.into_iter().next()
}
