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
    /// Whether camera roll adds to it one to one.
    pub is_vertical: bool,
    /// Whether it needs heel and toe, or shoulders.
    pub needs: Needs,
    /// Typical standard deviation between strides of one runner, for passes too short to tell their own.
    pub stride_sd: f64,
    /// Systematic error of the pose model, one standard deviation.
    pub pose_sd: f64,
    /// What the frame rate does to it.
    pub timing: Timing,
}

/// Points beyond hips, knees and ankles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Hips, knees and ankles do.
    Legs,
    /// Both shoulders.
    Trunk,
    /// Heel and toe.
    Feet,
}

/// How a measure depends on the frame rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Hardly: cadence, lean, peaks.
    Robust,
    /// The difference of two close events, or an angle that changes fast at one: low confidence below 50 fps.
    AtEvent,
}

/// Degrees per second at toe-off and at contact, from force-plate runners (SCIENCE: 0.30 deg/ms hip angle at toe-off,
/// 0.25 deg/ms knee at contact; the shank and foot turn as fast as the knee does).
const HIP_AT_TOE_OFF: f64 = 300.0;
const KNEE_AT_CONTACT: f64 = 250.0;
/// Hip-relative ankle speed at contact in leg lengths per second: the stance plateau, 3.65 on average over 27 runners.
const ANKLE_AT_CONTACT: f64 = 3.65;

const fn leg(name: &'static str, unit: &'static str, value: Value) -> Spec {
    Spec {
        name,
        unit,
        value,
        is_per_leg: true,
        event_slope: (0.0, 0.0),
        is_vertical: false,
        needs: Needs::Legs,
        stride_sd: 1.8,
        pose_sd: 3.0,
        timing: Timing::Robust,
    }
}

/// Every measure that is the mean of a per-stride value. Stride deviations: knee at contact 2.5, hip at toe-off 1.8,
/// foot at contact 1.7, peak swing knee 1.9 deg (54 strides of one runner), times 8-12 ms (same); pose terms: lean 2,
/// thigh 3, knee 4, shank 3, foot 4 deg (starting values, half the published markerless errors).
pub const SPECS: [Spec; 17] = [
    Spec {
        is_per_leg: false,
        is_vertical: true,
        needs: Needs::Trunk,
        stride_sd: 1.0,
        pose_sd: 2.0,
        ..leg("trunk_lean_deg", "deg", Value::TrunkLean)
    },
    Spec {
        needs: Needs::Trunk,
        // Thigh and trunk errors together.
        pose_sd: 3.6,
        event_slope: (100.0, 100.0),
        ..leg("hip_bend_deg", "deg", Value::HipBend)
    },
    Spec {
        event_slope: (0.0, HIP_AT_TOE_OFF),
        is_vertical: true,
        timing: Timing::AtEvent,
        ..leg("thigh_extension_toe_off_deg", "deg", Value::ThighExtensionToeOff)
    },
    Spec { is_vertical: true, ..leg("thigh_extension_peak_deg", "deg", Value::ThighExtensionPeak) },
    Spec {
        event_slope: (0.0, HIP_AT_TOE_OFF),
        is_vertical: true,
        timing: Timing::AtEvent,
        ..leg("leg_extension_toe_off_deg", "deg", Value::LegExtensionToeOff)
    },
    Spec {
        event_slope: (0.0, HIP_AT_TOE_OFF),
        needs: Needs::Trunk,
        pose_sd: 3.6,
        timing: Timing::AtEvent,
        ..leg("hip_extension_toe_off_deg", "deg", Value::HipExtensionToeOff)
    },
    Spec { is_vertical: true, stride_sd: 1.9, ..leg("knee_drive_deg", "deg", Value::KneeDrive) },
    Spec { stride_sd: 1.9, pose_sd: 4.0, ..leg("heel_recovery_deg", "deg", Value::HeelRecovery) },
    Spec {
        event_slope: (KNEE_AT_CONTACT, 0.0),
        stride_sd: 2.5,
        pose_sd: 4.0,
        timing: Timing::AtEvent,
        ..leg("knee_flexion_contact_deg", "deg", Value::KneeFlexionContact)
    },
    Spec { stride_sd: 2.0, pose_sd: 4.0, ..leg("knee_flexion_stance_deg", "deg", Value::KneeFlexionStance) },
    Spec {
        event_slope: (KNEE_AT_CONTACT, 0.0),
        is_vertical: true,
        timing: Timing::AtEvent,
        ..leg("shank_angle_contact_deg", "deg", Value::ShankAngleContact)
    },
    Spec {
        event_slope: (ANKLE_AT_CONTACT, 0.0),
        stride_sd: 0.02,
        pose_sd: 0.03,
        timing: Timing::AtEvent,
        ..leg("overstride_ratio", "leg lengths", Value::OverstrideRatio)
    },
    Spec {
        event_slope: (KNEE_AT_CONTACT, 0.0),
        needs: Needs::Feet,
        stride_sd: 1.7,
        pose_sd: 4.0,
        timing: Timing::AtEvent,
        ..leg("foot_strike_angle_deg", "deg", Value::FootStrikeAngle)
    },
    Spec {
        event_slope: (1.0, 1.0),
        stride_sd: 0.008,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("contact_time_s", "s", Value::ContactTime)
    },
    Spec {
        event_slope: (1.0, 1.0),
        stride_sd: 0.010,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("flight_time_s", "s", Value::FlightTime)
    },
    Spec {
        event_slope: (1.0, 1.0),
        stride_sd: 0.012,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("swing_time_s", "s", Value::SwingTime)
    },
    Spec {
        // Seconds over a stride of about 0.7 s.
        event_slope: (1.4, 1.4),
        stride_sd: 0.012,
        pose_sd: 0.0,
        timing: Timing::AtEvent,
        ..leg("duty_factor", "", Value::DutyFactor)
    },
];

/// Vertical oscillation of the hip midpoint: camera shake goes straight into it.
pub const VERTICAL_OSCILLATION: Spec = Spec {
    is_per_leg: false,
    stride_sd: 0.006,
    pose_sd: 0.005,
    ..leg("vertical_oscillation_ratio", "leg lengths", Value::VerticalOscillationRatio)
};

/// Stride time, from which cadence comes; not a measure of its own.
pub const STRIDE_TIME: Spec =
    Spec { is_per_leg: false, stride_sd: 0.012, pose_sd: 0.0, ..leg("stride_time_s", "s", Value::StrideTime) };

/// Speed over the ground in leg lengths per second; metres come from the scale.
pub const SPEED: Spec = Spec {
    is_per_leg: false,
    stride_sd: 0.05,
    pose_sd: 0.02,
    ..leg("speed_leg_lengths_per_s", "L/s", Value::SpeedLegLengths)
};
