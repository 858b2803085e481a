//! Where a runner stands among the others.

use super::spearman::ranks;
use crate::stats::mean;

/// Share of runners below each value in percent, ties and the runner itself counted half: `100 (rank - 1/2) / n`. A
/// value that is not finite has none and is not counted.
pub fn percentiles(values: &[f64]) -> Vec<f64> {
    let seen: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
    let column: Vec<f64> = seen.iter().map(|i| values[*i]).collect();
    let mut out = vec![f64::NAN; values.len()];
    for (i, rank) in seen.iter().zip(ranks(&column)) {
        out[*i] = 100.0 * (rank - 0.5) / seen.len() as f64;
    }
    out
}

/// What a straight line over `given` leaves of each value; NaN where either is missing. Where `given` is constant only
/// the mean is taken off.
pub fn residuals(values: &[f64], given: &[f64]) -> Vec<f64> {
    let pairs = || values.iter().zip(given).filter(|(v, g)| v.is_finite() && g.is_finite());
    let (mv, mg) = (mean(pairs().map(|(v, _)| *v)), mean(pairs().map(|(_, g)| *g)));
    let (mut vg, mut gg) = (0.0, 0.0);
    for (v, g) in pairs() {
        vg += (v - mv) * (g - mg);
        gg += (g - mg) * (g - mg);
    }
    let slope = if gg > 0.0 { vg / gg } else { 0.0 };
    values.iter().zip(given).map(|(v, g)| v - mv - slope * (g - mg)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_and_missing_values_are_left_out() {
        let p = percentiles(&[3.0, 1.0, f64::NAN, 3.0, 9.0]);
        assert_eq!((p[0], p[1], p[3], p[4]), (50.0, 12.5, 50.0, 87.5));
        assert!(p[2].is_nan());
        assert!(percentiles(&[]).is_empty());
    }

    #[test]
    fn what_speed_explains_is_gone() {
        let speed = [2.0, 3.0, 4.0, f64::NAN];
        let left = residuals(&[20.0, 25.0, 30.0, 1.0], &speed);
        assert!(left[..3].iter().all(|r| r.abs() < 1e-12) && left[3].is_nan());
        assert_eq!(residuals(&[1.0, 3.0], &[4.0, 4.0]), [-1.0, 1.0]);
    }
}
