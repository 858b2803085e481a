//! True measures of a runner, from the joints in space seen along the axis across the direction of travel.
//!
//! Every angle is that of the joint centres in the plane of travel (x ahead, y up), without any perspective. Both legs move
//! alike, so one set of values holds for both.

use serde::Serialize;

use super::pose::{Pose, Side, SidePose};
use super::runner::{Contact, Runner};
use crate::vec::{Vec2, Vec3, vec2};

/// Instants per stride at which extremes and means are taken: steps of about 0.2 ms.
const SAMPLES: usize = 3000;
/// How long after toe-off the largest thigh extension is looked for, s.
const PEAK_WINDOW_S: f64 = 0.150;
/// Instant of the stance at which the foot counts as flat, share.
const FLAT_SHARE: f64 = 0.4;

/// True values, named as the engine's measures.
#[derive(Debug, Clone, Copy, Serialize)]
#[allow(missing_docs)] // The names are the engine's, with their units; the sections below say how each is taken.
pub struct Measures {
    // Over whole strides: hip midpoint to shoulder midpoint against vertical, + forward.
    pub trunk_lean_deg: f64,
    // At mid-stance: hip to knee against the downward vertical (+ knee ahead) plus the lean at that instant.
    pub hip_bend_deg: f64,
    // At toe-off, + behind: hip to knee, its largest value up to 150 ms later, hip to ankle, hip to knee against the trunk line.
    pub thigh_extension_toe_off_deg: f64,
    pub thigh_extension_peak_deg: f64,
    pub leg_extension_toe_off_deg: f64,
    pub hip_extension_toe_off_deg: f64,
    // In swing: largest forward thigh angle, largest knee flexion.
    pub knee_drive_deg: f64,
    pub heel_recovery_deg: f64,
    // Knee flexion (0 straight), and knee to ankle against vertical (+ ankle ahead), at initial contact; largest flexion in stance.
    pub knee_flexion_contact_deg: f64,
    pub knee_flexion_stance_deg: f64,
    pub shank_angle_contact_deg: f64,
    // Ankle ahead of the hip midpoint at initial contact, in leg lengths (thigh + shank).
    pub overstride_ratio: f64,
    // Heel keypoint to toe keypoint at initial contact against the same at 40 % of stance, + heel first.
    pub foot_strike_angle_deg: f64,
    pub cadence_spm: f64,
    pub stride_time_s: f64,
    pub contact_time_s: f64,
    pub flight_time_s: f64,
    pub swing_time_s: f64,
    pub duty_factor: f64,
    // Highest minus lowest hip midpoint of a step.
    pub vertical_oscillation_m: f64,
    pub vertical_oscillation_ratio: f64,
    pub speed_mps: f64,
    pub step_length_m: f64,
    pub leg_length_m: f64,
}

/// A pose with its joints in the plane of travel.
struct View {
    pose: Pose,
}

impl View {
    fn flat(&self, p: Vec3) -> Vec2 {
        vec2(p.dot(self.pose.ahead), p.y)
    }

    /// Angle of a segment against the downward vertical, deg, + distal end ahead.
    fn hanging(&self, from: Vec3, to: Vec3) -> f64 {
        let d = self.flat(to) - self.flat(from);
        d.x.atan2(-d.y).to_degrees()
    }

    fn right(&self) -> &SidePose {
        self.pose.side(Side::Right)
    }

    fn lean(&self) -> f64 {
        let d = self.flat(self.pose.shoulder_middle) - self.flat(self.pose.hip_middle);
        d.x.atan2(d.y).to_degrees()
    }

    fn thigh(&self) -> f64 {
        self.hanging(self.right().hip, self.right().knee)
    }

    fn shank(&self) -> f64 {
        self.hanging(self.right().knee, self.right().ankle)
    }

    fn knee(&self) -> f64 {
        let flexion = self.thigh() - self.shank();
        // Far behind, a folded shank points upwards: its angle has turned past -180 degrees.
        if flexion < -180.0 { flexion + 360.0 } else { flexion }
    }

    fn foot(&self, runner: &Runner) -> f64 {
        let marks = runner.foot_marks(&self.pose, Side::Right);
        let d = self.flat(marks.big_toe) - self.flat(marks.heel);
        d.y.atan2(d.x).to_degrees()
    }
}

impl Measures {
    /// Of a runner.
    pub fn of(runner: &Runner) -> Self {
        let style = &runner.style;
        let stride_s = style.stride_s();
        let contact = first_right_contact(runner);
        let at = |time_s: f64| View { pose: runner.pose(time_s) };
        let (landing, leaving) = (at(contact.initial_contact_s), at(contact.toe_off_s));
        let contact_s = contact.toe_off_s - contact.initial_contact_s;
        let middle = at(contact.initial_contact_s + contact_s / 2.0);
        let flat = at(contact.initial_contact_s + FLAT_SHARE * contact_s);

        let mut lean = 0.0;
        let (mut top, mut bottom) = (f64::MIN, f64::MAX);
        let (mut drive, mut recovery, mut peak, mut stance_knee) = (f64::MIN, f64::MIN, f64::MIN, f64::MIN);
        for i in 0..SAMPLES {
            let since = stride_s * i as f64 / SAMPLES as f64;
            let now = at(contact.initial_contact_s + since);
            lean += now.lean() / SAMPLES as f64;
            top = top.max(now.pose.hip_middle.y);
            bottom = bottom.min(now.pose.hip_middle.y);
            if since <= contact_s {
                stance_knee = stance_knee.max(now.knee());
            } else {
                drive = drive.max(now.thigh());
                recovery = recovery.max(now.knee());
            }
            if (contact_s / 2.0..=contact_s + PEAK_WINDOW_S).contains(&since) {
                peak = peak.max(-now.thigh());
            }
        }
        let leg = runner.proportions().leg();
        let ahead = landing.flat(landing.right().ankle).x - landing.flat(landing.pose.hip_middle).x;
        Self {
            trunk_lean_deg: lean,
            hip_bend_deg: middle.thigh() + middle.lean(),
            thigh_extension_toe_off_deg: -leaving.thigh(),
            thigh_extension_peak_deg: peak,
            leg_extension_toe_off_deg: -leaving.hanging(leaving.right().hip, leaving.right().ankle),
            hip_extension_toe_off_deg: -leaving.thigh() - leaving.lean(),
            knee_drive_deg: drive,
            heel_recovery_deg: recovery,
            knee_flexion_contact_deg: landing.knee(),
            knee_flexion_stance_deg: stance_knee,
            shank_angle_contact_deg: landing.shank(),
            overstride_ratio: ahead / leg,
            foot_strike_angle_deg: landing.foot(runner) - flat.foot(runner),
            cadence_spm: style.cadence_spm,
            stride_time_s: stride_s,
            contact_time_s: contact_s,
            flight_time_s: stride_s / 2.0 - contact_s,
            swing_time_s: stride_s - contact_s,
            duty_factor: contact_s / stride_s,
            vertical_oscillation_m: top - bottom,
            vertical_oscillation_ratio: (top - bottom) / leg,
            speed_mps: style.speed_mps,
            step_length_m: style.speed_mps * stride_s / 2.0,
            leg_length_m: leg,
        }
    }
}

/// A whole contact of the right foot.
fn first_right_contact(runner: &Runner) -> Contact {
    let stride_s = runner.style.stride_s();
    runner
        .contacts(0.0, 3.0 * stride_s)
        .into_iter()
        .find(|c| c.side == Side::Right)
        .expect("three strides hold a contact of each foot")
}
