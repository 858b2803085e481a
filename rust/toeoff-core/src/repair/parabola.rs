//! The path of a landmark over a short time.

use super::seen::Seen;

/// Least-squares parabola of x and y over time.
pub(super) struct Parabola {
    origin_s: f64,
    x: [f64; 3],
    y: [f64; 3],
}

impl Parabola {
    /// Through three or more points at different times.
    pub(super) fn through<'a>(origin_s: f64, points: impl Iterator<Item = &'a Seen>) -> Self {
        let (mut s, mut x, mut y) = ([0.0; 5], [0.0; 3], [0.0; 3]);
        for p in points {
            let u = p.time_s() - origin_s;
            let powers = [1.0, u, u * u, u * u * u, u * u * u * u];
            for (sum, power) in s.iter_mut().zip(powers) {
                *sum += power;
            }
            for i in 0..3 {
                x[i] += powers[i] * p.txy[1];
                y[i] += powers[i] * p.txy[2];
            }
        }
        // Inverse of the symmetric normal matrix by cofactors; its determinant is positive for three different times.
        let c00 = s[2] * s[4] - s[3] * s[3];
        let c01 = s[2] * s[3] - s[1] * s[4];
        let c02 = s[1] * s[3] - s[2] * s[2];
        let c11 = s[0] * s[4] - s[2] * s[2];
        let c12 = s[1] * s[2] - s[0] * s[3];
        let c22 = s[0] * s[2] - s[1] * s[1];
        let determinant = s[0] * c00 + s[1] * c01 + s[2] * c02;
        let solve = |b: [f64; 3]| {
            [
                (c00 * b[0] + c01 * b[1] + c02 * b[2]) / determinant,
                (c01 * b[0] + c11 * b[1] + c12 * b[2]) / determinant,
                (c02 * b[0] + c12 * b[1] + c22 * b[2]) / determinant,
            ]
        };
        Self { origin_s, x: solve(x), y: solve(y) }
    }

    /// Squared distance of a point from the path at its time.
    pub(super) fn distance_squared(&self, p: &Seen) -> f64 {
        let u = p.time_s() - self.origin_s;
        let off = |c: &[f64; 3], v: f64| v - (c[0] + u * (c[1] + u * c[2]));
        off(&self.x, p.txy[1]).powi(2) + off(&self.y, p.txy[2]).powi(2)
    }
}
