//! How unlikely a box is for a runner, and from where on it is refused.

use super::motion::{AXES, Motion};
use super::noise::Noise;

/// Degrees of freedom of the heavy tail. Boxes err mostly by a little and sometimes by a lot (an arm, a bib, half the
/// runner hidden); four is the usual robust choice (Lange, Little & Taylor 1989, J Am Stat Assoc 84:881).
const TAIL: f64 = 4.0;
/// Cost from which on a box is refused: 6.7 standard deviations of a well-known runner in all four numbers
/// together. A runner whose box jumps farther is found again by place and speed.
pub const REFUSED: f64 = 20.0;
/// Most that a box can cost where keypoints are compared: one stray keypoint makes a box jump. What is left below
/// [`REFUSED`] asks for an object keypoint similarity of 0.37 and more.
pub const JUMP: f64 = 18.0;

/// Minus twice the log likelihood of a box under the motion model with Student-t errors; 0 is a perfect fit of a
/// well-known runner.
pub fn motion_cost(motion: &Motion, seen: [f64; AXES], noise: &Noise) -> f64 {
    let (distance2, log_volume) = motion.surprise(seen, noise);
    (TAIL + AXES as f64) * (distance2 / TAIL).ln_1p() + log_volume
}

/// Weight of a box in the update: 1 near the prediction, falling with distance as the Student-t likelihood says.
pub fn trust(motion: &Motion, seen: [f64; AXES], noise: &Noise) -> f64 {
    let (distance2, _) = motion.surprise(seen, noise);
    ((TAIL + AXES as f64) / (TAIL + distance2)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_rises_with_distance_and_refuses_the_far() {
        let noise = Noise::default();
        let m = Motion::new([0.0, 0.0, 40.0, 100.0], 0.0, &noise);
        let at = |x: f64| motion_cost(&m, [x, 0.0, 40.0, 100.0], &noise);
        assert!(at(0.0) < at(5.0) && at(5.0) < at(30.0) && at(30.0) < REFUSED && at(100.0) > REFUSED);
        assert_eq!(trust(&m, [0.0, 0.0, 40.0, 100.0], &noise), 1.0);
        assert!(trust(&m, [30.0, 0.0, 40.0, 100.0], &noise) < 0.5);
    }
}
