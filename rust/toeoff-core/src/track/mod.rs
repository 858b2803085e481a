//! Which box of a frame is which runner: streaming, in true time, without looking at the picture.
//!
//! Each runner is a [`motion`] model of its box; [`gate`] says how unlikely a box is for it, [`similarity`] adds the
//! keypoints where there are any, [`assignment`] finds the cheapest whole matching, [`lifecycle`] starts, confirms,
//! loses and ends runners, and [`tracker`] runs the stages of a frame.

pub mod assignment;
pub mod gate;
pub mod lifecycle;
pub mod motion;
pub mod options;
pub mod similarity;
pub mod tracker;

pub use options::Options;
pub use tracker::{Frame, NO_TRACK, Tracker};
