//! Scale from the runner's standing height.

use super::{Scale, Source};

/// Length of the leg, hip to ankle, in standing heights: thigh 0.245 and shank 0.246 (Drillis & Contini, after Winter
/// 2009).
const LEG_PER_HEIGHT: f64 = 0.245 + 0.246;
/// Error of that ratio: it differs by 4-6 % between people.
const RELATIVE_ERROR: f64 = 0.05;

/// Scale of a runner `height_m` tall whose leg is `leg_px` long; None without a leg.
pub fn scale(height_m: f64, leg_px: f64) -> Option<Scale> {
    let m_per_px = height_m * LEG_PER_HEIGHT / leg_px;
    m_per_px.is_finite().then_some(Scale { m_per_px, relative_error: RELATIVE_ERROR, source: Source::Height })
}
