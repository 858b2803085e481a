//! The figure as one distance field: parts of cones that flow into each other, and parts that only touch.

use super::cone::{Cone, Material};
use crate::vec::{Vec3, vec3};

/// Cones of one part of the body, which flow into each other.
#[derive(Debug, Clone)]
pub struct Part {
    cones: Vec<Cone>,
    centre: Vec3,
    radius: f64,
}

/// How far blended cones bulge beyond their spheres at most, m: a quarter of the widest blend, and room.
const BULGE_M: f64 = 0.02;

impl Part {
    /// A part; it has at least one cone.
    pub fn new(cones: Vec<Cone>) -> Self {
        let (mut low, mut high) = (vec3(f64::MAX, f64::MAX, f64::MAX), vec3(f64::MIN, f64::MIN, f64::MIN));
        for (p, r) in cones.iter().flat_map(Cone::ends) {
            low = vec3(low.x.min(p.x - r), low.y.min(p.y - r), low.z.min(p.z - r));
            high = vec3(high.x.max(p.x + r), high.y.max(p.y + r), high.z.max(p.z + r));
        }
        let centre = (low + high) * 0.5;
        let radius = cones.iter().flat_map(Cone::ends).map(|(p, r)| (p - centre).length() + r).fold(0.0, f64::max);
        Self { cones, centre, radius: radius + BULGE_M }
    }

    /// Cones of the part that a bundle of rays can meet; `None` when there is none.
    pub fn kept(&self, mut keep: impl FnMut(&Cone) -> bool) -> Option<Self> {
        let cones: Vec<Cone> = self.cones.iter().filter(|c| keep(c)).copied().collect();
        (!cones.is_empty()).then_some(Self { cones, centre: self.centre, radius: self.radius })
    }

    /// Every cone.
    pub fn cones(&self) -> &[Cone] {
        &self.cones
    }

    /// Signed distance, and what the nearest cone is made of; anything beyond `limit` when nothing is nearer than that.
    /// Neighbours are blended by a quadratic smooth minimum (Quilez, iquilezles.org/articles/smin).
    #[inline]
    fn distance(&self, point: Vec3, limit: f64) -> (f64, Material) {
        let mut blended = f64::MAX;
        let (mut nearest, mut material) = (f64::MAX, self.cones[0].material);
        for cone in &self.cones {
            // Beyond the nearest by more than the blend, a cone changes nothing.
            if cone.is_beyond(point, blended.min(limit) + cone.blend) {
                continue;
            }
            let d = cone.distance(point);
            if d < nearest {
                (nearest, material) = (d, cone.material);
            }
            blended = if blended == f64::MAX {
                d
            } else {
                let overlap = (cone.blend - (blended - d).abs()).max(0.0);
                blended.min(d) - overlap * overlap / (4.0 * cone.blend.max(1e-6))
            };
        }
        (blended, material)
    }

    /// Whether the whole part is farther from a point than a distance.
    fn is_beyond(&self, point: Vec3, distance: f64) -> bool {
        let (offset, room) = (point - self.centre, self.radius + distance);
        room < 0.0 || offset.dot(offset) > room * room
    }
}

/// Signed distance to the nearest part, and its material there.
#[inline]
pub fn nearest(parts: &[Part], point: Vec3) -> (f64, Material) {
    let mut best = (f64::MAX, Material::Skin);
    for part in parts {
        if part.is_beyond(point, best.0) {
            continue;
        }
        let found = part.distance(point, best.0);
        if found.0 < best.0 {
            best = found;
        }
    }
    best
}

/// Signed distance to the nearest part, or `cap` when nothing is nearer.
pub fn within(parts: &[Part], point: Vec3, cap: f64) -> f64 {
    let mut best = cap;
    for part in parts {
        if !part.is_beyond(point, best) {
            best = best.min(part.distance(point, best).0);
        }
    }
    best
}

/// Outward direction at a point of the surface: the gradient from four samples at the corners of a tetrahedron.
pub fn normal(parts: &[Part], point: Vec3) -> Vec3 {
    // Small against the details of the figure, large against rounding.
    const E: f64 = 0.0015;
    let corners = [vec3(1.0, -1.0, -1.0), vec3(-1.0, -1.0, 1.0), vec3(-1.0, 1.0, -1.0), vec3(1.0, 1.0, 1.0)];
    let mut sum = Vec3::default();
    for corner in corners {
        sum += corner * nearest(parts, point + corner * E).0;
    }
    sum.unit()
}
