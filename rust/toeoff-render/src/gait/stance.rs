//! The leg on the ground: a planted foot below a hip that travels over it.

use super::foot::{FootAngles, FootPoints, FootShape, RollOver};
use super::leg::{LegAngles, Links};
use super::pelvis::Pelvis;
use super::proportions::Proportions;
use crate::vec::{Vec2, vec2};

/// Everything that fixes one leg, in its own foot's time: 0 at initial contact. Right and left legs are the same.
#[derive(Debug, Clone)]
pub struct Leg {
    /// The way of the hip.
    pub pelvis: Pelvis,
    /// Segment lengths.
    pub proportions: Proportions,
    /// The foot.
    pub foot: FootShape,
    /// Its roll from heel to toe.
    pub roll: RollOver,
    /// Running speed, m/s.
    pub speed: f64,
    /// Duration of the stride, s.
    pub stride_s: f64,
    /// Duration of the stance, s.
    pub contact_s: f64,
    /// Distance of the ankle from the midline, m.
    pub ankle_out: f64,
    /// Where the ankle of the flat foot stands, ahead of the mean hip at initial contact, m.
    pub foothold: f64,
}

impl Leg {
    /// Hip in the plane of travel at a time, on the ground's axes: x = 0 where the mean hip is at initial contact.
    pub fn hip(&self, time: f64) -> Vec2 {
        let hip = self.pelvis.hip(time / self.stride_s);
        vec2(hip.x + self.speed * time, hip.y)
    }

    /// Links in the plane of travel at a time.
    pub fn links(&self, time: f64) -> Links {
        let inwards = self.pelvis.hip(time / self.stride_s).z - self.ankle_out;
        Links::of(self.proportions.thigh, self.proportions.shank, inwards)
    }

    /// Foot during the stance.
    fn planted(&self, time: f64) -> (FootPoints, FootAngles) {
        let angles = self.roll.angles(time / self.contact_s);
        let at = |x: f64| vec2(self.foothold + x, 0.0);
        let points = if angles.pitch > 0.0 {
            self.foot.on_heel(at(self.foot.heel), angles)
        } else {
            self.foot.on_tip(at(self.foot.tip), angles)
        };
        (points, angles)
    }

    /// Leg angles that join the hip to the planted foot, also a moment after toe-off; `None` when the leg is too short.
    pub fn stance(&self, time: f64) -> Option<LegAngles> {
        let (points, angles) = self.planted(time);
        let (thigh, knee) = self.links(time).solve(points.ankle - self.hip(time))?;
        Some(LegAngles { thigh, knee, pitch: angles.pitch, bend: angles.bend })
    }

    /// Sets hip height and foothold so that thigh and knee have given angles (rad) at toe-off.
    pub fn place(&mut self, thigh: f64, knee: f64) {
        let time = self.contact_s;
        self.pelvis.mean_height = 0.0;
        self.foothold = 0.0;
        let (_, to_ankle) = self.links(time).reach(thigh, knee);
        let (points, _) = self.planted(time);
        let gap = self.hip(time) + to_ankle - points.ankle;
        self.foothold = gap.x;
        self.pelvis.mean_height = -gap.y;
    }
}
