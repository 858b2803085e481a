//! Legs that trade places: a runner's ankles pass each other at every step.
//!
//! Where a pose model mixes the legs up just as they pass, two stories fit their paths about equally well: that they
//! passed, and that each turned back. The second one, told at two passings in a row, exchanges the legs for a whole
//! step, and no step is left to be found. But nobody runs so that the same ankle comes ahead twice.

use super::exchange::BRIDGE_S;
use crate::body::{Body, Joint, Side, distance};
use crate::stats::quantile_of;

/// Ankles that come no further apart than this belong to no runner, leg lengths (runners: 0.9 and more).
const SWING_MINIMUM: f64 = 0.4;
/// One ankle is ahead from this part of the swing on.
const AHEAD: f64 = 0.35;
/// Ankles this close, in parts of the swing, meet: at 24 fps the frame nearest to a passing is no further from it.
const MEET: f64 = 0.25;
/// Ankles come no nearer to each other than this in a second, in swings: a sine of that height at 5 steps a second. What
/// is faster is a frame in which both are drawn on one leg.
const APPROACH_PER_S: f64 = 16.0;
/// An ankle that is ahead for less is a slip of the pose model, s; runners have 0.15 and more.
const AHEAD_MINIMUM_S: f64 = 0.06;

/// A time in which one ankle stays ahead.
#[derive(Debug, Clone, Copy)]
struct Lobe {
    is_left: bool,
    first: usize,
    last: usize,
}

/// Exchanges the legs between meetings after which the same ankle is ahead as before, and returns the frames. Of two
/// ways to do so the one that changes less is taken, by frames and by how sure the pose model is of them: it is right more
/// often than not.
pub fn alternate(body: &mut Body, leg_length: f64) -> Vec<usize> {
    let apart: Vec<f64> = (0..body.n_frames())
        .map(|frame| {
            let [left, right] = Side::BOTH.map(|side| body.point(frame, side, Joint::Ankle)[0]);
            (left - right) / leg_length
        })
        .collect();
    let swing = quantile_of(apart.iter().map(|a| a.abs()).collect(), 0.9);
    // NaN where the ankles are never seen together.
    if swing.is_nan() || swing < SWING_MINIMUM {
        return Vec::new();
    }
    let lobes = lobes(&apart, &body.time_s, swing);
    let mut frames = Vec::new();
    // Stretches that the legs can be followed through, each with its turning points.
    let mut start = 0;
    let mut turns: Vec<usize> = Vec::new();
    for pair in lobes.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        if !is_followed(&apart, &body.time_s, a.last..=b.first) {
            frames.extend(between(body, &turns, start..b.first));
            (start, turns) = (b.first, Vec::new());
        } else if a.is_left == b.is_left {
            let meet = (a.last..b.first).any(|f| is_meeting(&apart, &body.time_s, swing, [a.last, f, b.first]));
            turns.extend(meet.then(|| smoothest(body, a.last + 1..=b.first)).flatten());
        }
    }
    frames.extend(between(body, &turns, start..body.n_frames()));
    for &frame in &frames {
        Joint::LEG.into_iter().for_each(|joint| body.exchange(frame, joint));
    }
    frames
}

/// Times in which one ankle is well ahead, without slips.
fn lobes(apart: &[f64], time_s: &[f64], swing: f64) -> Vec<Lobe> {
    let mut lobes: Vec<Lobe> = Vec::new();
    let mut is_open = false;
    for (frame, &a) in apart.iter().enumerate().filter(|(_, a)| a.is_finite()) {
        let is_left = a > 0.0;
        if a.abs() < AHEAD * swing {
            is_open = false;
            continue;
        }
        match lobes.last_mut().filter(|lobe| is_open && lobe.is_left == is_left) {
            Some(lobe) => lobe.last = frame,
            None => lobes.push(Lobe { is_left, first: frame, last: frame }),
        }
        is_open = true;
    }
    lobes.retain(|lobe| time_s[lobe.last] - time_s[lobe.first] >= AHEAD_MINIMUM_S);
    lobes
}

/// Whether the ankles meet in the second of three frames, coming together from the first and going apart to the third
/// as legs can.
fn is_meeting(apart: &[f64], time_s: &[f64], swing: f64, [from, at, to]: [usize; 3]) -> bool {
    let is_reached = |f: usize| {
        let way = (apart[f].abs() - apart[at].abs()) / swing;
        way <= APPROACH_PER_S * (time_s[f] - time_s[at]).abs()
    };
    apart[at].abs() <= MEET * swing && is_reached(from) && is_reached(to)
}

/// Whether both ankles are seen all the way, but for gaps that a leg is followed over.
fn is_followed(apart: &[f64], time_s: &[f64], frames: std::ops::RangeInclusive<usize>) -> bool {
    let mut last_s = time_s[*frames.start()];
    frames.filter(|&frame| apart[frame].is_finite()).all(|frame| {
        let step_s = time_s[frame] - last_s;
        last_s = time_s[frame];
        step_s <= BRIDGE_S
    })
}

/// The frame from which on the legs go on most smoothly when they are exchanged; None when none of them is seen.
fn smoothest(body: &Body, frames: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let ankle = |frame: usize, side| {
        let (hip, p) = (body.hip(frame), body.point(frame, side, Joint::Ankle));
        [p[0] - hip[0], p[1] - hip[1]]
    };
    let cost = |frame: usize| {
        let [before, here] = [frame - 1, frame].map(|f| Side::BOTH.map(|side| ankle(f, side)));
        let way = |i: usize, j: usize| distance(before[i], here[j]);
        (way(0, 1) + way(1, 0)) - (way(0, 0) + way(1, 1))
    };
    frames
        .map(|frame| (frame, cost(frame)))
        .filter(|(_, c)| c.is_finite())
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|c| c.0)
}

/// Every second of the parts that the turning points make of a stretch: those whose legs have less score together.
fn between(body: &Body, turns: &[usize], stretch: std::ops::Range<usize>) -> Vec<usize> {
    if turns.is_empty() {
        return Vec::new();
    }
    let part = |frame: usize| turns.partition_point(|&turn| turn <= frame);
    let (odd, even): (Vec<usize>, Vec<usize>) = stretch.partition(|&frame| part(frame) % 2 == 1);
    let of_frame = |&frame: &usize| Side::BOTH.map(|side| body.leg_score(frame, side)).iter().sum::<f64>();
    let score = |frames: &[usize]| frames.iter().map(of_frame).sum::<f64>();
    if score(&odd) <= score(&even) { odd } else { even }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::LANDMARKS;
    use crate::events::synthetic::runner;

    /// Frames in which the ankles have just passed each other.
    fn passings(body: &Body) -> Vec<usize> {
        let apart = |f: usize| body.point(f, Side::Left, Joint::Ankle)[0] - body.point(f, Side::Right, Joint::Ankle)[0];
        (1..body.n_frames()).filter(|&f| (apart(f) > 0.0) != (apart(f - 1) > 0.0)).collect()
    }

    fn exchanged(truth: &Body, frames: std::ops::Range<usize>) -> Body {
        let mut body = truth.clone();
        frames.for_each(|f| Joint::LEG.into_iter().for_each(|joint| body.exchange(f, joint)));
        body
    }

    #[test]
    fn a_step_told_by_the_wrong_leg_is_put_back_at_every_frame_rate() {
        for rate_hz in [24.0, 30.0, 60.0, 120.0, 240.0] {
            let truth = runner((2.5 * rate_hz) as usize, rate_hz, 0.7);
            let at = passings(&truth);
            for (from, to) in [(at[1], at[2]), (at[2], at[3]), (at[1], at[4])] {
                let mut body = exchanged(&truth, from..to);
                let n = alternate(&mut body, truth.leg_length()).len();
                // A frame at each end, where the ankles meet, may go either way.
                assert!(n.abs_diff(to - from) <= 2, "{rate_hz} fps: {n} of {}", to - from);
                let wrong = (0..body.n_frames())
                    .filter(|&f| body.point(f, Side::Left, Joint::Ankle) != truth.point(f, Side::Left, Joint::Ankle));
                assert!(wrong.count() <= 2, "{rate_hz} fps");
            }
        }
    }

    #[test]
    fn from_one_turning_point_on_the_shorter_part_is_exchanged() {
        let truth = runner(150, 60.0, 0.7);
        let at = passings(&truth)[4];
        let mut body = exchanged(&truth, at..150);
        let frames = alternate(&mut body, truth.leg_length());
        assert!(frames.len().abs_diff((150 - at).min(at)) <= 1);
    }

    #[test]
    fn of_two_parts_the_one_that_the_pose_model_is_less_sure_of_is_exchanged() {
        let truth = runner(150, 60.0, 0.7);
        let at = passings(&truth)[2];
        let mut body = exchanged(&truth, at..150);
        let unsure = |b: &mut Body| b.score[at * LANDMARKS..].fill(0.3);
        unsure(&mut body);
        let frames = alternate(&mut body, truth.leg_length());
        assert!(150 - at > at && frames.len().abs_diff(150 - at) <= 1, "{}", frames.len());
    }

    #[test]
    fn ankles_drawn_on_one_leg_for_a_moment_have_not_met() {
        for rate_hz in [30.0, 60.0, 120.0, 300.0] {
            let mut body = runner((2.5 * rate_hz) as usize, rate_hz, 0.7);
            let at = passings(&body);
            // In the middle between two passings, where they are furthest apart, once on the left and once on the right.
            for (i, from) in [(1, Side::Left), (4, Side::Right)] {
                let middle = usize::midpoint(at[i], at[i + 1]);
                for frame in middle..middle + 1 + (0.01 * rate_hz) as usize {
                    body.set_point(frame, from.other(), Joint::Ankle, body.point(frame, from, Joint::Ankle));
                }
            }
            assert_eq!(alternate(&mut body, 200.0), Vec::<usize>::new(), "{rate_hz} fps");
        }
    }

    #[test]
    fn a_clean_runner_a_stander_and_gaps_are_left_alone() {
        for rate_hz in [24.0, 30.0, 60.0, 240.0] {
            let mut body = runner((3.0 * rate_hz) as usize, rate_hz, 0.7);
            assert_eq!(alternate(&mut body, 200.0), Vec::<usize>::new(), "{rate_hz} fps");
        }
        let mut standing = runner(90, 60.0, 0.7);
        let first = standing.xy[..crate::body::CHANNELS].to_vec();
        standing.xy.chunks_exact_mut(crate::body::CHANNELS).for_each(|frame| frame.copy_from_slice(&first));
        assert_eq!(alternate(&mut standing, 200.0).len(), 0);
        // A step that nobody sees: who is ahead after it says nothing.
        let truth = runner(150, 60.0, 0.7);
        let at = passings(&truth);
        let mut hidden = exchanged(&truth, at[3]..150);
        for f in at[2] - 4..at[3] + 4 {
            Joint::LEG.into_iter().for_each(|joint| hidden.clear_point(f, Side::Left, joint));
        }
        assert_eq!(alternate(&mut hidden, 200.0).len(), 0);
    }
}
