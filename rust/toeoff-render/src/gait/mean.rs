//! The mean stride of a speed.

use super::curve::{Curve, interpolate};
use super::hamner;

/// Angle unit of the tables.
const RAD_PER_DEG: f64 = std::f64::consts::PI / 180.0;

/// The mean runner at one speed; between the fitted speeds everything is taken linearly.
#[derive(Debug, Clone, Copy)]
pub struct MeanStride {
    speed_mps: f64,
}

impl MeanStride {
    /// Slowest and fastest fitted speed, m/s.
    pub const SPEEDS_MPS: [f64; 2] = [hamner::SPEEDS_MPS[0], hamner::SPEEDS_MPS[2]];

    /// At a speed within [`Self::SPEEDS_MPS`].
    pub fn at(speed_mps: f64) -> Self {
        Self { speed_mps }
    }

    fn figure(&self, values: &[f64; 3]) -> f64 {
        interpolate(values, &hamner::SPEEDS_MPS, self.speed_mps)
    }

    /// Steps a minute.
    pub fn cadence_spm(&self) -> f64 {
        self.figure(&hamner::CADENCE_SPM)
    }

    /// Duration of the stride, s.
    pub fn stride_s(&self) -> f64 {
        120.0 / self.cadence_spm()
    }

    /// Share of the stride in which one foot is on the ground.
    pub fn duty(&self) -> f64 {
        self.figure(&hamner::CONTACT_S) / self.stride_s()
    }

    /// Knee flexion at initial contact, deg.
    pub fn knee_contact_deg(&self) -> f64 {
        self.figure(&hamner::KNEE_CONTACT_DEG)
    }

    /// Foot pitch at initial contact, deg.
    pub fn foot_contact_deg(&self) -> f64 {
        self.figure(&hamner::FOOT_CONTACT_DEG)
    }

    /// Foot pitch at toe-off, rad.
    pub fn foot_toe_off(&self) -> f64 {
        self.curve_rad(&hamner::FOOT_DEG).value(self.duty())
    }

    /// A curve of the tables in its own unit.
    pub fn curve<const N: usize>(&self, rows: &[[f64; N]; 3]) -> Curve {
        Curve::at_speed(rows, &hamner::SPEEDS_MPS, self.speed_mps)
    }

    /// A curve of the tables in degrees, turned into radians.
    pub fn curve_rad<const N: usize>(&self, rows: &[[f64; N]; 3]) -> Curve {
        self.curve(rows).scaled(RAD_PER_DEG)
    }
}
