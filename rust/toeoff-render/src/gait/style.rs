//! How somebody runs: the settings of a runner.

use serde::{Deserialize, Serialize};

use super::mean::MeanStride;
use crate::error::{Error, Result};

/// Settings that fix a running stride. Everything else follows from the mean stride of that speed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Standing height, m.
    pub height_m: f64,
    /// Speed, m/s.
    pub speed_mps: f64,
    /// Steps a minute.
    pub cadence_spm: f64,
    /// From initial contact to toe-off of one foot, s.
    pub contact_time_s: f64,
    /// Hip midpoint to shoulder midpoint against vertical, mean of the stride, deg, + forward.
    pub trunk_lean_deg: f64,
    /// Thigh against trunk at mid-stance, deg.
    pub hip_bend_deg: f64,
    /// Thigh behind vertical at toe-off, deg.
    pub thigh_extension_toe_off_deg: f64,
    /// Knee flexion at initial contact, deg; that of the mean runner when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knee_flexion_contact_deg: Option<f64>,
    /// Sole against the ground at initial contact, deg, heel first; that of the mean runner when absent.
    /// A landing on the forefoot is not modelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foot_strike_angle_deg: Option<f64>,
}

impl Style {
    /// Duration of the stride, s.
    pub fn stride_s(&self) -> f64 {
        120.0 / self.cadence_spm
    }

    /// Whether every setting is one a runner can have.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] names the first setting that is not.
    pub fn check(&self, runner: &str) -> Result<()> {
        let [slowest, fastest] = MeanStride::SPEEDS_MPS;
        // Speeds are those of the fitted recordings; the other ranges hold every runner of the literature with room to spare.
        let settings = [
            ("height_m", self.height_m, 1.4, 2.1),
            ("speed_mps", self.speed_mps, slowest, fastest),
            ("cadence_spm", self.cadence_spm, 140.0, 220.0),
            ("contact_time_s", self.contact_time_s, 0.14, 0.34),
            ("trunk_lean_deg", self.trunk_lean_deg, -5.0, 25.0),
            ("hip_bend_deg", self.hip_bend_deg, 5.0, 60.0),
            ("thigh_extension_toe_off_deg", self.thigh_extension_toe_off_deg, 0.0, 40.0),
            ("knee_flexion_contact_deg", self.knee_flexion_contact_deg.unwrap_or(10.0), 5.0, 40.0),
            ("foot_strike_angle_deg", self.foot_strike_angle_deg.unwrap_or(0.0), 0.0, 30.0),
        ];
        for (name, value, low, high) in settings {
            if !(low..=high).contains(&value) {
                return Err(Error::OutOfRange { place: format!("runner {runner}"), name, value, low, high });
            }
        }
        Ok(())
    }
}
