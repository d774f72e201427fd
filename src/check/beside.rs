//! What a further store says of a chain (`--also`).

use crate::{
    model::{Beside, Trust, Walk},
    trust::Also,
};

/// The verdict of a store by its walk.
///
/// A store that names roots by digest may well trust a root that was neither sent nor is known from elsewhere: a path
/// that only lacks its end is unknown to it, not untrusted.
pub(super) fn verdict(also: &Also, walk: Option<&Walk>) -> Beside {
    let Some(walk) = walk else {
        return Beside { store: also.name.clone(), trust: Trust::Unknown, because: None };
    };
    let mut deciding = walk.path.faults.iter().filter(|fault| fault.decides);
    let unseen = walk.trust == Trust::Untrusted && deciding.all(|fault| fault.code == "issuer-unknown");
    let trust = if unseen && also.names_roots() { Trust::Unknown } else { walk.trust };
    Beside { store: also.name.clone(), trust, because: walk.broken().map(|fault| fault.code) }
}
