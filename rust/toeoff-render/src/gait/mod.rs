//! Running in space: the mean stride of a speed, bent to a runner's settings, with feet that stand still.

pub mod curve;
pub mod foot;
mod hamner;
pub mod leg;
pub mod marks;
pub mod mean;
pub mod measures;
pub mod pelvis;
pub mod pose;
pub mod proportions;
pub mod quintic;
pub mod runner;
mod solve;
pub mod stance;
pub mod style;
pub mod swing;
pub mod trunk;
