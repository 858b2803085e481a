//! Segment and joint angles of every frame, in the sagittal plane as the camera sees it.
//!
//! Axes: x along travel, y up. A segment angle is measured at its proximal end from the downward vertical, positive
//! when the distal end is ahead: `phi(P, Q) = atan2(Qx - Px, Py - Qy)`. Knee flexion is 0 for a straight leg.

use std::ops::Range;

use crate::arctangent;
use crate::body::{Body, CHANNELS, Joint, Side, landmark};

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

    /// The side and the joints of its leg that it is read from; none of the trunk's, whose gaps move it little.
    pub fn leg(self) -> Option<(Side, &'static [Joint])> {
        match self {
            Angle::TrunkLean => None,
            Angle::Thigh(s) | Angle::Hip(s) => Some((s, &[Joint::Hip, Joint::Knee])),
            Angle::Leg(s) => Some((s, &[Joint::Hip, Joint::Ankle])),
            Angle::Shank(s) => Some((s, &[Joint::Knee, Joint::Ankle])),
            Angle::Knee(s) => Some((s, &[Joint::Hip, Joint::Knee, Joint::Ankle])),
            Angle::Foot(s) => Some((s, &[Joint::Heel, Joint::Toe])),
        }
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
        let (frames, _) = body.xy.as_chunks::<CHANNELS>();
        let mut angles = Self { n_frames: n, data: vec![f64::NAN; ANGLES * n] };
        let mut scratch = vec![0.0; n];
        // The one side twice, where the recording shows one.
        let middle = |joint| match *body.sides_shown(joint) {
            [one] => [landmark(one, joint); 2],
            _ => Side::BOTH.map(|side| landmark(side, joint)),
        };
        let (hips, shoulders) = (middle(Joint::Hip), middle(Joint::Shoulder));
        angles.fill(Angle::TrunkLean, frames, &mut scratch, |frame| {
            let (hip, shoulder) = (mean(frame, hips), mean(frame, shoulders));
            [shoulder[0] - hip[0], shoulder[1] - hip[1]]
        });
        for side in Side::BOTH {
            for (angle, from, to) in [
                (Angle::Thigh(side), Joint::Hip, Joint::Knee),
                (Angle::Leg(side), Joint::Hip, Joint::Ankle),
                (Angle::Shank(side), Joint::Knee, Joint::Ankle),
            ] {
                let [p, q] = [from, to].map(|joint| landmark(side, joint));
                angles.fill(angle, frames, &mut scratch, |frame| {
                    let (p, q) = (point(frame, p), point(frame, q));
                    [q[0] - p[0], p[1] - q[1]]
                });
            }
            let [heel, toe] = [Joint::Heel, Joint::Toe].map(|joint| landmark(side, joint));
            angles.fill(Angle::Foot(side), frames, &mut scratch, |frame| {
                let (heel, toe) = (point(frame, heel), point(frame, toe));
                [toe[1] - heel[1], toe[0] - heel[0]]
            });
            angles.combine(Angle::Knee(side), Angle::Thigh(side), Angle::Shank(side), |t, s| wrapped(t - s));
            angles.combine(Angle::Hip(side), Angle::Thigh(side), Angle::TrunkLean, |t, lean| t + lean);
        }
        angles
    }

    /// Puts the arc tangents of `[opposite, adjacent]` of every frame into a series.
    fn fill(
        &mut self,
        angle: Angle,
        frames: &[[f64; CHANNELS]],
        adjacent: &mut [f64],
        of: impl Fn(&[f64; CHANNELS]) -> [f64; 2],
    ) {
        let range = self.range(angle);
        let opposite = &mut self.data[range];
        for ((opposite, adjacent), frame) in opposite.iter_mut().zip(adjacent.iter_mut()).zip(frames) {
            [*opposite, *adjacent] = of(frame);
        }
        arctangent::atan2(opposite, adjacent);
    }

    /// Puts a series together from two others.
    fn combine(&mut self, angle: Angle, a: Angle, b: Angle, of: impl Fn(f64, f64) -> f64) {
        let (into, a, b) = (self.range(angle), self.range(a), self.range(b));
        for i in 0..self.n_frames {
            self.data[into.start + i] = of(self.data[a.start + i], self.data[b.start + i]);
        }
    }

    fn range(&self, angle: Angle) -> Range<usize> {
        let start = angle.index() * self.n_frames;
        start..start + self.n_frames
    }

    /// One angle over the frames, rad.
    pub fn series(&self, angle: Angle) -> &[f64] {
        &self.data[self.range(angle)]
    }
}

fn point(frame: &[f64; CHANNELS], landmark: usize) -> [f64; 2] {
    [frame[2 * landmark], frame[2 * landmark + 1]]
}

fn mean(frame: &[f64; CHANNELS], landmarks: [usize; 2]) -> [f64; 2] {
    let [p, q] = landmarks.map(|landmark| point(frame, landmark));
    [(p[0] + q[0]) / 2.0, (p[1] + q[1]) / 2.0]
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
