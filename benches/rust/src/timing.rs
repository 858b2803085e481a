//! Wall-clock times of something short.

use std::time::{Duration, Instant};

/// Batches that are timed, and how long each lasts.
const BATCHES: usize = 31;
const BATCH: Duration = Duration::from_millis(10);

/// Times of one call, µs.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Median over batches.
    pub median_us: f64,
    /// The fastest batch: what the machine does when nobody else uses it.
    pub fastest_us: f64,
    /// Median distance from the median, as a part of it.
    pub spread: f64,
}

/// Times `call` in batches; `check` gets the last answer of each, outside the clock.
pub fn time<T>(call: impl Fn() -> T, mut check: impl FnMut(&T)) -> Times {
    let start = Instant::now();
    check(&call());
    let once = start.elapsed().max(Duration::from_nanos(100));
    let calls = (BATCH.as_secs_f64() / once.as_secs_f64()).ceil() as u32;
    let mut batches = Vec::with_capacity(BATCHES);
    for _ in 0..BATCHES {
        let start = Instant::now();
        for _ in 1..calls {
            std::hint::black_box(call());
        }
        let last = std::hint::black_box(call());
        batches.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(calls));
        check(&last);
    }
    let median_us = median(&mut batches);
    let fastest_us = batches.iter().copied().fold(f64::INFINITY, f64::min);
    let spread = median(&mut batches.iter().map(|b| (b - median_us).abs()).collect::<Vec<_>>()) / median_us;
    Times { median_us, fastest_us, spread }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
