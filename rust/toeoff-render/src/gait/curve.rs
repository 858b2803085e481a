//! Periodic curves as a few Fourier coefficients.

use std::f64::consts::TAU;

/// One quantity over the stride: mean, then cosine and sine of each harmonic.
#[derive(Debug, Clone)]
pub struct Curve {
    coefficients: Vec<f64>,
}

impl Curve {
    /// The curve at a speed between those of the rows, coefficients taken linearly in between; outside, the end row.
    pub fn at_speed<const N: usize>(rows: &[[f64; N]; 3], speeds_mps: &[f64; 3], speed_mps: f64) -> Self {
        let coefficients =
            (0..N).map(|i| interpolate(&[rows[0][i], rows[1][i], rows[2][i]], speeds_mps, speed_mps)).collect();
        Self { coefficients }
    }

    /// Value at a phase; 0 and 1 are the same instant.
    pub fn value(&self, phase: f64) -> f64 {
        let mut sum = self.coefficients[0];
        for (k, pair) in self.coefficients[1..].chunks_exact(2).enumerate() {
            let angle = TAU * (k + 1) as f64 * phase;
            sum += pair[0] * angle.cos() + pair[1] * angle.sin();
        }
        sum
    }

    /// The same curve, every value times a factor.
    pub fn scaled(&self, factor: f64) -> Self {
        Self { coefficients: self.coefficients.iter().map(|c| c * factor).collect() }
    }
}

/// Linear between three points, constant outside them.
pub fn interpolate(values: &[f64; 3], at: &[f64; 3], x: f64) -> f64 {
    let i = usize::from(x > at[1]);
    let share = ((x - at[i]) / (at[i + 1] - at[i])).clamp(0.0, 1.0);
    values[i] + share * (values[i + 1] - values[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_its_mean_plus_its_harmonics() {
        let curve = Curve { coefficients: vec![1.0, 2.0, 0.0, 0.0, 3.0] };
        assert!((curve.value(0.0) - 3.0).abs() < 1e-12);
        assert!((curve.value(0.125) - (1.0 + 2.0 * (TAU / 8.0).cos() + 3.0)).abs() < 1e-12);
        assert!((curve.value(0.3) - curve.value(1.3)).abs() < 1e-12);
    }

    #[test]
    fn between_two_speeds_lies_between_two_rows() {
        let rows = [[0.0], [10.0], [40.0]];
        let at = |speed| Curve::at_speed(&rows, &[3.0, 4.0, 5.0], speed).value(0.7);
        assert_eq!([at(3.0), at(3.5), at(4.5), at(5.0), at(9.0)], [0.0, 5.0, 25.0, 40.0, 40.0]);
    }
}
