//! What is to take the place of what was sent: an authority's certificate was renewed, with the same key or with another
//! one, and the old certificate is still being sent.
//!
//! A copy with the same key counts only if the path over it is in order from the copy up, so that putting it into the chain file helps.

use std::{cmp::Reverse, sync::Arc};

use super::{
    Bag,
    pool::{Node, State},
    search::Search,
};
use crate::model::{Cert, EndKind, Fact, Fault, Position, Source, TrustPath, chain::Replacement};

/// Most copies of one authority that are looked at, those first that are valid longest.
const MAX_COPIES: usize = 8;

impl Search<'_> {
    /// For each authority sent on the best path the copy that is to take its place, where one is known.
    pub fn replacements(&mut self) -> Vec<Replacement> {
        let Some(best) = &self.best else { return Vec::new() };
        let (nodes, faults) = (best.nodes.clone(), best.path.faults.clone());
        (1..nodes.len()).filter_map(|i| self.replacement(&nodes, &faults, i)).collect()
    }

    fn replacement(&mut self, path: &[usize], faults: &[Fault], index: usize) -> Option<Replacement> {
        let graph = self.graph;
        let sent = &graph.nodes[path[index]];
        let Source::Presented(place) = sent.source else { return None };
        let time = self.options.time;
        let is_better = |copy: &Cert| {
            copy.is_same_authority(&sent.cert)
                && copy.is_valid_at(time)
                && (!sent.cert.is_valid_at(time) || copy.not_after > sent.cert.not_after)
        };
        let is_copy = |node: &Node| node.source.completion().is_some() && is_better(&node.cert);
        let mut copies: Vec<usize> = (0..graph.nodes.len()).filter(|i| is_copy(&graph.nodes[*i])).collect();
        copies.sort_by_key(|i| (Reverse(graph.nodes[*i].cert.not_after), graph.nodes[*i].cert.sha256));
        let copy = copies.into_iter().take(MAX_COPIES).find(|copy| self.is_in_order(path, faults, index, *copy))?;
        let Node { cert, source, .. } = &graph.nodes[copy];
        Some(Replacement { index, place, cert: Arc::clone(cert), source: source.clone() })
    }

    /// Whether the path over the copy has nothing against it but that the copy was not sent, and what is wrong below.
    fn is_in_order(&mut self, path: &[usize], faults: &[Fault], index: usize, copy: usize) -> bool {
        let Some((path, states)) = self.over(path, index, copy) else { return false };
        let known = |fault: &Fault| {
            let same = |f: &Fault| f.code == fault.code && f.position == fault.position;
            fault.position.index() < index && faults.iter().any(same)
        };
        let judged = self.judge(&path, &states, EndKind::Anchored);
        judged.path.faults.iter().all(|f| !f.decides || f.code == "issuer-missing" || known(f))
    }

    /// The path with the copy in that place, and from there by verified links to an anchor.
    fn over(&self, path: &[usize], index: usize, copy: usize) -> Option<(Vec<usize>, Vec<State>)> {
        let nodes = &self.graph.nodes;
        let mut path: Vec<usize> = path[..index].iter().copied().chain([copy]).collect();
        while !nodes[path[path.len() - 1]].is_anchor() {
            let is_new = |to: usize| !path.iter().any(|p| nodes[*p].cert.is_same_authority(&nodes[to].cert));
            let edges = &nodes[path[path.len() - 1]].edges;
            let up = edges.iter().find(|e| e.state == State::Verified && self.reaches[e.to] && is_new(e.to))?;
            path.push(up.to);
        }
        let state = |pair: &[usize]| nodes[pair[0]].edges.iter().find(|e| e.to == pair[1]).map(|e| e.state.clone());
        let states = path.windows(2).map(state).collect::<Option<Vec<State>>>()?;
        Some((path, states))
    }
}

/// The certificate that was not sent, where the same authority's with another key was: one that leads nowhere.
pub(super) fn rekeyed(bag: &Bag<'_>, path: &TrustPath, on_path: &[bool]) -> Option<Replacement> {
    path.faults.iter().find(|f| f.code == "issuer-missing")?;
    let (index, lacking) = path.certificates.iter().enumerate().find(|(_, c)| c.source.completion().is_some())?;
    let needed = &lacking.cert;
    let is_old = |(place, cert): &(usize, &Arc<Cert>)| {
        *place > 0 && cert.subject == needed.subject && cert.key.id != needed.key.id && !on_path[*place]
    };
    let (place, _) = bag.sent.certs().find(is_old).filter(|_| !needed.is_self_issued())?;
    Some(Replacement { index, place, cert: Arc::clone(needed), source: lacking.source.clone() })
}

/// Says of each certificate out of its time which copy there is.
pub(super) fn tell(path: &mut TrustPath, replacements: &[Replacement]) {
    for Replacement { index, cert, source, .. } in replacements {
        let is_dated = |f: &&mut Fault| {
            f.position == Position::Certificate(*index) && matches!(f.code, "cert-expired" | "cert-not-yet-valid")
        };
        for fault in path.faults.iter_mut().filter(is_dated) {
            fault.facts.extend([
                Fact::text("current copy", cert.fingerprint()),
                Fact::time("current copy until", cert.not_after),
                Fact::text("current copy from", source.to_string()),
            ]);
        }
    }
}
