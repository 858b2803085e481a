//! Smoothing of keypoint coordinates, one filter per file. Coordinates are filtered, never angles.

mod body;
mod butterworth;
mod one_euro;
mod residual;
mod savitzky_golay;
mod segments;
mod whittaker;

pub use body::{smooth_body, window_frames};
pub use butterworth::{
    CUTOFF_PER_FRAME_RATE, Cutoffs, MINIMUM_FRAMES, butterworth, butterworth_body, effective_cutoff_hz, pad_frames,
};
pub use one_euro::{OneEuro, one_euro};
pub use residual::{RANGE_HZ, residual_cutoff};
pub use savitzky_golay::savitzky_golay;
pub use whittaker::{penalty, whittaker};

use crate::error::{Error, Result};

/// Checks a frame rate and cutoffs: positive numbers.
fn check_rates(cutoff_hz: &[f64], frame_rate_hz: f64) -> Result<()> {
    let rate = ("frame_rate_hz", frame_rate_hz, "pass the frames per second of the keypoints");
    let cutoffs = cutoff_hz.iter().map(|&hz| ("cutoff_hz", hz, "6 to 12 Hz suits running"));
    for (what, value, remedy) in std::iter::once(rate).chain(cutoffs) {
        if !(value.is_finite() && value > 0.0) {
            return Err(Error::OutOfRange { what, value, allowed: "a positive number", remedy });
        }
    }
    Ok(())
}
