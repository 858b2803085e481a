//! Shadows of the figures on the ground.

use super::parallel;
use super::trace::Shot;
use super::window::Window;
use crate::figure::Figure;
use crate::figure::field::within;
use crate::shade::light;
use crate::vec::vec3;

/// Share of the light that is left in the shadow, and right under the sole.
const IN_SHADOW: f64 = 0.38;
const UNDER_SOLE: f64 = 0.6;
/// Height below which the figure darkens the ground under it, m.
const CONTACT_M: f64 = 0.16;

/// Darkens the ground where the figure takes the sun or stands close above it; one factor per pixel of the picture.
pub fn shade_ground(light_on: &mut [f64], width: usize, window: Window, figure: &Figure, shot: &Shot) {
    let Shot { view, sun, threads } = *shot;
    let [x0, x1] = window.x;
    let rows = parallel::map(window.y[1] - window.y[0], threads, |row| {
        let y = window.y[0] + row;
        let factor = |x: usize| {
            let ray = view.ray(x as f64, y as f64);
            if ray.y > -1e-3 {
                return 1.0;
            }
            let ground = view.position - ray * (view.position.y / ray.y) + vec3(0.0, 0.002, 0.0);
            let above = light::unit_range(within(&figure.parts, ground, CONTACT_M) / CONTACT_M);
            let sunlit = light::sunlight(&figure.parts, ground, sun, 14.0);
            (IN_SHADOW + (1.0 - IN_SHADOW) * sunlit) * (UNDER_SOLE + (1.0 - UNDER_SOLE) * above)
        };
        (x0..x1).map(factor).collect::<Vec<f64>>()
    });
    for (row, factors) in rows.into_iter().enumerate() {
        let start = (window.y[0] + row) * width + x0;
        for (light_on, factor) in light_on[start..start + x1 - x0].iter_mut().zip(factors) {
            *light_on *= factor;
        }
    }
}
