//! What a further store says of a chain (`--also`).

use crate::{
    model::{Beside, EndKind, Trust, Walk},
    trust::Also,
};

/// The verdict of a store by its walk: of what was sent, as the deciding store's.
///
/// A store that names roots by digest may well trust a root that was neither sent nor is known from elsewhere: a path
/// that only lacks its end is unknown to it, not untrusted. Where `decided`, the deciding walk, found the root, it is
/// known, and the list does not name it. Revocation was asked about the certificates of the deciding path: where nothing
/// but that stands against another path, it is unknown too.
pub(super) fn verdict(also: &Also, walk: Option<&Walk>, decided: Option<&Walk>) -> Beside {
    let Some(walk) = walk else {
        return Beside { store: also.name.clone(), trust: Trust::Unknown, because: None };
    };
    let mut deciding = walk.path.faults.iter().filter(|fault| fault.decides);
    let unseen = walk.trust == Trust::Untrusted && deciding.all(|fault| fault.code == "issuer-unknown");
    let found = decided.is_some_and(|walk| walk.path.end.kind == EndKind::Anchored);
    let unasked = walk.trust == Trust::Untrusted
        && decided.is_some_and(|walk| walk.trust == Trust::Trusted)
        && walk.path.faults.iter().all(|fault| !fault.decides || fault.code == "revocation-unknown");
    let unknown = (unseen && !found && also.names_roots()) || unasked;
    let trust = if unknown { Trust::Unknown } else { walk.trust };
    Beside { store: also.name.clone(), trust, because: walk.broken().map(|fault| fault.code) }
}
