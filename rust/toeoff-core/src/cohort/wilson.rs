//! Wilson's score interval of a proportion.

use super::{Interval, Z95, check_proportion};
use crate::Result;

/// `(p + z²/2n ∓ z sqrt(p (1 - p)/n + z²/4n²)) / (1 + z²/n)` (Wilson 1927, J Am Stat Assoc 22:209-212).
///
/// # Errors
/// Without a trial, or with more successes than trials.
pub fn wilson(successes: u64, trials: u64) -> Result<Interval> {
    check_proportion(successes, trials)?;
    let n = trials as f64;
    let p = successes as f64 / n;
    let z2 = Z95 * Z95;
    let half = Z95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let centre = p + z2 / (2.0 * n);
    let ends = [(centre - half) / (1.0 + z2 / n), (centre + half) / (1.0 + z2 / n)];
    // Exactly 0 and 1 where the formula is, but for rounding.
    let low = if successes == 0 { 0.0 } else { ends[0] };
    let high = if successes == trials { 1.0 } else { ends[1] };
    Ok(Interval { value: p, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        // "8 of 9" says 57 to 98 %.
        let i = wilson(8, 9).expect("a proportion");
        assert!((i.low - 0.5650).abs() < 5e-5 && (i.high - 0.9801).abs() < 5e-5);
        let i = wilson(9, 27).expect("a proportion");
        assert!((i.low - 0.1864).abs() < 5e-5 && (i.high - 0.5218).abs() < 5e-5);
    }

    #[test]
    fn nobody_and_everybody_reach_the_ends() {
        assert_eq!(wilson(0, 5).expect("a proportion").low, 0.0);
        assert_eq!(wilson(5, 5).expect("a proportion").high, 1.0);
    }

    #[test]
    fn a_proportion_of_nobody_is_refused() {
        assert!(wilson(0, 0).is_err());
        assert!(wilson(3, 2).is_err());
    }
}
