//! From where is the runner seen: side-on enough, large enough, complete enough?
//!
//! 1. [`figures`]: the few numbers of each frame that all else is told from; [`evidence`]: what a short block of frames says of the view angle, at any phase of the stride.
//! 2. [`angle`]: the angle over time, each block weighed against its neighbours.
//! 3. [`windows`]: the stretches in which the runner can be measured.
//! 4. [`size`]: height in the picture, and completeness.
//!
//! The view angle is the angle between the path and the image plane: 0 is side-on, 90° frontal or from behind.
//! Nothing here needs the runner to move across the picture, so that treadmills and panning cameras are judged alike.

pub mod angle;
pub mod evidence;
pub mod figures;
pub mod size;
pub mod windows;

use crate::body::Body;
use crate::options::{Camera, Travel};
use crate::reason::Reason;
use crate::travel;

pub use angle::Angle;
pub use windows::Window;

/// Largest view angle at which anything is measured, rad: at 30° a lean of 10° reads 8.7° and a knee angle of 100° reads
/// 97°; beyond, the correction costs more than it gives (SCIENCE: yaw table).
pub const OBLIQUE_RAD: f64 = 30.0 * DEGREE;
/// Spread of the view angle from which on it counts as unknown, rad: half of what is measurable.
pub const UNKNOWN_SIGMA_RAD: f64 = 15.0 * DEGREE;
/// Smallest runner that is measured, px. A keypoint error of 1 px is then 3 to 4° of a thigh; nothing better can be hoped for.
pub const SMALLEST_PX: f64 = 80.0;
/// Share of frames in which both legs must be seen.
pub const LEAST_COMPLETE: f64 = 0.5;

const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// How a runner is seen over a whole body.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Direction of travel; None when it cannot be told.
    pub travel: Option<Travel>,
    /// Natural log of the odds of left to right against right to left.
    pub travel_log_odds: f64,
    /// View angle, rad, 0..π/2; None when it cannot be told.
    pub angle: Option<Angle>,
    /// Standing height in the picture, px; NaN when no leg is seen.
    pub height_px: f64,
    /// Share of frames in which both legs are seen from hip to ankle.
    pub completeness: f64,
    /// Measurable stretches, in time order.
    pub windows: Vec<Window>,
    /// Why the runner cannot be measured over the whole body; empty when it can. A stretch of it may still be.
    pub reasons: Vec<Reason>,
}

/// Judges a body in image axes (x right, y down).
pub fn assess(body: &Body, camera: Camera) -> View {
    let figures = figures::figures(body);
    let blocks = angle::over_time(&body.time_s, &figures);
    let angle = angle::overall(&blocks);
    let travel_log_odds = travel::log_odds(&figures, camera);
    let (height_px, completeness) = (size::height_px(&figures), size::completeness(&figures));
    let mut reasons = Vec::new();
    if height_px < SMALLEST_PX {
        reasons.push(Reason::TooSmall);
    }
    match angle {
        None => reasons.push(Reason::ViewUnknown),
        Some(a) if a.rad > OBLIQUE_RAD => reasons.push(Reason::ViewOblique),
        Some(_) => (),
    }
    if completeness < LEAST_COMPLETE {
        reasons.push(Reason::Gaps);
    }
    View {
        travel: travel::decide(travel_log_odds),
        travel_log_odds,
        angle,
        height_px,
        completeness,
        windows: windows::windows(&body.time_s, &figures, &blocks),
        reasons,
    }
}
