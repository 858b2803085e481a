//! The way of the hips: up and down, ahead and back, turning and tilting about the steady travel.

use super::curve::Curve;
use super::hamner;
use super::mean::MeanStride;
use super::proportions::Proportions;
use super::style::Style;
use crate::vec::{Vec3, vec3};

/// Motion of the pelvis in the runner's axes (x ahead, y up, z to the right), about a point moving at the mean speed.
#[derive(Debug, Clone)]
pub struct Pelvis {
    /// Mean height of the hip midpoint, m.
    pub mean_height: f64,
    /// Vertical oscillation, of the mean runner's.
    pub rise: f64,
    height: Curve,
    ahead: Curve,
    yaw: Curve,
    tilt: Curve,
    half_width: f64,
    /// Added to a phase to find it in the mean stride.
    phase_shift: f64,
}

impl Pelvis {
    /// The pelvis of a runner, its mean height still 0.
    pub fn new(style: &Style, mean: &MeanStride, proportions: &Proportions) -> Self {
        // In flight the body falls freely, so height scales with the square of the stride time.
        let per_rise = proportions.leg() * (style.stride_s() / mean.stride_s()).powi(2);
        Self {
            mean_height: 0.0,
            rise: 1.0,
            height: mean.curve(&hamner::HIP_HEIGHT).scaled(per_rise),
            ahead: mean.curve(&hamner::HIP_AHEAD).scaled(proportions.leg()),
            yaw: mean.curve_rad(&hamner::HIP_YAW_DEG),
            tilt: mean.curve_rad(&hamner::HIP_TILT_DEG),
            half_width: proportions.half_hips,
            // The middles of the stances fall together.
            phase_shift: (mean.duty() - style.contact_time_s / style.stride_s()) / 2.0,
        }
    }

    /// The phase of the mean stride that belongs to a phase of this one.
    pub fn mean_phase(&self, phase: f64) -> f64 {
        phase + self.phase_shift
    }

    /// Hip midpoint at a phase of the right foot (or the left: the two halves are equal).
    pub fn middle(&self, phase: f64) -> Vec3 {
        let p = self.mean_phase(phase);
        vec3(self.ahead.value(p), self.mean_height + self.rise * self.height.value(p), 0.0)
    }

    /// Hip midpoint to the hip of one side, at the phase of that side's foot; z is outwards.
    pub fn to_hip(&self, phase: f64) -> Vec3 {
        let p = self.mean_phase(phase);
        let (yaw, tilt) = (self.yaw.value(p), self.tilt.value(p));
        vec3(yaw.sin() * tilt.cos(), tilt.sin(), yaw.cos() * tilt.cos()) * self.half_width
    }

    /// Hip of one side at the phase of that side's foot; z is outwards.
    pub fn hip(&self, phase: f64) -> Vec3 {
        self.middle(phase) + self.to_hip(phase)
    }
}
