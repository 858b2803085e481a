//! The odds ratio of a 2×2 table.

use super::{Interval, Z95};

/// Odds ratio of `[[a, b], [c, d]]` with 0.5 added to every cell, so that an empty cell leaves it finite (Haldane 1956,
/// Ann Hum Genet 20:309-311; Anscombe 1956); interval by Woolf's standard error of its logarithm.
pub fn haldane(table: [[u64; 2]; 2]) -> Interval {
    let [[a, b], [c, d]] = table.map(|row| row.map(|count| count as f64 + 0.5));
    let value = a * d / (b * c);
    let factor = (Z95 * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt()).exp();
    Interval { value, low: value / factor, high: value * factor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        let i = haldane([[8, 1], [6, 12]]);
        assert!((i.value - 10.90).abs() < 5e-3 && (i.low - 1.51).abs() < 5e-3);
        // Published as 78.75, with the quantile rounded to 1.96.
        assert!((i.high - 78.75).abs() < 1e-2);
    }

    #[test]
    fn no_runner_is_no_evidence() {
        assert_eq!(haldane([[0, 0], [0, 0]]).value, 1.0);
    }
}
