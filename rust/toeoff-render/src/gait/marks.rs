//! Points of the foot that keypoint networks are asked for.

use super::pose::{Pose, Side};
use super::runner::Runner;
use crate::vec::Vec3;

/// Keypoints of one shod foot.
#[derive(Debug, Clone, Copy)]
pub struct FootMarks {
    /// Back of the heel.
    pub heel: Vec3,
    /// Above the big toe.
    pub big_toe: Vec3,
    /// Above the small toe.
    pub small_toe: Vec3,
}

/// Places on the shoe, of the height: behind the end of the sole and above it; behind the tip, above the sole, to the inside
/// and outside. The toe marks lie where the fitted runners' markers did.
const HEEL_BACK: f64 = 0.006;
const HEEL_UP: f64 = 0.022;
const TOE_BACK: f64 = 0.022;
const TOE_UP: f64 = 0.018;
const TOE_IN: f64 = 0.010;
const TOE_OUT: f64 = 0.022;
const SMALL_TOE_BACK: f64 = 0.036;

impl Runner {
    /// Keypoints of the foot of one side.
    pub fn foot_marks(&self, pose: &Pose, side: Side) -> FootMarks {
        let height = self.proportions().height;
        let foot = &pose.side(side).foot;
        let along = (foot.ball - foot.heel).unit();
        let toes = (foot.tip - foot.ball).unit();
        let out = pose.right * side.sign();
        let toe = |back: f64, out_by: f64| foot.tip + (toes * -back + foot.toes_up * TOE_UP + out * out_by) * height;
        FootMarks {
            heel: foot.heel + (along * -HEEL_BACK + foot.up * HEEL_UP) * height,
            big_toe: toe(TOE_BACK, -TOE_IN),
            small_toe: toe(SMALL_TOE_BACK, TOE_OUT),
        }
    }
}
