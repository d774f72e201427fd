//! What on a computer stops the sign-in (KB 2604176). Every rule speaks of what the snapshot tells; what it does not tell
//! is listed as unknown elsewhere, and is never a finding.

pub(super) mod assistant;
