//! Which way a runner runs in the picture.

use crate::options::{Camera, Travel};
use crate::view::evidence::ahead;
use crate::view::figures::Figures;

/// Log odds per leg length of the knee ahead of the leg's middle: knees bend forward by 0.165 ± 0.06 leg lengths (the spread
/// with room for a poor pose model), which makes 2 × 0.165 / 0.06².
const KNEE: f64 = 2.0 * 0.165 / (0.06 * 0.06);
/// The same for the toe ahead of the heel: 0.13 ± 0.06.
const FOOT: f64 = 2.0 * 0.13 / (0.06 * 0.06);
/// Log odds of a hip displacement of one leg length and more. Under a still camera people who move across it forwards are the
/// rule (e^8 = 3,000 to 1); an unknown camera may pan faster than the runner runs.
const MOVED_STILL: f64 = 8.0;
const MOVED_UNKNOWN: f64 = 2.0;
/// Log odds from which on the direction is told: 20 to 1.
const TOLD: f64 = 3.0;

/// Natural log of the odds of left to right against right to left, from the figures of a body in image axes
/// and its leg length there.
///
/// Knees bend forward and toes point forward on a treadmill and under a panning camera too; displacement adds to
/// them as far as the camera is known to be still.
pub fn log_odds(figures: &[Figures], leg_px: f64, camera: Camera) -> f64 {
    let [knee, foot] = ahead(figures).map(|mean| mean / leg_px);
    let moved = match camera {
        Camera::Still => MOVED_STILL,
        Camera::Unknown => MOVED_UNKNOWN,
    };
    let terms = [KNEE * knee, FOOT * foot, moved * (displacement(figures) / leg_px).clamp(-1.0, 1.0)];
    terms.into_iter().filter(|t| t.is_finite()).sum()
}

/// Net movement of the hips across the picture, px; NaN when they are never seen.
fn displacement(figures: &[Figures]) -> f64 {
    let seen = || figures.iter().map(|f| f.hip_x).filter(|x| x.is_finite());
    seen().next_back().zip(seen().next()).map_or(f64::NAN, |(last, first)| last - first)
}

/// The direction that the odds speak for; None when they are even.
pub fn decide(log_odds: f64) -> Option<Travel> {
    match log_odds {
        v if v >= TOLD => Some(Travel::LeftToRight),
        v if v <= -TOLD => Some(Travel::RightToLeft),
        _ => None,
    }
}
