//! Both legs drawn on one limb: a pose model's answer when one leg hides the other.
//!
//! The ankles of a runner never meet: where the legs pass each other one ankle is high behind. On 87 motion-capture
//! trials of 27 runners at 2-5 m/s, seen from the side, they come no nearer than 0.13 leg lengths. Ankles nearer than
//! 0.1 while the frames around say they are apart are therefore one limb seen twice. Walkers' ankles do meet, so the
//! frames around must speak too. On those trials nothing is cleared (with up to 15 mm of noise, 30 to 150 fps), and of
//! merges laid over them 97 % of the frames are, always on the leg that was moved (own measurement).

use std::ops::Range;

use crate::body::{Body, Joint, Side};

/// Ankles (or knees) nearer than this are one limb, leg lengths.
const TOGETHER_LEGS: f64 = 0.1;
/// Ankles further apart than this are two limbs, leg lengths; twice the noise that [`TOGETHER_LEGS`] leaves room for.
const APART_LEGS: f64 = 0.2;

/// An ankle that departs from its path by more than this has jumped, leg lengths: about twice what 30 m/s2, the ankle's
/// acceleration in walking, comes to at 25 fps. Someone who stands with the feet together and walks off is left alone.
const JUMP_LEGS: f64 = 0.1;

/// Clears the leg that was drawn on the other, frame by frame, and says in how many frames.
///
/// A stretch of frames with the ankles nearer than 0.2 leg lengths is merged when, in a frame with the ankles nearer
/// than 0.1, the straight line between the ankle difference before and after the stretch is longer than 0.2, and an
/// ankle jumps at an end of the stretch. At the start and the end of a pass the difference is known on one side only
/// and taken as it is there. The leg that jumps at the ends of the stretch is the wrong one; where neither can be followed it is the one with the lower
/// score, and both where the scores are equal. Ankle, heel and toe go; the knee only where the knees coincide too.
pub fn clear_merged(body: &mut Body) -> usize {
    clear(body, body.leg_length())
}

/// The same for a body whose leg length is known.
pub(super) fn clear(body: &mut Body, leg: f64) -> usize {
    let n = body.n_frames();
    let mut cleared = 0;
    let gap: Vec<f64> = (0..n).map(|f| length(ankle_difference(body, f)) / leg).collect();
    let mut next = 0;
    // A missing ankle is NaN here: neither near nor apart, it starts no stretch and ends none.
    while let Some(frame) = (next..n).find(|&f| gap[f] < TOGETHER_LEGS) {
        let is_apart = |f: &usize| gap[*f] >= APART_LEGS;
        let before = (0..frame).rev().find(is_apart);
        let after = (frame + 1..n).find(is_apart);
        let stretch = before.map_or(0, |f| f + 1)..after.unwrap_or(n);
        let expected = |f: usize| length(expected_difference(body, before, after, f)) / leg;
        let merged: Vec<usize> =
            stretch.clone().filter(|&f| gap[f] < TOGETHER_LEGS || gap[f] < expected(f) / 2.0).collect();
        let run = merged[0]..merged[merged.len() - 1] + 1;
        let is_apart_expected = merged.iter().any(|&f| gap[f] < TOGETHER_LEGS && expected(f) > APART_LEGS);
        if is_apart_expected && largest_jump(body, &run) > JUMP_LEGS * leg {
            let sides = wrong_sides(body, run);
            merged.iter().for_each(|&f| clear_foot(body, f, sides, TOGETHER_LEGS * leg));
            cleared += merged.len();
        }
        next = stretch.end;
    }
    cleared
}

/// Left ankle minus right ankle.
fn ankle_difference(body: &Body, frame: usize) -> [f64; 2] {
    difference(body.point(frame, Side::Left, Joint::Ankle), body.point(frame, Side::Right, Joint::Ankle))
}

/// The ankle difference on the straight line between two frames; that of one frame where there is no other.
fn expected_difference(body: &Body, before: Option<usize>, after: Option<usize>, frame: usize) -> [f64; 2] {
    match (before, after) {
        (Some(a), Some(b)) => {
            let w = (body.time_s[frame] - body.time_s[a]) / (body.time_s[b] - body.time_s[a]);
            let (d, e) = (ankle_difference(body, a), ankle_difference(body, b));
            [d[0] + w * (e[0] - d[0]), d[1] + w * (e[1] - d[1])]
        }
        (Some(f), None) | (None, Some(f)) => ankle_difference(body, f),
        (None, None) => [0.0; 2],
    }
}

/// How far the joints of a side jump into a run of frames and out of it again, the ankle first; NaN where a joint cannot
/// be followed.
fn jumps(body: &Body, side: Side, frames: &Range<usize>) -> [f64; 6] {
    let (start, end) = (frames.start, frames.end);
    let into = [start.checked_sub(2), start.checked_sub(1), Some(start)];
    let out_of = [Some(end + 1), Some(end), Some(end - 1)];
    let [ankle, heel, toe] = [Joint::Ankle, Joint::Heel, Joint::Toe];
    [(ankle, into), (ankle, out_of), (heel, into), (heel, out_of), (toe, into), (toe, out_of)]
        .map(|(joint, frames)| jump(body, side, joint, frames))
}

/// The largest jump of an ankle at the ends of a run that lie within the pass; infinite where an ankle is missing there,
/// because it may have jumped.
fn largest_jump(body: &Body, frames: &Range<usize>) -> f64 {
    let is_inside = [frames.start >= 2, frames.end + 1 < body.n_frames()];
    let ankles = Side::BOTH.map(|side| jumps(body, side, frames));
    let inside = ankles.iter().flat_map(|j| j.iter().zip(is_inside).filter(|(_, is_inside)| *is_inside));
    inside.map(|(&jump, _)| if jump.is_nan() { f64::INFINITY } else { jump }).fold(0.0, f64::max)
}

/// Which leg is wrong in a run of merged frames.
fn wrong_sides(body: &Body, frames: Range<usize>) -> &'static [Side] {
    let jump = Side::BOTH.map(|side| jumps(body, side, &frames));
    // Only jumps that both legs can be followed through are compared.
    let (mut left, mut right) = (0.0, 0.0);
    for (l, r) in jump[0].iter().zip(&jump[1]).filter(|(l, r)| l.is_finite() && r.is_finite()) {
        (left, right) = (left + l, right + r);
    }
    if left == right {
        let score = Side::BOTH.map(|side| frames.clone().map(|f| body.leg_score(f, side)).sum::<f64>());
        // The leg with the lower score stands in for the one with the larger jump.
        (left, right) = (score[1], score[0]);
    }
    match left.total_cmp(&right) {
        std::cmp::Ordering::Greater => &[Side::Left],
        std::cmp::Ordering::Less => &[Side::Right],
        std::cmp::Ordering::Equal => &Side::BOTH,
    }
}

/// How far a joint in the last of three frames is from where the first two lead; NaN when one is missing.
fn jump(body: &Body, side: Side, joint: Joint, frames: [Option<usize>; 3]) -> f64 {
    let [Some(a), Some(b), Some(c)] = frames else { return f64::NAN };
    if a.max(c) >= body.n_frames() {
        return f64::NAN;
    }
    let ratio = (body.time_s[c] - body.time_s[b]) / (body.time_s[b] - body.time_s[a]);
    let [p, q, r] = [a, b, c].map(|f| body.point(f, side, joint));
    length([r[0] - q[0] - ratio * (q[0] - p[0]), r[1] - q[1] - ratio * (q[1] - p[1])])
}

/// Clears the foot of a side, and its knee where the knees are nearer than `together`.
fn clear_foot(body: &mut Body, frame: usize, sides: &[Side], together: f64) {
    let knees = difference(body.point(frame, Side::Left, Joint::Knee), body.point(frame, Side::Right, Joint::Knee));
    let knee = if length(knees) < together { Some(Joint::Knee) } else { None };
    for joint in [Joint::Ankle, Joint::Heel, Joint::Toe].into_iter().chain(knee) {
        sides.iter().for_each(|&side| body.clear_point(frame, side, joint));
    }
}

fn difference(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn length(d: [f64; 2]) -> f64 {
    (d[0] * d[0] + d[1] * d[1]).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{CHANNELS, LANDMARKS, landmark};

    /// Legs of length 1 at 60 fps that pass each other at 2.8 crossings a second, the forward-going ankle raised.
    fn runner() -> Body {
        let n = 90;
        let time_s: Vec<f64> = (0..n).map(|i| i as f64 / 60.0).collect();
        let mut b = Body { xy: vec![0.0; n * CHANNELS], score: vec![0.9; n * LANDMARKS], time_s };
        for f in 0..n {
            for side in Side::BOTH {
                let phase = 8.8 * b.time_s[f] + std::f64::consts::PI * side.index() as f64;
                let (x, y) = (0.45 * phase.cos(), 0.35 * (-phase.sin()).max(0.0));
                b.set_point(f, side, Joint::Knee, [0.5 * x + 0.05, -0.5 + 0.2 * y]);
                for (joint, dx) in [(Joint::Ankle, 0.0), (Joint::Heel, -0.05), (Joint::Toe, 0.15)] {
                    b.set_point(f, side, joint, [x + dx, -1.0 + y]);
                }
            }
        }
        b
    }

    fn merge(body: &mut Body, frames: Range<usize>, from: Side) {
        for f in frames {
            for joint in Joint::LEG {
                let [x, y] = body.point(f, from, joint);
                body.set_point(f, from.other(), joint, [x + 0.02, y - 0.01]);
            }
        }
    }

    #[test]
    fn legs_that_pass_each_other_stay() {
        let mut b = runner();
        assert_eq!(clear_merged(&mut b), 0);
        assert_eq!(b, runner());
    }

    #[test]
    fn the_leg_that_jumps_onto_the_other_is_cleared() {
        for from in Side::BOTH {
            for (start, length) in [(20, 1), (33, 8), (40, 18)] {
                let mut b = runner();
                merge(&mut b, start..start + length, from);
                assert_eq!(clear_merged(&mut b), length);
                for f in 0..90 {
                    let is_merged = (start..start + length).contains(&f);
                    assert_eq!(b.is_seen(f, from.other(), Joint::Ankle), !is_merged);
                    assert_eq!(b.is_seen(f, from.other(), Joint::Knee), !is_merged);
                    assert!(b.is_seen(f, from, Joint::Toe));
                }
            }
        }
    }

    #[test]
    fn knees_apart_are_kept_when_only_the_feet_merge() {
        let mut b = runner();
        let knee = b.point(40, Side::Left, Joint::Knee);
        merge(&mut b, 40..42, Side::Right);
        b.set_point(40, Side::Left, Joint::Knee, [knee[0] + 0.5, knee[1]]);
        assert_eq!(clear_merged(&mut b), 2);
        assert!(b.is_seen(40, Side::Left, Joint::Knee) && !b.is_seen(40, Side::Left, Joint::Ankle));
    }

    #[test]
    fn without_a_way_to_follow_the_legs_the_score_decides_and_a_tie_clears_both() {
        for (score, left_stays, right_stays) in [(0.4, false, true), (0.9, false, false)] {
            let mut b = runner();
            merge(&mut b, 20..24, Side::Left);
            for f in [18, 25] {
                Joint::LEG.iter().for_each(|&joint| b.clear_point(f, Side::Right, joint));
            }
            for f in 20..24 {
                for joint in Joint::LEG {
                    b.score[f * LANDMARKS + landmark(Side::Left, joint)] = score;
                }
            }
            assert_eq!(clear_merged(&mut b), 4);
            assert_eq!(b.is_seen(21, Side::Left, Joint::Ankle), left_stays);
            assert_eq!(b.is_seen(21, Side::Right, Joint::Ankle), right_stays);
        }
    }

    #[test]
    fn someone_who_stands_and_then_walks_off_keeps_both_legs() {
        let mut b = runner();
        for f in 0..90 {
            let t = (b.time_s[f] - 0.5).max(0.0);
            let stride = 0.4 * (5.0 * t).sin();
            for (side, x) in [(Side::Left, 0.02 + stride), (Side::Right, -stride)] {
                b.set_point(f, side, Joint::Ankle, [x, -1.0]);
            }
        }
        assert_eq!(clear_merged(&mut b), 0);
    }

    #[test]
    fn ankles_together_for_a_whole_pass_or_never_seen_are_left_alone() {
        let mut b = runner();
        merge(&mut b, 0..90, Side::Left);
        assert_eq!(clear_merged(&mut b), 0);
        b.xy.fill(f64::NAN);
        assert_eq!(clear_merged(&mut b), 0);
        assert_eq!(clear_merged(&mut Body { time_s: vec![], xy: vec![], score: vec![] }), 0);
    }
}
