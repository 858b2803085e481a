//! Single points far off their own path: another runner's foot, a shadow, a pole.
//!
//! Hampel's identifier, local: a point is out when it lies further from its neighbours' path than 3 scaled median
//! deviations and than a floor. The path is a parabola through the frames around, without the point itself: on the
//! extremes of a running foot a straight line is off by more than the outliers that matter, at 30 fps above all.
//! On 87 motion-capture trials of 27 runners (30, 60 and 100-150 fps, up to 15 mm of noise) the points cleared are
//! glitches of the markers themselves, and 12 more at 30 fps and 15 mm, 9 of them among 42,000 of hips and shoulders;
//! of outliers of 0.2 leg lengths that last one frame 99 % go (own measurement).
//!
//! Hips and shoulders move slowly, and go wrong by less: behind a pole of 10 cm a pose model puts the near hip up to 0.16
//! leg lengths ahead for four frames at 60 fps, and both hips apart. With one floor for all the peak of thigh extension
//! came 4 to 11 deg too large for four of five rendered runners, outside its interval for three; with a lower one of
//! theirs for runs of up to 0.05 s it is 0 to 5.5 deg too large, inside (own measurement). Lower still than 0.07 leg
//! lengths, or for longer runs, it takes true points of runners who bounce much.

use super::parabola::Parabola;
use super::seen::{self, Seen};
use crate::body::{Body, CHANNELS, Joint, Side, landmark};
use crate::simd;

/// Longest run of points that is judged as one outlier, s: as long as the longest gap that is filled on a leg.
const LONGEST_S: f64 = super::gaps::LEG_GAP_S;
/// Frames on either side that the path is fitted to: this long, and at least [`FEWEST_FRAMES`].
const SIDE_S: f64 = 0.085;
const FEWEST_FRAMES: usize = 3;
/// Points further away than this are not neighbours: a parabola no longer follows a foot there.
const REACH_S: f64 = 0.125;
/// Never out when nearer to the path than this, leg lengths. Three frames lost at 30 fps around the peak of the swing
/// with 15 mm of noise come to 0.12 (own measurement).
const FLOOR_LEGS: f64 = 0.125;
/// The same of a hip or shoulder, in a run that lasts no longer than [`BRIEF_S`].
const BRIEF_TRUNK_FLOOR_LEGS: f64 = 0.07;
/// Hips and shoulders leave the path of the frames around by little in this time, s; in a tenth of a second those of
/// someone who bounces much leave it by 0.07 leg lengths at 30 fps (own measurement).
const BRIEF_S: f64 = 0.05;
/// Out when further than this many scaled median deviations (Hampel's 3; 1.4826 makes the median a deviation).
const MEDIAN_DEVIATIONS: f64 = 3.0 * 1.4826;
/// Points are judged only after a step that departs from the step before by more than this part of the floor. At 60 fps
/// no real step does, at 30 fps one in ten of the feet's (own measurement).
const STEP_FLOORS: f64 = 0.64;

/// Never out when nearer to the path than this, leg lengths, in a run as short as [`BRIEF_S`].
fn brief_floor_legs(joint: Joint) -> f64 {
    match joint {
        Joint::Shoulder | Joint::Hip => BRIEF_TRUNK_FLOOR_LEGS,
        Joint::Knee | Joint::Ankle | Joint::Heel | Joint::Toe => FLOOR_LEGS,
    }
}

/// How far from the path a point of a run must lie to be out.
#[derive(Clone, Copy)]
struct Floors {
    /// In a run no longer than [`BRIEF_S`].
    brief: f64,
    /// In a longer one.
    lasting: f64,
}

/// Clears points that lie off their own path for up to 0.1 s and says how many (one landmark in one frame each).
///
/// A body whose legs are never seen has no scale and stays as it is; so do the first two and last two points of a
/// landmark, which have no path on one side.
pub fn clear_outliers(body: &mut Body) -> usize {
    clear(body, body.leg_length(), body.frame_time_s())
}

/// The same for a body whose leg length and frame time are known.
pub(super) fn clear(body: &mut Body, leg: f64, frame_time_s: f64) -> usize {
    if leg.is_nan() {
        return 0;
    }
    let departing = departing(body, leg);
    if departing.is_empty() {
        return 0;
    }
    let (mut points, mut cleared) = (Vec::new(), 0);
    for side in Side::BOTH {
        for joint in Joint::ALL {
            let own = || departing.iter().filter(|(of, _)| *of == landmark(side, joint)).map(|(_, frame)| *frame);
            if own().next().is_none() {
                continue;
            }
            seen::collect(body, side, joint, &mut points);
            let floors = Floors { brief: brief_floor_legs(joint) * leg, lasting: FLOOR_LEGS * leg };
            let (mut i, mut followed) = (2, 0);
            for frame in own() {
                i = i.max(points.partition_point(|p| p.frame < frame));
                // Where points are cleared, the next two follow others than before, and are judged whatever their step:
                // what led into the run leads on to what is left of it.
                let mut end = i + 1;
                while i < end && i + 2 < points.len() {
                    let is_off = i < followed || departs(three(&points, i), STEP_FLOORS * floors.brief);
                    let out = if is_off { run_out(&points, i, floors, frame_time_s) } else { 0 };
                    for p in points.drain(i..i + out) {
                        body.clear_point(p.frame, side, joint);
                    }
                    cleared += out;
                    if out > 0 {
                        (end, followed) = (i + 2, i + 2);
                    } else {
                        i += 1;
                    }
                }
            }
        }
    }
    cleared
}

/// Points, as landmark and frame, that depart by more than [`STEP_FLOORS`] from where the two seen before them lead: a
/// screen that passes over clean frames at the cost of a few subtractions.
fn departing(body: &Body, leg: f64) -> Vec<(usize, usize)> {
    let (frames, _) = body.xy.as_chunks::<CHANNELS>();
    let limit = |joint| STEP_FLOORS * brief_floor_legs(joint) * leg;
    let mut limits = [0.0; CHANNELS];
    for (side, joint) in Side::BOTH.into_iter().flat_map(|side| Joint::ALL.map(|joint| (side, joint))) {
        // A distance beyond the limit has a coordinate beyond this.
        limits[2 * landmark(side, joint)..][..2].fill(limit(joint) / std::f64::consts::SQRT_2);
    }
    let mut departing = Vec::new();
    for (i, (three, times_s)) in frames.windows(3).zip(body.time_s.windows(3)).enumerate() {
        let ratio = (times_s[2] - times_s[1]) / (times_s[1] - times_s[0]);
        if !is_uneven(three, ratio, &limits) {
            continue;
        }
        for side in Side::BOTH {
            for joint in Joint::ALL {
                let txy = |f: usize| {
                    let [x, y] = body.point(f, side, joint);
                    [body.time_s[f], x, y]
                };
                let is_seen = |f: &usize| body.is_seen(*f, side, joint);
                let mut seen = [i, i + 1, i + 2].map(txy);
                if !(is_seen(&i) && is_seen(&(i + 1))) {
                    let mut earlier = (0..i + 2).rev().filter(is_seen);
                    let (Some(b), Some(a)) = (earlier.next(), earlier.next()) else { continue };
                    (seen[0], seen[1]) = (txy(a), txy(b));
                }
                // What is not seen departs from nothing: NaN.
                if departs(seen, limit(joint)) {
                    departing.push((landmark(side, joint), i + 2));
                }
            }
        }
    }
    departing
}

simd::widest! {
    /// Whether some channel of three frames is missing or departs by more than its limit.
    fn is_uneven(three: &[[f64; CHANNELS]], ratio: f64, limits: &[f64; CHANNELS]) -> bool = is_uneven_here;
}

#[inline(always)]
fn is_uneven_here(three: &[[f64; CHANNELS]], ratio: f64, limits: &[f64; CHANNELS]) -> bool {
    let [a, b, c] = three else { return false };
    let mut uneven = 0u64;
    for i in 0..CHANNELS {
        let bend = (c[i] - b[i]) - ratio * (b[i] - a[i]);
        uneven += u64::from(bend.is_nan() | (bend.abs() > limits[i]));
    }
    uneven > 0
}

/// A point with the two before it.
fn three(points: &[Seen], i: usize) -> [[f64; 3]; 3] {
    [points[i - 2].txy, points[i - 1].txy, points[i].txy]
}

/// Whether the last of three points (time, x, y) is further than `limit` from where the first two lead.
fn departs([[t0, x0, y0], [t1, x1, y1], [t2, x2, y2]]: [[f64; 3]; 3], limit: f64) -> bool {
    let ratio = (t2 - t1) / (t1 - t0);
    let (dx, dy) = (x2 - x1 - ratio * (x1 - x0), y2 - y1 - ratio * (y1 - y0));
    dx * dx + dy * dy > limit * limit
}

/// Number of points from `i` on that are out together: the shortest run whose every point is off the path of the
/// frames around the run; 0 when there is none.
fn run_out(points: &[Seen], i: usize, floors: Floors, frame_time_s: f64) -> usize {
    let side = FEWEST_FRAMES.max((SIDE_S / frame_time_s).round() as usize);
    let slack_s = seen::TIME_TOLERANCE * frame_time_s;
    for end in i + 1..points.len() - 1 {
        let lasts_s = points[end - 1].time_s() - points[i].time_s() + frame_time_s;
        if lasts_s > LONGEST_S + slack_s {
            return 0;
        }
        let before = &points[i.saturating_sub(side)..i];
        let after = &points[end..points.len().min(end + side)];
        let first_s = points[i].time_s() - REACH_S - slack_s;
        let last_s = points[end - 1].time_s() + REACH_S + slack_s;
        let before = &before[before.partition_point(|p| p.time_s() < first_s)..];
        let after = &after[..after.partition_point(|p| p.time_s() <= last_s)];
        if before.len() < 2 || after.len() < 2 || before.len() + after.len() < 5 {
            continue;
        }
        let path = Parabola::through(points[i].time_s(), before.iter().chain(after));
        let is_beyond = |square: f64| points[i..end].iter().all(|p| path.distance_squared(p) > square);
        // The floor first: it spares the median in nearly every case.
        let floor = if lasts_s <= BRIEF_S + slack_s { floors.brief } else { floors.lasting };
        if is_beyond(floor.powi(2)) {
            let mut squares: Vec<f64> = before.iter().chain(after).map(|p| path.distance_squared(p)).collect();
            let middle = squares.len() / 2;
            let (_, median, _) = squares.select_nth_unstable_by(middle, f64::total_cmp);
            if is_beyond(MEDIAN_DEVIATIONS.powi(2) * *median) {
                return end - i;
            }
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::LANDMARKS;

    /// A leg of length 100 (thigh and shank of 50) whose ankle swings by 50 at 1.5 Hz, hip still, 60 fps.
    fn body() -> Body {
        let n = 60;
        let time_s: Vec<f64> = (0..n).map(|i| i as f64 / 60.0).collect();
        let mut b = Body { xy: vec![0.0; n * CHANNELS], score: vec![0.9; n * LANDMARKS], time_s };
        for f in 0..n {
            for side in Side::BOTH {
                let swing = (9.42 * b.time_s[f] + 3.0 * side.index() as f64).sin();
                b.set_point(f, side, Joint::Knee, [20.0 * swing, -50.0]);
                for joint in [Joint::Ankle, Joint::Heel, Joint::Toe] {
                    b.set_point(f, side, joint, [50.0 * swing, -100.0]);
                }
            }
        }
        b
    }

    #[test]
    fn a_clean_body_stays_as_it_is() {
        let mut b = body();
        assert_eq!(clear_outliers(&mut b), 0);
        assert_eq!(b, body());
    }

    #[test]
    fn points_off_their_path_are_cleared_alone_and_in_runs_up_to_a_tenth_of_a_second() {
        for length in [1, 2, 4, 6] {
            let mut b = body();
            for f in 20..20 + length {
                let [x, y] = b.point(f, Side::Right, Joint::Toe);
                b.set_point(f, Side::Right, Joint::Toe, [x + 10.0, y + 20.0]);
            }
            assert_eq!(clear_outliers(&mut b), length);
            for f in 0..60 {
                assert_eq!(b.is_seen(f, Side::Right, Joint::Toe), !(20..20 + length).contains(&f));
                assert!(b.is_seen(f, Side::Left, Joint::Toe));
            }
        }
    }

    #[test]
    fn a_hip_is_out_at_less_than_a_toe_but_only_for_a_twentieth_of_a_second() {
        for (joint, off, frames, cleared) in [
            (Joint::Hip, 10.0, 3, 3),
            (Joint::Shoulder, 10.0, 3, 3),
            (Joint::Hip, 10.0, 4, 0),
            (Joint::Hip, 15.0, 4, 4),
            (Joint::Hip, 6.0, 3, 0),
            (Joint::Toe, 10.0, 3, 0),
        ] {
            let mut b = body();
            for f in 20..20 + frames {
                let [x, y] = b.point(f, Side::Right, joint);
                b.set_point(f, Side::Right, joint, [x + off, y]);
            }
            assert_eq!(clear_outliers(&mut b), cleared, "{joint:?} off by {off} for {frames} frames");
        }
    }

    #[test]
    fn lasting_moves_and_ends_are_not_outliers() {
        let mut b = body();
        for f in 20..40 {
            let [x, y] = b.point(f, Side::Right, Joint::Toe);
            b.set_point(f, Side::Right, Joint::Toe, [x, y + 30.0]);
        }
        b.set_point(59, Side::Left, Joint::Knee, [500.0, 500.0]);
        assert_eq!(clear_outliers(&mut b), 0);
    }

    #[test]
    fn gaps_do_not_hide_an_outlier() {
        let mut b = body();
        b.clear_point(30, Side::Left, Joint::Ankle);
        b.set_point(31, Side::Left, Joint::Ankle, [200.0, 0.0]);
        assert_eq!(clear_outliers(&mut b), 1);
        assert!(!b.is_seen(31, Side::Left, Joint::Ankle));
    }

    #[test]
    fn a_body_without_legs_or_frames_is_left_alone() {
        let mut b = body();
        b.xy.fill(f64::NAN);
        assert_eq!(clear_outliers(&mut b), 0);
        assert_eq!(clear_outliers(&mut Body { time_s: vec![], xy: vec![], score: vec![] }), 0);
    }
}
