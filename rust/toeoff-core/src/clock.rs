//! Reading a uniformly sampled series between its frames.

/// A time this close to a frame, in frames, is that frame's, wherever the clock begins.
const ROUNDING: f64 = 1e-6;

/// The uniform clock of a body: frame `i` is at `start_s + i * step_s`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// Time of frame 0, s.
    pub start_s: f64,
    /// Time between frames, s.
    pub step_s: f64,
    /// Number of frames.
    pub n_frames: usize,
}

impl Clock {
    /// Clock of a body on a uniform time base.
    pub fn of(body: &crate::Body) -> Self {
        let n_frames = body.n_frames();
        let (first, last) = (body.time_s.first(), body.time_s.last());
        let start_s = first.copied().unwrap_or(f64::NAN);
        let step_s = match (first, last) {
            (Some(a), Some(b)) if n_frames > 1 => (b - a) / (n_frames - 1) as f64,
            _ => f64::NAN,
        };
        Self { start_s, step_s, n_frames }
    }

    /// Time of the last frame, s.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.step_s * (self.n_frames.max(1) - 1) as f64
    }

    /// Whether a time lies within the recording.
    pub fn contains(&self, time_s: f64) -> bool {
        time_s >= self.start_s && time_s <= self.end_s()
    }

    /// Frames with times in `[from_s, to_s]`.
    pub fn frames(&self, from_s: f64, to_s: f64) -> std::ops::Range<usize> {
        if self.n_frames == 0 || !(self.step_s > 0.0 && from_s.is_finite() && to_s.is_finite()) {
            return 0..0;
        }
        let index = |t: f64| (t - self.start_s) / self.step_s;
        let start = (index(from_s) - ROUNDING).ceil().max(0.0) as usize;
        // One more than the last frame inside, or nothing when the interval ends before the recording.
        let end = ((index(to_s) + ROUNDING).floor() + 1.0).max(0.0) as usize;
        start.min(self.n_frames)..end.clamp(start.min(self.n_frames), self.n_frames)
    }

    /// Value of a series at a time: Catmull-Rom through the four nearest frames, linear where an outer one is
    /// missing, NaN outside the recording or beside a missing frame.
    pub fn at(&self, series: &[f64], time_s: f64) -> f64 {
        if !self.contains(time_s) {
            return f64::NAN;
        }
        let u = (time_s - self.start_s) / self.step_s;
        let i = (u.floor() as usize).min(self.n_frames.saturating_sub(2));
        let f = u - i as f64;
        let (b, c) = (series[i], series[(i + 1).min(self.n_frames - 1)]);
        let a = if i > 0 { series[i - 1] } else { f64::NAN };
        let d = series.get(i + 2).copied().unwrap_or(f64::NAN);
        if a.is_finite() && d.is_finite() {
            let (m, n) = ((c - a) / 2.0, (d - b) / 2.0);
            let (c2, c3) = (3.0 * (c - b) - 2.0 * m - n, 2.0 * (b - c) + m + n);
            b + f * (m + f * (c2 + f * c3))
        } else {
            b + f * (c - b)
        }
    }

    /// Largest value of a series within `[from_s, to_s]`, refined between frames by a parabola, and its time.
    /// NaN when a quarter or more of the frames are missing, or when nothing lies inside.
    pub fn maximum(&self, series: &[f64], from_s: f64, to_s: f64) -> (f64, f64) {
        let frames = self.frames(from_s, to_s);
        let (mut seen, mut best) = (0, None);
        for (i, &value) in series[frames.clone()].iter().enumerate() {
            if value.is_finite() {
                seen += 1;
                // The last of equal ones.
                best = best.filter(|&(_, highest)| value < highest).or(Some((frames.start + i, value)));
            }
        }
        if frames.is_empty() || 4 * seen < 3 * frames.len() {
            return (f64::NAN, f64::NAN);
        }
        let Some((i, b)) = best else { return (f64::NAN, f64::NAN) };
        let time = |shift: f64| self.start_s + self.step_s * (i as f64 + shift);
        if i == 0 || i + 1 == self.n_frames {
            return (b, time(0.0));
        }
        let (a, c) = (series[i - 1], series[i + 1]);
        let bend = a - 2.0 * b + c;
        // The parabola only refines a true local maximum; at the edge of the interval the frame itself stands.
        if !(a.is_finite() && c.is_finite()) || a > b || c > b || bend >= 0.0 {
            return (b, time(0.0));
        }
        let shift = 0.5 * (a - c) / bend;
        (b - 0.25 * (a - c) * shift, time(shift))
    }

    /// Mean of a series over `[from_s, to_s]`; NaN when a quarter or more of the frames are missing.
    pub fn mean(&self, series: &[f64], from_s: f64, to_s: f64) -> f64 {
        let frames = self.frames(from_s, to_s);
        let inside = &series[frames];
        let seen = inside.iter().filter(|v| v.is_finite()).count();
        if inside.is_empty() || 4 * seen < 3 * inside.len() {
            return f64::NAN;
        }
        crate::stats::mean(inside.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: Clock = Clock { start_s: 1.0, step_s: 0.1, n_frames: 5 };

    #[test]
    fn between_frames_a_parabola_is_read_exactly_and_outside_is_nan() {
        let y: Vec<f64> = (0..5).map(|i| (i as f64 - 1.7).powi(2)).collect();
        assert!(CLOCK.at(&y, 1.17).abs() < 1e-12);
        assert!(CLOCK.at(&y, 0.99).is_nan() && CLOCK.at(&y, 1.41).is_nan());
        assert!((CLOCK.at(&y, 1.4) - y[4]).abs() < 1e-9);
    }

    #[test]
    fn the_maximum_is_found_between_frames() {
        let y: Vec<f64> = (0..5).map(|i| 3.0 - (i as f64 - 1.7).powi(2)).collect();
        let (value, time) = CLOCK.maximum(&y, 1.0, 1.4);
        assert!((value - 3.0).abs() < 1e-12 && (time - 1.17).abs() < 1e-12);
        assert!(CLOCK.maximum(&y, 2.0, 3.0).0.is_nan());
    }

    #[test]
    fn frames_of_an_interval_include_both_ends() {
        assert_eq!(CLOCK.frames(1.05, 1.25), 1..3);
        assert_eq!(CLOCK.frames(0.0, 9.0), 0..5);
        assert_eq!(CLOCK.frames(3.0, 9.0), 5..5);
        assert_eq!(CLOCK.frames(-3.0, 0.0), 0..0);
        // Wherever it begins, the whole recording is all of its frames.
        for start in 0..500 {
            let clock = Clock { start_s: 0.37 * f64::from(start), step_s: 1.0 / 30.0, n_frames: 16 };
            assert_eq!(clock.frames(clock.start_s, clock.end_s()), 0..16, "{start}");
        }
    }
}
