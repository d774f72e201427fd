//! One path: every check on it, what its end is called, and its place among the others.

use std::{cmp::Reverse, sync::Arc};

use super::{
    link::{self, Faults, View},
    policy,
    pool::{Node, State},
    profile,
    search::Search,
};
use crate::{
    model::{
        Check, CheckName, End, EndKind, Fact, Fault, Link, PathCert, Position, Source, Text, TrustPath, chain::Profile,
    },
    words,
};

/// A path that was judged.
pub(super) struct Judged {
    /// The places of its certificates in the graph.
    pub nodes: Vec<usize>,
    pub path: TrustPath,
    pub rank: Rank,
}

/// The order of paths, best first (see the module's documentation).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// Not anchored, or with a fault that decides.
    pub unsound: bool,
    /// Number of verified links from the leaf up; the largest number if they lead to an anchor.
    pub verified: Reverse<usize>,
    pub anchored: Reverse<bool>,
    pub deciding: usize,
    pub not_sent: usize,
    pub faults: usize,
    pub order: Vec<usize>,
}

impl<'a> Search<'a> {
    /// Runs every check on a path.
    pub fn judge(&mut self, path: &[usize], states: &[State], kind: EndKind) -> Judged {
        let graph = self.graph;
        let nodes: Vec<&'a Node> = path.iter().map(|i| &graph.nodes[*i]).collect();
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
        let end = End { kind, index: last, stores, public: is_public };
        Judged { nodes: path.to_vec(), path: TrustPath { certificates, links, end, faults }, rank }
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
            facts: vec![Fact::text("policies", Text::words(why))],
            decides: true,
            conditional: false,
        });
        Check::Fails
    }

    /// What the end of the path is to be called, and what is missing from what was sent.
    fn end(&self, view: &View<'_>, kind: EndKind, nodes: &[&Node], completion: Option<usize>, faults: &mut Vec<Fault>) {
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
            let places: Vec<&String> = cert.extensions.web_issuers().collect();
            if !places.is_empty() {
                facts.push(Fact::list("can be had from", places));
            }
            facts
        };
        // A root is not to be sent: where nothing but a root that nobody holds was found, that is what is wrong.
        let lone_root = |first: &usize| kind == EndKind::RootUntrusted && *first == last;
        if let Some(first) = completion.filter(|first| !lone_root(first)) {
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
                let limit = self.stopped.unwrap_or(words!("intermediates in a path"));
                fault("search-stopped", last, vec![Fact::text("limit", Text::words(limit))]);
            }
        }
    }
}

fn rank(nodes: &[&Node], states: &[State], kind: EndKind, faults: &[Fault]) -> Rank {
    let prefix = states.iter().take_while(|s| **s == State::Verified).count();
    let whole = kind == EndKind::Anchored && prefix == states.len();
    let deciding = faults.iter().filter(|f| f.decides).count();
    let order = |node: &&Node| match node.source {
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
