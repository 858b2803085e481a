//! The exact interval of a proportion.

use super::{Interval, beta, check_proportion};
use crate::Result;

/// Every proportion that an equal-tailed exact test would not reject at 5 % (Clopper & Pearson 1934, Biometrika
/// 26:404-413): wider than Wilson's, and never covering less than 95 %.
///
/// # Errors
/// Without a trial, or with more successes than trials.
pub fn clopper_pearson(successes: u64, trials: u64) -> Result<Interval> {
    check_proportion(successes, trials)?;
    let (k, n) = (successes as f64, trials as f64);
    let low = if successes == 0 { 0.0 } else { beta::inverse(0.025, k, n - k + 1.0) };
    let high = if successes == trials { 1.0 } else { beta::inverse(0.975, k + 1.0, n - k) };
    Ok(Interval { value: k / n, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        let i = clopper_pearson(8, 9).expect("a proportion");
        assert!((i.low - 0.5175).abs() < 5e-5 && (i.high - 0.9972).abs() < 5e-5);
    }
}
