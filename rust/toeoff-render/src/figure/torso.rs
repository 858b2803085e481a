//! Shirt with sleeves, and shorts with legs.

use super::cone::{Cone, Material};
use super::field::Part;
use super::{Size, Spine, arm, leg};
use crate::gait::pose::{Pose, Side};
use crate::look::Look;
use crate::vec::Vec3;

/// A cross-section of the trunk: a capsule lying across the body.
struct Section {
    centre: Vec3,
    /// To its right end.
    half: Vec3,
    radius: f64,
}

/// Height above the hips, half width, radius and shift to the front, m, of a trunk of `MODEL_TRUNK`.
const SECTIONS: [[f64; 4]; 5] = [
    [-0.02, 0.072, 0.098, -0.012],
    [0.12, 0.062, 0.098, -0.006],
    [0.23, 0.050, 0.092, 0.0],
    [0.36, 0.055, 0.103, 0.008],
    [0.46, 0.070, 0.103, 0.006],
];
const MODEL_TRUNK: f64 = 0.54;

/// Cloth over skin: how much wider, m.
const SHIRT_WIDER: f64 = 0.008;
const SHORTS_WIDER: f64 = 0.011;

fn section(spine: &Spine, index: usize, size: Size) -> Section {
    let [up, half, radius, ahead] = SECTIONS[index];
    let stretch = spine.length / MODEL_TRUNK;
    let frame = spine.frame(up / MODEL_TRUNK);
    Section {
        centre: frame.point(ahead * stretch, up * stretch, 0.0),
        half: frame.right * (half * stretch * size.sinew / size.scale),
        radius: radius * stretch * size.girth / size.scale,
    }
}

/// Left, middle and right cone between two sections.
fn slab(material: Material, from: &Section, to: &Section, wider: [f64; 2], blend: f64) -> [Cone; 3] {
    [-1.0, 0.0, 1.0].map(|side| {
        let (a, b) = (from.centre + from.half * side, to.centre + to.half * side);
        Cone::new(material, a, b, from.radius + wider[0], to.radius + wider[1], blend)
    })
}

/// The shirt.
pub fn shirt(pose: &Pose, spine: &Spine, look: &Look, size: Size) -> Part {
    let Size { scale, girth, .. } = size;
    let m = |metres: f64| metres * scale;
    let sections: Vec<Section> = (0..SECTIONS.len()).map(|i| section(spine, i, size)).collect();
    let mut cones = Vec::new();
    for pair in sections[1..].windows(2) {
        cones.extend(slab(Material::Shirt, &pair[0], &pair[1], [m(0.006); 2], m(0.05)));
    }
    // The hem hangs over the shorts.
    let mut hem = Section { centre: sections[0].centre + spine.up * m(0.035), ..sections[0] };
    hem.radius += m(0.006);
    cones.extend(slab(Material::Shirt, &sections[1], &hem, [m(0.008); 2], m(0.05)).map(Cone::with_hem));

    let chest = &sections[4];
    let cloth = |a, b, ra, rb, blend: f64| Cone::new(Material::Shirt, a, b, ra, rb, m(blend));
    for side in Side::BOTH {
        let shoulder = pose.side(side).shoulder;
        let inwards = spine.shoulders_right * -side.sign();
        let rib = chest.centre + chest.half * (0.9 * side.sign());
        let below = shoulder - Vec3::UP * m(0.015) + inwards * m(0.03);
        cones.push(cloth(rib, below, 0.088 * girth, 0.062 * girth, 0.05));
        cones.push(cloth(pose.neck - spine.up * m(0.02), shoulder + inwards * m(0.02), m(0.058), 0.050 * girth, 0.05));
        let upper = arm::upper_arm(pose, side);
        let sleeve = arm::upper_arm_bulks(size);
        cones.extend(sleeve.iter().filter_map(|b| upper.cloth(Material::Shirt, b, look.sleeve, m(SHIRT_WIDER))));
    }
    cones.push(cloth(chest.centre + spine.up * m(0.03), pose.neck - spine.up * m(0.05), 0.10 * girth, m(0.07), 0.05));
    Part::new(cones)
}

/// The shorts.
pub fn shorts(pose: &Pose, spine: &Spine, look: &Look, size: Size) -> Part {
    let Size { scale, girth, .. } = size;
    let m = |metres: f64| metres * scale;
    let mut waist = section(spine, 1, size);
    waist.centre = waist.centre - spine.up * m(0.02);
    let seat = section(spine, 0, size);
    let mut cones: Vec<Cone> = slab(Material::Shorts, &waist, &seat, [m(-0.004), m(0.002)], m(0.05)).into();
    let behind = -spine.frame(0.0).ahead;
    for side in Side::BOTH {
        let thigh = leg::thigh(pose, side);
        let hip = pose.side(side).hip;
        let out = spine.hips_right * (side.sign() * m(0.012));
        let down = (thigh.to - thigh.from).unit();
        let seat_end = hip + down * m(0.06) - thigh.front * m(0.03);
        cones.push(Cone::new(
            Material::Shorts,
            hip + behind * m(0.045) + out,
            seat_end,
            0.090 * girth,
            0.085 * girth,
            m(0.05),
        ));
        let bulks = leg::thigh_bulks(size);
        cones
            .extend(bulks.iter().filter_map(|b| thigh.cloth(Material::Shorts, b, look.shorts_length, m(SHORTS_WIDER))));
    }
    Part::new(cones)
}
