//! Certificate policies (RFC 5280 6.1), on the graph of RFC 9618 instead of the tree, whose size an attacker chooses.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{Cert, cert::Oid},
    words,
    x509::oid::ANY_POLICY,
};

/// The inputs of RFC 5280 6.1.1 (c), (e), (f), (g).
#[derive(Debug, Clone, Default)]
pub struct PolicyInputs {
    /// Acceptable policies; empty means any.
    pub acceptable: Vec<Oid>,
    /// Initial explicit policy.
    pub require_explicit: bool,
    /// Initial policy mapping inhibit.
    pub inhibit_mapping: bool,
    /// Initial any policy inhibit.
    pub inhibit_any: bool,
}

/// A policy at one depth.
#[derive(Debug, Clone, Default)]
struct Node {
    /// What certificates below may assert for it (expected_policy_set).
    expected: BTreeSet<Oid>,
    /// The policies in the domain of the topmost authority that it stands for; `ANY_POLICY` for all of them.
    roots: BTreeSet<Oid>,
}

type Level = BTreeMap<Oid, Node>;

/// Checks the policies of a path without its anchor, leaf first.
///
/// # Errors
///
/// The place of the certificate at which the path fails, and why.
pub(super) fn check(path: &[&Cert], inputs: &PolicyInputs) -> Result<(), (usize, &'static str)> {
    // Nobody asks for a policy and nobody maps one: nothing can fail.
    let asks = |c: &&Cert| c.extensions.policy_constraints.is_some() || c.extensions.policy_mappings.is_some();
    if !inputs.require_explicit && !path.iter().any(asks) {
        return Ok(());
    }
    let length = path.len();
    let start = |inhibited: bool| if inhibited { 0 } else { length + 1 };
    let mut explicit = start(inputs.require_explicit);
    let mut mapping = start(inputs.inhibit_mapping);
    let mut any = start(inputs.inhibit_any);
    let anything = Node { expected: BTreeSet::from([ANY_POLICY.into()]), roots: BTreeSet::from([ANY_POLICY.into()]) };
    let mut level: Level = BTreeMap::from([(ANY_POLICY.to_owned(), anything)]);
    for i in (0..length).rev() {
        let cert = path[i];
        let may_any = any > 0 || (i > 0 && cert.is_self_issued());
        level = match &cert.extensions.policies {
            Some(policies) if !level.is_empty() => next_level(&level, policies, may_any),
            _ => Level::new(),
        };
        if explicit == 0 && level.is_empty() {
            return Err((i, words!("no policy is valid for the path up to here, and one is required")));
        }
        if i == 0 {
            break;
        }
        if let Some(mappings) = &cert.extensions.policy_mappings {
            if mappings.iter().any(|(from, to)| from == ANY_POLICY || to == ANY_POLICY) {
                return Err((i, words!("a policy is mapped to or from anyPolicy (RFC 5280 6.1.4 (a))")));
            }
            map(&mut level, mappings, mapping > 0);
        }
        if !cert.is_self_issued() {
            explicit = explicit.saturating_sub(1);
            mapping = mapping.saturating_sub(1);
            any = any.saturating_sub(1);
        }
        let most = |counter: usize, limit: Option<u32>| limit.map_or(counter, |l| counter.min(l as usize));
        let constraints = cert.extensions.policy_constraints.unwrap_or_default();
        explicit = most(explicit, constraints.require_explicit);
        mapping = most(mapping, constraints.inhibit_mapping);
        any = most(any, cert.extensions.inhibit_any_policy);
    }
    let leaf = path.first().and_then(|c| c.extensions.policy_constraints).unwrap_or_default();
    explicit = explicit.saturating_sub(1);
    if leaf.require_explicit == Some(0) {
        explicit = 0;
    }
    let accepts = |root: &Oid| inputs.acceptable.is_empty() || root == ANY_POLICY || inputs.acceptable.contains(root);
    let wants_any = inputs.acceptable.iter().any(|p| p == ANY_POLICY);
    let satisfied = level.values().any(|node| wants_any || node.roots.iter().any(accepts));
    if explicit == 0 && !satisfied {
        return Err((0, words!("no acceptable policy is valid for the whole path")));
    }
    Ok(())
}

/// RFC 5280 6.1.3 (d).
fn next_level(above: &Level, policies: &[Oid], may_any: bool) -> Level {
    let mut level = Level::new();
    let mut add = |policy: &Oid, parent_policy: &Oid, parent: &Node| {
        let node = level.entry(policy.clone()).or_default();
        node.expected.insert(policy.clone());
        if parent_policy == ANY_POLICY && policy != ANY_POLICY {
            node.roots.insert(policy.clone());
        } else {
            node.roots.extend(parent.roots.iter().cloned());
        }
    };
    for policy in policies.iter().filter(|p| *p != ANY_POLICY) {
        let mut matched = false;
        for (parent_policy, parent) in above.iter().filter(|(_, p)| p.expected.contains(policy)) {
            add(policy, parent_policy, parent);
            matched = true;
        }
        if let (false, Some(parent)) = (matched, above.get(ANY_POLICY)) {
            add(policy, &ANY_POLICY.to_owned(), parent);
        }
    }
    if may_any && policies.iter().any(|p| p == ANY_POLICY) {
        let asserted: BTreeSet<&Oid> = policies.iter().filter(|p| *p != ANY_POLICY).collect();
        for (parent_policy, parent) in above {
            for policy in parent.expected.iter().filter(|p| !asserted.contains(p)) {
                add(policy, parent_policy, parent);
            }
        }
    }
    level
}

/// RFC 5280 6.1.4 (b).
fn map(level: &mut Level, mappings: &[(Oid, Oid)], allowed: bool) {
    let mut from: BTreeMap<&Oid, BTreeSet<Oid>> = BTreeMap::new();
    for (issuer, subject) in mappings {
        from.entry(issuer).or_default().insert(subject.clone());
    }
    for (policy, expected) in from {
        if !allowed {
            level.remove(policy);
        } else if let Some(node) = level.get_mut(policy) {
            node.expected = expected;
        } else if level.contains_key(ANY_POLICY) {
            level.insert(policy.clone(), Node { expected, roots: BTreeSet::from([policy.clone()]) });
        }
    }
}
