//! Certificates that are refused wherever they stand on a path, whatever else would make them good.

use std::collections::HashMap;

/// Refused certificates by digests of them: what a digest is of, the reader of the list knows.
#[derive(Debug, Clone, Default)]
pub struct Distrusted {
    lists: Vec<String>,
    digests: HashMap<Vec<u8>, usize>,
}

impl Distrusted {
    /// Adds a digest that a list names.
    pub fn add(&mut self, digest: Vec<u8>, list: &str) {
        let place = self.lists.iter().position(|l| l == list).unwrap_or_else(|| {
            self.lists.push(list.to_owned());
            self.lists.len() - 1
        });
        self.digests.entry(digest).or_insert(place);
    }

    /// The list that names a digest.
    pub fn listed(&self, digest: &[u8]) -> Option<&str> {
        self.digests.get(digest).map(|place| self.lists[*place].as_str())
    }

    /// The number of digests.
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether nothing is refused.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }
}
