//! Where every joint of a runner is at one instant.

use crate::vec::Vec3;

/// Side of the body, the runner's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
}

impl Side {
    /// Left, then right: the order of every pair in this crate.
    pub const BOTH: [Side; 2] = [Side::Left, Side::Right];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
        }
    }

    /// +1 on the right, -1 on the left: the sign of "to the right" of something outwards.
    pub fn sign(self) -> f64 {
        match self {
            Side::Left => -1.0,
            Side::Right => 1.0,
        }
    }
}

/// A place with three directions at right angles, each of length 1.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The place.
    pub origin: Vec3,
    /// Ahead.
    pub ahead: Vec3,
    /// Up.
    pub up: Vec3,
    /// To the runner's right.
    pub right: Vec3,
}

impl Frame {
    /// A point given by its coordinates ahead, up and to the right, m.
    pub fn point(&self, ahead: f64, up: f64, right: f64) -> Vec3 {
        self.origin + self.ahead * ahead + self.up * up + self.right * right
    }

    /// Coordinates ahead (x), up (y) and to the right (z) of a point.
    pub fn coordinates(&self, point: Vec3) -> Vec3 {
        let d = point - self.origin;
        Vec3 { x: d.dot(self.ahead), y: d.dot(self.up), z: d.dot(self.right) }
    }
}

/// A foot in space.
#[derive(Debug, Clone, Copy)]
pub struct FootPose {
    /// Sole at the heel.
    pub heel: Vec3,
    /// Sole at the ball.
    pub ball: Vec3,
    /// Sole at the tip of the toes.
    pub tip: Vec3,
    /// Upwards from the sole between heel and ball.
    pub up: Vec3,
    /// Upwards from the sole of the toes.
    pub toes_up: Vec3,
}

/// Arm and leg of one side.
#[derive(Debug, Clone, Copy)]
pub struct SidePose {
    /// Shoulder joint.
    pub shoulder: Vec3,
    /// Elbow joint.
    pub elbow: Vec3,
    /// Wrist joint.
    pub wrist: Vec3,
    /// Hip joint.
    pub hip: Vec3,
    /// Knee joint.
    pub knee: Vec3,
    /// Ankle joint.
    pub ankle: Vec3,
    /// Foot.
    pub foot: FootPose,
}

/// The whole runner.
#[derive(Debug, Clone, Copy)]
pub struct Pose {
    /// Middle of the two hips.
    pub hip_middle: Vec3,
    /// Middle of the two shoulders.
    pub shoulder_middle: Vec3,
    /// Root of the neck.
    pub neck: Vec3,
    /// Direction of travel.
    pub ahead: Vec3,
    /// To the runner's right.
    pub right: Vec3,
    /// Skull: origin in the middle of the cranium.
    pub head: Frame,
    /// Left, right.
    pub sides: [SidePose; 2],
}

impl Pose {
    /// One side.
    pub fn side(&self, side: Side) -> &SidePose {
        &self.sides[side as usize]
    }
}
