//! Renders runners whose every joint is known: clips with exact truth to test the whole path from pixels to numbers.
//! Development only, never part of the wheel.
//!
//! 1. [`scene`] reads picture, camera, light and runners from a TOML file.
//! 2. [`gait`] moves each runner: the mean stride of a speed, bent to the runner's settings, feet standing still in stance.
//! 3. [`truth`] and [`keypoints`] write down what moves: events, measures, joints in the picture.
//! 4. [`figure`] puts a body and clothes of round cones on the joints; [`look`] gives colours.
//! 5. [`shade`] and [`place`] give light; [`picture`] traces rays, lays figure over background and adds blur and noise.
//!
//! Lengths in metres, times in seconds, angles in radians inside and in degrees in files. Pictures do not depend on the
//! number of threads.

pub mod camera;
pub mod error;
pub mod figure;
pub mod gait;
pub mod keypoints;
pub mod look;
mod noise;
pub mod picture;
pub mod place;
pub mod scene;
pub mod shade;
pub mod truth;
pub mod vec;
