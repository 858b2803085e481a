//! Upper arm, forearm and a loose fist.

use super::Size;
use super::cone::{Cone, Material};
use super::field::Part;
use super::limb::{Bulk, Limb};
use crate::gait::pose::{Pose, Side};
use crate::vec::Vec3;

/// The upper arm of a side.
pub fn upper_arm(pose: &Pose, side: Side) -> Limb {
    let s = pose.side(side);
    Limb::new(s.shoulder, s.elbow, pose.right)
}

/// Bulks of the upper arm.
pub fn upper_arm_bulks(size: Size) -> [Bulk; 2] {
    let Size { scale, girth, .. } = size;
    let bulk = |at, radius| Bulk { at, front: [0.0; 2], radius, blend: 0.03 * scale };
    [bulk([0.0, 0.5], [0.052 * girth, 0.043 * girth]), bulk([0.5, 1.0], [0.043 * girth, 0.036 * scale])]
}

/// The bare arm of a side.
pub fn arm(pose: &Pose, side: Side, size: Size) -> Part {
    let Size { scale, sinew, .. } = size;
    let m = |metres: f64| metres * scale;
    let s = pose.side(side);
    let upper = upper_arm(pose, side);
    let fore = Limb::new(s.elbow, s.wrist, pose.right);
    let mut cones: Vec<Cone> = upper_arm_bulks(size).iter().map(|bulk| upper.flesh(Material::Skin, bulk)).collect();
    let bulk = |at, radius| Bulk { at, front: [0.0; 2], radius, blend: m(0.03) };
    for bulk in [bulk([0.0, 0.28], [m(0.036), 0.040 * sinew]), bulk([0.28, 0.98], [0.040 * sinew, m(0.026)])] {
        cones.push(fore.flesh(Material::Skin, &bulk));
    }
    let along = (s.wrist - s.elbow).unit();
    let hand = (along - (s.elbow - s.shoulder).unit() * 0.12).unit();
    let skin = |a, b, ra: f64, rb: f64, blend: f64| Cone::new(Material::Skin, a, b, m(ra), m(rb), m(blend));
    let (root, knuckles) = (s.wrist + hand * m(0.035), s.wrist + hand * m(0.085));
    cones.push(skin(s.wrist, root, 0.025, 0.028, 0.03));
    let palm = hand.cross(pose.right).unit();
    for side_of_palm in [-1.0, 1.0] {
        let off = palm * m(0.014 * side_of_palm);
        cones.push(skin(root + off, knuckles + off, 0.024, 0.022, 0.02));
    }
    // Fingers curled inwards, thumb on top.
    let curled = knuckles + palm * m(0.012) - pose.right * (side.sign() * m(0.035)) - hand * m(0.02);
    cones.push(skin(knuckles + palm * m(0.010), curled, 0.022, 0.018, 0.02));
    cones.push(skin(root + Vec3::UP * m(0.012), knuckles + Vec3::UP * m(0.030), 0.013, 0.011, 0.02));
    Part::new(cones)
}
