//! Damaged files: whatever they hold, the program ends with one of its exit codes and one report each.
//! `CHAINCHECK_LONG=1` tries many more.

use std::{env, fs};

use crate::{
    chains::{Folder, NOW},
    program::run,
};

/// Files in one run of the program.
const BATCH: usize = 200;

#[test]
fn damaged_files_are_reported_and_never_crash() {
    let files = Folder::new();
    let root = files.path("root.pem");
    let text = fs::read(files.path("chain.pem")).unwrap();
    let der: Vec<u8> = files.chain.sent.iter().flat_map(|c| c.to_vec()).collect();
    let batches = if env::var_os("CHAINCHECK_LONG").is_some_and(|v| v == "1") { 250 } else { 1 };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for batch in 0..batches {
        let names: Vec<String> = (0..BATCH)
            .map(|n| {
                let sound = if n % 4 == 0 { &text } else { &der };
                files.write(&format!("damaged-{n}"), damaged(sound, &mut dice))
            })
            .collect();
        let mut args = vec!["verify", "--store", "none", "--anchors", &root, "--at", NOW, "--format", "jsonl"];
        args.extend(names.iter().map(String::as_str));
        let done = run(&args);
        assert!((0..=3).contains(&done.code), "batch {batch}: {}\n{}", done.code, done.err);
        assert!(!done.err.contains("panicked") && !done.err.contains("please report"), "batch {batch}: {}", done.err);
        assert_eq!(done.out.lines().count(), BATCH, "batch {batch}");
        for line in done.out.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
    }
}

/// A copy with a few bytes changed, taken out, put in or doubled.
fn damaged(sound: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => bytes[at] ^= 1 << dice.below(8),
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, dice.below(256) as u8),
            4 => {
                let end = (at + dice.below(64)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ if dice.below(8) == 0 => bytes.truncate(at + 1),
            // Lengths and tags sit where DER has small numbers and powers of two.
            _ => bytes[at] = [0, 0x7f, 0x80, 0x81, 0x84, 0xff][dice.below(6)],
        }
        if bytes.is_empty() {
            bytes.push(0x30);
        }
    }
    bytes
}

/// Xorshift: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}
