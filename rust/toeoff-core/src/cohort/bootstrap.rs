//! Interval of a rank correlation by resampling runners.

use super::normal;
use super::random::Random;
use super::spearman::spearman;
use crate::stats::{mean, quantile};

/// 95 % interval of [`spearman`] by the bias-corrected and accelerated bootstrap over pairs (Efron 1987, J Am Stat Assoc
/// 82:171-185). NaN when the correlation or no draw of it is finite. The same seed gives the same interval.
pub fn spearman_interval(x: &[f64], y: &[f64], draws: usize, seed: u64) -> (f64, f64) {
    let estimate = spearman(x, y);
    let n = x.len();
    let mut random = Random::new(seed);
    let drawn: Vec<f64> = (0..draws)
        .map(|_| {
            let picked: Vec<usize> = (0..n).map(|_| random.below(n)).collect();
            of(x, y, picked.iter().copied())
        })
        // A draw of one runner alone has no correlation.
        .filter(|r| r.is_finite())
        .collect();
    if drawn.is_empty() || estimate.is_nan() {
        return (f64::NAN, f64::NAN);
    }
    let below: f64 = drawn
        .iter()
        .map(|r| {
            if *r < estimate {
                1.0
            } else if *r == estimate {
                0.5
            } else {
                0.0
            }
        })
        .sum();
    let bias =
        normal::quantile((below / drawn.len() as f64).clamp(0.5 / drawn.len() as f64, 1.0 - 0.5 / drawn.len() as f64));
    let acceleration = acceleration(x, y);
    let end = |p: f64| {
        let z = bias + normal::quantile(p);
        quantile(drawn.iter().copied(), normal::cdf(bias + z / (1.0 - acceleration * z)))
    };
    (end(0.025), end(0.975))
}

/// Skewness of the leave-one-out correlations over 6.
fn acceleration(x: &[f64], y: &[f64]) -> f64 {
    let without: Vec<f64> = (0..x.len()).map(|i| of(x, y, (0..x.len()).filter(|j| *j != i))).collect();
    let centre = mean(without.iter().copied());
    let (mut squares, mut cubes) = (0.0, 0.0);
    for r in without.iter().filter(|r| r.is_finite()) {
        squares += (centre - r).powi(2);
        cubes += (centre - r).powi(3);
    }
    if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 }
}

fn of(x: &[f64], y: &[f64], picked: impl Iterator<Item = usize>) -> f64 {
    let (a, b): (Vec<f64>, Vec<f64>) = picked.map(|i| (x[i], y[i])).unzip();
    spearman(&a, &b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_repeatable_and_holds_the_estimate() {
        let x: Vec<f64> = (0..30).map(f64::from).collect();
        let y: Vec<f64> = (0..30).map(|i| f64::from(i) + 9.0 * f64::from(i * 7 % 5)).collect();
        let (low, high) = spearman_interval(&x, &y, 2000, 1);
        let r = spearman(&x, &y);
        assert!(low < r && r < high && high <= 1.0, "{low} {r} {high}");
        assert_eq!(spearman_interval(&x, &y, 2000, 1), (low, high));
        assert_ne!(spearman_interval(&x, &y, 2000, 2), (low, high));
    }

    #[test]
    fn a_constant_has_no_interval() {
        assert!(spearman_interval(&[1.0; 12], &[2.0; 12], 100, 1).0.is_nan());
    }
}
