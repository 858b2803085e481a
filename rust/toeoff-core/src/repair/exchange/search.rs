//! The best sequence of "keep" and "exchange": a second-order Viterbi search, where each pair of frames predicts the
//! next one at constant velocity.
//!
//! The cost of three frames does not change when all three are exchanged, so it is kept by what changed between them.
//! Which of the two smooth legs is the left one is decided by a small cost on each exchanged frame: the pose model is
//! right more often than not.

use pulp::Simd;

use super::Seen;
use crate::body::Joint;
use crate::simd;

/// Prediction error that costs as much as one change, leg lengths. About 25 mm: above the jitter of pose models
/// (8-15 mm), below the distance of the legs for most of a stride.
pub const PREDICTION_ERROR: f64 = 0.03;
/// Cost of one change between "keep" and "exchange", in prediction errors.
const CHANGE_COST: f64 = 1.0;
/// Cost of a second in the exchanged state, in prediction errors, where the pose model is as sure as usual: it is right
/// more often than not, and where the legs pass each other, or behind frames that constant velocity cannot bridge, nothing
/// else may tell. Exchanges of up to a third of a second cost less than the two jumps at their ends. With 60 more frames of
/// simulated exchanges and strays end up wrong, with 3 more where strays are many.
const DOUBT_PER_S: f64 = 30.0;
/// Cost of a point that appears or disappears, in prediction errors: where one leg alone is seen, it stays the same leg.
const APPEARANCE_COST: f64 = 1.0;
/// Largest cost of one point in one frame, so that an absurd coordinate cannot drown the others.
const POINT_COST_MAXIMUM: f64 = 100.0;

/// Points of a leg.
pub const POINTS: usize = Joint::LEG.len();

/// A leg's points against the hip, in units of [`PREDICTION_ERROR`] leg lengths.
#[derive(Debug, Clone, Copy)]
pub struct Leg {
    /// Along the picture, 0 where not seen.
    pub x: [f64; POINTS],
    /// Across it, likewise.
    pub y: [f64; POINTS],
    /// 1 where seen and 0 where not: a factor, so that no loop over the points branches.
    pub seen: [f64; POINTS],
}

impl Leg {
    /// Of points that are NaN where not seen.
    pub fn new(points: [[f64; 2]; POINTS]) -> Self {
        let is_seen = points.map(|[x, y]| !(x.is_nan() || y.is_nan()));
        let told = |d: usize| std::array::from_fn(|i| if is_seen[i] { points[i][d] } else { 0.0 });
        Self { x: told(0), y: told(1), seen: is_seen.map(f64::from) }
    }

    /// Whether any of its points is seen.
    pub fn is_seen(&self) -> bool {
        self.seen.iter().any(|seen| *seen > 0.0)
    }
}

/// Cost of the third frame of three, `[second changed][third changed]`.
pub type Cost = [[f64; 2]; 2];

/// Costs of every three neighbouring frames.
pub fn costs(chain: &[Seen], points: usize) -> Vec<Cost> {
    let mut costs = vec![[[0.0; 2]; 2]; chain.len().saturating_sub(2)];
    fill_costs(chain, points, &mut costs);
    costs
}

simd::registers! {
    fn fill_costs(chain: &[Seen], points: usize, costs: &mut [Cost]) -> () = fill_costs_here;
}

#[inline(always)]
fn fill_costs_here<S: Simd>(simd: S, chain: &[Seen], points: usize, costs: &mut [Cost]) {
    for (three, of_three) in chain.windows(3).zip(costs) {
        *of_three = cost(simd, [&three[0], &three[1], &three[2]], points);
    }
}

/// The mean over a leg's points, both legs together.
#[inline(always)]
pub fn cost<S: Simd>(simd: S, three: [&Seen; 3], points: usize) -> Cost {
    const { assert!(POINTS.is_multiple_of(S::F64_LANES), "a leg fills whole registers") };
    let stretch = stretch(three);
    let [a, b, c] = three.map(|seen| seen.legs.each_ref());
    let mut sums = [[0.0; POINTS]; 4];
    for lane in 0..POINTS / S::F64_LANES {
        // Each leg of the third frame follows one of the second and one of the first. In full, since a loop would read
        // all of it again.
        let ways = [
            both(simd, [a[0], b[0], c[0]], [a[1], b[1], c[1]], stretch, lane),
            both(simd, [a[1], b[1], c[0]], [a[0], b[0], c[1]], stretch, lane),
            both(simd, [a[1], b[0], c[0]], [a[0], b[1], c[1]], stretch, lane),
            both(simd, [a[0], b[1], c[0]], [a[1], b[0], c[1]], stretch, lane),
        ];
        S::as_mut_simd_f64s(&mut sums[0]).0[lane] = ways[0];
        S::as_mut_simd_f64s(&mut sums[1]).0[lane] = ways[1];
        S::as_mut_simd_f64s(&mut sums[2]).0[lane] = ways[2];
        S::as_mut_simd_f64s(&mut sums[3]).0[lane] = ways[3];
    }
    let mean = |[p, q, r, t]: [f64; POINTS]| ((p + q) + (r + t)) / points as f64;
    [[mean(sums[0]), mean(sums[1])], [mean(sums[2]), mean(sums[3])]]
}

/// Time from the second to the third frame, as a part of that from the first to the second.
#[inline(always)]
pub fn stretch(three: [&Seen; 3]) -> f64 {
    (three[2].time_s - three[1].time_s) / (three[1].time_s - three[0].time_s)
}

/// Distances of a leg's points in a third frame from where constant velocity puts them, for the points of one register.
/// A point missing in the first frame costs nothing, one missing in the second or third alone [`APPEARANCE_COST`].
#[inline(always)]
fn leg_cost<S: Simd>(simd: S, three: [&Leg; 3], stretch: f64, lane: usize) -> S::f64s {
    let [a, b, c] = three;
    let x = off(simd, [&a.x, &b.x, &c.x], stretch, lane);
    let y = off(simd, [&a.y, &b.y, &c.y], stretch, lane);
    let distance = simd.sqrt_f64s(simd.add_f64s(simd.mul_f64s(x, x), simd.mul_f64s(y, y)));
    let bounded = simd.min_f64s(distance, simd.splat_f64s(POINT_COST_MAXIMUM));
    let (a, b, c) = (register::<S>(&a.seen, lane), register::<S>(&b.seen, lane), register::<S>(&c.seen, lane));
    let appeared = simd.mul_f64s(simd.splat_f64s(APPEARANCE_COST), simd.abs_f64s(simd.sub_f64s(b, c)));
    simd.add_f64s(simd.mul_f64s(bounded, simd.mul_f64s(a, simd.mul_f64s(b, c))), appeared)
}

#[inline(always)]
fn both<S: Simd>(simd: S, left: [&Leg; 3], right: [&Leg; 3], stretch: f64, lane: usize) -> S::f64s {
    simd.add_f64s(leg_cost(simd, left, stretch, lane), leg_cost(simd, right, stretch, lane))
}

/// Third coordinates against where constant velocity puts them.
#[inline(always)]
fn off<S: Simd>(simd: S, three: [&[f64; POINTS]; 3], stretch: f64, lane: usize) -> S::f64s {
    let [a, b, c] = three;
    let (a, b, c) = (register::<S>(a, lane), register::<S>(b, lane), register::<S>(c, lane));
    let expected = simd.mul_f64s(simd.sub_f64s(b, a), simd.splat_f64s(stretch));
    simd.sub_f64s(simd.sub_f64s(c, b), expected)
}

#[inline(always)]
fn register<S: Simd>(points: &[f64; POINTS], lane: usize) -> S::f64s {
    S::as_simd_f64s(points).0[lane]
}

/// Which frames of a chain are exchanged, given the costs of every three neighbours.
pub fn states(chain: &[Seen], costs: &[Cost]) -> Vec<bool> {
    let n = chain.len();
    let duration_s = |t: usize| (chain[t].time_s - chain[t - 1].time_s) * chain[t].sureness;
    // best[2 * b + c]: the cheapest way to state c (1 = exchanged) with state b in the frame before.
    let mut best: [f64; 4] = std::array::from_fn(|i| {
        let (b, c) = (i / 2, i % 2);
        (b ^ c) as f64 * CHANGE_COST + (b + c) as f64 * if n > 1 { DOUBT_PER_S * duration_s(1) } else { 1.0 }
    });
    let mut from = vec![[0u8; 4]; n];
    for (t, cost) in (2..n).zip(costs) {
        let doubt = DOUBT_PER_S * duration_s(t);
        let mut next = [0.0; 4];
        for (i, next) in next.iter_mut().enumerate() {
            let (b, c) = (i / 2, i % 2);
            let ways = [0, 1].map(|a| best[2 * a + b] + cost[a ^ b][b ^ c]);
            let a = usize::from(ways[1] < ways[0]);
            from[t][i] = a as u8;
            *next = ways[a] + (b ^ c) as f64 * CHANGE_COST + c as f64 * doubt;
        }
        best = next;
    }
    let mut last = (1..4).fold(0, |least, i| if best[i] < best[least] { i } else { least });
    let mut exchanged = vec![false; n];
    for t in (0..n).rev() {
        exchanged[t] = last % 2 == 1;
        last = 2 * usize::from(from[t][last]) + last / 2;
    }
    exchanged
}
