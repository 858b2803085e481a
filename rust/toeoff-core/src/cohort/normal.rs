//! The standard normal distribution.

/// From here on the continued fraction is used: it keeps the relative precision of the tail.
const TAIL_FROM: f64 = 2.5;
/// Terms of the continued fraction; 120 reach the precision of a double at `TAIL_FROM`.
const TAIL_TERMS: usize = 160;

/// Probability below `x`.
///
/// Series `1/2 + density (x + x³/3 + x⁵/(3·5) + …)` in the middle (Marsaglia 2004, J Stat Softw 11(4)), Laplace's
/// continued fraction of the tail beyond 2.5 deviations (Abramowitz & Stegun 26.2.14).
pub fn cdf(x: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    let size = x.abs();
    if size > TAIL_FROM {
        let mut fraction = size;
        for k in (1..=TAIL_TERMS).rev() {
            fraction = size + k as f64 / fraction;
        }
        let tail = if size.is_finite() { density(size) / fraction } else { 0.0 };
        return if x < 0.0 { tail } else { 1.0 - tail };
    }
    let (mut term, mut sum, mut k) = (x, x, 1.0);
    while term.abs() > f64::EPSILON * 0.01 * sum.abs() {
        k += 2.0;
        term *= x * x / k;
        sum += term;
    }
    0.5 + density(x) * sum
}

/// The value that has probability `p` below it; infinite at 0 and 1, NaN outside.
///
/// Rational start (Abramowitz & Stegun 26.2.23, error below 4.5e-4), then Halley's steps on [`cdf`].
pub fn quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if p > 0.5 {
        // 1 - p is exact here, and the lower tail is the precise one.
        return -quantile(1.0 - p);
    }
    let t = (-2.0 * p.ln()).sqrt();
    let mut x =
        -(t - ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0));
    for _ in 0..3 {
        let step = (cdf(x) - p) / density(x);
        x -= step / (1.0 + 0.5 * x * step);
    }
    x
}

fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cdf_has_the_tabled_values() {
        assert_eq!(cdf(0.0), 0.5);
        assert!((cdf(1.0) - 0.841_344_746_068_542_9).abs() < 1e-15);
        assert!((cdf(-3.0) / 0.001_349_898_031_630_094_6 - 1.0).abs() < 1e-13);
        assert!((cdf(-10.0) / 7.619_853_024_160_525e-24 - 1.0).abs() < 1e-12);
        assert_eq!((cdf(f64::NEG_INFINITY), cdf(f64::INFINITY)), (0.0, 1.0));
        assert!(cdf(f64::NAN).is_nan());
    }

    #[test]
    fn series_and_tail_meet() {
        assert!((cdf(TAIL_FROM) - cdf(TAIL_FROM.next_up())).abs() < 1e-14);
    }

    #[test]
    fn quantile_undoes_cdf() {
        assert!((quantile(0.975) - super::super::Z95).abs() < 1e-14);
        for p in [1e-300, 1e-9, 0.02, 0.3, 0.5, 0.7, 0.999] {
            assert!((cdf(quantile(p)) / p - 1.0).abs() < 1e-11, "{p}");
        }
        assert!(quantile(1.5).is_nan());
    }
}
