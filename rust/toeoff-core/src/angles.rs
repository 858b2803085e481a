//! Segment and joint angles of every frame, in the sagittal plane as the camera sees it.
//!
//! Axes: x along travel, y up. A segment angle is measured at its proximal end from the downward vertical, positive
//! when the distal end is ahead: `phi(P, Q) = atan2(Qx - Px, Py - Qy)`. Knee flexion is 0 for a straight leg.

use crate::body::{Body, Joint, Side};

/// A time series of one angle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Angle {
    /// Hip midpoint to shoulder midpoint against vertical, + forward.
    TrunkLean,
    /// Hip to knee, + knee ahead.
    Thigh(Side),
    /// Hip to ankle, + ankle ahead.
    Leg(Side),
    /// Knee to ankle, + ankle ahead.
    Shank(Side),
    /// Thigh minus shank: knee flexion, 0 straight, + flexed.
    Knee(Side),
    /// Thigh plus trunk lean: hip flexion against the trunk line, 0 straight, + flexed.
    Hip(Side),
    /// Heel to toe against horizontal, + toe up.
    Foot(Side),
}

/// Number of angles.
pub const ANGLES: usize = 13;

impl Angle {
    /// Every angle: the trunk, then the left leg, then the right.
    pub const ALL: [Angle; ANGLES] = [
        Angle::TrunkLean,
        Angle::Thigh(Side::Left),
        Angle::Leg(Side::Left),
        Angle::Shank(Side::Left),
        Angle::Knee(Side::Left),
        Angle::Hip(Side::Left),
        Angle::Foot(Side::Left),
        Angle::Thigh(Side::Right),
        Angle::Leg(Side::Right),
        Angle::Shank(Side::Right),
        Angle::Knee(Side::Right),
        Angle::Hip(Side::Right),
        Angle::Foot(Side::Right),
    ];

    /// Place in [`Angle::ALL`].
    pub fn index(self) -> usize {
        let (offset, side) = match self {
            Angle::TrunkLean => return 0,
            Angle::Thigh(s) => (1, s),
            Angle::Leg(s) => (2, s),
            Angle::Shank(s) => (3, s),
            Angle::Knee(s) => (4, s),
            Angle::Hip(s) => (5, s),
            Angle::Foot(s) => (6, s),
        };
        offset + 6 * side.index()
    }

    /// Name at the surface, with the side first.
    pub fn name(self) -> String {
        match self {
            Angle::TrunkLean => "trunk_lean".into(),
            Angle::Thigh(s) => format!("{}_thigh", s.name()),
            Angle::Leg(s) => format!("{}_leg", s.name()),
            Angle::Shank(s) => format!("{}_shank", s.name()),
            Angle::Knee(s) => format!("{}_knee_flexion", s.name()),
            Angle::Hip(s) => format!("{}_hip_flexion", s.name()),
            Angle::Foot(s) => format!("{}_foot", s.name()),
        }
    }
}

/// `phi(P, Q)`: angle of the segment P to Q from the downward vertical, rad, + when Q is ahead.
pub fn segment(p: [f64; 2], q: [f64; 2]) -> f64 {
    (q[0] - p[0]).atan2(p[1] - q[1])
}

/// All angles of all frames, rad, NaN where a point is missing.
#[derive(Debug, Clone)]
pub struct Angles {
    n_frames: usize,
    /// `[angle][frame]`.
    data: Vec<f64>,
}

impl Angles {
    /// Angles of a smoothed body, x along travel and y up.
    pub fn of(body: &Body) -> Self {
        let n = body.n_frames();
        let mut data = vec![f64::NAN; ANGLES * n];
        let mut put = |angle: Angle, frame: usize, value: f64| data[angle.index() * n + frame] = value;
        let (hips, shoulders) = (body.sides_shown(Joint::Hip), body.sides_shown(Joint::Shoulder));
        for f in 0..n {
            let middle = |sides: &[Side], joint| match *sides {
                [one] => body.point(f, one, joint),
                _ => body.mid(f, joint),
            };
            let (hip_mid, shoulder_mid) = (middle(hips, Joint::Hip), middle(shoulders, Joint::Shoulder));
            let lean = (shoulder_mid[0] - hip_mid[0]).atan2(shoulder_mid[1] - hip_mid[1]);
            put(Angle::TrunkLean, f, lean);
            for side in Side::BOTH {
                let at = |joint| body.point(f, side, joint);
                let (hip, knee, ankle) = (at(Joint::Hip), at(Joint::Knee), at(Joint::Ankle));
                let (heel, toe) = (at(Joint::Heel), at(Joint::Toe));
                let (thigh, shank) = (segment(hip, knee), segment(knee, ankle));
                put(Angle::Thigh(side), f, thigh);
                put(Angle::Leg(side), f, segment(hip, ankle));
                put(Angle::Shank(side), f, shank);
                put(Angle::Knee(side), f, wrapped(thigh - shank));
                put(Angle::Hip(side), f, thigh + lean);
                put(Angle::Foot(side), f, (toe[1] - heel[1]).atan2(toe[0] - heel[0]));
            }
        }
        Self { n_frames: n, data }
    }

    /// One angle over the frames, rad.
    pub fn series(&self, angle: Angle) -> &[f64] {
        let start = angle.index() * self.n_frames;
        &self.data[start..start + self.n_frames]
    }
}

/// Knee flexion between -90° and 270°: a heel behind the thigh passes 180° in deep flexion and must not jump.
fn wrapped(angle: f64) -> f64 {
    use std::f64::consts::{FRAC_PI_2, TAU};
    if angle < -FRAC_PI_2 {
        angle + TAU
    } else if angle >= TAU - FRAC_PI_2 {
        angle - TAU
    } else {
        angle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_upright_leg_is_zero_and_the_trailing_thigh_is_negative() {
        let mut body = Body {
            time_s: vec![0.0],
            xy: vec![f64::NAN; crate::body::CHANNELS],
            score: vec![1.0; crate::body::LANDMARKS],
        };
        for (side, knee_x) in [(Side::Left, 0.0), (Side::Right, -0.1)] {
            for (joint, p) in [
                (Joint::Shoulder, [0.1, 1.5]),
                (Joint::Hip, [0.0, 1.0]),
                (Joint::Knee, [knee_x, 0.5]),
                (Joint::Ankle, [2.0 * knee_x, 0.0]),
            ] {
                body.set_point(0, side, joint, p);
            }
        }
        let angles = Angles::of(&body);
        let at = |a| angles.series(a)[0];
        assert_eq!((at(Angle::Thigh(Side::Left)), at(Angle::Knee(Side::Left))), (0.0, 0.0));
        assert!((at(Angle::TrunkLean) - (0.1f64 / 0.5).atan()).abs() < 1e-12);
        assert!((at(Angle::Thigh(Side::Right)) + (0.1f64 / 0.5).atan()).abs() < 1e-12);
        assert!(at(Angle::Knee(Side::Right)).abs() < 1e-12);
        assert!(at(Angle::Foot(Side::Left)).is_nan());
        assert!((at(Angle::Hip(Side::Left)) - at(Angle::TrunkLean)).abs() < 1e-12);
    }

    #[test]
    fn every_angle_has_its_own_place() {
        for (i, a) in Angle::ALL.into_iter().enumerate() {
            assert_eq!(a.index(), i);
        }
    }
}
