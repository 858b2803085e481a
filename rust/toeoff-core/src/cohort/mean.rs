//! Means over runners, and how much runners differ.

use super::student;
use crate::stats::{mean, standard_deviation};

/// Mean over runners.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Runners with a value.
    pub n: usize,
    /// Mean; NaN without a value.
    pub value: f64,
    /// Ends of the 95 % interval by Student's t; NaN below two.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Sample standard deviation over runners; NaN below two.
    pub deviation: f64,
}

/// Mean of the finite values with `mean ± t(.975, n - 1) s / sqrt(n)`.
pub fn mean_interval(values: &[f64]) -> Mean {
    let n = values.iter().filter(|v| v.is_finite()).count();
    let value = mean(values.iter().copied());
    let deviation = standard_deviation(values);
    let half = match n {
        0 | 1 => f64::NAN,
        _ => student::quantile(0.975, (n - 1) as f64) * deviation / (n as f64).sqrt(),
    };
    Mean { n, value, low: value - half, high: value + half, deviation }
}

/// Standard deviation within groups with its degrees of freedom: squared distances from the mean of each group over
/// `sum (n_i - 1)`; NaN with none. Values that are not finite are left out.
pub fn pooled_deviation<'a>(groups: impl IntoIterator<Item = &'a [f64]>) -> (f64, usize) {
    let (mut sum, mut freedom) = (0.0, 0);
    for group in groups {
        let n = group.iter().filter(|v| v.is_finite()).count();
        if n > 1 {
            sum += standard_deviation(group).powi(2) * (n - 1) as f64;
            freedom += n - 1;
        }
    }
    ((sum / freedom as f64).sqrt(), freedom)
}

/// Deviation between runners once the scatter of each mean is taken off: `sqrt(max(0, s² - s_w² mean(1 / n_i)))`, the
/// random-effects estimate of a one-way layout. `deviation` over the means of runners, `within` between strides of one
/// runner, `n_strides` behind each mean. NaN when either deviation is.
pub fn between_deviation(deviation: f64, within: f64, n_strides: &[usize]) -> f64 {
    let shares = mean(n_strides.iter().filter(|n| **n > 0).map(|n| 1.0 / *n as f64));
    let square = deviation * deviation - within * within * shares;
    if square.is_nan() { f64::NAN } else { square.max(0.0).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runners_have_a_wide_interval_and_one_has_none() {
        let m = mean_interval(&[9.0, f64::NAN, 11.0]);
        assert_eq!((m.n, m.value), (2, 10.0));
        // t(.975, 1) = 12.706, s / sqrt(2) = 1.
        assert!((m.high - 22.706).abs() < 1e-3);
        assert!(mean_interval(&[9.0]).low.is_nan());
        assert!(mean_interval(&[]).value.is_nan());
    }

    #[test]
    fn deviations_are_pooled_within_groups() {
        let (s, freedom) = pooled_deviation([&[1.0, 3.0][..], &[10.0, 12.0, f64::NAN], &[99.0]]);
        assert!((s - 2f64.sqrt()).abs() < 1e-15);
        assert_eq!(freedom, 2);
        assert!(pooled_deviation([&[1.0][..]]).0.is_nan());
    }

    #[test]
    fn stride_scatter_is_taken_off_and_never_below_nothing() {
        assert!((between_deviation(5.0, 6.0, &[4, 4]) - 4.0).abs() < 1e-15);
        assert_eq!(between_deviation(1.0, 6.0, &[1]), 0.0);
        assert!(between_deviation(f64::NAN, 1.0, &[3]).is_nan());
    }
}
