//! What a pose model gets wrong on a runner, put right or taken out.

pub mod exchange;
pub mod gaps;
pub mod merged;
pub mod outliers;
mod seen;

use crate::body::Body;

/// What was repaired in a pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repairs {
    /// Frames in which the legs were exchanged.
    pub frames_exchanged: usize,
    /// Frames in which one leg was drawn on the other.
    pub frames_merged: usize,
    /// Points off their own path.
    pub points_outlying: usize,
    /// Missing points that were filled.
    pub points_filled: usize,
}

/// Repairs a body in place. Exchanges come first, since a gap filled between two legs would hide one.
pub fn repair(body: &mut Body) -> Repairs {
    Repairs {
        frames_exchanged: exchange::exchange_legs(body),
        frames_merged: merged::clear_merged(body),
        points_outlying: outliers::clear_outliers(body),
        points_filled: gaps::fill_gaps(body).filled,
    }
}
