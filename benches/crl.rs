//! A revocation list of half a million entries: how long it takes to read it and to find its last entry, against the
//! time of hashing it, and how much memory it holds at most beyond its own bytes.
//!
//! The goal is 3 times the hash, and 1.2 times the size. `cargo bench --bench crl`

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "support/rounds.rs"]
#[allow(dead_code)]
mod rounds;

use std::{
    fs,
    hint::black_box,
    time::{Duration, Instant},
};

use chaincheck::x509::{container, crl::Crl, parse};

/// Entries of the list.
const ENTRIES: usize = 500_000;

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().take_while(|b| **b == 0).count()..];
    let mut out = vec![tag];
    match content.len() {
        n if n < 0x80 => out.push(n as u8),
        _ => {
            out.push(0x80 | significant.len() as u8);
            out.extend(significant);
        }
    }
    out.extend(content);
    out
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

fn serial(number: usize) -> Vec<u8> {
    let mut serial = vec![0x11; 16];
    serial[8..].copy_from_slice(&(number as u64).to_be_bytes());
    serial
}

/// A list whose entries look like those of a public authority: 16 bytes of serial number, a time, a reason.
fn list() -> Vec<u8> {
    let reason = sequence(&[&sequence(&[&element(6, &[0x55, 0x1d, 21]), &element(4, &[0x0a, 1, 1])])]);
    let date = element(0x17, b"261101000000Z");
    let entries: Vec<u8> = (0..ENTRIES).flat_map(|n| sequence(&[&element(2, &serial(n)), &date, &reason])).collect();
    let algorithm = sequence(&[&element(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]);
    let attribute = sequence(&[&element(6, &[0x55, 4, 3]), &element(0x0c, b"Contoso Issuing")]);
    let name = sequence(&[&element(0x31, &attribute)]);
    let next = element(0x17, b"261201000000Z");
    let tbs = sequence(&[&element(2, &[1]), &algorithm, &name, &date, &next, &element(0x30, &entries)]);
    sequence(&[&tbs, &algorithm, &element(3, &[0; 71])])
}

fn fastest<T>(mut work: impl FnMut() -> T) -> Duration {
    let once = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    // The fastest counts: everything else is what the machine did besides.
    (0..rounds::rounds(20)).map(once).min().unwrap()
}

fn main() {
    let der = list();
    let size = der.len();
    let last = serial(ENTRIES - 1);
    let hash = fastest(|| parse::sha256(&der));

    // Sets the peak back to what is resident now: the bytes of the list among it.
    let resets = fs::write("/proc/self/clear_refs", "5").is_ok();
    let held = status("VmRSS:");
    let crl = Crl::new(container::read_owned(der).crls.remove(0)).unwrap();
    let issuer = crl.issuer.clone();
    let listed = crl.find(&last, &issuer);
    // What came on top is what reading and searching take.
    let extra = held.zip(status("VmHWM:")).filter(|_| resets).map(|(held, peak)| peak.saturating_sub(held));
    assert_eq!((listed.unwrap().reason, crl.count), (Some(1), ENTRIES));

    let search = fastest(|| crl.find(&last, &issuer));
    let scan = fastest(|| crl.entries().filter(|e| e.is_ok_and(|e| e.unknown_critical.is_none())).count());
    let ratio = |time: Duration| time.as_secs_f64() / hash.as_secs_f64();
    println!("list of {ENTRIES} entries, {:.1} MB", size as f64 / 1e6);
    println!("SHA-256 of it            {hash:>10.2?}");
    println!("finding the last entry   {search:>10.2?}   {:.2} times the hash (goal 3)", ratio(search));
    println!("reading every entry      {scan:>10.2?}   {:.2} times the hash", ratio(scan));
    println!("reading and one search   {:>10.2?}   {:.2} times the hash", scan + search, ratio(scan + search));
    match extra {
        Some(extra) => {
            println!("memory at most           {:.3} times its size (goal 1.2)", (size + extra) as f64 / size as f64);
        }
        None => println!("memory at most           not measured: this system tells no peak"),
    }
}

/// A line of `/proc/self/status` in bytes; `None` where there is no such file.
fn status(name: &str) -> Option<usize> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|l| l.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse::<usize>().ok().map(|kib| kib * 1024)
}
