//! A pole beside the road: a vertical cylinder that hides who passes behind it.

use serde::{Deserialize, Serialize};

use crate::vec::{Vec2, Vec3, vec2, vec3};

/// Colour of its zinc.
const ZINC: Vec3 = vec3(0.46, 0.47, 0.48);
/// Light that the side away from the sun keeps.
const AMBIENT: f64 = 0.45;

/// A pole on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pole {
    /// Place along the road, m.
    pub x_m: f64,
    /// Depth, + towards the camera, m.
    pub z_m: f64,
    /// Radius, m.
    pub radius_m: f64,
    /// Height, m.
    pub height_m: f64,
}

impl Pole {
    /// Where a ray from a point meets the pole first: way in lengths of the ray; `None` when it does not.
    pub fn meets(&self, eye: Vec3, ray: Vec3) -> Option<f64> {
        // The circle, seen from above.
        let to_axis = vec2(self.x_m - eye.x, self.z_m - eye.z);
        let along = vec2(ray.x, ray.z);
        let square = |v: Vec2| v.x * v.x + v.y * v.y;
        let dot = to_axis.x * along.x + to_axis.y * along.y;
        let root = dot * dot - square(along) * (square(to_axis) - self.radius_m * self.radius_m);
        if root < 0.0 {
            return None;
        }
        let way = (dot - root.sqrt()) / square(along);
        let height = eye.y + ray.y * way;
        (way > 0.0 && (0.0..=self.height_m).contains(&height)).then_some(way)
    }

    /// Whether the pole stands between the eye and a point.
    pub fn hides(&self, eye: Vec3, point: Vec3) -> bool {
        self.meets(eye, point - eye).is_some_and(|way| way < 1.0)
    }

    /// Light of the pole where it is met.
    pub fn colour(&self, at: Vec3, sun: Vec3) -> Vec3 {
        let outward = vec3(at.x - self.x_m, 0.0, at.z - self.z_m).unit();
        ZINC * (AMBIENT + outward.dot(sun).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLE: Pole = Pole { x_m: 0.5, z_m: 3.0, radius_m: 0.1, height_m: 3.0 };
    const EYE: Vec3 = vec3(0.5, 1.2, 10.0);

    #[test]
    fn a_pole_is_met_at_its_near_side() {
        assert!((POLE.meets(EYE, vec3(0.0, 0.0, -1.0)).expect("ahead") - 6.9).abs() < 1e-12);
        assert_eq!(POLE.meets(EYE, vec3(0.1, 0.0, -1.0)), None);
        assert_eq!(POLE.meets(EYE, vec3(0.0, 0.0, 1.0)), None);
        assert_eq!(POLE.meets(EYE, vec3(0.0, 1.0, -1.0)), None);
    }

    #[test]
    fn a_pole_hides_what_is_behind_it_only() {
        assert!(POLE.hides(EYE, vec3(0.5, 1.0, 0.0)));
        assert!(!POLE.hides(EYE, vec3(0.5, 1.0, 5.0)));
        assert!(!POLE.hides(EYE, vec3(1.0, 1.0, 0.0)));
    }
}
