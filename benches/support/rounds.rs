//! Two things timed by turns, so that whatever else the machine does meets both alike.

use std::time::{Duration, Instant};

/// Whether `cargo bench` asks; anybody else gets a few rounds, to see that it works.
pub fn rounds(wanted: usize) -> usize {
    if std::env::args().any(|arg| arg == "--bench") { wanted } else { 3 }
}

/// The median times of two things over many rounds, after one that is not counted. What they return is dropped outside
/// the time.
pub fn medians<A, B>(rounds: usize, mut one: impl FnMut() -> A, mut other: impl FnMut() -> B) -> (Duration, Duration) {
    one();
    other();
    let mut times: [Vec<Duration>; 2] = Default::default();
    for _ in 0..rounds {
        times[0].push(timed(&mut one));
        times[1].push(timed(&mut other));
    }
    let [one, other] = times.map(median);
    (one, other)
}

fn timed<T>(work: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let done = work();
    let elapsed = start.elapsed();
    drop(done);
    elapsed
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
