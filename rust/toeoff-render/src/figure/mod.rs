//! A runner's figure: round cones about the joints, skin and cloth.
//!
//! Lengths in the builders are those of a runner of 1.75 m; they scale with the height, and girths with the build.

mod arm;
pub mod cone;
pub mod field;
mod foot;
mod head;
mod leg;
mod limb;
mod torso;

use crate::gait::pose::{Frame, Pose, Side};
use crate::gait::runner::Runner;
use crate::look::Look;
use crate::vec::Vec3;
use field::Part;

/// Height the lengths in the builders belong to, m.
const MODEL_HEIGHT_M: f64 = 1.75;

/// Size of a figure.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// Of lengths, against the model.
    scale: f64,
    /// Of the girth of flesh, scale included.
    girth: f64,
    /// Of the girth of sinew (shank, forearm), which follows the build less.
    sinew: f64,
}

/// A figure at one instant.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Parts that touch without flowing into each other.
    pub parts: Vec<Part>,
    /// Trunk: origin between the hips.
    pub trunk: Frame,
    /// Skull: origin in the middle of the cranium.
    pub head: Frame,
}

impl Figure {
    /// The figure of a runner at a time of the scene.
    pub fn of(runner: &Runner, look: &Look, time_s: f64) -> Self {
        let pose = runner.pose(time_s);
        let scale = runner.style.height_m / MODEL_HEIGHT_M;
        let size = Size { scale, girth: scale * look.build, sinew: scale * look.build.sqrt() };
        let spine = Spine::of(&pose);
        let mut parts = vec![torso::shirt(&pose, &spine, look, size), torso::shorts(&pose, &spine, look, size)];
        for side in Side::BOTH {
            parts.push(leg::leg(&pose, side, size));
            parts.push(foot::shoe(&pose, side, size));
            parts.push(arm::arm(&pose, side, size));
        }
        parts.push(head::skull(&pose, size));
        parts.push(head::hair(&pose, look, size));
        Self { parts, trunk: spine.frame(0.5), head: pose.head }
    }

    /// Ends of every cone with their radii, for boxes around the figure.
    pub fn ends(&self) -> impl Iterator<Item = (Vec3, f64)> + '_ {
        self.parts.iter().flat_map(Part::cones).flat_map(|cone| cone.ends())
    }
}

/// The line from hips to shoulders, which twists from the hip line to the shoulder line.
struct Spine {
    origin: Vec3,
    up: Vec3,
    length: f64,
    hips_right: Vec3,
    shoulders_right: Vec3,
}

impl Spine {
    fn of(pose: &Pose) -> Self {
        let across = |joint: fn(&crate::gait::pose::SidePose) -> Vec3| {
            (joint(pose.side(Side::Right)) - joint(pose.side(Side::Left))).unit()
        };
        let line = pose.shoulder_middle - pose.hip_middle;
        Self {
            origin: pose.hip_middle,
            up: line.unit(),
            length: line.length(),
            hips_right: across(|s| s.hip),
            shoulders_right: across(|s| s.shoulder),
        }
    }

    /// Axes at a share of the way from hips to shoulders, the origin still between the hips.
    fn frame(&self, share: f64) -> Frame {
        let right = self.hips_right.towards(self.shoulders_right, share.clamp(0.0, 1.0)).across(self.up).unit();
        Frame { origin: self.origin, ahead: self.up.cross(right), up: self.up, right }
    }
}
