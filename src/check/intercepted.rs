//! Whether somebody stands between this machine and Microsoft: a proxy that opens TLS and presents certificates of its
//! own. Behind one, every verdict on Microsoft's hosts would be about the proxy.

use crate::{
    model::{EndKind, Endpoint, Observation, Position, PresentedChain, Walk, discovery::Intercepted},
    trust,
};

/// Who presents a chain in Microsoft's stead, if somebody does: its root is neither a public one nor one that the user
/// gave with `--anchors`. Mozilla's list is not the only public one, and the root may not be seen at all: it is none of
/// Microsoft's only if the name of its authority is that of no organisation that has a public root.
pub(super) fn by(host: &str, chain: &PresentedChain, walk: &Walk) -> Option<Intercepted> {
    let leaf = chain.leaf()?;
    let path = &walk.path;
    // A link that does not hold leads to somebody of the same name.
    let broken = path.faults.iter().filter_map(|fault| match fault.position {
        Position::Link(index) if fault.code == "issuer-key-mismatch" => Some(index),
        _ => None,
    });
    let broken = broken.min();
    let end = broken.unwrap_or(path.end.index);
    let last = &path.certificates.get(end)?.cert;
    let given = path.end.stores.iter().any(|store| !trust::SOURCES.iter().any(|source| source.name == store));
    let foreign = match path.end.kind {
        EndKind::Anchored if broken.is_none() => {
            !path.end.public && !given && !trust::is_of_public_authority(&last.subject)
        }
        EndKind::RootUntrusted if broken.is_none() => {
            !trust::is_public(last) && !trust::is_of_public_authority(&last.subject)
        }
        EndKind::Stopped => false,
        _ => !trust::is_of_public_authority(&last.issuer),
    };
    let root = if end == 0 { leaf.issuer.text.clone() } else { last.label() };
    foreign.then(|| Intercepted { host: host.to_owned(), issuer: leaf.issuer.text.clone(), root })
}

/// The same for what a probe of one of Microsoft's endpoints saw.
pub(super) fn at(endpoint: &Endpoint, seen: &Observation) -> Option<Intercepted> {
    let host = endpoint.host.as_deref().filter(|_| endpoint.microsoft)?;
    by(host, &seen.presented, seen.walk.as_ref()?)
}
