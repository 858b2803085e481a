//! Thigh and shank as two links in the plane of travel.

use crate::vec::{Vec2, vec2};

/// Angles of one leg, rad.
#[derive(Debug, Clone, Copy)]
pub struct LegAngles {
    /// Hip to knee against the downward vertical, + knee ahead.
    pub thigh: f64,
    /// Knee flexion, 0 straight.
    pub knee: f64,
    /// Foot pitch, + toes up.
    pub pitch: f64,
    /// Bend of the toes, + up.
    pub bend: f64,
}

impl LegAngles {
    /// The four angles in a row, as interpolation wants them.
    pub fn to_array(self) -> [f64; 4] {
        [self.thigh, self.knee, self.pitch, self.bend]
    }

    /// Back from a row.
    pub fn from_array([thigh, knee, pitch, bend]: [f64; 4]) -> Self {
        Self { thigh, knee, pitch, bend }
    }
}

/// Lengths of thigh and shank as they appear in the plane of travel, m.
#[derive(Debug, Clone, Copy)]
pub struct Links {
    /// Thigh.
    pub thigh: f64,
    /// Shank.
    pub shank: f64,
}

impl Links {
    /// Links of a leg whose ankle lies `inwards` metres nearer the midline than its hip, half of that at the knee.
    pub fn of(thigh: f64, shank: f64, inwards: f64) -> Self {
        let in_plane = |length: f64| (length * length - inwards * inwards / 4.0).sqrt();
        Self { thigh: in_plane(thigh), shank: in_plane(shank) }
    }

    /// Knee and ankle below a hip at the origin.
    pub fn reach(&self, thigh: f64, knee: f64) -> (Vec2, Vec2) {
        let at_knee = vec2(0.0, -self.thigh).turned(thigh);
        (at_knee, at_knee + vec2(0.0, -self.shank).turned(thigh - knee))
    }

    /// Thigh angle and knee flexion that bring the ankle to a point seen from the hip; `None` when it is out of reach.
    pub fn solve(&self, ankle: Vec2) -> Option<(f64, f64)> {
        let distance = ankle.length();
        let (a, b) = (self.thigh, self.shank);
        if distance >= a + b || distance <= (a - b).abs() {
            return None;
        }
        // Law of cosines at the knee and at the hip.
        let knee = std::f64::consts::PI - ((a * a + b * b - distance * distance) / (2.0 * a * b)).acos();
        let at_hip = ((a * a + distance * distance - b * b) / (2.0 * a * distance)).acos();
        let line = ankle.x.atan2(-ankle.y);
        Some((line + at_hip, knee))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKS: Links = Links { thigh: 0.42, shank: 0.43 };

    #[test]
    fn solving_a_reached_point_gives_the_angles_back() {
        for (thigh, knee) in [(0.4, 0.3), (-0.4, 0.2), (0.9, 2.0), (0.0, 1.0)] {
            let (_, ankle) = LINKS.reach(thigh, knee);
            let (thigh_again, knee_again) = LINKS.solve(ankle).expect("within reach");
            assert!((thigh - thigh_again).abs() < 1e-9 && (knee - knee_again).abs() < 1e-9);
        }
    }

    #[test]
    fn a_point_beyond_the_straight_leg_has_no_solution() {
        assert_eq!(LINKS.solve(vec2(0.0, -0.9)), None);
    }
}
