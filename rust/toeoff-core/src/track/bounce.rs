//! Up and down: a slow path and the bounce of running on top of it.
//!
//! A runner's box rises and falls once per step. The bounce is a damped oscillator driven by noise, beside a path of nearly
//! constant speed; only their sum is seen. Two runners side by side are rarely in step, so that their bounce tells
//! them apart while their boxes cover each other.

/// State: path, its rate, bounce, its rate over the angular frequency.
const STATES: usize = 4;

/// How path and bounce behave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Habit {
    /// Density of the path's acceleration noise, px/s^1.5.
    pub acceleration: f64,
    /// Angular frequency of the bounce, rad/s.
    pub omega: f64,
    /// Time over which the bounce forgets its phase, s.
    pub memory_s: f64,
    /// Standard deviation of the bounce, px.
    pub amplitude: f64,
}

/// A height over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounce {
    x: [f64; STATES],
    p: [[f64; STATES]; STATES],
}

impl Bounce {
    /// A height seen once, with any phase of the bounce.
    pub fn new(value: f64, variance: f64, rate_sigma: f64, amplitude: f64) -> Self {
        let bounce = amplitude * amplitude;
        let mut p = [[0.0; STATES]; STATES];
        // The sum is known to the error of the box: what of it is bounce is not path.
        p[0][0] = variance + bounce;
        p[0][2] = -bounce;
        p[2][0] = -bounce;
        p[1][1] = rate_sigma * rate_sigma;
        p[2][2] = bounce;
        p[3][3] = bounce;
        Self { x: [value, 0.0, 0.0, 0.0], p }
    }

    /// Moves on by `dt` seconds.
    pub fn predict(&mut self, dt: f64, habit: &Habit) {
        let decay = (-dt / habit.memory_s).exp();
        let (sin, cos) = (habit.omega * dt).sin_cos();
        let (s, c) = (decay * sin, decay * cos);
        let step = |v: [f64; STATES]| [v[0] + dt * v[1], v[1], c * v[2] + s * v[3], c * v[3] - s * v[2]];
        self.x = step(self.x);
        // F P Fᵀ: the symmetric P by rows, then the result by columns.
        let rows = self.p.map(step);
        for (i, row) in self.p.iter_mut().enumerate() {
            *row = step([rows[0][i], rows[1][i], rows[2][i], rows[3][i]]);
        }
        let q = habit.acceleration * habit.acceleration;
        self.p[0][0] += q * dt.powi(3) / 3.0;
        self.p[0][1] += q * dt * dt / 2.0;
        self.p[1][0] += q * dt * dt / 2.0;
        self.p[1][1] += q * dt;
        // What the bounce forgets comes back as fresh noise, so that its spread stays.
        let fresh = habit.amplitude * habit.amplitude * (1.0 - decay * decay);
        self.p[2][2] += fresh;
        self.p[3][3] += fresh;
    }

    /// Takes a measured height in.
    pub fn correct(&mut self, seen: f64, variance: f64) {
        let h: [f64; STATES] = std::array::from_fn(|i| self.p[i][0] + self.p[i][2]);
        let s = h[0] + h[2] + variance;
        let surprise = (seen - self.value()) / s;
        for i in 0..STATES {
            self.x[i] += h[i] * surprise;
            for j in 0..STATES {
                self.p[i][j] -= h[i] * h[j] / s;
            }
        }
    }

    /// Path and bounce together.
    pub fn value(&self) -> f64 {
        self.x[0] + self.x[2]
    }

    /// Variance of [`Bounce::value`].
    pub fn variance(&self) -> f64 {
        self.p[0][0] + 2.0 * self.p[0][2] + self.p[2][2]
    }

    /// Rate of the path, px/s.
    pub fn path_rate(&self) -> f64 {
        self.x[1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HABIT: Habit = Habit { acceleration: 5.0, omega: 17.6, memory_s: 1.0, amplitude: 6.0 };

    /// Errors of the prediction one frame ahead, rms, for a bounce of 8 px at `frequency_hz` on a rising path.
    fn prediction_rms(frequency_hz: f64) -> f64 {
        let at = |t: f64| 300.0 + 20.0 * t + 8.0 * (std::f64::consts::TAU * frequency_hz * t).sin();
        let mut b = Bounce::new(at(0.0), 4.0, 50.0, HABIT.amplitude);
        let mut sum = 0.0;
        for i in 1..240 {
            let t = f64::from(i) / 60.0;
            b.predict(1.0 / 60.0, &HABIT);
            if i >= 120 {
                sum += (b.value() - at(t)).powi(2);
            }
            b.correct(at(t), 4.0);
        }
        (sum / 120.0_f64).sqrt()
    }

    #[test]
    fn the_bounce_of_slow_and_fast_runners_is_foreseen() {
        for cadence_spm in [150.0, 170.0, 190.0] {
            assert!(prediction_rms(cadence_spm / 60.0) < 1.5, "{cadence_spm}: {}", prediction_rms(cadence_spm / 60.0));
        }
    }

    #[test]
    fn spread_settles_and_stays_positive() {
        let mut b = Bounce::new(0.0, 4.0, 50.0, HABIT.amplitude);
        assert!((b.variance() - 4.0).abs() < 1e-9);
        for _ in 0..1000 {
            b.predict(0.02, &HABIT);
            b.correct(0.0, 4.0);
        }
        assert!(b.variance() > 0.0 && b.variance() < 4.0);
        b.predict(0.5, &HABIT);
        assert!(b.variance() > 10.0);
    }
}
