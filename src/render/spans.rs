//! Many addresses in few words: neighbours become a span, `203.0.113.11-29`.

use std::net::Ipv4Addr;

/// Fewer neighbours than this are named one by one.
const LEAST: usize = 3;

/// The first few addresses or spans of them, and how many addresses there are beyond. Names that are no IPv4 address stand
/// for themselves.
pub fn first(names: &[String], shown: usize) -> (Vec<String>, usize) {
    let spans = spans(names);
    let rest = spans.iter().skip(shown).map(|(_, n)| n).sum();
    (spans.into_iter().take(shown).map(|(text, _)| text).collect(), rest)
}

/// Each name or span, and how many addresses it stands for; in the order given, unless there is a span.
fn spans(names: &[String]) -> Vec<(String, usize)> {
    let single = |name: &String| (name.clone(), 1);
    let mut known: Vec<Ipv4Addr> = names.iter().filter_map(|name| name.parse().ok()).collect();
    known.sort_unstable();
    known.dedup();
    let runs: Vec<&[Ipv4Addr]> = known.chunk_by(|a, b| are_neighbours(*a, *b)).collect();
    if runs.iter().all(|run| run.len() < LEAST) {
        return names.iter().map(single).collect();
    }
    let of_run = |run: &&[Ipv4Addr]| match run {
        [first, .., last] if run.len() >= LEAST => vec![(format!("{first}-{}", last.octets()[3]), run.len())],
        few => few.iter().map(|address| (address.to_string(), 1)).collect(),
    };
    let others = names.iter().filter(|name| name.parse::<Ipv4Addr>().is_err()).map(single);
    runs.iter().flat_map(of_run).chain(others).collect()
}

/// Whether the second follows the first, and only the last number tells them apart.
fn are_neighbours(a: Ipv4Addr, b: Ipv4Addr) -> bool {
    u32::from(a).checked_add(1) == Some(u32::from(b)) && a.octets()[..3] == b.octets()[..3]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(names: &[&str], shown: usize) -> (String, usize) {
        let (named, rest) = first(&names.iter().map(ToString::to_string).collect::<Vec<_>>(), shown);
        (named.join(" "), rest)
    }

    #[test]
    fn neighbours_become_a_span() {
        assert_eq!(all(&["10.0.0.3", "10.0.0.1", "10.0.0.2"], 3), ("10.0.0.1-3".to_owned(), 0));
        assert_eq!(all(&["10.0.0.9", "10.0.0.8"], 3), ("10.0.0.9 10.0.0.8".to_owned(), 0));
        assert_eq!(all(&["10.0.0.254", "10.0.0.255", "10.0.1.0"], 3), ("10.0.0.254 10.0.0.255 10.0.1.0".to_owned(), 0));
        assert_eq!(all(&["10.0.0.1:5061", "10.0.0.2:5061", "10.0.0.3:5061"], 2).1, 1);
    }

    #[test]
    fn what_is_not_named_is_counted() {
        let names = ["2001:db8::1", "10.0.0.7", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"];
        assert_eq!(all(&names, 2), ("10.0.0.1-4 10.0.0.7".to_owned(), 1));
        assert_eq!(all(&names, 1), ("10.0.0.1-4".to_owned(), 2));
        assert_eq!(all(&names, 9), ("10.0.0.1-4 10.0.0.7 2001:db8::1".to_owned(), 0));
        assert_eq!(all(&["255.255.255.255"], 9), ("255.255.255.255".to_owned(), 0));
    }
}
