//! One number over time with its rate: a Kalman filter with white-noise acceleration in true time
//! (Bar-Shalom, Li & Kirubarajan 2001, Estimation with Applications to Tracking and Navigation, section 6.2.2).

/// A value, its rate and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Estimate of the value.
    pub value: f64,
    /// Estimate of its rate, per s.
    pub rate: f64,
    /// Variance of the value, covariance, variance of the rate.
    pub p: [f64; 3],
}

impl Axis {
    /// A value seen once, at rest until it moves.
    pub fn new(value: f64, variance: f64, rate_sigma: f64) -> Self {
        Self { value, rate: 0.0, p: [variance, 0.0, rate_sigma * rate_sigma] }
    }

    /// Moves on by `dt` seconds. The rate fades with time constant `memory_s`; `acceleration` is the density of its
    /// noise, per s^1.5.
    pub fn predict(&mut self, dt: f64, acceleration: f64, memory_s: f64) {
        let decay = (-dt / memory_s).exp();
        // Distance per unit of rate while it fades.
        let reach = memory_s * (1.0 - decay);
        let q = acceleration * acceleration;
        let [p00, p01, p11] = self.p;
        self.value += reach * self.rate;
        self.rate *= decay;
        self.p = [
            p00 + reach * (2.0 * p01 + reach * p11) + q * dt.powi(3) / 3.0,
            decay * (p01 + reach * p11) + q * dt * dt / 2.0,
            decay * decay * p11 + q * dt,
        ];
    }

    /// Takes a measured value in.
    pub fn correct(&mut self, seen: f64, variance: f64) {
        let [p00, p01, p11] = self.p;
        let s = p00 + variance;
        let surprise = seen - self.value;
        self.value += p00 / s * surprise;
        self.rate += p01 / s * surprise;
        self.p = [p00 * variance / s, p01 * variance / s, p11 - p01 * p01 / s];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uneven_steps_give_the_rate_and_reach_through_a_gap() {
        let mut a = Axis::new(5.0, 0.01, 10.0);
        let mut t = 0.0;
        for i in 0..60 {
            let dt = if i % 3 == 0 { 0.01 } else { 0.03 };
            t += dt;
            a.predict(dt, 0.01, 1e6);
            a.correct(5.0 + 2.0 * t, 0.01);
        }
        a.predict(0.5, 0.01, 1e6);
        assert!((a.rate - 2.0).abs() < 0.01 && (a.value - (5.0 + 2.0 * (t + 0.5))).abs() < 0.02, "{a:?}");
    }

    #[test]
    fn a_fading_rate_stops() {
        let mut a = Axis { value: 0.0, rate: 1.0, p: [1.0, 0.0, 1.0] };
        a.predict(100.0, 0.0, 0.2);
        assert!((a.value - 0.2).abs() < 1e-9 && a.rate < 1e-9);
    }
}
