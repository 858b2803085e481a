//! How a runner's box moves: four axes (centre x and y, width, height), each a value with a rate, in true time.
//!
//! Every axis is its own Kalman filter with white-noise acceleration (Bar-Shalom, Li & Kirubarajan 2001, section 6.2.2),
//! whose noise is stated in box heights, so that the model is the same for a runner near and far.
//! The edges of a box jitter independently, which leaves its centre and its size uncorrelated.

/// Number of axes of a box: centre x, centre y, width, height.
pub const AXES: usize = 4;

/// Error of one box along each axis, in box heights: detectors place an edge within 1 to 2 % of the box.
const BOX_SIGMA: [f64; AXES] = [0.010, 0.010, 0.014, 0.014];
/// Spread of the rate before it has been seen, box heights per s: 6 m/s are 3.4 body heights per s, and a camera may pan.
const FIRST_RATE_SIGMA: [f64; AXES] = [2.0, 0.6, 0.5, 0.3];
/// Acceleration noise, box heights per s^1.5. Across: stride, pan. Up: the bounce of each step. Width: arms and legs.
const ACCELERATION: [f64; AXES] = [0.4, 1.5, 1.5, 0.4];
/// How long a rate persists, s: travel goes on, but bounce and swinging arms turn round within a step.
const RATE_TIME_S: [f64; AXES] = [60.0, 0.5, 0.2, 0.5];

/// One number over time with its rate and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Axis {
    value: f64,
    rate: f64,
    /// Variance of the value, covariance, variance of the rate.
    p: [f64; 3],
}

impl Axis {
    fn predict(&mut self, dt: f64, acceleration: f64, rate_time_s: f64) {
        let decay = (-dt / rate_time_s).exp();
        // Distance per unit of rate while it decays.
        let reach = rate_time_s * (1.0 - decay);
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

    fn correct(&mut self, seen: f64, variance: f64) {
        let [p00, p01, p11] = self.p;
        let s = p00 + variance;
        let (k0, k1) = (p00 / s, p01 / s);
        let surprise = seen - self.value;
        self.value += k0 * surprise;
        self.rate += k1 * surprise;
        self.p = [p00 * (1.0 - k0), p01 * (1.0 - k0), p11 - k1 * p01];
    }
}

/// A runner's box over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Motion {
    axes: [Axis; AXES],
    time_s: f64,
}

/// Centre, width and height of a box given by its corners.
pub fn centred(xyxy: [f64; 4]) -> [f64; AXES] {
    let [x0, y0, x1, y1] = xyxy;
    [(x0 + x1) / 2.0, (y0 + y1) / 2.0, x1 - x0, y1 - y0]
}

impl Motion {
    /// A runner first seen in this box (centre and size), with any speed a runner may have.
    pub fn new(seen: [f64; AXES], time_s: f64) -> Self {
        let height = seen[3];
        let axes = std::array::from_fn(|k| Axis {
            value: seen[k],
            rate: 0.0,
            p: [(BOX_SIGMA[k] * height).powi(2), 0.0, (FIRST_RATE_SIGMA[k] * height).powi(2)],
        });
        Self { axes, time_s }
    }

    /// Moves on to a later time.
    pub fn predict(&mut self, time_s: f64) {
        let (dt, height) = (time_s - self.time_s, self.height());
        for (k, axis) in self.axes.iter_mut().enumerate() {
            axis.predict(dt, ACCELERATION[k] * height, RATE_TIME_S[k]);
        }
        self.time_s = time_s;
    }

    /// Takes a box in. `trust` below 1 widens the box's error: a box far from the prediction is partly hidden, or not
    /// this runner's.
    pub fn correct(&mut self, seen: [f64; AXES], trust: f64) {
        let height = self.height();
        for (k, axis) in self.axes.iter_mut().enumerate() {
            axis.correct(seen[k], (BOX_SIGMA[k] * height).powi(2) / trust);
        }
    }

    /// Squared distance of a box from the prediction in standard deviations, summed over the axes, and the log of the
    /// spread relative to that of a well-known runner: together minus twice the log likelihood.
    pub fn surprise(&self, seen: [f64; AXES]) -> (f64, f64) {
        let height = self.height();
        let (mut distance2, mut volume) = (0.0, 1.0);
        for (k, axis) in self.axes.iter().enumerate() {
            let variance = (BOX_SIGMA[k] * height).powi(2);
            let spread = axis.p[0] + variance;
            distance2 += (seen[k] - axis.value).powi(2) / spread;
            volume *= spread / variance;
        }
        (distance2, volume.ln())
    }

    /// Where the box is: centre, width, height.
    pub fn now(&self) -> [f64; AXES] {
        std::array::from_fn(|k| self.axes[k].value)
    }

    /// Speed of the centre, px/s.
    pub fn velocity(&self) -> [f64; 2] {
        [self.axes[0].rate, self.axes[1].rate]
    }

    /// Height of the box, px; at least one, so that a far runner keeps a scale.
    fn height(&self) -> f64 {
        self.axes[3].value.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(times: &[f64], speed: f64) -> Motion {
        let at = |t: f64| [100.0 + speed * t, 50.0, 40.0, 100.0];
        let mut m = Motion::new(at(times[0]), times[0]);
        for &t in &times[1..] {
            m.predict(t);
            m.correct(at(t), 1.0);
        }
        m
    }

    #[test]
    fn uneven_frames_give_the_same_speed_and_reach_through_a_gap() {
        let times: Vec<f64> = (0..40).map(|i| 0.02 * f64::from(i) + if i % 3 == 0 { 0.008 } else { 0.0 }).collect();
        let mut m = followed(&times, 200.0);
        assert!((m.velocity()[0] - 200.0).abs() < 1.0, "{:?}", m.velocity());
        let last = times[39];
        m.predict(last + 0.4);
        assert!((m.now()[0] - (100.0 + 200.0 * (last + 0.4))).abs() < 2.0);
    }

    #[test]
    fn spread_grows_while_unseen_and_shrinks_when_seen() {
        let mut m = followed(&[0.0, 0.02, 0.04, 0.06], 0.0);
        let at = m.now();
        let before = m.surprise(at).1;
        m.predict(0.5);
        let lost = m.surprise(at).1;
        m.correct(m.now(), 1.0);
        assert!(lost > before + 1.0 && m.surprise(m.now()).1 < lost);
    }

    #[test]
    fn a_distrusted_box_moves_the_runner_less() {
        let (mut full, mut little) = (followed(&[0.0, 0.1], 0.0), followed(&[0.0, 0.1], 0.0));
        let seen = [130.0, 50.0, 40.0, 100.0];
        full.correct(seen, 1.0);
        little.correct(seen, 0.05);
        assert!(little.now()[0] < full.now()[0] && little.now()[0] > 100.0);
    }
}
