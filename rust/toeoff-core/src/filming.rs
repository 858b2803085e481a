//! At what rate the frames of a pass were filmed, where it changes: phones in the dark, dropped frames.
//!
//! Values between frames far apart are read off a curve, and count for no more than the frames around them.

use crate::clock::Clock;
use crate::resample::SINGLE_FRAME;

/// What the rate of a pass is told from, as a part of its time: frames are at least this close for three quarters of it.
const TIME_SHARE: f64 = 0.75;
/// Longer intervals are holes, in which nothing is told, s.
const HOLE_S: f64 = crate::repair::gaps::TRUNK_GAP_S;
/// Frames this far from an event bear on it, s.
const NEAR_S: f64 = 0.05;
/// A time this close to a frame, in frames, is that frame's.
const SAME_TIME: f64 = 1e-6;

/// When the frames of a pass were filmed.
#[derive(Debug, Clone, PartialEq)]
pub struct Filming {
    /// Times of the frames, s; empty where they are even.
    time_s: Vec<f64>,
    /// Their even time base.
    clock: Clock,
}

impl Filming {
    /// Of frames filmed at these times, even or not, and the clock that stands in for them.
    pub fn new(time_s: Vec<f64>, clock: Clock) -> Self {
        Self { time_s, clock }
    }

    /// Frames per second of the pass.
    pub fn rate_hz(&self) -> f64 {
        let mut intervals: Vec<f64> = self.intervals().map(|(from, to)| to - from).filter(|s| *s <= HOLE_S).collect();
        intervals.sort_unstable_by(f64::total_cmp);
        let covered = TIME_SHARE * intervals.iter().sum::<f64>();
        let mut sum = 0.0;
        let long = intervals.into_iter().find(|interval| {
            sum += interval;
            sum >= covered
        });
        self.rate_of(long.unwrap_or(self.clock.step_s))
    }

    /// Frames per second around a time.
    pub fn rate_at_hz(&self, time_s: f64) -> f64 {
        let near = self.intervals().filter(|(from, to)| *from < time_s + NEAR_S && *to > time_s - NEAR_S);
        self.rate_of(near.map(|(from, to)| to - from).fold(self.clock.step_s, f64::max))
    }

    /// Frames of the time base that lie between filmed ones further apart than a frame.
    pub fn frames_interpolated(&self) -> usize {
        let step_s = self.clock.step_s;
        let wide = self.intervals().filter(|(from, to)| to - from > (1.0 + SINGLE_FRAME) * step_s);
        let (edge_s, frame) = (SAME_TIME * step_s, |time_s: f64| (time_s - self.clock.start_s) / step_s);
        let inside = |(from, to): (f64, f64)| frame(to - edge_s).floor() - frame(from + edge_s).floor();
        wide.map(|interval| inside(interval).max(0.0) as usize).sum()
    }

    fn intervals(&self) -> impl Iterator<Item = (f64, f64)> {
        self.time_s.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// The clock's rate for intervals of a frame, whatever their jitter.
    fn rate_of(&self, interval_s: f64) -> f64 {
        let is_frame = interval_s <= (1.0 + SINGLE_FRAME) * self.clock.step_s || interval_s.is_nan();
        1.0 / if is_frame { self.clock.step_s } else { interval_s }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP_S: f64 = 1.0 / 60.0;

    fn filmed(frames: impl Iterator<Item = usize>) -> Filming {
        let time_s: Vec<f64> = frames.map(|i| i as f64 * STEP_S).collect();
        let n_frames = (time_s[time_s.len() - 1] / STEP_S).round() as usize + 1;
        Filming::new(time_s, Clock { start_s: 0.0, step_s: STEP_S, n_frames })
    }

    #[test]
    fn even_frames_and_jitter_have_the_rate_of_the_clock() {
        let clock = Clock { start_s: 0.0, step_s: STEP_S, n_frames: 90 };
        let even = Filming::new(Vec::new(), clock);
        assert_eq!((even.rate_hz(), even.rate_at_hz(0.3), even.frames_interpolated()), (1.0 / STEP_S, 1.0 / STEP_S, 0));
        let in_ms = Filming::new((0..90).map(|i| (f64::from(i) * 1000.0 * STEP_S).round() / 1000.0).collect(), clock);
        assert_eq!(
            (in_ms.rate_hz(), in_ms.rate_at_hz(0.3), in_ms.frames_interpolated()),
            (1.0 / STEP_S, 1.0 / STEP_S, 0)
        );
    }

    #[test]
    fn a_rate_that_falls_is_told_of_the_pass_and_of_its_parts() {
        let falls = filmed((0..60).chain((60..180).step_by(2)));
        assert!((falls.rate_hz() - 30.0).abs() < 1e-9);
        assert!((falls.rate_at_hz(0.5) - 60.0).abs() < 1e-9 && (falls.rate_at_hz(2.0) - 30.0).abs() < 1e-9);
        assert_eq!(falls.frames_interpolated(), 59);
    }

    #[test]
    fn a_dropped_frame_counts_where_it_is_and_a_hole_not_for_the_pass() {
        let dropped = filmed((0..120).filter(|i| *i != 50));
        assert!((dropped.rate_hz() - 60.0).abs() < 1e-9);
        assert!((dropped.rate_at_hz(50.0 * STEP_S) - 30.0).abs() < 1e-9);
        assert!((dropped.rate_at_hz(60.0 * STEP_S) - 60.0).abs() < 1e-9);
        assert_eq!(dropped.frames_interpolated(), 1);
        let hole = filmed((0..60).chain(120..150));
        assert!((hole.rate_hz() - 60.0).abs() < 1e-9);
    }
}
