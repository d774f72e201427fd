//! What endpoints are there for, as far as rules on certificates go: groups of kinds, and what a certificate says by
//! name or by wildcard.

use std::sync::Arc;

use super::Scene;
use crate::model::{
    Cert, EndKind, Endpoint,
    EndpointKind::{self, *},
    GeneralName, Observation,
};

/// Roles of Lync Server and Skype for Business Server, and of the reverse proxy that stands for them.
pub(super) const LYNC: &[EndpointKind] = &[
    AutodiscoverInternal,
    AutodiscoverExternal,
    AccessEdgeClient,
    Federation,
    SipInternal,
    WebServices,
    Meet,
    Dialin,
    Admin,
    WebConferencing,
    Xmpp,
];

/// The Access Edge, for clients and for partners.
pub(super) const ACCESS_EDGE: &[EndpointKind] = &[AccessEdgeClient, Federation];

/// An Edge pool: every member has the same certificate and key.
pub(super) const EDGE_POOL: &[EndpointKind] = &[AccessEdgeClient, Federation, WebConferencing];

/// Whether an endpoint has one of some roles.
pub(super) fn is_any(endpoint: &Endpoint, kinds: &[EndpointKind]) -> bool {
    endpoint.kinds.iter().any(|kind| kinds.contains(kind))
}

/// The endpoint and its leaf, if the endpoint has one of some roles and rules about roles apply to it: it is not one of
/// Microsoft's, it is no mere guess, and if only a fallback name led there, the certificate carries its very name. What
/// came first must be a leaf at all.
pub(super) fn at<'a>(
    scene: &Scene<'a>,
    observation: &'a Observation,
    kinds: &[EndpointKind],
) -> Option<(&'a Endpoint, &'a Arc<Cert>)> {
    let endpoint = scene.endpoint.filter(|e| !e.microsoft && !e.is_guess() && is_any(e, kinds))?;
    let leaf = observation.presented.leaf().filter(|leaf| !leaf.is_ca())?;
    let host = endpoint.host.as_deref().unwrap_or_default();
    let is_meant = !endpoint.fallback || answers(leaf, host) == Answers::ByName;
    is_meant.then_some((endpoint, leaf))
}

/// The certificates that were issued by another: those below the anchor, or below a root that is none.
pub(super) fn below_root(observation: &Observation) -> impl Iterator<Item = (usize, &Arc<Cert>)> {
    let path = observation.walk.as_ref().map(|walk| &walk.path);
    let certs = path.map_or(&[][..], |path| &path.certificates);
    let top_is_root = path.is_some_and(|path| {
        path.end.kind == EndKind::Anchored || path.certificates.last().is_some_and(|c| c.cert.is_self_issued())
    });
    let issued = certs.len() - usize::from(top_is_root && !certs.is_empty());
    certs[..issued].iter().map(|c| &c.cert).enumerate()
}

/// How a certificate answers for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers {
    /// The name stands in it.
    ByName,
    /// A wildcard covers it.
    ByWildcard,
    /// Neither.
    Not,
}

/// How a certificate answers for a name.
pub(super) fn answers(leaf: &Cert, name: &str) -> Answers {
    let parent = name.split_once('.').map(|(_, parent)| parent);
    let mut best = Answers::Not;
    for pattern in leaf.host_names().filter_map(|n| if let GeneralName::Dns(text) = n { Some(text) } else { None }) {
        match (pattern.strip_prefix("*."), parent) {
            (None, _) if pattern.eq_ignore_ascii_case(name) => return Answers::ByName,
            (Some(under), Some(parent)) if under.eq_ignore_ascii_case(parent) => best = Answers::ByWildcard,
            _ => {}
        }
    }
    best
}
