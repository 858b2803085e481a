//! How a runner's box moves: centre x and y, width and height, each with its own filter, in true time.
//!
//! All noise is stated in box heights, so that the model is the same for a runner near and far. The edges of a box jitter
//! independently, which leaves its centre and its size uncorrelated.

use super::axis::Axis;
use super::bounce::{Bounce, Habit};
use super::noise::{Lesson, Noise};

/// Numbers of a box: centre x, centre y, width, height.
pub const AXES: usize = 4;

/// Spread of the rates before they have been seen, box heights per s: 6 m/s are 3.4 body heights per s, and a camera may pan.
const FIRST_RATE_SIGMA: [f64; AXES] = [2.0, 0.6, 0.5, 0.3];
/// Acceleration noise across, box heights per s^1.5: stride, pace, pan.
const ACCELERATION_X: f64 = 0.2;
/// The same for width (arms and legs) and height, and how long their rates persist, s.
const ACCELERATION_SIZE: [f64; 2] = [2.0, 0.6];
const SIZE_MEMORY_S: [f64; 2] = [0.2, 0.5];
/// Travel goes on: its rate persists far beyond any gap that is bridged, s.
const TRAVEL_MEMORY_S: f64 = 60.0;
/// The bounce: 2.8 steps per s (168 per min; the memory lets it follow 150 to 190), ± 0.028 of the height, which is
/// ± 5 cm of 1.75 m (vertical oscillation of running is 6 to 10 cm), on a path that a slope or a tilting camera bends.
const BOUNCE_HZ: f64 = 2.8;
const BOUNCE_MEMORY_S: f64 = 1.0;
const BOUNCE_SIGMA: f64 = 0.020;
const ACCELERATION_PATH: f64 = 0.2;

/// A runner's box over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Motion {
    x: Axis,
    y: Bounce,
    size: [Axis; 2],
    time_s: f64,
}

/// Centre, width and height of a box given by its corners.
pub fn centred(xyxy: [f64; 4]) -> [f64; AXES] {
    let [x0, y0, x1, y1] = xyxy;
    [(x0 + x1) / 2.0, (y0 + y1) / 2.0, x1 - x0, y1 - y0]
}

impl Motion {
    /// A runner first seen in this box (centre and size), with any speed that a runner may have.
    pub fn new(seen: [f64; AXES], time_s: f64, noise: &Noise) -> Self {
        let height = seen[3];
        let r = noise.variances(height);
        let axis = |k: usize| Axis::new(seen[k], r[k], FIRST_RATE_SIGMA[k] * height);
        let y = Bounce::new(seen[1], r[1], FIRST_RATE_SIGMA[1] * height, BOUNCE_SIGMA * height);
        Self { x: axis(0), y, size: [axis(2), axis(3)], time_s }
    }

    /// Moves on to a later time.
    pub fn predict(&mut self, time_s: f64) {
        let (dt, height) = (time_s - self.time_s, self.height());
        self.x.predict(dt, ACCELERATION_X * height, TRAVEL_MEMORY_S);
        let habit = Habit {
            acceleration: ACCELERATION_PATH * height,
            omega: std::f64::consts::TAU * BOUNCE_HZ,
            memory_s: BOUNCE_MEMORY_S,
            amplitude: BOUNCE_SIGMA * height,
        };
        self.y.predict(dt, &habit);
        for (k, axis) in self.size.iter_mut().enumerate() {
            axis.predict(dt, ACCELERATION_SIZE[k] * height, SIZE_MEMORY_S[k]);
        }
        self.time_s = time_s;
    }

    /// Takes a box in. `trust` below 1 widens the box's error.
    pub fn correct(&mut self, seen: [f64; AXES], trust: f64, noise: &Noise) {
        let r = noise.variances(self.height()).map(|v| v / trust);
        self.x.correct(seen[0], r[0]);
        self.y.correct(seen[1], r[1]);
        self.size[0].correct(seen[2], r[2]);
        self.size[1].correct(seen[3], r[3]);
    }

    /// Squared distance of a box from the prediction in standard deviations, summed over the axes, and the log of the
    /// spread relative to that of the box alone: together minus twice the log likelihood.
    pub fn surprise(&self, seen: [f64; AXES], noise: &Noise) -> (f64, f64) {
        let (now, p, r) = (self.now(), self.spread(), noise.variances(self.height()));
        let (mut distance2, mut volume) = (0.0, 1.0);
        for k in 0..AXES {
            let s = p[k] + r[k];
            distance2 += (seen[k] - now[k]).powi(2) / s;
            volume *= s / r[k];
        }
        (distance2, volume.ln())
    }

    /// Squared distance between two estimates in standard deviations, by place and size, and by speed across.
    pub fn distance(&self, other: &Motion, noise: &Noise) -> (f64, f64) {
        let (a, b, p, q) = (self.now(), other.now(), self.spread(), other.spread());
        let r = noise.variances(self.height());
        let place = (0..AXES).map(|k| (a[k] - b[k]).powi(2) / (p[k] + q[k] + r[k])).sum();
        let speed = (self.x.rate - other.x.rate).powi(2) / (self.x.p[2] + other.x.p[2]);
        (place, speed)
    }

    /// What a box that is surely this runner's teaches of the noise, before it is taken in.
    pub fn lesson(&self, seen: [f64; AXES], noise: &Noise) -> Lesson {
        let now = self.now();
        noise.lesson(std::array::from_fn(|k| seen[k] - now[k]), self.spread(), self.height())
    }

    /// Where the box is: centre, width, height.
    pub fn now(&self) -> [f64; AXES] {
        [self.x.value, self.y.value(), self.size[0].value, self.size[1].value]
    }

    /// Speed of the centre, px/s, without the bounce.
    pub fn velocity(&self) -> [f64; 2] {
        [self.x.rate, self.y.path_rate()]
    }

    /// Variances of [`Motion::now`], px².
    fn spread(&self) -> [f64; AXES] {
        [self.x.p[0], self.y.variance(), self.size[0].p[0], self.size[1].p[0]]
    }

    /// Height of the box, px; at least one, so that a far runner keeps a scale.
    fn height(&self) -> f64 {
        self.size[1].value.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(times: &[f64], speed: f64) -> Motion {
        let at = |t: f64| [100.0 + speed * t, 50.0, 40.0, 100.0];
        let mut m = Motion::new(at(times[0]), times[0], &Noise::default());
        for &t in &times[1..] {
            m.predict(t);
            m.correct(at(t), 1.0, &Noise::default());
        }
        m
    }

    #[test]
    fn uneven_frames_give_the_same_speed_and_reach_through_a_gap() {
        let times: Vec<f64> = (0..40).map(|i| 0.02 * f64::from(i) + if i % 3 == 0 { 0.008 } else { 0.0 }).collect();
        let mut m = followed(&times, 200.0);
        assert!((m.velocity()[0] - 200.0).abs() < 2.0, "{:?}", m.velocity());
        let last = times[39];
        m.predict(last + 0.4);
        assert!((m.now()[0] - (100.0 + 200.0 * (last + 0.4))).abs() < 2.0);
    }

    #[test]
    fn spread_grows_while_unseen_and_shrinks_when_seen() {
        let mut m = followed(&[0.0, 0.02, 0.04, 0.06], 0.0);
        let noise = Noise::default();
        let before = m.surprise(m.now(), &noise).1;
        m.predict(0.5);
        let lost = m.surprise(m.now(), &noise).1;
        m.correct(m.now(), 1.0, &noise);
        assert!(lost > before + 1.0 && m.surprise(m.now(), &noise).1 < lost);
    }

    #[test]
    fn a_distrusted_box_moves_the_runner_less() {
        let (mut full, mut little) = (followed(&[0.0, 0.1], 0.0), followed(&[0.0, 0.1], 0.0));
        let seen = [130.0, 50.0, 40.0, 100.0];
        full.correct(seen, 1.0, &Noise::default());
        little.correct(seen, 0.05, &Noise::default());
        assert!(little.now()[0] < full.now()[0] && little.now()[0] > 100.0);
    }

    #[test]
    fn opposite_runners_at_one_place_are_far_apart_by_speed() {
        let times: Vec<f64> = (0..6).map(|i| f64::from(i) / 60.0).collect();
        let (right, left) = (followed(&times, 300.0), followed(&times, -300.0));
        assert!(right.distance(&left, &Noise::default()).1 > 9.0 && right.distance(&right, &Noise::default()).1 == 0.0);
    }
}
