//! Smoothing of keypoint coordinates, one filter per file. Coordinates are filtered, never angles.

mod butterworth;
mod segments;

pub use butterworth::{
    CUTOFF_PER_FRAME_RATE, Cutoffs, MINIMUM_FRAMES, butterworth, butterworth_body, effective_cutoff_hz, pad_frames,
};
