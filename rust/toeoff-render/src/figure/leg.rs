//! Thigh, knee, shank and sock.

use super::Size;
use super::cone::{Cone, Material};
use super::field::Part;
use super::limb::{Bulk, Limb};
use crate::gait::pose::{Pose, Side};

/// The thigh of a side, its front square to the hip line.
pub fn thigh(pose: &Pose, side: Side) -> Limb {
    let s = pose.side(side);
    Limb::new(s.hip, s.knee, pose.right)
}

/// Thigh bone with its flesh, quadriceps, hamstrings.
pub fn thigh_bulks(size: Size) -> [Bulk; 4] {
    let Size { scale, girth, sinew } = size;
    let bulk = |at, front: [f64; 2], radius| Bulk { at, front: front.map(|f| f * scale), radius, blend: 0.04 * scale };
    [
        bulk([0.0, 0.45], [0.0, 0.008], [0.083 * girth, 0.074 * girth]),
        bulk([0.45, 1.0], [0.008, -0.002], [0.074 * girth, 0.052 * sinew]),
        bulk([0.35, 0.80], [0.025, 0.012], [0.055 * girth, 0.045 * sinew]),
        bulk([0.30, 0.72], [-0.022, -0.010], [0.060 * girth, 0.046 * sinew]),
    ]
}

/// The bare leg of a side and its sock.
pub fn leg(pose: &Pose, side: Side, size: Size) -> Part {
    let Size { scale, sinew, .. } = size;
    let s = pose.side(side);
    let thigh = thigh(pose, side);
    let shank = Limb::new(s.knee, s.ankle, pose.right);
    let mut cones: Vec<Cone> = thigh_bulks(size).iter().map(|bulk| thigh.flesh(Material::Skin, bulk)).collect();
    let kneecap = (thigh.front + shank.front).unit();
    let down = (s.ankle - s.knee).unit();
    cones.push(Cone::new(
        Material::Skin,
        s.knee + kneecap * (0.014 * scale),
        s.knee + kneecap * (0.014 * scale) + down * (0.03 * scale),
        0.040 * scale,
        0.036 * scale,
        0.03 * scale,
    ));
    let bulk = |at, front: [f64; 2], radius, blend: f64| Bulk { at, front: front.map(|f| f * scale), radius, blend };
    // Shin bone, then the calf behind it.
    for bulk in [
        bulk([0.0, 0.35], [0.0, 0.0], [0.049 * scale, 0.043 * sinew], 0.04 * scale),
        bulk([0.35, 0.97], [0.0, 0.0], [0.043 * sinew, 0.032 * scale], 0.04 * scale),
        bulk([0.12, 0.34], [-0.016, -0.020], [0.040 * sinew, 0.045 * sinew], 0.05 * scale),
        bulk([0.34, 0.72], [-0.020, -0.006], [0.045 * sinew, 0.030 * scale], 0.05 * scale),
    ] {
        cones.push(shank.flesh(Material::Skin, &bulk));
    }
    let sock = bulk([0.86, 1.0], [0.0, 0.0], [0.0395 * scale, 0.038 * scale], 0.008 * scale);
    cones.push(shank.flesh(Material::Sock, &sock));
    Part::new(cones)
}
