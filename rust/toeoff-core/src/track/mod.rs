//! Which box of a frame is which runner: streaming, in true time, without looking at the picture.
//!
//! Each runner is a [`motion`] model of its box, made of [`axis`] and [`bounce`] filters, under the
//! [`noise`] of this recording's boxes. [`gate`] says how unlikely a box is
//! for a runner, [`similarity`] adds the keypoints where there are any, [`assignment`] finds the cheapest whole matching,
//! [`doubt`] says where another matching is nearly as good. [`runner`] is one runner's life, [`resume`] gives lost runners
//! back their id, and [`tracker`] runs the stages of a frame.

pub mod assignment;
pub mod axis;
pub mod bounce;
pub mod doubt;
pub mod gate;
pub mod motion;
pub mod noise;
pub mod options;
pub mod resume;
pub mod runner;
pub mod similarity;
pub mod tracker;

pub use options::Options;
pub use tracker::{Frame, NO_TRACK, Tracker};
