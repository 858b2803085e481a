//! Sun with soft shadow, sky, light from the ground, and the dark of folds.

use crate::figure::field::{Part, within};
use crate::vec::{Vec3, vec3};

/// Light of the sun, of the sky and of the ground at noon on a hazy day, before the camera's exposure.
const SUN: Vec3 = vec3(1.75, 1.66, 1.51);
const SKY: Vec3 = vec3(0.31, 0.372, 0.465);
const GROUND: Vec3 = vec3(0.176, 0.168, 0.143);
/// Colours of highlight and of the sky seen at grazing angles.
const HIGHLIGHT: Vec3 = vec3(0.25, 0.2425, 0.225);
const RIM: Vec3 = vec3(0.05, 0.06, 0.075);

/// Steps of a shadow ray and how far it goes, m: beyond a body's length nothing of the runner stands in the way.
const SHADOW_STEPS: usize = 28;
const SHADOW_REACH_M: f64 = 2.6;

/// What a surface does with light.
#[derive(Debug, Clone, Copy)]
pub struct Surface {
    /// Share of each colour sent back.
    pub albedo: Vec3,
    /// Outward direction.
    pub normal: Vec3,
    /// Strength of the highlight.
    pub specular: f64,
    /// Narrowness of the highlight.
    pub gloss: f64,
    /// How far light creeps round the edge.
    pub wrap: f64,
}

/// Between 0 and 1.
pub fn unit_range(x: f64) -> f64 {
    x.clamp(0.0, 1.0)
}

/// 0 below `from`, 1 above `to`, smooth in between; also with `from` above `to`.
pub fn smooth_step(from: f64, to: f64, x: f64) -> f64 {
    let t = unit_range((x - from) / (to - from));
    t * t * (3.0 - 2.0 * t)
}

/// Share of the sun that reaches a point: the narrower the gap a shadow ray passes, the darker
/// (Quilez, iquilezles.org/articles/rmshadows; half shadow on both sides of the edge).
pub fn sunlight(parts: &[Part], point: Vec3, sun: Vec3, sharpness: f64) -> f64 {
    let (mut way, mut share) = (0.02, 1.0f64);
    for _ in 0..SHADOW_STEPS {
        let gap = within(parts, point + sun * way, 0.3 + 0.2 * way);
        share = share.min(0.5 + 0.5 * sharpness * gap / way);
        if share < 0.0 {
            return 0.0;
        }
        way += gap.max(0.012);
        if way > SHADOW_REACH_M {
            break;
        }
    }
    smooth_step(0.0, 1.0, share)
}

/// How open the sky is above a point: distances to the figure a little way out, against those of free space.
fn openness(parts: &[Part], point: Vec3, normal: Vec3) -> f64 {
    let mut open = 1.0;
    for i in 1..4 {
        let out = 0.035 * f64::from(i);
        open -= 0.28 / f64::from(i) * (1.0 - unit_range(within(parts, point + normal * out, 0.2) / out));
    }
    open.clamp(0.25, 1.0)
}

/// Light from a point of the figure along a ray that met it. `outward` is the normal of the shape, without its folds.
pub fn shaded(parts: &[Part], point: Vec3, outward: Vec3, ray: Vec3, sun: Vec3, surface: &Surface) -> Vec3 {
    let n = surface.normal;
    let facing = n.dot(sun);
    // Just off the surface, so that it does not shade itself.
    let lit = if facing > -0.1 { sunlight(parts, point + outward * 0.006, sun, 10.0) } else { 0.0 };
    let direct = unit_range((facing + surface.wrap) / (1.0 + surface.wrap)) * lit;
    let open = openness(parts, point, outward);
    let from_sky = (0.5 + 0.5 * n.y) * open;
    let from_ground = unit_range(0.5 - 0.5 * n.y) * open;
    let half = (sun - ray).unit();
    let highlight = unit_range(n.dot(half)).powf(surface.gloss) * surface.specular * lit * 8.0;
    let grazing = (1.0 - unit_range(-n.dot(ray))).powi(4) * open;
    surface.albedo.times(SUN * direct + SKY * from_sky + GROUND * from_ground) + HIGHLIGHT * highlight + RIM * grazing
}
