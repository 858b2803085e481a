//! Upright things behind the road: trees and houses, a hedge, a fence.

use super::Place;
use crate::noise::{cell, fractal, smooth};
use crate::vec::{Vec3, vec3};

/// Depths at which they stand, m.
const TREES_Z: f64 = -26.0;
const HEDGE_Z: f64 = -7.5;
const FENCE_Z: f64 = -4.2;

/// Where a ray meets an upright plane above the ground.
fn upright(eye: Vec3, ray: Vec3, z: f64) -> Option<Vec3> {
    let way = (z - eye.z) / ray.z;
    let point = eye + ray * way;
    (way > 0.0 && point.y > 0.0).then_some(point)
}

impl Place {
    pub(super) fn trees(&self, eye: Vec3, ray: Vec3) -> Option<Vec3> {
        let q = upright(eye, ray, TREES_Z)?;
        let top = 3.2
            + 3.2 * fractal(vec3(q.x * 0.22 + self.seed, 1.0, 0.0), 4)
            + 0.7 * fractal(vec3(q.x * 1.9, self.seed, 0.0), 3);
        let plot = q.x * 0.11 + self.seed;
        if cell(plot.floor() as i32, 7, 1) > 0.72 && q.y < 4.4 {
            let along = (plot - plot.floor()) * 9.0;
            let window = (along % 1.6 - 0.8).abs() < 0.35 && (q.y % 1.5 - 0.8).abs() < 0.4;
            let wall = vec3(0.62, 0.5, 0.42) * (0.8 + 0.2 * smooth(q * 6.0));
            return Some(if window { vec3(0.2, 0.24, 0.3) } else { wall });
        }
        if q.y >= top {
            return None;
        }
        let leaves = fractal(vec3(q.x * 0.9, q.y * 0.9, self.seed), 5);
        // A little haze over the green.
        Some(vec3(0.13, 0.22, 0.09) * (0.45 + 1.3 * leaves) + vec3(0.05, 0.06, 0.07))
    }

    pub(super) fn hedge(&self, eye: Vec3, ray: Vec3) -> Option<Vec3> {
        let q = upright(eye, ray, HEDGE_Z)?;
        let top = 0.95 + 0.22 * fractal(vec3(q.x * 2.4, self.seed, 2.0), 4);
        let leaves = fractal(vec3(q.x * 9.0, q.y * 9.0, self.seed), 4);
        (q.y < top).then(|| vec3(0.16, 0.27, 0.10) * ((0.35 + 1.35 * leaves) * (0.6 + 0.5 * q.y)))
    }

    pub(super) fn fence(&self, eye: Vec3, ray: Vec3) -> Option<Vec3> {
        let q = upright(eye, ray, FENCE_Z)?;
        let post = q.x.rem_euclid(1.8) < 0.10;
        let rail = (q.y - 0.40).abs() < 0.05 || (q.y - 0.82).abs() < 0.05;
        if q.y >= 1.12 || !(post || rail) {
            return None;
        }
        let grain = fractal(vec3(q.x * 3.0, q.y * 30.0, self.seed), 3);
        Some(vec3(0.60, 0.47, 0.34) * ((0.7 + 0.45 * grain) * if post { 1.05 } else { 0.95 }))
    }
}
