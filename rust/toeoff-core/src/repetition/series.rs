//! Series laid over each other at a lag.
//!
//! Sums over any stretch are differences of running sums, so that what is left to add up at each lag is the squared
//! difference alone.

use std::ops::Range;

use crate::simd;

/// A position over time, NaN where it is missing.
pub struct Series {
    values: Vec<f64>,
    /// Stretches in which it is seen, in time order.
    runs: Vec<Range<usize>>,
    /// Sum of the values, and of their squares, before each one; what is missing adds nothing.
    before: Vec<[f64; 2]>,
}

impl Series {
    pub fn new(values: Vec<f64>) -> Self {
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut before = Vec::with_capacity(values.len() + 1);
        let mut sums = [0.0; 2];
        before.push(sums);
        for (i, &value) in values.iter().enumerate() {
            if value.is_finite() {
                sums = [sums[0] + value, sums[1] + value * value];
                match runs.last_mut().filter(|run| run.end == i) {
                    Some(run) => run.end = i + 1,
                    None => runs.push(i..i + 1),
                }
            }
            before.push(sums);
        }
        Self { values, runs, before }
    }

    fn sums(&self, frames: Range<usize>) -> [f64; 2] {
        [0, 1].map(|i| self.before[frames.end][i] - self.before[frames.start][i])
    }
}

/// Sums over the frames that show one series, and another one a lag later.
#[derive(Default)]
pub struct Both {
    /// How many frames.
    pub n: f64,
    a: f64,
    b: f64,
    aa: f64,
    bb: f64,
    dd: f64,
}

impl Both {
    pub fn of(a: &Series, b: &Series, lag: usize) -> Self {
        let mut both = Self::default();
        let (mut i, mut j) = (0, 0);
        while i < a.runs.len() && j < b.runs.len() {
            let (run, later) = (&a.runs[i], &b.runs[j]);
            let later = later.start.saturating_sub(lag)..later.end.saturating_sub(lag);
            let shared = run.start.max(later.start)..run.end.min(later.end);
            if !shared.is_empty() {
                both.add(a, b, shared, lag);
            }
            if run.end < later.end { i += 1 } else { j += 1 }
        }
        both
    }

    fn add(&mut self, a: &Series, b: &Series, frames: Range<usize>, lag: usize) {
        let later = frames.start + lag..frames.end + lag;
        self.n += frames.len() as f64;
        self.dd += squares(&a.values[frames.clone()], &b.values[later.clone()]);
        let ([a, aa], [b, bb]) = (a.sums(frames), b.sums(later));
        (self.a, self.b, self.aa, self.bb) = (self.a + a, self.b + b, self.aa + aa, self.bb + bb);
    }

    /// Squares of the difference about its mean: a constant offset between the legs is the pose model's or the camera's.
    pub fn difference(&self) -> f64 {
        self.dd - (self.a - self.b) * (self.a - self.b) / self.n
    }

    /// Squares of both series about their means.
    pub fn motion(&self) -> f64 {
        self.aa + self.bb - (self.a * self.a + self.b * self.b) / self.n
    }
}

/// Frames that are summed side by side, since an addition waits for the one before.
const LANES: usize = 8;

simd::widest! {
    /// Sum of the squared differences of two series of equal length.
    fn squares(a: &[f64], b: &[f64]) -> f64 = squares_here;
}

#[inline(always)]
fn squares_here(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            sums[i] += (a[i] - b[i]) * (a[i] - b[i]);
        }
    }
    for (i, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
        sums[i] += (a - b) * (a - b);
    }
    let half = |from: usize| (sums[from] + sums[from + 1]) + (sums[from + 2] + sums[from + 3]);
    half(0) + half(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_frames_that_show_both_series_count() {
        let nan = f64::NAN;
        let a: Vec<f64> = vec![1.0, 2.0, nan, 4.0, 5.0, 6.5, nan, nan, 9.0, 2.5, 3.0, 1.0, 0.5, 0.25, nan, 1.5];
        let b: Vec<f64> = vec![nan, 0.5, 3.0, nan, 1.0, 2.0, 2.5, 8.0, nan, 1.0, 1.0, 6.0, 7.0, nan, 2.0, 1.0];
        for lag in 0..20 {
            let both = Both::of(&Series::new(a.clone()), &Series::new(b.clone()), lag);
            let pairs = || a.iter().zip(b.iter().skip(lag)).filter(|(a, b)| (*a - *b).is_finite());
            let sum = |of: &dyn Fn(f64, f64) -> f64| pairs().map(|(a, b)| of(*a, *b)).sum::<f64>();
            let n = sum(&|_, _| 1.0);
            assert_eq!(both.n, n, "lag {lag}");
            if n > 0.0 {
                let (a, b) = (sum(&|a, _| a), sum(&|_, b| b));
                let difference = sum(&|a, b| (a - b) * (a - b)) - (a - b) * (a - b) / n;
                let motion = sum(&|a, b| a * a + b * b) - (a * a + b * b) / n;
                assert!((both.difference() - difference).abs() < 1e-12, "lag {lag}");
                assert!((both.motion() - motion).abs() < 1e-12, "lag {lag}");
            }
        }
    }
}
