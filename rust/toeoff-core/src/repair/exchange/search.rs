//! The best sequence of "keep" and "exchange": a second-order Viterbi search, where each pair of frames predicts the
//! next one at constant velocity.
//!
//! The cost of three frames does not change when all three are exchanged, so it is kept by what changed between them.
//! Which of the two smooth legs is the left one is decided by a small cost on each exchanged frame: the pose model is
//! right more often than not.

use super::Seen;
use crate::body::Joint;
use crate::simd;

/// Prediction error that costs as much as one change, leg lengths. About 25 mm: above the jitter of pose models
/// (8-15 mm), below the distance of the legs for most of a stride.
pub const PREDICTION_ERROR: f64 = 0.03;
/// Cost of one change between "keep" and "exchange", in prediction errors.
const CHANGE_COST: f64 = 1.0;
/// Cost of a second in the exchanged state, in prediction errors: the pose model is right more often than not, and where
/// the legs pass each other, or behind frames that constant velocity cannot bridge, nothing else may tell. Exchanges of
/// up to a third of a second cost less than the two jumps at their ends. With 60 more frames of simulated exchanges and
/// strays end up wrong, with 3 more where strays are many.
const DOUBT_PER_S: f64 = 30.0;
/// Cost of a point that appears or disappears, in prediction errors: where one leg alone is seen, it stays the same leg.
const APPEARANCE_COST: f64 = 1.0;
/// Largest cost of one point in one frame, so that an absurd coordinate cannot drown the others.
const POINT_COST_MAXIMUM: f64 = 100.0;

/// Points of a leg.
const POINTS: usize = Joint::LEG.len();
/// x of each point of a leg against the hip, then y, in units of [`PREDICTION_ERROR`] leg lengths; NaN = not seen.
pub type Leg = [[f64; POINTS]; 2];

/// Cost of the third frame of three, `[second changed][third changed]`.
pub type Cost = [[f64; 2]; 2];

/// Costs of every three neighbouring frames.
pub fn costs(chain: &[Seen], points: usize) -> Vec<Cost> {
    let mut costs = vec![[[0.0; 2]; 2]; chain.len().saturating_sub(2)];
    fill_costs(chain, points, &mut costs);
    costs
}

simd::widest! {
    fn fill_costs(chain: &[Seen], points: usize, costs: &mut [Cost]) -> () = fill_costs_here;
}

#[inline(always)]
fn fill_costs_here(chain: &[Seen], points: usize, costs: &mut [Cost]) {
    for (three, of_three) in chain.windows(3).zip(costs) {
        *of_three = cost([&three[0], &three[1], &three[2]], points);
    }
}

/// The mean over a leg's points, both legs together.
#[inline(always)]
pub fn cost(three: [&Seen; 3], points: usize) -> Cost {
    let stretch = stretch(three);
    let [a, b, c] = three.map(|seen| &seen.legs);
    // `leg(s, i, j)`: leg s of the third frame follows legs i and j of the second and first.
    let leg = |s: usize, i: usize, j: usize| leg_cost(&a[j], &b[i], &c[s], stretch);
    let both = |left: [f64; POINTS], right: [f64; POINTS]| {
        let [p, q, r, t] = [left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3]];
        ((p + q) + (r + t)) / points as f64
    };
    let kept = [both(leg(0, 0, 0), leg(1, 1, 1)), both(leg(0, 1, 1), leg(1, 0, 0))];
    let changed = [both(leg(0, 0, 1), leg(1, 1, 0)), both(leg(0, 1, 0), leg(1, 0, 1))];
    [kept, changed]
}

/// Time from the second to the third frame, as a part of that from the first to the second.
#[inline(always)]
pub fn stretch(three: [&Seen; 3]) -> f64 {
    (three[2].time_s - three[1].time_s) / (three[1].time_s - three[0].time_s)
}

/// Distances of a leg's points in a third frame from where constant velocity puts them. A point missing in the first
/// frame costs nothing, one missing in the second or third alone [`APPEARANCE_COST`].
#[inline(always)]
fn leg_cost(a: &Leg, b: &Leg, c: &Leg, stretch: f64) -> [f64; POINTS] {
    let mut each = [0.0; POINTS];
    for i in 0..POINTS {
        let x = (c[0][i] - b[0][i]) - (b[0][i] - a[0][i]) * stretch;
        let y = (c[1][i] - b[1][i]) - (b[1][i] - a[1][i]) * stretch;
        let distance = (x * x + y * y).sqrt();
        let bounded = if distance < POINT_COST_MAXIMUM { distance } else { POINT_COST_MAXIMUM };
        let seen = if distance.is_nan() { 0.0 } else { bounded };
        each[i] = if b[0][i].is_nan() != c[0][i].is_nan() { APPEARANCE_COST } else { seen };
    }
    each
}

/// Which frames of a chain are exchanged, given the costs of every three neighbours.
pub fn states(chain: &[Seen], costs: &[Cost]) -> Vec<bool> {
    let n = chain.len();
    let duration_s = |t: usize| chain[t].time_s - chain[t - 1].time_s;
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
