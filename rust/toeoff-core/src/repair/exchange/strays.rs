//! Frames that fit the legs neither as they are nor exchanged: blends of both legs, jumps to another runner.
//!
//! One such frame makes the search lose the legs: behind it nothing tells any more which leg is which. So it is taken
//! out, and the frames around it are compared with each other.

use std::ops::Range;

use pulp::Simd;

use super::search::{self, Cost, Leg};
use super::{Seen, is_near};
use crate::{simd, stats};

/// A frame is suspect when even its best cost exceeds this many times the third quartile of all. Of 87 motion-capture
/// runs at 24-60 fps with up to 15 mm of noise 95 % have no frame above 2.5 times; of blends of both legs, 2 % of the
/// places and one to three frames each, none then costs the legs their names at 60 and 120 fps, and 1 % of the frames
/// are misnamed at 24 and 30 fps. Without this, a third of all frames is.
const QUARTILES: f64 = 3.0;
/// Costs below this are no reason to take a frame out: legs are still told apart by them, prediction errors.
const COST_MINIMUM: f64 = 4.0;

/// With more strays than this part of the frames there are no legs to follow, and none is taken out.
const STRAYS_MAXIMUM: f64 = 0.25;

/// Frames that are taken out at once at most. Longer strays go in several rounds.
const BLOCK_MAXIMUM: usize = 4;
/// Frames on either side of a suspect over which the chain is compared with and without it.
const AROUND: usize = BLOCK_MAXIMUM + 2;

/// A chain without its strays, worst first, each judged again after its neighbours are gone, with the costs of every
/// three neighbours that are left; None when it has none, or more than [`STRAYS_MAXIMUM`].
pub fn without(chain: &[Seen], costs: &[Cost], points: usize) -> Option<(Vec<Seen>, Vec<Cost>)> {
    let least: Vec<f64> = costs.iter().map(lowest).collect();
    if least.iter().all(|c| *c <= COST_MINIMUM) {
        return None;
    }
    let bound = COST_MINIMUM.max(QUARTILES * stats::quantile(least.iter().copied(), 0.75));
    let mut kept: Vec<&Seen> = chain.iter().collect();
    let mut costs = costs.to_vec();
    // What every three neighbours say for a stray among them.
    let mut speaks: Vec<f64> =
        least.iter().zip(chain.windows(3)).map(|(c, w)| c * weight([&w[0], &w[1], &w[2]])).collect();
    loop {
        let most = largest(&speaks);
        let Some(i) = speaks.iter().rposition(|cost| *cost == most && most > bound) else {
            return (kept.len() < chain.len()).then(|| (kept.into_iter().copied().collect(), costs));
        };
        let block = cheapest_block(&kept, &speaks, i, points);
        kept.drain(block.clone());
        if kept.len() as f64 <= (1.0 - STRAYS_MAXIMUM) * chain.len() as f64 {
            return None;
        }
        let first = block.start.min(speaks.len() - block.len());
        speaks.drain(first..first + block.len());
        costs.drain(first..first + block.len());
        close(&kept, &mut costs, &mut speaks, block.start, points);
    }
}

simd::widest! {
    /// The largest cost; minus infinity without any.
    fn largest(costs: &[f64]) -> f64 = largest_here;
}

#[inline(always)]
fn largest_here(costs: &[f64]) -> f64 {
    let (lanes, rest) = costs.as_chunks::<8>();
    let mut most = [f64::NEG_INFINITY; 8];
    for lane in lanes {
        for i in 0..8 {
            most[i] = if lane[i] > most[i] { lane[i] } else { most[i] };
        }
    }
    rest.iter().chain(&most).fold(f64::NEG_INFINITY, |most, cost| if *cost > most { *cost } else { most })
}

simd::registers! {
    /// What the neighbours cost, and say, that a block before `start` came between.
    fn close(
        kept: &[&Seen], costs: &mut [Cost], speaks: &mut [f64], start: usize, points: usize,
    ) -> () = close_here;
}

#[inline(always)]
fn close_here<S: Simd>(simd: S, kept: &[&Seen], costs: &mut [Cost], speaks: &mut [f64], start: usize, points: usize) {
    for j in start.saturating_sub(2)..start.min(speaks.len()) {
        let three = [kept[j], kept[j + 1], kept[j + 2]];
        costs[j] = search::cost(simd, three, points);
        speaks[j] = lowest(&costs[j]) * weight(three);
    }
}

simd::registers! {
    /// The frames, among them one of the three from `i` on, without which the chain around them costs least.
    fn cheapest_block(kept: &[&Seen], speaks: &[f64], i: usize, points: usize) -> Range<usize> = cheapest_block_here;
}

#[inline(always)]
fn cheapest_block_here<S: Simd>(simd: S, kept: &[&Seen], speaks: &[f64], i: usize, points: usize) -> Range<usize> {
    let (from, to) = (i.saturating_sub(AROUND), kept.len().min(i + 3 + AROUND));
    let mut cheapest = (f64::INFINITY, i..i + 1);
    for length in 1..=BLOCK_MAXIMUM {
        for start in i.saturating_sub(length - 1)..=i + 2 {
            let end = start + length;
            if end > kept.len() {
                continue;
            }
            // Every three neighbours when the block is gone: those before it, the two that close over it, those after.
            let closing = from.max(start.saturating_sub(2))..start.min((to - length).saturating_sub(2));
            let before = &speaks[from..closing.start];
            let after = &speaks[end.min(speaks.len())..to.saturating_sub(2).max(end.min(speaks.len()))];
            let mut rest = 0.0;
            for cost in before {
                rest += cost;
            }
            let mut least = rest + COST_MINIMUM * length as f64;
            for cost in after {
                least += cost;
            }
            // Already more than the cheapest, rounding aside.
            if least * (1.0 - 1e-9) > cheapest.0 {
                continue;
            }
            for j in closing {
                let second = if j + 1 < start { j + 1 } else { end };
                let third = if j + 1 < start { end } else { end + 1 };
                rest += speaks_for_a_stray(simd, [kept[j], kept[second], kept[third]], points);
            }
            for cost in after {
                rest += cost;
            }
            rest += COST_MINIMUM * length as f64;
            if rest.total_cmp(&cheapest.0).is_lt() {
                cheapest = (rest, start..end);
            }
        }
    }
    cheapest.1
}

/// The cost of three frames as far as it speaks for a stray among them.
#[inline(always)]
fn speaks_for_a_stray<S: Simd>(simd: S, three: [&Seen; 3], points: usize) -> f64 {
    lowest(&search::cost(simd, three, points)) * weight(three)
}

/// The cost of the best choice.
#[inline(always)]
fn lowest(cost: &Cost) -> f64 {
    let [[a, b], [c, d]] = *cost;
    a.min(b).min(c.min(d))
}

/// Part of a cost that speaks for a stray: at constant acceleration constant velocity is further off over a longer step
/// to the third frame, and over a break it says nothing.
#[inline(always)]
fn weight(three: [&Seen; 3]) -> f64 {
    if !(is_near(three[0], three[1]) && is_near(three[1], three[2])) {
        return 0.0;
    }
    let stretch = search::stretch(three);
    1.0 / (stretch * (1.0 + stretch) / 2.0).max(1.0)
}

/// Strays of a chain that lie nearer to the straight line between the frames around them when they are exchanged.
/// `whole` are those frames with their legs put back.
pub fn exchanged(chain: &[Seen], whole: &[Seen]) -> Vec<usize> {
    let mut frames = Vec::new();
    for pair in whole.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let first = chain.partition_point(|s| s.frame <= before.frame);
        let between = chain[first..].iter().take_while(|s| s.frame < after.frame);
        for stray in between {
            let part = (stray.time_s - before.time_s) / (after.time_s - before.time_s);
            let off = |exchange: usize| -> f64 {
                let sides = before.legs.iter().zip(&after.legs).enumerate();
                sides.map(|(side, (b, a))| off_line(b, a, part, &stray.legs[side ^ exchange])).sum()
            };
            if off(1) < off(0) {
                frames.push(stray.frame);
            }
        }
    }
    frames
}

/// Distances of a leg's points from the line between two others; a missing point costs nothing.
fn off_line(before: &Leg, after: &Leg, part: f64, leg: &Leg) -> f64 {
    let distance = |i: usize| {
        let off = |before: f64, after: f64, at: f64| before + part * (after - before) - at;
        let (x, y) = (off(before.x[i], after.x[i], leg.x[i]), off(before.y[i], after.y[i], leg.y[i]));
        (x * x + y * y).sqrt()
    };
    let is_seen = |i: &usize| before.seen[*i] * after.seen[*i] * leg.seen[*i] > 0.0;
    (0..search::POINTS).filter(is_seen).map(distance).sum()
}
