//! Asphalt with lane lines, a kerb, grass.

use super::{Place, ROAD_M};
use crate::noise::{fractal, smooth};
use crate::shade::light::smooth_step;
use crate::vec::{Vec3, vec3};

/// Width of the kerb beyond the far edge of the road, m.
const KERB_M: f64 = 0.25;
/// Light on the ground against that on upright things.
const SUNLIT: f64 = 1.25;

impl Place {
    /// Light from the ground that a ray meets; `pixel` is the width of a pixel at 1 m.
    pub(super) fn ground(&self, eye: Vec3, ray: Vec3, pixel: f64) -> Option<Vec3> {
        if ray.y > -1e-4 {
            return None;
        }
        let way = -eye.y / ray.y;
        let g = eye + ray * way;
        // Far away a pixel holds many grains: their mean, not one of them.
        let near = 1.0 / (1.0 + way * pixel * 8.0);
        let grain = |p: Vec3| smooth(p) * near + 0.5 * (1.0 - near);
        let [far_edge, near_edge] = ROAD_M;
        let colour = if (far_edge..near_edge).contains(&g.z) {
            self.road(g, grain(g * 120.0))
        } else if (far_edge - KERB_M..far_edge).contains(&g.z) {
            let joint = if g.x.rem_euclid(1.0) < 0.03 { 0.7 } else { 1.0 };
            vec3(0.55, 0.54, 0.52) * ((0.8 + 0.3 * smooth(g * 40.0)) * joint)
        } else {
            let blades = grain(vec3(g.x * 55.0, 0.0, g.z * 25.0));
            let dry = smooth_step(0.5, 0.75, fractal(g * 2.1, 3));
            vec3(0.20, 0.32, 0.10) * (0.55 + 0.55 * blades + 0.5 * fractal(g * 0.9, 4)) + vec3(0.10, 0.08, 0.0) * dry
        };
        Some(colour * SUNLIT)
    }

    fn road(&self, g: Vec3, grain: f64) -> Vec3 {
        let edge_line = (g.z + 1.9).abs() < 0.06;
        let lane_line = (g.z - 0.9).abs() < 0.05 && g.x.rem_euclid(3.0) < 1.6;
        if edge_line || lane_line {
            return vec3(0.78, 0.78, 0.74) * (0.8 + 0.25 * grain);
        }
        let worn = fractal(vec3(g.x * 0.7, 0.0, g.z * 1.6), 4) - 0.5;
        let patched = fractal(vec3(g.x * 3.0 + self.seed, 0.0, g.z * 3.0), 4) > 0.72;
        vec3(0.30, 0.30, 0.31) * ((0.72 + 0.35 * grain + 0.35 * worn) * if patched { 0.8 } else { 1.0 })
    }
}
