//! How large and how complete a runner is in the picture.

use super::figures::Figures;
use crate::stats::quantile_of;

/// Trunk, and thigh plus shank, as shares of standing height: 0.288, 0.245 + 0.246 (Winter, Biomechanics and Motor Control
/// of Human Movement, segment lengths after Drillis & Contini).
const TRUNK: f64 = 0.288;
const LEG: f64 = 0.491;
/// A leg is shorter in the picture when it points at the camera, and never longer than it is: its length is read near the
/// top of its distribution, low enough to be spared by outliers.
const LEG_QUANTILE: f64 = 0.8;

/// Leg length in the picture (thigh plus shank), px, at any view angle; NaN when never seen.
pub fn leg_px(frames: &[Figures]) -> f64 {
    let legs: Vec<[f64; 2]> = frames.iter().map(|f| f.leg).collect();
    quantile_of(legs.into_flattened(), LEG_QUANTILE)
}

/// Trunk length in the picture, px; NaN when never seen.
pub fn trunk_px(frames: &[Figures]) -> f64 {
    quantile_of(frames.iter().map(|f| f.trunk).collect(), 0.5)
}

/// Standing height in the picture, px, from the segments that are seen; NaN without a leg.
pub fn height_px(frames: &[Figures]) -> f64 {
    standing(leg_px(frames), trunk_px(frames))
}

/// Standing height from leg and trunk length; the leg alone where there is no trunk.
pub fn standing(leg: f64, trunk: f64) -> f64 {
    if trunk.is_finite() { (leg + trunk) / (LEG + TRUNK) } else { leg / LEG }
}

/// Share of frames in which at least one leg is seen from hip to ankle.
pub fn completeness(frames: &[Figures]) -> f64 {
    let whole = frames.iter().filter(|f| f.shows_a_leg()).count();
    if frames.is_empty() { 0.0 } else { whole as f64 / frames.len() as f64 }
}
