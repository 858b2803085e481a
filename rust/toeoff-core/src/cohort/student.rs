//! Student's t distribution.

use super::beta;

/// Probability below `t` with `df` degrees of freedom.
pub fn cdf(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    let tail = 0.5 * beta::regularised(df / (df + t * t), 0.5 * df, 0.5);
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// The value that has probability `p` below it, `0 < p < 1`.
pub fn quantile(p: f64, df: f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && df > 0.0) {
        return f64::NAN;
    }
    if p == 0.5 {
        return 0.0;
    }
    // With x = df / (df + t²) the two tails together hold I_x(df/2, 1/2).
    let x = beta::inverse(2.0 * p.min(1.0 - p), 0.5 * df, 0.5);
    let size = (df * (1.0 - x) / x).sqrt();
    if p < 0.5 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_table() {
        for (df, t) in [(1.0, 12.706), (2.0, 4.303), (4.0, 2.776), (10.0, 2.228), (26.0, 2.056), (1000.0, 1.962)] {
            assert!((quantile(0.975, df) - t).abs() < 6e-4, "{df}");
            assert!((cdf(quantile(0.975, df), df) - 0.975).abs() < 1e-12);
        }
        assert_eq!(quantile(0.025, 7.0), -quantile(0.975, 7.0));
    }
}
