//! Whittaker smoother of third order: the series `z` that stays near the data where they are sure and bends little,
//! `sum w (y - z)^2 + lambda sum (third difference of z)^2` at its least (Eilers 2003, Analytical Chemistry
//! 75:3631-3636). A missing value has no weight, so that short gaps are filled on the way.

use super::segments;
use crate::error::{Error, Result};

/// Order of the differences: a free end is a parabola, as a foot's path is over a few frames.
const ORDER: usize = 3;
/// Coefficients of the third difference.
const DIFFERENCE: [f64; ORDER + 1] = [-1.0, 3.0, -3.0, 1.0];

/// The penalty whose amplitude response is one half at `cutoff_hz`: `(fs / (2 pi fc))^(2 order)`, exact for frame rates
/// far above the cutoff.
pub fn penalty(cutoff_hz: f64, frame_rate_hz: f64) -> f64 {
    (frame_rate_hz / (std::f64::consts::TAU * cutoff_hz)).powi(2 * ORDER as i32)
}

/// Smooths `values`, `[frame][channel]` flat, in place with the weights `weight` of the same shape, 0 or more.
///
/// Values that are not finite, or have no weight, are filled in gaps of up to `longest_gap` frames; longer gaps split a
/// channel into segments that are smoothed on their own, and stay what they are, as the ends do. A segment with fewer
/// than four weighted values is left as it is.
///
/// # Errors
/// [`Error::OutOfRange`] for a cutoff or frame rate that is not a positive number and a weight that is not 0 or more;
/// [`Error::ShapeMismatch`] when the shapes do not fit.
pub fn whittaker(
    values: &mut [f64],
    weight: &[f64],
    channels: usize,
    cutoff_hz: f64,
    frame_rate_hz: f64,
    longest_gap: usize,
) -> Result<()> {
    segments::check(values, channels)?;
    super::check_rates(&[cutoff_hz], frame_rate_hz)?;
    if weight.len() != values.len() {
        let why = "one weight for each value".to_owned();
        return Err(Error::ShapeMismatch { what: "weight", expected: values.len(), actual: weight.len(), why });
    }
    if let Some(&value) = weight.iter().find(|w| !(w.is_finite() && **w >= 0.0)) {
        let remedy = "pass scores, or their squares; 0 for what is missing";
        return Err(Error::OutOfRange { what: "weight", value, allowed: "0 or more", remedy });
    }
    let lambda = penalty(cutoff_hz, frame_rate_hz);
    let frames = values.len() / channels;
    let mut solver = Solver::default();
    for channel in 0..channels {
        let at = |frame: usize| frame * channels + channel;
        let seen: Vec<usize> = (0..frames).filter(|&f| values[at(f)].is_finite() && weight[at(f)] > 0.0).collect();
        for segment in seen.chunk_by(|a, b| b - a <= longest_gap + 1).filter(|s| s.len() > ORDER) {
            let (start, end) = (segment[0], segment[segment.len() - 1] + 1);
            solver.start(end - start);
            for &f in segment {
                solver.weigh(f - start, weight[at(f)], values[at(f)]);
            }
            for (i, z) in solver.solve(lambda).iter().enumerate() {
                values[at(start + i)] = *z;
            }
        }
    }
    Ok(())
}

/// `(W + lambda D'D) z = W y` with a matrix of seven diagonals, by Cholesky's method without roots (`L D L'`).
#[derive(Default)]
struct Solver {
    /// `[row][distance below the diagonal]`.
    matrix: Vec<[f64; ORDER + 1]>,
    right: Vec<f64>,
}

impl Solver {
    fn start(&mut self, n: usize) {
        self.matrix.clear();
        self.matrix.resize(n, [0.0; ORDER + 1]);
        self.right.clear();
        self.right.resize(n, 0.0);
    }

    fn weigh(&mut self, row: usize, weight: f64, value: f64) {
        self.matrix[row][0] = weight;
        self.right[row] = weight * value;
    }

    fn solve(&mut self, lambda: f64) -> &[f64] {
        let n = self.right.len();
        // Row `i` holds the entries (i, i), (i + 1, i), …: the lower triangle by columns.
        for rows in (0..n - ORDER).map(|first| first..=first + ORDER) {
            for ((i, row), di) in rows.enumerate().zip(DIFFERENCE) {
                for (entry, dj) in self.matrix[row].iter_mut().zip(&DIFFERENCE[i..]) {
                    *entry += lambda * di * dj;
                }
            }
        }
        let (a, b) = (&mut self.matrix, &mut self.right);
        for i in 0..n {
            let pivot = a[i][0];
            let reach = ORDER.min(n - 1 - i);
            let column = a[i];
            for j in 1..=reach {
                let factor = column[j] / pivot;
                for k in j..=reach {
                    a[i + j][k - j] -= factor * column[k];
                }
                b[i + j] -= factor * b[i];
            }
        }
        for i in (0..n).rev() {
            let below: f64 = (1..=ORDER.min(n - 1 - i)).map(|j| a[i][j] * b[i + j]).sum();
            b[i] = (b[i] - below) / a[i][0];
        }
        b
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    #[test]
    fn parabolas_are_kept_and_short_gaps_filled_by_them() {
        let truth: Vec<f64> = (0..40).map(|i| 0.1 * (i as f64 - 15.0).powi(2)).collect();
        let (mut v, mut w) = (truth.clone(), vec![0.8; 40]);
        v[10..13].fill(f64::NAN);
        (w[20], v[20]) = (0.0, 1e6);
        v[30..35].fill(f64::NAN);
        v[39] = f64::NAN;
        whittaker(&mut v, &w, 1, 8.0, 60.0, 4).expect("valid");
        for i in (0..30).chain(35..39) {
            assert!((v[i] - truth[i]).abs() < 1e-6, "{i}: {} {}", v[i], truth[i]);
        }
        assert!(v[30..35].iter().all(|x| x.is_nan()) && v[39].is_nan());
    }

    #[test]
    fn a_sine_at_the_cutoff_comes_out_at_half() {
        let mut v: Vec<f64> = (0..4000).map(|i| (TAU * 8.0 * i as f64 / 480.0).sin()).collect();
        let x = v.clone();
        whittaker(&mut v, &vec![1.0; 4000], 1, 8.0, 480.0, 0).expect("valid");
        for i in 1500..2500 {
            assert!((v[i] - 0.5 * x[i]).abs() < 2e-3);
        }
    }

    #[test]
    fn an_unsure_point_pulls_less() {
        let spike = |weight: f64| {
            let (mut v, mut w) = (vec![0.0; 31], vec![1.0; 31]);
            (v[15], w[15]) = (1.0, weight);
            whittaker(&mut v, &w, 1, 8.0, 60.0, 0).expect("valid");
            v[15]
        };
        assert!(spike(0.01) < 0.05 * spike(1.0));
    }

    #[test]
    fn nonsense_is_refused() {
        let mut v = vec![0.0; 8];
        assert!(matches!(
            whittaker(&mut v, &[1.0; 7], 1, 8.0, 60.0, 0),
            Err(Error::ShapeMismatch { what: "weight", .. })
        ));
        let mut w = vec![1.0; 8];
        w[3] = f64::NAN;
        assert!(matches!(whittaker(&mut v, &w, 1, 8.0, 60.0, 0), Err(Error::OutOfRange { what: "weight", .. })));
        w[3] = 1.0;
        assert!(matches!(whittaker(&mut v, &w, 1, -8.0, 60.0, 0), Err(Error::OutOfRange { what: "cutoff_hz", .. })));
    }
}
