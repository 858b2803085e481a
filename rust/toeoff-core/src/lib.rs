//! Running gait from the keypoints of one runner.
//!
//! The path, in order:
//! 1. [`sequence`]: keypoints of any set, validated, become the twelve landmarks of a [`Body`], in steady coordinates
//!    where the way of the camera is known ([`camera_path`]).
//! 2. [`repair`]: exchanged legs, merged legs, outliers, gaps.
//! 3. [`smooth`]: zero-lag low-pass of coordinates.
//! 4. [`events`]: initial contact and toe-off, sub-frame.
//! 5. [`angles`] of every frame, [`strides`] from the events, where points are not [`unseen`], [`gait`]: is it running?
//! 6. [`scale`]: metres per px, from what was stated.
//! 7. [`measures`]: values with intervals and grades, or the reason why not.
//! 8. [`profile`]: whether a value lies in a band, given its uncertainty; [`cohort`]: many runners counted together.
//!
//! Axes: a body from a sequence is in image px, x right, y **down**; everything after [`Body::turned`] has x along
//! travel and y **up**. Angles are radians inside this crate. Times are seconds. A missing number is NaN and never
//! spreads further than the function that reads it says.

pub mod analyze;
pub mod angles;
mod arctangent;
pub mod batch;
pub mod body;
pub mod camera_path;
pub mod clock;
pub mod cohort;
pub mod error;
pub mod events;
pub mod filming;
pub mod gait;
mod interpolate;
pub mod measures;
pub mod missing_legs;
pub mod options;
pub mod profile;
pub mod reason;
pub mod repair;
pub mod repetition;
pub mod resample;
pub mod roll;
pub mod scale;
pub mod sequence;
mod simd;
pub mod skeleton;
pub mod smooth;
pub mod stats;
pub mod strides;
pub mod track;
pub mod travel;
pub mod unseen;
pub mod uprights;
pub mod view;

pub use analyze::{Analysis, analyze};
pub use batch::analyze_many;
pub use body::{Body, Joint, Side};
pub use error::{Error, Result};
pub use options::{Camera, Options, Smoothing, Travel};
pub use reason::Reason;
pub use scale::{Calibration, GroundDistance, Scale};
pub use sequence::Sequence;
pub use skeleton::Skeleton;
