//! Legs that the pose model mixed up, put back.
//!
//! A pose model now and then gives the left leg's points to the right leg and the reverse, all of them at once. A leg
//! moves smoothly, so the exchange shows as a jump of both legs. The best sequence of "keep" and "exchange" over all
//! frames is found by a second-order Viterbi search: each pair of frames predicts the next one at constant velocity.
//!
//! Staying exchanged costs a little, so that a stretch whose ends both lie where the legs cross is left as it is.

use crate::body::{Body, Joint, Side};

/// Prediction error that costs as much as one change, leg lengths. About 25 mm: above the jitter of pose models
/// (8-15 mm), below the distance of the legs for most of a stride.
const PREDICTION_ERROR: f64 = 0.03;
/// Cost of one change between "keep" and "exchange", in prediction errors.
const CHANGE_COST: f64 = 1.0;
/// Cost of a second in the exchanged state, in prediction errors: the pose model is right more often than not, and where
/// the legs pass each other nothing else may tell. Short enough exchanges, of up to a third of a second, cost less than
/// the two jumps at their ends.
const DOUBT_PER_S: f64 = 30.0;
/// Cost of a point that appears or disappears, in prediction errors: where one leg alone is seen, it stays the same leg.
const APPEARANCE_COST: f64 = 1.0;
/// Largest cost of one point in one frame, so that an absurd coordinate cannot drown the others.
const POINT_COST_MAXIMUM: f64 = 100.0;
/// Longest time without a usable frame over which a leg is followed, s. The legs trade places every 0.25-0.4 s, so
/// constant velocity predicts nothing beyond.
const BRIDGE_S: f64 = 0.10;

/// Points of a leg.
const POINTS: usize = Joint::LEG.len();
/// x of each point of a leg against the hip, then y, in units of [`PREDICTION_ERROR`] leg lengths; NaN = not seen.
type Leg = [[f64; POINTS]; 2];

/// A frame in which something of the legs is seen.
struct Seen {
    frame: usize,
    time_s: f64,
    legs: [Leg; 2],
}

/// Puts exchanged legs (knee, ankle, heel and toe; never the hips) back and returns the number of frames changed.
///
/// Works on raw points, missing ones included, and must run before gaps are filled: a filled gap next to an exchanged
/// frame runs from one leg to the other. Which of the two smooth legs is the left one is decided by the longer time in
/// each stretch without gaps longer than 0.1 s: the pose model is right more often than not.
pub fn exchange_legs(body: &mut Body) -> usize {
    let per_unit = 1.0 / (PREDICTION_ERROR * body.leg_length());
    if !(per_unit.is_finite() && per_unit > 0.0) {
        return 0;
    }
    let mut seen = Vec::with_capacity(body.n_frames());
    seen.extend((0..body.n_frames()).filter_map(|frame| legs(body, frame, per_unit)));
    let known = |point: &usize| seen.iter().any(|s| s.legs.iter().any(|[x, _]| x[*point].is_finite()));
    let points = (0..POINTS).filter(known).count();
    let mut exchanged = 0;
    for chain in seen.chunk_by(|a, b| b.time_s - a.time_s <= BRIDGE_S) {
        // A leg that is seen alone, such as the near one digitised by hand, has nothing to be exchanged with.
        let is_seen = |side: usize| chain.iter().any(|s| s.legs[side].iter().any(|p| p[0].is_finite()));
        if !(is_seen(0) && is_seen(1)) {
            continue;
        }
        for (s, _) in chain.iter().zip(states(chain, points)).filter(|(_, exchange)| *exchange) {
            for joint in Joint::LEG {
                body.exchange(s.frame, joint);
            }
            exchanged += 1;
        }
    }
    exchanged
}

/// The legs of a frame, or None when no hip or nothing of the legs is seen.
fn legs(body: &Body, frame: usize, per_unit: f64) -> Option<Seen> {
    let hip = body.hip(frame);
    let leg = |side| {
        let points = Joint::LEG.map(|joint| body.point(frame, side, joint));
        [0, 1].map(|d| points.map(|p| (p[d] - hip[d]) * per_unit))
    };
    let legs: [Leg; 2] = Side::BOTH.map(leg);
    let any = legs.iter().flat_map(|[x, _]| x).any(|x| x.is_finite());
    any.then(|| Seen { frame, time_s: body.time_s[frame], legs })
}

/// Which frames of a chain are exchanged: the cheapest path over the states of two neighbouring frames.
fn states(chain: &[Seen], points: usize) -> Vec<bool> {
    let n = chain.len();
    let doubt = |t: usize| DOUBT_PER_S * (chain[t].time_s - chain[t - 1].time_s);
    // best[2 * p + s]: cheapest way to a frame in state s (1: exchanged) behind one in state p.
    let mut best: [f64; 4] = std::array::from_fn(|i| {
        let (p, s) = (i / 2, i % 2);
        if n < 2 { s as f64 } else { (p ^ s) as f64 * CHANGE_COST + (p + s) as f64 * doubt(1) }
    });
    let mut from = vec![[0u8; 4]; n];
    for t in 2..n {
        let cost = triple_costs(&chain[t - 2..=t], points);
        let mut next = [0.0; 4];
        for (i, next) in next.iter_mut().enumerate() {
            let (b, c) = (i / 2, i % 2);
            let ways = [0, 1].map(|a: usize| best[2 * a + b] + cost[a ^ b][b ^ c]);
            let a = usize::from(ways[1] < ways[0]);
            from[t][i] = a as u8;
            *next = ways[a] + (b ^ c) as f64 * CHANGE_COST + c as f64 * doubt(t);
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

/// Cost of the third frame of three, `[second changed][third changed]`: the mean over a leg's points, both legs
/// together.
fn triple_costs(frames: &[Seen], points: usize) -> [[f64; 2]; 2] {
    let stretch = (frames[2].time_s - frames[1].time_s) / (frames[1].time_s - frames[0].time_s);
    let mut cost = [[0.0; 2]; 2];
    for (first_change, row) in cost.iter_mut().enumerate() {
        for (second_change, cost) in row.iter_mut().enumerate() {
            for side in 0..2 {
                let c = &frames[2].legs[side];
                let b = &frames[1].legs[side ^ second_change];
                let a = &frames[0].legs[side ^ second_change ^ first_change];
                *cost += leg_cost(a, b, c, stretch);
            }
            *cost /= points as f64;
        }
    }
    cost
}

/// Distances of a leg's points in a third frame from where constant velocity puts them. A point missing in the first
/// frame costs nothing, one missing in the second or third alone [`APPEARANCE_COST`].
#[inline]
fn leg_cost(a: &Leg, b: &Leg, c: &Leg, stretch: f64) -> f64 {
    let each: [f64; POINTS] = std::array::from_fn(|i| {
        let [x, y] = [0, 1].map(|d| (c[d][i] - b[d][i]) - (b[d][i] - a[d][i]) * stretch);
        let distance = (x * x + y * y).sqrt();
        let bounded = if distance < POINT_COST_MAXIMUM { distance } else { POINT_COST_MAXIMUM };
        let seen = if distance.is_nan() { 0.0 } else { bounded };
        if b[0][i].is_nan() != c[0][i].is_nan() { APPEARANCE_COST } else { seen }
    });
    each.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic;

    fn exchange(body: &mut Body, frames: impl IntoIterator<Item = usize>) {
        for frame in frames {
            Joint::LEG.into_iter().for_each(|joint| body.exchange(frame, joint));
        }
    }

    /// NaN equals NaN here.
    fn is_same(a: &Body, b: &Body) -> bool {
        a.xy.iter().zip(&b.xy).all(|(x, y)| x == y || (x.is_nan() && y.is_nan())) && a.score == b.score
    }

    #[test]
    fn exchanged_legs_come_back_exactly_at_every_frame_rate() {
        for rate_hz in [24.0, 30.0, 60.0, 120.0, 240.0] {
            let truth = synthetic::runner(2 * rate_hz as usize, rate_hz, 0.7);
            let mut body = truth.clone();
            // Runs of one to five frames, a third of all.
            let wrong: Vec<usize> = (4..body.n_frames()).filter(|f| (f * f / 7) % 3 == 0).collect();
            exchange(&mut body, wrong.iter().copied());
            assert_eq!(exchange_legs(&mut body), wrong.len(), "{rate_hz} fps");
            assert!(is_same(&body, &truth), "{rate_hz} fps");
            assert_eq!(exchange_legs(&mut body), 0, "a second pass finds nothing");
        }
    }

    #[test]
    fn exchanges_are_found_without_feet_and_beside_missing_points() {
        let mut truth = synthetic::runner(90, 60.0, 0.7);
        for frame in 0..90 {
            for side in Side::BOTH {
                truth.clear_point(frame, side, Joint::Heel);
                truth.clear_point(frame, side, Joint::Toe);
            }
        }
        for frame in [12, 13, 40, 41, 42, 70] {
            truth.clear_point(frame, Side::Right, Joint::Knee);
            truth.clear_point(frame, Side::Right, Joint::Ankle);
        }
        truth.clear_point(55, Side::Left, Joint::Hip);
        let mut body = truth.clone();
        exchange(&mut body, [10, 11, 12, 13, 30, 41, 54, 55, 71]);
        assert_eq!(exchange_legs(&mut body), 9);
        assert!(is_same(&body, &truth));
    }

    #[test]
    fn the_majority_names_the_legs_in_each_stretch_between_gaps() {
        let mut truth = synthetic::runner(100, 50.0, 0.7);
        for frame in 50..60 {
            Joint::LEG.into_iter().for_each(|j| Side::BOTH.into_iter().for_each(|s| truth.clear_point(frame, s, j)));
        }
        let mut body = truth.clone();
        exchange(&mut body, (0..20).chain(65..80));
        assert_eq!(exchange_legs(&mut body), 35);
        assert!(is_same(&body, &truth));
    }

    #[test]
    fn a_leg_seen_alone_stays_where_it_is_however_noisy() {
        let mut body = synthetic::runner(120, 60.0, 0.7);
        for frame in 0..120 {
            Joint::LEG.into_iter().for_each(|j| body.clear_point(frame, Side::Left, j));
            let [x, y] = body.point(frame, Side::Right, Joint::Ankle);
            let jump = 0.2 * body.leg_length() * [1.0, -1.0][frame % 2];
            body.set_point(frame, Side::Right, Joint::Ankle, [x + jump, y]);
        }
        let before = body.clone();
        assert_eq!(exchange_legs(&mut body), 0);
        assert!(is_same(&body, &before));
    }

    #[test]
    fn garbage_is_left_alone() {
        for n in 0..4 {
            assert_eq!(exchange_legs(&mut synthetic::runner(n, 60.0, 0.7)), 0);
        }
        for value in [f64::NAN, 0.0, 1e300, f64::INFINITY] {
            let mut body = synthetic::runner(30, 60.0, 0.7);
            body.xy.fill(value);
            assert_eq!(exchange_legs(&mut body), 0, "{value}");
        }
    }
}
