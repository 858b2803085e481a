//! Segment lengths of a runner of given height.

use super::hamner;

/// Lengths in metres.
#[derive(Debug, Clone, Copy)]
pub struct Proportions {
    /// Standing height.
    pub height: f64,
    /// Hip to knee.
    pub thigh: f64,
    /// Knee to ankle.
    pub shank: f64,
    /// Hip midpoint to shoulder midpoint.
    pub trunk: f64,
    /// Shoulder midpoint to the root of the neck.
    pub neck_root: f64,
    /// Half the distance of the hips.
    pub half_hips: f64,
    /// Half the distance of the shoulders.
    pub half_shoulders: f64,
    /// Shoulder to elbow.
    pub upper_arm: f64,
    /// Elbow to wrist.
    pub forearm: f64,
}

impl Proportions {
    /// Of a runner of a standing height in metres.
    pub fn of_height(height: f64) -> Self {
        // Thigh 0.245 and shank 0.246 of the height: Drillis & Contini 1966, in Winter 2009.
        let leg = 0.491 * height;
        Self {
            height,
            thigh: hamner::THIGH * leg,
            shank: hamner::SHANK * leg,
            trunk: hamner::TRUNK * leg,
            // Between C7 and the clavicle, above the shoulder midpoint along the trunk: mean of the fitted runners.
            neck_root: 0.042 * leg,
            half_hips: hamner::HIP_WIDTH * leg / 2.0,
            half_shoulders: hamner::SHOULDER_WIDTH * leg / 2.0,
            upper_arm: hamner::UPPER_ARM * leg,
            forearm: hamner::FOREARM * leg,
        }
    }

    /// Thigh and shank together: the leg length that ratios refer to.
    pub fn leg(&self) -> f64 {
        self.thigh + self.shank
    }
}
