//! Where the runners run: a road with grass, fence, hedge, trees and sky behind it.

mod backdrop;
mod ground;
pub mod pole;

use crate::camera::View;
use crate::noise::fractal;
use crate::shade::light::smooth_step;
use crate::vec::{Vec3, vec3};

/// Depths of the road's edges, m: far, near.
pub const ROAD_M: [f64; 2] = [-2.3, 2.6];

/// The road and what is behind it; the seed moves trees, houses, cracks and clouds.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Which of the many like it.
    pub seed: f64,
}

impl Place {
    /// Light from what a place of the picture shows, without runners.
    pub fn colour(&self, view: &View, x: f64, y: f64) -> Vec3 {
        let (eye, ray) = (view.position, view.ray(x, y));
        let mut colour = self.sky(ray);
        if let Some(seen) = self.trees(eye, ray) {
            colour = seen;
        }
        if let Some(seen) = self.ground(eye, ray, 1.0 / view.focal_px) {
            colour = seen;
        }
        if let Some(seen) = self.hedge(eye, ray) {
            colour = seen;
        }
        if let Some(seen) = self.fence(eye, ray) {
            colour = seen;
        }
        colour
    }

    fn sky(&self, ray: Vec3) -> Vec3 {
        let height = ray.y;
        let cloud = vec3(ray.x / (height.abs() + 0.12) * 1.2 + self.seed, ray.z * 0.5, height * 9.0);
        vec3(0.42, 0.62, 0.92)
            .towards(vec3(0.80, 0.88, 0.96), smooth_step(0.35, 0.0, height))
            .towards(vec3(0.97, 0.97, 0.97), smooth_step(0.5, 0.72, fractal(cloud, 5)))
    }
}
