//! What a pose model gets wrong on a runner, put right or taken out.

pub mod alternate;
pub mod exchange;
pub mod gaps;
pub mod merged;
pub mod near;
pub mod outliers;
mod parabola;
mod seen;

use crate::body::{Body, Side};

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

/// Repairs a body in place. Exchanges come first, since a gap filled between two legs would hide one. `near` is the side
/// nearer to the camera, where travel tells it.
pub fn repair(body: &mut Body, near: Option<Side>) -> Repairs {
    let leg_length = body.leg_length();
    let mut exchanged = exchange::exchange(body, leg_length);
    let leg_length = if exchanged.is_empty() { leg_length } else { body.leg_length() };
    exchanged.extend(alternate::alternate(body, leg_length));
    let of_near = near.map_or_else(Vec::new, |near| near::put_right(body, near));
    let leg_length = if of_near.is_empty() { leg_length } else { body.leg_length() };
    exchanged.extend(of_near);
    exchanged.sort_unstable();
    // What is exchanged twice is as it was.
    let frames_exchanged = exchanged.chunk_by(|a, b| a == b).filter(|same| same.len() % 2 == 1).count();
    let frames_merged = merged::clear(body, leg_length);
    let leg_length = if frames_merged > 0 { body.leg_length() } else { leg_length };
    let frame_time_s = body.frame_time_s();
    Repairs {
        frames_exchanged,
        frames_merged,
        points_outlying: outliers::clear(body, leg_length, frame_time_s),
        points_filled: gaps::fill(body, frame_time_s).filled,
    }
}
