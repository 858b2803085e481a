//! The table of measures: name, unit, where the values come from, and what is known about their errors.

use crate::strides::Value;

/// How a measure depends on events, camera and keypoints.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Name at the surface, with its unit.
    pub name: &'static str,
    /// Unit as tables print it.
    pub unit: &'static str,
    /// The per-stride value behind it.
    pub value: Value,
    /// Whether it belongs to one leg.
    pub is_per_leg: bool,
    /// Change of the value per second of error in initial contact and in toe-off.
    pub event_slope: (f64, f64),
    /// Change of the value per degree of camera roll: 1 for angles against the vertical.
    pub per_roll_deg: f64,
    /// Whether it needs heel and toe, shoulders, or a camera that stands.
    pub needs: Needs,
    /// Typical standard deviation between strides of one runner, for passes too short to tell their own.
    pub stride_sd: f64,
    /// Systematic error of the pose model, one standard deviation.
    pub pose_sd: f64,
    /// What the frame rate does to it.
    pub timing: Timing,
}

/// What it needs beyond hips, knees and ankles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Hips, knees and ankles do.
    Legs,
    /// Both shoulders.
    Trunk,
    /// Heel and toe.
    Feet,
    /// A picture that does not move up and down.
    StillPicture,
}

/// How a measure depends on the frame rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Hardly: cadence, lean, peaks.
    Robust,
    /// The difference of two close events, or an angle that changes fast at one: low confidence below 50 fps.
    AtEvent,
}

// Slopes: root mean square over 87 runs of 27 runners at 2-5 m/s (Hamner & Delp 2013; Fukuchi et al. 2017) of the change
// of each value when the plates' events are moved by 5 ms either way; `python benches/fit_measures deviations`.
/// Thigh, leg and hip angle at toe-off, deg/s.
const THIGH_AT_TOE_OFF: f64 = 188.0;
const LEG_AT_TOE_OFF: f64 = 146.0;
const HIP_AT_TOE_OFF: f64 = 149.0;
/// Hip angle at mid-stance, deg per second of either event.
const HIP_AT_MID_STANCE: f64 = 148.0;
/// Knee flexion, shank and foot angle at contact, deg/s.
const KNEE_AT_CONTACT: f64 = 276.0;
const SHANK_AT_CONTACT: f64 = 250.0;
const FOOT_AT_CONTACT: f64 = 343.0;
/// The foot lies flat a little earlier or later with toe-off, deg/s.
const FOOT_FLAT_BY_TOE_OFF: f64 = 17.0;
/// Hip-relative ankle position at contact, leg lengths/s.
const ANKLE_AT_CONTACT: f64 = 2.1;
/// A picture turned by one degree moves an ankle 0.95 leg lengths below the hip by this much, leg lengths.
const ANKLE_PER_ROLL_DEG: f64 = 0.95 * std::f64::consts::PI / 180.0;
/// Seconds over a stride of 0.70 s.
const PER_STRIDE: f64 = 1.44;

const fn leg(name: &'static str, unit: &'static str, value: Value) -> Spec {
    Spec {
        name,
        unit,
        value,
        is_per_leg: true,
        event_slope: (0.0, 0.0),
        per_roll_deg: 0.0,
        needs: Needs::Legs,
        stride_sd: 1.5,
        pose_sd: 3.0,
        timing: Timing::Robust,
    }
}

/// Every measure that is the mean of a per-stride value. Stride deviations are those of this engine at 60 fps and 8 mm of
/// keypoint noise, pooled over the runs above (single runners lie within 0.7 to 1.3 of them); times are of each stance's
/// own events. Pose terms: lean 2, thigh 3, knee 4, shank 3, foot 4 deg (half the published markerless errors).
pub const SPECS: [Spec; 17] = [
    Spec {
        is_per_leg: false,
        per_roll_deg: 1.0,
        needs: Needs::Trunk,
        stride_sd: 0.7,
        pose_sd: 2.0,
        ..leg("trunk_lean_deg", "deg", Value::TrunkLean)
    },
    Spec {
        needs: Needs::Trunk,
        // Thigh and trunk errors together.
        pose_sd: 3.6,
        event_slope: (HIP_AT_MID_STANCE, HIP_AT_MID_STANCE),
        stride_sd: 2.3,
        ..leg("hip_bend_deg", "deg", Value::HipBend)
    },
    Spec {
        event_slope: (0.0, THIGH_AT_TOE_OFF),
        per_roll_deg: 1.0,
        timing: Timing::AtEvent,
        stride_sd: 1.5,
        ..leg("thigh_extension_toe_off_deg", "deg", Value::ThighExtensionToeOff)
    },
    Spec { per_roll_deg: 1.0, stride_sd: 1.4, ..leg("thigh_extension_peak_deg", "deg", Value::ThighExtensionPeak) },
    Spec {
        event_slope: (0.0, LEG_AT_TOE_OFF),
        per_roll_deg: 1.0,
        timing: Timing::AtEvent,
        stride_sd: 0.9,
        ..leg("leg_extension_toe_off_deg", "deg", Value::LegExtensionToeOff)
    },
    Spec {
        event_slope: (0.0, HIP_AT_TOE_OFF),
        needs: Needs::Trunk,
        pose_sd: 3.6,
        timing: Timing::AtEvent,
        stride_sd: 2.1,
        ..leg("hip_extension_toe_off_deg", "deg", Value::HipExtensionToeOff)
    },
    Spec { per_roll_deg: 1.0, stride_sd: 1.5, ..leg("knee_drive_deg", "deg", Value::KneeDrive) },
    Spec { stride_sd: 2.1, pose_sd: 4.0, ..leg("heel_recovery_deg", "deg", Value::HeelRecovery) },
    Spec {
        event_slope: (KNEE_AT_CONTACT, 0.0),
        stride_sd: 2.4,
        pose_sd: 4.0,
        timing: Timing::AtEvent,
        ..leg("knee_flexion_contact_deg", "deg", Value::KneeFlexionContact)
    },
    Spec { stride_sd: 2.2, pose_sd: 4.0, ..leg("knee_flexion_stance_deg", "deg", Value::KneeFlexionStance) },
    Spec {
        event_slope: (SHANK_AT_CONTACT, 0.0),
        per_roll_deg: 1.0,
        timing: Timing::AtEvent,
        stride_sd: 1.5,
        ..leg("shank_angle_contact_deg", "deg", Value::ShankAngleContact)
    },
    Spec {
        event_slope: (ANKLE_AT_CONTACT, 0.0),
        per_roll_deg: ANKLE_PER_ROLL_DEG,
        stride_sd: 0.013,
        pose_sd: 0.03,
        timing: Timing::AtEvent,
        ..leg("overstride_ratio", "leg lengths", Value::OverstrideRatio)
    },
    Spec {
        event_slope: (FOOT_AT_CONTACT, FOOT_FLAT_BY_TOE_OFF),
        needs: Needs::Feet,
        stride_sd: 3.7,
        pose_sd: 4.0,
        timing: Timing::AtEvent,
        ..leg("foot_strike_angle_deg", "deg", Value::FootStrikeAngle)
    },
    Spec {
        event_slope: (1.0, 1.0),
        stride_sd: 0.005,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("contact_time_s", "s", Value::ContactTime)
    },
    Spec {
        event_slope: (1.0, 1.0),
        stride_sd: 0.006,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("flight_time_s", "s", Value::FlightTime)
    },
    Spec {
        event_slope: (1.0, 1.0),
        stride_sd: 0.0075,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("swing_time_s", "s", Value::SwingTime)
    },
    Spec {
        event_slope: (PER_STRIDE, PER_STRIDE),
        stride_sd: 0.008,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("duty_factor", "", Value::DutyFactor)
    },
];

/// Vertical oscillation of the hip midpoint: camera shake goes straight into it.
pub const VERTICAL_OSCILLATION: Spec = Spec {
    is_per_leg: false,
    needs: Needs::StillPicture,
    stride_sd: 0.0056,
    pose_sd: 0.005,
    ..leg("vertical_oscillation_ratio", "leg lengths", Value::VerticalOscillationRatio)
};

/// Stride time, from which cadence comes; not a measure of its own.
pub const STRIDE_TIME: Spec =
    Spec { is_per_leg: false, stride_sd: 0.007, pose_sd: 0.0, ..leg("stride_time_s", "s", Value::StrideTime) };

/// Speed over the ground in leg lengths per second; metres come from the scale.
pub const SPEED: Spec = Spec {
    is_per_leg: false,
    stride_sd: 0.034,
    pose_sd: 0.02,
    ..leg("speed_leg_lengths_per_s", "L/s", Value::SpeedLegLengths)
};
