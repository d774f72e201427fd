//! Who signed what, asked within a limit.
//!
//! What counts towards the limit is each distinct question of one walk, remembered by the run or not: the verdict on a
//! chain must not depend on what was seen before it.

use std::collections::HashMap;

use super::memory::Question;
use crate::x509::signature::Verdict;

/// The questions of one walk about signatures of one kind, with their answers.
#[derive(Debug)]
pub(super) struct Questions {
    /// How many more may be asked.
    left: usize,
    answers: HashMap<Question, Verdict>,
    /// How many answers had to be computed.
    pub computed: usize,
    /// The limit stood in the way of one.
    pub refused: bool,
}

impl Questions {
    /// None asked yet, and at most `limit` to come.
    pub fn new(limit: usize) -> Self {
        Self { left: limit, answers: HashMap::new(), computed: 0, refused: false }
    }

    /// The answer, or `None` where the limit is reached; `find` gives it and whether it was computed.
    pub fn ask(&mut self, question: Question, find: impl FnOnce() -> (Verdict, bool)) -> Option<Verdict> {
        if let Some(verdict) = self.answers.get(&question) {
            return Some(verdict.clone());
        }
        if self.left == 0 {
            self.refused = true;
            return None;
        }
        self.left -= 1;
        let (verdict, computed) = find();
        self.computed += usize::from(computed);
        self.answers.insert(question, verdict.clone());
        Some(verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_again_costs_nothing() {
        let mut questions = Questions::new(2);
        let mut ask = |n: u8, computed| questions.ask(([n; 32], [0; 32]), || (Verdict::Valid, computed));
        assert_eq!([ask(1, true), ask(1, true), ask(2, false)], [const { Some(Verdict::Valid) }; 3]);
        assert_eq!(ask(3, false), None, "remembered elsewhere or not");
        assert_eq!(ask(2, false), Some(Verdict::Valid), "known already");
        assert!(questions.refused && questions.computed == 1);
    }
}
