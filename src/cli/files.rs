//! How many files the system lets this process open, which bounds the connections at once.

/// Files that are no connection: the standard streams, the runtime's own, hosts file and resolver configuration, those
/// written to.
const OTHERS: usize = 24;

/// How many connections, and how many questions to name servers, there are files for at once if so many are wanted. The
/// limit of the process is raised for them as far as it may raise it.
pub fn at_once(connections: usize, questions: usize) -> (usize, usize) {
    let needed = connections.saturating_add(questions).saturating_add(OTHERS);
    // Where the limit is not known, nothing is gained by thinking it low.
    let allowed = rlimit::increase_nofile_limit(needed as u64).map_or(needed, |limit| limit as usize);
    share(allowed, connections, questions)
}

/// All that is wanted, or half for each.
fn share(allowed: usize, connections: usize, questions: usize) -> (usize, usize) {
    let free = allowed.saturating_sub(OTHERS);
    let questions = questions.min(free / 2).max(1);
    (connections.min(free.saturating_sub(questions)).max(1), questions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_are_files_for() {
        for (allowed, connections, shared) in [
            (1024, 256, (256, 256)),
            (1024, 5000, (744, 256)),
            (64, 256, (20, 20)),
            (8, 256, (1, 1)),
            (1024, 1, (1, 256)),
        ] {
            assert_eq!(share(allowed, connections, 256), shared, "{allowed} files, {connections} connections");
        }
    }
}
