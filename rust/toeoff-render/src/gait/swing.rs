//! The swing: mean joint-angle curves, bent to meet the stance before and after it.

use super::curve::Curve;
use super::hamner;
use super::leg::LegAngles;
use super::mean::MeanStride;
use super::quintic::{Quintic, motion};

/// How long the foot takes to come back from its push-off to the mean swing, s: about a third of a swing.
const PUSH_OFF_S: f64 = 0.15;

/// How long before the contact the foot turns to its posture at landing, s: a runner sets the foot late, clear of the ground.
const SET_FOOT_S: f64 = 0.12;

/// Leg angles between toe-off and the next contact of the same foot.
#[derive(Debug, Clone)]
pub struct Swing {
    shape: Shape,
    /// Thigh, knee, pitch: from the motion at toe-off to that of the mean swing.
    leaving: [Quintic; 3],
    /// Thigh, knee, pitch: from the mean swing to the posture at landing.
    arriving: [Quintic; 3],
    bend: Quintic,
}

/// The mean swing, stretched to a duration.
#[derive(Debug, Clone)]
struct Shape {
    duration: f64,
    /// Phase of the mean stride at toe-off.
    toe_off_phase: f64,
    /// Thigh, knee, pitch; rad.
    curves: [Curve; 3],
}

impl Shape {
    fn value(&self, angle: usize, time: f64) -> f64 {
        self.curves[angle].value(self.toe_off_phase + (1.0 - self.toe_off_phase) * time / self.duration)
    }
}

impl Swing {
    /// The swing of a duration (s) that goes on from `leaving` (at time 0) with equal rates and ends at `landing`.
    ///
    /// The rates at the end are those of the mean swing: a foot hits the ground, so its speed may have a step there.
    pub fn between(mean: &MeanStride, duration: f64, leaving: impl Fn(f64) -> LegAngles, landing: LegAngles) -> Self {
        let shape = Shape {
            duration,
            toe_off_phase: mean.duty(),
            curves: [
                mean.curve_rad(&hamner::THIGH_DEG),
                mean.curve_rad(&hamner::KNEE_DEG),
                mean.curve_rad(&hamner::FOOT_DEG),
            ],
        };
        let landing = landing.to_array();
        let leave = |angle: usize, within: f64| {
            let [offset, rate, _] = motion(|t| leaving(t).to_array()[angle] - shape.value(angle, t), 0.0);
            Quintic::between([offset, rate, 0.0], [0.0; 3], within)
        };
        let arrive = |angle: usize, within: f64| {
            Quintic::between([0.0; 3], [landing[angle] - shape.value(angle, duration), 0.0, 0.0], within)
        };
        let bend = Quintic::between(motion(|t| leaving(t).bend, 0.0), [0.0; 3], PUSH_OFF_S);
        Self {
            leaving: [leave(0, duration), leave(1, duration), leave(2, PUSH_OFF_S)],
            arriving: [arrive(0, duration), arrive(1, duration), arrive(2, SET_FOOT_S)],
            bend,
            shape,
        }
    }

    /// Leg angles at a time after toe-off, s.
    pub fn angles(&self, time: f64) -> LegAngles {
        let left = self.shape.duration - time;
        let angle = |i: usize| {
            let arriving = self.arriving[i].value((self.arriving[i].duration() - left).max(0.0));
            self.shape.value(i, time) + self.leaving[i].value(time) + arriving
        };
        LegAngles { thigh: angle(0), knee: angle(1), pitch: angle(2), bend: self.bend.value(time) }
    }
}
