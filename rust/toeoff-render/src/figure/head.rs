//! Neck, skull and hair. Face and hairline are painted on, see the materials.

use super::Size;
use super::cone::{Cone, Material};
use super::field::Part;
use crate::gait::pose::Pose;
use crate::look::Look;

/// Neck and head.
pub fn skull(pose: &Pose, size: Size) -> Part {
    let scale = size.scale;
    let m = |metres: f64| metres * scale;
    // Ahead, up and right of the middle of the cranium.
    let at = |ahead: f64, up: f64, right: f64| pose.head.point(m(ahead), m(up), m(right));
    let cone = |material, a, b, ra: f64, rb: f64, blend: f64| Cone::new(material, a, b, m(ra), m(rb), m(blend));
    let bone = |a, b, ra, rb, blend| cone(Material::Head, a, b, ra, rb, blend);
    let nape = pose.neck - pose.head.up * m(0.02);
    let mut cones = vec![
        cone(Material::Skin, nape, at(-0.015, -0.06, 0.0), 0.060, 0.055, 0.04),
        bone(at(-0.018, 0.0, 0.0), at(0.012, 0.01, 0.0), 0.086, 0.080, 0.04),
    ];
    for side in [-1.0, 1.0] {
        // Cheek, ear, jaw.
        cones.push(bone(at(0.035, -0.02, side * 0.022), at(0.052, -0.088, side * 0.012), 0.052, 0.027, 0.045));
        cones.push(bone(at(-0.005, -0.02, side * 0.076), at(-0.010, 0.012, side * 0.082), 0.013, 0.016, 0.012));
        cones.push(bone(at(-0.01, -0.045, side * 0.045), at(0.045, -0.092, side * 0.012), 0.030, 0.024, 0.04));
    }
    // Nose, chin, lips.
    cones.push(bone(at(0.092, 0.012, 0.0), at(0.109, -0.028, 0.0), 0.010, 0.015, 0.02));
    cones.push(bone(at(0.060, -0.098, 0.0), at(0.064, -0.098, 0.0), 0.022, 0.022, 0.03));
    cones.push(bone(at(0.074, -0.062, 0.0), at(0.080, -0.062, 0.0), 0.020, 0.020, 0.03));
    Part::new(cones)
}

/// Hair, and a ponytail when the look has one.
pub fn hair(pose: &Pose, look: &Look, size: Size) -> Part {
    let scale = size.scale;
    let m = |metres: f64| metres * scale;
    let at = |ahead: f64, up: f64| pose.head.point(m(ahead), m(up), 0.0);
    let cone = |a, b, ra: f64, rb: f64, blend: f64| Cone::new(Material::Hair, a, b, m(ra), m(rb), m(blend));
    let mut cones = vec![
        cone(at(-0.030, 0.018), at(0.005, 0.028), 0.088, 0.076, 0.03),
        cone(at(-0.045, -0.01), at(-0.04, -0.045), 0.068, 0.052, 0.03),
    ];
    if look.ponytail {
        cones.push(cone(at(-0.105, 0.03), at(-0.165, -0.01), 0.028, 0.034, 0.02));
        cones.push(cone(at(-0.165, -0.01), at(-0.195, -0.13), 0.034, 0.012, 0.02));
    }
    Part::new(cones)
}
