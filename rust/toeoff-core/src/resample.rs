//! An even time base for footage whose frames are unevenly spaced (phones, dropped frames).

use crate::body::{Body, CHANNELS, Joint, LANDMARKS, Side, landmark};
use crate::interpolate;
use crate::repair::gaps;
use crate::stats;

/// Frame times that differ from the median by less than this part of it count as even: at 30 fps that is 0.3 ms, a
/// tenth of what an event can be timed to.
pub const JITTER: f64 = 0.01;
/// Intervals within this part of the median are single frames; longer ones hold a dropped frame.
pub const SINGLE_FRAME: f64 = 0.25;
/// A grid time this close to a frame, in frames, is that frame.
const SAME_TIME: f64 = 1e-6;
/// The last grid time may come this much after the last frame, in frames: times rounded to ms do so.
const OVERHANG: f64 = 0.05;

/// Whether the frames are unevenly spaced: some interval differs from the median by more than [`JITTER`] of it.
pub fn is_irregular(body: &Body) -> bool {
    let range = (f64::INFINITY, f64::NEG_INFINITY);
    let (least_s, most_s) = body.time_s.windows(2).fold(range, |(least, most), w| {
        let dt = w[1] - w[0];
        (dt.min(least), dt.max(most))
    });
    // Most footage is even, whatever its median.
    if most_s - least_s <= JITTER * least_s {
        return false;
    }
    let median_s = body.frame_time_s();
    body.time_s.windows(2).any(|w| (w[1] - w[0] - median_s).abs() > JITTER * median_s)
}

/// The body at evenly spaced times from its first frame on; a copy when it is not [`is_irregular`].
///
/// The step is the mean of the intervals that are one frame long (a median would keep the rounding of times in ms).
/// Values come from a cubic through the four frames around, from fewer where an outer one is missing. A value
/// between two frames that are further apart than [`gaps::limit_s`] allows, or of which one is missing, is missing.
pub fn uniform(body: &Body) -> Body {
    if !is_irregular(body) {
        return body.clone();
    }
    let t = &body.time_s;
    let step_s = step_s(body);
    let n = ((t[t.len() - 1] - t[0]) / step_s + OVERHANG).floor() as usize + 1;
    let mut out = Body {
        time_s: (0..n).map(|i| t[0] + i as f64 * step_s).collect(),
        xy: Vec::with_capacity(n * CHANNELS),
        score: Vec::with_capacity(n * LANDMARKS),
    };
    let mut left = 0;
    for &time_s in &out.time_s {
        while left + 2 < t.len() && t[left + 1] <= time_s + SAME_TIME * step_s {
            left += 1;
        }
        read(body, left, time_s, step_s, &mut out.xy, &mut out.score);
    }
    out
}

/// Mean of the intervals near the usual one: the median, or the lower quartile where that is clearly shorter and no
/// glitch, since then every few frames one was dropped.
fn step_s(body: &Body) -> f64 {
    let intervals = || body.time_s.windows(2).map(|w| w[1] - w[0]);
    let (median_s, quartile_s) = (body.frame_time_s(), stats::quantile(intervals(), 0.25));
    let is_shorter = quartile_s < (1.0 - SINGLE_FRAME) * median_s && quartile_s > SINGLE_FRAME * median_s;
    let usual_s = if is_shorter { quartile_s } else { median_s };
    let step_s = stats::mean(intervals().filter(|dt| (dt - usual_s).abs() <= SINGLE_FRAME * usual_s));
    if step_s.is_finite() { step_s } else { median_s }
}

/// Appends the landmarks at a time between the frames `left` and `left + 1`.
fn read(body: &Body, left: usize, time_s: f64, step_s: f64, xy: &mut Vec<f64>, score: &mut Vec<f64>) {
    let t = &body.time_s;
    let frame = |f: usize| &body.xy[f * CHANNELS..(f + 1) * CHANNELS];
    let scores = |f: usize| &body.score[f * LANDMARKS..(f + 1) * LANDMARKS];
    if let Some(f) = [left, left + 1].into_iter().find(|&f| (t[f] - time_s).abs() <= SAME_TIME * step_s) {
        xy.extend_from_slice(frame(f));
        score.extend_from_slice(scores(f));
        return;
    }
    let right = left + 1;
    let fraction = (time_s - t[left]) / (t[right] - t[left]);
    score.extend(scores(left).iter().zip(scores(right)).map(|(a, b)| a + fraction * (b - a)));
    // All channels at once where four frames are there; NaN in any of them comes out as NaN and is looked at below.
    let first = xy.len();
    if left > 0 && right + 1 < t.len() {
        let w = interpolate::weights([t[left - 1], t[left], t[right], t[right + 1]], time_s);
        let rows = [frame(left - 1), frame(left), frame(right), frame(right + 1)];
        xy.extend((0..CHANNELS).map(|c| w[0] * rows[0][c] + w[1] * rows[1][c] + w[2] * rows[2][c] + w[3] * rows[3][c]));
    } else {
        xy.resize(first + CHANNELS, f64::NAN);
    }
    let missing_s = t[right] - t[left] - step_s - SINGLE_FRAME * step_s;
    for side in Side::BOTH {
        for joint in Joint::ALL {
            let i = landmark(side, joint);
            let point = &mut xy[first + 2 * i..first + 2 * i + 2];
            let is_bridged = missing_s <= gaps::limit_s(joint);
            if !(is_bridged && body.is_seen(left, side, joint) && body.is_seen(right, side, joint)) {
                point.fill(f64::NAN);
                score[first / 2 + i] = 0.0;
            } else if !(point[0].is_finite() && point[1].is_finite()) {
                let sample = |f: usize| {
                    let [x, y] = body.point(f, side, joint);
                    [t[f], x, y]
                };
                let seen = |f: usize| (f < t.len() && body.is_seen(f, side, joint)).then(|| sample(f));
                let before = left.checked_sub(1).and_then(seen);
                let xy = interpolate::between(before, sample(left), sample(right), seen(right + 1), time_s);
                point.copy_from_slice(&xy);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(time_s: Vec<f64>) -> Body {
        let xy = time_s.iter().flat_map(|t| (0..CHANNELS).map(move |c| c as f64 + t * t)).collect();
        let score = vec![0.9; time_s.len() * LANDMARKS];
        Body { time_s, xy, score }
    }

    #[test]
    fn even_frames_stay_as_they_are() {
        let even = body((0..20).map(|i| i as f64 / 30.0 + 0.0001 * (i % 2) as f64).collect());
        assert!(!is_irregular(&even));
        assert_eq!(uniform(&even), even);
        assert_eq!(uniform(&body(vec![])), body(vec![]));
        assert_eq!(uniform(&body(vec![1.0])), body(vec![1.0]));
    }

    #[test]
    fn single_and_double_intervals_that_alternate_are_read_at_the_single_one() {
        let every_third_lost = body((0..45).filter(|i| i % 3 != 1).map(|i| f64::from(i) / 30.0).collect());
        let out = uniform(&every_third_lost);
        assert_eq!(out.n_frames(), 45);
        assert!((out.frame_time_s() - 1.0 / 30.0).abs() < 1e-9);
        // Two of five intervals are next to nothing.
        let with_glitch = |i: i32| [Some(f64::from(i)), (i % 3 != 2).then(|| f64::from(i) + 1e-9)];
        let glitches = body((0..30).flat_map(with_glitch).flatten().collect());
        assert!(uniform(&glitches).n_frames() < 100);
    }

    #[test]
    fn uneven_frames_are_read_on_a_grid_that_keeps_the_times() {
        let uneven = body((0..30).map(|i| i as f64 / 30.0 + 0.008 * (i % 3) as f64).collect());
        assert!(is_irregular(&uneven));
        let out = uniform(&uneven);
        assert!(!is_irregular(&out));
        assert_eq!(out.time_s[0], uneven.time_s[0]);
        assert!(out.time_s[out.n_frames() - 1] <= uneven.time_s[29] + 1e-9);
        for (f, t) in out.time_s.iter().enumerate() {
            assert!((out.xy[f * CHANNELS + 5] - (5.0 + t * t)).abs() < 1e-9);
        }
    }

    #[test]
    fn times_rounded_to_milliseconds_give_the_true_frame_rate() {
        let rounded = body((0..61).map(|i| (i as f64 * 1000.0 / 60.0).round() / 1000.0).collect());
        let out = uniform(&rounded);
        assert_eq!(out.n_frames(), 61);
        assert!((out.frame_time_s() - 1.0 / 60.0).abs() < 1e-9);
    }

    #[test]
    fn dropped_frames_come_back_and_long_holes_stay_missing() {
        let times = (0..40).filter(|i| ![10, 11, 20, 21, 22, 23].contains(i)).map(|i| i as f64 / 30.0).collect();
        let out = uniform(&body(times));
        assert_eq!(out.n_frames(), 40);
        assert!(out.is_seen(10, Side::Left, Joint::Toe) && out.is_seen(11, Side::Left, Joint::Toe));
        for f in 20..24 {
            assert!(!out.is_seen(f, Side::Left, Joint::Toe) && out.is_seen(f, Side::Left, Joint::Hip), "{f}");
            assert_eq!(out.score[f * LANDMARKS + landmark(Side::Left, Joint::Toe)], 0.0);
        }
    }

    #[test]
    fn a_missing_point_stays_missing_but_spreads_no_further_than_the_next_grid_time() {
        let mut uneven = body((0..30).map(|i| i as f64 / 30.0 + 0.008 * (i % 3) as f64).collect());
        uneven.clear_point(15, Side::Right, Joint::Ankle);
        let out = uniform(&uneven);
        for (f, t) in out.time_s.iter().enumerate() {
            let touches = *t > uneven.time_s[14] && *t < uneven.time_s[16];
            assert_eq!(!out.is_seen(f, Side::Right, Joint::Ankle), touches);
            assert!(out.is_seen(f, Side::Left, Joint::Ankle));
        }
    }
}
