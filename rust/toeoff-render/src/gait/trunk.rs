//! Trunk, head and arms over the stride.

use super::curve::Curve;
use super::hamner;
use super::mean::MeanStride;
use super::proportions::Proportions;
use super::style::Style;
use crate::vec::{Vec3, vec3};

/// Curves of the upper body; phases are those of the mean stride, angles rad.
#[derive(Debug, Clone)]
pub struct Trunk {
    mean_lean: f64,
    lean: Curve,
    shoulder_yaw: Curve,
    upper_arm: Curve,
    forearm: Curve,
    upper_arm_out: Curve,
    forearm_out: Curve,
    proportions: Proportions,
}

impl Trunk {
    /// The upper body of a runner.
    pub fn new(style: &Style, mean: &MeanStride, proportions: &Proportions) -> Self {
        Self {
            mean_lean: style.trunk_lean_deg.to_radians(),
            lean: mean.curve_rad(&hamner::TRUNK_LEAN_DEG),
            shoulder_yaw: mean.curve_rad(&hamner::SHOULDER_YAW_DEG),
            upper_arm: mean.curve_rad(&hamner::UPPER_ARM_DEG),
            forearm: mean.curve_rad(&hamner::FOREARM_DEG),
            upper_arm_out: mean.curve_rad(&hamner::UPPER_ARM_OUT_DEG),
            forearm_out: mean.curve_rad(&hamner::FOREARM_OUT_DEG),
            proportions: *proportions,
        }
    }

    /// Hip midpoint to shoulder midpoint against vertical, + forward.
    pub fn lean(&self, phase: f64) -> f64 {
        self.mean_lean + self.lean.value(phase)
    }

    /// Direction from the hip midpoint to the shoulder midpoint.
    pub fn upward(&self, phase: f64) -> Vec3 {
        let lean = self.lean(phase);
        vec3(lean.sin(), lean.cos(), 0.0)
    }

    /// Shoulder midpoint to one shoulder, at the phase of that side's foot; z is outwards.
    pub fn to_shoulder(&self, phase: f64) -> Vec3 {
        let yaw = self.shoulder_yaw.value(phase);
        vec3(yaw.sin(), 0.0, yaw.cos()) * self.proportions.half_shoulders
    }

    /// Shoulder to elbow and elbow to wrist of one side, at the phase of that side's foot; z is outwards.
    pub fn arm(&self, phase: f64) -> (Vec3, Vec3) {
        let direction = |swing: f64, out: f64| vec3(swing.sin() * out.cos(), -swing.cos() * out.cos(), out.sin());
        (
            direction(self.upper_arm.value(phase), self.upper_arm_out.value(phase)) * self.proportions.upper_arm,
            direction(self.forearm.value(phase), self.forearm_out.value(phase)) * self.proportions.forearm,
        )
    }
}
