//! The shod foot and its roll from heel to toe, without a slip.
//!
//! The sole touches the ground at the heel, the ball and the tip of the toes. While the toes point up the foot turns about the
//! heel; once the heel rises it turns about the tip, and the toes bend at the ball. Whichever point it turns about is fixed.

use super::quintic::Quintic;
use crate::vec::{Vec2, vec2};

/// Points of the sole in the foot's own axes: x from heel to toe, y up, the ankle above x = 0; metres, flat foot.
#[derive(Debug, Clone, Copy)]
pub struct FootShape {
    /// Ankle joint above the ground.
    pub ankle_height: f64,
    /// Where the sole ends behind the ankle (negative).
    pub heel: f64,
    /// Where the toes bend.
    pub ball: f64,
    /// Where the sole ends ahead of the ankle.
    pub tip: f64,
}

/// How far a foot is turned and bent, rad.
#[derive(Debug, Clone, Copy, Default)]
pub struct FootAngles {
    /// Sole against the ground, + toes up.
    pub pitch: f64,
    /// Toes against the sole, + up.
    pub bend: f64,
}

/// The points of a foot in the plane of travel.
#[derive(Debug, Clone, Copy)]
pub struct FootPoints {
    /// Sole at the heel.
    pub heel: Vec2,
    /// Sole at the ball.
    pub ball: Vec2,
    /// Sole at the tip of the toes.
    pub tip: Vec2,
    /// Ankle joint.
    pub ankle: Vec2,
}

/// Bend of the toes that a running foot tends to as the heel rises: with it the marker above the toes has risen by 10 mm at
/// toe-off, as it has in the fitted runners.
const MAX_BEND: f64 = 36.0 * std::f64::consts::PI / 180.0;

impl FootShape {
    /// Of a runner of a standing height in metres.
    pub fn of_height(height: f64) -> Self {
        // Foot length 0.152 of the height (Winter 2009); ankle height from the fitted runners' markers, shod.
        Self { ankle_height: 0.048 * height, heel: -0.030 * height, ball: 0.075 * height, tip: 0.118 * height }
    }

    /// The foot with the tip of its toes at a point.
    pub fn on_tip(&self, tip: Vec2, angles: FootAngles) -> FootPoints {
        let ball = tip - vec2(self.tip - self.ball, 0.0).turned(angles.pitch + angles.bend);
        let sole = |x: f64| ball + vec2(x - self.ball, 0.0).turned(angles.pitch);
        FootPoints {
            heel: sole(self.heel),
            ball,
            tip,
            ankle: sole(0.0) + vec2(0.0, self.ankle_height).turned(angles.pitch),
        }
    }

    /// The foot with its heel at a point.
    pub fn on_heel(&self, heel: Vec2, angles: FootAngles) -> FootPoints {
        self.moved(heel, angles, |p| p.heel)
    }

    /// The foot with its ankle at a point.
    pub fn on_ankle(&self, ankle: Vec2, angles: FootAngles) -> FootPoints {
        self.moved(ankle, angles, |p| p.ankle)
    }

    fn moved(&self, target: Vec2, angles: FootAngles, of: impl Fn(&FootPoints) -> Vec2) -> FootPoints {
        let at_origin = self.on_tip(vec2(0.0, 0.0), angles);
        let shift = target - of(&at_origin);
        FootPoints {
            heel: at_origin.heel + shift,
            ball: at_origin.ball + shift,
            tip: at_origin.tip + shift,
            ankle: at_origin.ankle + shift,
        }
    }
}

impl FootPoints {
    /// Height of the lowest point of the sole.
    pub fn lowest(&self) -> f64 {
        self.heel.y.min(self.ball.y).min(self.tip.y)
    }
}

/// Pitch of the foot over the stance.
#[derive(Debug, Clone, Copy)]
pub struct RollOver {
    contact_pitch: f64,
    rise: Quintic,
}

/// Shares of the stance after which the foot lies flat, and at which the heel rises; with them the pitch follows the mean
/// foot angle of the fitted runners within 4 degrees.
const FLAT_AT: f64 = 0.35;
const RISE_AT: f64 = 0.50;

impl RollOver {
    /// From a pitch at initial contact to one at toe-off, rad, and the speed of the roll there, rad over the stance.
    pub fn new(contact_pitch: f64, toe_off_pitch: f64, speed: f64) -> Self {
        Self { contact_pitch, rise: Quintic::between([0.0; 3], [toe_off_pitch, -speed, 0.0], 1.0 - RISE_AT) }
    }

    /// Pitch and bend at a share of the stance, 0 at initial contact and 1 at toe-off. Beyond toe-off the rise goes on.
    pub fn angles(&self, share: f64) -> FootAngles {
        let pitch = if share < FLAT_AT {
            let left = 1.0 - share / FLAT_AT;
            self.contact_pitch * left * left
        } else if share > RISE_AT {
            self.rise.value(share - RISE_AT)
        } else {
            0.0
        };
        // The toes stay flat at first, then stiffen: below MAX_BEND, smoothly.
        let bend = if pitch < 0.0 { -pitch / (1.0 + (pitch / MAX_BEND).powi(4)).powf(0.25) } else { 0.0 };
        FootAngles { pitch, bend }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOE_OFF_PITCH: f64 = -0.9;

    #[test]
    fn heel_then_tip_stay_where_they_are_while_the_sole_never_sinks() {
        let roll = RollOver::new(0.3, TOE_OFF_PITCH, 2.0);
        let shape = FootShape::of_height(1.75);
        for i in 0..=1000 {
            let angles = roll.angles(f64::from(i) / 1000.0);
            let points = if angles.pitch > 0.0 {
                shape.on_heel(vec2(shape.heel, 0.0), angles)
            } else {
                shape.on_tip(vec2(shape.tip, 0.0), angles)
            };
            assert!(points.lowest().abs() < 1e-12, "sole at {} m", points.lowest());
        }
    }

    #[test]
    fn the_pitch_has_no_step() {
        let roll = RollOver::new(0.3, TOE_OFF_PITCH, 2.0);
        let mut last = roll.angles(0.0).pitch;
        for i in 1..=1000 {
            let pitch = roll.angles(f64::from(i) / 1000.0).pitch;
            assert!((pitch - last).abs() < 0.005);
            last = pitch;
        }
        assert!((last - TOE_OFF_PITCH).abs() < 1e-12);
    }
}
