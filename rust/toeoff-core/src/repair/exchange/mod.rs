//! Legs that the pose model mixed up, put back.
//!
//! A pose model now and then gives the left leg's points to the right leg and the reverse, all of them at once. A leg
//! moves smoothly, so the exchange shows as a jump of both legs. [`search`] finds the best sequence of "keep" and
//! "exchange"; frames that fit neither are taken out of it first ([`strays`]).

mod search;
mod strays;

use crate::body::{Body, Joint, LANDMARKS, Side, landmark};
use crate::stats;
use search::Leg;

/// Longest time without a usable frame over which a leg is followed, s. The legs trade places every 0.25-0.4 s, so
/// constant velocity predicts nothing beyond.
pub(super) const BRIDGE_S: f64 = 0.10;
/// A frame counts no more, and no less, than this for which leg is which, however sure of the legs the pose model is.
const SURENESS: (f64, f64) = (0.25, 4.0);

/// A frame in which something of the legs is seen.
#[derive(Debug, Clone, Copy)]
struct Seen {
    frame: usize,
    time_s: f64,
    legs: [Leg; 2],
    /// How sure the pose model is of the legs, 1 as in the usual frame.
    sureness: f64,
}

impl Seen {
    /// The same frame with the legs exchanged, or as it is.
    fn exchanged(mut self, exchange: bool) -> Self {
        if exchange {
            self.legs.swap(0, 1);
        }
        self
    }
}

/// Puts exchanged legs (knee, ankle, heel and toe; never the hips) back and returns the number of frames changed.
///
/// Works on raw points, missing ones included, and must run before gaps are filled: a filled gap next to an exchanged
/// frame runs from one leg to the other. Which of the two smooth legs is the left one is decided by the longer time in
/// each stretch without gaps longer than 0.1 s, frames that the pose model is sure of counting more: it is right more
/// often than not.
pub fn exchange_legs(body: &mut Body) -> usize {
    exchange(body, body.leg_length()).len()
}

/// The same for a body whose leg length is known; the frames changed.
pub(super) fn exchange(body: &mut Body, leg_length: f64) -> Vec<usize> {
    let per_unit = 1.0 / (search::PREDICTION_ERROR * leg_length);
    if !(per_unit.is_finite() && per_unit > 0.0) {
        return Vec::new();
    }
    let mut seen = Vec::with_capacity(body.n_frames());
    seen.extend((0..body.n_frames()).filter_map(|frame| legs(body, frame, per_unit)));
    weigh(&mut seen);
    let known = |point: &usize| seen.iter().any(|s| s.legs.iter().any(|leg| leg.seen[*point] > 0.0));
    let points = (0..search::POINTS).filter(known).count();
    let mut exchanged = Vec::new();
    for chain in seen.chunk_by(is_near) {
        // A leg that is seen alone, such as the near one digitised by hand, has nothing to be exchanged with.
        let is_seen = |side: usize| chain.iter().any(|s| s.legs[side].is_seen());
        if !(is_seen(0) && is_seen(1)) {
            continue;
        }
        for frame in frames_to_exchange(chain, points) {
            Joint::LEG.into_iter().for_each(|joint| body.exchange(frame, joint));
            exchanged.push(frame);
        }
    }
    exchanged
}

/// Whether a leg can be followed from one frame to the other.
#[inline(always)]
fn is_near(before: &Seen, after: &Seen) -> bool {
    after.time_s - before.time_s <= BRIDGE_S
}

/// The legs of a frame, or None when no hip or nothing of the legs is seen.
fn legs(body: &Body, frame: usize, per_unit: f64) -> Option<Seen> {
    let hip = body.hip(frame);
    let against_hip = |p: [f64; 2]| [0, 1].map(|d| (p[d] - hip[d]) * per_unit);
    let legs = Side::BOTH.map(|side| Leg::new(Joint::LEG.map(|joint| against_hip(body.point(frame, side, joint)))));
    legs.iter().any(Leg::is_seen).then(|| Seen {
        frame,
        time_s: body.time_s[frame],
        legs,
        sureness: score(&legs, &body.score[frame * LANDMARKS..(frame + 1) * LANDMARKS]),
    })
}

/// Mean score of the points of the legs that are seen.
fn score(legs: &[Leg; 2], scores: &[f64]) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for (leg, side) in legs.iter().zip(Side::BOTH) {
        for (seen, joint) in leg.seen.iter().zip(Joint::LEG) {
            sum += seen * scores[landmark(side, joint)];
            n += seen;
        }
    }
    sum / n
}

/// Turns scores into shares of the usual one.
fn weigh(seen: &mut [Seen]) {
    let usual = stats::median(seen.iter().map(|s| s.sureness));
    for s in seen {
        // Scores of nothing but 0 weigh nothing.
        let share = s.sureness / usual;
        s.sureness = if share.is_finite() { share.clamp(SURENESS.0, SURENESS.1) } else { 1.0 };
    }
}

/// The exchanged frames of a chain.
fn frames_to_exchange(chain: &[Seen], points: usize) -> Vec<usize> {
    let costs = search::costs(chain, points);
    let Some((kept, costs)) = strays::without(chain, &costs, points) else {
        return exchanged(chain, &search::states(chain, &costs)).collect();
    };
    let (mut frames, mut start) = (Vec::new(), 0);
    for piece in kept.chunk_by(is_near) {
        let costs = costs.get(start..start + piece.len().saturating_sub(2)).unwrap_or_default();
        start += piece.len();
        let states = search::states(piece, costs);
        frames.extend(exchanged(piece, &states));
        let whole: Vec<Seen> = piece.iter().zip(&states).map(|(s, &exchange)| s.exchanged(exchange)).collect();
        frames.extend(strays::exchanged(chain, &whole));
    }
    frames
}

fn exchanged<'a>(seen: &'a [Seen], states: &'a [bool]) -> impl Iterator<Item = usize> + 'a {
    seen.iter().zip(states).filter(|(_, exchange)| **exchange).map(|(s, _)| s.frame)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::synthetic;

    fn mix_up(body: &mut Body, frames: impl IntoIterator<Item = usize>) {
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
            mix_up(&mut body, wrong.iter().copied());
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
        mix_up(&mut body, [10, 11, 12, 13, 30, 41, 54, 55, 71]);
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
        mix_up(&mut body, (0..20).chain(65..80));
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

    #[test]
    fn frames_that_blend_the_legs_do_not_lose_them() {
        for rate_hz in [30.0, 60.0, 120.0] {
            let truth = synthetic::runner(3 * rate_hz as usize, rate_hz, 0.7);
            let mut body = truth.clone();
            let blended: Vec<usize> = (9..body.n_frames() - 9).filter(|f| f % 23 == 0 || f % 46 == 1).collect();
            for &frame in &blended {
                for joint in Joint::LEG {
                    let (l, r) = (truth.point(frame, Side::Left, joint), truth.point(frame, Side::Right, joint));
                    body.set_point(frame, Side::Left, joint, [0.5 * (l[0] + r[0]) + 9.0, 0.4 * l[1] + 0.6 * r[1]]);
                    body.set_point(frame, Side::Right, joint, [0.3 * l[0] + 0.7 * r[0], 0.5 * (l[1] + r[1])]);
                }
            }
            let near = |f: usize| blended.iter().any(|b| b.abs_diff(f) < 3);
            let wrong: Vec<usize> = (0..body.n_frames()).filter(|&f| f % 13 < 3 && !near(f)).collect();
            mix_up(&mut body, wrong);
            exchange_legs(&mut body);
            for frame in (0..body.n_frames()).filter(|f| !blended.contains(f)) {
                for joint in Joint::LEG {
                    let side = Side::Left;
                    assert_eq!(
                        body.point(frame, side, joint),
                        truth.point(frame, side, joint),
                        "{rate_hz} fps, {frame}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_stray_at_either_end_is_no_reason_to_exchange() {
        for stray in [0, 1, 88, 89] {
            let truth = synthetic::runner(90, 60.0, 0.7);
            let mut body = truth.clone();
            for joint in Joint::LEG {
                let [x, y] = truth.point(stray, Side::Left, joint);
                body.set_point(stray, Side::Left, joint, [x + 150.0, y + 60.0]);
            }
            assert_eq!(exchange_legs(&mut body), 0, "stray in frame {stray}");
        }
    }
}
