//! How many files the system lets this process open, which bounds the connections at once.

/// Files that are no connection: the standard streams, the runtime's own, hosts file and resolver configuration, those
/// written to.
const OTHERS: usize = 24;

/// How many connections, questions to name servers and downloads there are files for at once, if so many are wanted. The
/// limit of the process is raised for them as far as it may raise it.
pub fn at_once(wanted: [usize; 3]) -> [usize; 3] {
    let needed = wanted.iter().fold(OTHERS, |sum, one| sum.saturating_add(*one));
    // Where the limit is not known, nothing is gained by thinking it low.
    let allowed = rlimit::increase_nofile_limit(needed as u64).map_or(needed, |limit| limit as usize);
    share(allowed, wanted)
}

/// All that is wanted; where files are few, a third for each of the others.
fn share(allowed: usize, [connections, questions, downloads]: [usize; 3]) -> [usize; 3] {
    let free = allowed.saturating_sub(OTHERS);
    let [questions, downloads] = [questions, downloads].map(|wanted| wanted.min(free / 3).max(1));
    [connections.min(free.saturating_sub(questions + downloads)).max(1), questions, downloads]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_are_files_for() {
        for (allowed, connections, shared) in [
            (1024, 256, [256, 256, 64]),
            (1024, 5000, [680, 256, 64]),
            (64, 256, [14, 13, 13]),
            (8, 256, [1, 1, 1]),
            (1024, 1, [1, 256, 64]),
        ] {
            assert_eq!(share(allowed, [connections, 256, 64]), shared, "{allowed} files, {connections} connections");
        }
    }
}
